// Whole statements in the habits of other query languages.
#include <algorithm>

#include "clew_grammar/token_types.h"
#include "common/format.h"
#include "common/text.h"
#include "syntax/complaint_rules.h"
#include "syntax/complaints.h"
#include "syntax/values.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

Error looksLike(const LexedText& lexed, const Lexemes& statement, std::string_view language, std::string hint) {
  Error error = syntaxError("E105", format("this looks like {}", language), std::move(hint));
  const std::size_t last = std::min<std::size_t>(statement.size() - 1, 200);
  return error.at({statement.front().begin, statement[last].end, lexed.source});
}

std::string plural(std::string_view noun) {
  std::string word = toLower(noun);
  if (word == "fqdn") word = "domain";
  if (word == "address" || word == "ipaddress" || word == "ipv4" || word == "ipv6") word = "ip";
  if (word.empty() || word.back() == 's') return word;
  return word + "s";
}

bool isNoun(std::string_view text) {
  return !text.empty() && isAlpha(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) { return isAlnum(c) || c == '_' || c == '-'; });
}

// ---- SQL

// `'com'` as a value after `is`: a bare word where it can be one.
std::string sqlEqual(std::string_view column, std::string_view sign, std::string_view value) {
  const bool quoted_text = value.size() > 1 && (value.front() == '\'' || value.front() == '"');
  if (!quoted_text) return format("{} {} {}", column, sign, value);
  const std::string inner = unquote(value);
  const bool bare = isNoun(inner) && !isReservedWord(keywordType(inner)) && !isHashText(inner);
  const std::string text = bare ? inner : quote(inner);
  if (sign == "=") return format("{} is {}", column, text);
  if (sign == "!=" || sign == "<>") return format("{} is not {}", column, text);
  return format("{} {} {}", column, sign, quote(inner));
}

std::string sqlCondition(const std::vector<std::string_view>& words, std::size_t& at) {
  std::string out;
  while (at < words.size()) {
    const std::string word = toLower(words[at]);
    if (word == "order" || word == "limit" || word == "group" || word == "having") break;
    if (word == "and" || word == "or" || word == "not") {
      out += (out.empty() ? "" : " ") + word;
      ++at;
      continue;
    }
    if (at + 2 >= words.size() || !isNoun(words[at])) return {};
    const std::string sign = toLower(words[at + 1]);
    std::string test;
    if (sign == "like" || sign == "ilike") {
      std::string pattern = words[at + 2].size() > 1 ? unquote(words[at + 2]) : std::string();
      std::replace(pattern.begin(), pattern.end(), '%', '*');
      test = format("{} matching {}", toLower(words[at]), quote(pattern));
    } else if (sign == "=" || sign == "<" || sign == ">" || sign == "<=" || sign == ">=" || sign == "!=" ||
               sign == "<>") {
      test = sqlEqual(toLower(words[at]), sign, words[at + 2]);
    } else {
      return {};
    }
    out += (out.empty() ? "" : " ") + test;
    at += 3;
  }
  return out;
}

std::string fromSql(const std::vector<std::string_view>& words) {
  const auto from = std::find_if(words.begin(), words.end(), [](auto w) { return equalsIgnoreCase(w, "from"); });
  if (from == words.end() || from + 1 == words.end() || !isNoun(*(from + 1))) return "domains where tld is com";
  std::string line = plural(*(from + 1));
  const bool counts = std::any_of(words.begin(), from, [](auto w) { return equalsIgnoreCase(w, "count"); });
  std::size_t at = static_cast<std::size_t>(from - words.begin()) + 2;
  std::string stages;
  while (at < words.size()) {
    const std::string word = toLower(words[at]);
    if (word == "where") {
      ++at;
      const std::string condition = sqlCondition(words, at);
      if (condition.empty()) return line;
      line += " where " + condition;
    } else if (word == "limit" && at + 1 < words.size() && allDigits(words[at + 1])) {
      stages += format(" | take {}", words[at + 1]);
      at += 2;
    } else if ((word == "group" || word == "order") && at + 2 < words.size() && isNoun(words[at + 2])) {
      stages += format(" | {} by {}", word == "group" ? "count" : "sort", toLower(words[at + 2]));
      at += 3;
    } else {
      ++at;
    }
  }
  if (counts && stages.find("count") == std::string::npos) stages = " | count" + stages;
  return line + stages;
}

// ---- Cypher

