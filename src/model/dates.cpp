// The spellings of dates are taken apart rather than listed: a time of day with its zone is cut out first, and what is
// left must be a day: numbers and perhaps the name of a month, with the separators and week days that people put
// between.
#include "model/dates.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <vector>

#include "common/format.h"
#include "common/text.h"
#include "common/time.h"

namespace clew::model {
namespace {

constexpr std::size_t kLongestDate = 64;

struct Zone {
  std::string_view name;
  int minutes;
};
// What WHOIS servers write; where a name has several meanings, the one met there.
constexpr Zone kZones[] = {
    {"z", 0},      {"utc", 0},     {"gmt", 0},    {"ut", 0},     {"wet", 0},    {"est", -300},  {"edt", -240},
    {"cst", -360}, {"cdt", -300},  {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420},  {"akst", -540},
    {"hst", -600}, {"ast", -240},  {"adt", -180}, {"nst", -210}, {"brt", -180}, {"brst", -120}, {"art", -180},
    {"clt", -240}, {"clst", -180}, {"west", 60},  {"bst", 60},   {"cet", 60},   {"cest", 120},  {"met", 60},
    {"mest", 120}, {"eet", 120},   {"eest", 180}, {"sast", 120}, {"msk", 180},  {"msd", 240},   {"trt", 180},
    {"gst", 240},  {"pkt", 300},   {"ist", 330},  {"wib", 420},  {"ict", 420},  {"hkt", 480},   {"sgt", 480},
    {"awst", 480}, {"jst", 540},   {"kst", 540},  {"acst", 570}, {"aest", 600}, {"aedt", 660},  {"nzst", 720},
    {"nzdt", 780}, {"eat", 180},   {"cat", 120},  {"wat", 60},   {"wita", 480}, {"wit", 540}};

constexpr std::string_view kMonths[] = {"january", "february", "march",     "april",   "may",      "june",
                                        "july",    "august",   "september", "october", "november", "december"};
constexpr std::string_view kWeekDays[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

/// Whether `word` is `full` or its first three letters or more ("sept", "thurs").
bool shortens(std::string_view word, std::string_view full) {
  return word.size() >= 3 && full.starts_with(word);
}

int monthOf(std::string_view word) {
  for (std::size_t i = 0; i < std::size(kMonths); ++i) {
    if (shortens(word, kMonths[i])) return static_cast<int>(i) + 1;
  }
  return 0;
}

bool isWeekDay(std::string_view word) {
  return std::any_of(std::begin(kWeekDays), std::end(kWeekDays),
                     [&](std::string_view day) { return shortens(word, day); });
}

std::optional<int> zoneOf(std::string_view word) {
  for (const Zone& zone : kZones) {
    if (zone.name == word) return zone.minutes;
  }
  return std::nullopt;
}

/// Reads a lower-case text from left to right.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}
  std::string_view digits() { return take(isDigit); }
  std::string_view letters() { return take(isAlpha); }
  bool skip(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void skipBlanks() { rest_ = trimLeft(rest_); }
  std::string_view rest() const { return rest_; }
  void set(std::string_view rest) { rest_ = rest; }

 private:
  template <typename Kind>
  std::string_view take(Kind kind) {
    std::size_t length = 0;
    while (length < rest_.size() && kind(rest_[length])) ++length;
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }
  std::string_view rest_;
};

int numberOf(std::string_view digits) {
  return parseInteger<int>(digits).value_or(-1);
}

struct TimeOfDay {
  int hour = 0;
  int minute = 0;
  int second = 0;
  int zone = 0;  // minutes east of Greenwich
};

/// "+0000", "+00:00", "-07", "z", "utc", "(jst)". True when there is none, too.
bool readZone(Scanner& text, int& minutes) {
  const std::string_view before = text.rest();
  text.skipBlanks();
  const bool bracket = text.skip('(');
  const bool plus = text.skip('+');
  const bool minus = !plus && text.skip('-');
  if (plus || minus) {
    std::string_view hours = text.digits();
    std::string_view rest;
    if (hours.size() == 4) {
      rest = hours.substr(2);
      hours = hours.substr(0, 2);
    } else if (text.skip(':')) {
      rest = text.digits();
      if (rest.size() != 2) return false;
    }
    if (hours.empty() || hours.size() > 2) return false;
    const int value = numberOf(hours) * 60 + (rest.empty() ? 0 : numberOf(rest));
    if (value > 14 * 60) return false;
    minutes = plus ? value : -value;
  } else {
    const auto named = zoneOf(text.letters());
    if (!named) {
      text.set(before);
      return !bracket;
    }
    minutes = *named;
  }
  return !bracket || text.skip(')');
}

/// Finds "h:mm", with seconds, fraction, am or pm, and zone; puts a blank in its place. Empty: there is none; an hour
/// below zero: there is one that is wrong.
std::optional<TimeOfDay> cutTime(std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return std::nullopt;
  std::size_t begin = colon;
  while (begin > 0 && isDigit(text[begin - 1])) --begin;
  TimeOfDay time;
  const TimeOfDay wrong{-1, 0, 0, 0};
  Scanner scan(std::string_view(text).substr(begin));
  const std::string_view hour = scan.digits();
  scan.skip(':');
  const std::string_view minute = scan.digits();
  if (hour.empty() || hour.size() > 2 || minute.size() != 2) return wrong;
  time.hour = numberOf(hour);
  time.minute = numberOf(minute);
  if (scan.skip(':')) {
    const std::string_view second = scan.digits();
    if (second.size() != 2) return wrong;
    time.second = std::min(numberOf(second), numberOf(second) == 60 ? 59 : 60);
    if (scan.skip('.') || scan.skip(',')) {
      if (scan.digits().empty()) return wrong;
    }
  }
  Scanner half = scan;
  half.skipBlanks();
  const std::string_view word = half.letters();
  if (word == "am" || word == "pm") {
    if (time.hour < 1 || time.hour > 12) return wrong;
    time.hour = time.hour % 12 + (word == "pm" ? 12 : 0);
    scan = half;
  }
  if (!readZone(scan, time.zone)) return wrong;
  // The letter T between day and time goes with the time.
  if (begin > 1 && text[begin - 1] == 't' && isDigit(text[begin - 2])) --begin;
  text = text.substr(0, begin) + " " + std::string(scan.rest());
  return time;
}

int fullYear(std::string_view digits) {
  const int year = numberOf(digits);
  return digits.size() == 2 ? year + (year < 70 ? 2000 : 1900) : year;
}

/// The day that numbers and a month's name spell; empty when they do not.
std::optional<CivilTime> dayOf(std::string_view text, DateOrder order) {
  std::vector<std::string_view> numbers;
  int month = 0;
  Scanner scan(text);
  while (!scan.rest().empty()) {
    if (const std::string_view digits = scan.digits(); !digits.empty()) {
      numbers.push_back(digits);
      continue;
    }
    if (const std::string_view word = scan.letters(); !word.empty()) {
      const bool ordinal = !numbers.empty() && (word == "st" || word == "nd" || word == "rd" || word == "th");
      if (ordinal || isWeekDay(word) || word == "of" || word == "at" || zoneOf(word)) continue;
      if (month != 0 || (month = monthOf(word)) == 0) return std::nullopt;
      continue;
    }
    if (!contains(" -/.,\t", scan.rest().substr(0, 1))) return std::nullopt;
    scan.set(scan.rest().substr(1));
  }
  CivilTime day;
  day.month = month;
  if (month != 0) {
    if (numbers.size() != 2) return std::nullopt;
    const bool year_first = numbers[0].size() == 4;
    const std::string_view year = numbers[year_first ? 0 : 1];
    const std::string_view date = numbers[year_first ? 1 : 0];
    if ((year.size() != 4 && year.size() != 2) || date.size() > 2) return std::nullopt;
    day.year = fullYear(year);
    day.day = numberOf(date);
  } else if (numbers.size() == 1 && numbers[0].size() == 8) {
    day.year = numberOf(numbers[0].substr(0, 4));
    day.month = numberOf(numbers[0].substr(4, 2));
    day.day = numberOf(numbers[0].substr(6, 2));
  } else if (numbers.size() == 3 && numbers[0].size() == 4 && numbers[1].size() <= 2 && numbers[2].size() <= 2) {
    day.year = numberOf(numbers[0]);
    day.month = numberOf(numbers[1]);
    day.day = numberOf(numbers[2]);
  } else if (numbers.size() == 3 && numbers[2].size() == 4 && numbers[0].size() <= 2 && numbers[1].size() <= 2) {
    day.year = numberOf(numbers[2]);
    day.day = numberOf(numbers[0]);
    day.month = numberOf(numbers[1]);
    if (order == DateOrder::kMonthFirst) std::swap(day.day, day.month);
    if (day.month > 12) std::swap(day.day, day.month);  // only the other order can be meant
  } else {
    return std::nullopt;
  }
  return day;
}

/// Year 1 is what programs write for "no date".
bool isInRange(Time time) {
  static const Time first = timeFromCivil({2, 1, 1, 0, 0, 0});
  static const Time last = timeFromCivil({9999, 12, 31, 23, 59, 59});
  return time >= first && time <= last;
}

/// Digits alone: a day (20191019), a moment (20230101000000), or seconds since 1970.
std::optional<Interval> readDigits(std::string_view digits) {
  const int year = digits.size() >= 4 ? numberOf(digits.substr(0, 4)) : 0;
  if ((digits.size() == 8 || digits.size() == 14) && year >= 1900 && year <= 2200) {
    CivilTime civil{year, numberOf(digits.substr(4, 2)), numberOf(digits.substr(6, 2)), 0, 0, 0};
    if (digits.size() == 14) {
      civil.hour = numberOf(digits.substr(8, 2));
      civil.minute = numberOf(digits.substr(10, 2));
      civil.second = numberOf(digits.substr(12, 2));
    }
    if (isValidCivil(civil)) {
      const Time first = timeFromCivil(civil);
      return Interval{first, digits.size() == 8 ? first + kDay - 1 : first};
    }
    if (digits.size() == 14) return std::nullopt;
  }
  if (digits.size() == 4 && year >= 1900 && year <= 2200) return std::nullopt;  // a year, and no second of 1970
  const auto number = parseReal(digits);
  return number ? readEpoch(*number) : std::nullopt;
}

/// "2022-03-05T10:00:00Z" and "2022-03-05", which are most of all dates; empty for all else.
std::optional<Interval> readPlainIso(std::string_view text) {
  if (text.size() != 10 && text.size() != 20) return std::nullopt;
  static constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:ddZ";
  int fields[6] = {};
  std::size_t field = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kShape[i] == 'd' ? !isDigit(text[i]) : text[i] != kShape[i]) return std::nullopt;
    if (kShape[i] == 'd')
      fields[field] = fields[field] * 10 + (text[i] - '0');
    else
      ++field;
  }
  const CivilTime civil{fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]};
  if (!isValidCivil(civil)) return std::nullopt;
  const Time first = timeFromCivil(civil);
  if (!isInRange(first)) return std::nullopt;
  return Interval{first, text.size() == 20 ? first : first + kDay - 1};
}

}  // namespace

