// WHOIS answers in text: made-up ones of each family, and real ones against counts that somebody else made.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "common/text.h"
#include "unit/ingest/real_support.h"

namespace clew::ingest::test {
namespace {

struct WhoisSample {
  const char* what;
  const char* text;
  std::vector<std::string> facts;  // all of them, in order
  Given given = {};
};

void checkWhois(const WhoisSample& sample) {
  INFO(sample.what);
  CHECK(detected(sample.text, sample.given.name) == "whois");
  const Read read = readText(readerNamed("whois"), sample.text, sample.given);
  CHECK(read.error.empty());
  CHECK(read.lines() == sample.facts);
  CHECK(read.reasons().empty());
}

}  // namespace

TEST_CASE("WHOIS answers of each family of servers", "[ingest][whois]") {
  const std::vector<WhoisSample> samples = {
      {"gTLD: a key a line, legal text is no contact",
       "Domain Name: A.EXAMPLE\r\nRegistry Domain ID: 1\r\nRegistrar WHOIS Server: whois.reg.example\r\n"
       "Updated Date: 2024-04-01T00:00:00Z\r\nCreation Date: 2024-03-01T10:00:00Z\r\n"
       "Registry Expiry Date: 2025-03-01T10:00:00Z\r\nRegistrar: Reg A\r\nRegistrar IANA ID: 9001\r\n"
       "Registrar Abuse Contact Email: abuse@reg.example\r\n"
       "Domain Status: clientTransferProhibited https://icann.org/epp#clientTransferProhibited\r\n"
       "Registrant Name: REDACTED FOR PRIVACY\r\nRegistrant Organization: Acme\r\nRegistrant Country: IS\r\n"
       "Registrant Email: x@y.example\r\nTech Email: t@y.example\r\nName Server: NS1.B.EXAMPLE\r\n"
       "Name Server: NS2.B.EXAMPLE\r\nDNSSEC: unsigned\r\n"
       ">>> Last update of WHOIS database: 2024-05-01T00:00:00Z <<<\r\n\r\n"
       "NOTICE: write to legal@registry.example, or see https://registry.example/terms\r\n",
       {"a.example answers registration: found @2024-05-01T00:00:00Z", "reg a .iana-id=9001 @2024-05-01T00:00:00Z",
        "a.example registrar reg a @2024-05-01T00:00:00Z", "reg a abuse-email abuse@reg.example @2024-05-01T00:00:00Z",
        "a.example .created=2024-03-01T10:00:00Z @2024-05-01T00:00:00Z",
        "a.example .updated=2024-04-01T00:00:00Z @2024-05-01T00:00:00Z",
        "a.example .expires=2025-03-01T10:00:00Z @2024-05-01T00:00:00Z",
        "a.example .whois-server=whois.reg.example @2024-05-01T00:00:00Z",
        "a.example .status=clientTransferProhibited @2024-05-01T00:00:00Z",
        "a.example ns ns1.b.example @2024-05-01T00:00:00Z", "a.example ns ns2.b.example @2024-05-01T00:00:00Z",
        "a.example .registrant-country=IS @2024-05-01T00:00:00Z",
        "a.example registrant? \"REDACTED FOR PRIVACY\" @2024-05-01T00:00:00Z",
        "a.example org acme @2024-05-01T00:00:00Z", "a.example email x@y.example @2024-05-01T00:00:00Z",
        "a.example tech-email t@y.example @2024-05-01T00:00:00Z", "a.example .dnssec=false @2024-05-01T00:00:00Z"}},
      {"RIPE's form: contacts by handle",
       "% comment\n\ndomain:      a.example\nholder-c:    H1-EX\nadmin-c:     A1-EX\ntech-c:      A1-EX\n"
       "registrar:   Reg A\nExpiry Date: 30/12/2017\ncreated:     27/07/2000\nnserver:     ns1.b.example 192.0.2.53\n"
       "source:      EX\n\nnic-hdl:     H1-EX\ntype:        ORGANIZATION\ncontact:     Acme\ncountry:     IE\n"
       "phone:       +353 14361000\ne-mail:      h@y.example\nregistrar:   Reg B\nchanged:     20/03/2015 "
       "nic@nic.example\n"
       "\nnic-hdl:     A1-EX\ncontact:     Jo Doe\ne-mail:      jo@y.example\n",
       {"a.example answers registration: found @2024-06-01T00:00:00Z",
        "a.example registrar reg a @2024-06-01T00:00:00Z",
        "a.example .created=2000-07-27T00:00:00Z @2024-06-01T00:00:00Z",
        "a.example .expires=2017-12-30T00:00:00Z @2024-06-01T00:00:00Z",
        "a.example ns ns1.b.example @2024-06-01T00:00:00Z", "ns1.b.example ip 192.0.2.53 @2024-06-01T00:00:00Z",
        "a.example .registrant-country=IE @2024-06-01T00:00:00Z", "a.example org acme @2024-06-01T00:00:00Z",
        "a.example email h@y.example @2024-06-01T00:00:00Z", "a.example phone +35314361000 @2024-06-01T00:00:00Z",
        "a.example admin-person jo doe @2024-06-01T00:00:00Z",
        "a.example admin-email jo@y.example @2024-06-01T00:00:00Z",
        "a.example tech-person jo doe @2024-06-01T00:00:00Z",
        "a.example tech-email jo@y.example @2024-06-01T00:00:00Z"}},
      {"brackets as keys",
       "[ The registry gives information. Its use is    ]\n[ restricted.    ]\n\nDomain Information:\n"
       "[Domain Name]                   A.EXAMPLE\n\n[Registrant]                    Acme Inc.\n\n"
       "[Name Server]                   ns1.b.example\n[Signing Key]                   \n\n"
       "[Created on]                    2005/05/30\n[Expires on]                    2014/05/31\n"
       "[Status]                        Active\n[Last Updated]                  2013/06/01 01:05:07 (JST)\n\n"
       "Contact Information:\n[Name]                          Acme Inc.\n[Email]                         x@y.example\n"
       "[Web Page]                       \n[Phone]                         16502530000\n",
       {"a.example answers registration: found @2024-06-01T00:00:00Z",
        "a.example .created=2005-05-30T00:00:00Z @2024-06-01T00:00:00Z",
        "a.example .updated=2013-05-31T16:05:07Z @2024-06-01T00:00:00Z",
        "a.example .expires=2014-05-31T00:00:00Z @2024-06-01T00:00:00Z", "a.example .status=ok @2024-06-01T00:00:00Z",
        "a.example ns ns1.b.example @2024-06-01T00:00:00Z", "a.example registrant acme inc. @2024-06-01T00:00:00Z"}},
      {"brackets as headings",
       "Domain: a.example\nNserver: ns1.b.example\nStatus: connect\nChanged: 2011-03-30T19:36:27+02:00\n\n[Tech-C]\n"
       "Type: PERSON\nName: DNS Admin\nOrganisation: Acme\nEmail: t@y.example\nChanged: 2011-03-11T00:04:49+01:00\n\n"
       "[Zone-C]\nType: PERSON\nName: Zone Admin\nEmail: z@y.example\n",
       {"a.example answers registration: found @2024-06-01T00:00:00Z",
        "a.example .updated=2011-03-30T17:36:27Z @2024-06-01T00:00:00Z",
        "a.example .status=connect @2024-06-01T00:00:00Z", "a.example ns ns1.b.example @2024-06-01T00:00:00Z",
        "a.example tech-person dns admin @2024-06-01T00:00:00Z", "a.example tech-org acme @2024-06-01T00:00:00Z",
        "a.example tech-email t@y.example @2024-06-01T00:00:00Z",
        "a.example tech-person zone admin @2024-06-01T00:00:00Z",
        "a.example tech-email z@y.example @2024-06-01T00:00:00Z"}},
      {"free layout below headings",
       "Domain Name: A.EXAMPLE\n\nRegistrant:\n   Some Institute\n   Some Street 1\n   UNITED STATES\n\n"
       "Administrative Contact:\n   Jo Doe\n   Some Institute\n   (617) 324-5900\n   jo@y.example\n\n"
       "Name Servers: \n   NS1.B.EXAMPLE      192.0.2.53\n\nDomain record activated:    23-May-1985\n"
       "Domain expires:             31-Jul-2012\n",
       {"a.example answers registration: found @2024-06-01T00:00:00Z",
        "a.example .created=1985-05-23T00:00:00Z @2024-06-01T00:00:00Z",
        "a.example .expires=2012-07-31T00:00:00Z @2024-06-01T00:00:00Z",
        "a.example ns ns1.b.example @2024-06-01T00:00:00Z", "ns1.b.example ip 192.0.2.53 @2024-06-01T00:00:00Z",
        "a.example org some institute @2024-06-01T00:00:00Z", "a.example admin-person jo doe @2024-06-01T00:00:00Z",
        "a.example admin-email jo@y.example @2024-06-01T00:00:00Z",
        "a.example admin-phone 6173245900 @2024-06-01T00:00:00Z"}},
      {"a registrar with contacts of its own, and a holder that is not shown",
       "Domain:\ta.example\nStatus:\tNOT AVAILABLE\nRegistered:\tTue Feb 15 2011\n\nRegistrant:\n"
       "\tNot shown, please visit www.dns.example for webbased whois.\n\nRegistrar Technical Contacts:\n\tName:\tR. B\n"
       "\tEmail:\tsupport@reg.example\n\nRegistrar:\n\tName:\t Reg A\n\tWebsite: reg.example/\n\nNameservers:\n"
       "\tns1.b.example\n\tns2.b.example\n\nKeys:\n\nPlease visit www.dns.example for more info.\n",
       {"a.example answers registration: found @2024-06-01T00:00:00Z",
        "a.example registrar reg a @2024-06-01T00:00:00Z",
        "reg a abuse-email support@reg.example @2024-06-01T00:00:00Z",
        "a.example .created=2011-02-15T00:00:00Z @2024-06-01T00:00:00Z",
        "a.example .status=notAvailable @2024-06-01T00:00:00Z", "a.example ns ns1.b.example @2024-06-01T00:00:00Z",
        "a.example ns ns2.b.example @2024-06-01T00:00:00Z",
        "a.example org? \"Not shown, please visit www.dns.example for webbased whois.\" @2024-06-01T00:00:00Z"}},
      {"contacts and name servers in records of their own",
       "domain:       a.example\nregistrant:   C1-EX\nadmin-c:      C1-EX\nnsset:        NS-A\nregistrar:    REG-EX\n"
       "status:       paid and in zone\nregistered:   27.07.2009 11:01:10\nexpire:       27.07.2012\n\n"
       "contact:      C1-EX\norg:          Acme\nname:         Jo Doe\ne-mail:       jo@y.example\n"
       "created:      30.08.2010 15:46:35\n\nnsset:        NS-A\nnserver:      ns1.b.example\ntech-c:       C2-EX\n",
       {"a.example answers registration: found @2024-06-01T00:00:00Z",
        "a.example registrar reg-ex @2024-06-01T00:00:00Z",
        "a.example .created=2009-07-27T11:01:10Z @2024-06-01T00:00:00Z",
        "a.example .expires=2012-07-27T00:00:00Z @2024-06-01T00:00:00Z",
        "a.example .status=paidAndInZone @2024-06-01T00:00:00Z", "a.example ns ns1.b.example @2024-06-01T00:00:00Z",
        "a.example registrant jo doe @2024-06-01T00:00:00Z", "a.example org acme @2024-06-01T00:00:00Z",
        "a.example email jo@y.example @2024-06-01T00:00:00Z", "a.example admin-person jo doe @2024-06-01T00:00:00Z",
        "a.example admin-org acme @2024-06-01T00:00:00Z", "a.example admin-email jo@y.example @2024-06-01T00:00:00Z"}},
      {"addresses: the block, its holder and where to report abuse",
       "% Abuse contact for '192.0.2.0 - 192.0.2.255' is 'abuse@n.example'\n\ninetnum:        192.0.2.0 - 192.0.2.255\n"
       "netname:        NET-A\ncountry:        NL\norg:            ORG-A1\nsource:         RIPE\n\n"
       "organisation:   ORG-A1\norg-name:       Acme\n\nroute:          192.0.2.0/24\norigin:         AS64500\n",
       {"192.0.2.0/24 mentioned", "192.0.2.0/24 .netname=NET-A @2024-06-01T00:00:00Z",
        "192.0.2.0/24 country NL @2024-06-01T00:00:00Z", "192.0.2.0/24 org acme @2024-06-01T00:00:00Z",
        "192.0.2.0/24 abuse-email abuse@n.example @2024-06-01T00:00:00Z",
        "192.0.2.0/24 asn AS64500 @2024-06-01T00:00:00Z"}},
      {"headings without a colon, and contacts with dates of their own",
       "Domain:             a.example\nStatus:             ok\nCreated:            1999-12-10 00:00:00\n"
       "Last Update:        2024-04-07 01:00:27\n\nRegistrant\n  Organization:     Acme S.p.A.\n"
       "  Address:          Via X\n                    MILANO\n"
       "  Created:          2007-03-01 10:28:08\n  Last Update:      2011-04-18 15:57:22\n\nTechnical Contacts\n"
       "  Name:             Tech Doe\n  Email:            t@y.example\n\nRegistrar\n  Organization:     Reg S.p.A.\n"
       "  Name:             REG-REG\n\nNameservers\n  ns1.b.example\n  ns2.b.example\n",
       {"a.example answers registration: found @2024-06-01T00:00:00Z",
        "a.example registrar reg s.p.a. @2024-06-01T00:00:00Z",
        "a.example .created=1999-12-10T00:00:00Z @2024-06-01T00:00:00Z",
        "a.example .updated=2024-04-07T01:00:27Z @2024-06-01T00:00:00Z", "a.example .status=ok @2024-06-01T00:00:00Z",
        "a.example ns ns1.b.example @2024-06-01T00:00:00Z", "a.example ns ns2.b.example @2024-06-01T00:00:00Z",
        "a.example org acme s.p.a. @2024-06-01T00:00:00Z", "a.example tech-person tech doe @2024-06-01T00:00:00Z",
        "a.example tech-email t@y.example @2024-06-01T00:00:00Z"}},
      {"the registrar and more name servers on lines of their own",
       "    Domain name:\n        a.example\n\n    Registrant:\n        Acme Ltd\n\n    Registrar:\n"
       "        Reg Ltd [Tag = REG]\n        URL: https://reg.example\n\n    Relevant dates:\n"
       "        Registered on: 14-Feb-1999\n\n    nameservers:  ns1.b.example. [192.0.2.53]\n"
       "                  ns2.b.example.\n    created:      1999.09.13 13:00:00\n",
       {"a.example answers registration: found @2024-06-01T00:00:00Z",
        "a.example registrar reg ltd @2024-06-01T00:00:00Z",
        "a.example .created=1999-02-14T00:00:00Z @2024-06-01T00:00:00Z",
        "a.example ns ns1.b.example @2024-06-01T00:00:00Z", "ns1.b.example ip 192.0.2.53 @2024-06-01T00:00:00Z",
        "a.example ns ns2.b.example @2024-06-01T00:00:00Z", "a.example org acme ltd @2024-06-01T00:00:00Z"}},
      {"no such name",
       "No match for \"A.EXAMPLE\".\n\n>>> Last update of whois database: 2014-01-22T22:10:31Z <<<\n",
       {"a.example answers registration: none @2014-01-22T22:10:31Z"}},
      {"no such name, in two words; the file says which",
       "NOT FOUND\n",
       {"a.example answers registration: none @2024-06-01T00:00:00Z"},
       {.name = "whois/a.example.txt"}},
      {"free", "Domain: a.example\nStatus: free\n", {"a.example answers registration: none @2024-06-01T00:00:00Z"}},
  };
  for (const WhoisSample& sample : samples) checkWhois(sample);
}

TEST_CASE("WHOIS answers that are none", "[ingest][whois]") {
  SECTION("a server that is asked too often") {
    const std::string text = "% WHOIS a.example\n% Excessive querying, grace period of 2 seconds\n";
    const Read read = readText(readerNamed("whois"), text);
    CHECK(read.lines().empty());
    CHECK(read.reasons() == std::vector<std::string>{"the server refused to answer"});
    const Read told = readText(readerNamed("whois"), text, {.subject = "a.example"});
    CHECK(told.lines() == std::vector<std::string>{"a.example answers registration: refused @2024-06-01T00:00:00Z"});
    REQUIRE(told.lookups.size() == 1);
    CHECK(told.lookups.front().lookup.outcome == model::Outcome::kRefused);
  }
  SECTION("a name that is kept back") {
    const Read read = readText(readerNamed("whois"), "Reserved by the registry\n");
    CHECK(read.lines().empty());
    CHECK(read.rejects.size() == 1);
  }
  SECTION("a record of nobody knows which name") {
    const Read read = readText(readerNamed("whois"), "Registrar: Reg A\nName Server: ns1.b.example\n");
    CHECK(read.lines().empty());
    CHECK(contains(read.reasons().front(), "--subject"));
  }
}

namespace {

/// Counts of a key in the answers of gTLD-like servers: those that are the same as the graph's links or properties.
std::size_t propertyCount(const Read& read, std::string_view property) {
  std::set<std::string> values;
  for (const std::string& line : read.lines()) {
    const std::size_t at = line.find(" ." + std::string(property) + "=");
    if (at != std::string::npos) values.insert(line.substr(0, line.find(" @", at)));
  }
  return values.size();
}

/// Values of a contact relation, those withheld among them.
std::size_t contacts(const Read& read, std::string_view relation) {
  std::size_t withheld = 0;
  for (const std::string& line : read.lines()) withheld += contains(line, " " + std::string(relation) + "? ") ? 1 : 0;
  return read.targets(relation).size() + withheld;
}

bool isRegistered(const Json& counts) {
  return textOf(counts, "class") == "registered";
}

}  // namespace

TEST_CASE("real WHOIS answers are told and read", "[ingest][whois][real]") {
  const auto files = expectations();
  if (!files) return;
  eachFile(*files, "whois-text/", [](const std::string& path, const Json& counts) {
    const auto text = sharedFile(path);
    REQUIRE(text);
    CHECK(detected(*text, path) == "whois");
    const auto read = readShared(path);
    REQUIRE(read);
    CHECK(read->error.empty());
    std::string kind = textOf(counts, "class");
    // Its name says "not available", which is what a registered name is.
    if (contains(path, "property_status_not_available")) kind = "registered";
    if (kind == "registered" || (kind == "other" && !contains(path, "reserved"))) {
      CHECK(read->answers("registration") == 1);
      CHECK(read->rejects.empty());
      CHECK(read->lookups.front().lookup.outcome != model::Outcome::kNone);
    } else if (kind == "available" && !contains(path, "whois.nic.bo__bo")) {
      // That server says which names it serves, and nothing of the one that was asked.
      REQUIRE(read->lookups.size() == 1);
      CHECK(read->lookups.front().lookup.outcome == model::Outcome::kNone);
      CHECK(read->rejects.empty());
    } else {
      CHECK(read->lines().empty());
      CHECK(read->rejects.size() == 1);
    }
  });
}

TEST_CASE("counts of keys in real WHOIS answers", "[ingest][whois][real]") {
  const auto files = expectations();
  if (!files) return;
  std::size_t servers = 0, registrars = 0;
  eachFile(*files, "whois-text/", [&](const std::string& path, const Json& counts) {
    if (!isRegistered(counts)) return;
    const auto read = readShared(path);
    REQUIRE(read);
    if (const std::size_t stated = expected(counts, "name_server"); stated > 0) {
      CHECK(read->targets("ns").size() == stated);
      ++servers;
    }
    if (expected(counts, "registrar") > 0) {
      CHECK(read->targets("registrar").size() == 1);
      ++registrars;
    }
    if (expected(counts, "created") > 0) CHECK(propertyCount(*read, "created") == 1);
    if (const std::size_t stated = expected(counts, "iana_id"); stated > 0) {
      CHECK(propertyCount(*read, "iana-id") == stated);
    }
    if (const std::size_t stated = expected(counts, "registrant_email"); stated > 0) {
      // One registrar's own domain has the registrar's role mailbox, which is nobody's own.
      CHECK(contacts(*read, "email") + (contains(path, "whois.tucows.com") ? 1 : 0) == stated);
    }
    if (const std::size_t stated = expected(counts, "registrant_org"); stated > 0) {
      CHECK(contacts(*read, "org") == stated);
    }
    if (const std::size_t stated = expected(counts, "registrant_name"); stated > 0) {
      // One registry writes "n/a", which names nobody.
      CHECK(contacts(*read, "registrant") + (contains(path, "whois.museum") ? 1 : 0) == stated);
    }
  });
  CHECK(servers > 30);
  CHECK(registrars > 20);
}

TEST_CASE("an empty text is no answer of a server", "[ingest][whois]") {
  for (const char* const text :
       {"", "\n", "# whois.registry.example\n", "\n\n# whois.a.example\n\n# whois.b.example\n"}) {
    INFO(text);
    const Read read = readText(readerNamed("whois"), text);
    CHECK(read.lines().empty());
  }
}

}  // namespace clew::ingest::test
