// Where answers go: standard output, or a file that appears whole or not at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "clew/error.h"
#include "shell/terminal.h"

namespace clew::shell {

/// The output form that a file's ending names ("report.md" is markdown); empty when it names none.
std::string formatOfEnding(std::string_view path);
/// Says which endings name a form.
Error unknownEnding(const std::string& path);
/// --format, else the ending of -o, else table. Fails for a form that is not there, and for an ending that names none.
Result<std::string> chosenFormat(const Settings& settings);

/// A file is written beside its place and renamed by finish(); without finish() nothing is left. A symbolic link is
/// followed. What exists and is no regular file (/dev/null, /dev/stdout, a pipe) is written directly.
class Output {
 public:
  /// `path` empty or "-": standard output.
  static Result<Output> open(const std::string& path, Terminal& terminal);
  Output(Output&& other) noexcept;
  Output& operator=(Output&&) = delete;
  ~Output();
  bool isFile() const { return !path_.empty(); }
  Result<void> write(std::string_view bytes);
  Result<void> finish();
  /// Counts an answer that is written to it; how many there were before.
  std::uint64_t nextAnswer() { return answers_++; }
  std::uint64_t answers() const { return answers_; }

 private:
  Output(std::string path, std::string temporary, int descriptor, Terminal& terminal);
  std::string path_;
  std::string temporary_;  // empty: written directly
  int descriptor_;
  Terminal* terminal_;
  std::uint64_t answers_ = 0;
};

}  // namespace clew::shell
