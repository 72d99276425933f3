// What any view can do by what it has to do anyway.
#include "graph/view.h"

#include <algorithm>

#include "graph/node_marks.h"
#include "graph/walk_cost.h"

namespace clew::graph {

void GraphView::keepTypes(NodeSet& nodes, const model::TypeSet& types) const {
  std::erase_if(nodes, [&](NodeId node) {
    const model::TypeId type = typeOf(node);
    const model::TypeId parent = schema().type(type).parent;
    return !types.test(type) && (parent == model::kNoType || !types.test(parent));
  });
}

void GraphView::addNeighbours(std::span<const NodeId> frontier, model::RelationId relation, Direction direction,
                              const LinkFilter& filter, NodeMarks& found) const {
  const NodeSet reached = neighbours(NodeSet(frontier.begin(), frontier.end()), relation, direction, filter);
  found.addAll(reached.data(), reached.data() + reached.size());
}

void GraphView::keepNamed(NodeSet&, std::span<const NameParts>) const {}

std::size_t GraphView::intervals(NodeId node, model::RelationId relation, Direction direction, const LinkFilter& filter,
                                 std::size_t from, std::size_t most, LinkIntervals& out) const {
  out.clear();
  std::size_t number = 0;
  std::size_t next = 0;
  expand({node}, relation, direction, filter, [&](NodeId, NodeId end, std::span<const Observation> passing) {
    if (number++ < from) return true;
    if (out.size() >= most) {
      next = number - 1;
      return false;
    }
    out.ends.push_back(end);
    for (const Observation& seen : passing) out.seen.push_back({seen.first, seen.last});
    out.begins.push_back(static_cast<std::uint32_t>(out.seen.size()));
    return true;
  });
  return next;
}

std::optional<std::span<const NodeId>> GraphView::endsOf(NodeId, model::RelationId, Direction) const {
  return std::nullopt;
}

std::optional<std::pair<NodeId, NodeId>> GraphView::stretchOf(model::TypeId) const {
  return std::nullopt;
}

WalkCost GraphView::walkCost(const NodeSet& frontier, std::size_t from, model::RelationId relation, Direction direction,
                             std::uint64_t enough) const {
  return costOf(
      frontier, from, enough, [&](NodeId node) { return degree(node, relation, direction); }, [](NodeId) {});
}

std::optional<LinkTimes> GraphView::timesOf(NodeId, model::RelationId, Direction) const {
  return std::nullopt;
}

}  // namespace clew::graph
