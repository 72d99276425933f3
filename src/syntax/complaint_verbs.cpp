// Sentences that begin with what to do, or with what is wanted of what: a query is what is wanted.
#include <algorithm>
#include <array>
#include <string>

#include "common/format.h"
#include "common/text.h"
#include "syntax/complaint_rules.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

template <std::size_t N>
bool isVerbOf(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Behind a primary of one lexeme, of a type and its value, or in parentheses.
std::size_t endOfPrimary(const Trouble& t, std::size_t from) {
  if (t.type(from) != tok::LPAREN) {
    const bool typed = t.type(from) == tok::WORD && isValueType(t.type(from + 1));
    return from + (typed ? 2 : 1);
  }
  int depth = 0;
  for (std::size_t i = from; i < t.last; ++i) {
    if (t.type(i) == tok::LPAREN) ++depth;
    if (t.type(i) == tok::RPAREN && --depth == 0) return i + 1;
  }
  return t.last;
}

bool isPathModifier(int type) {
  switch (type) {
    case tok::EXCLUDING:
    case tok::VIA:
    case tok::SEEN:
    case tok::SINCE:
    case tok::BEFORE:
    case tok::AFTER:
    case tok::DURING:
    case tok::AT:
    case tok::BETWEEN:
    case tok::OVERLAPPING:
    case tok::CONFIDENCE:
      return true;
    default:
      return false;
  }
}

/// `by rarity within 6 hops excluding hubs` as `within 6 hops excluding hubs by rarity`; empty where a part is said
/// twice or is none of a path. `end`: behind the parts.
std::string partsInOrder(const Trouble& t, std::size_t from, std::size_t& end) {
  std::string within, modifiers, by;
  std::size_t i = from;
  while (i < t.last) {
    const std::size_t begin = i;
    const int type = t.type(i);
    if (type == tok::WITHIN && t.type(i + 1) == tok::NUMBER) {
      const bool hops = t.type(i + 2) == tok::HOPS || t.type(i + 2) == tok::HOP;
      i += hops ? 3 : 2;
      if (!within.empty() || !hops) return {};
      within = " " + t.line(begin, i);
    } else if (type == tok::BY && isWordType(t.type(i + 1))) {
      i += 2;
      if (!by.empty()) return {};
      by = " " + t.line(begin, i);
    } else if (isPathModifier(type)) {
      const bool seen = type == tok::SEEN && t.type(i + 1) == tok::BY;
      i += seen ? 2 : 1;
      while (i < t.last && !isPathModifier(t.type(i)) && t.type(i) != tok::WITHIN && t.type(i) != tok::BY &&
             t.type(i) != tok::WHERE && t.type(i) != tok::ARROW)
        ++i;
      modifiers += " " + t.line(begin, i);
    } else {
      break;
    }
  }
  end = i;
  return within + modifiers + by;
}

}  // namespace

/// `print @iocs`, `shortest path from A to B`, `explain @iocs`, `drop @iocs`.
std::optional<Error> headVerb(const Trouble& t) {
  if (t.goal != Goal::kStatement || t.at != t.first + 1 || t.type(t.first) != tok::WORD || t.at >= t.last)
    return std::nullopt;
  static constexpr std::array<std::string_view, 12> kSaysNothing = {
      "print", "display", "output", "return", "shortest", "dump", "echo", "run", "query", "select", "use", "load"};
  static constexpr std::array<std::string_view, 6> kErases = {"drop", "delete", "remove", "erase", "truncate", "del"};
  const std::string word = toLower(t.text(t.first));
  Error error = syntaxError("E104", format("no {} here; a query says what is wanted", code(t.text(t.first))));
  error.at(t.lexed.spanOf(t.statement[t.first]));
  if (isVerbOf(word, kSaysNothing)) return error.withHint(t.corrected(t.first, t.at, ""));
  if (word == "explain" || word == "profile") {
    error.message = format("{} is a command, and no word of a query", code(t.text(t.first)));
    return error.withNote(format("`:{} QUERY` at the prompt, `clew {} CASE 'QUERY'` in the shell", word, word));
  }
  if (!isVerbOf(word, kErases)) return std::nullopt;
  error.message = format("no {} here: a query erases nothing", code(t.text(t.first)));
  return error.withNote(
      "`retract A -> ns B` takes back a link, `| untag word` a tag, and `clew source CASE retract NAME` all that a "
      "source said");
}

