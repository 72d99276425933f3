// One walk in depth finds all (Tarjan): a node's subtree hangs on it alone when no edge of the subtree leads above the
// node. The sizes of what is cut off come along, which is more than Boost's articulation_points says; a test holds the
// two to each other.
#include <algorithm>

#include "graph/watched.h"

namespace clew::graph {
namespace {

constexpr std::uint32_t kUnvisited = 0xFFFFFFFFU;

class DepthFirst {
 public:
  DepthFirst(const TieGraph& graph, const std::vector<bool>& counts, const Watch& watch)
      : graph_(graph),
        counts_(counts),
        steps_(watch),
        order_(graph.size(), kUnvisited),
        low_(graph.size()),
        below_(graph.size()),
        cut_off_(graph.size(), 0),
        greatest_(graph.size(), 0) {}

  std::vector<Bridge> run(bool& stopped) {
    for (std::uint32_t root = 0; root < graph_.size() && !steps_.stopped(); ++root) {
      if (order_[root] == kUnvisited) walk(root);
    }
    stopped = steps_.stopped();
    if (stopped) return {};
    std::sort(edges_.begin(), edges_.end(),
              [](const Bridge& a, const Bridge& b) { return a.node != b.node ? a.node < b.node : a.to < b.to; });
    std::sort(nodes_.begin(), nodes_.end(), [](const Bridge& a, const Bridge& b) { return a.node < b.node; });
    nodes_.insert(nodes_.end(), edges_.begin(), edges_.end());
    return std::move(nodes_);
  }

 private:
  struct Frame {
    std::uint32_t node, parent;
    std::size_t next;
  };

  std::uint32_t enter(std::uint32_t node) {
    order_[node] = low_[node] = clock_++;
    below_[node] = counts_[node] ? 1 : 0;
    seen_.push_back(node);
    return node;
  }

  void walk(std::uint32_t root) {
    seen_.clear();
    hanging_.clear();
    std::vector<Frame> stack{{enter(root), kUnvisited, 0}};
    while (!stack.empty()) {
      Frame& top = stack.back();
      const auto row = graph_.of(top.node);
      if (top.next == row.size()) {
        const Frame done = top;
        stack.pop_back();
        if (!stack.empty()) leave(done, stack.size() == 1);
        continue;
      }
      const std::uint32_t other = row[top.next++];
      if (!steps_.take(1)) return;
      if (order_[other] == kUnvisited) {
        stack.push_back({enter(other), top.node, 0});
      } else if (other != top.parent) {
        low_[top.node] = std::min(low_[top.node], order_[other]);
      }
    }
    finish(root);
  }

  /// The subtree of `done.node` is complete: what it tells its parent.
  void leave(const Frame& done, bool parent_is_root) {
    const std::uint32_t parent = done.parent;
    low_[parent] = std::min(low_[parent], low_[done.node]);
    below_[parent] += below_[done.node];
    if (low_[done.node] > order_[parent]) hanging_.push_back({parent, done.node});
    if (low_[done.node] < order_[parent] && !parent_is_root) return;
    cut_off_[parent] += below_[done.node];
    greatest_[parent] = std::max(greatest_[parent], below_[done.node]);
  }

  /// The whole component is known: who of it would lose touch.
  void finish(std::uint32_t root) {
    const std::uint32_t all = below_[root];
    for (const std::uint32_t node : seen_) {
      if (greatest_[node] == 0) continue;
      const std::uint32_t others = all - (counts_[node] ? 1 : 0);
      const std::uint32_t rest = others - cut_off_[node];  // with what is above it
      const std::uint32_t apart = others - std::max(rest, greatest_[node]);
      if (apart > 0) nodes_.push_back({node, node, apart});
    }
    for (const auto& [above, node] : hanging_) {
      const std::uint32_t apart = std::min(below_[node], all - below_[node]);
      if (apart > 0) edges_.push_back({std::min(above, node), std::max(above, node), apart});
    }
  }

  const TieGraph& graph_;
  const std::vector<bool>& counts_;
  Steps steps_;
  std::uint32_t clock_ = 0;
  std::vector<std::uint32_t> order_, low_;
  std::vector<std::uint32_t> below_;     // of those that count: in the subtree
  std::vector<std::uint32_t> cut_off_;   // in all subtrees that hang on the node alone
  std::vector<std::uint32_t> greatest_;  // in one of them
  std::vector<std::uint32_t> seen_;      // of the component at hand
  std::vector<TieGraph::Tie> hanging_;   // its edges that are bridges, upper end first
  std::vector<Bridge> nodes_, edges_;
};

}  // namespace

std::vector<Bridge> bridges(const TieGraph& graph, const std::vector<bool>& counts, const Watch& watch, bool& stopped) {
  return DepthFirst(graph, counts, watch).run(stopped);
}

}  // namespace clew::graph
