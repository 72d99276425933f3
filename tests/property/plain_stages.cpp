// Stages: tables, order, and what prints in the end.
#include <algorithm>

#include "property/plain_model.h"
#include "syntax/ast_printer.h"

namespace clew::property {
namespace {

bool aggregates(const syntax::Expr& expr) {
  static const std::set<std::string> kAggregates = {"count", "sum", "min", "max", "avg", "median", "list"};
  if (const auto* sum = std::get_if<syntax::Arithmetic>(&expr.node))
    return aggregates(*sum->left) || aggregates(*sum->right);
  const auto* call = std::get_if<syntax::Call>(&expr.node);
  if (call == nullptr) return false;
  return kAggregates.count(call->function.text) != 0 ||
         std::any_of(call->arguments.begin(), call->arguments.end(), [](const auto& part) { return aggregates(part); });
}

/// Of several values one, of none missing.
Cell oneOf(std::vector<Cell> cells) {
  if (cells.empty()) return Missing{};
  return cells.size() == 1 ? cells.front() : Cell(CellList(cells));
}

}  // namespace

std::string PlainModel::columnName(const syntax::Expr& expr, const syntax::LinkModifiers& modifiers) {
  std::string out;
  if (const auto* trait = std::get_if<syntax::Trait>(&expr.node)) {
    for (const syntax::Ident& word : trait->words) out += (out.empty() ? "" : " of ") + word.text;
  } else if (const auto* call = std::get_if<syntax::Call>(&expr.node)) {
    for (const syntax::Expr& argument : call->arguments)
      out += (out.empty() ? "" : ", ") + (out.empty() ? columnName(argument, {}) : syntax::print(argument));
    for (const syntax::LinkModifier& modifier : call->modifiers) out += " " + syntax::print(modifier);
    if (call->where) out += " where " + syntax::print(*call->where);
    out = call->function.text + "(" + out + ")";
  }
  for (const syntax::LinkModifier& modifier : modifiers) out += " " + syntax::print(modifier);
  return out;
}

/// Where the column stands: by its whole name, else by the name without the words for its links.
std::size_t PlainModel::columnAt(const std::vector<std::string>& columns, const std::string& name) {
  auto at = std::find(columns.begin(), columns.end(), name);
  if (at == columns.end())
    at = std::find_if(columns.begin(), columns.end(), [&](const auto& one) { return one.rfind(name + " ", 0) == 0; });
  return static_cast<std::size_t>(at - columns.begin());
}

bool PlainModel::CellsBefore::operator()(const Cells& a, const Cells& b) const {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (const int by = compareCells(a[i], b[i])) return by < 0;
  }
  return a.size() < b.size();
}

std::string Rows::text() const {
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    std::string line;
    for (const std::string& cell : row) line += (line.empty() ? "" : " | ") + cell;
    lines.push_back(line);
  }
  if (any_order) std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& column : columns) out += (out.empty() ? "" : " | ") + column;
  if (!columns.empty()) out += "\n";
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

PlainModel::Set PlainModel::filtered(Set input, const syntax::Expr& where) {
  const bool per_link = namesLinks(where, input);
  const Set all = input;
  Scope scope;
  scope.set = &all;
  if (per_link) {
    std::vector<Scope> whole(1);  // what aggregates run over: the node with all its links
    whole.front().set = &all;
    scope.group = &whole;
    for (auto& [node, hits] : input.hits) {
      scope.node = whole.front().node = &node;
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
  const auto* trait = std::get_if<syntax::Trait>(&key.what.node);
  const std::string column = columnName(key.what, key.modifiers);
  const bool of_table = trait != nullptr && scope.table != nullptr;
  Cells found = of_table ? inTable(column, scope) : values(key.what, scope, &mods);
  if (!found.empty()) return found;
  if (trait == nullptr) return {Missing{}};
  if (of_table) {
    const std::size_t at = columnAt(scope.table->columns, column);
    if (scope.table->rows[scope.row][at].isRedacted()) return {Redacted{}};
    return {Missing{}};
  }
  if (isLinkColumn(*trait, scope)) return {Missing{}};
  if (state(*scope.node, *trait, mods).isRedacted()) return {Redacted{}};
  return {Missing{}};
}

/// One value of each key, in every way that there is.
std::vector<PlainModel::Cells> PlainModel::combinations(const std::vector<syntax::Key>& keys, const Scope& scope,
                                                        bool with_missing) {
  std::vector<Cells> out{{}};
  for (const syntax::Key& key : keys) {
    const Mods mods = this->mods(key.modifiers);
    Cells values = with_missing ? keyValues(key, scope) : this->values(key.what, scope, &mods);
    sortDistinct(values);
    std::vector<Cells> longer;
    for (const Cells& before : out) {
      for (const Cell& value : values) {
        longer.push_back(before);
        longer.back().push_back(value);
      }
    }
    out = std::move(longer);
  }
  return out;
}

PlainModel::Table PlainModel::countBy(const Value& input, const std::vector<syntax::Key>& keys) {
  bool per_link = false;
  Table out;
  for (const syntax::Key& key : keys) {
    if (const auto* set = std::get_if<Set>(&input)) per_link = per_link || namesLinks(key.what, *set);
    out.columns.push_back(columnName(key.what, key.modifiers));
  }
  for (std::size_t i = 0; i < keys.size(); ++i) out.keys.push_back(i);
  out.columns.insert(out.columns.end(), {"count", "share"});
  const auto all = items(input, per_link);
  std::map<Cells, std::int64_t, CellsBefore> groups;
  for (const Scope& scope : all) {
    for (const Cells& key : combinations(keys, scope, true)) ++groups[key];
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
    if (!aggregates(column.what)) out.keys.push_back(out.columns.size());
    out.columns.push_back(column.name ? column.name->text : columnName(column.what, column.modifiers));
  }
  out.any_order = per_link;
  if (const auto* set = std::get_if<Set>(&input)) out.any_order = per_link || set->any_order;
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
    out.keys.push_back(out.columns.size());
    out.columns.push_back(columnName(key.what, key.modifiers));
  }
  for (const syntax::ColumnExpr& column : stage.columns)
    out.columns.push_back(column.name ? column.name->text : columnName(column.what, column.modifiers));
  const auto all = items(input, per_link);
  std::map<Cells, std::vector<Scope>, CellsBefore> groups;
  for (const Scope& scope : all) {
    for (const Cells& key : combinations(stage.keys, scope, false)) groups[key].push_back(scope);
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
    return rows != nullptr && CellsBefore()(rows->rows[a.at], rows->rows[b.at]);
  });
  if (auto* table = std::get_if<Table>(&input)) {
    Table out{table->columns, {}, false, table->keys};
    for (const Item& item : order) out.rows.push_back(table->rows[item.at]);
    return out;
  }
  Set out = std::get<Set>(input);
  out.sorted = true;
  out.order.clear();
  for (const Item& item : order) out.order.push_back(std::get<Set>(input).order[item.at]);
  return out;
}

