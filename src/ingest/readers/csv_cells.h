// What single cells of tables hold.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/text.h"
#include "ingest/placeholder.h"
#include "ingest/readers/csv_records.h"

namespace clew::ingest {

/// The values of a cell between commas, semicolons and bars: names have blanks in them ("Cobalt Strike, Fake Update").
template <typename Visit>
void eachPart(std::string_view text, Visit visit, std::string_view borders = ",;|\n") {
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(borders);
    const std::string_view part = trim(text.substr(0, end));
    if (!part.empty() && !isPlaceholder(part)) visit(part);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

/// The same, blanks among the borders.
template <typename Visit>
void eachWord(std::string_view text, Visit visit) {
  eachPart(text, visit, ",;| \t\n");
}

std::string_view firstWord(std::string_view text);

/// 0 to 100.
std::optional<int> confidenceOf(std::string_view text);

/// Five digits, perhaps with a fraction of the day: 1954 to 2173 as a spreadsheet counts days, and a night of January
/// 1970 otherwise.
bool isDayNumber(std::string_view text);

/// "192.0.2.0" and "24" become "192.0.2.0/24" in the first of the two columns.
void joinNet(CsvRecord& record, std::pair<std::size_t, std::size_t> columns);

}  // namespace clew::ingest
