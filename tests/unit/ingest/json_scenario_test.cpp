// One phishing campaign over seven answers of five providers. Source of the figures: the manifest of the shared data.
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "unit/ingest/json_support.h"

namespace clew::ingest::test {

TEST_CASE("seven answers of five providers make one campaign", "[ingest][json][real]") {
  const std::vector<std::string> files = {
      "securitytrails/history-a-jppost-tu.top.json",
      "otx/passive_dns-domain-jppost-tu.top.json",
      "otx/passive_dns-ip-89.35.39.84.json",
      "passivetotal/dns-passive-unique-domain.json",
      "virustotal/domain-jppost-ge.top-resolutions.json",
      "virustotal/ip-45.83.140.140-resolutions.json",
      "pdns-cof/dnsdb-rdata-ip-154.9.205.199.ndjson",
  };
  std::map<std::string, std::set<std::string>> sources;  // by edge
  for (const auto& file : files) {
    const auto read = readShared(file);
    if (!read) return;
    INFO(file);
    CHECK(read->error.empty());
    CHECK(read->reasons().empty());
    REQUIRE_FALSE(read->lookups.empty());
    for (const auto& edge : read->pairs("ip")) sources[edge].insert(read->lookups.front().lookup.provider);
  }
  std::set<std::string> hosts, addresses;
  std::map<std::string, std::size_t> names_of;
  std::size_t by_two = 0, by_three = 0;
  for (const auto& [edge, providers] : sources) {
    const auto blank = edge.find(' ');
    hosts.insert(edge.substr(0, blank));
    addresses.insert(edge.substr(blank + 1));
    ++names_of[edge.substr(blank + 1)];
    if (providers.size() >= 2) ++by_two;
    if (providers.size() >= 3) ++by_three;
  }
  CHECK(sources.size() == 81);
  CHECK(hosts.size() == 65);
  CHECK(addresses.size() == 14);
  CHECK(by_two == 5);
  CHECK(by_three == 2);
  CHECK(names_of["89.35.39.84"] == 34);
  CHECK(names_of["154.9.205.199"] == 22);
  CHECK(names_of["45.83.140.140"] == 12);
  // The one address that ties the two halves together.
  CHECK(sources.contains("jppost-tu.top 193.148.69.9"));
  CHECK(sources.contains("jppost-ge.top 193.148.69.9"));
}

}  // namespace clew::ingest::test
