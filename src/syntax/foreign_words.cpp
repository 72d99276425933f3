// Nouns and comparisons that several of the foreign languages have alike.
#include <algorithm>

#include "clew_grammar/token_types.h"
#include "common/format.h"
#include "common/text.h"
#include "syntax/foreign.h"
#include "syntax/values.h"

namespace clew::syntax {
namespace {

bool isWord(std::string_view text) {
  return !text.empty() && isAlpha(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) { return isAlnum(c) || c == '_' || c == '-'; });
}

}  // namespace

std::string_view WordReader::word(std::size_t ahead) const {
  return at_ + ahead < words_.size() ? words_[at_ + ahead] : std::string_view();
}

bool WordReader::take(std::string_view wanted) {
  if (!equalsIgnoreCase(word(), wanted)) return false;
  ++at_;
  return true;
}

bool isDate(std::string_view text) {
  const std::string_view shape = "dddd-dd-dd";
  if (text.size() != 10 && text.size() != 7) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (shape[i] == 'd' ? !isDigit(text[i]) : text[i] != '-') return false;
  return true;
}

bool isPlainValue(std::string_view text) {
  constexpr std::size_t kLongest = 300;
  if (text.size() > kLongest || text.find('.') == text.npos || text.find("..") != text.npos) return false;
  const auto fits = [](char c) {
    return isAlnum(c) || c == '.' || c == '-' || c == '_' || c == '@' || c == ':' || c == '/';
  };
  if (!isAlnum(text.front()) || !std::all_of(text.begin(), text.end(), fits)) return false;
  if (text.find_first_of(":/") != text.npos) return text.starts_with("http://") || text.starts_with("https://");
  return isAlnum(text.back());
}

bool isQuotedText(std::string_view text) {
  return text.size() > 1 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front();
}

std::string traitOfNoun(std::string_view noun) {
  if (!isWord(noun)) return {};
  std::string word = toLower(noun);
  std::replace(word.begin(), word.end(), '_', '-');
  if (word.starts_with("has-")) word = word.substr(4);
  return isReservedWord(keywordType(word)) ? std::string() : word;
}

std::string typeOfNoun(std::string_view noun) {
  std::string word = traitOfNoun(noun);
  if (word == "fqdn" || word == "domain-name" || word == "domainname") word = "domain";
  if (word == "address" || word == "ipaddress" || word == "ip-address" || word == "ipv4" || word == "ipv6") word = "ip";
  if (word == "hostname") word = "host";
  if (word == "country") return "countries";
  if (word.empty() || word.back() == 's') return word;
  return word + "s";
}

std::string comparisonOf(std::string_view trait, std::string_view sign, std::string_view value) {
  const bool quoted_text = isQuotedText(value);
  const std::string inner = quoted_text ? unquote(value) : std::string(value);
  if (sign == "=" || sign == "==" || sign == "!=" || sign == "<>") {
    const bool bare = !quoted_text || (isWord(inner) && !isReservedWord(keywordType(inner)) && !isHashText(inner));
    const bool number = !inner.empty() && inner.find_first_not_of("0123456789.") == inner.npos && !quoted_text;
    const std::string_view own = sign == "=" || sign == "==" ? (number ? "=" : "is") : (number ? "!=" : "is not");
    return format("{} {} {}", trait, own, bare ? inner : quote(inner));
  }
  return format("{} {} {}", trait, sign, isDate(inner) || !quoted_text ? inner : quote(inner));
}

}  // namespace clew::syntax
