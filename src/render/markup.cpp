#include "render/markup.h"

#include "common/utf8.h"

namespace clew::render {

std::string markupText(std::string_view text) {
  std::string out;
  for (const char c : escapeControls(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace clew::render
