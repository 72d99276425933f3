// The readers of line formats, text in and facts out.
#include <algorithm>
#include <catch2/catch.hpp>
#include <tuple>

#include "common/text.h"
#include "ingest/detect.h"
#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

using Lines = std::vector<std::string>;

struct LineSample {
  std::string name;
  std::string text;
  Lines facts;
  Lines reasons = {};
  std::string file = "iocs.txt";
  Lines notices = {};
};

void check(std::string_view reader, const std::vector<LineSample>& rows) {
  for (const LineSample& row : rows) {
    INFO(row.name);
    Given given;
    given.name = row.file;
    const Read read = readText(readerNamed(reader), row.text, given);
    CHECK(read.error.empty());
    CHECK(read.lines() == row.facts);
    CHECK(read.reasons() == row.reasons);
    CHECK(read.notices == row.notices);
  }
}

}  // namespace

TEST_CASE("passive DNS records become links", "[ingest][cof]") {
  const std::string seen = R"("time_first":1298398002,"time_last":1329211894)";
  check(
      "cof",
      {{"CNAME with a count",
        R"({"rrname":"www.a.example.","rrtype":"CNAME","rdata":"edge.b.example.",)" + seen + R"(,"count":23479})",
        {"www.a.example cname edge.b.example @2011-02-22T18:06:42Z..2012-02-14T09:31:34Z times=23479"}},
       {"an array of name servers",
        R"({"rrname":"a.example.","rrtype":"NS","bailiwick":"a.example.","rdata":["ns1.x.example.","ns2.x.example."],)"
        R"("time_first":1,"time_last":2,"count":9})",
        {"a.example ns ns1.x.example @1970-01-01T00:00:01Z..1970-01-01T00:00:02Z times=9",
         "a.example ns ns2.x.example @1970-01-01T00:00:01Z..1970-01-01T00:00:02Z times=9"}},
       {"addresses of both families, the type by number",
        R"({"rrname":"A.example","rrtype":"A","rdata":"192.0.2.7"})"
        "\n"
        R"({"rrname":"a.example","rrtype":28,"rdata":["2001:DB8::7"]})",
        {"a.example ip 192.0.2.7", "a.example ip 2001:db8::7"}},
       {"a mail host without its preference, and the one that takes no mail",
        R"({"rrname":"a.example","rrtype":"MX","rdata":["10 mail.a.example.","0 ."]})",
        {"a.example mx mail.a.example"}},
       {"the mailbox of an SOA",
        R"({"rrname":"a.example","rrtype":"SOA","rdata":"ns1.a.example. host\\.master.a.example. 7 1 1 1 1"})",
        {"a.example soa-email host.master@a.example"}},
       {"reverse names are addresses",
        R"({"rrname":"7.2.0.192.in-addr.arpa.","rrtype":"PTR","rdata":"a.example."})"
        "\n"
        R"({"rrname":"7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa","rrtype":"PTR","rdata":"a.example"})",
        {"192.0.2.7 ptr a.example", "2001:db8::7 ptr a.example"}},
       {"texts without their quotes",
        R"({"rrname":"a.example","rrtype":"TXT","rdata":["\"v=spf1 \" \"-all\""]})",
        {"a.example txt v=spf1 -all"}},
       {"times of zone files where there are no others",
        R"({"rrname":"a.example","rrtype":"NS","rdata":["ns1.x.example"],"zone_time_first":1640995200,"zone_time_last":1641081600})",
        {"a.example ns ns1.x.example @2022-01-01T00:00:00Z..2022-01-02T00:00:00Z"}},
       {"an interval that ends before it begins is put in order, and said",
        R"({"rrname":"a.example","rrtype":"NS","rdata":["ns1.x.example","ns2.x.example"],"time_first":200,"time_last":100})"
        "\n"
        R"({"rrname":"b.example","rrtype":"A","rdata":"192.0.2.7","time_first":200,"time_last":100})"
        "\n"
        R"({"rrname":"c.example","rrtype":"A","rdata":"192.0.2.7","time_first":100,"time_last":200})",
        {"a.example ns ns1.x.example @1970-01-01T00:01:40Z..1970-01-01T00:03:20Z",
         "a.example ns ns2.x.example @1970-01-01T00:01:40Z..1970-01-01T00:03:20Z",
         "b.example ip 192.0.2.7 @1970-01-01T00:01:40Z..1970-01-01T00:03:20Z",
         "c.example ip 192.0.2.7 @1970-01-01T00:01:40Z..1970-01-01T00:03:20Z"},
        {},
        "iocs.txt",
        {"2 × the last sighting is before the first: the two were swapped"}},
       {"other types name their owner",
        R"({"rrname":"a.example","rrtype":"DS","rdata":"1 2 3 abc"})",
        {"a.example mentioned"}},
       {"frames of DNSDB v2",
        "{\"cond\":\"begin\"}\n{\"obj\":{\"rrname\":\"a.example.\",\"rrtype\":\"A\",\"rdata\":[\"192.0.2.7\"]}}\n"
        "{\"cond\":\"succeeded\"}\n",
        {"a.example ip 192.0.2.7"}},
       {"a cut stream says so",
        "{\"cond\":\"begin\"}\n{\"obj\":{\"rrname\":\"a.example.\",\"rrtype\":\"A\",\"rdata\":[\"192.0.2.7\"]}}\n",
        {"a.example ip 192.0.2.7"},
        {"the stream has no end mark: it was cut off, and records may be missing"}},
       {"a limited stream says so",
        "{\"cond\":\"begin\"}\n{\"cond\":\"limited\",\"msg\":\"Result limit reached\"}\n",
        {},
        {"the provider stopped at its limit, more records exist: 'Result limit reached'"}},
       {"Flex lines name nodes and link nothing",
        "{\"rrname\":\"a.example.\",\"rrtype\":\"A\"}\n{\"rdata\":\"192.0.2.7\",\"rrtype\":\"A\"}\n",
        {"a.example mentioned", "192.0.2.7 mentioned"}},
       {"a summary is one reject",
        R"({"count":11710,"num_results":256,"time_first":1575137190,"time_last":1584569228})",
        {},
        {"a summary: it counts records (num_results) and holds none"}},
       {"a bad line costs itself",
        "{\"rrname\":\"a.example\",\"rrtype\":\"A\",\"rdata\":\"192.0.2.7\"}\n{\"rrname\":\"b.exa\n\n"
        "{\"rrname\":\"c.example\",\"rrtype\":\"A\",\"rdata\":[\"192.0.2.8\",7,\"192.0.2.9\"]}\n",
        {"a.example ip 192.0.2.7", "c.example ip 192.0.2.8", "c.example ip 192.0.2.9"},
        {"not a whole JSON object", "'7' is no IPv4 address: it has 1 part instead of 4"}},
       {"a time that cannot be read is refused, and never made from the other one",
        "{\"rrname\":\"a.example\",\"rrtype\":\"A\",\"rdata\":\"192.0.2.7\",\"time_first\":\"junk\",\"time_last\":100}"
        "\n"
        "{\"rrname\":\"b.example\",\"rrtype\":\"A\",\"rdata\":\"192.0.2.7\",\"time_first\":-5,\"time_last\":100}\n"
        "{\"rrname\":\"c.example\",\"rrtype\":\"A\",\"rdata\":\"192.0.2.7\",\"time_first\":null,\"time_last\":100}\n",
        {"c.example ip 192.0.2.7 @1970-01-01T00:01:40Z"},
        {"'junk' is no time", "'-5' is no time"}},
       {"the same record twice is one fact",
        "{\"rrname\":\"a.example\",\"rrtype\":\"A\",\"rdata\":\"192.0.2.7\"}\n"
        "{\"rrname\":\"a.example\",\"rrtype\":\"A\",\"rdata\":\"192.0.2.7\"}\n",
        {"a.example ip 192.0.2.7"}}});
}

