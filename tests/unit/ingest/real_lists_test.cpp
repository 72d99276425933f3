// Real lists, prose and passive DNS against counts that somebody else computed (expectations.json of the shared data).
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <set>

#include "common/json.h"
#include "common/text.h"
#include "ingest/detect.h"
#include "ingest/readers/indicator.h"
#include "unit/ingest/real_support.h"

namespace clew::ingest::test {
namespace {

std::set<std::string> united(std::set<std::string> a, const std::set<std::string>& b) {
  a.insert(b.begin(), b.end());
  return a;
}

/// The names of a text that have their last or any dot defanged as `[.]`.
std::set<std::string> namesWithMark(std::string_view text) {
  std::set<std::string> names;
  std::string word;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if (isAlnum(c) || c == '.' || c == '-' || c == '_' || c == '[' || c == ']') {
      word += c;
      continue;
    }
    if (contains(word, "[.]")) names.insert(toLower(replaceAll(word, "[.]", ".")));
    word.clear();
  }
  return names;
}

}  // namespace

TEST_CASE("lists of maltrail", "[ingest][list][real]") {
  const auto files = expectations();
  if (!files) return;
  for (const char* folder : {"ioc-list/", "noise/maltrail"}) {
    eachFile(*files, folder, [](const std::string& path, const Json& counts) {
      const auto text = sharedFile(path);
      REQUIRE(text);
      CHECK(detected(*text, path) == "list");
      const auto read = readShared(path);
      REQUIRE(read);
      CHECK(read->error.empty());
      auto found = listed(*read);
      // Names below a top-level domain that begins with a digit are "other" there, and rejects here.
      CHECK(found["host"].size() == expected(counts, "domain"));
      CHECK(found["net"].size() == expected(counts, "cidr"));
      CHECK(found["service"].size() == expected(counts, "ip_port"));
      CHECK(addressesAlone(*read).size() == expected(counts, "ip"));
      // 'http://89.39.105.12/ip.shtml' stands in one of them once more without its scheme, which is taken for http.
      const std::size_t same = path.ends_with("/ipinfo.txt") ? 1 : 0;
      // Paths without a host are no nodes: they are kept as rejects.
      CHECK(found["url"].size() + pathRejects(*read) + same == expected(counts, "url_or_path"));
      if (startsWith(path, "noise/")) CHECK(read->rejects.empty());
    });
  }
}

TEST_CASE("hash lists", "[ingest][list][real]") {
  const auto files = expectations();
  if (!files) return;
  eachFile(*files, "hash-list/", [](const std::string& path, const Json& counts) {
    const auto read = readShared(path);
    REQUIRE(read);
    CHECK(read->reasons().empty());
    std::map<std::size_t, std::size_t> lengths;
    const auto found = listed(*read);
    REQUIRE(found.contains("file"));
    for (const auto& hash : found.at("file")) ++lengths[hash.size()];
    CHECK(lengths[32] == expected(counts, "md5"));
    CHECK(lengths[40] == expected(counts, "sha1"));
    CHECK(lengths[64] == expected(counts, "sha256"));
  });
}

TEST_CASE("newly registered names", "[ingest][list][real]") {
  const auto files = expectations();
  if (!files) return;
  eachFile(*files, "nrd/", [](const std::string& path, const Json& counts) {
    const auto read = readShared(path);
    REQUIRE(read);
    auto found = listed(*read);
    CHECK(found["host"].size() == expected(counts, "domain"));
    CHECK(read->rejects.empty());
    std::size_t encoded = 0;
    std::set<std::string_view> apexes;
    for (const auto& name : found["host"]) {
      if (contains(name, "xn--")) ++encoded;
      const std::string_view apex = model::Suffixes::shipped().apex(name);
      if (!apex.empty()) apexes.insert(apex);
    }
    CHECK(encoded == expected(counts, "idn_lines"));
    CHECK(apexes.size() == expected(counts, "registrable:domain"));
    CHECK(read->targets("list") == std::vector<std::string>{"nrd:2019-10-19"});
  });
}

TEST_CASE("indicators of published reports", "[ingest][text][real]") {
  const auto files = expectations();
  if (!files) return;
  eachFile(*files, "ioc-text/", [](const std::string& path, const Json& counts) {
    const auto text = sharedFile(path);
    REQUIRE(text);
    CHECK(detected(*text, path) == "text");
    const auto read = readShared(path);
    REQUIRE(read);
    CHECK(read->error.empty());
    auto found = listed(*read);
    // The count there is of names with `[.]`; those that only `hxxp://` defangs, and the two names that a brace set
    // `server-{1,30}[.]name` stands for, are found beside them.
    const std::set<std::string> marked = namesWithMark(*text);
    std::size_t with_mark = 0;
    for (const std::string& name : united(found["host"], found["reached host"])) {
      INFO(name);
      if (marked.contains(name)) {
        ++with_mark;
      } else {
        CHECK((findIgnoreCase(*text, "hxxp://" + name) != std::string::npos ||
               findIgnoreCase(*text, "hxxps://" + name) != std::string::npos || startsWith(name, "server-")));
      }
    }
    CHECK(with_mark == expected(counts, "defanged_domain"));
    CHECK(united(found["ip"], found["reached ip"]).size() == expected(counts, "ipv4_after_refang"));
    std::map<std::size_t, std::size_t> lengths;
    for (const auto& hash : found["file"]) ++lengths[hash.size()];
    CHECK(lengths[40] == expected(counts, "sha1"));
    // There a file's name made of 64 hex digits (`600b….php`) counts as a hash.
    CHECK(lengths[64] + (contains(path, "telekopye") ? 1 : 0) == expected(counts, "sha256"));
  });
}

TEST_CASE("recorded passive DNS", "[ingest][cof][real]") {
  const auto files = expectations();
  if (!files) return;
  eachFile(*files, "pdns-cof/", [](const std::string& path, const Json& counts) {
    const auto text = sharedFile(path);
    REQUIRE(text);
    CHECK(detected(*text, path) == "cof");
    const auto read = readShared(path);
    REQUIRE(read);
    CHECK(read->error.empty());
    CHECK(read->rejects.size() == expected(counts, "lines_without_rrname"));
    std::size_t tuples = 0;
    std::set<std::string> owners;
    Time first = INT64_MAX, last = INT64_MIN;
    for (const auto& lookup : read->lookups) {
      for (const auto& fact : lookup.facts) {
        const auto& link = std::get<model::LinkFact>(fact.body);
        ++tuples;
        owners.insert(link.from.name);
        first = std::min(first, link.seen.first);
        last = std::max(last, link.seen.last);
      }
    }
    CHECK(tuples == expected(counts, "rr_tuples"));
    CHECK(owners.size() == expected(counts, "rrnames"));
    CHECK(read->targets("ip").size() == expected(counts, "ip"));
    if (tuples == 0) return;
    CHECK(first == static_cast<Time>(expected(counts, "min_time_first")));
    CHECK(last == static_cast<Time>(expected(counts, "max_time_last")));
  });
}

TEST_CASE("the Public Suffix List lists no indicators", "[ingest][detect][real]") {
  const auto text = sharedFile("noise/public_suffix_list.dat");
  if (!text) return;
  const auto found = detectReader(std::string_view(*text).substr(0, 64 * 1024), "public_suffix_list.dat");
  REQUIRE_FALSE(found.ok());
  CHECK(contains(found.error().message, "the Public Suffix List"));
}

}  // namespace clew::ingest::test
