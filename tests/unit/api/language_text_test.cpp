// Places as editors count them.
#include "api/language_text.h"

#include <array>
#include <catch2/catch.hpp>

#include "clew/language_server.h"

namespace clew {
namespace {

TEST_CASE("UTF-16 places and bytes are two names of the same") {
  const std::string text = "a\xC3\xA9\r\n\xF0\x9F\xA6\x8Ax\ry\n";  // aé CRLF 🦊x CR y LF
  const std::vector<std::array<std::size_t, 3>> places = {{0, 0, 0},  {1, 0, 1},  {3, 0, 2},  {5, 1, 0}, {9, 1, 2},
                                                          {10, 1, 3}, {11, 2, 0}, {12, 2, 1}, {13, 3, 0}};
  for (const auto& [byte, line, unit] : places) {
    INFO(byte);
    CHECK(positionOf(text, byte).line == line);
    CHECK(positionOf(text, byte).unit == unit);
    CHECK(byteOf(text, {line, unit}) == byte);
  }
  CHECK(byteOf(text, {1, 1}) == 5);    // the middle of the fox
  CHECK(byteOf(text, {0, 99}) == 3);   // beyond the line
  CHECK(byteOf(text, {99, 0}) == 13);  // beyond the text
  CHECK(positionOf(text, 99).line == 3);
  CHECK(positionOf("\xFF\xFE", 2).unit == 2);  // no UTF-8: a unit a byte
  CHECK(byteOf("", {3, 3}) == 0);
}

}  // namespace
}  // namespace clew
