// Whole-graph questions as plain functions over a view. Boost's graph library is used behind them and nowhere else.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/view.h"

namespace clew::graph {

/// The parts of the graph that hang together by standing links of some relations, whatever their direction.
struct Components {
  std::vector<std::uint32_t> of;     // by node: the number of its component, by falling size, ties by smallest node id
  std::vector<std::uint32_t> sizes;  // by number
};

/// Over `relations`; empty: all that sources state (derived relations, whose links follow from others, left out).
Components components(const GraphView& view, const std::vector<model::RelationId>& relations = {});

/// The same among `nodes` alone: only links between two of them join. `of` is beside `nodes`.
Components componentsAmong(const GraphView& view, const NodeSet& nodes,
                           const std::vector<model::RelationId>& relations = {});

}  // namespace clew::graph
