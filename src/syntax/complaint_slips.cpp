// Slips of those who know what they want and not yet how it is said: a comparison behind an arrow, a name without its
// sign, a column named behind its value.
#include <algorithm>
#include <array>

#include "common/format.h"
#include "common/text.h"
#include "syntax/command_words.h"
#include "syntax/complaint_rules.h"
#include "syntax/values.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

bool isComparison(int type) {
  return type == tok::EQ || type == tok::NE || type == tok::LT || type == tok::LE || type == tok::GT ||
         type == tok::GE || type == tok::IS || type == tok::TILDE;
}

bool isScalar(int type) {
  return type == tok::NUMBER || type == tok::PERCENT || type == tok::DURATION || type == tok::DATE ||
         type == tok::DATETIME;
}

bool isForm(std::string_view word) {
  static constexpr std::array<std::string_view, 17> kForms = {
      "table", "json", "jsonl", "csv",  "tsv",   "list", "dot",       "svg",     "graphml",
      "gexf",  "html", "stix",  "misp", "facts", "tree", "blocklist", "markdown"};
  return std::find(kForms.begin(), kForms.end(), word) != kForms.end();
}

/// Where the column begins whose end is `end`: behind the last comma outside parentheses, or behind `show`.
std::size_t columnBegin(const Trouble& t, std::size_t end) {
  int depth = 0;
  for (std::size_t i = end; i-- > t.first;) {
    if (t.type(i) == tok::RPAREN) ++depth;
    if (t.type(i) == tok::LPAREN) --depth;
    if (depth == 0 && (t.type(i) == tok::COMMA || t.type(i) == tok::SHOW)) return i + 1;
  }
  return end;
}

}  // namespace

/// `-> country = CN`, `-> ip is 192.0.2.1`: a condition behind an arrow.
std::optional<Error> comparedStep(const Trouble& t) {
  if (t.at < t.first + 2 || !isComparison(t.type(t.at)) || t.at + 1 >= t.last) return std::nullopt;
  if (t.type(t.at - 2) != tok::ARROW || !isWordType(t.type(t.at - 1))) return std::nullopt;
  const bool ordered = t.type(t.at) != tok::EQ && t.type(t.at) != tok::NE && t.type(t.at) != tok::IS;
  if (ordered && !isScalar(t.type(t.at + 1)) && t.type(t.at + 1) != tok::STRING) return std::nullopt;  // `> out.txt`
  const std::string_view sign = t.type(t.at) == tok::EQ ? std::string_view("is") : t.text(t.at);
  const int next = t.type(t.at + 2);
  const bool goes_on = next == tok::ARROW || next == tok::BACK_ARROW || next == tok::SHARING;
  return syntaxError(
      "E104", "an arrow leads to nodes; a condition follows `where`",
      t.corrected(t.at - 2, t.at + 2,
                  format("where {} {} {}{}", t.text(t.at - 1), sign, t.text(t.at + 1), goes_on ? " |" : "")));
}

/// `sort - created`, `sort by -created`, `sort +name`.
std::optional<Error> signedSort(const Trouble& t) {
  std::size_t sort = t.at;
  while (sort > t.first && t.type(sort) != tok::SORT) --sort;
  if (t.type(sort) != tok::SORT) return std::nullopt;
  std::string keys;
  std::size_t i = sort + (t.type(sort + 1) == tok::BY ? 2 : 1);
  bool sign = false;
  while (i < t.last) {
    const bool down = t.type(i) == tok::SUB_SIGN;
    sign = sign || down || t.type(i) == tok::ADD_SIGN;
    if (down || t.type(i) == tok::ADD_SIGN) ++i;
    if (!isWordType(t.type(i))) return std::nullopt;
    keys += (keys.empty() ? "" : ", ") + std::string(t.text(i++)) + (down ? " desc" : "");
    if (t.type(i) == tok::COMMA) ++i;
  }
  if (!sign) return std::nullopt;
  const std::string own = (sort > t.first || t.goal == Goal::kStatement ? "| sort by " : "sort by ") + keys;
  return syntaxError("E107", "the greatest come first with `desc`", t.corrected(sort, t.last, own));
}

/// `take -1`, `top -5 ip`.
std::optional<Error> negativeNumber(const Trouble& t) {
  std::size_t sign = t.at;
  if (t.type(sign) == tok::TAKE || t.type(sign) == tok::TOP) ++sign;
  if (sign == t.first || t.type(sign) != tok::SUB_SIGN || t.type(sign + 1) != tok::NUMBER) return std::nullopt;
  const int before = t.type(sign - 1);
  if (before != tok::TAKE && before != tok::TOP) return std::nullopt;
  Error error = syntaxError("E108", format("{} needs a number above 0", code(t.text(sign - 1))));
  return error.withNote("the last come first with `| sort by ... desc`");
}

