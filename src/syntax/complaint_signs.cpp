// Signs and words of other languages, and values spelt in a way of their own.
#include <algorithm>
#include <array>

#include "common/format.h"
#include "common/text.h"
#include "syntax/address_range.h"
#include "syntax/complaint_rules.h"
#include "syntax/values.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

/// `=>` is an arrow to some, and to others the greater of a comparison: a condition has no arrows.
std::string_view ownSign(std::string_view sign, bool condition) {
  if (sign == "==") return "=";
  if (sign == "=>" && condition) return ">=";
  if (sign == "=~") return "~";
  if (sign == "<>") return "!=";
  if (sign == "&&") return "and";
  if (sign == "||") return "or";
  if (sign == "=>") return "->";
  return "not";
}

bool isTimeWord(int type) {
  return type == tok::SINCE || type == tok::BEFORE || type == tok::AFTER || type == tok::DURING || type == tok::AT ||
         type == tok::WITHIN || type == tok::BETWEEN || type == tok::OF || type == tok::EVERY;
}

/// The pattern of names that hold the text; of a name's label when it is `like` another name.
std::string wildcard(std::string_view text, bool label) {
  std::string inner(text);
  if (inner.size() > 1 && (inner.front() == '"' || inner.front() == '\'')) inner = unquote(inner);
  std::replace(inner.begin(), inner.end(), '%', '*');
  if (inner.find('*') != std::string::npos || inner.find('?') != std::string::npos) return inner;
  const std::size_t dot = label ? inner.rfind('.') : std::string::npos;
  return "*" + (dot == std::string::npos ? inner : inner.substr(0, dot)) + "*";
}

}  // namespace

std::optional<Error> foreignSign(const Trouble& t) {
  if (t.type(t.at) != tok::FOREIGN_SIGN) return std::nullopt;
  const bool condition = isCondition(t, t.at);
  std::string line;
  for (std::size_t i = 0; i < t.statement.size() && line.size() < 240; ++i) {
    if (i > 0 && t.statement[i].blank_before) line += ' ';
    const std::string_view text = t.lexed.textOf(t.statement[i]);
    const bool foreign = t.statement[i].type == tok::FOREIGN_SIGN;
    line += foreign ? ownSign(text, condition) : text;
    const bool word = foreign && isAlpha(line.back()) && i + 1 < t.statement.size();
    if (word && !t.statement[i + 1].blank_before) line += ' ';
  }
  return syntaxError("E121",
                     format("no sign {} here; write `{}`", code(t.text(t.at)), ownSign(t.text(t.at), condition)),
                     line.size() < 240 ? line : std::string());
}

/// `name !~ '^a'`: the denial stands before the trait.
std::optional<Error> deniedRegex(const Trouble& t) {
  if (t.text(t.at) != "!~" || t.at == t.first || t.type(t.at + 1) != tok::STRING) return std::nullopt;
  std::size_t left = t.at - 1;
  while (left >= t.first + 2 && t.type(left - 1) == tok::OF) left -= 2;
  if (!isWordType(t.type(left))) return std::nullopt;
  return syntaxError("E121", "no sign `!~` here; write `not` before what is denied",
                     t.corrected(left, t.at + 1, format("not {} ~", t.line(left, t.at))));
}

/// `= <`, `> =`, `=<`, `< >`: one sign written as two.
std::optional<Error> brokenSign(const Trouble& t) {
  if (t.at == t.first || t.at >= t.last) return std::nullopt;
  const std::string both = std::string(t.text(t.at - 1)) + std::string(t.text(t.at));
  const std::string_view own = both == "=<" || both == "<="   ? "<="
                               : both == "=>" || both == ">=" ? ">="
                               : both == "<>" || both == "!=" ? "!="
                               : both == "=="                 ? "="
                                                              : "";
  if (own.empty()) return std::nullopt;
  Error error =
      syntaxError("E121", format("a comparison is one sign: `{}`", own), t.corrected(t.at - 1, t.at + 1, own));
  return error.at(t.lexed.spanOf(t.statement[t.at - 1]));
}

