// Each way of the hop is walked set at a time. What is tested as a hub or against an excluded set is the value: going
// along it is the node reached, going back it is the node that one comes from. Links are kept nowhere unless `at most N
// each` chooses among them; the layer finds them again from the result's side.
#include "execution/expand.h"

#include <algorithm>
#include <limits>
#include <set>

#include "common/format.h"
#include "common/text.h"
#include "execution/times.h"

namespace clew::execution {
namespace {

using Pair = std::pair<NodeId, NodeId>;  // seed, reached

constexpr std::uint64_t kAllLinks = std::numeric_limits<std::uint64_t>::max();

/// What execution and layer share: which links of the hop pass.
class Walk {
 public:
  Walk(Run& run, const Clock& clock, const planner::Expand& op)
      : run_(run), op_(op), reader_(run, linkFilter(run, clock, op.modifiers)), exclusions_(run, clock, op.modifiers) {
    reader_.excludeDated(exclusions_.dated());
  }

  LinkReader& reader() { return reader_; }
  Exclusions& exclusions() { return exclusions_; }
  bool typeFits(NodeId node) const {
    return op_.result_types.none() || typeAmong(run_.schema(), op_.result_types, run_.view().typeOf(node));
  }
  /// Whether a link passes as far as its nodes are concerned; its value may be a hub or excluded.
  Exclusions::Verdict judge(NodeId seed, NodeId reached, const Hop::Way& way) {
    if (exclusions_.none()) return Exclusions::Verdict::kCross;
    if (way.direction == binder::Direction::kAlong) return exclusions_.judge(reached, way);
    const auto verdict = exclusions_.judge(seed, reversed(way));
    return verdict;
  }
  NodeId valueOf(NodeId seed, NodeId reached, const Hop::Way& way) const {
    return way.direction == binder::Direction::kAlong ? reached : seed;
  }

 private:
  Run& run_;
  const planner::Expand& op_;
  LinkReader reader_;
  Exclusions exclusions_;
};

class ExpandLayer final : public Layer {
 public:
  ExpandLayer(Run& run, const planner::Expand& op, SetValue input, std::shared_ptr<Walk> walk)
      : Layer(depthOf(input.layer) + 1), run_(run), op_(op), input_(std::move(input)), walk_(std::move(walk)) {}

  /// After `at most N each`: only these links, sorted, by way.
  void keepOnly(std::vector<std::vector<Pair>> pairs) { kept_ = std::move(pairs); }

  void links(NodeId node, const LinkCallback& take) const override {
    if (!members_) members_.emplace(input_.nodes, run_.view().nodeCount());
    std::vector<ResultLink> found;
    for (std::size_t i = 0; i < op_.hop.ways.size(); ++i) collect(node, i, found);
    std::stable_sort(found.begin(), found.end(), [&](const ResultLink& a, const ResultLink& b) {
      return a.seed != b.seed && run_.view().before(a.seed, b.seed);
    });
    for (const ResultLink& link : found) {
      if (!take(link)) return;
    }
  }

 private:
  void collect(NodeId node, std::size_t index, std::vector<ResultLink>& found) const {
    const Hop::Way& way = op_.hop.ways[index];
    const StoredWay back = storedWay(reversed(way));
    const auto add = [&](NodeId seed, std::span<const Observation> passing) {
      if (!members_->contains(seed) || walk_->judge(seed, node, way) != Exclusions::Verdict::kCross) return;
      if (!kept_.empty() && !std::binary_search(kept_[index].begin(), kept_[index].end(), Pair(seed, node))) return;
      found.push_back(make(node, seed, way, passing));
    };
    // From the side with fewer links: a result with ten thousand holders is found from its few seeds.
    if (run_.view().degree(node, back.relation, back.direction) > 16 * input_.nodes.size()) {
      for (const NodeId seed : input_.nodes) {
        if (!run_.goOn()) return;
        if (const auto passing = walk_->reader().between(seed, node, way)) add(seed, *passing);
      }
      return;
    }
    walk_->reader().each({node}, reversed(way), [&](NodeId, NodeId seed, std::span<const Observation> passing) {
      add(seed, passing);
      return true;
    });
  }

  ResultLink make(NodeId node, NodeId seed, const Hop::Way& way, std::span<const Observation> passing) const {
    const StoredWay stored = storedWay(way);
    ResultLink link;
    link.node = node;
    link.seed = seed;
    link.trait = &run_.schema().relation(way.relation).name;  // the relation, whatever word led to it
    link.value = walk_->valueOf(seed, node, way);
    link.relation = way.relation;
    Step step;
    step.from = seed;
    step.to = node;
    step.relation = stored.relation;
    step.direction = stored.direction;
    step.seen.assign(passing.begin(), passing.end());
    link.seen = step.seen;
    link.steps.push_back(std::move(step));
    link.depth = depth();
    link.behind = input_.layer.get();
    return link;
  }

