// The manual's text as a terminal shows it.
#pragma once

#include <string>
#include <string_view>

namespace clew {

/// Markdown without its marks: code blocks indented, tables aligned and broken to 100 columns, headings and the heads
/// of tables bold when `color`. Backticks stay: they are how messages mark what one types.
std::string manualForTerminal(std::string_view text, bool color);

}  // namespace clew