/// `ip(corvusrex.com)`: what it has is walked to.
std::optional<Error> callFirst(const Trouble& t) {
  if (t.goal != Goal::kStatement || t.at != t.first + 1 || t.type(t.at) != tok::LPAREN) return std::nullopt;
  const bool one = isValueType(t.type(t.at + 1)) && t.type(t.at + 2) == tok::RPAREN;
  if (!one || t.type(t.first) != tok::WORD) return std::nullopt;
  Error error = syntaxError("E129", "a query begins with what is known and walks with `->`",
                            t.corrected(t.first, t.at + 3, format("{} -> {}", t.text(t.at + 1), t.text(t.first))));
  return error.at(t.lexed.spanOf(t.statement[t.first]));
}

/// `corvusrex.com +#foo`: Storm's filter by a tag. What stands behind `#` is a comment here.
std::optional<Error> tagFilter(const Trouble& t) {
  const std::size_t at = t.statement.size() - 1;  // a sign at the end may have been read as one that goes on
  if ((t.at != at && t.at != at + 1) || at <= t.first || t.last != t.statement.size()) return std::nullopt;
  const int sign = t.type(at);
  const std::string_view rest = t.lexed.text.substr(t.statement[at].end);
  if ((sign != tok::ADD_SIGN && sign != tok::SUB_SIGN) || !rest.starts_with('#')) return std::nullopt;
  const std::string_view line = rest.substr(1, rest.find_first_of("\r\n") - 1);
  const std::string_view tag = trim(line);
  Error error = syntaxError("E105", "this looks like a tag of Storm, and `#` begins a comment here");
  const bool plain =
      !tag.empty() && std::all_of(tag.begin(), tag.end(), [](char c) { return isAlnum(c) || c == '_' || c == '-'; });
  if (!plain || isReservedWord(keywordType(tag))) return error.withNote("those with a tag: `where tag is \"...\"`");
  const bool more = isCondition(t, at);
  error.withNote(format("to give the tag: `| tag {}`", tag));
  return error.withHint(t.corrected(
      at, at + 1, format("{} tag {} {}", more ? "and" : "where", sign == tok::ADD_SIGN ? "is" : "is not", tag)));
}

/// `path between A and B`; `path from A to B excluding hubs within 6 hops`, `paths ... by rarity excluding hubs`.
std::optional<Error> pathOrder(const Trouble& t) {
  const int head = t.type(t.first);
  if ((head != tok::PATH && head != tok::PATHS) || t.at <= t.first || t.at >= t.last) return std::nullopt;
  if (t.at == t.first + 1 && t.type(t.at) == tok::BETWEEN) {
    const std::size_t end = endOfPrimary(t, t.at + 1);
    if (t.type(end) != tok::AND) return std::nullopt;
    return syntaxError("E101", format("{} goes `from` and `to`", code(t.text(t.first))),
                       t.corrected(t.at, end + 1, format("from {} to", t.line(t.at + 1, end))));
  }
  const std::size_t to = endOfPrimary(t, t.first + 2);
  if (t.type(t.first + 1) != tok::FROM || t.type(to) != tok::TO) return std::nullopt;
  const std::size_t from = endOfPrimary(t, to + 1);
  if (t.at <= from) return std::nullopt;
  std::size_t end = from;
  const std::string ordered = partsInOrder(t, from, end);
  if (ordered.empty() || end <= t.at) return std::nullopt;
  return syntaxError("E101", "the parts of a path have their order: `within`, then `excluding` and the like, then `by`",
                     t.corrected(from, end, trim(ordered)));
}

