// WHOIS answers of single registries: contacts by keys, contacts that carry a key, and the networks of the national
// registries.
#include <algorithm>
#include <catch2/catch.hpp>

#include "unit/ingest/whois_support.h"

namespace clew::ingest::test {

TEST_CASE("a key where a contact would stand is the contact's, and no name", "[ingest][whois]") {
  // Argentina: the number of a taxpayer.
  const std::string ar =
      "domain:\t\ta.example\nregistrant:\t30700000001\nregistrar:\treg-x\nregistered:\t2012-04-05 00:00:00\n"
      "expire:\t\t2025-04-05 00:00:00\n\n";
  const std::string ar_contact =
      "contact:\t30700000001\nname:\t\tACME S.A.\nregistrar:\treg-x\n"
      "created:\t2014-05-06 07:08:09\n\n";
  const WhoisFacts with = whoisFacts(ar + ar_contact + "nserver:\tns1.b.example ()\nregistrar:\treg-x\n");
  CHECK(std::count(with.begin(), with.end(), "a.example registrant acme s.a.") == 1);
  CHECK(std::count(with.begin(), with.end(), "a.example .created=2012-04-05T00:00:00Z") == 1);
  CHECK(whoisFacts(ar + "nserver:\tns1.b.example ()\n") ==
        WhoisFacts{"a.example registrar reg-x", "a.example .created=2012-04-05T00:00:00Z",
                   "a.example .expires=2025-04-05T00:00:00Z", "a.example ns ns1.b.example"});
  // Czechia, Costa Rica: any word is a key, whether its record stands below or not.
  const std::string cz =
      "domain:       a.example\nregistrant:   JANDOE\nadmin-c:      ADMIN\nnsset:        NS-A\n"
      "registrar:    REG-EX\nregistered:   14.02.2003 08:09:10\n\n";
  const std::string cz_servers = "nsset:        NS-A\nnserver:      ns1.b.example\ncreated:      01.01.2010\n";
  CHECK(whoisFacts(cz + "contact:      JANDOE\norg:          Acme\nname:         Jan Doe\n\n" + cz_servers) ==
        WhoisFacts{"a.example registrar reg-ex", "a.example .created=2003-02-14T08:09:10Z",
                   "a.example ns ns1.b.example", "a.example registrant jan doe", "a.example org acme"});
  CHECK(whoisFacts(cz + cz_servers) == WhoisFacts{"a.example registrar reg-ex",
                                                  "a.example .created=2003-02-14T08:09:10Z",
                                                  "a.example ns ns1.b.example"});
  // A set of name servers names its technician by a key as well.
  for (const char* record : {"", "\ncontact:      TECHY\nname:         Provider Desk\norg:          Hosting Co\n"}) {
    CHECK(whoisFacts(cz + cz_servers + "tech-c:       TECHY\n" + record) ==
          WhoisFacts{"a.example registrar reg-ex", "a.example .created=2003-02-14T08:09:10Z",
                     "a.example ns ns1.b.example"});
  }
  // Brazil writes names, and keys for the rest.
  const WhoisFacts br = whoisFacts(
      "domain:      a.example\nowner:       Acme\nowner-c:     JDO1\nnserver:     ns1.b.example\n"
      "created:     20000101 #1\n\nnic-hdl-br:  JDO1\nperson:      Jo Doe\ne-mail:      jo@y.example\n");
  CHECK(std::count(br.begin(), br.end(), "a.example org acme") == 1);
}

TEST_CASE("a contact whose key is the word of a role is no contact of that role", "[ingest][whois]") {
  const std::string domain =
      "domain:       a.example\nregistrant:   TECH\nadmin-c:      ADMIN\nnsset:        NS-A\nregistrar:    REG-EX\n\n";
  const std::string servers = "nsset:        NS-A\nnserver:      ns1.b.example\ntech-c:       BILLING\n\n";
  const std::string records =
      "contact:      TECH\nname:         Jan Owner\ne-mail:       jan@y.example\n\n"
      "contact:      ADMIN\nname:         Ada Boss\n\n"
      "contact:      BILLING\nname:         Provider Desk\norg:          Hosting Co\n\n";
  CHECK(whoisFacts(domain + records + servers) ==
        WhoisFacts{"a.example registrar reg-ex", "a.example ns ns1.b.example", "a.example registrant jan owner",
                   "a.example email jan@y.example", "a.example admin-person ada boss"});
  // A record that no line stands for is nobody's.
  CHECK(whoisFacts("domain:       a.example\nregistrar:    REG-EX\n\n" + records) ==
        WhoisFacts{"a.example registrar reg-ex"});
}

TEST_CASE("digits below a heading are a name, and beside it a key where a record has it", "[ingest][whois]") {
  CHECK(whoisFacts("Domain Name: a.example\nRegistrar: Reg\nCreation Date: 2001-01-01\n\nRegistrant:\n   360\n"
                   "   Some Street 5\n   jo@y.example\n\nAdministrative Contact:\n   Web24\n   Some Street 6\n\n"
                   "Name Server: ns1.b.example\n") ==
        WhoisFacts{"a.example registrar reg", "a.example .created=2001-01-01T00:00:00Z", "a.example ns ns1.b.example",
                   "a.example org 360", "a.example email jo@y.example", "a.example admin-person web24"});
  const std::string beside = "domain:      a.example\nregistrant:  58\nregistrar:   Reg\n";
  CHECK(whoisFacts(beside) == WhoisFacts{"a.example registrar reg"});
  CHECK(whoisFacts(beside + "\ncontact:     58\nname:        Jan Owner\n") ==
        WhoisFacts{"a.example registrar reg", "a.example registrant jan owner"});
  CHECK(whoisFacts("Domain Name: a.example\nRegistrant: 12345678\nAdmin Contact: 87654321\nTech Contact: 555\n"
                   "Registrar: Reg\n") == WhoisFacts{"a.example registrar reg"});
}

TEST_CASE("a key alone below the heading of a contact is no person", "[ingest][whois]") {
  const std::string domain = "Domain Name: a.example\nRegistrar: Reg\n\nRegistrant:\n   Acme Ltd\n\n";
  CHECK(whoisFacts(domain + "Administrative Contact:\n   AB1234-EX\n\nTechnical Contact:\n   1234\n\n") ==
        WhoisFacts{"a.example registrar reg", "a.example org acme ltd"});
  CHECK(whoisFacts(domain + "Administrative Contact:\n   Web24\n   Some Street 5\n\n") ==
        WhoisFacts{"a.example registrar reg", "a.example org acme ltd", "a.example admin-person web24"});
  CHECK(whoisFacts(domain + "Administrative Contact:\n   Web24\n   Email: jo@y.example\n\n") ==
        WhoisFacts{"a.example registrar reg", "a.example org acme ltd", "a.example admin-email jo@y.example",
                   "a.example admin-person web24"});
}

TEST_CASE("states below one another keep their words alone", "[ingest][whois]") {
  CHECK(whoisFacts("Domain Name: a.example\nRegistrar: Reg\nDomain status : clientHold - is not delegated\n"
                   "                serverHold please ask Acme\n                pendingDelete - x\n") ==
        WhoisFacts{"a.example registrar reg", "a.example .status=clientHold", "a.example .status=serverHold",
                   "a.example .status=pendingDelete"});
  CHECK(whoisFacts("Domain Name: a.example\nRegistrar: Reg\nStatus: clientHold, clientTransferProhibited\n"
                   "server maintenance by Acme Hold\n") == WhoisFacts{"a.example registrar reg",
                                                                      "a.example .status=clientHold",
                                                                      "a.example .status=clientTransferProhibited"});
}

TEST_CASE("a contact that carries its key stays with its heading", "[ingest][whois]") {
  // Bulgaria
  CHECK(whoisFacts("DOMAIN NAME: a.example\nactivated on: 12/05/2004 00:00:00 EEST\nregistration status: Registered\n\n"
                   "REGISTRANT:\nAcme Ltd\n  Some Street\n  BULGARIA\n\nADMINISTRATIVE CONTACT:\n  Jo Doe\n"
                   "  jo@y.example\n  Acme Ltd\n  BULGARIA\n  tel: +359 2 5550100\n  fax: +359 2 5550101\n"
                   "  NIC handle: JD18-EX\n\t\t\nTECHNICAL CONTACT(S):\n\n  Tech Doe\n  t@y.example\n"
                   "  tel: +359 2 5550102\n  NIC handle: TD1-EX\n\t\t\nNAME SERVER INFORMATION:\nns1.b.example \n") ==
        WhoisFacts{"a.example .created=2004-05-11T21:00:00Z", "a.example .status=registered",
                   "a.example ns ns1.b.example", "a.example org acme ltd", "a.example admin-phone +35925550100",
                   "a.example tech-phone +35925550102", "a.example admin-person jo doe",
                   "a.example admin-email jo@y.example", "a.example tech-person tech doe",
                   "a.example tech-email t@y.example"});
  CHECK(whoisFacts("DOMAIN NAME: a.example (a.example)\nregistration status: busy, active\n\n"
                   "NAME SERVER INFORMATION:\nns1.b.example (192.0.2.1)\n\nDNSSEC: inactive\n") ==
        WhoisFacts{"a.example .detail=status: busy, active", "a.example ns ns1.b.example", "ns1.b.example ip 192.0.2.1",
                   "a.example .dnssec=false"});
  // Kazakhstan
  CHECK(
      whoisFacts(
          "Whois Server for the KZ top level domain name.\n\nDomain Name............: a.example\n\n"
          "Organization Using Domain Name\nName...................: Jan Owner\nOrganization Name......: Acme\n"
          "Street Address.........: Some Street\nState..................: -\nCountry................: KZ\n\n"
          "Administrative Contact/Agent\nNIC Handle.............: JD0001-EX\nName...................: Jo Doe\n"
          "Phone Number...........: +7.7275550100\nEmail Address..........: jo@y.example\n\n"
          "Nameserver in listed order\n\nPrimary server.........: ns1.b.example\nPrimary ip address.....: 192.0.2.1\n\n"
          "Domain created: 2005-06-07 08:09:10 (GMT+0:00)\nDomain status : clientHold - is not delegated\n"
          "                serverHold - is not delegated\n\n"
          "Current Registar: REG\n") ==
      WhoisFacts{"a.example registrar reg", "a.example .created=2005-06-07T08:09:10Z", "a.example .status=clientHold",
                 "a.example .status=serverHold", "a.example ns ns1.b.example", "ns1.b.example ip 192.0.2.1",
                 "a.example .registrant-country=KZ", "a.example registrant jan owner", "a.example org acme",
                 "a.example admin-person jo doe", "a.example admin-email jo@y.example",
                 "a.example admin-phone +77275550100"});
  // Venezuela
  CHECK(whoisFacts(
            "Servidor Whois del registro\n\nTitular: \nJan Owner  (a.example-dom)\t\tjan@y.example\n   Acme C.A.\n"
            "   Some Street\n   Caracas  VE\n   0212-5550100 (FAX) 0212-5550101\n\n   Nombre de Dominio: a.example\n\n"
            "   Contacto Tecnico: \n      Acme C.A.  (a.example-tec)\t\ttec@y.example\n      Acme C.A.\n      Some "
            "Street\n"
            "      0212-5550102 x12 (FAX) 0212-5550103\n\n   Fecha de Creacion: 2008-09-10 11:12:13\n") ==
        WhoisFacts{"a.example .created=2008-09-10T11:12:13Z", "a.example registrant jan owner",
                   "a.example org acme c.a.", "a.example email jan@y.example", "a.example phone 02125550100",
                   "a.example tech-org acme c.a.", "a.example tech-email tec@y.example",
                   "a.example tech-phone 02125550102"});
}

TEST_CASE("a street below a contact of Venezuela is no organisation", "[ingest][whois]") {
  const std::string begin = "Servidor Whois del registro\n\nTitular: \nJan Owner  (a.example-dom)\t\tjan@y.example\n";
  const std::string end = "   Some Street\n   Caracas  VE\n\n   Nombre de Dominio: a.example\n";
  CHECK(whoisFacts(begin + end) == WhoisFacts{"a.example registrant jan owner", "a.example email jan@y.example"});
  CHECK(whoisFacts(begin + "   JAN OWNER\n" + end) ==
        WhoisFacts{"a.example org jan owner", "a.example email jan@y.example"});
  CHECK(whoisFacts(begin + "   Acme, C.A.\n" + end) ==
        WhoisFacts{"a.example registrant jan owner", "a.example org acme, c.a.", "a.example email jan@y.example"});
}

TEST_CASE("what stands below a contact of another registry is its street", "[ingest][whois]") {
  // Uruguay
  CHECK(whoisFacts("Servidor Whois del registro\n\nTitular: \nAcme Inc  (ab202-ex-o)\t\tx@y.example\n   Some Street 1\n"
                   "   1-650-5550100 (FAX) 1-650-5550101\n\n   Nombre de Dominio: a.example\n\n"
                   "   Fecha de Creacion: 2008-09-10 11:12:13\n") ==
        WhoisFacts{"a.example .created=2008-09-10T11:12:13Z", "a.example org acme inc", "a.example email x@y.example",
                   "a.example phone 16505550100"});
}

TEST_CASE("a record below a heading is found by its key", "[ingest][whois]") {
  // Ukraine
  const WhoisFacts facts = whoisFacts(
      "domain:         a.example\nadmin-c:        JD1-EX\ntech-c:         TL1-EX\nnserver:        ns1.b.example\n"
      "created:        2003-04-05\nsource:         EX\n\n\n% Administrative Contact:\n% ======================\n"
      "nic-handle:     JD1-EX\nperson:         Jo Doe\ne-mail:         jo@y.example\n\n% Technical Contact:\n"
      "% =================\nnic-handle:     TL1-EX\norganization:   Tech LLC\nphone:          +380 (44) 5550100\n");
  CHECK(facts == WhoisFacts{"a.example .created=2003-04-05T00:00:00Z", "a.example ns ns1.b.example",
                            "a.example admin-person jo doe", "a.example admin-email jo@y.example",
                            "a.example tech-org tech llc", "a.example tech-phone +380445550100"});
  // Austria: a role whose own contacts are named by keys too.
  CHECK(whoisFacts("domain:      a.example\ndescr:       Acme\nadmin-c:     HM-EX\ntech-c:      HM-EX\n"
                   "source:      EX\n\nrole:        Hostmaster\ne-mail:      h@y.example\nadmin-c:     AB1-EX\n"
                   "tech-c:      JD9\nnic-hdl:     HM-EX\nsource:      EX\n") ==
        WhoisFacts{"a.example org acme", "a.example admin-person hostmaster", "a.example admin-email h@y.example",
                   "a.example tech-person hostmaster", "a.example tech-email h@y.example"});
}

TEST_CASE("a contact's role is not its name", "[ingest][whois]") {
  CHECK(
      whoisFacts("domain:       a.example\n\norganisation: Acme\n\ncontact:      administrative\nname:         Jo Doe\n"
                 "e-mail:       jo@y.example\n\ncontact:      technical\nname:         Tech Doe\n\n"
                 "nserver:      ns1.b.example\n\ncreated:      2004-05-06\n") ==
      WhoisFacts{"a.example .created=2004-05-06T00:00:00Z", "a.example ns ns1.b.example", "a.example org acme",
                 "a.example admin-person jo doe", "a.example admin-email jo@y.example",
                 "a.example tech-person tech doe"});
  CHECK(whoisFacts("domain:   a.example\n\nRegistrant:\n  Name: Jan Owner\n\nContact: Admin\n  Name: Jo Doe\n"
                   "  Email: jo@y.example\n\nContact: Technical\n  Name: Tech Doe\n\n"
                   "Contact: Billing Contact\n  Name: Bill Doe\n") ==
        WhoisFacts{"a.example registrant jan owner", "a.example admin-person jo doe",
                   "a.example admin-email jo@y.example", "a.example tech-person tech doe",
                   "a.example billing-person bill doe"});
}

TEST_CASE("networks as the registries of Japan and Korea write them", "[ingest][whois]") {
  CHECK(whoisFacts("[ The registry provides information regarding IP address and ASN.  ]\n\nNetwork Information:\n"
                   "a. [Network Number]             192.0.2.0/24\nb. [Network Name]               ACME-NET\n"
                   "g. [Organization]               Acme K.K.\nm. [Administrative Contact]     JP00000001\n"
                   "n. [Technical Contact]          JD001JP\np. [Nameserver]                 ns1.b.example\n"
                   "[Assigned Date]                 2001/02/03\n[Last Update]                   2011/02/03\n\n"
                   "Less Specific Info.\n----------\nBig Corp.  [Allocation]        192.0.0.0/16\n") ==
        WhoisFacts{"192.0.2.0/24 mentioned", "192.0.2.0/24 .netname=ACME-NET", "192.0.2.0/24 org acme k.k."});
  CHECK(whoisFacts("[ The registry provides information regarding IP address and ASN.  ]\n\n"
                   "Autonomous System Information:\na. [AS Number]                  64500\n"
                   "b. [AS Name]                    ACME\ng. [Organization]               Acme K.K.\n"
                   "m. [Administrative Contact]     JP00000001\nn. [Technical Contact]          JP00000001\n") ==
        WhoisFacts{"AS64500 mentioned", "AS64500 .as-name=ACME", "AS64500 org acme k.k."});
  CHECK(
      whoisFacts("query : 192.0.2.7\n\n\n# KOREAN(UTF8)\n\n[ 네트워크 할당 정보 ]\n"
                 "IPv4주소           : 192.0.2.0 - 192.0.2.255 (/24)\n기관명             : 주식회사\n\n\n# ENGLISH\n\n"
                 "The registry is not an ISP.\n\n[ Network Information ]\n"
                 "IPv4 Address       : 192.0.2.0 - 192.0.2.255 (/24)\nOrganization Name  : Acme Corp\n"
                 "Service Name       : ACMENET\nAddress            : Some Street\nZip Code           : 00000\n"
                 "Registration Date  : 20110203\n\nName               : IP Manager\n"
                 "Phone              : +82-2-555-0100\nE-Mail             : ip@y.example\n") ==
      WhoisFacts{"192.0.2.0/24 mentioned", "192.0.2.0/24 .netname=ACMENET", "192.0.2.0/24 org acme corp"});
  // Prose that says which system an address is in is no answer of a registry.
  CHECK(
      detected("IP Address: 192.0.2.1\nAS Number: AS64500\nAS Name: ACME\nService Name: c2\nDomains: evil.example\n") !=
      "whois");
  // An address of one server is no network.
  CHECK(whoisFacts("Domain Name: a.example\nRegistrar: Reg\nName Server: ns1.b.example\nIPv4 Address: 192.0.2.1\n") ==
        WhoisFacts{"a.example registrar reg", "a.example ns ns1.b.example"});
}

TEST_CASE("the holder of one network is not that of the next", "[ingest][whois]") {
  // Korea: the part that an owner gave away says no name.
  CHECK(whoisFacts("query : 192.0.2.1\n\n# ENGLISH\n\nThe registry is not an ISP.\n\n[ Network Information ]\n"
                   "IPv4 Address       : 192.0.0.0 - 192.0.255.255 (/16)\nOrganization Name  : Acme Telecom (Asia)\n"
                   "Service Name       : ACME\nRegistration Date  : 20110203\n\nName               : IP Manager\n\n"
                   "More specific assignment information is as follows.\n\n[ Network Information ]\n"
                   "IPv4 Address       : 192.0.2.0 - 192.0.2.127 (/25)\nNetwork Type       : CUSTOMER\n"
                   "Registration Date  : 20110203\n") ==
        WhoisFacts{"192.0.0.0/16 mentioned", "192.0.0.0/16 .netname=ACME", "192.0.0.0/16 org acme telecom (asia)",
                   "192.0.2.0/25 mentioned"});
  CHECK(whoisFacts("[ The registry provides information regarding IP address and ASN.  ]\n\nNetwork Information:\n"
                   "a. [Network Number]             192.0.2.0/24\nb. [Network Name]               ACME-NET\n"
                   "g. [Organization]               Acme K.K.\n\n"
                   "Network Information:\na. [Network Number]             198.51.100.0/24\n"
                   "b. [Network Name]               OTHER-NET\nm. [Administrative Contact]     JP00000001\n"
                   "n. [Technical Contact]          JP00000001\np. [Nameserver]                 ns1.b.example\n"
                   "[Assigned Date]                 2001/02/03\n[Last Update]                   2011/02/03\n") ==
        WhoisFacts{"192.0.2.0/24 mentioned", "192.0.2.0/24 .netname=ACME-NET", "192.0.2.0/24 org acme k.k.",
                   "198.51.100.0/24 mentioned", "198.51.100.0/24 .netname=OTHER-NET"});
  // A network and its system in one block are one.
  CHECK(whoisFacts("inetnum:        192.0.2.0 - 192.0.2.255\nnetname:        N\naut-num:        AS64500\n"
                   "source:         X\n\norgname:        Acme\norgabuseemail:  abuse@acme.example\n") ==
        WhoisFacts{"192.0.2.0/24 mentioned", "192.0.2.0/24 .netname=N", "192.0.2.0/24 org acme",
                   "192.0.2.0/24 abuse-email abuse@acme.example", "192.0.2.0/24 asn AS64500"});
}

TEST_CASE("a network and a system beside one another have the country and the mailbox of their own holders",
          "[ingest][whois]") {
  const std::string net =
      "inetnum:        192.0.2.0 - 192.0.2.255\nnetname:        N\ncountry:        NL\norg:            ORG-A1-EX\n\n";
  const std::string org =
      "organisation:   ORG-A1-EX\norg-name:       Acme\ncountry:        BE\nabuse-mailbox:  abuse@acme.example\n\n";
  const WhoisFacts of_net = {"192.0.2.0/24 mentioned", "192.0.2.0/24 .netname=N", "192.0.2.0/24 country NL",
                             "192.0.2.0/24 org acme", "192.0.2.0/24 abuse-email abuse@acme.example"};
  const auto with = [&of_net](const WhoisFacts& more) {
    WhoisFacts all = of_net;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  CHECK(whoisFacts(net + org + "aut-num:        AS64500\nas-name:        A\ncountry:        DE\norg: ORG-A1-EX\n") ==
        with({"AS64500 mentioned", "AS64500 .as-name=A", "AS64500 org acme", "AS64500 country DE",
              "AS64500 abuse-email abuse@acme.example"}));
  CHECK(whoisFacts(net + org + "aut-num:        AS64500\nas-name:        A\norg:            ORG-A1-EX\n") ==
        with({"AS64500 mentioned", "AS64500 .as-name=A", "AS64500 org acme", "AS64500 country BE",
              "AS64500 abuse-email abuse@acme.example"}));
  // Another's has nothing of it.
  CHECK(whoisFacts(net + org + "aut-num:        AS64500\nabuse-mailbox:  abuse@b.example\n") ==
        with({"AS64500 mentioned", "AS64500 abuse-email abuse@b.example"}));
}

TEST_CASE("a bracket at the end of a holder's name is cut where it is a key", "[ingest][whois]") {
  CHECK(whoisFacts("# The registry's data\n\n"
                   "Acme (Networks) Inc. ACME-NET (NET-192-0-2-0-1) 192.0.2.0 - 192.0.2.255\n"
                   "Other (NETWORKS) Co (C01) OTHER-NET (NET-198-51-100-0-1) 198.51.100.0 - 198.51.100.255\n"
                   "Third (ASIA) THIRD-NET (NET-203-0-113-0-1) 203.0.113.0 - 203.0.113.255\n") ==
        WhoisFacts{"192.0.2.0/24 mentioned", "192.0.2.0/24 .netname=ACME-NET", "192.0.2.0/24 .handle=NET-192-0-2-0-1",
                   "192.0.2.0/24 org acme (networks) inc.", "198.51.100.0/24 mentioned",
                   "198.51.100.0/24 .netname=OTHER-NET", "198.51.100.0/24 .handle=NET-198-51-100-0-1",
                   "198.51.100.0/24 org other (networks) co", "203.0.113.0/24 mentioned",
                   "203.0.113.0/24 .netname=THIRD-NET", "203.0.113.0/24 .handle=NET-203-0-113-0-1",
                   "203.0.113.0/24 org third (asia)"});
  CHECK(whoisFacts("NetRange:       192.0.2.0 - 192.0.2.255\nCIDR:           192.0.2.0/24\nNetName:        N\n"
                   "NetHandle:      NET-1\nOrganization:   Acme (Europe) Inc. (ACME)\n\n"
                   "OrgName:        Acme (Europe) Inc.\nOrgId:          ACME\n") ==
        WhoisFacts{"192.0.2.0/24 mentioned", "192.0.2.0/24 .netname=N", "192.0.2.0/24 .handle=NET-1",
                   "192.0.2.0/24 org acme (europe) inc."});
  CHECK(whoisFacts("inetnum:        192.0.2.0 - 192.0.2.255\nnetname:        N\norganization:   Acme (ASIA)\n") ==
        WhoisFacts{"192.0.2.0/24 mentioned", "192.0.2.0/24 .netname=N", "192.0.2.0/24 org acme (asia)"});
}

TEST_CASE("a short list of networks gives each its own holder", "[ingest][whois]") {
  CHECK(whoisFacts("#\n# The registry's data are subject to terms\n#\n\n"
                   "Big Parent, LLC BIG-NET (NET-192-0-0-0-1) 192.0.0.0 - 192.0.255.255\n"
                   "ACME-NET (NET-192-0-2-0-1) 192.0.2.0 - 192.0.2.255\n"
                   "Acme Inc. ACME6 (NET6-2001-DB8-1) 2001:DB8:: - 2001:DB8:0:FFFF:FFFF:FFFF:FFFF:FFFF\n"
                   "Old Inc. (C01) OLD-NET (NET-198-51-100-0-1)\n                                  198.51.100.0 - "
                   "198.51.100.255\n") ==
        WhoisFacts{"192.0.0.0/16 mentioned", "192.0.0.0/16 .netname=BIG-NET", "192.0.0.0/16 .handle=NET-192-0-0-0-1",
                   "192.0.0.0/16 org big parent, llc", "192.0.2.0/24 mentioned", "192.0.2.0/24 .netname=ACME-NET",
                   "192.0.2.0/24 .handle=NET-192-0-2-0-1", "2001:db8::/48 mentioned", "2001:db8::/48 .netname=ACME6",
                   "2001:db8::/48 .handle=NET6-2001-DB8-1", "2001:db8::/48 org acme inc.", "198.51.100.0/24 mentioned",
                   "198.51.100.0/24 .netname=OLD-NET", "198.51.100.0/24 .handle=NET-198-51-100-0-1",
                   "198.51.100.0/24 org old inc."});
  // A report that quotes such a line stays a report.
  CHECK(detected("The server was at 192.0.2.7.\nIt belongs to Acme Inc. ACME (NET-192-0-2-0-1) by the registry.\n"
                 "Names: evil.example\nMore words.\n") != "whois");
}

}  // namespace clew::ingest::test
