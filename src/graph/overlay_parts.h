// The steps of laying newer batches over a base.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/build_parts.h"
#include "graph/layers.h"

namespace clew::graph {

/// Numbers the base's nodes as it does and new ones, provisionally, from its count up.
class OverlaySpace : public NodeSpace {
 public:
  explicit OverlaySpace(const Base& base) : base_(base) {}
  void add(storage::NodeId id, model::TypeId stored_type, std::string_view name) override;
  NodeId ofStore(storage::NodeId id) override;
  NodeId named(model::TypeId stored_type, std::string_view name) override;
  std::string_view nameOf(NodeId node) const override;

  /// Takes in the nodes that the base dropped because only withheld values named them: newer facts may name them.
  Result<void> recall(const storage::Store& store);
  const std::vector<OverlayNode>& nodes() const { return nodes_; }
  const std::unordered_map<storage::NodeId, NodeId>& ofStoreNodes() const { return of_store_; }

 private:
  const Base& base_;
  std::vector<OverlayNode> nodes_;
  NameIndex index_;
  std::unordered_map<storage::NodeId, NodeId> of_store_;
};

/// What the names of new nodes entail.
struct NewNodes {
  NodePairs apexes;
  NodePairs providers;
};

/// As arrangeNodes, for the new nodes alone: they get their final ids, in answer order, and `facts` with them.
NewNodes arrangeNewNodes(const Base& base, const model::Suffixes& suffixes, const model::RedactionList& redactions,
                         OverlaySpace& space, Facts& facts, Overlay& out);

/// Links, stated and derived: every row that changes, whole.
void layLinks(const Base& base, Facts& facts, const SourceRanks& ranks, const NewNodes& made, Overlay& out);
/// Properties, states, answers and spellings of the nodes that newer batches touch. Texts stay in facts.texts.
void layValues(const Base& base, Facts& facts, const SourceRanks& ranks, Overlay& out);

/// Brings an observation of the base among claims: its references are appended to facts.raw.
Observation claimOf(const Base& base, Observation seen, Facts& facts);
/// Coalesces with references counted from Overlay::base_raw.
void coalesceInto(std::vector<Observation>& claims, const Facts& facts, const SourceRanks& ranks, Overlay& out,
                  std::vector<Observation>& seen);

}  // namespace clew::graph
