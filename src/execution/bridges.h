// `bridges`.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// A row a node or link whose loss separates members: name, linked and relation (of a link), apart: how many lose touch
/// with the most of them. Who separates most comes first, then by name.
class BridgesOperator final : public OperatorOf<planner::Bridges> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "bridges"; }
  Value execute() override;
};

}  // namespace clew::execution
