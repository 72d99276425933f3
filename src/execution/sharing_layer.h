// SharingLayer: the links (seed, trait, value) of nodes found by `sharing`.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "execution/sharing_others.h"

namespace clew::execution {

class SharingLayer final : public Layer {
 public:
  SharingLayer(Run& run, const Clock& clock, const planner::Sharing& op, SetValue seeds);

  void links(NodeId node, const LinkCallback& take) const override;

  /// Whether `node` has any link. Costs no walk over pairs, unless several traits must agree on a seed.
  bool shares(NodeId node) const;
  /// Whether some pair behind the node's links held at the same time; what has no dates counts as yes. Empty when that
  /// would cost more than a notice may.
  std::optional<bool> everTogether(NodeId node) const;

  std::vector<std::unique_ptr<SharedTrait>>& traits() { return traits_; }
  const SetValue& seeds() const { return seeds_; }
  /// One value in common is enough: no agreement of several traits or of all values is asked.
  bool oneIsEnough() const;
  /// What `overlapping` asks of a pair.
  PairRule rule() const;
  /// Undated observations that were left out while others than this looked for the nodes.
  void addUndatedLeftOut(std::uint64_t count) { undated_ += count; }
  /// How many traits must be shared with one seed.
  std::size_t needed() const;
  /// Undated observations of shared values that `overlapping` left out so far.
  std::uint64_t undatedLeftOut() const { return undated_; }

 private:
  struct LessValue {
    const GraphView* view;
    bool operator()(const Datum& a, const Datum& b) const;
  };
  using OthersOf = std::map<Datum, Others, LessValue>;
  const Others& others(OthersOf& known, std::size_t trait, const Held& own, PairRule rule) const;
  bool anyPasses(NodeId node, std::vector<OthersOf>& known, PairRule rule) const;
  bool agrees(NodeId node) const;
  bool chargePairs(std::size_t pairs, const Held& own) const;
  void collect(NodeId node, std::size_t index, std::vector<ResultLink>& found) const;
  bool pair(const Held& own, const Held& other, ResultLink& link) const;
  void keepAgreeing(std::vector<ResultLink>& found) const;

  Run& run_;
  const planner::Sharing& op_;
  SetValue seeds_;
  std::vector<std::unique_ptr<SharedTrait>> traits_;
  mutable std::vector<OthersOf> passing_;   // a trait each, for shares()
  mutable std::vector<OthersOf> together_;  // for everTogether()
  mutable bool gave_up_ = false;            // everTogether(), for its cost
  mutable std::uint64_t undated_ = 0;
};

}  // namespace clew::execution
