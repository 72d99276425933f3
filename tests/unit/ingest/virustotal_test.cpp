// VirusTotal: what an object says beside its records, and what it was asked to bring along.
#include <algorithm>
#include <catch2/catch.hpp>

#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

using VtFacts = std::vector<std::string>;

const std::string kVtNow = " @2024-06-01T00:00:00Z";
const std::string kVtFile = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

}  // namespace

TEST_CASE("VirusTotal: how a site looks and where it ranks", "[ingest][json][virustotal]") {
  const Read read = readText(
      readerNamed("virustotal"),
      R"({"data":{"type":"domain","id":"a.example","attributes":{)"
      R"("jarm":"27d40d40d29d40d1dc42d43d00041d4689ee210389f4f6b4b5b1b93f92252d",)"
      R"("favicon":{"dhash":"aabb","raw_md5":"d41d8cd98f00b204e9800998ecf8427e"},)"
      R"("last_https_certificate_date":1700000100,"popularity_ranks":{"List":{"rank":100,"timestamp":1600000000}},)"
      R"("last_https_certificate":{"thumbprint_sha256":")" +
          kVtFile +
          R"(","extensions":{"subject_alternative_name":["a.example","192.0.2.1"]}},)"
          R"("whois":"Domain Name: A.EXAMPLE\nAdmin Email: abc123s@\nRegistrar: Reg A","whois_date":1699000000}}})");
  CHECK(read.lines() ==
        VtFacts{"a.example mentioned", "a.example admin-email? \"abc123s@\" @2023-11-03T08:26:40Z",
                "a.example answers registration: found @2023-11-03T08:26:40Z",
                "a.example registrar reg a @2023-11-03T08:26:40Z",
                "sha256:" + kVtFile + " san a.example @2023-11-14T22:15:00Z",
                "sha256:" + kVtFile + " .detail=san: 192.0.2.1 @2023-11-14T22:15:00Z",
                "a.example jarm 27d40d40d29d40d1dc42d43d00041d4689ee210389f4f6b4b5b1b93f92252d @2023-11-14T22:15:00Z",
                "a.example favicon md5:d41d8cd98f00b204e9800998ecf8427e @2023-11-14T22:15:00Z",
                "a.example .rank=100 @2020-09-13T12:26:40Z"});
  CHECK(read.reasons().empty());
  CHECK(read.notices == VtFacts{"1 × names in certificates that are addresses, mailboxes or URLs: kept as 'detail'"});
  CHECK(readText(readerNamed("virustotal"),
                 R"({"data":{"type":"ip_address","id":"192.0.2.1","attributes":{)"
                 R"("jarm":"27d40d40d29d40d1dc42d43d00041d4689ee210389f4f6b4b5b1b93f92252d"}}})")
            .targets("jarm")
            .size() == 1);
}

TEST_CASE("VirusTotal: the steps of a redirect", "[ingest][json][virustotal]") {
  const Read read = readText(readerNamed("virustotal"),
                             R"({"data":{"type":"url","id":"aabb","attributes":{"url":"http://a.example/x",)"
                             R"("last_final_url":"https://c.example/","redirection_chain":["http://a.example/x",)"
                             R"("http://b.example/"],"last_analysis_date":1600000100}}})");
  CHECK(read.pairs("redirect") ==
        VtFacts{"http://a.example/x http://b.example/", "http://b.example/ https://c.example/"});
}

TEST_CASE("VirusTotal: objects that come along", "[ingest][json][virustotal]") {
  const Read read =
      readText(readerNamed("virustotal"),
               R"({"data":{"type":"domain","id":"a.example","attributes":{},"relationships":{)"
               R"("communicating_files":{"data":[{"type":"file","id":")" +
                   kVtFile +
                   R"("}]},"comments":{"data":[{"type":"comment","id":"c1"}]},)"
                   R"("resolutions":{"data":[{"type":"resolution","id":"192.0.2.44a.example"},)"
                   R"({"type":"resolution","id":"192.0.2.44b.example"}],"links":{"next":"https://x.example"}},)"
                   R"("subdomains":{"data":[{"type":"domain","id":"w.a.example"}]}}}})");
  CHECK(read.lines() == VtFacts{"a.example mentioned", kVtFile + " mentioned", kVtFile + " host a.example" + kVtNow,
                                "a.example ip 192.0.2.44", "w.a.example mentioned"});
  CHECK(read.reasons() == VtFacts{"a resolution that is not of the object"});
  CHECK(read.notices == VtFacts{"1 × related objects of type 'comment': kept in the raw record alone"});
  CHECK(read.lookups.front().lookup.outcome == model::Outcome::kPartial);
}