TEST_CASE("passive DNS knows its providers and its places", "[ingest][cof]") {
  const auto provider = [](const std::string& text) {
    const Read read = readText(readerNamed("cof"), text);
    REQUIRE(read.lookups.size() == 1);
    return read.lookups.front().lookup.provider;
  };
  CHECK(provider(R"({"rrname":"a.example.","rrtype":"A","rdata":"192.0.2.7"})") == "dnsdb");
  CHECK(provider(R"({"rrname":"a.example","rrtype":"A","rdata":"192.0.2.7"})") == "pdns");
  CHECK(provider(R"({"rrname":"a.example","rrtype":"A","rdata":"192.0.2.7","origin":"https://www.circl.lu/pdns/"})") ==
        "circl");

  std::string text;
  for (int i = 0; i < 20'000; ++i) {
    text += R"({"rrname":"h)" + std::to_string(i) +
            R"(.example","rrtype":"A","rdata":"192.0.2.7","count":1000000})"
            "\n";
  }
  const Read read = readText(readerNamed("cof"), text);
  REQUIRE(read.lookups.size() == 2);  // 1 MiB each
  const auto& second = read.lookups[1];
  CHECK(second.lookup.part == 1);
  const std::size_t before = read.lookups[0].facts.size();
  CHECK(second.lookup.first_line == before + 1);
  CHECK(second.facts.front().position == 1);
  const auto raw_lines = splitLines(second.lookup.raw);
  CHECK(raw_lines.size() == second.facts.size());
  CHECK(contains(raw_lines[4], "h" + std::to_string(before + 4) + ".example"));
  CHECK(second.facts[4].position == 5);
  CHECK(second.lookup.sha256.size() == 64);
}

