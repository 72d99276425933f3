// The typed face of an image: every array of the base by name, with every number that comes out of the file held
// against its bound, so that a damaged section gives wrong answers at worst (and verify() finds it), never a crash.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/facts.h"
#include "graph/image.h"
#include "graph/node_order.h"
#include "graph/view.h"

namespace clew::graph {

/// Which stretch of an array belongs to a node. Dense: offsets for each node of a range; sparse: for the listed nodes.
class Rows {
 public:
  Rows() = default;
  Rows(std::span<const std::uint32_t> keys, std::span<const std::uint32_t> offsets, std::size_t items);
  /// [begin, end) within the array, empty when the node has none.
  std::pair<std::uint32_t, std::uint32_t> of(NodeId node) const {
    std::uint32_t row = 0;
    if (keys_.empty()) {
      row = node - first_;
      if (node < first_ || row >= rows_) return {0, 0};
    } else if (!find(node, row)) {
      return {0, 0};
    }
    return at(row);
  }
  /// The number of the node's row; kNoNode when it has none.
  std::uint32_t rowOf(NodeId node) const;
  std::uint32_t count() const { return rows_; }
  NodeId nodeAt(std::uint32_t row) const { return keys_.empty() ? first_ + row : keys_[row]; }
  std::pair<std::uint32_t, std::uint32_t> at(std::uint32_t row) const {
    const std::uint32_t begin = offsets_[row];
    const std::uint32_t end = offsets_[row + 1];
    if (begin > end || end > items_) return {0, 0};
    return {begin, end};
  }

 private:
  bool find(NodeId node, std::uint32_t& row) const;
  std::span<const std::uint32_t> keys_;
  std::span<const std::uint32_t> offsets_;
  NodeId first_ = 0;
  std::uint32_t rows_ = 0;
  std::uint32_t items_ = 0;
};

struct ObservationColumns {
  std::span<const TimesRecord> times;
  std::span<const DetailRecord> details;
  std::uint32_t size() const { return static_cast<std::uint32_t>(std::min(times.size(), details.size())); }
  Observation at(std::uint32_t index) const;
};

struct RelationColumns {
  Rows forward;
  std::span<const NodeId> to;
  Rows backward;
  std::span<const NodeId> from;
  std::span<const std::uint32_t> links;         // of `from`, into `to`
  std::span<const std::uint32_t> observations;  // of links; empty: all derived
  ObservationColumns seen;
  std::span<const std::uint64_t> dead;
  std::span<const HolderRecord> holders;

  /// The link's observations as [begin, end) of `seen`; empty when derived.
  std::pair<std::uint32_t, std::uint32_t> observationsOf(std::uint32_t link) const;
  bool isDead(std::uint32_t link) const { return link / 64 < dead.size() && (dead[link / 64] >> (link % 64) & 1) != 0; }
};

struct TextColumns {
  Rows rows;
  std::span<const std::uint32_t> texts;
  ObservationColumns seen;
};

class Base {
 public:
  Base(Image image, const model::Schema& schema);

  const Image& image() const { return image_; }
  const model::Schema& schema() const { return schema_; }
  std::uint32_t nodeCount() const { return nodes_; }

  model::TypeId typeOf(NodeId node) const;
  std::string_view nameOf(NodeId node) const;
  std::string_view displayOf(NodeId node) const;
  /// Exact type's nodes: [begin, end).
  std::pair<NodeId, NodeId> range(model::TypeId type) const;
  std::optional<NodeId> find(model::TypeId stored_type, std::string_view name) const;
  NodeId ofStore(storage::NodeId id) const { return id < store_nodes_.size() ? valid(store_nodes_[id]) : kNoNode; }
  std::size_t storeNodes() const { return store_nodes_.size(); }

  const RelationColumns& relation(model::RelationId id) const { return relations_[id]; }
  const TextColumns& property(model::PropertyId id) const { return properties_[id]; }
  const TextColumns& states(model::RelationId trait) const { return states_[trait]; }
  std::span<const AnswerRecord> answers(NodeId node) const;
  std::span<const SpellingRecord> spellings(NodeId node) const;
  std::string_view text(std::uint32_t id) const;
  std::span<const RawReference> raw(std::uint32_t begin, std::uint32_t count) const;
  std::uint32_t rawCount() const { return static_cast<std::uint32_t>(raw_.size()); }

 private:
  NodeId valid(NodeId node) const { return node < nodes_ ? node : kNoNode; }
  RelationColumns readRelation(std::uint16_t id) const;
  TextColumns readTexts(Section keys, Section offsets, Section texts, Section times, Section details,
                        std::uint16_t owner) const;

  Image image_;
  const model::Schema& schema_;
  std::uint32_t nodes_ = 0;
  std::vector<NodeId> type_starts_;
  std::span<const std::uint64_t> name_starts_;
  std::string_view name_bytes_;
  std::span<const std::uint32_t> name_table_;
  std::span<const NodeId> store_nodes_;
  std::span<const NodeId> display_nodes_;
  std::span<const std::uint32_t> display_texts_;
  std::span<const SpellingRecord> spellings_;
  std::span<const std::uint64_t> text_starts_;
  std::string_view text_bytes_;
  std::span<const RawReference> raw_;
  Rows answer_rows_;
  std::span<const AnswerRecord> answers_;
  std::vector<RelationColumns> relations_;
  std::vector<TextColumns> properties_;
  std::vector<TextColumns> states_;
};

}  // namespace clew::graph
