// Formatting of text: fmt, by this header alone.
#pragma once

#include <fmt/format.h>

namespace clew {

using fmt::format;

}  // namespace clew
