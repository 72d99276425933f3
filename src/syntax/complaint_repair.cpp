// Small changes that make a sentence of it: a word put in, taken out, exchanged, quoted. Each is tried by parsing. None
// drops or changes a value, a sign or a comparison, and none puts in a word that could as well have been another: a
// line that can be read and asks something else is worse than none.
#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "syntax/complaint_rules.h"
#include "syntax/values.h"

namespace clew::syntax {
namespace {

constexpr std::size_t kLongestPiece = 60;  // lexemes of a piece; longer ones are not tried

struct Change {
  std::size_t from;
  std::size_t to;
  std::string text;
};

bool isSign(int type) {
  return type >= tok::ARROW && type <= tok::FOREIGN_SIGN;
}

std::string_view signText(int type) {
  switch (type) {
    case tok::ARROW:
      return "->";
    case tok::BACK_ARROW:
      return "<-";
    case tok::COMMA:
      return ",";
    case tok::COLON:
      return ":";
    case tok::EQ:
      return "=";
    case tok::GE:
      return ">=";
    default:
      return {};
  }
}

bool works(const Trouble& t, const Change& change) {
  std::string text = t.line(t.first, change.from);
  if (!text.empty() && !change.text.empty()) text += ' ';
  text += change.text;
  const std::string rest = t.line(change.to, t.last);
  if (!text.empty() && !rest.empty()) text += ' ';
  text += rest;
  LexedText lexed = lex(text, 0);
  classify(lexed);
  for (const Lexeme& lexeme : lexed.lexemes) {
    if (lexeme.error >= 0) return false;
  }
  if (lexed.lexemes.empty() || complainAboutNesting(lexed, lexed.lexemes)) return false;
  return t.goal == Goal::kStatement ? parseStatement(lexed, lexed.lexemes).tree.has_value()
                                    : parseStage(lexed, lexed.lexemes).tree.has_value();
}

// A word written almost like a keyword that could stand in its place.
void addSpellings(const Trouble& t, std::size_t at, const std::vector<int>& expected, std::vector<Change>& changes) {
  if (at >= t.last || t.type(at) != tok::WORD) return;
  std::vector<std::string> words;
  for (const int type : expected) {
    if (isReservedWord(type) || isSoftWord(type)) words.emplace_back(keywordText(type));
  }
  if (const auto meant = closest(t.text(at), words)) changes.push_back({at, at + 1, *meant});
}

// The word in trouble in another dress: with quotes or without, with a sigil, as a pattern, in parentheses.
void addDresses(const Trouble& t, const std::vector<int>& expected, std::vector<Change>& changes) {
  if (t.at >= t.last) return;
  const auto holds = [&](int type) { return std::find(expected.begin(), expected.end(), type) != expected.end(); };
  const std::string word(t.text(t.at));
  const int type = t.type(t.at);
  const auto add = [&](std::string text) { changes.push_back({t.at, t.at + 1, std::move(text)}); };
  const bool wordy = isWordType(type);
  if (type == tok::STRING && !holds(tok::STRING)) add(unquote(word));
  if (wordy && holds(tok::GLOB) && !holds(tok::WORD)) add("*" + word + "*");
  if (wordy && holds(tok::SETREF) && !holds(tok::NAME)) add("@" + word);
  const bool after_in = t.type(t.at - 1) == tok::IN;
  if (after_in && holds(tok::LPAREN) && (wordy || isValueType(type))) add("(" + word + ")");
  const bool quotable = wordy || type == tok::NAME || !holds(tok::NAME);
  if (holds(tok::STRING) && type != tok::STRING && quotable) add(quote(word));
}

// Words of which one stands for what the others do not: none of them is put in for the analyst.
bool isChoice(int type) {
  switch (type) {
    case tok::EXCLUDING:
    case tok::VIA:
    case tok::PLUS:
    case tok::MINUS:
    case tok::NOT:
    case tok::NO:
    case tok::OTHER:
    case tok::IN:
    case tok::OR:
    case tok::MATCHING:
    case tok::RESEMBLING:
    case tok::SHARING:
    case tok::EVERY:
    case tok::EVER:
    case tok::ONLY:
      return true;
    default:
      return false;
  }
}

bool isTime(int type) {
  return type == tok::SINCE || type == tok::BEFORE || type == tok::AFTER || type == tok::DURING || type == tok::AT ||
         type == tok::BETWEEN;
}

void addInsertions(const Trouble& t, const std::vector<int>& expected, std::vector<Change>& changes) {
  const auto holds = [&](int type) { return std::find(expected.begin(), expected.end(), type) != expected.end(); };
  for (const int type : expected) {
    const std::string_view sign = signText(type);
    if (!sign.empty()) changes.push_back({t.at, t.at, std::string(sign)});
  }
  const auto times = std::count_if(expected.begin(), expected.end(), isTime);
  for (const int type : expected) {
    const bool chooses = isChoice(type) || (isTime(type) && times > 1) || (type == tok::AND && holds(tok::OR));
    if (isReservedWord(type) && !chooses) changes.push_back({t.at, t.at, std::string(keywordText(type))});
  }
  for (const int type : expected) {
    const bool plural_will_do = type == tok::HOP || type == tok::EDIT;
    if (isSoftWord(type) && !holds(tok::WORD) && !plural_will_do)
      changes.push_back({t.at, t.at, std::string(keywordText(type))});
  }
}

// Signs that stand for the same, and the small words that are easily taken for each other.
bool canReplace(int written, int meant) {
  if (written == tok::COLON) return meant == tok::EQ;
  if (written == tok::EQ) return meant == tok::COLON;
  if (written == tok::GT) return meant == tok::OVER || meant == tok::ARROW;
  if (written == tok::LT) return meant == tok::BACK_ARROW;
  if (written != tok::AND && written != tok::TO && written != tok::WITH && written != tok::BY && written != tok::OF &&
      written != tok::FROM && written != tok::AS) {
    return false;
  }
  return meant == tok::AND || meant == tok::TO || meant == tok::WITH || meant == tok::BY || meant == tok::OF ||
         meant == tok::AS || meant == tok::SHARING;
}

// A sign that says nothing where it stands. One that compares, counts or takes away is never taken out.
bool canDrop(const Trouble& t) {
  const int written = t.type(t.at);
  if (written == tok::ARROW || written == tok::BACK_ARROW) return t.type(t.at - 1) == written;
  return written == tok::COLON || written == tok::SEMICOLON || written == tok::BAR;
}

void addExchanges(const Trouble& t, const std::vector<int>& expected, std::vector<Change>& changes) {
  const int written = t.type(t.at);
  if (t.at >= t.last || !(isSign(written) || isReservedWord(written))) return;
  const bool any_word = std::find(expected.begin(), expected.end(), tok::WORD) != expected.end();
  for (const int type : expected) {
    if (any_word && isSoftWord(type)) continue;
    const std::string_view text = isSign(type) ? signText(type) : keywordText(type);
    if (!text.empty() && canReplace(written, type)) changes.push_back({t.at, t.at + 1, std::string(text)});
  }
  if (canDrop(t)) changes.push_back({t.at, t.at + 1, ""});
}

}  // namespace

// Asking the grammar costs a parse of all before `at` for each type of token: not for sentences of any length.
std::vector<int> expectedAt(const Trouble& t, std::size_t at) {
  if (t.brief || at - t.first > kLongestPiece) return {};
  const auto begin = t.statement.begin();
  return expectedAfter({begin + static_cast<std::ptrdiff_t>(t.first), begin + static_cast<std::ptrdiff_t>(at)}, t.goal);
}

std::string repaired(const Trouble& t) {
  if (t.last - t.first > kLongestPiece || t.at < t.first || t.at == t.first) return {};
  const std::vector<int> expected = expectedAt(t, std::min(t.at, t.last));
  std::vector<Change> changes;
  addSpellings(t, t.at, expected, changes);
  if (t.at > t.first + 1) addSpellings(t, t.at - 1, expectedAt(t, t.at - 1), changes);
  addDresses(t, expected, changes);
  addExchanges(t, expected, changes);
  addInsertions(t, expected, changes);
  for (const Change& change : changes) {
    if (works(t, change)) return t.corrected(change.from, change.to, change.text);
  }
  return {};
}

}  // namespace clew::syntax
