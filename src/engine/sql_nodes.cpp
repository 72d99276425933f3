#include "engine/sql_nodes.h"

#include <algorithm>

#include "common/time.h"

namespace clew::engine {

using graph::NodeId;
using storage::SqlValue;

namespace {

void addAllOf(const graph::GraphView& view, model::TypeId type, std::vector<NodeId>& out) {
  model::TypeSet types;
  types.set(type);
  graph::NodeSet nodes = view.ofTypes(types);
  std::erase_if(nodes, [&](NodeId node) { return view.typeOf(node) != type; });
  const auto before = [&view](NodeId a, NodeId b) { return view.before(a, b); };
  if (!std::is_sorted(nodes.begin(), nodes.end(), before)) std::sort(nodes.begin(), nodes.end(), before);
  out.insert(out.end(), nodes.begin(), nodes.end());
}

enum SeenColumn : std::size_t {
  kFirst,
  kLast,
  kTimes,
  kConfidence,
  kSeenSource,
  kSeenLearnt,
  kRetracted,
  kTtl,
  kLookup,
  kLookups,
};

}  // namespace

std::vector<NodeId> nodesFor(const graph::GraphView& view, const std::optional<std::string>& type,
                             const std::optional<std::string>& name) {
  std::vector<NodeId> out;
  const auto& types = view.schema().types();
  for (std::size_t id = 0; id < types.size(); ++id) {
    if (type && types[id].name != *type) continue;
    const auto exact = static_cast<model::TypeId>(id);
    if (!name) {
      addAllOf(view, exact, out);
    } else if (const auto found = view.find(exact, *name); found && view.typeOf(*found) == exact) {
      out.push_back(*found);
    }
  }
  return out;
}

std::vector<model::RelationId> relationsFor(const model::Schema& schema, const std::optional<std::string>& name) {
  std::vector<model::RelationId> out;
  for (std::size_t id = 0; id < schema.relations().size(); ++id) {
    const model::RelationDef& relation = schema.relations()[id];
    if (name && relation.name != *name) continue;
    // what follows from other links has no observations of its own
    if (relation.isStated()) out.push_back(static_cast<model::RelationId>(id));
  }
  return out;
}

SqlValue textOrNull(std::string_view text) {
  return text.empty() ? SqlValue() : SqlValue(std::string(text));
}

SqlValue timeOrNull(Time time) {
  return textOrNull(isoTime(time));
}

std::vector<std::uint32_t> lookupsOf(const graph::GraphView& view, const graph::Observation& seen) {
  std::vector<std::uint32_t> out;
  for (const graph::RawReference& raw : view.rawReferences(seen)) {
    if (raw.lookup != 0) out.push_back(raw.lookup);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

const std::vector<storage::SqlColumn>& seenColumns() {
  static const std::vector<storage::SqlColumn> kColumns = {
      {"first"},  {"last"},      {"times", true}, {"confidence", true}, {"source"},
      {"learnt"}, {"retracted"}, {"ttl", true},   {"lookup", true},     {"lookups"}};
  return kColumns;
}

SqlValue seenValue(const graph::GraphView& view, const graph::Observation& seen, std::size_t column) {
  switch (column) {
    case kFirst:
      return timeOrNull(seen.first);
    case kLast:
      return timeOrNull(seen.last);
    case kTimes:
      return std::int64_t{seen.times};
    case kConfidence:
      return seen.confidence < 0 ? SqlValue() : SqlValue(std::int64_t{seen.confidence});
    case kSeenSource:
      return std::string(view.sourceName(seen.source));
    case kSeenLearnt:
      return timeOrNull(seen.learnt);
    case kRetracted:
      return timeOrNull(seen.retracted);
    case kTtl:
      return seen.ttl == 0 ? SqlValue() : SqlValue(std::int64_t{seen.ttl});
    default:
      break;
  }
  const auto lookups = lookupsOf(view, seen);
  if (column == kLookup) return lookups.empty() ? SqlValue() : SqlValue(std::int64_t{lookups.front()});
  std::string list = "[";
  for (const std::uint32_t id : lookups) list += (list.size() > 1 ? "," : "") + std::to_string(id);
  return list + "]";
}

std::optional<std::string> SqlWanted::text(std::size_t column) const {
  for (std::size_t i = 0; i < access_.columns.size(); ++i) {
    if (access_.columns[i] == column) return values_[i].text;
  }
  return {};
}

std::optional<std::int64_t> SqlWanted::number(std::size_t column) const {
  for (std::size_t i = 0; i < access_.columns.size(); ++i) {
    if (access_.columns[i] == column) return values_[i].number;
  }
  return {};
}

}  // namespace clew::engine
