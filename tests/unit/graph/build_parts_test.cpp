// What a build is made of: names into order, columns that widen, work in order within a weight, links that wait in
// files.
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <optional>
#include <random>

#include "graph/build_parts.h"
#include "graph/chunked.h"
#include "graph/in_order.h"
#include "graph/links_beside.h"
#include "graph/node_order.h"
#include "graph/seen_maker.h"
#include "graph_support.h"

using namespace clew;
using namespace clew::test;
using graph::NodeId;

TEST_CASE("names are sorted by their bytes, whatever they have in common") {
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    // few kinds of bytes, zero and the highest among them, so that many names begin alike or end within another
    const std::string kinds = round % 3 == 0 ? std::string("ab") : std::string("\0a\xff", 3);
    std::vector<std::string> names;
    const std::size_t count = random() % (round < 30 ? 20 : 3000);
    for (std::size_t i = 0; i < count; ++i) {
      std::string name(random() % 2 == 0 ? random() % 40 : 0, 'n');
      for (std::size_t k = random() % 20; k > 0; --k) name += kinds[random() % kinds.size()];
      names.push_back(name);
    }
    std::vector<NodeId> order;
    for (NodeId i = 0; i < names.size(); ++i) order.push_back(i);
    graph::sortByName(model::Form::kExact, order, [&](NodeId node) { return std::string_view(names[node]); });
    std::vector<std::string> sorted;
    for (const NodeId node : order) sorted.push_back(names[node]);
    std::vector<NodeId> all = order;
    std::sort(all.begin(), all.end());
    REQUIRE(std::adjacent_find(all.begin(), all.end()) == all.end());
    std::sort(names.begin(), names.end());
    REQUIRE(sorted == names);
  }
}

TEST_CASE("addresses, blocks and systems are sorted by number") {
  const std::vector<std::string> ips = {"198.51.100.9", "192.0.2.10", "192.0.2.9", "2001:db8::1"};
  std::vector<NodeId> order = {0, 1, 2, 3};
  graph::sortByName(model::Form::kIp, order, [&](NodeId node) { return std::string_view(ips[node]); });
  CHECK(order == std::vector<NodeId>{2, 1, 0, 3});
  const std::vector<std::string> blocks = {"10.0.0.0/9", "10.0.0.0/8", "9.0.0.0/8"};
  order = {0, 1, 2};
  graph::sortByName(model::Form::kNet, order, [&](NodeId node) { return std::string_view(blocks[node]); });
  CHECK(order == std::vector<NodeId>{2, 1, 0});
  const std::vector<std::string> systems = {"AS10", "AS9", "AS4200000000"};
  order = {0, 1, 2};
  graph::sortByName(model::Form::kAsn, order, [&](NodeId node) { return std::string_view(systems[node]); });
  CHECK(order == std::vector<NodeId>{1, 0, 2});
}

