// `new`, `gone`, `changes since T`: what a query answers now and did not then, or the other way round.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// Nodes stay nodes, with the columns `cause` (and, for `changes`, `change`) beside them; tables get these columns at
/// their end. New rows come in the order of the query, those that are gone after them, by key.
class ChangesOperator final : public OperatorOf<planner::Changes> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "changes"; }
  Value execute() override;
};

}  // namespace clew::execution
