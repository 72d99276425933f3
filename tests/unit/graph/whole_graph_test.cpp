// Kernels and measures beside Boost's, on random graphs, for any number of threads.
#include <algorithm>
#include <boost/graph/biconnected_components.hpp>
#include <boost/graph/connected_components.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <boost/graph/page_rank.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <set>

#include "graph/algorithms.h"
#include "graph/boost_graph.h"
#include "graph/boost_ties.h"
#include "graph/rank_graph.h"
#include "graph/whole_graph.h"
#include "graph_support.h"

using namespace clew;
using namespace clew::test;
using graph::NodeId;

BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<graph::BoostTies>));
BOOST_CONCEPT_ASSERT((boost::BidirectionalGraphConcept<graph::BoostTies>));
BOOST_CONCEPT_ASSERT((boost::AdjacencyGraphConcept<graph::BoostTies>));
BOOST_CONCEPT_ASSERT((boost::EdgeListGraphConcept<graph::BoostTies>));
BOOST_CONCEPT_ASSERT((boost::BidirectionalGraphConcept<graph::UndirectedBoostGraph>));

namespace {

using Random = std::mt19937;

template <typename Value>
auto mapOf(std::vector<Value>& values) {
  return boost::make_iterator_property_map(values.begin(), boost::typed_identity_property_map<std::uint32_t>());
}

/// Hosts with addresses and name servers, many of a few, some retracted.
void fillAtRandom(MemoryStore& store, Random& random) {
  const auto below = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
  BatchMaker batch(1);
  const unsigned links = 20 + below(300);
  for (unsigned i = 0; i < links; ++i) {
    const std::string from = "h" + std::to_string(below(120)) + ".example";
    if (below(3) == 0)
      batch.link("host", from, "ns", "host", "ns" + std::to_string(below(6) * below(6)) + ".example");
    else
      batch.link("host", from, "ip", "ip", "192.0.2." + std::to_string(below(14) * below(14)));
  }
  append(store, batch);
}

graph::TieGraph randomTies(Random& random, std::uint32_t size, std::uint32_t ties) {
  std::vector<graph::TieGraph::Tie> list;
  for (std::uint32_t i = 0; i < ties; ++i)
    list.emplace_back(static_cast<std::uint32_t>(random() % size), static_cast<std::uint32_t>(random() % size));
  return {size, list};
}

bool always(std::uint64_t) {
  return true;
}
bool never(std::uint64_t) {
  return false;
}

/// By node: the number of its component, without the node or edge that is left out.
std::vector<std::uint32_t> partsWithout(const graph::TieGraph& ties, const graph::Bridge& gone) {
  std::vector<std::uint32_t> of(ties.size(), ties.size());
  for (std::uint32_t root = 0; root < ties.size(); ++root) {
    if (of[root] != ties.size() || (gone.isNode() && root == gone.node)) continue;
    std::vector<std::uint32_t> open{root};
    of[root] = root;
    while (!open.empty()) {
      const std::uint32_t node = open.back();
      open.pop_back();
      for (const std::uint32_t other : ties.of(node)) {
        if (of[other] != ties.size() || (gone.isNode() && other == gone.node)) continue;
        if (!gone.isNode() && std::minmax(node, other) == std::minmax(gone.node, gone.to)) continue;
        of[other] = root;
        open.push_back(other);
      }
    }
  }
  return of;
}

/// How many of those that count lose touch with the most of them, by taking the node or edge out and looking.
std::uint32_t apartWithout(const graph::TieGraph& ties, const std::vector<bool>& counts, const graph::Bridge& gone) {
  const auto before = partsWithout(ties, {ties.size(), ties.size() + 1, 0});
  const auto after = partsWithout(ties, gone);
  std::map<std::uint32_t, std::uint32_t> sizes;
  std::uint32_t all = 0;
  for (std::uint32_t node = 0; node < ties.size(); ++node) {
    if (before[node] != before[gone.node] || !counts[node] || (gone.isNode() && node == gone.node)) continue;
    ++sizes[after[node]];
    ++all;
  }
  std::uint32_t most = 0;
  for (const auto& [part, size] : sizes) most = std::max(most, size);
  return all - most;
}

}  // namespace

