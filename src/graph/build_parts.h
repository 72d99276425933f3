// The steps of building the base, each a function over plain arrays: nodes, links, derived links, values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "graph/coalesce.h"
#include "graph/facts.h"
#include "graph/image.h"
#include "graph/name_index.h"
#include "graph/node_order.h"
#include "model/suffixes.h"

namespace clew::graph {

/// Nodes in order of arrival, those that the lists make among those of the store.
class LocalNodes : public NodeSpace {
 public:
  void add(storage::NodeId id, model::TypeId stored_type, std::string_view name) override;
  NodeId ofStore(storage::NodeId id) override { return of_store_[id]; }
  NodeId named(model::TypeId stored_type, std::string_view name) override;
  std::string_view nameOf(NodeId node) const override {
    return std::string_view(bytes_).substr(starts_[node], starts_[node + 1] - starts_[node]);
  }
  model::TypeId storedTypeOf(NodeId node) const { return types_[node]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(types_.size()); }
  const std::vector<NodeId>& ofStoreNodes() const { return of_store_; }

 private:
  void append(model::TypeId stored_type, std::string_view name);
  std::string bytes_;
  std::vector<std::uint64_t> starts_{0};
  std::vector<model::TypeId> types_;
  NameIndex index_;
  std::vector<NodeId> of_store_;
  bool indexed_ = false;
};

/// The nodes in their final order.
struct FinalNodes {
  std::vector<NodeId> of_local;    // kNoNode: dropped
  std::vector<NodeToSort> sorted;  // by final id
  std::vector<NodeId> apex;        // final; kNoNode: no host, or no apex
  std::vector<NodeId> provider;    // final, of e-mails; kNoNode otherwise
  std::vector<NodeId> type_starts;
  std::uint32_t size() const { return static_cast<std::uint32_t>(sorted.size()); }
  NodeId begin(model::TypeId type) const { return type_starts[type]; }
  NodeId end(model::TypeId type) const { return type_starts[type + 1U]; }
};

/// Of the nodes [first, first + count), those that facts name (links, properties, states, answers).
std::vector<bool> namedNodes(const Facts& facts, NodeId first, std::size_t count);
/// Stored types of what contact relations lead to: withheld values among them are no nodes by themselves.
model::TypeSet contactTypes(const model::Schema& schema);
/// Puts `ids[node - first]` for every node from `first` up in facts; spellings and withdrawals of dropped nodes go.
void renumber(const std::vector<NodeId>& ids, NodeId first, Facts& facts);

/// Drops what only withheld values named, adds apexes and providers, tells domains from hosts, sorts; then renumbers
/// everything in `facts`.
FinalNodes arrangeNodes(const model::Schema& schema, const model::Suffixes& suffixes,
                        const model::RedactionList& redactions, LocalNodes& locals, Facts& facts);
/// The name to show for a host: Unicode when it is IDN, else empty.
std::string shownHost(std::string_view name);

struct BuiltLink {
  NodeId from = 0;
  NodeId to = 0;
  std::uint32_t begin = 0;  // of its observations
  std::uint32_t end = 0;    // == begin: derived
  bool dead = false;        // every observation is retracted
};
using BuiltLinks = std::vector<BuiltLink>;  // ascending by from, to

struct BuiltRelation {
  BuiltLinks links;
  std::vector<Observation> observations;
};

using NodePairs = std::vector<std::pair<NodeId, NodeId>>;

/// Links and their coalesced observations by relation, in final ids. Raw references are appended to `raw_out`.
std::vector<BuiltRelation> buildLinks(const model::Schema& schema, const Facts& facts, const SourceRanks& ranks,
                                      std::vector<RawReference>& raw_out);
/// Adds to `relations` what the schema derives (all but fqdn and subdomains, which are apex backwards).
void deriveLinks(const model::Schema& schema, const FinalNodes& nodes, std::vector<BuiltRelation>& relations);
/// Writes the CSR of one relation, both ways, and its holders.
void writeRelation(const model::RelationDef& def, std::uint16_t id, const BuiltRelation& relation,
                   const FinalNodes& nodes, ImageWriter& out);

/// Properties, states, answers, spellings, names, texts.
void writeValues(const model::Schema& schema, const FinalNodes& nodes, Facts& facts, const SourceRanks& ranks,
                 std::vector<RawReference>& raw_out, ImageWriter& out);
void writeNodes(const model::Schema& schema, const FinalNodes& nodes, const std::vector<NodeId>& of_store_nodes,
                ImageWriter& out);

/// Offsets of rows for `keys` (ascending; item i belongs to keys[i]), dense or sparse as is shorter.
void writeRows(Section keys_kind, Section offsets_kind, std::uint16_t owner, std::span<const NodeId> keys,
               ImageWriter& out);
void writeObservations(Section times_kind, Section details_kind, std::uint16_t owner,
                       std::span<const Observation> observations, ImageWriter& out);

/// The spelling that was met most often, ties by bytes.
std::uint32_t mostFrequent(std::span<const SpellingRecord> spellings, const TextPool& texts);

}  // namespace clew::graph
