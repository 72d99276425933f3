// `rank by`.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// A row a member: name, score. The greatest score first, then by name.
class RankByOperator final : public OperatorOf<planner::RankBy> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "rank by"; }
  Value execute() override;
};

}  // namespace clew::execution
