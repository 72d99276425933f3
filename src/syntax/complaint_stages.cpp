// Stages: unknown ones, those of other languages, and those that lack a pipe or a number.
#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "syntax/command_words.h"
#include "syntax/complaint_rules.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

const std::vector<std::string>& stageWords() {
  static const std::vector<std::string> words = {
      "count",  "top",     "take",  "sort",        "show",    "per",      "bursts",     "cluster",
      "rank",   "bridges", "cores", "communities", "back",    "timeline", "pivots",     "skipped",
      "why",    "new",     "gone",  "changes",     "tag",     "untag",    "note",       "save",
      "expect", "alert",   "as",    "where",       "sharing", "expand",   "resembling", "matching"};
  return words;
}

bool isStageWord(int type) {
  switch (type) {
    case tok::COUNT:
    case tok::TOP:
    case tok::TAKE:
    case tok::SORT:
    case tok::SHOW:
    case tok::PER:
    case tok::BURSTS:
    case tok::CLUSTER:
    case tok::RANK:
    case tok::BRIDGES:
    case tok::CORES:
    case tok::COMMUNITIES:
    case tok::BACK:
    case tok::TIMELINE:
    case tok::PIVOTS:
    case tok::SKIPPED:
    case tok::WHY:
    case tok::NEW:
    case tok::GONE:
    case tok::CHANGES:
    case tok::UNTAG:
    case tok::TAG:
    case tok::NOTE:
    case tok::SAVE:
    case tok::EXPECT:
    case tok::ALERT:
    case tok::AS:
      return true;
    default:
      return false;
  }
}

// `a b c` or `a, b, c` from `from` on, as a list with commas.
std::string listFrom(const Trouble& t, std::size_t from) {
  std::string out;
  for (std::size_t i = from; i < t.last; ++i) {
    if (t.type(i) == tok::COMMA) continue;
    const bool inside =
        t.type(i) == tok::LPAREN || t.type(i) == tok::RPAREN || (i > from && t.type(i - 1) == tok::LPAREN);
    const std::string word = toLower(t.text(i));
    const bool order = i > from && (word == "desc" || word == "asc");
    if (order || t.type(i) == tok::OF || (i > from && t.type(i - 1) == tok::OF)) {
      out += ' ';
    } else if (!out.empty() && !inside) {
      out += ", ";
    }
    out += order ? word : std::string(t.text(i));
  }
  return out;
}

/// `dcount(ip) by registrar`, `n = dc(ip) by registrar`: the one aggregate that is said alike; empty for others.
std::string countedValues(const Trouble& t, const std::string& by) {
  std::size_t i = t.at + 1;
  std::string name;
  if (t.type(i + 1) == tok::EQ) {
    name = std::string(t.text(i)) + " = ";
    i += 2;
  }
  const std::string word = toLower(t.text(i));
  const bool counts = word == "dcount" || word == "dc" || word == "distinct_count" || word == "count_distinct";
  const bool one = t.type(i + 1) == tok::LPAREN && isWordType(t.type(i + 2)) && t.type(i + 3) == tok::RPAREN;
  const bool ends = t.type(i + 4) == tok::BY || equalsIgnoreCase(t.text(i + 4), "by");
  if (!counts || !one || !ends || by.empty()) return {};
  return format("per {} show {}count({})", by, name, t.text(i + 2));
}

std::string afterBy(const Trouble& t) {
  for (std::size_t i = t.at; i < t.last; ++i) {
    if (t.type(i) == tok::BY || equalsIgnoreCase(t.text(i), "by")) return listFrom(t, i + 1);
  }
  return {};
}

// Whether a grouping counts rows and does nothing else: `group by x`, `stats count by x`, `summarize count() by x`.
bool onlyCounts(const Trouble& t) {
  std::string what;
  for (std::size_t i = t.at + 1; i < t.last; ++i) {
    if (t.type(i) == tok::BY || equalsIgnoreCase(t.text(i), "by")) break;
    what += toLower(t.text(i));
  }
  return what.empty() || what == "count" || what == "count()" || what == "count(*)";
}

