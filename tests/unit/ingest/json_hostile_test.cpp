// What no provider sends: nesting without end, wrong types everywhere, NUL, cut and glued documents. Nothing may crash,
// and a bad record costs itself.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>

#include "common/format.h"
#include "common/json.h"
#include "common/text.h"
#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

constexpr const char* kReaders[] = {
    "whoisxml",     "whoisxml-reverse-ns", "rdap",      "securitytrails",  "virustotal",    "otx",          "validin",
    "passivetotal", "circl-passivessl",    "doh",       "circl-geolookup", "shodan",        "censys",       "urlscan",
    "crtsh",        "certstream",          "threatfox", "urlhaus",         "malwarebazaar", "feodotracker", "dnsx",
    "massdns",      "subfinder",           "amass",     "httpx",           "dnstwist",      "whoisxml-nrd"};

constexpr const char* kRealFiles[] = {"whoisxml/bulk-whois-records.json",
                                      "whoisxml/whois-whoisxmlapi.com.json",
                                      "whoisxml/reverse-whois-dates.json",
                                      "whoisxml/subdomains-gmail.com.json",
                                      "whoisxml/dnslookup-whoisxmlapi.com.json",
                                      "rdap/home.moscow.json",
                                      "rdap/lookup_with_redaction.json",
                                      "rdap/network_192_198_0_0.json",
                                      "rdap/xn--fo-5ja_example.json",
                                      "securitytrails/domain-github.com.json",
                                      "securitytrails/whois-github.com.json",
                                      "securitytrails/history-a-jppost-tu.top.json",
                                      "virustotal/domain-github.com.json",
                                      "virustotal/domain-github.com-historical_whois.json",
                                      "virustotal/ip-1.1.1.1.json",
                                      "otx/passive_dns-domain-jppost-tu.top.json",
                                      "passivetotal/ssl-certificate-history.json",
                                      "validin/dns-history-example.com-A.json",
                                      "doh-json/google-example.com-ALL.json",
                                      "geo-asn/circl-geolookup-1.1.1.1.json",
                                      "shodan/internetdb-120.78.59.202.json",
                                      "censys/v2-hosts-search-1.1.1.1.json",
                                      "crtsh/identity-crt.sh-2020.json"};

/// splitmix64.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }

 private:
  std::uint64_t state_;
};

Json oddValue(Dice& dice) {
  switch (dice.below(14)) {
    case 0:
      return nullptr;
    case 1:
      return true;
    case 2:
      return -1;
    case 3:
      return 18446744073709551615ULL;
    case 4:
      return 1e308;
    case 5:
      return "";
    case 6:
      return std::string("a\0b.example", 11);
    case 7:
      return "\xC3\x28\xFF";
    case 8:
      return std::string(70000, 'x') + ".example";
    case 9:
      return Json::array();
    case 10:
      return Json::object();
    case 11:
      return Json::array({Json::array({1}), nullptr, Json::object({{"name", 1}})});
    case 12:
      return "<script>alert(1)</script>\x1B[2J";
    default:
      return "a.example";
  }
}

/// Replaces some of the values below `value`, at any depth.
void mutate(Json& value, Dice& dice) {
  if (dice.below(12) == 0) {
    value = oddValue(dice);
    return;
  }
  if (value.is_object() || value.is_array()) {
    for (auto& element : value) mutate(element, dice);
  }
}

void readWithAll(std::string_view text) {
  for (const char* name : kReaders) {
    const Read read = readText(readerNamed(name), text, {.name = "a.example.json"});
    for (const auto& lookup : read.lookups) REQUIRE_FALSE(lookup.lookup.provider.empty());
  }
}

}  // namespace

TEST_CASE("mutated answers never crash a reader", "[ingest][json][hostile]") {
  const char* stated = std::getenv("CLEW_SEED");
  const std::uint64_t seed = stated != nullptr ? std::strtoull(stated, nullptr, 10) : 20240601;
  INFO("CLEW_SEED=" << seed);
  std::vector<Json> documents;
  for (const char* name : kReaders) {
    const auto sample = parseJson(readerNamed(name).sample());
    REQUIRE(sample.ok());
    documents.push_back(*sample);
  }
  for (const char* file : kRealFiles) {
    const auto text = sharedFile(file);
    if (!text) continue;
    const auto document = parseJson(*text);
    REQUIRE(document.ok());
    documents.push_back(*document);
  }
  Dice dice(seed);
  std::size_t facts = 0;
  for (const Json& document : documents) {
    for (int round = 0; round < 12; ++round) {
      Json changed = document;
      mutate(changed, dice);
      const std::string text = jsonText(changed);
      const std::string name = detected(text);
      for (const Reader* reader : readers()) {
        if (reader->name() == name) facts += readText(*reader, text, {.name = "a.example.json"}).lines().size();
      }
      readWithAll(text);
    }
  }
  CHECK(facts > 0);  // most of what was not touched is still read
}

