// The names that the statements of a text make.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::hunt {

/// A `let` or a `param`.
struct ScriptName {
  std::string name;                  // with its sigil; a trait has none
  std::string kind;                  // "let" or "param"
  std::uint32_t begin = 0, end = 0;  // of the statement, in the text
};

/// In the order of the text; statements with a mistake at their beginning make none.
std::vector<ScriptName> namesMadeIn(std::string_view text);

}  // namespace clew::hunt
