// Sources and pivots.
#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "syntax/complaint_rules.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// The last lexeme of `type` in [first, at) that stands outside of parentheses closed before `at`; kNone if there is
// none.
std::size_t lastBefore(const Trouble& t, int type) {
  int depth = 0;
  for (std::size_t i = t.at; i-- > t.first;) {
    if (t.type(i) == tok::RPAREN) ++depth;
    if (t.type(i) == tok::LPAREN && depth-- == 0) return kNone;
    if (depth == 0 && t.type(i) == type) return i;
  }
  return kNone;
}

// The parenthesis that is open at `at`, kNone if there is none.
std::size_t openBefore(const Trouble& t) {
  int depth = 0;
  for (std::size_t i = t.at; i-- > t.first;) {
    if (t.type(i) == tok::RPAREN) ++depth;
    if (t.type(i) == tok::LPAREN && depth-- == 0) return i;
  }
  return kNone;
}

bool isLiteral(int type) {
  return isValueType(type) && type != tok::GLOB && type != tok::SUFFIX && type != tok::NUMBER && type != tok::PERCENT &&
                 type != tok::DATE && type != tok::DATETIME && type != tok::DURATION && type != tok::ASN
             ? true
             : type == tok::ASN;
}

bool beginsPrimary(int type) {
  return isLiteral(type) || type == tok::WORD || type == tok::LPAREN || type == tok::READ;
}

bool beginsStep(int type) {
  return type == tok::ARROW || type == tok::BACK_ARROW || type == tok::SHARING || type == tok::EXPAND ||
         type == tok::RESEMBLING || type == tok::OTHER;
}

bool beginsModifier(int type) {
  return type == tok::EXCLUDING || type == tok::VIA || type == tok::OVERLAPPING || type == tok::SEEN ||
         type == tok::CONFIDENCE || type == tok::AT || type == tok::DURING || type == tok::SINCE;
}

// After a list of traits that begins at `from`: the first lexeme that is none of it.
std::size_t endOfTraits(const Trouble& t, std::size_t from) {
  std::size_t i = from;
  while (i < t.last && t.type(i) != tok::WITH && t.type(i) != tok::BAR &&
         (isWordType(t.type(i)) || t.type(i) == tok::COMMA || t.type(i) == tok::PREFIX || t.type(i) == tok::NUMBER)) {
    ++i;
  }
  return i;
}

}  // namespace

std::optional<Error> sharingWithout(const Trouble& t) {
  const std::size_t sharing = lastBefore(t, tok::SHARING);
  if (sharing == kNone || t.at < sharing + 2) return std::nullopt;
  if (const std::size_t with = lastBefore(t, tok::WITH); with != kNone && with > sharing) return std::nullopt;
  const int type = t.type(t.at);
  const bool ends = t.at >= t.last || type == tok::WHERE || type == tok::RPAREN || beginsModifier(type) ||
                    (beginsStep(type) && type != tok::SHARING);
  if (!ends && !beginsPrimary(type) && type != tok::EACH) return std::nullopt;
  if (type == tok::WORD && !isLiteral(t.type(t.at + 1)) && t.at + 1 < t.last && !beginsModifier(t.type(t.at + 1))) {
    return std::nullopt;
  }
  if (ends && (t.type(t.at - 1) == tok::COMMA || t.type(t.at - 1) == tok::AND || t.type(t.at - 1) == tok::OF)) {
    return std::nullopt;
  }
  Error error = syntaxError("E101", format("{} needs `with` and what to compare to", code(t.line(sharing, t.at))));
  if (type == tok::WORD && t.at + 1 < t.last && beginsPrimary(t.type(t.at + 1))) {
    static const std::vector<std::string> kWith = {"with"};
    if (closest(t.text(t.at), kWith)) return error.withHint(t.corrected(t.at, t.at + 1, "with"));
  }
  return error.withHint(ends ? t.corrected(t.at, t.at, "with @iocs") : t.corrected(t.at, t.at, "with"));
}

std::optional<Error> mixedTraits(const Trouble& t) {
  if (t.type(t.at) != tok::COMMA && t.type(t.at) != tok::AND) return std::nullopt;
  std::size_t start = lastBefore(t, tok::SHARING);
  if (start == kNone) start = lastBefore(t, tok::BY);
  if (start == kNone || t.type(start + 1) == tok::AT) return std::nullopt;
  const int other_sign = t.type(t.at) == tok::COMMA ? tok::AND : tok::COMMA;
  bool mixed = false;
  std::string traits;
  const std::size_t end = endOfTraits(t, start + 1);
  if (end <= t.at) return std::nullopt;
  for (std::size_t i = start + 1; i < end; ++i) {
    if (i < t.at && t.type(i) == other_sign) mixed = true;
    if (t.type(i) == tok::COMMA || t.type(i) == tok::AND) {
      traits += ",";
    } else {
      if (!traits.empty()) traits += ' ';
      traits += t.text(i);
    }
  }
  if (!mixed) return std::nullopt;
  return syntaxError("E114", "`and` (all of) and `,` (any of) are mixed; name the number",
                     t.corrected(start + 1, end, "at least 2 of " + traits));
}

