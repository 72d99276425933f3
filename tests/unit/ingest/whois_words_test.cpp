// What single registries and registrars call things in WHOIS answers.
#include <algorithm>
#include <catch2/catch.hpp>

#include "common/text.h"
#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

using Facts = std::vector<std::string>;

/// The facts of a WHOIS answer without their times and the answers to it.
Facts wordFacts(std::string_view text) {
  INFO(text);
  CHECK(detected(text) == "whois");
  const Read read = readText(readerNamed("whois"), text);
  CHECK(read.error.empty());
  CHECK(read.reasons().empty());
  Facts out;
  for (const std::string& line : read.lines()) {
    if (!contains(line, " answers ")) out.push_back(line.substr(0, line.rfind(" @")));
  }
  return out;
}

}  // namespace

TEST_CASE("Norway: contacts by their handles, and the dates of each", "[ingest][whois]") {
  const std::string domain =
      "Domain Information\n\nNORID Handle...............: AAA1D-EX\nDomain Name................: a.example\n"
      "Domain Holder Handle.......: AAA2O-EX\nRegistrar Handle...........: REG1-EX\n"
      "Legal-c Handle.............: AAA4P-EX\nTech-c Handle..............: AAA3P-EX\n"
      "Name Server Handle.........: NSA5H-EX\n\nAdditional information:\nCreated:         2001-02-03\n"
      "Last updated:    2015-06-07\n";
  const Facts base = {"a.example registrar reg1-ex", "a.example .created=2001-02-03T00:00:00Z",
                      "a.example .updated=2015-06-07T00:00:00Z"};
  CHECK(wordFacts(domain) == base);
  Facts whole = base;
  for (const char* fact : {"a.example .registrant-country=NO", "a.example org acme as", "a.example email x@y.example",
                           "a.example phone +4755501000", "a.example tech-person jo doe"}) {
    whole.push_back(fact);
  }
  CHECK(wordFacts(domain +
                  "\nNORID Handle...............: AAA2O-EX\nType.......................: organization\n"
                  "Name.......................: Acme AS\nRegistrar Handle...........: REG1-EX\n"
                  "Country....................: NO\nPhone Number...............: +47.55501000\n"
                  "Email Address..............: x@y.example\n\nAdditional information:\nCreated:         2010-10-01\n"
                  "Last updated:    2012-10-01\n\nNORID Handle...............: AAA3P-EX\n"
                  "Name.......................: Jo Doe\n\nAdditional information:\nLast updated:    2020-10-01\n") ==
        whole);
}

TEST_CASE("a contact under a key of its own is not the registrant", "[ingest][whois]") {
  CHECK(wordFacts("domain: a.example\nowner: Ann One\norganization: Acme\nemail: ann@y.example\n"
                  "admin-c: CEX-123 ann@y.example\ntech-c: CEX-124 tech@host.example\nnserver: ns1.b.example\n"
                  "created: 2005-05-19 04:16:22 UTC\n\ncontact-hdl: CEX-123\nperson: Ann One\n"
                  "email: ann@y.example\n\ncontact-hdl: CEX-124\norganization: Host Ltd\nemail: tech@host.example\n\n"
                  "contact-hdl: CEX-125\nperson: Nobody Asked\n") ==
        Facts{"a.example .created=2005-05-19T04:16:22Z", "a.example ns ns1.b.example", "a.example registrant ann one",
              "a.example org acme", "a.example email ann@y.example", "a.example admin-person ann one",
              "a.example admin-email ann@y.example", "a.example tech-org host ltd",
              "a.example tech-email tech@host.example"});
  // the key of a contact is no name, and its name stands in parts
  CHECK(wordFacts("domain: a.example\nstatus: LOCK\nowner-contact: P-ABC1234\nowner-organization: Acme\n"
                  "owner-fname: Ann\nowner-lname: One\nadmin-contact: P-ABC1235\nadmin-fname: Jo\nadmin-lname: Doe\n"
                  "billing-contact: P-ABX1\nnameserver: ns1.b.example\n") ==
        Facts{"a.example .status=lock", "a.example ns ns1.b.example", "a.example registrant ann one",
              "a.example org acme", "a.example admin-person jo doe"});
}

TEST_CASE("the mailbox for abuse of a block stands with a contact's handle, or by itself", "[ingest][whois]") {
  CHECK(wordFacts("inetnum:     192.0.2.0/24\naut-num:     AS64500\nabuse-c:     ABC30\nowner:       Acme\n"
                  "country:     BR\nowner-c:     ANN1\n\nnic-hdl-br:  ABC30\nperson:      Abuse Desk\n"
                  "e-mail:      abuse@y.example\n\nnic-hdl-br:  ANN1\nperson:      Ann One\n"
                  "e-mail:      ann@y.example\n") ==
        Facts{"192.0.2.0/24 mentioned", "192.0.2.0/24 country BR", "192.0.2.0/24 org acme",
              "192.0.2.0/24 abuse-email abuse@y.example", "192.0.2.0/24 asn AS64500"});
  const Facts jp = wordFacts(
      "[ The registry provides information regarding IP address and ASN.  ]\n\n"
      "Network Information:\na. [Network Number]             192.0.2.0/24\nb. [Network Name]               ACME-NET\n"
      "g. [Organization]               Acme K.K.\no. [Abuse]                      abuse@y.example\n"
      "m. [Administrative Contact]     JP00000001\nn. [Technical Contact]          JD001JP\n");
  CHECK(std::count(jp.begin(), jp.end(), "192.0.2.0/24 abuse-email abuse@y.example") == 1);
}

}  // namespace clew::ingest::test
