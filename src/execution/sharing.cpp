#include "execution/sharing.h"

#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "execution/sharing_join.h"
#include "execution/sharing_layer.h"
#include "execution/times.h"
#include "graph/node_marks.h"

namespace clew::execution {
namespace {

class Search {
 public:
  /// `below`: the same search again, with the names below the domains.
  Search(Run& run, const Clock& clock, const planner::Sharing& op, SharingLayer& layer, bool below = false)
      : run_(run),
        clock_(clock),
        op_(op),
        layer_(layer),
        seeds_(layer.seeds().nodes),
        join_(run, layer.traits(), seeds_, below) {}

  NodeSet find(const NodeSet* subjects) {
    const bool all_exact = exact();
    // a single seed shares with nobody else, and `other` leaves them all out
    NodeSet found = candidates(subjects, seeds_.size() == 1 || (all_exact && op_.other));
    if (run_.failed()) return {};
    if (all_exact && (seeds_.size() == 1 || op_.other)) return found;
    if (op_.modifiers.overlapping && layer_.oneIsEnough() && join_.applies()) {
      std::uint64_t undated = 0;
      NodeSet passing = join_.passing(found, layer_.rule(), undated).value_or(NodeSet());
      layer_.addUndatedLeftOut(undated);
      return passing;
    }
    const Membership seeds(seeds_, run_.view().nodeCount());
    std::erase_if(found, [&](NodeId node) {
      if (!run_.goOn()) return true;
      if (all_exact && !seeds.contains(node)) return false;
      return !layer_.shares(node);
    });
    return found;
  }

  /// `other`: without the members of S and the apexes of its hosts.
  void dropSeeds(NodeSet& found) {
    drop(found, seeds_);
    const NodeSet dropped = intersect(found, apexesOfSeeds());
    if (dropped.empty()) return;
    found = subtract(found, dropped);
    run_.notice("N407", format("`other` also left out {} of the hosts compared with: {}",
                               counted(dropped.size(), "apex", "apexes"), run_.view().nameOf(dropped.front())));
  }

  void say(const NodeSet& found, const NodeSet* subjects) {
    hintHubs();
    const NodeSet skip = op_.other ? unite(seeds_, apexesOfSeeds()) : seeds_;
    for (const auto& trait : layer_.traits()) trait->noteLeftOut(seeds_, op_.subject_types, subjects, skip);
    if (op_.modifiers.overlapping && layer_.undatedLeftOut() > 0) {
      run_.notice("N403",
                  format("{} of shared values without dates {} left out by `overlapping`",
                         counted(layer_.undatedLeftOut(), "observation"), layer_.undatedLeftOut() == 1 ? "is" : "are"));
    }
    sayNamesBelow(found, subjects);
  }

  void sayNeverTogether(const NodeSet& found) {
    if (op_.modifiers.overlapping || found.empty() || found.size() > kTogetherChecks) return;
    const std::optional<std::size_t> counted_never = countNeverTogether(found);
    if (!counted_never || *counted_never == 0) return;
    run_.notice(neverTogether(*counted_never, found.size()));
  }

 private:
  bool exact() const {
    if (op_.modifiers.overlapping) return false;
    if (layer_.needed() > 1 && seeds_.size() > 1) return false;
    return std::all_of(layer_.traits().begin(), layer_.traits().end(),
                       [](const auto& trait) { return trait->exact(); });
  }

  /// Copies what is left only if something is taken away.
  static void drop(NodeSet& from, const NodeSet& these) {
    if (std::any_of(these.begin(), these.end(),
                    [&](NodeId node) { return std::binary_search(from.begin(), from.end(), node); }))
      from = subtract(from, these);
  }

  /// Nodes that are candidates by enough traits; `others`: without the seeds.
  NodeSet candidates(const NodeSet* subjects, bool others) {
    NodeSet out = layer_.needed() == 1 && subjects == nullptr && !holders_ ? candidatesByOne() : candidatesBy(subjects);
    if (others) drop(out, seeds_);
    return out;
  }

  /// Where one trait is enough and all of a type are asked: gathered in one set of marks.
  NodeSet candidatesByOne() {
    graph::NodeMarks found(run_.view().nodeCount());
    for (const auto& trait : layer_.traits()) {
      if (run_.failed()) return {};
      if (trait->addCandidates(seeds_, found)) continue;
      const NodeSet some = trait->candidates(seeds_, op_.subject_types, nullptr, {});
      found.addAll(some.data(), some.data() + some.size());
    }
    NodeSet out = found.drain();
    run_.view().keepTypes(out, op_.subject_types);
    return out;
  }

