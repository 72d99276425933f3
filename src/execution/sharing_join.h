// SharingJoin: which nodes share a value with a seed in time, value by value. Where a trait is one link away, neither
// the ways nor the observations of single nodes need be gathered: the intervals in the value's row tell.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "execution/sharing_others.h"
#include "graph/node_marks.h"

namespace clew::execution {

class SharingJoin {
 public:
  /// `below`: the traits go by the names below a domain, to which a first hop leads. References must outlive it.
  SharingJoin(Run& run, std::vector<std::unique_ptr<SharedTrait>>& traits, const NodeSet& seeds, bool below)
      : run_(run), traits_(traits), seeds_(seeds), below_(below) {}

  /// Whether it can be told this way; one trait must be enough.
  bool applies() const;
  /// Of the candidates (which hold a value of a seed) those that make a pair under the rule. Adds to `undated` the
  /// observations without dates that were looked at. Empty optional: it would cost more than a notice may (kTogether).
  std::optional<NodeSet> passing(const NodeSet& candidates, PairRule rule, std::uint64_t& undated);

 private:
  /// What one seed holds of one value: a stretch of intervals_.
  struct Entry {
    NodeId value, seed;
    std::uint32_t begin, end;
  };
  struct State;
  bool mayWalk(std::uint64_t links, NodeId value, model::RelationId relation);
  void gather(SharedTrait& trait);
  void takeHeld(NodeId value, NodeId seed, std::span<const Interval> held);
  bool takeBeside(SharedTrait& trait, NodeId seed, NodeId host, const NodeSet& values);
  void takeHost(SharedTrait& trait, NodeId seed, NodeId host, const NodeSet& values);
  void walkRow(SharedTrait& trait, NodeId value, const Others& others, State& state);
  void walkTimes(SharedTrait& trait, NodeId value, const graph::LinkTimes& row, const Others& others, State& state);
  /// A holder that is still asked about, and when it held the value.
  void judge(NodeId node, std::span<const Interval> own, const Others& others, State& state);
  const NodeSet& owners(SharedTrait& trait, NodeId holder);

  Run& run_;
  std::vector<std::unique_ptr<SharedTrait>>& traits_;
  const NodeSet& seeds_;
  const bool below_;
  bool for_notice_ = false;
  bool gave_up_ = false;
  std::vector<Entry> entries_;
  std::vector<Interval> intervals_;
  graph::LinkIntervals links_;
  std::vector<Interval> held_;  // of one link whose times lie beside it
  NodeSet owners_;
};

}  // namespace clew::execution
