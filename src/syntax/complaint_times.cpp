// Times said in other ways: spans, dates in quotes, a clock behind what it is the clock of, a time without its word.
#include <string>

#include "common/format.h"
#include "common/text.h"
#include "syntax/complaint_rules.h"
#include "syntax/foreign.h"
#include "syntax/values.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

bool isDay(int type) {
  return type == tok::DATE || type == tok::DATETIME || type == tok::TODAY || type == tok::YESTERDAY || type == tok::NOW;
}

bool isTimeToken(const Trouble& t, std::size_t at) {
  const bool year = t.type(at) == tok::NUMBER && t.text(at).size() == 4;
  return isDay(t.type(at)) || t.type(at) == tok::DURATION || t.type(at) == tok::VAR || year;
}

bool beginsTime(int type) {
  return type == tok::SINCE || type == tok::BEFORE || type == tok::AFTER || type == tok::DURING || type == tok::AT ||
         type == tok::BETWEEN;
}

bool joinsDates(const Trouble& t, std::size_t at) {
  const int type = t.type(at);
  const std::string word = toLower(t.text(at));
  return type == tok::AND || type == tok::TO || type == tok::COMMA || type == tok::SUB_SIGN || word == ".." ||
         word == "until" || word == "till" || word == "through";
}

bool isQuotedDate(const Trouble& t, std::size_t at) {
  return t.type(at) == tok::STRING && isQuotedText(t.text(at)) && isDate(unquote(t.text(at)));
}

bool followsStep(const Trouble& t, std::size_t at) {
  for (std::size_t i = t.first; i < at; ++i) {
    const int type = t.type(i);
    if (type == tok::ARROW || type == tok::BACK_ARROW || type == tok::SHARING || type == tok::EXPAND) return true;
  }
  return false;
}

Error spanOfDates(const Trouble& t, std::size_t from, std::string_view first, std::string_view last, std::size_t to) {
  Error error = syntaxError("E109", "a span of time is `between` one date `and` another",
                            t.corrected(from, to, format("between {} and {}", first, last)));
  return spanning(std::move(error), t, from, to);
}

}  // namespace

/// `-> ip now`, `-> ip 2022-10-18`: a time without its word.
std::optional<Error> looseTime(const Trouble& t) {
  if (!isDay(t.type(t.at)) || t.at < t.first + 2 || isCondition(t, t.at) || !followsStep(t, t.at)) return std::nullopt;
  const int before = t.type(t.at - 1);
  if (beginsTime(before) || before == tok::OF || before == tok::AND || before == tok::COMMA) return std::nullopt;
  const bool month = t.type(t.at) == tok::DATE && t.text(t.at).size() < 10;
  const std::string_view own = month ? "during" : "at";
  Error error = syntaxError("E104", format("a time has its word; what was there then is asked with `{}`", own),
                            t.corrected(t.at, t.at, own));
  return error.withNote("other times: `since`, `before`, `during`, `between ... and ...`");
}

/// `-> ip as of 2022-10-18`: the clock of a query stands before it.
std::optional<Error> clockBehind(const Trouble& t) {
  if (t.type(t.at) != tok::AS || t.at == 0) return std::nullopt;
  const bool known = t.type(t.at + 1) == tok::KNOWN && t.type(t.at + 2) == tok::AT;
  if (!known && t.type(t.at + 1) != tok::OF) return std::nullopt;
  const std::size_t end = t.at + (known ? 4 : 3);
  Error error = syntaxError("E104", "the clock of a query stands before it");
  const std::string clock = t.line(t.at, std::min(end, t.last));
  const bool query = t.statement.front().type != tok::LET && t.statement.front().type != tok::PARAM;
  if (!query || end > t.last || !isTimeToken(t, end - 1))
    return error.withNote("as in `as of 2022-10-18, @iocs -> ip`");
  const std::string rest = t.corrected(t.at, end, "");
  if (rest.starts_with("...") || rest.empty()) return error.withNote("as in `as of 2022-10-18, @iocs -> ip`");
  error.withHint(format("{}, {}", clock, trim(rest)));
  return spanning(std::move(error), t, t.at, end);
}

