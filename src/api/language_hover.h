// What a word of a query means, for a person who points at it.
#pragma once

#include <string>
#include <string_view>

#include "clew/clew.h"

namespace clew {

/// Markdown about the token of `text` at `byte`: a type, relation or property of the case's schema, a set of the case,
/// and the manual's rows that show the word. Empty when there is nothing to say.
std::string hoverText(Case& with, std::string_view text, std::size_t byte);

}  // namespace clew
