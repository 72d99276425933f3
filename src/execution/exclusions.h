// Exclusions: which values a pivot does not cross (`excluding hubs`, `excluding @set`).
#pragma once

#include <set>
#include <unordered_map>

#include "execution/links.h"

namespace clew::execution {

/// The exclusions of one pivot's modifiers. Sets are worked out when made.
class Exclusions {
 public:
  Exclusions(Run& run, const Clock& clock, const binder::BoundModifiers& modifiers);

  enum class Verdict : std::uint8_t { kCross, kHub, kExcluded };
  bool none() const { return !hubs_ && sets_.empty(); }
  /// Members of excluded sets that are so only at some time; null when there are none. judge() lets them pass: the
  /// links are tested one by one (LinkReader::excludeDated).
  std::shared_ptr<const DatedMembers> dated() const { return dated_; }
  /// Whether `value`, held through `way` (which leads to it from its holders), may be crossed.
  Verdict judge(NodeId value, const Hop::Way& way);
  bool crosses(NodeId value, const Hop::Way& way) { return none() || judge(value, way) == Verdict::kCross; }
  /// Leaves the values that are crossed.
  void keepCrossed(NodeSet& values, const Hop::Way& way);
  /// Reports a value that was not crossed from `seed`, if somebody asked.
  void report(NodeId value, const Hop::Way& way, NodeId seed, Verdict verdict);

 private:
  /// The holders above which a value of the way is a hub.
  std::uint64_t limitOf(const model::RelationDef& relation) const;
  bool isHub(NodeId value, const Hop::Way& way, std::uint64_t limit) const;

  Run& run_;
  std::optional<binder::HubLimit> hubs_;
  void leaveOut(const planner::PlanNode& plan, const Clock& clock, bool named);
  void splitDated(const std::string& set, NodeSet& members);

  std::vector<Membership> sets_;
  std::set<std::uint32_t> unfolded_;  // names of the script that were taken
  std::shared_ptr<DatedMembers> dated_;
};

/// Holders of a value through a way that leads to it.
graph::Holders holdersOf(const GraphView& view, NodeId value, const Hop::Way& way);

/// Reports records of `node`, to which a walk from `seed` led, that withhold what `way` would lead to.
void reportRedacted(Run& run, NodeId node, const Hop::Way& way, const LinkFilter& filter, NodeId seed);

}  // namespace clew::execution
