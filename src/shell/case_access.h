// Opening the case that the command line names.
#pragma once

#include <memory>
#include <string>

#include "clew/clew.h"
#include "shell/settings.h"
#include "shell/terminal.h"

namespace clew::shell {

/// A case that Ctrl-C reaches as long as this lives.
class OpenedCase {
 public:
  OpenedCase(std::unique_ptr<Case> opened, Terminal& terminal);
  OpenedCase(OpenedCase&&) noexcept = default;
  OpenedCase& operator=(OpenedCase&&) = delete;
  ~OpenedCase();
  Case& operator*() { return *case_; }
  Case* operator->() { return case_.get(); }
  /// Says what the case has to say and did not say yet: the graph is opened by the first question only. The last call
  /// is the destructor's.
  void sayNotices();

 private:
  std::unique_ptr<Case> case_;
  Terminal* terminal_;
  std::size_t said_ = 0;
};

enum class WhenMissing { kFails, kIsMade };

/// Opens settings.arguments[0], prints its notices. A missing case is an error that names the nearest file, unless it
/// is to be made, which is said. `read_ahead`: many questions will be asked (OpenOptions).
Result<OpenedCase> openCase(const std::string& path, const Settings& settings, Terminal& terminal,
                            WhenMissing when_missing, bool read_ahead = false);

/// Whether nothing can be said of what lies at `path`, as a folder on the way to it may not be searched.
bool isOutOfReach(const std::string& path);
/// What is told then, of a case, a script or a file.
Error outOfReach(const std::string& path);

/// The error for a case that is not there.
Error missingCase(const std::string& path);

}  // namespace clew::shell
