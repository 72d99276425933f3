// show.
#pragma once

#include "execution/items.h"
#include "execution/operator.h"

namespace clew::execution {

/// A row per item, in their order, with a cell per column; several values are a list.
class ShowOperator final : public OperatorOf<planner::Show> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "show"; }
  Value execute() override;
};

}  // namespace clew::execution
