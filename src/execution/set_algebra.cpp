#include "execution/set_algebra.h"

namespace clew::execution {

void restrictOrder(SetValue& set, std::uint32_t node_count) {
  set.chains.reset();
  if (!set.has_order) return;
  const Membership kept(set.nodes, node_count);
  std::erase_if(set.ordered, [&](NodeId node) { return !kept.contains(node); });
}

Value UnionOperator::execute() {
  SetValue out;
  std::vector<std::pair<LayerPtr, NodeSet>> parts;
  for (const binder::PlanPtr& plan : op_.parts) {
    SetValue part = inputSet(plan);
    if (run_.failed()) return out;
    out.nodes = unite(out.nodes, part.nodes);
    parts.emplace_back(std::move(part.layer), std::move(part.nodes));
  }
  out.layer = uniteLayers(parts, run_.view().nodeCount());
  return out;
}

namespace {

/// The right side is no seed of the query: nobody pivots from it.
NodeSet rightSide(Run& run, const binder::PlanPtr& plan, const Clock& clock) {
  const Run::Aside aside(run);
  return evaluateSet(run, *plan, clock).nodes;
}

}  // namespace

Value MinusOperator::execute() {
  SetValue out = inputSet(op_.left);
  out.nodes = subtract(out.nodes, rightSide(run_, op_.right, clock_));
  restrictOrder(out, run_.view().nodeCount());
  return out;
}

Value IntersectOperator::execute() {
  SetValue out = inputSet(op_.left);
  const NodeSet right = rightSide(run_, op_.right, clock_);
  out.nodes = op_.negated ? subtract(out.nodes, right) : intersect(out.nodes, right);
  restrictOrder(out, run_.view().nodeCount());
  return out;
}

}  // namespace clew::execution
