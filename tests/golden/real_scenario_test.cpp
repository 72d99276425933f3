// One phishing campaign over seven recorded answers of five providers: the figures of the data's manifest, which an
// independent script computed.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "golden/golden_support.h"
#include "support/places.h"
#include "support/process.h"

namespace clew::test {
namespace {

std::vector<std::string> scenarioFiles() {
  std::vector<std::string> out;
  for (const char* name :
       {"securitytrails/history-a-jppost-tu.top.json", "otx/passive_dns-domain-jppost-tu.top.json",
        "otx/passive_dns-ip-89.35.39.84.json", "passivetotal/dns-passive-unique-domain.json",
        "virustotal/domain-jppost-ge.top-resolutions.json", "virustotal/ip-45.83.140.140-resolutions.json",
        "pdns-cof/dnsdb-rdata-ip-154.9.205.199.ndjson"}) {
    out.push_back(sharedFolder() + "/data/real/" + name);
  }
  return out;
}

Table lastTable(Case& on, const std::string& query) {
  const ScriptRun run = runScript(on, query, "query");
  INFO(query << '\n' << run.trouble);
  REQUIRE(run.trouble.empty());
  REQUIRE(run.answers.size() == 1);
  return run.answers.back().table;
}

TEST_CASE("a campaign over seven real answers is one web") {
  const std::vector<std::string> files = scenarioFiles();
  if (!std::filesystem::exists(files.front())) {
    WARN("skipped: no shared data at " << sharedFolder() << " (set CLEW_SHARED)");
    return;
  }
  const TemporaryFolder folder;
  const auto campaign = newCase(folder.file("campaign.db"));
  IngestOptions options;
  // One of the answers says neither what was asked nor when it was fetched.
  options.fetched = *parseTime("2022-10-18");
  const auto report = campaign->ingest(files, options);
  REQUIRE(report.ok());
  for (const auto& file : report->files) {
    INFO(file.path << ": " << file.format << ' ' << file.error);
    CHECK(file.error.empty());
    CHECK(file.facts > 0);
  }
  for (const auto& reject : report->rejects) FAIL_CHECK(reject.file << ":" << reject.position << ": " << reject.reason);

  CHECK(numberOf(*campaign, "hosts where has ip | count") == 65);
  CHECK(numberOf(*campaign, "ips <- ip -> ip | count") == 14);

  SECTION("links and who saw them") {
    CHECK(lastTable(*campaign, "hosts -> ip | show seed, name").rowCount() == 81);
    CHECK(lastTable(*campaign, "hosts -> ip seen by at least 2 sources | show seed, name").rowCount() == 5);
    CHECK(lastTable(*campaign, "hosts -> ip seen by at least 3 sources | show seed, name").rowCount() == 2);
  }
  SECTION("one component") {
    // Link by link from one name: what is reached in the end is all there is.
    std::vector<std::string> reached = {"jppost-tu.top"};
    for (std::size_t before = 0; before < reached.size();) {
      before = reached.size();
      REQUIRE(campaign->keepSet("reached", reached).empty());
      reached = columnOf(lastTable(*campaign, "@reached -> ip <- ip | show name"), 0);
    }
    CHECK(reached.size() == 65);
    const auto info = campaign->info(true);
    REQUIRE(info.ok());
    CHECK(info->components == 1);
    CHECK(std::find(reached.begin(), reached.end(), "jppost-ge.top") != reached.end());
  }
  SECTION("the busiest addresses") {
    const Table busiest = lastTable(*campaign, "hosts | count by ip | take 3");
    REQUIRE(busiest.rowCount() == 3);
    CHECK(columnOf(busiest, 0) == std::vector<std::string>{"89.35.39.84", "154.9.205.199", "45.83.140.140"});
    CHECK(columnOf(busiest, 1) == std::vector<std::string>{"34", "22", "12"});
  }
  SECTION("the address that ties the two brands' names") {
    // The manifest speaks of one shared address, 193.148.69.9. The raw answers hold two more: 45.83.140.140
    // (PassiveTotal lists it for jppost-tu.top, VirusTotal for jppost-ge.top) and 51.68.251.30. So the three are the
    // answer, and the manifest's is one of them.
    const auto common = columnOf(lastTable(*campaign, "(jppost-tu.top -> ip) in (jppost-ge.top -> ip)"), 0);
    CHECK(std::count(common.begin(), common.end(), "193.148.69.9") == 1);
  }
}

}  // namespace
}  // namespace clew::test
