// A table in GitHub's Markdown. What comes from outside stands in code spans: in them no markup, HTML, entity, link or
// bare address means anything. Only two characters matter there, and neither is left in: a backtick is outnumbered by
// the fence, and a bar (which ends a cell even in a code span) is an entity between two spans.
#include <algorithm>
#include <string>

#include "common/text.h"
#include "common/utf8.h"
#include "render/cell_text.h"
#include "render/sink.h"

namespace clew::render {
namespace {

std::string codeSpan(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  // A blank inside each end is taken off by the reader, and keeps a backtick of the text from joining the fence.
  const bool pad = text.front() == '`' || text.back() == '`' || text.front() == ' ' || text.back() == ' ';
  return fence + (pad ? " " : "") + std::string(text) + (pad ? " " : "") + fence;
}

std::string foreignText(std::string_view text) {
  std::string out;
  bool first = true;
  for (const std::string_view part : split(text, '|')) {
    if (!first) out += "&#124;";
    if (!part.empty()) out += codeSpan(part);
    first = false;
  }
  return out;
}

std::string cellMarkdown(const Cell& cell, bool defang) {
  if (const auto* list = std::get_if<CellList>(&cell.value)) {
    std::string out;
    for (const Cell& part : *list) {
      if (!out.empty()) out += ", ";
      out += cellMarkdown(part, defang);
    }
    return out;
  }
  const std::string text = textForPeople(cell, defang);
  const bool foreign = std::holds_alternative<std::string>(cell.value) || std::holds_alternative<NodeValue>(cell.value);
  return foreign ? foreignText(text) : text;
}

/// Column names are words of the schema or of the script's author: plain, with every mark escaped.
std::string headerMarkdown(std::string_view name) {
  std::string out;
  for (const char c : escapeControls(name)) {
    if (c == '|') {
      out += "&#124;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      if (std::string_view("\\`*_[]>!~#").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

}  // namespace

void writeMarkdown(const Table& table, const Options& options, Output& out) {
  if (table.columns.empty()) return;
  if (table.rowCount() == 0) {
    out << nothingText(table) << "\n";
    return;
  }
  out << "|";
  for (const Column& column : table.columns) out << " " << headerMarkdown(column.name) << " |";
  out << "\n|";
  for (const Column& column : table.columns) out << (alignsRight(column.type) ? " ---: |" : " --- |");
  out << "\n";
  for (std::size_t row = 0; row < table.rowCount() && !out.failed(); ++row) {
    out << "|";
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      const Cell& cell = table.at(row, column);
      const bool cut = mostShown(table, column) != 0 && std::holds_alternative<std::string>(cell.value);
      out << " "
          << (cut ? foreignText(shownCell(table, row, column, options.defang)) : cellMarkdown(cell, options.defang))
          << " |";
    }
    out << "\n";
  }
  if (const std::string shown = shownText(table, options); !shown.empty()) out << "\n" << shown << "\n";
}

}  // namespace clew::render
