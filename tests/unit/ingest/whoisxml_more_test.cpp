// WhoisXML's certificates, DNS history and stream of new names: made-up answers and the facts they give.
#include <catch2/catch.hpp>

#include "unit/ingest/json_support.h"

namespace clew::ingest::test {

TEST_CASE("WhoisXML: the registry's dates and the registrar's are both kept", "[ingest][json][whoisxml]") {
  const Read read =
      readText(readerNamed("whoisxml"),
               R"({"WhoisRecord":{"domainName":"a.example","createdDateNormalized":"2024-03-01 10:00:00 UTC",)"
               R"("expiresDateNormalized":"2025-03-01 10:00:00 UTC","audit":{"updatedDate":"2024-04-02 00:00:00 UTC"},)"
               R"("registryData":{"createdDateNormalized":"2024-03-01 17:30:00 UTC",)"
               R"("expiresDateNormalized":"2025-03-01 10:00:00 UTC"}}})");
  CHECK(read.lines() == std::vector<std::string>{"a.example answers registration: partial @2024-04-02T00:00:00Z",
                                                 "a.example .created=2024-03-01T10:00:00Z @2024-04-02T00:00:00Z",
                                                 "a.example .expires=2025-03-01T10:00:00Z @2024-04-02T00:00:00Z",
                                                 "a.example .created=2024-03-01T17:30:00Z @2024-04-02T00:00:00Z"});
}

TEST_CASE("WhoisXML: the blocks of an address", "[ingest][json][whoisxml]") {
  const Read read = readText(
      readerNamed("whoisxml"),
      R"({"WhoisRecord":{"domainName":"192.0.2.164","audit":{"updatedDate":"2020-12-19 15:23:42 UTC"},"registryData":{)"
      R"("registrant":{"organization":"Acme","countryCode":"SC","email":"abuse@y.example"},)"
      R"("customField1Name":"netRange","customField1Value":"192.0.2.0 - 192.0.2.255",)"
      R"("customField2Name":"netName","customField2Value":"NET-2",)"
      R"("customField3Name":"ASN","customField3Value":"AS64500"},"subRecords":[{"registrant":{"organization":"Tenant"},)"
      R"("customField1Name":"netRange","customField1Value":"192.0.2.160/27"},)"
      R"({"customField1Name":"netRange","customField1Value":"none"}]}})");
  const std::string at = " @2020-12-19T15:23:42Z";
  CHECK(read.lines() ==
        std::vector<std::string>{"192.0.2.164 answers registration: found" + at, "192.0.2.0/24 org acme" + at,
                                 "192.0.2.0/24 abuse-email abuse@y.example" + at, "192.0.2.0/24 country SC" + at,
                                 "192.0.2.0/24 .netname=NET-2" + at, "192.0.2.0/24 asn AS64500" + at,
                                 "192.0.2.164 net 192.0.2.0/24" + at, "192.0.2.160/27 org tenant" + at,
                                 "192.0.2.164 net 192.0.2.160/27" + at});
  CHECK(read.reasons() == std::vector<std::string>{"no range of addresses"});
}

TEST_CASE("new names are on the list of the day that is said of them", "[ingest][whoisxml]") {
  const std::string table =
      "Timestamp,Reason,DomainName\n2019-10-19T01:00:00Z,added,a.example\n2019-10-20,discovered,b.example\n"
      "2019-10-19T02:00:00Z,dropped,c.example\n2019-10-19T02:00:00Z,updated,d.example\n2019-10-19,added,\n";
  CHECK(detected(table, "names.csv") == "whoisxml-nrd");
  const Read read = readText(readerNamed("whoisxml-nrd"), table, {.name = "names.csv"});
  CHECK(read.lines() == std::vector<std::string>{"a.example list nrd:2019-10-19 @2019-10-19T01:00:00Z",
                                                 "b.example list nrd:2019-10-20 @2019-10-20",
                                                 "c.example answers registration: none @2019-10-19T02:00:00Z",
                                                 "d.example mentioned"});
  CHECK(read.reasons() == std::vector<std::string>{"a row without a name"});
  const Read stream = readText(
      readerNamed("whoisxml-nrd"),
      R"({"reason":"added","domainName":"a.example","registrarName":"R","nameServers":"ns1.b.example|ns2.b.example",)"
      R"("audit":{"createdDate":"2019-10-18T00:00:00Z"}})");
  CHECK(stream.targets("list") == std::vector<std::string>{"nrd:2019-10-18"});
  CHECK(stream.targets("ns") == std::vector<std::string>{"ns1.b.example", "ns2.b.example"});
}

TEST_CASE("further WhoisXML answers give the documented facts", "[ingest][json][whoisxml]") {
  const std::vector<Sample> samples = {
      {"certificates: the server's own and the chain above it; what has no key is refused",
       "whoisxml",
       {},
       R"({"domain":"a.example","ip":"192.0.2.7","port":443,"auditCreated":"2023-01-02T03:04:05+00:00","certificates":[{"chainHierarchy":"end-user","validFrom":"2023-01-01 00:00:00 UTC","validTo":"2023-04-01 00:00:00 UTC","serialNumber":"0C1F","subject":{"commonName":"a.example"},"issuer":{"commonName":"R3","organization":"CA"},"extensions":{"subjectAlternativeNames":{"dnsNames":["a.example","*.a.example"]}}},{"chainHierarchy":"intermediate","serialNumber":"0D","subject":{"commonName":"R3"},"issuer":{"commonName":"Root"},"pemRaw":"-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n"},{"chainHierarchy":"root"}]})",
       {"a.example ip 192.0.2.7 @2023-01-02T03:04:05Z", "r3/c1f .issued=2023-01-01T00:00:00Z @2023-01-02T03:04:05Z",
        "r3/c1f .expires=2023-04-01T00:00:00Z @2023-01-02T03:04:05Z", "r3/c1f .subject=a.example @2023-01-02T03:04:05Z",
        "r3/c1f .serial=c1f @2023-01-02T03:04:05Z", "r3/c1f issuer r3 @2023-01-02T03:04:05Z",
        "r3/c1f san a.example @2023-01-02T03:04:05Z", "r3/c1f .wildcard=a.example @2023-01-02T03:04:05Z",
        "192.0.2.7 service 192.0.2.7:443/tcp @2023-01-02T03:04:05Z",
        "192.0.2.7:443/tcp ip 192.0.2.7 @2023-01-02T03:04:05Z", "192.0.2.7:443/tcp cert r3/c1f @2023-01-02T03:04:05Z",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad .subject=R3 @2023-01-02T03:04:05Z",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad .serial=d @2023-01-02T03:04:05Z",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad issuer root @2023-01-02T03:04:05Z"},
       {"a certificate with neither PEM nor an issuer and a serial number"}},
      {"DNS history",
       "whoisxml",
       {},
       R"({"search":"a.example","result":{"count":1,"records":[{"type":"A","value":["192.0.2.7"],"firstSeen":1571374592,"lastSeen":1592164815}]}})",
       {"a.example ip 192.0.2.7 @2019-10-18T04:56:32Z..2020-06-14T20:00:15Z"}},
      {"the stream of new names: a dropped one is no longer registered",
       "whoisxml-nrd",
       {"nrd-2019-10-19.jsonl"},
       "{\"reason\":\"added\",\"domainName\":\"a-shop.example\"}\n{\"reason\":\"dropped\",\"domainName\":\"b.example\"}"
       "\n"
       "{\"reason\":\"updated\",\"domainName\":\"c.example\",\"registrarName\":\"Reg A\"}\n{\"reason\":\"added\"}\n",
       {"a-shop.example list nrd:2019-10-19 @2019-10-19", "b.example answers registration: none @2019-10-19T00:00:00Z",
        "c.example mentioned", "c.example answers registration: partial @2019-10-19T00:00:00Z",
        "c.example registrar reg a @2019-10-19"},
       {"the record says nothing that is known here"}},
  };
  for (const auto& sample : samples) checkSample(sample);
}

TEST_CASE("WhoisXML: all that a block of addresses says", "[ingest][json][whoisxml]") {
  const Read read = readText(
      readerNamed("whoisxml"),
      R"({"search":"192.0.2.7","result":{"count":1,"limit":100,"inetnums":[{"inetnum":"192.0.2.0 - 192.0.2.255",)"
      R"("parent":"192.0.0.0 - 192.0.255.255","netname":"N","nethandle":"NET-1","country":"NL","description":["Acme","The Hague"],)"
      R"("remarks":["x"],"org":{"org":"ORG-A","name":"Acme","email":"noc@acme.example\nabuse@acme.example","phone":"+1.5550100"},)"
      R"("adminContact":[{"id":"JD1","person":"Jo Doe","email":"jo@acme.example","phone":"+1.5550101"}],)"
      R"("techContact":[{"id":"NOC1","role":"Acme NOC","email":"tech@acme.example"}],)"
      R"("abuseContact":[{"id":"AB1","role":"Abuse","phone":"+1.5550102"}],"mntBy":[{"mntner":"M1"}],"as":null}]}})");
  const std::string at = " @2024-06-01T00:00:00Z";
  CHECK(read.lines() == std::vector<std::string>{
                            "192.0.2.0/24 .netname=N" + at, "192.0.2.0/24 .handle=NET-1" + at,
                            "192.0.2.0/24 country NL" + at, "192.0.2.0/24 org acme" + at,
                            "192.0.2.0/24 email noc@acme.example" + at,
                            "192.0.2.0/24 abuse-email abuse@acme.example" + at, "192.0.2.0/24 phone +15550100" + at,
                            "192.0.2.0/24 admin-person jo doe" + at, "192.0.2.0/24 admin-email jo@acme.example" + at,
                            "192.0.2.0/24 admin-phone +15550101" + at, "192.0.2.0/24 tech-email tech@acme.example" + at,
                            "192.0.2.0/24 abuse-phone +15550102" + at, "192.0.2.0/24 .description=Acme\nThe Hague" + at,
                            "192.0.2.0/24 net 192.0.0.0/16" + at, "192.0.2.7 net 192.0.2.0/24" + at});
  CHECK(read.notices ==
        std::vector<std::string>{
            "2 × maintainers of blocks of addresses, and remarks on them: kept in the raw record alone"});
}

TEST_CASE("WhoisXML: what an alert was asked for is no link of the names in it", "[ingest][json][whoisxml]") {
  const std::string text =
      R"({"domainsCount":2,"domainsList":[{"domainName":"a.example","date":"2022-06-20","action":"added"},)"
      R"({"domainName":"b.example","action":"dropped"},{"action":"added"}]})";
  CHECK(detected(text) == "whoisxml");
  const Read read = readText(readerNamed("whoisxml"), text, {.name = "alerts/x@y.example.json"});
  CHECK(read.lines() == std::vector<std::string>{"a.example mentioned", "a.example .detail=alert: added @2022-06-20",
                                                 "b.example mentioned",
                                                 "b.example .detail=alert: dropped @2024-06-01T00:00:00Z"});
  CHECK(read.reasons() == std::vector<std::string>{"an entry without a name"});
}

TEST_CASE("WhoisXML: a block lies in the one above it, or is not told to", "[ingest][whoisxml]") {
  const auto above = [](const std::string& parent) {
    return readText(
        readerNamed("whoisxml"),
        R"({"search":"192.0.2.7","result":{"count":1,"limit":100,"inetnums":[{"inetnum":"192.0.2.0 - 192.0.2.255",)"
        R"("netname":"N","parent":")" +
            parent + R"("}]}})");
  };
  const auto links = [](const Read& read) { return read.pairs("net"); };
  using Texts = std::vector<std::string>;
  CHECK(links(above("192.0.0.0 - 192.0.255.255")) == Texts{"192.0.2.0/24 192.0.0.0/16", "192.0.2.7 192.0.2.0/24"});
  for (const auto& [parent, why] :
       {std::pair("203.0.113.0 - 203.0.113.255", "a block above that does not hold the one below it"),
        std::pair("192.0.2.0 - 192.0.2.127", "a block above that does not hold the one below it"),
        std::pair("192.0.2.0 - 192.0.3.1", "a range above that is no block"),
        std::pair("NET-1", "is no range of addresses")}) {
    INFO(parent);
    const Read read = above(parent);
    CHECK(links(read) == Texts{"192.0.2.7 192.0.2.0/24"});
    CHECK(read.reasons() == Texts{why});
  }
  CHECK(above("192.0.2.0 - 192.0.2.255").reasons().empty());
  CHECK(links(above("192.0.2.0 - 192.0.2.255")) == Texts{"192.0.2.7 192.0.2.0/24"});
}

}  // namespace clew::ingest::test
