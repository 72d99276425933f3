// The random sentences that other tests are made of are sentences: nearly every one is read without a complaint.
#include "support/sentences.h"

#include <catch2/catch.hpp>

#include "syntax/ast_printer.h"
#include "syntax/parse.h"

namespace clew::syntax {
namespace {

TEST_CASE("random sentences are read, printed and read again as the same") {
  constexpr std::uint32_t kCount = 2000;
  for (std::uint32_t seed = 1; seed <= kCount; ++seed) {
    test::Sentences random(seed);
    const std::string text = random.statement();
    INFO("seed " << seed << "\n" << text);
    const ParseResult read = parse(text);
    for (const Error& error : read.diagnostics) FAIL_CHECK(error.message);
    if (!read.ok()) continue;
    REQUIRE(read.script.statements.size() == 1);
    const std::string printed = print(read.script.statements[0]);
    const ParseResult again = parse(printed);
    INFO(printed);
    REQUIRE(again.ok());
    CHECK(again.script == read.script);
  }
}

TEST_CASE("a seed gives the same sentences every time") {
  for (std::uint32_t seed = 1; seed < 50; ++seed) {
    CHECK(test::Sentences(seed).statement() == test::Sentences(seed).statement());
  }
}

}  // namespace
}  // namespace clew::syntax
