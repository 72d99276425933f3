// Sources, steps and what they make.
#include <algorithm>

#include "property/plain_model.h"

namespace clew::property {

Cell PlainModel::cellOf(const Node& node) const {
  return NodeValue{schema_.type(node.type).name, node.name, ""};
}
Node PlainModel::nodeOf(const NodeValue& value) const {
  return {*schema_.typeNamed(value.type), value.name};
}

PlainModel::Set PlainModel::asSet(Value value) {
  return std::get<Set>(std::move(value));
}

PlainModel::Set PlainModel::set(const syntax::Set& set) {
  Set out = chain(set.first);
  for (const auto& [op, right] : set.rest) {
    const bool marking = marking_;
    marking_ = marking && op == syntax::SetOp::kPlus;
    const Set more = chain(right);
    marking_ = marking;
    if (op == syntax::SetOp::kMinus) {
      keep(out, [&](const Node& node) { return !more.has(node); });
      continue;
    }
    for (const Node& node : more.order) {
      auto& hits = out.hits[node];
      if (const auto found = more.hits.find(node); found != more.hits.end())
        hits.insert(hits.end(), found->second.begin(), found->second.end());
    }
    const bool linked = out.linked || more.linked;
    out = made(std::move(out.hits));
    out.linked = linked;
  }
  return out;
}

PlainModel::Set PlainModel::made(std::map<Node, std::vector<Hit>> hits) {
  Set out;
  out.hits = std::move(hits);
  for (const auto& [node, links] : out.hits) out.order.push_back(node);
  return out;
}

void PlainModel::keep(Set& set, const std::function<bool(const Node&)>& test) {
  std::erase_if(set.order, [&](const Node& node) { return !test(node); });
  std::erase_if(set.hits, [&](const auto& entry) { return !test(entry.first); });
}

PlainModel::Set PlainModel::chain(const syntax::Chain& chain) {
  const auto* source = std::get_if<syntax::Primary>(&chain.source.node);
  const auto* type = source != nullptr ? std::get_if<syntax::TypeSource>(&source->node) : nullptr;
  Set out = source != nullptr ? primary(*source) : path(std::get<syntax::PathSource>(chain.source.node));
  bool other = type != nullptr && type->other;
  for (const syntax::Step& one : chain.steps) {
    out = step(std::move(out), one, other);
    if (std::holds_alternative<syntax::Sharing>(one.node)) other = false;
  }
  if (chain.where) out = filtered(std::move(out), *chain.where);
  return out;
}

std::vector<Node> PlainModel::literal(const syntax::Literal& literal, std::optional<model::TypeId> type) {
  std::vector<Node> out;
  if (literal.kind == syntax::LiteralKind::kCidr) {
    const auto block = model::parseBlock(literal.value);
    for (const Node& node : graph().nodes()) {
      const auto address = node.type == schema_.known().ip ? model::parseAddress(node.name) : std::nullopt;
      if (address && block->contains(*address)) out.push_back(node);
    }
    return out;
  }
  std::optional<model::NodeName> name;
  if (type) {
    if (auto read = model::canonical(schema_, *type, literal.value); read.ok()) name = *read;
  } else {
    name = model::classify(schema_, literal.value);
  }
  if (!name) return out;
  if (const auto node = graph().find(type.value_or(name->type), name->name)) out.push_back(*node);
  return out;
}

std::vector<Node> PlainModel::members(const std::string& set) const {
  std::vector<Node> out;
  for (const std::string& member : sets_.at(set)) {
    const auto read = model::classify(schema_, member);
    if (const auto node = graph().find(read->type, read->name)) out.push_back(*node);
  }
  return out;
}

PlainModel::Set PlainModel::primary(const syntax::Primary& primary) {
  std::map<Node, std::vector<Hit>> out;
  bool linked = false;
  const auto name = [&](const Node& node) {
    out[node];
    if (marking_) seeds_.insert(node);
  };
  if (const auto* plain = std::get_if<syntax::Literal>(&primary.node)) {
    for (const Node& node : literal(*plain, std::nullopt)) name(node);
  } else if (const auto* variable = std::get_if<syntax::VarRef>(&primary.node)) {
    const syntax::Value& value = resolved(names_.values.at(variable->name));
    for (const Node& node : literal(std::get<syntax::Literal>(value.node), std::nullopt)) name(node);
  } else if (const auto* type = std::get_if<syntax::TypeSource>(&primary.node)) {
    const model::TypeId id = *schema_.typeNamed(type->type.text);
    if (type->value) {
      for (const Node& node : literal(std::get<syntax::Literal>(resolved(*type->value).node), id)) name(node);
    } else {
      for (const Node& node : graph().nodes()) {
        if (schema_.isA(node.type, id)) out[node];
      }
    }
  } else if (const auto* set = std::get_if<syntax::SetSource>(&primary.node)) {
    return namedSet(*set);
  } else if (const auto* file = std::get_if<syntax::Read>(&primary.node)) {
    for (const Node& node : members(file->file.value.substr(0, file->file.value.find('.')))) name(node);
  } else if (const auto* list = std::get_if<syntax::PrimaryList>(&primary.node)) {
    for (const syntax::Primary& part : list->parts) {
      const Set more = this->primary(part);
      linked = linked || more.linked;
      for (const auto& [node, hits] : more.hits) out[node].insert(out[node].end(), hits.begin(), hits.end());
    }
  } else if (const auto* inner = std::get_if<syntax::Subquery>(&primary.node)) {
    return asSet(query(*inner->query));
  }
  Set made_set = made(std::move(out));
  made_set.linked = linked;
  return made_set;
}

PlainModel::Set PlainModel::namedSet(const syntax::SetSource& source) {
  if (source.arguments) return savedQuery(source);
  const std::string& name = source.set.name;
  Set out;
  if (names_.lets.count(name) != 0) {
    out = localSet(name);
  } else if (const auto given = names_.sets.find(name); given != names_.sets.end()) {
    out = given->second;
    keep(out, [&](const Node& node) { return graph().nodes().count(node) != 0; });
  } else {
    std::map<Node, std::vector<Hit>> nodes;
    for (const Node& node : members(name)) nodes[node];
    out = made(std::move(nodes));
  }
  if (marking_) seeds_.insert(out.order.begin(), out.order.end());
  return out;
}

PlainModel::Set PlainModel::step(Set input, const syntax::Step& step, bool other) {
  input.chains.reset();
  if (const auto* node = std::get_if<syntax::Arrow>(&step.node)) return arrow(input, *node);
  if (const auto* node = std::get_if<syntax::Sharing>(&step.node)) return sharing(input, *node, other || node->other);
  if (const auto* node = std::get_if<syntax::MatchingStep>(&step.node)) {
    keep(input, [&](const Node& one) { return matches(Cell(one.name), node->test.pattern); });
    return input;
  }
  if (const auto* node = std::get_if<syntax::Expand>(&step.node)) return expand(input, *node);
  if (const auto* node = std::get_if<syntax::ResemblingStep>(&step.node)) return resembling(input, *node);
  const auto& node = std::get<syntax::InStep>(step.node);
  const bool marking = marking_;
  marking_ = false;
  const Set right = primary(*node.what);
  marking_ = marking;
  keep(input, [&](const Node& one) { return right.has(one) != node.negated; });
  return input;
}

}  // namespace clew::property
