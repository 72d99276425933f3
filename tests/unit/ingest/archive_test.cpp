// Archives and tables that enrich, through the whole driver.
#include <catch2/catch.hpp>

#include "common/archive.h"
#include "common/compress.h"
#include "common/text.h"
#include "unit/ingest/ingest_support.h"
#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

std::string littleEndian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}

std::uint32_t crc(std::string_view bytes) {
  std::uint32_t sum = 0xffffffff;
  for (const char c : bytes) {
    sum ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ (sum & 1 ? 0xedb88320U : 0);
  }
  return ~sum;
}

struct Member {
  std::string name, bytes;
};

/// Stored, as `zip -0` writes it.
std::string zipOf(const std::vector<Member>& members, bool encrypted = false) {
  std::string out, directory;
  for (const Member& member : members) {
    const std::string common = littleEndian(20, 2) + littleEndian(encrypted ? 1 : 0, 2) + littleEndian(0, 2) +
                               littleEndian(0x6000, 2) + littleEndian(0x5764, 2) +  // 2023-11-04 12:00
                               littleEndian(crc(member.bytes), 4) + littleEndian(member.bytes.size(), 4) +
                               littleEndian(member.bytes.size(), 4) + littleEndian(member.name.size(), 2) +
                               littleEndian(0, 2);
    directory += "PK\x01\x02" + littleEndian(20, 2) + common + littleEndian(0, 2) + littleEndian(0, 2) +
                 littleEndian(0, 2) + littleEndian(0, 4) + littleEndian(out.size(), 4) + member.name;
    out += "PK\x03\x04" + common + member.name + member.bytes;
  }
  const std::size_t at = out.size();
  return out + directory + "PK\x05\x06" + littleEndian(0, 4) + littleEndian(members.size(), 2) +
         littleEndian(members.size(), 2) + littleEndian(directory.size(), 4) + littleEndian(at, 4) + littleEndian(0, 2);
}

std::string octal(std::size_t value, std::size_t width) {
  std::string digits;
  for (; value > 0 || digits.empty(); value /= 8) digits.insert(digits.begin(), static_cast<char>('0' + value % 8));
  return std::string(width - 1 - digits.size(), '0') + digits + '\0';
}

std::string tarOf(const std::vector<Member>& members, char type = '0') {
  std::string out;
  for (const Member& member : members) {
    std::string head = member.name;
    head.resize(100, '\0');
    head += octal(0644, 8) + octal(0, 8) + octal(0, 8) + octal(type == '0' ? member.bytes.size() : 0, 12) +
            octal(1'699'099'200, 12) + std::string(8, ' ') + type;
    head += type == '2' ? member.bytes : std::string();
    head.resize(257, '\0');
    head += std::string("ustar\0", 6) + "00";
    head.resize(512, '\0');
    std::size_t sum = 0;
    for (const char c : head) sum += static_cast<unsigned char>(c);
    head.replace(148, 8, octal(sum, 7) + ' ');
    out += head;
    if (type != '0') continue;
    out += member.bytes;
    out.resize((out.size() + 511) / 512 * 512, '\0');
  }
  return out + std::string(1024, '\0');
}

const IngestFile& fileNamed(const IngestReport& report, std::string_view ending) {
  for (const IngestFile& file : report.files) {
    if (file.path.ends_with(ending)) return file;
  }
  FAIL("no file " << ending << " in the report");
  std::abort();
}

}  // namespace

TEST_CASE("the files of an archive are told and read one by one", "[ingest][archive]") {
  const std::vector<Member> members = {{"a/list.txt", "a.example\nb.example\n"},
                                       {"a/table.csv", "domain,ip\nc.example,192.0.2.1\n"},
                                       {"a/what.bin", "nothing that is known"}};
  const Folder folder;
  const std::string tar = tarOf(members);
  const std::string name = GENERATE("x.zip", "x.tar", "x.tar.zst", "nested.zip");
  const std::string bytes = name == "x.zip"       ? zipOf(members)
                            : name == "x.tar"     ? tar
                            : name == "x.tar.zst" ? compress(tar)
                                                  : zipOf({{"x.tar", tar}});
  folder.write(name, bytes);
  const auto store = openStore(folder.file("case.db"));
  const IngestReport report = mustIngest(*store, {folder.file(name)});
  INFO(name);
  CHECK(fileNamed(report, name).format == "archive");
  CHECK(fileNamed(report, name).error.empty());
  CHECK(fileNamed(report, "a/list.txt").format == "list");
  CHECK(fileNamed(report, "a/table.csv").format == "csv");
  CHECK(fileNamed(report, "a/what.bin").unknown);
  const auto lines = dump(*store);
  CHECK(std::count_if(lines.begin(), lines.end(), [](const auto& line) { return contains(line, " list list "); }) == 2);
  CHECK(std::count_if(lines.begin(), lines.end(),
                      [](const auto& line) { return contains(line, "c.example ip 192.0.2.1"); }) == 1);
}

