// SharingLayer: the links (seed, trait, value) of nodes found by `sharing`.
#pragma once

#include <memory>
#include <vector>

#include "execution/sharing_side.h"

namespace clew::execution {

class SharingLayer final : public Layer {
 public:
  SharingLayer(Run& run, const Clock& clock, const planner::Sharing& op, SetValue seeds);

  void links(NodeId node, const LinkCallback& take) const override;

  std::vector<std::unique_ptr<SharedTrait>>& traits() { return traits_; }
  const SetValue& seeds() const { return seeds_; }
  /// How many traits must be shared with one seed.
  std::size_t needed() const;
  /// Undated observations of shared values that `overlapping` left out so far.
  std::uint64_t undatedLeftOut() const { return undated_; }
  /// Whether any two observations of the two sides of a link held at the same time; undated and missing ones count as
  /// yes.
  static bool everTogether(const ResultLink& link, const std::vector<Observation>& seed_seen);

 private:
  struct Pairing;
  void collect(NodeId node, std::size_t index, std::vector<ResultLink>& found) const;
  bool pair(const Held& own, const Held& other, ResultLink& link) const;
  void keepAgreeing(std::vector<ResultLink>& found) const;

  Run& run_;
  const planner::Sharing& op_;
  SetValue seeds_;
  std::vector<std::unique_ptr<SharedTrait>> traits_;
  mutable std::uint64_t undated_ = 0;
};

}  // namespace clew::execution
