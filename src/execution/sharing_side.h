// SharedTrait: one trait of a `sharing`, seen from both sides.
//
// Finding works set at a time from the seeds: their values, then who holds those. That gives candidates; where it
// cannot give exactly the answer (nearness, properties, overlapping, several traits with the same seed, members of S
// themselves), a candidate is checked by asking for its links, which is also what evidence is made of.
#pragma once

#include <memory>
#include <optional>
#include <unordered_map>

#include "execution/nearness.h"
#include "execution/traits.h"

namespace clew::execution {

/// What one seed has: a value and the way to it.
struct SeedValue {
  NodeId seed = kNoNode;
  Held held;
};

class SharedTrait {
 public:
  SharedTrait(Run& run, const Clock& clock, const binder::NearTrait& near, const binder::BoundModifiers& modifiers);

  /// Candidates among the nodes of `types` (and of `subjects` when given): a superset of those that share. With
  /// `holders`, of those that share by the way of a holder of exactly that type.
  NodeSet candidates(const NodeSet& seeds, const model::TypeSet& types, const NodeSet* subjects,
                     std::optional<model::TypeId> holders = {});
  /// As candidates() of any type, with no subjects or holders given, added to what is found already. False, and nothing
  /// done, where that is more than a walk back over one hop.
  bool addCandidates(const NodeSet& seeds, graph::NodeMarks& found);
  /// Whether candidates() are found by equal nodes alone.
  bool byNodes() const;
  /// Whether candidates() other than seeds surely share by this trait.
  bool exact() const { return byNodes() && !near_.every; }
  /// Whether both sides must have the same values.
  bool every() const { return near_.every; }
  /// How many values a seed has; after seedValues().
  std::size_t valuesOf(NodeId seed) const;
  /// The seeds' values, numbered. Works them out when first asked.
  const std::vector<SeedValue>& seedValues(const NodeSet& seeds);
  /// Numbers of the seed values equal or near to `value`.
  std::vector<std::uint32_t> near(const Datum& value) const { return index_.near(value); }

  TraitReader& reader() { return reader_; }
  const binder::BoundTrait& trait() const { return near_.trait; }
  /// Nodes that the seeds have by the trait, without what is not crossed. Only for traits that end in nodes.
  const NodeSet& seedNodes(const NodeSet& seeds);
  /// Says what seedNodes() gives, where that is known; before it is asked.
  void takeSeedNodes(NodeSet nodes) { seed_nodes_ = std::move(nodes); }
  /// Whether all that passes is told by links one hop away and the intervals of their observations, for these seeds.
  /// `below`: after a first hop to the names below a domain.
  bool byIntervals(const NodeSet& seeds, bool below) const;
  /// Says what both sides leave out for want of a date or a confidence, each observation once: of the seeds' own links,
  /// and of those of `subjects` (null: any node of `types`) to values that the seeds have. `skip` are no subjects.
  void noteLeftOut(const NodeSet& seeds, const model::TypeSet& types, const NodeSet* subjects, const NodeSet& skip);
  /// Reports what withholds or cuts the trait, seed by seed.
  void reportSkipped(const NodeSet& seeds);

 private:
  bool endsInNodes() const { return near_.trait.end == binder::BoundTrait::End::kNodes; }
  bool standsForItself(NodeId seed) const;
  bool leadsToType(model::TypeId type) const;
  NodeSet findSeedNodes(const NodeSet& seeds);
  std::vector<Held> heldBySeed(NodeId seed);
  void keepRarest(NodeId seed, std::vector<Held>& held);
  NodeSet widened(const NodeSet& values) const;

  Run& run_;
  const binder::NearTrait& near_;
  const binder::BoundModifiers& modifiers_;
  TraitReader reader_;
  ValueIndex index_;
  std::vector<SeedValue> seed_values_;
  std::unordered_map<NodeId, std::size_t> value_counts_;
  std::optional<NodeSet> seed_nodes_;
  mutable std::vector<std::optional<bool>> leads_;  // leadsToType(), by type
  bool indexed_ = false;
  bool reported_ = false;
};

}  // namespace clew::execution
