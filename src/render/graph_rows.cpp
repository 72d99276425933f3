#include "render/graph_rows.h"

#include <iterator>
#include <map>
#include <utility>

#include "render/cell_text.h"

namespace clew::render {
namespace {

class GraphReader {
 public:
  Graph read(const Table& table) {
    static constexpr std::string_view kColumns[] = {"role", "from", "relation", "to", "first", "last"};
    bool graph = table.columns.size() == std::size(kColumns);
    for (std::size_t i = 0; graph && i < table.columns.size(); ++i) graph = table.columns[i].name == kColumns[i];
    for (std::size_t row = 0; row < table.rowCount(); ++row) {
      if (graph) {
        readRow(table, row);
      } else {
        for (std::size_t column = 0; column < table.columns.size(); ++column) readCell(table.at(row, column));
      }
    }
    return std::move(out_);
  }

 private:
  void readRow(const Table& table, std::size_t row) {
    const auto* from = std::get_if<NodeValue>(&table.at(row, 1).value);
    const auto* to = std::get_if<NodeValue>(&table.at(row, 3).value);
    if (from == nullptr) return;
    const std::size_t near = numberOf(*from);
    if (to == nullptr) {
      out_.nodes[near].role = textForPrograms(table.at(row, 0));
      return;
    }
    GraphLink link;
    link.from = near;
    link.to = numberOf(*to);
    link.relation = textForPrograms(table.at(row, 2));
    link.first = textForPrograms(table.at(row, 4));
    link.last = textForPrograms(table.at(row, 5));
    out_.links.push_back(std::move(link));
  }

  void readCell(const Cell& cell) {
    if (const auto* node = std::get_if<NodeValue>(&cell.value)) numberOf(*node);
    if (const auto* list = std::get_if<CellList>(&cell.value)) {
      for (const Cell& part : *list) readCell(part);
    }
  }

  std::size_t numberOf(const NodeValue& node) {
    const auto [at, fresh] = numbers_.try_emplace({node.type, node.name}, out_.nodes.size());
    if (fresh) out_.nodes.push_back({node, ""});
    return at->second;
  }

  std::map<std::pair<std::string, std::string>, std::size_t> numbers_;
  Graph out_;
};

}  // namespace

Graph readGraph(const Table& table) {
  return GraphReader().read(table);
}

}  // namespace clew::render
