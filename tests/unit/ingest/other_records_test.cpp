// DNS records that the graph has no relation for, and those that providers write in their own way.
#include "unit/ingest/line_support.h"

namespace clew::ingest::test {

TEST_CASE("records of types that make no link are said to be left out", "[ingest][json][dns]") {
  const std::vector<std::pair<const char*, const char*>> answers = {
      {"doh",
       R"({"Status":0,"Question":[{"name":"a.example","type":65}],"Answer":[{"name":"a.example","type":65,"data":"1 ."}]})"},
      {"validin", R"({"query_key":"a.example","records":{"HTTPS":[{"key":"a.example","value":"1 . alpn=h2"}]}})"},
      {"whoisxml",
       R"({"DNSData":{"domainName":"a.example","dnsRecords":[{"dnsType":"HTTPS","type":65,"name":"a.example.","rawText":"x"}]}})"},
      {"massdns",
       R"({"name":"a.example.","type":"HTTPS","class":"IN","status":"NOERROR","data":{"answers":[{"type":"HTTPS","name":"a.example.","data":"1 ."}]}})"},
      {"cof", R"({"rrname":"a.example","rrtype":"65","rdata":"1 ."})"},
  };
  for (const auto& [reader, text] : answers) {
    INFO(reader);
    CHECK(readText(readerNamed(reader), text).notices ==
          Lines{"1 × records of type HTTPS: kept in the raw record alone"});
  }
}

TEST_CASE("PassiveTotal: a mailbox of a zone, and a name below the one that was asked",
          "[ingest][json][passivetotal]") {
  const Read read = readText(
      readerNamed("passivetotal"),
      R"({"queryType":"domain","queryValue":"a.example","results":[)"
      R"({"resolve":"host@a.example","value":"a.example","recordType":"SOA","firstSeen":"2015-01-01 00:00:00"},)"
      R"({"resolve":"b.example","value":"w.a.example","recordType":"CNAME"}]})");
  CHECK(read.lines() ==
        Lines{"a.example soa-email host@a.example @2015-01-01T00:00:00Z", "w.a.example cname b.example"});
}

TEST_CASE("Validin: pointers of an address", "[ingest][json][validin]") {
  const Read read = readText(readerNamed("validin"),
                             R"({"query_key":"192.0.2.1","records":{"PTR":[{"key":"192.0.2.1","value":"h.example"},)"
                             R"({"key":"2.2.0.192.in-addr.arpa","value":"i.example"}],)"
                             R"("SOA":[{"key":"a.example","value":"ns1.a.example. host.a.example. 1 2 3 4 5"}]}})");
  CHECK(read.lines() ==
        Lines{"192.0.2.1 ptr h.example", "192.0.2.2 ptr i.example", "a.example soa-email host@a.example"});
}

TEST_CASE("what providers say beside their records", "[ingest][json]") {
  const Read place =
      readText(readerNamed("whoisxml"),
               R"({"ip":"192.0.2.7","location":{"country":"NL"},"isp":"I","domains":["a.example","b.example"]})");
  CHECK(place.pairs("ip") == Lines{"a.example 192.0.2.7", "b.example 192.0.2.7"});
  const Read listed =
      readText(readerNamed("whoisxml"), R"({"WhoisRecord":{"domainName":"a.example","registrarName":"R",)"
                                        R"("registrant":[{"organization":"Acme"},{"email":"x@y.example"}]}})");
  CHECK(listed.targets("org") == Lines{"acme"});
  CHECK(listed.targets("email") == Lines{"x@y.example"});
  const Read names = readText(readerNamed("securitytrails"),
                              R"({"subdomains":["w"],"meta":{"limit_reached":true},"endpoint":"/v1/domain/a.example/)"
                              R"(subdomains"})");
  REQUIRE(names.lookups.size() == 1);
  CHECK(names.lookups.front().lookup.outcome == model::Outcome::kPartial);
  const Read ssh =
      readText(readerNamed("shodan"), R"({"ip_str":"192.0.2.5","port":22,"transport":"tcp","ssh":{"fingerprint":)"
                                      R"("aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99"}})");
  CHECK(readText(readerNamed("shodan"), R"({"ip_str":"192.0.2.5","port":22,"isp":"Net","org":"Acme"})").notices ==
        Lines{"1 × organisations of addresses, beside their providers: kept in the raw record alone"});
  CHECK(ssh.pairs("key") == Lines{"192.0.2.5:22/tcp md5:aabbccddeeff00112233445566778899"});
}

TEST_CASE("a mailbox that is withheld in a table is no mistake", "[ingest][csv]") {
  const Read read = readText(readerNamed("csv"),
                             "domain,registrant_email\na.example,REDACTED FOR PRIVACY\n"
                             "b.example,https://reg.example/contact?domain=b.example\nc.example,x@y.example\n"
                             "d.example,nobody\n");
  CHECK(read.reasons() == Lines{"'nobody' is no e-mail: it has no @"});
  CHECK(read.lines() == Lines{"a.example email? \"REDACTED FOR PRIVACY\" @2024-06-01T00:00:00Z",
                              "a.example list stdin @2024-06-01T00:00:00Z",
                              "b.example email? \"https://reg.example/contact?domain=b.example\" @2024-06-01T00:00:00Z",
                              "b.example list stdin @2024-06-01T00:00:00Z",
                              "c.example email x@y.example @2024-06-01T00:00:00Z",
                              "d.example list stdin @2024-06-01T00:00:00Z"});
}

}  // namespace clew::ingest::test