PlainModel::Value PlainModel::taken(Value value, std::size_t limit) const {
  if (auto* table = std::get_if<Table>(&value)) {
    if (table->rows.size() > limit) table->rows.resize(limit);
    return value;
  }
  Set& set = std::get<Set>(value);
  if (set.chains) {
    Chains fewer = *set.chains;
    if (fewer.size() > limit) fewer.resize(limit);
    return set.on_chains(fewer);
  }
  if (set.order.size() > limit) set.order.resize(limit);
  const std::set<Node> kept(set.order.begin(), set.order.end());
  keep(set, [&](const Node& node) { return kept.count(node) != 0; });
  return value;
}

PlainModel::Value PlainModel::steps(Value input, const syntax::StepsStage& stage) {
  if (const auto* table = std::get_if<Table>(&input)) {
    Table out{table->columns, {}, table->any_order, table->keys};
    for (const Scope& scope : items(input, false)) {
      if (test(*stage.where, scope)) out.rows.push_back(table->rows[scope.row]);
    }
    return out;
  }
  Set set = asSet(std::move(input));
  for (const syntax::Step& one : stage.steps) set = step(std::move(set), one, false);
  if (stage.where) set = filtered(std::move(set), *stage.where);
  return set;
}

PlainModel::Value PlainModel::stage(Value input, const syntax::Stage& stage) {
  auto* set = std::get_if<Set>(&input);
  if (const auto* node = std::get_if<syntax::TakeStage>(&stage.node))
    return taken(std::move(input), static_cast<std::size_t>(node->limit.value));
  if (const auto* node = std::get_if<syntax::CountStage>(&stage.node); node != nullptr && node->keys.empty()) {
    const std::size_t count = set == nullptr ? std::get<Table>(input).rows.size()
                              : set->chains  ? set->chains->size()
                                             : set->order.size();
    return Table{{"count"}, {{Cell(static_cast<std::int64_t>(count))}}, false, {}};
  }
  if (std::holds_alternative<syntax::WhyStage>(stage.node)) return why(input);
  if (set != nullptr) set->chains.reset();
  if (const auto* node = std::get_if<syntax::StepsStage>(&stage.node)) return steps(std::move(input), *node);
  if (const auto* node = std::get_if<syntax::CountStage>(&stage.node)) return countBy(input, node->keys);
  if (const auto* node = std::get_if<syntax::TopStage>(&stage.node)) {
    const auto limit = static_cast<std::size_t>(node->limit.value);
    if (!node->by) return taken(countBy(input, node->keys), limit);
    syntax::SortKey key = *node->by;
    if (key.direction == syntax::SortKey::Direction::kUnsaid) key.direction = syntax::SortKey::Direction::kDescending;
    return taken(sorted(std::move(input), {key}), limit);
  }
  if (const auto* node = std::get_if<syntax::SortStage>(&stage.node)) return sorted(std::move(input), node->keys);
  if (const auto* node = std::get_if<syntax::ShowStage>(&stage.node)) return show(input, *node);
  if (const auto* node = std::get_if<syntax::PerStage>(&stage.node)) return per(input, *node);
  if (const auto* node = std::get_if<syntax::BackStage>(&stage.node)) return backTo(std::get<Table>(input), *node);
  if (const auto* node = std::get_if<syntax::BurstsStage>(&stage.node)) return bursts(input, *node);
  if (set == nullptr) return input;  // effects pass their input on
  if (const auto* node = std::get_if<syntax::TimelineStage>(&stage.node)) return timeline(*set, *node);
  if (const auto* node = std::get_if<syntax::PivotsStage>(&stage.node)) return pivots(*set, *node);
  if (const auto* node = std::get_if<syntax::ClusterStage>(&stage.node)) return cluster(*set, *node);
  if (const auto* node = std::get_if<syntax::RankStage>(&stage.node)) return rank(*set, *node);
  if (const auto* node = std::get_if<syntax::BridgesStage>(&stage.node)) return bridges(*set, *node);
  if (const auto* node = std::get_if<syntax::CoresStage>(&stage.node)) return cores(*set, *node);
  if (const auto* node = std::get_if<syntax::CommunitiesStage>(&stage.node)) return communities(*set, *node);
  return input;
}

}  // namespace clew::property
