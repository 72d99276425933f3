#include "execution/sharing_others.h"

#include <algorithm>
#include <limits>

namespace clew::execution {
namespace {

Time later(Time time, std::int64_t gap) {
  Time out = 0;
  return __builtin_add_overflow(time, gap, &out) ? std::numeric_limits<Time>::max() : out;
}

}  // namespace

void addIntervals(std::span<const graph::LinkTime> times, std::vector<Interval>& out) {
  for (const graph::LinkTime& one : times) {
    const bool dated = one.first != graph::kTimesUndated;
    out.push_back(dated ? Interval{Time{one.first}, Time{one.last}} : Interval{});
  }
}

void Others::take(NodeId seed, Time first, Time last) {
  if (first != kNoTime) {
    dated_.add(seed);
    spans_.push_back({first, last, seed, std::nullopt});
  } else {
    ++undated_;
    if (rule_.kind == PairRule::Kind::kTogether) free_.add(seed);
  }
}

void Others::add(NodeId seed, const Held& held) {
  all_.add(seed);
  if (rule_.kind == PairRule::Kind::kAny) return;
  bool any = false;
  const auto one = [&](const Observation& seen) {
    any = true;
    take(seed, seen.first, seen.last);
  };
  if (rule_.kind == PairRule::Kind::kOverlapping) {
    for (const Observation& seen : held.seen) one(seen);
  } else {
    for (const Step& step : held.steps) {
      for (const Observation& seen : step.seen) one(seen);
    }
  }
  if (!any) free_.add(seed);
}

void Others::add(NodeId seed, std::span<const Interval> held) {
  all_.add(seed);
  if (rule_.kind == PairRule::Kind::kAny) return;
  for (const Interval& seen : held) take(seed, seen.first, seen.last);
  if (held.empty()) free_.add(seed);
}

void Others::reset() {
  all_ = free_ = dated_ = TwoNodes();
  spans_.clear();
  undated_ = 0;
}

void Others::finish() {
  std::sort(spans_.begin(), spans_.end(), [](const Span& a, const Span& b) { return a.first < b.first; });
  for (std::size_t i = 1; i < spans_.size(); ++i) {
    const Span& before = spans_[i - 1];
    Span& here = spans_[i];
    if (here.seed == before.seed) {
      here.last = std::max(here.last, before.last);
      here.second = before.second;
    } else if (here.last >= before.last) {
      here.second = before.last;
    } else {
      here.second = std::max(here.last, before.second.value_or(here.last));
      here.last = before.last;
      here.seed = before.seed;
    }
  }
}

bool Others::meets(NodeId node, const Interval& own) const {
  const Time until = later(own.last, rule_.gap);
  const auto end = std::upper_bound(spans_.begin(), spans_.end(), until,
                                    [](Time time, const Span& span) { return time < span.first; });
  if (end == spans_.begin()) return false;
  const Span& best = *(end - 1);
  const std::optional<Time> last = best.seed != node ? std::optional<Time>(best.last) : best.second;
  return last && later(*last, rule_.gap) >= own.first;
}

std::optional<Others::Only> Others::only() const {
  if (rule_.kind == PairRule::Kind::kAny || spans_.size() != 1 || undated_ != 0 || free_.otherThan(kNoNode))
    return std::nullopt;
  const Span& span = spans_.front();
  Time from = 0;
  if (__builtin_sub_overflow(span.first, rule_.gap, &from)) from = std::numeric_limits<Time>::min();
  return Only{span.seed, from, later(span.last, rule_.gap)};
}

bool Others::passes(NodeId node, const Held& own) const {
  std::vector<Interval> seen;
  seen.reserve(own.seen.size());
  for (const Observation& one : own.seen) seen.push_back({one.first, one.last});
  return passes(node, seen);
}

bool Others::passes(NodeId node, std::span<const Interval> own) const {
  if (!all_.otherThan(node)) return false;
  if (rule_.kind == PairRule::Kind::kAny) return true;
  if (rule_.kind == PairRule::Kind::kTogether) {
    if (own.empty() || free_.otherThan(node)) return true;
    return std::any_of(own.begin(), own.end(),
                       [&](const Interval& seen) { return seen.first == kNoTime || meets(node, seen); });
  }
  if (own.empty()) return free_.otherThan(node) || dated_.otherThan(node);
  return std::any_of(own.begin(), own.end(), [&](const Interval& seen) {
    return seen.first != kNoTime && (free_.otherThan(node) || meets(node, seen));
  });
}

}  // namespace clew::execution
