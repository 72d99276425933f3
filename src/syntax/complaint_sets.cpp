// Sets put together in the words of other languages: joined, taken away, left out.
#include <string>

#include "common/format.h"
#include "common/text.h"
#include "syntax/complaint_rules.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

bool isSetEnd(int type) {
  return type == tok::SETREF || type == tok::RPAREN || type == tok::NAME || type == tok::IP || type == tok::CIDR ||
         type == tok::EMAIL || type == tok::URL || type == tok::ASN || type == tok::HASH || type == tok::TAGGED ||
         type == tok::SERVICE;
}

bool isOneValue(int type) {
  return isSetEnd(type) && type != tok::RPAREN;
}

std::string_view signOf(std::string_view word) {
  if (word == "union" || word == "+") return "plus";
  if (word == "except" || word == "-" || word == "difference" || word == "without") return "minus";
  if (word == "intersect" || word == "intersection") return "in";
  return {};
}

std::size_t sharingBefore(const Trouble& t, std::size_t at) {
  for (std::size_t i = at; i-- > t.first;) {
    if (t.type(i) == tok::RPAREN || t.type(i) == tok::LPAREN) return kNowhere;
    if (t.type(i) == tok::SHARING) return i;
  }
  return kNowhere;
}

/// `sharing email with A and B`: with both of them, one after the other; with either of them as a list.
Error sharedWithTwo(const Trouble& t, bool both) {
  const std::string list = format("({}, {})", t.text(t.at - 1), t.text(t.at + 1));
  const std::string either = t.corrected(t.at - 1, t.at + 2, list);
  Error error = syntaxError("E104", format("{} joins conditions, and `with` takes one set", code(t.text(t.at))));
  const std::size_t sharing = sharingBefore(t, t.at);
  const bool other = sharing != kNowhere && sharing > t.first && t.type(t.first) == tok::OTHER;
  const bool ends = t.at + 2 == t.last;
  if (!both) return error.withHint(either);
  error.withNote(format("with one or the other: `with {}`", list));
  if (sharing == kNowhere || other || !ends) return error.withNote("with both: one `sharing ... with` after the other");
  return error.withHint(t.corrected(t.at, t.at + 1, t.line(sharing, t.at - 1)));
}

/// `A and B`, `A or B` between sets and values.
std::optional<Error> joinedSets(const Trouble& t, std::string_view word) {
  const int before = t.type(t.at - 1);
  if (!isSetEnd(before) || t.type(t.first) == tok::PATH || t.type(t.first) == tok::PATHS) return std::nullopt;
  if (t.at >= t.first + 3 && t.type(t.at - 2) == tok::LPAREN && t.type(t.at - 3) == tok::WITH && word == "and") {
    return syntaxError("E104", "`and` joins conditions; with both is one `sharing ... with` after the other")
        .withNote("with one or the other: `plus` in the parentheses");
  }
  const int place = t.at >= t.first + 2 ? t.type(t.at - 2) : 0;
  const bool two = isOneValue(before) && isOneValue(t.type(t.at + 1));
  const bool both = word == "and";
  if (place == tok::WITH && two) return sharedWithTwo(t, both);
  if (place == tok::RESEMBLING && two) {
    return syntaxError("E104", format("{} joins conditions; a list stands in parentheses", code(word)),
                       t.corrected(t.at - 1, t.at + 2, format("({}, {})", t.text(t.at - 1), t.text(t.at + 1))));
  }
  if (place == tok::EXCLUDING || place == tok::VIA) {
    return syntaxError("E104", format("{} joins conditions; what is left out stands with commas", code(word)),
                       t.corrected(t.at, t.at + 1, ","));
  }
  if (place == tok::IN || place == tok::FROM || place == tok::TO || place == tok::RESEMBLING) return std::nullopt;
  // two values have nothing in common: who names them wants both
  const bool values = two && before != tok::SETREF && t.type(t.at + 1) != tok::SETREF;
  const std::string_view own = both && !values ? "in" : "plus";
  Error error = syntaxError("E104", format("{} joins conditions; sets are joined with `{}`", code(word), own),
                            t.corrected(t.at, t.at + 1, own));
  return error.withNote("`plus` is all of both, `in` what is in both, `minus` what only the first has");
}

}  // namespace

