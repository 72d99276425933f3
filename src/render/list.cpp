// The first column of names, one a line: what one pipes into another tool or pastes into a ticket. Canonical names, so
// that the next tool knows them; in a set of several types the column of names, not the one of types.
#include "common/utf8.h"
#include "model/canonical.h"
#include "render/cell_text.h"
#include "render/sink.h"

namespace clew::render {

void writeList(const Table& table, const Options& options, Output& out) {
  if (table.columns.empty()) return;
  std::size_t column = 0;
  if (table.kind == TableKind::kSet) {
    while (column + 1 < table.columns.size() && table.columns[column].type != ColumnType::kNode) ++column;
    if (table.columns[column].type != ColumnType::kNode) column = 0;
  }
  for (std::size_t row = 0; row < table.rowCount() && !out.failed(); ++row) {
    const Cell& cell = table.at(row, column);
    if (cell.isMissing()) continue;
    if (const auto* node = std::get_if<NodeValue>(&cell.value); node != nullptr && !options.defang) {
      out << escapeControls(node->name) << "\n";
    } else {
      out << textForPeople(cell, options.defang) << "\n";
    }
  }
}

}  // namespace clew::render
