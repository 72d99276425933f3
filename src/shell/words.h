// Small text of the command line: words split, likeness, durations and `--set` arguments.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"

namespace clew::shell {

std::string_view trim(std::string_view text);
/// The parts between separators, blanks at their ends taken off, empty ones left out.
std::vector<std::string> splitValues(std::string_view text, char separator);
std::vector<std::string_view> splitLines(std::string_view text);
/// Edits (a swap of neighbours is one) between two words.
std::size_t editDistance(std::string_view a, std::string_view b);
/// The candidate most like `word`, when one is near enough to be meant: at most a third of the word, and at most 3
/// edits.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);
/// 1234567 as "1,234,567".
std::string grouped(std::uint64_t number);
/// "1 row", "2 rows".
std::string counted(std::uint64_t number, std::string_view one, std::string_view many = {});

/// What is said of what is none. kUsage.
Error noSetName(std::string_view name);

/// Text with blanks up to `width` columns of a terminal, at least one.
std::string padded(std::string_view text, std::size_t width);

/// "500ms", "30s", "5m", "1h30m", "2d". Fails with kUsage for anything else, a bare number included.
Result<std::chrono::milliseconds> readDuration(std::string_view text);

/// One `--set`: "name=value", or "@name=a.example,b.example", or "@name=FILE" with a value a line (`#` begins a
/// comment).
struct SetArguments {
  std::map<std::string, std::string> values;
  std::map<std::string, std::vector<std::string>> sets;
  std::map<std::string, std::string> origins;  // of sets that came from a file: its name
};
Result<void> addSetArgument(std::string_view text, SetArguments& into);

}  // namespace clew::shell
