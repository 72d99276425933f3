#include "execution/sort.h"

#include <algorithm>
#include <numeric>

#include "execution/path.h"
#include "execution/stoppable_sort.h"

namespace clew::execution {
namespace {

/// What an item is sorted by: of several values the least, or when descending the greatest.
Datum sortValue(Evaluator& evaluator, const binder::SortKey& key, const Scope& scope) {
  DatumList values = evaluator.values(*key.value, scope);
  if (values.empty()) return Missing{};
  sortDistinct(evaluator.run().view(), values);
  return key.descending ? values.back() : values.front();
}

int compareRows(const GraphView& view, const Rows& rows, std::size_t a, std::size_t b) {
  for (std::size_t column = 0; column < rows.columns.size(); ++column) {
    if (const int by = compareData(view, rows.at(a, column), rows.at(b, column))) return by;
  }
  return 0;
}

/// The order of the items under the keys.
std::vector<std::size_t> sorted(Run& run, const Clock& clock, const Value& value,
                                const std::vector<binder::SortKey>& keys) {
  const Items items(run, value, false);
  Evaluator evaluator(run, clock, items.layer());
  const std::vector<Scope>& scopes = items.scopes();
  std::vector<DatumList> by(scopes.size());
  for (std::size_t i = 0; i < scopes.size(); ++i) {
    if (!run.goOn()) return {};
    for (const binder::SortKey& key : keys) by[i].push_back(sortValue(evaluator, key, scopes[i]));
  }
  std::vector<std::size_t> order(scopes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto* rows = std::get_if<Rows>(&value);
  sortUnlessStopped(run, order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    for (std::size_t k = 0; k < keys.size(); ++k) {
      const Datum& left = by[a][k];
      const Datum& right = by[b][k];
      if (left.known() != right.known()) return left.known();
      const int less = compareData(run.view(), left, right);
      if (less != 0) return keys[k].descending && left.known() ? less > 0 : less < 0;
    }
    if (rows != nullptr) {
      const int less = compareRows(run.view(), *rows, a, b);
      return less != 0 ? less < 0 : a < b;
    }
    return a < b;
  });
  return order;
}

Value arranged(const GraphView& view, const Value& value, const std::vector<std::size_t>& order) {
  if (const auto* rows = std::get_if<Rows>(&value)) {
    Rows out;
    out.kind = rows->kind;
    out.columns = rows->columns;
    for (const std::size_t row : order) {
      for (std::size_t column = 0; column < rows->columns.size(); ++column) out.cells.push_back(rows->at(row, column));
    }
    return out;
  }
  SetValue out = std::get<SetValue>(value);
  out.chains.reset();
  const std::vector<NodeId> before = inAnswerOrder(view, out);
  out.ordered.clear();
  for (const std::size_t i : order) out.ordered.push_back(before[i]);
  out.has_order = true;
  out.nodes = out.ordered;
  std::sort(out.nodes.begin(), out.nodes.end());
  return out;
}

}  // namespace

Value SortOperator::execute() {
  const Value in = input(op_.input);
  if (run_.failed()) return in;
  const auto order = sorted(run_, clock_, in, op_.keys);
  return run_.failed() ? in : arranged(run_.view(), in, order);
}

Value TakeOperator::execute() {
  Value in = input(op_.input);
  if (run_.failed()) return in;
  if (auto* rows = std::get_if<Rows>(&in)) {
    if (rows->count() > op_.limit) rows->cells.resize(op_.limit * rows->columns.size());
    return in;
  }
  SetValue& set = std::get<SetValue>(in);
  if (set.chains) return firstChains(std::move(set), op_.limit);
  if (set.nodes.size() <= op_.limit) return in;
  std::vector<NodeId> order = inAnswerOrder(run_.view(), set);
  order.resize(op_.limit);
  set.nodes = order;
  std::sort(set.nodes.begin(), set.nodes.end());
  if (set.has_order) set.ordered = std::move(order);
  return in;
}

Value TopByOperator::execute() {
  const Value in = input(op_.input);
  if (run_.failed()) return in;
  auto order = sorted(run_, clock_, in, {op_.by});
  if (run_.failed()) return in;
  if (order.size() > op_.limit) order.resize(op_.limit);
  return arranged(run_.view(), in, order);
}

}  // namespace clew::execution
