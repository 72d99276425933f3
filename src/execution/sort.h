// sort by, take, top N by.
#pragma once

#include "execution/items.h"
#include "execution/operator.h"

namespace clew::execution {

/// Orders nodes or rows; missing last both ways; ties by the remaining columns (of a set: in answer order).
class SortOperator final : public OperatorOf<planner::Sort> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "sort"; }
  Value execute() override;
};

/// The first N in the order of the input.
class TakeOperator final : public OperatorOf<planner::Take> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "take"; }
  Value execute() override;
};

/// The first N after sorting by one key.
class TopByOperator final : public OperatorOf<planner::TopBy> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "top"; }
  Value execute() override;
};

}  // namespace clew::execution
