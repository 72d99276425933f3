#include "execution/unknown_values.h"

#include <algorithm>

#include "binder/parts.h"
#include "common/text.h"
#include "execution/sources.h"

namespace clew::execution {
namespace {

constexpr std::uint64_t kMostCompared = 20'000;  // names: a suggestion is worth a moment, no more

class Finder {
 public:
  explicit Finder(Run& run) : run_(run) {}

  std::vector<UnknownValue> found;

  void look(const binder::ExprPtr& expr) {
    if (expr) look(*expr);
  }
  void look(const binder::BoundExpr& expr) {
    if (const auto* trait = std::get_if<binder::BoundTrait>(&expr.node)) look(trait->only);
    std::visit(
        [&](const auto& node) {
          if constexpr (requires { node.trait.only; }) look(node.trait.only);
        },
        expr.node);
    binder::eachPart(expr, [&](const binder::BoundExpr& part) { look(part); });
    if (const auto* is = std::get_if<binder::BoundExpr::Is>(&expr.node)) all(is->any_of);
    if (const auto* in = std::get_if<binder::BoundExpr::In>(&expr.node)) all(in->values);
  }

 private:
  void all(const std::vector<binder::BoundValue>& values) {
    for (const auto& one : values) value(one);
  }

  void value(const binder::BoundValue& said) {
    if (const auto* param = std::get_if<binder::ParamRef>(&said.value)) {
      if (const binder::BoundValue* given = run_.scalar(param->index)) value(*given);
      return;
    }
    const auto* names = std::get_if<std::vector<model::NodeName>>(&said.value);
    if (names == nullptr || names->empty() || !run_.goOn()) return;
    const bool known = std::any_of(names->begin(), names->end(), [&](const model::NodeName& name) {
      if (run_.view().find(name.type, name.name)) return true;
      if (name.type != run_.schema().known().net) return false;
      const auto block = model::parseBlock(name.name);
      return block.ok() && !run_.view().inBlock(*block).empty();
    });
    if (known) return;
    const std::string& text = names->front().shown();
    const auto same = std::any_of(found.begin(), found.end(), [&](const auto& one) { return one.text == text; });
    if (!same) found.push_back({text, meant(*names)});
  }

  /// A name of the graph that is nearly it. Of addresses and hashes a near one means nothing.
  std::optional<std::string> meant(const std::vector<model::NodeName>& names) const {
    model::TypeSet types;
    for (const model::NodeName& name : names) {
      const model::Form form = run_.schema().type(name.type).form;
      if (form == model::Form::kFolded || form == model::Form::kExact || form == model::Form::kHost ||
          form == model::Form::kEmail)
        types |= run_.schema().withSubtypes(name.type);
    }
    std::uint64_t count = 0;
    for (model::TypeId type = 0; type < run_.schema().types().size(); ++type) {
      if (types.test(type)) count += run_.view().countOf(type);
    }
    if (count == 0 || count > kMostCompared) return std::nullopt;
    std::vector<std::string> all;
    for (const NodeId node : run_.view().ofTypes(types)) {
      const std::string_view shown = run_.view().displayOf(node);
      all.emplace_back(shown.empty() ? run_.view().nameOf(node) : shown);
    }
    return closest(names.front().name, all);
  }

  Run& run_;
};

}  // namespace

void reportUnknownValues(Run& run, const planner::PlanNode& plan) {
  Finder finder(run);
  std::visit(
      [&](const auto& op) {
        if constexpr (requires { finder.look(op.condition); }) finder.look(op.condition);
        if constexpr (requires { finder.look(op.of); }) finder.look(op.of);
        if constexpr (requires { op.by.value; }) finder.look(op.by.value);
        if constexpr (requires { op.columns; }) {
          for (const auto& column : op.columns) finder.look(column.value);
        }
        if constexpr (requires { op.keys.front().value; }) {
          for (const auto& key : op.keys) finder.look(key.value);
        }
      },
      plan.op);
  reportUnknown(run, finder.found);
}

}  // namespace clew::execution
