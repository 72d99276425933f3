// The steps of building the base, each a function over plain arrays: nodes, links, derived links, values.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "graph/builder.h"
#include "graph/chunked.h"
#include "graph/coalesce.h"
#include "graph/facts.h"
#include "graph/image.h"
#include "graph/name_index.h"
#include "graph/node_order.h"
#include "graph/offset_lines.h"
#include "graph/scanned_links.h"
#include "graph/seen_maker.h"
#include "model/suffixes.h"

namespace clew::graph {

/// Nodes in order of arrival, those that the lists make among those of the store.
class LocalNodes : public NodeSpace {
 public:
  void add(storage::NodeId id, model::TypeId stored_type, std::string_view name) override;
  NodeId ofStore(storage::NodeId id) override { return id < alike_ ? id : of_store_[id]; }
  NodeId named(model::TypeId stored_type, std::string_view name) override;
  std::string_view nameOf(NodeId node) const override { return TextArena::at(names_[node]); }
  model::TypeId storedTypeOf(NodeId node) const { return types_[node]; }
  /// Two steps that bring the name nearer: first where it lies, some nodes later the name.
  void prefetchPlace(NodeId node) const { __builtin_prefetch(&names_[node]); }
  void prefetchName(NodeId node) const { __builtin_prefetch(names_[node]); }
  std::uint32_t size() const { return static_cast<std::uint32_t>(types_.size()); }
  /// One that is known not to be there; named() does not find it.
  NodeId append(model::TypeId stored_type, std::string_view name);
  /// Gives the nodes away by the store's ids: kNoNode where the store has none.
  ChunkedVector<NodeId> takeStoreNodes() { return std::move(of_store_); }
  /// Lets go of what named() needs.
  void forgetIndexes() { indexes_.clear(); }

 private:
  NameIndex& indexOf(model::TypeId stored_type);
  TextArena bytes_;
  ChunkedVector<TextArena::Place> names_;
  ChunkedVector<model::TypeId> types_;
  std::vector<std::optional<NameIndex>> indexes_;  // by stored type, once a name of it was asked for
  ChunkedVector<NodeId> of_store_;
  storage::NodeId alike_ = 0;  // the store's ids below are the nodes'
};

/// Texts one after the other, in the form in which an image holds them.
class HeldTexts {
 public:
  HeldTexts() = default;
  /// Text i is [offsets[i], offsets[i + 1]) of `bytes`.
  template <typename Offset>
  HeldTexts(std::string bytes, const std::vector<Offset>& offsets)
      : bytes_(std::make_shared<const std::string>(std::move(bytes))) {
    const std::span<const Offset> all(offsets);
    auto narrow = linesOf<ShortTextLine>(all);
    wide_ = narrow.empty() && offsets.size() > 1;
    if (wide_)
      hold(linesOf<LongTextLine>(all));
    else
      hold(std::move(narrow));
    column_ = TextColumn(lines_, wide_, *bytes_, offsets.empty() ? 0 : offsets.size() - 1);
  }
  std::string_view at(std::size_t i) const { return column_.at(i); }
  const TextColumn& column() const { return column_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(column_.size()); }
  /// Add the sections, which share what is held here.
  void writeLines(Section kind, SectionList& out) const { out.addShared(kind, 0, lines_, lines_held_); }
  void writeBytes(Section kind, SectionList& out) const {
    if (bytes_ != nullptr) out.addShared(kind, 0, *bytes_, bytes_);
  }
  bool wide() const { return wide_; }

 private:
  template <typename Line>
  void hold(std::vector<Line> lines) {
    const auto held = std::make_shared<const std::vector<Line>>(std::move(lines));
    lines_ = {reinterpret_cast<const char*>(held->data()), held->size() * sizeof(Line)};
    lines_held_ = held;
  }
  std::shared_ptr<const std::string> bytes_;
  std::shared_ptr<const void> lines_held_;
  std::string_view lines_;
  bool wide_ = false;
  TextColumn column_;
};

/// The nodes in their final order.
struct FinalNodes {
  std::vector<NodeId> of_local;  // kNoNode: dropped
  HeldTexts names;               // in answer order
  std::vector<NodeId> above;     // final: of hosts the apex, of e-mails the provider; kNoNode: none
  std::vector<NodeId> type_starts;
  std::pair<NodeId, NodeId> hosts;   // [first, second): those that are no domains
  std::pair<NodeId, NodeId> emails;  // [first, second)
  std::uint32_t size() const { return type_starts.back(); }
  NodeId begin(model::TypeId type) const { return type_starts[type]; }
  NodeId end(model::TypeId type) const { return type_starts[type + 1U]; }
  NodeId apexOf(NodeId node) const { return node >= emails.first && node < emails.second ? kNoNode : above[node]; }
};

/// Of the nodes [first, first + count), those that facts name (links, properties, states, answers).
std::vector<bool> namedNodes(const Facts& facts, NodeId first, std::size_t count);
/// Stored types of what contact relations lead to: withheld values among them are no nodes by themselves.
model::TypeSet contactTypes(const model::Schema& schema);
/// Puts `ids[node - first]` for every node from `first` up in facts; spellings and withdrawals of dropped nodes go.
void renumber(const std::vector<NodeId>& ids, NodeId first, Facts& facts);

/// Nodes in final order, and those of the store's ids.
struct ArrangedNodes {
  FinalNodes nodes;
  ChunkedVector<NodeId> of_store;  // kNoNode: dropped, or the store has none
};

/// Drops what only withheld values named, adds apexes and providers, tells domains from hosts, sorts; then renumbers
/// everything in `facts`.
/// `linked` are the nodes that links name, beside those of `facts`. Of `options` threads, columns and cancel count.
Result<ArrangedNodes> arrangeNodes(const model::Schema& schema, const model::Suffixes& suffixes,
                                   const model::RedactionList& redactions, const std::vector<bool>& linked,
                                   const BuildOptions& options, LocalNodes locals, Facts& facts);
/// The name to show for a host: Unicode when it is IDN, else empty.
std::string shownHost(std::string_view name);

struct BuiltLink {
  NodeId from = 0;
  NodeId to = 0;
  std::uint32_t begin = 0;  // of its observations
  std::uint32_t end = 0;    // == begin: derived
  bool dead = false;        // every observation is retracted
};

/// Links ascending by from, to, whose observations follow each other in the same order.
class BuiltLinks {
 public:
  void reserve(std::size_t links);
  /// After all others; its observations begin where those of the link before end.
  void add(const BuiltLink& link);
  BuiltLink operator[](std::size_t i) const {
    const auto [begin, end] = observationsOf(i);
    return {from[i], to[i], begin, end, isDead(i)};
  }
  /// [first, second).
  std::pair<std::uint32_t, std::uint32_t> observationsOf(std::size_t i) const {
    if (begins.empty()) return {0, 0};
    return {begins[i], i + 1 < begins.size() ? begins[i + 1] : observations};
  }
  bool isDead(std::size_t i) const { return i / 64 < dead.size() && (dead[i / 64] >> (i % 64) & 1) != 0; }
  std::size_t size() const { return from.size(); }
  bool empty() const { return from.empty(); }

