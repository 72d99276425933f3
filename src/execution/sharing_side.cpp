#include "execution/sharing_side.h"

#include <algorithm>

namespace clew::execution {

SharedTrait::SharedTrait(Run& run, const Clock& clock, const binder::NearTrait& near,
                         const binder::BoundModifiers& modifiers)
    : run_(run),
      near_(near),
      modifiers_(modifiers),
      reader_(run, clock, near.trait, &modifiers),
      index_(run.view(), near.nearness) {}

bool SharedTrait::byNodes() const {
  return endsInNodes() && std::holds_alternative<binder::SameValue>(near_.nearness);
}

std::size_t SharedTrait::valuesOf(NodeId seed) const {
  const auto found = value_counts_.find(seed);
  return found == value_counts_.end() ? 0 : found->second;
}

/// language.md: a member of S whose own type does not have the trait, but to which the trait leads. A host never does
/// in ns, mx and cname: their users are found by `<-`.
bool SharedTrait::standsForItself(NodeId seed) const {
  const auto& hops = near_.trait.hops;
  if (!endsInNodes() || hops.empty() || hops.front().ways.empty()) return false;
  const model::TypeId type = run_.view().typeOf(seed);
  if (leads_.empty()) leads_.resize(run_.schema().types().size());
  if (!leads_[type]) leads_[type] = leadsToType(type);
  return *leads_[type] && reader_.endsIn(seed);
}

bool SharedTrait::leadsToType(model::TypeId type) const {
  const auto& hops = near_.trait.hops;
  const model::Schema& schema = run_.schema();
  for (const Hop::Way& way : hops.front().ways) {
    const model::RelationDef& relation = schema.relation(way.relation);
    if (way.direction == binder::Direction::kBack) {
      if (schema.isA(type, relation.object)) return false;
    } else if (schema.relationOf(relation.name, type) != model::kNoRelation) {
      return false;
    }
  }
  const auto& known = schema.knownRelations();
  bool leads = false;
  for (const Hop::Way& way : hops.back().ways) {
    const model::RelationDef& relation = schema.relation(way.relation);
    const bool host_only = way.relation == known.ns || way.relation == known.mx || way.relation == known.cname;
    if (host_only && schema.isA(type, schema.known().host)) return false;
    leads = leads || (way.direction == binder::Direction::kAlong ? schema.isA(type, relation.object)
                                                                 : typeAmong(schema, relation.subjects, type));
  }
  return leads;
}

bool SharedTrait::byIntervals(const NodeSet& seeds, bool below) const {
  const auto& hops = near_.trait.hops;
  if (!byNodes() || near_.every || near_.trait.only || modifiers_.at_most_each) return false;
  if (!hops.empty() && hops.front().self.any()) return false;
  if (hops.size() != (below ? 2U : 1U) || reader_.exclusions().dated() != nullptr) return false;
  for (const Hop& hop : hops) {
    if (hop.ways.size() != 1) return false;
  }
  if (run_.schema().relation(hops.back().ways.front().relation).derivation != model::Derivation::kNone) return false;
  return std::none_of(seeds.begin(), seeds.end(), [&](NodeId seed) { return standsForItself(seed); });
}

std::vector<Held> SharedTrait::heldBySeed(NodeId seed) {
  if (!standsForItself(seed)) {
    std::vector<Held> held = reader_.held(seed);
    if (modifiers_.at_most_each) keepRarest(seed, held);
    return held;
  }
  if (const auto way = reader_.lastWay(); way && !reader_.exclusions().crosses(seed, *way)) return {};
  Held itself;
  itself.value = NodeRef{seed};
  itself.itself = true;
  return {std::move(itself)};
}

void SharedTrait::keepRarest(NodeId seed, std::vector<Held>& held) {
  const std::uint64_t most = *modifiers_.at_most_each;
  if (held.size() <= most) return;
  const auto holders = [&](const Held& one) -> graph::Holders {
    const NodeRef* node = one.value.as<NodeRef>();
    if (node == nullptr || one.steps.empty()) return {};
    const Step& last = one.steps.back();
    const bool along = last.direction == Direction::kAlong;
    return holdersOf(run_.view(), node->id,
                     {last.relation, along ? binder::Direction::kAlong : binder::Direction::kBack});
  };
  std::vector<std::pair<std::uint64_t, std::size_t>> order;
  for (std::size_t i = 0; i < held.size(); ++i) order.emplace_back(holders(held[i]).nodes, i);
  std::sort(order.begin(), order.end());  // held is sorted by value, so ties go by name
  std::vector<Held> kept;
  for (std::size_t i = 0; i < order.size(); ++i) {
    Held& one = held[order[i].second];
    if (i < most) {
      kept.push_back(std::move(one));
      continue;
    }
    const NodeRef* node = one.value.as<NodeRef>();
    if (run_.skipped() == nullptr || reported_) continue;
    SkippedEntry entry;
    entry.value = node != nullptr ? node->id : kNoNode;
    if (node == nullptr) entry.text = textOf(run_.view(), one.value);
    entry.relation = node == nullptr ? near_.trait.text : run_.schema().relation(one.steps.back().relation).name;
    entry.reason = SkippedEntry::Reason::kCut;
    entry.holders = holders(one);
    entry.seed = seed;
    run_.skipped()->push_back(std::move(entry));
  }
  held = std::move(kept);
}

const std::vector<SeedValue>& SharedTrait::seedValues(const NodeSet& seeds) {
  if (indexed_) return seed_values_;
  indexed_ = true;
  for (const NodeId seed : seeds) {
    if (!run_.goOn()) break;
    for (Held& held : heldBySeed(seed)) {
      index_.add(held.value, static_cast<std::uint32_t>(seed_values_.size()));
      const std::size_t bytes = sizeof(SeedValue) + held.seen.size() * 2 * sizeof(Observation);
      if (!run_.chargeRows(0, bytes)) return seed_values_;
      seed_values_.push_back({seed, std::move(held)});
      ++value_counts_[seed];
    }
  }
  index_.finish();
  return seed_values_;
}

const NodeSet& SharedTrait::seedNodes(const NodeSet& seeds) {
  if (!seed_nodes_) seed_nodes_ = findSeedNodes(seeds);
  return *seed_nodes_;
}

NodeSet SharedTrait::findSeedNodes(const NodeSet& seeds) {
  NodeSet out;
  if (modifiers_.at_most_each) {
    for (const SeedValue& value : seedValues(seeds)) {
      if (const NodeRef* node = value.held.value.as<NodeRef>()) out.push_back(node->id);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }
  NodeSet itself;
  for (const NodeId seed : seeds) {
    if (standsForItself(seed)) itself.push_back(seed);
  }
  const auto way = reader_.lastWay();
  out = reader_.forward(itself.empty() ? seeds : subtract(seeds, itself));
  std::erase_if(itself, [&](NodeId seed) { return way && !reader_.exclusions().crosses(seed, *way); });
  return itself.empty() ? out : unite(out, itself);
}

/// All nodes near the values.
NodeSet SharedTrait::widened(const NodeSet& values) const {
  const auto* prefixes = std::get_if<binder::WithinPrefixes>(&near_.nearness);
  if (prefixes == nullptr) return values;
  std::vector<model::Block> blocks;
  for (const NodeId value : values) {
    for (const model::Block& block : blocksAround(run_.view().nameOf(value), prefixes->lengths))
      blocks.push_back(block);
  }
  std::sort(blocks.begin(), blocks.end());
  blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
  NodeSet out;
  for (const model::Block& block : blocks) {
    if (!run_.goOn()) return out;
    const NodeSet inside = run_.view().inBlock(block);
    out.insert(out.end(), inside.begin(), inside.end());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

NodeSet SharedTrait::candidates(const NodeSet& seeds, const model::TypeSet& types, const NodeSet* subjects,
                                std::optional<model::TypeId> holders) {
  const bool by_address = std::holds_alternative<binder::WithinPrefixes>(near_.nearness);
  if (!endsInNodes() || (!byNodes() && !by_address)) {
    return subjects != nullptr ? *subjects : run_.view().ofTypes(types);
  }
  const NodeSet& values = seedNodes(seeds);
  NodeSet found = reader_.backward(by_address ? widened(values) : values, holders);
  if (subjects != nullptr) return intersect(found, *subjects);
  run_.view().keepTypes(found, types);
  return found;
}

bool SharedTrait::addCandidates(const NodeSet& seeds, graph::NodeMarks& found) {
  return byNodes() && reader_.addBackward(seedNodes(seeds), !modifiers_.at_most_each, found);
}

void SharedTrait::noteLeftOut(const NodeSet& seeds, const model::TypeSet& types, const NodeSet* subjects,
                              const NodeSet& skip) {
  const auto& hops = near_.trait.hops;
  if (hops.empty() || !reader_.observedLinks().leavesOut() || !run_.hasLinksToSpare()) return;
  LinkReader& links = reader_.observedLinks();
  const NodeSet own = reader_.beforeObserved(seeds);
  const bool first = reader_.observedHop() == 0;
  const auto other = [&](NodeId holder) {
    if (std::binary_search(own.begin(), own.end(), holder)) return false;  // counted with the seeds
    if (!first) return true;
    if (subjects != nullptr && !std::binary_search(subjects->begin(), subjects->end(), holder)) return false;
    return typeAmong(run_.schema(), types, run_.view().typeOf(holder)) &&
           !std::binary_search(skip.begin(), skip.end(), holder);
  };
  const bool by_address = std::holds_alternative<binder::WithinPrefixes>(near_.nearness);
  const bool from_values = endsInNodes() && (byNodes() || by_address);
  const NodeSet far = from_values ? reader_.afterObserved(widened(seedNodes(seeds))) : NodeSet{};
  for (const Hop::Way& way : hops[reader_.observedHop()].ways) {
    LinkReader::LeftOut count;
    links.countLeftOut(own, way, count);
    if (!far.empty())
      links.countLeftOut(far, reversed(way), count, [&](NodeId, NodeId holder) { return other(holder); });
    links.sayLeftOut(count, way.relation);
  }
}

void SharedTrait::reportSkipped(const NodeSet& seeds) {
  seedValues(seeds);
  reported_ = true;
  for (const NodeId seed : seeds) {
    if (!run_.goOn()) return;
    if (const auto way = reader_.lastWay(); way && standsForItself(seed)) {
      reader_.exclusions().report(seed, *way, seed, reader_.exclusions().judge(seed, *way));
      continue;
    }
    reader_.reportFor(seed);
    (void)reader_.held(seed);
    reader_.reportFor(kNoNode);
  }
}

}  // namespace clew::execution
