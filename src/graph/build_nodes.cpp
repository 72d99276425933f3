#include <algorithm>

#include "graph/build_parts.h"
#include "model/canonical.h"

namespace clew::graph {

void LocalNodes::append(model::TypeId stored_type, std::string_view name) {
  bytes_ += name;
  starts_.push_back(bytes_.size());
  types_.push_back(stored_type);
}

void LocalNodes::add(storage::NodeId id, model::TypeId stored_type, std::string_view name) {
  if (of_store_.size() <= id) of_store_.resize(std::size_t{id} + 1, kNoNode);
  if (indexed_) {
    of_store_[id] = named(stored_type, name);
  } else {
    of_store_[id] = size();
    append(stored_type, name);
  }
}

NodeId LocalNodes::named(model::TypeId stored_type, std::string_view name) {
  const auto type_of = [this](NodeId node) { return types_[node]; };
  const auto name_of = [this](NodeId node) { return nameOf(node); };
  if (!indexed_) {
    index_.reserve(size() + size() / 4 + 16);
    for (NodeId node = 0; node < size(); ++node) index_.put(node, type_of, name_of);
    indexed_ = true;
  }
  const NodeId known =
      index_.find(stored_type, name, [&](NodeId node) { return types_[node] == stored_type && nameOf(node) == name; });
  if (known != kNoNode) return known;
  const NodeId made = size();
  append(stored_type, std::string(name));  // the view may point into what grows
  index_.put(made, type_of, name_of);
  return made;
}

std::string shownHost(std::string_view name) {
  if (name.find("xn--") == name.npos) return {};
  std::string shown = model::displayHost(name);
  return shown == name ? std::string() : shown;
}

std::vector<bool> namedNodes(const Facts& facts, NodeId first, std::size_t count) {
  std::vector<bool> named(count, false);
  const auto name = [&](NodeId node) {
    if (node >= first && node - first < count) named[node - first] = true;
  };
  for (const auto& link : facts.links) {
    name(link.from);
    name(link.to);
  }
  for (const auto& property : facts.properties) name(property.of);
  for (const auto& state : facts.states) name(state.of);
  for (const auto& answer : facts.answers) name(answer.of);
  return named;
}

model::TypeSet contactTypes(const model::Schema& schema) {
  model::TypeSet contacts;
  for (const auto& relation : schema.relations()) {
    if (relation.contact && relation.object != model::kNoType) contacts.set(schema.storedType(relation.object));
  }
  return contacts;
}

void renumber(const std::vector<NodeId>& ids, NodeId first, Facts& facts) {
  const auto put = [&](NodeId& node) {
    if (node >= first && node != kNoNode) node = ids[node - first];
  };
  for (auto& link : facts.links) {
    put(link.from);
    put(link.to);
  }
  for (auto& property : facts.properties) put(property.of);
  for (auto& state : facts.states) put(state.of);
  for (auto& answer : facts.answers) put(answer.of);
  for (auto& spelling : facts.spellings) put(spelling.node);
  std::erase_if(facts.spellings, [](const Spelling& spelling) { return spelling.node == kNoNode; });
  for (auto& taken : facts.withdrawals) {
    put(taken.from);
    put(taken.to);
  }
  std::erase_if(facts.withdrawals, [](const Withdrawal& taken) { return taken.from == kNoNode; });
}

FinalNodes arrangeNodes(const model::Schema& schema, const model::Suffixes& suffixes,
                        const model::RedactionList& redactions, LocalNodes& locals, Facts& facts) {
  const auto& known = schema.known();
  std::vector<bool> kept = namedNodes(facts, 0, locals.size());
  std::vector<bool> unlearnt(locals.size(), false);
  for (const NodeId node : facts.unlearnt) unlearnt[node] = true;
  const model::TypeSet contacts = contactTypes(schema);
  for (NodeId node = 0; node < kept.size(); ++node) {
    const std::string_view name = locals.nameOf(node);
    if (!kept[node]) {
      kept[node] = !name.empty() && !unlearnt[node] &&
                   !(contacts.test(locals.storedTypeOf(node)) && withheld(redactions, name));
    }
  }
  std::vector<NodeId> apex(locals.size(), kNoNode);
  std::vector<NodeId> provider(locals.size(), kNoNode);
  const auto domainNamed = [&](std::string_view name) {
    const NodeId node = locals.named(known.host, name);
    apex.resize(locals.size(), kNoNode);
    provider.resize(locals.size(), kNoNode);
    kept.resize(locals.size(), true);
    kept[node] = true;
    apex[node] = node;
    return node;
  };
  for (NodeId node = 0; node < apex.size(); ++node) {  // grows while it runs
    if (!kept[node]) continue;
    const model::TypeId type = locals.storedTypeOf(node);
    if (type == known.host) {
      const std::string name(locals.nameOf(node));
      const std::string_view above = suffixes.apex(name);
      if (!above.empty()) apex[node] = above == name ? node : domainNamed(above);
    } else if (type == known.email) {
      const std::string name(locals.nameOf(node));
      const std::string_view domain = providerOf(suffixes, name);
      if (!domain.empty()) provider[node] = domainNamed(domain);
    }
  }

  FinalNodes out;
  for (NodeId node = 0; node < locals.size(); ++node) {
    if (!kept[node]) continue;
    const model::TypeId stored = locals.storedTypeOf(node);
    const bool is_domain = stored == known.host && apex[node] == node;
    out.sorted.push_back({is_domain ? known.domain : stored, node, locals.nameOf(node)});
  }
  sortNodes(schema, out.sorted);
  out.of_local.assign(locals.size(), kNoNode);
  out.type_starts.assign(schema.types().size() + 1, 0);
  for (NodeId node = 0; node < out.size(); ++node) {
    out.of_local[out.sorted[node].local] = node;
    ++out.type_starts[out.sorted[node].type + 1U];
  }
  for (std::size_t i = 1; i < out.type_starts.size(); ++i) out.type_starts[i] += out.type_starts[i - 1];
  out.apex.assign(out.size(), kNoNode);
  out.provider.assign(out.size(), kNoNode);
  for (NodeId node = 0; node < out.size(); ++node) {
    const NodeId local = out.sorted[node].local;
    if (apex[local] != kNoNode) out.apex[node] = out.of_local[apex[local]];
    if (provider[local] != kNoNode) out.provider[node] = out.of_local[provider[local]];
  }
  renumber(out.of_local, 0, facts);
  return out;
}

}  // namespace clew::graph
