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

/// For programs: times in full ISO 8601, intervals as "first/last", durations in seconds, shares and numbers exact,
/// nodes by canonical name, lists joined by "; ", missing as "".
std::string textForPrograms(const Cell& cell);

/// Whether textForPrograms gives a number that Clew itself formed, not text from outside.
bool isNumber(const Cell& cell);

}  // namespace clew::render
