// Words that are commands of the prompt or of other tools, typed where a query belongs.
#pragma once

#include <string_view>

namespace clew::syntax {

/// What to type instead of a word such as `help`, `exit` or `describe`; empty when it is none of them.
std::string_view commandFor(std::string_view word);

/// Whether the word asks for an online lookup, such as `whois` or `dig`.
bool isLookupWord(std::string_view word);

}  // namespace clew::syntax