TEST_CASE("lists of indicators", "[ingest][list]") {
  const std::string at = " @2024-06-01T00:00:00Z";
  check("list",
        {{"every class",
          "# a comment\na[.]example\nhxxp://b.example/x.php\n192.0.2.1:81   # c2\n198.51.100.0/24\n.c.example\n"
          "d.example/p?q=1\n2001:db8::1\nAS64496\nx@e.example\n",
          {"a.example list iocs" + at, "http://b.example/x.php list iocs" + at,
           "http://b.example/x.php host b.example" + at, "192.0.2.1:81 list iocs" + at,
           "192.0.2.1:81 ip 192.0.2.1" + at, "198.51.100.0/24 list iocs" + at, "c.example list iocs" + at,
           "http://d.example/p?q=1 list iocs" + at, "http://d.example/p?q=1 host d.example" + at,
           "2001:db8::1 list iocs" + at, "AS64496 list iocs" + at, "x@e.example list iocs" + at}},
         {"what names nothing is refused",
          "/gate.php?id=\nplain\n300.1.2.3\n",
          {},
          {"a path without a host names no node", "no address, name, URL, e-mail address or hash",
           "'300.1.2.3' is no IPv4 address: 300 is above 255"}},
         {"hosts files",
          "127.0.0.1 localhost\n0.0.0.0 a.example b.example\n::1 ip6-localhost\n",
          {"a.example list iocs" + at, "b.example list iocs" + at}},
         {"ad-block filters",
          "[Adblock Plus 2.0]\n! title\n||a.example^\n||b.example^$third-party\n",
          {"a.example list iocs" + at, "b.example list iocs" + at}},
         {"hash lists with names",
          "d41d8cd98f00b204e9800998ecf8427e  a.exe\nDA39A3EE5E6B4B0D3255BFEF95601890AFD80709\n",
          {"d41d8cd98f00b204e9800998ecf8427e list iocs" + at, "d41d8cd98f00b204e9800998ecf8427e .filename=a.exe" + at,
           "da39a3ee5e6b4b0d3255bfef95601890afd80709 list iocs" + at}},
         {"references hold for their block",
          "# Reference: https://r.example/1\n# Reference: https://r.example/2\n\na.example\nb.example\n\nc.example\n",
          {"a.example list iocs" + at, "a.example report https://r.example/1" + at,
           "a.example report https://r.example/2" + at, "b.example list iocs" + at,
           "b.example report https://r.example/1" + at, "b.example report https://r.example/2" + at,
           "c.example list iocs" + at}},
         {"newly registered names are dated by the file's name",
          "xn--bcher-kva.example\na.example\n",
          {"xn--bcher-kva.example list nrd:2019-10-19 @2019-10-19", "a.example list nrd:2019-10-19 @2019-10-19"},
          {},
          "feeds/nrd-2019-10-19.txt.gz"},
         {"lone carriage returns, a byte order mark",
          "\xEF\xBB\xBF"
          "a.example\n b.example \n",
          {"a.example list iocs" + at, "b.example list iocs" + at}}});
  CHECK(contains(readText(readerNamed("list"), "#hexdelta1:24\n0a0b\n").error, "hexdelta"));
}

TEST_CASE("JSON lists", "[ingest][json-list]") {
  const std::string at = " @2024-06-01T00:00:00Z";
  const std::string told = "{\"description\":\"d\",\"list\":[\"10.0.0.0/8\",\n \"a.example\"],\"name\":\"Parked\"";
  check("json-list",
        {{"an array on one line",
          R"(["a.example","b.example","c.example"])",
          {"a.example list iocs" + at, "b.example list iocs" + at, "c.example list iocs" + at}},
         {"every class, defanged and escaped, over several lines, behind a byte order mark",
          "\xEF\xBB\xBF[\n  \"a[.]example\",\n  \"hxxp:\\/\\/b.example\\/x\",\n  \"[2001:db8::1]:80\", "
          "\".c.example\"\n]\n",
          {"a.example list iocs" + at, "http://b.example/x list iocs" + at, "http://b.example/x host b.example" + at,
           "[2001:db8::1]:80 list iocs" + at, "[2001:db8::1]:80 ip 2001:db8::1" + at, "c.example list iocs" + at}},
         {"an object names its list",
          told + ",\"version\":5}",
          {"10.0.0.0/8 list Parked" + at, "a.example list Parked" + at}},
         {"what is no value costs itself",
          R"(["a.example",7,{"ip":"192.0.2.1"},null,"","a word","300.1.2.3",["b.example"],"c.example"])",
          {"a.example list iocs" + at, "c.example list iocs" + at},
          {"the entry is no text", "the entry is no text", "the entry is no text",
           "no address, name, URL, e-mail address or hash", "no address, name, URL, e-mail address or hash",
           "'300.1.2.3' is no IPv4 address: 300 is above 255", "the entry is no text"}},
         {"a list that is cut off says so",
          R"(["a.example","[2001:db8::1]:80","b.example","c.exa)",
          {"a.example list iocs" + at, "[2001:db8::1]:80 list iocs" + at, "[2001:db8::1]:80 ip 2001:db8::1" + at,
           "b.example list iocs" + at},
          {"the entry is no text", "the list has no end: it was cut off, and entries may be missing"}},
         {"an object that is cut off in its list is named by its file",
          told.substr(0, told.find(']')),
          {"10.0.0.0/8 list iocs" + at, "a.example list iocs" + at},
          {"the list has no end: it was cut off, and entries may be missing"}},
         {"a second text is not passed over in silence",
          told + "}\n{\"list\":[]}",
          {"10.0.0.0/8 list Parked" + at, "a.example list Parked" + at},
          {"a second JSON text follows the list, and was not read"}}});
  const Read read = readText(readerNamed("json-list"), R"(["a.example",7,"b.example"])", {});
  REQUIRE(read.rejects.size() == 1);
  CHECK(read.rejects.front().position == 2);
  REQUIRE(read.lookups.size() == 1);
  CHECK(read.lookups.front().facts.back().position == 3);
  CHECK(read.lookups.front().lookup.raw == "\"a.example\"\n7\n\"b.example\"\n");
  CHECK_FALSE(readText(readerNamed("json-list"), R"({"a":1})", {}).error.empty());
}