// What the words of other languages from t.at to the end of the piece would be here; empty when they are none.
std::string ownStage(const Trouble& t) {
  const std::string word = toLower(t.text(t.at));
  const std::string by = afterBy(t);
  const auto number = [&] {
    for (std::size_t i = t.at; i < t.last; ++i) {
      if (t.type(i) == tok::NUMBER) return std::string(t.text(i));
    }
    return std::string("10");
  };
  if (word == "group" || word == "groupby" || word == "summarize" || word == "stats" || word == "aggregate") {
    if (!onlyCounts(t)) return countedValues(t, by);
    return by.empty() ? "count" : "count by " + by;
  }
  if (word == "limit" || word == "head" || word == "first" || word == "sample") return "take " + number();
  if (word == "order" || word == "orderby") return by.empty() ? std::string() : "sort by " + by;
  if (word == "project" || word == "select" || word == "table" || word == "fields" || word == "extend" ||
      word == "eval" || word == "columns" || word == "return") {
    const std::string list = t.at + 1 < t.last && t.text(t.at + 1) != "*" ? listFrom(t, t.at + 1) : "name";
    return "show " + list;
  }
  if (word == "filter" || word == "search" || word == "having") return "where " + t.line(t.at + 1, t.last);
  if (word == "rare") return "count by " + listFrom(t, t.at + 1) + " | sort by count | take 10";
  if (word == "len" || word == "length" || word == "total") return "count";
  if (word == "export" || word == "print" || word == "write") return "as csv to \"result.csv\"";
  if (word == "explain") return "why";
  return {};
}

}  // namespace

std::optional<Error> emptyStage(const Trouble& t) {
  if (t.first != t.last) return std::nullopt;
  Error error = syntaxError(
      "E102", t.goal == Goal::kStatement ? "nothing stands before the pipe" : "nothing stands after the pipe");
  if (t.goal == Goal::kStatement) return error.withHint(t.corrected(0, 0, "@iocs"));
  if (t.first > 0 && t.first < t.statement.size()) {
    return error.withHint(t.corrected(t.first - 1, t.first, "")).at(t.lexed.spanOf(t.statement[t.first - 1]));
  }
  return error.withHint(lineOf(t.lexed, t.statement, 0, t.statement.size()) + " count")
      .at(t.lexed.spanOf(t.statement[t.first - 1]));
}

std::optional<Error> missingNumber(const Trouble& t) {
  if (t.at == t.first) return std::nullopt;
  const int before = t.type(t.at - 1);
  if (before != tok::TOP && before != tok::TAKE) return std::nullopt;
  if (t.at - 1 != t.first && t.goal == Goal::kStage) return std::nullopt;
  const std::string given(t.at < t.last ? t.text(t.at) : std::string_view());
  if (given.starts_with("$")) {
    return syntaxError("E108",
                       format("{} needs a number that is written out, and {} is known only when the query runs",
                              code(t.text(t.at - 1)), code(given)),
                       t.corrected(t.at, t.at + 1, "10"));
  }
  return syntaxError("E108", format("{} needs a number", code(t.text(t.at - 1))),
                     t.corrected(t.at, t.type(t.at) == tok::MUL_SIGN ? t.at + 1 : t.at, "10"));
}

std::optional<Error> foreignStage(const Trouble& t) {
  if (t.goal != Goal::kStage || t.at >= t.last) return std::nullopt;
  if (t.type(t.first) == tok::SORT && t.at == t.first + 1 && t.type(t.at) != tok::BY) {
    return syntaxError("E107", "`sort` is followed by `by`", t.corrected(t.at, t.at, "by"));
  }
  if (t.type(t.first) == tok::COUNT && t.at == t.first + 1 && t.type(t.at) == tok::LPAREN) {
    const bool of_rows =
        t.type(t.at + 1) == tok::RPAREN || (t.type(t.at + 1) == tok::MUL_SIGN && t.type(t.at + 2) == tok::RPAREN);
    Error error = syntaxError("E107", "`count` as a stage has no parentheses");
    if (of_rows) return error.withHint(t.corrected(t.first, t.last, "count"));
    return error.withNote("how many there are of something: `-> ip | count`; for each row: `show name, count(ip)`");
  }
  if (t.type(t.first) == tok::COUNT && t.at == t.first + 1 && isWordType(t.type(t.at))) {
    return syntaxError("E107", "`count` is followed by `by`", t.corrected(t.at, t.at, "by"));
  }
  if (t.type(t.first) == tok::TOP && t.at == t.first + 2 && isValueType(t.type(t.at))) return std::nullopt;
  if (t.at != t.first) return std::nullopt;
  const std::string own = ownStage(t);
  const std::string word(t.text(t.at));
  if (!isWordType(t.type(t.at))) return std::nullopt;
  Error error = syntaxError("E107", format("no stage {}", code(word)));
  if (!own.empty()) {
    if (own.starts_with("count by ") && own.find('|') == own.npos)
      error.withNote(format("other columns: `per {} show count, list(name)`", own.substr(9)));
    return error.withHint(t.corrected(t.first, t.last, own));
  }
  if (toLower(word) == "distinct" || toLower(word) == "uniq" || toLower(word) == "dedup" || toLower(word) == "unique") {
    error.withNote("a set holds each node once already");
    const bool of_nodes = t.first + 1 == t.last;  // `distinct registrar` keeps one of each registrar, which is less
    if (t.first > 0 && of_nodes) error.withHint(t.corrected(t.first - 1, t.last, ""));
    if (!of_nodes) error.withNote(format("which values there are: `count by {}`", listFrom(t, t.first + 1)));
    return error;
  }
  if (isLookupWord(word))
    return error.withNote("a query asks what the case has taken in, and looks nothing up elsewhere");
  if (toLower(word).starts_with("del") || toLower(word) == "remove" || toLower(word) == "drop")
    return error.withNote(
        "nothing is erased: `retract A -> ns B` takes back a link, `| untag word` a tag, and `clew source CASE retract "
        "NAME` all that a source said");
  if (const std::string by = afterBy(t); !by.empty() && !onlyCounts(t))
    return error.withNote(format("values of a group: `per {} show count, list(name)`", by));
  if (const auto meant = closest(toLower(word), stageWords())) {
    return error.withHint(t.corrected(t.at, t.at + 1, *meant));
  }
  if (typeInStage(t)) return std::nullopt;
  error.withNote(
      "stages: where, count, top, take, sort by, show, per ... show, bursts of, cluster by, rank by, bridges, cores, "
      "communities, timeline, pivots, back to, why, skipped, new, gone, changes, tag, note, save as, expect, alert, "
      "as, and steps such as `-> ip`");
  return error;
}

