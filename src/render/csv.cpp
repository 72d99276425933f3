// Rows for spreadsheets and scripts: CSV by RFC 4180 (header, CR LF, quotes doubled) and TSV (LF, no quotes). Control
// characters are made visible, so every row is one line. A text at whose beginning a spreadsheet would see a formula
// gets an apostrophe before it (OWASP, "CSV Injection"); full-width signs count, since some spreadsheets fold them.
#include <algorithm>

#include "common/text.h"
#include "common/utf8.h"
#include "render/cell_text.h"
#include "render/sink.h"

namespace clew::render {
namespace {

bool looksLikeFormula(std::string_view text) {
  text = trimLeft(text);
  if (text.empty()) return false;
  if (text.front() == '+' && text.size() > 1 && text.find_first_not_of("0123456789.", 1) == text.npos) return false;
  if (std::string_view("=+-@").find(text.front()) != std::string_view::npos) return true;
  return startsWith(text, "＝") || startsWith(text, "＋") || startsWith(text, "－") || startsWith(text, "＠");
}

/// Whether the first character is a tab or carriage return, which some spreadsheets skip.
bool beginsWithControl(const Cell& cell) {
  const std::string* text = std::get_if<std::string>(&cell.value);
  if (text == nullptr) {
    if (const auto* node = std::get_if<NodeValue>(&cell.value)) text = &node->name;
  }
  return text != nullptr && !text->empty() && (text->front() == '\t' || text->front() == '\r' || text->front() == '\n');
}

std::string guarded(const Cell& cell) {
  std::string text = textForPrograms(cell);
  if (!isNumber(cell) && (looksLikeFormula(text) || beginsWithControl(cell))) text.insert(0, 1, '\'');
  return text;
}

std::string guardedName(const std::string& name) {
  std::string text = escapeControls(name);
  if (looksLikeFormula(text)) text.insert(0, 1, '\'');
  return text;
}

std::string csvField(const std::string& text) {
  // A semicolon divides fields for spreadsheets in half of Europe, so what holds one is quoted too.
  if (text.find_first_of(",;\"'\t") == text.npos && trim(text).size() == text.size()) return text;
  return "\"" + replaceAll(text, "\"", "\"\"") + "\"";
}

/// Tabs and line ends are escapes by now; a backslash of the text itself stays as it is, as in every form for people.
std::string tsvField(const std::string& text) {
  return text;
}

template <typename Field>
void writeRows(const Table& table, Output& out, Field field, std::string_view separator, std::string_view line_end) {
  if (table.columns.empty()) return;
  const std::size_t columns = table.columns.size();
  const std::vector<std::string> names = distinctNames(table);
  for (std::size_t column = 0; column < columns; ++column) {
    out << (column > 0 ? separator : "") << field(guardedName(names[column]));
  }
  out << line_end;
  for (std::size_t row = 0; row < table.rowCount() && !out.failed(); ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      out << (column > 0 ? separator : "") << field(guarded(table.at(row, column)));
    }
    out << line_end;
  }
}

}  // namespace

void writeCsv(const Table& table, const Options&, Output& out) {
  writeRows(table, out, csvField, ",", "\r\n");
}

void writeTsv(const Table& table, const Options&, Output& out) {
  writeRows(table, out, tsvField, "\t", "\n");
}

}  // namespace clew::render
