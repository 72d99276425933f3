#include "storage/sqlite/key_index.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "storage/sqlite/migrations.h"
#include "unit/storage/support.h"

namespace clew::storage::test {

namespace {

using sqlite::Connection;
using sqlite::Key;
using sqlite::KeyIndex;

std::unique_ptr<Connection> memory() {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(":memory:", &handle) == SQLITE_OK);
  auto connection = std::make_unique<Connection>(handle, "test");
  sqlite::migrate(*connection, sqlite::migrationSteps());
  return connection;
}

std::set<std::uint32_t> candidates(KeyIndex& index, std::uint64_t hash) {
  std::set<std::uint32_t> ids;
  index.find({hash}, [&](std::size_t, std::uint32_t id) {
    ids.insert(id);
    return false;
  });
  return ids;
}

}  // namespace

TEST_CASE("keys are found wherever they lie, collisions included") {
  const std::uint64_t seed = 20240607;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  auto connection = memory();
  KeyIndex index(*connection, KeyIndex::Kind::kLookup, 0);
  index.load();
  std::multimap<std::uint64_t, std::uint32_t> model;
  std::uint32_t next = 0;
  for (int round = 0; round < 40; ++round) {
    const std::size_t count = random() % 3000;
    for (std::size_t key = 0; key < count; ++key) {
      // Few distinct values in some rounds, so that whole blocks are one hash; the ends of the range too.
      std::uint64_t hash = round % 3 == 0 ? (random() % 50) << 40 : random();
      if (random() % 500 == 0) hash = random() % 2 == 0 ? 0 : ~std::uint64_t{0};
      index.add(hash, next);
      model.emplace(hash, next++);
    }
    if (round % 2 == 0) index.settleNow();
    if (round % 5 == 4) {
      // As another process would see it: the runs, and the rest added again.
      const auto covered = static_cast<std::uint32_t>(index.covered());
      index.load();
      CHECK(index.covered() == covered);
      for (const auto& [hash, id] : model) {
        if (id >= covered) index.add(hash, id);
      }
    }
    CHECK(index.runCount() < 16);
    for (int probe = 0; probe < 200; ++probe) {
      std::uint64_t hash = random();
      if (!model.empty() && probe % 2 == 0) {
        const auto found = model.lower_bound(hash);
        if (found != model.end()) hash = found->first;
      }
      std::set<std::uint32_t> expected;
      for (auto [at, end] = model.equal_range(hash); at != end; ++at) expected.insert(at->second);
      REQUIRE(candidates(index, hash) == expected);
    }
  }
  index.settleNow();
  std::multimap<std::uint64_t, std::uint32_t> held;
  index.each([&](const Key& key) { held.emplace(key.hash, key.id); });
  CHECK(held.size() == model.size());
  CHECK(std::set(held.begin(), held.end()) == std::set(model.begin(), model.end()));
  CHECK(connection->number("SELECT count(*) FROM key_run") == static_cast<std::int64_t>(index.runCount()));
}

TEST_CASE("many hashes are looked up in one pass") {
  auto connection = memory();
  KeyIndex index(*connection, KeyIndex::Kind::kLookup, 1);
  index.load();
  CHECK(index.covered() == 1);
  for (std::uint32_t id = 1; id <= 10000; ++id) {
    index.add(id * 0x9E3779B97F4A7C15ULL, id);
    if (id % 3000 == 0) index.settleNow();
  }
  std::vector<std::uint64_t> hashes;
  std::map<std::uint64_t, std::uint32_t> wanted;
  for (std::uint32_t id = 5; id < 12000; id += 7) {
    hashes.push_back(id * 0x9E3779B97F4A7C15ULL);
    wanted[hashes.back()] = id;
  }
  std::sort(hashes.begin(), hashes.end());
  std::size_t hits = 0;
  index.find(hashes, [&](std::size_t position, std::uint32_t id) {
    CHECK(wanted[hashes[position]] == id);
    ++hits;
    return true;
  });
  CHECK(hits == (10000 - 5) / 7 + 1);
}

}  // namespace clew::storage::test
