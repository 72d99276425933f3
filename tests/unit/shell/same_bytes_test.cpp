// The same case and the same query give the same bytes, wherever they are asked.
#include <catch2/catch.hpp>

#include "support/process.h"

namespace clew::test {
namespace {

constexpr const char* kAsked[] = {
    "domains matching *.example -> ip | why",
    "domains matching *.example | cluster by ip, email",
    "domains matching *.example | pivots",
    "paths from alpha.example to charlie.example",
    "domains matching *.example | timeline of ip, country of ip",
    "alpha.example expand 2 hops via ip, ns | show name, hops, seed, origin",
    "domains | per registrar show count, min(created), avg(count(ip)), list(name)",
    "other domains sharing ip with alpha.example | show name, rarity, first, last, source",
    "domains where created since 30d | count by day(created)",
};

Finished ask(const TemporaryFolder& folder, const std::string& file, std::map<std::string, std::string> environment) {
  std::vector<std::string> words{clewProgram(), folder.file(file), "--now", "2025-03-31", "--format", "json"};
  words.insert(words.end(), std::begin(kAsked), std::end(kAsked));
  StartOptions options;
  environment.emplace("HOME", folder.path());
  options.environment = std::move(environment);
  return runProcess(words, options);
}

TEST_CASE("no locale, zone of time, number of threads or second case changes a byte of an answer") {
  const TemporaryFolder folder;
  for (const char* file : {"one.db", "two.db"}) {
    StartOptions options;
    options.environment = {{"HOME", folder.path()}};
    if (file[0] == 't') options.environment["TZ"] = "Pacific/Auckland";
    const Finished made = runProcess({clewProgram(), "ingest", folder.file(file), "--now", "2025-03-31",
                                      checkoutFile("tests/fixtures/golden.facts.jsonl")},
                                     options);
    INFO(made.out << made.err);
    REQUIRE(made.exit_code == 0);
  }
  const Finished plain = ask(folder, "one.db", {});
  INFO(plain.err);
  REQUIRE(plain.exit_code == 0);
  REQUIRE(plain.out.size() > 2000);
  for (const auto& environment : std::vector<std::map<std::string, std::string>>{
           {},
           {{"LC_ALL", "de_DE.UTF-8"}, {"LANG", "de_DE.UTF-8"}},
           {{"LC_ALL", "tr_TR.UTF-8"}, {"TZ", "America/New_York"}},
           {{"TZ", "Asia/Kathmandu"}, {"OMP_NUM_THREADS", "1"}, {"COLUMNS", "20"}}}) {
    CHECK(ask(folder, "one.db", environment).out == plain.out);
    CHECK(ask(folder, "two.db", environment).out == plain.out);
  }
}

}  // namespace
}  // namespace clew::test
