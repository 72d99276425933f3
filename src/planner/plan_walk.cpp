// Walks of many steps: `path`, `expand`; and `cluster by`, which joins what shares.
#include <algorithm>

#include "binder/via.h"
#include "common/text.h"
#include "planner/statement_planner.h"

namespace clew::planner {
namespace {

constexpr std::uint64_t kUsualHops = 6;
constexpr std::int64_t kMostHops = 1000;

binder::Shape nodesShape(model::TypeSet types) {
  binder::Shape shape;
  shape.types = types;
  shape.has_links = true;
  return shape;
}

bool isRarest(const syntax::Set& set) {
  const auto rarest = [](const syntax::Chain& chain) {
    const auto* path = std::get_if<syntax::PathSource>(&chain.source.node);
    return path != nullptr && path->all && path->by;
  };
  return rarest(set.first) ||
         std::any_of(set.rest.begin(), set.rest.end(), [&](const auto& part) { return rarest(part.second); });
}

}  // namespace

bool yieldsChains(const PlanNode& node) {
  if (std::holds_alternative<FindPath>(node.op)) return true;
  const PlanPtr* input = nullptr;
  if (const auto* take = std::get_if<Take>(&node.op)) input = &take->input;
  if (const auto* save = std::get_if<SaveAs>(&node.op)) input = &save->input;
  if (const auto* tag = std::get_if<Tag>(&node.op)) input = &tag->input;
  if (const auto* note = std::get_if<Note>(&node.op)) input = &note->input;
  if (const auto* expect = std::get_if<Expect>(&node.op)) input = &expect->input;
  if (const auto* output = std::get_if<Output>(&node.op)) input = &output->input;
  if (const auto* as_of = std::get_if<AsOf>(&node.op)) input = &as_of->input;
  return input != nullptr && yieldsChains(**input);
}

/// Rarest first has no natural end as `fewest hops` has: the query says how many chains it wants.
bool StatementPlanner::rarestIsTaken(const syntax::Query& query) {
  if (!isRarest(query.set)) return true;
  const bool alone = query.set.rest.empty() && query.set.first.steps.empty() && !query.set.first.where;
  if (alone && !query.stages.empty() && std::holds_alternative<syntax::TakeStage>(query.stages.front().node))
    return true;
  report(Error(ErrorCode::kType, "`paths ... by rarity` goes on to ever more common ties, so it must be told how many")
             .withId("E331")
             .at(query.set.span)
             .withNote("for the rarest alone: `path from ... by rarity`")
             .withFix({query.set.span.end, query.set.span.end, query.set.span.source}, " | take 5"));
  return false;
}

StatementPlanner::Planned StatementPlanner::path(const syntax::PathSource& node, SourceSpan span) {
  const auto from = primarySet(*node.from);
  if (from.plan == nullptr) return failed();
  const auto to = primarySet(*node.to);
  if (to.plan == nullptr) return failed();
  if (node.by && node.by->text != "rarity") {
    report(Error(ErrorCode::kSyntax, "paths go by fewest hops, or `by rarity`").withId("E130").at(node.by->span));
    return failed();
  }
  if (node.hops && (node.hops->value < 1 || node.hops->value > kMostHops)) {
    report(Error(ErrorCode::kType, "a path has 1 to " + std::to_string(kMostHops) + " hops")
               .withId("E332")
               .at(node.hops->span));
    return failed();
  }
  FindPath out;
  out.from = from.plan;
  out.to = to.plan;
  out.hops = node.hops ? static_cast<std::uint64_t>(node.hops->value) : kUsualHops;
  out.all = node.all;
  out.by_rarity = node.by.has_value();
  auto walk = binder_.walk(node.modifiers, from.types, out.hops, true, span);
  if (!walk) return failed();
  const auto back = binder_.walk(node.modifiers, to.types, out.hops, true, span);
  if (!back) return failed();
  if ((walk->types & back->types).none()) {
    report(Error(ErrorCode::kType, "no chain of " + std::to_string(out.hops) + (out.hops == 1 ? " hop" : " hops") +
                                       " over " + walk->hop.text + " can lead from " + binder_.typesText(from.types) +
                                       " to " + binder_.typesText(to.types))
               .withId("E203")
               .at(span));
    return failed();
  }
  if (walk->modifiers.at_most_each) {
    report(
        Error(ErrorCode::kType, "`at most ... each` cuts the links of a starting node, and a path goes by all of them")
            .withId("E305")
            .at(walk->modifiers.span)
            .withNote("to leave common values out: `excluding hubs over 100`"));
    return failed();
  }
  out.hop = std::move(walk->hop);
  out.modifiers = std::move(walk->modifiers);
  Planned made = make(std::move(out), nodesShape(walk->types & back->types), span);
  noteUnbounded(*made.plan, from.types, span);
  return made;
}

void StatementPlanner::noteUnbounded(const PlanNode& walk, model::TypeSet from, SourceSpan span) {
  const auto links = unboundedLinks(walk, catalog_, [&](std::uint32_t index) -> PlanPtr {
    for (const auto& statement : prepared_.statements) {
      if (statement.kind == PlannedStatement::Kind::kLetSet && statement.target == index) return statement.plan;
    }
    return index < prepared_.sets.size() ? prepared_.sets[index].fallback : nullptr;
  });
  if (links <= input_.unbounded_links) return;
  Error error(ErrorCode::kBudget, "this would walk about " + groupedDigits(links) + " links: it starts from all " +
                                      binder_.typesText(from));
  error.withId("E601").at(span).withNote("to run it anyhow, lift the budget (:budget off, --no-budget)");
  if (!std::holds_alternative<FindPath>(walk.op))
    error.withFix({span.begin, span.begin, span.source}, "where first-seen since 7d | ");
  prepared_.unbounded.push_back(std::move(error));
}

StatementPlanner::Planned StatementPlanner::expandHops(Planned input, const syntax::Expand& node, SourceSpan span) {
  ExpandHops out;
  if (node.hops) {
    if (node.hops->value < 1) {
      report(Error(ErrorCode::kType, "`expand` goes at least 1 hop").withId("E332").at(node.hops->span));
      return failed();
    }
    out.hops = static_cast<std::uint64_t>(node.hops->value);
  }
  auto walk = binder_.walk(node.modifiers, input.shape.types, out.hops, false, span);
  if (!walk) return failed();
  out.input = input.plan;
  out.hop = std::move(walk->hop);
  out.modifiers = std::move(walk->modifiers);
  Planned made = make(std::move(out), nodesShape(walk->types), span);
  noteUnbounded(*made.plan, input.shape.types, span);
  return made;
}

StatementPlanner::Planned StatementPlanner::cluster(Planned input, const syntax::ClusterStage& node, SourceSpan span) {
  if (!needsSet(input, span, "`cluster by`")) return failed();
  auto bound = binder_.sharing(node.by, input.shape.types, input.shape.types);
  if (!bound) return failed();
  if (binder::refusesVia(node.modifiers, "`cluster by`", diagnostics_)) return failed();
  auto modifiers = binder_.modifiers(node.modifiers, true);
  if (!modifiers || binder_.refusesIdle(*modifiers, bound->traits)) return failed();
  Sharing ties;
  ties.subjects = input.plan;
  ties.subject_types = input.shape.types;
  ties.traits = std::move(bound->traits);
  ties.form = bound->form;
  ties.at_least = bound->at_least;
  ties.each_other = true;
  ties.modifiers = std::move(*modifiers);
  binder::Shape shared = input.shape;
  shared.has_links = shared.has_sharing = true;
  const Planned tied = make(std::move(ties), std::move(shared), span);
  binder::Shape shape;
  shape.is_set = false;
  shape.columns = {{"cluster", ColumnType::kInteger},
                   {"size", ColumnType::kInteger},
                   {"members", ColumnType::kList},
                   {"glue", ColumnType::kList}};
  return make(Cluster{input.plan, tied.plan}, std::move(shape), span);
}

/// `take` on chains says how many are looked for.
StatementPlanner::Planned StatementPlanner::take(Planned input, std::uint64_t limit, SourceSpan span) {
  binder::Shape shape = input.shape;
  PlanPtr below = input.plan;
  if (const auto* found = std::get_if<FindPath>(&below->op); found != nullptr && found->all) {
    FindPath fewer = *found;
    fewer.limit = limit;
    below = make(std::move(fewer), input.shape, below->span).plan;
  }
  return make(Take{below, limit}, std::move(shape), span);
}

}  // namespace clew::planner
