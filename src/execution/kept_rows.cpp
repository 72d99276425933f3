// A cell is JSON: texts, yes/no and null for missing as they are; anything else an object of one member that says what
// it is: n a node (type, name), i and d numbers, t a moment, b a stretch of time, s a duration, p a share, r redacted,
// l a list.
#include "execution/kept_rows.h"

#include <algorithm>
#include <bit>

namespace clew::execution {
namespace {

struct CellWriter {
  const GraphView& view;
  Json tagged(const char* tag, Json value) const { return Json{{tag, std::move(value)}}; }
  Json operator()(const Missing&) const { return nullptr; }
  Json operator()(const Redacted&) const { return tagged("r", 1); }
  Json operator()(const NodeRef& node) const {
    const model::TypeId type = view.schema().storedType(view.typeOf(node.id));
    return tagged("n", Json::array({view.schema().type(type).name, std::string(view.nameOf(node.id))}));
  }
  Json operator()(const std::string& text) const { return text; }
  Json operator()(std::int64_t value) const { return tagged("i", value); }
  // by its bits: the shortest decimal text would do as well, but this cannot go wrong
  Json operator()(double value) const { return tagged("d", std::bit_cast<std::int64_t>(value)); }
  Json operator()(bool value) const { return value; }
  Json operator()(const Instant& time) const { return tagged("t", time.value); }
  Json operator()(const Interval& span) const { return tagged("b", Json::array({span.first, span.last})); }
  Json operator()(const Seconds& seconds) const { return tagged("s", seconds.value); }
  Json operator()(const Share& share) const { return tagged("p", std::bit_cast<std::int64_t>(share.value)); }
  Json operator()(const DatumList& list) const {
    Json out = Json::array();
    for (const Datum& one : list) out.push_back(std::visit(*this, one.value));
    return tagged("l", std::move(out));
  }
};

Json cellText(const GraphView& view, const Datum& datum) {
  return std::visit(CellWriter{view}, datum.value);
}

const Json* tagOf(const Json& cell, const char* tag) {
  return cell.is_object() ? member(cell, tag) : nullptr;
}

std::optional<std::int64_t> numberIn(const Json& cell, const char* tag) {
  const Json* value = tagOf(cell, tag);
  return value == nullptr ? std::nullopt : integerOf(*value);
}

Datum nodeIn(const GraphView& view, const Json& node) {
  if (!node.is_array() || node.size() != 2) return Missing{};
  const auto type = view.schema().typeNamed(clew::textOf(node[0]));
  const auto found = type ? view.find(*type, clew::textOf(node[1])) : std::nullopt;
  return found ? Datum(NodeRef{*found}) : Datum();
}

}  // namespace

std::string nodeKey(const GraphView& view, NodeId node) {
  return jsonText(cellText(view, NodeRef{node}));
}

std::string rowKey(const GraphView& view, const Rows& rows, std::size_t row, const std::vector<std::size_t>& keys) {
  Json key = Json::array();
  for (const std::size_t column : keys) key.push_back(cellText(view, rows.at(row, column)));
  return jsonText(key);
}

KeptRows keepRows(const GraphView& view, const Value& value, const std::vector<std::size_t>& keys) {
  KeptRows out;
  if (const auto* set = std::get_if<SetValue>(&value)) {
    for (const NodeId node : set->nodes) {
      Json cell = cellText(view, NodeRef{node});
      std::string key = jsonText(cell);
      out.rows.emplace(std::move(key), Json::array({std::move(cell)}));
    }
    return out;
  }
  const Rows& rows = std::get<Rows>(value);
  for (const Column& column : rows.columns) out.columns.push_back(column.name);
  for (std::size_t row = 0; row < rows.count(); ++row) {
    Json cells = Json::array();
    for (std::size_t column = 0; column < rows.columns.size(); ++column) {
      cells.push_back(cellText(view, rows.at(row, column)));
    }
    out.rows.emplace(rowKey(view, rows, row, keys), std::move(cells));
  }
  return out;
}

Datum readCell(const GraphView& view, const Json& cell) {
  if (cell.is_string()) return clew::textOf(cell);
  if (cell.is_boolean()) return cell.get<bool>();
  if (const Json* node = tagOf(cell, "n")) return nodeIn(view, *node);
  if (const auto value = numberIn(cell, "i")) return *value;
  if (const auto value = numberIn(cell, "d")) return std::bit_cast<double>(*value);
  if (const auto value = numberIn(cell, "t")) return Instant{*value};
  if (const auto value = numberIn(cell, "s")) return Seconds{*value};
  if (const auto value = numberIn(cell, "p")) return Share{std::bit_cast<double>(*value)};
  if (tagOf(cell, "r") != nullptr) return Redacted{};
  if (const Json* span = tagOf(cell, "b"); span != nullptr && span->is_array() && span->size() == 2) {
    return Interval{integerOf((*span)[0]).value_or(kNoTime), integerOf((*span)[1]).value_or(kNoTime)};
  }
  if (const Json* list = tagOf(cell, "l"); list != nullptr && list->is_array()) {
    DatumList out;
    for (const Json& one : *list) out.push_back(readCell(view, one));
    return out;
  }
  return Missing{};
}

std::string textOfRows(const KeptRows& kept) {
  Json rows = Json::array();
  for (const auto& [key, cells] : kept.rows) rows.push_back(Json::array({key, cells}));
  return jsonText(Json{{"columns", kept.columns}, {"rows", std::move(rows)}});
}

std::optional<KeptRows> readRows(const std::string& text) {
  const auto read = parseJson(text);
  if (!read) return std::nullopt;
  const Json* columns = member(*read, "columns");
  const Json* rows = member(*read, "rows");
  if (columns == nullptr || rows == nullptr || !columns->is_array() || !rows->is_array()) return std::nullopt;
  KeptRows out;
  for (const Json& column : *columns) out.columns.push_back(clew::textOf(column));
  for (const Json& row : *rows) {
    if (!row.is_array() || row.size() != 2 || !row[1].is_array()) return std::nullopt;
    out.rows.emplace(clew::textOf(row[0]), row[1]);
  }
  return out;
}

}  // namespace clew::execution
