// What to say about a sentence that is none: in the user's words, with a line that would work.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "clew/error.h"
#include "syntax/grammar_parser.h"
#include "syntax/lexeme.h"

namespace clew::syntax {

/// Where a statement goes wrong. A piece is the statement's head or one of its stages: [first, last) of its lexemes;
/// `at` is the first lexeme with which the piece cannot go on, or `last` when more had to follow.
struct Trouble {
  const LexedText& lexed;
  const Lexemes& statement;
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t at = 0;
  Goal goal = Goal::kStatement;
  bool brief = false;  // one of many: not worth the hundred parses that tell what could stand there

  /// The type of the lexeme at `i`, 0 outside the piece.
  int type(std::size_t i) const { return i >= first && i < last ? statement[i].type : 0; }
  std::string_view text(std::size_t i) const { return i < last ? lexed.textOf(statement[i]) : std::string_view(); }
  /// The lexeme in trouble, or the end of the last one.
  SourceSpan span() const;
  /// [from, to) of the piece as one line, blanks made one.
  std::string line(std::size_t from, std::size_t to) const;
  /// The whole statement as one line with [from, to) replaced; only the piece, after "... ", when that is too long.
  std::string corrected(std::size_t from, std::size_t to, std::string_view replacement) const;
};

/// The token types with which the piece could go on at `at`; none for a piece too long to be tried.
std::vector<int> expectedAt(const Trouble& trouble, std::size_t at);

/// Lexemes [from, to) as one line, blanks made one.
std::string lineOf(const LexedText& lexed, const Lexemes& lexemes, std::size_t from, std::size_t to);

/// The message for a piece that does not parse. Always one. `works` says whether a corrected line is better than what
/// was written, and may mend what else is wrong in it; a rule whose line is not is passed over as long as another one's
/// is, and its line is left out.
Error complain(const Trouble& trouble, const std::function<bool(std::string&)>& works);

/// The message for a statement in the habits of SQL, Cypher, Storm or SPL; empty when it has none of them.
std::optional<Error> complainAboutForeign(const LexedText& lexed, const Lexemes& statement);

/// Steps, stages, signs and words `of` that may hang on one another in a statement: each is a call in the call of the
/// one after it, wherever a tree of them is walked.
inline constexpr std::size_t kMaxSteps = 500;

/// How many steps, stages, signs and words `of` of a statement hang on one another; no fewer than its tree is deep.
/// Those of a part in parentheses count upon what stands before it.
struct Depth {
  std::size_t deepest = 0;
  std::size_t at = 0;  // the first lexeme beyond kMaxSteps, if there is one
};
Depth depthOf(const Lexemes& statement);

/// Parentheses without partner, nesting beyond kMaxDepth, a statement deeper than kMaxSteps.
std::optional<Error> complainAboutNesting(const LexedText& lexed, const Lexemes& statement);

}  // namespace clew::syntax
