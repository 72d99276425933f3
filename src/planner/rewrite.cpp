// Rewrite rules. Each keeps the answer, its links and its order; only the work changes.
#include <utility>

#include "planner/planner.h"

namespace clew::planner {
namespace {

std::shared_ptr<PlanNode> copyOf(const PlanPtr& plan) {
  return std::make_shared<PlanNode>(*plan);
}

struct InputOf {
  const PlanPtr* operator()(const LookupNodes&) const { return nullptr; }
  const PlanPtr* operator()(const NodeScan&) const { return nullptr; }
  const PlanPtr* operator()(const NamedSet&) const { return nullptr; }
  const PlanPtr* operator()(const LocalSet&) const { return nullptr; }
  const PlanPtr* operator()(const ReadFile&) const { return nullptr; }
  const PlanPtr* operator()(const Union&) const { return nullptr; }
  const PlanPtr* operator()(const Minus&) const { return nullptr; }
  const PlanPtr* operator()(const Intersect&) const { return nullptr; }
  const PlanPtr* operator()(const Sharing&) const { return nullptr; }
  const PlanPtr* operator()(const FindPath&) const { return nullptr; }
  const PlanPtr* operator()(const Cluster&) const { return nullptr; }  // its input stands in its ties as well
  const PlanPtr* operator()(const auto& op) const { return &op.input; }
};

/// The one input that a rule may look through, or null.
const PlanPtr* inputOf(const PlanNode& node) {
  return std::visit(InputOf{}, node.op);
}

/// `where` over a whole type, then `in S`: asking the members of S is less work than asking the type. The filter does
/// not look at links, so it may run after.
PlanPtr filterAfterIntersect(const PlanPtr& plan) {
  const auto* intersect = std::get_if<Intersect>(&plan->op);
  if (intersect == nullptr || intersect->negated) return plan;
  const auto* filter = std::get_if<Filter>(&intersect->left->op);
  if (filter == nullptr || filter->per_link || !std::holds_alternative<NodeScan>(filter->input->op)) return plan;
  auto inner = copyOf(plan);
  inner->op = Intersect{filter->input, intersect->right, false};
  auto outer = copyOf(plan);
  outer->op = Filter{inner, filter->condition, false};
  return outer;
}

}  // namespace

PlanPtr rewrite(const PlanPtr& plan, const model::Catalog& catalog) {
  PlanPtr out = filterAfterIntersect(plan);
  const PlanPtr* input = inputOf(*out);
  if (input == nullptr) return out;
  const PlanPtr below = rewrite(*input, catalog);
  if (below == *input) return out;
  auto changed = copyOf(out);
  *const_cast<PlanPtr*>(inputOf(*changed)) = below;
  return changed;
}

}  // namespace clew::planner
