// Another state of the graph beside the one that a script runs over: `as known at`, and what `new`, `gone` and
// `changes` compare with. A past state is a view of its own, with ids of its own; what comes out of it is put into the
// ids of the run around it by name.
#pragma once

#include <memory>

#include "execution/operator.h"

namespace clew::execution {

class PastRun {
 public:
  /// Lives as long as `outer`, which owns it. Null after outer.fail(). With `lets_too` the script's own sets are those
  /// of that state.
  static PastRun* open(Run& outer, const graph::Knowledge& known, Time now, bool lets_too);

  Run& run() { return *run_; }
  /// As of the query itself: what parts that run later name must be known to what asks for hubs.
  void markSeeds(const planner::PlanNode& plan);
  /// Runs a plan there; the value is in the ids of run().
  Value evaluate(const planner::PlanNode& plan, const Clock& clock);
  /// The same node in the run around; kNoNode when that state has none of its name.
  NodeId outward(NodeId node) const;
  Datum outward(const Datum& datum) const;
  Value outward(const Value& value);

 private:
  PastRun(Run& outer, std::shared_ptr<const GraphView> view, const graph::Knowledge& known, Time now, bool lets_too);

  Run& outer_;
  std::shared_ptr<const GraphView> view_;
  std::unique_ptr<Run> run_;
};

/// `as known at` inside a query. Around a whole statement it is runAsKnown.
class AsKnownOperator final : public OperatorOf<planner::AsKnown> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "as known at"; }
  Value execute() override;
};

/// A statement over what was known then.
Result<StatementResult> runAsKnown(Run& run, const planner::AsKnown& op, const planner::PlanNode& plan,
                                   const Clock& clock);

}  // namespace clew::execution
