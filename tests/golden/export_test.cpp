// A whole case written as facts and taken in by a new one.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "golden/golden_support.h"
#include "support/process.h"

namespace clew::test {
namespace {

std::string factsOf(Case& from) {
  std::string out;
  const auto lines = from.exportFacts([&](std::string_view line) {
    out += line;
    return Result<void>();
  });
  REQUIRE(lines.ok());
  CHECK(static_cast<std::size_t>(std::count(out.begin(), out.end(), '\n')) == lines.value());
  return out;
}

/// Those may stand under another lookup of their batch.
std::string withoutRetractions(const std::string& facts) {
  std::istringstream in(facts);
  std::string out;
  for (std::string line; std::getline(in, line);) {
    if (line.find(R"({"fact":"retracted")") != 0) out += line + '\n';
  }
  return out;
}

std::string answersOf(Case& on) {
  std::string out;
  RunOptions options;
  options.now = *parseTime("2025-04-01T00:00:00Z");
  for (const std::string query :
       {"domains | show name, created, registrar, email, count(ip)",
        "hosts -> ip | show seed, name, first, last, source", "domains sharing ip with alpha.example | why",
        "other domains sharing ip with mike.example | why", "domains sharing email with bravo.example",
        "domains where email is redacted", "domains where email is missing", "domains where email is known | count",
        "@findings", "domains where has tag | show name, list(tag)", "ips where country is DE",
        "registrars | show name", "as of 2024-12-31, alpha.example -> ip", "domains -> ip seen by at least 2 sources",
        "alpha.example -> ns"}) {
    out += query + '\n';
    const ScriptRun run = runScript(on, query, "query", options);
    INFO(query << ": " << run.trouble);
    CHECK(run.trouble.empty());
    for (const Answer& answer : run.answers) {
      RenderOptions form;
      form.format = "csv";
      REQUIRE(renderTable(answer.table, form, [&](std::string_view bytes) {
                out += bytes;
                return Result<void>();
              }).ok());
    }
  }
  return out;
}

TEST_CASE("a case that takes in the facts of another answers as it does") {
  const TemporaryFolder folder;
  const auto first = newCase(folder.file("first.db"));
  mustIngest(*first, {checkoutFile("tests/fixtures/golden.facts.jsonl"), checkoutFile("examples/spam-portfolio/data")});
  REQUIRE(first->ingest({checkoutFile("tests/fixtures/evidence")}, {}).ok());  // says that a column is left out
  std::ofstream(folder.file("taken-back.facts.jsonl"))
      << R"({"fact":"retracted","of":{"fact":"link","from":{"type":"domain","name":"alpha.example"},"relation":"ip",)"
      << R"("to":{"type":"ip","name":"192.0.2.1"},"source":"otherdns"},"when":"2025-03-20T00:00:00Z"})" << '\n';
  mustIngest(*first, {folder.file("taken-back.facts.jsonl")});
  RunOptions writing;
  writing.may_write = true;
  for (const char* write :
       {"domains sharing ip with alpha.example | save as @findings", "alpha.example | tag looked-at"}) {
    const ScriptRun run = runScript(*first, write, "query", writing);
    INFO(run.trouble);
    REQUIRE(run.trouble.empty());
  }
  const std::string facts = factsOf(*first);
  std::ofstream(folder.file("whole.facts.jsonl"), std::ios::binary) << facts;

  const auto second = newCase(folder.file("second.db"));
  mustIngest(*second, {folder.file("whole.facts.jsonl")});
  CHECK(answersOf(*second) == answersOf(*first));
  CHECK(withoutRetractions(factsOf(*second)) == withoutRetractions(facts));

  // Taken in by the case that wrote it, it changes nothing.
  const std::string before = answersOf(*first);
  mustIngest(*first, {folder.file("whole.facts.jsonl")});
  CHECK(answersOf(*first) == before);
}

}  // namespace
}  // namespace clew::test
