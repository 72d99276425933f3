// ANTLR's exact detection must find no sentence of the language with two readings: not among the texts that the golden
// files hold, nor among random ones that the grammar itself makes.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "grammar_walk.h"
#include "support/places.h"
#include "syntax/grammar_parser.h"
#include "syntax/lexeme.h"

namespace clew::syntax {
namespace {

namespace fs = std::filesystem;

/// The texts of golden blocks: what stands between a line `=== KIND` and one of dashes or the next block.
std::vector<std::string> textsOf(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> out;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("=== ", 0) == 0) {
      inside = line != "=== facts" && line != "=== portfolio";
      if (inside) out.emplace_back();
    } else if (line == "----") {
      inside = false;
    } else if (inside) {
      out.back() += line + "\n";
    }
  }
  return out;
}

/// The queries of the manual: what stands between ```clew and ```.
std::vector<std::string> manualQueries() {
  std::ifstream file(test::checkoutFile("docs/language.md"));
  std::vector<std::string> out;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      out.back() += line + "\n";
    } else if (line.rfind("```clew", 0) == 0) {
      inside = true;
      out.emplace_back();
    }
  }
  return out;
}

TEST_CASE("no golden text has two readings") {
  std::size_t texts = 0;
  std::size_t questions = 0;
  for (const char* folder :
       {"tests/golden/queries", "tests/golden/messages", "tests/golden/constructs", "tests/golden/questions"}) {
    for (const auto& entry : fs::directory_iterator(test::checkoutFile(folder))) {
      if (folder == std::string("tests/golden/questions")) ++questions;
      for (const std::string& text : textsOf(entry.path())) {
        INFO(entry.path() << "\n" << text);
        CHECK(testing::ambiguitiesOf(text) == 0);
        ++texts;
      }
    }
  }
  for (const auto& entry : fs::recursive_directory_iterator(test::checkoutFile("queries"))) {
    if (entry.path().extension() != ".clew") continue;
    std::ostringstream whole;
    whole << std::ifstream(entry.path()).rdbuf();
    INFO(entry.path());
    CHECK(testing::ambiguitiesOf(whole.str()) == 0);
    ++texts;
  }
  for (const std::string& text : manualQueries()) {
    INFO(text);
    CHECK(testing::ambiguitiesOf(text) == 0);
    ++texts;
  }
  CHECK(manualQueries().size() > 60);
  CHECK(questions == 40);
  CHECK(texts > 300);
}

TEST_CASE("no random walk through the grammar has two readings") {
  constexpr std::uint32_t kWalks = 4000;
  std::size_t tokens = 0;
  for (std::uint32_t seed = 1; seed <= kWalks; ++seed) {
    const Lexemes sentence = testing::walkGrammar(seed, 4 + seed % 24);
    tokens += sentence.size();
    const std::size_t found = countAmbiguities(sentence, Goal::kStatement);
    if (found > 0) FAIL_CHECK("seed " << seed << ": " << testing::spell(sentence));
  }
  CHECK(tokens > 8 * kWalks);
}

}  // namespace
}  // namespace clew::syntax
