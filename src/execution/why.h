// why.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// For each result, in answer order: every link of every pivot that leads to it, first pivot first, a row per
/// observation. A link that follows from others has one row, whose source is `derived`. Nodes that were only named have
/// none. Of a table it explains the nodes that the table was made of.
class WhyOperator final : public OperatorOf<planner::Why> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "why"; }
  Value execute() override;
};

/// The nearest plan at or below that yields nodes with the links that brought them; of clusters, their members with
/// what joins them.
const planner::PlanNode& evidencePlan(const planner::PlanNode& plan);

}  // namespace clew::execution
