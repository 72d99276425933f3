// Every shipped hunt finds what its fixture says, and none of the near misses. See tests/fixtures/queries/README.md.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <sstream>

#include "golden/golden_support.h"
#include "support/process.h"

namespace clew::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> filledLines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) out.push_back(line);
  }
  return out;
}

std::vector<std::string> splitAtCommas(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');) out.push_back(part);
  return out;
}

/// Reads `--now TIME`, `--set name=value` and `--set @name=value,value`, one a line.
RunOptions readArguments(const std::string& path) {
  RunOptions options;
  for (const std::string& line : filledLines(readWhole(path))) {
    INFO(path << ": " << line);
    const auto space = line.find(' ');
    REQUIRE(space != std::string::npos);
    const std::string option = line.substr(0, space);
    const std::string rest = line.substr(space + 1);
    if (option == "--now") {
      const auto now = parseTime(rest);
      REQUIRE(now.ok());
      options.now = *now;
      continue;
    }
    REQUIRE(option == "--set");
    const auto equals = rest.find('=');
    REQUIRE(equals != std::string::npos);
    const std::string value = rest.substr(equals + 1);
    if (rest.front() == '@') {
      options.sets[rest.substr(1, equals - 1)] = splitAtCommas(value);
    } else {
      options.values[rest.substr(0, equals)] = value;
    }
  }
  return options;
}

std::vector<std::string> huntNames() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(checkoutFile("queries"))) {
    if (entry.path().extension() == ".clew") out.push_back(entry.path().stem().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

TEST_CASE("every shipped hunt has a fixture and finds what it says") {
  const std::vector<std::string> names = huntNames();
  REQUIRE(names.size() >= 17);
  for (const std::string& name : names) {
    if (name == "spam-portfolio") continue;  // has its own data and its own test
    DYNAMIC_SECTION(name) {
      const std::string fixture = checkoutFile("tests/fixtures/queries/" + name);
      REQUIRE(fs::exists(fixture + ".facts.jsonl"));
      REQUIRE(fs::exists(fixture + ".args"));
      REQUIRE(fs::exists(fixture + ".expected"));
      const TemporaryFolder folder;
      const auto hunted = newCase(folder.file("hunt.db"));
      mustIngest(*hunted, {fixture + ".facts.jsonl"});
      const RunOptions options = readArguments(fixture + ".args");
      const std::string script = readWhole(checkoutFile("queries/" + name + ".clew"));
      const ScriptRun run = runScript(*hunted, script, name + ".clew", options);
      INFO(run.trouble);
      REQUIRE(run.trouble.empty());
      CHECK(run.summary.failed_expectations == 0);
      REQUIRE_FALSE(run.answers.empty());
      std::vector<std::string> found = columnOf(run.answers.back().table, 0);
      std::sort(found.begin(), found.end());
      const std::vector<std::string> expected = filledLines(readWhole(fixture + ".expected"));
      REQUIRE_FALSE(expected.empty());
      CHECK(found == expected);
    }
  }
}

}  // namespace
}  // namespace clew::test