TEST_CASE("every reader takes every root value", "[ingest][json][hostile]") {
  for (const char* text : {"null",
                           "true",
                           "1",
                           "\"a.example\"",
                           "[]",
                           "{}",
                           "[[]]",
                           "[null]",
                           "[1,2]",
                           "",
                           " ",
                           "{",
                           "[",
                           "]",
                           "}",
                           "{\"",
                           "{\"a\":",
                           "[1,",
                           "{}{}",
                           "{}\n{}\n",
                           "\xEF\xBB\xBF{}",
                           "nul",
                           "{\"WhoisRecord\":null}",
                           "{\"whoisRecords\":{}}",
                           "{\"records\":1,\"recordsCount\":\"x\"}",
                           "{\"objectClassName\":\"domain\"}",
                           "{\"objectClassName\":{}}",
                           "{\"data\":1}",
                           "{\"passive_dns\":[[[]]]}",
                           "{\"Status\":0,\"Question\":[]}",
                           "{\"error\":1}"}) {
    INFO(text);
    readWithAll(text);
  }
  readWithAll(std::string("{\"WhoisRecord\":{\"domainName\":\"a\0.example\"}}", 44));
}

TEST_CASE("nesting without end is refused", "[ingest][json][hostile]") {
  const std::size_t depth = 200000;
  const std::string deep = "{\"WhoisRecord\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  CHECK(detected(deep) == "whoisxml");
  CHECK(readText(readerNamed("whoisxml"), deep).reasons() ==
        std::vector<std::string>{"is no JSON: the JSON text nests deeper than 200 levels"});
  std::string entities =
      "{\"objectClassName\":\"ip network\",\"startAddress\":\"192.0.2.0\",\"endAddress\":\"192.0.2.1\"";
  std::string closing = "}";
  for (int i = 0; i < 60; ++i) {
    entities += ",\"entities\":[{\"roles\":[\"abuse\"]";
    closing += "]}";
  }
  std::reverse(closing.begin(), closing.end());
  const std::string nested = entities + closing;
  const Read read = readText(readerNamed("rdap"), nested);
  CHECK(read.error.empty());
  CHECK_FALSE(read.lines().empty());
}

TEST_CASE("a broken answer among many costs itself", "[ingest][json][hostile]") {
  const std::string good =
      R"({"WhoisRecord":{"domainName":"a.example","registrarName":"R","registrant":{"name":"P"}}})";
  const std::string other =
      R"({"WhoisRecord":{"domainName":"b.example","registrarName":"R","registrant":{"name":"P"}}})";
  SECTION("a line each") {
    const Read read = readText(readerNamed("whoisxml"), good + "\n{\"WhoisRecord\":{\n\n" + other + "\n");
    CHECK(read.lookups.size() == 2);
    CHECK(read.lookups.back().lookup.first_line == 4);
    CHECK(read.lookups.back().lookup.raw == other);
    REQUIRE(read.rejects.size() == 1);
    CHECK(read.rejects[0].position == 2);
  }
  SECTION("an array") {
    const Read read = readText(readerNamed("whoisxml"), "[" + good + ", 7,\n " + other + "]");
    CHECK(read.lookups.size() == 2);
    CHECK(read.lookups.back().lookup.raw == other);
    REQUIRE(read.rejects.size() == 1);
    CHECK(read.rejects[0].position == 2);
  }
  SECTION("a record of a bulk answer") {
    const Read read = readText(
        readerNamed("whoisxml"),
        R"({"whoisRecords":[{"domainName":"not a name","whoisRecord":{"registrarName":"R"}},{"domainName":"b.example","whoisRecord":{"registrarName":"R"}},7]})");
    REQUIRE(read.lookups.size() == 1);
    CHECK(read.answers("registration") == 1);
    CHECK(read.lookups[0].facts.front().position == 2);
    REQUIRE(read.rejects.size() == 2);
    CHECK(read.rejects[0].position == 1);
    CHECK(read.rejects[1].position == 3);
  }
}

