#include "unit/ingest/real_support.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "common/text.h"

namespace clew::ingest::test {

std::optional<Json> expectations() {
  const auto text = sharedFile("expectations.json");
  if (!text) {
    WARN("skipped: the shared data is not there; set CLEW_SHARED to its folder");
    return std::nullopt;
  }
  auto parsed = parseJson(*text);
  REQUIRE(parsed.ok());
  return *member(*parsed, "files");
}

std::map<std::string, std::set<std::string>> listed(const Read& read) {
  const auto& schema = model::Schema::builtin();
  std::map<std::string, std::set<std::string>> found;
  for (const auto& lookup : read.lookups) {
    for (const auto& fact : lookup.facts) {
      const auto* link = std::get_if<model::LinkFact>(&fact.body);
      if (link == nullptr) continue;
      const std::string& relation = schema.relation(link->relation).name;
      if (relation == "list") found[schema.type(link->from.type).name].insert(link->from.name);
      if (relation == "ip") found["reached ip"].insert(link->to.name);
      if (relation == "host") found["reached host"].insert(link->to.name);
    }
  }
  return found;
}

std::size_t expected(const Json& counts, std::string_view key) {
  const Json* value = member(counts, key);
  return value == nullptr ? 0 : static_cast<std::size_t>(integerOf(*value).value_or(0));
}

void checkCounts(const std::string& path, const std::vector<Count>& counts) {
  const auto files = expectations();
  if (!files) return;
  const Json* stated = member(*files, path);
  INFO(path);
  REQUIRE(stated != nullptr);
  for (const auto& [key, number] : stated->items()) {
    INFO(key);
    const auto count = std::find_if(counts.begin(), counts.end(), [&](const Count& one) { return key == one.key; });
    REQUIRE(count != counts.end());
    INFO(count->why);
    CHECK((count->left_out == 0 || *count->why != '\0'));
    CHECK(count->found + count->left_out == static_cast<std::size_t>(integerOf(number).value_or(-1)));
  }
  CHECK(counts.size() == stated->size());
}

std::size_t registrable(const std::vector<std::string>& names) {
  std::set<std::string_view> apexes;
  for (const std::string& name : names) {
    if (model::parseAddress(name)) continue;
    if (const std::string_view apex = model::Suffixes::shipped().apex(name); !apex.empty()) apexes.insert(apex);
  }
  return apexes.size();
}

std::size_t pathRejects(const Read& read) {
  std::set<std::string> texts;
  for (const auto& reject : read.rejects) {
    if (contains(reject.reason, "path without a host")) texts.insert(reject.text);
  }
  return texts.size();
}

std::set<std::string> addressesAlone(const Read& read) {
  std::set<std::string> addresses;
  const auto& known = model::Schema::builtin().known();
  for (const auto& lookup : read.lookups) {
    for (const auto& fact : lookup.facts) {
      const auto* link = std::get_if<model::LinkFact>(&fact.body);
      if (link == nullptr) continue;
      if (link->from.type == known.ip) addresses.insert(link->from.name);
      // The count there is of addresses alone and of ip:port; those within URLs are left out.
      if (link->from.type == known.service && link->to.type == known.ip) addresses.insert(link->to.name);
    }
  }
  return addresses;
}

void eachFile(const Json& files, std::string_view folder,
              const std::function<void(const std::string&, const Json&)>& visit) {
  std::size_t seen = 0;
  for (const auto& [path, counts] : files.items()) {
    if (!startsWith(path, folder)) continue;
    INFO(path);
    visit(path, counts);
    ++seen;
  }
  CHECK(seen > 0);
}

}  // namespace clew::ingest::test
