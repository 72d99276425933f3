#include "ingest/readers/csv_cells.h"

#include <algorithm>

#include "common/format.h"

namespace clew::ingest {

std::string_view firstWord(std::string_view text) {
  return text.substr(0, text.find_first_of(" \t"));
}

std::optional<int> confidenceOf(std::string_view text) {
  const auto number = parseInteger<int>(text);
  return number && *number >= 0 && *number <= 100 ? number : std::nullopt;
}

bool isDayNumber(std::string_view text) {
  const std::string_view days = text.substr(0, text.find('.'));
  const std::string_view rest = text.substr(days.size());
  return days.size() == 5 && allDigits(days) && days.front() != '0' && (rest.size() <= 1 || allDigits(rest.substr(1)));
}

void joinNet(CsvRecord& record, std::pair<std::size_t, std::size_t> columns) {
  const auto [start, bits] = columns;
  if (std::max(start, bits) >= record.fields.size()) return;
  std::string& first = record.fields[start];
  if (!trim(first).empty() && !contains(first, "/")) first = format("{}/{}", trim(first), trim(record.fields[bits]));
}

bool isTableRule(std::string_view line) {
  return line.find_first_not_of("|-: \t") == line.npos && contains(line, "--");
}

std::string withoutMarkdown(std::string_view cell) {
  cell = trim(cell);
  for (const std::string_view mark : {"**", "`"}) {
    if (cell.size() > 2 * mark.size() && cell.starts_with(mark) && cell.ends_with(mark))
      cell = cell.substr(mark.size(), cell.size() - 2 * mark.size());
  }
  const std::size_t target = cell.rfind("](");
  if (cell.starts_with('[') && cell.ends_with(')') && target != cell.npos && cell.find("](") == target)
    cell = cell.substr(1, target - 1);
  if (!contains(cell, "\\[")) return std::string(cell);
  return replaceAll(replaceAll(replaceAll(cell, "\\[", "["), "\\]", "]"), "\\.", ".");
}

}  // namespace clew::ingest
