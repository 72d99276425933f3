#include "api/language_text.h"

#include <algorithm>

#include "common/utf8.h"

namespace clew {
namespace {

/// The byte behind the line end that begins at `at`, or `at` when none does.
std::size_t behindLineEnd(std::string_view text, std::size_t at) {
  if (at >= text.size()) return at;
  if (text[at] == '\r') return at + 1 < text.size() && text[at + 1] == '\n' ? at + 2 : at + 1;
  return text[at] == '\n' ? at + 1 : at;
}

std::size_t unitsOf(char32_t code) {
  return code > 0xFFFF ? 2 : 1;
}

}  // namespace

EditorPosition positionOf(std::string_view text, std::size_t byte) {
  EditorPosition out;
  const std::size_t end = std::min(byte, text.size());
  for (std::size_t at = 0; at < end;) {
    if (const std::size_t next = behindLineEnd(text, at); next != at) {
      if (next > end) return out;  // between CR and LF
      ++out.line;
      out.unit = 0;
      at = next;
      continue;
    }
    const DecodedCodePoint point = decodeUtf8(text, at);
    if (at + point.length > end) return out;
    out.unit += unitsOf(point.code);
    at += point.length;
  }
  return out;
}

std::size_t byteOf(std::string_view text, EditorPosition position) {
  std::size_t at = 0;
  for (std::size_t line = 0; line < position.line; ++line) {
    while (at < text.size() && behindLineEnd(text, at) == at) ++at;
    if (at == text.size()) return at;
    at = behindLineEnd(text, at);
  }
  std::size_t unit = 0;
  while (at < text.size() && behindLineEnd(text, at) == at) {
    const DecodedCodePoint point = decodeUtf8(text, at);
    unit += unitsOf(point.code);
    if (unit > position.unit) break;
    at += point.length;
  }
  return at;
}

Json rangeJson(std::string_view text, std::size_t begin, std::size_t end) {
  const auto place = [&](std::size_t byte) {
    const EditorPosition position = positionOf(text, byte);
    return Json{{"line", position.line}, {"character", position.unit}};
  };
  return Json{{"start", place(begin)}, {"end", place(end)}};
}

}  // namespace clew
