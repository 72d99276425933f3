// From text to tree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "syntax/ast.h"

namespace clew::syntax {

/// What `parse` makes of a text. `script` holds the statements without an error in them, in order, and of one that is
/// wrong from some stage on what stands before that, to be held against the schema as well; `diagnostics` all that is
/// wrong (Severity is not theirs: each is an error), in the order of the text, at most one per stage.
struct ParseResult {
  Script script;
  std::vector<Error> diagnostics;
  std::size_t statements = 0;  // of the text, right and wrong
  bool ok() const { return diagnostics.empty(); }
};

/// A script over this many bytes is refused.
inline constexpr std::size_t kMaxScriptBytes = std::size_t{1} << 20;

/// Parentheses and `not`s may stand in one another this deep.
inline constexpr int kMaxDepth = 200;

/// Reads a script or a query: any bytes at all. Never throws, never fails otherwise than by diagnostics. `source`
/// goes into every span. Safe from any thread.
ParseResult parse(std::string_view text, std::uint32_t source = 0);

/// The values of a pasted text in their order, as written: when it has more than one line and every line that is not
/// blank is only a value. Else empty.
std::vector<std::string> pastedValues(std::string_view text);

}  // namespace clew::syntax
