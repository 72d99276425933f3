// Storm and SPL: a source, then pivots or stages.
#include <algorithm>
#include <array>

#include "clew_grammar/token_types.h"
#include "common/format.h"
#include "common/text.h"
#include "syntax/foreign.h"
#include "syntax/values.h"

namespace clew::syntax {
namespace {

std::string stormNoun(std::string_view form) {
  std::string word = toLower(form);
  if (const auto colon = word.rfind(':'); colon != std::string::npos) word = word.substr(colon + 1);
  if (word == "fqdn" || word == "zone") return "domains";
  if (word == "ipv4" || word == "ipv6" || word == "a" || word == "aaaa") return "ip";
  if (word == "sha256" || word == "sha1" || word == "md5") return "body";
  return traitOfNoun(word);
}

/// Types that join words of a pipe: a word, its sign and its value may be one lexeme or three.
std::string textOf(const LexedText& lexed, const Lexemes& lexemes, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i)
    out += (i > from && lexemes[i].blank_before ? " " : "") + std::string(lexed.textOf(lexemes[i]));
  return out;
}

/// The words of a statement as they stand between blanks.
std::vector<std::string> blankWords(const LexedText& lexed, const Lexemes& lexemes) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < lexemes.size() && out.size() < 200; ++i) {
    if (i == 0 || lexemes[i].blank_before) out.emplace_back();
    out.back() += lexed.textOf(lexemes[i]);
  }
  return out;
}

bool isPlainValue(std::string_view text) {
  return text.find('.') != text.npos && text.find_first_of(" \t|,;'\"*()") == text.npos;
}

}  // namespace

bool isStormForm(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kSpaces = {
      "inet:", "it:", "ou:", "ps:", "hash:", "media:", "crypto:x509", "risk:", "syn:"};
  return std::any_of(kSpaces.begin(), kSpaces.end(), [&](std::string_view space) { return text.starts_with(space); });
}

std::string fromStorm(const LexedText& lexed, const Lexemes& statement) {
  const std::vector<std::string> words = blankWords(lexed, statement);
  const std::string& head = words.front();
  const auto equals = head.find('=');
  const std::string noun = stormNoun(head.substr(0, equals));
  std::string out = equals == head.npos ? typeOfNoun(noun) : head.substr(equals + 1);
  if (noun.empty() || out.empty() || (equals != head.npos && !isPlainValue(out))) return {};
  bool conditions = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool next = i + 1 < words.size();
    if (word == "->" && next && isStormForm(words[i + 1]) && words[i + 1].find('=') == std::string::npos) {
      const std::string to = stormNoun(words[++i]);
      if (to.empty()) return {};
      out += (conditions ? " | -> " : " -> ") + to;
      conditions = false;
    } else if ((word.starts_with("+:") || word.starts_with("-:")) && word.find('=') != word.npos) {
      const auto sign = word.find('=');
      const std::string trait = traitOfNoun(word.substr(2, sign - 2));
      std::string value = word.substr(sign + 1);
      if (trait.empty() || value.empty() || value.find_first_of("<>~") != value.npos) return {};
      if (trait == "asn" && allDigits(value)) value = "AS" + value;
      out += (conditions ? " and " : " where ") + trait + (word[0] == '+' ? " is " : " is not ") + value;
      conditions = true;
    } else if (word == "|" && next) {
      const std::string stage = words[++i];
      if (stage == "uniq") continue;  // a set holds each node once
      if (stage == "count") {
        out += " | count";
      } else if (stage == "limit" && i + 1 < words.size() && allDigits(words[i + 1])) {
        out += " | take " + words[++i];
      } else {
        return {};
      }
      conditions = false;
    } else {
      return {};
    }
  }
  return out;
}

std::string fromSpl(const LexedText& lexed, const Lexemes& statement) {
  std::vector<std::pair<std::size_t, std::size_t>> pieces(1, {0, statement.size()});
  for (std::size_t i = 0; i < statement.size(); ++i) {
    if (statement[i].type != tok::BAR) continue;
    pieces.back().second = i;
    pieces.push_back({i + 1, statement.size()});
  }
  std::string out;
  for (std::size_t i = 0; i < pieces.front().second; ++i) {
    if (statement[i].type != tok::EQ || i == 0 || i + 1 >= pieces.front().second) continue;
    const std::string key = toLower(lexed.textOf(statement[i - 1]));
    if (key == "index" || key == "sourcetype" || key == "source" || key == "host") continue;
    const std::string_view value = lexed.textOf(statement[i + 1]);
    const std::string text = isQuotedText(value) ? unquote(value) : std::string(value);
    if (!out.empty() || !isPlainValue(text)) return {};
    out = text;
  }
  if (out.empty()) return {};
  for (std::size_t p = 1; p < pieces.size(); ++p) {
    const auto [from, to] = pieces[p];
    const std::string stage = from < to ? toLower(lexed.textOf(statement[from])) : std::string();
    if ((stage == "head" || stage == "limit") && to == from + 2) {
      out += " | take " + textOf(lexed, statement, from + 1, to);
    } else if (stage == "stats" && to == from + 2 && toLower(lexed.textOf(statement[from + 1])) == "count") {
      out += " | count";
    } else if (stage == "stats" && to >= from + 4 && toLower(lexed.textOf(statement[from + 1])) == "count" &&
               toLower(lexed.textOf(statement[from + 2])) == "by") {
      out += " | count by " + textOf(lexed, statement, from + 3, to);
    } else if (stage == "dedup" || stage == "uniq") {
      continue;
    } else if ((stage == "table" || stage == "fields") && to > from + 1) {
      out += " | show " + textOf(lexed, statement, from + 1, to);
    } else {
      return {};
    }
  }
  return out;
}

}  // namespace clew::syntax
