// The canonical form as programs get it: with the words of the schema.
#include <clew/clew.h>

#include <catch2/catch.hpp>

#include "support/sentences.h"

namespace clew {
namespace {

TEST_CASE("a whole type is in the plural, and a type before a value in the singular") {
  CHECK(formatScript("domain where live").text == "domains where live\n");
  CHECK(formatScript("emails \"a@b.example\" -> domain").text == "email \"a@b.example\" -> domain\n");
  CHECK(formatScript("other host sharing ip with (ips, @x)").text == "other hosts sharing ip with (ips, @x)\n");
  CHECK(formatScript("gadgets where live").text == "gadgets where live\n");  // another schema's, perhaps
  CHECK(formatScript("add domains a.example -> ip 192.0.2.1").text == "add domain a.example -> ip 192.0.2.1\n");
}

TEST_CASE("what is wrong comes with its place") {
  const Formatted wrong = formatScript("@a\n@b -> -> ip", "hunt.clew");
  CHECK_FALSE(wrong.ok());
  CHECK(wrong.text.empty());
  REQUIRE(wrong.diagnostics.size() == 1);
  CHECK(wrong.diagnostics[0].line == 2);
  CHECK(wrong.diagnostic_text.find("hunt.clew:2:7") != std::string::npos);
}

TEST_CASE("the canonical form of random sentences is a fixed point, with every option") {
  for (const bool defang : {false, true}) {
    FormatOptions options;
    options.defang = defang;
    for (std::uint32_t seed = 1; seed <= 1000; ++seed) {
      const std::string text = test::Sentences(seed).statement();
      const Formatted once = formatScript(text, "query", options);
      INFO("seed " << seed << "\n" << text << "\n" << once.text);
      REQUIRE(once.ok());
      CHECK(formatScript(once.text, "query", options).text == once.text);
    }
  }
}

}  // namespace
}  // namespace clew
