#include "common/utf8.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "common/format.h"
#include "common/width_table.h"

namespace clew {

bool isAscii(std::string_view text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & 0x8080808080808080ULL) != 0) return false;
  }
  for (; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x80) return false;
  }
  return true;
}

DecodedCodePoint decodeUtf8(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const int length = lead >= 0xC2 && lead <= 0xDF ? 2 : (lead >> 4) == 0xE ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
  if (length == 0) return {};
  // The second byte's range rules out overlong forms, surrogates and what is above U+10FFFF (Unicode, table 3-7).
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  char32_t code = lead & (0xFF >> (length + 1));
  for (int i = 1; i < length; ++i) {
    const auto offset = static_cast<std::size_t>(i);
    if (at + offset >= text.size() || byte(offset) < low || byte(offset) > high) {
      return {kReplacement, static_cast<std::uint8_t>(i), false};
    }
    code = (code << 6) | (byte(offset) & 0x3F);
    low = 0x80;
    high = 0xBF;
  }
  return {code, static_cast<std::uint8_t>(length), true};
}

bool isValidUtf8(std::string_view text) {
  if (isAscii(text)) return true;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint point = decodeUtf8(text, at);
    if (!point.valid) return false;
    at += point.length;
  }
  return true;
}

void appendUtf8(std::string& out, char32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = kReplacement;
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

std::string replaceInvalidUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint point = decodeUtf8(text, at);
    if (point.valid) {
      out.append(text.substr(at, point.length));
    } else {
      appendUtf8(out, kReplacement);
    }
    at += point.length;
  }
  return out;
}

std::u32string toUtf32(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint point = decodeUtf8(text, at);
    out += point.code;
    at += point.length;
  }
  return out;
}

std::string toUtf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char32_t code : text) appendUtf8(out, code);
  return out;
}

bool isControlOrInvisible(char32_t code) {
  if (code < 0x20 || (code >= 0x7F && code <= 0x9F)) return true;
  if (code < 0xAD) return false;
  const auto within = [code](char32_t first, char32_t last) { return code >= first && code <= last; };
  return code == 0xAD || code == 0x34F || code == 0x61C || within(0x115F, 0x1160) || within(0x17B4, 0x17B5) ||
         within(0x180B, 0x180F) || within(0x200B, 0x200F) || within(0x2028, 0x202E) || within(0x2060, 0x206F) ||
         code == 0x2800 || code == 0x3164 || code == 0xFEFF || code == 0xFFA0 || within(0xFFF0, 0xFFFB) ||
         within(0xFDD0, 0xFDEF) || (code & 0xFFFE) == 0xFFFE || within(0x1BCA0, 0x1BCA3) || within(0x1D173, 0x1D17A) ||
         within(0xE0000, 0xE0FFF);
}

std::string escapeControls(std::string_view text) {
  // most names are plain ASCII from end to end
  const auto odd = std::find_if(text.begin(), text.end(), [](char c) { return c < 0x20 || c > 0x7E; });
  std::string out(text.begin(), odd);
  if (odd == text.end()) return out;
  out.reserve(text.size());
  for (auto at = static_cast<std::size_t>(odd - text.begin()); at < text.size();) {
    const DecodedCodePoint point = decodeUtf8(text, at);
    const std::string_view bytes = text.substr(at, point.length);
    at += point.length;
    if (!point.valid) {
      for (const char c : bytes) out += format("\\x{:02x}", static_cast<unsigned char>(c));
    } else if (!isControlOrInvisible(point.code)) {
      out += bytes;
    } else if (point.code == '\n' || point.code == '\r' || point.code == '\t') {
      out += point.code == '\n' ? "\\n" : point.code == '\r' ? "\\r" : "\\t";
    } else if (point.code < 0x100) {
      out += format("\\x{:02x}", static_cast<std::uint32_t>(point.code));
    } else if (point.code < 0x10000) {
      out += format("\\u{:04x}", static_cast<std::uint32_t>(point.code));
    } else {
      out += format("\\U{:08x}", static_cast<std::uint32_t>(point.code));
    }
  }
  return out;
}

int displayWidth(char32_t code) {
  if (code < 0x300) return code < 0x20 || (code >= 0x7F && code < 0xA0) ? 0 : 1;
  const auto within = [code](const CodeRange* begin, const CodeRange* end) {
    const CodeRange* range =
        std::upper_bound(begin, end, code, [](char32_t c, const CodeRange& r) { return c < r.first; });
    return range != begin && code <= (range - 1)->last;
  };
  if (within(std::begin(kNoWidth), std::end(kNoWidth))) return 0;
  return within(std::begin(kTwoWide), std::end(kTwoWide)) ? 2 : 1;
}

std::size_t displayWidth(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint point = decodeUtf8(text, at);
    width += static_cast<std::size_t>(displayWidth(point.code));
    at += point.length;
  }
  return width;
}

std::string truncateToWidth(std::string_view text, std::size_t width) {
  std::size_t used = 0;
  std::size_t fits = 0;  // bytes that leave room for the ellipsis
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint point = decodeUtf8(text, at);
    used += static_cast<std::size_t>(displayWidth(point.code));
    if (used > width) return width == 0 ? std::string() : std::string(text.substr(0, fits)) + "…";
    at += point.length;
    if (used + 1 <= width) fits = at;
  }
  return std::string(text);
}

}  // namespace clew
