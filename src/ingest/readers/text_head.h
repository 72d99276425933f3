// What the beginning of a text input is, where the readers of lists, tables and prose could take it for one of theirs:
// values are found in almost any text, and facts made of the wrong format are worse than none.
#pragma once

#include <string_view>

namespace clew::ingest {

/// Whether a text begins as JSON does: an object, or an array of texts, numbers, words, arrays or objects. A defanged
/// dot, an address in brackets and a title in brackets are none.
bool beginsAsJson(std::string_view head);

}  // namespace clew::ingest
