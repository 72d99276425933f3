#include "syntax/diagnostic_printer.h"

#include <catch2/catch.hpp>

#include "syntax/parse.h"

namespace clew::syntax {
namespace {

std::string drawn(std::string_view text, SourceSpan span, std::string_view name = {}) {
  Error error(ErrorCode::kSyntax, "something is wrong");
  error.withId("E100").at(span).withNote("a fact").withHint("a line");
  const SourceText source{name, text};
  return drawDiagnostic(error, std::span(&source, 1));
}

TEST_CASE("the place is underlined") {
  CHECK(drawn("domains sharing emial with a.test", {16, 21, 0}) ==
        "error E100: something is wrong\n"
        "  domains sharing emial with a.test\n"
        "                  ^^^^^\n"
        "  note: a fact\n"
        "  hint: a line\n");
}

TEST_CASE("an empty place and one at the end have one caret") {
  CHECK(drawn("@x ->", {5, 5, 0}) ==
        "error E100: something is wrong\n  @x ->\n       ^\n  note: a fact\n  hint: a line\n");
  CHECK(drawn("", {0, 0, 0}) == "error E100: something is wrong\n  \n  ^\n  note: a fact\n  hint: a line\n");
  CHECK(drawn("@x", {900, 901, 0}).find("  @x\n    ^\n") != std::string::npos);
}

TEST_CASE("a named source tells line and column") {
  CHECK(drawn("@a\n  пример.рф ->", {25, 25, 0}, "x.clew").find("  x.clew:2:15\n  пример.рф ->\n              ^\n") !=
        std::string::npos);
}

TEST_CASE("carets stand under wide and combining characters") {
  // two ideographs of two columns each, then e with a combining accent
  const std::string text = "漢字 e\u0301x bad";
  const auto at = static_cast<std::uint32_t>(text.find("bad"));
  CHECK(drawn(text, {at, at + 3, 0}).find("  漢字 e\u0301x bad\n          ^^^\n") != std::string::npos);
  CHECK(drawn(text, {0, 6, 0}).find("\n  ^^^^\n") != std::string::npos);
}

TEST_CASE("hostile bytes come out visible") {
  const std::string text = std::string("a\x1b[31m\0b\tc\xFF", 11);
  const std::string out = drawn(text, {0, 11, 0});
  CHECK(out.find('\x1b') == std::string::npos);
  CHECK(out.find('\0') == std::string::npos);
  CHECK(out.find("a\\x1b[31m\\x00b c\\xff") != std::string::npos);
}

TEST_CASE("long lines are cut around the place") {
  const std::string text = std::string(500000, 'a') + " bad " + std::string(500000, 'b');
  const std::string out = drawn(text, {500001, 500004, 0});
  CHECK(out.size() < 600);
  CHECK(out.find("aa bad bb") != std::string::npos);
  const std::string all = drawn(text, {0, 1000005, 0});
  CHECK(all.size() < 600);
}

TEST_CASE("without its source a message stands alone") {
  Error error(ErrorCode::kIo, "no such file");
  CHECK(drawDiagnostic(error, {}) == "error: no such file\n");
  CHECK(drawDiagnostic(error, {}, {Severity::kWarning, false}) == "warning: no such file\n");
  CHECK(drawDiagnostic(error, {}, {Severity::kError, true}) == "\x1b[1;31merror:\x1b[0m no such file\n");
}

}  // namespace
}  // namespace clew::syntax
