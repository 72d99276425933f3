#include "graph/algorithms.h"

#include <algorithm>
#include <boost/pending/disjoint_sets.hpp>
#include <numeric>

#include "graph/link_rows.h"
#include "graph/whole_graph.h"

namespace clew::graph {
namespace {

std::vector<model::RelationId> chosen(const GraphView& view, const std::vector<model::RelationId>& relations) {
  return relations.empty() ? statedRelations(view) : relations;
}

/// Numbers the sets by falling size, then by their smallest member; `set_of(i)` is the representative of member i.
template <typename SetOf>
Components numbered(std::size_t members, const SetOf& set_of) {
  constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  std::vector<std::uint32_t> found(members, kNone);  // of representatives, in order of their smallest member
  std::vector<std::uint32_t> sizes;
  Components out;
  out.of.resize(members);
  for (std::uint32_t i = 0; i < members; ++i) {
    std::uint32_t& number = found[set_of(i)];
    if (number == kNone) {
      number = static_cast<std::uint32_t>(sizes.size());
      sizes.push_back(0);
    }
    ++sizes[number];
    out.of[i] = number;
  }
  std::vector<std::uint32_t> order(sizes.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return sizes[a] > sizes[b]; });
  std::vector<std::uint32_t> place(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    out.sizes.push_back(sizes[order[i]]);
  }
  for (std::uint32_t& number : out.of) number = place[number];
  return out;
}

}  // namespace

Components componentsAmong(const GraphView& view, const NodeSet& nodes,
                           const std::vector<model::RelationId>& relations) {
  std::vector<std::uint32_t> rank(nodes.size(), 0);
  std::vector<std::uint32_t> parent(nodes.size());
  std::iota(parent.begin(), parent.end(), 0U);
  boost::disjoint_sets<std::uint32_t*, std::uint32_t*> sets(rank.data(), parent.data());
  // One pass over the links of the forward side, a piece of the frontier at a time, so that memory stays small.
  const auto placeOf = [&](NodeId node) -> std::size_t {
    const auto it = std::lower_bound(nodes.begin(), nodes.end(), node);
    return it != nodes.end() && *it == node ? static_cast<std::size_t>(it - nodes.begin()) : nodes.size();
  };
  for (const model::RelationId relation : chosen(view, relations)) {
    if (view.linkCount(relation) == 0) continue;
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
      if (view.degree(nodes[i], relation, Direction::kAlong) == 0) continue;
      for (const NodeId end : view.neighbours({nodes[i]}, relation, Direction::kAlong, {})) {
        const std::size_t other = placeOf(end);
        if (other < nodes.size()) sets.union_set(i, static_cast<std::uint32_t>(other));
      }
    }
  }
  return numbered(nodes.size(), [&](std::uint32_t i) { return sets.find_set(i); });
}

Components components(const GraphView& view, const std::vector<model::RelationId>& relations) {
  const std::vector<NodeId> roots = componentRoots(view, chosen(view, relations));
  return numbered(roots.size(), [&](std::uint32_t i) { return roots[i]; });
}

}  // namespace clew::graph
