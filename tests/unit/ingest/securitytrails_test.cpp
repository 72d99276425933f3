// SecurityTrails: answers about addresses and certificates, beside those about names.
#include <catch2/catch.hpp>

#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

using TrailFacts = std::vector<std::string>;

const std::string kTrailNow = " @2024-06-01T00:00:00Z";
const std::string kTrailPrint = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

}  // namespace

TEST_CASE("SecurityTrails: WHOIS of an address is no link of anybody", "[ingest][json][securitytrails]") {
  const std::string text =
      R"({"record":{"contact_email":"abuse@net.example","contacts":[{"type":"registrant","organization":"Acme",)"
      R"("email":"","telephone":"+1.5550100"}],"source":"arin","ip":"192.0.2.7"},"endpoint":"/v1/ips/192.0.2.7/whois"})";
  CHECK(detected(text) == "securitytrails");
  const Read read = readText(readerNamed("securitytrails"), text);
  CHECK(read.lines() == TrailFacts{"192.0.2.7 mentioned",
                                   "192.0.2.7 .detail=contact email: abuse@net.example" + kTrailNow,
                                   "192.0.2.7 .detail=registrant organization: Acme" + kTrailNow,
                                   "192.0.2.7 .detail=registrant telephone: +1.5550100" + kTrailNow});
  CHECK(read.reasons().empty());
  CHECK(read.notices == TrailFacts{"2 × contacts of a block of addresses that the answer does not name: kept as "
                                   "'detail' of the address"});
  CHECK(read.lookups.front().lookup.subject == "192.0.2.7");
  const Read none = readText(readerNamed("securitytrails"), R"({"record":{},"endpoint":"/v1/ips/192.0.2.7/whois"})");
  CHECK(none.lookups.front().lookup.outcome == model::Outcome::kNone);
}

TEST_CASE("SecurityTrails: certificates have their own names", "[ingest][json][securitytrails]") {
  const std::string text =
      R"({"records":[{"subject_key_id":"x","subject":{"common_name":"a.example","alt_names":["a.example","*.b.example"]},)"
      R"("serial_number":"0c1f","public_key":{"key_type":"RSA","key":"AA","bit_length":2048},"precert":false,)"
      R"("not_before":1577836800000,"not_after":1585612800000,"issuer":{"organization":["CA Inc"],"country":["NL"],)"
      R"("common_name":"R3"},"id":"1","fingerprints":{"sha1":"bb","sha256":")" +
      kTrailPrint +
      R"("},"dns_names":["a.example","*.b.example"]},{"public_key":{},"dns_names":["c.example"]}],"record_count":7,)"
      R"("endpoint":"/v1/domain/a.example/ssl"})";
  CHECK(detected(text) == "securitytrails");
  const Read read = readText(readerNamed("securitytrails"), text);
  const std::string cert = "sha256:" + kTrailPrint;
  CHECK(read.lines() == TrailFacts{cert + " .issued=2020-01-01T00:00:00Z" + kTrailNow,
                                   cert + " .expires=2020-03-31T00:00:00Z" + kTrailNow,
                                   cert + " .subject=a.example" + kTrailNow, cert + " .serial=c1f" + kTrailNow,
                                   cert + " issuer r3" + kTrailNow, cert + " san a.example" + kTrailNow,
                                   cert + " san b.example" + kTrailNow, cert + " .wildcard=b.example" + kTrailNow});
  CHECK(read.reasons() == TrailFacts{"a certificate without a fingerprint, or an issuer and a serial number"});
  CHECK(read.lookups.front().lookup.outcome == model::Outcome::kPartial);
}

TEST_CASE("SecurityTrails: what is listed of addresses, and blocks among them", "[ingest][json][securitytrails]") {
  const Read near = readText(
      readerNamed("securitytrails"),
      R"({"blocks":[{"ip":"192.0.2.7/32","sites":2,"hostnames":["a.example"],"ports":[53]},{"ip":"192.0.2.128/25",)"
      R"("sites":9},{"sites":1}],"endpoint":"/v1/ips/nearby/192.0.2.7"})");
  CHECK(near.lines() == TrailFacts{"192.0.2.7 mentioned", "192.0.2.7 .port=53" + kTrailNow,
                                   "192.0.2.7 service 192.0.2.7:53" + kTrailNow,
                                   "192.0.2.7:53 ip 192.0.2.7" + kTrailNow, "192.0.2.128/25 mentioned"});
  CHECK(near.reasons() == TrailFacts{"an entry without an address"});
  CHECK(near.notices ==
        TrailFacts{"1 × names beside addresses, not said how they belong: kept in the raw record alone"});
  const Read list = readText(readerNamed("securitytrails"),
                             R"({"records":[{"ip":"192.0.2.8","ptr":"p.b.example","ports":[{"port":443,)"
                             R"("date_checked":1577836800000}]}],"endpoint":"/v1/ips/list"})");
  CHECK(list.lines() == TrailFacts{"192.0.2.8 mentioned", "192.0.2.8 ptr p.b.example" + kTrailNow,
                                   "192.0.2.8 .port=443 @2020-01-01T00:00:00Z",
                                   "192.0.2.8 service 192.0.2.8:443 @2020-01-01T00:00:00Z",
                                   "192.0.2.8:443 ip 192.0.2.8 @2020-01-01T00:00:00Z"});
}

TEST_CASE("SecurityTrails: contacts of other roles are told", "[ingest][json][securitytrails]") {
  const Read read = readText(readerNamed("securitytrails"),
                             R"({"contacts":[{"type":"registrant","email":"x@y.example"},{"type":"zoneContact",)"
                             R"("email":"z@y.example"}],"endpoint":"/v1/domain/a.example/whois"})");
  CHECK(read.targets("email") == TrailFacts{"x@y.example"});
  CHECK(read.notices == TrailFacts{"1 × contacts of other roles: kept in the raw record alone"});
}

TEST_CASE("SecurityTrails: answers that are not read are told", "[ingest][json][securitytrails]") {
  for (const char* text : {R"({"records":[{"user_agent":"x"}],"endpoint":"/v1/ips/192.0.2.7/useragents"})",
                           R"({"record":{"name":"Acme"},"endpoint":"/v1/company/a.example"})",
                           R"({"records":["192.0.2.0/24"],"endpoint":"/v1/company/a.example/associated-ips"})",
                           R"({"tld_count":1,"hostname_count":{"value":2},"endpoint":"/v1/domains/stats"})",
                           R"({"ports":[{"key":80,"count":2}],"total":{"value":2},"endpoint":"/v1/ips/stats"})"}) {
    INFO(text);
    const Read read = readText(readerNamed("securitytrails"), text);
    CHECK(read.lines().empty());
    CHECK(read.reasons() == TrailFacts{"is no answer that the reader 'securitytrails' knows"});
  }
}

}  // namespace clew::ingest::test
