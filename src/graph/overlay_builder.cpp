#include "graph/overlay_builder.h"

#include <algorithm>

#include "graph/overlay_parts.h"

namespace clew::graph {

void OverlaySpace::add(storage::NodeId id, model::TypeId stored_type, std::string_view name) {
  of_store_[id] = named(stored_type, name);
}

NodeId OverlaySpace::ofStore(storage::NodeId id) {
  const NodeId node = base_.ofStore(id);
  if (node != kNoNode) return node;
  const auto it = of_store_.find(id);
  return it == of_store_.end() ? kNoNode : it->second;
}

Result<void> OverlaySpace::recall(const storage::Store& store) {
  std::vector<storage::NodeId> dropped;
  for (storage::NodeId id = 0; id < base_.storeNodes(); ++id) {
    if (base_.ofStore(id) == kNoNode) dropped.push_back(id);
  }
  if (dropped.empty()) return {};
  const auto names = store.nodeNames(dropped);
  if (!names) return names.error();
  for (std::size_t i = 0; i < dropped.size(); ++i) {
    add(dropped[i], base_.schema().storedType((*names)[i].type), (*names)[i].name);
  }
  return {};
}

NodeId OverlaySpace::named(model::TypeId stored_type, std::string_view name) {
  if (const auto known = base_.find(stored_type, name)) return *known;
  const NodeId known =
      index_.find(stored_type, name, [&](NodeId i) { return nodes_[i].type == stored_type && nodes_[i].name == name; });
  if (known != kNoNode) return base_.nodeCount() + known;
  nodes_.push_back({stored_type, std::string(name)});
  const auto made = static_cast<NodeId>(nodes_.size() - 1);
  index_.put(
      made, [this](NodeId i) { return nodes_[i].type; }, [this](NodeId i) { return std::string_view(nodes_[i].name); });
  return base_.nodeCount() + made;
}

std::string_view OverlaySpace::nameOf(NodeId node) const {
  if (node == kNoNode) return {};
  return node < base_.nodeCount() ? base_.nameOf(node) : std::string_view(nodes_[node - base_.nodeCount()].name);
}

NewNodes arrangeNewNodes(const Base& base, const model::Suffixes& suffixes, const model::RedactionList& redactions,
                         OverlaySpace& space, Facts& facts, Overlay& out) {
  const model::Schema& schema = base.schema();
  const auto& known = schema.known();
  const NodeId first = base.nodeCount();
  std::vector<bool> kept = namedNodes(facts, first, space.nodes().size());
  const model::TypeSet contacts = contactTypes(schema);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const OverlayNode& node = space.nodes()[i];
    if (!kept[i]) kept[i] = !(contacts.test(node.type) && withheld(redactions, node.name));
  }
  // What lies above a new node: of hosts the apex, of e-mails the provider; provisional ids.
  std::vector<NodeId> above(kept.size(), kNoNode);
  for (std::size_t i = 0; i < kept.size(); ++i) {  // grows while it runs
    if (!kept[i]) continue;
    const OverlayNode node = space.nodes()[i];
    std::string_view domain;
    if (node.type == known.host) domain = suffixes.apex(node.name);
    if (node.type == known.email) domain = providerOf(suffixes, node.name);
    if (domain.empty()) continue;
    above[i] = space.named(known.host, domain);
    kept.resize(space.nodes().size(), true);
    above.resize(space.nodes().size(), kNoNode);
    if (above[i] >= first) kept[above[i] - first] = true;
  }

  std::vector<std::vector<NodeId>> by_type(schema.types().size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!kept[i]) continue;
    const OverlayNode& node = space.nodes()[i];
    const bool is_domain = node.type == known.host && above[i] == first + i;
    by_type[is_domain ? known.domain : node.type].push_back(static_cast<NodeId>(i));
  }
  std::vector<NodeId> ids(kept.size(), kNoNode);
  std::vector<NodeId> sorted;
  for (model::TypeId type = 0; type < by_type.size(); ++type) {
    sortByName(schema.type(type).form, by_type[type],
               [&](NodeId node) { return std::string_view(space.nodes()[node].name); });
    for (const NodeId node : by_type[type]) {
      ids[node] = first + static_cast<NodeId>(sorted.size());
      sorted.push_back(node);
      out.nodes.push_back({type, space.nodes()[node].name});
    }
  }
  out.names.reserve(out.nodes.size());
  for (NodeId i = 0; i < out.nodes.size(); ++i) {
    out.names.put(
        i, [&](NodeId n) { return schema.storedType(out.nodes[n].type); },
        [&](NodeId n) { return std::string_view(out.nodes[n].name); });
  }
  for (const auto& [store_id, node] : space.ofStoreNodes()) {
    out.of_store[store_id] = node < first ? node : ids[node - first];
  }
  NewNodes made;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const NodeId over = above[sorted[i]];
    if (over == kNoNode) continue;
    auto& pairs = out.nodes[i].type == known.email ? made.providers : made.apexes;
    pairs.emplace_back(first + static_cast<NodeId>(i), over < first ? over : ids[over - first]);
  }
  renumber(ids, first, facts);
  return made;
}

Result<std::unique_ptr<const Overlay>> buildOverlay(const storage::Store& store, const Base& base,
                                                    const model::Suffixes& suffixes,
                                                    const model::RedactionList& redactions, storage::Generation above,
                                                    storage::Generation upto) {
  const model::Schema& schema = base.schema();
  const auto sources = store.sources();
  if (!sources) return sources.error();
  const SourceRanks ranks = rankSources(*sources);
  OverlaySpace space(base);
  // kInternal: a lying base has nodes that the store never gave; then none is recalled.
  if (auto known = space.recall(store); !known && known.error().code != ErrorCode::kInternal) return known.error();
  Facts facts;
  LinksInFacts links(facts);
  if (auto read = collectFacts(store, above, upto, schema, suffixes, redactions, space, links, facts); !read)
    return read.error();
  withdraw(facts);

  auto out = std::make_unique<Overlay>();
  out->base_nodes = base.nodeCount();
  out->base_raw = base.rawCount();
  out->links.resize(schema.relations().size());
  out->touched.resize(schema.relations().size(), false);
  out->more_links.resize(schema.relations().size(), 0);
  const NewNodes made = arrangeNewNodes(base, suffixes, redactions, space, facts, *out);
  layLinks(base, facts, ranks, made, *out);
  layValues(base, facts, ranks, *out);
  out->texts = std::move(facts.texts);
  return std::unique_ptr<const Overlay>(std::move(out));
}

}  // namespace clew::graph