/// `< - 10`: the sign of a number touches it.
std::optional<Error> looseMinus(const Trouble& t) {
  if (t.type(t.at) != tok::SUB_SIGN || t.type(t.at + 1) != tok::NUMBER || t.at == t.first) return std::nullopt;
  const int before = t.type(t.at - 1);
  const bool compares = before == tok::EQ || before == tok::NE || before == tok::LT || before == tok::LE ||
                        before == tok::GT || before == tok::GE || before == tok::IS;
  if (!compares) return std::nullopt;
  return syntaxError("E116", "the sign of a number touches it",
                     t.corrected(t.at, t.at + 2, format("-{}", t.text(t.at + 1))));
}

std::optional<Error> touchingSign(const Trouble& t) {
  const std::string_view text = t.text(t.at);
  if (t.type(t.at) != tok::GLOB || text.front() != '*' || text.size() < 2 || t.at == t.first) return std::nullopt;
  if (t.type(t.at - 1) != tok::RPAREN && t.type(t.at - 1) != tok::NUMBER && !isWordType(t.type(t.at - 1)))
    return std::nullopt;
  return syntaxError("E116", "+ - * / stand between blanks",
                     t.corrected(t.at, t.at + 1, format("* {}", text.substr(1))));
}

std::optional<Error> upperCaseKeyword(const Trouble& t) {
  const auto keywordOf = [&](const Lexeme& lexeme) -> std::string {
    if (lexeme.type != tok::WORD) return {};
    const std::string_view written = t.lexed.textOf(lexeme);
    const std::string lower = toLower(written);
    return lower != written && keywordType(lower) != 0 ? lower : std::string();
  };
  // the trouble may show only after the word that caused it
  std::size_t culprit = t.last;
  for (std::size_t i = t.first; i <= t.at && i < t.last; ++i) {
    const std::string word = keywordOf(t.statement[i]);
    if (!word.empty() && (i == t.at || isReservedWord(keywordType(word)))) culprit = i;
  }
  if (culprit == t.last) return std::nullopt;
  std::string line;
  for (std::size_t i = 0; i < t.statement.size() && line.size() < 240; ++i) {
    if (i > 0 && t.statement[i].blank_before) line += ' ';
    const std::string word = keywordOf(t.statement[i]);
    const bool change = i == culprit || (!word.empty() && isReservedWord(keywordType(word)));
    line += change ? word : std::string(t.lexed.textOf(t.statement[i]));
  }
  Error error = syntaxError("E128", format("keywords are lower case: `{}`", keywordOf(t.statement[culprit])),
                            line.size() < 240 ? line : std::string());
  return error.at(t.lexed.spanOf(t.statement[culprit]));
}

/// `matches regex '...'`, `matches '...'`, `regex '...'`, `rlike '...'`.
std::optional<Error> regexWord(const Trouble& t) {
  if (t.type(t.at) != tok::WORD || t.at == t.first) return std::nullopt;
  const std::string word = toLower(t.text(t.at));
  const bool matches = word == "matches" || word == "match";
  const bool regex = word == "regex" || word == "regexp" || word == "rlike";
  if (!matches && !regex) return std::nullopt;
  const bool said = matches && toLower(t.text(t.at + 1)).starts_with("regex");
  const std::size_t value = t.at + (said ? 2 : 1);
  const std::string asked = t.type(value) == tok::STRING ? unquote(t.text(value)) : std::string(t.text(value));
  const bool wild = t.type(value) == tok::GLOB || asked.starts_with('*') || asked.ends_with('*');
  if (wild && matches && !said && asked.find_first_of(".^\\[($+") != asked.npos)  // which of the two, nobody knows
    return syntaxError("E104", format("no {} here", code(t.text(t.at))))
        .withNote("a pattern with `*` and `?` follows `matching`")
        .withNote("a regular expression follows `~`");
  if (wild && matches && !said)
    return syntaxError("E104", format("no {} here; write `matching`", code(t.text(t.at))),
                       t.corrected(t.at, value, "matching"));
  Error error = syntaxError("E104", format("no {} here; a regular expression follows `~`", code(t.text(t.at))));
  if (t.type(value) == tok::STRING) error.withHint(t.corrected(t.at, value, "~"));
  return error.withNote("a pattern with `*` and `?` follows `matching`");
}