/// `let x = 5`, `let x = @iocs -> ip`.
std::optional<Error> letName(const Trouble& t) {
  if (t.type(t.first) != tok::LET || t.at != t.first + 1 || !isWordType(t.type(t.at))) return std::nullopt;
  if (isReservedWord(t.type(t.at)) || t.type(t.at + 1) != tok::EQ) return std::nullopt;
  const char* sigil = isScalar(t.type(t.at + 2)) && t.at + 3 == t.last ? "$" : "@";
  return syntaxError("E104", "the name of a value begins with `$`, that of a set with `@`",
                     t.corrected(t.at, t.at + 1, sigil + std::string(t.text(t.at))));
}

/// `*.com`, `*@qq.com` where a query begins.
std::optional<Error> patternSource(const Trouble& t) {
  if (t.goal != Goal::kStatement || t.at != t.first || t.type(t.at) != tok::GLOB) return std::nullopt;
  const std::string_view pattern = t.text(t.at);
  if (std::none_of(pattern.begin(), pattern.end(), isAlnum)) return std::nullopt;
  const bool mail = pattern.find('@') != pattern.npos;
  const bool url = pattern.find("://") != pattern.npos;
  const bool below = std::count(pattern.begin(), pattern.end(), '.') > 1;
  const std::string_view type = url ? "urls" : mail ? "emails" : below ? "hosts" : "domains";
  return syntaxError("E104", "a query begins with what is known; a pattern follows `matching`",
                     t.corrected(t.at, t.at + 1, format("{} matching {}", type, pattern)));
}

/// `a.example .. b.example`; between two addresses it is a range.
std::optional<Error> twoDots(const Trouble& t) {
  if (t.at >= t.last || t.text(t.at) != ".." || t.at == t.first) return std::nullopt;
  if (t.type(t.at - 1) == tok::IP && t.type(t.at + 1) == tok::IP) {
    Error range = addressRange(t).value_or(Error());
    return range.at(t.lexed.spanOf(t.statement[t.at]));
  }
  Error error = syntaxError("E104", "no `..` here");
  const bool ends = t.at == t.first + 1 && t.goal == Goal::kStatement && isValueType(t.type(t.at - 1)) &&
                    isValueType(t.type(t.at + 1));
  if (ends) {
    error.message += "; how two values hang together is asked with `path`";
    error.withHint(t.corrected(t.at - 1, t.at + 2, format("path from {} to {}", t.text(t.at - 1), t.text(t.at + 1))));
  }
  return error.at(t.lexed.spanOf(t.statement[t.at]));
}

/// `-> ip ever`: a step needs no word for it.
std::optional<Error> everBehindStep(const Trouble& t) {
  if (t.type(t.at) != tok::EVER || t.at < t.first + 2 || t.type(t.at - 2) != tok::ARROW) return std::nullopt;
  return syntaxError("E104", "without a word of time a step goes along the links of all times",
                     t.corrected(t.at, t.at + 1, ""));
}

/// `-> ip last week`: the week up to now.
std::optional<Error> lastUnit(const Trouble& t) {
  if (t.at == t.first || t.type(t.at) != tok::LAST || t.type(t.at + 1) == tok::RUN_WORD) return std::nullopt;
  if (t.type(t.at - 1) == tok::SINCE) return std::nullopt;
  const bool counted = t.type(t.at + 1) == tok::NUMBER;
  const std::size_t unit = t.at + (counted ? 2 : 1);
  if (t.text(unit).size() < 3) return std::nullopt;
  const std::string duration = durationFrom(counted ? t.text(t.at + 1) : "1", toLower(t.text(unit)));
  if (duration.empty()) return std::nullopt;
  Error error =
      syntaxError("E110", "a span up to now is `since`", t.corrected(t.at, unit + 1, format("since {}", duration)));
  return error.withNote("a span of the calendar: `during 2022-09`, `between 2022-09-01 and 2022-09-07`");
}

/// `| top 10`: ten of what.
std::optional<Error> bareTop(const Trouble& t) {
  const bool whole = t.goal == Goal::kStage && t.type(t.first) == tok::TOP && t.type(t.first + 1) == tok::NUMBER;
  if (!whole || t.at != t.last || t.last != t.first + 2) return std::nullopt;
  const std::string_view number = t.text(t.first + 1);
  Error error = syntaxError("E102", "`top` ranks, and needs what to rank by; the first rows are taken with `take`",
                            t.corrected(t.first, t.last, format("take {}", number)));
  return error.withNote(format("the most frequent values: `| top {} registrar`", number));
}

