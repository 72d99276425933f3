// A row's cause is found by going from then to now in three steps, and seeing at which its presence came about: first
// the clock moves, then what was learnt since is told, then what was retracted since is taken away. Each step is the
// same query over another state; steps that nobody needs are not taken.
#include "execution/changes.h"

#include <algorithm>
#include <array>
#include <set>

#include "execution/kept_rows.h"
#include "execution/past.h"
#include "execution/times.h"

namespace clew::execution {
namespace {

using Kind = planner::Changes::Kind;
using Keys = std::set<std::string>;

constexpr const char* kMoved = "window moved";
constexpr const char* kLearnt = "learnt";
constexpr const char* kRetracted = "retracted";

Keys keysOf(const KeptRows& kept) {
  Keys out;
  for (const auto& [key, cells] : kept.rows) out.insert(key);
  return out;
}

class Comparison {
 public:
  Comparison(Run& run, const Clock& clock, const planner::Changes& op) : run_(run), clock_(clock), op_(op) {}

  /// The rows of then; empty optional on a first run, or after a failure.
  std::optional<KeptRows> before() {
    if (op_.since) return atDate();
    const LastRun* last = run_.environment().last_run;
    if (last == nullptr) return std::nullopt;
    limit_ = graph::Knowledge::upTo(last->generation).facts;
    if (op_.ordinal >= last->results.size()) return std::nullopt;
    return readRows(last->results[op_.ordinal]);
  }

  /// Why each of these keys, present now as `present` says and not then, or the other way round.
  std::string cause(const std::string& key, bool present) {
    if (!states_) findStates();
    if (run_.failed()) return {};
    // The last step at which it became what it is.
    if ((*states_)[1].contains(key) != present) return kRetracted;
    if ((*states_)[0].contains(key) != present) return kLearnt;
    return kMoved;
  }

 private:
  std::optional<KeptRows> atDate() {
    const Time then = resolveTime(run_, clock_, *op_.since).last;
    if (run_.failed()) return std::nullopt;
    limit_ = graph::Knowledge::at(then).facts;
    Clock clock = clock_;
    clock.now = then;
    if (clock.as_of) clock.as_of = std::min(*clock.as_of, then);
    return rowsAt({limit_, limit_}, clock);
  }

  std::optional<KeptRows> rowsAt(const graph::Knowledge& wanted, const Clock& clock) {
    const Run::Aside aside(run_);
    PastRun* past = PastRun::open(run_, both(run_.knowledge(), wanted), clock.now, true);
    if (past == nullptr) return std::nullopt;
    const std::vector<Notice> said = run_.result().table.notices;
    const Value value = past->evaluate(*op_.input, clock);
    run_.result().table.notices = said;  // of the past state; the present one says its own
    if (run_.failed()) return std::nullopt;
    return keepRows(past->run().view(), value, op_.keys);
  }

  void findStates() {
    states_.emplace();
    const graph::Knowledge::Limit all;
    const std::array<graph::Knowledge, 2> known = {graph::Knowledge{limit_, limit_}, graph::Knowledge{all, limit_}};
    for (std::size_t i = 0; i < known.size(); ++i) {
      const auto rows = rowsAt(known[i], clock_);
      if (!rows) return;
      (*states_)[i] = keysOf(*rows);
    }
  }

