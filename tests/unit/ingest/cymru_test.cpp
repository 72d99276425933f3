// Team Cymru's answers on addresses and systems.
#include "unit/ingest/line_support.h"

namespace clew::ingest::test {

TEST_CASE("Team Cymru's answers", "[ingest][geo]") {
  const std::string bulk = "Bulk mode; whois.cymru.com [2022-09-25 10:11:12 +0000]\n";
  const std::string header =
      "AS      | IP               | BGP Prefix          | CC | Registry | Allocated  | AS Name\n";
  const std::string row = "64500   | 192.0.2.1        | 192.0.2.0/24        | NL | ripencc  | 2001-02-03 | NET, NL\n";
  const std::string at = " @2022-09-25T10:11:12Z", of_file = " @2024-06-01T00:00:00Z";
  const auto facts = [](const std::string& when) {
    return Lines{"192.0.2.1 net 192.0.2.0/24" + when, "192.0.2.0/24 country NL" + when, "192.0.2.1 asn AS64500" + when,
                 "192.0.2.0/24 asn AS64500" + when, "AS64500 .as-name=NET, NL" + when};
  };
  const Lines notices = {"1 × registries of blocks and systems, and days of allocation: kept in the raw record alone"};
  check("cymru",
        {{"many, by the time of the answer and not by the day of allocation", bulk + row, facts(at), {}, "x", notices},
         {"with the names of the fields", header + row, facts(of_file), {}, "x", notices},
         {"without either", row, facts(of_file), {}, "x", notices},
         {"short, of IPv6, of several systems and of none",
          bulk + "64500   | 2001:db8::1      | NET, NL\n64500 64501 | 192.0.2.1 | NET, NL\nNA | 198.51.100.1 | NA\n",
          {"2001:db8::1 asn AS64500" + at, "AS64500 .as-name=NET, NL" + at, "192.0.2.1 asn AS64500" + at,
           "192.0.2.1 asn AS64501" + at},
          {},
          "x",
          {"1 × addresses that no system announces: kept in the raw record alone",
           "1 × names of systems where several announce a block: kept in the raw record alone"}},
         {"of systems",
          bulk + "64500   | NL | ripencc  | 2001-02-03 | NET, NL\n64501   | NA | afrinic  | 2001-02-03 | X, NA\n",
          {"AS64500 .as-name=NET, NL" + at, "AS64500 country NL" + at, "AS64501 .as-name=X, NA" + at,
           "AS64501 country NA" + at},
          {},
          "x",
          {"2 × registries of blocks and systems, and days of allocation: kept in the raw record alone"}},
         {"what is no row",
          bulk + "Error: no ASN or IP match on line 1.\n64500 | 192.0.2.300 | NET\n",
          {},
          {"no row of a system, an address and a name", "no row of a system, an address and a name"}}});
  // the neighbours of the system that announces an address are others
  const std::string peers =
      "1 × systems that may be beside the one that announces an address: kept in the raw record alone";
  const Lines net = {"192.0.2.1 net 192.0.2.0/24" + of_file, "192.0.2.0/24 country NL" + of_file};
  const std::string two = "64500 64501 | 192.0.2.1 | 192.0.2.0/24 | NL | ripencc | 2001-02-03 | NET, NL\n";
  check("cymru",
        {{"peers by the header", "PEER_" + header + row, net, {}, "x", {notices[0], peers}},
         {"peers by the greeting", "Bulk mode; peer-whois.cymru.com\n" + row, net, {}, "x", {notices[0], peers}},
         {"several, and nothing says what they are", two, net, {}, "x", {notices[0], peers}}});
  for (const std::string& text : {bulk + row, header + row, row, std::string("64500 | 192.0.2.1 | NET, NL\n"),
                                  "Warning: something\n" + header + row, "PEER_" + header + row}) {
    CHECK(detected(text) == "cymru");
  }
  CHECK(detected("ip|asn|cc\n192.0.2.1|AS64496 A Net|FR\n") == "csv");
}

}  // namespace clew::ingest::test
