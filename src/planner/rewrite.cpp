// Rewrite rules. Each keeps the answer, its links and its order; only the work changes. What `skipped` lists is what
// was met while the query was worked out as it is written, so that below it what tells of that stays where it stands.
#include <algorithm>
#include <utility>

#include "binder/parts.h"
#include "common/text.h"
#include "planner/planner.h"
#include "planner/start_from_values.h"

namespace clew::planner {
namespace {

std::shared_ptr<PlanNode> copyOf(const PlanPtr& plan) {
  return std::make_shared<PlanNode>(*plan);
}

/// Calls `take` with each plan that an operator reads, whatever the operator.
template <typename Take>
void eachInput(PlanNode& node, const Take& take) {
  std::visit(
      [&](auto& op) {
        const auto one = [&](PlanPtr& input) {
          if (input) take(input);
        };
        if constexpr (requires { op.ties; }) return;  // its input stands in its ties as well
        if constexpr (requires { op.input; }) one(op.input);
        if constexpr (requires { op.left; }) one(op.left);
        if constexpr (requires { op.right; }) one(op.right);
        if constexpr (requires { op.with; }) one(op.with);
        if constexpr (requires { op.subjects; }) one(op.subjects);
        if constexpr (requires { op.parts; }) {
          for (PlanPtr& part : op.parts) one(part);
        }
      },
      node.op);
}

/// Whether the condition walks links: some of them may not be crossed.
bool walksLinks(const binder::BoundExpr& expr) {
  if (const auto* trait = std::get_if<binder::BoundTrait>(&expr.node)) return !trait->hops.empty();
  bool out = std::visit(
      [](const auto& node) {
        if constexpr (requires { node.trait.hops; }) return !node.trait.hops.empty();
        return false;
      },
      expr.node);
  binder::eachPart(expr, [&](const binder::BoundExpr& part) { out = out || walksLinks(part); });
  return out;
}

/// `where` over a whole type, then `in S`: asking the members of S is less work than asking the type. The filter does
/// not look at links, so it may run after.
PlanPtr filterAfterIntersect(const PlanPtr& plan, bool told) {
  const auto* intersect = std::get_if<Intersect>(&plan->op);
  if (intersect == nullptr || intersect->negated) return plan;
  const auto* filter = std::get_if<Filter>(&intersect->left->op);
  if (filter == nullptr || filter->per_link || !std::holds_alternative<NodeScan>(filter->input->op)) return plan;
  if (told && walksLinks(*filter->condition)) return plan;
  auto inner = copyOf(plan);
  inner->op = Intersect{filter->input, intersect->right, false};
  auto outer = copyOf(plan);
  outer->op = Filter{inner, filter->condition, false};
  return outer;
}

/// Whether who shares can be found from the seeds: by equal nodes, or addresses of a block, and without reading the
/// subjects one by one.
bool foundFromSeeds(const Sharing& sharing) {
  return std::all_of(sharing.traits.begin(), sharing.traits.end(), [](const binder::NearTrait& near) {
    const bool by_node = std::holds_alternative<binder::SameValue>(near.nearness) ||
                         std::holds_alternative<binder::WithinPrefixes>(near.nearness);
    return by_node && near.trait.end == binder::BoundTrait::End::kNodes && !near.trait.hops.empty();
  });
}

/// `domains where ... | sharing ip with S`: the seeds are the smaller side, so those who share are found from them, and
/// the condition is asked of the few that were found. It asks a whole type, which has no links to look at.
PlanPtr filterAfterSharing(const PlanPtr& plan, const model::Catalog& catalog, bool told) {
  const auto* sharing = std::get_if<Sharing>(&plan->op);
  if (sharing == nullptr || sharing->each_other || !sharing->subjects || !sharing->with) return plan;
  const auto* filter = std::get_if<Filter>(&sharing->subjects->op);
  if (filter == nullptr || filter->per_link || !std::holds_alternative<NodeScan>(filter->input->op)) return plan;
  if (told && walksLinks(*filter->condition)) return plan;
  if (!foundFromSeeds(*sharing) || sharing->with->estimate * 4 > filter->input->estimate) return plan;
  auto inner = copyOf(plan);
  Sharing from_seeds = *sharing;
  from_seeds.subjects = nullptr;
  inner->op = std::move(from_seeds);
  inner->estimate = estimateRows(*inner, catalog);
  auto outer = copyOf(plan);
  outer->op = Filter{inner, filter->condition, false};
  outer->estimate = estimateRows(*outer, catalog);
  return outer;
}

/// About how much work a test is a node: what stands in the node itself, then links, then links of links and sets.
int workOf(const binder::BoundExpr& expr) {
  using binder::BoundExpr;
  if (const auto* trait = std::get_if<binder::BoundTrait>(&expr.node)) {
    int work = trait->end == binder::BoundTrait::End::kProperty ? 2 : 1;
    for (std::size_t i = 0; i < trait->hops.size(); ++i) work = work * 4 + 4;
    return trait->only ? work * 4 : work;
  }
  return std::visit(
      [](const auto& node) {
        int work = 1;
        if constexpr (requires { node.trait.hops; }) work += 8 * static_cast<int>(node.trait.hops.size());
        if constexpr (requires { node.terms; }) {
          for (const auto& term : node.terms) work += workOf(*term);
        }
        if constexpr (requires { node.term; }) work += workOf(*node.term);
        if constexpr (requires { node.left; }) work += node.left ? workOf(*node.left) : 0;
        if constexpr (requires { node.right->node; }) work += workOf(*node.right);
        if constexpr (requires { node.value->node; }) work += workOf(*node.value);
        if constexpr (requires { node.sets; }) work += 40 * static_cast<int>(node.sets.size());
        if constexpr (requires { node.arguments; }) {
          for (const auto& argument : node.arguments) work += 4 + workOf(*argument);
        }
        return work;
      },
      expr.node);
}

/// The terms of `and` in the order of their work: a term that fails spares those after it.
PlanPtr cheapTermsFirst(const PlanPtr& plan, bool told) {
  const auto* filter = std::get_if<Filter>(&plan->op);
  const auto* all = filter != nullptr ? std::get_if<binder::BoundExpr::And>(&filter->condition->node) : nullptr;
  if (all == nullptr || (told && walksLinks(*filter->condition))) return plan;
  const auto cheaper = [](const binder::ExprPtr& a, const binder::ExprPtr& b) { return workOf(*a) < workOf(*b); };
  if (std::is_sorted(all->terms.begin(), all->terms.end(), cheaper)) return plan;
  auto condition = std::make_shared<binder::BoundExpr>(*filter->condition);
  auto& terms = std::get<binder::BoundExpr::And>(condition->node).terms;
  std::stable_sort(terms.begin(), terms.end(), cheaper);
  std::vector<std::string> texts;
  for (const auto& term : terms)
    texts.push_back(std::holds_alternative<binder::BoundExpr::Or>(term->node) ? "(" + term->text + ")" : term->text);
  condition->text = join(texts, " and ");
  auto out = copyOf(plan);
  out->op = Filter{filter->input, std::move(condition), filter->per_link};
  return out;
}

/// `told`: of what is not crossed.
PlanPtr rewrite(const PlanPtr& plan, const model::Catalog& catalog, bool told) {
  PlanPtr out = filterAfterSharing(filterAfterIntersect(plan, told), catalog, told);
  if (!told) out = startFromValues(out, catalog);
  out = cheapTermsFirst(out, told);
  told = told || std::holds_alternative<Skipped>(out->op);
  auto changed = copyOf(out);
  bool any = false;
  eachInput(*changed, [&](PlanPtr& input) {
    PlanPtr below = rewrite(input, catalog, told);
    any = any || below != input;
    input = std::move(below);
  });
  return any ? PlanPtr(changed) : out;
}

}  // namespace

PlanPtr rewrite(const PlanPtr& plan, const model::Catalog& catalog) {
  return rewrite(plan, catalog, false);
}

}  // namespace clew::planner
