// Further answers of PassiveTotal: made-up ones and the facts they give.
#include <catch2/catch.hpp>

#include "unit/ingest/json_support.h"

namespace clew::ingest::test {

TEST_CASE("further PassiveTotal answers give the documented facts", "[ingest][json][passivetotal]") {
  const std::vector<Sample> samples = {
      {"subdomains are labels",
       "passivetotal",
       {},
       R"({"success":true,"primaryDomain":"a.example","queryValue":"a.example","subdomains":["www","*.x",""]})",
       {"www.a.example mentioned", "x.a.example mentioned"}},
      {"enrichment of an address",
       "passivetotal",
       {},
       R"({"queryType":"ip","queryValue":"192.0.2.7","autonomousSystemNumber":64500,"autonomousSystemName":"ACME","network":"192.0.2.0/24","country":"NL","everCompromised":false,"primaryDomain":null,"subdomains":null,"tags":["t1"]})",
       {"192.0.2.7 mentioned", "192.0.2.7 asn AS64500 @2024-06-01T00:00:00Z",
        "192.0.2.7 net 192.0.2.0/24 @2024-06-01T00:00:00Z", "192.0.2.7 country NL @2024-06-01T00:00:00Z",
        "AS64500 .as-name=ACME @2024-06-01T00:00:00Z", "192.0.2.7 tag t1 @2024-06-01T00:00:00Z"}},
      {"enrichment of a name",
       "passivetotal",
       {},
       R"({"queryType":"domain","queryValue":"a.example","everCompromised":true,"primaryDomain":"a.example","subdomains":["www"],"tags":["t1"]})",
       {"a.example mentioned", "a.example tag t1 @2024-06-01T00:00:00Z", "www.a.example mentioned"}},
      {"pairs of hosts",
       "passivetotal",
       {},
       R"({"results":[{"parent":"a.example","child":"b.example","cause":"redirect","firstSeen":"2017-01-02 03:04:05","lastSeen":"2018-01-02 03:04:05"},{"parent":"a.example","child":"c.example","cause":"script.src"},{"parent":"a.example","child":"d.example","cause":"img.src"},{"child":"e.example","cause":"x"}],"totalRecords":4})",
       {"a.example redirect b.example @2017-01-02T03:04:05Z..2018-01-02T03:04:05Z", "a.example script c.example",
        "a.example links d.example"},
       {"a result without a host"}},
      {"trackers",
       "passivetotal",
       {},
       R"({"results":[{"hostname":"a.example","attributeType":"GoogleAnalyticsAccountNumber","attributeValue":"UA-12345-6","firstSeen":"2017-01-02 03:04:05","lastSeen":"2018-01-02 03:04:05"}],"totalRecords":1})",
       {"a.example tracker ga:UA-12345-6 @2017-01-02T03:04:05Z..2018-01-02T03:04:05Z", "a.example mentioned"}},
  };
  for (const auto& sample : samples) checkSample(sample);
}

TEST_CASE("PassiveTotal: a reverse record is the address's", "[ingest][json]") {
  const Read read =
      readText(readerNamed("passivetotal"),
               R"({"queryValue":"192.0.2.1","queryType":"ip","results":[{"resolve":"r.a.example",)"
               R"("recordType":"PTR","firstSeen":"2020-01-01 00:00:00","lastSeen":"2020-02-01 00:00:00"}]})");
  CHECK(read.pairs("ptr") == std::vector<std::string>{"192.0.2.1 r.a.example"});
  CHECK(read.pairs("ip").empty());
}

}  // namespace clew::ingest::test
