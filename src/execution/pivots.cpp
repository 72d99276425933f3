#include "execution/pivots.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "execution/traits.h"

namespace clew::execution {
namespace {

struct Choice {
  const binder::BoundTrait* trait = nullptr;
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
  for (const binder::BoundTrait& trait : op_.of) {
    TraitReader reader(run_, clock_, trait);
    for (const Hop::Way& way : trait.hops.front().ways) {
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
        Choice choice{&trait, value, holdersOf(run_.view(), value, way).nodes, {}};
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
    if (a.trait->text != b.trait->text) return a.trait->text < b.trait->text;
    return a.value != b.value && run_.view().before(a.value, b.value);
  });
  for (Choice& choice : choices) {
    out.cells.emplace_back(choice.trait->text);
    out.cells.emplace_back(NodeRef{choice.value});
    out.cells.emplace_back(static_cast<std::int64_t>(choice.holders));
    out.cells.push_back(std::move(choice.rarity));
  }
  return out;
}

}  // namespace clew::execution
