// Censys: made-up answers and the facts they give, and a recorded one against counts that were computed apart.
#include <algorithm>
#include <catch2/catch.hpp>

#include "unit/ingest/real_support.h"

namespace clew::ingest::test {

TEST_CASE("Censys says when names were resolved", "[ingest][json][censys]") {
  const Read read = readText(
      readerNamed("censys"),
      R"({"code":200,"status":"OK","result":{"ip":"192.0.2.2","services":[],"dns":{"names":["b.example","c.example"],)"
      R"("records":{"b.example":{"record_type":"A","resolved_at":"2023-05-17T00:00:00Z"}},)"
      R"("reverse_dns":{"names":["r.example"],"resolved_at":"2023-05-16T00:00:00Z"}},)"
      R"("last_updated_at":"2023-05-19T09:18:15Z"}})");
  CHECK(read.lines() == std::vector<std::string>{"192.0.2.2 mentioned", "192.0.2.2 ptr r.example @2023-05-16T00:00:00Z",
                                                 "b.example ip 192.0.2.2 @2023-05-17T00:00:00Z",
                                                 "c.example ip 192.0.2.2 @2023-05-19T09:18:15Z"});
}

TEST_CASE("Censys: the key of a host, and when v3 asked for names", "[ingest][json][censys]") {
  const std::string key(64, 'e');
  const Read read = readText(
      readerNamed("censys"),
      R"({"result":{"resource":{"ip":"192.0.2.2","services":[{"port":22,"transport_protocol":"tcp","scan_time":)"
      R"("2025-01-02T03:04:05Z","ssh":{"server_host_key":{"fingerprint_sha256":")" +
          key + R"("}}}],"dns":{"reverse_dns":{"resolve_time":"2025-01-01T00:00:00Z","names":["r.example"]}}}}})");
  CHECK(read.pairs("key") == std::vector<std::string>{"192.0.2.2:22/tcp sha256:" + key});
  CHECK(read.lines().back() == "192.0.2.2 ptr r.example @2025-01-01T00:00:00Z");
}

TEST_CASE("Censys says what it found a service to be", "[ingest][json][censys]") {
  const Read read = readText(
      readerNamed("censys"),
      R"({"result":{"resource":{"ip":"192.0.2.2","labels":[{"value":"CLOUD"}],"services":[{"port":443,)"
      R"("transport_protocol":"tcp","scan_time":"2025-01-02T03:04:05Z","labels":[{"value":"C2"},"OPEN_DIRECTORY"],)"
      R"("threats":[{"id":"t1","name":"Toolkit","type":["C2_SERVER"],"malware":{"name":"Family"},"actors":[{"name":"X"}]},)"
      R"({"id":"t2"}],"vulns":[{"id":"CVE-2020-1"}]}]}}})");
  std::vector<std::string> found;
  for (const std::string& line : read.lines()) {
    const bool told =
        line.find(" tag ") != line.npos || line.find(" threat ") != line.npos || line.find(".vuln") != line.npos;
    if (told) found.push_back(line.substr(0, line.find(" @")));
  }
  CHECK(found == std::vector<std::string>{"192.0.2.2:443/tcp tag C2", "192.0.2.2:443/tcp tag OPEN_DIRECTORY",
                                          "192.0.2.2:443/tcp threat toolkit", "192.0.2.2:443/tcp threat family",
                                          "192.0.2.2:443/tcp tag C2_SERVER", "192.0.2.2:443/tcp .vuln=CVE-2020-1",
                                          "192.0.2.2 tag CLOUD"});
  CHECK(read.reasons() == std::vector<std::string>{"a threat without a name"});
  CHECK(read.notices ==
        std::vector<std::string>{"1 × actors that are known for a threat: kept in the raw record alone"});
}

