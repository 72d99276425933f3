// Words that English wants and the language does not, and those that were left out.
#include <algorithm>
#include <array>

#include "common/format.h"
#include "common/text.h"
#include "syntax/complaint_rules.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

template <std::size_t N>
bool isOneOf(std::string_view word, const std::array<std::string_view, N>& words) {
  const std::string lower = toLower(word);
  return std::find(words.begin(), words.end(), lower) != words.end();
}

bool beginsTail(int type) {
  switch (type) {
    case tok::SINCE:
    case tok::BEFORE:
    case tok::AFTER:
    case tok::DURING:
    case tok::BETWEEN:
    case tok::IS:
    case tok::EQ:
    case tok::NE:
    case tok::LT:
    case tok::LE:
    case tok::GT:
    case tok::GE:
    case tok::TILDE:
    case tok::CHANGED:
    case tok::MATCHING:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::optional<Error> fillerWord(const Trouble& t) {
  static constexpr std::array<std::string_view, 16> kFillers = {"all", "find",   "get",   "list",  "give", "search",
                                                                "the", "any",    "me",    "same",  "with", "a",
                                                                "an",  "please", "fetch", "lookup"};
  static constexpr std::array<std::string_view, 6> kWhich = {"which", "that", "who", "having", "share", "shares"};
  if (t.type(t.at) == tok::WORD && isOneOf(t.text(t.at), kWhich)) {
    std::size_t next = t.at;
    while (t.type(next) == tok::WORD && isOneOf(t.text(next), kWhich)) ++next;
    const std::string_view last = t.text(next - 1);
    const bool shares = equalsIgnoreCase(last, "share") || equalsIgnoreCase(last, "shares");
    return syntaxError("E104", format("no {} here", code(t.text(t.at))),
                       t.corrected(t.at, next, shares ? "sharing" : "where has"));
  }
  if (t.at == t.first || t.type(t.at - 1) != tok::WORD || !isOneOf(t.text(t.at - 1), kFillers)) return std::nullopt;
  Error error = syntaxError("E104", format("no {} here", code(t.text(t.at - 1))), t.corrected(t.at - 1, t.at, ""));
  return error.at(t.lexed.spanOf(t.statement[t.at - 1]));
}

std::optional<Error> missingWhere(const Trouble& t) {
  if (t.at == t.first || t.at >= t.last) return std::nullopt;
  for (std::size_t i = t.first; i < t.at; ++i) {
    if (t.type(i) == tok::WHERE) return std::nullopt;
  }
  const bool condition = isWordType(t.type(t.at)) && !isReservedWord(t.type(t.at)) && beginsTail(t.type(t.at + 1));
  if (condition || t.type(t.at) == tok::HAS) {
    return syntaxError("E132", "a condition follows `where`", t.corrected(t.at, t.at, "where"));
  }
  const bool time = t.type(t.at) == tok::SINCE || t.type(t.at) == tok::BEFORE || t.type(t.at) == tok::AFTER ||
                    t.type(t.at) == tok::DURING;
  if (!time) return std::nullopt;
  return syntaxError("E132", format("{} follows a pivot, or a date in a condition", code(t.text(t.at))),
                     t.corrected(t.at, t.at, "where created"));
}

std::optional<Error> timeWord(const Trouble& t) {
  if (t.at == t.first || t.at >= t.last) return std::nullopt;
  const std::string word = toLower(t.text(t.at));
  const bool timed = t.type(t.at + 1) == tok::DATE || t.type(t.at + 1) == tok::DATETIME ||
                     t.type(t.at + 1) == tok::NUMBER || t.type(t.at + 1) == tok::DURATION ||
                     t.type(t.at + 1) == tok::VAR;
  std::string_view own;
  if (word == "from" || word == "newer" || word == "later") own = "since";
  if (word == "until" || word == "till" || word == "older" || word == "earlier") own = "before";
  if (word == "on" || word == "in" || word == "throughout") own = "during";
  if (own.empty()) return std::nullopt;
  std::size_t to = t.at + 1;
  if (t.text(to) == "than") ++to;
  if (!timed && to == t.at + 1) return std::nullopt;
  return syntaxError("E104", format("no {} here; write `{}`", code(t.text(t.at)), own), t.corrected(t.at, to, own));
}

std::optional<Error> looseIs(const Trouble& t) {
  std::size_t is = t.at;
  if (t.at > t.first && t.type(t.at - 1) == tok::IS) {
    is = t.at - 1;
  } else if (t.at > t.first + 1 && t.type(t.at - 1) == tok::NOT && t.type(t.at - 2) == tok::IS) {
    is = t.at - 2;
  } else {
    return std::nullopt;
  }
  const int type = t.type(t.at);
  if (!beginsTail(type) && type != tok::IN && type != tok::RESEMBLING) return std::nullopt;
  if (type == tok::IN && t.at + 1 >= t.last) return std::nullopt;
  return syntaxError("E104", format("no `is` before {}", code(t.text(t.at))), t.corrected(is, is + 1, ""));
}

std::optional<Error> existence(const Trouble& t) {
  if (t.at == t.first) return std::nullopt;
  if (equalsIgnoreCase(t.text(t.at), "exists")) {
    return syntaxError("E104", "no `exists` here", t.corrected(t.at - 1, t.at + 1, format("has {}", t.text(t.at - 1))));
  }
  if (!equalsIgnoreCase(t.text(t.at - 1), "exists") || !isWordType(t.type(t.at))) return std::nullopt;
  return syntaxError("E104", "no `exists` here", t.corrected(t.at - 1, t.at, "has"));
}

std::optional<Error> numberWord(const Trouble& t) {
  static constexpr std::array<std::string_view, 11> kNumbers = {"zero", "one",   "two",   "three", "four", "five",
                                                                "six",  "seven", "eight", "nine",  "ten"};
  if (t.type(t.at) != tok::WORD || !isOneOf(t.text(t.at), kNumbers)) return std::nullopt;
  const auto* found = std::find(kNumbers.begin(), kNumbers.end(), toLower(t.text(t.at)));
  const std::string digits = std::to_string(found - kNumbers.begin());
  return syntaxError("E108", "numbers are written in digits", t.corrected(t.at, t.at + 1, digits));
}

std::optional<Error> headless(const Trouble& t) {
  if (t.goal != Goal::kStatement || t.at != t.first || t.first != 0) return std::nullopt;
  const int type = t.type(t.first);
  const bool step = type == tok::ARROW || type == tok::BACK_ARROW || type == tok::SHARING || type == tok::WHERE ||
                    type == tok::EXPAND || type == tok::RESEMBLING || type == tok::MATCHING || type == tok::IN;
  if (!step) return std::nullopt;
  return syntaxError("E102", format("nothing stands before {}", code(t.text(t.first))), t.corrected(0, 0, "@iocs"));
}

std::optional<Error> typeInStage(const Trouble& t) {
  if (t.goal != Goal::kStage || t.at >= t.last || t.at > t.first + 1) return std::nullopt;
  const std::size_t word = t.type(t.first) == tok::OTHER ? t.first + 1 : t.first;
  if (t.at != word || t.type(word) != tok::WORD) return std::nullopt;
  const int next = t.type(word + 1);
  if (next == tok::SHARING || next == tok::RESEMBLING || next == tok::MATCHING || next == tok::WHERE) {
    Error error =
        syntaxError("E133", "a stage works on what comes before it; the type is said at the beginning of a query",
                    t.corrected(word, word + 1, ""));
    return error;
  }
  if (word != t.first) return std::nullopt;
  static constexpr std::array<std::string_view, 11> kForms = {"table",   "json", "jsonl", "csv",  "list",    "dot",
                                                              "graphml", "html", "stix",  "misp", "markdown"};
  if (isOneOf(t.text(word), kForms)) {
    const bool file = next == tok::STRING;
    return syntaxError("E107", format("no stage {}", code(t.text(word))),
                       t.corrected(word, word + 1, format("as {}{}", t.text(word), file ? " to" : "")));
  }
  if (word + 1 != t.last && next != tok::COMMA) return std::nullopt;
  return syntaxError("E107", format("no stage {}; a step has its arrow", code(t.text(word))),
                     t.corrected(word, word, "->"));
}

}  // namespace clew::syntax
