// Graphs: DOT for Graphviz and GraphML for Gephi, yEd and others. Both take the rows that a graph answer is made of
// (role, from, relation, to, first, last: nodes first, then links); of any other table they draw its nodes.
//
// Names come from the people being hunted. In both forms a name stands only between quotes as an attribute's value or
// as the text of an element; nodes are called n1, n2 and so on, so that no name ever is an identifier.
#include <string>

#include "common/text.h"
#include "common/utf8.h"
#include "render/cell_text.h"
#include "render/graph_rows.h"
#include "render/markup.h"
#include "render/sink.h"

namespace clew::render {
namespace {

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
  out << "<data key=\"" << key << "\">" << markupText(text) << "</data>";
}

}  // namespace

void writeDot(const Table& table, const Options& options, Output& out) {
  const Graph graph = readGraph(table);
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
  const Graph graph = readGraph(table);
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
