#include "execution/times.h"

#include <algorithm>
#include <limits>
#include <set>

#include "common/time.h"
#include "model/dates.h"

namespace clew::execution {
namespace {

using TestKind = graph::TimeTest::Kind;

bool touches(const Interval& a, Time from, Time to) {
  return a.first <= to && a.last >= from;
}

bool observationMeets(const graph::Observation& observation, const graph::TimeTest& test, std::int64_t freshness) {
  if (!observation.dated()) return false;
  switch (test.kind) {
    case TestKind::kTouches:
      return touches({observation.first, observation.last}, test.from, test.to);
    case TestKind::kLastFrom:
      return observation.last >= test.from;
    case TestKind::kEndsAfter:
      return observation.last > test.from;
    case TestKind::kBeginsBefore:
      return observation.first < test.from;
    case TestKind::kInForce: {
      Time end = 0;
      if (__builtin_add_overflow(observation.last, freshness, &end)) end = std::numeric_limits<Time>::max();
      return observation.first <= test.to && end >= test.from;
    }
  }
  return false;
}

}  // namespace

Clock clockAsOf(Run& run, const Clock& clock, const binder::BoundTime& then) {
  const Interval when = resolveTime(run, clock, then);
  Clock out = clock;
  out.now = when.first <= clock.now ? std::min(when.last, clock.now) : when.last;
  if (clock.as_of) out.now = std::min(out.now, *clock.as_of);
  out.as_of = out.now;
  return out;
}

Interval resolveTime(Run& run, const Clock& clock, const binder::BoundTime& time) {
  if (const auto* fixed = std::get_if<Interval>(&time.value)) return *fixed;
  if (const auto* ago = std::get_if<binder::Ago>(&time.value)) {
    const Time then = model::addMonths(clock.now, -ago->months) - ago->seconds;
    return {then, then};
  }
  if (std::holds_alternative<binder::Now>(time.value)) return {clock.now, clock.now};
  if (const auto* day = std::get_if<binder::DayOf>(&time.value)) {
    const Time start = startOfDay(clock.now) - day->days_back * kDay;
    return {start, start + kDay - 1};
  }
  if (const auto* param = std::get_if<binder::ParamRef>(&time.value)) {
    const binder::BoundValue* value = run.scalar(param->index);
    return value == nullptr ? Interval{} : timeOfValue(run, clock, *value);
  }
  if (const LastRun* last = run.environment().last_run) return {last->now, last->now};
  return {kNoTime + 1, kNoTime + 1};  // the first run: before everything
}

namespace {

/// On a first run nothing is since, before or at the last.
bool asksNoRun(Run& run, const binder::BoundTime& time) {
  return std::holds_alternative<binder::LastRun>(time.value) && run.environment().last_run == nullptr;
}

}  // namespace

Interval timeOfValue(Run& run, const Clock& clock, const binder::BoundValue& value) {
  if (const auto* time = std::get_if<binder::BoundTime>(&value.value)) return resolveTime(run, clock, *time);
  if (const auto* duration = std::get_if<Seconds>(&value.value)) {
    const Time then = value.months != 0 ? model::addMonths(clock.now, -value.months) : clock.now - duration->value;
    return {then, then};
  }
  if (const auto* text = std::get_if<std::string>(&value.value)) {
    if (const auto date = model::readDate(*text)) return *date;
  }
  run.fail(Error(ErrorCode::kType, "'" + value.text + "' stands where a time is needed")
               .withId("E303")
               .withHint("a time is a date, `now` or a length of time, as in `param $from: date = 2022-01-01`"));
  return {};
}

graph::TimeTest resolveTest(Run& run, const Clock& clock, const binder::BoundTimeTest& test) {
  using Word = binder::BoundTimeTest::Kind;
  if (asksNoRun(run, test.from) || (test.kind == Word::kBetween && asksNoRun(run, test.to))) {
    return {TestKind::kTouches, std::numeric_limits<Time>::max(), kNoTime + 1};
  }
  const Interval from = resolveTime(run, clock, test.from);
  switch (test.kind) {
    case Word::kDuring:
      return {TestKind::kTouches, from.first, from.last};
    case Word::kBetween:
      return {TestKind::kTouches, from.first, resolveTime(run, clock, test.to).last};
    case Word::kSince:
      return {TestKind::kLastFrom, from.first, from.first};
    case Word::kAfter:
      return {TestKind::kEndsAfter, from.last, from.last};
    case Word::kBefore:
      return {TestKind::kBeginsBefore, from.first, from.first};
    case Word::kAt:
      return {TestKind::kInForce, from.first, from.last};
  }
  return {};
}

bool dateMeets(const Interval& date, const graph::TimeTest& test) {
  switch (test.kind) {
    case TestKind::kTouches:
    case TestKind::kInForce:
      return touches(date, test.from, test.to);
    case TestKind::kLastFrom:
      return date.last >= test.from;
    case TestKind::kEndsAfter:
      return date.first > test.from;
    case TestKind::kBeginsBefore:
      return date.last < test.from;
  }
  return false;
}

graph::LinkFilter clockFilter(const Clock& clock) {
  graph::LinkFilter filter;
  filter.as_of = clock.as_of;
  filter.known_at = clock.known_at;
  return filter;
}

graph::LinkFilter linkFilter(Run& run, const Clock& clock, const binder::BoundModifiers& modifiers) {
  graph::LinkFilter filter = clockFilter(clock);
  for (const binder::BoundTimeTest& test : modifiers.times) filter.times.push_back(resolveTest(run, clock, test));
  for (const std::string& name : modifiers.seen_by) {
    filter.by_source = true;
    if (const auto source = run.view().sourceNamed(name)) filter.sources.push_back(*source);
  }
  std::sort(filter.sources.begin(), filter.sources.end());
  filter.only_these_sources = modifiers.seen_by_only;
  filter.min_sources = modifiers.min_sources;
  filter.min_times = modifiers.min_times;
  filter.min_confidence = modifiers.min_confidence;
  return filter;
}

int confidenceOf(const GraphView& view, const graph::Observation& observation) {
  return observation.confidence >= 0 ? observation.confidence : view.defaultConfidence(observation.source);
}

bool visible(graph::Observation& observation, const graph::LinkFilter& filter) {
  if (filter.known_at) {
    if (observation.learnt > *filter.known_at) return false;
    if (observation.retracted != kNoTime && observation.retracted <= *filter.known_at) return false;
  } else if (observation.retracted != kNoTime) {
    return false;
  }
  if (!filter.as_of) return true;
  if (!observation.dated()) return observation.learnt <= *filter.as_of;
  if (observation.first > *filter.as_of) return false;
  observation.last = std::min(observation.last, *filter.as_of);
  return true;
}

std::vector<graph::Observation> meeting(const GraphView& view, std::span<const graph::Observation> all,
                                        const graph::LinkFilter& filter, std::int64_t freshness) {
  std::vector<graph::Observation> out;
  std::set<graph::SourceId> sources;
  std::uint64_t times = 0;
  for (graph::Observation observation : all) {
    if (!visible(observation, filter)) continue;
    const bool named =
        !filter.by_source || std::binary_search(filter.sources.begin(), filter.sources.end(), observation.source);
    if (!named && !filter.only_these_sources) continue;
    if (filter.min_confidence >= 0 && confidenceOf(view, observation) < filter.min_confidence) continue;
    const auto meets = [&](const graph::TimeTest& test) { return observationMeets(observation, test, freshness); };
    if (!std::all_of(filter.times.begin(), filter.times.end(), meets)) continue;
    if (!named) return {};
    out.push_back(observation);
    sources.insert(observation.source);
    times += observation.times;
  }
  if (sources.size() < filter.min_sources || times < filter.min_times) return {};
  return out;
}

}  // namespace clew::execution