TEST_CASE("JSON is no table and no list of lines", "[ingest][detect]") {
  const std::string long_list = "{\"list\":[" + [] {
    std::string entries = "\"a0.example\"";
    for (int i = 1; i < 20000; ++i) entries += ",\"a" + std::to_string(i) + ".example\"";
    return entries;
  }() + "]}";
  for (const std::string& text :
       {std::string(R"(["a.example","b.example","c.example"])"), std::string("[\n\"a.example\",\n\"b.example\"\n]"),
        std::string(R"({"list":["a.example"],"name":"n"})"), std::string(R"({"name":"n","list":["no value"]})"),
        long_list}) {
    CHECK(detected(text) == "json-list");
    for (const char* other : {"csv", "list", "text"}) CHECK(readerNamed(other).detect(text, "") == 0);
  }
  for (const char* text :
       {"[1,\"a.example\"]", "[{\"a\":\"a.example, b.example\"}]", "[ null, \"a.example\" ]", "[]"}) {
    INFO(text);
    for (const char* other : {"csv", "list", "text"}) CHECK(readerNamed(other).detect(text, "") == 0);
  }
  CHECK(readerNamed("csv").detect("[.]a.example,192.0.2.1\n[.]b.example,192.0.2.2\n", "") > 0);
  CHECK(detected("[.]a.example\n[.]b.example\n") == "list");
}

