#include "common/time.h"

#include <chrono>

#include "common/format.h"

namespace clew {

bool isLeapYear(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int daysInMonth(std::int64_t year, int month) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return 0;
  return month == 2 && isLeapYear(year) ? 29 : kDays[month - 1];
}

bool isValidCivil(const CivilTime& civil) {
  return civil.month >= 1 && civil.month <= 12 && civil.day >= 1 && civil.day <= daysInMonth(civil.year, civil.month) &&
         civil.hour >= 0 && civil.hour < 24 && civil.minute >= 0 && civil.minute < 60 && civil.second >= 0 &&
         civil.second < 60;
}

// Both conversions: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"; years begin in March.
std::int64_t daysFromCivil(std::int64_t year, int month, int day) {
  year -= month <= 2;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

Time timeFromCivil(const CivilTime& civil) {
  return daysFromCivil(civil.year, civil.month, civil.day) * kDay + civil.hour * kHour + civil.minute * kMinute +
         civil.second;
}

namespace {

std::int64_t dayNumber(Time time) {
  return time >= 0 ? time / kDay : -((-(time + 1)) / kDay) - 1;
}

}  // namespace

CivilTime civilFromTime(Time time) {
  const std::int64_t days = dayNumber(time);
  const std::int64_t in_day = time - days * kDay;
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const std::int64_t day_of_era = shifted - era * 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_index = (5 * day_of_year + 2) / 153;
  CivilTime civil;
  civil.day = static_cast<int>(day_of_year - (153 * month_index + 2) / 5 + 1);
  civil.month = static_cast<int>(month_index < 10 ? month_index + 3 : month_index - 9);
  civil.year = year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0);
  civil.hour = static_cast<int>(in_day / kHour);
  civil.minute = static_cast<int>(in_day / kMinute % 60);
  civil.second = static_cast<int>(in_day % 60);
  return civil;
}

int weekdayOf(Time time) {
  const std::int64_t days = dayNumber(time) + 3;  // 1970-01-01 was a Thursday
  return static_cast<int>(((days % 7) + 7) % 7);
}

Time startOfDay(Time time) {
  return time == kNoTime ? kNoTime : dayNumber(time) * kDay;
}

std::string isoDay(Time time) {
  if (time == kNoTime) return {};
  const CivilTime civil = civilFromTime(time);
  const bool plain = civil.year >= 0 && civil.year <= 9999;
  return format("{}{:04}-{:02}-{:02}", plain ? "" : (civil.year < 0 ? "-" : "+"),
                civil.year < 0 ? -civil.year : civil.year, civil.month, civil.day);
}

std::string isoTime(Time time) {
  if (time == kNoTime) return {};
  const CivilTime civil = civilFromTime(time);
  return format("{}T{:02}:{:02}:{:02}Z", isoDay(time), civil.hour, civil.minute, civil.second);
}

Time wallClock() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

double monotonicSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string durationText(std::int64_t seconds) {
  if (seconds == 0) return "0s";
  std::string out = seconds < 0 ? "-" : "";
  auto rest = seconds < 0 ? 0 - static_cast<std::uint64_t>(seconds) : static_cast<std::uint64_t>(seconds);
  const auto take = [&](std::uint64_t unit, char letter) {
    if (rest >= unit) out += std::to_string(rest / unit) + letter;
    rest %= unit;
  };
  take(kDay, 'd');
  take(kHour, 'h');
  take(kMinute, 'm');
  take(1, 's');
  return out;
}

std::string elapsedText(double seconds) {
  if (seconds < 1e-3) return format("{:.0f} µs", seconds * 1e6);
  if (seconds < 1) return format("{:.0f} ms", seconds * 1e3);
  if (seconds < 60) return format("{:.2f} s", seconds);
  const auto whole = static_cast<std::int64_t>(seconds);
  if (whole < 3600) return format("{} min {} s", whole / 60, whole % 60);
  return format("{} h {} min", whole / 3600, whole / 60 % 60);
}

}  // namespace clew
