// Stages: tables, order, and what prints in the end.
#include <algorithm>

#include "property/plain_model.h"

namespace clew::property {
namespace {

std::string nameOf(const syntax::Expr& expr) {
  std::string out;
  if (const auto* trait = std::get_if<syntax::Trait>(&expr.node)) {
    for (const syntax::Ident& word : trait->words) out += (out.empty() ? "" : " of ") + word.text;
  } else if (const auto* call = std::get_if<syntax::Call>(&expr.node)) {
    out = call->function.text + "(" + (call->arguments.empty() ? "" : nameOf(call->arguments[0])) + ")";
  }
  return out;
}

bool less(const std::vector<Cell>& a, const std::vector<Cell>& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (const int by = compareCells(a[i], b[i])) return by < 0;
  }
  return false;
}

/// Of several values one, of none missing.
Cell oneOf(std::vector<Cell> cells) {
  if (cells.empty()) return Missing{};
  return cells.size() == 1 ? cells.front() : Cell(CellList(cells));
}

}  // namespace

std::string Rows::text() const {
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    std::string line;
    for (const std::string& cell : row) line += (line.empty() ? "" : " | ") + cell;
    lines.push_back(line);
  }
  if (any_order) std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

Rows PlainModel::answer(const syntax::Query& query) {
  seeds_.clear();
  this->query(query);  // first to learn which nodes the query names: none of them is a hub, wherever it stands
  const Value value = this->query(query);
  Rows out;
  if (const auto* set = std::get_if<Set>(&value)) {
    for (const Node& node : set->order) out.rows.push_back({cellText(cellOf(node))});
    return out;
  }
  const Table& table = std::get<Table>(value);
  out.any_order = table.any_order;
  for (const Cells& row : table.rows) {
    out.rows.emplace_back();
    for (const Cell& cell : row) out.rows.back().push_back(cellText(cell));
  }
  return out;
}

PlainModel::Set PlainModel::filtered(Set input, const syntax::Expr& where) {
  const bool per_link = namesLinks(where, input);
  const Set all = input;
  Scope scope;
  scope.set = &all;
  if (per_link) {
    for (auto& [node, hits] : input.hits) {
      scope.node = &node;
      std::vector<Hit> kept;
      for (const Hit& hit : hits) {
        scope.hit = &hit;
        if (test(where, scope)) kept.push_back(hit);
      }
      hits = std::move(kept);
    }
    const auto hits = input.hits;
    keep(input, [&](const Node& node) { return !hits.at(node).empty(); });
    return input;
  }
  keep(input, [&](const Node& node) {
    scope.node = &node;
    return test(where, scope);
  });
  return input;
}

std::vector<PlainModel::Scope> PlainModel::items(const Value& input, bool per_link) const {
  std::vector<Scope> out;
  if (const auto* table = std::get_if<Table>(&input)) {
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
      Scope scope;
      scope.table = table;
      scope.row = row;
      out.push_back(scope);
    }
    return out;
  }
  const Set& set = std::get<Set>(input);
  for (const Node& node : set.order) {
    Scope scope;
    scope.set = &set;
    scope.node = &node;
    if (!per_link) {
      out.push_back(scope);
      continue;
    }
    for (const Hit& hit : set.hits.at(node)) {
      scope.hit = &hit;
      out.push_back(scope);
    }
  }
  return out;
}

/// Missing and redacted get a key of their own.
PlainModel::Cells PlainModel::keyValues(const syntax::Key& key, const Scope& scope) {
  const Mods mods = this->mods(key.modifiers);
  Cells found = values(key.what, scope, &mods);
  if (!found.empty()) return found;
  const auto* trait = std::get_if<syntax::Trait>(&key.what.node);
  if (trait == nullptr) return {Missing{}};
  if (scope.table != nullptr) {
    const auto& columns = scope.table->columns;
    const auto at = std::find(columns.begin(), columns.end(), nameOf(key.what)) - columns.begin();
    if (scope.table->rows[scope.row][static_cast<std::size_t>(at)].isRedacted()) return {Redacted{}};
    return {Missing{}};
  }
  if (isLinkColumn(*trait, scope)) return {Missing{}};
  if (state(*scope.node, *trait).isRedacted()) return {Redacted{}};
  return {Missing{}};
}

