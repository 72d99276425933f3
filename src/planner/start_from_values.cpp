#include "planner/start_from_values.h"

#include <algorithm>

#include "binder/parts.h"

namespace clew::planner {
namespace {

using binder::BoundExpr;
using binder::BoundTrait;

constexpr double kFarLess = 4;  // so many times fewer nodes must be met on the way back than the type has

/// Where a condition may begin, and how many nodes are met on the way.
struct Begin {
  std::vector<Holders::Start> from;
  double met = 0;
};

std::optional<Begin> beginOf(const BoundExpr& condition, const model::Catalog& catalog);

std::optional<Begin> fromValues(const BoundTrait& trait, const std::vector<binder::BoundValue>& values,
                                const std::vector<PlanPtr>& sets, const model::Catalog& catalog) {
  if (trait.end != BoundTrait::End::kNodes || (values.empty() && sets.empty())) return std::nullopt;
  for (const auto& value : values) {
    const bool node = std::holds_alternative<std::vector<model::NodeName>>(value.value) ||
                      std::holds_alternative<model::Block>(value.value) ||
                      std::holds_alternative<binder::ParamRef>(value.value);
    if (!node) return std::nullopt;
  }
  Holders::Start start{trait, values, sets};
  start.trait.modifiers = {};
  start.trait.only = nullptr;
  const double met = stepsBack(start, catalog);
  if (met < 0) return std::nullopt;
  return Begin{{std::move(start)}, met};
}

/// A test of the values of `trait`: of its left side, or of the value reached inside `has` and `every`.
std::optional<Begin> fromTest(const BoundExpr& test, const BoundTrait& trait, const model::Catalog& catalog) {
  if (const auto* is = std::get_if<BoundExpr::Is>(&test.node))
    return is->negated ? std::nullopt : fromValues(trait, is->any_of, {}, catalog);
  if (const auto* in = std::get_if<BoundExpr::In>(&test.node))
    return in->negated || !in->globs.empty() ? std::nullopt : fromValues(trait, in->values, in->sets, catalog);
  return std::nullopt;
}

struct BeginOf {
  const BoundExpr& condition;
  const model::Catalog& catalog;

  std::optional<Begin> operator()(const BoundExpr::And& node) const {
    std::optional<Begin> best;
    for (const auto& term : node.terms) {
      auto one = beginOf(*term, catalog);
      if (one && (!best || one->met < best->met)) best = std::move(one);
    }
    return best;
  }
  std::optional<Begin> operator()(const BoundExpr::Or& node) const {
    Begin all;
    for (const auto& term : node.terms) {
      auto one = beginOf(*term, catalog);
      if (!one) return std::nullopt;
      all.met += one->met;
      std::move(one->from.begin(), one->from.end(), std::back_inserter(all.from));
    }
    return all;
  }
  std::optional<Begin> operator()(const BoundExpr::Is& node) const { return ofLeft(node.left); }
  std::optional<Begin> operator()(const BoundExpr::In& node) const { return ofLeft(node.left); }
  std::optional<Begin> operator()(const BoundExpr::Has& node) const {
    return node.no || !node.tail ? std::nullopt : fromTest(*node.tail, node.trait, catalog);
  }
  std::optional<Begin> operator()(const BoundExpr::Every& node) const {
    return node.tail ? fromTest(*node.tail, node.trait, catalog) : std::nullopt;
  }
  std::optional<Begin> operator()(const auto&) const { return std::nullopt; }

  std::optional<Begin> ofLeft(const binder::ExprPtr& left) const {
    const auto* trait = left ? std::get_if<BoundTrait>(&left->node) : nullptr;
    return trait == nullptr ? std::nullopt : fromTest(condition, *trait, catalog);
  }
};

std::optional<Begin> beginOf(const BoundExpr& condition, const model::Catalog& catalog) {
  return std::visit(BeginOf{condition, catalog}, condition.node);
}

bool counts(const BoundTrait& trait) {
  return !trait.hops.empty() && (!trait.modifiers.times.empty() || trait.modifiers.min_confidence >= 0);
}

/// Whether the filter counts, for a notice, the links without a date or a confidence of all nodes that it is asked of.
bool tellsOfAll(const BoundExpr& expr) {
  if (const auto* trait = std::get_if<BoundTrait>(&expr.node)) return counts(*trait);
  bool out = std::visit(
      [](const auto& node) {
        if constexpr (requires { node.trait.hops; }) return counts(node.trait);
        return false;
      },
      expr.node);
  binder::eachPart(expr, [&](const BoundExpr& part) { out = out || tellsOfAll(part); });
  return out;
}

}  // namespace

PlanPtr startFromValues(const PlanPtr& plan, const model::Catalog& catalog) {
  // `where` after `where`: any of them may say where to begin
  std::vector<PlanPtr> filters;
  PlanPtr at = plan;
  std::optional<Begin> best;
  while (const auto* filter = std::get_if<Filter>(&at->op)) {
    if (filter->per_link || tellsOfAll(*filter->condition)) return plan;
    auto one = beginOf(*filter->condition, catalog);
    if (one && (!best || one->met < best->met)) best = std::move(one);
    filters.push_back(at);
    at = filter->input;
  }
  const auto* scan = std::get_if<NodeScan>(&at->op);
  if (scan == nullptr || !best || best->met * kFarLess > at->estimate) return plan;
  auto holders = std::make_shared<PlanNode>(*at);
  holders->op = Holders{scan->types, std::move(best->from)};
  holders->estimate = estimateRows(*holders, catalog);
  PlanPtr out = holders;
  for (auto filter = filters.rbegin(); filter != filters.rend(); ++filter) {
    auto copy = std::make_shared<PlanNode>(**filter);
    std::get<Filter>(copy->op).input = out;
    copy->estimate = estimateRows(*copy, catalog);
    out = copy;
  }
  return out;
}

}  // namespace clew::planner
