#include "execution/sharing_join.h"

#include <algorithm>

#include "execution/stoppable_sort.h"

namespace clew::execution {
namespace {

/// Links of a row that are taken at once, between two looks at the cancel token.
constexpr std::size_t kChunk = 4096;

}  // namespace

struct SharingJoin::State {
  State(const NodeSet& candidates, std::uint32_t nodes, PairRule of) : rule(of), pending(nodes), passed(nodes) {
    pending.addAll(candidates.data(), candidates.data() + candidates.size());
    left = candidates.size();
  }
  void pass(NodeId node) {
    pending.remove(node);
    passed.add(node);
    --left;
  }
  PairRule rule;
  graph::NodeMarks pending, passed;
  std::size_t left = 0;
  std::uint64_t undated = 0;
};

bool SharingJoin::applies() const {
  return std::all_of(traits_.begin(), traits_.end(),
                     [&](const auto& trait) { return trait->byIntervals(seeds_, below_); });
}

bool SharingJoin::mayWalk(std::uint64_t links, NodeId value, model::RelationId relation) {
  if (!for_notice_) return run_.chargeLinks(links, value, relation);
  gave_up_ = gave_up_ || !run_.spareLinks(links);
  return !gave_up_;
}

void SharingJoin::takeHost(SharedTrait& trait, NodeId seed, NodeId host, const NodeSet& values) {
  const StoredWay way = storedWay(trait.trait().hops.back().ways.front());
  if (!mayWalk(run_.view().degree(host, way.relation, way.direction), host, way.relation)) return;
  if (takeBeside(trait, seed, host, values)) return;
  std::size_t from = 0;
  do {
    from = run_.view().intervals(host, way.relation, way.direction, trait.reader().filter(), from, kChunk, links_);
    for (std::size_t i = 0; i < links_.size(); ++i) {
      if (std::binary_search(values.begin(), values.end(), links_.ends[i]))
        takeHeld(links_.ends[i], seed, links_.of(i));
    }
  } while (from != 0 && run_.goOn());
}

void SharingJoin::takeHeld(NodeId value, NodeId seed, std::span<const Interval> held) {
  const auto begin = static_cast<std::uint32_t>(intervals_.size());
  intervals_.insert(intervals_.end(), held.begin(), held.end());
  entries_.push_back({value, seed, begin, static_cast<std::uint32_t>(intervals_.size())});
}

/// Where the times of a value's holders lie beside it, those of `host` do too: the same memory that is walked later.
/// False, and nothing taken, where they do not.
bool SharingJoin::takeBeside(SharedTrait& trait, NodeId seed, NodeId host, const NodeSet& values) {
  const StoredWay way = storedWay(trait.trait().hops.back().ways.front());
  const LinkFilter& filter = trait.reader().filter();
  if (!filter.trivial() || filter.only_these_sources) return false;
  const GraphView& view = run_.view();
  const Direction back = opposite(way.direction);
  const auto ends = view.endsOf(host, way.relation, way.direction);
  if (!ends || ends->empty() || !view.timesOf(ends->front(), way.relation, back)) return false;
  for (std::size_t i = 0; i < ends->size(); ++i) {
    if (i % kChunk == 0 && !run_.goOn()) return true;
    const NodeId value = (*ends)[i];
    if (!std::binary_search(values.begin(), values.end(), value)) continue;
    const auto row = view.timesOf(value, way.relation, back);
    const std::span<const NodeId> holders = row ? row->ends : std::span<const NodeId>();
    const auto at = std::lower_bound(holders.begin(), holders.end(), host);
    const auto place = static_cast<std::size_t>(at - holders.begin());
    held_.clear();
    if (at != holders.end() && *at == host) addIntervals(row->of(place), held_);
    if (!held_.empty()) {
      takeHeld(value, seed, held_);
      continue;
    }
    // by itself: it may stand elsewhere, or not at all
    view.intervals(host, way.relation, way.direction, filter, i, 1, links_);
    if (links_.size() == 1) takeHeld(value, seed, links_.of(0));
  }
  return true;
}

/// What the seeds hold, by value as answers print them, and then by seed.
void SharingJoin::gather(SharedTrait& trait) {
  entries_.clear();
  intervals_.clear();
  const NodeSet& values = trait.seedNodes(seeds_);
  for (const NodeId seed : seeds_) {
    if (!run_.goOn() || gave_up_) return;
    if (!below_) {
      takeHost(trait, seed, seed, values);
      continue;
    }
    const Hop::Way& down = trait.trait().hops.front().ways.front();
    NodeSet hosts = trait.reader().plainLinks().neighbours({seed}, down);
    trait.reader().exclusions().keepCrossed(hosts, down);
    for (const NodeId host : hosts) takeHost(trait, seed, host, values);
  }
  const GraphView& view = run_.view();
  sortUnlessStopped(run_, entries_.begin(), entries_.end(), [&](const Entry& a, const Entry& b) {
    return a.value != b.value ? view.before(a.value, b.value) : a.seed < b.seed;
  });
}

/// The nodes that hold what `holder` holds: itself, or the domain above it.
const NodeSet& SharingJoin::owners(SharedTrait& trait, NodeId holder) {
  if (!below_) {
    owners_.assign(1, holder);
    return owners_;
  }
  const Hop::Way& down = trait.trait().hops.front().ways.front();
  owners_.clear();
  if (trait.reader().exclusions().crosses(holder, down))
    owners_ = trait.reader().plainLinks().neighbours({holder}, reversed(down));
  return owners_;
}

void SharingJoin::judge(NodeId node, std::span<const Interval> own, const Others& others, State& state) {
  const bool counts = state.rule.kind == PairRule::Kind::kOverlapping;
  if (counts && others.any(node) && !std::binary_search(seeds_.begin(), seeds_.end(), node)) {
    state.undated += static_cast<std::uint64_t>(
        std::count_if(own.begin(), own.end(), [](const Interval& seen) { return seen.first == kNoTime; }));
  }
  if (!others.passes(node, own)) return;
  state.pass(node);
}

/// Where the holders' times lie side by side: one after the other, and only the odd ones by themselves.
void SharingJoin::walkTimes(SharedTrait& trait, NodeId value, const graph::LinkTimes& row, const Others& others,
                            State& state) {
  const StoredWay way = storedWay(trait.trait().hops.back().ways.front());
  const std::optional<Others::Only> only = others.only();
  for (std::size_t i = 0; i < row.ends.size() && state.left > 0; ++i) {
    if (i % kChunk == 0 && !run_.goOn()) return;
    const graph::LinkTime& time = row.times[i];
    const bool plain = time.first < graph::kTimesSeveral;
    const bool meets = only && plain && Time{time.first} <= only->to && Time{time.last} >= only->from;
    if (only && plain && !meets) continue;
    const NodeId node = row.ends[i];
    if (!state.pending.contains(node)) continue;
    if (meets) {
      if (node != only->seed) state.pass(node);
      continue;
    }
    held_.clear();
    addIntervals(row.of(i), held_);
    if (!held_.empty()) {
      judge(node, held_, others, state);
      continue;
    }
    run_.view().intervals(value, way.relation, opposite(way.direction), trait.reader().filter(), i, 1, links_);
    if (links_.size() == 1) judge(node, links_.of(0), others, state);
  }
}

void SharingJoin::walkRow(SharedTrait& trait, NodeId value, const Others& others, State& state) {
  const StoredWay way = storedWay(trait.trait().hops.back().ways.front());
  const Direction back = opposite(way.direction);
  if (!mayWalk(run_.view().degree(value, way.relation, back), value, way.relation)) return;
  const bool counts = state.rule.kind == PairRule::Kind::kOverlapping;
  const LinkFilter& filter = trait.reader().filter();
  if (!below_ && filter.trivial() && !filter.only_these_sources && !(counts && others.undated() > 0)) {
    if (counts) run_.view().willCompareTimes(way.relation, back);
    if (const auto row = run_.view().timesOf(value, way.relation, back))
      return walkTimes(trait, value, *row, others, state);
  }
  const GraphView& view = run_.view();
  const model::TypeId domain = run_.schema().known().domain;
  bool visited = false;
  std::size_t from = 0;
  do {
    from = view.intervals(value, way.relation, back, filter, from, kChunk, links_);
    for (std::size_t i = 0; i < links_.size() && state.left > 0; ++i) {
      // a domain is its own and only owner, where nothing keeps from going there
      const bool own = below_ && trait.reader().exclusions().none() && view.typeOf(links_.ends[i]) == domain;
      if (own && !state.pending.contains(links_.ends[i])) continue;
      for (const NodeId node : owners(trait, links_.ends[i])) {
        if (!state.pending.contains(node)) continue;
        visited = true;
        judge(node, links_.of(i), others, state);
      }
    }
  } while (from != 0 && state.left > 0 && run_.goOn());
  if (counts && visited) state.undated += others.undated();
}

std::optional<NodeSet> SharingJoin::passing(const NodeSet& candidates, PairRule rule, std::uint64_t& undated) {
  for_notice_ = rule.kind == PairRule::Kind::kTogether;
  gave_up_ = false;
  State state(candidates, run_.view().nodeCount(), rule);
  Others others(rule);
  for (const auto& trait : traits_) {
    if (state.left == 0) break;
    gather(*trait);
    for (std::size_t i = 0, end = 0; i < entries_.size() && state.left > 0; i = end) {
      if (!run_.goOn() || gave_up_) break;
      others.reset();
      for (; end < entries_.size() && entries_[end].value == entries_[i].value; ++end) {
        const Entry& one = entries_[end];
        others.add(one.seed, std::span(intervals_).subspan(one.begin, one.end - one.begin));
      }
      others.finish();
      walkRow(*trait, entries_[i].value, others, state);
    }
  }
  if (gave_up_) return std::nullopt;
  undated += state.undated;
  return state.passed.drain();
}

}  // namespace clew::execution
