// Statements of other query languages, said in Clew. A translation says all that the statement says, or there is none:
// a line that asks something else is worse than none.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "syntax/lexeme.h"

namespace clew::syntax {

/// The words of a statement, read from the first to the last. Views: what they look at must outlive it.
class WordReader {
 protected:
  explicit WordReader(std::vector<std::string_view> words) : words_(std::move(words)) {}
  /// The word so far ahead; empty behind the last.
  std::string_view word(std::size_t ahead = 0) const;
  /// Goes on when the next word is that one, in either case of letters.
  bool take(std::string_view wanted);

  std::vector<std::string_view> words_;
  std::size_t at_ = 0;
};

/// `SELECT ... FROM ... [WHERE] [GROUP BY] [HAVING] [ORDER BY] [LIMIT]`; empty when a part of it has no counterpart.
std::string fromSql(const std::vector<std::string_view>& words);

/// `MATCH (a:Label {name: 'x'})-[:TYPE]->(b) [WHERE] RETURN ... [ORDER BY] [LIMIT]`: one chain.
std::string fromCypher(std::string_view text);

/// A form that a step of ours knows, pivots, filters, `| limit`, `| uniq`, `| count`.
std::string fromStorm(const LexedText& lexed, const Lexemes& statement);

/// `index=... key=value | stage | stage` of one key that tells a host, where the value is a name, an address or a mail.
std::string fromSpl(const LexedText& lexed, const Lexemes& statement);
/// The one value that such a search is for; empty when it is for others, or for none.
std::string valueOfSpl(const LexedText& lexed, const Lexemes& statement);

/// Whether a statement begins with a table of KQL, `DnsEvents | ...`, and goes on as only KQL does.
bool isKql(const LexedText& lexed, const Lexemes& statement);
/// `Table | where | project | summarize count() by | take | top | order by | count`.
std::string fromKql(const LexedText& lexed, const Lexemes& statement);

/// Whether the text begins with a form of Storm, such as `inet:fqdn`.
bool isStormForm(std::string_view text);

/// Whether the text stands in quotes of either kind, both of them there; what is not must not be unquoted.
bool isQuotedText(std::string_view text);

/// Whether the text, as it stands, is one name, address, mail or URL, and can be nothing else in a line of ours.
bool isPlainValue(std::string_view text);
/// Whether the text has the shape of a day or of a month: `2022-09-29`, `2022-09`.
bool isDate(std::string_view text);

/// A noun of another language as a type of ours: `Domain` is `domains`, `ipv4` is `ips`.
std::string typeOfNoun(std::string_view noun);
/// A column or property of another language as a trait of ours: `first_seen` is `first-seen`. Empty when it is no word.
std::string traitOfNoun(std::string_view noun);
/// `column SIGN 'value'` as a condition: `tld is com`, `created > 2022-01-01`.
std::string comparisonOf(std::string_view trait, std::string_view sign, std::string_view value);

}  // namespace clew::syntax
