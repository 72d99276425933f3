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

template <std::size_t N>
bool isAmong(std::string_view text, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

/// The words of a statement as they stand between blanks; none when there are too many of them.
std::vector<std::string> blankWords(const LexedText& lexed, const Lexemes& lexemes) {
  constexpr std::size_t kMostLexemes = 200;
  std::vector<std::string> out;
  if (lexemes.size() > kMostLexemes) return out;
  for (std::size_t i = 0; i < lexemes.size(); ++i) {
    if (i == 0 || lexemes[i].blank_before) out.emplace_back();
    out.back() += lexed.textOf(lexemes[i]);
  }
  return out;
}

/// The step that leads to nodes of a form; empty when none does.
std::string stepTo(std::string_view form) {
  if (form == "inet:fqdn") return "domains";
  if (form == "inet:ipv4" || form == "inet:ipv6") return "ip";
  if (form == "inet:email") return "email";
  if (form == "inet:url") return "url";
  return form == "inet:asn" ? "asn" : "";
}

/// `inet:fqdn^=corv`: the names that begin so.
std::string liftedByPrefix(std::string_view form, std::string_view prefix) {
  const auto fits = [](char c) { return isAlnum(c) || c == '-' || c == '.'; };
  if (form != "inet:fqdn" || prefix.empty() || !std::all_of(prefix.begin(), prefix.end(), fits)) return {};
  return format("hosts matching {}*", prefix);
}

/// What `inet:fqdn=x` or `inet:fqdn` lifts. A secondary property lifts other nodes than the one that it names.
std::string lifted(std::string_view head) {
  const auto equals = head.find('=');
  const std::string_view form = head.substr(0, equals);
  if (form.ends_with('^')) return liftedByPrefix(form.substr(0, form.size() - 1), head.substr(equals + 1));
  if (equals != head.npos && form.starts_with("hash:")) {
    const std::string_view value = head.substr(equals + 1);
    return isHashText(value) && value.find(':') == value.npos ? std::string(value) : std::string();
  }
  if (form == "inet:ipv4:asn" && equals != head.npos && allDigits(head.substr(equals + 1)))
    return format("AS{} -> ip in 0.0.0.0/0", head.substr(equals + 1));  // those of the fourth version alone
  if (equals != head.npos) {
    static constexpr std::array<std::string_view, 5> kNamed = {"inet:fqdn", "inet:ipv4", "inet:ipv6", "inet:email",
                                                               "inet:url"};
    const std::string_view value = head.substr(equals + 1);
    return isAmong(form, kNamed) && isPlainValue(value) ? std::string(value) : std::string();
  }
  if (form == "inet:fqdn") return "domains";
  if (form == "inet:email") return "emails";
  return form == "inet:url" ? "urls" : "";  // our ips are of both versions
}

/// `+:asn=64500` as `asn is AS64500`.
std::string filterOf(std::string_view word) {
  const auto equals = word.find('=');
  if (equals == word.npos) return {};
  const std::string trait = traitOfNoun(word.substr(2, equals - 2));
  std::string value(word.substr(equals + 1));
  if (trait.empty() || value.empty()) return {};
  if (trait == "asn" && allDigits(value)) value = "AS" + value;
  if (!isQuotedText(value) && !allDigits(value)) {
    if (traitOfNoun(value).empty() && !isPlainValue(value)) return {};
    value = quote(value);
  }
  return comparisonOf(trait, word[0] == '+' ? "=" : "!=", value);
}

using BetweenPipes = std::pair<std::size_t, std::size_t>;

/// The one value that `index=dns query=x` asks for, where nothing else is asked for.
std::string searched(const LexedText& lexed, const Lexemes& statement, std::size_t end) {
  static constexpr std::array<std::string_view, 3> kPlaces = {"index", "source", "sourcetype"};
  static constexpr std::array<std::string_view, 22> kHosts = {
      "domain",    "host", "hostname", "query",  "name",     "fqdn",     "dest", "dest_ip",
      "dest_host", "dst",  "dst_ip",   "src",    "src_ip",   "src_host", "ip",   "answer",
      "site",      "url",  "email",    "sender", "clientip", "recipient"};
  std::string out;
  std::size_t at = end > 0 && toLower(lexed.textOf(statement[0])) == "search" ? 1 : 0;
  while (at < end) {
    if (at + 2 >= end || statement[at + 1].type != tok::EQ) return {};
    const std::string key = toLower(lexed.textOf(statement[at]));
    at += 2;
    std::string value;
    do value += lexed.textOf(statement[at++]);
    while (at < end && !statement[at].blank_before);
    if (isAmong(key, kPlaces)) continue;
    const std::string text = isQuotedText(value) ? unquote(value) : value;
    if (!isAmong(key, kHosts) || !out.empty() || !isPlainValue(text)) return {};
    out = text;
  }
  return out;
}

/// `query, registrar` after `table`; a sign among them says which fields to leave out.
std::string fieldsOf(const LexedText& lexed, const Lexemes& statement, BetweenPipes piece) {
  std::string out;
  for (std::size_t i = piece.first; i < piece.second; ++i) {
    if (statement[i].type == tok::COMMA) continue;
    const std::string trait = traitOfNoun(lexed.textOf(statement[i]));
    if (trait.empty()) return {};
    out += (out.empty() ? "" : ", ") + trait;
  }
  return out;
}

}  // namespace

