// count, count by, top N values.
#pragma once

#include "execution/items.h"
#include "execution/operator.h"

namespace clew::execution {

/// One row, one column: how many nodes or rows.
class CountOperator final : public OperatorOf<planner::Count> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "count"; }
  Value execute() override;
};

/// Keys, count, share; most first, ties by key. share is of all items, those in (missing) included.
class CountByOperator final : public OperatorOf<planner::CountBy> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "count by"; }
  Value execute() override;
};

/// The same table cut to the most frequent.
class TopValuesOperator final : public OperatorOf<planner::TopValues> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "top"; }
  Value execute() override;
};

}  // namespace clew::execution
