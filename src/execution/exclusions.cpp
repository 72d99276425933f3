#include "execution/exclusions.h"

#include <algorithm>

#include "common/time.h"
#include "execution/operator.h"
#include "execution/times.h"

namespace clew::execution {

Exclusions::Exclusions(Run& run, const Clock& clock, const binder::BoundModifiers& modifiers)
    : run_(run), hubs_(modifiers.hubs) {
  const Run::Aside aside(run);
  for (const binder::PlanPtr& plan : modifiers.excluded) leaveOut(*plan, clock, false);
}

/// The parts of a list and what a name of the script stands for are taken one by one: a named set among them keeps its
/// dates. `named`: the plan is what a name of the script stands for, which is asked where the script made it.
void Exclusions::leaveOut(const planner::PlanNode& plan, const Clock& clock, bool named) {
  if (const auto* list = std::get_if<planner::Union>(&plan.op)) {
    for (const binder::PlanPtr& part : list->parts) leaveOut(*part, clock, named);
    return;
  }
  if (const auto* local = std::get_if<planner::LocalSet>(&plan.op)) {
    const planner::PlanNode* meant = run_.planOfLocalSet(local->index);
    if (meant != nullptr &&
        (std::holds_alternative<planner::NamedSet>(meant->op) || std::holds_alternative<planner::Union>(meant->op))) {
      // Once each: names that are lists of names could otherwise be unfolded without end.
      if (unfolded_.insert(local->index).second) leaveOut(*meant, clock, true);
      return;
    }
  }
  NodeSet members = named ? run_.partOfLocalSet(plan) : evaluateSet(run_, plan, clock).nodes;
  if (const auto* set = std::get_if<planner::NamedSet>(&plan.op)) splitDated(set->name, members);
  sets_.emplace_back(members, run_.view().nodeCount());
}

namespace {

/// A sighting on a list at one moment or on one day says when somebody looked, not how long it belongs there.
bool saysHowLong(const Observation& seen) {
  if (!seen.dated() || seen.first == seen.last) return false;
  return !(seen.first_is_day != 0 && seen.last_is_day != 0 && seen.last - seen.first < kDay);
}

}  // namespace

/// A list of the set's name may say from when to when a value stands on it. Such members are taken out of `members`.
void Exclusions::splitDated(const std::string& set, NodeSet& members) {
  const GraphView& view = run_.view();
  const auto name = model::canonical(view.schema(), view.schema().known().list, set);
  const auto list = name ? view.find(name->type, name->name) : std::nullopt;
  if (!list) return;
  DatedMembers found;
  view.expand({*list}, view.schema().knownRelations().list, Direction::kBack, {},
              [&](NodeId, NodeId member, std::span<const Observation> seen) {
                if (!std::binary_search(members.begin(), members.end(), member)) return true;
                if (!std::all_of(seen.begin(), seen.end(), saysHowLong) || seen.empty()) return true;
                for (const Observation& one : seen) found[member].push_back({one.first, one.last});
                return true;
              });
  if (found.empty()) return;
  std::erase_if(members, [&](NodeId node) { return found.contains(node); });
  if (!dated_) dated_ = std::make_shared<DatedMembers>();
  for (auto& [member, spans] : found) {
    auto& all = (*dated_)[member];
    all.insert(all.end(), spans.begin(), spans.end());
  }
}

graph::Holders holdersOf(const GraphView& view, NodeId value, const Hop::Way& way) {
  if (way.direction == binder::Direction::kAlong) return view.holders(value, way.relation);
  const std::uint64_t nodes = view.degree(value, way.relation, Direction::kAlong);
  return {nodes, nodes};
}

std::uint64_t Exclusions::limitOf(const model::RelationDef& relation) const {
  std::uint64_t limit = hubs_->over.value_or(relation.hub_threshold);
  bool own = false;
  for (const auto& [name, over] : hubs_->relations) {
    if (name == relation.name) limit = own || hubs_->over ? std::min(limit, over) : over, own = true;
  }
  return limit;
}

bool Exclusions::isHub(NodeId value, const Hop::Way& way, std::uint64_t limit) const {
  const StoredWay stored = storedWay(way);
  // Apexes are never more than nodes, so a low degree settles it without counting them.
  if (run_.view().degree(value, stored.relation, opposite(stored.direction)) <= limit) return false;
  const graph::Holders holders = holdersOf(run_.view(), value, way);
  const bool apexes = run_.schema().relation(way.relation).counts_apexes;
  return (apexes ? holders.apexes : holders.nodes) > limit && !run_.isSeed(value);
}

Exclusions::Verdict Exclusions::judge(NodeId value, const Hop::Way& way) {
  for (const Membership& set : sets_) {
    if (set.contains(value)) return Verdict::kExcluded;
  }
  if (!hubs_) return Verdict::kCross;
  return isHub(value, way, limitOf(run_.schema().relation(way.relation))) ? Verdict::kHub : Verdict::kCross;
}

void Exclusions::keepCrossed(NodeSet& values, const Hop::Way& way) {
  if (none()) return;
  const std::uint64_t limit = hubs_ ? limitOf(run_.schema().relation(way.relation)) : 0;
  constexpr std::size_t kAhead = 8;
  const StoredWay stored = storedWay(way);
  std::size_t number = 0;
  std::erase_if(values, [&](NodeId value) {  // what is ahead is not moved yet
    if (!run_.goOn()) return true;
    if (hubs_ && ++number + kAhead <= values.size()) {
      run_.view().willAsk(values[number + kAhead - 1], stored.relation, opposite(stored.direction),
                          graph::GraphView::Soon::kWhere);
    }
    for (const Membership& set : sets_) {
      if (set.contains(value)) return true;
    }
    return hubs_ && isHub(value, way, limit);
  });
}

void Exclusions::report(NodeId value, const Hop::Way& way, NodeId seed, Verdict verdict) {
  if (run_.skipped() == nullptr || verdict == Verdict::kCross) return;
  SkippedEntry entry;
  entry.value = value;
  entry.relation = run_.schema().relation(way.relation).name;
  entry.reason = verdict == Verdict::kHub ? SkippedEntry::Reason::kHub : SkippedEntry::Reason::kExcluded;
  entry.holders = holdersOf(run_.view(), value, way);
  entry.seed = seed;
  run_.skipped()->push_back(std::move(entry));
}

void reportRedacted(Run& run, NodeId node, const Hop::Way& way, const LinkFilter& filter, NodeId seed) {
  if (run.skipped() == nullptr || way.direction != binder::Direction::kAlong) return;
  for (const graph::RecordState& state : run.view().states(node, way.relation)) {
    if (meeting(run.view(), {&state.seen, 1}, filter, run.schema().relation(way.relation).freshness).empty()) continue;
    SkippedEntry entry;
    entry.text = state.text;
    entry.relation = run.schema().relation(way.relation).name;
    entry.reason = SkippedEntry::Reason::kRedacted;
    entry.seed = seed;
    run.skipped()->push_back(std::move(entry));
  }
}

}  // namespace clew::execution
