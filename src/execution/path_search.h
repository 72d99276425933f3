// The two searches for chains between two sets of nodes.
#pragma once

#include <memory>
#include <vector>

#include "execution/ties.h"

namespace clew::execution {

/// What joins a node to the next on a chain.
struct ChainLink {
  NodeId to = kNoNode;
  std::string relations;
  std::string direction;
  std::uint64_t holders = 0;  // of its least common value
};

/// Reads the links of single nodes as steps of chains: every relation that joins two nodes is in one step.
class ChainReader {
 public:
  ChainReader(Run& run, Ties& ties) : run_(run), ties_(ties) {}
  /// The steps from `node` to nodes of `to`, by relations, then as answers print nodes. Kept; valid until the next call
  /// for a new node.
  std::vector<ChainLink> steps(NodeId node, const NodeSet& to);

 private:
  Run& run_;
  Ties& ties_;
};

/// The shortest chains between a node of `from` and one of `to` in at most `hops` steps, in order (first node, then
/// relations and nodes along the way), at most `limit`. Empty when there is none.
std::vector<std::vector<Chains::Step>> shortestChains(Run& run, Ties& ties, const NodeSet& from, const NodeSet& to,
                                                      std::uint64_t hops, std::uint64_t limit, NodeSet& walked);

/// The chains of at most `hops` steps whose values are the least common, in that order, at most `limit`. A step costs
/// 1 + log2(holders of its value); ties go by hops, then as for shortestChains. No node twice on one chain, and none of
/// `from` or `to` but at its ends.
std::vector<std::vector<Chains::Step>> rarestChains(Run& run, Ties& ties, const NodeSet& from, const NodeSet& to,
                                                    std::uint64_t hops, std::uint64_t limit, NodeSet& walked);

}  // namespace clew::execution
