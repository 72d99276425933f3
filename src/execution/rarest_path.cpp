// Chains by rarity: best first, with exact costs to the end worked out beforehand for every number of hops left, so
// that nothing is tried that does not lead to a chain (but for chains that would meet a node twice).
#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <queue>
#include <unordered_map>

#include "execution/path_search.h"

namespace clew::execution {
namespace {

using ChainList = std::vector<std::vector<Chains::Step>>;
using Cost = std::uint64_t;  // 1/1024 of a hop
constexpr Cost kHop = 1024;
constexpr Cost kNever = std::numeric_limits<Cost>::max() / 4;

/// 1024 * log2, rounded down, by squaring: the same on every machine.
Cost logOf(std::uint64_t number) {
  const auto whole = static_cast<Cost>(std::bit_width(number) - 1);
  std::uint64_t mantissa = whole >= 31 ? number >> (whole - 31) : number << (31 - whole);  // [1, 2) with 31 bits
  Cost out = whole;
  for (int bit = 0; bit < 10; ++bit) {
    mantissa = (mantissa * mantissa) >> 31;
    const bool over = mantissa >> 32 != 0;
    out = (out << 1) | (over ? 1U : 0U);
    if (over) mantissa >>= 1;
  }
  return out;
}

struct Edge {
  std::uint32_t to = 0;  // number of the node
  Cost cost = 0;
  std::uint32_t link = 0;  // which of the node's steps
};

class RarestSearch {
 public:
  RarestSearch(Run& run, Ties& ties, const NodeSet& from, const NodeSet& to, std::uint64_t hops, std::uint64_t limit)
      : run_(run), ties_(ties), from_(from), to_(to), hops_(hops), limit_(limit) {}

  ChainList find(NodeSet& walked) {
    nodes_ = unite(ball(from_, to_, (hops_ + 1) / 2), ball(to_, from_, hops_ / 2));
    walked = nodes_;
    load();
    costs();
    if (!run_.failed()) search();
    return std::move(out_);
  }

 private:
  struct State {
    std::uint32_t node = 0;
    std::uint32_t hops = 0;
    std::uint32_t parent = 0;  // itself: the chain begins here
    std::uint32_t link = 0;
    Cost cost = 0;
  };

  NodeSet ball(const NodeSet& start, const NodeSet& ends, std::uint64_t hops) {
    NodeSet all = start, rim = start;
    for (std::uint64_t i = 0; i < hops && !rim.empty() && run_.goOn(); ++i) {
      ties_.reportSkipped(rim);
      rim = subtract(ties_.neighbours(rim), all);
      std::erase_if(rim, [&](NodeId node) {
        return ties_.excluded(node) && !std::binary_search(ends.begin(), ends.end(), node);
      });
      run_.chargeRows(rim.size(), 2 * sizeof(NodeId));
      all = unite(all, rim);
    }
    return all;
  }

  bool isEnd(const NodeSet& set, std::uint32_t number) const {
    return std::binary_search(set.begin(), set.end(), nodes_[number]);
  }

  /// All links among the nodes; none into a beginning, none out of an end.
  void load() {
    ChainReader reader(run_, ties_);
    steps_.resize(nodes_.size());
    edges_.resize(nodes_.size());
    for (std::uint32_t i = 0; i < nodes_.size() && run_.goOn(); ++i) {
      if (isEnd(to_, i)) continue;
      steps_[i] = reader.steps(nodes_[i], nodes_);
      if (!run_.chargeRows(steps_[i].size(), sizeof(ChainLink) + sizeof(Edge))) return;
      for (std::uint32_t link = 0; link < steps_[i].size(); ++link) {
        const auto at = std::lower_bound(nodes_.begin(), nodes_.end(), steps_[i][link].to) - nodes_.begin();
        const auto number = static_cast<std::uint32_t>(at);
        if (isEnd(from_, number) && !isEnd(to_, number)) continue;
        edges_[i].push_back({number, kHop + logOf(steps_[i][link].holders), link});
      }
    }
  }

