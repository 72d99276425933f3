// urlscan.io: made-up answers and the facts they give, and recorded ones against counts that were computed apart.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "common/text.h"
#include "unit/ingest/real_support.h"

namespace clew::ingest::test {
namespace {

/// Names of the nodes that are in a report, by type.
std::map<std::string, std::set<std::string>> subjectsOfReports(const Read& read) {
  const auto& schema = model::Schema::builtin();
  std::map<std::string, std::set<std::string>> found;
  for (const auto& lookup : read.lookups) {
    for (const auto& fact : lookup.facts) {
      const auto* link = std::get_if<model::LinkFact>(&fact.body);
      if (link != nullptr && schema.relation(link->relation).name == "report") {
        found[schema.type(link->from.type).name].insert(link->from.name);
      }
    }
  }
  return found;
}

}  // namespace

TEST_CASE("urlscan answers give the documented facts", "[ingest][json][urlscan]") {
  const std::vector<Sample> samples = {
      {"a search: a page behind a redirect, a failed scan, and something else",
       "urlscan",
       {},
       R"({"results":[{"_id":"u1","task":{"uuid":"u1","url":"http://a.example/","domain":"a.example","time":"2023-02-01T23:49:29.142Z","tags":["t"]},"page":{"url":"https://b.example/x","domain":"b.example","ip":"192.0.2.7","ptr":"p.b.example","asn":"AS64500","asnname":"N","country":"NL","server":"nginx","title":"T","status":"200"},"verdicts":{"score":0,"malicious":false}},{"_id":"u2","task":{"url":"http://c.example/","time":"2023-02-02T00:00:00Z"}},{}],"total":3,"has_more":false})",
       {"u1 .title=T @2023-02-01T23:49:29Z",
        "u1 .published=2023-02-01T23:49:29Z @2023-02-01T23:49:29Z",
        "http://a.example/ host a.example @2023-02-01T23:49:29Z",
        "http://a.example/ report u1 @2023-02-01T23:49:29Z",
        "https://b.example/x host b.example @2023-02-01T23:49:29Z",
        "https://b.example/x report u1 @2023-02-01T23:49:29Z",
        "http://a.example/ redirect https://b.example/x @2023-02-01T23:49:29Z",
        "b.example report u1 @2023-02-01T23:49:29Z",
        "a.example redirect b.example @2023-02-01T23:49:29Z",
        "192.0.2.7 report u1 @2023-02-01T23:49:29Z",
        "b.example ip 192.0.2.7 @2023-02-01T23:49:29Z",
        "192.0.2.7 asn AS64500 @2023-02-01T23:49:29Z",
        "AS64500 .as-name=N @2023-02-01T23:49:29Z",
        "192.0.2.7 country NL @2023-02-01T23:49:29Z",
        "192.0.2.7 ptr p.b.example @2023-02-01T23:49:29Z",
        "https://b.example/x .title=T @2023-02-01T23:49:29Z",
        "https://b.example/x .server=nginx @2023-02-01T23:49:29Z",
        "https://b.example/x .status=200 @2023-02-01T23:49:29Z",
        "http://a.example/ tag t @2023-02-01T23:49:29Z",
        "u2 .published=2023-02-02T00:00:00Z @2023-02-02T00:00:00Z",
        "http://c.example/ host c.example @2023-02-02T00:00:00Z",
        "http://c.example/ report u2 @2023-02-02T00:00:00Z"},
       {"a result without task and page"}},
      {"a result",
       "urlscan",
       {},
       R"({"data":{"requests":[{"request":{},"response":{"hash":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","response":{"url":"https://b.example/x"}}}]},"task":{"uuid":"u1","url":"http://a.example/","time":"2023-02-01T23:49:29Z"},"page":{"url":"https://b.example/x","domain":"b.example","ip":"192.0.2.7"},"lists":{"ips":["192.0.2.7","192.0.2.8"],"domains":["b.example","c.example"],"asns":["64500"],"urls":["https://c.example/y.js","data:text/plain,x"],"hashes":["bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"],"linkDomains":["d.example"],"certificates":[{"subjectName":"b.example"}]},"stats":{"ipStats":[{"ip":"192.0.2.8","domains":["c.example"]}]},"meta":{"processors":{"asn":{"data":[{"ip":"192.0.2.8","asn":"64500","route":"192.0.2.0/24","description":"N"}]},"geoip":{"data":[{"ip":"192.0.2.8","geoip":{"country":"NL","range":[1,2]}}]},"rdns":{"data":[{"ip":"192.0.2.8","ptr":"p.c.example"}]}}},"verdicts":{"overall":{"score":90,"malicious":true,"brands":["shop"]}}})",
       {"u1 .published=2023-02-01T23:49:29Z @2023-02-01T23:49:29Z",
        "http://a.example/ host a.example @2023-02-01T23:49:29Z",
        "http://a.example/ report u1 @2023-02-01T23:49:29Z",
        "https://b.example/x host b.example @2023-02-01T23:49:29Z",
        "https://b.example/x report u1 @2023-02-01T23:49:29Z",
        "http://a.example/ redirect https://b.example/x @2023-02-01T23:49:29Z",
        "b.example report u1 @2023-02-01T23:49:29Z",
        "192.0.2.7 report u1 @2023-02-01T23:49:29Z",
        "b.example ip 192.0.2.7 @2023-02-01T23:49:29Z",
        "https://b.example/x .risk=90 @2023-02-01T23:49:29Z",
        "https://b.example/x tag shop @2023-02-01T23:49:29Z",
        "192.0.2.8 report u1 @2023-02-01T23:49:29Z",
        "c.example report u1 @2023-02-01T23:49:29Z",
        "AS64500 report u1 @2023-02-01T23:49:29Z",
        "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb report u1 @2023-02-01T23:49:29Z",
        "https://c.example/y.js host c.example @2023-02-01T23:49:29Z",
        "https://c.example/y.js report u1 @2023-02-01T23:49:29Z",
        "b.example links d.example @2023-02-01T23:49:29Z",
        "c.example ip 192.0.2.8 @2023-02-01T23:49:29Z",
        "192.0.2.8 asn AS64500 @2023-02-01T23:49:29Z",
        "AS64500 .as-name=N @2023-02-01T23:49:29Z",
        "192.0.2.8 net 192.0.2.0/24 @2023-02-01T23:49:29Z",
        "192.0.2.0/24 asn AS64500 @2023-02-01T23:49:29Z",
        "192.0.2.8 country NL @2023-02-01T23:49:29Z",
        "192.0.2.8 ptr p.c.example @2023-02-01T23:49:29Z",
        "https://b.example/x body sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
        "@2023-02-01T23:49:29Z"}},
      {"a search that found nothing", "urlscan", {}, R"({"results":[],"total":0,"took":3,"has_more":false})", {}},
  };
  for (const auto& sample : samples) checkSample(sample);
}