std::optional<Error> stageWithoutPipe(const Trouble& t) {
  if (t.at == t.first || t.at >= t.last) return std::nullopt;
  const int type = t.type(t.at);
  const bool in_query = t.goal == Goal::kStatement || t.at > t.first;
  if (!in_query) return std::nullopt;
  if (isStageWord(type)) {
    const int next = t.type(t.at + 1);
    const bool plausible = next == 0 || next == tok::BY || next == tok::NUMBER || next == tok::SINCE ||
                           next == tok::OF || next == tok::TO || isWordType(next) || next == tok::STRING ||
                           next == tok::AS;
    if (!plausible) return std::nullopt;
    return syntaxError("E107", format("a stage such as {} stands behind a pipe", code(t.text(t.at))),
                       t.corrected(t.at, t.at, "|"));
  }
  if (type != tok::WORD || t.goal != Goal::kStatement) return std::nullopt;
  const std::string word = toLower(t.text(t.at));
  const bool known = word == "limit" || word == "order" || word == "group" || word == "having" || word == "project";
  const std::string own = known ? ownStage(t) : std::string();
  if (own.empty()) return std::nullopt;
  return syntaxError("E107", format("no {} here", code(t.text(t.at))), t.corrected(t.at, t.last, "| " + own));
}

namespace {

/// `top 10 asn of @iocs` as `@iocs | top 10 asn`.
std::string topOf(const Trouble& t) {
  for (std::size_t i = t.first + 1; i + 1 < t.last; ++i) {
    if (t.type(i) != tok::OF && t.type(i) != tok::FROM && t.type(i) != tok::IN) continue;
    if (isWordType(t.type(i + 1)) && t.type(i) == tok::OF && i + 2 < t.last) continue;  // a walk
    // networks and countries are those of addresses
    const std::string_view key = t.text(i - 1);
    const bool names = t.type(i + 1) == tok::NAME || t.text(i + 1) == "domains" || t.text(i + 1) == "hosts";
    const bool of_ip = names && (key == "asn" || key == "country");
    return t.corrected(t.first, t.last,
                       format("{} | {}{}", t.line(i + 1, t.last), t.line(t.first, i), of_ip ? " of ip" : ""));
  }
  return t.corrected(t.first, t.first, "@iocs |");
}

}  // namespace

std::optional<Error> stageFirst(const Trouble& t) {
  if (t.goal != Goal::kStatement) return std::nullopt;
  const int type = t.type(t.first);
  if (type != tok::COUNT && type != tok::TOP && type != tok::TAKE && type != tok::SHOW && type != tok::WHY)
    return std::nullopt;
  if (t.last - t.first < 2) return std::nullopt;
  Error error = syntaxError("E107", format("{} stands behind the set it works on", code(t.text(t.first))));
  error.at(t.lexed.spanOf(t.statement[t.first]));
  const bool plain = type == tok::COUNT || type == tok::WHY || type == tok::SHOW;
  const bool numbered = (type == tok::TAKE) && t.type(t.first + 1) == tok::NUMBER && t.last - t.first > 2;
  if (type == tok::TOP) return error.withHint(topOf(t));
  if (!plain && !numbered) return error.withHint(t.corrected(t.first, t.first, "@iocs |"));
  std::size_t from = t.first + (numbered ? 2 : 1);
  while (from + 1 < t.last && (t.type(from) == tok::OF || t.type(from) == tok::FROM)) ++from;
  const std::string stage = type == tok::SHOW ? "show name" : t.line(t.first, t.first + (numbered ? 2 : 1));
  return error.withHint(t.corrected(t.first, t.last, format("{} | {}", t.line(from, t.last), stage)));
}

}  // namespace clew::syntax
