// WHOIS answers in which other parties than the domain's owner, or other objects than the domain, have keys alike.
#include <algorithm>
#include <catch2/catch.hpp>

#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

using Texts = std::vector<std::string>;

Read whois(std::string_view text) {
  return readText(readerNamed("whois"), text);
}

bool says(const Read& read, std::string_view begin) {
  const auto lines = read.lines();
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) { return line.starts_with(begin); });
}

}  // namespace

TEST_CASE("WHOIS: a reseller is no owner", "[ingest][whois]") {
  const Read read = whois(
      "Domain: a.example\nScript: LATIN\n\nRegistrant:\n        NOT DISCLOSED!\n        Visit the registry for "
      "more.\n\n"
      "Reseller:\n        Organisation: Resell GmbH\n        Language: de\n        Email: shop@resell.example\n\n"
      "Technical:\n        Organisation: Host SE\n        Email: tech@host.example\n\n"
      "Registrar:\n        Name: Host SE\n\nName servers:\n        ns1.host.example\n");
  CHECK(read.pairs("org").empty());
  CHECK(read.pairs("email").empty());
  CHECK(says(read, "a.example org? "));
  CHECK(read.pairs("registrar") == Texts{"a.example host se"});
  CHECK(read.pairs("tech-email") == Texts{"a.example tech@host.example"});
  // an empty key of a list of keys heads nothing
  const Read list = whois(
      "Domain Name: a.example\nRegistrar: Reg A\nReseller:\nRegistrant Name: Jo Doe\nRegistrant Email: jo@b.example\n"
      "Name Server: ns1.b.example\n");
  CHECK(list.pairs("email") == Texts{"a.example jo@b.example"});
  CHECK(list.pairs("registrant") == Texts{"a.example jo doe"});
}

TEST_CASE("WHOIS: a host that has the name in it is another object", "[ingest][whois]") {
  const Read read = whois(
      "Whois Server Version 2.0\n\n   Server Name: A.EXAMPLE.IS.AT.B.EXAMPLE\n   IP Address: 192.0.2.9\n"
      "   Registrar: REG B\n   Whois Server: whois.b.example\n\n   Domain Name: A.EXAMPLE\n   Registrar: REG A\n"
      "   Sponsoring Registrar IANA ID: 9001\n   Name Server: NS1.C.EXAMPLE\n   Creation Date: 03-feb-2010\n");
  CHECK(read.pairs("registrar") == Texts{"a.example reg a"});
  CHECK(says(read, "reg a .iana-id=9001"));
}

TEST_CASE("WHOIS: who manages a name is its registrar", "[ingest][whois]") {
  const Read read = whois(
      "Domain Name: a.example\nDomain Managers\nName: Reg A GmbH\nAddress\nTown\n\n\nDomain Owners / Registrant\n"
      "Name: Redacted\nAddress\nRedacted\n\n\nDomain Details\nExpiry Date: 04/09/2025 00:59:13\n"
      "Name Server:ns1.b.example.\n");
  CHECK(read.pairs("registrar") == Texts{"a.example reg a gmbh"});
  CHECK(read.pairs("registrant").empty());
  CHECK(says(read, "a.example registrant? "));
}

TEST_CASE("WHOIS: what a registrar and name servers say of themselves", "[ingest][whois]") {
  const Read estonia = whois(
      "Estonia .ee Top Level Domain WHOIS server\n\nDomain:\nname:       a.example\nstatus:     ok (paid and in zone)\n"
      "registered: 2010-07-07 09:57:34 +03:00\nchanged:    2023-01-19 10:21:55 +02:00\nexpire:     2029-07-08\n\n"
      "Registrant:\nname:       Acme SA\ncountry:    EE\nchanged:    2022-10-04 12:12:29 +03:00\n\nRegistrar:\n"
      "name:       Reg A\nchanged:    2024-01-19 10:21:55 +02:00\n\nName servers:\nnserver:   ns1.a.example\n"
      "changed:   2017-01-11 09:15:10 +02:00\n");
  CHECK(estonia.reasons().empty());
  CHECK(estonia.pairs("ns") == Texts{"a.example ns1.a.example"});
  CHECK(says(estonia, "a.example .updated=2023-01-19T08:21:55Z"));
  const Read italy = whois(
      "Domain:             a.example\nStatus:             pendingDelete / redemptionPeriod\nSigned:             no\n"
      "Created:            2011-09-24 13:07:51\n\nRegistrant\n  Organization:     Acme\n\nRegistrar\n"
      "  Organization:     Reg A\n  Name:             REG-A\n  DNSSEC:           yes\n\nNameservers\n  "
      "ns1.b.example\n");
  CHECK(says(italy, "a.example .dnssec=false"));
  CHECK_FALSE(says(italy, "a.example .dnssec=true"));
  CHECK(says(italy, "a.example .status=pendingDelete"));
  CHECK(says(italy, "a.example .status=redemptionPeriod"));
}

