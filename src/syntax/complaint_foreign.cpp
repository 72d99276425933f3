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
    constexpr std::size_t kMostWords = 400;
    if (statement.size() > kMostWords) return looksLike(lexed, statement, "SQL", {});
    std::vector<std::string_view> words;
    words.reserve(statement.size());
    for (const Lexeme& lexeme : statement) words.push_back(lexed.textOf(lexeme));
    return looksLike(lexed, statement, "SQL", fromSql(words));
  }
  const bool cypher =
      (word == "match" || word == "merge" || word == "create" || word == "optional" || word == "unwind") &&
      text.find('(') != text.npos;
  if (cypher) return looksLike(lexed, statement, "Cypher", fromCypher(text));
  const bool spl = (word == "index" || word == "sourcetype" || word == "search") &&
                   (statement[1].type == tok::EQ || (word == "search" && statement.size() > 2 &&
                                                     isWordType(statement[1].type) && statement[2].type == tok::EQ));
  if (spl) return looksLike(lexed, statement, "SPL", fromSpl(lexed, statement));
  return std::nullopt;
}

}  // namespace clew::syntax
