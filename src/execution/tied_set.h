// A set as a graph: its members, the values that at least two of them have, and the links between these.
//
// Nodes are numbered in answer order, so that what is found does not depend on the ids of the view.
#pragma once

#include <memory>

#include "execution/operator.h"
#include "execution/ties.h"
#include "graph/tie_graph.h"

namespace clew::execution {

class TiedSet {
 public:
  /// Reads the links, and says and reports what the walk to the values crosses or leaves out. `op` must outlive it.
  TiedSet(Run& run, const Clock& clock, const planner::TiedSet& op, const NodeSet& members);

  const graph::TieGraph& graph() const { return *graph_; }
  NodeId node(std::uint32_t number) const { return nodes_[number]; }
  bool isMember(std::uint32_t number) const { return member_[number]; }
  /// By number: whether it is a member.
  const std::vector<bool>& members() const { return member_; }
  /// The relations that tie two nodes, by name: "email, ip".
  std::string relations(std::uint32_t a, std::uint32_t b);
  /// Charges edges that an algorithm looks at.
  graph::Watch watch() {
    return [this](std::uint64_t edges) { return run_.chargeLinks(edges); };
  }

 private:
  using Pair = std::pair<NodeId, NodeId>;
  std::vector<Pair> read(const NodeSet& members);
  void number(const NodeSet& members, const NodeSet& values);
  std::vector<graph::TieGraph::Tie> numbered(const std::vector<Pair>& pairs) const;

  Run& run_;
  Ties ties_;
  std::vector<NodeId> nodes_;  // by number
  std::vector<bool> member_;
  std::unique_ptr<const graph::TieGraph> graph_;
};

}  // namespace clew::execution