  /// left_[h][n]: what the rest of a chain costs from n with h hops left.
  void costs() {
    left_.assign(1, std::vector<Cost>(nodes_.size(), kNever));
    for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
      if (isEnd(to_, i)) left_[0][i] = 0;
    }
    for (std::uint64_t hops = 1; hops <= hops_ && run_.chargeRows(nodes_.size(), sizeof(Cost)); ++hops) {
      left_.push_back(left_.back());
      bool changed = false;
      for (std::uint32_t i = 0; i < nodes_.size() && run_.goOn(); ++i) {
        for (const Edge& edge : edges_[i]) {
          const Cost cost = edge.cost + left_[hops - 1][edge.to];
          if (cost < left_[hops][i]) left_[hops][i] = cost, changed = true;
        }
      }
      if (!changed) break;
    }
  }

  Cost left(std::uint32_t node, std::uint64_t hops) const {
    return left_[std::min<std::uint64_t>(hops, left_.size() - 1)][node];
  }

  bool met(std::uint32_t state, std::uint32_t node) const {
    for (;;) {
      if (states_[state].node == node) return true;
      if (states_[state].parent == state) return false;
      state = states_[state].parent;
    }
  }

  std::vector<Chains::Step> chainOf(std::uint32_t state) const {
    std::vector<Chains::Step> out;
    for (;;) {
      const State& at = states_[state];
      if (at.parent == state) break;
      const ChainLink& link = steps_[states_[at.parent].node][at.link];
      out.push_back({nodes_[at.node], link.relations, link.direction, link.holders});
      state = at.parent;
    }
    out.push_back({nodes_[states_[state].node], {}, {}, 0});
    std::reverse(out.begin(), out.end());
    return out;
  }

  /// Chains of one cost are complete before any of a higher one is looked at, and are put in order then.
  void flush(ChainList& same) {
    std::sort(same.begin(), same.end(), [&](const auto& a, const auto& b) {
      if (a.size() != b.size()) return a.size() < b.size();
      for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i].relations != b[i].relations) return a[i].relations < b[i].relations;
        if (a[i].node != b[i].node) return run_.view().before(a[i].node, b[i].node);
      }
      return false;
    });
    for (auto& chain : same) {
      if (out_.size() < limit_) out_.push_back(std::move(chain));
    }
    same.clear();
  }

  void search() {
    using Entry = std::pair<Cost, std::uint32_t>;  // of the whole chain, state
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    const auto push = [&](State state) {
      const Cost rest = left(state.node, hops_ - state.hops);
      if (rest >= kNever || !run_.chargeRows(1, sizeof(State) + sizeof(Entry))) return;
      const auto number = static_cast<std::uint32_t>(states_.size());
      if (state.hops == 0) state.parent = number;
      states_.push_back(state);
      open.emplace(state.cost + rest, number);
    };
    for (const NodeId node : from_) {
      const auto at = std::lower_bound(nodes_.begin(), nodes_.end(), node) - nodes_.begin();
      push({static_cast<std::uint32_t>(at), 0, 0, 0, 0});
    }
    ChainList same;
    Cost cost = 0;
    while (!open.empty() && run_.goOn()) {
      const auto [whole, number] = open.top();
      open.pop();
      if (whole != cost) flush(same);
      if (out_.size() >= limit_) return;
      cost = whole;
      const State state = states_[number];
      if (isEnd(to_, state.node)) {
        same.push_back(chainOf(number));
        run_.chargeRows(state.hops + 1, sizeof(Chains::Step));
        continue;
      }
      if (state.hops == hops_) continue;
      for (const Edge& edge : edges_[state.node]) {
        if (!met(number, edge.to)) push({edge.to, state.hops + 1, number, edge.link, state.cost + edge.cost});
      }
    }
    if (!run_.failed()) flush(same);
  }

  Run& run_;
  Ties& ties_;
  const NodeSet& from_;
  const NodeSet& to_;
  std::uint64_t hops_;
  std::uint64_t limit_;
  NodeSet nodes_;
  std::vector<std::vector<ChainLink>> steps_;
  std::vector<std::vector<Edge>> edges_;
  std::vector<std::vector<Cost>> left_;
  std::vector<State> states_;
  ChainList out_;
};

}  // namespace

ChainList rarestChains(Run& run, Ties& ties, const NodeSet& from, const NodeSet& to, std::uint64_t hops,
                       std::uint64_t limit, NodeSet& walked) {
  if (from.empty() || to.empty() || limit == 0) return {};
  return RarestSearch(run, ties, from, to, hops, limit).find(walked);
}

}  // namespace clew::execution