TEST_CASE("VirusTotal: lists of an address and of a file tie what they list to it", "[ingest][json][virustotal]") {
  const Read certs = readText(
      readerNamed("virustotal"),
      R"({"data":[{"type":"ssl_cert","id":")" + kVtFile + R"(","attributes":{"thumbprint_sha256":")" + kVtFile +
          R"("},"context_attributes":{"first_seen_date":"2023-11-03","port":443}}],"links":{"self":)"
          R"("https://www.virustotal.com/api/v3/ip_addresses/192.0.2.1/historical_ssl_certificates?limit=10"}})");
  CHECK(certs.pairs("cert") == VtFacts{"192.0.2.1 sha256:" + kVtFile});
  const Read calls = readText(readerNamed("virustotal"),
                              R"({"data":[{"type":"domain","id":"c2.example","attributes":{}}],"links":{"self":)"
                              R"("https://www.virustotal.com/api/v3/files/)" +
                                  kVtFile + R"(/contacted_domains?limit=10"}})");
  CHECK(calls.pairs("host") == VtFacts{kVtFile + " c2.example"});
  const Read file = readText(readerNamed("virustotal"), R"({"data":{"type":"file","id":")" + kVtFile +
                                                            R"(","attributes":{"sha256":")" + kVtFile +
                                                            R"(","md5":"d41d8cd98f00b204e9800998ecf8427e"}}})");
  CHECK(file.pairs("hash") == VtFacts{kVtFile + " d41d8cd98f00b204e9800998ecf8427e"});
}

TEST_CASE("VirusTotal: lists of a domain's records and of a file's files tie what they list",
          "[ingest][json][virustotal]") {
  const auto listed = [](const std::string& of, const std::string& object) {
    return readText(
        readerNamed("virustotal"),
        R"({"data":[)" + object + R"(],"links":{"self":"https://www.virustotal.com/api/v3/)" + of + R"(?limit=10"}})");
  };
  const std::string other = R"({"type":"domain","id":"b.example"})";
  CHECK(listed("domains/a.example/relationships/ns_records", other).pairs("ns") == VtFacts{"a.example b.example"});
  CHECK(listed("domains/a.example/relationships/mx_records", other).pairs("mx") == VtFacts{"a.example b.example"});
  CHECK(listed("domains/a.example/cname_records", other).pairs("cname") == VtFacts{"a.example b.example"});
  CHECK(listed("domains/a.example/siblings", other).lines() == VtFacts{"b.example mentioned"});
  const std::string dropped = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
  CHECK(
      listed("files/" + kVtFile + "/dropped_files", R"({"type":"file","id":")" + dropped + R"("})").pairs("related") ==
      VtFacts{kVtFile + " " + dropped});
}

TEST_CASE("VirusTotal: the second spelling of a domain's WHOIS text", "[ingest][json][virustotal]") {
  const Read read =
      readText(readerNamed("virustotal"),
               R"({"data":{"type":"domain","id":"a.example","attributes":{"whois":"Administrative email: x@b.example\n)"
               R"(Create date: 2020-01-02 00:00:00\nDomain name: a.example\nDomain registrar id: 9999\n)"
               R"(Name server 1: ns1.b.example\nName server 2: ns2.b.example\nRegistrant email: y@b.example\n)"
               R"(Technical email: z@b.example","whois_date":1577923200}}})");
  CHECK(read.pairs("ns") == VtFacts{"a.example ns1.b.example", "a.example ns2.b.example"});
  CHECK(read.pairs("email") == VtFacts{"a.example y@b.example"});
  CHECK(read.pairs("admin-email") == VtFacts{"a.example x@b.example"});
  CHECK(read.pairs("tech-email") == VtFacts{"a.example z@b.example"});
  CHECK(read.targets("registrar") == VtFacts{"iana 9999"});
}

