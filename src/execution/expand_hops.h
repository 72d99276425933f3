// `expand N hops`, `expand fully`.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// The input and what is reached from it step by step. A node enters once, with the links of the step that first
/// reached it; nodes of the input keep their own. `hops` is the step.
class ExpandHopsOperator final : public OperatorOf<planner::ExpandHops> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "expand hops"; }
  Value execute() override;
};

}  // namespace clew::execution
