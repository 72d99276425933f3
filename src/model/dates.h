// Times as providers and people spell them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "clew/table.h"

namespace clew::model {

/// Reads every spelling that providers use (docs/formats.md): epoch seconds, milliseconds (13 digits) and float
/// seconds, ISO 8601 with and without zone, blank instead of T, zones +0000, +00:00, Z, UTC and the names that WHOIS
/// uses (EST, JST, ...), 2015-01-31, 20191019, 2005/05/30, 14/06/2011, 06/12/2011 10:28:50 (day first), 14-Feb-2011,
/// Mon Sep 03 19:23:20 EST 2018, Sep 3, 2018 @ 19:23:20.000, month names in English in either order. No zone means
/// UTC. A value of day precision is the whole day: first 00:00:00, last 23:59:59. Empty for "", "0", null spellings,
/// 0001-01-01 and what is no date.
std::optional<Interval> readDate(std::string_view text);

/// Of days such as 06/12/2011: which number is the month, where both could be.
enum class DateOrder { kDayFirst, kMonthFirst };
std::optional<Interval> readDate(std::string_view text, DateOrder order);

/// What a date with the year last, in numbers alone, shows of the order in which its writer puts day and month.
enum class OrderShown { kNothing, kDayFirst, kMonthFirst, kEither };
OrderShown orderShown(std::string_view text);
/// Whether a text in a date's place says that there is none: "", null spellings, zeros, 0001-01-01.
bool saysNoDate(std::string_view text);
/// The number spellings: seconds, or milliseconds when above 10^11. Empty for 0 and what is out of years 1 to 9999.
std::optional<Interval> readEpoch(double number);

/// "2022-09-29T10:00:00Z".
std::string timeText(Time time);
/// Shortest faithful form: "2022-09-29" at midnight, else with the time, "2022-09-29 10:00:00".
std::string shortTimeText(Time time);

/// Calendar arithmetic for durations in months and years; the day is clamped (31 March less 1 month is 28 or 29
/// February).
Time addMonths(Time time, int months);

}  // namespace clew::model
