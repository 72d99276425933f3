#include "execution/path.h"

#include <algorithm>
#include <limits>
#include <set>

#include "common/format.h"
#include "common/text.h"
#include "execution/path_search.h"

namespace clew::execution {
namespace {

constexpr std::size_t kManyChains = 100;

NodeSet nodesOn(const Chains& chains) {
  NodeSet out;
  for (const auto& chain : chains.list) {
    for (const Chains::Step& step : chain) out.push_back(step.node);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// The links along the chains: each node has those from the nodes before it.
class ChainLayer final : public Layer {
 public:
  ChainLayer(Run& run, SetValue from, std::shared_ptr<Ties> ties, std::shared_ptr<const Chains> chains)
      : Layer(depthOf(from.layer) + longest(*chains)), run_(run), from_(std::move(from)), ties_(std::move(ties)) {
    for (const auto& chain : chains->list) {
      starts_.push_back(chain.front().node);
      for (std::size_t i = 1; i < chain.size(); ++i)
        joins_.push_back({chain[i].node, chain[i - 1].node, static_cast<int>(i)});
    }
    std::sort(starts_.begin(), starts_.end());
    std::sort(joins_.begin(), joins_.end());
    // by rarity a pair can stand at several steps: the earliest counts
    joins_.erase(std::unique(joins_.begin(), joins_.end(),
                             [](const Join& a, const Join& b) { return a.node == b.node && a.before == b.before; }),
                 joins_.end());
  }

  void links(NodeId node, const LinkCallback& take) const override {
    std::vector<ResultLink> found;
    if (std::binary_search(starts_.begin(), starts_.end(), node)) start(node, found);
    for (auto at = std::lower_bound(joins_.begin(), joins_.end(), Join{node, 0, 0});
         at != joins_.end() && at->node == node; ++at) {
      ties_->between(at->before, node, [&](NodeId, NodeId, std::size_t way, std::span<const Observation> passing) {
        found.push_back(make(*at, way, passing));
        return true;
      });
    }
    std::stable_sort(found.begin(), found.end(), [&](const ResultLink& a, const ResultLink& b) {
      if (a.seed != b.seed) return a.seed == kNoNode || (b.seed != kNoNode && run_.view().before(a.seed, b.seed));
      return a.trait != nullptr && b.trait != nullptr && *a.trait < *b.trait;
    });
    for (const ResultLink& link : found) {
      if (!take(link)) return;
    }
  }

 private:
  struct Join {
    NodeId node, before;
    int step;
    bool operator<(const Join& other) const {
      return std::tie(node, before, step) < std::tie(other.node, other.before, other.step);
    }
  };

  static int longest(const Chains& chains) {
    std::size_t most = 1;
    for (const auto& chain : chains.list) most = std::max(most, chain.size());
    return static_cast<int>(most) - 1;
  }

  void start(NodeId node, std::vector<ResultLink>& found) const {
    if (from_.layer) {
      from_.layer->links(node, [&](const ResultLink& link) {
        found.push_back(link);
        found.back().hops = 0;
        return true;
      });
    }
    if (!found.empty()) return;
    ResultLink bare;
    bare.node = node;
    bare.hops = 0;
    bare.depth = depthOf(from_.layer);
    found.push_back(std::move(bare));
  }

  ResultLink make(const Join& join, std::size_t way, std::span<const Observation> passing) const {
    ResultLink link;
    link.node = join.node;
    link.seed = join.before;
    link.trait = &ties_->relationOf(way);
    link.value = ties_->valueOf(join.before, join.node, way);
    link.relation = ties_->way(way).relation;
    link.steps.push_back(ties_->stepOf(join.before, join.node, way, passing));
    link.seen = link.steps.front().seen;
    link.depth = depthOf(from_.layer) + join.step;
    link.hops = join.step;
    link.behind = this;
    return link;
  }

  Run& run_;
  SetValue from_;
  std::shared_ptr<Ties> ties_;
  std::vector<NodeId> starts_;
  std::vector<Join> joins_;
};

}  // namespace

Value PathOperator::execute() {
  SetValue from = inputSet(op_.from);
  const SetValue to = inputSet(op_.to);
  if (run_.failed()) return SetValue{};
  from.chains.reset();
  auto ties = std::make_shared<Ties>(run_, clock_, op_.hop, op_.modifiers, unite(from.nodes, to.nodes));
  const std::uint64_t limit = op_.all ? op_.limit.value_or(std::numeric_limits<std::uint64_t>::max()) : 1;
  auto chains = std::make_shared<Chains>();
  NodeSet walked;
  const auto find = op_.by_rarity ? rarestChains : shortestChains;
  chains->list = find(run_, *ties, from.nodes, to.nodes, op_.hops, limit, walked);
  chains->with_holders = op_.by_rarity;
  if (run_.failed()) return SetValue{};
  ties->say(walked);
  if (chains->list.empty() && limit > 0 && !from.nodes.empty() && !to.nodes.empty()) {
    run_.notice("N410", format("no chain of at most {} joins them", counted(op_.hops, "hop")));
  }
  if (!chains->list.empty() && chains->list.front().size() == 1) {
    run_.notice("N411", "the two sides have a node in common: a chain from it to itself has no hop");
  }
  if (op_.all && !op_.limit && chains->list.size() > kManyChains) {
    run_.notice("N412",
                format("{} of the same length: `| take 20` shows the first", counted(chains->list.size(), "chain")));
  }
  SetValue out;
  out.nodes = nodesOn(*chains);
  if (!chains->list.empty()) out.layer = std::make_shared<ChainLayer>(run_, std::move(from), std::move(ties), chains);
  out.chains = std::move(chains);
  return out;
}

Rows chainRows(const Chains& chains) {
  Rows out;
  out.columns = {{"path", ColumnType::kInteger},
                 {"step", ColumnType::kInteger},
                 {"node", ColumnType::kNode},
                 {"relation", ColumnType::kText},
                 {"direction", ColumnType::kText}};
  if (chains.with_holders) out.columns.push_back({"holders", ColumnType::kInteger});
  std::int64_t number = 0;
  for (const auto& chain : chains.list) {
    ++number;
    for (std::size_t i = 0; i < chain.size(); ++i) {
      const Chains::Step& step = chain[i];
      out.cells.emplace_back(number);
      out.cells.emplace_back(static_cast<std::int64_t>(i));
      out.cells.emplace_back(NodeRef{step.node});
      out.cells.push_back(i == 0 ? Datum() : Datum(step.relations));
      out.cells.push_back(i == 0 ? Datum() : Datum(step.direction));
      if (chains.with_holders) out.cells.push_back(i == 0 ? Datum() : Datum(static_cast<std::int64_t>(step.holders)));
    }
  }
  return out;
}

SetValue firstChains(SetValue set, std::uint64_t limit) {
  if (set.chains->list.size() <= limit) return set;
  auto fewer = std::make_shared<Chains>(*set.chains);
  fewer->list.resize(limit);
  set.nodes = nodesOn(*fewer);
  set.chains = std::move(fewer);
  return set;
}

}  // namespace clew::execution
