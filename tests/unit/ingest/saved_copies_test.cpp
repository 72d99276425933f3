// Indicators as people save them: copied from web pages and documents with typesetters' marks, from Markdown, from
// spreadsheets and shells, and from tools that print objects without the answer around them.
#include <catch2/catch.hpp>

#include "ingest/readers/text_head.h"
#include "ingest/readers/typography.h"
#include "ingest_support.h"
#include "unit/ingest/line_support.h"

#include "ingest/unwrap.h"

namespace clew::ingest::test {
namespace {

const std::string kAt = " @2024-06-01T00:00:00Z";
const std::string kDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

}  // namespace

TEST_CASE("marks of typesetters stand for blanks", "[ingest][text]") {
  CHECK(withoutTypography("“a”—b…") == " a  b ");
  CHECK(withoutTypography("a\u00A0b\u200Bc\uFEFF") == "a bc");
  CHECK(withoutTypography("bücher.example") == "bücher.example");
  CHECK(withoutTypography("evil\u2011shop") == "evil-shop");
  CHECK(withoutTypography("plain") == "plain");
  CHECK(withoutTypography("hxxp://a[.]example/日本（東京）/a–b’c x–y/z") ==
        "hxxp://a[.]example/日本（東京）/a–b’c x y/z");
  CHECK(withoutTypography("“hxxp://a[.]example/x”und ‘http://b/c’.") == " hxxp://a[.]example/x und  http://b/c .");
  CHECK(withoutTypography("例え。example[.]com a[.]example。次") == "例え.example[.]com a[.]example 次");
  CHECK(trimWide("\u00A0Anlage – 1\u00A0x.doc\u200B\u3000") == "Anlage – 1\u00A0x.doc");
  CHECK(trimWide("\u200B\u00A0").empty());
  CHECK(asUtf8("\x93x\x94 \xE9") == "“x” é");
}

TEST_CASE("prose with typesetters' marks", "[ingest][text]") {
  check("text", {{"quotes, dashes and blanks beside indicators",
                  "It asks “a[.]example”—then 192[.]0[.]2[.]1\u00A0and ‘hxxp://b[.]example/x’ of «c[.]example»…\n"
                  "then hxxp://d[.]example/a\u00A0and hxxp://e[.]example/b\u200B too\n",
                  {"a.example list iocs" + kAt, "192.0.2.1 list iocs" + kAt, "http://b.example/x list iocs" + kAt,
                   "http://b.example/x host b.example" + kAt, "c.example list iocs" + kAt,
                   "http://d.example/a list iocs" + kAt, "http://d.example/a host d.example" + kAt,
                   "http://e.example/b list iocs" + kAt, "http://e.example/b host e.example" + kAt}},
                 {"entities of a page",
                  "<html><body><p>It asks &ldquo;a[.]example&rdquo; and b[.]example&mdash;gone</p></body></html>\n",
                  {"a.example list iocs" + kAt, "b.example list iocs" + kAt}},
                 {"a text of an old code page",
                  "It asks \x93"
                  "a[.]example\x94 \x97 and b[.]example, caf\xE9\n",
                  {"a.example list iocs" + kAt, "b.example list iocs" + kAt}},
                 {"Markdown's backslashes",
                  "It asks a\\[.\\]example and **b\\[.\\]example**\n",
                  {"a.example list iocs" + kAt, "b.example list iocs" + kAt}},
                 {"a range is told",
                  "It asks a[.]example and 192[.]0[.]2[.]31-35 for more\n",
                  {"a.example list iocs" + kAt},
                  {},
                  "iocs.txt",
                  {"1 × defanged words that are no name, address, URL or mailbox: passed over"}}});
}

TEST_CASE("lists with remarks and with blanks of other widths", "[ingest][list]") {
  check("list",
        {{"remarks behind an indicator",
          "a[.]example (Cobalt Strike)\nb[.]example - Emotet\n" + kDigest + " : a loader\n",
          {"a.example list iocs" + kAt, "a.example .detail=(Cobalt Strike)" + kAt, "b.example list iocs" + kAt,
           "b.example .detail=- Emotet" + kAt, kDigest + " list iocs" + kAt, kDigest + " .detail=: a loader" + kAt}},
         {"blanks of other widths and invisible characters",
          "a.example\u00A0\nb.example\u200B\n\u00A0192.0.2.1\n`c.example`\n",
          {"a.example list iocs" + kAt, "b.example list iocs" + kAt, "192.0.2.1 list iocs" + kAt,
           "c.example list iocs" + kAt}},
         {"logs, ranges and pairs are no remarks",
          "a.example\nb.example\n192.0.2.7 - - [10/Oct/2022:13:55:36 +0000] \"GET / HTTP/1.0\" 200 23\n"
          "192.0.2.1 - 192.0.2.50\nc.example - d.example\n",
          {"a.example list iocs" + kAt, "b.example list iocs" + kAt},
          {"no address, name, URL, e-mail address or hash", "no address, name, URL, e-mail address or hash",
           "no address, name, URL, e-mail address or hash"}},
         {"a file's name keeps its dash",
          kDigest + "  Anlage – 1.doc\n",
          {kDigest + " list iocs" + kAt, kDigest + " .filename=Anlage – 1.doc" + kAt}}});
}

TEST_CASE("tables as tools and people save them", "[ingest][csv]") {
  check("csv",
        {{"headers that are paths",
          "ip,classification,metadata.rdns,raw_data.scan\n192.0.2.1,malicious,srv.a.example,x\n",
          {"192.0.2.1 list iocs" + kAt, "192.0.2.1 .detail=classification: malicious" + kAt,
           "192.0.2.1 .detail=metadata.rdns: srv.a.example" + kAt, "192.0.2.1 .detail=raw_data.scan: x" + kAt},
          {},
          "iocs.txt",
          {"columns classification, metadata.rdns, raw_data.scan: kept as 'detail'; --columns says what a column is"}},
         {"a kind and a name are no header",
          "domain,a.example\ndomain,b.example\n",
          {"a.example list iocs" + kAt, "a.example .detail=column 1: domain" + kAt, "b.example list iocs" + kAt,
           "b.example .detail=column 1: domain" + kAt},
          {},
          "iocs.txt",
          {"column 1: kept as 'detail'; --columns says what a column is"}},
         {"pages and hosts beside hashes, without a header",
          kDigest + ",http://a.example/x.exe\n",
          {"http://a.example/x.exe host a.example" + kAt, "http://a.example/x.exe list iocs" + kAt,
           kDigest + " list iocs" + kAt}},
         {"a row whose host could be a path",
          "bad_host.example.com,domain,x\nstats.example.com,domain,y\n",
          {"bad_host.example.com list iocs" + kAt, "bad_host.example.com .detail=column 2: domain" + kAt,
           "bad_host.example.com .detail=column 3: x" + kAt, "stats.example.com list iocs" + kAt,
           "stats.example.com .detail=column 2: domain" + kAt, "stats.example.com .detail=column 3: y" + kAt},
          {},
          "iocs.txt",
          {"columns 2, 3: kept as 'detail'; --columns says what a column is"}},
         {"a provider's columns of a name",
          "domain,ip,isp,usage_type\na.example,192.0.2.7,Net,Data Center\n",
          {"a.example ip 192.0.2.7" + kAt, "a.example .detail=isp: Net" + kAt,
           "a.example .detail=usage_type: Data Center" + kAt},
          {},
          "iocs.txt",
          {"column usage_type: kept as 'detail'; --columns says what a column is"}},
         {"files beside hashes, without a header",
          kDigest + ",run.exe\n",
          {kDigest + " list iocs" + kAt, kDigest + " .filename=run.exe" + kAt}},
         {"pages about the rows, without a header",
          "a.example,192.0.2.1,https://told.example/domain/a.example\n"
          "b.example,192.0.2.2,https://told.example/domain/b.example\n",
          {"a.example ip 192.0.2.1" + kAt, "a.example .detail=column 3: https://told.example/domain/a.example" + kAt,
           "b.example ip 192.0.2.2" + kAt, "b.example .detail=column 3: https://told.example/domain/b.example" + kAt},
          {},
          "iocs.txt",
          {"column 3: kept as 'detail'; --columns says what a column is"}},
         {"a page on another name is not on the row's address",
          "domain,ip,url\na.example,192.0.2.1,http://www.a.example/x\na.example,192.0.2.1,http://b.example/y\n",
          {"a.example ip 192.0.2.1" + kAt, "http://www.a.example/x host www.a.example" + kAt,
           "http://www.a.example/x list iocs" + kAt, "http://www.a.example/x ip 192.0.2.1" + kAt,
           "http://b.example/y host b.example" + kAt, "http://b.example/y list iocs" + kAt}},
         {"a provider's domain is not the address's",
          "ipAddress,usageType,isp,domain\n192.0.2.1,Hosting,Net LLC,net.example\n",
          {"192.0.2.1 list iocs" + kAt, "192.0.2.1 .detail=usageType: Hosting" + kAt, "192.0.2.1 .isp=Net LLC" + kAt,
           "192.0.2.1 .detail=domain: net.example" + kAt},
          {},
          "iocs.txt",
          {"columns usageType, domain: kept as 'detail'; --columns says what a column is"}},
         {"a Markdown table",
          "| Indicator | Malware |\n| --- | :-: |\n| `a[.]example` | X |\n| **b[.]example** | X |\n"
          "| [c[.]example](https://told.example/c) | X |\n| d\\[.\\]example | X |\n",
          {"a.example threat x" + kAt, "a.example list iocs" + kAt, "b.example threat x" + kAt,
           "b.example list iocs" + kAt, "c.example threat x" + kAt, "c.example list iocs" + kAt,
           "d.example threat x" + kAt, "d.example list iocs" + kAt}},
         {"blanks of other widths", "domain,ip\na.example\u00A0,192.0.2.1\u200B\n", {"a.example ip 192.0.2.1" + kAt}}});
  CHECK(detected("Dear team, please look, this is odd\nBeacon, seen today, evil.example\n") != "csv");
  CHECK(detected("Hosts, files and mail: see hxxp://evil[.]example/x, now\nAcme, bob@a.example, 192.0.2.7\n") ==
        "text");
  CHECK(detected("Subject Value,Subject Kind,Seen By\na.example,FQDN,me\n") == "csv");
}

TEST_CASE("objects without the answer around them", "[ingest][json][virustotal]") {
  const std::string attributes =
      R"("last_dns_records":[{"type":"A","value":"192.0.2.1"}],"last_dns_records_date":1700000000)";
  const std::string whole = R"({"data":{"type":"domain","id":"a.example","attributes":{)" + attributes + "}}}";
  const std::string object = R"({"type":"domain","id":"a.example","attributes":{)" + attributes + "}}";
  const std::string printed = R"([{"_id":"a.example","_type":"domain",)" + attributes + "}]";
  const std::vector<std::string> expected = readText(readerNamed("virustotal"), whole).lines();
  REQUIRE_FALSE(expected.empty());
  for (const std::string& text : {object, object + "\n", printed}) {
    CHECK(detected(text) == "virustotal");
    CHECK(readText(readerNamed("virustotal"), text).lines() == expected);
  }
  CHECK(detected(R"({"_index":"i","_type":"domain","_id":"a.example","_source":{"ip":"192.0.2.7"}})").empty());
  CHECK(detected(R"({"type":"url","id":"12","attributes":{"value":"http://a.example/"}})").empty());
  CHECK(detected("- _id: \"a.example\"\n  _type: \"domain\"\n  registrar: \"Reg A\"\n  status: x\n") != "whois");
}

TEST_CASE("OTX: what the pulses of an indicator say of themselves", "[ingest][json][otx]") {
  const Read read = readText(
      readerNamed("otx"),
      R"({"indicator":"a.example","type":"domain","pulse_info":{"count":1,"pulses":[{"id":"p1","name":"N",)"
      R"("modified":"2024-01-02T10:00:00","created":"2024-01-01T10:00:00","tags":["t"],"adversary":"A",)"
      R"("malware_families":[{"display_name":"M"}],"TLP":"white","author":{"username":"av"},"industries":["x"]}]}})");
  CHECK(read.pairs("tag") == std::vector<std::string>{"p1 t", "p1 tlp:white"});
  CHECK(read.pairs("threat") == std::vector<std::string>{"p1 a", "p1 m"});
  CHECK(read.pairs("report") == std::vector<std::string>{"a.example p1"});
  CHECK(read.notices ==
        std::vector<std::string>{"1 × entries of 'industries' in pulses: kept in the raw record alone"});
}

TEST_CASE("STIX: OpenCTI's names of machines", "[ingest][json][stix]") {
  const Read read = readText(
      readerNamed("stix"),
      R"({"type":"bundle","id":"bundle--1","objects":[{"type":"hostname","spec_version":"2.1",)"
      R"("id":"hostname--5a610659-0000-4000-8000-000000000027","value":"h.a.example"},{"type":"indicator",)"
      R"("spec_version":"2.1","id":"indicator--5a610659-0000-4000-8000-000000000003","created":"2024-01-01T00:00:00Z",)"
      R"("pattern":"[hostname:value = 'i.a.example']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"}]})");
  const auto lines = read.lines();
  const auto has = [&](std::string_view name) {
    return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) { return line.starts_with(name); });
  };
  CHECK(has("h.a.example "));
  CHECK(has("i.a.example "));
  CHECK(read.notices.empty());
}

TEST_CASE("an object does not tie all that it lists by the million", "[ingest][json]") {
  std::string attributes;
  for (int i = 0; i < 200; ++i) {
    attributes += (i ? "," : "") + (R"({"object_relation":"domain","type":"domain","value":"d)" + std::to_string(i)) +
                  R"(.example"},{"object_relation":"ip","type":"ip-dst","value":"192.0.2.)" + std::to_string(i) + "\"}";
  }
  const Read event = readText(readerNamed("misp"), R"({"Event":{"uuid":"u1","info":"E","date":"2020-01-02","Object":[)"
                                                   R"({"name":"domain-ip","Attribute":[)" +
                                                       attributes + "]}]}}");
  CHECK(event.pairs("ip").empty());
  CHECK(event.pairs("report").size() == 400);
  const std::string told = "objects that would tie more than 10,000 pairs: what they name is taken, and not tied";
  CHECK(event.notices == std::vector<std::string>{"1 × " + told});
}

TEST_CASE("urlscan: files that a page made the browser fetch", "[ingest][json][urlscan]") {
  const Read read = readText(
      readerNamed("urlscan"),
      R"({"task":{"uuid":"u1","url":"http://a.example/","time":"2023-02-01T23:49:29.142Z"},"page":{"url":)"
      R"("http://a.example/","domain":"a.example","ip":"192.0.2.7"},"lists":{"certificates":[{"subjectName":)"
      R"("*.b.example","issuer":"R3"},{"subjectName":"An Office"}]},"stats":{},"meta":{"processors":{"download":)"
      R"({"data":[{"sha256":")" +
          kDigest + R"(","filename":"x.zip"}]}}}})");
  CHECK(read.pairs("report") ==
        std::vector<std::string>{"192.0.2.7 u1", "a.example u1", kDigest + " u1", "http://a.example/ u1"});
  CHECK(read.reasons().empty());
}

