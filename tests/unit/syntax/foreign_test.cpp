// Statements of other query languages: translated as a whole or not at all, however they break off.
#include <catch2/catch.hpp>
#include <string>

#include "syntax/parse.h"

namespace clew::syntax {
namespace {

/// The translation that the text gets; "none" where it is seen as of another language and has none.
std::string translated(const std::string& text) {
  const auto result = parse(text);
  REQUIRE(result.diagnostics.size() == 1);
  const Error& error = result.diagnostics.front();
  INFO(text << ": " << error.message);
  CHECK(error.id == "E105");
  return error.hint.empty() ? "none" : error.hint;
}

}  // namespace

TEST_CASE("a value without quotes keeps its first and last letter", "[foreign]") {
  CHECK(translated("index=dns query=corvusrex.com | stats count by registrar | head 5") ==
        "corvusrex.com | count by registrar | take 5");
  CHECK(translated("index=dns query=\"corvusrex.com\" | dedup name") == "corvusrex.com");
  CHECK(translated("SELECT * FROM domains WHERE name LIKE 15") == "none");
}

TEST_CASE("a statement of another language that breaks off has no translation", "[foreign]") {
  for (const std::string text :
       {"MATCH (d:Domain) WHERE d.name CONTAINS 'login' RETURN d LIMIT 5",
        "MATCH (d:Domain {name: 'x.example'}) RETURN d",
        "SELECT name FROM domains WHERE name NOT LIKE '%login%' AND created BETWEEN '2022-01-01' AND '2022-02-01'"}) {
    for (std::size_t end = text.size(); end > 0; --end) {
      if (text[end - 1] == ' ') continue;
      INFO(text.substr(0, end));
      CHECK_NOTHROW(parse(text.substr(0, end)));
    }
  }
  CHECK(translated("MATCH (d:Domain) WHERE d.name CONTAINS") == "none");
  CHECK(translated("MATCH (d:Domain) WHERE d.name CONTAINS login RETURN d") == "none");
}

}  // namespace clew::syntax
