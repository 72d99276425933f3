// TraitReader: what a node has of a trait: a relation, a property, or a walk of them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "execution/exclusions.h"
#include "execution/properties.h"

namespace clew::execution {

class Evaluator;

/// One value that a node has of a trait, with the ways to it.
struct Held {
  Datum value;
  std::vector<Step> steps;        // all steps of all ways, each once
  std::vector<Observation> seen;  // of the first observed step (of the property, when that is all there is)
  bool itself = false;            // the node stands for itself: no observation, passes every modifier
};

struct RecordCheck {
  bool known = false, redacted = false;  // neither: missing
};

/// Reads one trait under one clock and its modifiers, which apply to the walk's first observed hop. Not thread-safe.
class TraitReader {
 public:
  /// `modifiers` replaces the trait's own when given (`sharing` brings those of the pivot).
  TraitReader(Run& run, const Clock& clock, const binder::BoundTrait& trait,
              const binder::BoundModifiers* modifiers = nullptr);

  ~TraitReader();

  /// Distinct values, sorted.
  DatumList values(NodeId node);
  /// Every value that a property had, not only the latest; else as values().
  DatumList history(NodeId node);
  std::uint64_t count(NodeId node);
  /// Values with their ways, sorted by value. Of a property the latest, or its whole history.
  std::vector<Held> held(NodeId node, History history = History::kLatest);
  /// Every observation of the first observed step.
  std::vector<Observation> observations(NodeId node);
  RecordCheck state(NodeId node);

  /// Set at a time: the end nodes of the hops from any of `nodes` (not for properties).
  NodeSet forward(const NodeSet& nodes);
  /// The nodes from which one of `ends` is reached; with `last`, from a node of exactly that type before the last hop.
  NodeSet backward(const NodeSet& ends, std::optional<model::TypeId> last = {});
  /// As backward(), added to what is found already. False, and nothing done, where that is more than one hop, or links
  /// must be looked at one by one. `crossed`: forward() gave the ends.
  bool addBackward(const NodeSet& ends, bool crossed, graph::NodeMarks& found);
  /// The nodes at which the observed hop begins, coming from `nodes`; where it ends, coming back from `ends`.
  NodeSet beforeObserved(const NodeSet& nodes);
  NodeSet afterObserved(const NodeSet& ends);
  /// Whether the trait ends in nodes of this one's type, and it meets the trait's own condition.
  bool endsIn(NodeId node) const;

  const binder::BoundTrait& trait() const { return trait_; }
  Exclusions& exclusions() { return exclusions_; }
  const Exclusions& exclusions() const { return exclusions_; }
  LinkReader& observedLinks() { return filtered_; }
  /// Those of the other hops.
  LinkReader& plainLinks() { return plain_; }
  /// The way by which the last hop leads to a node of this type; empty without hops.
  std::optional<Hop::Way> lastWay() const;
  const LinkFilter& filter() const { return filtered_.filter(); }
  /// The hop to which the modifiers apply.
  std::size_t observedHop() const { return observed_; }
  /// While held() reads a seed: what it does not cross is reported as skipped, from this seed. kNoNode: no reports.
  void reportFor(NodeId seed) {
    report_seed_ = seed;
    if (own_) own_->reportFor(seed);
  }
  /// From now on each node that is read is a seed in that sense.
  void reportAll() {
    report_all_ = true;
    if (own_) own_->reportAll();
  }

 private:
  class ReportFrom;
  LinkReader& linksOf(std::size_t hop) { return hop == observed_ ? filtered_ : plain_; }
  void walk(NodeId start, NodeId node, std::size_t hop, std::vector<Step>& way, std::vector<Held>& out);
  void arrive(NodeId node, const std::vector<Step>& way, std::vector<Held>& out);
  DatumList valuesOf(NodeId node, History history);
  NodeSet reach(NodeId node, std::size_t hops);
  void reportWithheld(NodeId node, std::size_t hop);
  NodeSet hopFrom(const NodeSet& nodes, std::size_t hop);
  NodeSet hopBack(const NodeSet& ends, std::size_t hop, std::optional<model::TypeId> type = {});
  bool isOwn(NodeId node) const;
  RecordCheck relationState(NodeId node, const Hop& hop);

  bool meetsOnly(NodeId node) const;
  bool namesTimes() const;

  Run& run_;
  Clock clock_;
  const binder::BoundTrait& trait_;
  Exclusions exclusions_;
  LinkReader filtered_;
  LinkReader plain_;
  std::size_t observed_ = 0;
  std::unique_ptr<binder::BoundTrait> own_trait_;  // without the first hop
  std::unique_ptr<TraitReader> own_;               // of nodes that stand for themselves there; null: there are none
  NodeId report_seed_ = kNoNode;
  bool report_all_ = false;
  mutable std::unique_ptr<Evaluator> only_;  // for the trait's own condition, made when first asked
  mutable std::unordered_map<NodeId, bool> met_;
  History held_history_ = History::kLatest;
};

}  // namespace clew::execution
