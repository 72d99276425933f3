// Questions to the whole graph at the speed of memory, beside Boost's algorithms, which a test holds them to: over the
// mapped arrays, with several threads, and with the same result for any number of them.
#pragma once

#include <cstdint>
#include <vector>

#include "common/cancel.h"
#include "graph/view.h"

namespace clew::graph {

struct Effort {
  unsigned threads = 2;
  const CancelToken* cancel = nullptr;  // asked every few thousand rows; may be null
  // componentRoots: a thread more only for so many links more, which take a few ms; 0: as many as are given
  std::uint64_t links_a_thread = 250'000;
};

/// By node: the smallest id of those that hang together with it by standing links of the relations, whatever their
/// direction. Empty when cancelled.
std::vector<NodeId> componentRoots(const GraphView& view, const std::vector<model::RelationId>& relations,
                                   const Effort& effort = {});

/// By node: its share of the walks that follow a link at random, from either end, and begin anew with probability 1 -
/// `damping`, after so many iterations. In single precision; a node without links passes nothing on. Empty when
/// cancelled.
std::vector<float> pageRank(const GraphView& view, const std::vector<model::RelationId>& relations, int iterations,
                            float damping, const Effort& effort = {});

}  // namespace clew::graph
