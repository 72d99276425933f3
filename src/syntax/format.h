// A script in its canonical layout, comments kept: what `clew fmt` writes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "syntax/ast_printer.h"

namespace clew::syntax {

inline constexpr std::size_t kLineColumns = 100;

struct FormatOptions {
  std::size_t columns = kLineColumns;
  PrintOptions print;
};

/// `text` is empty when there are diagnostics.
struct FormatResult {
  std::string text;
  std::vector<Error> diagnostics;
  bool ok() const { return diagnostics.empty(); }
};

/// A statement stands on one line where it fits; else one stage a line, indented by two and beginning with `|`, and a
/// stage that is still too long goes on in lines indented by four more. A comment stays at the end of its stage, or in lines
/// of its own above the stage that it stood before or in; one blank line stays where there were any. Formatting what
/// was formatted changes nothing, and reads back as an equal script. Safe from any thread.
FormatResult format(std::string_view text, const FormatOptions& options = {});

}  // namespace clew::syntax
