// Passive DNS as dnsdbq's tables and text: the same facts as from its JSON.
#include "common/text.h"
#include "unit/ingest/line_support.h"

namespace clew::ingest::test {

TEST_CASE("tables of dnsdbq give the facts of their JSON", "[ingest][cof]") {
  const std::string header = "time_first,time_last,zone_first,zone_last,count,bailiwick,rrname,rrtype,rdata\n";
  const std::string json =
      R"({"count":23,"time_first":1640995200,"time_last":1646474400,"rrname":"a.example.","rrtype":"NS","bailiwick":"example.","rdata":["ns1.b.example.","ns2.b.example."]}
{"count":4,"zone_time_first":1640995200,"zone_time_last":1646474400,"rrname":"b.example.","rrtype":"A","bailiwick":"b.example.","rdata":["192.0.2.1"]}
{"count":5,"time_first":1640995200,"time_last":1646474400,"rrname":"c.example.","rrtype":"TXT","bailiwick":"c.example.","rdata":["\"v=spf1, a\" \" -all\""]}
{"count":6,"time_first":1640995200,"time_last":1646474400,"rrname":"7.2.0.192.in-addr.arpa.","rrtype":"PTR","bailiwick":"arpa.","rdata":["p.a.example."]}
)";
  const std::string rows =
      R"("2022-01-01T00:00:00Z","2022-03-05T10:00:00Z",,,23,"example.","a.example.","NS","ns1.b.example."
"2022-01-01T00:00:00Z","2022-03-05T10:00:00Z",,,23,"example.","a.example.","NS","ns2.b.example."
,,"2022-01-01T00:00:00Z","2022-03-05T10:00:00Z",4,"b.example.","b.example.","A","192.0.2.1"
"2022-01-01T00:00:00Z","2022-03-05T10:00:00Z",,,5,"c.example.","c.example.","TXT",""v=spf1, a" " -all""
"2022-01-01 00:00:00","2022-03-05 10:00:00",,,6,"arpa.","7.2.0.192.in-addr.arpa.","PTR","p.a.example."
)";
  const Read from_json = readText(readerNamed("cof"), json);
  REQUIRE(from_json.lines().size() == 5);
  CHECK(detected(header + rows) == "cof");
  const Read read = readText(readerNamed("cof"), header + rows);
  CHECK(read.lines() == from_json.lines());
  CHECK(read.reasons().empty());
  CHECK(read.notices.empty());
  REQUIRE(read.lookups.size() == 1);
  CHECK(read.lookups[0].lookup.provider == "dnsdb");
  CHECK(read.lookups[0].lookup.raw == header + rows);  // as it stood
  CHECK(read.lookups[0].facts[0].position == 2);
}

TEST_CASE("tables of dnsdbq: more columns, several questions, quotes that are doubled, odd rows", "[ingest][cof]") {
  const std::string head = "time_first,time_last,zone_first,zone_last,count,bailiwick,rrname,rrtype,rdata";
  const std::string at = "\"2022-01-01T00:00:00Z\",\"2022-01-02T00:00:00Z\",,,1,\"x.\",";
  const std::string seen = " @2022-01-01T00:00:00Z..2022-01-02T00:00:00Z";
  check("cof", {{"what was looked up beside the record",
                 head + ",asnum,cidr\n" + at + "\"a.example.\",\"A\",\"192.0.2.1\",\"64500\",\"192.0.2.0/24\"\n" + at +
                     "\"a.example.\",\"NS\",\"ns1.b.example.\",,\n",
                 {"a.example ip 192.0.2.1" + seen, "a.example ns ns1.b.example" + seen},
                 {},
                 "x.csv",
                 {"1 × rows with fields that passive DNS has not: kept in the raw record "
                  "alone"}},
                {"two questions in one file",
                 head + "\n" + at + "\"a.example.\",\"A\",\"192.0.2.1\"\n--\n" + head + "\n" + at +
                     "\"b.example.\",\"A\",\"192.0.2.2\"\n",
                 {"a.example ip 192.0.2.1" + seen, "b.example ip 192.0.2.2" + seen}},
                {"written again by another program",
                 head + "\n" + at + "a.example.,TXT,\"\"\"v=spf1, a\"\" \"\" -all\"\"\"\n",
                 {"a.example txt v=spf1, a -all" + seen}},
                {"a row that is cut, a date that is none, a type without a relation",
                 head + "\n\"2022-01-01\n\"junk\",,,,1,\"x.\",\"a.example.\",\"A\",\"192.0.2.1\"\n" + at +
                     "\"a.example.\",\"CAA\",\"0 issue ca.example\"\n",
                 {"a.example mentioned"},
                 {"fewer fields than the 9 columns", "'junk' is no time"},
                 "x.csv",
                 {"1 × records of type CAA: kept in the raw record alone"}}});
  check("cof", {{"what dnsdbq prints where no form is asked for",
                 ";; record times: 2022-01-01 00:00:00 .. 2022-01-02 00:00:00 (1d)\n;; count: 23; bailiwick: example.\n"
                 "a.example.  NS  ns1.b.example.\na.example.  NS  ns2.b.example.\n\n"
                 ";;   zone times: 2022-01-01T00:00:00Z .. 2022-01-02T00:00:00Z\n;; count: 4\n"
                 "b.example.  A  192.0.2.1  ; 64500 192.0.2.0/24\n\n--\n;; record times: 2022-01-01 00:00:00 .. "
                 "2022-01-02 00:00:00\nc.example.  TXT  \"v=spf1; a\" \" -all\"\n7.2.0.192.in-addr.arpa.  PTR  "
                 "p.a.example.\n\nsomething\nd.example.  MX  10 mail.d.example.\n",
                 {"a.example ns ns1.b.example" + seen + " times=23", "a.example ns ns2.b.example" + seen + " times=23",
                  "b.example ip 192.0.2.1" + seen + " times=4", "c.example txt v=spf1; a -all" + seen,
                  "192.0.2.7 ptr p.a.example" + seen, "d.example mx mail.d.example"},
                 {"no record of a name, a type and data"}}});
  CHECK(detected(";; record times: 2022-01-01 00:00:00 .. 2022-01-02 00:00:00\na.example.  A  192.0.2.1\n") == "cof");
  CHECK(detected("domain,rrtype\na.example,A\n") == "csv");
}

