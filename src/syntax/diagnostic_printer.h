// Draws an Error with its source line. The only place that decides how a message looks.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "clew/error.h"

namespace clew::syntax {

/// A text that spans point into. `name` is shown as `name:line:column`; empty for a query at the prompt.
struct SourceText {
  std::string_view name;
  std::string_view text;
};

struct DrawOptions {
  Severity severity = Severity::kError;
  bool colour = false;  // escape sequences for a terminal
};

/// Lines, each with its end:
///
///     error E101: `sharing email` needs `with` and what to compare to
///       domains sharing email corvusrex.com
///                             ^^^^^^^^^^^^^
///       hint: domains sharing email with corvusrex.com
///
/// `sources[span.source]` is the text; without it, or without a span, no line is shown. Long lines are cut around the
/// place. Whatever the texts hold, only visible characters come out.
std::string drawDiagnostic(const Error& error, std::span<const SourceText> sources, DrawOptions options = {});

}  // namespace clew::syntax