  NodeSet candidatesBy(const NodeSet* subjects) {
    std::vector<NodeSet> sets;
    for (const auto& trait : layer_.traits()) {
      sets.push_back(trait->candidates(seeds_, op_.subject_types, subjects, holders_));
      if (run_.failed()) return {};
    }
    const std::size_t enough = layer_.needed();
    NodeSet out;
    if (enough == 1) {
      for (NodeSet& set : sets) out = out.empty() ? std::move(set) : unite(out, set);
      return out;
    }
    std::vector<NodeId> all;
    for (const NodeSet& set : sets) all.insert(all.end(), set.begin(), set.end());
    std::sort(all.begin(), all.end());
    for (std::size_t i = 0, end = 0; i < all.size(); i = end) {
      while (end < all.size() && all[end] == all[i]) ++end;
      if (end - i >= enough) out.push_back(all[i]);
    }
    return out;
  }

  /// A value with very many holders was crossed, and nobody excluded it.
  void hintHubs() {
    if (op_.modifiers.hubs) return;
    for (const auto& trait : layer_.traits()) {
      if (!trait->byNodes() || trait->trait().hops.empty()) continue;
      const NodeSet& values = trait->seedNodes(seeds_);
      for (const Hop::Way& way : trait->trait().hops.back().ways) {
        if (hintHub(*trait, way, values)) return;
      }
    }
  }

  bool hintHub(SharedTrait& trait, const Hop::Way& way, const NodeSet& values) {
    if (way.direction == binder::Direction::kBack) return false;
    const StoredWay stored = storedWay(way);
    for (const NodeId value : values) {
      const std::uint64_t degree = run_.view().degree(value, stored.relation, opposite(stored.direction));
      if (degree <= kHintHolders || run_.isSeed(value)) continue;
      run_.notice(crossedHub(run_.view(), value, degree, trait.trait().text));
      return true;
    }
    return false;
  }

  /// Empty when it would cost more than a notice may.
  std::optional<std::size_t> countNeverTogether(const NodeSet& found) {
    if (layer_.oneIsEnough() && join_.applies()) {
      std::uint64_t undated = 0;
      const auto together = join_.passing(found, {PairRule::Kind::kTogether, 0}, undated);
      if (!together || run_.failed()) return std::nullopt;
      return found.size() - together->size();
    }
    std::size_t never = 0;
    for (const NodeId node : found) {
      if (!run_.goOn()) return std::nullopt;
      const std::optional<bool> together = layer_.everTogether(node);
      if (!together) return std::nullopt;
      if (!*together) ++never;
    }
    return never;
  }

  /// A relation of hosts hangs on the very name; names below a domain may share too. What they would add is found by
  /// asking the same with `of fqdn`.
  void sayNamesBelow(const NodeSet& found, const NodeSet* subjects) {
    const auto& known = run_.schema().known();
    if (!op_.subject_types.test(known.domain) || op_.subject_types.test(known.host) || !run_.hasLinksToSpare()) return;
    if (std::none_of(op_.traits.begin(), op_.traits.end(), [&](const auto& near) { return ofHosts(near.trait); }))
      return;
    const Below below = this->below();
    if (below == Below::kNothing) return;
    planner::Sharing wider = op_;
    const std::string* widened = nullptr;
    for (binder::NearTrait& near : wider.traits) {
      if (!ofHosts(near.trait)) continue;
      Hop names;
      names.ways.push_back({run_.schema().knownRelations().fqdn, binder::Direction::kAlong});
      names.text = "fqdn";
      near.trait.hops.insert(near.trait.hops.begin(), std::move(names));
      if (widened == nullptr) widened = &near.trait.text;
    }
    const bool all =
        std::all_of(op_.traits.begin(), op_.traits.end(), [&](const auto& near) { return ofHosts(near.trait); });
    const Run::Aside aside(run_);  // what that would not cross is not the query's
    SharingLayer layer(run_, clock_, wider, layer_.seeds());
    Search search(run_, clock_, wider, layer, all);
    if (below == Below::kHolders && layer_.needed() <= 1) {
      search.holders_ = known.host;
      if (op_.modifiers.excluded.empty()) search.takeSeedNodes(layer_);
    }
    NodeSet more = subtract(search.find(subjects), found);
    if (op_.other) more = subtract(subtract(more, seeds_), apexesOfSeeds());
    if (more.empty() || run_.failed()) return;
    run_.notice(namesBelow(more.size(), *widened));
  }

