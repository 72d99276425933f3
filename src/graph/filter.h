// What link modifiers mean for one observation: the parts of passing() that the replica also asks of its columns.
#pragma once

#include <span>

#include "graph/view.h"

namespace clew::graph {

/// Every test but kInForce.
inline bool meets(const TimeTest& test, Time first, Time last) {
  switch (test.kind) {
    case TimeTest::Kind::kTouches:
      return first <= test.to && last >= test.from;
    case TimeTest::Kind::kLastFrom:
      return last >= test.from;
    case TimeTest::Kind::kEndsAfter:
      return last > test.from;
    case TimeTest::Kind::kBeginsBefore:
      return first < test.from;
    case TimeTest::Kind::kInForce:
      break;
  }
  return false;
}

/// Whether the filter asks nothing but intervals, so that first and last alone decide.
bool onlyIntervals(const LinkFilter& filter);
/// Whether it hides or shows by the two clocks alone; derived links always pass such a filter, but for `known_at`.
bool asksObservations(const LinkFilter& filter);
/// Visible at all: not retracted, or known at a time when it stood.
bool visible(const Observation& seen, const LinkFilter& filter);
/// The filter without what counts over several observations.
LinkFilter withoutCounts(const LinkFilter& filter);
/// Whether observations that passed withoutCounts() meet the counts; `all` are those of the link (or of what stands for
/// it).
bool meetsCounts(std::span<const Observation> passed, std::span<const Observation> all, const LinkFilter& filter);

}  // namespace clew::graph
