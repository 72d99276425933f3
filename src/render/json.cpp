// JSON: one document with columns, rows and notices, or rows alone, one a line. A row is an object keyed by column
// name.
//
//   node       its name, when all nodes of the column are of one type or the table has a column `type` beside it; else
//              {"type","name"}. The document's columns say the type where it is one:
//              {"name","type":"node","of":"domain"}
//   time       "2022-09-29T10:00:00Z"; interval {"first","last"}; duration in seconds; share 0.377
//   missing    null; undated times too; redacted {"redacted":true}
//   list       an array
//
// `<` is written as \u003c, so that a document put into a page's <script> cannot end it.
#include <algorithm>
#include <cmath>

#include "common/json.h"
#include "common/text.h"
#include "common/time.h"
#include "render/sink.h"

namespace clew::render {
namespace {

std::string_view typeWord(ColumnType type) {
  switch (type) {
    case ColumnType::kNode:
      return "node";
    case ColumnType::kText:
      return "text";
    case ColumnType::kInteger:
      return "integer";
    case ColumnType::kReal:
      return "real";
    case ColumnType::kShare:
      return "share";
    case ColumnType::kTime:
      return "time";
    case ColumnType::kInterval:
      return "interval";
    case ColumnType::kDuration:
      return "duration";
    case ColumnType::kBool:
      return "bool";
    case ColumnType::kList:
      return "list";
    case ColumnType::kAny:
      return "any";
  }
  return "any";
}

void appendText(std::string& out, std::string_view text) {
  const std::size_t begin = out.size();
  appendJsonString(out, text);
  for (std::size_t at = out.find('<', begin); at != out.npos; at = out.find('<', at)) out.replace(at, 1, "\\u003c");
}

/// The types of the nodes in a column, lists included: none, the one, or several.
struct NodeTypes {
  std::string one;
  bool several = false;
  void add(const Cell& cell) {
    if (const auto* node = std::get_if<NodeValue>(&cell.value)) {
      if (one.empty()) one = node->type;
      several = several || node->type != one;
    } else if (const auto* list = std::get_if<CellList>(&cell.value)) {
      for (const Cell& part : *list) add(part);
    }
  }
};

struct JsonColumn {
  std::string key;  // "\"name\":", escaped
  NodeTypes nodes;
  bool by_name = true;  // nodes as plain names
};

std::vector<JsonColumn> describe(const Table& table) {
  std::vector<JsonColumn> columns(table.columns.size());
  const std::vector<std::string> names = distinctNames(table);
  const bool typed = table.kind == TableKind::kSet && table.columns.size() > 1 && table.columns[0].name == "type" &&
                     table.columns[1].name == "name";
  for (std::size_t column = 0; column < columns.size(); ++column) {
    appendText(columns[column].key, names[column]);
    for (std::size_t row = 0; row < table.rowCount(); ++row) columns[column].nodes.add(table.at(row, column));
    columns[column].by_name = !columns[column].nodes.several || (typed && column == 1);
  }
  return columns;
}

void appendTime(std::string& out, Time time) {
  if (time == kNoTime) {
    out += "null";
  } else {
    out += '"' + isoTime(time) + '"';
  }
}

void appendReal(std::string& out, double value) {
  out += std::isfinite(value) ? realText(value) : "null";
}

void appendNode(std::string& out, const NodeValue& node, bool by_name) {
  if (by_name) return appendText(out, node.name);
  out += "{\"type\":";
  appendText(out, node.type);
  out += ",\"name\":";
  appendText(out, node.name);
  out += '}';
}

void appendCell(std::string& out, const Cell& cell, bool by_name) {
  const auto& value = cell.value;
  if (std::holds_alternative<Missing>(value)) {
    out += "null";
  } else if (std::holds_alternative<Redacted>(value)) {
    out += "{\"redacted\":true}";
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    out += *flag ? "true" : "false";
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    out += std::to_string(*number);
  } else if (const auto* real = std::get_if<double>(&value)) {
    appendReal(out, *real);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    appendText(out, *text);
  } else if (const auto* node = std::get_if<NodeValue>(&value)) {
    appendNode(out, *node, by_name);
  } else if (const auto* instant = std::get_if<Instant>(&value)) {
    appendTime(out, instant->value);
  } else if (const auto* interval = std::get_if<Interval>(&value)) {
    out += "{\"first\":";
    appendTime(out, interval->first);
    out += ",\"last\":";
    appendTime(out, interval->last);
    out += '}';
  } else if (const auto* seconds = std::get_if<Seconds>(&value)) {
    out += std::to_string(seconds->value);
  } else if (const auto* share = std::get_if<Share>(&value)) {
    appendReal(out, share->value);
  } else if (const auto* list = std::get_if<CellList>(&value)) {
    out += '[';
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (i > 0) out += ',';
      appendCell(out, (*list)[i], by_name);
    }
    out += ']';
  }
}

std::string rowText(const Table& table, const std::vector<JsonColumn>& columns, std::size_t row) {
  std::string out = "{";
  for (std::size_t column = 0; column < columns.size(); ++column) {
    if (column > 0) out += ',';
    out += columns[column].key;
    out += ':';
    appendCell(out, table.at(row, column), columns[column].by_name);
  }
  return out + '}';
}

std::string columnText(const Table& table, const std::vector<JsonColumn>& columns, std::size_t column) {
  std::string out = "{\"name\":" + columns[column].key + ",\"type\":\"";
  out += typeWord(table.columns[column].type);
  out += '"';
  const NodeTypes& nodes = columns[column].nodes;
  if (!nodes.one.empty() && !nodes.several) {
    out += ",\"of\":";
    appendText(out, nodes.one);
  }
  return out + '}';
}

std::string noticeText(const Notice& notice) {
  std::string out = "{\"id\":";
  appendText(out, notice.id);
  out += ",\"text\":";
  appendText(out, notice.text);
  return out + '}';
}

/// An array with one element a line.
template <typename Element>
void writeArray(Output& out, std::string_view key, std::size_t count, Element element) {
  out << "  \"" << key << "\": [";
  for (std::size_t i = 0; i < count && !out.failed(); ++i) out << (i > 0 ? ",\n    " : "\n    ") << element(i);
  out << (count > 0 ? "\n  ]" : "]");
}

}  // namespace

void writeJson(const Table& table, const Options& options, Output& out) {
  const std::vector<JsonColumn> columns = describe(table);
  out << "{\n";
  writeArray(out, "columns", columns.size(), [&](std::size_t i) { return columnText(table, columns, i); });
  out << ",\n";
  writeArray(out, "rows", table.rowCount(), [&](std::size_t i) { return rowText(table, columns, i); });
  out << ",\n  \"total\": " << std::to_string(std::max<std::uint64_t>(options.total_rows, table.rowCount())) << ",\n";
  writeArray(out, "notices", table.notices.size(), [&](std::size_t i) { return noticeText(table.notices[i]); });
  out << "\n}\n";
}

void writeJsonLines(const Table& table, const Options&, Output& out) {
  const std::vector<JsonColumn> columns = describe(table);
  for (std::size_t row = 0; row < table.rowCount() && !out.failed(); ++row) {
    out << rowText(table, columns, row) << "\n";
  }
}

}  // namespace clew::render
