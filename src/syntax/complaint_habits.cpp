// Habits that newcomers bring from SQL, Cypher, KQL, SPL and Storm into a sentence that is otherwise Clew's own.
#include <string>

#include "common/format.h"
#include "common/text.h"
#include "syntax/complaint_rules.h"
#include "syntax/wording.h"

namespace clew::syntax {

bool isCondition(const Trouble& t, std::size_t at) {
  for (std::size_t i = t.first; i < at; ++i) {
    if (t.type(i) == tok::WHERE || t.type(i) == tok::WHEN || (t.type(i) == tok::EXPECT && i == t.first)) return true;
  }
  return false;
}

Error spanning(Error error, const Trouble& t, std::size_t from, std::size_t to) {
  const SourceSpan first = t.lexed.spanOf(t.statement[from]);
  const SourceSpan last = t.lexed.spanOf(t.statement[to - 1]);
  return error.at({first.begin, last.end, first.source});
}

/// `-->`, `- ->`, `-> *`, `-> -> asn`.
std::optional<Error> longArrow(const Trouble& t) {
  if (t.type(t.at) == tok::SUB_SIGN && t.type(t.at + 1) == tok::ARROW) {
    return syntaxError("E121", "an arrow is `->`", t.corrected(t.at, t.at + 2, "->"));
  }
  const bool named = t.type(t.at) == tok::SUB_SIGN && t.type(t.at + 1) == tok::WORD && t.type(t.at + 2) == tok::ARROW;
  if (named && !t.statement[t.at + 2].blank_before && t.at + 3 < t.last) {
    // `-ip-> x`: a word is a name for what is reached; a value or a set is what it is to be
    const bool word = t.type(t.at + 3) == tok::WORD;
    const std::string line = word ? t.corrected(t.at, t.at + 4, format("-> {}", t.text(t.at + 1)))
                                  : t.corrected(t.at, t.at + 3, format("-> {} in", t.text(t.at + 1)));
    return syntaxError("E121", "an arrow is `->`, and what it leads along stands behind it", line);
  }
  const bool arrow = t.at > t.first && t.type(t.at - 1) == tok::ARROW;
  const bool any = t.text(t.at) == "*" || t.text(t.at) == "?";
  if (t.at > t.first + 1 && t.type(t.at - 1) == tok::BACK_ARROW && any) {
    return syntaxError("E104", "an arrow leads along one relation, and `*` names none; `pivots` lists all of them",
                       t.at + 1 == t.last ? t.corrected(t.at - 1, t.last, "| pivots") : std::string())
        .withNote("`| pivots` lists what there is to go on with");
  }
  if (arrow && any) {
    Error error = syntaxError(
        "E104", format("an arrow leads along one relation, and {} names none", code(t.text(t.at))),
        t.at - 1 > t.first && t.at + 1 == t.last ? t.corrected(t.at - 1, t.last, "| pivots") : std::string());
    return error.withNote("`| pivots` lists what there is to go on with");
  }
  return std::nullopt;
}

/// Storm's filters: `+:asn=64500`, `-:tld=com`, `+country=CN`. The sign, the property and the value may be lexemes of
/// their own.
std::optional<Error> stormFilter(const Trouble& t) {
  std::size_t end = t.at;
  std::string text;
  while (end < t.last && (end == t.at || !t.statement[end].blank_before)) text += t.text(end++);
  if (text.size() < 4 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const std::size_t begin = text[1] == ':' ? 2 : 1;
  const bool apart = t.statement[t.at].blank_before && text.find('=') != text.npos;
  const bool bare = t.at > t.first && isAlpha(text[1]) && apart;
  if (begin == 1 && !bare) return std::nullopt;
  Error error = syntaxError("E105", "this looks like a filter of Storm; here it is `where`");
  const std::size_t equal = text.find('=');
  if (equal == text.npos || equal == begin || equal + 1 == text.size()) return spanning(std::move(error), t, t.at, end);
  const std::string name = text.substr(begin, equal - begin);
  std::string value = text.substr(equal + 1);
  if (name == "asn" && allDigits(value)) value = "AS" + value;
  const bool more = isCondition(t, t.at);
  error.withHint(t.corrected(
      t.at, end, format("{} {} {} {}", more ? "and" : "where", name, text[0] == '+' ? "is" : "is not", value)));
  return spanning(std::move(error), t, t.at, end);
}

/// `where all ip in ...`, `sharing all ns with`: what `every` says; `where any ip in` needs no word.
std::optional<Error> everyWord(const Trouble& t) {
  if (t.at == t.first || t.type(t.at - 1) != tok::WORD) return std::nullopt;
  const std::string word = toLower(t.text(t.at - 1));
  if (word != "all" && word != "each" && word != "only") return std::nullopt;
  const std::size_t before = t.at - 1;
  const bool place = before > t.first && (t.type(before - 1) == tok::WHERE || t.type(before - 1) == tok::AND ||
                                          t.type(before - 1) == tok::OR || t.type(before - 1) == tok::SHARING);
  if (!place) return std::nullopt;
  Error error = syntaxError("E104", format("no {} here; that all values fit is `every`", code(t.text(before))),
                            t.corrected(before, t.at, "every"));
  if (t.type(before - 1) == tok::SHARING) error.withNote("without `every`, one value in common is enough");
  return spanning(std::move(error), t, before, t.at);
}

/// `every ip of corvusrex.com`, `all ips of @iocs` at the head of a query.
std::optional<Error> everySource(const Trouble& t) {
  if (t.goal != Goal::kStatement || t.type(t.first) != tok::EVERY || t.at != t.first + 1) return std::nullopt;
  if (!isWordType(t.type(t.at)) || t.type(t.at + 1) != tok::OF || t.at + 2 >= t.last) return std::nullopt;
  Error error = syntaxError("E104", "a query begins with what is known; an arrow leads to all it has",
                            t.corrected(t.first, t.at + 3, format("{} -> {}", t.text(t.at + 2), t.text(t.at))));
  return error.at(t.lexed.spanOf(t.statement[t.first]));
}

/// `last 30d`, `in the last 30 days`, `before 30 days ago`.
std::optional<Error> lastWord(const Trouble& t) {
  if (t.at >= t.last) return std::nullopt;
  if (toLower(t.text(t.at)) == "last" && t.type(t.at + 1) == tok::DURATION) {
    return syntaxError("E110", "a span up to now is `since`", t.corrected(t.at, t.at + 1, "since"));
  }
  if (toLower(t.text(t.at)) == "ago" && t.at > t.first && t.type(t.at - 1) == tok::DURATION) {
    return syntaxError("E110", "a duration alone says how long ago", t.corrected(t.at, t.at + 1, ""));
  }
  const bool ago = toLower(t.text(t.at + 2)) == "ago" && t.type(t.at) == tok::NUMBER && isWordType(t.type(t.at + 1));
  if (ago) {
    const std::string unit = toLower(t.text(t.at + 1));
    const std::string_view own = unit.starts_with("day")     ? "d"
                                 : unit.starts_with("hour")  ? "h"
                                 : unit.starts_with("week")  ? "w"
                                 : unit.starts_with("month") ? "mo"
                                 : unit.starts_with("year")  ? "y"
                                                             : "";
    if (!own.empty()) {
      Error error = syntaxError("E110", "a duration alone says how long ago",
                                t.corrected(t.at, t.at + 3, format("{}{}", t.text(t.at), own)));
      return spanning(std::move(error), t, t.at, t.at + 3);
    }
  }
  return std::nullopt;
}

/// `sort by created descending`.
std::optional<Error> orderWord(const Trouble& t) {
  const std::string word = toLower(t.text(t.at));
  const bool down = word == "descending" || word == "down";
  if (!down && word != "ascending" && word != "up") return std::nullopt;
  if (t.type(t.first) != tok::SORT && t.type(t.first) != tok::TOP) return std::nullopt;
  return syntaxError("E104", format("no {} here; write `{}`", code(t.text(t.at)), down ? "desc" : "asc"),
                     t.corrected(t.at, t.at + 1, down ? "desc" : "asc"));
}

/// `where name has "login"`, `name contains`: KQL's `has` is a pattern here.
std::optional<Error> hasWord(const Trouble& t) {
  if (t.type(t.at) != tok::HAS || t.type(t.at + 1) != tok::STRING || !isCondition(t, t.at)) return std::nullopt;
  const std::string_view text = t.text(t.at + 1);
  if (text.size() < 3) return std::nullopt;
  const std::string inner(text.substr(1, text.size() - 2));
  return syntaxError("E104", "`has` asks for a link; a part of a text is asked with a pattern",
                     t.corrected(t.at, t.at + 2, format("matching \"*{}*\"", inner)));
}

/// `count(ip, country is CN)`, `count(ip if country is CN)`: a condition inside a call.
std::optional<Error> conditionInCall(const Trouble& t) {
  if (t.at < t.first + 2 || t.at >= t.last) return std::nullopt;
  std::size_t comma = t.at;
  const std::string word = toLower(t.text(t.at));
  const bool said = word == "if" || word == "when" || word == "filter";
  if (!said) {
    if (t.type(t.at - 1) != tok::COMMA || !isWordType(t.type(t.at))) return std::nullopt;
    comma = t.at - 1;
  }
  int depth = 0;
  for (std::size_t i = comma; i-- > t.first;) {
    if (t.type(i) == tok::RPAREN) ++depth;
    if (t.type(i) != tok::LPAREN || depth-- > 0) continue;
    if (i == t.first || !isWordType(t.type(i - 1)) || isReservedWord(t.type(i - 1))) return std::nullopt;
    return syntaxError("E104", "a condition on what is counted begins with `where`",
                       t.corrected(comma, comma + 1, "where"));
  }
  return std::nullopt;
}

/// Stages of other pipelines that make or name columns: `extend`, `eval`, `rename`; `search WORD`.
std::optional<Error> columnStage(const Trouble& t) {
  if (t.goal != Goal::kStage || t.at != t.first || t.first + 1 >= t.last) return std::nullopt;
  const std::string word = toLower(t.text(t.first));
  if ((word == "extend" || word == "eval" || word == "let" || word == "set") && t.first + 3 < t.last) {
    Error error =
        syntaxError("E107", format("no stage {}; `show` names the columns, new ones among them", code(t.text(t.at))),
                    t.corrected(t.first, t.first + 1, "show name,"));
    return error;
  }
  if ((word == "rename" || word == "project-rename") && t.first + 3 < t.last && toLower(t.text(t.first + 2)) == "as") {
    return syntaxError(
        "E107", format("no stage {}; `show` names the columns", code(t.text(t.at))),
        t.corrected(t.first, t.first + 4, format("show {} = {}", t.text(t.first + 3), t.text(t.first + 1))));
  }
  if ((word == "search" || word == "grep" || word == "find") && t.first + 2 == t.last) {
    std::string inner(t.text(t.first + 1));
    if (inner.size() > 2 && (inner[0] == '"' || inner[0] == '\'')) inner = inner.substr(1, inner.size() - 2);
    if (inner.find_first_of("*?\"'") != std::string::npos) return std::nullopt;
    return syntaxError("E107", format("no stage {}; names are found by pattern", code(t.text(t.at))),
                       t.corrected(t.first, t.last, format("matching \"*{}*\"", inner)));
  }
  return std::nullopt;
}

/// `path A to B`, `path A B`, `shortest path from A to B`.
std::optional<Error> pathWords(const Trouble& t) {
  const int head = t.type(t.first);
  if ((head != tok::PATH && head != tok::PATHS) || t.at != t.first + 1 || !isValueType(t.type(t.at)))
    return std::nullopt;
  if (t.at + 1 < t.last && isValueType(t.type(t.at + 1))) {
    return syntaxError("E101", format("{} needs `from` and `to`", code(t.text(t.first))),
                       t.corrected(t.at, t.at + 2, format("from {} to {}", t.text(t.at), t.text(t.at + 1))));
  }
  return syntaxError("E101", format("{} needs `from` and `to`", code(t.text(t.first))),
                     t.corrected(t.at, t.at, "from"));
}

std::string withoutBrackets(const Trouble& t, std::size_t at) {
  if (t.text(at) != "[" && t.text(at) != "{") return {};
  const std::string_view close = t.text(at) == "[" ? "]" : "}";
  for (std::size_t i = at + 1; i < t.last; ++i) {
    if (t.text(i) != close) continue;
    const bool arrow = at > t.first && t.type(at - 1) == tok::SUB_SIGN && t.type(i + 1) == tok::ARROW;
    const bool leads = at > t.first && (t.type(at - 1) == tok::ARROW || t.type(at - 1) == tok::BACK_ARROW);
    if (leads) return t.corrected(at, i + 1, t.line(at + 1, i));
    if (!arrow) return t.corrected(at, i + 1, "(" + t.line(at + 1, i) + ")");
    const std::size_t name = t.type(at + 1) == tok::COLON ? at + 2 : at + 1;
    return name + 1 == i ? t.corrected(at - 1, i + 3, format("-> {}", toLower(t.text(name)))) : std::string();
  }
  return {};
}

}  // namespace clew::syntax