  /// No seed has names below it: what they have with these is what they have themselves.
  void takeSeedNodes(SharingLayer& narrow) {
    for (std::size_t i = 0; i < layer_.traits().size(); ++i)
      if (narrow.traits()[i]->byNodes()) layer_.traits()[i]->takeSeedNodes(narrow.traits()[i]->seedNodes(seeds_));
  }

  /// What names below domains can add: everything, where the seeds have such names; else only what is above a name that
  /// holds one of their values. The domains themselves decided already.
  enum class Below { kAll, kHolders, kNothing };
  Below below() {
    const GraphView& view = run_.view();
    const auto& known = run_.schema().known();
    if (std::any_of(seeds_.begin(), seeds_.end(), [&](NodeId seed) { return view.typeOf(seed) != known.domain; }))
      return Below::kAll;
    if (!view.endsOfType(seeds_, run_.schema().knownRelations().fqdn, Direction::kAlong, known.host).empty())
      return Below::kAll;
    Below out = Below::kNothing;
    for (const auto& trait : layer_.traits()) {
      if (!ofHosts(trait->trait())) continue;
      if (!trait->byNodes() || trait->reader().filter().with_retracted || trait->reader().filter().known_at)
        return Below::kAll;
      for (const Hop::Way& way : trait->trait().hops.front().ways) {
        const StoredWay back = storedWay(reversed(way));
        const NodeSet& values = trait->seedNodes(seeds_);
        if (!view.endsOfType(values, back.relation, back.direction, known.host).empty()) out = Below::kHolders;
      }
    }
    return out;
  }

  /// A relation that domains have as hosts.
  bool ofHosts(const binder::BoundTrait& trait) const {
    if (trait.hops.size() != 1 || trait.end != binder::BoundTrait::End::kNodes) return false;
    const auto& ways = trait.hops.front().ways;
    return std::any_of(ways.begin(), ways.end(), [&](const Hop::Way& way) {
      return way.direction == binder::Direction::kAlong && !isDerived(run_.schema(), way.relation) &&
             run_.schema().relation(way.relation).subjects.test(run_.schema().known().host);
    });
  }

  const NodeSet& apexesOfSeeds() {
    if (!apexes_) {
      model::TypeSet hosts;
      hosts.set(run_.schema().known().host);
      NodeSet named = seeds_;
      run_.view().keepTypes(named, hosts);
      LinkReader links(run_, {});
      apexes_ = links.neighbours(named, {run_.schema().knownRelations().apex, binder::Direction::kAlong});
    }
    return *apexes_;
  }

  Run& run_;
  const Clock clock_;
  const planner::Sharing& op_;
  SharingLayer& layer_;
  const NodeSet& seeds_;
  SharingJoin join_;
  std::optional<model::TypeId> holders_;  // candidates come through holders of exactly this type alone
  std::optional<NodeSet> apexes_;         // of the seeds' hosts
};

}  // namespace

SetValue SharingOperator::seeds(const SetValue& subjects, bool scan) {
  SetValue out;
  if (!op_.each_other && op_.with) {
    out = inputSet(op_.with);
  } else {
    out = subjects;
    if (scan) out.nodes = run_.view().ofTypes(op_.subject_types);
  }
  out.has_order = false;
  out.ordered.clear();
  return out;
}

Value SharingOperator::execute() {
  // A whole type as subjects is found from the seeds' side; nothing is read for it.
  const bool scan = !op_.subjects || std::holds_alternative<planner::NodeScan>(op_.subjects->op);
  SetValue subjects;
  if (!scan) subjects = inputSet(op_.subjects);
  SetValue with = seeds(subjects, scan);
  if (run_.failed()) return SetValue{};
  auto layer = std::make_shared<SharingLayer>(run_, clock_, op_, std::move(with));
  const auto search = std::make_shared<Search>(run_, clock_, op_, *layer);
  SetValue out;
  out.nodes = search->find(scan ? nullptr : &subjects.nodes);
  if (run_.failed()) return SetValue{};
  if (op_.other) search->dropSeeds(out.nodes);
  search->say(out.nodes, scan ? nullptr : &subjects.nodes);
  if (run_.skipped() != nullptr) {
    for (const auto& trait : layer->traits()) trait->reportSkipped(layer->seeds().nodes);
  }
  // its layer lives as long as the set does, and as the notice
  out.late =
      std::make_shared<const LateNotice>([search, layer](const NodeSet& found) { search->sayNeverTogether(found); });
  out.layer = std::move(layer);
  return out;
}

}  // namespace clew::execution
