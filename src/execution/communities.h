// `communities`.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// A row a community: community, size, members, glue (the values that at least two of its members have). By falling
/// size, then smallest name.
class CommunitiesOperator final : public OperatorOf<planner::Communities> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "communities"; }
  Value execute() override;
};

}  // namespace clew::execution
