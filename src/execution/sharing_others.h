// Others: all seeds that have values near one value, boiled down so that "is there a seed other than this node?" costs
// a look and not a walk over pairs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "execution/sharing_side.h"

namespace clew::execution {

/// Up to two distinct nodes: enough to know whether there is one that is not a given node.
class TwoNodes {
 public:
  void add(NodeId node) {
    if (first_ == kNoNode) first_ = node;
    if (node != first_) second_ = node;
  }
  bool otherThan(NodeId node) const { return first_ != kNoNode && (first_ != node || second_ != kNoNode); }

 private:
  NodeId first_ = kNoNode;
  NodeId second_ = kNoNode;
};

/// What must hold between an observation of a node and one of a seed.
struct PairRule {
  enum class Kind {
    kAny,          // nothing: sharing the value is enough
    kOverlapping,  // both dated and at most `gap` apart; without observations (derived, the node itself): passes
    kTogether,     // as that with no gap, and what is not dated or has no observations passes whatever the other is
  };
  Kind kind = Kind::kAny;
  std::int64_t gap = 0;
};

/// Times of a link that lie beside others, as intervals; undated ones are empty.
void addIntervals(std::span<const graph::LinkTime> times, std::vector<Interval>& out);

class Others {
 public:
  explicit Others(PairRule rule) : rule_(rule) {}
  const PairRule& rule() const { return rule_; }
  /// All first, then finish(), then asked.
  void add(NodeId seed, const Held& held);
  /// A link of the seed's to the value, by the intervals of its observations.
  void add(NodeId seed, std::span<const Interval> held);
  void finish();
  /// As new, the memory kept.
  void reset();

  /// Whether a seed other than `node` makes a passing pair with what `node` holds.
  bool passes(NodeId node, const Held& own) const;
  bool passes(NodeId node, std::span<const Interval> own) const;
  /// Whether there is a seed other than `node` at all.
  bool any(NodeId node) const { return all_.otherThan(node); }
  /// Where one dated interval of one seed is all that was added: any other node that held the value from `first` to
  /// `last` passes if that reaches into [from, to]. After finish().
  struct Only {
    NodeId seed = kNoNode;
    Time from = 0;
    Time to = 0;
  };
  std::optional<Only> only() const;
  /// Undated observations among those added.
  std::uint64_t undated() const { return undated_; }
  std::size_t bytes() const { return sizeof(Others) + spans_.size() * sizeof(Span); }

 private:
  /// Sorted by `first`; `last` is the greatest of the spans up to here, of `seed`, and `second` that of all other
  /// seeds.
  struct Span {
    Time first = 0;
    Time last = 0;
    NodeId seed = kNoNode;
    std::optional<Time> second;
  };
  void take(NodeId seed, Time first, Time last);
  bool meets(NodeId node, const Interval& own) const;

  PairRule rule_;
  TwoNodes all_;
  TwoNodes free_;   // pass without a look at their times
  TwoNodes dated_;  // have a dated observation
  std::vector<Span> spans_;
  std::uint64_t undated_ = 0;
};

}  // namespace clew::execution
