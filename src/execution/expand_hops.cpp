// Breadth first, a level a step, set at a time. Nothing but the level of each node is kept; the layer finds the links
// of a node again from its side, unless `at most N each` chose among them.
#include "execution/expand_hops.h"

#include <algorithm>
#include <map>
#include <set>

#include "execution/ties.h"

namespace clew::execution {
namespace {

using Pair = std::pair<NodeId, NodeId>;  // node, the node before

class HopsLayer final : public Layer {
 public:
  struct Level {
    NodeId node;
    std::uint32_t hops;
    bool operator<(const Level& other) const { return node < other.node; }
  };

  HopsLayer(Run& run, SetValue input, std::shared_ptr<Ties> ties, std::vector<NodeSet> levels)
      : Layer(depthOf(input.layer) + static_cast<int>(levels.size()) - 1),
        run_(run),
        input_(std::move(input)),
        ties_(std::move(ties)),
        levels_(std::move(levels)) {
    for (std::size_t hops = 0; hops < levels_.size(); ++hops) {
      for (const NodeId node : levels_[hops]) level_of_.push_back({node, static_cast<std::uint32_t>(hops)});
    }
    std::sort(level_of_.begin(), level_of_.end());
  }

  /// After `at most N each`: only these.
  void keepOnly(std::vector<Pair> pairs) {
    kept_ = std::move(pairs);
    std::sort(kept_.begin(), kept_.end());
    cut_ = true;
  }

  void links(NodeId node, const LinkCallback& take) const override {
    const auto at = std::lower_bound(level_of_.begin(), level_of_.end(), Level{node, 0});
    if (at == level_of_.end() || at->node != node) return;
    if (at->hops == 0) return start(node, take);
    std::vector<ResultLink> found;
    collect(node, at->hops, found);
    std::stable_sort(found.begin(), found.end(), [&](const ResultLink& a, const ResultLink& b) {
      if (a.seed != b.seed) return run_.view().before(a.seed, b.seed);
      return *a.trait < *b.trait;
    });
    for (const ResultLink& link : found) {
      if (!take(link)) return;
    }
  }

 private:
  /// A node where the walk began: what brought it there, if anything did.
  void start(NodeId node, const LinkCallback& take) const {
    bool any = false;
    if (input_.layer) {
      input_.layer->links(node, [&](const ResultLink& link) {
        any = true;
        ResultLink own = link;
        own.hops = 0;
        return take(own);
      });
    }
    if (any) return;
    ResultLink bare;
    bare.node = node;
    bare.hops = 0;
    bare.depth = depthOf(input_.layer);
    take(bare);
  }

  void collect(NodeId node, std::uint32_t hops, std::vector<ResultLink>& found) const {
    const NodeSet& before = levels_[hops - 1];
    const auto add = [&](NodeId seed, NodeId, std::size_t way, std::span<const Observation> passing) {
      if (cut_ && !std::binary_search(kept_.begin(), kept_.end(), Pair(node, seed))) return true;
      ResultLink link;
      link.node = node;
      link.seed = seed;
      link.trait = &ties_->relationOf(way);
      link.value = ties_->valueOf(seed, node, way);
      link.relation = ties_->way(way).relation;
      link.steps.push_back(ties_->stepOf(seed, node, way, passing));
      link.seen = link.steps.front().seen;
      link.depth = depthOf(input_.layer) + static_cast<int>(hops);
      link.hops = static_cast<int>(hops);
      link.behind = this;
      found.push_back(std::move(link));
      return true;
    };
    for (std::size_t i = 0; i < ties_->hop().ways.size(); ++i) ties_->backTo(node, i, before, add);
  }

  Run& run_;
  SetValue input_;
  std::shared_ptr<Ties> ties_;
  std::vector<NodeSet> levels_;
  std::vector<Level> level_of_;
  std::vector<Pair> kept_;
  bool cut_ = false;
};

/// The N rarest links of each node of the frontier that lead to new nodes; ties by name.
class RarestLinks {
 public:
  RarestLinks(Run& run, Ties& ties, std::uint64_t most) : run_(run), ties_(ties), most_(most) {}