TEST_CASE("WHOIS: contacts without a role, and words for nobody", "[ingest][whois]") {
  const Read lithuania = whois(
      "% Hello, this is the DOMREG whois service.\nDomain:\t\t\ta.example\nStatus:\t\t\tregistered\n%\n"
      "Registrar:\t\tReg A\nRegistrar email:\thost@reg.example\n%\nContact organization:\tBatai UAB\n"
      "Contact email:\t\tinfo@b.example\n%\nNameserver:\t\tns1.c.example\n");
  CHECK(lithuania.pairs("org") == Texts{"a.example batai uab"});
  CHECK(lithuania.pairs("email") == Texts{"a.example info@b.example"});
  const Read both = whois(
      "Domain Name: a.example\nRegistrar: Reg A\nContact Name: Abuse Desk\nContact Email: abuse@reg.example\n"
      "Owner Name: Bob\nOwner Email: bob@b.example\nName Server: ns1.b.example\n");
  CHECK(both.pairs("email") == Texts{"a.example bob@b.example"});
  CHECK(both.pairs("registrant") == Texts{"a.example bob"});
  const Read masked = whois(
      "Domain Name: a.example\nRegistrar: Reg A\nAdmin Name: Ahmad Al ****\nTech Name: not.defined.\n"
      "Name Server: ns1.b.example\nName Server: not.defined.\nRegistrant Email: x@contact.gandi.net\n");
  CHECK(masked.pairs("ns") == Texts{"a.example ns1.b.example"});
  CHECK(masked.pairs("admin-person").empty());
  CHECK(masked.pairs("tech-person").empty());
  CHECK(masked.pairs("email").empty());
  const Read japan = whois(
      "[ JPRS database provides information on network administration. Its use is    ]\nDomain Information: "
      "[ドメイン情報]\na. [ドメイン名]                 A.EXAMPLE\nf. [組織名]                     靴株式会社\n"
      "p. [ネームサーバ]               ns1.a.example\n[登録年月日]                    2000/03/22\n"
      "[最終更新]                      2024/04/01 01:05:57 (JST)\n");
  CHECK(japan.reasons().empty());
  CHECK(japan.pairs("ns") == Texts{"a.example ns1.a.example"});
  CHECK(says(japan, "a.example .created=2000-03-22"));
}

TEST_CASE("WHOIS: whom to ask about a network", "[ingest][whois]") {
  const Read ripe = whois(
      "% This is the RIPE Database query service.\n\n% Information related to '192.0.2.0 - 192.0.2.255'\n\n"
      "inetnum:        192.0.2.0 - 192.0.2.255\nnetname:        BAD-NET\ncountry:        NL\norg:            "
      "ORG-B1-RIPE\n"
      "admin-c:        BH1-RIPE\ntech-c:         BH1-RIPE # day and night\ntech-c:         XX9-RIPE\n"
      "mnt-by:         MNT-BH\nsource:         RIPE\n\norganisation:   ORG-B1-RIPE\norg-name:       Bad Host Ltd\n"
      "e-mail:         owner@b.example\nphone:          +2481234567\nmnt-by:         MNT-BH\nsource:         RIPE\n\n"
      "role:           Bad Host NOC\ne-mail:         noc@b.example\nnic-hdl:        BH1-RIPE\nmnt-by:         MNT-BH\n"
      "source:         RIPE\n");
  CHECK(ripe.pairs("email") == Texts{"192.0.2.0/24 owner@b.example"});
  CHECK(ripe.pairs("admin-email") == Texts{"192.0.2.0/24 noc@b.example"});
  CHECK(ripe.pairs("tech-email") == Texts{"192.0.2.0/24 noc@b.example"});
  CHECK(ripe.pairs("admin-person") == Texts{"192.0.2.0/24 bad host noc"});
  CHECK(ripe.pairs("abuse-email").empty());
  const Read arin = whois(
      "NetRange:       192.0.2.0 - 192.0.2.255\nCIDR:           192.0.2.0/24\nNetName:        BIG-8\n"
      "NetHandle:      NET-192-0-2-0-1\n\nOrgName:        Big Host LLC\nOrgId:          BH-1\nCountry:        US\n\n"
      "OrgTechHandle: NOC1-ARIN\nOrgTechName:   NOC\nOrgTechEmail:  noc@b.example\n");
  CHECK(arin.pairs("tech-email") == Texts{"192.0.2.0/24 noc@b.example"});
}

TEST_CASE("WHOIS: servers that are asked too often", "[ingest][whois]") {
  for (const char* text :
       {"% This is the RIPE Database query service.\n\n%ERROR:201: access denied for 192.0.2.5\n",
        "-3: a.example\nExcessive querying, grace period of 10 seconds\n", "Number of allowed queries exceeded.\n",
        "Domain Name: a.example\nYour connection limit exceeded. Please slow down and try again later.\n"}) {
    INFO(text);
    CHECK(detected(text) == "whois");
    CHECK(whois(text).reasons() == Texts{"the server refused to answer"});
  }
}

TEST_CASE("answers that are told apart by what is asked", "[ingest][json]") {
  const std::string address =
      R"({"192.0.2.0/30":{"192.0.2.1":{"certificates":["da39a3ee5e6b4b0d3255bfef95601890afd80709"],"subjects":)"
      R"({"da39a3ee5e6b4b0d3255bfef95601890afd80709":{"values":["CN=a.example"]}}}}})";
  CHECK(detected(address) == "circl-passivessl");
  const Read shown = readText(readerNamed("circl-passivessl"), address);
  CHECK(shown.pairs("cert") == Texts{"192.0.2.1:443/tcp sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709"});
  const Read other = readText(readerNamed("passivetotal"),
                              R"({"queryType":"email","queryValue":"x@b.example","results":[{"domain":"a.example"}]})");
  CHECK(other.reasons() == Texts{"a result that says no resolution: its kind is not read"});
  Given named;
  named.name = "saved/reverse-ip_192.0.2.7.json";
  const std::string names =
      R"({"result":[{"name":"a.example","first_seen":"1530901800"}],"current_page":"0","size":1})";
  CHECK(readText(readerNamed("whoisxml"), names, named).pairs("ip") == Texts{"a.example 192.0.2.7"});
  named.name = "reverse-ip_192.0.2.7-192.0.2.8.json";
  CHECK(readText(readerNamed("whoisxml"), names, named).pairs("ip").empty());
}

}  // namespace clew::ingest::test