TEST_CASE("tables", "[ingest][csv]") {
  const std::string at = " @2024-06-01T00:00:00Z";
  check("csv",
        {{"a header", "domain,ip,first_seen\na.example,192.0.2.1,2020-01-01\n", {"a.example ip 192.0.2.1 @2020-01-01"}},
         {"semicolons, a byte order mark, quotes and a new line inside them",
          "\xEF\xBB\xBF"
          "\"Host\";\"Last Seen\";\"First Seen\";\"Title\"\n\"a.example\";2020-02-01;2020-01-01;\"one\ntwo\"\n",
          {"a.example list iocs @2020-01-01..2020-02-01", "a.example .title=one\ntwo @2020-01-01..2020-02-01"}},
         {"columns that nothing is known of",
          "domain,colour\na.example,red\n",
          {"a.example list iocs" + at, "a.example .detail=colour: red" + at},
          {},
          "iocs.txt",
          {"column colour: kept as 'detail'; --columns says what a column is"}},
         {"several columns that nothing is known of are said once",
          "domain,colour,shape\na.example,red,round\nb.example,,flat\n",
          {"a.example list iocs" + at, "a.example .detail=colour: red" + at, "a.example .detail=shape: round" + at,
           "b.example list iocs" + at, "b.example .detail=shape: flat" + at},
          {},
          "iocs.txt",
          {"columns colour, shape: kept as 'detail'; --columns says what a column is"}},
         {"a last sighting before the first",
          "domain,ip,first_seen,last_seen\na.example,192.0.2.1,2020-02-01,2020-01-01\n",
          {"a.example ip 192.0.2.1 @2020-01-01..2020-02-01"},
          {},
          "iocs.txt",
          {"1 × the last sighting is before the first: the two were swapped"}},
         {"no header",
          "a.example,192.0.2.1\nb.example,192.0.2.2\n",
          {"a.example ip 192.0.2.1" + at, "b.example ip 192.0.2.2" + at}},
         {"no header: a bad cell in a few rows costs itself, and what is left out is said",
          "a.example,hello world,192.0.2.1\nb.example,zzz,192.0.2.2\n?!?,x,192.0.2.3\n",
          {"a.example ip 192.0.2.1" + at, "a.example .detail=column 2: hello world" + at, "b.example ip 192.0.2.2" + at,
           "b.example .detail=column 2: zzz" + at, "192.0.2.3 list iocs" + at, "192.0.2.3 .detail=column 2: x" + at},
          {"'?!?' is no host name: '?' cannot stand in it"},
          "iocs.txt",
          {"column 2: kept as 'detail'; --columns says what a column is"}},
         {"no header: a bad date costs its record's date, and no other stands for it",
          "a.example,2020-01-01\nb.example,2020-01-02\nc.example,9/9/9\n",
          {"a.example list iocs @2020-01-01", "b.example list iocs @2020-01-02", "c.example list iocs"},
          {"'9/9/9' is no date"}},
         {"a date that is none is not known",
          "domain,ip,first_seen\na.example,192.0.2.1,0001-01-01\nb.example,192.0.2.2,never\n",
          {"a.example ip 192.0.2.1" + at, "b.example ip 192.0.2.2" + at}},
         {"the table's other dates tell which number is the month",
          "domain,first_seen\na.example,03/04/2022\nb.example,04/25/2022\n",
          {"a.example list iocs @2022-03-04", "b.example list iocs @2022-04-25"}},
         {"nothing tells which number is the month, and it is said",
          "domain,first_seen\na.example,03/04/2022\nb.example,05/05/2022\n",
          {"a.example list iocs @2022-04-03", "b.example list iocs @2022-05-05"},
          {},
          "iocs.txt",
          {"dates such as 03/04/2022 are read with the day first: none near the table's head tells the order"}},
         {"a table with both orders",
          "domain,first_seen\na.example,03/04/2022\nb.example,04/25/2022\nc.example,25/04/2022\n",
          {"a.example list iocs @2022-04-03", "b.example list iocs @2022-04-25", "c.example list iocs @2022-04-25"},
          {},
          "iocs.txt",
          {"dates such as 03/04/2022 are read with the day first: the table has both orders"}},
         {"a spreadsheet's number of a day is no second of 1970",
          "domain,first_seen\na.example,44837\nb.example,44837.5\n",
          {"a.example list iocs", "b.example list iocs"},
          {"'44837' is no date but a spreadsheet's number of one",
           "'44837.5' is no date but a spreadsheet's number of one"}},
         {"a date that cannot be read is refused, and never made from the other one",
          "domain,first_seen,last_seen\na.example,junk,2022-01-02\nb.example,2022-01-02,junk\nc.example,,2022-01-02\n",
          {"a.example list iocs", "b.example list iocs", "c.example list iocs @2022-01-02"},
          {"'junk' is no date", "'junk' is no date"}},
         {"what is said of an address that the row has not is kept, and so is a country that is no code",
          "host,ip,asn,country\na.example,,AS64496,FR\nb.example,192.0.2.1,AS64497,Netherlands\n",
          {"a.example list iocs" + at, "a.example .detail=asn: AS64496" + at, "a.example .detail=country: FR" + at,
           "b.example ip 192.0.2.1" + at, "192.0.2.1 asn AS64497" + at, "b.example .detail=country: Netherlands" + at}},
         {"no header: a column of names and addresses",
          "a.example;x\n192.0.2.1;y\nb.example;z\n192.0.2.2/31;\n",
          {"a.example list iocs" + at, "a.example .detail=column 2: x" + at, "192.0.2.1 list iocs" + at,
           "192.0.2.1 .detail=column 2: y" + at, "b.example list iocs" + at, "b.example .detail=column 2: z" + at,
           "192.0.2.2/31 list iocs" + at},
          {},
          "iocs.txt",
          {"column 2: kept as 'detail'; --columns says what a column is"}},
         {"no header: an empty column loses nothing",
          "a.example,,192.0.2.1\nb.example,,192.0.2.2\n",
          {"a.example ip 192.0.2.1" + at, "b.example ip 192.0.2.2" + at}},
         {"columns without a name have a number",
          "domain,,colour,\na.example,x,red,y\n",
          {"a.example list iocs" + at, "a.example .detail=column 2: x" + at, "a.example .detail=colour: red" + at,
           "a.example .detail=column 4: y" + at},
          {},
          "iocs.txt",
          {"columns 2, colour, 4: kept as 'detail'; --columns says what a column is"}},
         {"rows that are wider than the header",
          "domain,ip\na.example,192.0.2.1,x\nb.example,192.0.2.2\nc.example,192.0.2.3,,\n",
          {"a.example ip 192.0.2.1" + at, "b.example ip 192.0.2.2" + at, "c.example ip 192.0.2.3" + at},
          {},
          "iocs.txt",
          {"1 × more fields than there are columns: those beyond column 2 are ignored"}},
         {"indicators of a row that no relation ties are listed side by side",
          "domain,indicator,url,sha256,email\na.example,b.example,hxxp://c.example/x,,\n"
          ",,hxxp://c.example/y,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,x@d.example\n",
          {"http://c.example/x host c.example" + at, "http://c.example/x list iocs" + at, "a.example list iocs" + at,
           "b.example list iocs" + at, "http://c.example/y host c.example" + at, "http://c.example/y list iocs" + at,
           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 list iocs" + at,
           "x@d.example list iocs" + at}},
         {"newly registered names",
          "Timestamp,Reason,DomainName\n2022-09-29 01:02:03,added,a.example\n",
          {"a.example list iocs @2022-09-29T01:02:03Z"}},
         {"network and country belong to the address",
          "ip|asn|cc\n192.0.2.1|AS64496 A Net|FR\n",
          {"192.0.2.1 asn AS64496" + at, "192.0.2.1 country FR" + at}},
         {"tags are still a list",
          "indicator,type,tags\nhxxp://a[.]example/x,url,\"c2, loader\"\n",
          {"http://a.example/x tag c2" + at, "http://a.example/x tag loader" + at, "http://a.example/x list iocs" + at,
           "http://a.example/x host a.example" + at}},
         {"several columns of a kind",
          "a.example, b.example, c.example\n",
          {"a.example list iocs" + at, "b.example list iocs" + at, "c.example list iocs" + at}},
         {"hashes of one file side by side",
          "md5,sha1,malware\nd41d8cd98f00b204e9800998ecf8427e,da39a3ee5e6b4b0d3255bfef95601890afd80709,Nothing\n",
          {"d41d8cd98f00b204e9800998ecf8427e threat nothing" + at, "d41d8cd98f00b204e9800998ecf8427e list iocs" + at,
           "da39a3ee5e6b4b0d3255bfef95601890afd80709 list iocs" + at,
           "da39a3ee5e6b4b0d3255bfef95601890afd80709 threat nothing" + at}},
         {"a bad value costs itself",
          "domain,ip\na.example,192.0.2.1\nb.example,300.0.2.1\n",
          {"a.example ip 192.0.2.1" + at, "b.example list iocs" + at},
          {"'300.0.2.1' is no IPv4 address: 300 is above 255"}},
         {"a quote that is never closed",
          "domain,ip\n\"a.example,192.0.2.1\nb.example,192.0.2.2\n",
          {"b.example ip 192.0.2.2" + at},
          {"a quote is never closed"}}});
  CHECK(
      contains(readText(readerNamed("csv"), "1.0.0.0,1.0.0.255,13335\n2.0.0.0,2.0.0.255,13335\n").error, "no column"));
}