/// `expand corvusrex.com 2 hops`, `expand 2 hops from @iocs`, `corvusrex.com expand all`.
std::optional<Error> expandOrder(const Trouble& t) {
  const bool behind = t.at > t.first + 1 && t.type(t.at - 1) == tok::EXPAND;
  const std::string word = toLower(t.text(t.at));
  if (behind && (word == "all" || word == "full" || word == "everything" || word == "completely" || word == "*")) {
    return syntaxError("E104", format("no {} here; as far as it goes is `fully`", code(t.text(t.at))),
                       t.corrected(t.at, t.at + 1, "fully"));
  }
  if (t.goal != Goal::kStatement || t.type(t.first) != tok::EXPAND || t.first != 0) return std::nullopt;
  Error error = syntaxError("E102", "what is expanded stands before `expand`");
  error.at(t.lexed.spanOf(t.statement[t.first]));
  if (isValueType(t.type(1)) && t.type(1) != tok::NUMBER) {
    if (t.last == 2) return error.withNote(format("and how far behind it: `{} expand 2 hops`", t.text(1)));
    return error.withHint(t.corrected(0, 2, format("{} expand", t.text(1))));
  }
  for (std::size_t i = 1; i + 1 < t.last; ++i) {
    if (t.type(i) != tok::FROM && t.type(i) != tok::OF) continue;
    const std::size_t end = endOfPrimary(t, i + 1);
    return error.withHint(t.corrected(0, end, format("{} {}", t.line(i + 1, end), t.line(0, i))));
  }
  return std::nullopt;
}

/// `param x = 3`, `param x: number`.
std::optional<Error> paramName(const Trouble& t) {
  if (t.type(t.first) != tok::PARAM) return std::nullopt;
  if (t.type(t.first + 1) == tok::SETREF && t.type(t.at) == tok::EQ && t.at == t.first + 2) {
    return syntaxError("E102", "`param` needs the type of what the set holds")
        .withNote(format("as in `param {}: domains = {}`", t.text(t.first + 1), t.line(t.at + 1, t.last)));
  }
  if (t.at != t.first + 1 || !isWordType(t.type(t.at))) return std::nullopt;
  if (isReservedWord(t.type(t.at))) return std::nullopt;
  Error error = syntaxError("E104", "the name of a value begins with `$`, that of a set with `@`");
  const std::string name(t.text(t.at));
  if (t.type(t.at + 1) == tok::COLON) return error.withHint(t.corrected(t.at, t.at + 1, "$" + name));
  const int value = t.type(t.at + 2);
  const std::string_view kind = value == tok::NUMBER     ? "number"
                                : value == tok::DURATION ? "duration"
                                : value == tok::DATE     ? "date"
                                : value == tok::PERCENT  ? "share"
                                : value == tok::STRING   ? "text"
                                                         : "";
  if (t.type(t.at + 1) != tok::EQ || kind.empty()) return error.withNote("as in `param $days: duration = 30d`");
  return error.withHint(t.corrected(t.at, t.at + 1, format("${}: {}", name, kind)));
}

/// `add a.example -> ip A, B`: a link a statement.
std::optional<Error> severalLinks(const Trouble& t) {
  const int head = t.type(t.first);
  if ((head != tok::ADD && head != tok::RETRACT) || t.type(t.at) != tok::COMMA || t.at < t.first + 4)
    return std::nullopt;
  const std::size_t value = t.at - 1;
  if (!isValueType(t.type(value)) || (t.type(value - 1) == tok::BY)) return std::nullopt;
  std::size_t end = t.at;
  while (t.type(end) == tok::COMMA && isValueType(t.type(end + 1))) end += 2;
  const std::string before = t.line(t.first, value);
  const std::string after = end < t.last ? " " + t.line(end, t.last) : std::string();
  std::string all;
  for (std::size_t i = value; i < end; i += 2)
    all += (all.empty() ? "" : "; ") + format("{} {}{}", before, t.text(i), after);
  return syntaxError("E104", format("{} takes one link a statement", code(t.text(t.first))),
                     t.corrected(t.first, t.last, all));
}

/// `where ip in @nrd($age = 365d)`: what is given to a saved query is given where the query is named.
std::optional<Error> givenInCondition(const Trouble& t) {
  if (t.type(t.at) != tok::LPAREN || t.at < t.first + 3 || t.type(t.at - 1) != tok::SETREF) return std::nullopt;
  if (t.type(t.at - 2) != tok::IN || !isCondition(t, t.at)) return std::nullopt;
  const std::size_t end = endOfPrimary(t, t.at);
  Error error = syntaxError("E130", "a condition compares with values and named sets; name the query first");
  error.withNote(format("above it: `let @these = {}`", t.line(t.at - 1, end)));
  return error.withHint(withNamed(t, t.at - 1, end, t.line(t.at - 1, end)));
}

}  // namespace clew::syntax