TEST_CASE("whole-graph kernels agree with Boost's algorithms, whatever the number of threads") {
  const unsigned seed = GENERATE(range(1U, 25U));
  Random random(seed);
  MemoryStore store;
  fillAtRandom(store, random);
  const auto view = viewOf(store);
  const std::vector<model::RelationId> relations = graph::statedRelations(*view);
  const graph::UndirectedBoostGraph boost_graph(*view, relations);
  const std::uint32_t nodes = view->nodeCount();

  std::vector<std::uint32_t> number(nodes);
  const auto count = boost::connected_components(
      boost_graph, mapOf(number), boost::vertex_index_map(boost::typed_identity_property_map<std::uint32_t>()));
  std::vector<NodeId> roots = graph::componentRoots(*view, relations, {1, nullptr});
  for (const unsigned threads : {2U, 3U})
    CHECK(graph::componentRoots(*view, relations, {threads, nullptr, 0}) == roots);
  CHECK(std::set<NodeId>(roots.begin(), roots.end()).size() == count);
  for (NodeId node = 0; node < nodes; ++node) {
    CHECK(roots[node] <= node);
    CHECK(number[roots[node]] == number[node]);
  }

  // Boost's ends where a node with nothing but the new beginnings has 1 - d, this where it has (1 - d) / n
  constexpr int kLong = 150;
  std::vector<double> ranks(nodes), other(nodes);
  boost::graph::page_rank(boost_graph, mapOf(ranks), boost::graph::n_iterations(kLong), 0.85, nodes, mapOf(other));
  const std::vector<float> found = graph::pageRank(*view, relations, kLong, 0.85F, {1, nullptr});
  for (const unsigned threads : {2U, 3U})
    CHECK(graph::pageRank(*view, relations, kLong, 0.85F, {threads, nullptr}) == found);
  for (NodeId node = 0; node < nodes; ++node)
    CHECK(static_cast<double>(found[node]) * nodes == Approx(ranks[node]).epsilon(1e-4));

  CancelToken cancelled;
  cancelled.cancel();
  CHECK(graph::componentRoots(*view, relations, {2, &cancelled, 0}).empty());
  CHECK(graph::pageRank(*view, relations, 20, 0.85F, {2, &cancelled}).empty());
}

TEST_CASE("several threads find what one finds, where there is work for them") {
  MemoryStore store;
  BatchMaker batch(1);
  Random random(11);
  for (int i = 0; i < 9000; ++i) {
    batch.link("host", "h" + std::to_string(random() % 6000) + ".example", "ip", "ip",
               "10." + std::to_string(random() % 3) + "." + std::to_string(random() % 40) + "." +
                   std::to_string(random() % 40));
  }
  // hubs, one of them tied to another
  for (int i = 0; i < 700; ++i)
    batch.link("host", "h" + std::to_string(random() % 6000) + ".example", "ip", "ip",
               "10.9.9." + std::to_string(i % 2));
  for (int i = 0; i < 300; ++i) batch.link("host", "h7.example", "ip", "ip", "10.8.8." + std::to_string(i % 250));
  batch.link("host", "h7.example", "ip", "ip", "10.9.9.1");
  append(store, batch);
  const auto view = viewOf(store);
  const std::vector<model::RelationId> relations = graph::statedRelations(*view);
  const auto roots = graph::componentRoots(*view, relations, {1, nullptr});
  const auto scores = graph::pageRank(*view, relations, 7, 0.85F, {1, nullptr});
  REQUIRE(scores.size() > 8000);
  const graph::UndirectedBoostGraph boost_graph(*view, relations);
  std::vector<double> ranks(view->nodeCount()), other(view->nodeCount());
  constexpr int kLong = 150;
  boost::graph::page_rank(boost_graph, mapOf(ranks), boost::graph::n_iterations(kLong), 0.85, view->nodeCount(),
                          mapOf(other));
  const auto long_scores = graph::pageRank(*view, relations, kLong, 0.85F, {3, nullptr});
  for (NodeId node = 0; node < view->nodeCount(); ++node)
    REQUIRE(static_cast<double>(long_scores[node]) * view->nodeCount() == Approx(ranks[node]).epsilon(1e-4));
  for (const unsigned threads : {2U, 3U, 5U}) {
    CHECK(graph::componentRoots(*view, relations, {threads, nullptr, 0}) == roots);
    CHECK(graph::pageRank(*view, relations, 7, 0.85F, {threads, nullptr}) == scores);
  }

  const graph::RankGraph laid_out(*viewOf(store), relations, {3, nullptr});  // the view is gone
  for (const unsigned threads : {2U, 3U, 1U}) CHECK(laid_out.pageRank(7, 0.85F, {threads, nullptr}) == scores);
  CancelToken cancelled;
  cancelled.cancel();
  CHECK(laid_out.pageRank(7, 0.85F, {2, &cancelled}).empty());
  CHECK(graph::RankGraph(*view, relations, {2, &cancelled}).pageRank(7, 0.85F).empty());
  double all = 0;
  for (const float score : scores) all += static_cast<double>(score);
  CHECK(all > 0.5);
  CHECK(all < 1.0 + 1e-4);
}

