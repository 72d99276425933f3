#include "execution/path_search.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace clew::execution {

std::vector<ChainLink> ChainReader::steps(NodeId node, const NodeSet& to) {
  struct Joined {
    std::set<std::string> relations;
    bool along = false, back = false;
    std::uint64_t holders = 0;
  };
  std::map<NodeId, Joined> joined;
  const Ties::EndSink take = [&](NodeId far, std::size_t way) {
    if (!std::binary_search(to.begin(), to.end(), far)) return;
    Joined& one = joined[far];
    one.relations.insert(ties_.relationOf(way));
    const bool along = ties_.way(way).direction == binder::Direction::kAlong;
    (along ? one.along : one.back) = true;
    const auto holders =
        std::max<std::uint64_t>(1, run_.view().holders(ties_.valueOf(node, far, way), ties_.way(way).relation).nodes);
    if (one.holders == 0 || holders < one.holders) one.holders = holders;
  };
  // to few nodes from their side as well: this one may have many links
  constexpr std::size_t kFew = 8;
  if (to.size() <= kFew) {
    for (const NodeId far : to) {
      if (far != node && run_.goOn()) ties_.eachJoin(node, far, take);
    }
  } else {
    ties_.eachEnd(node, take);
  }
  std::vector<ChainLink> out;
  for (auto& [far, one] : joined) {
    ChainLink link;
    link.to = far;
    for (const std::string& name : one.relations) link.relations += (link.relations.empty() ? "" : ", ") + name;
    link.direction = one.along && one.back ? "both" : one.along ? "along" : "back";
    link.holders = one.holders;
    out.push_back(std::move(link));
  }
  std::sort(out.begin(), out.end(), [&](const ChainLink& a, const ChainLink& b) {
    if (a.relations != b.relations) return a.relations < b.relations;
    return run_.view().before(a.to, b.to);
  });
  return out;
}

namespace {

using ChainList = std::vector<std::vector<Chains::Step>>;

/// Breadth-first levels from one end.
class Ball {
 public:
  Ball(Run& run, Ties& ties, const NodeSet& start)
      : run_(run), ties_(ties), levels_{start}, seen_(run.view().nodeCount()) {
    seen_.addAll(start.data(), start.data() + start.size());
  }

  const std::vector<NodeSet>& levels() const { return levels_; }
  const NodeSet& rim() const { return levels_.back(); }
  bool contains(NodeId node) const { return seen_.contains(node); }
  NodeSet all() const {
    NodeSet out;
    for (const NodeSet& level : levels_) out.insert(out.end(), level.begin(), level.end());
    std::sort(out.begin(), out.end());
    return out;
  }
  /// One step further; what `ends` holds may be reached though it is excluded. False when nothing was added.
  bool grow(const NodeSet& ends) {
    graph::NodeMarks found(run_.view().nodeCount());
    ties_.addNeighbours(rim(), seen_, found);
    NodeSet reached = found.drain();
    ties_.reportSkipped(rim());
    if (ties_.excludesAny()) {
      std::erase_if(reached, [&](NodeId node) {
        return ties_.excluded(node) && !std::binary_search(ends.begin(), ends.end(), node);
      });
    }
    run_.chargeRows(reached.size(), 2 * sizeof(NodeId));
    if (reached.empty() || run_.failed()) return false;
    seen_.addAll(reached.data(), reached.data() + reached.size());
    levels_.push_back(std::move(reached));
    return true;
  }

 private:
  Run& run_;
  Ties& ties_;
  std::vector<NodeSet> levels_;
  graph::NodeMarks seen_;
};

NodeSet within(const NodeSet& nodes, const Ball& ball) {
  NodeSet out;
  std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(out), [&](NodeId node) { return ball.contains(node); });
  return out;
}

/// The nodes of the shortest chains, a set a step. Empty when the two do not meet within `hops`.
std::vector<NodeSet> stepsBetween(Run& run, Ties& ties, Ball& near, Ball& far, std::uint64_t hops) {
  NodeSet meeting = within(near.rim(), far);
  for (std::uint64_t steps = 0; meeting.empty(); ++steps) {
    if (steps == hops || !run.goOn()) return {};
    const bool from_near = near.rim().size() <= far.rim().size();
    Ball& growing = from_near ? near : far;
    const Ball& other = from_near ? far : near;
    if (!growing.grow(other.levels().front())) return {};
    meeting = within(growing.rim(), other);
  }
  std::vector<NodeSet> out(near.levels().size() + far.levels().size() - 1);
  const std::size_t middle = near.levels().size() - 1;
  out[middle] = meeting;
  for (std::size_t i = middle; i-- > 0;) out[i] = ties.joined(near.levels()[i], out[i + 1]);
  for (std::size_t i = middle + 1; i < out.size(); ++i)
    out[i] = ties.joined(far.levels()[out.size() - 1 - i], out[i - 1]);
  return out;
}

std::vector<NodeId> inOrder(const GraphView& view, NodeSet nodes) {
  std::sort(nodes.begin(), nodes.end(), [&](NodeId a, NodeId b) { return view.before(a, b); });
  return nodes;
}

/// Writes the chains in order, depth first: every node of a step lies on one.
class ChainWriter {
 public:
  ChainWriter(Run& run, Ties& ties, const std::vector<NodeSet>& steps, std::uint64_t limit)
      : run_(run), reader_(run, ties), steps_(steps), limit_(limit) {}

  ChainList write() {
    for (const NodeId node : inOrder(run_.view(), steps_.front())) {
      if (out_.size() >= limit_ || run_.failed()) break;
      chain_.push_back({node, {}, {}, 0});
      go(0);
      chain_.pop_back();
    }
    return std::move(out_);
  }

 private:
  /// Depth is the number of hops, which the planner bounds.
  void go(std::size_t step) {
    if (!run_.goOn()) return;
    if (step + 1 == steps_.size()) {
      if (run_.chargeRows(chain_.size(), sizeof(Chains::Step))) out_.push_back(chain_);
      return;
    }
    const NodeId node = chain_.back().node;
    const auto [at, fresh] = known_.try_emplace(node);
    if (fresh) at->second = reader_.steps(node, steps_[step + 1]);
    for (const ChainLink& link : at->second) {
      if (out_.size() >= limit_ || run_.failed()) return;
      chain_.push_back({link.to, link.relations, link.direction, link.holders});
      go(step + 1);
      chain_.pop_back();
    }
  }

  Run& run_;
  ChainReader reader_;
  const std::vector<NodeSet>& steps_;
  std::uint64_t limit_;
  std::map<NodeId, std::vector<ChainLink>> known_;  // a node is at one step only; addresses stay
  std::vector<Chains::Step> chain_;
  ChainList out_;
};

}  // namespace

ChainList shortestChains(Run& run, Ties& ties, const NodeSet& from, const NodeSet& to, std::uint64_t hops,
                         std::uint64_t limit, NodeSet& walked) {
  if (from.empty() || to.empty()) return {};
  Ball near(run, ties, from);
  Ball far(run, ties, to);
  const std::vector<NodeSet> steps = stepsBetween(run, ties, near, far, hops);
  if (ties.asksWalked()) walked = unite(near.all(), far.all());
  if (steps.empty() || run.failed()) return {};
  return ChainWriter(run, ties, steps, limit).write();
}

}  // namespace clew::execution
