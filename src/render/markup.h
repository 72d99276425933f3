// Text within XML and HTML.
#pragma once

#include <string>
#include <string_view>

namespace clew::render {

/// Text of an element, or an attribute's value between quotes. What XML 1.0 cannot hold, and all that is invisible, is
/// shown as an escape.
std::string markupText(std::string_view text);

}  // namespace clew::render
