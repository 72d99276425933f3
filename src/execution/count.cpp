#include "execution/count.h"

#include <algorithm>

namespace clew::execution {
namespace {

Rows countBy(Run& run, const Clock& clock, const Value& input, const std::vector<binder::BoundColumn>& keys,
             bool per_link) {
  const Items items(run, input, per_link);
  Evaluator evaluator(run, clock, items.layer());
  std::vector<Group> groups = groupItems(evaluator, items, keys, false);
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.members.size() > b.members.size(); });
  Rows out;
  out.columns = columnsOf(run.schema(), keys);
  out.columns.push_back({"count", ColumnType::kInteger});
  out.columns.push_back({"share", ColumnType::kShare});
  const auto all = static_cast<double>(items.scopes().size());
  for (Group& group : groups) {
    const auto count = static_cast<std::int64_t>(group.members.size());
    for (Datum& value : group.key) out.cells.push_back(std::move(value));
    out.cells.emplace_back(count);
    out.cells.emplace_back(Share{static_cast<double>(count) / all});
  }
  return out;
}

}  // namespace

Value CountOperator::execute() {
  const Value in = input(op_.input);
  const auto* rows = std::get_if<Rows>(&in);
  const std::size_t count = rows != nullptr ? rows->count() : sizeOf(std::get<SetValue>(in));
  Rows out;
  out.kind = TableKind::kNumber;
  out.columns = {{"count", ColumnType::kInteger}};
  out.cells = {Datum(static_cast<std::int64_t>(count))};
  return out;
}

Value CountByOperator::execute() {
  const Value in = input(op_.input);
  if (run_.failed()) return in;
  return countBy(run_, clock_, in, op_.keys, op_.per_link);
}

Value TopValuesOperator::execute() {
  const Value in = input(op_.input);
  if (run_.failed()) return in;
  Rows out = countBy(run_, clock_, in, op_.keys, op_.per_link);
  if (out.count() > op_.limit) out.cells.resize(op_.limit * out.columns.size());
  return out;
}

}  // namespace clew::execution
