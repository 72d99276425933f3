// `back to members`.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// The nodes in a column of a table, as a set; cells that hold no node give nothing.
class BackToOperator final : public OperatorOf<planner::BackTo> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "back to"; }
  Value execute() override;
};

}  // namespace clew::execution
