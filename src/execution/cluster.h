// `cluster by`.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// A row a component of the graph whose edges join members that share enough of the traits: cluster, size, members,
/// glue (the values that joined members share). By falling size, then smallest name.
class ClusterOperator final : public OperatorOf<planner::Cluster> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "cluster"; }
  Value execute() override;
};

}  // namespace clew::execution