/// `from D to D`, `during D and D`, `between D to D`.
std::optional<Error> dateSpan(const Trouble& t) {
  if (t.at >= t.last) return std::nullopt;
  const bool from = t.type(t.at) == tok::FROM && isTimeToken(t, t.at + 1) && joinsDates(t, t.at + 2);
  if (from && isTimeToken(t, t.at + 3)) return spanOfDates(t, t.at, t.text(t.at + 1), t.text(t.at + 3), t.at + 4);
  if (t.at < t.first + 2 || !joinsDates(t, t.at) || !isTimeToken(t, t.at - 1) || !isTimeToken(t, t.at + 1))
    return std::nullopt;
  if (t.type(t.at) == tok::SUB_SIGN && t.type(t.at + 1) == tok::DURATION) return std::nullopt;  // `today - 3d`
  const int word = t.type(t.at - 2);
  const bool spans = word == tok::DURING || word == tok::BETWEEN || word == tok::SINCE || word == tok::IN;
  const int sign = t.type(t.at);
  if (!spans || (word == tok::SINCE && (sign == tok::COMMA || sign == tok::AND || sign == tok::SUB_SIGN)))
    return std::nullopt;
  return spanOfDates(t, t.at - 2, t.text(t.at - 1), t.text(t.at + 1), t.at + 2);
}

/// `during 2022-01-01..2022-02-01`.
std::optional<Error> dottedSpan(const Trouble& t) {
  const std::string_view text = t.text(t.at);
  const std::size_t dots = text.find("..");
  if (dots == text.npos || t.at == t.first) return std::nullopt;
  const std::string_view first = text.substr(0, dots);
  const std::string_view last = text.substr(dots + 2);
  if (!isDate(first) || !isDate(last)) return std::nullopt;
  const bool word = beginsTime(t.type(t.at - 1)) || t.type(t.at - 1) == tok::IN || t.type(t.at - 1) == tok::FROM;
  return spanOfDates(t, word ? t.at - 1 : t.at, first, last, t.at + 1);
}

/// `between '2022-01-01' and '2022-02-01'`.
std::optional<Error> quotedDate(const Trouble& t) {
  if (!isQuotedDate(t, t.at) || t.at == t.first) return std::nullopt;
  if (!beginsTime(t.type(t.at - 1)) && t.type(t.at - 1) != tok::AND && t.type(t.at - 1) != tok::OF) return std::nullopt;
  std::string dates = unquote(t.text(t.at));
  std::size_t end = t.at + 1;
  if (t.type(t.at - 1) == tok::BETWEEN && t.type(end) == tok::AND && isQuotedDate(t, end + 1)) {
    dates += " and " + unquote(t.text(end + 1));
    end += 2;
  }
  Error error = syntaxError("E109", "a date has no quotes", t.corrected(t.at, end, dates));
  return error.at(t.lexed.spanOf(t.statement[t.at]));
}

/// `len(label) between 3 and 5`: `between` is of dates.
std::optional<Error> numberSpan(const Trouble& t) {
  std::size_t between = t.at;
  while (between > t.first && t.type(between) != tok::BETWEEN && t.at - between < 3) --between;
  if (t.type(between) != tok::BETWEEN || between == t.first || t.type(between + 1) != tok::NUMBER ||
      t.type(between + 2) != tok::AND || t.type(between + 3) != tok::NUMBER || !isCondition(t, between))
    return std::nullopt;
  std::size_t left = between - 1;
  int depth = 0;
  while (left > t.first) {
    if (t.type(left) == tok::RPAREN) ++depth;
    if (t.type(left) == tok::LPAREN) --depth;
    const bool joined = t.type(left - 1) == tok::OF || t.type(left) == tok::OF || t.type(left) == tok::LPAREN;
    if (depth == 0 && !joined) break;
    --left;
  }
  if (!isWordType(t.type(left))) return std::nullopt;
  const std::string what = t.line(left, between);
  std::string both = format("{} >= {} and {} <= {}", what, t.text(between + 1), what, t.text(between + 3));
  if (t.type(left - 1) == tok::NOT) both = "(" + both + ")";
  Error error =
      syntaxError("E110", "`between` is of dates; numbers are compared", t.corrected(left, between + 4, both));
  return spanning(std::move(error), t, between, between + 4);
}

/// `bursts of created within 10`, `overlapping within 7`: of what.
std::optional<Error> lengthUnit(const Trouble& t) {
  const std::size_t number = t.type(t.at) == tok::NUMBER ? t.at : t.at - 1;
  if (t.at < t.first + 3 || t.type(number) != tok::NUMBER || t.type(number - 1) != tok::WITHIN) return std::nullopt;
  const bool burst = t.type(t.first) == tok::BURSTS;
  if (!burst && t.type(number - 2) != tok::OVERLAPPING) return std::nullopt;
  const std::string length = std::string(t.text(number)) + (burst ? "m" : "d");
  Error error = syntaxError("E110", "a length of time has its unit: s, m, h, d, w, mo or y (`m` is minutes)",
                            t.corrected(number, number + 1, length));
  return error.at(t.lexed.spanOf(t.statement[number]));
}

}  // namespace clew::syntax