TEST_CASE("an urlscan answer says what it is of, and whether it is whole", "[ingest][json][urlscan]") {
  const Reader& reader = readerNamed("urlscan");
  const Read page =
      readText(reader, R"({"results":[{"_id":"u1","task":{"url":"http://a.example/"}}],"total":9,"has_more":true})");
  REQUIRE(page.lookups.size() == 1);
  CHECK(page.lookups[0].lookup.outcome == model::Outcome::kPartial);
  const Read result = readText(reader, R"({"task":{"uuid":"u1","url":"http://a.example/"},"page":{},"lists":{}})");
  REQUIRE(result.lookups.size() == 1);
  CHECK(result.lookups[0].lookup.subject == "u1");
  const Read limited = readText(reader, R"({"message":"Rate limit exceeded","status":429})");
  REQUIRE(limited.lookups.size() == 1);
  CHECK(limited.lookups[0].lookup.outcome == model::Outcome::kRefused);
  CHECK(limited.rejects.size() == 1);
}

TEST_CASE("a recorded search of urlscan", "[ingest][json][urlscan][real]") {
  const char* path = "urlscan/search-example.com.json";
  const auto read = readShared(path);
  if (!read) return;
  CHECK(read->rejects.empty());
  std::set<std::string> page_urls, led_on, page_hosts;
  for (const std::string& pair : read->pairs("ip")) page_hosts.insert(pair.substr(0, pair.find(' ')));
  for (const std::string& pair : read->pairs("redirect")) {
    if (contains(pair, "://")) led_on.insert(pair.substr(0, pair.find(' ')));
  }
  for (const std::string& line : read->lines()) {
    if (contains(line, " .status=")) page_urls.insert(line.substr(0, line.find(' ')));
  }
  checkCounts(path, {{"results", read->targets("report").size()},
                     {"scan_uuid", read->targets("report").size()},
                     {"task_url", led_on.size(), 3, "they are their own pages"},
                     {"page_url", page_urls.size()},
                     {"page_domain", page_hosts.size()},
                     {"registrable:page_domain", registrable({page_hosts.begin(), page_hosts.end()})},
                     {"page_domain_ip_pairs", read->pairs("ip").size()},
                     {"page_ip", read->targets("ip").size()},
                     {"asn", read->targets("asn").size()},
                     {"country", read->targets("country").size()}});
}

TEST_CASE("a recorded result of urlscan", "[ingest][json][urlscan][real]") {
  const char* path = "urlscan/result-wikipedia.json";
  const auto read = readShared(path);
  if (!read) return;
  CHECK(read->rejects.empty());
  auto found = subjectsOfReports(*read);
  checkCounts(path, {{"lists.ips", found["ip"].size()},
                     {"lists.domains", found["host"].size()},
                     {"lists.asns", found["asn"].size()},
                     {"lists.countries", read->targets("country").size()},
                     {"lists.urls", found["url"].size()},
                     {"lists.hashes", found["file"].size()},
                     {"lists.linkDomains", read->targets("links").size()},
                     {"lists.certificates", 0, 1, "neither a fingerprint nor a serial number: no node"},
                     {"lists.servers", 1, 5, "which host sent which is not said, but for the page's own"}});
}

}  // namespace clew::ingest::test
