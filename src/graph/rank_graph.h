// RankGraph: a whole graph laid out for what asks all of it again and again: nodes that link to one another get numbers
// near one another, so that an iteration finds what it reads in the caches, and rows of one length lie together, so
// that a processor foresees where they end.
//
//   const graph::RankGraph laid_out(view, relations);       // once
//   const auto scores = laid_out.pageRank(20, 0.85F);       // as often as one likes
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "graph/view.h"
#include "graph/whole_graph.h"

namespace clew::graph {

class RankGraph {
 public:
  /// Copies the standing links of the relations, each to both its ends: 4 bytes an end and a node, and 24 for each
  /// run of rows of one length; some 30 bytes a node more while it is made. The view need not outlive it. Cancelled: nothing is ranked.
  RankGraph(const GraphView& view, const std::vector<model::RelationId>& relations, const Effort& effort = {});

  /// As graph::pageRank. The scores are the same for any number of threads. Any thread; nothing is kept between calls.
  std::vector<float> pageRank(int iterations, float damping, const Effort& effort = {}) const;

 private:
  friend class RankGraphMaker;
  /// Rows of one length, one after another.
  struct Run {
    std::uint32_t row = 0;     // the first
    std::uint32_t rows = 0;    // how many
    std::uint32_t length = 0;  // of each
    std::uint64_t start = 0;   // of the first row's ends
  };
  class Ranking;

  bool made_ = false;
  std::vector<NodeId> node_of_;       // by row
  std::vector<Run> runs_;             // ascending by row
  std::vector<std::uint32_t> parts_;  // runs that are one piece of work: the first of each, and the end
  std::unique_ptr<NodeId[]> ends_;    // rows
};

}  // namespace clew::graph
