// `bursts of created within 10m per registrar`.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// Runs of nodes whose dates follow each other closely, by key and then by time: keys, start, end, count, members.
/// Items without the date, or without a key, are left out; a run of one is a run.
class BurstsOperator final : public OperatorOf<planner::Bursts> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "bursts"; }
  Value execute() override;
};

}  // namespace clew::execution
