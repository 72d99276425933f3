// What must hold of every sentence of the language.
#include <catch2/catch.hpp>

#include "grammar_walk.h"
#include "random_tree.h"
#include "sentences.h"
#include "syntax/ast_printer.h"
#include "syntax/grammar_parser.h"
#include "syntax/lexeme.h"
#include "syntax/parse.h"

namespace clew::syntax {
namespace {

TEST_CASE("a printed tree reads back as itself") {
  constexpr std::uint32_t kTrees = 4000;
  std::size_t read = 0;
  for (std::uint32_t seed = 1; seed <= kTrees; ++seed) {
    testing::RandomTree random(seed);
    const Statement tree = random.statement();
    const std::string text = print(tree);
    if (text.size() > 4000) continue;
    INFO("seed " << seed << "\n" << text);
    const ParseResult result = parse(text);
    for (const Error& error : result.diagnostics) FAIL_CHECK(error.message << " at " << error.span->begin);
    if (!result.ok()) continue;
    REQUIRE(result.script.statements.size() == 1);
    CHECK(print(result.script.statements[0]) == text);
    CHECK(result.script.statements[0] == tree);
    ++read;
  }
  CHECK(read > kTrees / 2);
}

TEST_CASE("no sentence has two readings") {
  for (const auto& sentence : testing::questions()) {
    INFO(sentence.source);
    CHECK(testing::ambiguitiesOf(sentence.source) == 0);
  }
  for (const auto& sentence : testing::constructs()) {
    INFO(sentence.source);
    CHECK(testing::ambiguitiesOf(sentence.source) == 0);
  }
  for (std::uint32_t seed = 100000; seed < 101500; ++seed) {
    testing::RandomTree random(seed);
    const std::string text = print(random.statement());
    if (text.size() > 1500) continue;
    INFO("seed " << seed << "\n" << text);
    CHECK(testing::ambiguitiesOf(text) == 0);
  }
}

}  // namespace
}  // namespace clew::syntax
