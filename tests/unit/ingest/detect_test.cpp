// Which reader an input is for.
#include <catch2/catch.hpp>
#include <tuple>

#include "common/text.h"
#include "ingest/detect.h"
#include "unit/ingest/line_support.h"

namespace clew::ingest::test {

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

TEST_CASE("prose and refusals are told from answers", "[ingest][detect]") {
  const auto hint = [](std::string_view text) {
    const auto found = detectReader(text, "-");
    return found.ok() ? "read as " + std::string((*found)->name()) : found.error().hint;
  };
  const std::string sequence =
      "\x1E{\"name\":\"a.example\",\"ip\":\"192.0.2.1\"}\n"
      "\x1E{\"name\":\"b.example\",\"ip\":\"192.0.2.2\"}\n";
  for (const char* other : {"csv", "list", "text"}) CHECK(readerNamed(other).detect(sequence, "x.csv") == 0);
  CHECK(hint("Notes of the day\n\nThe whois of a[.]example says try again later.\nIt was at 192[.]0[.]2[.]1.\n"
             "b[.]example is of the same kind.\n") == "read as text");
  CHECK(hint("WHOIS LIMIT EXCEEDED - SEE WWW.REGISTRY.EXAMPLE FOR DETAILS\n") == "read as whois");
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

TEST_CASE("what host and nslookup print is no registration and no table", "[ingest][detect]") {
  CHECK(detected("a.example has address 192.0.2.7\na.example mail is handled by 10 mx.b.example.\n"
                 "Host n.a.example not found: 3(NXDOMAIN)\n") != "whois");
  CHECK(detected("Server:\t\t192.0.2.53\nAddress:\t192.0.2.53#53\n\nNon-authoritative answer:\n"
                 "a.example\tmail exchanger = 10 mx.b.example.\na.example\tnameserver = ns1.b.example.\na.example\n"
                 "\torigin = ns1.b.example\n\tserial = 2024020701\n\trefresh = 14400\n"
                 "7.2.0.192.in-addr.arpa\tname = h.b.example.\n\nns1.b.example\tinternet address = 192.0.2.11\n")
            .empty());
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
  // A log of events, which has records of names in it.
  CHECK(detected(R"({"timestamp":"2020-01-02T03:04:05.000000+0000","event_type":"dns","dns":{"rrname":"a.example",)"
                 R"("rrtype":"A","answers":[{"rrname":"a.example","rrtype":"A","rdata":"192.0.2.1"}]}})"
                 "\n") != "cof");
  CHECK(readerNamed("text").detect("Domain Name: A.EXAMPLE\nRegistrant Email: x@y.example\n", "") == 0);
  CHECK(detected(std::string("SQLite format 3\0a.example\n", 26)).empty());
}

}  // namespace clew::ingest::test
