// Shodan: made-up answers and the facts they give, and recorded ones against counts that were computed apart.
#include <catch2/catch.hpp>

#include "unit/ingest/real_support.h"

namespace clew::ingest::test {

TEST_CASE("Shodan answers give the documented facts", "[ingest][json][shodan]") {
  const std::vector<Sample> samples = {
      {"a banner",
       "shodan",
       {},
       R"({"ip":3221225985,"ip_str":"192.0.2.1","port":443,"transport":"tcp","timestamp":"2023-03-10T22:09:15.354282","hostnames":["a.example"],"domains":["example"],"asn":"AS64500","org":"O","isp":null,"location":{"country_code":"NL","city":null},"hash":-12,"product":"nginx","version":"1.2","cpe":["cpe:/a:x:nginx"],"vulns":{"CVE-2020-1":{"verified":false}},"http":{"title":"Home","server":"nginx","favicon":{"hash":7},"html_hash":0},"ssl":{"jarm":"","cert":{"fingerprint":{"sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},"subject":{"CN":"*.a.example"},"issuer":{"CN":"R3"},"serial":340282366920938463463374607431768211457,"issued":"20230101000000Z","expires":"20240101000000Z","extensions":[{"name":"subjectAltName","data":"0\\x19\\x82\\x09b.example\\x82\\x0c*.b.example."},{"name":"keyUsage","data":"x"}]}}})",
       {"192.0.2.1 ptr a.example @2023-03-10T22:09:15Z",
        "192.0.2.1 asn AS64500 @2023-03-10T22:09:15Z",
        "192.0.2.1 country NL @2023-03-10T22:09:15Z",
        "192.0.2.1 .isp=O @2023-03-10T22:09:15Z",
        "192.0.2.1 .port=443 @2023-03-10T22:09:15Z",
        "192.0.2.1 service 192.0.2.1:443/tcp @2023-03-10T22:09:15Z",
        "192.0.2.1:443/tcp ip 192.0.2.1 @2023-03-10T22:09:15Z",
        "192.0.2.1:443/tcp .port=443 @2023-03-10T22:09:15Z",
        "192.0.2.1:443/tcp .product=nginx 1.2 @2023-03-10T22:09:15Z",
        "192.0.2.1:443/tcp .cpe=cpe:/a:x:nginx @2023-03-10T22:09:15Z",
        "192.0.2.1:443/tcp .vuln=CVE-2020-1 @2023-03-10T22:09:15Z",
        "192.0.2.1:443/tcp banner mmh3:-12 @2023-03-10T22:09:15Z",
        "192.0.2.1:443/tcp .title=Home @2023-03-10T22:09:15Z",
        "192.0.2.1:443/tcp .server=nginx @2023-03-10T22:09:15Z",
        "192.0.2.1:443/tcp favicon mmh3:7 @2023-03-10T22:09:15Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa .issued=2023-01-01T00:00:00Z "
        "@2023-03-10T22:09:15Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa .expires=2024-01-01T00:00:00Z "
        "@2023-03-10T22:09:15Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa .subject=*.a.example "
        "@2023-03-10T22:09:15Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
        ".serial=100000000000000000000000000000001 @2023-03-10T22:09:15Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa issuer r3 @2023-03-10T22:09:15Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa san a.example @2023-03-10T22:09:15Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa .wildcard=a.example "
        "@2023-03-10T22:09:15Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa san b.example @2023-03-10T22:09:15Z",
        "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa .wildcard=b.example "
        "@2023-03-10T22:09:15Z",
        "192.0.2.1:443/tcp cert sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
        "@2023-03-10T22:09:15Z"}},
      {"a host: its banners may leave its address out; one without a port is no service",
       "shodan",
       {},
       R"({"ip_str":"192.0.2.1","ports":[22],"hostnames":[],"domains":[],"asn":null,"country_code":"ZZ","tags":["cloud"],"vulns":["CVE-2020-1"],"last_update":"2023-03-11T00:00:00.0","data":[{"port":22,"transport":"tcp","timestamp":"2023-03-10T22:09:15.354282"},{"ip_str":"192.0.2.1","transport":"udp","port":null},{"ip_str":"192.0.2.999","port":1}]})",
       {"192.0.2.1 tag cloud @2023-03-11T00:00:00Z", "192.0.2.1 .port=22 @2023-03-11T00:00:00Z",
        "192.0.2.1 .vuln=CVE-2020-1 @2023-03-11T00:00:00Z", "192.0.2.1 mentioned",
        "192.0.2.1 .port=22 @2023-03-10T22:09:15Z", "192.0.2.1 service 192.0.2.1:22/tcp @2023-03-10T22:09:15Z",
        "192.0.2.1:22/tcp ip 192.0.2.1 @2023-03-10T22:09:15Z", "192.0.2.1:22/tcp .port=22 @2023-03-10T22:09:15Z"},
       {"a banner without a port", "'192.0.2.999' is no IPv4 address: 999 is above 255"}},
      {"a search: one page of two",
       "shodan",
       {},
       R"({"matches":[{"ip_str":"2001:db8::1","port":53,"transport":"udp","timestamp":"2023-03-10T22:09:15"},{"port":80}],"total":101})",
       {"2001:db8::1 .port=53 @2023-03-10T22:09:15Z", "2001:db8::1 service [2001:db8::1]:53/udp @2023-03-10T22:09:15Z",
        "[2001:db8::1]:53/udp ip 2001:db8::1 @2023-03-10T22:09:15Z",
        "[2001:db8::1]:53/udp .port=53 @2023-03-10T22:09:15Z"},
       {"a banner without ip_str"}},
      {"names of a certificate as OpenSSL prints them, and a server that speaks no TLS",
       "shodan",
       {},
       R"({"_shodan":{"module":"https"},"hash":0,"ip_str":"192.0.2.1","port":443,"transport":"tcp","timestamp":"2023-03-10T22:09:15","ssl":{"jarm":"00000000000000000000000000000000000000000000000000000000000000","cert":{"fingerprint":{"sha1":"7c552ab044c76d1df4f5ddf358807bfdcd07fa57"},"extensions":[{"name":"subjectAltName","data":"DNS:a.example, DNS:b.example, email:x@a.example"}]}}})",
       {"192.0.2.1 .port=443 @2023-03-10T22:09:15Z", "192.0.2.1 service 192.0.2.1:443/tcp @2023-03-10T22:09:15Z",
        "192.0.2.1:443/tcp ip 192.0.2.1 @2023-03-10T22:09:15Z", "192.0.2.1:443/tcp .port=443 @2023-03-10T22:09:15Z",
        "sha1:7c552ab044c76d1df4f5ddf358807bfdcd07fa57 san a.example @2023-03-10T22:09:15Z",
        "sha1:7c552ab044c76d1df4f5ddf358807bfdcd07fa57 san b.example @2023-03-10T22:09:15Z",
        "sha1:7c552ab044c76d1df4f5ddf358807bfdcd07fa57 .detail=san: x@a.example @2023-03-10T22:09:15Z",
        "192.0.2.1:443/tcp cert sha1:7c552ab044c76d1df4f5ddf358807bfdcd07fa57 @2023-03-10T22:09:15Z"}},
      {"a search that found nothing", "shodan", {}, R"({"matches":[],"total":0})", {}},
      {"InternetDB: ports whose transport is not said",
       "shodan",
       {},
       R"({"cpes":["cpe:/a:x:y"],"hostnames":["a.example"],"ip":"192.0.2.1","ports":[53,443],"tags":["vpn"],"vulns":["CVE-2020-1"]})",
       {"192.0.2.1 mentioned", "192.0.2.1 .port=53 @2024-06-01T00:00:00Z",
        "192.0.2.1 service 192.0.2.1:53 @2024-06-01T00:00:00Z", "192.0.2.1:53 ip 192.0.2.1 @2024-06-01T00:00:00Z",
        "192.0.2.1 .port=443 @2024-06-01T00:00:00Z", "192.0.2.1 service 192.0.2.1:443 @2024-06-01T00:00:00Z",
        "192.0.2.1:443 ip 192.0.2.1 @2024-06-01T00:00:00Z", "192.0.2.1 ptr a.example @2024-06-01T00:00:00Z",
        "192.0.2.1 .cpe=cpe:/a:x:y @2024-06-01T00:00:00Z", "192.0.2.1 .vuln=CVE-2020-1 @2024-06-01T00:00:00Z",
        "192.0.2.1 tag vpn @2024-06-01T00:00:00Z"}},
      {"InternetDB: nothing known, of the address that the file is named for",
       "shodan",
       {"saved/192.0.2.1.json"},
       R"({"detail":"No information available"})",
       {"192.0.2.1 answers scan: none @2024-06-01T00:00:00Z"}},
      {"no such host",
       "shodan",
       {"-", "192.0.2.1"},
       R"({"error":"No information available for that IP."})",
       {"192.0.2.1 answers scan: none @2024-06-01T00:00:00Z"}},
  };
  for (const auto& sample : samples) checkSample(sample);
}

