// Tables of addresses: rows, MaxMind databases, broken ones, and real ones against what they were made from.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "common/text.h"
#include "ingest/readers/mmdb_file.h"
#include "unit/ingest/real_support.h"

namespace clew::ingest::test {
namespace {

/// A database of IPv4 with one node: 0.0.0.0/1 has the record that `data` begins with, the rest none.
std::string smallDatabase(std::string_view data, std::string_view left = {"\x00\x00\x11", 3}) {
  const std::string tree = std::string(left) + std::string("\x00\x00\x01", 3);
  const auto text = [](std::string_view word) {
    return std::string(1, static_cast<char>(0x40 | word.size())) + std::string(word);
  };
  const std::string number = std::string("\xC1\x01", 2), small = std::string("\xA1", 1);
  std::string meta =
      "\xAB\xCD\xEF"
      "MaxMind.com";
  meta += "\xE9" + text("description") + "\xE0";
  meta += text("node_count") + number + text("record_size") + small + "\x18" + text("ip_version") + small + "\x04" +
          text("database_type") + text("Made-Up") + text("languages") + std::string("\x00\x04", 2) +
          text("binary_format_major_version") + small + "\x02" + text("binary_format_minor_version") +
          std::string("\xA0", 1) + text("build_epoch") + std::string("\x04\x02\x5E\x0B\xE1\x00", 6);
  return tree + std::string(16, '\0') + std::string(data) + meta;
}

}  // namespace

TEST_CASE("ranges with their systems and countries", "[ingest][geo]") {
  const std::string text =
      "192.0.2.0,192.0.2.127,64500,\"Net, Inc.\"\n2001:db8::,2001:db8::ffff,64501,Six\n"
      "198.51.100.0,198.51.100.255,0,Not routed\n192.0.2.9,192.0.2.1,64500,x\n";
  CHECK(detected("192.0.2.0,192.0.2.255,64500,x\n") == "asn-table");
  CHECK(detected("192.0.2.0\t192.0.2.255\t64500\tUS\tNET\n0.0.0.0\t0.255.255.255\t0\tNone\tNot routed\n") ==
        "asn-table");
  CHECK(detected("192.0.2.0,192.0.2.255,JP\n") == "asn-table");
  const Read read = readText(readerNamed("asn-table"), text);
  CHECK(read.lines() == std::vector<std::string>{"192.0.2.0/25 asn AS64500" + kAt, "AS64500 .as-name=Net, Inc." + kAt,
                                                 "192.0.2.0/25 mentioned", "2001:db8::/112 asn AS64501" + kAt,
                                                 "AS64501 .as-name=Six" + kAt, "2001:db8::/112 mentioned"});
  CHECK(read.notices == std::vector<std::string>{"1 × ranges of which the table knows no system and no country"});
  CHECK(read.reasons() == std::vector<std::string>{"no range of addresses: two of one family, the lower first"});
  const Read ip2asn = readText(readerNamed("asn-table"), "192.0.2.0\t192.0.2.255\t64500\tUS\tNET-A - Acme\n");
  CHECK(ip2asn.lines() == std::vector<std::string>{"192.0.2.0/24 country US" + kAt, "192.0.2.0/24 asn AS64500" + kAt,
                                                   "AS64500 .as-name=NET-A - Acme" + kAt, "192.0.2.0/24 mentioned"});
  const std::string prefixes = "192.0.2.0\t24\t64500\n198.51.100.0\t25\t64501_64502\n";
  CHECK(detected(prefixes) == "asn-table");
  CHECK(readText(readerNamed("asn-table"), prefixes).lines() ==
        std::vector<std::string>{"192.0.2.0/24 asn AS64500" + kAt, "192.0.2.0/24 mentioned",
                                 "198.51.100.0/25 asn AS64501" + kAt, "198.51.100.0/25 asn AS64502" + kAt,
                                 "198.51.100.0/25 mentioned"});
  const Read sets = readText(readerNamed("asn-table"),
                             "192.0.2.0\t24\t64500,64501\n198.51.100.0\t24\t{64502,64503}\n203.0.113.0\t24\t64504_"
                             "64505,64506\n203.0.113.0\t25\t{64507}\n");
  CHECK(sets.pairs("asn") == std::vector<std::string>{"203.0.113.0/24 AS64504", "203.0.113.0/25 AS64507"});
  CHECK(sets.reasons().empty());
  CHECK(sets.notices ==
        std::vector<std::string>{"3 × ranges that some of a set of systems announce: which of them is not said"});
}

TEST_CASE("systems of a range: one that is refused costs itself, and too many are told", "[ingest][geo]") {
  const Read refused =
      readText(readerNamed("asn-table"), "192.0.2.0\t24\t99999999999_64500\n198.51.100.0\t24\t64501\n");
  CHECK(refused.pairs("asn") == std::vector<std::string>{"192.0.2.0/24 AS64500", "198.51.100.0/24 AS64501"});
  CHECK(refused.reasons().size() == 1);
  std::string many = "192.0.2.0\t24\t64500";
  for (int i = 1; i < 80; ++i) many += "_" + std::to_string(64500 + i);
  const Read read = readText(readerNamed("asn-table"), many + "\n");
  CHECK(read.pairs("asn").size() == 64);
  CHECK(read.notices == std::vector<std::string>{"16 × systems beyond the first 64 of a range: left out"});
}

TEST_CASE("tables of ranges that name their columns", "[ingest][geo]") {
  const auto whole = [](const std::string& text, const char* name) {
    CHECK(detected(text, name) == "asn-table");
    const Read read = readText(readerNamed("asn-table"), text, {.name = name});
    CHECK(read.reasons().empty());
    return read;
  };
  const std::vector<std::string> one = {"192.0.2.0/24 asn AS64500" + kAt, "AS64500 .as-name=Net; Inc." + kAt,
                                        "192.0.2.0/24 mentioned"};
  CHECK(whole("network,autonomous_system_number,autonomous_system_organization\n192.0.2.0/24,64500,\"Net; Inc.\"\n",
              "GeoLite2-ASN-Blocks-IPv4.csv")
            .lines() == one);
  // as MaxMind's converter rewrites the blocks
  const std::string system = ",autonomous_system_number,autonomous_system_organization\n";
  for (const char* ends : {"_ip%192.0.2.0,192.0.2.255", "_integer%3221225984,3221226239", "_hex%c0000200,C00002FF"}) {
    INFO(ends);
    const auto [kind, range] = *splitOnce(ends, "%");
    const std::string names = "network_start" + std::string(kind) + ",network_last" + std::string(kind);
    CHECK(whole(names + system + std::string(range) + ",64500,\"Net; Inc.\"\n", "blocks.csv").lines() == one);
  }
  CHECK(whole("network_start_integer,network_last_integer" + system +
                  "42540766411282592856903984951653826560,42540766411282592856903984951653826575,64500,N\n",
              "blocks6.csv")
            .pairs("asn") == std::vector<std::string>{"2001:db8::/124 AS64500"});
  const Read wrong = readText(readerNamed("asn-table"), "network_start_integer,network_last_integer" + system +
                                                            "9,3,64500,N\nx,3,64500,N\n4294967296,3,64500,N\n");
  CHECK(wrong.rejects.size() == 3);
  CHECK(detected("network,country,tag,first_seen\n198.51.100.0/24,NL,c2,2024-01-01\n", "iocs.csv") != "asn-table");
  const Read places = whole("network,geoname_id,registered_country_geoname_id\n192.0.2.0/24,2077456,2077456\n",
                            "GeoLite2-Country-Blocks-IPv4.csv");
  CHECK(places.lines().empty());
  CHECK(places.notices ==
        std::vector<std::string>{"countries stand as numbers whose table of places (Locations) is not taken in with it",
                                 "1 × ranges of which the table knows no system and no country"});
  CHECK(whole("start_ip,end_ip,country,country_name,continent,continent_name,asn,as_name,as_domain\n"
              "192.0.2.0,192.0.2.255,NL,Netherlands,EU,Europe,AS64500,\"Net, Inc.\",n.example\n",
              "ipinfo.csv")
            .lines() == std::vector<std::string>{"192.0.2.0/24 country NL" + kAt, "192.0.2.0/24 asn AS64500" + kAt,
                                                 "AS64500 .as-name=Net, Inc." + kAt, "192.0.2.0/24 mentioned"});
  CHECK(whole("network,country,country_code,asn,as_name\n2001:db8::/32,Netherlands,NL,AS64500,N\n", "lite.csv")
            .targets("country") == std::vector<std::string>{"NL"});
}

TEST_CASE("real tables of systems", "[ingest][geo][real]") {
  const auto files = expectations();
  if (!files) return;
  for (const char* path : {"geo-asn/asn-ipv4.part1.csv", "geo-asn/asn-ipv6.part1.csv"}) {
    INFO(path);
    const Json& counts = *member(*files, path);
    const auto text = sharedFile(path);
    REQUIRE(text);
    CHECK(detected(*text, path) == "asn-table");
    const auto read = readShared(path);
    REQUIRE(read);
    CHECK(read->reasons().empty());
    CHECK(read->targets("asn").size() == expected(counts, "asn"));
    std::set<std::pair<std::uint32_t, std::uint32_t>> rows;
    for (const auto& lookup : read->lookups) {
      for (const auto& fact : lookup.facts) rows.emplace(lookup.lookup.part, fact.position);
    }
    CHECK(rows.size() == expected(counts, "ranges"));
  }
}

TEST_CASE("a MaxMind database", "[ingest][geo]") {
  // {"autonomous_system_number": 64500, "country": {"iso_code": "NL"}}
  const std::string record =
      "\xE2\x58"
      "autonomous_system_number"
      "\xC2\xFB\xF4"
      "\x47"
      "country"
      "\xE1\x48"
      "iso_code"
      "\x42"
      "NL";
  const std::string bytes = smallDatabase(record);
  CHECK(detected(bytes) == "mmdb");
  const Read read = readText(readerNamed("mmdb"), bytes);
  CHECK(read.error.empty());
  CHECK(read.reasons().empty());
  CHECK(read.lines() == std::vector<std::string>{"0.0.0.0/1 country NL @2020-01-01T00:00:00Z",
                                                 "0.0.0.0/1 asn AS64500 @2020-01-01T00:00:00Z", "0.0.0.0/1 mentioned"});
  REQUIRE(read.lookups.size() == 1);
  CHECK(read.lookups.front().lookup.provider == "Made-Up");
}

TEST_CASE("broken MaxMind databases end with a sentence", "[ingest][geo]") {
  const auto outcome = [](const std::string& bytes) {
    const Read read = readText(readerNamed("mmdb"), bytes);
    return read.error + (read.rejects.empty() ? "" : read.rejects.front().reason);
  };
  CHECK(contains(outcome("no such thing"), "marker"));
  CHECK(contains(outcome("\xAB\xCD\xEF"
                         "MaxMind.com"),
                 "broken"));
  // The node leads to itself, and to data that is not there.
  CHECK_FALSE(contains(outcome(smallDatabase("\xE0", {"\x00\x00\x00", 3})), "AS"));
  CHECK_FALSE(outcome(smallDatabase("\xE0", {"\xFF\xFF\xFF", 3})).empty());
  const std::string whole = smallDatabase("\xE0");
  for (std::size_t cut = 0; cut < whole.size(); cut += 3) (void)outcome(whole.substr(cut));
}

TEST_CASE("real MaxMind databases say what they were made from", "[ingest][geo][real]") {
  const auto files = expectations();
  if (!files) return;
  for (const char* name : {"geo-asn/GeoLite2-ASN-Test", "geo-asn/GeoIP2-City-Test"}) {
    INFO(name);
    const auto bytes = sharedFile(std::string(name) + ".mmdb");
    const auto source = sharedFile(std::string(name) + ".source.json");
    REQUIRE(bytes);
    REQUIRE(source);
    CHECK(detected(*bytes, std::string(name) + ".mmdb") == "mmdb");
    const auto file = MmdbFile::open(*bytes);
    REQUIRE(file.ok());
    const auto records = parseJson(*source);
    REQUIRE(records.ok());
    std::set<std::string> prefixes;  // one stands twice in one of them
    for (const Json& record : *records) {
      for (const auto& [prefix, place] : record.items()) {
        prefixes.insert(prefix);
        INFO(prefix);
        // Blocks of the made-up kind lie below ::/96 where they stand for IPv4.
        const auto block = model::parseBlock(prefix);
        REQUIRE(block.ok());
        const auto found = (*file)->lookup(block->base);
        REQUIRE(found.ok());
        REQUIRE(found->has_value());
        const auto& [held, texts] = **found;
        CHECK(held.contains(block->base));
        // A narrower block of the same beginning may say something else.
        if (held.prefix != block->prefix) continue;
        CHECK(texts.asn == textOf(place, "autonomous_system_number"));
        CHECK(texts.as_name == textOf(place, "autonomous_system_organization"));
        const Json* code = member(place, "country", "iso_code");
        CHECK(texts.country == (code == nullptr ? "" : textOf(*code)));
      }
    }
    CHECK(prefixes.size() == expected(*member(*files, std::string(name) + ".source.json"), "prefixes"));
    const auto read = readShared(std::string(name) + ".mmdb");
    REQUIRE(read);
    CHECK(read->error.empty());
    CHECK(read->reasons().empty());
    CHECK(read->lines().size() > 400);
  }
}

}  // namespace clew::ingest::test