PlainModel::Table PlainModel::countBy(const Value& input, const std::vector<syntax::Key>& keys) {
  bool per_link = false;
  Table out;
  for (const syntax::Key& key : keys) {
    if (const auto* set = std::get_if<Set>(&input)) per_link = per_link || namesLinks(key.what, *set);
    out.columns.push_back(nameOf(key.what));
  }
  out.columns.insert(out.columns.end(), {"count", "share"});
  const auto all = items(input, per_link);
  std::map<Cells, std::int64_t, decltype(&less)> groups(&less);
  for (const Scope& scope : all) {
    std::vector<Cells> combinations{{}};
    for (const syntax::Key& key : keys) {
      std::vector<Cells> longer;
      for (const Cells& before : combinations) {
        Cells values = keyValues(key, scope);
        sortDistinct(values);
        for (const Cell& value : values) {
          longer.push_back(before);
          longer.back().push_back(value);
        }
      }
      combinations = std::move(longer);
    }
    for (const Cells& key : combinations) ++groups[key];
  }
  for (const auto& [key, count] : groups) {
    Cells row = key;
    row.emplace_back(count);
    row.emplace_back(Share{static_cast<double>(count) / static_cast<double>(all.size())});
    out.rows.push_back(std::move(row));
  }
  const std::size_t at = keys.size();
  std::stable_sort(out.rows.begin(), out.rows.end(), [&](const Cells& a, const Cells& b) {
    return std::get<std::int64_t>(a[at].value) > std::get<std::int64_t>(b[at].value);
  });
  return out;
}

PlainModel::Table PlainModel::show(const Value& input, const syntax::ShowStage& stage) {
  bool per_link = false;
  Table out;
  for (const syntax::ColumnExpr& column : stage.columns) {
    if (const auto* set = std::get_if<Set>(&input)) per_link = per_link || namesLinks(column.what, *set);
    out.columns.push_back(column.name ? column.name->text : nameOf(column.what));
  }
  out.any_order = per_link;
  if (const auto* table = std::get_if<Table>(&input)) out.any_order = table->any_order;
  for (const Scope& scope : items(input, per_link)) {
    Cells row;
    for (const syntax::ColumnExpr& column : stage.columns) {
      if (std::holds_alternative<syntax::Trait>(column.what.node)) {
        row.push_back(oneOf(keyValues({{}, column.what, column.modifiers}, scope)));
      } else {
        row.push_back(oneOf(values(column.what, scope)));
      }
    }
    out.rows.push_back(std::move(row));
  }
  return out;
}

/// Nodes (or links) that lack a key are left out.
PlainModel::Table PlainModel::per(const Value& input, const syntax::PerStage& stage) {
  bool per_link = false;
  Table out;
  const auto* set = std::get_if<Set>(&input);
  for (const syntax::Key& key : stage.keys) {
    per_link = per_link || (set != nullptr && namesLinks(key.what, *set));
    out.columns.push_back(nameOf(key.what));
  }
  for (const syntax::ColumnExpr& column : stage.columns)
    out.columns.push_back(column.name ? column.name->text : nameOf(column.what));
  const auto all = items(input, per_link);
  std::map<Cells, std::vector<Scope>, decltype(&less)> groups(&less);
  for (const Scope& scope : all) {
    std::vector<Cells> combinations{{}};
    for (const syntax::Key& key : stage.keys) {
      const Mods mods = this->mods(key.modifiers);
      std::vector<Cells> longer;
      for (const Cells& before : combinations) {
        Cells values = this->values(key.what, scope, &mods);
        sortDistinct(values);
        for (const Cell& value : values) {
          longer.push_back(before);
          longer.back().push_back(value);
        }
      }
      combinations = std::move(longer);
    }
    for (const Cells& key : combinations) groups[key].push_back(scope);
  }
  for (const auto& [key, members] : groups) {
    Cells row = key;
    Scope scope = members.front();
    scope.group = &members;
    for (const syntax::ColumnExpr& column : stage.columns) row.push_back(oneOf(values(column.what, scope)));
    out.rows.push_back(std::move(row));
  }
  return out;
}

