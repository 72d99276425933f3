// What single registries and registrars call things in WHOIS answers.
#include <algorithm>
#include <catch2/catch.hpp>

#include "unit/ingest/whois_support.h"

namespace clew::ingest::test {

TEST_CASE("who is on site is a technical contact, however it is spelt", "[ingest][whois]") {
  CHECK(whoisFacts(
            "Domain: a.example\nScript: LATIN\n\nRegistrant:\n        NOT DISCLOSED!\n\nOn-site(s):\n"
            "        Organisation: Host Ltd\n        Email: t@host.example\n\nRegistrar:\n        Name: Reg A\n") ==
        WhoisFacts{"a.example registrar reg a", "a.example org? \"NOT DISCLOSED\"", "a.example tech-org host ltd",
                   "a.example tech-email t@host.example"});
}

TEST_CASE("Denmark: the name's own spelling is no name server", "[ingest][whois]") {
  CHECK(whoisFacts("Domain:               xn--bcher-kva.example\nDNS:                  b\xC3\xBC"
                   "cher.example\n"
                   "Registered:           2010-07-13\nStatus:               Active\n\nNameservers\n"
                   "Hostname:             ns1.b.example\nHostname:             ns2.b.example\n") ==
        WhoisFacts{"xn--bcher-kva.example .created=2010-07-13T00:00:00Z", "xn--bcher-kva.example .status=ok",
                   "xn--bcher-kva.example ns ns1.b.example", "xn--bcher-kva.example ns ns2.b.example"});
}

TEST_CASE("Norway: contacts by their handles, and the dates of each", "[ingest][whois]") {
  const std::string domain =
      "Domain Information\n\nNORID Handle...............: AAA1D-EX\nDomain Name................: a.example\n"
      "Domain Holder Handle.......: AAA2O-EX\nRegistrar Handle...........: REG1-EX\n"
      "Legal-c Handle.............: AAA4P-EX\nTech-c Handle..............: AAA3P-EX\n"
      "Name Server Handle.........: NSA5H-EX\n\nAdditional information:\nCreated:         2001-02-03\n"
      "Last updated:    2015-06-07\n";
  const WhoisFacts base = {"a.example registrar reg1-ex", "a.example .created=2001-02-03T00:00:00Z",
                           "a.example .updated=2015-06-07T00:00:00Z"};
  CHECK(whoisFacts(domain) == base);
  WhoisFacts whole = base;
  for (const char* fact : {"a.example .registrant-country=NO", "a.example org acme as", "a.example email x@y.example",
                           "a.example phone +4755501000", "a.example tech-person jo doe"}) {
    whole.push_back(fact);
  }
  CHECK(whoisFacts(domain +
                   "\nNORID Handle...............: AAA2O-EX\nType.......................: organization\n"
                   "Name.......................: Acme AS\nRegistrar Handle...........: REG1-EX\n"
                   "Country....................: NO\nPhone Number...............: +47.55501000\n"
                   "Email Address..............: x@y.example\n\nAdditional information:\nCreated:         2010-10-01\n"
                   "Last updated:    2012-10-01\n\nNORID Handle...............: AAA3P-EX\n"
                   "Name.......................: Jo Doe\n\nAdditional information:\nLast updated:    2020-10-01\n") ==
        whole);
}

TEST_CASE("a contact under a key of its own is not the registrant", "[ingest][whois]") {
  CHECK(whoisFacts("domain: a.example\nowner: Ann One\norganization: Acme\nemail: ann@y.example\n"
                   "admin-c: CEX-123 ann@y.example\ntech-c: CEX-124 tech@host.example\nnserver: ns1.b.example\n"
                   "created: 2005-05-19 04:16:22 UTC\n\ncontact-hdl: CEX-123\nperson: Ann One\n"
                   "email: ann@y.example\n\ncontact-hdl: CEX-124\norganization: Host Ltd\nemail: tech@host.example\n\n"
                   "contact-hdl: CEX-125\nperson: Nobody Asked\n") ==
        WhoisFacts{"a.example .created=2005-05-19T04:16:22Z", "a.example ns ns1.b.example",
                   "a.example registrant ann one", "a.example org acme", "a.example email ann@y.example",
                   "a.example admin-person ann one", "a.example admin-email ann@y.example",
                   "a.example tech-org host ltd", "a.example tech-email tech@host.example"});
  // the key of a contact is no name, and its name stands in parts
  CHECK(whoisFacts("domain: a.example\nstatus: LOCK\nowner-contact: P-ABC1234\nowner-organization: Acme\n"
                   "owner-fname: Ann\nowner-lname: One\nadmin-contact: P-ABC1235\nadmin-fname: Jo\nadmin-lname: Doe\n"
                   "billing-contact: P-ABX1\nnameserver: ns1.b.example\n") ==
        WhoisFacts{"a.example .status=lock", "a.example ns ns1.b.example", "a.example registrant ann one",
                   "a.example org acme", "a.example admin-person jo doe"});
}

TEST_CASE("what describes a reverse zone is not its owner", "[ingest][whois]") {
  CHECK(whoisFacts("% Information related to '2.0.192.in-addr.arpa'\n\ndomain:         2.0.192.in-addr.arpa\n"
                   "descr:          reverse\nnserver:        ns1.b.example\nsource:         EX\n") ==
        WhoisFacts{"2.0.192.in-addr.arpa ns ns1.b.example"});
}

TEST_CASE("dates, statuses and name servers by registries' own keys", "[ingest][whois]") {
  // Thailand
  CHECK(whoisFacts("Domain Name:                A.EXAMPLE\nRegistrar:                  REG A\n"
                   "Name Server:                NS1.B.EXAMPLE\nCreated date:               08 Oct 1998\n"
                   "Exp date:                   07 Oct 2024\nDomain Holder Organization: Acme (Asia Branch)\n"
                   "Domain Holder Country:      TH\n") ==
        WhoisFacts{"a.example registrar reg a", "a.example .created=1998-10-08T00:00:00Z",
                   "a.example .expires=2024-10-07T00:00:00Z", "a.example ns ns1.b.example",
                   "a.example .registrant-country=TH", "a.example org acme (asia branch)"});
  // New Zealand
  const std::string nz =
      "version: 8.6\nquery_datetime: 2020-08-11T12:41:54+12:00\ndomain_name: a.example\nquery_status: 200 Active\n"
      "domain_dateregistered: 1998-11-20T00:00:00+13:00\ndomain_datelastmodified: 2020-01-15T06:11:20+13:00\n"
      "%\nregistrar_name: Reg A\n%\nns_name_01: ns1.a.example\nns_ip4_01: 192.0.2.1\nns_name_02: ns2.b.example\n";
  CHECK(whoisFacts(nz) == WhoisFacts{"a.example registrar reg a", "a.example .created=1998-11-19T11:00:00Z",
                                     "a.example .updated=2020-01-14T17:11:20Z", "a.example .status=ok",
                                     "a.example ns ns1.a.example", "ns1.a.example ip 192.0.2.1",
                                     "a.example ns ns2.b.example"});
  CHECK(readText(readerNamed("whois"), nz).lookups.front().lookup.fetched == 1597106514);
  CHECK(readText(readerNamed("whois"), "domain_name: b.example\nquery_status: 220 Available\n").lines() ==
        WhoisFacts{"b.example answers registration: none @2024-06-01T00:00:00Z"});
  // Tunisia
  CHECK(whoisFacts("Domain name.........: a.example\nDomain status.......: Active\nRegistrar...........: REG A\n\n"
                   "Owner Contact\nName................: Acme\nFirst name..........: \n\nDNS servers\n"
                   "Name................: ns1.b.example.\nName................: ns2.b.example.\n") ==
        WhoisFacts{"a.example registrar reg a", "a.example .status=ok", "a.example ns ns1.b.example",
                   "a.example ns ns2.b.example", "a.example registrant acme"});
  // Guernsey
  CHECK(whoisFacts("Domain:\n     a.example\n\nDomain Status:\n     Active\n\nRegistrar:\n"
                   "     Reg A (http://reg-a.example)\n\nRelevant dates:\n     Registered on 28th December 2018 at "
                   "05:54:43.861\n     Registry fee due on 28th December each year\n\n"
                   "Name servers:\n     ns1.b.example\n\nWHOIS lookup made on Sat, 11 Jun 2022 at 16:45:47 BST\n") ==
        WhoisFacts{"a.example registrar reg a", "a.example .created=2018-12-28T05:54:43Z", "a.example .status=ok",
                   "a.example ns ns1.b.example"});
  // Switzerland
  CHECK(whoisFacts("Domain name:\na.example\n\nHolder of domain name:\nAcme\nSome Street 2\n\nRegistrar:\nReg A\n\n"
                   "First registration date:\n1990-04-03\n\nName servers:\nns1.a.example\t[192.0.2.1]\n") ==
        WhoisFacts{"a.example registrar reg a", "a.example .created=1990-04-03T00:00:00Z", "a.example ns ns1.a.example",
                   "ns1.a.example ip 192.0.2.1", "a.example org acme"});
}

TEST_CASE("registrars and contacts by registries' own keys", "[ingest][whois]") {
  // Turkey
  CHECK(whoisFacts("** Domain Name: a.example\n\n** Registrar:\nNIC Handle\t\t: reg59-ex\n"
                   "Organization Name\t: Reg A\nAddress\t\t\t: Some Street\n\n** Domain Servers:\nns1.b.example\n") ==
        WhoisFacts{"a.example registrar reg a", "a.example ns ns1.b.example"});
  // Indonesia
  CHECK(whoisFacts("Domain ID:EX-DO1\nDomain Name:A.EXAMPLE\nCreated On:18-Dec-2004 13:33:21 UTC\n"
                   "Sponsoring Registrar Organization:Reg A\n"
                   "Sponsoring Registrar Contact Email:desk@reg-a.example\nName Server:NS1.B.EXAMPLE\n") ==
        WhoisFacts{"a.example registrar reg a", "reg a abuse-email desk@reg-a.example",
                   "a.example .created=2004-12-18T13:33:21Z", "a.example ns ns1.b.example"});
  // Luxembourg
  CHECK(whoisFacts("domainname:     a.example\ndomaintype:     ACTIVE\nnserver:        ns1.a.example [192.0.2.1]\n"
                   "org-name:       Acme S.A.\norg-country:    LU\nadm-name:       Ann One\n"
                   "adm-email:      ann@y.example\ntec-name:       Jo Doe\nregistrar-name: Reg A\n") ==
        WhoisFacts{"a.example registrar reg a", "a.example .status=ok", "a.example ns ns1.a.example",
                   "ns1.a.example ip 192.0.2.1", "a.example .registrant-country=LU", "a.example org acme s.a.",
                   "a.example admin-person ann one", "a.example admin-email ann@y.example",
                   "a.example tech-person jo doe"});
  // Slovakia
  CHECK(whoisFacts("Domain:                       a.example\nCreated:                      2003-03-14\n"
                   "Nameserver:                   ns1.b.example\n"
                   "EPP Status:                   clientTransferProhibited, clientUpdateProhibited\n") ==
        WhoisFacts{"a.example .created=2003-03-14T00:00:00Z", "a.example .status=clientTransferProhibited",
                   "a.example .status=clientUpdateProhibited", "a.example ns ns1.b.example"});
}

TEST_CASE("Malaysia: keys between brackets, and what stands below them without any", "[ingest][whois]") {
  CHECK(whoisFacts("\nWelcome to the Whois Server.\n\na [Domain Name]\t\t\t\ta.example\n"
                   "b [Registration No.]\t\t\tD1A000001\nc [Record Created]\t\t\t10-JUL-1996\n"
                   "d [Record Expired]\t\t\t10-JUL-2025\ne [Record Last Modified]\t\t28-JUN-2023\n"
                   "f [Invoicing Party]\t\t\tSomebody Else\ng [Registrant Code]\t\t\t10010001B\nh [Registrant]\t\n"
                   "\tAcme Berhad\n\tSome Street 1\n\t(Registrant Name)\n\n"
                   "i [Administrative Contact Code]\t\tA1001\n\tAnn One\n\tann@y.example\n\t(Tel) 603-25550100\n\n"
                   "Nameserver Information:\n[Primary Name Server]\nns1.a.example\t192.0.2.1\n"
                   "[Secondary Name Server]\nns2.b.example\n") ==
        WhoisFacts{"a.example .created=1996-07-10T00:00:00Z", "a.example .updated=2023-06-28T00:00:00Z",
                   "a.example .expires=2025-07-10T00:00:00Z", "a.example ns ns1.a.example",
                   "ns1.a.example ip 192.0.2.1", "a.example ns ns2.b.example", "a.example org acme berhad",
                   "a.example admin-person ann one", "a.example admin-email ann@y.example",
                   "a.example admin-phone 60325550100"});
}

TEST_CASE("the mailbox for abuse of a block stands with a contact's handle, or by itself", "[ingest][whois]") {
  CHECK(whoisFacts("inetnum:     192.0.2.0/24\naut-num:     AS64500\nabuse-c:     ABC30\nowner:       Acme\n"
                   "country:     BR\nowner-c:     ANN1\n\nnic-hdl-br:  ABC30\nperson:      Abuse Desk\n"
                   "e-mail:      abuse@y.example\n\nnic-hdl-br:  ANN1\nperson:      Ann One\n"
                   "e-mail:      ann@y.example\n") ==
        WhoisFacts{"192.0.2.0/24 mentioned", "192.0.2.0/24 country BR", "192.0.2.0/24 org acme",
                   "192.0.2.0/24 abuse-email abuse@y.example", "192.0.2.0/24 email ann@y.example",
                   "192.0.2.0/24 asn AS64500"});
  const WhoisFacts jp = whoisFacts(
      "[ The registry provides information regarding IP address and ASN.  ]\n\n"
      "Network Information:\na. [Network Number]             192.0.2.0/24\nb. [Network Name]               ACME-NET\n"
      "g. [Organization]               Acme K.K.\no. [Abuse]                      abuse@y.example\n"
      "m. [Administrative Contact]     JP00000001\nn. [Technical Contact]          JD001JP\n");
  CHECK(std::count(jp.begin(), jp.end(), "192.0.2.0/24 abuse-email abuse@y.example") == 1);
}

}  // namespace clew::ingest::test