TEST_CASE("a Shodan answer says what it is of, and whether it is whole", "[ingest][json][shodan]") {
  const Read page = readText(
      readerNamed("shodan"),
      R"({"matches":[{"ip_str":"192.0.2.1","port":53,"transport":"udp","timestamp":"2023-03-10T22:09:15"}],"total":101})");
  REQUIRE(page.lookups.size() == 1);
  CHECK(page.lookups[0].lookup.outcome == model::Outcome::kPartial);
  const Read refused = readText(readerNamed("shodan"), R"x({"error":"Access denied (403 Forbidden)"})x");
  REQUIRE(refused.lookups.size() == 1);
  CHECK(refused.lookups[0].lookup.outcome == model::Outcome::kRefused);
  CHECK(refused.rejects.size() == 1);
  const std::string banner = R"({"ip_str":"192.0.2.1","port":53,"transport":"udp"})";
  const Read lines = readText(readerNamed("shodan"), banner + "\n{\"ip_str\":\n" + banner + "\n");
  CHECK(lines.lookups.size() == 2);
  CHECK(lines.lookups.back().lookup.subject == "192.0.2.1");
  REQUIRE(lines.rejects.size() == 1);
  CHECK(lines.rejects[0].position == 2);
}

TEST_CASE("a Shodan answer is told where its first banner is long", "[ingest][detect][shodan]") {
  const std::string page(70000, 'x');
  CHECK(detected(R"({"matches":[{"hash":1,"transport":"tcp","data":")" + page + R"(","ip_str":"192.0.2.1"}]})") ==
        "shodan");
  CHECK(detected(R"({"data":[{"_shodan":{"id":"x"},"data":")" + page + R"("}],"ip_str":"192.0.2.1"})") == "shodan");
  CHECK(detected(R"({"_shodan":{"id":"x"},"hash":1,"data":")" + page + R"(","ip_str":"192.0.2.1"})") == "shodan");
}

