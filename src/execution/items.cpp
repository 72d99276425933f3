#include "execution/items.h"

#include <algorithm>

namespace clew::execution {

Items::Items(Run& run, const Value& value, bool per_link) {
  if (const auto* rows = std::get_if<Rows>(&value)) {
    for (std::size_t row = 0; row < rows->count(); ++row) {
      Scope scope;
      scope.rows = rows;
      scope.row = row;
      scopes_.push_back(scope);
    }
    return;
  }
  const SetValue& set = std::get<SetValue>(value);
  layer_ = set.layer;
  for (const NodeId node : inAnswerOrder(run.view(), set)) {
    if (!run.goOn()) return;
    Scope scope;
    scope.node = node;
    if (!per_link) {
      scopes_.push_back(scope);
      continue;
    }
    for (ResultLink& link : linksOf(set, node)) {
      if (!run.chargeRows(1, sizeof(ResultLink))) return;
      links_.push_back(std::move(link));
      scope.link = &links_.back();
      scopes_.push_back(scope);
    }
  }
}

namespace {

/// All combinations of one value a key; none when `leave_out` and a key has none.
std::vector<DatumList> combinations(Evaluator& evaluator, const Scope& scope,
                                    const std::vector<binder::BoundColumn>& keys, bool leave_out) {
  std::vector<DatumList> out{{}};
  for (const binder::BoundColumn& key : keys) {
    DatumList values = evaluator.keyValues(*key.value, scope);
    if (leave_out) std::erase_if(values, [](const Datum& value) { return !value.known(); });
    sortDistinct(evaluator.run().view(), values);
    std::vector<DatumList> longer;
    for (const DatumList& prefix : out) {
      for (const Datum& value : values) {
        longer.push_back(prefix);
        longer.back().push_back(value);
      }
    }
    out = std::move(longer);
  }
  return out;
}

}  // namespace

std::string nodeNameOf(const GraphView& view, const Scope& scope) {
  if (scope.rows == nullptr) return std::string(view.nameOf(scope.node));
  for (std::size_t column = 0; column < scope.rows->columns.size(); ++column) {
    const Datum& cell = scope.rows->at(scope.row, column);
    if (cell.as<NodeRef>() != nullptr) return textOf(view, cell);
  }
  return {};
}

std::vector<Group> groupItems(Evaluator& evaluator, const Items& items, const std::vector<binder::BoundColumn>& keys,
                              bool leave_out) {
  Run& run = evaluator.run();
  const auto less = [&](const DatumList& a, const DatumList& b) {
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
      if (const int by = compareData(run.view(), a[i], b[i])) return by < 0;
    }
    return a.size() < b.size();
  };
  std::map<DatumList, std::vector<Scope>, decltype(less)> groups(less);
  for (const Scope& scope : items.scopes()) {
    if (!run.goOn()) return {};
    for (DatumList& key : combinations(evaluator, scope, keys, leave_out)) {
      if (!run.chargeRows(1, sizeof(Scope))) return {};
      groups[std::move(key)].push_back(scope);
    }
  }
  std::vector<Group> out;
  for (auto& [key, members] : groups) out.push_back({key, std::move(members)});
  return out;
}

std::vector<Column> columnsOf(const model::Schema& schema, const std::vector<binder::BoundColumn>& bound) {
  std::vector<Column> out;
  for (const binder::BoundColumn& column : bound) {
    const auto* trait = std::get_if<binder::BoundTrait>(&column.value->node);
    const bool name = trait != nullptr && trait->end == binder::BoundTrait::End::kProperty &&
                      schema.property(trait->property).name == "name";
    out.push_back({column.name, name ? ColumnType::kNode : column.value->type});
  }
  return out;
}

}  // namespace clew::execution
