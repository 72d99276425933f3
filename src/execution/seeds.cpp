#include "execution/seeds.h"

#include "execution/operator.h"

namespace clew::execution {
namespace {

class Marker {
 public:
  explicit Marker(Run& run) : run_(run) {}

  void walk(const binder::PlanPtr& plan) {
    if (plan && run_.goOn()) std::visit([&](const auto& op) { visit(*plan, op); }, plan->op);
  }

 private:
  template <typename Op>
  void visit(const planner::PlanNode& plan, const Op& op) {
    constexpr bool kNames = std::is_same_v<Op, planner::LookupNodes> || std::is_same_v<Op, planner::NamedSet> ||
                            std::is_same_v<Op, planner::ReadFile>;
    if constexpr (kNames) {
      const Run::Quiet quiet(run_);
      evaluateSet(run_, plan, run_.clock());
    } else if constexpr (std::is_same_v<Op, planner::LocalSet>) {
      run_.addSeeds(run_.localSet(op.index).nodes);
    } else {
      below(op);
    }
  }

  template <typename Op>
  void below(const Op& op) {
    if constexpr (requires { op.parts; }) {
      for (const binder::PlanPtr& part : op.parts) walk(part);
    }
    if constexpr (requires { walk(op.input); }) walk(op.input);
    if constexpr (requires { walk(op.left); }) walk(op.left);
    if constexpr (requires { walk(op.subjects); }) walk(op.subjects);
    if constexpr (requires { walk(op.with); }) walk(op.with);
    if constexpr (requires { walk(op.from); }) walk(op.from);
    if constexpr (requires { walk(op.to); }) walk(op.to);
  }

  Run& run_;
};

}  // namespace

void markSeeds(Run& run, const planner::PlanNode& plan) {
  Marker(run).walk(binder::PlanPtr(binder::PlanPtr(), &plan));
}

}  // namespace clew::execution
