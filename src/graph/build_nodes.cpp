#include <algorithm>
#include <limits>

#include "common/hash.h"
#include "common/memory.h"
#include "graph/build_parts.h"
#include "graph/in_order.h"
#include "model/canonical.h"

namespace clew::graph {

NodeId LocalNodes::append(model::TypeId stored_type, std::string_view name) {
  const NodeId made = size();
  names_.push_back(bytes_.add(name));
  types_.push_back(stored_type);
  return made;
}

void LocalNodes::add(storage::NodeId id, model::TypeId stored_type, std::string_view name) {
  of_store_.growTo(std::size_t{id} + 1, kNoNode);
  if (stored_type < indexes_.size() && indexes_[stored_type]) {
    of_store_[id] = named(stored_type, name);
  } else {
    of_store_[id] = append(stored_type, name);
  }
  if (id == alike_ && of_store_[id] == id) ++alike_;
}

NameIndex& LocalNodes::indexOf(model::TypeId stored_type) {
  if (indexes_.size() <= stored_type) indexes_.resize(stored_type + 1U);
  std::optional<NameIndex>& index = indexes_[stored_type];
  if (index) return *index;
  index.emplace();
  std::size_t count = 0;
  for (NodeId node = 0; node < size(); ++node) count += types_[node] == stored_type ? 1 : 0;
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
  const NodeId made = append(stored_type, name);
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

/// What the names of hosts and mailboxes end in.
struct Endings {
  std::vector<std::uint16_t> lengths;  // of the registrable domain, of what is kept; 0: it has none
  std::vector<std::uint32_t> hashes;   // of those bytes, and of hosts without one of the whole name
};

Endings endingsOf(const model::Schema& schema, const model::Suffixes& suffixes, const LocalNodes& locals,
                  const std::vector<bool>& kept, std::size_t threads) {
  constexpr std::size_t kStretch = std::size_t{1} << 16;
  Endings out{std::vector<std::uint16_t>(kept.size(), 0), std::vector<std::uint32_t>(kept.size(), 0)};
  const auto make = [&](std::size_t stretch) {
    Endings made;
    for (std::size_t i = stretch * kStretch; i < std::min(kept.size(), (stretch + 1) * kStretch); ++i) {
      const auto node = static_cast<NodeId>(i);
      const model::TypeId type = locals.storedTypeOf(node);
      const std::string_view name = locals.nameOf(node);
      std::string_view above;
      if (kept[i] && type == schema.known().host) above = suffixes.apex(name);
      if (kept[i] && type == schema.known().email) above = providerOf(suffixes, name);
      made.lengths.push_back(static_cast<std::uint16_t>(above.size()));
      const bool has_hash = !above.empty() || type == schema.known().host;
      made.hashes.push_back(has_hash ? static_cast<std::uint32_t>(hash64(above.empty() ? name : above)) : 0);
    }
    return made;
  };
  inOrder<Endings>((kept.size() + kStretch - 1) / kStretch, threads, make,
                   [&](std::size_t stretch, const Endings& made) {
                     const auto at = static_cast<std::ptrdiff_t>(stretch * kStretch);
                     std::copy(made.lengths.begin(), made.lengths.end(), out.lengths.begin() + at);
                     std::copy(made.hashes.begin(), made.hashes.end(), out.hashes.begin() + at);
                   });
  return out;
}

/// Numbers of names, from 0 on, by hash and name.
class NameNumbers {
 public:
  void prefetch(std::uint32_t hash) const { __builtin_prefetch(&slots_[hash & mask()]); }
  /// kNoNode when it has none. `same(number)`: whether it is that name's.
  template <typename Same>
  NodeId find(std::uint32_t hash, const Same& same) const {
    for (std::size_t slot = hash & mask(); slots_[slot].number != kNoNode; slot = (slot + 1) & mask()) {
      if (slots_[slot].hash == hash && same(slots_[slot].number)) return slots_[slot].number;
    }
    return kNoNode;
  }
  /// Of a name that find() does not find.
  void add(std::uint32_t hash) {
    if ((count_ + 1) * 3 > slots_.size() * 2) {
      std::vector<Slot> old(slots_.size() * 2);
      old.swap(slots_);
      for (const Slot& slot : old) {
        if (slot.number != kNoNode) place(slot);
      }
    }
    place({hash, count_++});
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    NodeId number = kNoNode;
  };
  std::size_t mask() const { return slots_.size() - 1; }
  void place(const Slot& taken) {
    std::size_t slot = taken.hash & mask();
    while (slots_[slot].number != kNoNode) slot = (slot + 1) & mask();
    slots_[slot] = taken;
  }
  std::vector<Slot> slots_ = std::vector<Slot>(1024);
  NodeId count_ = 0;
};

/// Of hosts the apex, of mailboxes the provider; kNoNode: none. Those that only names below them tell of are made, and
/// all are kept.
std::vector<NodeId> nodesAbove(model::TypeId host, const Endings& endings, LocalNodes& locals,
                               std::vector<bool>& kept) {
  constexpr NodeId kAhead = 16;
  const auto size = static_cast<NodeId>(endings.lengths.size());
  const auto is_below = [&](NodeId node) {  // a mailbox is longer than its domain
    return endings.lengths[node] != 0 && endings.lengths[node] != locals.nameOf(node).size();
  };
  const auto above = [&](NodeId node) {
    const std::string_view name = locals.nameOf(node);
    return name.substr(name.size() - endings.lengths[node]);
  };
  NameNumbers numbers;        // of the names above
  std::vector<NodeId> below;  // by that number: the first node below it
  std::vector<NodeId> out(size, kNoNode);
  const auto numberOf = [&](NodeId node, std::string_view name) {
    return numbers.find(endings.hashes[node], [&](NodeId number) { return above(below[number]) == name; });
  };
  for (NodeId node = 0; node < size; ++node) {
    if (node + kAhead < size) numbers.prefetch(endings.hashes[node + kAhead]);
    if (!is_below(node)) continue;
    out[node] = numberOf(node, above(node));
    if (out[node] != kNoNode) continue;
    out[node] = static_cast<NodeId>(below.size());
    below.push_back(node);
    numbers.add(endings.hashes[node]);
  }
  std::vector<NodeId> found(below.size(), kNoNode);
  for (NodeId node = 0; node < size; ++node) {
    if (node + kAhead < size) numbers.prefetch(endings.hashes[node + kAhead]);
    if (is_below(node)) continue;
    if (endings.lengths[node] != 0) out[node] = node;
    if (locals.storedTypeOf(node) != host) continue;
    if (const NodeId number = numberOf(node, locals.nameOf(node)); number != kNoNode) found[number] = node;
  }
  for (std::size_t number = 0; number < found.size(); ++number) {
    if (found[number] == kNoNode) found[number] = locals.append(host, above(below[number]));
  }
  for (NodeId node = 0; node < size; ++node) {
    if (out[node] != kNoNode && is_below(node)) out[node] = found[out[node]];
  }
  out.resize(locals.size(), kNoNode);
  kept.resize(locals.size(), true);
  for (const NodeId node : found) {
    out[node] = node;
    kept[node] = true;
  }
  return out;
}

/// Of what is kept, by type: in answer order.
std::vector<std::vector<NodeId>> inAnswerOrder(const model::Schema& schema, const LocalNodes& locals,
                                               const std::vector<bool>& kept, const std::vector<NodeId>& above,
                                               const BuildOptions& options) {
  constexpr std::size_t kSortBytes = 48;  // a node at most
  const auto& known = schema.known();
  std::vector<std::vector<NodeId>> by_type(schema.types().size());
  for (NodeId node = 0; node < locals.size(); ++node) {
    if (!kept[node]) continue;
    const model::TypeId stored = locals.storedTypeOf(node);
    by_type[stored == known.host && above[node] == node ? known.domain : stored].push_back(node);
  }
  const auto make = [&](std::size_t type) {
    sortByName(schema.types()[type].form, by_type[type], [&](NodeId node) { return locals.nameOf(node); });
    return std::move(by_type[type]);
  };
  std::vector<std::size_t> weights;
  for (const auto& nodes : by_type) weights.push_back(nodes.size() * kSortBytes);
  inOrder<std::vector<NodeId>>(
      by_type.size(), options.threads, make,
      [&](std::size_t type, std::vector<NodeId> sorted) { by_type[type] = std::move(sorted); },
      [&](std::size_t type) { return weights[type]; }, options.columns);
  return by_type;
}

/// Calls visit(node) for the nodes of `order` from `begin` to `end`, counted through all lists.
template <typename Visit>
void eachOf(const std::vector<std::vector<NodeId>>& order, std::size_t begin, std::size_t end, const Visit& visit) {
  std::size_t list_begin = 0;
  for (const auto& nodes : order) {
    const std::size_t list_end = list_begin + nodes.size();
    for (std::size_t i = std::max(begin, list_begin); i < std::min(end, list_end); ++i) visit(nodes[i - list_begin]);
    list_begin = list_end;
  }
}

/// The names of `order`, one list after the other, whose bytes an Offset counts.
template <typename Offset>
HeldTexts namesOf(const LocalNodes& locals, const std::vector<std::vector<NodeId>>& order, std::size_t count,
                  std::uint64_t most_bytes, std::size_t threads) {
  constexpr std::size_t kStretch = std::size_t{1} << 15;
  constexpr std::size_t kPlaceAhead = 32, kNameAhead = 16;
  struct Stretch {
    std::string bytes;
    std::vector<std::uint32_t> sizes;
  };
  std::vector<Offset> offsets{0};
  offsets.reserve(count + 1);
  std::string bytes;
  bytes.reserve(most_bytes);
  const auto make = [&](std::size_t stretch) {
    std::vector<NodeId> nodes;  // they lie in no order: what is ahead is asked for
    nodes.reserve(kStretch);
    eachOf(order, stretch * kStretch, (stretch + 1) * kStretch, [&](NodeId node) { nodes.push_back(node); });
    Stretch made;
    made.sizes.reserve(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (i + kPlaceAhead < nodes.size()) locals.prefetchPlace(nodes[i + kPlaceAhead]);
      if (i + kNameAhead < nodes.size()) locals.prefetchName(nodes[i + kNameAhead]);
      const std::string_view name = locals.nameOf(nodes[i]);
      made.bytes += name;
      made.sizes.push_back(static_cast<std::uint32_t>(name.size()));
    }
    return made;
  };
  inOrder<Stretch>((count + kStretch - 1) / kStretch, threads, make, [&](std::size_t, const Stretch& made) {
    bytes += made.bytes;
    for (const std::uint32_t size : made.sizes) offsets.push_back(static_cast<Offset>(offsets.back() + size));
  });
  return {std::move(bytes), offsets};
}

}  // namespace

Result<ArrangedNodes> arrangeNodes(const model::Schema& schema, const model::Suffixes& suffixes,
                                   const model::RedactionList& redactions, const std::vector<bool>& linked,
                                   const BuildOptions& options, LocalNodes locals, Facts& facts) {
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
  Endings endings = endingsOf(schema, suffixes, locals, kept, options.threads);
  if (auto go_on = goesOn(options.cancel); !go_on) return go_on.error();
  std::vector<NodeId> over = nodesAbove(known.host, endings, locals, kept);

  endings = Endings();
  locals.forgetIndexes();
  giveBackMemory();
  if (auto go_on = goesOn(options.cancel); !go_on) return go_on.error();

  ArrangedNodes arranged;
  FinalNodes& out = arranged.nodes;
  const std::vector<std::vector<NodeId>> order = inAnswerOrder(schema, locals, kept, over, options);
  giveBackMemory();
  if (auto go_on = goesOn(options.cancel); !go_on) return go_on.error();
  out.of_local.assign(locals.size(), kNoNode);
  NodeId count = 0;
  for (const auto& nodes : order) {
    out.type_starts.push_back(count);
    for (const NodeId node : nodes) out.of_local[node] = count++;
  }
  out.type_starts.push_back(count);
  const auto final_of = [&](NodeId node) { return node == kNoNode ? kNoNode : out.of_local[node]; };
  out.above.reserve(count);
  for (const auto& nodes : order) {
    for (const NodeId node : nodes) out.above.push_back(final_of(over[node]));
  }
  out.hosts = {out.begin(known.host), out.end(known.host)};
  out.emails = {out.begin(known.email), out.end(known.email)};
  arranged.of_store = locals.takeStoreNodes();
  for (std::size_t id = 0; id < arranged.of_store.size(); ++id) {
    arranged.of_store[id] = final_of(arranged.of_store[id]);
  }
  std::vector<NodeId>().swap(over);
  std::uint64_t bytes = 0;
  for (NodeId node = 0; node < locals.size(); ++node) bytes += locals.nameOf(node).size();
  out.names = bytes <= std::numeric_limits<std::uint32_t>::max()
                  ? namesOf<std::uint32_t>(locals, order, count, bytes, options.threads)
                  : namesOf<std::uint64_t>(locals, order, count, bytes, options.threads);
  locals = LocalNodes();
  giveBackMemory();
  if (auto go_on = goesOn(options.cancel); !go_on) return go_on.error();
  renumber(out.of_local, 0, facts);
  return arranged;
}

}  // namespace clew::graph
