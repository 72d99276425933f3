#include "execution/holders.h"

#include <algorithm>

#include "execution/traits.h"

namespace clew::execution {

bool HoldersOperator::addValue(const binder::BoundValue& value, NodeSet& ends) const {
  if (const auto* param = std::get_if<binder::ParamRef>(&value.value)) {
    const binder::BoundValue* given = run_.scalar(param->index);
    return given != nullptr && addValue(*given, ends);
  }
  if (const auto* names = std::get_if<std::vector<model::NodeName>>(&value.value)) {
    for (const model::NodeName& name : *names) {
      if (const auto node = run_.view().find(name.type, name.name)) ends.push_back(*node);
      if (name.type != run_.schema().known().net) continue;
      if (const auto inside = model::parseBlock(name.name))
        for (const NodeId node : run_.view().inBlock(*inside)) ends.push_back(node);
    }
    return true;
  }
  const auto* block = std::get_if<model::Block>(&value.value);
  if (block == nullptr) return false;
  for (const NodeId node : run_.view().inBlock(*block)) ends.push_back(node);
  // the block itself, a net
  if (const auto net = run_.view().find(run_.schema().known().net, model::blockText(*block))) ends.push_back(*net);
  return true;
}

std::optional<NodeSet> HoldersOperator::endsOf(const planner::Holders::Start& start) const {
  NodeSet ends;
  for (const binder::BoundValue& value : start.values) {
    if (!addValue(value, ends)) return std::nullopt;
  }
  for (const binder::PlanPtr& set : start.sets) {
    const Run::Aside aside(run_);
    const NodeSet members = inputSet(set).nodes;
    ends.insert(ends.end(), members.begin(), members.end());
  }
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  return ends;
}

Value HoldersOperator::execute() {
  SetValue out;
  for (const planner::Holders::Start& start : op_.from) {
    const std::optional<NodeSet> ends = endsOf(start);
    if (!run_.goOn()) return SetValue{};
    if (!ends) {  // a text is compared with every name
      out.nodes = run_.view().ofTypes(op_.types);
      return out;
    }
    TraitReader reader(run_, clock_, start.trait);
    out.nodes = unite(out.nodes, reader.backward(*ends));
  }
  run_.view().keepTypes(out.nodes, op_.types);
  return out;
}

}  // namespace clew::execution
