#include "execution/operator.h"

#include <utility>

#include "common/overloaded.h"
#include "common/time.h"
#include "execution/alert.h"
#include "execution/back_to.h"
#include "execution/bridges.h"
#include "execution/bursts.h"
#include "execution/changes.h"
#include "execution/cluster.h"
#include "execution/communities.h"
#include "execution/cores.h"
#include "execution/count.h"
#include "execution/effects.h"
#include "execution/expand.h"
#include "execution/expand_hops.h"
#include "execution/filter.h"
#include "execution/holders.h"
#include "execution/past.h"
#include "execution/path.h"
#include "execution/per.h"
#include "execution/pivots.h"
#include "execution/rank_by.h"
#include "execution/resembling.h"
#include "execution/set_algebra.h"
#include "execution/sharing.h"
#include "execution/show.h"
#include "execution/skipped.h"
#include "execution/sort.h"
#include "execution/sources.h"
#include "execution/timeline.h"
#include "execution/unknown_values.h"
#include "execution/why.h"
#include "execution/writes.h"

namespace clew::execution {
namespace {

std::uint64_t rowsOf(const Value& value) {
  const auto* set = std::get_if<SetValue>(&value);
  return set != nullptr ? set->nodes.size() : std::get<Rows>(value).count();
}

}  // namespace

Value Operator::run() {
  if (!run_.goOn()) return SetValue{};
  const std::size_t profile = run_.enter(plan_, name());
  const double start = monotonicSeconds();
  reportUnknownValues(run_, plan_);
  Value out = execute();
  const std::uint64_t rows = run_.failed() ? 0 : rowsOf(out);
  const auto* table = std::get_if<Rows>(&out);
  run_.chargeRows(rows, table != nullptr ? table->columns.size() * sizeof(Datum) : sizeof(NodeId));
  run_.leave(profile, rows, monotonicSeconds() - start);
  return out;
}

Value Operator::input(const binder::PlanPtr& plan) const {
  return evaluate(run_, *plan, clock_);
}

SetValue Operator::inputSet(const binder::PlanPtr& plan) const {
  return evaluateSet(run_, *plan, clock_);
}

std::unique_ptr<Operator> makeOperator(Run& run, const planner::PlanNode& plan, const Clock& clock) {
  const auto make = [&]<typename Made>(const auto& op) -> std::unique_ptr<Operator> {
    return std::make_unique<Made>(run, plan, op, clock);
  };
  return std::visit(Overloaded{[&](const planner::LookupNodes& op) { return make.operator()<LookupNodesOperator>(op); },
                               [&](const planner::NodeScan& op) { return make.operator()<NodeScanOperator>(op); },
                               [&](const planner::Holders& op) { return make.operator()<HoldersOperator>(op); },
                               [&](const planner::NamedSet& op) { return make.operator()<NamedSetOperator>(op); },
                               [&](const planner::LocalSet& op) { return make.operator()<LocalSetOperator>(op); },
                               [&](const planner::ReadFile& op) { return make.operator()<ReadFileOperator>(op); },
                               [&](const planner::Union& op) { return make.operator()<UnionOperator>(op); },
                               [&](const planner::Minus& op) { return make.operator()<MinusOperator>(op); },
                               [&](const planner::Intersect& op) { return make.operator()<IntersectOperator>(op); },
                               [&](const planner::Expand& op) { return make.operator()<ExpandOperator>(op); },
                               [&](const planner::ExpandHops& op) { return make.operator()<ExpandHopsOperator>(op); },
                               [&](const planner::FindPath& op) { return make.operator()<PathOperator>(op); },
                               [&](const planner::Sharing& op) { return make.operator()<SharingOperator>(op); },
                               [&](const planner::Resembling& op) { return make.operator()<ResemblingOperator>(op); },
                               [&](const planner::Bursts& op) { return make.operator()<BurstsOperator>(op); },
                               [&](const planner::Timeline& op) { return make.operator()<TimelineOperator>(op); },
                               [&](const planner::Pivots& op) { return make.operator()<PivotsOperator>(op); },
                               [&](const planner::BackTo& op) { return make.operator()<BackToOperator>(op); },
                               [&](const planner::Filter& op) { return make.operator()<FilterOperator>(op); },
                               [&](const planner::Count& op) { return make.operator()<CountOperator>(op); },
                               [&](const planner::CountBy& op) { return make.operator()<CountByOperator>(op); },
                               [&](const planner::TopValues& op) { return make.operator()<TopValuesOperator>(op); },
                               [&](const planner::TopBy& op) { return make.operator()<TopByOperator>(op); },
                               [&](const planner::Take& op) { return make.operator()<TakeOperator>(op); },
                               [&](const planner::Sort& op) { return make.operator()<SortOperator>(op); },
                               [&](const planner::Show& op) { return make.operator()<ShowOperator>(op); },
                               [&](const planner::Per& op) { return make.operator()<PerOperator>(op); },
                               [&](const planner::TableFilter& op) { return make.operator()<TableFilterOperator>(op); },
                               [&](const planner::Cluster& op) { return make.operator()<ClusterOperator>(op); },
                               [&](const planner::RankBy& op) { return make.operator()<RankByOperator>(op); },
                               [&](const planner::Bridges& op) { return make.operator()<BridgesOperator>(op); },
                               [&](const planner::Cores& op) { return make.operator()<CoresOperator>(op); },
                               [&](const planner::Communities& op) { return make.operator()<CommunitiesOperator>(op); },
                               [&](const planner::Why& op) { return make.operator()<WhyOperator>(op); },
                               [&](const planner::Skipped& op) { return make.operator()<SkippedOperator>(op); },
                               [&](const planner::Changes& op) { return make.operator()<ChangesOperator>(op); },
                               [&](const planner::Untag& op) { return make.operator()<UntagOperator>(op); },
                               [&](const planner::Alert& op) { return make.operator()<AlertOperator>(op); },
                               [&](const planner::WriteLink& op) { return make.operator()<WriteLinkOperator>(op); },
                               [&](const planner::AsKnown& op) { return make.operator()<AsKnownOperator>(op); },
                               [&](const planner::SaveAs& op) { return make.operator()<SaveAsOperator>(op); },
                               [&](const planner::Tag& op) { return make.operator()<TagOperator>(op); },
                               [&](const planner::Note& op) { return make.operator()<NoteOperator>(op); },
                               [&](const planner::Expect& op) { return make.operator()<ExpectOperator>(op); },
                               [&](const planner::Output& op) { return make.operator()<OutputOperator>(op); },
                               [&](const planner::AsOf& op) { return make.operator()<AsOfOperator>(op); }},
                    plan.op);
}

namespace {

void giveLateNotice(Run& run, SetValue& set) {
  const auto late = std::exchange(set.late, nullptr);
  if (late && !run.failed()) (*late)(set.nodes);
}

}  // namespace

Value evaluate(Run& run, const planner::PlanNode& plan, const Clock& clock) {
  Value value = makeOperator(run, plan, clock)->run();
  if (auto* set = std::get_if<SetValue>(&value)) giveLateNotice(run, *set);
  return value;
}

SetValue evaluateOpen(Run& run, const planner::PlanNode& plan, const Clock& clock) {
  Value value = makeOperator(run, plan, clock)->run();
  if (auto* set = std::get_if<SetValue>(&value)) return std::move(*set);
  run.fail(Error(ErrorCode::kType, "a table stands where nodes are needed").withId("E302"));
  return {};
}

SetValue evaluateSet(Run& run, const planner::PlanNode& plan, const Clock& clock) {
  SetValue set = evaluateOpen(run, plan, clock);
  giveLateNotice(run, set);
  return set;
}

}  // namespace clew::execution
