// What the caller of a run chooses: parameters, cancelling, forms of output.
#include <catch2/catch.hpp>

#include "golden/golden_support.h"
#include "support/process.h"

namespace clew::test {
namespace {

std::unique_ptr<Case> smallCase(const TemporaryFolder& folder) {
  auto out = newCase(folder.file("small.db"));
  mustIngest(*out, {checkoutFile("tests/fixtures/golden.facts.jsonl")});
  return out;
}

TEST_CASE("a length of time given as a parameter goes by the calendar, as one that is written does") {
  const TemporaryFolder folder;
  const auto small = smallCase(folder);
  const std::string script = "param $age: duration\nalpha.example -> ns since $age | count";
  RunOptions options;
  options.now = *parseTime("2025-04-01T00:00:00Z");
  for (const auto& [age, count] : {std::pair{"1mo", 1}, {"30d", 0}, {"31d", 1}}) {
    options.values["age"] = age;
    INFO(age);
    CHECK(numberOf(*small, script, options) == count);
  }
}

TEST_CASE("a cancel that comes before the run holds for that run and no other") {
  const TemporaryFolder folder;
  const auto small = smallCase(folder);
  const auto run = [](Prepared& script) { return script.run({}, [](const Answer&) { return true; }); };
  Prepared script = small->prepare("domains | count");
  small->cancel();
  const auto stopped = run(script);
  REQUIRE_FALSE(stopped.ok());
  CHECK(stopped.error().code == ErrorCode::kCancelled);
  CHECK(run(script).ok());
  small->cancel();
  Prepared later = small->prepare("domains | count");
  CHECK(run(later).ok());
}

TEST_CASE("a form that is not there is said the same way in a query and when it is written") {
  const TemporaryFolder folder;
  const auto small = smallCase(folder);
  std::size_t refused = 0;
  for (const std::string form : {"dot", "svg", "graphml", "stix", "misp", "blocklist", "nosuch", "tabel"}) {
    RenderOptions options;
    options.format = form;
    const auto written = renderTable(Table(), options, [](std::string_view) { return Result<void>(); });
    if (written.ok()) continue;
    ++refused;
    Prepared script = small->prepare("domains | as " + form);
    INFO(script.diagnosticText());
    REQUIRE_FALSE(script.ok());
    CHECK(script.diagnosticText().find("error E212: " + written.error().message) != std::string::npos);
  }
  CHECK(refused > 0);
}

}  // namespace
}  // namespace clew::test
