// What the replica does by its columns and ranges, against what any view does by expand() and typeOf().
#include <algorithm>

#include <catch2/catch.hpp>

#include "graph_support.h"

using namespace clew;
using namespace clew::test;
using graph::Direction;

namespace {

BatchMaker manyTimesBatch() {
  BatchMaker out(100);
  out.by("whoisxml")
      .link("host", "a.example", "ip", "ip", "192.0.2.1", 100, 200)
      .link("host", "www.a.example", "ip", "ip", "192.0.2.1", 300, 400)
      .link("host", "b.example", "ip", "ip", "192.0.2.1")
      .link("host", "b.example", "ip", "ip", "192.0.2.2", 500, 600)
      .link("host", "d.example", "ip", "ip", "192.0.2.1", 0, 90)
      .link("host", "e.example", "ip", "ip", "192.0.2.1", 10, 20)
      .link("host", "e.example", "ip", "ip", "192.0.2.1", 700, 800)
      .link("host", "f.example", "ip", "ip", "192.0.2.1", 260, 270)
      .link("host", "g.example", "ip", "ip", "192.0.2.1", 4'294'967'293, 4'294'967'294)
      .link("host", "g.example", "ip", "ip", "192.0.2.3", 100, 200)
      .link("host", "h.example", "ip", "ip", "192.0.2.1", 50, 60)
      .link("host", "i.example", "ip", "ip", "192.0.2.1", 500, 600)
      .retract("host", "i.example", "ip", "ip", "192.0.2.1", "whoisxml")
      .link("host", "j.example", "ip", "ip", "192.0.2.1", 70, 80)
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

/// What lies in memory, against what is worked out; counts the links whose times do.
void compareWhatLies(const graph::GraphView& view, graph::NodeId node, model::RelationId relation, Direction direction,
                     std::size_t& with_times) {
  const graph::NodeSet ends = view.neighbours({node}, relation, direction, {});
  if (const auto lie = view.endsOf(node, relation, direction))
    REQUIRE(graph::NodeSet(lie->begin(), lie->end()) == ends);
  for (model::TypeId type = 0; type < view.schema().types().size(); ++type) {
    const graph::NodeSet of_type = view.endsOfType({node}, relation, direction, type);
    graph::NodeSet expected = ends;
    std::erase_if(expected, [&](graph::NodeId end) { return view.typeOf(end) != type; });
    REQUIRE(of_type == expected);
  }
  const auto times = view.timesOf(node, relation, direction);
  if (!times) return;
  REQUIRE(times->times.size() == times->ends.size());
  for (std::size_t i = 0; i < times->ends.size(); ++i) {
    const auto lie = times->of(i);
    if (lie.empty()) continue;
    graph::LinkIntervals link;
    view.intervals(node, relation, direction, {}, i, 1, link);
    REQUIRE(link.size() == 1);
    REQUIRE(link.ends[0] == times->ends[i]);
    REQUIRE(link.of(0).size() == lie.size());
    for (std::size_t seen = 0; seen < lie.size(); ++seen) {
      const bool dated = lie[seen].first != graph::kTimesUndated;
      REQUIRE(link.of(0)[seen] == (dated ? Interval{lie[seen].first, lie[seen].last} : Interval{}));
    }
    ++with_times;
  }
}

void compareCosts(const graph::GraphView& view, const graph::NodeSet& all, model::RelationId relation,
                  Direction direction) {
  for (const std::uint64_t enough : {1, 5, 1000}) {
    for (std::size_t from = 0; from < all.size();) {
      const graph::WalkCost cost = view.walkCost(all, from, relation, direction, enough);
      const graph::WalkCost wanted = view.GraphView::walkCost(all, from, relation, direction, enough);
      REQUIRE(cost.end == wanted.end);
      REQUIRE(cost.links == wanted.links);
      for (std::size_t i = 0; i < cost.most.size(); ++i) {
        REQUIRE(cost.most[i].links == wanted.most[i].links);
        REQUIRE(cost.most[i].node == wanted.most[i].node);
      }
      std::uint64_t sum = 0;
      for (std::size_t i = from; i < cost.end; ++i) sum += view.degree(all[i], relation, direction);
      REQUIRE(cost.links == sum);
      from = cost.end;
    }
  }
}

/// How many links have times that lie beside them.
std::size_t compareAll(const graph::GraphView& view) {
  std::size_t with_times = 0;
  graph::LinkFilter since;
  since.times.push_back({graph::TimeTest::Kind::kLastFrom, 250, 250});
  graph::NodeSet all;
  for (graph::NodeId node = 0; node < view.nodeCount(); ++node) all.push_back(node);
  for (const graph::NodeId node : all) {
    for (model::RelationId relation = 0; relation < view.schema().relations().size(); ++relation) {
      for (const Direction direction : {Direction::kAlong, Direction::kBack}) {
        compareWhatLies(view, node, relation, direction, with_times);
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
  for (model::RelationId relation = 0; relation < view.schema().relations().size(); ++relation) {
    for (const Direction direction : {Direction::kAlong, Direction::kBack})
      compareCosts(view, all, relation, direction);
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
  return with_times;
}

}  // namespace

TEST_CASE("intervals and types are told alike from base, overlay and both") {
  MemoryStore both;
  append(both, manyTimesBatch());
  const auto alone = viewOf(both);
  // a, www.a, b, d, e (of two observations), f, h and j; of g only that of the other address, for the times of the
  // first are too late for their place; i does not stand any more
  CHECK(compareAll(*alone) == 9);
  const auto of = [&](std::string_view type, std::string_view name) {
    return graph::NodeSet{*alone->find(*alone->schema().typeNamed(type), name)};
  };
  const auto& known = alone->schema().known();
  const model::RelationId ip = relation("ip", "host");
  CHECK(alone->endsOfType(of("ip", "192.0.2.1"), ip, Direction::kBack, known.host) == of("host", "www.a.example"));
  CHECK(alone->endsOfType(of("ip", "192.0.2.3"), ip, Direction::kBack, known.host).empty());
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

TEST_CASE("a link with more observations than lie beside its holders is told as one with fewer") {
  for (const Time count : {239, 240, 241, 300}) {
    BatchMaker batch(100);
    batch.by("whoisxml");
    for (Time i = 0; i < count; ++i) batch.link("host", "often.example", "ip", "ip", "192.0.2.1", 10 * i, 10 * i + 5);
    for (int i = 0; i < 9; ++i)
      batch.link("host", "h" + std::to_string(i) + ".example", "ip", "ip", "192.0.2.1", 100, 200);
    MemoryStore store;
    append(store, batch);
    const auto view = viewOf(store);
    CHECK(compareAll(*view) == (count <= 240 ? 10U : 9U));
    const auto ip = view->find(*view->schema().typeNamed("ip"), "192.0.2.1");
    const std::string told = textBy(*view, *ip, relation("ip", "host"), Direction::kBack, {}, 100);
    CHECK(told.find(std::to_string(10 * count - 10) + "-" + std::to_string(10 * count - 5)) != told.npos);
  }
}
