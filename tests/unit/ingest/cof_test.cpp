// Passive DNS in the Common Output Format, text in and facts out.
#include <algorithm>
#include <catch2/catch.hpp>

#include "common/text.h"
#include "unit/ingest/line_support.h"

namespace clew::ingest::test {

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
        {"a.example mentioned"},
        {},
        "iocs.txt",
        {"1 × records of type DS: kept in the raw record alone"}},
       {"a count that is written for people",
        R"({"rrname":"a.example","rrtype":"A","rdata":"192.0.2.7","count":"1,000"})",
        {"a.example ip 192.0.2.7 times=1000"}},
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
}

TEST_CASE("passive DNS may state days", "[ingest][cof]") {
  const auto at = [](std::string_view first, std::string_view last) {
    return R"({"rrname":"a.example","rrtype":"A","rdata":"192.0.2.1","time_first":)" + std::string(first) +
           R"(,"time_last":)" + std::string(last) + "}";
  };
  check(
      "cof",
      {{"days", at(R"("2015-01-30")", R"("2015-01-31")"), {"a.example ip 192.0.2.1 @2015-01-30..2015-01-31"}},
       {"days without signs", at(R"("20191019")", R"("20191020")"), {"a.example ip 192.0.2.1 @2019-10-19..2019-10-20"}},
       {"seconds as texts",
        at(R"("1298398002")", "1329211894"),
        {"a.example ip 192.0.2.1 @2011-02-22T18:06:42Z..2012-02-14T09:31:34Z"}}});
}

TEST_CASE("passive DNS is read as an array and over many lines too", "[ingest][cof]") {
  const std::string a = R"({"rrname":"a.example","rrtype":"A","rdata":"192.0.2.1"})";
  const std::string b = R"({"rrname":"b.example",
   "rrtype":"A", "rdata":["192.0.2.2"]})";
  const Lines both = {"a.example ip 192.0.2.1", "b.example ip 192.0.2.2"};
  for (const std::string& text : {"[" + a + ",\n" + b + "]", b + "\n" + a, "\xEF\xBB\xBF[\n" + a + "," + b + "]\n"}) {
    INFO(text);
    CHECK(detected(text) == "cof");
    Lines found = readText(readerNamed("cof"), text).lines();
    std::sort(found.begin(), found.end());
    CHECK(found == both);
  }
  // what `cat` or `jq` makes of several answers
  const std::string c = R"({"rrname":"c.example","rrtype":"TXT","rdata":["[1]","]["]})";
  const Lines all = {"a.example ip 192.0.2.1", "b.example ip 192.0.2.2", "c.example txt [1]", "c.example txt ]["};
  for (const std::string& text : {"[" + a + "]\n[" + b + ",\n" + c + "]\n", "[" + a + "][" + b + "][]\n[" + c + "]",
                                  "[]\n[" + a + "," + b + "]\n" + c, b + "\n[" + a + "," + c + "]"}) {
    INFO(text);
    CHECK(detected(text) == "cof");
    const Read read = readText(readerNamed("cof"), text);
    CHECK(read.reasons().empty());
    Lines found = read.lines();
    std::sort(found.begin(), found.end());
    CHECK(found == all);
  }
  const Read second_cut = readText(readerNamed("cof"), "[" + a + "]\n[" + b + "," + c.substr(0, 50));
  CHECK(second_cut.lines() == both);
  CHECK(second_cut.reasons() ==
        Lines{"not a whole JSON object", "the array has no end: it was cut off, and records may be missing"});

  const Read cut = readText(readerNamed("cof"), "[" + a + "," + b + "," + a.substr(0, 20));
  CHECK(cut.lines() == both);
  CHECK(cut.reasons() ==
        Lines{"not a whole JSON object", "the array has no end: it was cut off, and records may be missing"});
}

}  // namespace clew::ingest::test
