#include <algorithm>

#include "graph/build_parts.h"
#include "graph/in_order.h"
#include "model/canonical.h"

namespace clew::graph {

void LocalNodes::append(model::TypeId stored_type, std::string_view name) {
  bytes_ += name;
  starts_.push_back(bytes_.size());
  types_.push_back(stored_type);
}

void LocalNodes::add(storage::NodeId id, model::TypeId stored_type, std::string_view name) {
  if (of_store_.size() <= id) of_store_.resize(std::max(std::size_t{id} + 1, of_store_.size() * 2), kNoNode);
  store_count_ = std::max(store_count_, std::size_t{id} + 1);
  if (stored_type < indexes_.size() && indexes_[stored_type]) {
    of_store_[id] = named(stored_type, name);
  } else {
    of_store_[id] = size();
    append(stored_type, name);
  }
}

NameIndex& LocalNodes::indexOf(model::TypeId stored_type) {
  if (indexes_.size() <= stored_type) indexes_.resize(stored_type + 1U);
  std::optional<NameIndex>& index = indexes_[stored_type];
  if (index) return *index;
  index.emplace();
  const auto count = static_cast<std::size_t>(std::count(types_.begin(), types_.end(), stored_type));
  index->reserve(count + count / 4 + 16);
  const auto type_of = [this](NodeId node) { return types_[node]; };
  const auto name_of = [this](NodeId node) { return nameOf(node); };
  for (NodeId node = 0; node < size(); ++node) {
    if (types_[node] == stored_type) index->put(node, type_of, name_of);
  }
  return *index;
}

NodeId LocalNodes::named(model::TypeId stored_type, std::string_view name) {
  NameIndex& index = indexOf(stored_type);
  const NodeId known = index.find(stored_type, name, [&](NodeId node) { return nameOf(node) == name; });
  if (known != kNoNode) return known;
  const NodeId made = size();
  append(stored_type, std::string(name));  // the view may point into what grows
  index.put(
      made, [this](NodeId node) { return types_[node]; }, [this](NodeId node) { return nameOf(node); });
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

namespace {

/// Of every kept host and mailbox: how many bytes at the end of its name are the registrable domain; 0: it has none.
std::vector<std::uint16_t> lengthsAbove(const model::Schema& schema, const model::Suffixes& suffixes,
                                        const LocalNodes& locals, const std::vector<bool>& kept, std::size_t threads) {
  constexpr std::size_t kStretch = std::size_t{1} << 16;
  std::vector<std::uint16_t> out(kept.size(), 0);
  const auto make = [&](std::size_t stretch) {
    std::vector<std::uint16_t> lengths;
    for (std::size_t i = stretch * kStretch; i < std::min(kept.size(), (stretch + 1) * kStretch); ++i) {
      const auto node = static_cast<NodeId>(i);
      const model::TypeId type = kept[i] ? locals.storedTypeOf(node) : model::kNoType;
      std::string_view above;
      if (type == schema.known().host) above = suffixes.apex(locals.nameOf(node));
      if (type == schema.known().email) above = providerOf(suffixes, locals.nameOf(node));
      lengths.push_back(static_cast<std::uint16_t>(above.size()));
    }
    return lengths;
  };
  inOrder<std::vector<std::uint16_t>>((kept.size() + kStretch - 1) / kStretch, threads, make,
                                      [&](std::size_t stretch, const std::vector<std::uint16_t>& lengths) {
                                        std::copy(lengths.begin(), lengths.end(),
                                                  out.begin() + static_cast<std::ptrdiff_t>(stretch * kStretch));
                                      });
  return out;
}

}  // namespace

FinalNodes arrangeNodes(const model::Schema& schema, const model::Suffixes& suffixes,
                        const model::RedactionList& redactions, const std::vector<bool>& linked, std::size_t threads,
                        LocalNodes& locals, Facts& facts) {
  const auto& known = schema.known();
  std::vector<bool> kept = namedNodes(facts, 0, locals.size());
  std::vector<bool> unlearnt(locals.size(), false);
  for (const NodeId node : facts.unlearnt) unlearnt[node] = true;
  const model::TypeSet contacts = contactTypes(schema);
  for (NodeId node = 0; node < kept.size(); ++node) {
    if (node < linked.size() && linked[node]) kept[node] = true;
    if (kept[node]) continue;
    const std::string_view name = locals.nameOf(node);
    kept[node] =
        !name.empty() && !unlearnt[node] && !(contacts.test(locals.storedTypeOf(node)) && withheld(redactions, name));
  }
  const std::vector<std::uint16_t> lengths = lengthsAbove(schema, suffixes, locals, kept, threads);
  std::vector<NodeId> apex(locals.size(), kNoNode);
  std::vector<NodeId> provider(locals.size(), kNoNode);
  for (NodeId node = 0; node < lengths.size(); ++node) {
    if (lengths[node] == 0) continue;
    const std::string_view name = locals.nameOf(node);
    if (lengths[node] == name.size()) {  // a mailbox is longer than its domain
      apex[node] = node;
      continue;
    }
    const NodeId above = locals.named(known.host, name.substr(name.size() - lengths[node]));
    apex.resize(locals.size(), kNoNode);
    provider.resize(locals.size(), kNoNode);
    kept.resize(locals.size(), true);
    kept[above] = true;
    apex[above] = above;
    (locals.storedTypeOf(node) == known.host ? apex : provider)[node] = above;
  }

  FinalNodes out;
  for (NodeId node = 0; node < locals.size(); ++node) {
    if (!kept[node]) continue;
    const model::TypeId stored = locals.storedTypeOf(node);
    const bool is_domain = stored == known.host && apex[node] == node;
    out.sorted.push_back({is_domain ? known.domain : stored, node, locals.nameOf(node)});
  }
  sortNodes(schema, out.sorted, threads);
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
