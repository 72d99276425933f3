// Whole statements in the habits of other query languages.
#include <algorithm>

#include "clew_grammar/token_types.h"
#include "common/format.h"
#include "common/text.h"
#include "syntax/complaint_rules.h"
#include "syntax/complaints.h"
#include "syntax/foreign.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

Error looksLike(const LexedText& lexed, const Lexemes& statement, std::string_view language, std::string hint) {
  Error error = syntaxError("E105", format("this looks like {}", language), std::move(hint));
  if (language == "SQL") error.withNote("`clew sql CASE 'SELECT ...'` answers SQL");
  if (error.hint.empty()) error.withNote("not all of it has a like here; `clew help tour` shows how a query is built");
  const std::size_t last = std::min<std::size_t>(statement.size() - 1, 200);
  return error.at({statement.front().begin, statement[last].end, lexed.source});
}

/// Events have no like here: a name is one node, however often it was seen.
Error withoutEvents(const LexedText& lexed, const Lexemes& statement) {
  Error error = syntaxError("E105", "this looks like SPL");
  error.at({statement.front().begin, statement.back().end, lexed.source});
  error.withNote("events are not counted here: a name is one node, with its links and their dates");
  const std::string value = valueOfSpl(lexed, statement);
  if (value.empty()) return error.withNote("a query begins with a name, as in `corvusrex.com -> ip`");
  return error.withNote(format("what it is tied to: `{} | pivots`; its addresses: `{} -> ip`", value, value));
}

/// Whether a tag of Storm touches the statement's end: `#` begins a comment here, and hides what stands behind it.
bool isCutByTag(const LexedText& lexed, const Lexemes& statement) {
  const std::size_t end = statement.back().end;
  const std::string_view rest = lexed.text.substr(std::min(end, lexed.text.size()));
  return rest.starts_with('#') || (lexed.textOf(statement.back()).ends_with('+') && trim(rest).starts_with('#'));
}

/// `inet:fqdn#spam`: the nodes of a form that have a tag.
std::string taggedForms(const LexedText& lexed, const Lexemes& statement) {
  if (statement.size() != 1) return {};
  std::string_view tag = lexed.text.substr(statement.back().end + 1);
  tag = trim(tag.substr(0, tag.find_first_of("\r\n")));
  const std::string nodes = fromStorm(lexed, statement);
  const bool word = !tag.empty() && traitOfNoun(tag) == tag;
  return word && !nodes.empty() && nodes.find('.') == nodes.npos ? format("{} where tag is {}", nodes, tag)
                                                                 : std::string();
}

bool comparesWithNull(const std::vector<std::string_view>& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view sign = words[i - 1];
    if (equalsIgnoreCase(words[i], "null") && (sign == "=" || sign == "<>" || sign == "!=" || sign == "=="))
      return true;
  }
  return false;
}

}  // namespace

std::optional<Error> complainAboutForeign(const LexedText& lexed, const Lexemes& statement) {
  const Lexeme& head = statement.front();
  const std::string_view first = lexed.textOf(head);
  if (isStormForm(first) && (head.type == tok::TAGGED || head.type == tok::MISTAKE || statement.size() > 1)) {
    return looksLike(lexed, statement, "Storm",
                     isCutByTag(lexed, statement) ? taggedForms(lexed, statement) : fromStorm(lexed, statement));
  }
  if (first == "[" && statement.size() > 1 && isStormForm(lexed.textOf(statement[1]))) {
    Error error = syntaxError("E105", "this looks like Storm, where brackets make nodes");
    error.withNote("here they come with what is ingested, or with a link: `add a.example -> ip 192.0.2.1`");
    return error.withNote("a tag: `a.example | tag suspicious`").at(lexed.spanOf(head));
  }
  if (!isWordType(head.type) || statement.size() < 2) return std::nullopt;
  const std::string word = toLower(first);
  const std::string_view text = lexed.text.substr(head.begin, statement.back().end - head.begin);
  if (word == "with" && findIgnoreCase(text.substr(0, 4000), "select") != text.npos) {
    Error error = syntaxError("E105", "this looks like SQL");
    error.withNote("`clew sql CASE 'WITH ...'` answers SQL");
    error.withNote("a part with a name stands above the query: `let @these = domains where live`, and then `@these`");
    return error.at(lexed.spanOf(head));
  }
  const bool sql = (word == "select" && findIgnoreCase(text.substr(0, 4000), "from") != text.npos) ||
                   ((word == "insert" || word == "delete" || word == "update" || word == "create") &&
                    (findIgnoreCase(text.substr(0, 400), " into ") != text.npos ||
                     findIgnoreCase(text.substr(0, 400), " from ") != text.npos ||
                     findIgnoreCase(text.substr(0, 400), " set ") != text.npos ||
                     findIgnoreCase(text.substr(0, 400), " table ") != text.npos));
  if (sql) {
    constexpr std::size_t kMostWords = 400;
    if (statement.size() > kMostWords) return looksLike(lexed, statement, "SQL", {});
    std::vector<std::string_view> words;
    words.reserve(statement.size());
    for (const Lexeme& lexeme : statement) words.push_back(lexed.textOf(lexeme));
    Error error = looksLike(lexed, statement, "SQL", fromSql(words));
    if (error.hint.empty() && comparesWithNull(words))
      error.withNote("what has a value is asked with `ip is known`, what has none with `ip is missing`");
    return error;
  }
  const bool cypher =
      (word == "match" || word == "merge" || word == "create" || word == "optional" || word == "unwind") &&
      text.find('(') != text.npos;
  if (cypher) return looksLike(lexed, statement, "Cypher", fromCypher(text));
  if (isKql(lexed, statement)) return looksLike(lexed, statement, "KQL", fromKql(lexed, statement));
  const bool spl = (word == "index" || word == "source" || word == "sourcetype" || word == "search") &&
                   (statement[1].type == tok::EQ || (word == "search" && statement.size() > 2 &&
                                                     isWordType(statement[1].type) && statement[2].type == tok::EQ));
  if (!spl) return std::nullopt;
  std::string own = fromSpl(lexed, statement);
  const bool events = std::any_of(statement.begin(), statement.end(), [&](const Lexeme& lexeme) {
    const std::string_view one = lexed.textOf(lexeme);
    return one == "stats" || one == "dedup" || one == "timechart" || one == "chart" || one == "transaction";
  });
  return own.empty() && events ? withoutEvents(lexed, statement) : looksLike(lexed, statement, "SPL", std::move(own));
}

}  // namespace clew::syntax
