// What single registries write otherwise than the rest, and whose each line is.
#include <algorithm>
#include <catch2/catch.hpp>

#include "common/text.h"
#include "unit/ingest/whois_support.h"

namespace clew::ingest::test {
namespace {

/// The facts of a WHOIS answer without their times and the answers to it, sorted.
WhoisFacts factsOf(std::string_view text) {
  WhoisFacts out = whoisFacts(text);
  std::sort(out.begin(), out.end());
  return out;
}

bool holds(const WhoisFacts& facts, const std::string& fact) {
  return std::find(facts.begin(), facts.end(), fact) != facts.end();
}

}  // namespace

TEST_CASE("each network of an answer has its own holder and mailbox", "[ingest][whois]") {
  const WhoisFacts arin = factsOf(
      "# start\n\nNetRange:       192.0.2.0 - 192.0.2.255\nNetName:        PARENT\n\nOrgName:        Parent Inc.\n"
      "Country:        US\n\nOrgAbuseEmail:  abuse@parent.example\n\n# end\n\n\n# start\n\n"
      "NetRange:       192.0.2.0 - 192.0.2.63\nNetName:        CHILD\n\nCustName:       Child LLC (C01)\n"
      "Country:        CA\n\nOrgAbuseEmail:  abuse@child.example\n\n# end\n");
  CHECK(holds(arin, "192.0.2.0/24 org parent inc."));
  CHECK(holds(arin, "192.0.2.0/24 abuse-email abuse@parent.example"));
  CHECK(holds(arin, "192.0.2.0/26 org child llc"));
  CHECK(holds(arin, "192.0.2.0/26 country CA"));
  CHECK(holds(arin, "192.0.2.0/26 abuse-email abuse@child.example"));
  CHECK(std::count_if(arin.begin(), arin.end(), [](const auto& fact) { return contains(fact, " org "); }) == 2);
  CHECK(std::count_if(arin.begin(), arin.end(), [](const auto& fact) { return contains(fact, "abuse-email"); }) == 2);

  const WhoisFacts ripe = factsOf(
      "% Information related to '192.0.2.0 - 192.0.2.63'\n\n"
      "% Abuse contact for '192.0.2.0 - 192.0.2.63' is 'abuse@child.example'\n\n"
      "inetnum:        192.0.2.0 - 192.0.2.63\nnetname:        CHILD\ncountry:        NL\norg:            ORG-C1-EX\n"
      "source:         RIPE\n\norganisation:   ORG-C1-EX\norg-name:       Child B.V.\nsource:         RIPE\n\n"
      "% Information related to '192.0.2.0 - 192.0.2.255'\n\n"
      "% Abuse contact for '192.0.2.0 - 192.0.2.255' is 'abuse@parent.example'\n\n"
      "inetnum:        192.0.2.0 - 192.0.2.255\nnetname:        PARENT\ncountry:        DE\norg:            ORG-P1-EX\n"
      "source:         RIPE\n\norganisation:   ORG-P1-EX\norg-name:       Parent GmbH\nsource:         RIPE\n");
  CHECK(holds(ripe, "192.0.2.0/26 org child b.v."));
  CHECK(holds(ripe, "192.0.2.0/24 org parent gmbh"));
  CHECK(holds(ripe, "192.0.2.0/26 abuse-email abuse@child.example"));
  CHECK_FALSE(holds(ripe, "192.0.2.0/24 abuse-email abuse@child.example"));

  CHECK(holds(factsOf("inetnum:     203.0.113/24\nstatus:      allocated\nowner:       Acme S.A.\ncountry:     BR\n"),
              "203.0.113.0/24 org acme s.a."));
  CHECK(holds(factsOf("ASNumber:       64500\nASName:         ACME\nOrgName:        Acme Inc.\n"),
              "AS64500 org acme inc."));
}

TEST_CASE("a name server keeps its addresses, of both families", "[ingest][whois]") {
  const WhoisFacts facts = factsOf(
      "Domain name:\n    a.example\n\nRegistrar:\n    Reg Ltd\n\nName servers:\n"
      "    ns1.b.example     192.0.2.1  2001:db8::1\n    ns2.b.example     2001:db8::2\n"
      "    ns3.b.example (2001:db8::3)\n");
  CHECK(holds(facts, "a.example ns ns1.b.example"));
  CHECK(holds(facts, "ns1.b.example ip 192.0.2.1"));
  CHECK(holds(facts, "ns1.b.example ip 2001:db8::1"));
  CHECK(holds(facts, "ns2.b.example ip 2001:db8::2"));
  CHECK(holds(facts, "ns3.b.example ip 2001:db8::3"));
}

TEST_CASE("the state of an address is no status", "[ingest][whois]") {
  const WhoisFacts facts = factsOf(
      "Domain Name:       a.example\n\nCreated On:        2009-05-12\n\nRegistrant:\n   Name:           Jo Doe\n"
      "   City:           Springfield\n   State:          California\n   Country:        United States\n");
  CHECK(std::none_of(facts.begin(), facts.end(), [](const auto& fact) { return contains(fact, ".status"); }));
  CHECK(holds(facts, "a.example registrant jo doe"));
  CHECK(
      holds(factsOf("domain:        A.EXAMPLE\nnserver:       ns1.b.example.\nstate:         REGISTERED, DELEGATED\n"),
            "a.example .detail=status: REGISTERED, DELEGATED"));
}

TEST_CASE("a registrar's block and the dates of other objects are not the domain's", "[ingest][whois]") {
  const WhoisFacts sk = factsOf(
      "Domain:                       a.example\nRegistrant:                   A-0001\nCreated:                      "
      "2003-07-24\n"
      "Updated:                      2018-07-03\nNameserver:                   ns1.b.example\n\n"
      "Registrar:                    REG-0002\nName:                         Reg Ltd\nEmail:                        "
      "desk@reg.example\n"
      "Street:                       Main Street 1\nUpdated:                      2019-04-17\n");
  CHECK_FALSE(holds(sk, "a.example email desk@reg.example"));
  CHECK(holds(sk, "reg-0002 abuse-email desk@reg.example"));
  CHECK(holds(sk, "a.example .updated=2018-07-03T00:00:00Z"));
  const WhoisFacts cz = factsOf(
      "domain:       a.example\nregistered:   21.07.2000 15:21:00\nchanged:      03.03.2018 10:00:00\nnsset:        "
      "N1\n\n"
      "nsset:        N1\nnserver:      ns1.b.example\ncreated:      01.01.2010 00:00:00\nchanged:      07.07.2022 "
      "10:00:00\n");
  CHECK(std::any_of(cz.begin(), cz.end(),
                    [](const auto& fact) { return fact.starts_with("a.example .updated=2018-03-03"); }));
  const WhoisFacts ua = factsOf(
      "domain:           a.example\nnserver:          ns1.b.example\nstatus:           ok\ncreated:          "
      "2002-12-04\n\n"
      "% Registrar:\n% ==========\nregistrar:        ua.reg\norganization:     Reg Inc.\ncity:             Boise\n"
      "abuse-email:      abuse@reg.example\n\n% Registrant:\n% ===========\nperson:           n/a\n"
      "person-loc:       Domain Administrator\norganization-loc: Acme LLC\ne-mail:           dns@a.example\n"
      "status:           linked\n");
  CHECK(holds(ua, "a.example org acme llc"));
  CHECK_FALSE(holds(ua, "a.example org reg inc."));
  CHECK(holds(ua, "ua.reg abuse-email abuse@reg.example"));
  CHECK_FALSE(holds(ua, "a.example .status=linked"));
}

TEST_CASE("answers one after another end what stood above them", "[ingest][whois]") {
  // the registrar's answer behind the registry's, without a line between that names the server
  const WhoisFacts two = factsOf(
      "Domain Name: A.EXAMPLE\nRegistrar: Reg Inc.\nUpdated Date: 2020-01-02T00:00:00Z\nCreation Date: "
      "2010-01-02T00:00:00Z\n\nDomain Name: a.example\nUpdated Date: 2021-03-04T00:00:00Z\nRegistrant State/Province: "
      "Connecticut\n");
  CHECK(holds(two, "a.example .updated=2021-03-04T00:00:00Z"));
  const WhoisFacts ua = factsOf(
      "domain: a.example\ncreated: 2002-12-04\n\n% Registrant:\nperson: Jo Doe\nstate: Connecticut\n\n"
      "domain: b.example\nstatus: ok\ncreated: 2003-12-04\n");
  CHECK(holds(ua, "b.example .created=2003-12-04T00:00:00Z"));
  CHECK(holds(ua, "b.example .status=ok"));
  CHECK_FALSE(holds(ua, "a.example .status=connecticut"));
}

TEST_CASE("keys that other registries write otherwise", "[ingest][whois]") {
  const WhoisFacts nc = factsOf(
      "Domain                   : a.example\nCreated on               : 2006-05-23T00:00:00.000Z\n"
      "Expires on               : 2022-05-23T00:00:00.000Z\nLast updated on          : 2021-04-14T10:13:34.000Z\n\n"
      "Domain server 1          : ns1.b.example\nRegistrar                : NONE\n");
  CHECK(holds(nc, "a.example .updated=2021-04-14T10:13:34Z"));
  CHECK(holds(nc, "a.example ns ns1.b.example"));
  CHECK(std::none_of(nc.begin(), nc.end(), [](const auto& fact) { return contains(fact, " registrar "); }));
  CHECK(holds(
      factsOf(
          "Domain Information:\na. [Domain Name]                A.EXAMPLE\ng. [Organization]               Acme K.K.\n"
          "p. [Name Server]                ns1.b.example\n[Registered Date]               2002/11/20\n"),
      "a.example ns ns1.b.example"));
  CHECK(holds(factsOf("** Domain Name: a.example\n** Domain Servers:\nns1.b.example\n\n** Additional Info:\n"
                      "Created on..............: 2001-Aug-23.\n"),
              "a.example ns ns1.b.example"));
}

TEST_CASE("an answer says itself when it was given", "[ingest][whois]") {
  for (const char* said : {"% Timestamp: Sun Nov 19 00:45:17 2017\n\n", "% 2017-11-19T00:45:17+00:00\n\n",
                           "% WHOIS look-up made at 2017-11-19 00:45:17 (GMT)\n\n"}) {
    INFO(said);
    const Read read = readText(readerNamed("whois"), std::string(said) +
                                                         "domain:       a.example\nnserver:      ns1.b.example\n"
                                                         "created:      2003-07-24\n");
    REQUIRE(read.lookups.size() == 1);
    CHECK(read.lookups[0].lookup.fetched == 1511052317);
  }
  const WhoisFacts glue = factsOf(
      "Domain Name: a.example\nRegistrar: Reg\nStatus: ok\nName Server: ns1.a.example\nName Server IP: 192.0.2.2\n");
  CHECK(holds(glue, "ns1.a.example ip 192.0.2.2"));
  CHECK(holds(
      factsOf("domain:\t\ta.example\nregistrar:\treg\ncreated:\t2003-07-24\nnserver:\tns1.a.example (192.0.2.3/32)\n"),
      "ns1.a.example ip 192.0.2.3"));
  CHECK(holds(
      factsOf("Servidor Whois del Centro\n\nNombre de Dominio: a.example\nFecha de Creación: 2003-07-24 00:00:00\n"
              "Servidor(es) de Nombres de Dominio:\n   - ns1.b.example\n"),
      "a.example .created=2003-07-24T00:00:00Z"));
}

TEST_CASE("beside a privacy service its desk joins nobody", "[ingest][whois]") {
  const WhoisFacts facts = factsOf(
      "Domain Name: a.example\nRegistrar: Reg Inc.\nCreation Date: 2023-01-02T03:04:05Z\n"
      "Registrant Name: Front Desk\nRegistrant Organization: Domains By Proxy, LLC\n"
      "Registrant Phone: +1.2025550123\nRegistrant Email: x1@mail.example\n");
  CHECK(std::none_of(facts.begin(), facts.end(), [](const auto& fact) {
    return contains(fact, "a.example phone ") || contains(fact, "a.example registrant front");
  }));
  CHECK(holds(facts, "a.example email x1@mail.example"));
}

TEST_CASE("beside a desk named for a privacy service, who runs it owns nothing", "[ingest][whois]") {
  const WhoisFacts desk = factsOf(
      "Domain Name: a.example\nRegistrar: Reg Inc.\nCreation Date: 2023-01-02T03:04:05Z\n"
      "Registrant Name: DOMAIN PRIVACY SERVICE FBO REGISTRANT\nRegistrant Organization: HOSTING GROUP INC\n"
      "Registrant Email: WHOIS@HOST.EXAMPLE\n");
  CHECK(holds(desk, "a.example org? \"HOSTING GROUP INC\""));
  CHECK(holds(desk, "a.example email? \"WHOIS@HOST.EXAMPLE\""));
  // by itself it is an owner like others
  const WhoisFacts owner = factsOf(
      "Domain Name: a.example\nRegistrar: Reg Inc.\nCreation Date: 2023-01-02T03:04:05Z\n"
      "Registrant Name: Jo Doe\nRegistrant Organization: HOSTING GROUP INC\n");
  CHECK(holds(owner, "a.example org hosting group inc"));
}

TEST_CASE("privacy services and masks are withheld values", "[ingest][whois]") {
  for (const char* mailbox :
       {"gdpr-masking@gdpr-masked.com", "info@domain-contact.org", "x1@a.example.whoisproxy.org",
        "proxy1@1and1-private-registration.com", "a.example@domainvault.io", "a.example@regprivate.ru",
        "a.example-owner-x1@customers.whoisprivacycorp.com", "x1@networksolutionsprivateregistration.com",
        "a.example@digitalprivacy.co", "x1@yinsibaohu.aliyun.com"}) {
    const WhoisFacts facts =
        factsOf(std::string("Domain Name: a.example\nRegistrar: Reg Inc.\nRegistrant Email: ") + mailbox);
    CHECK(holds(facts, std::string("a.example email? \"") + mailbox + "\""));
  }
  for (const char* name :
       {"c/o whoisproxy.com", "Oneandone Private Registration", "Data Protected Data Protected", "Direct Privacy",
        "Savvy Investments, LLC Privacy ID# 100", "Protection of Private Person", "Digital Privacy Corporation",
        "Nexperian Holding Limited", "YinSi BaoHu Yi Kai Qi", "<data not disclosed>", "(not shown)"}) {
    const WhoisFacts facts =
        factsOf(std::string("Domain Name: a.example\nRegistrar: Reg Inc.\nRegistrant Organization: ") + name);
    CHECK(holds(facts, std::string("a.example org? \"") + name + "\""));
  }
  CHECK(holds(factsOf("domain:         a.example\nregistrar:\nregistrant:     <data not disclosed>\n"
                      "nserver:        ns1.b.example\n"),
              "a.example org? \"<data not disclosed>\""));
  CHECK(holds(factsOf("state:            active\ndomain:           a.example\nholder:           (not shown)\n"
                      "nserver:          ns1.b.example\n"),
              "a.example org? \"(not shown)\""));
}

}  // namespace clew::ingest::test
