// Runs of characters that are no value: what was probably meant.
#include <algorithm>
#include <chrono>

#include "common/format.h"
#include "common/text.h"
#include "common/utf8.h"
#include "syntax/address_range.h"
#include "syntax/values.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

ValueMistake mistake(std::string_view id, std::string message, std::string correction = {}) {
  Error error(ErrorCode::kSyntax, std::move(message));
  error.withId(std::string(id));
  return {std::move(error), std::move(correction)};
}

struct UnitWord {
  std::string_view word;
  std::string_view unit;
};
constexpr UnitWord kUnitWords[] = {{"sec", "s"},  {"secs", "s"},   {"second", "s"},  {"seconds", "s"}, {"min", "m"},
                                   {"mins", "m"}, {"minute", "m"}, {"minutes", "m"}, {"hr", "h"},      {"hrs", "h"},
                                   {"hour", "h"}, {"hours", "h"},  {"day", "d"},     {"days", "d"},    {"wk", "w"},
                                   {"week", "w"}, {"weeks", "w"},  {"mon", "mo"},    {"month", "mo"},  {"months", "mo"},
                                   {"yr", "y"},   {"year", "y"},   {"years", "y"},   {"M", "mo"},      {"D", "d"},
                                   {"H", "h"},    {"Y", "y"},      {"W", "w"}};

std::optional<ValueMistake> asDuration(std::string_view text) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == 0 || digits == text.npos) return std::nullopt;
  const std::string correction = durationFrom(text.substr(0, digits), text.substr(digits));
  if (correction.empty()) return std::nullopt;
  return mistake("E110", "a duration ends in a short unit: s, m, h, d, w, mo or y (`m` is minutes)", correction);
}

// 29.09.2022, 2022/09/29, 2022-9-1, 09/29/2022: dates as other programs write them.
std::optional<ValueMistake> asDate(std::string_view text) {
  const std::size_t sign = text.find_first_not_of("0123456789");
  if (sign == text.npos || (text[sign] != '.' && text[sign] != '/' && text[sign] != '-')) return std::nullopt;
  const auto parts = split(text, text[sign]);
  if (parts.size() == 2 && text[sign] == '-' && parts[0].size() == 4 && parts[1].size() == 1 && allDigits(parts[1])) {
    return mistake("E109", "a month has two digits, as 2022-09", format("{}-0{}", parts[0], parts[1]));
  }
  if (parts.size() != 3) return std::nullopt;
  for (const auto part : parts) {
    if (!allDigits(part) || part.size() > 4) return std::nullopt;
  }
  const bool year_first = parts[0].size() == 4;
  if (!year_first && parts[2].size() != 4) return std::nullopt;
  const int month = parseInteger<int>(parts[1]).value_or(0);
  const int day = parseInteger<int>(year_first ? parts[2] : parts[0]).value_or(0);
  const std::string_view year = year_first ? parts[0] : parts[2];
  const auto written = [&](int m, int d) { return format("{}-{:02}-{:02}", year, m, d); };
  const auto holds = [&](int m, int d) {  // such a day was there
    const std::chrono::year_month_day when{std::chrono::year(parseInteger<int>(year).value_or(0)),
                                           std::chrono::month(static_cast<unsigned>(m)),
                                           std::chrono::day(static_cast<unsigned>(d))};
    return when.ok();
  };
  ValueMistake out = mistake("E109", "a date is written year-month-day, as 2022-09-29");
  if (year_first || text[sign] == '.') {
    if (holds(month, day)) out.correction = written(month, day);
  } else if (holds(month, day) && holds(day, month) && month != day) {  // which of the two is the month, nobody knows
    out.error.withNote(format("the month first: {}", written(day, month)))
        .withNote(format("the day first: {}", written(month, day)));
  } else if (holds(month, day)) {
    out.correction = written(month, day);
  } else if (holds(day, month)) {
    out.correction = written(day, month);
  }
  return out;
}

// 12:00, 10:30:00: a time of some day.
std::optional<ValueMistake> asTimeOfDay(std::string_view text) {
  const auto parts = split(text, ':');
  if (parts.size() != 2 && parts.size() != 3) return std::nullopt;
  if (std::any_of(parts.begin(), parts.end(), [](auto part) { return part.size() != 2 || !allDigits(part); }))
    return std::nullopt;
  ValueMistake out = mistake("E109", format("{} is a time of some day, and the day is missing", code(text)));
  out.error.withNote(format("with its day it is one word, in UTC: `2022-09-29T{}Z`", text));
  return out;
}

// 1e3: a number with an exponent.
std::optional<ValueMistake> asExponent(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  if (e == text.npos || !allDigits(text.substr(0, e)) || !allDigits(text.substr(e + 1))) return std::nullopt;
  const int exponent = parseInteger<int>(text.substr(e + 1)).value_or(99);
  constexpr int kMostZeros = 12;
  ValueMistake out = mistake("E116", "a number is written in digits alone");
  if (exponent <= kMostZeros && text[0] != '0')
    out.correction = std::string(text.substr(0, e)) + std::string(static_cast<std::size_t>(exponent), '0');
  if (out.correction.empty()) out.error.withNote("as in `1000`, `0.5`, `1_000_000`");
  return out;
}

