// What the replica does by its columns and ranges, against what any view does by expand() and typeOf().
#include <catch2/catch.hpp>

#include "graph_support.h"

using namespace clew;
using namespace clew::test;
using graph::Direction;

namespace {

BatchMaker firstBatch() {
  BatchMaker out(100);
  out.by("whoisxml")
      .link("host", "a.example", "ip", "ip", "192.0.2.1", 100, 200)
      .link("host", "www.a.example", "ip", "ip", "192.0.2.1", 300, 400)
      .link("host", "b.example", "ip", "ip", "192.0.2.1")
      .link("host", "b.example", "ip", "ip", "192.0.2.2", 500, 600)
      .retract("host", "b.example", "ip", "ip", "192.0.2.2", "whoisxml");
  return out;
}

BatchMaker secondBatch() {
  BatchMaker out(200);
  out.by("passive")
      .link("host", "c.example", "ip", "ip", "192.0.2.1", 150, 250)
      .link("host", "a.example", "ip", "ip", "192.0.2.1", 700, 800);
  return out;
}

std::string textOf(const graph::LinkIntervals& links) {
  std::string out;
  for (std::size_t i = 0; i < links.size(); ++i) {
    out += std::to_string(links.ends[i]) + ":";
    for (const Interval& seen : links.of(i)) out += " " + std::to_string(seen.first) + "-" + std::to_string(seen.last);
    out += "\n";
  }
  return out;
}

/// All links of the node, `most` at a time.
std::string textBy(const graph::GraphView& view, graph::NodeId node, model::RelationId relation, Direction direction,
                   const graph::LinkFilter& filter, std::size_t most) {
  std::string out;
  graph::LinkIntervals links;
  std::size_t from = 0;
  do {
    from = view.intervals(node, relation, direction, filter, from, most, links);
    out += textOf(links);
  } while (from != 0);
  return out;
}

void compareAll(const graph::GraphView& view) {
  graph::LinkFilter since;
  since.times.push_back({graph::TimeTest::Kind::kLastFrom, 250, 250});
  graph::NodeSet all;
  for (graph::NodeId node = 0; node < view.nodeCount(); ++node) all.push_back(node);
  for (const graph::NodeId node : all) {
    for (model::RelationId relation = 0; relation < view.schema().relations().size(); ++relation) {
      for (const Direction direction : {Direction::kAlong, Direction::kBack}) {
        for (const graph::LinkFilter& filter : {graph::LinkFilter(), since}) {
          graph::LinkIntervals links;
          const std::size_t more =
              view.GraphView::intervals(node, relation, direction, filter, 0, all.size() * 9, links);
          REQUIRE(more == 0);
          for (const std::size_t most : {1, 2, 100})
            REQUIRE(textBy(view, node, relation, direction, filter, most) == textOf(links));
        }
      }
    }
  }
  for (model::TypeId type = 0; type < view.schema().types().size(); ++type) {
    model::TypeSet types;
    types.set(type);
    graph::NodeSet kept = all;
    graph::NodeSet wanted = all;
    view.keepTypes(kept, types);
    view.GraphView::keepTypes(wanted, types);
    REQUIRE(kept == wanted);
  }
}

}  // namespace

TEST_CASE("intervals and types are told alike from base, overlay and both") {
  MemoryStore both;
  append(both, firstBatch());
  compareAll(*viewOf(both));
  const TemporaryFolder folder;
  const std::string path = folder.path("case.clew-cache");
  (void)viewOf(both, path);
  append(both, secondBatch());
  const auto over = viewOf(both, path);
  compareAll(*over);
  CHECK(textBy(*over, *over->find(*over->schema().typeNamed("ip"), "192.0.2.1"), relation("ip", "host"),
               Direction::kBack, {}, 100)
            .find("700-800") != std::string::npos);
}
