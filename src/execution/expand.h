// `-> R`, `<- R`.
#pragma once

#include "execution/exclusions.h"
#include "execution/operator.h"

namespace clew::execution {

/// The other ends of the input's links that pass, as a set; adds a layer.
class ExpandOperator final : public OperatorOf<planner::Expand> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "expand"; }
  Value execute() override;
};

}  // namespace clew::execution
