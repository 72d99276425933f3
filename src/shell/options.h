// The options as rows of tables: the reader of the command line, help, the manual page and the completion files are all
// made of them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "shell/settings.h"

namespace clew::shell {

struct OptionRow {
  std::string_view name;   // "--format"
  char letter;             // 'o' for "-o"; 0: none
  std::string_view value;  // "FORMAT"; empty: takes none. "a|b|c" names all that it can be
  std::string_view help;   // one line, no full stop
  Result<void> (*apply)(Settings& settings, const std::string& value);
  /// For completion, what the value can be where the program knows; null: `value` tells, or anything.
  std::vector<std::string> (*words)() = nullptr;
};

std::span<const OptionRow> commonOptions();
std::span<const OptionRow> scriptOptions();  // query, export, profile
std::span<const OptionRow> runOptions();     // those, and what a scheduled script is granted
std::span<const OptionRow> ingestOptions();
std::span<const OptionRow> checkOptions();
std::span<const OptionRow> formatOptions();
std::span<const OptionRow> helpOptions();

}  // namespace clew::shell
