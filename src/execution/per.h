// per KEY show ...
#pragma once

#include "execution/items.h"
#include "execution/operator.h"

namespace clew::execution {

/// A row per group, sorted by key; what lacks a key is left out.
class PerOperator final : public OperatorOf<planner::Per> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "per"; }
  Value execute() override;
};

}  // namespace clew::execution