TEST_CASE("indicators in prose", "[ingest][text]") {
  const std::string at = " @2024-06-01T00:00:00Z";
  check("text",
        {{"defanged names and addresses, not the words around them",
          "See https://blog.example/post[_the post_]. The loader (a.exe) asks cdn.a[.]example, 192.0.2[.]7 and\n"
          "`hxxps://b[.]example/x.php`; its version is 1.2.3.4.\n",
          {"cdn.a.example list iocs" + at, "192.0.2.7 list iocs" + at, "https://b.example/x.php list iocs" + at,
           "https://b.example/x.php host b.example" + at}},
         {"a version is no address", "version 1.2.3.4 is old, and so is a(dot)example", {"a.example list iocs" + at}},
         {"table cells, markup and brace sets",
          "|++a[.]example++|+b[.]example+|x{1,2}[.]c.example|\n",
          {"a.example list iocs" + at, "b.example list iocs" + at, "x1.c.example list iocs" + at,
           "x2.c.example list iocs" + at}},
         {"hashes, mailboxes and networks",
          "SHA-1 DA39A3EE5E6B4B0D3255BFEF95601890AFD80709, mail x@a.example or y[@]a[.]example from AS64496.",
          {"da39a3ee5e6b4b0d3255bfef95601890afd80709 list iocs" + at, "x@a.example list iocs" + at,
           "y@a.example list iocs" + at, "AS64496 list iocs" + at}},
         {"placeholders and file names are none", "<id>.a[.]example, setup[.]exe and C:\\x[.]example", {}},
         {"a pattern of paths names its host", "hxxp://a[.]example/up/<VICTIM>", {"a.example list iocs" + at}}});
}

TEST_CASE("facts come back as they were", "[ingest][facts]") {
  const std::string link =
      R"({"fact":"link","from":{"type":"host","name":"www.a.example"},"relation":"ip","to":{"type":"ip","name":"192.0.2.7"},)"
      R"("first":"2022-01-01T00:00:00Z","last":"2022-03-05T10:00:00Z","times":12,"ttl":300,"confidence":90,)"
      R"("source":"dnsdb","learnt":"2022-10-18T08:00:00Z")";
  SECTION("without lookups, by source") {
    const Read read = readText(readerNamed("facts"), link + "}\n" + link + R"(,"lookup":"L17"})" + "\n");
    REQUIRE(read.reasons().empty());
    REQUIRE(read.lookups.size() == 2);
    CHECK(read.lookups[0].lookup.provider == "dnsdb");
    CHECK(read.lookups[0].lookup.raw == link + "}\n");
    CHECK(read.lookups[0].facts.front().position == 1);
    CHECK(read.lines().front() ==
          "www.a.example ip 192.0.2.7 @2022-01-01T00:00:00Z..2022-03-05T10:00:00Z ttl=300 times=12");
    CHECK(read.lookups[1].lookup.provider == "dnsdb");
    CHECK(read.lookups[1].lookup.subject == "L17");
  }
  SECTION("under the lookups that are described, before or after") {
    const std::string described =
        R"({"fact":"lookup","id":"L17","provider":"dnsdb","kind":"rrset","subject":"www.a.example","fetched":"2022-10-18T08:00:00Z"})";
    for (const std::string& text : {described + "\n" + link + R"(,"lookup":"L17"})" + "\n",
                                    link + R"(,"lookup":"L17"})" + "\n" + described + "\n"}) {
      const Read read = readText(readerNamed("facts"), text);
      REQUIRE(read.lookups.size() == 1);
      CHECK(read.lookups[0].lookup.kind == "rrset");
      CHECK(read.lookups[0].lookup.subject == "www.a.example");
      CHECK(read.lookups[0].facts.size() == 1);
    }
  }
  SECTION("what is wrong is named") {
    const Read read = readText(readerNamed("facts"), link + R"(,"colour":"red"})" + "\n{\"fact\":\"lonk\"}\nx\n");
    REQUIRE(read.rejects.size() == 3);
    CHECK(contains(read.rejects[0].reason, "colour"));
    CHECK(contains(read.rejects[1].reason, "lonk"));
    CHECK(read.rejects[2].position == 3);
    CHECK(read.lookups.empty());
  }
}

