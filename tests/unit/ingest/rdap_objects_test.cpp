// RDAP: objects alone, which no domain refers to.
#include <algorithm>
#include <catch2/catch.hpp>

#include "unit/ingest/json_support.h"

namespace clew::ingest::test {

TEST_CASE("RDAP objects alone give what they say", "[ingest][json][rdap]") {
  const std::vector<Sample> samples = {
      {"an organisation: its mailboxes are no links of anything",
       "rdap",
       {},
       R"({"objectClassName":"entity","handle":"ORG-A","vcardArray":["vcard",[["fn",{},"text","Acme"],["kind",{},"text","org"],["email",{},"text","noc@acme.example"],["tel",{},"uri","tel:+1.5550100"],["adr",{"cc":"NL"},"text",["","","","","","",""]]]],"entities":[{"objectClassName":"entity","roles":["abuse"],"vcardArray":["vcard",[["fn",{},"text","Desk"],["email",{},"text","abuse@acme.example"]]]}]})",
       {"acme mentioned", "acme .handle=ORG-A @2024-06-01T00:00:00Z", "acme country NL @2024-06-01T00:00:00Z",
        "acme .detail=email: noc@acme.example @2024-06-01T00:00:00Z",
        "acme .detail=phone: +1.5550100 @2024-06-01T00:00:00Z", "acme .detail=abuse name: Desk @2024-06-01T00:00:00Z",
        "acme .detail=abuse email: abuse@acme.example @2024-06-01T00:00:00Z"}},
      {"a registrar",
       "rdap",
       {},
       R"({"objectClassName":"entity","handle":"146","publicIds":[{"type":"IANA Registrar ID","identifier":"146"}],"roles":["registrar"],"vcardArray":["vcard",[["fn",{},"text","Reg B"]]],"entities":[{"roles":["abuse"],"vcardArray":["vcard",[["email",{},"text","abuse@reg-b.example"]]]}]})",
       {"reg b .iana-id=146 @2024-06-01T00:00:00Z", "reg b mentioned",
        "reg b abuse-email abuse@reg-b.example @2024-06-01T00:00:00Z"}},
      {"an entity that nobody is named in",
       "rdap",
       {},
       R"({"objectClassName":"entity","handle":"X1","vcardArray":["vcard",[["version",{},"text","4.0"]]]})",
       {},
       {"an entity without a name"}},
      {"an entity whose name is withheld",
       "rdap",
       {},
       R"({"objectClassName":"entity","handle":"X1","vcardArray":["vcard",[["fn",{},"text","REDACTED FOR PRIVACY"]]]})",
       {},
       {"the name of the entity is withheld"}},
      {"an autonomous system, of a server that leaves the class out",
       "rdap",
       {},
       R"({"rdapConformance":["rdap_level_0"],"handle":"AS64500","startAutnum":64500,"endAutnum":64500,"name":"ACME-AS","country":"NL","remarks":[{"title":"description","description":["Acme","The Hague"]},{"title":"remarks","description":["peering"]}],"entities":[{"roles":["registrant"],"vcardArray":["vcard",[["fn",{},"text","Acme"],["kind",{},"text","org"]]]}]})",
       {"AS64500 answers registration: found @2024-06-01T00:00:00Z", "AS64500 .as-name=ACME-AS @2024-06-01T00:00:00Z",
        "AS64500 .handle=AS64500 @2024-06-01T00:00:00Z", "AS64500 country NL @2024-06-01T00:00:00Z",
        "AS64500 org acme @2024-06-01T00:00:00Z", "AS64500 .description=Acme\nThe Hague @2024-06-01T00:00:00Z"}},
      {"a network that does not hold the address that the file is called by",
       "rdap",
       {"198.51.100.7.json"},
       R"({"objectClassName":"ip network","startAddress":"192.0.2.0","endAddress":"192.0.2.255"})",
       {"192.0.2.0/24 answers registration: found @2024-06-01T00:00:00Z"}},
      {"a name server",
       "rdap",
       {},
       R"({"objectClassName":"nameserver","ldhName":"ns1.a.example","ipAddresses":{"v4":["192.0.2.53"]},"entities":[{"roles":["registrar"]}]})",
       {"ns1.a.example mentioned", "ns1.a.example ip 192.0.2.53 @2024-06-01T00:00:00Z"}},
      {"a name server without a name",
       "rdap",
       {},
       R"({"objectClassName":"nameserver","handle":"H1"})",
       {},
       {"an object without a name"}},
  };
  for (const auto& sample : samples) checkSample(sample);
  CHECK(readText(readerNamed("rdap"), samples[5].text, samples[5].given).lookups.front().lookup.subject ==
        "192.0.2.0/24");
  CHECK(readText(readerNamed("rdap"), samples[6].text).notices ==
        std::vector<std::string>{"1 × who is responsible for a name server: kept in the raw record alone"});
  const Read loose = readText(
      readerNamed("rdap"),
      R"({"objectClassName":"entity","vcardArray":["vcard",[["fn",{},"text","Acme"],["kind",{},"text","org"]]],)"
      R"("autnums":[{"objectClassName":"autnum","startAutnum":64500}],"redacted":[{"method":"removal"}]})");
  CHECK(loose.pairs("org").empty());
  CHECK(loose.notices ==
        std::vector<std::string>{"1 × networks and systems below an entity, not said in which role it has them",
                                 "1 × what an entity alone withholds: kept in the raw record alone"});
}

TEST_CASE("RDAP: what an entity's contacts withhold is no detail, and a registrar is its own subject",
          "[ingest][json][rdap]") {
  const Read desk = readText(
      readerNamed("rdap"),
      R"({"objectClassName":"entity","vcardArray":["vcard",[["fn",{},"text","Acme"],["kind",{},"text","org"]]],)"
      R"("entities":[{"roles":["abuse"],"vcardArray":["vcard",[["fn",{},"text","REDACTED FOR PRIVACY"],)"
      R"(["email",{},"text","REDACTED FOR PRIVACY"],["tel",{},"text","+1.5550100"]]]}]})");
  CHECK(desk.lines() ==
        std::vector<std::string>{"acme mentioned", "acme .detail=abuse phone: +1.5550100 @2024-06-01T00:00:00Z"});
  CHECK(desk.notices == std::vector<std::string>{"2 × what an entity alone withholds: kept in the raw record alone"});
  const Read registrar = readText(
      readerNamed("rdap"),
      R"({"objectClassName":"entity","roles":["registrar"],"vcardArray":["vcard",[["fn",{},"text","Reg"]]],)"
      R"("networks":[{"objectClassName":"ip network","startAddress":"192.0.2.0","endAddress":"192.0.2.255"}]})");
  REQUIRE(registrar.lookups.size() == 1);
  CHECK(registrar.lookups[0].lookup.subject == "reg");
}

TEST_CASE("RDAP: who may change a record is not its owner", "[ingest][json][rdap]") {
  const std::string maintainer =
      R"({"objectClassName":"entity","handle":"ACME-MNT","roles":["registrant"],"vcardArray":["vcard",[)"
      R"(["fn",{},"text","ACME-MNT"],["kind",{},"text","individual"]]]})";
  const std::string owner =
      R"({"objectClassName":"entity","handle":"ORG-A1","roles":["registrant"],"vcardArray":["vcard",[)"
      R"(["fn",{},"text","Acme"],["kind",{},"text","org"]]]})";
  const auto owners = [](const std::string& object, const std::string& entities) {
    const Read read = readText(readerNamed("rdap"), "{" + object + ",\"entities\":[" + entities + "]}");
    CHECK(read.reasons().empty());
    CHECK(read.pairs("registrant").empty());
    return read.targets("org");
  };
  using Names = std::vector<std::string>;
  for (const char* object : {R"("objectClassName":"ip network","startAddress":"192.0.2.0","endAddress":"192.0.2.255")",
                             R"("objectClassName":"autnum","startAutnum":64500,"endAutnum":64500)",
                             R"("objectClassName":"domain","ldhName":"2.0.192.in-addr.arpa")"}) {
    INFO(object);
    CHECK(owners(object, maintainer + "," + owner) == Names{"acme"});
    CHECK(owners(object, maintainer).empty());
  }
  const Read withheld =
      readText(readerNamed("rdap"),
               R"({"objectClassName":"domain","ldhName":"a.example","entities":[{"objectClassName":"entity",)"
               R"("handle":"REDACTED FOR PRIVACY","roles":["registrant"],"vcardArray":["vcard",[)"
               R"(["fn",{},"text","REDACTED FOR PRIVACY"],["kind",{},"text","individual"],)"
               R"(["adr",{"cc":"US"},"text",["","","","","","",""]]]]}]})");
  const auto kept = withheld.lines();
  CHECK(std::count_if(kept.begin(), kept.end(), [](const std::string& line) {
          return line.starts_with("a.example registrant? ") || line.starts_with("a.example .registrant-country=US");
        }) == 2);
}

TEST_CASE("RDAP: what registries say in their own way", "[ingest][json][rdap]") {
  const Read stub = readText(
      readerNamed("rdap"),
      R"({"objectClassName":"domain","ldhName":"a.example","entities":[{"objectClassName":"entity",)"
      R"("handle":"REG-A","roles":["registrar"]}],"events":[{"eventAction":"registrar expiration",)"
      R"("eventDate":"2025-01-15T04:00:00Z"},{"eventAction":"registration","eventDate":"2024-01-15T04:00:00Z"}]})");
  CHECK(stub.targets("registrar") == std::vector<std::string>{"reg-a"});
  const auto lines = stub.lines();
  CHECK(std::count(lines.begin(), lines.end(), "a.example .expires=2025-01-15T04:00:00Z @2024-06-01T00:00:00Z") == 1);
  const Read both = readText(
      readerNamed("rdap"),
      R"({"objectClassName":"domain","ldhName":"a.example","events":[{"eventAction":"registrar expiration",)"
      R"("eventDate":"2025-01-15T04:00:00Z"},{"eventAction":"expiration","eventDate":"2026-01-15T04:00:00Z"}]})");
  const auto dates = both.lines();
  CHECK(std::count(dates.begin(), dates.end(), "a.example .expires=2026-01-15T04:00:00Z @2024-06-01T00:00:00Z") == 1);
  const Read net = readText(readerNamed("rdap"),
                            R"({"objectClassName":"ip network","startAddress":"192.0.2.0","endAddress":"192.0.2.255",)"
                            R"("lacnic_originAutnum":["AS64500"]})");
  CHECK(net.pairs("asn") == std::vector<std::string>{"192.0.2.0/24 AS64500"});
}

}  // namespace clew::ingest::test
