// clew compact: what a case answers and gives out before and after.
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "support/process.h"
#include "support/text.h"

using namespace clew::test;  // NOLINT: a test's vocabulary

namespace {

struct Grown {
  TemporaryFolder folder;

  Grown() {
    for (int day = 1; day <= 24; ++day) {
      const std::string number = std::to_string(day);
      folder.write("d" + number + ".jsonl", link("a" + number + ".example", "192.0.2." + std::to_string(day % 5), day) +
                                                link("shared.example", "192.0.2." + number, day));
      const std::string when = "2024-03-" + std::string(day < 10 ? "0" : "") + number;
      REQUIRE(clew({"ingest", "grown.db", "d" + number + ".jsonl", "--now", when}).exit_code == 0);
    }
    REQUIRE(clew({"grown.db", "domains matching a1*.example | save as @ones"}).exit_code == 0);
  }
  static std::string link(const std::string& host, const std::string& ip, int day) {
    return R"({"fact":"link","from":{"type":"host","name":")" + host +
           R"("},"relation":"ip","to":{"type":"ip","name":")" + ip + R"("},"first":"2024-02-)" + (day < 10 ? "0" : "") +
           std::to_string(day) + R"(","source":"s)" + std::to_string(day % 3) + "\"}\n";
  }
  Finished clew(std::vector<std::string> words) const {
    words.insert(words.begin(), clewProgram());
    StartOptions options;
    options.folder = folder.path();
    return runProcess(words, options);
  }
  std::string answers() const {
    std::string out;
    for (const char* query :
         {"domains | show name, first-seen, list(ip)", "as known at 2024-03-07, domains | count",
          "as known at 2024-03-20, shared.example -> ip", "shared.example -> ip | why",
          "domains sharing ip with a3.example | why", "@ones -> ip", "domains | changes since 2024-03-15"}) {
      const Finished run = clew({"grown.db", query, "--now", "2024-04-01"});
      INFO(query << run.err);
      CHECK(run.exit_code == 0);
      out += run.out + run.err;
    }
    CHECK(clew({"export", "grown.db", "facts", "-o", "facts.jsonl", "--force"}).exit_code <= 2);
    const Finished facts = clew({"export", "grown.db", "facts", "-o", "-"});
    INFO(facts.err);
    CHECK(facts.exit_code == 0);
    return out + facts.out;
  }
};

}  // namespace

TEST_CASE("a compacted case answers and gives out what it did before, from fewer and larger pieces") {
  const Grown grown;
  const std::string before = grown.answers();
  CHECK(has(before, "192.0.2.24"));
  CHECK(has(before, "d7.jsonl"));
  const Finished done = grown.clew({"compact", "grown.db"});
  INFO(done.out << done.err);
  CHECK(done.exit_code == 0);
  CHECK(has(done.out, "grown.db: "));
  CHECK(has(done.out, " before, "));
  CHECK(has(done.out, "segments "));
  CHECK(done.err.empty());
  CHECK(grown.answers() == before);
  CHECK(has(grown.clew({"check", "grown.db"}).out, "grown.db is whole"));
  std::filesystem::remove(grown.folder.file("grown.db.clew-cache"));
  CHECK(grown.answers() == before);
  const Finished again = grown.clew({"compact", "grown.db"});
  CHECK(has(again.out, "grown.db: nothing to bring together, "));
  // it goes on as it would have
  REQUIRE(grown.clew({"ingest", "grown.db", "d3.jsonl", "--now", "2024-05-01"}).exit_code == 0);
  CHECK(grown.answers() == before);
}

TEST_CASE("there must be a case to compact, and it must be one that can be written") {
  const Grown grown;
  CHECK(grown.clew({"compact", "missing.db"}).exit_code != 0);
  CHECK(grown.clew({"compact"}).exit_code == 2);
  CHECK(has(grown.clew({"help", "compact"}).out, "clew compact CASE"));
}
