#include "common/utf8.h"

#include <catch2/catch.hpp>

using namespace clew;

TEST_CASE("UTF-8 is checked as RFC 3629 says") {
  for (const char* text : {"", "abc", "ü", "€", "😀", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf"}) CHECK(isValidUtf8(text));
  for (const char* text : {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\x80",
                           "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "a\xff", "long enough text \xfe"}) {
    INFO(escapeControls(text));
    CHECK_FALSE(isValidUtf8(text));
    CHECK(isValidUtf8(replaceInvalidUtf8(text)));
  }
  CHECK(replaceInvalidUtf8("a\xffz") == "a\xef\xbf\xbdz");
  CHECK(replaceInvalidUtf8("\xe2\x82z") == "\xef\xbf\xbdz");
}

TEST_CASE("code points go to text and back") {
  const std::u32string points = U"aü€😀";
  CHECK(toUtf32(toUtf8(points)) == points);
  std::string out;
  appendUtf8(out, 0xD800);  // no code point
  CHECK(out == "\xef\xbf\xbd");
}

TEST_CASE("what steers a terminal or hides is made visible") {
  CHECK(escapeControls("plain 'text' \\ ü 中 😀") == "plain 'text' \\ ü 中 😀");
  CHECK(escapeControls("\x1b[2J") == "\\x1b[2J");
  CHECK(escapeControls("a\nb\tc\r") == "a\\nb\\tc\\r");
  CHECK(escapeControls(std::string_view("\0", 1)) == "\\x00");
  CHECK(escapeControls("\x7f") == "\\x7f");
  CHECK(escapeControls("\xc2\x9b") == "\\x9b");                // C1: the one-byte escape sequence introducer
  CHECK(escapeControls("\xe2\x80\xae") == "\\u202e");          // right-to-left override
  CHECK(escapeControls("\xe2\x80\x8b") == "\\u200b");          // zero width space
  CHECK(escapeControls("\xef\xbb\xbf") == "\\ufeff");          // byte order mark
  CHECK(escapeControls("\xf3\xa0\x81\x81") == "\\U000e0041");  // a tag character
  CHECK(escapeControls("\xff") == "\\xff");
  std::string all;
  for (char32_t code = 0; code < 0x3000; ++code) appendUtf8(all, code);
  const std::string shown = escapeControls(all);
  for (std::size_t at = 0; at < shown.size();) {
    const DecodedCodePoint point = decodeUtf8(shown, at);
    REQUIRE(point.valid);
    REQUIRE_FALSE(isControlOrInvisible(point.code));
    at += point.length;
  }
}

TEST_CASE("columns are counted as terminals count them") {
  CHECK(displayWidth("abc") == 3);
  CHECK(displayWidth("bücher") == 6);
  CHECK(displayWidth("bu\xcc\x88"
                     "cher") == 6);  // a combining mark takes none
  CHECK(displayWidth("中文") == 4);
  CHECK(displayWidth("😀") == 2);
  CHECK(displayWidth("пример") == 6);
  CHECK(displayWidth(char32_t{0x0378}) == 1);   // unassigned
  CHECK(displayWidth(char32_t{0x20000}) == 2);  // a later ideograph
  CHECK(truncateToWidth("abcdef", 6) == "abcdef");
  CHECK(truncateToWidth("abcdef", 4) == "abc…");
  CHECK(truncateToWidth("中文字", 4) == "中…");
  CHECK(truncateToWidth("abc", 0).empty());
}