TEST_CASE("WHOIS answers in text are told, and lists of suffixes are left alone", "[ingest][detect]") {
  const auto refused = [](std::string_view text) {
    const auto found = detectReader(text, "-");
    return found.ok() ? "read as " + std::string((*found)->name()) : found.error().message;
  };
  const std::string whois = "read as whois";
  for (const char* text :
       {"Domain Name: A.EXAMPLE\nRegistrar: R, Inc.\n", "domain: a.example\nnserver: ns1.a.example\n",
        "\nDomain:\n\ta.example\n\nServers:\n\tns1.a.example\t192.0.2.1\n\tns2.a.example\t192.0.2.2\n",
        "[Domain Name]   A.EXAMPLE\n[Registrant]   A, B\n[Name Server]  ns1.a.example\n",
        "% This is the EXAMPLE Whois server.\na.example, b.example\nc.example, d.example\n",
        "inetnum: 192.0.2.0 - 192.0.2.255\nnetname: A\nadmin-c: X-EXAMPLE\n"}) {
    INFO(text);
    CHECK(refused(text) == whois);
  }
  const std::string suffixes = "// ===BEGIN ICANN DOMAINS===\ncom.ac\nedu.ac\n*.ck\n!www.ck\n";
  CHECK(refused(suffixes) ==
        "no format fits: it looks like the Public Suffix List, which says where registered names begin and lists no "
        "indicators");
  for (const auto& [text, reader] : std::vector<std::pair<const char*, const char*>>{
           {"whois.a.example\nwhois.b.example\n", "list"},
           {"# from the whois server\na.example\nb.example\n", "list"},
           {"Domain: a[.]example\nStatus: live\nRegistrar: R\n", "text"},
           {"domain,registrar\na.example,\"R: S\"\n", "csv"},
           {"status:x,a.example,192.0.2.1\nstatus:y,b.example,192.0.2.2\n", "csv"}}) {
    INFO(text);
    CHECK(refused(text) == "read as " + std::string(reader));
  }
}

TEST_CASE("a few control bytes in a text cost their records alone", "[ingest][detect]") {
  using std::string_literals::operator""s;
  const std::string at = " @2024-06-01T00:00:00Z";
  for (const auto& [reader, text, facts, rejects] : std::vector<std::tuple<std::string, std::string, Lines, int>>{
           {"list",
            "a.example\nb\0.example\nc.example\n"s,
            {"a.example list iocs" + at, "c.example list iocs" + at},
            1},
           {"csv",
            "domain,ip\na.example,192.0.2.1\nb\0.example,192.0.2.2\nc.example,192.0.2.3\0\n"s,
            {"a.example ip 192.0.2.1" + at, "192.0.2.2 list iocs" + at, "c.example list iocs" + at},
            2},
           {"csv",
            "a.example,192.0.2.1\nb.\0example,192.0.2.2\nc.example,192.0.2.3\n"s,
            {"a.example ip 192.0.2.1" + at, "192.0.2.2 list iocs" + at, "c.example ip 192.0.2.3" + at},
            1},
           {"text",
            "The loader\0 asks a[.]example for more,\nand b\0[.]example as well.\n"s,
            {"a.example list iocs" + at},
            0}}) {
    INFO(text);
    CHECK(detected(text) == reader);
    const Read read = readText(readerNamed(reader), text, {.name = "iocs.txt"});
    CHECK(read.error.empty());
    CHECK(read.lines() == facts);
    CHECK(read.rejects.size() == static_cast<std::size_t>(rejects));
  }
}

