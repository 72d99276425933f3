// skipped.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// What the query before it did not cross: value, relation, reason, holders, apexes, seed; by value, relation, seed.
class SkippedOperator final : public OperatorOf<planner::Skipped> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "skipped"; }
  Value execute() override;
};

}  // namespace clew::execution