std::optional<Error> likeWord(const Trouble& t) {
  if (t.type(t.at) != tok::WORD) return std::nullopt;
  const std::string word = toLower(t.text(t.at));
  const bool similar = word == "like" || word == "similar" || word == "lookalike" || word == "lookalikes";
  const bool pattern = word == "contains" || word == "containing" || word == "ilike" || word == "glob" ||
                       word == "named" || word == "startswith" || word == "endswith" || word == "starts" ||
                       word == "ends";
  if (!similar && !pattern) return std::nullopt;
  std::size_t value = t.at + 1;
  while (t.type(value) == tok::TO || t.type(value) == tok::WITH || t.type(value) == tok::OF) ++value;
  Error error = syntaxError("E104", format("no {} here", code(t.text(t.at))));
  if (value >= t.last) return error.withHint(t.corrected(t.at, value, "resembling corvusrex.com"));
  const std::string_view text = t.text(value);
  std::string glob = wildcard(text, similar);
  const bool prefix = word.starts_with("starts");
  const bool suffix = word.starts_with("ends");
  if ((prefix || suffix) && glob.size() > 2) {
    std::string inner = unquote(t.type(value) == tok::STRING ? std::string(text) : format("\"{}\"", text));
    glob = prefix ? inner + "*" : "*" + inner;
  }
  const bool wild = text.find_first_of("%*?") != text.npos || t.type(value) == tok::STRING;
  if (similar && !wild) {
    error.withNote(format("names by pattern: `matching {}`", glob));
    return error.withHint(t.corrected(t.at, value + 1, format("resembling {}", text)));
  }
  const bool bare =
      glob.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789*?._-@") == glob.npos;
  return error.withHint(t.corrected(t.at, value + 1, "matching " + (bare ? glob : quote(glob))));
}

/// `show from, to`, `back to to`: the columns of `why` that are called like keywords.
std::optional<Error> keywordAsColumn(const Trouble& t) {
  const auto isColumn = [&](std::size_t i) {
    if (t.type(i) != tok::FROM && t.type(i) != tok::TO) return false;
    const int before = i > t.first ? t.type(i - 1) : 0;
    return before == tok::BY || before == tok::SHOW || before == tok::COMMA || before == tok::PER ||
           before == tok::WHERE || before == tok::AND || before == tok::OR || before == tok::LPAREN ||
           before == tok::EXPECT || before == tok::EQ || (before == tok::TO && i == t.first + 2);
  };
  if (t.goal != Goal::kStage || !isColumn(t.at)) return std::nullopt;
  std::string rest;
  for (std::size_t i = t.at; i < t.last; ++i) {
    if (i > t.at && t.statement[i].blank_before) rest += ' ';
    rest += isColumn(i) ? format("\"{}\"", t.text(i)) : std::string(t.text(i));
  }
  return syntaxError("E111", format("{} is a keyword; a column of that name stands in quotes", code(t.text(t.at))),
                     t.corrected(t.at, t.last, rest));
}

std::optional<Error> keywordAsValue(const Trouble& t) {
  const int type = t.type(t.at);
  if (!isReservedWord(type) || t.at == t.first) return std::nullopt;
  const int before = t.type(t.at - 1);
  const std::string word(t.text(t.at));
  const bool after_is = before == tok::IS || (before == tok::NOT && t.at >= t.first + 2 && t.type(t.at - 2) == tok::IS);
  const bool in_list = (before == tok::LPAREN && t.at >= t.first + 2 && t.type(t.at - 2) == tok::IN);
  const bool next_ends = t.at + 1 >= t.last || t.type(t.at + 1) == tok::AND || t.type(t.at + 1) == tok::OR ||
                         t.type(t.at + 1) == tok::RPAREN || t.type(t.at + 1) == tok::COMMA;
  if ((after_is && next_ends) || in_list) {
    Error error = syntaxError("E111", format("{} is a keyword", code(word)));
    const bool tld = after_is && t.text(t.at - (before == tok::NOT ? 3 : 2)) == "tld";
    std::string upper = toUpper(word);
    if (word.size() == 2) {
      error.withNote(format("as a TLD it is `.{}`, as text `\"{}\"`, as a country `{}`", word, word, upper));
    }
    return error.withHint(t.corrected(t.at, t.at + 1, tld ? "." + word : format("\"{}\"", word)));
  }
  const bool names = before == tok::LET || before == tok::TAG || before == tok::UNTAG || before == tok::TRAIT;
  if (!names) return std::nullopt;
  if (before == tok::TAG || before == tok::UNTAG) {
    return syntaxError("E111", format("{} is a keyword; as a tag it needs quotes", code(word)),
                       t.corrected(t.at, t.at + 1, format("\"{}\"", word)));
  }
  return syntaxError("E111", format("{} is a keyword and cannot be a name", code(word)));
}

