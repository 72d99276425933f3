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

/// Steps whose observations were judged keep only those that passed.
void restrictSteps(std::vector<Step>& steps, const std::vector<Observation>& all,
                   const std::vector<Observation>& kept) {
  const auto among = [](const std::vector<Observation>& list, const Observation& one) {
    return std::any_of(list.begin(), list.end(), [&](const Observation& other) { return sameObservation(one, other); });
  };
  for (Step& step : steps) {
    std::erase_if(step.seen, [&](const Observation& one) { return among(all, one) && !among(kept, one); });
  }
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

bool SharingLayer::everTogether(const ResultLink& link, const std::vector<Observation>& seed_seen) {
  if (link.seen.empty() || seed_seen.empty()) return true;
  for (const Observation& own : link.seen) {
    for (const Observation& other : seed_seen) {
      if (!own.dated() || !other.dated() || overlap(own, other, 0)) return true;
    }
  }
  return false;
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
    for (const std::uint32_t number : shared.near(own.value)) {
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
