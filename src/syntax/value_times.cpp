// Dates, durations and numbers: checked, then read.
#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "common/time.h"
#include "syntax/values.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

struct DateParts {
  CivilTime civil;
  int given = 1;  // 1 year, 2 month, 3 day, 5 minute, 6 second
  std::int64_t zone = 0;
  bool readable = false;
};

int numberAt(std::string_view text, std::size_t at, std::size_t length) {
  return parseInteger<int>(text.substr(at, length)).value_or(-1);
}

// The fields of a date token, valid or not. `readable` is false when the time of day has no shape.
DateParts partsOf(std::string_view text) {
  DateParts parts;
  parts.civil = {numberAt(text, 0, 4), 1, 1, 0, 0, 0};
  if (text.size() >= 7) parts.civil.month = numberAt(text, 5, 2), parts.given = 2;
  if (text.size() >= 10) parts.civil.day = numberAt(text, 8, 2), parts.given = 3;
  parts.readable = true;
  if (text.size() <= 10) return parts;
  std::string_view clock = text.substr(11);
  const std::size_t zone_at = clock.find_first_of("Z+-");
  std::string_view zone = zone_at == clock.npos ? std::string_view() : clock.substr(zone_at);
  clock = clock.substr(0, zone_at);
  if (const std::size_t fraction = clock.find('.'); fraction != clock.npos) clock = clock.substr(0, fraction);
  const bool minutes = clock.size() == 5 && clock[2] == ':';
  const bool seconds = clock.size() == 8 && clock[2] == ':' && clock[5] == ':';
  parts.readable = minutes || seconds;
  if (!parts.readable) return parts;
  parts.civil.hour = numberAt(clock, 0, 2);
  parts.civil.minute = numberAt(clock, 3, 2);
  parts.given = 5;
  if (seconds) parts.civil.second = numberAt(clock, 6, 2), parts.given = 6;
  if (zone.size() >= 5) {
    const std::int64_t sign = zone[0] == '-' ? -1 : 1;
    const int hours = numberAt(zone, 1, 2);
    const int minutes_east = numberAt(zone, zone.size() - 2, 2);
    if (hours < 0 || hours > 14 || minutes_east < 0 || minutes_east > 59) parts.readable = false;
    parts.zone = sign * (hours * kHour + minutes_east * kMinute);
  }
  return parts;
}

ValueMistake noDate(std::string message, std::string correction, std::string note = {}) {
  Error error(ErrorCode::kInvalidValue, std::move(message));
  error.withId("E109");
  if (!note.empty()) error.withNote(std::move(note));
  return {std::move(error), std::move(correction)};
}

struct UnitName {
  std::string_view text;
  Duration::Unit unit;
  std::int64_t seconds;
};
constexpr UnitName kUnits[] = {
    {"s", Duration::Unit::kSecond, 1},         {"m", Duration::Unit::kMinute, 60},
    {"h", Duration::Unit::kHour, 3600},        {"d", Duration::Unit::kDay, 86400},
    {"w", Duration::Unit::kWeek, 7 * 86400},   {"mo", Duration::Unit::kMonth, 30 * 86400},
    {"y", Duration::Unit::kYear, 365 * 86400},
};
constexpr std::int64_t kLongestDuration = 10000LL * 365 * 86400;

struct DurationParts {
  std::optional<std::int64_t> amount;
  UnitName unit;
};

DurationParts durationParts(std::string_view text) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  const std::string_view unit = text.substr(digits);
  const auto* found = std::find_if(std::begin(kUnits), std::end(kUnits), [&](const auto& u) { return u.text == unit; });
  return {parseInteger<std::int64_t>(text.substr(0, digits)), *found};
}

}  // namespace

std::optional<ValueMistake> checkDate(std::string_view text) {
  const DateParts parts = partsOf(text);
  const CivilTime& c = parts.civil;
  if (c.month < 1 || c.month > 12) {
    const int meant = c.month < 1 ? 1 : 12;
    return noDate(format("{} is no month", text.substr(0, 7)), format("{:04}-{:02}", c.year, meant),
                  format("a span is written `between {:04}-12-01 and {:04}-01-31`", c.year, c.year + 1));
  }
  const int last_day = daysInMonth(c.year, c.month);
  if (c.day < 1 || c.day > last_day) {
    const int meant = c.day < 1 ? 1 : last_day;
    return noDate(format("{} is no day: {:04}-{:02} has {} days", text.substr(0, 10), c.year, c.month, last_day),
                  format("{:04}-{:02}-{:02}", c.year, c.month, meant));
  }
  if (!parts.readable || !isValidCivil(c)) {
    return noDate(format("{} is no moment: write the time of day as T10:00Z or T10:00:00Z", text),
                  std::string(text.substr(0, 10)));
  }
  return std::nullopt;
}

Date dateOf(std::string_view text) {
  const DateParts parts = partsOf(text);
  Date date;
  date.text = std::string(text);
  CivilTime first = parts.civil;
  CivilTime last = first;
  if (parts.given < 2) last.month = 12;
  if (parts.given < 3) last.day = daysInMonth(last.year, last.month);
  if (parts.given < 5) last.hour = 23, last.minute = 59;
  if (parts.given < 6) last.second = 59;
  date.interval = {timeFromCivil(first) - parts.zone, timeFromCivil(last) - parts.zone};
  return date;
}

std::optional<ValueMistake> checkDuration(std::string_view text) {
  const DurationParts parts = durationParts(text);
  if (parts.amount && *parts.amount <= kLongestDuration / parts.unit.seconds) return std::nullopt;
  Error error(ErrorCode::kInvalidValue, format("{} is longer than ten thousand years", code(text, 30)));
  error.withId("E110");
  return ValueMistake{std::move(error), {}};
}

Duration durationOf(std::string_view text) {
  const DurationParts parts = durationParts(text);
  Duration duration;
  duration.amount = parts.amount.value_or(0);
  duration.unit = parts.unit.unit;
  duration.seconds = duration.amount * parts.unit.seconds;
  return duration;
}

Number numberOf(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != '_') digits += c;
  }
  Number number;
  if (const auto whole = parseInteger<std::int64_t>(digits)) {
    number.value = *whole;
  } else {
    number.value = parseReal(digits).value_or(0);
  }
  return number;
}

std::optional<ValueMistake> checkNumber(std::string_view text) {
  const bool whole = text.find('.') == text.npos;
  const Number number = numberOf(text);
  const bool fits = whole ? std::holds_alternative<std::int64_t>(number.value) : text.size() <= 40;
  if (fits) return std::nullopt;
  Error error(ErrorCode::kInvalidValue, format("the number {} is too long", code(text, 30)));
  error.withId("E125");
  return ValueMistake{std::move(error), {}};
}

Percent percentOf(std::string_view text) {
  Percent percent;
  percent.value = parseReal(text.substr(0, text.size() - 1)).value_or(0) / 100;
  return percent;
}

std::optional<ValueMistake> checkPrefix(std::string_view text) {
  const auto length = parseInteger<int>(text.substr(1));
  if (length && *length <= 128) return std::nullopt;
  Error error(ErrorCode::kInvalidValue,
              format("{} is no prefix: /0 to /32 for IPv4, up to /128 for IPv6", code(text, 30)));
  error.withId("E124");
  return ValueMistake{std::move(error), {}};
}

}  // namespace clew::syntax
