// Every message that the source can give is given in a test: its number stands in what some test expects.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "support/places.h"

namespace {

namespace fs = std::filesystem;

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

bool isWordy(char c) {
  return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// The numbers of messages in a text: E or N and three digits, with nothing wordy on either side; `quoted`: only those
/// that are a whole literal.
std::set<std::string> numbersIn(std::string_view text, bool quoted) {
  std::set<std::string> out;
  for (std::size_t i = 0; i + 4 <= text.size(); ++i) {
    if (text[i] != 'E' && text[i] != 'N') continue;
    if (!isDigit(text[i + 1]) || !isDigit(text[i + 2]) || !isDigit(text[i + 3])) continue;
    const char before = i == 0 ? ' ' : text[i - 1];
    const char after = i + 4 == text.size() ? ' ' : text[i + 4];
    if (quoted ? before == '"' && after == '"' : !isWordy(before) && !isWordy(after)) out.emplace(text.substr(i, 4));
  }
  return out;
}

std::string contentOf(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

/// By number, the files below `folder` with one of the endings that hold it.
std::map<std::string, std::string> numbersBelow(const std::string& folder, const std::set<std::string>& endings,
                                                bool quoted) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(clew::test::checkoutFile(folder))) {
    if (!entry.is_regular_file() || endings.count(entry.path().extension().string()) == 0) continue;
    for (const std::string& number : numbersIn(contentOf(entry.path()), quoted)) out[number] = entry.path().string();
  }
  return out;
}

TEST_CASE("every message of the source is given in a test") {
  const auto given = numbersBelow("src", {".cpp", ".h"}, true);
  const auto expected = numbersBelow("tests", {".cpp", ".txt"}, false);
  CHECK(given.size() > 100);
  for (const auto& [number, file] : given) {
    INFO(number << " of " << file);
    CHECK(expected.count(number) == 1);
  }
}

TEST_CASE("the numbers of messages are told from other words") {
  CHECK(numbersIn("withId(\"E999\")", true) == std::set<std::string>{"E999"});
  CHECK(numbersIn("error E998: no", false) == std::set<std::string>{"E998"});
  CHECK(numbersIn("error E998: no", true).empty());
  CHECK(numbersIn("xE998 E9987 NE998_", false).empty());
}

}  // namespace