TEST_CASE("tables of passive DNS that dnsdbq did not write quote as CSV does", "[ingest][cof]") {
  const std::string seen = " @2020-01-01..2020-02-01", days = "2020-01-01,2020-02-01";
  const Lines more = {"3 × rows with fields that passive DNS has not: kept in the raw record alone"};
  check("cof",
        {{"commas within the fields beside rdata",
          "rrname,rrtype,rdata,first_seen,last_seen,comment\na.example,A,192.0.2.1," + days +
              ",\"seen by us, twice\"\nb.example,TXT,\"x, \"\"y\"\"\"," + days +
              ",\"x, y\"\nc.example,NS,ns1.d.example," + days + ",plain\n",
          {"a.example ip 192.0.2.1" + seen, "b.example txt x, \"y\"" + seen, "c.example ns ns1.d.example" + seen},
          {},
          "x.csv",
          more},
         {"before it, and rows that do not fit",
          "source,rrname,rrtype,rdata\n\"X, Inc\",a.example,A,192.0.2.1\nx,b.example,A\nx,b.example,A,192.0.2."
          "2,3\n\"x,b.example,A,192.0.2.2\n",
          {"a.example ip 192.0.2.1"},
          {"fewer fields than the 4 columns", "more fields than the 4 columns", "a quote is never closed"},
          "x.csv",
          {"1 × rows with fields that passive DNS has not: kept in the raw record alone"}}});
}

TEST_CASE("what dnsdbq says of records as text is not of those behind another line", "[ingest][cof]") {
  const std::string old = ";; record times: 2001-01-01 00:00:00 .. 2001-01-02 00:00:00\n;; count: 99; bailiwick: x.\n";
  const std::string next = ";; zone times: 2022-01-01 00:00:00 .. 2022-01-02 00:00:00\n";
  const std::string record = "b.example. A 192.0.2.2\n", fact = "b.example ip 192.0.2.2";
  const std::string seen = " @2022-01-01T00:00:00Z..2022-01-02T00:00:00Z";
  const std::string odd = ";; record times: 2022-01-01 00:00:00 to 2022-01-02 00:00:00\n";
  const Lines cut = {"no record of a name, a type and data"};
  const Lines unread = {"times that are not read: 'first .. last' is expected"};
  check("cof", {{"a line that is cut", old + "cut\n" + next + record, {fact + seen}, cut},
                {"a line that is cut, and no comment behind it", old + "cut\n" + record, {fact}, cut},
                {"no record", old + next + record, {fact + seen}},
                {"another question", old + "--\n" + record, {fact}},
                {"times that cannot be read", odd + record + "\n" + next + record, {fact, fact + seen}, unread},
                {"times that cannot be read behind others", old + odd + record, {fact}, unread},
                {"both times are of one record",
                 ";; record times: 2021-01-01 00:00:00 .. 2021-01-02 00:00:00\n" + next + ";; count: 4\n" + record,
                 {fact + " @2021-01-01T00:00:00Z..2021-01-02T00:00:00Z times=4"}}});
}

TEST_CASE("records below one comment are of several lookups where they are many", "[ingest][cof]") {
  std::string text = ";; record times: 2022-01-01 00:00:00 .. 2022-01-02 00:00:00\n";
  for (int i = 0; i < 40000; ++i) {
    text += "n" + std::to_string(i) + ".example. TXT \"" + std::string(120, 'x') + "\"\n";
  }
  const Read read = readText(readerNamed("cof"), text);
  REQUIRE(read.lookups.size() == 2);
  CHECK(read.lookups[0].lookup.raw.size() < (std::size_t{5} << 20));
  CHECK(read.lines().size() == 40000);
  CHECK(contains(read.lines().back(), "@2022-01-01T00:00:00Z..2022-01-02T00:00:00Z"));
}

}  // namespace clew::ingest::test
