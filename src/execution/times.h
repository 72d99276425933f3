// Times of a query made absolute: what `30d`, `now` and `$age` mean under a clock, and what a time word asks of a date
// or an observation.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "binder/bound.h"
#include "execution/run.h"

namespace clew::execution {

/// The stretch of time meant; a moment has first == last. Fails the run for what is no time.
Interval resolveTime(Run& run, const Clock& clock, const binder::BoundTime& time);
/// The clock of what is asked `as of` then: at the end of that time, but no later than the clock is within it, nor than
/// the `as of` around it sees. Fails as resolveTime.
Clock clockAsOf(Run& run, const Clock& clock, const binder::BoundTime& then);
/// A scalar that stands where a time stands: a time, or a duration (that long ago).
Interval timeOfValue(Run& run, const Clock& clock, const binder::BoundValue& value);
graph::TimeTest resolveTest(Run& run, const Clock& clock, const binder::BoundTimeTest& test);

/// A date property against a time word: `before` means earlier than.
bool dateMeets(const Interval& date, const graph::TimeTest& test);

/// Only the clocks.
graph::LinkFilter clockFilter(const Clock& clock);
/// The clocks and all that modifiers ask of observations.
graph::LinkFilter linkFilter(Run& run, const Clock& clock, const binder::BoundModifiers& modifiers);

/// Observations of a property or a record state that meet a filter, cut to `as of`. `freshness` is for `at`.
std::vector<graph::Observation> meeting(const GraphView& view, std::span<const graph::Observation> all,
                                        const graph::LinkFilter& filter, std::int64_t freshness);
/// Whether an observation shows at all under the clocks; cuts its end.
bool visible(graph::Observation& observation, const graph::LinkFilter& filter);
int confidenceOf(const GraphView& view, const graph::Observation& observation);

}  // namespace clew::execution
