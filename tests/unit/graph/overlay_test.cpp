// The overlay against a build from everything: random histories, every call compared by names.
#include <catch2/catch.hpp>

#include "common/files.h"
#include "graph_support.h"
#include "world.h"

using namespace clew;
using namespace clew::test;
using graph::Direction;

TEST_CASE("base and overlay answer as one build of everything does") {
  const auto seed = GENERATE(range(1U, 25U));
  INFO("seed " << seed);
  World world(seed);
  std::vector<BatchMaker> batches;
  for (int i = 0; i < 5; ++i) batches.push_back(world.batch(1000 * (i + 1), 30, true));
  const TemporaryFolder folder;
  for (std::size_t base = 1; base < batches.size(); ++base) {
    const std::string path = folder.path("cache" + std::to_string(base));
    MemoryStore store;
    for (std::size_t i = 0; i < base; ++i) append(store, batches[i]);
    graph::ReplicaReport report;
    viewOf(store, path, &report);
    REQUIRE(report.written);
    for (std::size_t i = base; i < batches.size(); ++i) append(store, batches[i]);
    const auto laid = viewOf(store, path, &report);
    REQUIRE_FALSE(report.rebuilt);
    CHECK(report.overlay_batches == batches.size() - base);
    const auto whole = viewOf(store);
    CHECK(differences(dump(*laid, store), dump(*whole, store)) == std::vector<std::string>());
    CHECK(differences(dumpFiltered(*laid), dumpFiltered(*whole)) == std::vector<std::string>());
  }
}

TEST_CASE("the order in which batches came does not matter") {
  const auto seed = GENERATE(range(100U, 110U));
  INFO("seed " << seed);
  World world(seed);
  std::vector<BatchMaker> batches;
  for (int i = 0; i < 4; ++i) batches.push_back(world.batch(1000 * (i + 1), 30, false));
  MemoryStore forward;
  MemoryStore backward;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    append(forward, batches[i]);
    append(backward, batches[batches.size() - 1 - i]);
  }
  CHECK(differences(dump(*viewOf(forward), forward), dump(*viewOf(backward), backward)) == std::vector<std::string>());
}

TEST_CASE("a node that only withheld values named comes back when something else names it") {
  const TemporaryFolder folder;
  MemoryStore store;
  BatchMaker first(1);
  first.link("domain", "a.example", "org", "org", "Data Redacted");
  append(store, first);
  viewOf(store, folder.path("cache"));
  BatchMaker second(2);
  second.link("org", "Data Redacted", "country", "country", "DE");
  append(store, second);
  graph::ReplicaReport report;
  const auto view = viewOf(store, folder.path("cache"), &report);
  CHECK(reach(*view, "org", "data redacted", "country") == std::vector<std::string>{"country DE"});
  CHECK(reach(*view, "domain", "a.example", "org").empty());
}

TEST_CASE("the store in SQLite gives the same graph, by file, by overlay and by a second process's eyes") {
  const TemporaryFolder folder;
  World world(42);
  MemoryStore memory;
  std::vector<BatchMaker> batches;
  for (int i = 0; i < 3; ++i) batches.push_back(world.batch(1000 * (i + 1), 60, true));
  const auto& schema = model::Schema::builtin();
  auto store = storage::openSqliteStore(folder.path("case.db"), schema, {true, false});
  REQUIRE(store.ok());
  graph::ReplicaReport report;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    append(memory, batches[i]);
    append(**store, batches[i]);
    const auto view = viewOf(**store, folder.path("case.db.clew-cache"), &report);
    CHECK(report.rebuilt == (i == 0));
    CHECK(report.overlay_batches == i);
    CHECK(differences(dump(*view, **store), dump(*viewOf(memory), memory)) == std::vector<std::string>());
  }
  auto reader = storage::openSqliteStore(folder.path("case.db"), schema, {false, true});
  REQUIRE(reader.ok());
  auto view = graph::openReplica(**reader, schema, model::Suffixes::shipped(), model::RedactionList::shipped(),
                                 {folder.path("case.db.clew-cache"), false}, &report);
  REQUIRE(view.ok());
  CHECK_FALSE(report.rebuilt);
  CHECK(differences(dump(**view, **reader), dump(*viewOf(memory), memory)) == std::vector<std::string>());
  auto rebuilt = graph::rebuildReplica(**store, schema, model::Suffixes::shipped(), model::RedactionList::shipped(),
                                       {folder.path("case.db.clew-cache"), true}, &report);
  REQUIRE(rebuilt.ok());
  CHECK(report.written);
  viewOf(**store, folder.path("case.db.clew-cache"), &report);
  CHECK(report.overlay_batches == 0);
}
