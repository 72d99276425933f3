#include "execution/past.h"
#include "execution/seeds.h"

#include <algorithm>
#include <map>

#include "execution/times.h"

namespace clew::execution {
namespace {

/// Links of the past in the ids of the run around. Their observations are kept, and each step tells whose they are:
/// where they were read from lies in the other view.
class PastLayer final : public Layer {
 public:
  PastLayer(const PastRun& past, Run& inner, Run& outer, LayerPtr owner, const Layer* layer)
      : Layer(layer->depth()), past_(past), inner_(inner), outer_(outer), owner_(std::move(owner)), layer_(layer) {}

  void links(NodeId node, const LinkCallback& take) const override {
    const GraphView& view = outer_.view();
    const auto there = inner_.view().find(view.schema().storedType(view.typeOf(node)), view.nameOf(node));
    if (!there) return;
    layer_->links(*there, [&](const ResultLink& link) { return take(outward(link)); });
  }

 private:
  void putSteps(std::vector<Step>& steps) const {
    for (Step& step : steps) {
      step.from = past_.outward(step.from);
      if (step.to != kNoNode) step.to = past_.outward(step.to);
      if (step.view == nullptr) step.view = &inner_.view();
    }
  }
  static void withoutRaw(std::vector<graph::Observation>& seen) {
    for (graph::Observation& one : seen) one.raw = one.raw_count = 0;
  }
  ResultLink outward(const ResultLink& link) const {
    ResultLink out = link;
    out.node = past_.outward(link.node);
    if (link.seed != kNoNode) out.seed = past_.outward(link.seed);
    if (link.value != kNoNode) out.value = past_.outward(link.value);
    out.shared = past_.outward(link.shared);
    putSteps(out.steps);
    putSteps(out.seed_steps);
    withoutRaw(out.seen);
    if (link.behind != nullptr) {
      auto& behind = behind_[link.behind];
      if (!behind) behind = std::make_unique<PastLayer>(past_, inner_, outer_, owner_, link.behind);
      out.behind = behind.get();
    }
    return out;
  }

  const PastRun& past_;
  Run& inner_;
  Run& outer_;
  LayerPtr owner_;  // of layer_ and all behind it
  const Layer* layer_;
  mutable std::map<const Layer*, std::unique_ptr<PastLayer>> behind_;
};

graph::Knowledge knownAt(Run& run, const Clock& clock, const planner::AsKnown& op) {
  return both(run.knowledge(), graph::Knowledge::at(resolveTime(run, clock, op.when).last));
}

}  // namespace

PastRun::PastRun(Run& outer, std::shared_ptr<const GraphView> view, const graph::Knowledge& known, Time now,
                 bool lets_too)
    : outer_(outer), view_(std::move(view)), run_(std::make_unique<Run>(outer, *view_, known, now, lets_too)) {}

PastRun* PastRun::open(Run& outer, const graph::Knowledge& known, Time now, bool lets_too) {
  if (!outer.environment().past) {
    outer.fail(Error(ErrorCode::kUsage, "what was known before cannot be asked here"));
    return nullptr;
  }
  auto view = outer.environment().past(known);
  if (!view) {
    outer.fail(view.error());
    return nullptr;
  }
  std::shared_ptr<PastRun> made(new PastRun(outer, std::move(*view), known, now, lets_too));
  outer.keep(made);
  return made.get();
}

void PastRun::markSeeds(const planner::PlanNode& plan) {
  if (outer_.statementText().find(" hubs") != std::string::npos) execution::markSeeds(*run_, plan);
}

Value PastRun::evaluate(const planner::PlanNode& plan, const Clock& clock) {
  markSeeds(plan);
  Value out = execution::evaluate(*run_, plan, clock);
  outer_.takeBack(*run_);
  return out;
}

NodeId PastRun::outward(NodeId node) const {
  const GraphView& here = *view_;
  const auto there = outer_.view().find(here.schema().storedType(here.typeOf(node)), here.nameOf(node));
  return there.value_or(kNoNode);
}

Datum PastRun::outward(const Datum& datum) const {
  if (const auto* node = datum.as<NodeRef>()) {
    const NodeId there = outward(node->id);
    return there == kNoNode ? Datum() : Datum(NodeRef{there});
  }
  if (const auto* list = datum.as<DatumList>()) {
    DatumList out;
    for (const Datum& one : *list) out.push_back(outward(one));
    return out;
  }
  return datum;
}

Value PastRun::outward(const Value& value) {
  if (const auto* rows = std::get_if<Rows>(&value)) {
    Rows out = *rows;
    for (Datum& cell : out.cells) cell = outward(cell);
    return out;
  }
  const SetValue& set = std::get<SetValue>(value);
  SetValue out;
  const auto put = [&](const std::vector<NodeId>& from, std::vector<NodeId>& to) {
    for (const NodeId node : from) {
      if (const NodeId there = outward(node); there != kNoNode) to.push_back(there);
    }
  };
  put(set.nodes, out.nodes);
  std::sort(out.nodes.begin(), out.nodes.end());
  put(set.ordered, out.ordered);
  out.has_order = set.has_order;
  if (!set.layer) return out;
  out.layer = std::make_shared<PastLayer>(*this, *run_, outer_, set.layer, set.layer.get());
  if (const Remarks* remarks = set.layer->remarks()) {
    Remarks translated{remarks->columns, {}};
    for (const auto& [node, cells] : remarks->of) translated.of[outward(node)] = cells;
    out.layer = remarkedLayer(out.layer, std::move(translated));
  }
  return out;
}

Value AsKnownOperator::execute() {
  const graph::Knowledge known = knownAt(run_, clock_, op_);
  PastRun* past = run_.failed() ? nullptr : PastRun::open(run_, known, run_.environment().now, false);
  if (past == nullptr) return SetValue{};
  std::vector<SkippedEntry> skipped;
  if (run_.skipped() != nullptr) past->run().collectSkipped(&skipped);
  const Value value = past->evaluate(*op_.input, clock_);
  for (SkippedEntry& entry : skipped) {
    if (entry.value != kNoNode) entry.value = past->outward(entry.value);
    if (entry.seed != kNoNode) entry.seed = past->outward(entry.seed);
    run_.skipped()->push_back(std::move(entry));
  }
  if (run_.failed()) return SetValue{};
  NodeSet seeds;
  for (const NodeId node : past->run().seeds()) {
    if (const NodeId there = past->outward(node); there != kNoNode) seeds.push_back(there);
  }
  std::sort(seeds.begin(), seeds.end());
  run_.addSeeds(seeds);
  return past->outward(value);
}

Result<StatementResult> runAsKnown(Run& run, const planner::AsKnown& op, const planner::PlanNode& plan,
                                   const Clock& clock) {
  const std::size_t profile = run.enter(plan, "as known at");
  const graph::Knowledge known = knownAt(run, clock, op);
  PastRun* past = run.failed() ? nullptr : PastRun::open(run, known, run.environment().now, false);
  if (past == nullptr) return run.failure();
  past->markSeeds(*op.input);
  Result<StatementResult> result = past->run().runPlan(*op.input, clock);
  if (!result) return result;
  Table table = std::move(result->table);
  past->run().result() = std::move(*result);
  past->run().result().table.notices = std::move(table.notices);
  table.notices.clear();
  run.takeBack(past->run());
  run.leave(profile, table.rowCount(), 0);
  StatementResult out = std::move(run.result());
  table.notices = std::move(out.table.notices);
  out.table = std::move(table);
  return out;
}

}  // namespace clew::execution
