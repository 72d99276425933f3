// A graph written as STIX and taken in again is the same graph, as far as STIX can carry it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "golden/golden_support.h"
#include "support/process.h"

namespace clew::test {
namespace {

RunOptions atAFixedTime() {
  RunOptions options;
  options.now = *parseTime("2025-04-01T00:00:00Z");
  return options;
}

std::string rendered(Case& on, const std::string& query, const std::string& format) {
  const ScriptRun run = runScript(on, query, "query", atAFixedTime());
  INFO(query << ": " << run.trouble);
  REQUIRE(run.trouble.empty());
  REQUIRE(run.answers.size() == 1);
  RenderOptions form;
  form.format = format;
  std::string out;
  REQUIRE(renderTable(run.answers[0].table, form, [&](std::string_view bytes) {
            out += bytes;
            return Result<void>();
          }).ok());
  return out;
}

}  // namespace

TEST_CASE("links written as STIX come back with their ends, word and dates") {
  const TemporaryFolder folder;
  const auto first = newCase(folder.file("first.db"));
  mustIngest(*first, {checkoutFile("examples/spam-portfolio/data")});
  for (const std::string relation : {"ip", "ns", "email"}) {
    INFO(relation);
    const std::string links = "domains -> " + relation;
    const std::string bundle = rendered(*first, links + " | as stix", "stix");
    CHECK(bundle == rendered(*first, links + " | as stix", "stix"));
    const std::string file = folder.file(relation + ".stix.json");
    std::ofstream(file, std::ios::binary) << bundle;
    const auto second = newCase(folder.file(relation + ".db"));
    mustIngest(*second, {file});
    const std::string shown = links + " | show seed, name, first, last";
    const std::string before = rendered(*first, shown, "csv");
    CHECK(std::count(before.begin(), before.end(), '\n') > 5);
    CHECK(rendered(*second, shown, "csv") == before);
    // and the bundle of what came back is the bundle
    CHECK(rendered(*second, links + " | as stix", "stix") == bundle);
  }
}

TEST_CASE("what STIX cannot carry is said") {
  const TemporaryFolder folder;
  const auto one = newCase(folder.file("one.db"));
  std::ofstream(folder.file("f.jsonl"))
      << R"({"fact":"link","from":{"type":"domain","name":"a.example"},"relation":"registrar",)"
      << R"("to":{"type":"registrar","name":"Some Registrar"},"source":"whois"})" << '\n';
  mustIngest(*one, {folder.file("f.jsonl")});
  const ScriptRun run = runScript(*one, "a.example -> registrar | as stix", "query", atAFixedTime());
  REQUIRE(run.answers.size() == 1);
  const auto losses = renderLosses(run.answers[0].table, "stix");
  REQUIRE(losses.size() == 3);
  CHECK(losses[0] == "STIX has no object for nodes of type registrar: 1 left out");
  CHECK(losses[1] == "links `registrar` of which an end was left out: 1 left out");
  CHECK(renderLosses(run.answers[0].table, "json").empty());
}

}  // namespace clew::test
