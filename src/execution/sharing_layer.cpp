#include "execution/sharing_layer.h"

#include <algorithm>
#include <map>
#include <set>

#include "common/time.h"

namespace clew::execution {
namespace {

/// The two lie at most `gap` seconds apart.
bool overlap(const Observation& a, const Observation& b, std::int64_t gap) {
  Time a_end = 0, b_end = 0;
  if (__builtin_add_overflow(a.last, gap, &a_end) || __builtin_add_overflow(b.last, gap, &b_end)) return true;
  return a.first <= b_end && b.first <= a_end;
}

/// The overlap lies in the day that an end is known to, so nobody knows whether it was one.
bool onlySameDay(const Observation& a, const Observation& b) {
  const Observation& earlier = a.last <= b.last ? a : b;
  return earlier.last_is_day != 0 && std::max(a.first, b.first) >= startOfDay(earlier.last);
}

std::vector<Observation> keepMarked(const std::vector<Observation>& all, const std::vector<bool>& marked) {
  std::vector<Observation> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (marked[i]) out.push_back(all[i]);
  }
  return out;
}

bool sameObservation(const Observation& a, const Observation& b) {
  return a.first == b.first && a.last == b.last && a.source == b.source && a.learnt == b.learnt && a.raw == b.raw;
}

/// Steps whose observations were judged keep only those that passed; one that has none left is no evidence.
void restrictSteps(std::vector<Step>& steps, const std::vector<Observation>& all,
                   const std::vector<Observation>& kept) {
  const auto among = [](const std::vector<Observation>& list, const Observation& one) {
    return std::any_of(list.begin(), list.end(), [&](const Observation& other) { return sameObservation(one, other); });
  };
  std::erase_if(steps, [&](Step& step) {
    return std::erase_if(step.seen, [&](const Observation& one) { return among(all, one) && !among(kept, one); }) > 0 &&
           step.seen.empty();
  });
}

}  // namespace

SharingLayer::SharingLayer(Run& run, const Clock& clock, const planner::Sharing& op, SetValue seeds)
    : Layer(depthOf(seeds.layer) + 1), run_(run), op_(op), seeds_(std::move(seeds)) {
  for (const binder::NearTrait& near : op.traits) {
    traits_.push_back(std::make_unique<SharedTrait>(run, clock, near, op.modifiers));
  }
}

std::size_t SharingLayer::needed() const {
  switch (op_.form) {
    case binder::TraitForm::kAny:
      return 1;
    case binder::TraitForm::kAll:
      return op_.traits.size();
    case binder::TraitForm::kAtLeast:
      return op_.at_least;
  }
  return 1;
}

bool SharingLayer::LessValue::operator()(const Datum& a, const Datum& b) const {
  const NodeRef* left = a.as<NodeRef>();
  const NodeRef* right = b.as<NodeRef>();
  if (left != nullptr && right != nullptr) return left->id < right->id;
  return compareData(*view, a, b) < 0;
}

/// What is near the value of `own` among the seeds, worked out once a value.
const Others& SharingLayer::others(OthersOf& known, std::size_t trait, const Held& own, PairRule rule) const {
  const auto [at, added] = known.try_emplace(own.value, rule);
  Others& out = at->second;
  if (!added) return out;
  SharedTrait& shared = *traits_[trait];
  const std::vector<SeedValue>& seed_values = shared.seedValues(seeds_.nodes);
  const std::vector<std::uint32_t> near = shared.near(own.value);
  if (rule.kind == PairRule::Kind::kTogether) {
    if (gave_up_ = gave_up_ || !run_.spareLinks(near.size()); gave_up_) return out;
  } else if (!chargePairs(near.size(), own)) {
    return out;
  }
  for (const std::uint32_t number : near) out.add(seed_values[number].seed, seed_values[number].held);
  out.finish();
  run_.chargeRows(0, out.bytes());
  if (rule.kind == PairRule::Kind::kOverlapping) undated_ += out.undated();
  return out;
}

