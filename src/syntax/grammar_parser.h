// The generated parser behind a plain face: lexemes in, tree or the place of the first trouble out.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "syntax/ast.h"
#include "syntax/lexeme.h"
#include "syntax/values.h"

namespace clew::syntax {

enum class Goal : std::uint8_t { kStatement, kStage };

/// Either `tree`, or in its place `stopped_at`: the number of the first lexeme with which no sentence goes on (the
/// count of lexemes when more had to follow), or `mistakes` that the grammar itself does not see.
template <typename Tree>
struct Parsed {
  std::optional<Tree> tree;
  std::optional<std::size_t> stopped_at;
  std::vector<ValueMistake> mistakes;
};

/// Reads the lexemes of one statement, or of one stage without its pipe. They hold no errors and are not nested deeper
/// than kMaxDepth. Safe from any thread.
Parsed<Statement> parseStatement(const LexedText& lexed, const Lexemes& piece);
Parsed<Stage> parseStage(const LexedText& lexed, const Lexemes& piece);

/// The token types with which a sentence that begins with `prefix` can go on; 0 among them when it can end there. Empty
/// when `prefix` is the beginning of none.
std::vector<int> expectedAfter(const Lexemes& prefix, Goal goal);

/// How often exact ambiguity detection finds two readings of `piece`. For tests of the grammar.
std::size_t countAmbiguities(const Lexemes& piece, Goal goal);

}  // namespace clew::syntax
