// The commands as rows of a table. Reading the command line, help, the manual page and completion are all made of it.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "shell/options.h"

namespace clew::shell {

class Terminal;

struct CommandRow {
  std::string_view name;                              // empty: what `clew CASE` does
  std::string_view arguments;                         // "CASE PATH..."
  std::string_view help;                              // one line
  std::size_t least = 0;                              // arguments that must be given
  std::size_t most = 0;                               // 0: any number
  bool first_is_case = false;                         // for completion
  std::span<const OptionRow> (*options)() = nullptr;  // beside the common ones
  /// The exit code; null: not built yet.
  int (*run)(const Settings& settings, Terminal& terminal) = nullptr;
  /// For completion, what its argument can be, behind the case where it takes one; null: files.
  std::vector<std::string> (*words)() = nullptr;
};

/// In the order in which help lists them; the row without a name comes first.
std::span<const CommandRow> commands();
/// Null when no command has that name.
const CommandRow* findCommand(std::string_view name);
/// Names of the commands that are built.
std::vector<std::string> commandNames();

}  // namespace clew::shell
