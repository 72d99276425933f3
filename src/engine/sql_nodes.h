// Finding nodes for the tables of SQL, in an order that has nothing to do with their ids.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/view.h"
#include "storage/sql.h"

namespace clew::engine {

/// The nodes of exactly that type and name, by the schema's order of types and within a type by name; what is not given
/// is not asked. Words are taken as the tables write them: "domain", never "domains".
std::vector<graph::NodeId> nodesFor(const graph::GraphView& view, const std::optional<std::string>& type,
                                    const std::optional<std::string>& name);

/// The rows of that name in the schema; all without a name.
std::vector<model::RelationId> relationsFor(const model::Schema& schema, const std::optional<std::string>& name);

/// NULL for an empty text, and for kNoTime.
storage::SqlValue textOrNull(std::string_view text);
storage::SqlValue timeOrNull(Time time);

/// The lookups behind an observation, ascending, each once.
std::vector<std::uint32_t> lookupsOf(const graph::GraphView& view, const graph::Observation& seen);
/// The columns that every observation has, of a link or a property..
const std::vector<storage::SqlColumn>& seenColumns();
storage::SqlValue seenValue(const graph::GraphView& view, const graph::Observation& seen, std::size_t column);

/// The values that a way gave, by column.
class SqlWanted {
 public:
  SqlWanted(const storage::SqlAccess& access, const std::vector<storage::SqlValue>& values)
      : access_(access), values_(values) {}
  std::optional<std::string> text(std::size_t column) const;
  std::optional<std::int64_t> number(std::size_t column) const;

 private:
  const storage::SqlAccess& access_;
  const std::vector<storage::SqlValue>& values_;
};

}  // namespace clew::engine