  NodeSet step(const NodeSet& frontier, const std::vector<bool>& seen) {
    NodeSet out;
    for (const NodeId node : frontier) {
      if (!run_.goOn()) return {};
      std::map<NodeId, Choice> best;
      ties_.each({node}, [&](NodeId, NodeId far, std::size_t way, std::span<const Observation>) {
        if (seen[far] || ties_.excluded(far)) return true;
        const bool along = ties_.way(way).direction == binder::Direction::kAlong;
        const std::uint64_t holders = along ? holdersOf(run_.view(), far, ties_.way(way)).nodes : 0;
        const auto [at, fresh] = best.try_emplace(far, Choice{holders, {way}});
        if (!fresh) at->second.holders = std::min(at->second.holders, holders), at->second.ways.push_back(way);
        return true;
      });
      std::vector<std::pair<NodeId, Choice>> order(best.begin(), best.end());
      std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
        if (a.second.holders != b.second.holders) return a.second.holders < b.second.holders;
        return run_.view().before(a.first, b.first);
      });
      for (std::size_t i = 0; i < order.size(); ++i) {
        if (i >= most_) {
          for (const std::size_t way : order[i].second.ways) report(node, order[i].first, way);
          continue;
        }
        kept_.emplace_back(order[i].first, node);
        out.push_back(order[i].first);
      }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  std::vector<Pair> takeKept() { return std::move(kept_); }

 private:
  struct Choice {
    std::uint64_t holders = 0;
    std::vector<std::size_t> ways;
  };

  void report(NodeId seed, NodeId node, std::size_t way) {
    if (run_.skipped() == nullptr) return;
    SkippedEntry entry;
    entry.value = node;
    entry.relation = ties_.relationOf(way);
    entry.reason = SkippedEntry::Reason::kCut;
    entry.holders = holdersOf(run_.view(), node, ties_.way(way));
    entry.seed = seed;
    run_.skipped()->push_back(std::move(entry));
  }

  Run& run_;
  Ties& ties_;
  std::uint64_t most_;
  std::vector<Pair> kept_;
};

}  // namespace

Value ExpandHopsOperator::execute() {
  SetValue input = inputSet(op_.input);
  if (run_.failed()) return SetValue{};
  input.has_order = false;
  input.ordered.clear();
  input.chains.reset();
  auto ties = std::make_shared<Ties>(run_, clock_, op_.hop, op_.modifiers, input.nodes);
  std::optional<RarestLinks> rarest;
  if (op_.modifiers.at_most_each) rarest.emplace(run_, *ties, *op_.modifiers.at_most_each);
  std::vector<bool> seen(run_.view().nodeCount());
  for (const NodeId node : input.nodes) seen[node] = true;
  SetValue out;
  out.nodes = input.nodes;
  std::vector<NodeSet> levels{input.nodes};
  for (std::uint64_t hops = 0; (!op_.hops || hops < *op_.hops) && run_.goOn(); ++hops) {
    NodeSet reached = rarest ? rarest->step(levels.back(), seen) : ties->neighbours(levels.back());
    ties->reportSkipped(levels.back());
    std::erase_if(reached, [&](NodeId node) { return seen[node] || ties->excluded(node); });
    if (reached.empty() || !run_.chargeRows(reached.size(), 2 * sizeof(NodeId))) break;
    for (const NodeId node : reached) seen[node] = true;
    out.nodes.insert(out.nodes.end(), reached.begin(), reached.end());
    levels.push_back(std::move(reached));
  }
  if (run_.failed()) return SetValue{};
  std::sort(out.nodes.begin(), out.nodes.end());
  NodeSet walked = out.nodes;  // not the last level, unless the walk came to its end by itself
  if (op_.hops && levels.size() == *op_.hops + 1) walked = subtract(walked, levels.back());
  ties->say(walked);
  auto layer = std::make_shared<HopsLayer>(run_, std::move(input), std::move(ties), std::move(levels));
  if (rarest) layer->keepOnly(rarest->takeKept());
  out.layer = std::move(layer);
  return out;
}

}  // namespace clew::execution
