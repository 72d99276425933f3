#include "execution/writes.h"

#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "execution/times.h"

namespace clew::execution {
namespace {

constexpr std::string_view kAnalyst = "analyst";

WriteTarget* targetOf(Run& run) {
  WriteTarget* target = run.environment().writes;
  if (target == nullptr) run.fail(Error(ErrorCode::kReadOnly, "this run may not write"));
  return target;
}

/// Names of the sources that say the link now, by name: those of the view, and what the run itself wrote since.
std::vector<std::string> sourcesOf(Run& run, const model::LinkFact& link) {
  const GraphView& view = run.view();
  const auto from = view.find(link.from.type, link.from.name), to = view.find(link.to.type, link.to.name);
  std::vector<std::string> out;
  if (from && to) {
    view.expand({*from}, link.relation, graph::Direction::kAlong, {},
                [&](NodeId, NodeId end, std::span<const graph::Observation> passing) {
                  if (end != *to) return true;
                  for (const auto& seen : passing) out.emplace_back(view.sourceName(seen.source));
                  return false;
                });
  }
  if (const WriteTarget* target = run.environment().writes) target->amend(link, out);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::string linkText(const Run& run, const planner::WriteLink& op) {
  return format("{} -> {} {}", op.from.name, run.schema().relation(op.relation).name, op.to.name);
}

Rows nothing() {
  Rows out;
  out.kind = TableKind::kNothing;
  return out;
}

}  // namespace

bool isGuarded(Run& run) {
  if (run.result().failed.empty()) return false;
  run.notice("N435", "nothing is written: an expectation before it does not hold");
  return true;
}

Value UntagOperator::execute() {
  Value in = input(op_.input);
  if (run_.failed() || isGuarded(run_)) return in;
  const auto* set = std::get_if<SetValue>(&in);
  if (set == nullptr) {
    run_.fail(Error(ErrorCode::kType, "only nodes have tags, and this is a table").withId("E302"));
    return in;
  }
  const GraphView& view = run_.view();
  const auto name = model::canonical(run_.schema(), run_.schema().known().tag, op_.tag);
  std::vector<model::NodeName> members;
  std::uint64_t by_others = 0;
  for (const NodeId node : inAnswerOrder(view, *set)) {
    if (!name || !run_.goOn()) break;
    model::LinkFact link;
    link.from = {run_.schema().storedType(view.typeOf(node)), std::string(view.nameOf(node)), {}};
    link.relation = run_.schema().knownRelations().tag;
    link.to = *name;
    const auto sources = sourcesOf(run_, link);
    if (std::binary_search(sources.begin(), sources.end(), kAnalyst)) members.push_back(link.from);
    if (std::any_of(sources.begin(), sources.end(), [](const std::string& one) { return one != kAnalyst; }))
      ++by_others;
  }
  if (by_others > 0) {
    run_.notice("N424", format("{} {} tagged {} by other sources: these tags stay (`retract` takes them back)",
                               counted(by_others, "node"), by_others == 1 ? "is" : "are", op_.tag));
  }
  WriteTarget* target = run_.failed() ? nullptr : targetOf(run_);
  if (target == nullptr) return in;
  if (!members.empty()) {
    if (auto done = target->untag(op_.tag, members, run_.statementText()); !done) {
      run_.fail(done.error());
      return in;
    }
    run_.result().wrote = true;
  }
  run_.notice("N423", format("took the tag {} from {}", op_.tag, counted(members.size(), "node")));
  return in;
}

Value WriteLinkOperator::execute() {
  WriteTarget* target = targetOf(run_);
  if (target == nullptr) return nothing();
  if (op_.retract) {
    retract(*target);
  } else {
    add(*target);
  }
  return nothing();
}

void WriteLinkOperator::add(WriteTarget& to) {
  model::LinkFact link;
  link.from = op_.from;
  link.relation = op_.relation;
  link.to = op_.to;
  for (const binder::BoundTimeTest& word : op_.times) {
    const graph::TimeTest test = resolveTest(run_, clock_, word);
    if (run_.failed()) return;
    link.seen.first = test.from;
    link.seen.last = test.kind == graph::TimeTest::Kind::kLastFrom ? std::max(clock_.now, test.from) : test.to;
  }
  const std::string source = op_.sources.empty() ? std::string(kAnalyst) : op_.sources.front();
  if (auto done = to.addLink(link, source, op_.because, run_.statementText()); !done) return run_.fail(done.error());
  run_.result().wrote = true;
  run_.notice("N425", format("added {}, said by {}", linkText(run_, op_), source));
}

void WriteLinkOperator::retract(WriteTarget& to) {
  model::LinkFact link;
  link.from = op_.from;
  link.relation = op_.relation;
  link.to = op_.to;
  std::vector<std::string> sources = sourcesOf(run_, link);
  if (!op_.sources.empty()) {
    std::erase_if(sources, [&](const std::string& one) {
      return std::find(op_.sources.begin(), op_.sources.end(), one) == op_.sources.end();
    });
  }
  if (sources.empty()) {
    run_.notice("N427",
                format("nothing to retract: {} says {}",
                       op_.sources.empty() ? "nobody" : join(op_.sources, " or ") + " never", linkText(run_, op_)));
    return;
  }
  if (auto done = to.retractLink(link, sources, op_.because, run_.statementText()); !done)
    return run_.fail(done.error());
  run_.result().wrote = true;
  run_.notice("N426", format("retracted {}, said by {}", linkText(run_, op_), join(sources, ", ")));
}

}  // namespace clew::execution
