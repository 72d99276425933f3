#include "property/plain_cells.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "common/text.h"
#include "model/dates.h"
#include "property/plain_graph.h"

namespace clew::property {

int cellRank(const Cell& cell) {
  const auto& value = cell.value;
  if (std::holds_alternative<NodeValue>(value)) return 0;
  if (std::holds_alternative<std::string>(value)) return 1;
  if (std::holds_alternative<Instant>(value) || std::holds_alternative<Interval>(value)) return 3;
  if (std::holds_alternative<Seconds>(value)) return 4;
  if (std::holds_alternative<CellList>(value)) return 5;
  if (cell.isRedacted()) return 6;
  if (cell.isMissing()) return 7;
  return 2;
}

double number(const Cell& cell) {
  if (const auto* value = std::get_if<bool>(&cell.value)) return *value ? 1 : 0;
  if (const auto* value = std::get_if<std::int64_t>(&cell.value)) return static_cast<double>(*value);
  if (const auto* value = std::get_if<double>(&cell.value)) return *value;
  if (const auto* value = std::get_if<Share>(&cell.value)) return value->value;
  return 0;
}

Interval span(const Cell& cell) {
  if (const auto* value = std::get_if<Instant>(&cell.value)) return {value->value, value->value};
  return std::get<Interval>(cell.value);
}

std::string plainText(const Cell& cell) {
  if (const auto* node = std::get_if<NodeValue>(&cell.value)) return node->name;
  if (const auto* text = std::get_if<std::string>(&cell.value)) return *text;
  return shownText(cell);
}

int compareCells(const Cell& a, const Cell& b) {
  const auto by = [](const auto& left, const auto& right) { return left < right ? -1 : right < left ? 1 : 0; };
  const int kind = cellRank(a);
  if (kind != cellRank(b)) return by(kind, cellRank(b));
  if (kind == 0) {
    const auto node = [](const Cell& cell) {
      const auto& value = std::get<NodeValue>(cell.value);
      return Node{*model::Schema::builtin().typeNamed(value.type), value.name};
    };
    return by(node(a), node(b));
  }
  if (kind == 1) return by(std::get<std::string>(a.value), std::get<std::string>(b.value));
  if (kind == 2) return by(number(a), number(b));
  if (kind == 3) return by(span(a), span(b));
  if (kind == 4) return by(std::get<Seconds>(a.value).value, std::get<Seconds>(b.value).value);
  if (kind != 5) return 0;
  const auto& left = std::get<CellList>(a.value);
  const auto& right = std::get<CellList>(b.value);
  for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
    if (const int less = compareCells(left[i], right[i])) return less;
  }
  return by(left.size(), right.size());
}

void sortDistinct(std::vector<Cell>& cells) {
  std::sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) { return compareCells(a, b) < 0; });
  cells.erase(
      std::unique(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) { return compareCells(a, b) == 0; }),
      cells.end());
}

std::string shownText(const Cell& cell) {
  struct Visitor {
    std::string operator()(const Missing&) const { return "-"; }
    std::string operator()(const Redacted&) const { return "(redacted)"; }
    std::string operator()(bool yes) const { return yes ? "true" : "false"; }
    std::string operator()(std::int64_t whole) const { return std::to_string(whole); }
    std::string operator()(double real) const { return realText(real); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const NodeValue& node) const { return node.type + ":" + node.name; }
    std::string operator()(const Instant& time) const { return model::shortTimeText(time.value); }
    std::string operator()(const Interval& one) const {
      return model::shortTimeText(one.first) + ".." + model::shortTimeText(one.last);
    }
    std::string operator()(const Seconds& seconds) const { return std::to_string(seconds.value) + "s"; }
    std::string operator()(const Share& share) const { return realText(share.value * 100) + "%"; }
    std::string operator()(const CellList& list) const {
      std::string out;
      for (const Cell& item : list) out += (out.empty() ? "" : "+") + shownText(item);
      return out;
    }
  };
  return std::visit(Visitor{}, cell.value);
}

double entropy(const std::string& text) {
  std::map<char, int> counts;
  for (const char letter : text) ++counts[letter];
  double out = 0;
  for (const auto& [letter, count] : counts) {
    const double part = static_cast<double>(count) / static_cast<double>(text.size());
    out -= part * std::log2(part);
  }
  return out + 0.0;
}

}  // namespace clew::property
