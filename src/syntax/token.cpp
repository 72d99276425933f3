#include "syntax/token.h"

#include <algorithm>

#include "clew_grammar/token_types.h"
#include "syntax/grammar_parser.h"
#include "syntax/lexeme.h"
#include "syntax/parse.h"

namespace clew::syntax {
namespace {

// A soft word means something at the beginning of a stage or statement, and after the words and numbers that call for
// it.
bool softMeansSomething(int before) {
  switch (before) {
    case 0:
    case tok::BAR:
    case tok::SEMICOLON:
    case tok::NEWLINE:
    case tok::NUMBER:
    case tok::HUBS:
    case tok::LET:
    case tok::EXCLUDING:
    case tok::SINCE:
    case tok::AT:
    case tok::LAST:
    case tok::STRING:
      return true;
    default:
      return false;
  }
}

TokenClass classOf(const Lexeme& lexeme, int before) {
  const int type = lexeme.type;
  if (lexeme.error >= 0 || type == tok::FOREIGN_SIGN || type == tok::STRANGER) return TokenClass::kError;
  if (type == tok::COMMENT) return TokenClass::kComment;
  if (type == tok::STRING) return TokenClass::kString;
  if (type == tok::SETREF) return TokenClass::kSet;
  if (type == tok::VAR) return TokenClass::kVariable;
  if (isReservedWord(type)) return TokenClass::kKeyword;
  if (isSoftWord(type)) return softMeansSomething(before) ? TokenClass::kKeyword : TokenClass::kWord;
  if (type == tok::WORD) return TokenClass::kWord;
  if (isValueType(type) || type == tok::PREFIX) return TokenClass::kValue;
  return TokenClass::kOperator;
}

}  // namespace

std::vector<Token> tokenize(std::string_view text) {
  if (!checkText(text, 0).empty()) return {{0, static_cast<std::uint32_t>(text.size()), TokenClass::kError}};
  LexedText lexed = lex(text, 0);
  classify(lexed);
  std::vector<Token> tokens;
  int before = 0;
  for (const Lexeme& lexeme : lexed.lexemes) {
    if (lexeme.type != tok::NEWLINE) tokens.push_back({lexeme.begin, lexeme.end, classOf(lexeme, before)});
    if (lexeme.type != tok::COMMENT) before = lexeme.type;
  }
  return tokens;
}

bool isIncomplete(std::string_view text) {
  if (!checkText(text, 0).empty()) return false;
  LexedText lexed = lex(text, 0);
  classify(lexed);
  const std::vector<Lexemes> statements = splitStatements(lexed);
  if (statements.empty()) return false;
  const Lexemes& last = statements.back();
  int depth = 0;
  for (const Lexeme& lexeme : last) {
    if (lexeme.type == tok::LPAREN) ++depth;
    if (lexeme.type == tok::RPAREN) --depth;
  }
  const int type = last.back().type;
  return depth > 0 || type == tok::UNCLOSED || type == tok::BAR || type == tok::ARROW || type == tok::BACK_ARROW ||
         type == tok::COMMA;
}

Continuation continuationOf(std::string_view text) {
  Continuation result;
  if (!checkText(text, 0).empty()) return result;
  LexedText lexed = lex(text, 0);
  classify(lexed);
  const std::vector<Lexemes> statements = splitStatements(lexed);
  const bool fresh = statements.empty() || lexed.lexemes.back().type == tok::SEMICOLON ||
                     (lexed.lexemes.back().type == tok::NEWLINE && (text.back() == '\n' || text.back() == '\r') &&
                      !isIncomplete(text));
  const Lexemes prefix = fresh ? Lexemes() : statements.back();
  result.begin = prefix.empty() ? static_cast<std::uint32_t>(text.size()) : prefix.front().begin;
  if (prefix.size() > 2000) return result;
  int depth = 0;
  for (const Lexeme& lexeme : prefix) {
    if (lexeme.type == tok::LPAREN && ++depth > kMaxDepth) return result;
    if (lexeme.type == tok::RPAREN) --depth;
  }
  const std::vector<int> types = expectedAfter(prefix, Goal::kStatement);
  const auto holds = [&](int type) { return std::find(types.begin(), types.end(), type) != types.end(); };
  result.end = holds(0);
  result.word = holds(tok::WORD) && holds(tok::ADD) && holds(tok::WHY);
  result.type = holds(tok::WORD) && !result.word;
  result.value = holds(tok::NAME);
  result.step = holds(tok::ARROW);
  result.stage = holds(tok::BAR);
  result.set = holds(tok::SETREF);
  result.variable = holds(tok::VAR);
  const int before = prefix.empty() ? 0 : prefix.back().type;
  for (const int type : types) {
    const bool soft = isSoftWord(type);
    const bool counts = before == tok::NUMBER;  // `expand 2 hops`; after `top 5` a soft word is a column
    if (isReservedWord(type) || (soft && (!result.word || (softMeansSomething(before) && !counts)))) {
      result.keywords.emplace_back(keywordText(type));
    }
  }
  std::sort(result.keywords.begin(), result.keywords.end());
  return result;
}

}  // namespace clew::syntax
