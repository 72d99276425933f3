// The saved answers of examples/spam-portfolio: every file is told by its content and read without a reject.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "support/places.h"
#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

namespace fs = std::filesystem;

std::string contentOf(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

TEST_CASE("the spam portfolio's answers are read whole", "[ingest][json]") {
  const fs::path root = clew::test::checkoutFile("examples/spam-portfolio/data");
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.is_regular_file() && entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  REQUIRE(files.size() > 300);
  std::map<std::string, std::size_t> lookups;
  std::set<std::string> mailboxes, redacted;
  for (const auto& path : files) {
    const std::string text = contentOf(path);
    const std::string name = path.string();
    INFO(name);
    REQUIRE(detected(text, name) == "whoisxml");
    const Read read = readText(readerNamed("whoisxml"), text, {.name = name});
    CHECK(read.error.empty());
    CHECK(read.reasons().empty());
    REQUIRE(read.lookups.size() == 1);
    const auto& lookup = read.lookups.front().lookup;
    CHECK(lookup.kind == (path.parent_path().filename() == "dns-lookup" ? "dns" : path.parent_path().filename()));
    const bool is_list = lookup.kind == "bulk-whois";
    const bool is_ip = lookup.kind == "geolocation";  // a file's name cannot hold an IPv6 address
    if (!is_list && !is_ip) CHECK(lookup.subject + ".json" == path.filename());
    ++lookups[lookup.kind];
    for (const auto& mailbox : read.targets("email")) mailboxes.insert(mailbox);
    for (const auto& line : read.lines()) {
      if (line.find(" email? ") != line.npos) redacted.insert(line.substr(0, line.find(' ')));
    }
  }
  CHECK(lookups["whois"] == 53);
  CHECK(lookups["whois-history"] == 53);
  CHECK(lookups["reverse-ns"] == 1);
  CHECK(lookups["netblocks"] == 2);
  // A privacy service's mailboxes are no one's; those of people are.
  CHECK(mailboxes.contains("example.3ckd92@qq.com"));
  for (const auto& mailbox : mailboxes) {
    INFO(mailbox);
    CHECK(mailbox.find("withheldforprivacy") == mailbox.npos);
    CHECK(mailbox.find("domainsbyproxy") == mailbox.npos);
  }
  CHECK(redacted.size() > 50);
}

}  // namespace clew::ingest::test
