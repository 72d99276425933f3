// Names made to imitate another: made-up lists and the facts they give, and a recorded one against counts that were
// computed apart.
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "unit/ingest/real_support.h"

namespace clew::ingest::test {

TEST_CASE("dnstwist gives the documented facts", "[ingest][json][tools]") {
  const std::vector<Sample> samples = {
      {"what is found, what is not, what failed",
       "dnstwist",
       {},
       R"([{"fuzzer":"*original","domain":"shop.example","dns_a":["192.0.2.1"]},{"fuzzer":"homoglyph","domain":"sh0p.example","dns_a":["192.0.2.7"],"dns_ns":["ns1.b.example"],"dns_mx":["!ServFail"],"whois_created":"2022-01-02","whois_registrar":"Reg A"},{"fuzzer":"omission","domain":"shp.example"},{"fuzzer":"addition"}])",
       {"shop.example mentioned", "shop.example ip 192.0.2.1 @2024-06-01T00:00:00Z",
        "sh0p.example .fuzzer=homoglyph @2024-06-01T00:00:00Z",
        "sh0p.example lookalike shop.example @2024-06-01T00:00:00Z", "sh0p.example ip 192.0.2.7 @2024-06-01T00:00:00Z",
        "sh0p.example ns ns1.b.example @2024-06-01T00:00:00Z", "sh0p.example answers mx: refused @2024-06-01T00:00:00Z",
        "sh0p.example registrar reg a @2024-06-01T00:00:00Z",
        "sh0p.example .created=2022-01-02T00:00:00Z @2024-06-01T00:00:00Z",
        "shp.example .fuzzer=omission @2024-06-01T00:00:00Z",
        "shp.example lookalike shop.example @2024-06-01T00:00:00Z",
        "shp.example answers a: none @2024-06-01T00:00:00Z"},
       {"the record says nothing that is known here"}},
      {"older keys; the imitated name comes last",
       "dnstwist",
       {},
       R"([{"fuzzer":"Homoglyph","domain-name":"sh0p.example","dns-a":["192.0.2.7"]},{"fuzzer":"Original*","domain-name":"shop.example"}])",
       {"sh0p.example .fuzzer=Homoglyph @2024-06-01T00:00:00Z", "sh0p.example ip 192.0.2.7 @2024-06-01T00:00:00Z",
        "shop.example mentioned", "sh0p.example lookalike shop.example @2024-06-01T00:00:00Z"}},
      {"dnstwister: nothing was looked up",
       "dnstwist",
       {},
       R"({"domain":"shop.example","domain_as_hexadecimal":"73","fuzzy_domains":[{"domain":"shop.example","fuzzer":"Original*"},{"domain":"sh0p.example","fuzzer":"Homoglyph","fuzz_url":"u"}]})",
       {"shop.example mentioned", "sh0p.example .fuzzer=Homoglyph @2024-06-01T00:00:00Z",
        "sh0p.example lookalike shop.example @2024-06-01T00:00:00Z"}},
      {"CSV",
       "dnstwist-csv",
       {},
       "fuzzer,domain,dns_a,dns_aaaa,dns_mx,dns_ns\n*original,shop.example,192.0.2.1,,,\n"
       "homoglyph,sh0p.example,192.0.2.7;192.0.2.8,2001:db8::7,mx.b.example,ns1.b.example;ns2.b.example\n"
       "omission,shp.example,,,,\naddition,,,,,\n",
       {"shop.example mentioned", "shop.example ip 192.0.2.1 @2024-06-01T00:00:00Z",
        "sh0p.example .fuzzer=homoglyph @2024-06-01T00:00:00Z",
        "sh0p.example lookalike shop.example @2024-06-01T00:00:00Z", "sh0p.example ip 192.0.2.7 @2024-06-01T00:00:00Z",
        "sh0p.example ip 192.0.2.8 @2024-06-01T00:00:00Z", "sh0p.example ip 2001:db8::7 @2024-06-01T00:00:00Z",
        "sh0p.example ns ns1.b.example @2024-06-01T00:00:00Z", "sh0p.example ns ns2.b.example @2024-06-01T00:00:00Z",
        "sh0p.example mx mx.b.example @2024-06-01T00:00:00Z", "shp.example .fuzzer=omission @2024-06-01T00:00:00Z",
        "shp.example lookalike shop.example @2024-06-01T00:00:00Z",
        "shp.example answers a: none @2024-06-01T00:00:00Z"},
       {"a row without a domain"}},
  };
  for (const auto& sample : samples) checkSample(sample);
  const Read alone = readText(readerNamed("dnstwist"), R"([{"fuzzer":"omission","domain":"shp.example"}])");
  CHECK(alone.notices == std::vector<std::string>{"which name is imitated is not said; --subject says it"});
}

TEST_CASE("a recorded list of dnstwister", "[ingest][tools][real]") {
  const char* path = "dnstwist/dnstwister-fuzz-example.com.json";
  const auto read = readShared(path);
  if (!read) return;
  CHECK(read->rejects.empty());
  std::map<std::string, std::size_t> fuzzers;
  std::set<std::string> names;
  for (const std::string& line : read->lines()) {
    names.insert(line.substr(0, line.find(' ')));
    const std::size_t at = line.find(" .fuzzer=");
    if (at != line.npos) ++fuzzers[line.substr(at + 9, line.find(" @") - at - 9)];
  }
  const std::vector<std::string> all(names.begin(), names.end());
  std::vector<Count> counts = {{"domain", names.size()},
                               {"fuzzy", read->pairs("lookalike").size() + read->mentioned().size()},
                               {"registrable:domain", registrable(all)},
                               {"fuzzer:Original*", read->mentioned().size()}};
  std::vector<std::string> keys;
  for (const auto& [fuzzer, count] : fuzzers) keys.push_back("fuzzer:" + fuzzer);
  std::size_t i = 0;
  for (const auto& [fuzzer, count] : fuzzers) counts.push_back({keys[i++].c_str(), count});
  checkCounts(path, counts);
}

}  // namespace clew::ingest::test
