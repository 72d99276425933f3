// Graphs: DOT for Graphviz and GraphML for Gephi, yEd and others. Both take the rows that a graph answer is made of
// (role, from, relation, to, first, last: nodes first, then links); of any other table they draw its nodes.
//
// Names come from the people being hunted. In both forms a name stands only between quotes as an attribute's value or
// as the text of an element; nodes are called n1, n2 and so on, so that no name ever is an identifier.
#include <map>
#include <string>
#include <vector>

#include "common/text.h"
#include "common/utf8.h"
#include "render/cell_text.h"
#include "render/sink.h"

namespace clew::render {
namespace {

struct GraphNode {
  NodeValue node;
  std::string role;
};

struct GraphLink {
  std::size_t from = 0, to = 0;
  std::string relation, first, last;
};

struct Graph {
  std::vector<GraphNode> nodes;
  std::vector<GraphLink> links;
};

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

/// A quoted string of DOT. Backslashes begin escapes there (\N is the node's name), and Graphviz reads entities in it.
std::string dotText(std::string_view text) {
  std::string out = "\"";
  for (const char c : escapeControls(text)) {
    if (c == '"') {
      out += "\\\"";
    } else if (c == '\\') {
      out += "\\\\";
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out + '"';
}

/// Text or an attribute's value of XML. What XML 1.0 cannot hold, and all that is invisible, is shown as an escape.
std::string xmlText(std::string_view text) {
  std::string out;
  for (const char c : escapeControls(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string idOf(std::size_t number) {
  return "n" + std::to_string(number + 1);
}

std::string labelOf(const NodeValue& node, bool defang) {
  return textForPeople(Cell(node), defang);
}

std::string spanOf(const GraphLink& link) {
  if (link.first.empty()) return {};
  const std::string first = link.first.substr(0, 10), last = link.last.substr(0, 10);
  return first == last ? first : first + " to " + last;
}

void dataOf(Output& out, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  out << "<data key=\"" << key << "\">" << xmlText(text) << "</data>";
}

}  // namespace

void writeDot(const Table& table, const Options& options, Output& out) {
  const Graph graph = GraphReader().read(table);
  out << "digraph clew {\n  graph [rankdir=LR];\n  node [shape=box, style=rounded];\n";
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const GraphNode& one = graph.nodes[i];
    out << "  " << idOf(i) << " [label=" << dotText(labelOf(one.node, options.defang))
        << ", tooltip=" << dotText(one.node.type);
    if (one.role == "seed") out << ", style=\"rounded,filled\", fillcolor=\"#ffe0a0\"";
    if (one.role == "result") out << ", style=\"rounded,filled\", fillcolor=\"#d8e8ff\"";
    out << "];\n";
    if (out.failed()) return;
  }
  for (const GraphLink& link : graph.links) {
    out << "  " << idOf(link.from) << " -> " << idOf(link.to) << " [label=" << dotText(link.relation);
    if (const std::string span = spanOf(link); !span.empty()) out << ", tooltip=" << dotText(span);
    out << "];\n";
    if (out.failed()) return;
  }
  out << "}\n";
}

void writeGraphMl(const Table& table, const Options& options, Output& out) {
  const Graph graph = GraphReader().read(table);
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n";
  for (const std::string_view name : {"label", "name", "type", "role"}) {
    out << "  <key id=\"" << name << "\" for=\"node\" attr.name=\"" << name << "\" attr.type=\"string\"/>\n";
  }
  for (const std::string_view name : {"relation", "first", "last"}) {
    out << "  <key id=\"" << name << "\" for=\"edge\" attr.name=\"" << name << "\" attr.type=\"string\"/>\n";
  }
  out << "  <graph id=\"clew\" edgedefault=\"directed\">\n";
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const GraphNode& one = graph.nodes[i];
    out << "    <node id=\"" << idOf(i) << "\">";
    dataOf(out, "label", labelOf(one.node, options.defang));
    dataOf(out, "name", one.node.name);
    dataOf(out, "type", one.node.type);
    dataOf(out, "role", one.role);
    out << "</node>\n";
    if (out.failed()) return;
  }
  for (std::size_t i = 0; i < graph.links.size(); ++i) {
    const GraphLink& link = graph.links[i];
    out << "    <edge id=\"e" << std::to_string(i + 1) << "\" source=\"" << idOf(link.from) << "\" target=\""
        << idOf(link.to) << "\">";
    dataOf(out, "relation", link.relation);
    dataOf(out, "first", link.first);
    dataOf(out, "last", link.last);
    out << "</edge>\n";
    if (out.failed()) return;
  }
  out << "  </graph>\n</graphml>\n";
}

}  // namespace clew::render
