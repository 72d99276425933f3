// Lists of what is well known and harmless against counts that somebody else computed (expectations.json of the shared
// data). Every count that the graph does not hold has its reason here.
#include <catch2/catch.hpp>

#include "common/text.h"
#include "unit/ingest/real_support.h"

namespace clew::ingest::test {
namespace {

/// What of a list's entries is not a node of its own.
struct Difference {
  const char* file;
  std::size_t same;      // entries that name the node of another one
  std::size_t rejected;  // entries that are refused, each a reject
  const char* why;
};

constexpr Difference kDifferences[] = {
    {"common-contact-emails.json", 0, 1, "a regular expression"},
    {"phone_numbers.json", 0, 33, "regular expressions"},
    {"eicar.com.json", 0, 3, "SHA-224 names no file here"},
    {"empty-hashes.json", 0, 1, "SHA-224; the fuzzy hash of nothing, 3::, is an IPv6 address by all it shows"},
    {"google.json", 111, 0, "'.a.example' and 'a.example' are one name"},
    {"microsoft.json", 18, 2, "'.a.example' and 'a.example' are one name; two are no names for want of a dot"},
    {"public-dns-hostname.json", 0, 15, "last labels in digits or none at all, a comma, a backslash, two slashes"},
    {"second-level-tlds.json", 0, 1448, "suffixes without a dot are no host names"},
    {"tlds.json", 0, 1438, "suffixes without a dot are no host names"},
};

Difference differenceOf(std::string_view path) {
  for (const Difference& one : kDifferences) {
    if (path.ends_with(std::string("/") + one.file)) return one;
  }
  return {"", 0, 0, ""};
}

/// Listed nodes whatever their type.
std::size_t listedNodes(const Read& read) {
  std::size_t count = 0;
  for (const auto& [type, names] : listed(read)) count += startsWith(type, "reached") ? 0 : names.size();
  return count;
}

}  // namespace

TEST_CASE("warning lists and lists of mail providers", "[ingest][json-list][real]") {
  const auto files = expectations();
  if (!files) return;
  std::size_t compared = 0;
  eachFile(*files, "noise/", [&](const std::string& path, const Json& counts) {
    if (!path.ends_with(".json")) return;
    const auto text = sharedFile(path);
    REQUIRE(text);
    CHECK(detected(*text, path) == "json-list");
    const auto read = readShared(path);
    REQUIRE(read);
    const Difference apart = differenceOf(path);
    INFO(apart.why);
    CHECK(read->error.empty());
    CHECK(read->rejects.size() == apart.rejected);
    CHECK(listedNodes(*read) + apart.same + apart.rejected == expected(counts, "distinct"));
    CHECK(expected(counts, "entries") == expected(counts, "distinct"));
    const auto lists = read->targets("list");
    if (listedNodes(*read) > 0) REQUIRE(lists.size() == 1);
    const auto document = parseJson(*text);
    REQUIRE(document.ok());
    if (const Json* name = member(*document, "name"); name != nullptr && !lists.empty()) {
      CHECK(lists.front() == textOf(*name));
    }
    if (expected(counts, "not_a_network") == 0 && textOf(counts, "type") == "cidr") {
      auto found = listed(*read);
      CHECK(found["net"].size() + found["ip"].size() == expected(counts, "distinct"));
    }
    ++compared;
  });
  CHECK(compared > std::size(kDifferences));
}

}  // namespace clew::ingest::test
