// What stands behind a stage without a pipe of its own, and columns that are asked for in other ways.
#include <string>

#include "common/format.h"
#include "common/text.h"
#include "syntax/complaint_rules.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

bool keepsRows(int head) {
  return head == tok::TAKE || head == tok::SORT || head == tok::TAG || head == tok::UNTAG || head == tok::NOTE ||
         head == tok::SAVE || head == tok::BACK || head == tok::NEW || head == tok::GONE || head == tok::EXPECT ||
         head == tok::ALERT;
}

bool isStep(int type) {
  return type == tok::ARROW || type == tok::BACK_ARROW || type == tok::EXPAND || type == tok::RESEMBLING ||
         type == tok::SHARING;
}

/// The one column by which `count by asn`, `top 10 asn` and `per asn show ...` group; empty when there are more.
std::string onlyKey(const Trouble& t) {
  std::size_t key = t.first + 1;
  const int head = t.type(t.first);
  if (head == tok::COUNT && t.type(key) == tok::BY) ++key;
  if (head == tok::TOP && t.type(key) == tok::NUMBER) ++key;
  if (!isWordType(t.type(key)) || isReservedWord(t.type(key))) return {};
  const bool alone = key + 1 == t.at || (head == tok::PER && t.type(key + 1) == tok::SHOW);
  return alone ? std::string(t.text(key)) : std::string();
}

}  // namespace

/// `| take 5 -> asn`, `| count by asn -> country`: a step behind a stage.
std::optional<Error> stepBehindStage(const Trouble& t) {
  if (t.goal != Goal::kStage || t.at <= t.first || t.at >= t.last) return std::nullopt;
  const int head = t.type(t.first);
  const bool step = isStep(t.type(t.at));
  if (head == tok::ALERT && t.type(t.at) == tok::WHERE)
    return syntaxError("E107", "the condition of an alert follows `when`", t.corrected(t.at, t.at + 1, "when"));
  if (keepsRows(head) && (step || t.type(t.at) == tok::WHERE)) {
    return syntaxError("E107", "what follows a stage has a pipe of its own", t.corrected(t.at, t.at, "|"));
  }
  const bool groups = head == tok::COUNT || head == tok::TOP || head == tok::PER;
  if (!groups) return std::nullopt;
  if (t.type(t.at) == tok::WHERE)
    return syntaxError("E107", "what follows a stage has a pipe of its own", t.corrected(t.at, t.at, "|"));
  if (!step) return std::nullopt;
  const std::string key = onlyKey(t);
  Error error = syntaxError("E107", format("a step goes on from nodes, and {} makes a table", code(t.text(t.first))));
  if (key.empty())
    return error.withNote("`| back to` and a column goes on from the nodes in it, as in `| back to asn`");
  return error.withHint(t.corrected(t.at, t.at, format("| back to {} |", key)));
}

/// `show name -> ip`: a column is named, and not walked to.
std::optional<Error> arrowInColumns(const Trouble& t) {
  if (t.goal != Goal::kStage || t.type(t.first) != tok::SHOW || t.type(t.at) != tok::ARROW) return std::nullopt;
  if (t.at < t.first + 2 || !isWordType(t.type(t.at - 1)) || !isWordType(t.type(t.at + 1))) return std::nullopt;
  Error error =
      syntaxError("E107", "`show` names columns, and a comma stands between them", t.corrected(t.at, t.at + 1, ","));
  return error.withNote(format("to go on to others first: `| -> {} | {}`", t.text(t.at + 1), t.line(t.first, t.at)));
}

/// `-> (ip, email)`: what an arrow leads along stands with commas and without parentheses.
std::optional<Error> listBehindArrow(const Trouble& t) {
  const int before = t.at > t.first ? t.type(t.at - 1) : 0;
  if (t.type(t.at) != tok::LPAREN || (before != tok::ARROW && before != tok::BACK_ARROW)) return std::nullopt;
  std::size_t end = t.at + 1;
  while (isWordType(t.type(end)) || t.type(end) == tok::COMMA) ++end;
  if (t.type(end) != tok::RPAREN || end == t.at + 1) return std::nullopt;
  return syntaxError("E104", "an arrow leads along one relation, or along several with commas between them",
                     t.corrected(t.at, end + 1, t.line(t.at + 1, end)));
}

/// `| show *`.
std::optional<Error> allColumns(const Trouble& t) {
  if (t.goal != Goal::kStage || t.type(t.first) != tok::SHOW || t.last != t.first + 2) return std::nullopt;
  const std::string word = toLower(t.text(t.first + 1));
  if (t.at != t.first + 1 || word != "*") return std::nullopt;
  Error error = syntaxError("E104", "`show` names its columns, and `*` names none");
  error.at(t.lexed.spanOf(t.statement[t.at]));
  return error
      .withNote("as in `show name, created, registrar`; `clew schema TYPE`, at the prompt `:schema TYPE`, lists them")
      .withNote("`| pivots` lists what each node is tied to");
}

/// `| expect = 71`: the number of rows.
std::optional<Error> comparedExpect(const Trouble& t) {
  if (t.type(t.first) != tok::EXPECT || t.at != t.first + 1) return std::nullopt;
  const int sign = t.type(t.at);
  const bool compares =
      sign == tok::EQ || sign == tok::NE || sign == tok::LT || sign == tok::LE || sign == tok::GT || sign == tok::GE;
  if (!compares || t.goal != Goal::kStage) return std::nullopt;
  return syntaxError("E102", "`expect` needs a condition; the number of rows is `count`",
                     t.corrected(t.at, t.at, "count"));
}

/// `| bursts created`.
std::optional<Error> burstsWithoutOf(const Trouble& t) {
  if (t.goal != Goal::kStage || t.type(t.first) != tok::BURSTS || t.at != t.first + 1) return std::nullopt;
  if (!isWordType(t.type(t.at)) || isReservedWord(t.type(t.at))) return std::nullopt;
  const bool whole = t.at + 1 == t.last;
  Error error = syntaxError("E102", "`bursts` needs `of`, a date and the longest gap");
  return error.withHint(whole ? t.corrected(t.at, t.last, format("of {} within 10m", t.text(t.at)))
                              : t.corrected(t.at, t.at, "of"));
}

/// `-> ip confidence = 50`: with a step only the least is said.
std::optional<Error> leastConfidence(const Trouble& t) {
  if (t.at < t.first + 2 || t.type(t.at - 1) != tok::CONFIDENCE || t.type(t.at + 1) != tok::NUMBER) return std::nullopt;
  const int sign = t.type(t.at);
  const bool compares =
      sign == tok::EQ || sign == tok::LT || sign == tok::LE || sign == tok::GT || sign == tok::NE || sign == tok::IS;
  if (!compares || isCondition(t, t.at)) return std::nullopt;
  Error error = syntaxError("E104", "a step takes the least confidence, `confidence >= 50`; others are a condition");
  const std::string_view written = sign == tok::IS ? std::string_view("=") : t.text(t.at);
  if (t.at + 2 != t.last) return error.withNote(format("as in `-> ip where confidence {} 50`", written));
  return error.withHint(t.corrected(t.at - 1, t.at + 1, format("where confidence {}", written)));
}

}  // namespace clew::syntax
