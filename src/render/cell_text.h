// Cells as text, for people and for programs. Both are one line without control or invisible characters.
#pragma once

#include <string>
#include <string_view>

#include "clew/table.h"

namespace clew::render {

inline constexpr std::string_view kMissingText = "(missing)";
inline constexpr std::string_view kRedactedText = "(redacted)";

/// For people: days without a time of day where that is midnight, shares in percent with one digit, measured numbers to
/// four digits after the point, names as they are displayed (an IDN with its A-label behind it).
std::string textForPeople(const Cell& cell, bool defang);

/// Columns of a terminal that a cell of this column takes at most where people read it; 0: as many as it needs. The raw
/// record behind a piece of evidence would make every table of `why` hundreds of columns wide.
std::size_t mostShown(const Table& table, std::size_t column);

/// textForPeople of a cell of the table, cut to mostShown with … where it is longer.
std::string shownCell(const Table& table, std::size_t row, std::size_t column, bool defang);

/// For programs: times in full ISO 8601, intervals as "first/last", durations in seconds, shares and numbers exact,
/// nodes by canonical name, lists joined by "; ", missing as "".
std::string textForPrograms(const Cell& cell);

/// Whether textForPrograms gives a number that Clew itself formed, not text from outside.
bool isNumber(const Cell& cell);

}  // namespace clew::render