TEST_CASE("recorded answers of InternetDB", "[ingest][json][shodan][real]") {
  for (const char* path : {"shodan/internetdb-1.1.1.1.json", "shodan/internetdb-120.78.59.202.json"}) {
    const auto read = readShared(path);
    if (!read) return;
    CHECK(read->rejects.empty());
    std::size_t cpes = 0, vulns = 0;
    for (const std::string& line : read->lines()) {
      cpes += line.find(" .cpe=") != line.npos ? 1 : 0;
      vulns += line.find(" .vuln=") != line.npos ? 1 : 0;
    }
    std::vector<Count> counts = {{"ip", read->mentioned().size()},
                                 {"hostnames", read->targets("ptr").size()},
                                 {"ports", read->targets("service").size()}};
    if (cpes + vulns > 0) counts.insert(counts.end(), {{"cpes", cpes}, {"vulns", vulns}});
    checkCounts(path, counts);
  }
}

TEST_CASE("Shodan: the DNS of a domain", "[ingest][json][shodan]") {
  const std::string text =
      R"({"domain":"a.example","tags":["ipv6"],"data":[{"subdomain":"","type":"MX","value":"mx.b.example",)"
      R"("last_seen":"2021-01-19T22:58:07.184000+00:00"},{"subdomain":"www","type":"A","value":"192.0.2.1",)"
      R"("last_seen":"2021-01-20T00:00:00+00:00"}],"subdomains":["www","dev"],"more":false})";
  CHECK(detected(text) == "shodan");
  const Read read = readText(readerNamed("shodan"), text);
  CHECK(read.lines() == std::vector<std::string>{"a.example mentioned",
                                                 "a.example mx mx.b.example @2021-01-19T22:58:07Z",
                                                 "www.a.example ip 192.0.2.1 @2021-01-20T00:00:00Z",
                                                 "www.a.example mentioned", "dev.a.example mentioned"});
}