bool SharingLayer::anyPasses(NodeId node, std::vector<OthersOf>& known, PairRule rule) const {
  if (known.empty()) known.resize(traits_.size(), OthersOf(LessValue{&run_.view()}));
  const bool is_seed = std::binary_search(seeds_.nodes.begin(), seeds_.nodes.end(), node);
  for (std::size_t i = 0; i < traits_.size(); ++i) {
    for (const Held& own : traits_[i]->reader().held(node)) {
      if (!run_.goOn()) return false;
      const Others& near = others(known[i], i, own, rule);
      if (rule.kind == PairRule::Kind::kOverlapping && !is_seed && near.any(node)) {
        undated_ += static_cast<std::uint64_t>(
            std::count_if(own.seen.begin(), own.seen.end(), [](const Observation& seen) { return !seen.dated(); }));
      }
      if (near.passes(node, own)) return true;
    }
  }
  return false;
}

/// Enough traits are shared with one and the same seed: every pair is looked at, and paid for.
bool SharingLayer::agrees(NodeId node) const {
  std::vector<NodeId> seeds;  // each once a trait that is shared with it
  for (const auto& trait : traits_) {
    const std::vector<SeedValue>& seed_values = trait->seedValues(seeds_.nodes);
    const std::size_t from = seeds.size();
    for (const Held& own : trait->reader().held(node)) {
      const std::vector<std::uint32_t> near = trait->near(own.value);
      if (!chargePairs(near.size(), own)) return false;
      for (const std::uint32_t number : near) {
        if (seed_values[number].seed != node) seeds.push_back(seed_values[number].seed);
      }
    }
    const auto own_part = seeds.begin() + static_cast<std::ptrdiff_t>(from);
    std::sort(own_part, seeds.end());
    seeds.erase(std::unique(own_part, seeds.end()), seeds.end());
  }
  std::sort(seeds.begin(), seeds.end());
  const std::size_t enough = needed();
  for (std::size_t i = enough; i <= seeds.size(); ++i) {
    if (seeds[i - enough] == seeds[i - 1]) return true;
  }
  return false;
}

PairRule SharingLayer::rule() const {
  if (!op_.modifiers.overlapping) return {};
  return {PairRule::Kind::kOverlapping, *op_.modifiers.overlapping};
}

bool SharingLayer::oneIsEnough() const {
  return needed() <= 1 && std::none_of(traits_.begin(), traits_.end(), [](const auto& one) { return one->every(); });
}

bool SharingLayer::shares(NodeId node) const {
  if (oneIsEnough()) return anyPasses(node, passing_, rule());
  const bool any_every = std::any_of(traits_.begin(), traits_.end(), [](const auto& one) { return one->every(); });
  if (!op_.modifiers.overlapping && !any_every) return agrees(node);
  bool any = false;
  links(node, [&](const ResultLink&) { return !(any = true); });
  return any;
}

std::optional<bool> SharingLayer::everTogether(NodeId node) const {
  const PairRule rule{PairRule::Kind::kTogether, 0};
  bool together = false;
  if (oneIsEnough()) {
    together = anyPasses(node, together_, rule);
  } else if (gave_up_ = gave_up_ || !run_.spareLinks(seeds_.nodes.size()); !gave_up_) {
    links(node, [&](const ResultLink& link) {
      Others seed(rule);
      Held own, other;
      own.seen = link.seen;
      other.steps = link.seed_steps;
      seed.add(link.seed, other);
      seed.finish();
      return !(together = seed.passes(link.node, own));
    });
  }
  return gave_up_ ? std::nullopt : std::optional<bool>(together);
}

/// Pairs are charged as the links that would be walked to them.
bool SharingLayer::chargePairs(std::size_t pairs, const Held& own) const {
  const NodeRef* value = own.value.as<NodeRef>();
  const model::RelationId relation = own.steps.empty() ? model::kNoRelation : own.steps.back().relation;
  if (value == nullptr || relation == model::kNoRelation) return run_.chargeLinks(pairs);
  return run_.chargeLinks(pairs, value->id, relation);
}

