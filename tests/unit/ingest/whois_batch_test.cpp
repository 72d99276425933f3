// Texts that hold several WHOIS answers one below the other.
#include <algorithm>
#include <catch2/catch.hpp>

#include "common/text.h"
#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

using Facts = std::vector<std::string>;

constexpr std::string_view kPlain =
    "Domain Name: a.example\nRegistrar: Reg A\nCreation Date: 2020-01-02T03:04:05Z\nRegistrant Name: Ann One\n"
    "Name Server: ns1.a.example\nDNSSEC: unsigned\n>>> Last update of WHOIS database: 2024-02-03T04:05:06Z <<<\n";

Read batchOf(std::string_view first, std::string_view second) {
  const std::string text = std::string(first) + std::string(second);
  INFO(text);
  CHECK(detected(text) == "whois");
  Read read = readText(readerNamed("whois"), text);
  CHECK(read.error.empty());
  return read;
}

/// The facts of two answers in one text, sorted, and those of each alone.
void checkApart(std::string_view first, std::string_view second) {
  const auto sorted = [](std::vector<Read> reads) {
    Facts out;
    for (const Read& read : reads) {
      for (const std::string& line : read.lines()) out.push_back(line.substr(0, line.rfind(" @")));
    }
    std::sort(out.begin(), out.end());
    return out;
  };
  const Read both = batchOf(first, second);
  CHECK(both.reasons().empty());
  CHECK(sorted({both}) == sorted({batchOf(first, ""), batchOf(second, "")}));
}

}  // namespace

TEST_CASE("a WHOIS answer whose domain stands below its heading begins a new one", "[ingest][whois]") {
  const std::string indented =
      "\n    Domain name:\n        b.example\n\n    Registrant:\n        Bo Two\n\n    Registrar:\n"
      "        Reg B [Tag = B]\n\n    Relevant dates:\n        Registered on: 05-Mar-2001\n\n    Name servers:\n"
      "        ns1.b.example       192.0.2.1\n";
  const std::string flush =
      "Domain name:\nc.example\n\nHolder of domain name:\nCo Three\n\nRegistrar:\nReg C\n\nName servers:\n"
      "ns1.c.example\t[192.0.2.3]\n";
  checkApart(kPlain, indented);
  checkApart(kPlain, flush);
  checkApart(indented, flush);
  checkApart(indented, kPlain);
}

TEST_CASE("what an answer says above its domain is not the answer's before", "[ingest][whois]") {
  const std::string registrar_first =
      "\n----------\n  Registry WHOIS Server\n----------\n\nThe following data is provided as it is.\n\n"
      "Registrar:              Reg B\n\n    Domain Name:            B.EXAMPLE\n"
      "    Creation Date:          05-Jul-2001 18:00:00\n\n    Name Servers:\n\n        NS1.B.EXAMPLE (192.0.2.1)\n";
  const std::string state_first =
      "# Copyright of the registry.\n# All rights reserved.\nstate:            active\ndomain:           c.example\n"
      "holder:           (not shown)\ncreated:          2004-03-24\nnserver:          ns1.c.example 192.0.2.3\n"
      "registrar:        Reg C\n";
  checkApart(kPlain, registrar_first);
  checkApart(kPlain, state_first);
  checkApart(state_first, registrar_first);
  // without a sentence between, keys are the answer's before
  const Read plain = batchOf(kPlain, "Registrar IANA ID: 9001\nDomain Name: b.example\nRegistrar: Reg B\n");
  CHECK(plain.pairs("registrar") == Facts{"a.example reg a", "b.example reg b"});
  CHECK(plain.lines()[1] == "reg a .iana-id=9001 @2024-02-03T04:05:06Z");
}

TEST_CASE("names without a registration among WHOIS answers are told", "[ingest][whois]") {
  const std::string none = "b.example answers registration: none @2024-02-03T04:05:06Z";
  for (const char* said :
       {"No match for domain \"B.EXAMPLE\".\n", "\ndomain \"b.example\" not found.\n",
        "\nNo match for \"b.example\".\n\n    This domain name has not been registered.\n",
        "\nDomain:             b.example\nStatus:             AVAILABLE\n", "\n% No match for b.example\n",
        "\nYou agree to these terms of use, among others.\nb.example is free\n", "\nobject does not exist: b.example\n",
        "\nb.example: no existe\n"}) {
    INFO(said);
    const Read read = batchOf(kPlain, said);
    const Facts lines = read.lines();
    CHECK(std::count(lines.begin(), lines.end(), none) == 1);
    CHECK(std::count(lines.begin(), lines.end(), "a.example answers registration: found @2024-02-03T04:05:06Z") == 1);
    CHECK(read.notices.empty());
    CHECK(read.reasons().empty());
  }
  const Read only = batchOf("No match for \"B.EXAMPLE\".\n\n", "No match for \"C.EXAMPLE\".\n");
  CHECK(only.answers("registration") == 2);
  CHECK(only.reasons().empty());
  CHECK(readText(readerNamed("whois"), "b-1.example: no existe\n").lines() ==
        Facts{"b-1.example answers registration: none @2024-06-01T00:00:00Z"});
  // which name it was nobody says
  CHECK(batchOf(kPlain, "\nNOT FOUND\n").notices ==
        Facts{"1 × there is no such registration, and the answer does not say which"});
  // of a name that the text has a record of, another server's word counts for nothing
  CHECK(batchOf(kPlain, "\nNo match for \"A.EXAMPLE\".\n").answers("registration") == 1);
}

TEST_CASE("what stands above an answer's name is its own where the answer has no such lines itself",
          "[ingest][whois]") {
  const std::string above = "Domain: a.example\n\nOf this record:\nregistrar: Reg A\ncreated: 2019-01-01\n";
  const Read read =
      readText(readerNamed("whois"), above + "Domain: b.example\nregistrar: Reg B\ncreated: 2020-02-02\n");
  CHECK(read.pairs("registrar") == Facts{"a.example reg a", "b.example reg b"});
  // a key of the registry's is no registrar's name where that stands below
  const Read named = readText(readerNamed("whois"), "Domain: a.example\nRegistrar Handle: R-7\nRegistrar: Reg A\n");
  CHECK(named.pairs("registrar") == Facts{"a.example reg a"});
  // and a name server may be called after what servers say
  const Read server =
      readText(readerNamed("whois"), "Domain: a.example\nRegistrar: Reg A\nName Server: not found.example\n");
  CHECK(server.answers("registration") == 1);
}

TEST_CASE("a refusal among WHOIS answers is told, legal text is none", "[ingest][whois]") {
  const Read read = batchOf(kPlain,
                            "\nWHOIS LIMIT EXCEEDED - ASK AGAIN TOMORROW\nDomain Name: b.example\n"
                            "Registrar: Reg B\n");
  CHECK(read.pairs("registrar") == Facts{"a.example reg a", "b.example reg b"});
  CHECK(read.reasons() == Facts{"the server refused to answer, and does not say for which name"});
  const Read legal = batchOf(kPlain,
                             "\nYou agree not to use this service beyond the query rate that is\n"
                             "allowed, and that access denied to you is denied for good reason.\n");
  CHECK(legal.reasons().empty());
}

}  // namespace clew::ingest::test
