// Sorting by names or values: a million comparisons of them take seconds.
#pragma once

#include <algorithm>
#include <iterator>

#include "execution/run.h"

namespace clew::execution {

/// A stable sort that leaves off once the run is not to go on. Then some elements may be lost or moved from: nothing but
/// dropping them is allowed.
template <typename Iterator, typename Less>
void sortUnlessStopped(Run& run, Iterator first, Iterator last, const Less& less) {
  struct Stopped {};
  using Element = typename std::iterator_traits<Iterator>::value_type;
  try {
    std::stable_sort(first, last, [&](const Element& a, const Element& b) {
      if (!run.goOn()) throw Stopped();
      return less(a, b);
    });
  } catch (const Stopped&) {
    // the run holds what went wrong
  }
}

}  // namespace clew::execution
