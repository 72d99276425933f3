// `cores`.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// A row a member: name, core. The greatest core first, then by name.
class CoresOperator final : public OperatorOf<planner::Cores> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "cores"; }
  Value execute() override;
};

}  // namespace clew::execution