TEST_CASE("Dijkstra's algorithm runs on the mapped arrays in place") {
  Random random(7);
  MemoryStore store;
  fillAtRandom(store, random);
  const auto view = viewOf(store);
  const graph::UndirectedBoostGraph boost_graph(*view, graph::statedRelations(*view));
  const std::uint32_t nodes = view->nodeCount();
  std::vector<std::uint32_t> distance(nodes), before(nodes);
  const auto one = boost::static_property_map<std::uint32_t, graph::BoostEdge>(1);
  boost::dijkstra_shortest_paths(boost_graph, NodeId{0},
                                 boost::weight_map(one)
                                     .distance_map(mapOf(distance))
                                     .predecessor_map(mapOf(before))
                                     .vertex_index_map(boost::typed_identity_property_map<std::uint32_t>()));
  for (NodeId node = 1; node < nodes; ++node) {
    if (before[node] == node) continue;
    CHECK(distance[node] == distance[before[node]] + 1);
  }
}

TEST_CASE("measures of ties agree with Boost's and with taking things out") {
  const unsigned seed = GENERATE(range(1U, 40U));
  Random random(seed);
  const auto size = static_cast<std::uint32_t>(1 + random() % 40);
  const graph::TieGraph ties = randomTies(random, size, static_cast<std::uint32_t>(random() % (size * 2)));
  const graph::Watch watch = always;
  graph::Steps steps(watch);
  const graph::BoostTies boost_ties{&ties, &steps};

  std::vector<std::uint32_t> points;
  boost::articulation_points(boost_ties, std::back_inserter(points),
                             boost::vertex_index_map(boost::typed_identity_property_map<std::uint32_t>()));
  std::sort(points.begin(), points.end());
  bool stopped = true;
  const std::vector<bool> all(size, true);
  std::vector<std::uint32_t> own;
  for (const graph::Bridge& one : graph::bridges(ties, all, watch, stopped)) {
    if (one.isNode()) own.push_back(one.node);
  }
  CHECK(!stopped);
  CHECK(own == points);

  std::vector<bool> some(size);
  for (std::uint32_t node = 0; node < size; ++node) some[node] = random() % 3 != 0;
  std::vector<graph::Bridge> expected;
  for (std::uint32_t node = 0; node < size; ++node) {
    const graph::Bridge one{node, node, 0};
    if (const auto apart = apartWithout(ties, some, one); apart > 0) expected.push_back({node, node, apart});
  }
  for (std::uint32_t node = 0; node < size; ++node) {
    for (const std::uint32_t end : ties.of(node)) {
      if (end < node) continue;
      const auto apart = apartWithout(ties, some, {node, end, 0});
      if (apart > 0) expected.push_back({node, end, apart});
    }
  }
  CHECK(graph::bridges(ties, some, watch, stopped) == expected);

  const std::vector<double> scores = graph::pageRanks(ties, watch);
  std::vector<double> ranks(size, 1.0), other(size);
  boost::graph::page_rank(boost_ties, mapOf(ranks), boost::graph::n_iterations(100), 0.85, size, mapOf(other));
  double total = 0;
  double boost_total = 0;
  for (std::uint32_t node = 0; node < size; ++node) {
    total += scores[node];
    boost_total += ranks[node];
  }
  for (std::uint32_t node = 0; node < size; ++node) CHECK(scores[node] / total == Approx(ranks[node] / boost_total));

  const std::vector<std::uint32_t> of = graph::communities(ties, watch);
  for (std::uint32_t node = 0; node < size; ++node) {
    std::map<std::uint32_t, int> there;
    for (const std::uint32_t end : ties.of(node)) ++there[of[end]];
    for (const auto& [community, count] : there) CHECK(count <= there[of[node]]);
  }
}

TEST_CASE("measures of ties stop when told to") {
  Random random(3);
  const graph::TieGraph ties = randomTies(random, 3000, 20000);
  CHECK(graph::pageRanks(ties, never).empty());
  CHECK(graph::betweenness(ties, never).empty());
  CHECK(graph::coreNumbers(ties, never).empty());
  CHECK(graph::communities(ties, never).empty());
  bool stopped = false;
  CHECK(graph::bridges(ties, std::vector<bool>(3000, true), never, stopped).empty());
  CHECK(stopped);
}

TEST_CASE("betweenness and cores of a graph that one can count by hand") {
  // 0 - 1 - 2 - 3 - 4 with a triangle 2, 5, 6
  const graph::TieGraph ties(8, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {2, 5}, {5, 6}, {6, 2}, {2, 1}, {4, 4}});
  CHECK(ties.edgeCount() == 7);
  CHECK(graph::betweenness(ties, always) == std::vector<double>{0, 5, 12, 5, 0, 0, 0, 0});
  CHECK(graph::coreNumbers(ties, always) == std::vector<std::uint32_t>{1, 1, 2, 1, 1, 2, 2, 0});
}
