// The typed face of an image: every array of the base by name, with every number that comes out of the file held
// against its bound, so that a damaged section gives wrong answers at worst (and verify() finds it), never a crash.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/facts.h"
#include "graph/image.h"
#include "graph/name_lists.h"
#include "graph/name_table.h"
#include "graph/node_order.h"
#include "graph/observation_columns.h"
#include "graph/rows.h"
#include "graph/view.h"

namespace clew::graph {

struct RelationColumns {
  Rows forward;
  std::span<const NodeId> to;
  Rows backward;
  std::span<const NodeId> from;
  PackedNumbers places;  // of `from`: place of the link in its forward row; empty: to be searched there
  Spread spread;         // from links to observations
  ObservationColumns seen;
  std::span<const LinkTime> back_times;    // beside `from`, or empty
  std::span<const LinkTime> back_several;  // of links that have several
  std::span<const std::uint64_t> dead;
  Marks holder_marks;
  std::span<const HolderRecord> holders;
  std::uint32_t standing = 0;  // links that are not dead

  /// The link's observations as [begin, end) of `seen`; empty when derived.
  std::pair<std::uint32_t, std::uint32_t> observationsOf(std::uint32_t link) const {
    const auto [begin, end] = spread.of(link);
    return end <= seen.size() ? std::pair(begin, end) : std::pair(0U, 0U);
  }
  bool isDead(std::uint32_t link) const { return link / 64 < dead.size() && (dead[link / 64] >> (link % 64) & 1) != 0; }
  /// The link to `node` that stands at `position` of the backward ends: its number in the forward ones. Some number
  /// below 2^31 when the file lies.
  std::uint32_t linkBack(NodeId node, std::size_t position) const {
    const auto [begin, end] = forward.of(from[position]);
    if (end - begin <= 1) return begin;
    if (!places.empty()) return begin + std::min(static_cast<std::uint32_t>(places.at(position)), end - begin - 1);
    const auto row = to.subspan(begin, end - begin);
    const auto it = std::lower_bound(row.begin(), row.end(), node);
    return begin + std::min(static_cast<std::uint32_t>(it - row.begin()), end - begin - 1);
  }
  /// Of the value in that row of `backward`.
  Holders holdersOf(std::uint32_t row) const {
    if (row >= backward.count()) return {};
    if (const auto [marked, rank] = holder_marks.at(row); marked && rank < holders.size()) {
      return {holders[rank].nodes, holders[rank].apexes};
    }
    const auto [begin, end] = backward.at(row);
    return {end - begin, end - begin};
  }
};

struct TextColumns {
  Rows rows;
  std::span<const std::uint32_t> texts;
  ObservationColumns seen;
};

class Base {
 public:
  Base(Image image, const model::Schema& schema);
  Base(const Base&) = delete;
  Base& operator=(const Base&) = delete;

  const Image& image() const { return image_; }
  const model::Schema& schema() const { return schema_; }
  std::uint32_t nodeCount() const { return nodes_; }

  model::TypeId typeOf(NodeId node) const;
  std::string_view nameOf(NodeId node) const { return names_.at(node); }
  /// The names of [begin, end), one after the other; empty when they do not lie so.
  std::string_view namesOf(NodeId begin, NodeId end) const;
  /// Of exactly that type.
  const NameLists& nameLists(model::TypeId type) const { return name_lists_[type]; }
  std::string_view displayOf(NodeId node) const;
  /// The bytes of all names of exactly this type.
  std::string_view namesOf(model::TypeId type) const;
  /// Exact type's nodes: [begin, end).
  std::pair<NodeId, NodeId> range(model::TypeId type) const;
  std::optional<NodeId> find(model::TypeId stored_type, std::string_view name) const;
  /// Two steps that bring what find() will read nearer: the bucket of the hash, which is given; and where the name of
  /// the node lies that has most likely this hash, which is given.
  std::uint64_t willFind(model::TypeId stored_type, std::string_view name) const;
  NodeId willCompare(std::uint64_t hash) const;
  NodeId ofStore(storage::NodeId id) const {
    return id < store_count_ ? valid(static_cast<NodeId>(store_nodes_.at(id)) - 1) : kNoNode;
  }
  std::size_t storeNodes() const { return store_count_; }

  const RelationColumns& relation(model::RelationId id) const { return relations_[id]; }
  const TextColumns& property(model::PropertyId id) const { return properties_[id]; }
  const TextColumns& states(model::RelationId trait) const { return states_[trait]; }
  std::span<const AnswerRecord> answers(NodeId node) const;
  std::span<const SpellingRecord> spellings(NodeId node) const;
  std::string_view text(std::uint32_t id) const { return texts_.at(id); }
  std::size_t textCount() const { return texts_.size(); }
  /// Raw references by the numbers that observations give.
  std::vector<RawReference> raw(std::uint32_t begin, std::uint32_t count) const;
  std::uint32_t rawCount() const { return raw_total_; }

  // all of them, for who copies the base
  const Rows& answerRows() const { return answer_rows_; }
  std::span<const SpellingRecord> spellings() const { return spellings_; }
  /// Of each lookup as many as it has positions; none where raw references have lookup and position apart.
  const Rows& lookupRows() const { return lookup_rows_; }

 private:
  NodeId valid(NodeId node) const { return node < nodes_ ? node : kNoNode; }
  ObservationColumns readSeen(Section group, std::uint16_t owner, const SeenRecord& record);
  RelationColumns readRelation(std::uint16_t id, const RelationRecord& record);
  TextColumns readTexts(Section keys, Section rows, Section texts, Section group, std::uint16_t owner,
                        const TextRecord& record);

  Image image_;
  const model::Schema& schema_;
  std::uint32_t nodes_ = 0;
  std::vector<NodeId> type_starts_;
  TextColumn names_;
  NameTable name_table_;
  std::vector<NameLists> name_lists_;  // by type
  PackedNumbers store_nodes_;
  std::uint32_t store_count_ = 0;
  std::span<const NodeId> display_nodes_;
  std::span<const std::uint32_t> display_texts_;
  std::span<const SpellingRecord> spellings_;
  TextColumn texts_;
  std::uint32_t raw_total_ = 0;
  Rows lookup_rows_;
  std::vector<const ObservationColumns*> with_raw_;  // by where their raw references begin
  Rows answer_rows_;
  std::span<const AnswerRecord> answers_;
  std::vector<RelationColumns> relations_;
  std::vector<TextColumns> properties_;
  std::vector<TextColumns> states_;
};

}  // namespace clew::graph