// Node labels as types and relation types as arrows, in the order written.
std::string fromCypher(std::string_view text) {
  std::string line;
  char bracket = 0;
  bool back = false;
  std::size_t steps = 0;
  for (std::size_t i = 0; i < text.size() && i < 4000; ++i) {
    const char c = text[i];
    if (c == '(' || c == '[') bracket = c;
    if (c == '<' && i + 1 < text.size() && text[i + 1] == '-') back = true;
    if (c == ')' || c == ']') bracket = 0;
    if (c != ':' || bracket == 0 || i + 1 >= text.size() || !isAlpha(text[i + 1])) continue;
    std::size_t end = i + 1;
    while (end < text.size() && (isAlnum(text[end]) || text[end] == '_')) ++end;
    std::string noun = toLower(text.substr(i + 1, end - i - 1));
    if (noun.starts_with("has_")) noun = noun.substr(4);
    if (bracket == '(' && line.empty()) {
      line = plural(noun);
    } else if (bracket == '[' && !line.empty() && steps++ < 6) {
      line += (back ? " <- " : " -> ") + noun;
      back = false;
    }
    i = end - 1;
  }
  return line.empty() || steps == 0 ? "domains -> email" : line;
}

// ---- Storm

std::string stormNoun(std::string_view form) {
  std::string word = toLower(form);
  const std::size_t colon = word.rfind(':');
  if (colon != std::string::npos) word = word.substr(colon + 1);
  if (word == "fqdn") return "domains";
  if (word == "ipv4" || word == "ipv6") return "ip";
  if (word == "sha256" || word == "sha1" || word == "md5") return "body";
  if (word == "a" || word == "aaaa" || word == "ns" || word == "mx" || word == "cname")
    return word.size() <= 1 || word == "aaaa" ? "ip" : word;
  return isNoun(word) ? word : std::string();
}

bool isStormForm(std::string_view text) {
  for (const std::string_view space :
       {"inet:", "it:", "ou:", "ps:", "hash:", "media:", "crypto:x509", "risk:", "syn:"}) {
    if (text.starts_with(space)) return true;
  }
  return false;
}

std::string fromStorm(const LexedText& lexed, const Lexemes& statement) {
  std::string line;
  bool arrow = false;
  for (const Lexeme& lexeme : statement) {
    const std::string_view text = lexed.textOf(lexeme);
    if (lexeme.type == tok::ARROW) {
      arrow = true;
      continue;
    }
    if (!isStormForm(text)) {
      if (line.empty() || !arrow) continue;
      break;
    }
    const std::size_t equals = text.find('=');
    const std::string noun = stormNoun(text.substr(0, equals));
    if (noun.empty()) break;
    if (line.empty()) {
      line = equals != text.npos && equals + 1 < text.size() ? std::string(text.substr(equals + 1)) : plural(noun);
    } else if (arrow) {
      line += " -> " + noun;
    }
    arrow = false;
  }
  return line.empty() ? "corvusrex.com -> ip" : line;
}

}  // namespace

std::optional<Error> complainAboutForeign(const LexedText& lexed, const Lexemes& statement) {
  const Lexeme& head = statement.front();
  const std::string_view first = lexed.textOf(head);
  if (isStormForm(first) && (head.type == tok::TAGGED || head.type == tok::MISTAKE || statement.size() > 1)) {
    return looksLike(lexed, statement, "Storm", fromStorm(lexed, statement));
  }
  if (!isWordType(head.type) || statement.size() < 2) return std::nullopt;
  const std::string word = toLower(first);
  const std::string_view text = lexed.text.substr(head.begin, statement.back().end - head.begin);
  const bool sql = (word == "select" && findIgnoreCase(text.substr(0, 4000), "from") != text.npos) ||
                   ((word == "insert" || word == "delete" || word == "update" || word == "create") &&
                    (findIgnoreCase(text.substr(0, 400), " into ") != text.npos ||
                     findIgnoreCase(text.substr(0, 400), " from ") != text.npos ||
                     findIgnoreCase(text.substr(0, 400), " set ") != text.npos ||
                     findIgnoreCase(text.substr(0, 400), " table ") != text.npos));
  if (sql) {
    std::vector<std::string_view> words;
    for (const Lexeme& lexeme : statement) {
      if (words.size() < 400) words.push_back(lexed.textOf(lexeme));
    }
    return looksLike(lexed, statement, "SQL", fromSql(words));
  }
  const bool cypher =
      (word == "match" || word == "merge" || word == "create" || word == "optional" || word == "unwind") &&
      text.find('(') != text.npos;
  if (cypher) return looksLike(lexed, statement, "Cypher", fromCypher(text));
  const bool spl = (word == "index" || word == "sourcetype" || word == "search") &&
                   (statement[1].type == tok::EQ || (word == "search" && statement.size() > 2 &&
                                                     isWordType(statement[1].type) && statement[2].type == tok::EQ));
  if (spl) return looksLike(lexed, statement, "SPL", "domains where created since 7d | count by registrar");
  return std::nullopt;
}

}  // namespace clew::syntax
