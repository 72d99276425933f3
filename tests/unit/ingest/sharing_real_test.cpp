// Real MISP events and STIX bundles against counts that somebody else computed.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "common/text.h"
#include "unit/ingest/real_support.h"

namespace clew::ingest::test {
namespace {

/// Nodes that facts name, by type and, of files, by the length of their hash.
std::map<std::string, std::set<std::string>> nodesOf(const Read& read) {
  std::map<std::string, std::set<std::string>> found;
  const auto& schema = model::Schema::builtin();
  const auto add = [&](const model::NodeName& node) {
    std::string type = schema.type(node.type).name;
    if (type == "file") {
      type = node.name.size() == 32   ? "md5"
             : node.name.size() == 40 ? "sha1"
             : node.name.size() == 64 ? "sha256"
                                      : "sha512";
    }
    found[type].insert(node.name);
  };
  for (const auto& lookup : read.lookups) {
    for (const auto& fact : lookup.facts) {
      if (const auto* link = std::get_if<model::LinkFact>(&fact.body)) {
        add(link->from);
        add(link->to);
      } else if (const auto* mention = std::get_if<model::MentionFact>(&fact.body)) {
        add(mention->node);
      }
    }
  }
  return found;
}

/// Nodes that a report names: not those that only stand in their URLs.
std::map<std::string, std::set<std::string>> reported(const Read& read) {
  Read only;
  for (const auto& lookup : read.lookups) {
    model::LookupFacts kept;
    for (const auto& fact : lookup.facts) {
      const auto* link = std::get_if<model::LinkFact>(&fact.body);
      if (link != nullptr && model::Schema::builtin().relation(link->relation).name == "report")
        kept.facts.push_back(fact);
    }
    only.lookups.push_back(std::move(kept));
  }
  return nodesOf(only);
}

std::map<std::string, std::set<std::string>> mentioned(const Read& read) {
  Read only;
  for (const auto& lookup : read.lookups) {
    model::LookupFacts kept;
    for (const auto& fact : lookup.facts) {
      if (std::holds_alternative<model::MentionFact>(fact.body)) kept.facts.push_back(fact);
    }
    only.lookups.push_back(std::move(kept));
  }
  return nodesOf(only);
}

std::size_t noticed(const Read& read, std::string_view what) {
  for (const std::string& notice : read.notices) {
    if (contains(notice, what)) return *parseInteger<std::size_t>(notice.substr(0, notice.find(' ')));
  }
  return 0;
}

}  // namespace

TEST_CASE("real MISP events", "[ingest][misp][real]") {
  const auto files = expectations();
  if (!files) return;
  eachFile(*files, "misp-event/", [](const std::string& path, const Json& counts) {
    const auto text = sharedFile(path);
    REQUIRE(text);
    CHECK(detected(*text, path) == "misp");
    const auto read = readShared(path);
    REQUIRE(read);
    CHECK(read->error.empty());
    auto found = reported(*read);
    CHECK(found["report"].size() == expected(counts, "events"));
    for (const auto& [type, key] : std::initializer_list<std::pair<const char*, const char*>>{{"host", "domain"},
                                                                                              {"ip", "ip"},
                                                                                              {"email", "email"},
                                                                                              {"url", "url"},
                                                                                              {"md5", "md5"},
                                                                                              {"sha1", "sha1"},
                                                                                              {"sha256", "sha256"},
                                                                                              {"sha512", "sha512"}}) {
      INFO(key);
      CHECK(found[type].size() == expected(counts, key));
    }
    // A path without a host names no node and is a reject; there it is an `uri`.
    CHECK(read->rejects.size() == expected(counts, "uri"));
    std::size_t pairs = 0;  // of names: files and URLs lead to addresses too
    for (const std::string& pair : read->pairs("ip"))
      pairs += found["host"].contains(pair.substr(0, pair.find(' '))) ? 1 : 0;
    CHECK(pairs == expected(counts, "domain_ip_pairs"));
    // What names no node is counted, type by type.
    for (const char* type : {"text", "link", "comment", "filename", "regkey", "regkey|value", "port", "counter",
                             "float", "mime-type", "size-in-bytes", "ssdeep", "attachment"}) {
      INFO(type);
      CHECK(noticed(*read, "attributes of type '" + std::string(type) + "'") ==
            expected(counts, "type:" + std::string(type)));
    }
  });
}

TEST_CASE("real STIX bundles", "[ingest][stix][real]") {
  const auto files = expectations();
  if (!files) return;
  eachFile(*files, "stix/", [](const std::string& path, const Json& counts) {
    const auto text = sharedFile(path);
    REQUIRE(text);
    CHECK(detected(*text, path) == "stix");
    const auto read = readShared(path);
    REQUIRE(read);
    CHECK(read->error.empty());
    CHECK(read->reasons().empty());
    // Patterns and observables name what is mentioned; the rest stands in URLs and the like.
    auto found = mentioned(*read);
    CHECK(found["host"].size() == std::max(expected(counts, "domain"), expected(counts, "sco_domain")));
    CHECK(found["url"].size() == std::max(expected(counts, "url"), expected(counts, "sco_url")));
    CHECK(found["email"].size() == expected(counts, "email"));
    CHECK(found["ip"].size() == std::max(expected(counts, "ip"), expected(counts, "sco_ip")));
    if (expected(counts, "object:file") == 0) CHECK(found["sha256"].size() == expected(counts, "sha256"));
  });
}

}  // namespace clew::ingest::test