TEST_CASE("a stated format is that of the files in an archive", "[ingest][archive]") {
  const Folder folder;
  folder.write("x.zip", zipOf({{"a.what", "a.example"}}));
  const auto store = openStore(folder.file("case.db"));
  IngestOptions options = optionsOf();
  options.as = "list";
  const IngestReport report = mustIngest(*store, {folder.file("x.zip")}, options);
  CHECK(fileNamed(report, "a.what").format == "list");
  CHECK(dump(*store).size() == 1);
}

TEST_CASE("what is wrong with an archive is said, and the rest of it is taken", "[ingest][archive]") {
  const Folder folder;
  const auto store = openStore(folder.file("case.db"));
  const std::vector<Member> members = {{"list.txt", "a.example\nb.example\n"}, {"more.txt", "c.example\nd.example\n"}};
  SECTION("a truncated tar") {
    folder.write("x.tar", tarOf(members).substr(0, 1024 + 512 + 8));
    const IngestReport report = mustIngest(*store, {folder.file("x.tar")});
    CHECK(fileNamed(report, "list.txt").facts == 2);
    CHECK((contains(fileNamed(report, "more.txt").error, "ends too early") ||
           contains(fileNamed(report, "x.tar").error, "ends too early")));
  }
  SECTION("a truncated zip") {
    const std::string whole = zipOf(members);
    folder.write("x.zip", whole.substr(0, whole.find("c.example") + 4));
    const IngestReport report = mustIngest(*store, {folder.file("x.zip")});
    CHECK(fileNamed(report, "list.txt").facts == 2);
    CHECK((contains(fileNamed(report, "more.txt").error, "ends too early") ||
           contains(fileNamed(report, "x.zip").error, "ends too early")));
  }
  SECTION("an encrypted file") {
    folder.write("x.zip", zipOf(members, true));
    const IngestReport report = mustIngest(*store, {folder.file("x.zip")});
    CHECK(contains(fileNamed(report, "list.txt").error, "encrypted"));
    CHECK(dump(*store).empty());
  }
  SECTION("links are passed over, and said") {
    folder.write("x.tar", tarOf({{"list.txt", "/etc/passwd"}}, '2'));
    const IngestReport report = mustIngest(*store, {folder.file("x.tar")});
    REQUIRE(report.notices.size() == 1);
    CHECK(contains(report.notices.front().text, "a link within an archive"));
  }
  SECTION("archives within archives end at some depth") {
    std::string bytes = zipOf(members);
    for (int i = 0; i < 4; ++i) bytes = zipOf({{"inner.zip", bytes}});
    folder.write("x.zip", bytes);
    const IngestReport report = mustIngest(*store, {folder.file("x.zip")});
    CHECK(contains(fileNamed(report, "inner.zip/inner.zip/inner.zip").error, "four deep"));
    CHECK(dump(*store).empty());
  }
  SECTION("a bomb") {
    const std::string zeros(std::size_t{128} << 20, '0');
    const std::string name = GENERATE("list.txt", "unknown.bin");
    folder.write(
        "x.tar.zst",
        compress(tarOf({{name, (name == "list.txt" ? "a.example\n" : "?\n") + zeros}, {"z.txt", "z.example\n"}})));
    const IngestReport report = mustIngest(*store, {folder.file("x.tar.zst")});
    const bool said = contains(fileNamed(report, "x.tar.zst").error, "more than 1,000 times its size") ||
                      contains(fileNamed(report, name).error, "more than 1,000 times its size");
    CHECK(said);
    CHECK(std::none_of(report.files.begin(), report.files.end(),
                       [](const auto& file) { return file.path.ends_with("z.txt"); }));
  }
  SECTION("documents that are zips inside are no archives") {
    CHECK_FALSE(isArchive(zipOf({{"[Content_Types].xml", "<x/>"}})));
    CHECK_FALSE(isArchive(zipOf({{"META-INF/MANIFEST.MF", "x"}})));
    CHECK(isArchive(zipOf(members)));
  }
}

TEST_CASE("a table of systems tells of the addresses that the case holds", "[ingest][geo]") {
  const Folder folder;
  // The table is met first, and yet the addresses of the same run are among those it tells of.
  folder.write("a-asn.csv", "192.0.2.0,192.0.2.127,64500,\"Net, Inc.\"\n198.51.100.0,198.51.100.255,64501,Other\n");
  folder.write("b.txt", "192.0.2.7\n203.0.113.9\n");
  const auto store = openStore(folder.file("case.db"));
  IngestOptions options = optionsOf();
  IngestReport report = mustIngest(*store, {folder.file("a-asn.csv"), folder.file("b.txt")}, options);
  CHECK(fileNamed(report, "a-asn.csv").format == "asn-table");
  const auto holds = [&](std::string_view start) {
    const auto lines = dump(*store);
    return std::any_of(lines.begin(), lines.end(), [start](const auto& line) { return startsWith(line, start); });
  };
  CHECK(holds("192.0.2.7 net 192.0.2.0/25"));
  CHECK(holds("192.0.2.7 asn AS64500"));
  CHECK(holds("192.0.2.0/25 asn AS64500"));
  CHECK_FALSE(holds("198.51.100.0/24"));
  SECTION("an address that comes later is told of by a further run") {
    folder.write("c.txt", "198.51.100.3\n");
    mustIngest(*store, {folder.file("c.txt")}, options);
    CHECK_FALSE(holds("198.51.100.3 asn"));
    mustIngest(*store, {folder.file("a-asn.csv")}, options);
    CHECK(holds("198.51.100.3 asn AS64501"));
  }
  SECTION("in an archive too") {
    folder.write("d.zip", zipOf({{"t.csv", "203.0.113.0,203.0.113.255,64502,Third\n"}, {"l.txt", "e.example\n"}}));
    mustIngest(*store, {folder.file("d.zip")}, options);
    CHECK(holds("203.0.113.9 asn AS64502"));
    CHECK(holds("e.example list"));
  }
}