/// `count as n`, `count by registrar as n`, `show count(ip) as n`: a name stands before what it names.
std::optional<Error> nameBehindValue(const Trouble& t) {
  if (t.type(t.at) != tok::AS || !isWordType(t.type(t.at + 1)) || t.goal != Goal::kStage) return std::nullopt;
  const std::string name(t.text(t.at + 1));
  if (isForm(toLower(name)) || t.at < t.first + 1) return std::nullopt;
  const int head = t.type(t.first);
  Error error = syntaxError("E104", "a column is named before its value: `show n = count(ip)`");
  if (head == tok::COUNT && t.at == t.first + 1) {
    error.withHint(t.corrected(t.at, t.at + 2, format("| show {} = count", name)));
  } else if (head == tok::COUNT && t.at + 2 == t.last) {
    error.withHint(t.corrected(t.first, t.last, format("per {} show {} = count", t.line(t.first + 2, t.at), name)));
  } else if (head == tok::SHOW || head == tok::PER) {
    const std::size_t begin = columnBegin(t, t.at);
    error.withHint(t.corrected(begin, t.at + 2, format("{} = {}", name, t.line(begin, t.at))));
  } else {
    return std::nullopt;
  }
  return error;
}

/// `tag a b`: one tag or two.
std::optional<Error> severalTags(const Trouble& t) {
  const int head = t.type(t.first);
  if ((head != tok::TAG && head != tok::UNTAG) || t.goal != Goal::kStage || t.at != t.first + 2) return std::nullopt;
  const bool words = isWordType(t.type(t.first + 1)) && (isWordType(t.type(t.at)) || t.type(t.at) == tok::COMMA);
  if (!words) return std::nullopt;
  std::vector<std::string_view> tags;
  for (std::size_t i = t.first + 1; i < t.last; ++i) {
    if (t.type(i) == tok::COMMA) continue;
    if (!isWordType(t.type(i))) return std::nullopt;
    tags.push_back(t.text(i));
  }
  const std::string_view verb = t.text(t.first);
  Error error = syntaxError("E104", format("{} takes one tag", code(verb)));
  const std::string several = join(tags, format(" | {} ", verb));
  if (t.type(t.at) == tok::COMMA) return error.withHint(t.corrected(t.first + 1, t.last, several));
  return error.withNote(format("one tag of {} words: `{} \"{}\"`", tags.size(), verb, join(tags, " ")))
      .withNote(format("{} tags: `{} {}`", tags.size(), verb, several));
}

/// `where count(*) > 3`, `per registrar show count(*)`.
std::optional<Error> countOfAll(const Trouble& t) {
  if (t.type(t.at) != tok::MUL_SIGN || t.at < t.first + 2 || t.type(t.at - 1) != tok::LPAREN) return std::nullopt;
  if (t.type(t.at - 2) != tok::COUNT || t.type(t.at + 1) != tok::RPAREN || t.at == t.first + 2) return std::nullopt;
  Error error = syntaxError("E104", "`count(...)` counts the values of each node, and needs to be told which");
  if (t.type(t.first) == tok::PER) {
    error.message = "the rows of a group are counted with `count` alone";
    return error.withHint(t.corrected(t.at - 2, t.at + 2, "count"));
  }
  return error.withNote("as in `where count(ip) > 3`; how many nodes there are in all: `| count`");
}

/// `show tables`, `describe domains`, `help sharing`: a command, and no query.
std::optional<Error> commandLine(const Trouble& t) {
  if (t.goal != Goal::kStatement || t.first != 0 || t.last > 3 || t.last != t.statement.size()) return std::nullopt;
  const bool show = t.type(0) == tok::SHOW && t.last == 2;
  const std::string_view word = t.text(show ? 1 : 0);
  const bool all = show && (word == "*" || word == "all" || word == "everything");
  const std::string_view instead =
      all ? "`:sets` lists the sets and `:schema` the types; of a set, `@iocs | show name`" : commandFor(word);
  if (instead.empty()) return std::nullopt;
  Error error = syntaxError("E105", format("{} is no query", code(t.line(0, t.last))));
  error.at({t.statement.front().begin, t.statement[t.last - 1].end, t.lexed.source});
  return error.withNote(std::string(instead));
}

}  // namespace clew::syntax
