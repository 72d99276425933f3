// Base and overlay as one: the overlay holds whole rows for every (node, relation, direction) that newer batches
// touched, so a row comes either from there or from the base, and never from both.
//
// Links are numbered per relation: below kOverlayLink they are positions in the base's forward array, above it
// positions in Overlay::links. A derived link has no observations; a dead one has only retracted ones.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/base.h"
#include "graph/name_index.h"
#include "graph/view.h"

namespace clew::graph {

inline constexpr std::uint32_t kOverlayLink = 0x80000000U;

struct OverlayNode {
  model::TypeId type = model::kNoType;
  std::string name;
};

struct OverlayLink {
  std::vector<Observation> seen;  // empty: derived
  bool dead = false;
};

struct OverlayRow {
  std::vector<NodeId> ends;          // ascending
  std::vector<std::uint32_t> links;  // beside them
  HolderRecord holders;              // of backward rows
};

struct OverlayText {
  std::uint32_t text = 0;  // of Overlay::texts
  Observation seen;
};

struct Overlay {
  static std::uint64_t key(std::uint16_t what, Direction direction, NodeId node) {
    return std::uint64_t{what} << 33 | std::uint64_t{direction == Direction::kBack} << 32 | node;
  }
  static std::uint64_t key(std::uint16_t what, NodeId node) { return key(what, Direction::kAlong, node); }

  std::uint32_t base_nodes = 0;
  std::uint32_t base_raw = 0;
  std::vector<OverlayNode> nodes;  // ids from base_nodes up, in answer order
  NameIndex names;                 // of overlay nodes, numbered from 0
  std::unordered_map<storage::NodeId, NodeId> of_store;
  std::unordered_map<NodeId, std::string> displays;  // of nodes whose spelling is new; empty: the name
  std::vector<std::vector<OverlayLink>> links;       // by relation
  std::unordered_map<std::uint64_t, OverlayRow> rows;
  std::vector<bool> touched;             // by relation: whether there are rows
  std::vector<std::int64_t> more_links;  // by relation: standing links beyond the base's
  std::unordered_map<std::uint64_t, std::vector<OverlayText>> properties;
  std::unordered_map<std::uint64_t, std::vector<OverlayText>> states;
  std::unordered_map<NodeId, std::vector<AnswerClaim>> answers;
  TextPool texts;
  std::vector<RawReference> raw;  // Observation::raw counts from base_raw
};

/// The neighbours of a node and the numbers of the links to them.
struct RowView {
  std::span<const NodeId> ends;
  const std::uint32_t* links = nullptr;      // of the overlay
  const RelationColumns* columns = nullptr;  // a backward row of the base, which begins at `first`; `node` is its node
  std::uint32_t first = 0;                   // otherwise the links are first, first + 1, ...
  NodeId node = 0;
  std::size_t size() const { return ends.size(); }
  std::uint32_t linkAt(std::size_t i) const {
    if (links != nullptr) return links[i];
    return columns != nullptr ? columns->linkBack(node, first + i) : first + static_cast<std::uint32_t>(i);
  }
  /// Position of `end`; size() when it is not there.
  std::size_t find(NodeId end) const;
};

class Layers {
 public:
  Layers(const Base& base, const Overlay* overlay) : base_(base), overlay_(overlay) {}

  const Base& base() const { return base_; }
  const Overlay* overlay() const { return overlay_; }
  std::uint32_t nodeCount() const {
    return base_.nodeCount() + (overlay_ != nullptr ? static_cast<std::uint32_t>(overlay_->nodes.size()) : 0);
  }
  bool isNew(NodeId node) const { return node >= base_.nodeCount(); }
  model::TypeId typeOf(NodeId node) const;
  std::string_view nameOf(NodeId node) const;
  /// By stored type.
  std::optional<NodeId> find(model::TypeId stored_type, std::string_view name) const;

  /// The ips of the block, ascending by id.
  NodeSet inBlock(const model::Block& block) const;

  /// A stored row: `fqdn` and `subdomains` have none, they are `apex` backwards.
  RowView row(model::RelationId relation, Direction direction, NodeId node) const {
    if (overlay_ != nullptr && overlay_->touched[relation]) {
      const auto it = overlay_->rows.find(Overlay::key(relation, direction, node));
      if (it != overlay_->rows.end()) return {it->second.ends, it->second.links.data(), nullptr, 0, node};
    }
    return baseRow(relation, direction, node);
  }
  RowView baseRow(model::RelationId relation, Direction direction, NodeId node) const {
    const RelationColumns& columns = base_.relation(relation);
    if (direction == Direction::kAlong) {
      const auto [begin, end] = columns.forward.of(node);
      return {columns.to.subspan(begin, end - begin), nullptr, nullptr, begin, node};
    }
    const auto [begin, end] = columns.backward.of(node);
    return {columns.from.subspan(begin, end - begin), nullptr, &columns, begin, node};
  }
  bool isDead(model::RelationId relation, std::uint32_t link) const {
    if (link < kOverlayLink) return base_.relation(relation).isDead(link);
    const OverlayLink* found = overlayLink(relation, link);
    return found != nullptr && found->dead;
  }
  bool isDerived(model::RelationId relation, std::uint32_t link) const;
  /// Whether some link of the relation is dead, so that each has to be asked.
  bool mayBeDead(model::RelationId relation) const {
    return !base_.relation(relation).dead.empty() || (overlay_ != nullptr && overlay_->touched[relation]);
  }
  /// All observations of the link, retracted ones included, into `out`.
  void load(model::RelationId relation, std::uint32_t link, std::vector<Observation>& out) const;
  std::vector<RawReference> raw(const Observation& seen) const;
  /// The registrable name above a host; the node itself when it has none.
  NodeId tenantOf(NodeId node) const;

 private:
  /// Null for a number that no overlay gave: a damaged base may hold any.
  const OverlayLink* overlayLink(model::RelationId relation, std::uint32_t link) const {
    if (overlay_ == nullptr || link - kOverlayLink >= overlay_->links[relation].size()) return nullptr;
    return &overlay_->links[relation][link - kOverlayLink];
  }
  const OverlayNode* overlayNode(NodeId node) const {
    if (overlay_ == nullptr || node - base_.nodeCount() >= overlay_->nodes.size()) return nullptr;
    return &overlay_->nodes[node - base_.nodeCount()];
  }
  const Base& base_;
  const Overlay* overlay_;
};

}  // namespace clew::graph
