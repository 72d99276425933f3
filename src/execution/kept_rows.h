// Rows of an answer as text, apart from any view: what one state's rows are compared by with another's, and what a run
// leaves for the next.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/json.h"
#include "execution/set_value.h"

namespace clew::execution {

/// Rows by their keys. Of rows with the same key the first is kept.
struct KeptRows {
  std::vector<std::string> columns;  // of a table; empty for a set
  std::map<std::string, Json> rows;  // key, cells; a set's one cell is its node
};

/// `keys`: columns of a table that say what a row is. Sets go by their nodes.
KeptRows keepRows(const GraphView& view, const Value& value, const std::vector<std::size_t>& keys);
/// The key of one row.
std::string rowKey(const GraphView& view, const Rows& rows, std::size_t row, const std::vector<std::size_t>& keys);
std::string nodeKey(const GraphView& view, NodeId node);

/// One cell in the view's ids; missing for a node that it does not hold.
Datum readCell(const GraphView& view, const Json& cell);

std::string textOfRows(const KeptRows& rows);
/// Empty when the text is nothing that textOfRows wrote.
std::optional<KeptRows> readRows(const std::string& text);

}  // namespace clew::execution
