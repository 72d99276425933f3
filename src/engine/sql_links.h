// The tables `link` and `observation` of SQL.
#pragma once

#include <memory>

#include "graph/view.h"
#include "storage/sql.h"

namespace clew::engine {

/// Rows between two looks at the cancel token.
inline constexpr std::uint64_t kSqlRowsBetweenLooks = 256;

/// A row for each link that stands: its ends, its relation, and what its observations come to. `view` and `cancel` must
/// outlive it.
std::unique_ptr<storage::SqlTable> linkTable(const graph::GraphView& view, const CancelToken* cancel);
/// A row for each observation of each link, retracted ones as well.
std::unique_ptr<storage::SqlTable> observationTable(const graph::GraphView& view, const CancelToken* cancel);

}  // namespace clew::engine
