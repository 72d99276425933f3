// tests/golden/syntax/errors.txt: an input, `----`, and what parse says about it; CLEW_UPDATE_GOLDEN=1 rewrites it.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "common/text.h"
#include "support/places.h"
#include "syntax/diagnostic_printer.h"
#include "syntax/parse.h"

namespace clew::syntax {
namespace {

struct Golden {
  std::string input;
  std::string output;
};

std::vector<Golden> readGoldens(const std::string& path) {
  std::ifstream file(path);
  std::vector<Golden> goldens;
  std::string line;
  bool in_output = false;
  Golden current;
  const auto finish = [&] {
    if (!current.input.empty()) goldens.push_back(current);
    current = {};
    in_output = false;
  };
  while (std::getline(file, line)) {
    if (line == "====") {
      finish();
    } else if (line == "----") {
      in_output = true;
    } else {
      (in_output ? current.output : current.input) += line + "\n";
    }
  }
  finish();
  return goldens;
}

std::string answer(const std::string& input) {
  const std::string text = input.substr(0, input.size() - 1);
  const ParseResult result = parse(text);
  std::string out;
  for (const Error& error : result.diagnostics) {
    const SourceText source{"", text};
    out += drawDiagnostic(error, std::span(&source, 1));
  }
  return out;
}

TEST_CASE("messages are as the golden file has them") {
  const std::string path = test::checkoutFile("tests/golden/syntax/errors.txt");
  std::vector<Golden> goldens = readGoldens(path);
  REQUIRE(goldens.size() >= 60);
  const bool update = std::getenv("CLEW_UPDATE_GOLDEN") != nullptr;
  std::string rewritten;
  for (const Golden& golden : goldens) {
    const std::string now = answer(golden.input);
    INFO(golden.input);
    if (!update) CHECK(now == golden.output);
    CHECK(!now.empty());
    rewritten += golden.input + "----\n" + now + "====\n";
  }
  if (update) std::ofstream(path) << rewritten;
}

TEST_CASE("every hint that is a line works") {
  const std::string path = test::checkoutFile("tests/golden/syntax/errors.txt");
  for (const Golden& golden : readGoldens(path)) {
    const ParseResult result = parse(golden.input);
    if (result.diagnostics.size() != 1 || result.diagnostics[0].hint.empty()) continue;
    INFO(golden.input);
    CHECK(parse(result.diagnostics[0].hint).ok());
  }
}

}  // namespace
}  // namespace clew::syntax