std::optional<Interval> readEpoch(double number) {
  if (!std::isfinite(number) || number == 0) return std::nullopt;
  if (std::abs(number) > 1e11) number /= 1000;
  const double seconds = std::floor(number);
  if (std::abs(seconds) > 1e12) return std::nullopt;
  const auto time = static_cast<Time>(seconds);
  if (!isInRange(time)) return std::nullopt;
  return Interval{time, time};
}

bool saysNoDate(std::string_view text) {
  text = trim(text);
  if (text.starts_with("0001-01-01")) return true;
  if (isOneOf(toLower(text), {"null", "none", "n/a", "nil", "undefined", "never", "unknown", "-"})) return true;
  return text.find_first_not_of("0-:./ TZ+") == text.npos;
}

OrderShown orderShown(std::string_view text) {
  text = trim(text);
  int numbers[2] = {};
  for (int& number : numbers) {
    const std::size_t end = text.find_first_of("/.-");
    if (end == 0 || end > 2 || !allDigits(text.substr(0, end))) return OrderShown::kNothing;
    number = numberOf(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  if (text.size() < 4 || !allDigits(text.substr(0, 4)) || (text.size() > 4 && isDigit(text[4])))
    return OrderShown::kNothing;
  if (numbers[0] > 12) return numbers[1] > 12 ? OrderShown::kNothing : OrderShown::kDayFirst;
  return numbers[1] > 12            ? OrderShown::kMonthFirst
         : numbers[0] == numbers[1] ? OrderShown::kNothing
                                    : OrderShown::kEither;
}

std::optional<Interval> readDate(std::string_view given) {
  return readDate(given, DateOrder::kDayFirst);
}

std::optional<Interval> readDate(std::string_view given, DateOrder order) {
  given = trim(given);
  if (given.empty() || given.size() > kLongestDate) return std::nullopt;
  if (const auto plain = readPlainIso(given)) return plain;
  const std::string_view unsigned_text = given.starts_with('-') ? given.substr(1) : given;
  if (allDigits(unsigned_text))
    return unsigned_text.size() == given.size() ? readDigits(given) : readEpoch(parseReal(given).value_or(0));
  if (const auto parts = splitOnce(unsigned_text, ".");
      parts && parts->first.size() >= 5 && allDigits(parts->first) && allDigits(parts->second)) {
    return readEpoch(parseReal(given).value_or(0));
  }
  std::string text = toLower(given);
  if (const std::size_t at = text.find(" @ "); at != text.npos) text.replace(at, 3, " ");
  if (text.size() == 15 && text.back() == 'z' && allDigits(given.substr(0, 14))) return readDigits(given.substr(0, 14));
  const std::optional<TimeOfDay> time = cutTime(text);
  if (time && time->hour < 0) return std::nullopt;
  std::optional<CivilTime> civil = dayOf(text, order);
  if (!civil) return std::nullopt;
  const bool midnight_after = time && time->hour == 24 && time->minute == 0 && time->second == 0;
  if (time) {
    civil->hour = midnight_after ? 0 : time->hour;
    civil->minute = time->minute;
    civil->second = time->second;
  }
  if (!isValidCivil(*civil)) return std::nullopt;
  const Time first = timeFromCivil(*civil) + (midnight_after ? kDay : 0) - (time ? time->zone * kMinute : 0);
  if (!isInRange(first)) return std::nullopt;
  return Interval{first, time ? first : first + kDay - 1};
}

std::string timeText(Time time) {
  return isoTime(time);
}

std::string shortTimeText(Time time) {
  if (time == kNoTime) return {};
  if (startOfDay(time) == time) return isoDay(time);
  const CivilTime civil = civilFromTime(time);
  return format("{} {:02}:{:02}:{:02}", isoDay(time), civil.hour, civil.minute, civil.second);
}

Time addMonths(Time time, int months) {
  if (time == kNoTime) return kNoTime;
  CivilTime civil = civilFromTime(time);
  const std::int64_t count = civil.year * 12 + (civil.month - 1) + months;
  const std::int64_t year = count >= 0 ? count / 12 : -((-count + 11) / 12);
  civil.year = year;
  civil.month = static_cast<int>(count - year * 12) + 1;
  civil.day = std::min(civil.day, daysInMonth(civil.year, civil.month));
  return timeFromCivil(civil);
}

}  // namespace clew::model
