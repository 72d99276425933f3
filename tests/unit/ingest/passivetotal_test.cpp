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

}  // namespace clew::ingest::test