TEST_CASE("the links of a relation are read a few times, however many there are") {
  for (const std::size_t count : {std::size_t{1}, std::size_t{70'000}, std::size_t{100'000'000}}) {
    for (const std::size_t budget : {std::size_t{0}, std::size_t{64} << 20, std::size_t{1} << 40}) {
      const std::size_t most = graph::rowsAtATime(budget, count);
      CHECK((count + most - 1) / most <= 8);
      CHECK(most <= std::max({count / 8 + 1, budget / 128, std::size_t{1024}}));
    }
  }
}

TEST_CASE("a column of numbers widens and loses none") {
  std::mt19937_64 random(3);
  for (const unsigned bits : {1U, 8U, 9U, 16U, 17U, 32U, 33U, 64U}) {
    graph::NarrowColumn column;
    if (bits % 2 == 0) column.reserve(500);
    std::vector<std::uint64_t> numbers;
    for (int i = 0; i < 500; ++i) {
      numbers.push_back(i < 20 ? static_cast<std::uint64_t>(i) : random() >> (64 - bits));
      column.push_back(numbers.back());
    }
    REQUIRE(column.size() == numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) REQUIRE(column[i] == numbers[i]);
    CHECK(column.highest() == *std::max_element(numbers.begin(), numbers.end()));
  }
}

TEST_CASE("texts stay where they were put, short ones and those longer than a stretch") {
  graph::TextArena arena;
  graph::ChunkedVector<graph::TextArena::Place> places;
  std::vector<std::string> texts;
  for (int i = 0; i < 70'000; ++i) {
    texts.emplace_back(i % 30'000 == 29'999 ? 3'000'000 : i % 37, static_cast<char>('a' + i % 26));
    places.push_back(arena.add(texts.back()));
  }
  REQUIRE(places.size() == texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) REQUIRE(graph::TextArena::at(places[i]) == texts[i]);
  graph::ChunkedVector<int> numbers;
  numbers.growTo(3, 9);
  numbers.growTo(2, 1);
  CHECK(numbers.size() == 3);
  CHECK(numbers[2] == 9);
}

TEST_CASE("work in order is taken in order, and no more of it is open than may weigh so much") {
  const std::vector<std::size_t> weights = {5, 200, 1, 1, 60, 60, 0, 300, 2};
  for (const std::size_t threads : {1, 2, 4}) {
    std::atomic<std::size_t> open = 0;
    std::atomic<bool> too_much = false;
    std::vector<std::size_t> taken;
    graph::inOrder<std::size_t>(
        weights.size(), threads,
        [&](std::size_t i) {
          const std::size_t now = open += weights[i];
          if (now > 100 && now != weights[i]) too_much = true;
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
          return i * 10;
        },
        [&](std::size_t i, std::size_t made) {
          REQUIRE(made == i * 10);
          taken.push_back(i);
          open -= weights[i];
        },
        [&](std::size_t i) { return weights[i]; }, 100);
    CHECK(taken.size() == weights.size());
    CHECK(std::is_sorted(taken.begin(), taken.end()));
    CHECK_FALSE(too_much);
  }
}

TEST_CASE("what rests on something before it is begun once that was made") {
  const std::vector<std::optional<std::size_t>> rests_on = {{}, {}, 0, 2, {}, 1, 5, 5, 0};
  for (const std::size_t threads : {1, 2, 4}) {
    std::vector<std::atomic<bool>> is_made(rests_on.size());
    std::atomic<bool> too_early = false;
    std::size_t taken = 0;
    graph::inOrder<std::size_t>(
        rests_on.size(), threads,
        [&](std::size_t i) {
          if (rests_on[i] && !is_made[*rests_on[i]]) too_early = true;
          if (i % 2 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
          is_made[i] = true;
          return i;
        },
        [&](std::size_t i, std::size_t made) { taken += i == made ? 1 : 0; },
        [&](std::size_t i) -> std::optional<std::size_t> {
          if (rests_on[i] && !is_made[*rests_on[i]]) return {};
          return 1;
        },
        100);
    CHECK(taken == rests_on.size());
    CHECK_FALSE(too_early);
  }
}

namespace {

/// Of each relation the ends of its links, in the order in which they come back.
using EndsByRelation = std::vector<std::vector<std::pair<NodeId, NodeId>>>;

constexpr std::size_t kRelations = 7;

/// The same links whatever the rest; some relations have none, others a few or several chunks.
EndsByRelation endsOf(graph::ScannedLinks& links) {
  std::mt19937 random(11);
  for (NodeId i = 0; i < 900'000; ++i) {
    graph::LinkClaim claim;
    claim.relation = static_cast<model::RelationId>(std::min<std::size_t>(random() % 20, kRelations - 2));
    claim.from = i;
    claim.to = static_cast<NodeId>(random() % 5000);
    links.link(claim, {});
  }
  links.finish();
  EndsByRelation out(kRelations);
  for (std::size_t relation = 0; relation < kRelations; ++relation) {
    const auto id = static_cast<model::RelationId>(relation);
    const auto take = [&](std::span<const graph::LinkRow> rows) {
      for (const graph::LinkRow& row : rows) out[relation].emplace_back(row.from, row.to);
    };
    REQUIRE(links.visit(id, take).ok());
    CHECK(out[relation].size() == links.count(id));
  }
  return out;
}

}  // namespace

TEST_CASE("links that wait in files come back in the order in which they came, also those that found no room there") {
  const TemporaryFolder folder;
  graph::ScannedLinks in_memory(kRelations, 1, "");
  const EndsByRelation ends = endsOf(in_memory);
  CHECK_FALSE(in_memory.spilled());
  CHECK(ends.back().empty());
  for (const std::size_t budget : {1U, 4U << 20, 16U << 20}) {
    graph::ScannedLinks in_files(kRelations, budget, folder.path("."));
    CHECK(endsOf(in_files) == ends);
    CHECK(in_files.spilled());
    CHECK(in_files.budget() == budget);
  }
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{5'000'000, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  graph::ScannedLinks in_both(kRelations, 8U << 20, folder.path("."));
  const EndsByRelation found = endsOf(in_both);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(found == ends);
  CHECK(in_both.spilled());
}

namespace {

/// Keeps the order in which rows came.
class RowsInOrder final : public storage::ScanVisitor {
 public:
  void node(const storage::ScannedNode& row) override { came.push_back(row.id); }
  void link(const storage::ScannedLink& row) override {
    if (row.from == failing) throw std::runtime_error("no more");
    came.push_back(row.from);
  }
  void property(const storage::ScannedProperty& row) override { came.push_back(row.of); }
  std::vector<storage::NodeId> came;
  storage::NodeId failing = 0xFFFFFFFFU;
};

/// Nodes, links in stretches of any size, a property, and links again.
void giveRows(storage::ScanVisitor& to, unsigned seed, storage::NodeId count) {
  std::mt19937 random(seed);
  storage::NodeId next = 0;
  const auto giveLinks = [&] {
    for (storage::NodeId left = count; left > 0;) {
      std::vector<storage::ScannedLink> stretch;
      for (auto size = std::min(left, static_cast<storage::NodeId>(1 + random() % (random() % 4 == 0 ? 4 : 9000)));
           size > 0; --size, --left) {
        storage::ScannedLink link{};
        link.from = next++;
        stretch.push_back(link);
      }
      if (stretch.size() == 1 + left % 3)
        for (const storage::ScannedLink& link : stretch) to.link(link);
      else
        to.links(stretch);
    }
  };
  const std::vector<storage::ScannedNode> nodes = {{next++, 0, "a"}, {next++, 0, "b"}};
  to.nodes(nodes);
  to.node({next++, 0, "c"});
  giveLinks();
  storage::ScannedProperty property{};
  property.of = next++;
  to.property(property);
  giveLinks();
}

}  // namespace

TEST_CASE("links that a thread takes come in their order, between what comes before and after them") {
  for (const storage::NodeId count : {0U, 1U, 8191U, 8192U, 100'000U}) {
    RowsInOrder plain, beside;
    giveRows(plain, count, count);
    {
      graph::LinksBeside handed(beside);
      giveRows(handed, count, count);
      handed.finish();
      handed.finish();
    }
    CHECK(plain.came.size() == 2 * count + 4);
    CHECK(beside.came == plain.came);
  }
}

TEST_CASE("what the taker of links throws reaches the giver, and a scan that ends early waits for nothing") {
  RowsInOrder failing;
  failing.failing = 40'000;
  graph::LinksBeside handed(failing);
  CHECK_THROWS_AS(
      [&] {
        giveRows(handed, 1, 100'000);
        handed.finish();
      }(),
      std::runtime_error);
  RowsInOrder left;
  {
    graph::LinksBeside dropped(left);
    giveRows(dropped, 2, 30'000);  // never finished
  }
  CHECK(left.came.size() <= 60'004);
}
