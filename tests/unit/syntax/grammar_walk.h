// Random sentences made by walking the grammar itself: whatever the rules allow, as types of tokens.
#pragma once

#include <cstdint>
#include <string>

#include "syntax/lexeme.h"

namespace clew::syntax::testing {

/// A statement of about `length` tokens; the same seed gives the same one. Its lexemes have types alone.
Lexemes walkGrammar(std::uint32_t seed, std::size_t length);

/// The types by name, for messages.
std::string spell(const Lexemes& lexemes);

/// How often the grammar can read a statement of the text in two ways.
std::size_t ambiguitiesOf(const std::string& text);

}  // namespace clew::syntax::testing
