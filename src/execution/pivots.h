// `pivots`: the menu of what one could pivot on.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// For each value of each relation: relation, value, holders (over all time), rarity; rarest first. Values that the
/// modifiers exclude are reported as skipped.
class PivotsOperator final : public OperatorOf<planner::Pivots> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "pivots"; }
  Value execute() override;
};

}  // namespace clew::execution
