// Operator: the frame that every operator of a plan runs in. The frame looks at cancel token and budget, counts rows,
// links and time; the hook does the work. An operator yields its whole result: sets are set-at-a-time.
#pragma once

#include <memory>
#include <string>

#include "execution/run.h"

namespace clew::execution {

class Operator {
 public:
  Operator(Run& run, const planner::PlanNode& plan, const Clock& clock) : run_(run), plan_(plan), clock_(clock) {}
  virtual ~Operator() = default;
  Operator(const Operator&) = delete;
  Operator& operator=(const Operator&) = delete;

  /// Runs it. After a failure (Run::failed) the value means nothing.
  Value run();

 protected:
  virtual std::string name() const = 0;
  virtual Value execute() = 0;
  Value input(const binder::PlanPtr& plan) const;
  SetValue inputSet(const binder::PlanPtr& plan) const;

  Run& run_;
  const planner::PlanNode& plan_;
  const Clock clock_;
};

/// An operator for a plan's node whose struct is Op.
template <typename Op>
class OperatorOf : public Operator {
 public:
  OperatorOf(Run& run, const planner::PlanNode& plan, const Op& op, const Clock& clock)
      : Operator(run, plan, clock), op_(op) {}

 protected:
  const Op& op_;
};

std::unique_ptr<Operator> makeOperator(Run& run, const planner::PlanNode& plan, const Clock& clock);
Value evaluate(Run& run, const planner::PlanNode& plan, const Clock& clock);
/// evaluateSet() for a condition that chooses among the nodes: a late notice is left to who takes what it keeps.
SetValue evaluateOpen(Run& run, const planner::PlanNode& plan, const Clock& clock);
/// A plan that yields nodes; a table is a defect and fails the run.
SetValue evaluateSet(Run& run, const planner::PlanNode& plan, const Clock& clock);

}  // namespace clew::execution
