// `alert LEVEL "text" when …`: one alert a run of the statement; the input passes on.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

class AlertOperator final : public OperatorOf<planner::Alert> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "alert"; }
  Value execute() override;
};

}  // namespace clew::execution
