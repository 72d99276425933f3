// Whose a line of a WHOIS answer is: the servers that a client asked one after the other, and the contacts of each.
#include <algorithm>
#include <catch2/catch.hpp>

#include "common/text.h"
#include "unit/ingest/whois_support.h"

namespace clew::ingest::test {
namespace {

constexpr std::string_view kIana =
    "% IANA WHOIS server\n\nrefer:        whois.nic.example\n\ndomain:       EXAMPLE\n\norganisation: Registry Inc\n\n"
    "contact:      administrative\nname:         Jo Doe\ne-mail:       info@registry.example\n\n"
    "nserver:      A.SERVERS.EXAMPLE 192.0.2.1\n\ncreated:      1985-01-01\nsource:       IANA\n";

}  // namespace

TEST_CASE("the answers of several servers in one WHOIS output are told apart", "[ingest][whois]") {
  const std::string two =
      std::string(kIana) +
      "\n# whois.nic.example\n\n   Domain Name: A.EXAMPLE\n   Registrar: REG R\n"
      "   Creation Date: 2023-01-02T03:04:05Z\n   Name Server: NS1.B.EXAMPLE\n\n# whois.r.example\n\n"
      "Domain Name: A.EXAMPLE\nRegistrar: Reg R Inc\nCreation Date: 2023-01-02T00:00:00Z\n"
      "Registrant Email: x@y.example\n";
  CHECK(whoisFacts(two) == WhoisFacts{"a.example registrar reg r inc", "a.example .created=2023-01-02T00:00:00Z",
                                      "a.example ns ns1.b.example", "a.example email x@y.example",
                                      "a.example .created=2023-01-02T03:04:05Z", "a.example registrar reg r"});
  // A server that fails is said.
  const Read failed =
      readText(readerNamed("whois"), std::string(kIana) +
                                         "\n# whois.nic.example\n\nDomain Name: A.EXAMPLE\nRegistrar: REG R\n"
                                         "\n# whois.r.example\n\nconnection refused\n");
  CHECK(failed.targets("registrar") == WhoisFacts{"reg r"});
  CHECK(failed.notices == WhoisFacts{"1 × the answer of one of several servers holds no record that is known"});
  // IANA itself serves some names.
  CHECK(whoisFacts("% IANA WHOIS server\n\ndomain:       A.EXAMPLE\n\norganisation: Acme\n\n"
                   "nserver:      NS1.A.EXAMPLE\n\ncreated:      2004-05-06\nsource:       IANA\n") ==
        WhoisFacts{"a.example .created=2004-05-06T00:00:00Z", "a.example ns ns1.a.example", "a.example org acme"});
  // Alone it is no domain's, whatever was asked.
  const Read alone = readText(readerNamed("whois"), kIana, {.subject = "a.example"});
  CHECK(alone.lines().empty());
  CHECK(alone.reasons() == WhoisFacts{"the answer is about a top-level domain, and says only which server to ask"});
}

TEST_CASE("a range of addresses is not of the registry that refers to another", "[ingest][whois]") {
  CHECK(
      whoisFacts("% IANA WHOIS server\n\nrefer:        whois.net.example\n\ninetnum:      192.0.0.0 - 192.255.255.255\n"
                 "owner:        Registry\nsource:       IANA\n\n# whois.net.example\n\n"
                 "NetRange:       192.0.2.0 - 192.0.2.255\nNetName:        N-A\nOriginAS:       AS64500, AS64501\n"
                 "OrgName:        Acme\nCountry:        NL # in truth elsewhere\n") ==
      WhoisFacts{"192.0.2.0/24 mentioned", "192.0.2.0/24 .netname=N-A", "192.0.2.0/24 country NL",
                 "192.0.2.0/24 org acme", "192.0.2.0/24 asn AS64500", "192.0.2.0/24 asn AS64501"});
}

TEST_CASE("the fields of a WHOIS contact are no contacts", "[ingest][whois]") {
  CHECK(whoisFacts("Domain Name:  A.EXAMPLE\nSponsoring Registrar:  REG A\nRegistrant Name:  Ann One\n"
                   "Administrative Contact ID:  B1\nAdministrative Contact Name:  Bo Two\n"
                   "Administrative Contact City:  Somewhere\nAdministrative Contact Country:  United States\n"
                   "Administrative Contact Phone Number:  +1.5550100\nBilling Contact Email:  b@y.example\n"
                   "Domain Last Updated Date:  2013-09-18\n") ==
        WhoisFacts{"a.example registrar reg a", "a.example .updated=2013-09-18T00:00:00Z",
                   "a.example registrant ann one", "a.example admin-person bo two", "a.example admin-phone +15550100",
                   "a.example billing-email b@y.example"});
  CHECK(whoisFacts("Domain Name : a.example\nRegistrant : Acme\nAdministrative Contact(AC) : Jo Doe\n"
                   "AC E-Mail : a@y.example\nAC Phone Number : 02-123-4567\nRegistered Date : 2011. 03. 04.\n") ==
        WhoisFacts{"a.example .created=2011-03-04T00:00:00Z", "a.example org acme", "a.example admin-email a@y.example",
                   "a.example admin-phone 021234567", "a.example admin-person jo doe"});
}

TEST_CASE("a contact for everybody is not the registrant's", "[ingest][whois]") {
  const std::string text =
      "Domain Information:\n[Domain Name]                   A.EXAMPLE\n\n[Registrant]                    Ann One\n\n"
      "[Created on]                    2010/02/03\n\nContact Information:\n[Name]                          Helpdesk\n"
      "[Email]                         help@host.example\n[Postal Address]                Somewhere\n"
      "                                1 Some Street\n[Phone]                         0312345678\n";
  CHECK(whoisFacts(text) == WhoisFacts{"a.example .created=2010-02-03T00:00:00Z", "a.example registrant ann one"});
  CHECK(readText(readerNamed("whois"), text).notices.size() == 1);
}

TEST_CASE("a bare Technical: is a heading of contacts", "[ingest][whois]") {
  CHECK(whoisFacts(
            "Domain: a.example\nScript: LATIN\n\nRegistrant:\n        NOT DISCLOSED!\n\nTechnical:\n"
            "        Organisation: Host Ltd\n        Email: t@host.example\n\nRegistrar:\n        Name: Reg A\n") ==
        WhoisFacts{"a.example registrar reg a", "a.example org? \"NOT DISCLOSED\"", "a.example tech-org host ltd",
                   "a.example tech-email t@host.example"});
}

TEST_CASE("a page to ask by is withheld, and the time of the server's data is no update", "[ingest][whois]") {
  const std::string text =
      "domain:        A.EXAMPLE\norg:           Acme\nregistrar:     REG-A\nadmin-contact: https://reg.example/whois\n"
      "created:       2019-05-06T07:08:09Z\nsource:        TCI\n\nLast updated on 2024-03-04T05:06:07Z\n";
  CHECK(whoisFacts(text) == WhoisFacts{"a.example registrar reg-a", "a.example .created=2019-05-06T07:08:09Z",
                                       "a.example org acme", "a.example admin-email? \"https://reg.example/whois\""});
  const Read read = readText(readerNamed("whois"), text);
  CHECK(contains(read.lines().front(), "@2024-03-04T05:06:07Z"));
  CHECK(
      whoisFacts("Domain Name: A.EXAMPLE\nRegistrar: Reg A\nRegistrant Email: https://reg.example/a?domain=a.example\n"
                 "Admin Email: Follow the link at https://reg.example/contact\nLast Updated On: 2024-03-04\n") ==
      WhoisFacts{"a.example registrar reg a", "a.example .updated=2024-03-04T00:00:00Z",
                 "a.example email? \"https://reg.example/a?domain=a.example\"",
                 "a.example admin-email? \"Follow the link at https://reg.example/contact\""});
}

TEST_CASE("keys of records elsewhere in a WHOIS answer are no names", "[ingest][whois]") {
  // A contact's key may be any word: another line says it.
  CHECK(whoisFacts("domain:       a.example\nregistrant:   SB:EX\nadmin-c:      SB-EX\nregistrar:    REG-EX\n\n"
                   "contact:      SB:EX\norg:          Acme\nname:         Jo Doe\n\n"
                   "contact:      SB-EX\nname:         Ann One\n") ==
        WhoisFacts{"a.example registrar reg-ex", "a.example registrant jo doe", "a.example org acme",
                   "a.example admin-person ann one"});
  CHECK(
      whoisFacts("domain:         a.example\nregistrar:      Host Ltd ( https://nic.example/registrar/1 )\n"
                 "registrant:     BB1-EX\n\npersonname:     Bo Two\norganization:   Acme\nnic-hdl:        BB1-EX\n") ==
      WhoisFacts{"a.example registrar host ltd", "a.example registrant bo two", "a.example org acme"});
  CHECK(whoisFacts("%rwhois V-1.5:003fff:00 whois.example\ndomain:Class-Name:domain\ndomain:Domain-Name:a.example\n"
                   "domain:Admin-Contact;I:222.a.example\ndomain:Created:20090324\n") ==
        WhoisFacts{"a.example .created=2009-03-24T00:00:00Z"});
  CHECK(whoisFacts(
            "Domain name:  A.EXAMPLE\n\nAdministrative Contact: JD74(jo@y.example)\n   Jo Doe\n   Some Street 1\n") ==
        WhoisFacts{"a.example admin-person jo doe", "a.example admin-email jo@y.example"});
}

TEST_CASE("a label of WHOIS with a long explanation keeps its value", "[ingest][whois]") {
  CHECK(whoisFacts("Domain Name:  A.EXAMPLE\nRegistrar Name: REG A\n\nRegistrant Contact Information:\n\n"
                   "Company English Name (It should be the same as the name on the papers that were shown when the "
                   "name was registered or renewed): ACME INC.\nEmail: x@y.example\n") ==
        WhoisFacts{"a.example registrar reg a", "a.example org acme inc.", "a.example email x@y.example"});
}

}  // namespace clew::ingest::test
