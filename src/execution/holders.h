// Nodes from which values are reached, found from the values.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

class HoldersOperator final : public OperatorOf<planner::Holders> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "holders"; }
  Value execute() override;

 private:
  /// The nodes that are meant; empty when a parameter turns out to be no node.
  std::optional<NodeSet> endsOf(const planner::Holders::Start& start) const;
  bool addValue(const binder::BoundValue& value, NodeSet& ends) const;
};

}  // namespace clew::execution
