// Calendar time (proleptic Gregorian, UTC, no leap seconds), clocks, and durations in words.
#pragma once

#include <cstdint>
#include <string>

#include "clew/table.h"

namespace clew {

struct CivilTime {
  std::int64_t year = 1970;
  int month = 1;  // 1..12
  int day = 1;    // 1..31
  int hour = 0;
  int minute = 0;
  int second = 0;
  friend bool operator==(const CivilTime&, const CivilTime&) = default;
};

inline constexpr std::int64_t kMinute = 60;
inline constexpr std::int64_t kHour = 3600;
inline constexpr std::int64_t kDay = 86400;

bool isLeapYear(std::int64_t year);
int daysInMonth(std::int64_t year, int month);
/// Whether the fields name a moment: month, day of that month, 0..23, 0..59, 0..59.
bool isValidCivil(const CivilTime& civil);
/// Days since 1970-01-01 of a valid date.
std::int64_t daysFromCivil(std::int64_t year, int month, int day);
Time timeFromCivil(const CivilTime& civil);
CivilTime civilFromTime(Time time);
/// 0 is Monday.
int weekdayOf(Time time);
/// Start of the day that holds `time`.
Time startOfDay(Time time);

/// "2022-09-29T10:00:00Z"; "" for kNoTime. Years before 0 and after 9999 have a sign.
std::string isoTime(Time time);
/// "2022-09-29".
std::string isoDay(Time time);

/// Now, by the system's clock.
Time wallClock();
/// Seconds on a clock that never goes back; only differences mean something.
double monotonicSeconds();

/// A duration as the language writes it, the largest units first: "30d", "1h30m", "90s" as "1m30s", "0s".
std::string durationText(std::int64_t seconds);
/// A measured time for people: "850 µs", "12 ms", "1.25 s", "3 min 20 s".
std::string elapsedText(double seconds);

}  // namespace clew
