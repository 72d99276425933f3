#include "engine/hubs.h"

#include <algorithm>

#include "common/text.h"

namespace clew::engine {
namespace {

struct Hub {
  graph::NodeId value = 0;
  graph::Holders holders;
};

std::vector<Hub> hubsOf(const graph::GraphView& view, model::RelationId relation, std::uint64_t limit) {
  const model::Schema& schema = view.schema();
  const bool apexes = schema.relation(relation).counts_apexes;
  const auto size = [&](const Hub& hub) { return apexes ? hub.holders.apexes : hub.holders.nodes; };
  const auto more = [&](const Hub& a, const Hub& b) {
    if (size(a) != size(b)) return size(a) > size(b);
    return view.before(a.value, b.value);
  };
  std::vector<Hub> out;
  for (const graph::NodeId value : view.ofTypes(schema.withSubtypes(schema.relation(relation).object))) {
    if (view.degree(value, relation, graph::Direction::kBack) < 2) continue;
    const Hub hub{value, view.holders(value, relation)};
    if (size(hub) < 2) continue;
    out.push_back(hub);
    // keeps what is held small while millions of values go by
    if (out.size() >= 2 * limit + 64) {
      std::nth_element(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(limit), out.end(), more);
      out.resize(limit);
    }
  }
  std::sort(out.begin(), out.end(), more);
  if (out.size() > limit) out.resize(limit);
  return out;
}

}  // namespace

Result<Table> hubTable(Case& owner, std::string_view word, std::uint64_t limit) {
  auto view = owner.view();
  if (!view) return view.error();
  const model::Schema& schema = owner.schema();
  std::vector<model::RelationId> relations;
  if (word.empty()) {
    for (std::size_t id = 0; id < schema.relations().size(); ++id)
      relations.push_back(static_cast<model::RelationId>(id));
  } else {
    relations = schema.relationsNamed(word);
  }
  if (relations.empty()) {
    std::vector<std::string> names;
    for (const auto& relation : schema.relations()) names.push_back(relation.name);
    Error error(ErrorCode::kUnknownName, "no relation " + quoted(word));
    error.withId("E201");
    if (const auto near = closest(word, names)) error.withHint(":hubs " + *near);
    return error;
  }
  Table out;
  out.columns = {{"relation", ColumnType::kText},
                 {"value", ColumnType::kNode},
                 {"holders", ColumnType::kInteger},
                 {"apexes", ColumnType::kInteger},
                 {"hub", ColumnType::kText}};
  for (const model::RelationId relation : relations) {
    const auto& def = schema.relation(relation);
    if (word.empty() && def.derivation != model::Derivation::kNone) continue;
    for (const Hub& hub : hubsOf(*view.value(), relation, limit)) {
      const graph::GraphView& graph = *view.value();
      const std::uint64_t counted = def.counts_apexes ? hub.holders.apexes : hub.holders.nodes;
      out.push(def.name);
      out.push(NodeValue{schema.type(graph.typeOf(hub.value)).name, std::string(graph.nameOf(hub.value)),
                         std::string(graph.displayOf(hub.value))});
      out.push(static_cast<std::int64_t>(hub.holders.nodes));
      out.push(def.counts_apexes ? Cell(static_cast<std::int64_t>(hub.holders.apexes)) : Cell(std::string()));
      out.push(std::string(counted > def.hub_threshold ? "yes" : ""));
    }
  }
  return out;
}

}  // namespace clew::engine
