// How much of a case a state of its graph knows: the batches up to a knowledge time, or up to a generation.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "clew/table.h"

namespace clew::graph {

/// A plain value. Default: everything. Facts and retractions have limits of their own, so that one can ask what a
/// retraction alone changed.
struct Knowledge {
  struct Limit {
    Time learnt = std::numeric_limits<Time>::max();  // batches learnt later are not known
    std::uint64_t generation = std::numeric_limits<std::uint64_t>::max();
    bool knows(Time when, std::uint64_t number) const { return when <= learnt && number <= generation; }
    friend bool operator==(const Limit&, const Limit&) = default;
  };
  Limit facts;
  Limit retractions;
  bool everything() const { return *this == Knowledge{}; }
  friend bool operator==(const Knowledge&, const Knowledge&) = default;

  static Knowledge at(Time when) { return {{when, Limit{}.generation}, {when, Limit{}.generation}}; }
  static Knowledge upTo(std::uint64_t generation) {
    return {{Limit{}.learnt, generation}, {Limit{}.learnt, generation}};
  }
  /// What both know.
  friend Knowledge both(const Knowledge& a, const Knowledge& b) {
    const auto less = [](const Limit& x, const Limit& y) {
      return Limit{std::min(x.learnt, y.learnt), std::min(x.generation, y.generation)};
    };
    return {less(a.facts, b.facts), less(a.retractions, b.retractions)};
  }
};

}  // namespace clew::graph