namespace {

// `with more than 3 ips` as `where count(ip) > 3`; empty where it says something else.
std::string countedWith(const Trouble& t) {
  static constexpr struct {
    std::string_view words;
    std::string_view sign;
  } kComparisons[] = {{"more than", ">"}, {"at least", ">="}, {"less than", "<"}, {"fewer than", "<"},
                      {"at most", "<="},  {"exactly", "="},   {"over", ">"},      {"", "="}};
  std::size_t number = t.at + 1;
  while (number < t.last && t.type(number) != tok::NUMBER) ++number;
  const std::string words = toLower(t.line(t.at + 1, number));
  if (number + 1 >= t.last || !isWordType(t.type(number + 1))) return {};
  std::string noun(t.text(number + 1));
  // a relation in the plural, but for those that end so by themselves
  if (noun.size() > 1 && noun.back() == 's' && noun != "ns" && noun != "subdomains" && noun != "links") noun.pop_back();
  for (const auto& comparison : kComparisons) {
    if (comparison.words != words) continue;
    return t.corrected(t.at, number + 2, format("where count({}) {} {}", noun, comparison.sign, t.text(number)));
  }
  return {};
}

}  // namespace

std::optional<Error> looseWith(const Trouble& t) {
  if (t.type(t.at) != tok::WITH) return std::nullopt;
  Error error = syntaxError("E103", "`with` closes `sharing ...`");
  if (std::string counted = countedWith(t); !counted.empty()) {
    error.message += "; how many there are is counted";
    return error.withHint(std::move(counted));
  }
  const bool set = t.type(t.at - 1) == tok::SETREF || t.type(t.at - 1) == tok::NAME;
  const bool shape = t.at == t.first + 1 && (set || isWordType(t.type(t.first))) && isWordType(t.type(t.at + 1));
  if (!shape) return error.withNote("as in `domains sharing email with corvusrex.com`");
  const std::string_view type = t.text(t.first);
  const std::size_t value = t.at + 2;
  if (set && isLiteral(t.type(value))) {
    return error.withHint(t.corrected(t.at, value + 1, format("where {} is {}", t.text(t.at + 1), t.text(value))));
  }
  if (isLiteral(t.type(value)) && value + 1 == t.last) {
    const bool needs_type = t.type(value) == tok::STRING;
    error.withNote(format("those {} whose {} is this value are reached from the value", type, t.text(t.at + 1)));
    return error.withHint(t.corrected(t.first, value + 1,
                                      needs_type ? format("{} {} -> {}", t.text(t.at + 1), t.text(value), type)
                                                 : format("{} -> {}", t.text(value), type)));
  }
  if (value >= t.last) return error.withHint(t.corrected(t.at, t.at + 1, "where has"));
  return error.withHint(t.corrected(t.at, t.at + 1, "where"));
}

std::optional<Error> stepAfterWhere(const Trouble& t) {
  const std::size_t where = lastBefore(t, tok::WHERE);
  if (where == kNone) return std::nullopt;
  const int type = t.type(t.at);
  if (type == tok::WHERE) {
    return syntaxError("E106", "one `where` a stage; join conditions with `and`", t.corrected(t.at, t.at + 1, "and"));
  }
  if (beginsStep(type)) {
    return syntaxError("E106", "`where` ends its stage; put a pipe before the next step", t.corrected(t.at, t.at, "|"));
  }
  if (type == tok::EXCLUDING || type == tok::VIA || type == tok::OVERLAPPING || type == tok::SEEN) {
    return syntaxError("E106", format("{} belongs to the pivot and stands before `where`", code(t.text(t.at))),
                       t.corrected(where, t.last, t.line(t.at, t.last) + " " + t.line(where, t.at)));
  }
  return std::nullopt;
}

std::optional<Error> bareList(const Trouble& t) {
  const bool comma = t.type(t.at) == tok::COMMA;
  if (!comma && !isLiteral(t.type(t.at))) return std::nullopt;
  // the values in a row that hold this place: literals and sets, with or without commas
  std::size_t from = t.at;
  while (from > t.first && (t.type(from - 1) == tok::COMMA || isLiteral(t.type(from - 1)))) --from;
  std::size_t to = t.at;
  while (to < t.last && (t.type(to) == tok::COMMA || isLiteral(t.type(to)))) ++to;
  std::vector<std::string> parts;
  for (std::size_t i = from; i < to; ++i) {
    if (t.type(i) != tok::COMMA) parts.emplace_back(t.text(i));
  }
  const int before = from > t.first ? t.type(from - 1) : 0;
  const bool place = before == 0 || before == tok::WITH || before == tok::IN || before == tok::FROM ||
                     before == tok::TO || before == tok::RESEMBLING || before == tok::PLUS || before == tok::MINUS ||
                     before == tok::EQ;
  if (parts.size() < 2 || !place || t.type(to - 1) == tok::COMMA || t.type(from) == tok::COMMA) return std::nullopt;
  if (before == tok::EQ && t.type(t.first) != tok::LET) return std::nullopt;
  return syntaxError("E122", "several values at once stand in parentheses, with commas between them",
                     t.corrected(from, to, format("({})", join(parts, ", "))));
}

