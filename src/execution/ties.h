// Ties: the links that a walk of many steps may take, from whichever end it comes.
//
// Whether a link may be taken does not depend on the direction: it passes the filter, and its value (the node that its
// relation leads to) is no hub. So a chain found from one end is one from the other as well. A member of an excluded
// set that is one at some time only keeps off the links that were seen at no other time, whichever end it is.
#pragma once

#include <functional>
#include <string>
#include <unordered_set>

#include "execution/exclusions.h"
#include "graph/node_marks.h"

namespace clew::execution {

class Ties {
 public:
  /// `modifiers` and `hop` must outlive it. `ends`: where the walk begins or ends; `excluding @set` leaves these alone.
  Ties(Run& run, const Clock& clock, const Hop& hop, const binder::BoundModifiers& modifiers, NodeSet ends);

  /// A link from a node of the frontier to `to` by the hop's way of that number. False: stop.
  using Sink = std::function<bool(NodeId from, NodeId to, std::size_t way, std::span<const Observation> passing)>;
  void each(const NodeSet& frontier, const Sink& sink);
  /// All at once; members of excluded sets are among them.
  NodeSet neighbours(const NodeSet& frontier);
  /// Adds to `found` the neighbours that `known` lacks.
  void addNeighbours(const NodeSet& frontier, const graph::NodeMarks& known, graph::NodeMarks& found);
  /// Those of `among` that a link joins to one of `to`.
  NodeSet joined(const NodeSet& among, const NodeSet& to);
  /// What a link joins to a node, and by which way, without its observations.
  using EndSink = std::function<void(NodeId to, std::size_t way)>;
  void eachEnd(NodeId from, const EndSink& sink);
  /// The ways that join two nodes, in order.
  void eachJoin(NodeId from, NodeId to, const EndSink& sink);
  /// The links between two nodes.
  void between(NodeId from, NodeId to, const Sink& sink);

  /// The links that reach `node` by the hop's way of that number from one of `before`, as each() gives them.
  void backTo(NodeId node, std::size_t number, const NodeSet& before, const Sink& sink);

  /// Whether `excluding @set` keeps the node off the way. Where a walk begins or ends it may stand all the same.
  bool excluded(NodeId node) { return named_.judge(node, {}) == Exclusions::Verdict::kExcluded; }
  bool excludesAny() const { return !named_.none(); }
  /// Reports what stops the walk at the frontier, if somebody asked: hubs, members of excluded sets, redacted values.
  void reportSkipped(const NodeSet& frontier);
  /// Whether say() has any use for the nodes that were walked over.
  bool asksWalked() const { return !hubs_only_.hubs || !reader_.filter().times.empty(); }
  /// Says once what the walk over these nodes crossed or left out.
  void say(const NodeSet& walked);
  /// The two parts of say(): values with very many holders among `walked`, and observations without dates.
  void hintHubs(const NodeSet& walked);
  void sayUndated(const NodeSet& walked);

  const Hop::Way& way(std::size_t number) const { return hop_.ways[number]; }
  const Hop& hop() const { return hop_; }
  const std::string& relationOf(std::size_t number) const;
  /// The node of a link that its relation leads to.
  NodeId valueOf(NodeId from, NodeId to, std::size_t number) const {
    return way(number).direction == binder::Direction::kAlong ? to : from;
  }
  Step stepOf(NodeId from, NodeId to, std::size_t number, std::span<const Observation> passing) const;

 private:
  /// A way with links that nodes of some type can leave.
  struct Leaving {
    std::size_t number = 0;
    StoredWay stored;
    bool back = false;
  };
  const std::vector<Leaving>& leaving(model::TypeId type);
  /// The ends of the node's links while plain_; `judged`: whether the end may yet be a hub. `visit` false: stop.
  template <typename Visit>
  void walkEnds(NodeId node, const Visit& visit);
  /// The types of nodes that a way can leave.
  model::TypeSet startsOf(const Hop::Way& way) const;
  bool fits(NodeId node, const Hop::Way& way) const;
  NodeSet fitting(const NodeSet& frontier, const Hop::Way& way);
  bool passable(NodeId value, const Hop::Way& way);
  bool outsideDated(NodeId from, NodeId to, std::span<const Observation>& passing);
  void addFew(std::span<const NodeId> batch, const graph::NodeMarks& known, graph::NodeMarks& found);
  /// addNeighbours() of some nodes at a time: what each step reads is asked for while the step before it works.
  void addBatch(std::span<const NodeId> batch, const graph::NodeMarks& known, graph::NodeMarks& found);

  Run& run_;
  const Hop& hop_;
  binder::BoundModifiers hubs_only_, named_only_;
  LinkReader reader_;
  Exclusions hubs_, named_;
  NodeSet ends_;
  std::vector<Observation> outside_;
  NodeId held_end_ = kNoNode;                                 // at which outsideDated looked last
  const bool plain_;                                          // a link passes whatever its observations are
  std::vector<std::size_t> with_links_;                       // numbers of ways of which there are links
  std::vector<std::optional<std::vector<Leaving>>> leaving_;  // by type
};

}  // namespace clew::execution