TEST_CASE("Censys answers give the documented facts", "[ingest][json][censys]") {
  const std::vector<Sample> samples = {
      {"v2: a search; QUIC is UDP; nothing is known of a location",
       "censys",
       {},
       R"({"code":200,"status":"OK","result":{"query":"q","total":1,"hits":[{"ip":"192.0.2.1","services":[{"port":443,"service_name":"HTTP","transport_protocol":"TCP","certificate":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},{"port":443,"transport_protocol":"QUIC"},{"service_name":"X"}],"location":{},"dns":{"reverse_dns":{"names":["p.a.example"]}},"autonomous_system":{"asn":64500,"bgp_prefix":"192.0.2.0/24","name":"N","country_code":"NL"},"last_updated_at":"2023-05-19T09:18:15.942Z"},{"name":"no host"}],"links":{"next":"","prev":""}}})",
       {"192.0.2.1 mentioned", "192.0.2.1 service 192.0.2.1:443/tcp @2023-05-19T09:18:15Z",
        "192.0.2.1:443/tcp ip 192.0.2.1 @2023-05-19T09:18:15Z", "192.0.2.1 .port=443 @2023-05-19T09:18:15Z",
        "192.0.2.1:443/tcp .port=443 @2023-05-19T09:18:15Z",
        "192.0.2.1:443/tcp cert sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
        "@2023-05-19T09:18:15Z",
        "192.0.2.1 service 192.0.2.1:443/udp @2023-05-19T09:18:15Z",
        "192.0.2.1:443/udp ip 192.0.2.1 @2023-05-19T09:18:15Z", "192.0.2.1:443/udp .port=443 @2023-05-19T09:18:15Z",
        "192.0.2.1 asn AS64500 @2023-05-19T09:18:15Z", "AS64500 .as-name=N @2023-05-19T09:18:15Z",
        "192.0.2.1 net 192.0.2.0/24 @2023-05-19T09:18:15Z", "192.0.2.0/24 asn AS64500 @2023-05-19T09:18:15Z",
        "192.0.2.1 ptr p.a.example @2023-05-19T09:18:15Z"},
       {"a service without a port", "a hit that is no host, certificate or web property"}},
      {"v3: a search; services have dates and certificates of their own, names too",
       "censys",
       {},
       R"({"result":{"hits":[{"host_v1":{"resource":{"ip":"192.0.2.1","location":{"country_code":"NL","city":"A"},"autonomous_system":{"asn":64500,"bgp_prefix":"192.0.2.0/24"},"whois":{"network":{"cidrs":["192.0.2.0/25"],"name":"N"},"organization":{"name":"Org"}},"services":[{"port":443,"transport_protocol":"tcp","protocol":"HTTP","scan_time":"2025-01-02T03:04:05Z","cert":{"fingerprint_sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","names":["*.a.example","192.0.2.1"],"parsed":{"subject":{"common_name":["a.example"]},"issuer":{"common_name":["R3"]},"serial_number":"300","validity_period":{"not_before":"2025-01-01T00:00:00Z","not_after":"2025-04-01T00:00:00Z"}}}}],"dns":{"names":["a.example","b.example"],"forward_dns":{"a.example":{"resolve_time":"2025-01-01T00:00:00Z","record_type":"a"}}}}}},{"other_v1":{}}],"total_hits":2,"next_page_token":"t"}})",
       {"192.0.2.1 mentioned",
        "192.0.2.1 service 192.0.2.1:443/tcp @2025-01-02T03:04:05Z",
        "192.0.2.1:443/tcp ip 192.0.2.1 @2025-01-02T03:04:05Z",
        "192.0.2.1 .port=443 @2025-01-02T03:04:05Z",
        "192.0.2.1:443/tcp .port=443 @2025-01-02T03:04:05Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa .issued=2025-01-01T00:00:00Z "
        "@2025-01-02T03:04:05Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa .expires=2025-04-01T00:00:00Z "
        "@2025-01-02T03:04:05Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa .subject=a.example "
        "@2025-01-02T03:04:05Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa .serial=12c @2025-01-02T03:04:05Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa issuer r3 @2025-01-02T03:04:05Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa san a.example @2025-01-02T03:04:05Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa .wildcard=a.example "
        "@2025-01-02T03:04:05Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa .detail=san: 192.0.2.1 "
        "@2025-01-02T03:04:05Z",
        "192.0.2.1:443/tcp cert sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
        "@2025-01-02T03:04:05Z",
        "192.0.2.1 country NL @2024-06-01T00:00:00Z",
        "192.0.2.1 .city=A @2024-06-01T00:00:00Z",
        "192.0.2.1 asn AS64500 @2024-06-01T00:00:00Z",
        "192.0.2.1 net 192.0.2.0/24 @2024-06-01T00:00:00Z",
        "192.0.2.0/24 asn AS64500 @2024-06-01T00:00:00Z",
        "192.0.2.1 net 192.0.2.0/25 @2024-06-01T00:00:00Z",
        "192.0.2.0/25 .netname=N @2024-06-01T00:00:00Z",
        "192.0.2.0/25 org org @2024-06-01T00:00:00Z",
        "a.example ip 192.0.2.1 @2025-01-01T00:00:00Z",
        "b.example ip 192.0.2.1 @2024-06-01T00:00:00Z"},
       {"a hit that is no host, certificate or web property"}},
      {"v3: a web property is a name with a port; few fields leave the services that matched; no TLS is no fingerprint",
       "censys",
       {},
       R"({"hits":[{"webproperty_v1":{"resource":{"hostname":"w.a.example","port":443,"scan_time":"2025-01-02T03:04:05Z","jarm":{"fingerprint":"00000000000000000000000000000000000000000000000000000000000000"}}}},{"host_v1":{"resource":{"ip":"192.0.2.1"},"matched_services":[{"port":80,"transport_protocol":"tcp"}]}}],"total_hits":2.0})",
       {"w.a.example service w.a.example:443 @2025-01-02T03:04:05Z",
        "w.a.example:443 host w.a.example @2025-01-02T03:04:05Z", "w.a.example:443 .port=443 @2025-01-02T03:04:05Z",
        "192.0.2.1 mentioned", "192.0.2.1 service 192.0.2.1:80/tcp @2024-06-01T00:00:00Z",
        "192.0.2.1:80/tcp ip 192.0.2.1 @2024-06-01T00:00:00Z", "192.0.2.1 .port=80 @2024-06-01T00:00:00Z",
        "192.0.2.1:80/tcp .port=80 @2024-06-01T00:00:00Z"}},
      {"v2: one host",
       "censys",
       {},
       R"({"code":200,"status":"OK","result":{"ip":"192.0.2.1","services":[],"last_updated_at":"2023-05-19T09:18:15.942Z","labels":["remote-access"]}})",
       {"192.0.2.1 mentioned", "192.0.2.1 tag remote-access @2023-05-19T09:18:15Z"}},
      {"v3: one certificate",
       "censys",
       {},
       R"({"result":{"resource":{"fingerprint_sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","spki_fingerprint_sha256":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","names":["a.example"],"added_at":"2025-01-01T00:00:00Z","modified_at":"2025-01-02T00:00:00Z"}}})",
       {"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa san a.example "
        "@2025-01-01T00:00:00Z..2025-01-02T00:00:00Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa key "
        "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb "
        "@2025-01-01T00:00:00Z..2025-01-02T00:00:00Z"}},
      {"a search that found nothing",
       "censys",
       {},
       R"({"code":200,"status":"OK","result":{"query":"q","total":0,"hits":[],"links":{"next":""}}})",
       {}},
      {"no such host",
       "censys",
       {"-", "192.0.2.1"},
       R"({"code":404,"status":"Not Found","error":"The requested host was not found"})",
       {"192.0.2.1 answers scan: none @2024-06-01T00:00:00Z"}},
  };
  for (const auto& sample : samples) checkSample(sample);
}

