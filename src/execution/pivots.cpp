#include "execution/pivots.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "execution/traits.h"

namespace clew::execution {
namespace {

struct Choice {
  std::string_view relation;
  NodeId value = kNoNode;
  std::uint64_t holders = 0;
  Datum rarity;
};

}  // namespace

Value PivotsOperator::execute() {
  const SetValue in = inputSet(op_.input);
  Rows out;
  out.columns = {{"relation", ColumnType::kText},
                 {"value", ColumnType::kNode},
                 {"holders", ColumnType::kInteger},
                 {"rarity", ColumnType::kReal}};
  if (run_.failed()) return out;
  std::vector<Choice> choices;
  std::set<std::pair<model::RelationId, binder::Direction>> gone;  // a group and its member may both be named
  for (const binder::BoundTrait& trait : op_.of) {
    TraitReader reader(run_, clock_, trait);
    for (const Hop::Way& way : trait.hops.front().ways) {
      if (!gone.insert({way.relation, way.direction}).second) continue;
      std::map<NodeId, Exclusions::Verdict> values;
      reader.observedLinks().tellDated([&](NodeId from, NodeId to, const Hop::Way& held) {
        reader.exclusions().report(to, held, from, Exclusions::Verdict::kExcluded);
      });
      reader.observedLinks().each(in.nodes, way, [&](NodeId from, NodeId to, std::span<const Observation>) {
        const auto [at, fresh] = values.try_emplace(to, Exclusions::Verdict::kCross);
        if (fresh) at->second = reader.exclusions().judge(to, way);
        reader.exclusions().report(to, way, from, at->second);
        return run_.goOn();
      });
      reader.observedLinks().noteLeftOut(in.nodes, way);
      for (const NodeId node : in.nodes) {
        if (run_.skipped() == nullptr || !run_.goOn()) break;
        reportRedacted(run_, node, way, reader.filter(), node);
      }
      for (const auto& [value, verdict] : values) {
        if (!run_.chargeRows(1, sizeof(Choice))) return out;
        if (verdict != Exclusions::Verdict::kCross) continue;
        Choice choice{run_.schema().relation(way.relation).name, value, holdersOf(run_.view(), value, way).nodes, {}};
        const std::uint64_t all = run_.nodesWith(way.relation);
        if (choice.holders > 0 && all > 0)
          choice.rarity = std::log2(static_cast<double>(all) / static_cast<double>(choice.holders)) + 0.0;
        choices.push_back(std::move(choice));
      }
    }
  }
  std::stable_sort(choices.begin(), choices.end(), [&](const Choice& a, const Choice& b) {
    if (a.rarity.known() != b.rarity.known()) return a.rarity.known();
    if (const int by = compareData(run_.view(), a.rarity, b.rarity)) return by > 0;
    if (a.relation != b.relation) return a.relation < b.relation;
    return a.value != b.value && run_.view().before(a.value, b.value);
  });
  for (Choice& choice : choices) {
    out.cells.emplace_back(std::string(choice.relation));
    out.cells.emplace_back(NodeRef{choice.value});
    out.cells.emplace_back(static_cast<std::int64_t>(choice.holders));
    out.cells.push_back(std::move(choice.rarity));
  }
  return out;
}

}  // namespace clew::execution
