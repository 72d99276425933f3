// Merging: a file and what came after it give the bytes that a build of everything gives.
#include <catch2/catch.hpp>
#include <cstring>
#include <map>

#include "common/files.h"
#include "graph/merger.h"
#include "graph_support.h"
#include "world.h"

using namespace clew;
using namespace clew::test;

namespace {

const model::Schema& schema() {
  return model::Schema::builtin();
}

graph::ReplicaStamp stampOf(const storage::Store& store) {
  graph::ReplicaStamp stamp;
  stamp.identity = store.identity();
  stamp.generation = store.newest()->generation;
  stamp.chain = store.newest()->chain;
  return stamp;
}

std::string built(const storage::Store& store) {
  graph::MemoryOutput out;
  REQUIRE(graph::buildImage(store, schema(), model::Suffixes::shipped(), model::RedactionList::shipped(),
                            stampOf(store), {}, {}, out)
              .ok());
  return out.take();
}

std::string merged(const storage::Store& store, const std::string& below) {
  auto image = graph::Image::fromBytes(below);
  REQUIRE(image.ok());
  const graph::Base base(std::move(*image), schema());
  graph::MemoryOutput out;
  const Result<bool> done = graph::mergeImage(store, base, model::Suffixes::shipped(), model::RedactionList::shipped(),
                                              stampOf(store), {}, out);
  INFO((done ? "" : done.error().message));
  REQUIRE(done.ok());
  return done.value() ? out.take() : std::string();
}

/// Which sections differ: "kind of owner, bytes here and there".
std::vector<std::string> differing(const std::string& left, const std::string& right) {
  const auto sections = [](const std::string& bytes) {
    std::map<std::pair<int, int>, std::string> out;
    graph::ReplicaHeader header;
    std::memcpy(&header, bytes.data(), sizeof header);
    for (std::uint32_t i = 0; i < header.sections; ++i) {
      graph::SectionEntry entry;
      std::memcpy(&entry, bytes.data() + header.table_offset + i * sizeof entry, sizeof entry);
      out[{entry.kind, entry.owner}] = bytes.substr(entry.offset, entry.size);
    }
    return out;
  };
  auto a = sections(left);
  auto b = sections(right);
  std::vector<std::string> out;
  for (const auto& [key, bytes] : b) a[key];
  for (const auto& [key, bytes] : a) {
    if (bytes != b[key]) {
      out.push_back(std::to_string(key.first) + " of " + std::to_string(key.second) + ", " +
                    std::to_string(bytes.size()) + " and " + std::to_string(b[key].size()));
    }
  }
  if (out.empty() && left != right) out.emplace_back("header or table");
  return out;
}

}  // namespace

TEST_CASE("a merge gives the bytes of a build of everything") {
  const auto seed = GENERATE(range(1U, 41U));
  INFO("seed " << seed);
  World world(seed);
  MemoryStore store;
  append(store, world.batch(1000, 150, true));
  std::string below = built(store);
  int merges = 0;
  for (int i = 2; i < 7; ++i) {
    append(store, world.batch(1000 * i, 25, true));
    const std::string all = built(store);
    const std::string now = merged(store, below);
    INFO("batch " << i);
    below = all;
    if (now.empty()) continue;  // a name that only withheld values had
    ++merges;
    CHECK(differing(now, all) == std::vector<std::string>());
  }
  CHECK(merges >= 4);
}

TEST_CASE("a name that only withheld values had comes back, with its spellings") {
  MemoryStore store;
  append(store, BatchMaker(1).by("whois").link("domain", "a.example", "org", "org", "Data Redacted"));
  const std::string below = built(store);
  append(store, BatchMaker(2).by("x").link("org", "Data Redacted", "country", "country", "DE"));
  CHECK(merged(store, below).empty());
}

TEST_CASE("lookups that grow, texts that nothing says any more, names between others") {
  MemoryStore store;
  append(store, BatchMaker(1)
                    .by("whois")
                    .property("domain", "a.example", "created", "2022-01-01T00:00:00Z")
                    .mention("host", "xn--bcher-kva.example")
                    .link("host", "b.example", "ip", "ip", "192.0.2.10")
                    .link("host", "b.example", "ip", "ip", "192.0.2.9"));
  std::string below = built(store);
  append(store, BatchMaker(2)
                    .by("x")
                    .link("host", "aa.example", "ip", "ip", "192.0.2.1")
                    .link("host", "z.b.example", "ip", "ip", "192.0.2.10")
                    .mention("net", "192.0.2.0/28")
                    .spelled("host", "xn--bcher-kva.example",
                             "B\xC3\xBC"
                             "CHER.example"));
  CHECK(differing(merged(store, below), built(store)) == std::vector<std::string>());
}

TEST_CASE("what is too much to be laid over the file is merged with it, and more than the file holds is built anew") {
  const TemporaryFolder folder;
  const std::string path = folder.path("cache");
  MemoryStore store;
  World world(7);
  append(store, world.batch(1, 4000, false));
  graph::ReplicaReport report;
  viewOf(store, path, &report);
  CHECK(report.rebuilt);
  append(store, world.batch(2, 3000, false));
  CHECK(dump(*viewOf(store, path, &report), store) == dump(*viewOf(store), store));
  CHECK(report.merged);
  CHECK(report.written);
  CHECK_FALSE(report.rebuilt);
  viewOf(store, path, &report);
  CHECK_FALSE(report.merged);
  CHECK(report.overlay_batches == 0);
  append(store, world.batch(3, 9000, false));
  CHECK(viewOf(store, path, &report)->generation() == 3);
  CHECK_FALSE(report.merged);
  CHECK(report.rebuilt);
  CHECK(report.reason == "the cache is stale: too much came after it");
}