TEST_CASE("a Censys answer says whether it is whole", "[ingest][json][censys]") {
  const Read page =
      readText(readerNamed("censys"),
               R"({"result":{"total":200,"hits":[{"ip":"192.0.2.1","services":[]}],"links":{"next":"eyJ"}}})");
  REQUIRE(page.lookups.size() == 1);
  CHECK(page.lookups[0].lookup.outcome == model::Outcome::kPartial);
  for (const char* text : {R"({"code":403,"status":"Forbidden","error":"quota"})",
                           R"({"error":{"code":401,"status":"Unauthorized","message":"no token"}})"}) {
    const Read refused = readText(readerNamed("censys"), text);
    REQUIRE(refused.lookups.size() == 1);
    CHECK(refused.lookups[0].lookup.outcome == model::Outcome::kRefused);
    CHECK(refused.rejects.size() == 1);
  }
}

TEST_CASE("a recorded search of Censys", "[ingest][json][censys][real]") {
  const char* path = "censys/v2-hosts-search-1.1.1.1.json";
  const auto read = readShared(path);
  if (!read) return;
  CHECK(read->rejects.empty());
  checkCounts(path, {{"ip", read->mentioned().size()},
                     {"asn", read->targets("asn").size()},
                     {"bgp_prefix", read->targets("net").size()},
                     {"reverse_names", read->targets("ptr").size()},
                     {"services", read->targets("service").size()}});
}

TEST_CASE("Censys says weaknesses of an address too", "[ingest][json][censys]") {
  const Read read = readText(readerNamed("censys"), R"({"result":{"ip":"192.0.2.2","vulns":[{"id":"CVE-2020-1"}]}})");
  const auto lines = read.lines();
  CHECK(std::count(lines.begin(), lines.end(), "192.0.2.2 .vuln=CVE-2020-1 @2024-06-01T00:00:00Z") == 1);
}

}  // namespace clew::ingest::test
