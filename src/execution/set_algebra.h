// plus, minus, in, not in.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// All nodes of the parts; a node of several parts keeps the links of all.
class UnionOperator final : public OperatorOf<planner::Union> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "union"; }
  Value execute() override;
};

/// The left without the right's nodes; links stay.
class MinusOperator final : public OperatorOf<planner::Minus> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "minus"; }
  Value execute() override;
};

/// The left's nodes that are (or are not) in the right; links stay.
class IntersectOperator final : public OperatorOf<planner::Intersect> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return op_.negated ? "not in" : "in"; }
  Value execute() override;
};

/// Keeps the order of a set whose nodes have become fewer.
void restrictOrder(SetValue& set, std::uint32_t node_count);

}  // namespace clew::execution
