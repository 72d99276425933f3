#include "storage/sqlite/node_names.h"

#include <sys/resource.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <map>
#include <random>
#include <tuple>

#include "unit/storage/support.h"

namespace clew::storage::test {

namespace {

using sqlite::KeyHash;
using sqlite::NameKey;
using sqlite::NameRuns;
using sqlite::NodeNames;

/// Names that outlive their keys.
struct Named {
  std::uint64_t hash;
  model::TypeId type;
  std::string name;
  friend auto operator<=>(const Named&, const Named&) = default;
};

std::vector<NameKey> keysOf(const std::vector<Named>& names) {
  std::vector<NameKey> keys;
  for (const Named& named : names) keys.push_back({named.hash, named.name, named.type});
  return keys;
}

/// Some names of a small stock, so that they come again.
std::vector<Named> drawn(std::mt19937_64& random, const KeyHash& hash, std::size_t count, std::size_t stock) {
  std::vector<Named> names;
  for (std::size_t name = 0; name < count; ++name) {
    const auto type = static_cast<model::TypeId>(random() % 3);
    const std::uint64_t number = random() % stock;
    std::string text = "n" + std::to_string(number) + std::string(number % 7 == 0 ? number % 600 : 0, 'x');
    names.push_back({hash.ofNode(type, text), type, std::move(text)});
  }
  return names;
}

/// Resolves batches with a budget of so many bytes and holds every id against a map.
void compareWithMap(NodeNames& names, const KeyHash& hash, std::mt19937_64& random, int batches) {
  std::map<std::pair<model::TypeId, std::string>, std::uint32_t> model;
  std::vector<std::uint32_t> ids;
  std::uint32_t wrong = 0;
  for (int batch = 0; batch < batches; ++batch) {
    const std::vector<Named> named = drawn(random, hash, random() % 500, 3000);
    std::vector<std::uint32_t> told;
    ids.clear();
    REQUIRE(names.resolve(keysOf(named), ids, [&](const NameKey&, std::uint32_t id) { told.push_back(id); }).ok());
    REQUIRE(ids.size() == named.size());
    std::vector<std::uint32_t> expected_told;
    for (std::size_t place = 0; place < named.size(); ++place) {
      const auto [it, made] =
          model.emplace(std::pair(named[place].type, named[place].name), static_cast<std::uint32_t>(model.size()));
      if (made) expected_told.push_back(it->second);
      wrong += ids[place] == it->second ? 0 : 1;
    }
    CHECK(told == expected_told);
    REQUIRE(names.size() == model.size());
  }
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("a name is found by all of it, whatever its hash") {
  sqlite::NameDictionary names;
  CHECK(names.find(7, 1, "a") == sqlite::NameDictionary::kNone);
  names.insert(7, 1, "a", 10);
  names.insert(7, 2, "a", 11);
  names.insert(7, 1, "b", 12);
  names.insert(7, 1, std::string_view("a\0", 2), 13);
  CHECK(names.find(7, 1, "a") == 10);
  CHECK(names.find(7, 2, "a") == 11);
  CHECK(names.find(7, 1, "b") == 12);
  CHECK(names.find(7, 1, std::string_view("a\0", 2)) == 13);
  CHECK(names.find(7, 3, "a") == sqlite::NameDictionary::kNone);
  CHECK(names.size() == 4);
}

TEST_CASE("a dictionary holds names of every length, in little memory") {
  sqlite::NameDictionary names;
  const auto hash_of = [](std::uint32_t number) { return number * 0x9E3779B97F4A7C15ULL; };
  const auto name_of = [](std::uint32_t number) { return "name" + std::to_string(number) + ".example"; };
  constexpr std::uint32_t kNames = 300000;
  for (std::uint32_t number = 0; number < kNames; ++number) names.insert(hash_of(number), 1, name_of(number), number);
  CHECK(names.bytes() < kNames * std::size_t{50});
  std::uint32_t next = kNames;
  for (const std::size_t size : {254, 255, 256, 1 << 20, (1 << 20) + 1, 5 << 20, 1})
    names.insert(hash_of(next++), 2, std::string(size, 'x'), static_cast<std::uint32_t>(size));
  next = kNames;
  for (const std::size_t size : {254, 255, 256, 1 << 20, (1 << 20) + 1, 5 << 20, 1})
    CHECK(names.find(hash_of(next++), 2, std::string(size, 'x')) == size);
  std::uint32_t wrong = 0;
  for (std::uint32_t number = 0; number < kNames; ++number)
    wrong += names.find(hash_of(number), 1, name_of(number)) == number ? 0 : 1;
  CHECK(wrong == 0);
}

TEST_CASE("names in runs are found by all of them, collisions included") {
  const std::uint64_t seed = 20261129;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  TempFolder folder;
  // With filters for all runs, for some, and without.
  const std::size_t filter_memory = GENERATE(std::size_t{1} << 20, std::size_t{6000}, std::size_t{0});
  NameRuns runs(folder.file("."), filter_memory);
  CHECK(runs.empty());
  std::map<std::tuple<std::uint64_t, model::TypeId, std::string>, std::uint32_t> model;
  std::uint32_t next = 0;
  std::vector<Named> sought;
  for (int round = 0; round < 30; ++round) {
    std::vector<Named> fresh;
    const std::size_t count = round % 4 == 1 ? 1 : random() % 2000;
    for (std::size_t name = 0; name < count; ++name) {
      // Few hashes in some rounds, so that whole blocks and more are one hash; the ends of the range too.
      std::uint64_t hash = round % 3 == 0 ? (random() % 20) << 40 : random();
      if (random() % 300 == 0) hash = random() % 2 == 0 ? 0 : ~std::uint64_t{0};
      Named named{hash, static_cast<model::TypeId>(random() % 2), std::to_string(random() % 100000)};
      if (random() % 500 == 0) named.name += std::string(random() % 300000, 'z');
      sought.push_back(named);
      if (random() % 3 == 0) sought.push_back({hash, named.type, named.name + "!"});
      if (model.emplace(std::tuple(hash, named.type, named.name), next).second) {
        ++next;
        fresh.push_back(std::move(named));
      }
    }
    std::sort(fresh.begin(), fresh.end());
    REQUIRE(runs.write(fresh.size(),
                       [&](const auto& add) {
                         for (const Named& named : fresh)
                           add({{named.hash, named.name, named.type}, model.at({named.hash, named.type, named.name})});
                       })
                .ok());
    CHECK(runs.count() <= 12);
  }
  std::sort(sought.begin(), sought.end(), [](const Named& a, const Named& b) { return a.hash < b.hash; });
  for (const std::size_t every : {std::size_t{1}, std::size_t{2}, std::size_t{97}, std::size_t{5000}}) {
    std::vector<Named> some;
    for (std::size_t place = random() % every; place < sought.size(); place += every) some.push_back(sought[place]);
    std::vector<std::uint32_t> found(some.size(), sqlite::NameDictionary::kNone);
    REQUIRE(runs.find(keysOf(some), [&](std::size_t position, std::uint32_t id) { found[position] = id; }).ok());
    std::size_t wrong = 0;
    for (std::size_t place = 0; place < some.size(); ++place) {
      const auto it = model.find({some[place].hash, some[place].type, some[place].name});
      wrong += found[place] == (it == model.end() ? sqlite::NameDictionary::kNone : it->second) ? 0 : 1;
    }
    CHECK(wrong == 0);
  }
  std::size_t let_through = 0;
  for (int name = 0; name < 10000; ++name) let_through += runs.mayHold(random()) ? 1 : 0;
  if (filter_memory == std::size_t{1} << 20)
    CHECK(let_through < 2000);  // of up to six runs two of a hundred each, and of runs with few hashes
  else if (filter_memory == 0)
    CHECK(let_through == 10000);
}

TEST_CASE("names get the same ids whatever memory they have") {
  const std::uint64_t seed = 20261130;
  INFO("seed " << seed);
  TempFolder folder;
  const KeyHash hash("an identity", schema());
  for (const std::size_t budget : {std::size_t{0}, std::size_t{1} << 20, (std::size_t{1} << 20) + 70000}) {
    std::mt19937_64 random(seed);
    NodeNames names(hash, folder.file("."), budget);
    compareWithMap(names, hash, random, 60);
    names.clear();
    CHECK(names.size() == 0);
    CHECK(names.runCount() == 0);
    compareWithMap(names, hash, random, 10);
  }
}

TEST_CASE("memory for names is bounded by what it may be") {
  TempFolder folder;
  const KeyHash hash("an identity", schema());
  constexpr std::size_t kBudget = std::size_t{4} << 20;
  NodeNames names(hash, folder.file("."), kBudget);
  std::vector<std::uint32_t> ids;
  std::size_t most = 0;
  for (std::size_t batch = 0; batch < 100; ++batch) {
    std::vector<Named> named;
    for (std::size_t name = 0; name < 5000; ++name) {
      std::string text = "name" + std::to_string(batch * 5000 + name) + ".example";
      named.push_back({hash.ofNode(1, text), 1, std::move(text)});
    }
    ids.clear();
    REQUIRE(names.resolve(keysOf(named), ids, [](const NameKey&, std::uint32_t) {}).ok());
    most = std::max(most, names.inMemory());
  }
  CHECK(names.size() == 500000);
  CHECK(most < 60000);  // of some 40 bytes each, and those of a batch
  CHECK(names.runCount() > 0);
  CHECK(names.runCount() < 12);
}

TEST_CASE("names stay in memory where no file can be made for them") {
  std::mt19937_64 random(7);
  const KeyHash hash("an identity", schema());
  NodeNames names(hash, "/nowhere/at/all", 0);
  compareWithMap(names, hash, random, 40);
  CHECK(names.runCount() == 0);
  CHECK(names.inMemory() == names.size());
}

TEST_CASE("names stay in memory when the disk for them is full") {
  TempFolder folder;
  std::mt19937_64 random(8);
  const KeyHash hash("an identity", schema());
  NodeNames names(hash, folder.file("."), 0);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit small{5000, before.rlim_max};
  ::signal(SIGXFSZ, SIG_IGN);  // as the program does
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  compareWithMap(names, hash, random, 40);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK(names.inMemory() > 1000);
}

TEST_CASE("names of many segments keep their ids when the case is opened again") {
  TempFolder folder;
  auto store = openCase(folder.file("x.db"));
  constexpr int kNames = 70000;  // more than a segment takes
  const auto names = [&](int round) {
    std::vector<model::Fact> facts;
    for (int name = 0; name < kNames; ++name)
      facts.push_back(mention(node("host", std::to_string(round) + "." + std::to_string(name))));
    return facts;
  };
  for (int round = 0; round < 5; ++round) {
    const auto receipt = store->append(batchOf(round, {lookup("p", "k", "s", round, names(round))}));
    REQUIRE(receipt.ok());
    CHECK(receipt->nodes_new == kNames);
  }
  store = openCase(folder.file("x.db"));
  for (const int round : {0, 3, 4}) {
    const auto receipt = store->append(batchOf(round, {lookup("p", "k", "again", round, names(round))}));
    REQUIRE(receipt.ok());
    CHECK(receipt->nodes_new == 0);
  }
  CHECK(store->check()->empty());
}

}  // namespace clew::storage::test