TEST_CASE("MaxMind's blocks state places by number, and its places name them", "[ingest][geo]") {
  const std::string header = "geoname_id,locale_code,continent_code,continent_name,country_iso_code,country_name,";
  const std::string german =
      header +
      "subdivision_1_iso_code,subdivision_1_name,city_name\n2750405,de,EU,Europa,NL,Niederlande,,,\n"
      "2759794,de,EU,Europa,NL,Niederlande,NH,Nordholland,\"Amsterdam, Alt\"\n";
  const std::string english =
      header +
      "subdivision_1_iso_code,subdivision_1_name,city_name\n2750405,en,EU,Europe,NL,Netherlands,,,\n"
      "2759794,en,EU,Europe,NL,Netherlands,NH,North Holland,Amsterdam\nx,en,,,,,,,\n";
  const std::string blocks =
      "network,geoname_id,registered_country_geoname_id,represented_country_geoname_id,is_anonymous_proxy,"
      "is_satellite_provider,postal_code,latitude,longitude,accuracy_radius\n192.0.2.0/25,2759794,2750405,,0,0,,,,\n"
      "192.0.2.128/25,2750405,2750405,,0,0,,,,\n198.51.100.0/24,7,,,0,0,,,,\n203.0.113.0/24,,2750405,,0,0,,,,\n";
  const Folder folder;
  folder.write("iocs.txt", "192.0.2.7\n192.0.2.200\n198.51.100.1\n203.0.113.1\n");
  folder.write("csv/GeoLite2-City-Blocks-IPv4.csv", blocks);
  folder.write("csv/GeoLite2-City-Locations-de.csv", german);
  folder.write("csv/GeoLite2-City-Locations-en.csv", english);
  CHECK(detected(german) == "geo-places");
  const auto store = openStore(folder.file("case.db"));
  const auto holds = [&](std::string_view start) {
    const auto lines = dump(*store);
    return std::any_of(lines.begin(), lines.end(), [start](const auto& line) { return startsWith(line, start); });
  };
  const auto said = [](const IngestReport& report) {
    std::vector<std::string> out;
    for (const auto& notice : report.notices) out.push_back(std::to_string(notice.records) + " " + notice.text);
    return out;
  };
  SECTION("both in a folder") {
    const IngestReport report = mustIngest(*store, {folder.file("csv"), folder.file("iocs.txt")}, optionsOf());
    CHECK(holds("192.0.2.7 net 192.0.2.0/25"));
    CHECK(holds("192.0.2.7 country NL"));
    CHECK(holds("192.0.2.7 .Amsterdam"));
    CHECK(holds("192.0.2.7 .North Holland"));
    CHECK(holds("192.0.2.200 country NL"));
    CHECK_FALSE(holds("192.0.2.200 ."));
    CHECK_FALSE(holds("198.51.100.1 country"));
    CHECK_FALSE(holds("203.0.113.1 country"));  // where it is registered is not where it is
    CHECK(report.rejected == 1);
    CHECK(said(report) ==
          std::vector<std::string>{"0 2 places, for tables of ranges that state their numbers",
                                   "0 2 places, for tables of ranges that state their numbers",
                                   "1 ranges of places whose numbers are in no table that is taken in with it",
                                   "2 ranges of which the table knows no system and no country",
                                   "0 it tells of 2 of the 4 addresses in the case"});
  }
  SECTION("both in an archive, the blocks before the places") {
    folder.write("g.zip", zipOf({{"g/Blocks.csv", blocks}, {"g/Locations-en.csv", english}}));
    mustIngest(*store, {folder.file("iocs.txt"), folder.file("g.zip")}, optionsOf());
    CHECK(holds("192.0.2.7 .Amsterdam"));
  }
  SECTION("the blocks alone") {
    const IngestReport report =
        mustIngest(*store, {folder.file("csv/GeoLite2-City-Blocks-IPv4.csv"), folder.file("iocs.txt")}, optionsOf());
    CHECK_FALSE(holds("192.0.2.7 country"));
    CHECK(said(report).front() ==
          "0 countries stand as numbers whose table of places (Locations) is not taken in with it");
  }
  SECTION("in a dry run") {
    IngestOptions options = optionsOf();
    options.dry_run = true;
    const IngestReport report = mustIngest(*store, {folder.file("csv")}, options);
    CHECK(report.facts > 0);
    CHECK(dump(*store).empty());
  }
}

}  // namespace clew::ingest::test