/// `@a union @b`, `@a and @b`, `@a - @b`, `@a join @b`: sets put together.
std::optional<Error> setWord(const Trouble& t) {
  if (t.at == t.first || t.at >= t.last || isCondition(t, t.at)) return std::nullopt;
  if (t.type(t.at - 1) == tok::IP && t.type(t.at + 1) == tok::IP && t.type(t.at) == tok::SUB_SIGN)
    return std::nullopt;  // a range of addresses
  const int after = t.type(t.at + 1);
  const bool set_follows = (isValueType(after) && after != tok::NUMBER) || isWordType(after) || after == tok::LPAREN;
  const bool arrow =
      t.type(t.at) == tok::SUB_SIGN && t.type(t.at + 2) == tok::ARROW && !t.statement[t.at + 2].blank_before;
  if (!set_follows || after == tok::HUBS || arrow) return std::nullopt;
  const std::string word = toLower(t.text(t.at));
  const std::string_view own = signOf(word);
  if (!own.empty()) {
    return syntaxError("E104", format("no {} between sets; write `{}`", code(t.text(t.at)), own),
                       t.corrected(t.at, t.at + 1, own));
  }
  if (word == "and" || word == "or") return joinedSets(t, word);
  if (word == "join" || word == "lookup") {
    const bool on = equalsIgnoreCase(t.text(t.at + 2), "on") && isWordType(t.type(t.at + 3)) && t.at + 4 == t.last;
    return syntaxError("E104", format("no {} here: say what the two share", code(t.text(t.at))),
                       on ? t.corrected(t.at, t.last, format("sharing {} with {}", t.text(t.at + 3), t.text(t.at + 1)))
                          : t.corrected(t.at, t.at + 1, "sharing ip with"));
  }
  return std::nullopt;
}

/// `without hubs`, `ignoring hubs`, `no hubs`.
std::optional<Error> withoutHubs(const Trouble& t) {
  if (t.at == t.first || t.type(t.at + 1) != tok::HUBS || isCondition(t, t.at)) return std::nullopt;
  const std::string word = toLower(t.text(t.at));
  static constexpr std::string_view kWords[] = {"without", "ignoring", "except", "no", "not", "skipping", "minus"};
  for (const std::string_view own : kWords) {
    if (word == own)
      return syntaxError("E104", format("no {} before `hubs`; write `excluding`", code(t.text(t.at))),
                         t.corrected(t.at, t.at + 1, "excluding"));
  }
  return std::nullopt;
}

/// `excluding hubs over 20, 2 email`: a limit for all and one for a relation are two clauses, of which both hold.
std::optional<Error> hubLimits(const Trouble& t) {
  if (t.type(t.at) != tok::COMMA || t.at < t.first + 3 || t.type(t.at - 1) != tok::NUMBER) return std::nullopt;
  if (t.type(t.at - 2) != tok::OVER || t.type(t.at + 1) != tok::NUMBER || !isWordType(t.type(t.at + 2)))
    return std::nullopt;
  const auto all = parseInteger<std::uint64_t>(t.text(t.at - 1));
  const auto one = parseInteger<std::uint64_t>(t.text(t.at + 1));
  Error error = syntaxError("E104", "a limit of all relations and one of a single relation are said apart");
  const bool tighter = all && one && *one <= *all;
  if (tighter) return error.withHint(t.corrected(t.at, t.at + 1, ", hubs over"));
  return error.withNote("each relation with its own: `excluding hubs over 100 ip, 500 email`");
}

/// `union domains, ips`.
std::optional<Error> unionFirst(const Trouble& t) {
  if (t.goal != Goal::kStatement || t.at != t.first + 1 || t.first + 2 > t.last) return std::nullopt;
  if (!equalsIgnoreCase(t.text(t.first), "union") || t.type(t.first) != tok::WORD) return std::nullopt;
  std::string sets;
  for (std::size_t i = t.at; i < t.last; ++i) {
    if (t.type(i) == tok::COMMA) continue;
    if (!isOneValue(t.type(i)) && !isWordType(t.type(i))) return std::nullopt;
    sets += (sets.empty() ? "" : " plus ") + std::string(t.text(i));
  }
  Error error = syntaxError("E104", "no `union` here; sets are put together with `plus`");
  return error.withHint(t.corrected(t.first, t.last, sets)).at(t.lexed.spanOf(t.statement[t.first]));
}

/// `| union @b`, `| except @b`: no stage, since it takes two sets.
std::optional<Error> unionStage(const Trouble& t) {
  if (t.goal != Goal::kStage || t.at != t.first || t.first == 0 || t.first + 1 >= t.last) return std::nullopt;
  const std::string_view own = signOf(toLower(t.text(t.first)));
  if (own.empty() || !isWordType(t.type(t.first))) return std::nullopt;
  Error error =
      syntaxError("E107", format("no stage {}; two sets are put together with `{}`", code(t.text(t.at)), own));
  const int head = t.statement.front().type;
  bool first_stage = true;
  for (std::size_t i = 0; i + 1 < t.first; ++i) first_stage = first_stage && t.statement[i].type != tok::BAR;
  const std::string rest = format("{} {}", own, t.line(t.first + 1, t.last));
  if (first_stage && own != "in") return error.withHint(t.corrected(t.first - 1, t.last, rest));
  if (first_stage || head == tok::LET) return error.withNote(format("as in `@iocs {} @more`", own));
  const std::string before = lineOf(t.lexed, t.statement, 0, t.first - 1);
  return error.withHint(t.corrected(0, t.last, format("({}) {}", before, rest)));
}

}  // namespace clew::syntax