std::optional<Error> spacedAsn(const Trouble& t) {
  std::size_t number = t.at;
  if (t.type(number) != tok::NUMBER) ++number;
  if (t.type(number) != tok::NUMBER || number == t.first) return std::nullopt;
  const std::size_t from = number - 1;
  const bool asn = equalsIgnoreCase(t.text(from), "asn") && !isCondition(t, from);
  if (!asn && !equalsIgnoreCase(t.text(from), "as")) return std::nullopt;
  return syntaxError("E123", "the number of a network is one word",
                     t.corrected(from, number + 1, format("AS{}", t.text(number))));
}

std::optional<Error> addressRange(const Trouble& t) {
  if ((t.type(t.at) != tok::SUB_SIGN && t.text(t.at) != "..") || t.at == t.first) return std::nullopt;
  if (t.type(t.at - 1) != tok::IP || t.type(t.at + 1) != tok::IP) return std::nullopt;
  Error error = syntaxError("E123", "a range of addresses is written as its blocks");
  const std::string blocks = blocksOfRange(t.text(t.at - 1), t.text(t.at + 1));
  if (blocks.empty()) return error.withNote("from the lowest address up, as in `192.0.2.0/24`; at most eight blocks");
  return error.withHint(t.corrected(t.at - 1, t.at + 2, blocks));
}

std::optional<Error> spacedDuration(const Trouble& t) {
  const auto explain = [&](std::size_t number, std::size_t unit, std::string_view amount) -> std::optional<Error> {
    const std::string duration = durationFrom(amount, t.text(unit));
    if (duration.empty() || t.text(unit).size() < 2) return std::nullopt;
    const bool ago = equalsIgnoreCase(t.text(unit + 1), "ago");
    Error error = syntaxError("E110", "a duration is one word (s, m, h, d, w, mo, y; `m` is minutes)",
                              t.corrected(number, unit + (ago ? 2 : 1), duration));
    const SourceSpan from = t.lexed.spanOf(t.statement[number]);
    const SourceSpan to = t.lexed.spanOf(t.statement[unit]);
    return error.at({from.begin, to.end, from.source});
  };
  const std::size_t at = t.at;
  if (at > t.first && t.type(at) == tok::WORD && t.type(at - 1) == tok::NUMBER) {
    std::size_t from = at - 1;  // `since last 30 days`
    if (auto error = explain(from, at, t.text(at - 1))) return error;
  }
  if (t.type(at) == tok::NUMBER && t.type(at + 1) == tok::WORD && at > t.first) {
    const bool last = t.type(at - 1) == tok::LAST;
    if (last || isTimeWord(t.type(at - 1))) return explain(last ? at - 1 : at, at + 1, t.text(at));
  }
  if (t.type(at) == tok::WORD && at > t.first && t.type(at - 1) == tok::LAST) return explain(at - 1, at, "1");
  if (t.type(at) == tok::DURATION && at > t.first && t.type(at - 1) == tok::LAST) {
    return syntaxError("E110", "a duration alone says how long ago", t.corrected(at - 1, at + 1, t.text(at)));
  }
  return std::nullopt;
}

std::optional<Error> dottedTrait(const Trouble& t) {
  if (t.type(t.at) != tok::NAME || t.at == t.first) return std::nullopt;
  const int before = t.type(t.at - 1);
  const std::string_view name = t.text(t.at);
  const auto parts = split(name, '.');
  if (parts.size() > 3 || name.find_first_of("[({") != name.npos) return std::nullopt;
  std::vector<std::string_view> reversed(parts.rbegin(), parts.rend());
  const std::string walk = join(reversed, " of ");
  Error error = syntaxError("E112", format("a dot belongs to names, so {} is read as a host name", code(name)));
  if (before == tok::ARROW || before == tok::BACK_ARROW) {
    const std::string_view arrow = before == tok::ARROW ? " -> " : " <- ";
    error.withNote(format("as a column it is `{}`", walk));
    return error.withHint(t.corrected(t.at, t.at + 1, join(parts, arrow)));
  }
  if (before == tok::BY || before == tok::PER || before == tok::SHARING || before == tok::HAS || before == tok::NO ||
      before == tok::COMMA || before == tok::OF || before == tok::NUMBER) {
    return error.withHint(t.corrected(t.at, t.at + 1, walk));
  }
  return std::nullopt;
}

}  // namespace clew::syntax