TEST_CASE("UTF-16 is read as UTF-8", "[ingest]") {
  const auto wide = [](std::u16string_view text, bool little) {
    std::string out = little ? "\xFF\xFE" : "\xFE\xFF";
    for (const char16_t unit : text) {
      const char low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
      out += little ? low : high;
      out += little ? high : low;
    }
    return out;
  };
  for (const bool little : {true, false}) {
    const std::string text = wide(u"domain,ip\r\nbücher.example,192.0.2.1\r\n# 🦊\r\n", little);
    REQUIRE(isUtf16(text));
    CHECK(utf8OfUtf16(text) == "domain,ip\r\nbücher.example,192.0.2.1\r\n# 🦊\r\n");
    Folder folder;
    auto store = openStore(folder.file("case.db"));
    const IngestReport report = mustIngest(*store, {folder.write("a.csv", text)}, optionsOf());
    CHECK(report.files[0].format == "csv");
    CHECK(report.files[0].error.empty());
    REQUIRE(report.notices.size() == 1);
    CHECK(report.notices[0].text == "UTF-16 text: read, and kept, as UTF-8");
  }
  CHECK(utf8OfUtf16(wide(u"\xD83E-\xDD8A", true)) == "\uFFFD-\uFFFD");
  CHECK(utf8OfUtf16("\xFF\xFE"
                    "a")
            .empty());
  CHECK_FALSE(isUtf16(std::string("\xFF\xFE\0\0a\0\0\0", 8)));
}

}  // namespace clew::ingest::test