  Run& run_;
  const planner::Expand& op_;
  SetValue input_;
  mutable std::optional<Membership> members_;  // of input_, made when first asked
  std::shared_ptr<Walk> walk_;
  std::vector<std::vector<Pair>> kept_;
};

/// One run of the operator.
class Expansion {
 public:
  Expansion(Run& run, const Clock& clock, const planner::Expand& op, const SetValue& input)
      : run_(run), op_(op), input_(input), walk_(std::make_shared<Walk>(run, clock, op)) {}

  std::shared_ptr<Walk> walk() { return walk_; }

  NodeSet nodes() {
    NodeSet out;
    for (const Hop::Way& way : op_.hop.ways) {
      const bool all = way.direction == binder::Direction::kAlong || walk_->exclusions().none();
      const NodeSet fewer = all ? NodeSet() : crossed(way);
      const NodeSet& frontier = all ? input_.nodes : fewer;
      NodeSet reached = walk_->reader().neighbours(frontier, way);
      if (op_.result_types.any()) run_.view().keepTypes(reached, op_.result_types);
      if (way.direction == binder::Direction::kAlong) walk_->exclusions().keepCrossed(reached, way);
      out = out.empty() ? std::move(reached) : unite(out, reached);
      walk_->reader().noteLeftOut(frontier, way);
      hint(frontier, way);
    }
    return out;
  }

  /// N438: a relation of hosts hangs on the very name. Where a few domains have none of it, the names below may.
  void noteBelow() {
    constexpr std::size_t kMostSeeds = 100;
    const auto& known = run_.schema().known();
    if (input_.nodes.size() > kMostSeeds || !run_.hasLinksToSpare()) return;
    model::TypeSet domain;
    domain.set(known.domain);
    NodeSet domains = input_.nodes;
    run_.view().keepTypes(domains, domain);
    if (domains.empty()) return;
    const NodeSet names =
        run_.view().endsOfType(domains, run_.schema().knownRelations().fqdn, Direction::kAlong, known.host);
    if (names.empty()) return;
    NodeSet found;
    for (const Hop::Way& way : op_.hop.ways) {
      const bool of_hosts = way.direction == binder::Direction::kAlong && !isDerived(run_.schema(), way.relation) &&
                            run_.schema().relation(way.relation).subjects.test(known.host);
      if (!of_hosts || !run_.goOn()) continue;
      found = unite(found, walk_->reader().neighbours(names, way));
    }
    if (op_.result_types.any()) run_.view().keepTypes(found, op_.result_types);
    if (found.empty()) return;
    run_.notice("N438",
                format("names below {} have {}: `-> fqdn -> {}`", domains.size() == 1 ? "the domain" : "the domains",
                       counted(found.size(), "result"), op_.hop.text));
  }

