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
/// The filter without what counts over several observations: which sources there are, and how often they say it.
LinkFilter withoutCounts(const LinkFilter& filter);
/// Whether observations that passed withoutCounts(), all of the link or of what stands for it, meet the counts.
bool meetsCounts(std::span<const Observation> passed, const LinkFilter& filter);

}  // namespace clew::graph
