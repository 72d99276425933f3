// Lists, prose and facts, text in and facts out.
#include <catch2/catch.hpp>

#include "common/format.h"
#include "common/text.h"
#include "ingest/detect.h"
#include "ingest/readers/indicator.h"
#include "model/suffixes.h"
#include "unit/ingest/line_support.h"

namespace clew::ingest::test {

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
         {"as people write lists",
          "- a.example\n* b[.]example\n\"c.example\",\nd.example, 192.0.2.9\nhttp://e.example/x,y\n",
          {"a.example list iocs" + at, "b.example list iocs" + at, "c.example list iocs" + at,
           "d.example list iocs" + at, "192.0.2.9 list iocs" + at, "http://e.example/x,y list iocs" + at,
           "http://e.example/x,y host e.example" + at}},
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
         {"comments behind a semicolon",
          "; A list, https://b.example/list.txt\n192.0.2.0/24 ; SBL1\n198.51.100.0/25\t; SBL2\nc.example; d.example\n",
          {"192.0.2.0/24 list iocs" + at, "198.51.100.0/25 list iocs" + at, "c.example list iocs" + at,
           "d.example list iocs" + at}},
         {"blocks of one address stay blocks, and names of hashes go",
          "192.0.2.1/32\n2001:db8::1/128\n2001:db8::/64\nMD5: d41d8cd98f00b204e9800998ecf8427e\n",
          {"192.0.2.1/32 list iocs" + at, "2001:db8::1/128 list iocs" + at, "2001:db8::/64 list iocs" + at,
           "d41d8cd98f00b204e9800998ecf8427e list iocs" + at}},
         {"names of files",
          "a.example\ninvoice.exe\nDROPPER.DLL\na.zip\n",
          {"a.example list iocs" + at, "a.zip list iocs" + at},
          {"the name of a file names no node", "the name of a file names no node"}},
         {"Tor's exits, and when they were seen",
          "ExitNode 0011223344556677889900112233445566778899\nPublished 2023-11-06 18:30:12\n"
          "LastStatus 2023-11-07 08:00:00\nExitAddress 192.0.2.1 2023-11-07 08:21:03\n"
          "ExitAddress 192.0.2.2 2023-11-07 09:21:03\n",
          {"192.0.2.1 list iocs @2023-11-07T08:21:03Z", "192.0.2.2 list iocs @2023-11-07T09:21:03Z"}},
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

TEST_CASE("lists with comments behind semicolons, and Tor's, are lists", "[ingest][list]") {
  CHECK(detected("; A list\n; https://b.example/list.txt\n192.0.2.0/24 ; SBL1\n198.51.100.0/25 ; SBL2\n") == "list");
  CHECK(detected("ExitNode 0011223344556677889900112233445566778899\nPublished 2023-11-06 18:30:12\n"
                 "LastStatus 2023-11-07 08:00:00\nExitAddress 192.0.2.1 2023-11-07 08:21:03\n") == "list");
}

TEST_CASE("no ending that is taken for a file's is a public suffix", "[ingest][list]") {
  for (const char* name : {"a.exe", "A.DLL", "index.php", "a.b.pdf"}) CHECK(isFileName(name));
  std::size_t rules = 0;
  for (const std::string_view rule : splitLines(model::Suffixes::shippedText())) {
    if (rule.empty() || rule.find_first_of("./ *!") != rule.npos) continue;
    INFO(rule);
    CHECK_FALSE(isFileName(format("a.{}", rule)));
    ++rules;
  }
  CHECK(rules > 1000);
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

TEST_CASE("indicators in prose", "[ingest][text]") {
  const std::string at = " @2024-06-01T00:00:00Z";
  check(
      "text",
      {{"defanged names and addresses, not the words around them",
        "See https://blog.example/post[_the post_]. The loader (a.exe) asks cdn.a[.]example, 192.0.2[.]7 and\n"
        "`hxxps://b[.]example/x.php`; its version is 1.2.3.4.\n",
        {"cdn.a.example list iocs" + at, "192.0.2.7 list iocs" + at, "https://b.example/x.php list iocs" + at,
         "https://b.example/x.php host b.example" + at},
        {},
        "iocs.txt",
        {"1 × names, URLs and mailboxes that are not defanged: passed over; written as a[.]example they are taken"}},
       {"a version is no address", "version 1.2.3.4 is old, and so is a(dot)example", {"a.example list iocs" + at}},
       {"table cells, markup and brace sets",
        "|++a[.]example++|+b[.]example+|x{1,2}[.]c.example|\n",
        {"a.example list iocs" + at, "b.example list iocs" + at, "x1.c.example list iocs" + at,
         "x2.c.example list iocs" + at}},
       {"hashes, mailboxes and networks",
        "SHA-1 DA39A3EE5E6B4B0D3255BFEF95601890AFD80709, mail x@a.example from AS64496.",
        {"da39a3ee5e6b4b0d3255bfef95601890afd80709 list iocs" + at, "x@a.example list iocs" + at,
         "AS64496 list iocs" + at}},
       {"where others are defanged a plain mailbox is whom to write to",
        "Write to x@b.example. It was registered by y[@]a[.]example and calls c[.]example",
        {"y@a.example list iocs" + at, "c.example list iocs" + at},
        {},
        "iocs.txt",
        {"1 × names, URLs and mailboxes that are not defanged: passed over; written as a[.]example they are taken"}},
       {"in a table it is an indicator",
        "| c[.]example | signed by x@b.example |\n",
        {"c.example list iocs" + at, "x@b.example list iocs" + at}},
       {"a rule's mailbox is its author's",
        "rule x {\n meta:\n  email = \"y@b.example\"\n  hash = \"d41d8cd98f00b204e9800998ecf8427e\"\n condition: "
        "all\n}\n",
        {"d41d8cd98f00b204e9800998ecf8427e list iocs" + at},
        {},
        "iocs.txt",
        {"1 × names, URLs and mailboxes that are not defanged: passed over; written as a[.]example they are taken"}},
       {"hashes behind their names",
        "It was SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 "
        "(sha1=da39a3ee5e6b4b0d3255bfef95"
        "601890afd80709, MD5:d41d8cd98f00b204e9800998ecf8427e).",
        {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 list iocs" + at,
         "da39a3ee5e6b4b0d3255bfef95601890afd80709 list iocs" + at, "d41d8cd98f00b204e9800998ecf8427e list iocs" + at}},
       {"rarer ways to defang",
        "h**p://a[.]example/x http[s]://b[.]example/x hxxp[:]//c[.]example[/]y[/]z.php d [.] example e.]example "
        "_dmarc.f[.]example _g[.]example_ [h[.]example](x) 192.0.2.0[/]24 192.0.2[.]5:4444/tcp",
        {"http://a.example/x list iocs" + at, "http://a.example/x host a.example" + at,
         "https://b.example/x list iocs" + at, "https://b.example/x host b.example" + at,
         "http://c.example/y/z.php list iocs" + at, "http://c.example/y/z.php host c.example" + at,
         "d.example list iocs" + at, "e.example list iocs" + at, "_dmarc.f.example list iocs" + at,
         "g.example list iocs" + at, "h.example list iocs" + at, "192.0.2.0/24 list iocs" + at,
         "192.0.2.5:4444/tcp list iocs" + at, "192.0.2.5:4444/tcp ip 192.0.2.5" + at}},
       {"an address with a path is the address, and a name is not",
        "wget http://192.0.2.7/richard from 198.51.100.7:8080/x; see https://blog.example/post",
        {"192.0.2.7 list iocs" + at, "198.51.100.7:8080 list iocs" + at, "198.51.100.7:8080 ip 198.51.100.7" + at},
        {},
        "iocs.txt",
        {"1 × names, URLs and mailboxes that are not defanged: passed over; written as a[.]example they are taken"}},
       {"placeholders and file names are none", "<id>.a[.]example, setup[.]exe and C:\\x[.]example", {}},
       {"a pattern of paths names its host", "hxxp://a[.]example/up/<VICTIM>", {"a.example list iocs" + at}}});
}

TEST_CASE("prose: plain names are counted, URLs of addresses are the addresses", "[ingest][text]") {
  const std::string at = " @2024-06-01T00:00:00Z";
  const std::string told =
      "names, URLs and mailboxes that are not defanged: passed over; written as a[.]example they are taken";
  check("text",
        {{"names and URLs",
          "See https://blog.example/post and www.b.example, then c.example/x; it asks d[.]example.\n",
          {"d.example list iocs" + at},
          {},
          "iocs.txt",
          {"3 × " + told}},
         {"what is no name",
          "It writes setup.exe, report.pdf and v1.2 to C:\\x, e.g. at 10.5, i.e. late.Then it asks d[.]example.\n",
          {"d.example list iocs" + at}},
         {"URLs of addresses, with a path, a port, a query or nothing behind them",
          "from http://192.0.2.7 and https://192.0.2.8/, http://192.0.2.9:8080, http://192.0.2.10?x=1; d[.]example\n",
          {"192.0.2.7 list iocs" + at, "192.0.2.8 list iocs" + at, "192.0.2.9:8080 list iocs" + at,
           "192.0.2.9:8080 ip 192.0.2.9" + at, "192.0.2.10 list iocs" + at, "d.example list iocs" + at}}});
}

TEST_CASE("prose: a long line takes no time in the square of its length", "[ingest][text]") {
  constexpr std::size_t kLong = std::size_t{1} << 20;
  std::string line = "a" + std::string(kLong, ',') + "b" + std::string(kLong, ')') + " x{1,2}[.]example ";
  for (int i = 0; i < 50000; ++i) line += "192.0.2.7 ";
  const Read read = readText(readerNamed("text"), line + "version 192.0.2.8\n");
  CHECK(read.lines().size() == 3);
  for (const char c : {'=', '_', '-', '"'}) {
    const Read read = readText(readerNamed("text"), "hxxp://a[.]example/x\n" + std::string(1'000'000, c) + "\n");
    CHECK(read.pairs("host") == std::vector<std::string>{"http://a.example/x a.example"});
  }
}

TEST_CASE("a Markdown report of plain addresses is one, other text with addresses is not", "[ingest][text]") {
  CHECK(detected("# Indicators\n\nThese were released as part of the research of a team.\n\n| Servers |\n| :--- |\n"
                 "| 192.0.2.16 |\n") == "text");
  CHECK(surenessOf("server: 192.0.2.16 of the pool is asked before any other one is\n") < 20);
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
