// Tokens as the rest of the room sees them: a type and a stretch of bytes, free of ANTLR.
//
// The way of a text: lex() cuts it into lexemes, classify() checks each value and marks what is wrong, and
// splitStatements() joins continued lines. Types are the numbers of clew_grammar/token_types.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"

namespace clew::syntax {

struct Lexeme {
  int type = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool blank_before = false;  // a blank, a comment or a line end stands before it, or nothing
  bool first_on_line = false;
  bool indented = false;    // with first_on_line: blanks stand before it
  std::int32_t error = -1;  // number of the Error about this very token, or -1
};
using Lexemes = std::vector<Lexeme>;

/// A text with its lexemes, line ends and comments among them.
struct LexedText {
  std::string_view text;
  std::uint32_t source = 0;
  Lexemes lexemes;
  std::vector<Error> errors;
  std::vector<std::string> corrections;  // beside errors: what to write in the place of the lexeme, or empty

  std::string_view textOf(const Lexeme& lexeme) const { return text.substr(lexeme.begin, lexeme.end - lexeme.begin); }
  SourceSpan spanOf(const Lexeme& lexeme) const { return {lexeme.begin, lexeme.end, source}; }
};

/// What is wrong with a text before it is looked at as words: too long, no UTF-8, control and invisible characters.
/// Empty when nothing is.
std::vector<Error> checkText(std::string_view text, std::uint32_t source);

/// Cuts a text that checkText found nothing wrong with.
LexedText lex(std::string_view text, std::uint32_t source);

/// Tells patterns and hashes from other runs, joins values that touch into one mistake, and checks what can be checked
/// of a value by itself. What is wrong becomes an error of its lexeme.
void classify(LexedText& lexed);

/// The statements of a script, each without line ends and comments; no empty ones.
std::vector<Lexemes> splitStatements(const LexedText& lexed);

/// A type whose tokens are values: names, addresses, numbers, texts, sets, patterns.
bool isValueType(int type);
/// One of the words that can be nothing else; one that is free except in one place.
bool isReservedWord(int type);
bool isSoftWord(int type);
/// Any bare word: WORD, a reserved or a soft one.
bool isWordType(int type);
/// The spelling of a keyword's type, or empty.
std::string_view keywordText(int type);
/// The type of a keyword, or 0.
int keywordType(std::string_view word);

}  // namespace clew::syntax