PlainModel::Value PlainModel::sorted(Value input, const std::vector<syntax::SortKey>& keys) {
  struct Item {
    Cells by;
    std::size_t at;
  };
  const auto scopes = items(input, false);
  std::vector<Item> order;
  for (std::size_t i = 0; i < scopes.size(); ++i) {
    Item item{{}, i};
    for (const syntax::SortKey& key : keys) {
      Cells found = values(key.what, scopes[i]);
      sortDistinct(found);
      const bool descending = key.direction == syntax::SortKey::Direction::kDescending;
      item.by.push_back(found.empty() ? Cell(Missing{}) : descending ? found.back() : found.front());
    }
    order.push_back(std::move(item));
  }
  const auto* rows = std::get_if<Table>(&input);
  std::stable_sort(order.begin(), order.end(), [&](const Item& a, const Item& b) {
    for (std::size_t k = 0; k < keys.size(); ++k) {
      if (a.by[k].isMissing() != b.by[k].isMissing()) return b.by[k].isMissing();
      const int by = compareCells(a.by[k], b.by[k]);
      if (by != 0) return (keys[k].direction == syntax::SortKey::Direction::kDescending ? by > 0 : by < 0);
    }
    return rows != nullptr && less(rows->rows[a.at], rows->rows[b.at]);
  });
  if (auto* table = std::get_if<Table>(&input)) {
    Table out{table->columns, {}, false};
    for (const Item& item : order) out.rows.push_back(table->rows[item.at]);
    return out;
  }
  Set out = std::get<Set>(input);
  out.sorted = true;
  out.order.clear();
  for (const Item& item : order) out.order.push_back(std::get<Set>(input).order[item.at]);
  return out;
}

PlainModel::Value PlainModel::stage(Value input, const syntax::Stage& stage) {
  const auto take = [](Value value, std::size_t limit) {
    if (auto* table = std::get_if<Table>(&value)) {
      if (table->rows.size() > limit) table->rows.resize(limit);
      return value;
    }
    Set& set = std::get<Set>(value);
    if (set.order.size() > limit) set.order.resize(limit);
    const std::set<Node> kept(set.order.begin(), set.order.end());
    keep(set, [&](const Node& node) { return kept.count(node) != 0; });
    return value;
  };
  if (const auto* node = std::get_if<syntax::StepsStage>(&stage.node)) {
    if (auto* table = std::get_if<Table>(&input)) {
      Table out{table->columns, {}, table->any_order};
      for (const Scope& scope : items(input, false)) {
        if (test(*node->where, scope)) out.rows.push_back(table->rows[scope.row]);
      }
      return out;
    }
    Set set = asSet(std::move(input));
    for (const syntax::Step& one : node->steps) set = step(std::move(set), one, false, nullptr);
    if (node->where) set = filtered(std::move(set), *node->where);
    return set;
  }
  if (const auto* node = std::get_if<syntax::CountStage>(&stage.node)) {
    if (!node->keys.empty()) return countBy(input, node->keys);
    const auto* table = std::get_if<Table>(&input);
    const std::size_t count = table != nullptr ? table->rows.size() : std::get<Set>(input).order.size();
    return Table{{"count"}, {{Cell(static_cast<std::int64_t>(count))}}, false};
  }
  if (const auto* node = std::get_if<syntax::TopStage>(&stage.node)) {
    const auto limit = static_cast<std::size_t>(node->limit.value);
    if (!node->by) return take(countBy(input, node->keys), limit);
    syntax::SortKey key = *node->by;
    if (key.direction == syntax::SortKey::Direction::kUnsaid) key.direction = syntax::SortKey::Direction::kDescending;
    return take(sorted(std::move(input), {key}), limit);
  }
  if (const auto* node = std::get_if<syntax::TakeStage>(&stage.node))
    return take(std::move(input), static_cast<std::size_t>(node->limit.value));
  if (const auto* node = std::get_if<syntax::SortStage>(&stage.node)) return sorted(std::move(input), node->keys);
  if (const auto* node = std::get_if<syntax::ShowStage>(&stage.node)) return show(input, *node);
  return per(input, std::get<syntax::PerStage>(stage.node));
}

}  // namespace clew::property
