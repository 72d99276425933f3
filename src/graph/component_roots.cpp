// Afforest (Sutton, Ben-Nun, Barak: Optimizing Parallel Graph Connectivity Computation via Subgraph Sampling, 2018)
// over directed rows: a few links of each node are joined first; the component that then holds most nodes is left
// alone, and only the others look at all their links, from both ends. A link is passed over when both its ends were
// found there.
#include <algorithm>
#include <atomic>
#include <numeric>
#include <unordered_map>

#include "graph/link_rows.h"
#include "graph/parallel.h"
#include "graph/whole_graph.h"

namespace clew::graph {
namespace {

constexpr std::size_t kSamples = 1024;
constexpr std::uint32_t kRowsBetweenLooks = 8192;  // rows between two looks at the cancel token

class Forest {
 public:
  explicit Forest(std::uint32_t nodes) : parent_(nodes) { std::iota(parent_.begin(), parent_.end(), 0U); }

  NodeId parent(NodeId node) const {
    return std::atomic_ref<NodeId>(const_cast<NodeId&>(parent_[node])).load(std::memory_order_relaxed);
  }
  /// Joins two components: the root with the greater id is hung below the other, whoever does it.
  void join(NodeId a, NodeId b) {
    a = parent(a);
    b = parent(b);
    while (a != b) {
      const NodeId high = std::max(a, b);
      const NodeId low = std::min(a, b);
      NodeId above = parent(high);
      if (above == low) return;
      if (above == high &&
          std::atomic_ref<NodeId>(parent_[high]).compare_exchange_strong(above, low, std::memory_order_relaxed)) {
        return;
      }
      a = parent(parent(high));
      b = parent(low);
    }
  }
  /// Hangs the nodes [begin, end) right below their roots.
  void flatten(NodeId begin, NodeId end) {
    for (NodeId node = begin; node < end; ++node) {
      NodeId above = parent(node);
      if (above == node) continue;
      for (NodeId next = parent(above); next != above; next = parent(next)) above = next;
      std::atomic_ref<NodeId>(parent_[node]).store(above, std::memory_order_relaxed);
    }
  }
  std::vector<NodeId> take() { return std::move(parent_); }

 private:
  std::vector<NodeId> parent_;
};

class Afforest {
 public:
  Afforest(const GraphView& view, const std::vector<model::RelationId>& relations, const Effort& effort)
      : nodes_(view.nodeCount()), threads_(std::max(1U, effort.threads)), cancel_(effort.cancel), forest_(nodes_) {
    std::uint64_t links = 0;
    for (const model::RelationId relation : relations) {
      LinkRows along(view, relation, Direction::kAlong);
      if (along.size() == 0) continue;
      links += along.size();
      relations_.push_back({std::move(along), LinkRows(view, relation, Direction::kBack)});
    }
    if (effort.links_a_thread != 0) {
      const std::uint64_t worth = std::max<std::uint64_t>(1, links / effort.links_a_thread);
      threads_ = static_cast<unsigned>(std::min<std::uint64_t>(threads_, worth));
    }
    // Relations whose values have the most holders join the most with a link a node: they go first.
    std::stable_sort(relations_.begin(), relations_.end(), [](const Both& a, const Both& b) {
      return a.along.size() * b.back.count() > b.along.size() * a.back.count();
    });
  }

  std::vector<NodeId> run() {
    inParallel(threads_, [&](unsigned thread) {
      for (std::size_t i = 0; i < relations_.size(); ++i) {
        if (i < 2) joinFirst(relations_[i].along, thread);
        if (i >= 2) joinFirst(relations_[i].back, thread);
      }
    });
    flattenAll();
    giant_ = mostCommon();
    inParallel(threads_, [&](unsigned thread) {
      for (const Both& both : relations_) {
        joinRest(both.along, thread);
        joinRest(both.back, thread);
      }
    });
    flattenAll();
    return stopped_ ? std::vector<NodeId>() : forest_.take();
  }

 private:
  struct Both {
    LinkRows along, back;
  };

  bool goOn() {
    if (cancel_ != nullptr && cancel_->shouldStop()) stopped_ = true;
    return !stopped_;
  }
  template <typename Visit>
  void eachRow(const LinkRows& rows, unsigned thread, const Visit& visit) {
    const std::uint64_t count = rows.count();
    const auto end = static_cast<std::uint32_t>(count * (thread + 1) / threads_);
    for (auto row = static_cast<std::uint32_t>(count * thread / threads_); row < end && goOn();) {
      for (const std::uint32_t stop = std::min(end, row + kRowsBetweenLooks); row < stop; ++row) {
        const NodeId node = rows.nodeAt(row);
        if (node < nodes_) visit(node, row);
      }
    }
  }
  void joinFirst(const LinkRows& rows, unsigned thread) {
    eachRow(rows, thread, [&](NodeId node, std::uint32_t row) {
      const std::span<const NodeId> ends = rows.at(row);
      if (!ends.empty() && ends.front() < nodes_) forest_.join(node, ends.front());
    });
  }
  void joinRest(const LinkRows& rows, unsigned thread) {
    eachRow(rows, thread, [&](NodeId node, std::uint32_t row) {
      if (forest_.parent(node) == giant_) return;
      std::uint32_t until_look = kRowsBetweenLooks;
      for (const NodeId end : rows.at(row)) {
        if (end < nodes_) forest_.join(node, end);
        if (--until_look == 0 && !goOn()) return;
      }
    });
  }
  void flattenAll() {
    inParallel(threads_, [&](unsigned thread) {
      const std::uint64_t count = nodes_;
      forest_.flatten(static_cast<NodeId>(count * thread / threads_),
                      static_cast<NodeId>(count * (thread + 1) / threads_));
    });
  }
  /// The root of most of a sample of nodes.
  NodeId mostCommon() const {
    std::unordered_map<NodeId, std::size_t> found;
    NodeId best = 0;
    for (std::size_t i = 0; i < kSamples && nodes_ > 0; ++i) {
      const NodeId root = forest_.parent(static_cast<NodeId>(std::uint64_t{nodes_} * i / kSamples));
      if (++found[root] > found[best]) best = root;
    }
    return best;
  }

  std::uint32_t nodes_;
  unsigned threads_;
  const CancelToken* cancel_;
  Forest forest_;
  std::vector<Both> relations_;
  NodeId giant_ = 0;
  std::atomic<bool> stopped_ = false;
};

}  // namespace

std::vector<NodeId> componentRoots(const GraphView& view, const std::vector<model::RelationId>& relations,
                                   const Effort& effort) {
  return Afforest(view, relations, effort).run();
}

}  // namespace clew::graph
