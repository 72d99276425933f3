// Runs of saved queries: what `since last run` compares with, and what a run leaves behind.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/case.h"
#include "execution/executor.h"
#include "hunt/script.h"

namespace clew::hunt {

/// One run of a script on its way. A script without a name leaves nothing. References must outlive it.
class RunRecord {
 public:
  RunRecord(engine::Case& owner, const PreparedScript& script, const ScriptOptions& options,
            storage::Generation generation);

  /// The last successful run with the same arguments: scalars by value, sets by the name they came under. Empty on the
  /// first.
  Result<std::optional<execution::LastRun>> last();
  /// What the user should know: the script changed since.
  const std::vector<Notice>& notices() const { return notices_; }

  void expectationFailed() { sound_ = false; }
  /// The run was stopped or failed: the baseline stays as it was.
  void failed();
  /// Keeps the run. A case that cannot be written is an error only where a comparison needs it.
  Result<void> finished(const std::vector<std::string>& comparisons);

 private:
  std::string arguments() const;
  Result<void> record(bool succeeded, const std::vector<std::string>& comparisons);

  engine::Case& owner_;
  const PreparedScript& script_;
  const ScriptOptions& options_;
  storage::Generation generation_;
  bool sound_ = true;
  std::vector<Notice> notices_;
};

}  // namespace clew::hunt
