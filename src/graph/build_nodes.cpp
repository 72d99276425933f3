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

std::string_view providerOf(const model::Suffixes& suffixes, std::string_view email) {
  const std::size_t at = email.rfind('@');
  return at == email.npos ? std::string_view() : suffixes.apex(email.substr(at + 1));
}

std::string shownHost(std::string_view name) {
  if (name.find("xn--") == name.npos) return {};
  std::string shown = model::displayHost(name);
  return shown == name ? std::string() : shown;
}

namespace {

/// Which nodes stay: all but values of contacts that the list withholds and that nothing else names.
std::vector<bool> keptNodes(const model::Schema& schema, const model::RedactionList& redactions,
                            const LocalNodes& locals, const Facts& facts) {
  model::TypeSet contacts;
  for (const auto& relation : schema.relations()) {
    if (relation.contact && relation.object != model::kNoType) contacts.set(schema.storedType(relation.object));
  }
  std::vector<bool> named(locals.size(), false);
  for (const auto& link : facts.links) named[link.from] = named[link.to] = true;
  for (const auto& property : facts.properties) named[property.of] = true;
  for (const auto& state : facts.states) named[state.of] = true;
  for (const auto& answer : facts.answers) named[answer.of] = true;
  for (NodeId node = 0; node < locals.size(); ++node) {
    if (named[node]) continue;
    const std::string_view name = locals.nameOf(node);
    named[node] = !name.empty() && !(contacts.test(locals.storedTypeOf(node)) && withheld(redactions, name));
  }
  return named;
}

void renumber(const std::vector<NodeId>& ids, Facts& facts) {
  for (auto& link : facts.links) {
    link.from = ids[link.from];
    link.to = ids[link.to];
  }
  for (auto* texts : {&facts.properties, &facts.states}) {
    for (auto& text : *texts) text.of = ids[text.of];
  }
  for (auto& answer : facts.answers) answer.of = ids[answer.of];
  for (auto& spelling : facts.spellings) spelling.node = ids[spelling.node];
  std::erase_if(facts.spellings, [](const Spelling& spelling) { return spelling.node == kNoNode; });
}

}  // namespace

FinalNodes arrangeNodes(const model::Schema& schema, const model::Suffixes& suffixes,
                        const model::RedactionList& redactions, LocalNodes& locals, Facts& facts) {
  const auto& known = schema.known();
  std::vector<bool> kept = keptNodes(schema, redactions, locals, facts);
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
  renumber(out.of_local, facts);
  return out;
}

}  // namespace clew::graph