bool isStormForm(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kSpaces = {
      "inet:", "it:", "ou:", "ps:", "hash:", "media:", "crypto:x509", "risk:", "syn:"};
  return std::any_of(kSpaces.begin(), kSpaces.end(), [&](std::string_view space) { return text.starts_with(space); });
}

std::string fromStorm(const LexedText& lexed, const Lexemes& statement) {
  const std::vector<std::string> words = blankWords(lexed, statement);
  std::string out = words.empty() ? std::string() : lifted(words.front());
  if (out.empty()) return {};
  std::string form = words.front().substr(0, words.front().find_first_of("^="));
  if (form == "inet:ipv4:asn") form = "inet:ipv4";
  bool conditions = false;
  bool staged = false;  // what comes next needs a pipe
  bool counted = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool next = i + 1 < words.size();
    if (counted) return {};
    if (word == "->" && next) {
      std::string to = words[++i];
      if (to == "inet:dns:a" || to == "inet:dns:aaaa") {  // the record between a name and its address is a link of ours
        if (form != "inet:fqdn" || i + 2 >= words.size() || words[i + 1] != "->") return {};
        if (words[i + 2] != (to == "inet:dns:a" ? "inet:ipv4" : "inet:ipv6")) return {};
        to = words[i += 2];
      }
      const std::string step = stepTo(to);
      if (step.empty()) return {};
      out += (conditions || staged ? " | -> " : " -> ") + step;
      form = to;
      conditions = staged = false;
    } else if (word.starts_with("+:") || word.starts_with("-:")) {
      const std::string condition = filterOf(word);
      if (condition.empty()) return {};
      out += (conditions ? " and " : staged ? " | where " : " where ") + condition;
      conditions = true;
      staged = false;
    } else if (word == "|" && next) {
      const std::string& stage = words[++i];
      if (stage == "uniq") continue;  // a set holds each node once
      if (stage == "count") {
        out += " | count";
        counted = true;
      } else if (stage == "limit" && i + 1 < words.size() && allDigits(words[i + 1])) {
        out += " | take " + words[++i];
      } else {
        return {};
      }
      conditions = false;
      staged = true;
    } else {
      return {};
    }
  }
  return out;
}

std::string valueOfSpl(const LexedText& lexed, const Lexemes& statement) {
  std::size_t end = 0;
  while (end < statement.size() && statement[end].type != tok::BAR) ++end;
  return searched(lexed, statement, end);
}

std::string fromSpl(const LexedText& lexed, const Lexemes& statement) {
  std::vector<BetweenPipes> pieces(1, {0, statement.size()});
  for (std::size_t i = 0; i < statement.size(); ++i) {
    if (statement[i].type != tok::BAR) continue;
    pieces.back().second = i;
    pieces.push_back({i + 1, statement.size()});
  }
  std::string out = searched(lexed, statement, pieces.front().second);
  if (out.empty()) return {};
  std::string show;
  for (std::size_t p = 1; p < pieces.size(); ++p) {
    const auto [from, to] = pieces[p];
    const std::string stage = from < to ? toLower(lexed.textOf(statement[from])) : std::string();
    if ((stage == "head" || stage == "limit") && to == from + 2 && allDigits(lexed.textOf(statement[from + 1]))) {
      out += format(" | take {}", lexed.textOf(statement[from + 1]));
    } else if ((stage == "table" || stage == "fields") && show.empty()) {
      show = fieldsOf(lexed, statement, {from + 1, to});
      if (show.empty()) return {};
    } else {
      return {};  // `stats` and `dedup` are about events, and a name is one node
    }
  }
  return show.empty() ? out : out + " | show " + show;
}

}  // namespace clew::syntax