// 192.0.2.0-192.0.2.255: a range of addresses.
std::optional<ValueMistake> asRange(std::string_view text) {
  const std::size_t sign = std::min(text.find('-'), text.find(".."));
  if (sign == text.npos) return std::nullopt;
  const std::string blocks = blocksOfRange(text.substr(0, sign), text.substr(sign + (text[sign] == '-' ? 1 : 2)));
  if (blocks.empty()) {
    const bool addresses =
        text.find_first_not_of("0123456789.-") == text.npos && std::count(text.begin(), text.end(), '.') == 6;
    if (!addresses || text[sign] != '-') return std::nullopt;
    ValueMistake out = mistake("E123", "a range of addresses is written as its blocks");
    out.error.withNote("from the lowest address up, as in `192.0.2.0/24`; at most eight blocks");
    return out;
  }
  return mistake("E123", "a range of addresses is written as its blocks", blocks);
}

bool hasWordBothSides(std::string_view text, std::size_t at) {
  return at > 0 && at + 1 < text.size() && isAlnum(text[at - 1]) && isAlnum(text[at + 1]);
}

}  // namespace

std::string durationFrom(std::string_view amount, std::string_view unit_word) {
  for (const UnitWord& unit : kUnitWords) {
    if (unit.word == unit_word || (unit_word.size() > 1 && unit.word == toLower(unit_word))) {
      return std::string(amount) + std::string(unit.unit);
    }
  }
  return {};
}

ValueMistake explainMistake(std::string_view text) {
  const std::string shown = code(text, 60);
  if (text.size() > 8192) {
    return mistake("E116", format("a value of {} bytes: no name, address or link is longer than 8 KiB", text.size()));
  }
  if (auto duration = asDuration(text)) return std::move(*duration);
  for (const auto read : {asDate, asTimeOfDay, asExponent, asRange}) {
    if (auto meant = read(text)) return std::move(*meant);
  }
  if (text.find_first_not_of("0123456789.") == text.npos && text.find('.') != text.npos) {
    return mistake("E113",
                   format("{} is not an IPv4 address: it has {} parts, not four", shown, split(text, '.').size()));
  }
  if (const std::size_t zone = text.find('%'); zone != text.npos && text.substr(0, zone).find(':') != text.npos) {
    return mistake("E113", format("a zone id names an interface on one machine; drop {}", code(text.substr(zone))),
                   std::string(text.substr(0, zone)));
  }
  if ((text.front() == '+' || text.front() == '/') && text.size() > 1) {
    return mistake("E116", "+ - * / stand between blanks", format("{} {}", text.front(), text.substr(1)));
  }
  if (const std::size_t colon = text.find(':');
      text.starts_with('@') && colon != text.npos && colon + 1 < text.size()) {
    return mistake("E116", format("a blank follows the colon in {}", shown),
                   format("{}: {}", text.substr(0, colon), text.substr(colon + 1)));
  }
  const std::size_t sign = text.find_first_of("+/");
  if (sign != text.npos && hasWordBothSides(text, sign)) {
    return mistake("E116", format("{} is one value as it stands; + - * / stand between blanks", shown),
                   format("{} {} {}", text.substr(0, sign), text[sign], text.substr(sign + 1)));
  }
  if (text.starts_with('@') || text.starts_with('$')) {
    const char* what = text.front() == '@' ? "the name of a set" : "the name of a value";
    return mistake("E116",
                   format("{} is not {}: these are letters, digits, _ and - after the {}", shown, what, text[0]));
  }
  if (!isAscii(text) && text.find('.') == text.npos) {
    return mistake("E116", format("{} is no word of the language; a text needs quotes", shown), quote(text));
  }
  const bool quotable = text.find_first_of("\"'\\") == text.npos;
  return mistake("E116", format("{} is neither a name, an address nor another value; a text needs quotes", shown),
                 quotable ? quote(text) : std::string());
}

namespace {

struct Typographic {
  std::string_view text;
  std::string_view plain;
};
constexpr Typographic kTypographic[] = {
    {"“", "\""},     {"”", "\""},     {"„", "\""},     {"«", "\""},     {"»", "\""},    {"‘", "'"},
    {"’", "'"},      {"–", "-"},      {"—", "-"},      {"→", "->"},     {"←", "<-"},    {"≥", ">="},
    {"≤", "<="},     {"≠", "!="},     {"，", ","},     {"（", "("},     {"）", ")"},    {"｜", "|"},
    {"\u00a0", " "}, {"\u3000", " "}, {"\u2009", " "}, {"\u202f", " "}, {"\u2003", " "}};

}  // namespace

std::string plainSigns(std::string_view text) {
  std::string plain(text);
  for (const Typographic& t : kTypographic) plain = replaceAll(plain, t.text, t.plain);
  return plain;
}

ValueMistake explainStranger(std::string_view text) {
  const auto number = static_cast<std::uint32_t>(decodeUtf8(text, 0).code);
  for (const Typographic& t : kTypographic) {
    if (text != t.text) continue;
    if (t.plain == " ") {
      return mistake("E117", format("a blank of another kind stands here (U+{:04X}); write an ordinary one", number),
                     " ");
    }
    return mistake("E117", format("{} is U+{:04X}; write {}", text, number, t.plain), std::string(t.plain));
  }
  if (number < 0x80) return mistake("E117", format("`{}` means nothing here", text));
  return mistake("E117", format("the character {} (U+{:04X}) is no letter or digit", code(text), number));
}

}  // namespace clew::syntax
