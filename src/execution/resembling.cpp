#include "execution/resembling.h"

#include <algorithm>

#include "common/utf8.h"
#include "execution/sources.h"

namespace clew::execution {
namespace {

const std::string kTraitText = "name";

class ResemblingLayer final : public Layer {
 public:
  ResemblingLayer(const GraphView& view, std::shared_ptr<const LikenessSeeds> seeds)
      : Layer(1), view_(view), seeds_(std::move(seeds)) {}

  void links(NodeId node, const LinkCallback& take) const override {
    for (const LikenessIndex::Match& match : seeds_->matches(view_.nameOf(node))) {
      const LikenessSeeds::Seed& seed = seeds_->seeds()[match.seed];
      ResultLink link;
      link.node = node;
      link.seed = seed.node;
      link.seed_text = seed.name;
      link.trait = &kTraitText;
      link.kind = kindText(match.how.kind);
      link.similarity = match.how.similarity;
      link.depth = depth();
      if (!take(link)) return;
    }
  }

 private:
  const GraphView& view_;
  std::shared_ptr<const LikenessSeeds> seeds_;
};

}  // namespace

LikenessName likenessName(const model::Suffixes& suffixes, std::string_view name) {
  if (name.find('.') == std::string_view::npos) return {toUtf32(model::displayHost(std::string(name))), {}};
  const std::string_view apex = suffixes.apex(name);
  const std::string_view base = apex.empty() ? name : apex;
  const std::string_view label = base.substr(0, base.find('.'));
  const bool encoded = label.starts_with("xn--");
  return {toUtf32(encoded ? model::displayHost(std::string(label)) : std::string(label)),
          std::string(suffixes.suffix(name))};
}

LikenessSeeds::LikenessSeeds(Run& run, const Clock& clock, const binder::Likeness& likeness)
    : suffixes_(run.suffixes()), index_(likeness.edits) {
  take(run, clock, *likeness.with);
  std::sort(seeds_.begin(), seeds_.end(), [](const Seed& a, const Seed& b) { return a.name < b.name; });
  seeds_.erase(std::unique(seeds_.begin(), seeds_.end(), [](const Seed& a, const Seed& b) { return a.name == b.name; }),
               seeds_.end());
  for (const Seed& seed : seeds_) {
    if (!run.goOn()) return;
    index_.add(likenessName(suffixes_, seed.name));
  }
}

void LikenessSeeds::addName(Run& run, const model::NodeName& name) {
  if (!run.schema().isA(name.type, run.schema().known().host)) return;
  seeds_.push_back({name.name, run.view().find(name.type, name.name).value_or(kNoNode)});
}

void LikenessSeeds::addNode(Run& run, NodeId node) {
  if (run.schema().isA(run.view().typeOf(node), run.schema().known().host))
    seeds_.push_back({std::string(run.view().nameOf(node)), node});
}

/// Names as they are written, wherever a set keeps them; nodes else.
void LikenessSeeds::take(Run& run, const Clock& clock, const planner::PlanNode& plan) {
  if (const auto* list = std::get_if<planner::Union>(&plan.op)) {
    for (const binder::PlanPtr& part : list->parts) take(run, clock, *part);
    return;
  }
  if (const auto* lookup = std::get_if<planner::LookupNodes>(&plan.op)) {
    for (const auto& literal : lookup->literals) {
      for (const model::NodeName& name : literal.candidates) addName(run, name);
      const binder::BoundValue* given = literal.param ? run.scalar(literal.param->index) : nullptr;
      if (given == nullptr) continue;
      if (const auto* names = std::get_if<std::vector<model::NodeName>>(&given->value)) {
        for (const model::NodeName& name : *names) addName(run, name);
      } else if (const auto* text = std::get_if<std::string>(&given->value)) {
        const auto name = model::canonical(run.schema(), run.schema().known().host, *text);
        if (name.ok()) addName(run, *name);
      }
    }
    return;
  }
  if (const auto* local = std::get_if<planner::LocalSet>(&plan.op)) {
    if (const auto* names = run.givenNames(local->index)) {
      for (const model::NodeName& name : *names) addName(run, name);
      return;
    }
  }
  const Run::Aside aside(run);
  for (const NodeId node : evaluateSet(run, plan, clock).nodes) {
    if (!run.chargeRows(1, 256)) return;
    addNode(run, node);
  }
}

std::vector<LikenessIndex::Match> LikenessSeeds::matches(std::string_view name) const {
  const auto at = std::lower_bound(seeds_.begin(), seeds_.end(), name,
                                   [](const Seed& seed, std::string_view wanted) { return seed.name < wanted; });
  if (at != seeds_.end() && at->name == name) return {};
  return index_.matches(likenessName(suffixes_, name));
}

Value ResemblingOperator::execute() {
  SetValue in = inputSet(op_.input);
  if (run_.failed()) return SetValue{};
  const auto seeds = std::make_shared<const LikenessSeeds>(run_, clock_, op_.likeness);
  if (run_.failed()) return SetValue{};
  if (const auto needs = seeds->needs()) run_.view().keepNamed(in.nodes, *needs);
  SetValue out;
  const model::TypeId host = run_.schema().known().host;
  for (const NodeId node : in.nodes) {
    if (!run_.goOn()) return SetValue{};
    if (!run_.schema().isA(run_.view().typeOf(node), host)) continue;
    if (!seeds->matches(run_.view().nameOf(node)).empty()) out.nodes.push_back(node);
  }
  out.layer = std::make_shared<ResemblingLayer>(run_.view(), seeds);
  return out;
}

}  // namespace clew::execution
