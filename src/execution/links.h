// LinkReader: links as a pivot sees them. Knows what a view does not: which links follow from others and so have no
// observations, how much walking costs, and what has to be said about observations that were left out.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <unordered_map>

#include "execution/run.h"

namespace clew::execution {

using binder::Hop;
using graph::Direction;
using graph::LinkFilter;
using graph::Observation;

/// A way in the view's words.
struct StoredWay {
  model::RelationId relation = model::kNoRelation;
  Direction direction = Direction::kAlong;
};
StoredWay storedWay(const Hop::Way& way);
inline Direction opposite(Direction direction) {
  return direction == Direction::kAlong ? Direction::kBack : Direction::kAlong;
}
/// The same way walked from its other end.
inline Hop::Way reversed(const Hop::Way& way) {
  return {way.relation,
          way.direction == binder::Direction::kAlong ? binder::Direction::kBack : binder::Direction::kAlong};
}
/// Whether links of the relation can be without observations. The cert of a host is none of these: it has those of the
/// cert that names it.
bool isDerived(const model::Schema& schema, model::RelationId relation);

/// Values that a set holds only at some time, and when.
using DatedMembers = std::unordered_map<NodeId, std::vector<Interval>>;

/// Whether the sighting falls into a time that the value is a member; one without dates does.
bool heldThen(const Observation& seen, const std::vector<Interval>& held);

/// Links under one filter. Not thread-safe.
class LinkReader {
 public:
  LinkReader(Run& run, LinkFilter filter);

  const LinkFilter& filter() const { return filter_; }
  /// From now on links to these values pass only where an observation lies outside the time that they are held; null:
  /// none. Links without dates do not.
  void excludeDated(std::shared_ptr<const DatedMembers> members) { dated_ = std::move(members); }
  /// Told of each link to such a value that does not pass, from the end that it is walked from; null: nobody.
  using DatedSink = std::function<void(NodeId from, NodeId to, const Hop::Way& way)>;
  void tellDated(DatedSink told) { tell_dated_ = std::move(told); }
  /// Distinct other ends, ascending.
  NodeSet neighbours(const NodeSet& frontier, const Hop::Way& way);
  /// Whether links of this way must be looked at one by one: dated exclusions, or what is asked of those that follow
  /// from others.
  bool looksAtEach(const Hop::Way& way) const;
  /// As neighbours(), added to what is found already, where links need not be looked at one by one.
  void addNeighbours(const NodeSet& frontier, const Hop::Way& way, graph::NodeMarks& found);
  /// Those of exactly this type: from their side, whatever the frontier's degrees are.
  NodeSet neighboursOfType(const NodeSet& frontier, const Hop::Way& way, model::TypeId type);
  /// Each link, as GraphView::expand.
  void each(const NodeSet& frontier, const Hop::Way& way, const graph::LinkSink& sink);
  /// The observations of one link that pass; empty optional: no such link.
  std::optional<std::vector<Observation>> between(NodeId from, NodeId to, const Hop::Way& way);

  /// Observations that the time words left out for want of a date, and that were judged by their source's default
  /// confidence.
  struct LeftOut {
    std::uint64_t undated = 0, defaulted = 0;
    std::uint64_t not_counted = 0;  // links that were too many to be looked at for a notice
  };
  using LinkTest = std::function<bool(NodeId from, NodeId to)>;
  /// Whether there is anything to be said about what is left out.
  bool leavesOut() const { return !filter_.times.empty() || filter_.min_confidence >= 0; }
  /// Adds those of the links from `frontier` that `meant` names (null: all).
  void countLeftOut(const NodeSet& frontier, const Hop::Way& way, LeftOut& count, const LinkTest& meant = nullptr);
  void sayLeftOut(const LeftOut& count, model::RelationId relation);
  /// Counts and says, for all links from `frontier`.
  void noteLeftOut(const NodeSet& frontier, const Hop::Way& way);

 private:
  bool lowerPasses(NodeId node);
  bool derivedPasses(NodeId subject, NodeId object, model::RelationId relation, std::span<const Observation> base,
                     std::vector<Observation>& passing);
  void borrow(NodeId subject, NodeId object, model::RelationId relation, std::vector<Observation>& passing);
  bool charge(const NodeSet& frontier, std::size_t from, std::size_t& to, const StoredWay& way);
  bool addCharged(const NodeSet& frontier, const StoredWay& way, std::size_t to, graph::NodeMarks& found);
  void eachStored(const NodeSet& part, const Hop::Way& way, const StoredWay& stored, const graph::LinkSink& sink);

  Run& run_;
  LinkFilter filter_;
  LinkFilter clock_only_;
  bool asks_observations_ = false;  // whether anything but the clock decides which links pass
  bool outsideDated(NodeId from, NodeId to, const Hop::Way& way, std::span<const Observation>& passing,
                    std::vector<Observation>& kept);

  std::unordered_map<NodeId, bool> lower_;
  std::shared_ptr<const DatedMembers> dated_;
  DatedSink tell_dated_;
};

/// Every observation that names a node, in either direction, under a filter. Return false to stop.
void eachObservation(const GraphView& view, NodeId node, const LinkFilter& filter,
                     const std::function<bool(const Observation&)>& take);

}  // namespace clew::execution
