// A whole case written as facts and taken in by a new one.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>

#include "golden/golden_support.h"
#include "support/places.h"
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
  CHECK(factsOf(*second) == facts);

  // Taken in by the case that wrote it, it changes nothing.
  const std::string before = answersOf(*first);
  mustIngest(*first, {folder.file("whole.facts.jsonl")});
  CHECK(answersOf(*first) == before);
}

constexpr Time kIngested = 1'740'000'000;

/// What the files say when each is ingested by itself, in that order.
std::string factsOfFiles(const std::vector<std::string>& files) {
  const TemporaryFolder folder;
  const auto on = newCase(folder.file("case.db"));
  for (const std::string& file : files) REQUIRE(on->ingest({file}, {}, kIngested).ok());
  return factsOf(*on);
}

/// Of the files below `folder` every nth, so that all kinds are among them.
std::vector<std::string> filesBelow(const std::string& folder, std::size_t nth) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) out.push_back(entry.path().string());
  }
  std::sort(out.begin(), out.end());
  std::size_t place = 0;
  std::erase_if(out, [&](const std::string&) { return place++ % nth != 0; });
  return out;
}

/// The same files in several orders and again: the same bytes. And a case that takes them in writes them again.
void checkOrders(std::vector<std::string> files) {
  REQUIRE(files.size() > 5);
  const std::string facts = factsOfFiles(files);
  const std::uint64_t seed = 20260117;
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 3; ++round) {
    std::shuffle(files.begin(), files.end(), random);
    std::vector<std::string> twice = files;
    twice.insert(twice.end(), files.begin(), files.begin() + 5);
    CHECK((factsOfFiles(twice) == facts));
  }
  const TemporaryFolder folder;
  folder.write("whole.facts.jsonl", facts);
  CHECK((factsOfFiles({folder.file("whole.facts.jsonl")}) == facts));
}

TEST_CASE("files in another order, and again, give the same facts to the byte") {
  std::vector<std::string> files = filesBelow(checkoutFile("examples/spam-portfolio/data"), 9);
  for (const std::string& more : filesBelow(checkoutFile("tests/fixtures"), 1)) {
    // its facts say themselves when they were learnt, and that some were taken back: their order is what they say
    if (!more.ends_with("changes.facts.jsonl")) files.push_back(more);
  }
  checkOrders(std::move(files));
}

TEST_CASE("real files in another order give the same facts to the byte") {
  const std::string shared = sharedFolder() + "/data/real";
  if (!std::filesystem::is_directory(shared)) {
    WARN("skipped: there is no " << shared);
    return;
  }
  checkOrders(filesBelow(shared, 7));
}

TEST_CASE("what is said again after it was taken back stands in the copy as well") {
  const TemporaryFolder folder;
  const std::string link =
      R"("fact":"link","from":{"type":"domain","name":"alpha.example"},"relation":"ip","to":{"type":"ip",)"
      R"("name":"192.0.2.1"},)";
  folder.write("said.facts.jsonl", "{" + link + R"("first":"2024-01-01","last":"2024-01-02","source":"feed"})" + "\n");
  folder.write("back.facts.jsonl", R"({"fact":"retracted","of":{)" + link +
                                       R"("source":"feed"},"when":"2025-02-01"})"
                                       "\n");
  folder.write("again.facts.jsonl", "{" + link + R"("first":"2024-05-01","last":"2024-05-02","source":"feed"})" + "\n");
  const std::vector<std::string> files = {folder.file("said.facts.jsonl"), folder.file("back.facts.jsonl"),
                                          folder.file("again.facts.jsonl")};
  const std::string facts = factsOfFiles(files);
  folder.write("whole.facts.jsonl", facts);
  const auto copy = newCase(folder.file("copy.db"));
  REQUIRE(copy->ingest({folder.file("whole.facts.jsonl")}, {}, kIngested).ok());
  CHECK((factsOf(*copy) == facts));
  CHECK(numberOf(*copy, "alpha.example -> ip | count") == 1);
  CHECK(numberOf(*copy, "alpha.example -> ip before 2024-03-01 | count") == 0);
}

}  // namespace
}  // namespace clew::test