std::optional<Error> longListPart(const Trouble& t) {
  const std::size_t open = openBefore(t);
  if (open == kNone || (open > t.first && isWordType(t.type(open - 1)) && !t.statement[open].blank_before))
    return std::nullopt;
  if (t.type(t.at) != tok::COMMA && !beginsStep(t.type(t.at)) && t.type(t.at) != tok::WHERE) return std::nullopt;
  for (std::size_t i = open; i-- > t.first;) {
    if (t.type(i) == tok::WHERE) return std::nullopt;
  }
  std::size_t from = t.at;
  int depth = 0;
  while (from > open + 1 && !(depth == 0 && t.type(from - 1) == tok::COMMA)) {
    --from;
    if (t.type(from) == tok::RPAREN) ++depth;
    if (t.type(from) == tok::LPAREN) --depth;
  }
  if (t.type(t.at) == tok::COMMA) from = open + 1;
  std::size_t to = t.at;
  depth = 0;
  while (to < t.last && !(depth == 0 && (t.type(to) == tok::RPAREN || (t.type(to) == tok::COMMA)))) {
    if (t.type(to) == tok::LPAREN) ++depth;
    if (t.type(to) == tok::RPAREN) --depth;
    ++to;
  }
  if (to <= from + 1) return std::nullopt;
  Error error = syntaxError("E122", "a part of a list that is more than one word takes its own parentheses",
                            t.corrected(from, to, format("({})", t.line(from, to))));
  return error.at(t.lexed.spanOf(t.statement[from]));
}

std::optional<Error> ofSource(const Trouble& t) {
  const int type = t.type(t.at);
  if ((type != tok::OF && type != tok::FROM) || t.goal != Goal::kStatement || t.at != t.first + 1) return std::nullopt;
  if (!isWordType(t.type(t.first)) || !beginsPrimary(t.type(t.at + 1))) return std::nullopt;
  return syntaxError(
      "E129",
      format("a query begins with what is known and walks with `->`; {} follows a trait only", code(t.text(t.at))),
      t.corrected(t.first, t.at + 2, format("{} -> {}", t.text(t.at + 1), t.text(t.first))));
}

std::string withNamed(const Trouble& t, std::size_t from, std::size_t to, std::string_view query) {
  const std::string line = t.corrected(from, to, "@these");
  return line.empty() || line.starts_with("...") ? std::string() : format("let @these = {}; {}", query, line);
}

std::optional<Error> queryAsMember(const Trouble& t) {
  const std::size_t open = openBefore(t);
  if (open == kNone || open == t.first || t.type(open - 1) != tok::IN) return std::nullopt;
  const int type = t.type(t.at);
  if (!beginsStep(type) && type != tok::WHERE && type != tok::BAR) return std::nullopt;
  Error error = syntaxError("E130", "a condition compares with values and named sets; name the query first");
  std::size_t close = t.at;
  int depth = 0;
  while (close < t.last && !(depth == 0 && t.type(close) == tok::RPAREN)) {
    if (t.type(close) == tok::LPAREN) ++depth;
    if (t.type(close) == tok::RPAREN) --depth;
    ++close;
  }
  error.withNote(format("above it: `let @these = {}`", t.line(open + 1, close)));
  return error.withHint(withNamed(t, open, std::min(close + 1, t.last), t.line(open + 1, close)));
}

std::optional<Error> wordAfterType(const Trouble& t) {
  if (t.type(t.at) != tok::WORD || t.at == t.first || t.type(t.at - 1) != tok::WORD) return std::nullopt;
  const bool source = t.at == t.first + 1 || t.type(t.at - 2) == tok::WITH || t.type(t.at - 2) == tok::LPAREN ||
                      t.type(t.at - 2) == tok::OTHER || t.type(t.at - 2) == tok::IN;
  if (!source || t.type(t.at + 1) == tok::WORD) return std::nullopt;
  const std::string type = toLower(t.text(t.at - 1));
  if (type == "host" || type == "hosts" || type == "domain" || type == "domains") {
    const std::string plural = type.back() == 's' ? type : type + "s";
    const std::string pattern = format("{} matching {}.*", plural, t.text(t.at));
    return syntaxError("E131", format("names have a dot, and {} has none", code(t.text(t.at))),
                       t.corrected(t.at - 1, t.at + 1, pattern));
  }
  return syntaxError("E131", format("a value after its type is written in quotes, if it is no name or address"),
                     t.corrected(t.at, t.at + 1, format("\"{}\"", t.text(t.at))));
}

}  // namespace clew::syntax
