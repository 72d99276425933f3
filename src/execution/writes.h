// Writes that take something back, and links that the analyst states: `untag`, `add`, `retract`.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// Whether an expectation before it in the query does not hold, so that nothing may be written; says so.
bool isGuarded(Run& run);

/// Takes back the analyst's own tag; what a feed says stays, and is said. Passes its input on.
class UntagOperator final : public OperatorOf<planner::Untag> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "untag"; }
  Value execute() override;
};

/// A statement; yields nothing.
class WriteLinkOperator final : public OperatorOf<planner::WriteLink> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return op_.retract ? "retract" : "add"; }
  Value execute() override;

 private:
  void add(WriteTarget& to);
  void retract(WriteTarget& to);
};

}  // namespace clew::execution
