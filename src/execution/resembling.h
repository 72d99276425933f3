// `resembling S`.
#pragma once

#include "execution/likeness.h"
#include "execution/operator.h"

namespace clew::execution {

/// Those of the input whose names are like one of S, without S itself; adds a layer whose links have `kind` and
/// `similarity`.
class ResemblingOperator final : public OperatorOf<planner::Resembling> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "resemble"; }
  Value execute() override;
};

/// What names are compared with, indexed: members of a set, and literals whether the graph holds them or not.
class LikenessSeeds {
 public:
  struct Seed {
    std::string name;
    NodeId node = kNoNode;  // kNoNode: not in the graph
  };

  LikenessSeeds(Run& run, const Clock& clock, const binder::Likeness& likeness);

  /// The seeds that a name is like, in the order of seeds; none for a seed itself.
  std::vector<LikenessIndex::Match> matches(std::string_view name) const;
  const std::vector<Seed>& seeds() const { return seeds_; }
  /// What the name of a host holds that is like one of them.
  NeededParts needs() const { return index_.needs(); }

 private:
  void take(Run& run, const Clock& clock, const planner::PlanNode& plan);
  void addName(Run& run, const model::NodeName& name);
  void addNode(Run& run, NodeId node);

  const model::Suffixes& suffixes_;
  std::vector<Seed> seeds_;
  LikenessIndex index_;
};

/// A host's name as likeness sees it: the label before the public suffix, as Unicode, and that suffix. A text without a
/// dot is a label alone.
LikenessName likenessName(const model::Suffixes& suffixes, std::string_view name);

}  // namespace clew::execution