TEST_CASE("VirusTotal: what a file calls, and the URLs that an address serves", "[ingest][json][virustotal]") {
  const auto listed = [](const std::string& of, const std::string& objects) {
    return readText(
        readerNamed("virustotal"),
        R"({"data":[)" + objects + R"(],"links":{"self":"https://www.virustotal.com/api/v3/)" + of + R"(?limit=10"}})");
  };
  const std::string url = R"({"type":"url","id":"aa","attributes":{"url":"http://c2.example/x"}})";
  CHECK(listed("files/" + kVtFile + "/contacted_urls", url).pairs("url") == VtFacts{kVtFile + " http://c2.example/x"});
  CHECK(listed("files/" + kVtFile + "/itw_urls", url).pairs("url") == VtFacts{kVtFile + " http://c2.example/x"});
  const Read embedded = listed("files/" + kVtFile + "/embedded_urls", url);
  CHECK(embedded.pairs("url").empty());
  CHECK(embedded.notices == VtFacts{"1 × listed as 'embedded_urls' of a file: not tied to it"});
  CHECK(listed("files/" + kVtFile + "/contacted_ips", R"({"type":"ip_address","id":"192.0.2.1","attributes":{}})")
            .pairs("ip") == VtFacts{kVtFile + " 192.0.2.1"});
  CHECK(listed("ip_addresses/192.0.2.1/urls", url).pairs("ip") == VtFacts{"http://c2.example/x 192.0.2.1"});
  // By their keys alone, with the text beside the key.
  const Read bare = listed("files/" + kVtFile + "/contacted_urls",
                           R"({"type":"url","id":"bb","context_attributes":{"url":"http://d.example/"}},)"
                           R"({"type":"url","id":"cc"})");
  CHECK(bare.pairs("url") == VtFacts{kVtFile + " http://d.example/"});
  CHECK(bare.reasons() == VtFacts{"a URL by its key alone"});
  // Attributes need not say it.
  const Read beside =
      listed("files/" + kVtFile + "/contacted_urls",
             R"({"type":"url","id":"bb","attributes":{"title":"x"},"context_attributes":{"url":"http://d.example/"}},)"
             R"({"type":"url","id":"cc","attributes":{"title":"x"}})");
  CHECK(beside.pairs("url") == VtFacts{kVtFile + " http://d.example/"});
  CHECK(beside.reasons() == VtFacts{"a URL by its key alone"});
  const Read along = readText(
      readerNamed("virustotal"),
      R"({"data":{"type":"file","id":")" + kVtFile + R"(","attributes":{"sha256":")" + kVtFile +
          R"("},"relationships":{"contacted_urls":{"data":[{"type":"url","id":"bb","context_attributes":{"url":)"
          R"("http://d.example/"}},{"type":"url","id":"cc"}]},"contacted_domains":{"data":[{"type":"domain","id":)"
          R"("c2.example"}]}}}})");
  CHECK(along.pairs("url") == VtFacts{kVtFile + " http://d.example/"});
  CHECK(along.targets("host") == VtFacts{"c2.example", "d.example"});
  CHECK(along.notices == VtFacts{"1 × related objects of type 'url': kept in the raw record alone"});
}

TEST_CASE("VirusTotal: the WHOIS text of an address is about the blocks around it", "[ingest][json][virustotal]") {
  const Read read = readText(
      readerNamed("virustotal"),
      R"({"data":{"type":"ip_address","id":"192.0.2.7","attributes":{"whois_date":1600000000,"whois":)"
      R"("NetRange: 192.0.0.0 - 192.0.255.255\nNetName: REG-1\nOrganization: Registry (REG)\nOrgName: Registry\n)"
      R"(Country: AU\nOrgAbuseEmail: abuse@registry.example\ninetnum: 192.0.2.0 - 192.0.2.255\nnetname: ACME\n)"
      R"(country: NL\norg: ORG-A1\nsource: X\nirt: IRT-A\nabuse-mailbox: abuse@acme.example\norganisation: ORG-A1\n)"
      R"(org-name: Acme\ncountry: DE\nroute: 192.0.2.0/24\norigin: AS64500\nsource: X\n"}}})");
  const std::string then = " @2020-09-13T12:26:40Z";
  CHECK(read.lines() == VtFacts{"192.0.2.7 mentioned", "192.0.0.0/16 mentioned", "192.0.0.0/16 .netname=REG-1" + then,
                                "192.0.0.0/16 country AU" + then, "192.0.0.0/16 org registry" + then,
                                "192.0.0.0/16 abuse-email abuse@registry.example" + then, "192.0.2.0/24 mentioned",
                                "192.0.2.0/24 .netname=ACME" + then, "192.0.2.0/24 country NL" + then,
                                "192.0.2.0/24 org acme" + then, "192.0.2.0/24 abuse-email abuse@acme.example" + then,
                                "192.0.2.0/24 asn AS64500" + then});
  CHECK(read.reasons().empty());
}