TEST_CASE("what is binary is told by its marks or its bytes", "[ingest][detect]") {
  using std::string_literals::operator""s;
  std::string noise, wide, koi8;
  std::uint32_t state = 1;
  for (int i = 0; i < 4096; ++i) {
    state = state * 1664525U + 1013904223U;
    noise += static_cast<char>(state >> 24);
    koi8 += i % 20 == 0 ? '\n' : i % 7 == 0 ? ' ' : static_cast<char>(0xC0 + (state >> 27));
  }
  for (const char c : "a.example\r\nb.example\r\n"s) wide += {c, '\0'};
  const std::string names = "\na.example\nb.example\nc.example\n";
  for (const auto& [bytes, what] :
       std::vector<std::pair<std::string, std::string>>{{noise, "binary data"},
                                                        {wide, "binary data"},
                                                        {std::string(2000, '\0') + names, "binary data"},
                                                        {"\xFF\xFE" + wide, "UTF-16 text; convert it to UTF-8"},
                                                        {"GIF89a" + names, "a GIF image"},
                                                        {"\x89PNG\r\n\x1a\n" + names, "a PNG image"},
                                                        {"SQLite format 3\0"s + names, "an SQLite database"},
                                                        {std::string(257, 'x') + "ustar" + names, "a tar archive"},
                                                        {koi8, "text without indicators"}}) {
    const auto found = detectReader(bytes, "-");
    REQUIRE_FALSE(found.ok());
    CHECK(contains(found.error().message, "it looks like " + what));
  }
  CHECK(detected("GIF8.a.example\nBZh.a.example\n") == "list");
}

TEST_CASE("a JSON text that is cut off is told as that", "[ingest][detect]") {
  const auto said = [](std::string_view text) {
    const auto reader = detectReader(text, "x.json");
    return reader ? std::string((*reader)->name()) : reader.error().message;
  };
  CHECK(said("{\"data\": {\"attributes\": {\"a\": 1,\n \"b") ==
        "no format fits: it looks like JSON, and the JSON text ends too early (line 2, column 4)");
  CHECK(said("{\"a\":1}\n{\"b\":2}\n") == "no format fits: it looks like JSON of a shape that is not known");
}

TEST_CASE("formats are told by content", "[ingest][detect]") {
  for (const Reader* reader : readers()) {
    INFO(reader->name());
    const std::string found = detected(reader->sample());
    // A reverse lookup's answer is the same for addresses, name servers and mail hosts: the file's name or --as says.
    if (startsWith(reader->name(), "whoisxml-reverse")) {
      CHECK(startsWith(found, "whoisxml"));
    } else {
      CHECK(found == reader->name());
    }
  }
  CHECK(detected("a.example\nb.example\n") == "list");
  CHECK(detected("d41d8cd98f00b204e9800998ecf8427e  a.exe\n") == "list");
  CHECK(detected("[2001:db8::1]:80\n[2001:db8::2]:80\n") == "list");
  CHECK(detected("domain\na.example\nb.example\n") == "csv");
  CHECK(detected("Domain Name: A.EXAMPLE\nRegistrant Email: x@y.example\n") == "whois");
  CHECK(readerNamed("text").detect("Domain Name: A.EXAMPLE\nRegistrant Email: x@y.example\n", "") == 0);
  CHECK(detected(std::string("SQLite format 3\0a.example\n", 26)).empty());
}

TEST_CASE("web pages are read as their text", "[ingest][text]") {
  const std::string at = " @2024-06-01T00:00:00Z";
  const std::string page =
      "<!DOCTYPE html>\n<html><head><style>\n.x { background: url(hxxp://style[.]example/) }\n</style>\n"
      "<script>var c = 'hxxp://script[.]example/';</script></head>\n<body><p>The loader asks "
      "cdn.a<b>[.]</b>example and <code>192.0.2&#91;.&#93;7</code> for its next stage, by CVE-2021-44228.</p>\n"
      "<!-- hidden[.]example\n--><table><tr><td>b[.]example</td><td>c&lsqb;.&rsqb;example</td></tr></table>\n"
      "<a href=\"https://plain.example/x\"\n title='d[.]example'>a link</a></body></html>\n";
  CHECK(detected(page) == "text");
  const Read read = readText(readerNamed("text"), page, {.name = "report.html"});
  CHECK(read.lines() == std::vector<std::string>{"cdn.a.example list report" + at, "192.0.2.7 list report" + at,
                                                 "report tag CVE-2021-44228" + at, "b.example list report" + at,
                                                 "c.example list report" + at});
}

TEST_CASE("lists of new names are dated by the name of their file or archive", "[ingest][list]") {
  for (const char* name : {"nrd-2019-10-19.txt", "x/nrd.20191019.txt.gz", "nrd-2019-10-19.zip/domain-names.txt",
                           "feeds/newly-registered-20191019.tar.gz/a.txt"}) {
    INFO(name);
    const Read read = readText(readerNamed("list"), "a.example\n", {.name = name});
    CHECK(read.lines() == std::vector<std::string>{"a.example list nrd:2019-10-19 @2019-10-19"});
  }
  const Read table = readText(readerNamed("csv"), "Timestamp,Reason,DomainName\n2019-10-19T01:00:00Z,added,a.example\n",
                              {.name = "nrd-2019-10-19.csv"});
  CHECK(table.lines() == std::vector<std::string>{"a.example list nrd:2019-10-19 @2019-10-19T01:00:00Z"});
}

}  // namespace clew::ingest::test
