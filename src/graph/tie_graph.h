// TieGraph: some nodes and what ties them, as a graph of its own: undirected, at most one edge between two nodes, none
// from a node to itself. It is what questions about a set run over, where modifiers say which links count.
//
// Nodes are numbered from 0 by whoever makes it; all algorithms go by these numbers, so numbers in answer order give
// the same answer whatever the ids of a view are.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace clew::graph {

class TieGraph {
 public:
  using Tie = std::pair<std::uint32_t, std::uint32_t>;
  /// Ties of nodes below `size`, either way round and as often as one likes.
  TieGraph(std::uint32_t size, const std::vector<Tie>& ties);

  std::uint32_t size() const { return static_cast<std::uint32_t>(starts_.size() - 1); }
  /// Edges, each counted once.
  std::uint64_t edgeCount() const { return ends_.size() / 2; }
  /// Ascending.
  std::span<const std::uint32_t> of(std::uint32_t node) const {
    return std::span(ends_).subspan(starts_[node], starts_[node + 1] - starts_[node]);
  }
  std::uint32_t degree(std::uint32_t node) const {
    return static_cast<std::uint32_t>(starts_[node + 1] - starts_[node]);
  }

 private:
  std::vector<std::uint64_t> starts_;
  std::vector<std::uint32_t> ends_;
};

/// Told every few thousand steps how many edges were looked at since; false: stop. Called on the caller's thread.
using Watch = std::function<bool(std::uint64_t edges)>;

// Each gives nothing (an empty vector) when it was stopped.

/// By node: the share of walks that follow an edge at random and begin anew with probability 0.15, after a hundred
/// steps; 1 is what a node has on average in a graph that hangs together. A node without edges has 0.15.
std::vector<double> pageRanks(const TieGraph& graph, const Watch& watch);
/// By node: on how many of the shortest ways between two others it lies; where two have several, the part of them.
std::vector<double> betweenness(const TieGraph& graph, const Watch& watch);
/// By node: the greatest k for which it is in a group whose members each have k edges to one another.
std::vector<std::uint32_t> coreNumbers(const TieGraph& graph, const Watch& watch);

/// A node or an edge without which its component falls apart.
struct Bridge {
  std::uint32_t node = 0;
  std::uint32_t to = 0;     // of an edge: the greater end; of a node: the node itself
  std::uint32_t apart = 0;  // how many of those that count lose touch with the most of them
  bool isNode() const { return node == to; }
  friend bool operator==(const Bridge&, const Bridge&) = default;
};
/// `counts`: by node, whether it counts. What cuts off none that count is left out. Nodes first, ascending.
std::vector<Bridge> bridges(const TieGraph& graph, const std::vector<bool>& counts, const Watch& watch, bool& stopped);

/// By node: the number of its community, which is that of the node that founded it. In ascending order each node goes
/// over to the community that most of its edges lead to; it stays where that is as good, else the lowest number wins;
/// until nobody moves.
std::vector<std::uint32_t> communities(const TieGraph& graph, const Watch& watch);

}  // namespace clew::graph
