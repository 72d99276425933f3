#include "graph/layers.h"

#include <algorithm>

#include "graph/node_order.h"
#include "model/canonical.h"

namespace clew::graph {

std::size_t RowView::find(NodeId end) const {
  const auto it = std::lower_bound(ends.begin(), ends.end(), end);
  return it != ends.end() && *it == end ? static_cast<std::size_t>(it - ends.begin()) : ends.size();
}

model::TypeId Layers::typeOf(NodeId node) const {
  if (!isNew(node)) return base_.typeOf(node);
  const OverlayNode* found = overlayNode(node);
  return found == nullptr ? model::TypeId{0} : found->type;
}

std::string_view Layers::nameOf(NodeId node) const {
  if (!isNew(node)) return base_.nameOf(node);
  const OverlayNode* found = overlayNode(node);
  return found == nullptr ? std::string_view() : std::string_view(found->name);
}

std::optional<NodeId> Layers::find(model::TypeId stored_type, std::string_view name) const {
  if (const auto found = base_.find(stored_type, name)) return found;
  if (overlay_ == nullptr) return std::nullopt;
  const NodeId found = overlay_->names.find(stored_type, name, [&](NodeId i) {
    return overlay_->nodes[i].name == name && base_.schema().storedType(overlay_->nodes[i].type) == stored_type;
  });
  return found == kNoNode ? std::nullopt : std::optional<NodeId>(found + base_.nodeCount());
}

NodeSet Layers::inBlock(const model::Block& block) const {
  NodeSet out;
  const auto [begin, end] = base_.range(base_.schema().known().ip);
  const auto below = [&](NodeId node, const model::Address& wanted) {
    const auto address = model::parseAddress(nameOf(node));
    if (!address) return true;
    if (address->v6 != wanted.v6) return !address->v6;
    return std::lexicographical_compare(address->bytes, address->bytes + 16, wanted.bytes, wanted.bytes + 16);
  };
  NodeId id = partitionPoint(begin, end, [&](NodeId node) { return below(node, block.base); });
  for (; id != end; ++id) {
    const auto address = model::parseAddress(nameOf(id));
    if (!address || !block.contains(*address)) break;
    out.push_back(id);
  }
  for (NodeId node = base_.nodeCount(); node < nodeCount(); ++node) {
    if (typeOf(node) != base_.schema().known().ip) continue;
    const auto address = model::parseAddress(nameOf(node));
    if (address && block.contains(*address)) out.push_back(node);
  }
  return out;
}

bool Layers::isDerived(model::RelationId relation, std::uint32_t link) const {
  if (link >= kOverlayLink) {
    const OverlayLink* found = overlayLink(relation, link);
    return found == nullptr || found->seen.empty();
  }
  const auto [begin, end] = base_.relation(relation).observationsOf(link);
  return begin == end;
}

void Layers::load(model::RelationId relation, std::uint32_t link, std::vector<Observation>& out) const {
  out.clear();
  if (link >= kOverlayLink) {
    if (const OverlayLink* found = overlayLink(relation, link)) out.assign(found->seen.begin(), found->seen.end());
    return;
  }
  const RelationColumns& columns = base_.relation(relation);
  const auto [begin, end] = columns.observationsOf(link);
  for (std::uint32_t i = begin; i < end; ++i) out.push_back(columns.seen.at(i));
}

std::vector<RawReference> Layers::raw(const Observation& seen) const {
  if (overlay_ == nullptr || seen.raw < overlay_->base_raw) return base_.raw(seen.raw, seen.raw_count);
  const std::size_t begin = seen.raw - overlay_->base_raw;
  if (begin > overlay_->raw.size() || seen.raw_count > overlay_->raw.size() - begin) return {};
  const auto first = overlay_->raw.begin() + static_cast<std::ptrdiff_t>(begin);
  return {first, first + seen.raw_count};
}

NodeId Layers::tenantOf(NodeId node) const {
  const model::RelationId apex = base_.schema().knownRelations().apex;
  if (apex == model::kNoRelation) return node;
  const RowView above = row(apex, Direction::kAlong, node);
  return above.size() == 0 ? node : above.ends.front();
}

}  // namespace clew::graph
