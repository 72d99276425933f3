// Lines into statements. A statement ends with its line or at `;`. A line goes on with the one before when it is
// indented, begins with `|`, `->` or `<-`, follows a line that ends in one of these or in a comma, or stands inside
// parentheses that are closed later.
#include "clew_grammar/token_types.h"
#include "syntax/lexeme.h"

namespace clew::syntax {
namespace {

bool continuesLine(int type) {
  return type == tok::BAR || type == tok::ARROW || type == tok::BACK_ARROW;
}

// For each lexeme, whether it stands inside a pair of parentheses; an opening one without its partner makes no pair.
std::vector<bool> insidePairs(const Lexemes& lexemes) {
  std::vector<int> change(lexemes.size() + 1, 0);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < lexemes.size(); ++i) {
    const int type = lexemes[i].type;
    if (type == tok::SEMICOLON) open.clear();
    if (type == tok::LPAREN) open.push_back(i);
    if (type == tok::RPAREN && !open.empty()) {
      ++change[open.back()];
      --change[i];
      open.pop_back();
    }
  }
  std::vector<bool> inside(lexemes.size());
  int depth = 0;
  for (std::size_t i = 0; i < lexemes.size(); ++i) {
    depth += change[i];
    inside[i] = depth > 0;
  }
  return inside;
}

}  // namespace

std::vector<Lexemes> splitStatements(const LexedText& lexed) {
  const std::vector<bool> inside = insidePairs(lexed.lexemes);
  std::vector<Lexemes> statements;
  Lexemes current;
  bool line_ended = false;
  bool in_pair = false;
  const auto finish = [&] {
    if (!current.empty()) statements.push_back(std::move(current));
    current.clear();
  };
  for (std::size_t i = 0; i < lexed.lexemes.size(); ++i) {
    const Lexeme& lexeme = lexed.lexemes[i];
    if (lexeme.type == tok::COMMENT) continue;
    if (lexeme.type == tok::NEWLINE) {
      line_ended = true;
      in_pair = in_pair || inside[i];
      continue;
    }
    if (lexeme.type == tok::SEMICOLON) {
      finish();
      line_ended = false;
      continue;
    }
    if (line_ended && !current.empty()) {
      const int last = current.back().type;
      const bool goes_on =
          lexeme.indented || continuesLine(lexeme.type) || continuesLine(last) || last == tok::COMMA || in_pair;
      if (!goes_on) finish();
    }
    line_ended = false;
    in_pair = false;
    current.push_back(lexeme);
  }
  finish();
  return statements;
}

}  // namespace clew::syntax