  std::vector<NodeId> from, to;
  std::vector<std::uint32_t> begins;
  std::uint32_t observations = 0;   // of all links
  std::vector<std::uint64_t> dead;  // bits; as many words as the last dead one needs
};

struct BuiltRelation {
  BuiltLinks links;
  SeenMaker seen;
};

/// What a cancel token says, which may be null.
inline Result<void> goesOn(const CancelToken* cancel) {
  return cancel == nullptr ? Result<void>() : cancel->check();
}

/// What is said of one link, made its observations.
class LinkClaims {
 public:
  void clear() {
    claims_.clear();
    raw_in_.clear();
  }
  bool empty() const { return claims_.empty(); }
  void add(Observation seen, std::span<const RawReference> raw);
  /// Coalesces them into `seen`, and says in `link` whether all are taken back.
  void write(const SourceRanks& ranks, const RawCodes& codes, SeenMaker& seen, BuiltLink& link);

 private:
  std::vector<Observation> claims_;
  std::vector<Observation> coalesced_;
  std::vector<RawReference> raw_in_;
  std::vector<RawReference> raw_out_;
};

using NodePairs = std::vector<std::pair<NodeId, NodeId>>;

/// What links are built from, read by several threads.
struct LinkInput {
  const model::Schema& schema;
  const ScannedLinks& rows;
  const FinalNodes& nodes;
  const Withdrawn& withdrawn;
  const SourceRanks& ranks;
  const RawCodes& codes;
  const CancelToken* cancel;  // may be null
};

/// How many of `count` rows are put in order at a time: as many as a quarter of the budget holds, but an eighth of them
/// at least, since all are read for each stretch.
inline std::size_t rowsAtATime(std::size_t budget, std::size_t count) {
  return std::max({budget / 4 / sizeof(LinkRow), (count + 7) / 8, std::size_t{1024}});
}
/// The relation's links and their coalesced observations, in final ids.
Result<BuiltRelation> buildLinks(const LinkInput& in, model::RelationId relation);
/// Adds to `relation` what the schema derives of that kind (of all but fqdn and subdomains, which are apex backwards).
/// `linksOf` gives the links of the relations that these follow from.
using LinksOf = std::function<const BuiltLinks&(model::RelationId)>;
void deriveLinks(const model::Schema& schema, const FinalNodes& nodes, model::RelationId id, const LinksOf& linksOf,
                 BuiltRelation& relation);
/// At most so many links that deriveLinks() adds.
std::size_t derivedAtMost(const model::Schema& schema, const FinalNodes& nodes, model::RelationId id,
                          const LinksOf& linksOf);
/// The relations from whose links those of `id` are derived, but for its own; kNoRelation where the schema has none.
std::vector<model::RelationId> derivedFrom(const model::Schema& schema, model::RelationId id);
/// Who takes sections as they are made.
using TakeSections = std::function<void(SectionList)>;
/// The CSR of one relation, both ways, and its holders. `kept` (may be null) gets the links without observations. Fails
/// when `cancel` (may be null) says so.
Result<RelationRecord> writeRelation(const model::RelationDef& def, std::uint16_t id, BuiltRelation built,
                                     const FinalNodes& nodes, const CancelToken* cancel, const TakeSections& take,
                                     BuiltLinks* kept);

/// Properties, states, answers, spellings, texts.
struct ValueRecords {
  std::vector<TextRecord> properties;
  std::vector<TextRecord> states;
  RowsRecord answers;
  std::uint32_t texts = 0;
  std::uint32_t wide_texts = 0;
};
ValueRecords writeValues(const model::Schema& schema, const FinalNodes& nodes, Facts& facts, const SourceRanks& ranks,
                         const RawCodes& codes, SectionList& out);
/// Names, types, the table from names to nodes, and the lists of names (name_lists.h) if wanted. Gives
/// SummaryRecord::wide_names.
std::uint32_t writeNodes(const model::Schema& schema, const FinalNodes& nodes, const ChunkedVector<NodeId>& of_store,
                         bool with_lists, SectionList& out);

/// The spelling that was met most often, ties by bytes.
std::uint32_t mostFrequent(std::span<const SpellingRecord> spellings, const TextPool& texts);

}  // namespace clew::graph
