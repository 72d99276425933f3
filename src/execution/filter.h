// where.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// Keeps nodes that meet the condition; per link, the links that do and the nodes that keep one.
class FilterOperator final : public OperatorOf<planner::Filter> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "filter"; }
  Value execute() override;
};

/// Keeps rows that meet the condition.
class TableFilterOperator final : public OperatorOf<planner::TableFilter> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "filter"; }
  Value execute() override;
};

}  // namespace clew::execution