/// Chooses the observations that are part of a passing pair; false when there is none.
bool SharingLayer::pair(const Held& own, const Held& other, ResultLink& link) const {
  link.seen = own.seen;
  link.steps = own.steps;
  link.seed_steps = other.steps;
  if (!op_.modifiers.overlapping) return true;
  const bool own_free = own.seen.empty();
  const bool other_free = other.seen.empty();  // derived, or stands for itself: passes every modifier
  std::vector<bool> own_marks(own.seen.size()), other_marks(other.seen.size());
  bool any = own_free && other_free, all_same_day = true;
  for (std::size_t i = 0; i < own.seen.size(); ++i) {
    if (!own.seen[i].dated()) {
      ++undated_;
      continue;
    }
    if (other_free) {
      own_marks[i] = any = true;
      all_same_day = false;
    }
    for (std::size_t j = 0; j < other.seen.size(); ++j) {
      if (!other.seen[j].dated() || !overlap(own.seen[i], other.seen[j], *op_.modifiers.overlapping)) continue;
      own_marks[i] = other_marks[j] = any = true;
      all_same_day = all_same_day && onlySameDay(own.seen[i], other.seen[j]);
    }
  }
  for (std::size_t j = 0; j < other.seen.size(); ++j) {
    if (!other.seen[j].dated()) ++undated_;
    if (own_free && other.seen[j].dated()) {
      other_marks[j] = any = true;
      all_same_day = false;
    }
  }
  if (!any) return false;
  link.same_day = all_same_day && !(own_free && other_free);
  link.seen = keepMarked(own.seen, own_marks);
  restrictSteps(link.steps, own.seen, link.seen);
  restrictSteps(link.seed_steps, other.seen, keepMarked(other.seen, other_marks));
  return true;
}

void SharingLayer::collect(NodeId node, std::size_t index, std::vector<ResultLink>& found) const {
  SharedTrait& shared = *traits_[index];
  const std::vector<SeedValue>& seed_values = shared.seedValues(seeds_.nodes);
  std::map<std::uint32_t, std::size_t> made;  // a seed's value met by several near values of the node is one link
  std::map<NodeId, std::set<const Held*>> own_met;
  const std::vector<Held> all_own = shared.reader().held(node);
  for (const Held& own : all_own) {
    const std::vector<std::uint32_t> near = shared.near(own.value);
    if (!chargePairs(near.size(), own)) return;
    for (const std::uint32_t number : near) {
      const SeedValue& other = seed_values[number];
      if (other.seed == node || !run_.goOn()) continue;
      ResultLink link;
      if (!pair(own, other.held, link)) continue;
      if (shared.every()) own_met[other.seed].insert(&own);
      if (const auto known = made.find(number); known != made.end()) {
        ResultLink& first = found[known->second];
        first.steps.insert(first.steps.end(), link.steps.begin(), link.steps.end());
        first.seen.insert(first.seen.end(), link.seen.begin(), link.seen.end());
        continue;
      }
      link.node = node;
      link.seed = other.seed;
      link.trait = &shared.trait().text;
      link.shared = other.held.value;
      if (const NodeRef* value = other.held.value.as<NodeRef>()) link.value = value->id;
      if (!own.steps.empty()) link.relation = own.steps.back().relation;
      link.depth = depth();
      link.behind = seeds_.layer.get();
      made[number] = found.size();
      found.push_back(std::move(link));
    }
  }
  if (!shared.every()) return;
  std::map<NodeId, std::size_t> seed_met;
  for (const auto& [number, at] : made) ++seed_met[seed_values[number].seed];
  std::erase_if(found, [&](const ResultLink& link) {
    if (link.trait != &shared.trait().text) return false;
    return own_met[link.seed].size() < all_own.size() || seed_met[link.seed] < shared.valuesOf(link.seed);
  });
}

/// Leaves only seeds with which enough traits are shared.
void SharingLayer::keepAgreeing(std::vector<ResultLink>& found) const {
  const std::size_t enough = needed();
  if (enough <= 1) return;
  std::map<NodeId, std::set<const std::string*>> shared_with;
  for (const ResultLink& link : found) shared_with[link.seed].insert(link.trait);
  std::erase_if(found, [&](const ResultLink& link) { return shared_with[link.seed].size() < enough; });
}

void SharingLayer::links(NodeId node, const LinkCallback& take) const {
  std::vector<ResultLink> found;
  for (std::size_t i = 0; i < traits_.size(); ++i) collect(node, i, found);
  keepAgreeing(found);
  std::map<const std::string*, std::size_t> position;
  for (std::size_t i = 0; i < traits_.size(); ++i) position[&traits_[i]->trait().text] = i;
  std::stable_sort(found.begin(), found.end(), [&](const ResultLink& a, const ResultLink& b) {
    if (a.seed != b.seed) return run_.view().before(a.seed, b.seed);
    if (a.trait != b.trait) return position[a.trait] < position[b.trait];
    return compareData(run_.view(), a.shared, b.shared) < 0;
  });
  for (const ResultLink& link : found) {
    if (!take(link)) return;
  }
}

}  // namespace clew::execution
