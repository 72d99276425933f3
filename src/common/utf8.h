// UTF-8: checking, decoding, widths on a terminal, and making text from strangers safe to show.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace clew {

inline constexpr char32_t kReplacement = 0xFFFD;

bool isAscii(std::string_view text);
/// Well-formed by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool isValidUtf8(std::string_view text);

struct DecodedCodePoint {
  char32_t code = kReplacement;
  std::uint8_t length = 1;  // bytes taken, at least 1
  bool valid = false;       // else code is U+FFFD and length covers the ill-formed bytes
};
/// The code point at `at` < text.size().
DecodedCodePoint decodeUtf8(std::string_view text, std::size_t at);
void appendUtf8(std::string& out, char32_t code);
/// Each ill-formed sequence becomes one U+FFFD.
std::string replaceInvalidUtf8(std::string_view text);
/// Ill-formed sequences as U+FFFD.
std::u32string toUtf32(std::string_view text);
std::string toUtf8(std::u32string_view text);

/// C0, DEL, C1, bidi controls, zero-width and other invisible format characters, line and paragraph separators, tag
/// characters and noncharacters: all that can make a text look like another or steer a terminal.
bool isControlOrInvisible(char32_t code);
/// Visible text for a terminal or message: such code points as "\x1b" (below 256) or "\u202e", line feed, carriage
/// return and tab as "\n", "\r", "\t", ill-formed bytes as "\xff". Other text is left as it is, backslashes included.
std::string escapeControls(std::string_view text);

/// Columns on a terminal: 0 for combining marks, 2 for East Asian wide and emoji, else 1. Does not depend on the
/// locale.
int displayWidth(char32_t code);
std::size_t displayWidth(std::string_view text);
/// `text`, or its beginning with "…" so that it takes at most `width` columns.
std::string truncateToWidth(std::string_view text, std::size_t width);

}  // namespace clew
