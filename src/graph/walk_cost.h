// The one loop behind GraphView::walkCost, for whatever tells a degree.
#pragma once

#include <algorithm>

#include "graph/view.h"

namespace clew::graph {

/// `soon(node)`: the degree of that one will be asked.
template <typename Degree, typename Soon>
WalkCost costOf(const NodeSet& frontier, std::size_t from, std::uint64_t enough, const Degree& degree,
                const Soon& soon) {
  constexpr std::size_t kAhead = 8;
  for (std::size_t i = from; i < std::min(frontier.size(), from + kAhead); ++i) soon(frontier[i]);
  WalkCost out;
  out.end = from;
  for (std::uint64_t walked = 0; out.end < frontier.size() && walked < enough; ++out.end) {
    if (out.end + kAhead < frontier.size()) soon(frontier[out.end + kAhead]);
    const NodeId node = frontier[out.end];
    const std::uint64_t links = degree(node);
    out.links += links;
    walked += links + 1;
    if (links <= out.most.back().links) continue;
    std::size_t at = out.most.size() - 1;
    for (; at > 0 && links > out.most[at - 1].links; --at) out.most[at] = out.most[at - 1];
    out.most[at] = {links, node};
  }
  return out;
}

}  // namespace clew::graph