TEST_CASE("Shodan: names of addresses and addresses of names", "[ingest][json][shodan]") {
  const char* reverse =
      R"({"192.0.2.1":["a.example","b.example"],"2001:db8::1":["c.example"],"192.0.2.2":null,"192.0.2.3":["-"]})";
  const char* resolve = R"({"a.example":"192.0.2.1","b.example":"2001:db8::1","c.example":null})";
  const Read names = readText(readerNamed("shodan"), reverse);
  CHECK(names.lines() == std::vector<std::string>{"192.0.2.1 mentioned",
                                                  "192.0.2.1 ptr a.example @2024-06-01T00:00:00Z",
                                                  "192.0.2.1 ptr b.example @2024-06-01T00:00:00Z",
                                                  "192.0.2.2 mentioned", "192.0.2.3 mentioned", "2001:db8::1 mentioned",
                                                  "2001:db8::1 ptr c.example @2024-06-01T00:00:00Z"});
  CHECK(names.reasons().empty());
  CHECK(names.notices == std::vector<std::string>{"2 × addresses that no name is known of"});
  const Read addresses = readText(readerNamed("shodan"), resolve);
  CHECK(addresses.lines() ==
        std::vector<std::string>{"a.example mentioned", "a.example ip 192.0.2.1 @2024-06-01T00:00:00Z",
                                 "b.example mentioned", "b.example ip 2001:db8::1 @2024-06-01T00:00:00Z",
                                 "c.example mentioned"});
  CHECK(addresses.notices == std::vector<std::string>{"1 × names that no address is known of"});
  // Any list by addresses looks like that: the file's name or --as says that it is one.
  CHECK(detected(reverse, "shodan-reverse") == "shodan");
  CHECK(detected(resolve, "resolve") == "shodan");
  for (const char* name : {"-", "c2", "reversed", "resolve"}) CHECK(detected(reverse, name) != "shodan");
  CHECK(detected(resolve, "reverse") != "shodan");
}

TEST_CASE("Shodan: a map of anything else than names and addresses is none of its own", "[ingest][json][shodan]") {
  for (const char* text : {R"({"a.example":"clean"})", R"({"a.example":["192.0.2.1"]})", R"({"192.0.2.1":"a.example"})",
                           R"({"192.0.2.1":["a.example"],"b.example":"192.0.2.1"})", R"({"source.ip":"192.0.2.1"})",
                           R"({"192.0.2.1":["a.example"],"192.0.2.2":["word","c2"]})",
                           R"({"192.0.2.1":[{"port":80}],"192.0.2.2":[22,80]})"}) {
    INFO(text);
    CHECK(detected(text, "reverse") != "shodan");
    CHECK(detected(text, "resolve") != "shodan");
    const Read read = readText(readerNamed("shodan"), text);
    CHECK(read.lines().empty());
    CHECK(read.reasons() == std::vector<std::string>{"is no answer that the reader 'shodan' knows"});
  }
}

}  // namespace clew::ingest::test
