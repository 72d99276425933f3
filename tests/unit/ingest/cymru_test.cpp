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
  for (const std::string& text :
       {bulk + row, header + row, row, "Warning: something\n" + header + row, "PEER_" + header + row}) {
    CHECK(detected(text) == "cymru");
  }
  CHECK(detected("ip|asn|cc\n192.0.2.1|AS64496 A Net|FR\n") == "csv");
  CHECK(detected("NA | 192.0.2.1 | NA |  | other |  | NA\n") == "cymru");
}

TEST_CASE("tables between bars are not Team Cymru's for that", "[ingest][geo]") {
  for (const std::string row :
       {"3 | 192.0.2.1 | ssh brute force\n", "64500 | 192.0.2.1 | NET, NL\n", "6 | 2001:db8::2 | 2026-01-02\n",
        "1 | 192.0.2.1 | 198.51.100.1/32 | open | x | 2020-01-01 | bot\n",
        "1 | 192.0.2.1 | 192.0.2.0/24 | open | x | 2020-01-01 | bot\n",
        "64500 | 192.0.2.1 | 198.51.100.0/24 | NL | ripencc | 2001-02-03 | NET\n",
        "64500 | 192.0.2.1 | 192.0.2.0/24 | NL | ripencc | soon | NET\n", "1 | NL | other | 2020-01-01 | x\n"}) {
    INFO(row);
    CHECK(detected(row + row + row) != "cymru");
    CHECK(detected(" id | address | reason\n----+---------+--------\n" + row + row + row + row) != "cymru");
  }
  check("cymru", {{"a block that does not hold the address",
                   "64500 | 192.0.2.1 | 198.51.100.0/24 | NL | ripencc | 2001-02-03 | NET\n",
                   {},
                   {"no row of a system, an address and a name"}}});
}

TEST_CASE("Team Cymru's answers one behind another", "[ingest][geo]") {
  const std::string header = "AS | IP | AS Name\n", row = "64500 | 192.0.2.1 | NET, NL\n";
  const std::string bulk = "Bulk mode; whois.cymru.com [2020-05-13 21:08:56 +0000]\n";
  const std::string at = " @2020-05-13T21:08:56Z", of_file = " @2024-06-01T00:00:00Z";
  const Lines of_row = {"192.0.2.1 asn AS64500" + of_file, "AS64500 .as-name=NET, NL" + of_file};
  const auto with = [](Lines lines, const Lines& more) {
    lines.insert(lines.end(), more.begin(), more.end());
    return lines;
  };
  const Lines of_next = {"198.51.100.1 asn AS64501" + of_file, "AS64501 .as-name=NET2" + of_file};
  const Lines first = {"192.0.2.1 asn AS64500" + at, "AS64500 .as-name=NET, NL" + at};
  check("cymru", {{"the fields of the next one are others",
                   header + row + bulk + "64501 | 198.51.100.1 | 198.51.100.0/24 | NL | ripencc | 2001-02-03 | NET2\n",
                   with(of_row, {"198.51.100.1 net 198.51.100.0/24" + at, "198.51.100.0/24 country NL" + at,
                                 "198.51.100.1 asn AS64501" + at, "198.51.100.0/24 asn AS64501" + at,
                                 "AS64501 .as-name=NET2" + at}),
                   {},
                   "x",
                   {"1 × registries of blocks and systems, and days of allocation: kept in the raw record alone"}},
                  {"the next one does not say when",
                   bulk + row + "Bulk mode; whois.cymru.com\n64501 | 198.51.100.1 | NET2\n", with(first, of_next)},
                  {"nor does one that begins with a header", bulk + row + header + "64501 | 198.51.100.1 | NET2\n",
                   with(first, of_next)},
                  {"a header behind the greeting is of the same answer", bulk + header + row, first},
                  {"a name with bars in it",
                   header + "64500 | 192.0.2.1 | A | B\n",
                   {"192.0.2.1 asn AS64500" + of_file, "AS64500 .as-name=A | B" + of_file}},
                  {"fields that nothing names",
                   bulk + "64500 | 192.0.2.1 | NL | NET\n64500 | 192.0.2.1 | 192.0.2.0/24\n",
                   {},
                   {"no row of a system, an address and a name", "no row of a system, an address and a name"}}});
}

}  // namespace clew::ingest::test
