// `path from A to B`, `paths from A to B`, by fewest hops or by rarity.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// The nodes on the chains found, each with the link from the node before it, and the chains themselves.
class PathOperator final : public OperatorOf<planner::FindPath> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "path"; }
  Value execute() override;
};

/// Chains as rows: path, step, node, relation, direction; found by rarity, holders.
Rows chainRows(const Chains& chains);
/// The first `limit` chains and the nodes on them.
SetValue firstChains(SetValue set, std::uint64_t limit);

}  // namespace clew::execution
