// How messages show pieces of the text.
#pragma once

#include <string>
#include <string_view>

#include "common/text.h"

namespace clew::syntax {

/// `text` between backticks: controls escaped, cut to `limit` characters.
inline std::string code(std::string_view text, std::size_t limit = 60) {
  std::string shown = quoted(text, limit);
  shown.front() = '`';
  shown.back() = '`';
  return shown;
}

}  // namespace clew::syntax
