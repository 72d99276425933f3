#include "graph/algorithms.h"

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/connected_components.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <catch2/catch.hpp>
#include <numeric>

#include "graph/boost_graph.h"
#include "graph_support.h"

using namespace clew;
using namespace clew::test;

BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<graph::BoostGraph>));
BOOST_CONCEPT_ASSERT((boost::BidirectionalGraphConcept<graph::BoostGraph>));
BOOST_CONCEPT_ASSERT((boost::AdjacencyGraphConcept<graph::BoostGraph>));
BOOST_CONCEPT_ASSERT((boost::IncidenceGraphConcept<graph::UndirectedBoostGraph>));

namespace {

/// Two clusters, and an indicator alone.
void fillTwoClusters(MemoryStore& store) {
  BatchMaker batch(1);
  batch.link("host", "a.example", "ip", "ip", "192.0.2.1")
      .link("host", "b.example", "ip", "ip", "192.0.2.1")
      .link("domain", "b.example", "email", "email", "x@mail.test")
      .link("domain", "c.example", "email", "email", "x@mail.test")
      .link("host", "d.example", "ns", "host", "ns1.d.example")
      .mention("ip", "203.0.113.9");
  append(store, batch);
}

}  // namespace

TEST_CASE("components hang together by stated links") {
  MemoryStore store;
  fillTwoClusters(store);
  const auto view = viewOf(store);
  const auto found = graph::components(*view);
  // mail.test is the provider of a mailbox: derived, so it stands alone.
  CHECK(found.sizes == std::vector<std::uint32_t>{5, 2, 1, 1});
  const auto& known = view->schema().known();
  CHECK(found.of[*view->find(known.domain, "a.example")] == 0);
  CHECK(found.of[*view->find(known.domain, "c.example")] == 0);
  CHECK(found.of[*view->find(known.domain, "d.example")] == 1);

  const auto ip_only = graph::components(*view, {relation("ip", "host")});
  CHECK(ip_only.sizes[0] == 3);

  const graph::NodeSet some =
      view->neighbours({*view->find(known.ip, "192.0.2.1")}, relation("ip", "host"), graph::Direction::kBack, {});
  CHECK(graph::componentsAmong(*view, some).sizes == std::vector<std::uint32_t>{1, 1});
}

TEST_CASE("Boost's algorithms run on the view in place and agree") {
  MemoryStore store;
  fillTwoClusters(store);
  const auto view = viewOf(store);
  std::vector<model::RelationId> stated;
  for (std::size_t i = 0; i < view->schema().relations().size(); ++i) {
    if (view->schema().relations()[i].derivation == model::Derivation::kNone) {
      stated.push_back(static_cast<model::RelationId>(i));
    }
  }
  const graph::UndirectedBoostGraph both(*view, stated);
  std::vector<std::uint32_t> of(view->nodeCount());
  const auto index = boost::make_iterator_property_map(of.begin(), boost::identity_property_map());
  const auto colors = std::make_unique<std::vector<boost::default_color_type>>(view->nodeCount());
  const auto count = boost::connected_components(
      both, index,
      boost::color_map(boost::make_iterator_property_map(colors->begin(), boost::identity_property_map()))
          .vertex_index_map(boost::identity_property_map()));
  const auto ours = graph::components(*view);
  REQUIRE(count == ours.sizes.size());
  for (graph::NodeId a = 0; a < view->nodeCount(); ++a) {
    for (graph::NodeId b = 0; b < view->nodeCount(); ++b) CHECK((of[a] == of[b]) == (ours.of[a] == ours.of[b]));
  }

  const graph::BoostGraph along(*view, stated);
  const auto mail = *view->find(view->schema().known().email, "x@mail.test");
  CHECK(in_degree(mail, along) == 2);
  CHECK(out_degree(mail, along) == 0);
  std::size_t seen = 0;
  for (auto [it, end] = in_edges(mail, along); it != end; ++it) {
    CHECK(target(*it, along) == mail);
    ++seen;
  }
  CHECK(seen == 2);
}