  Run& run_;
  Clock clock_;
  const planner::Changes& op_;
  graph::Knowledge::Limit limit_;
  std::optional<std::array<Keys, 2>> states_;
};

bool wantsNew(Kind kind) {
  return kind != Kind::kGone;
}
bool wantsGone(Kind kind) {
  return kind != Kind::kNew;
}

Remarks remarksOf(Kind kind) {
  Remarks out;
  if (kind == Kind::kChanges) out.columns.push_back("change");
  out.columns.push_back("cause");
  return out;
}

std::vector<std::string> remark(Kind kind, bool present, std::string cause) {
  std::vector<std::string> out;
  if (kind == Kind::kChanges) out.push_back(present ? "new" : "gone");
  out.push_back(std::move(cause));
  return out;
}

SetValue changedNodes(Run& run, Kind kind, const SetValue& now, const KeptRows& then, Comparison& comparison) {
  SetValue out;
  Remarks remarks = remarksOf(kind);
  Keys present;
  for (const NodeId node : inAnswerOrder(run.view(), now)) {
    const std::string key = nodeKey(run.view(), node);
    present.insert(key);
    if (!wantsNew(kind) || then.rows.contains(key) || !run.goOn()) continue;
    remarks.of[node] = remark(kind, true, comparison.cause(key, true));
    out.nodes.push_back(node);
    out.ordered.push_back(node);
  }
  out.has_order = now.has_order;
  for (const auto& [key, cells] : then.rows) {
    if (!wantsGone(kind) || present.contains(key) || !run.goOn()) continue;
    const Datum node = readCell(run.view(), cells.empty() ? Json() : cells[0]);
    const auto* ref = node.as<NodeRef>();
    if (ref == nullptr) continue;
    remarks.of[ref->id] = remark(kind, false, comparison.cause(key, false));
    out.nodes.push_back(ref->id);
    out.ordered.push_back(ref->id);
  }
  if (!out.has_order) out.ordered.clear();
  std::sort(out.nodes.begin(), out.nodes.end());
  out.layer = remarkedLayer(now.layer, std::move(remarks));
  return out;
}

Rows changedRows(Run& run, const planner::Changes& op, const Rows& now, const KeptRows& then, Comparison& comparison) {
  Rows out;
  out.kind = TableKind::kTable;
  out.columns = now.columns;
  for (const std::string& column : remarksOf(op.kind).columns) out.columns.push_back({column, ColumnType::kText});
  const auto finish = [&](bool present, std::string cause) {
    for (std::string& cell : remark(op.kind, present, std::move(cause))) out.cells.emplace_back(std::move(cell));
  };
  Keys present;
  for (std::size_t row = 0; row < now.count() && run.goOn(); ++row) {
    const std::string key = rowKey(run.view(), now, row, op.keys);
    present.insert(key);
    if (!wantsNew(op.kind) || then.rows.contains(key)) continue;
    for (std::size_t column = 0; column < now.columns.size(); ++column) out.cells.push_back(now.at(row, column));
    finish(true, comparison.cause(key, true));
  }
  for (const auto& [key, cells] : then.rows) {
    if (!wantsGone(op.kind) || present.contains(key) || !run.goOn()) continue;
    for (std::size_t column = 0; column < now.columns.size(); ++column) {
      out.cells.push_back(column < cells.size() ? readCell(run.view(), cells[column]) : Datum());
    }
    finish(false, comparison.cause(key, false));
  }
  return out;
}

std::vector<std::string> namesOf(const std::vector<Column>& columns) {
  std::vector<std::string> out;
  for (const Column& column : columns) out.push_back(column.name);
  return out;
}

}  // namespace

Value ChangesOperator::execute() {
  const Value now = input(op_.input);
  if (run_.failed()) return now;
  if (!op_.since) run_.keepComparison(op_.ordinal, textOfRows(keepRows(run_.view(), now, op_.keys)));
  Comparison comparison(run_, clock_, op_);
  std::optional<KeptRows> then = comparison.before();
  if (run_.failed()) return SetValue{};
  const auto* rows = std::get_if<Rows>(&now);
  const std::vector<std::string> columns = rows != nullptr ? namesOf(rows->columns) : std::vector<std::string>();
  if (then && then->columns != columns) {
    run_.notice("N433", "the last run had other columns here: this run is the first to compare with");
    then.reset();
  } else if (!then) {
    run_.notice("N432", "nothing to compare with yet: this run records what is there");
  }
  if (!then) then = keepRows(run_.view(), now, op_.keys);  // a first run finds nothing changed
  if (rows != nullptr) return changedRows(run_, op_, *rows, *then, comparison);
  return changedNodes(run_, op_.kind, std::get<SetValue>(now), *then, comparison);
}

}  // namespace clew::execution