TEST_CASE("of a damaged document what is whole is read", "[ingest][json][hostile]") {
  const auto record = [](std::string_view name) {
    return format(R"({{"domainName":"{}","whoisRecord":{{"registrarName":"R"}}}})", name);
  };
  const std::string a = record("a.example"), b = record("b.example");
  const std::string begin = R"({"cost":1,"whoisRecords":[)";
  const auto names = [](const Read& read) {
    std::vector<std::string> out;
    for (const std::string& line : read.lines()) {
      if (contains(line, " registrar ")) out.push_back(line.substr(0, line.find(' ')));
    }
    return out;
  };
  const std::string ends = "the JSON text has no proper end: it was cut off or is damaged, and records may be missing";
  using Texts = std::vector<std::string>;
  SECTION("cut within a record") {
    const std::string text = begin + a + "," + b + "," + record("c.example").substr(0, 40);
    const Read read = readText(readerNamed("whoisxml"), text);
    CHECK(read.error.empty());
    CHECK(names(read) == Texts{"a.example", "b.example"});
    CHECK(read.reasons() == Texts{"no end of this record was found", ends});
    CHECK(read.rejects[0].position == 3);
    CHECK(read.rejects[0].text == record("c.example").substr(0, 40));
    REQUIRE(read.lookups.size() == 1);
    CHECK(read.lookups[0].lookup.outcome == model::Outcome::kPartial);
    CHECK(read.lookups[0].lookup.raw == text);
  }
  SECTION("cut anywhere: what is read is of whole records, and the cut is told") {
    const std::string text = begin + a + "," + b + "]}";
    for (std::size_t length = 1; length < text.size(); ++length) {
      INFO(text.substr(0, length));
      const Read read = readText(readerNamed("whoisxml"), text.substr(0, length));
      const Texts found = names(read);
      const std::size_t first = begin.size() + a.size(), second = first + 1 + b.size();
      CHECK(found == (length < first     ? Texts{}
                      : length < second  ? Texts{"a.example"}
                      : length == second ? Texts{"a.example", "b.example"}
                                         : found));
      CHECK(found.size() <= 2);
      CHECK_FALSE(read.rejects.empty());
    }
  }
  SECTION("one record, and half of it, is no list") {
    const std::string whois =
        R"({"WhoisRecord":{"domainName":"a.example","nameServers":{"hostNames":["ns1.b.example","ns)";
    const Read half = readText(readerNamed("whoisxml"), whois);
    CHECK(half.lookups.empty());
    CHECK(half.rejects.size() == 1);
    const std::string rdap = R"({"objectClassName":"domain","ldhName":"a.example","notices":[{"title":"x"}],"redac)";
    CHECK(readText(readerNamed("rdap"), rdap).lookups.empty());
  }
  SECTION("one record is no JSON") {
    const Read read =
        readText(readerNamed("whoisxml"), begin + a + R"(,{"domainName":x, "y":"}"},)" + b + R"(],"more":null})");
    CHECK(names(read) == Texts{"a.example", "b.example"});
    REQUIRE(read.rejects.size() == 1);
    CHECK(read.rejects[0].position == 2);
    CHECK(startsWith(read.rejects[0].reason, "is no JSON: not valid JSON"));
  }
  SECTION("no record is whole, or the damage lies elsewhere: nothing is sure") {
    const Texts texts = {begin + a.substr(0, 50), R"({"whoisRecords":[],"x":truex})", R"({"cost":}{"d)",
                         R"({"WhoisRecord":{"domainName":"a.example","registrarName":"R","registr)"};
    for (const std::string& text : texts) {
      INFO(text);
      const Read read = readText(readerNamed("whoisxml"), text);
      CHECK(read.error.empty());
      CHECK(read.lookups.empty());
      CHECK_FALSE(read.rejects.empty());
    }
  }
  SECTION("the last line of many is cut") {
    const Read read = readText(readerNamed("whoisxml"), begin + a + "]}\n" + begin + b + "," + a.substr(0, 30));
    CHECK(names(read) == Texts{"a.example", "b.example"});
    CHECK(read.reasons().size() == 2);
    CHECK(read.rejects[0].position == 2);
  }
}

TEST_CASE("roles and general mailboxes never become the registrant's", "[ingest][json]") {
  const Read read = readText(
      readerNamed("whoisxml"),
      R"({"WhoisRecord":{"domainName":"a.example","registrarName":"R","whoisServer":"whois.reg.example","contactEmail":"abuse@reg.example",
      "registrant":{"email":"hostmaster@reg.example"},"administrativeContact":{"email":"admin@other.example"},
      "zoneContact":{"email":"zone@other.example"},"registryData":{"registrant":{"name":"P"},"contactEmail":"r@registry.example"}}})");
  CHECK(read.targets("abuse-email") == std::vector<std::string>{"abuse@reg.example", "hostmaster@reg.example"});
  CHECK(read.targets("email").empty());
  CHECK(read.targets("admin-email") == std::vector<std::string>{"admin@other.example"});
  CHECK(read.targets("registrant") == std::vector<std::string>{"p"});
}

}  // namespace clew::ingest::test