TEST_CASE("VirusTotal: a system among the first words of a network is of its block", "[ingest][json][virustotal]") {
  const auto facts = [](const std::string& whois) {
    return readText(readerNamed("virustotal"),
                    R"({"data":{"type":"ip_address","id":"192.0.2.7","attributes":{"whois_date":1600000000,"whois":")" +
                        whois + R"("}}})")
        .lines();
  };
  const std::string then = " @2020-09-13T12:26:40Z";
  CHECK(
      facts(R"(inetnum: 192.0.2.0/24\naut-num: AS64500\nabuse-c: ABC\nowner: Acme Ltda\nownerid: 00.000\n)"
            R"(responsible: Jo Doe\ncountry: BR\nowner-c: ABC\ncreated: 20100101\nnic-hdl-br: ABC\nperson: Jo Doe)") ==
      VtFacts{"192.0.2.7 mentioned", "192.0.2.0/24 mentioned", "192.0.2.0/24 country BR" + then,
              "192.0.2.0/24 org acme ltda" + then, "192.0.2.0/24 asn AS64500" + then});
  CHECK(
      facts(R"(inetnum: 192.0.2.0 - 192.0.2.255\nnetname: N\nsource: X\naut-num: AS64500\nas-name: A\ncountry: NL)") ==
      VtFacts{"192.0.2.7 mentioned", "192.0.2.0/24 mentioned", "192.0.2.0/24 .netname=N" + then, "AS64500 mentioned",
              "AS64500 .as-name=A" + then, "AS64500 country NL" + then});
}

TEST_CASE("VirusTotal: a WHOIS text that nothing is read of is told", "[ingest][json][virustotal]") {
  for (const char* object : {R"("type":"ip_address","id":"192.0.2.7")", R"("type":"domain","id":"a.example")"}) {
    const Read read = readText(readerNamed("virustotal"),
                               std::string(R"({"data":{)") + object +
                                   R"(,"attributes":{"whois_date":1600000000,"whois":"Words\nof a registry"}}})");
    CHECK(read.lines().size() == 1);
    CHECK(read.notices == VtFacts{"1 × WHOIS texts that nothing is read of: kept in the raw record alone"});
  }
}

TEST_CASE("VirusTotal: the WHOIS of an address stands where its object does", "[ingest][json][virustotal]") {
  const Read read = readText(
      readerNamed("virustotal"),
      R"({"data":[{"type":"domain","id":"a.example","attributes":{}},{"type":"ip_address","id":"192.0.2.1",)"
      R"("attributes":{"whois":"NetRange: 192.0.2.0 - 192.0.2.255\nNetName: FOO\nOrgName: Acme","whois_date":1700000000}}]})");
  REQUIRE(read.lookups.size() == 1);
  std::size_t nets = 0;
  for (const model::Fact& fact : read.lookups.front().facts) {
    const auto* link = std::get_if<model::LinkFact>(&fact.body);
    if (link == nullptr || link->from.name != "192.0.2.0/24") continue;
    ++nets;
    CHECK(fact.position == 2);
  }
  CHECK(nets > 0);
}

}  // namespace clew::ingest::test