  /// The links to the N nodes of each seed that are reached over the rarest values; ties by name. Gives these nodes.
  NodeSet cut(std::uint64_t most, std::vector<std::vector<Pair>>& kept) {
    NodeSet out;
    kept.assign(op_.hop.ways.size(), {});
    for (const NodeId seed : input_.nodes) {
      if (!run_.goOn()) return {};
      std::vector<Choice> choices = choicesOf(seed);
      std::sort(choices.begin(), choices.end(), [&](const Choice& a, const Choice& b) {
        if (a.holders != b.holders) return a.holders < b.holders;
        if (a.node != b.node) return run_.view().before(a.node, b.node);
        return a.way < b.way;
      });
      std::set<NodeId> chosen;  // a node that is reached in two ways counts once, by the rarer
      for (const Choice& choice : choices) {
        if (chosen.size() >= most && !chosen.contains(choice.node)) {
          reportCut(seed, choice);
          continue;
        }
        chosen.insert(choice.node);
        kept[choice.way].emplace_back(seed, choice.node);
        out.push_back(choice.node);
      }
    }
    for (auto& pairs : kept) std::sort(pairs.begin(), pairs.end());
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  /// Says, link by link, what was not crossed.
  void reportSkipped() {
    walk_->reader().tellDated([&](NodeId from, NodeId to, const Hop::Way& way) { reportDated(from, to, way); });
    reportEach();
    walk_->reader().tellDated(nullptr);
  }

 private:
  struct Choice {
    std::uint64_t holders = 0;
    NodeId node = kNoNode;
    std::size_t way = 0;
  };

  void reportEach() {
    const bool dated = walk_->exclusions().dated() != nullptr;
    for (const Hop::Way& way : op_.hop.ways) {
      for (const NodeId seed : input_.nodes) {
        if (!run_.goOn()) return;
        reportRedacted(run_, seed, way, walk_->reader().filter(), seed);
        if (walk_->exclusions().none() && !dated) continue;
        if (way.direction == binder::Direction::kBack) {
          reportBack(seed, way);
          continue;
        }
        walk_->reader().each({seed}, way, [&](NodeId, NodeId to, std::span<const Observation>) {
          if (walk_->typeFits(to)) walk_->exclusions().report(to, way, seed, walk_->exclusions().judge(to, way));
          return true;
        });
      }
    }
  }

  /// A value that is not left, if a link would have been taken from it.
  void reportBack(NodeId seed, const Hop::Way& way) {
    const bool dated = walk_->exclusions().dated() != nullptr;
    const auto verdict = walk_->exclusions().judge(seed, reversed(way));
    if (verdict == Exclusions::Verdict::kCross && !dated) return;
    bool any = false;
    walk_->reader().each({seed}, way, [&](NodeId, NodeId to, std::span<const Observation>) {
      any = any || walk_->typeFits(to);
      return dated || !any;
    });
    if (any) walk_->exclusions().report(seed, reversed(way), seed, verdict);
  }

  /// The holder of a value that is excluded at the time of their link stands as its seed: other holders are reached.
  void reportDated(NodeId from, NodeId to, const Hop::Way& way) {
    if (!walk_->typeFits(to)) return;
    const bool along = way.direction == binder::Direction::kAlong;
    walk_->exclusions().report(along ? to : from, along ? way : reversed(way), along ? from : to,
                               Exclusions::Verdict::kExcluded);
  }

  /// The frontier without values that are not crossed (going back, the frontier holds the values).
  NodeSet crossed(const Hop::Way& way) {
    NodeSet frontier = input_.nodes;
    if (way.direction == binder::Direction::kBack) walk_->exclusions().keepCrossed(frontier, reversed(way));
    return frontier;
  }

  std::vector<Choice> choicesOf(NodeId seed) {
    std::vector<Choice> choices;
    for (std::size_t i = 0; i < op_.hop.ways.size(); ++i) {
      const Hop::Way& way = op_.hop.ways[i];
      walk_->reader().each({seed}, way, [&](NodeId, NodeId to, std::span<const Observation>) {
        if (!walk_->typeFits(to) || walk_->judge(seed, to, way) != Exclusions::Verdict::kCross) return true;
        const bool along = way.direction == binder::Direction::kAlong;
        choices.push_back({along ? holdersOf(run_.view(), to, way).nodes : 0, to, i});
        return true;
      });
    }
    return choices;
  }

  void reportCut(NodeId seed, const Choice& choice) {
    if (run_.skipped() == nullptr) return;
    const Hop::Way& way = op_.hop.ways[choice.way];
    SkippedEntry entry;
    entry.value = choice.node;
    entry.relation = run_.schema().relation(way.relation).name;
    entry.reason = SkippedEntry::Reason::kCut;
    entry.holders = holdersOf(run_.view(), choice.node, way);
    entry.seed = seed;
    run_.skipped()->push_back(std::move(entry));
  }

  /// Values with very many holders that were walked back from, and that nobody excluded.
  void hint(const NodeSet& frontier, const Hop::Way& way) {
    if (op_.modifiers.hubs || way.direction != binder::Direction::kBack) return;
    const StoredWay stored = storedWay(way);
    if (run_.view().walkCost(frontier, 0, stored.relation, stored.direction, kAllLinks).most[0].links <= kHintHolders)
      return;
    for (const NodeId node : frontier) {
      const std::uint64_t degree = run_.view().degree(node, stored.relation, stored.direction);
      if (degree <= kHintHolders || run_.isSeed(node)) continue;
      run_.notice(crossedHub(run_.view(), node, degree, run_.schema().relation(way.relation).name));
      return;
    }
  }

  Run& run_;
  const planner::Expand& op_;
  const SetValue& input_;
  std::shared_ptr<Walk> walk_;
};

}  // namespace

Value ExpandOperator::execute() {
  SetValue input = inputSet(op_.input);
  if (run_.failed()) return SetValue{};
  Expansion expansion(run_, clock_, op_, input);
  SetValue out;
  std::vector<std::vector<Pair>> kept;
  out.nodes = op_.modifiers.at_most_each ? expansion.cut(*op_.modifiers.at_most_each, kept) : expansion.nodes();
  if (run_.skipped() != nullptr) expansion.reportSkipped();
  if (out.nodes.empty() && !run_.failed()) expansion.noteBelow();
  input.has_order = false;
  auto layer = std::make_shared<ExpandLayer>(run_, op_, std::move(input), expansion.walk());
  layer->keepOnly(std::move(kept));
  out.layer = std::move(layer);
  return out;
}

}  // namespace clew::execution
