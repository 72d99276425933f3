#include "execution/traits.h"

#include <algorithm>
#include <iterator>

#include "execution/evaluate.h"
#include "execution/times.h"

namespace clew::execution {
namespace {

std::size_t firstObservedHop(const model::Schema& schema, const binder::BoundTrait& trait) {
  for (std::size_t i = 0; i < trait.hops.size(); ++i) {
    for (const Hop::Way& way : trait.hops[i].ways) {
      if (!isDerived(schema, way.relation)) return i;
    }
  }
  return 0;
}

bool sameStep(const Step& a, const Step& b) {
  return a.from == b.from && a.to == b.to && a.relation == b.relation && a.direction == b.direction &&
         a.property == b.property && a.text == b.text;
}

void addSteps(std::vector<Step>& into, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    const bool there = std::any_of(into.begin(), into.end(), [&](const Step& old) { return sameStep(old, step); });
    if (!there) into.push_back(step);
  }
}

void mergeEqual(const GraphView& view, std::vector<Held>& held) {
  std::stable_sort(held.begin(), held.end(),
                   [&](const Held& a, const Held& b) { return compareData(view, a.value, b.value) < 0; });
  std::vector<Held> out;
  for (Held& one : held) {
    if (out.empty() || compareData(view, out.back().value, one.value) != 0) {
      out.push_back(std::move(one));
      continue;
    }
    addSteps(out.back().steps, one.steps);
    out.back().seen.insert(out.back().seen.end(), one.seen.begin(), one.seen.end());
  }
  held = std::move(out);
}

}  // namespace

TraitReader::TraitReader(Run& run, const Clock& clock, const binder::BoundTrait& trait,
                         const binder::BoundModifiers* modifiers)
    : run_(run),
      clock_(clock),
      trait_(trait),
      exclusions_(run, clock, modifiers != nullptr ? *modifiers : trait.modifiers),
      filtered_(run, linkFilter(run, clock, modifiers != nullptr ? *modifiers : trait.modifiers)),
      plain_(run, clockFilter(clock)),
      observed_(firstObservedHop(run.schema(), trait)) {
  if (!trait.hops.empty() && trait.hops.front().self.any()) {
    own_trait_ = std::make_unique<binder::BoundTrait>(trait);
    own_trait_->hops.erase(own_trait_->hops.begin());
    own_ = std::make_unique<TraitReader>(run, clock, *own_trait_, modifiers);
  }
  filtered_.excludeDated(exclusions_.dated());
  plain_.excludeDated(exclusions_.dated());
  for (LinkReader* reader : {&filtered_, &plain_}) {
    reader->tellDated([this](NodeId, NodeId to, const Hop::Way& way) {
      if (report_seed_ != kNoNode) exclusions_.report(to, way, report_seed_, Exclusions::Verdict::kExcluded);
    });
  }
}

TraitReader::~TraitReader() = default;

/// The reader of those that stand for themselves at the first hop: they have the rest of the trait.
bool TraitReader::isOwn(NodeId node) const {
  return own_ && typeAmong(run_.schema(), trait_.hops.front().self, run_.view().typeOf(node));
}

/// Lets one node be the seed of what is not crossed, while it is read.
class TraitReader::ReportFrom {
 public:
  ReportFrom(TraitReader& reader, NodeId seed) : reader_(reader), before_(reader.report_seed_) {
    if (reader.report_all_ && before_ == kNoNode) reader.report_seed_ = seed;
  }
  ~ReportFrom() { reader_.report_seed_ = before_; }
  ReportFrom(const ReportFrom&) = delete;
  ReportFrom& operator=(const ReportFrom&) = delete;

 private:
  TraitReader& reader_;
  const NodeId before_;
};

bool TraitReader::endsIn(NodeId node) const {
  const bool of_type = trait_.end_types.none() || typeAmong(run_.schema(), trait_.end_types, run_.view().typeOf(node));
  return of_type && (!trait_.only || meetsOnly(node));
}

bool TraitReader::meetsOnly(NodeId node) const {
  const auto [at, fresh] = met_.try_emplace(node);
  if (fresh) {
    if (!only_) only_ = std::make_unique<Evaluator>(run_, clock_, nullptr);
    Scope scope;
    scope.node = node;
    const bool meets = only_->test(*trait_.only, scope);
    met_[node] = meets;
    return meets;
  }
  return at->second;
}

std::optional<Hop::Way> TraitReader::lastWay() const {
  if (trait_.hops.empty() || trait_.hops.back().ways.empty()) return std::nullopt;
  return trait_.hops.back().ways.front();
}

/// Records that keep from going on by the hop.
void TraitReader::reportWithheld(NodeId node, std::size_t hop) {
  if (report_seed_ == kNoNode || run_.skipped() == nullptr) return;
  for (const Hop::Way& way : trait_.hops[hop].ways) {
    reportRedacted(run_, node, way, linksOf(hop).filter(), report_seed_);
  }
}

/// One hop, set at a time, without what is not crossed.
NodeSet TraitReader::hopFrom(const NodeSet& nodes, std::size_t hop) {
  NodeSet out;
  if (report_seed_ != kNoNode) {
    for (const NodeId node : nodes) reportWithheld(node, hop);
  }
  for (const Hop::Way& way : trait_.hops[hop].ways) {
    NodeSet reached = linksOf(hop).neighbours(nodes, way);
    if (report_seed_ == kNoNode) {
      exclusions_.keepCrossed(reached, way);
    } else if (!exclusions_.none()) {
      std::erase_if(reached, [&](NodeId node) {
        const auto verdict = exclusions_.judge(node, way);
        exclusions_.report(node, way, report_seed_, verdict);
        return verdict != Exclusions::Verdict::kCross;
      });
    }
    out = out.empty() ? std::move(reached) : unite(out, reached);
  }
  return out;
}

NodeSet TraitReader::forward(const NodeSet& nodes) {
  NodeSet at = nodes;
  NodeSet by_own;
  if (own_) {
    NodeSet own;
    std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(own), [&](NodeId node) { return isOwn(node); });
    at = subtract(nodes, own);
    by_own = own_->forward(own);
  }
  for (std::size_t hop = 0; hop < trait_.hops.size() && !run_.failed(); ++hop) at = hopFrom(at, hop);
  if (trait_.end_types.any()) run_.view().keepTypes(at, trait_.end_types);
  if (trait_.only) std::erase_if(at, [&](NodeId node) { return !meetsOnly(node); });
  return by_own.empty() ? at : unite(at, by_own);
}

/// `type`: only to nodes of exactly this one.
NodeSet TraitReader::hopBack(const NodeSet& ends, std::size_t hop, std::optional<model::TypeId> type) {
  NodeSet out;
  for (const Hop::Way& way : trait_.hops[hop].ways) {
    NodeSet crossed;
    if (!exclusions_.none()) exclusions_.keepCrossed(crossed = ends, way);
    const NodeSet& from = exclusions_.none() ? ends : crossed;
    NodeSet reached =
        type ? linksOf(hop).neighboursOfType(from, reversed(way), *type) : linksOf(hop).neighbours(from, reversed(way));
    out = out.empty() ? std::move(reached) : unite(out, reached);
  }
  return out;
}

NodeSet TraitReader::backward(const NodeSet& ends, std::optional<model::TypeId> last) {
  if (trait_.hops.empty()) return ends;
  NodeSet at = hopBack(ends, trait_.hops.size() - 1, last);
  for (std::size_t hop = trait_.hops.size() - 1; hop-- > 0 && !run_.failed();) at = hopBack(at, hop);
  if (!own_) return at;
  NodeSet own = own_->backward(ends, own_trait_->hops.empty() ? std::nullopt : last);
  std::erase_if(own, [&](NodeId node) { return !isOwn(node); });
  return unite(at, own);
}

bool TraitReader::addBackward(const NodeSet& ends, bool crossed, graph::NodeMarks& found) {
  if (trait_.hops.size() != 1 || own_) return false;
  LinkReader& links = linksOf(0);
  const auto& ways = trait_.hops.front().ways;
  if (std::any_of(ways.begin(), ways.end(), [&](const Hop::Way& way) { return links.looksAtEach(way); })) return false;
  for (const Hop::Way& way : ways) {
    const bool all = exclusions_.none() || (crossed && ways.size() == 1);
    NodeSet some;
    if (!all) exclusions_.keepCrossed(some = ends, way);
    links.addNeighbours(all ? ends : some, reversed(way), found);
  }
  return true;
}

NodeSet TraitReader::beforeObserved(const NodeSet& nodes) {
  NodeSet at = nodes;
  for (std::size_t hop = 0; hop < observed_ && !run_.failed(); ++hop) at = hopFrom(at, hop);
  return at;
}

NodeSet TraitReader::afterObserved(const NodeSet& ends) {
  NodeSet at = ends;
  for (std::size_t hop = trait_.hops.size(); hop-- > observed_ + 1 && !run_.failed();) at = hopBack(at, hop);
  return at;
}

NodeSet TraitReader::reach(NodeId node, std::size_t hops) {
  NodeSet at{node};
  for (std::size_t hop = 0; hop < hops; ++hop) at = hopFrom(at, hop);
  return at;
}

DatumList TraitReader::valuesOf(NodeId node, History history) {
  if (isOwn(node)) return own_->valuesOf(node, history);
  DatumList out;
  const ReportFrom from(*this, node);
  for (const NodeId end : reach(node, trait_.hops.size())) {
    if (trait_.end == binder::BoundTrait::End::kNodes) {
      if (endsIn(end)) out.push_back(NodeRef{end});
      continue;
    }
    const LinkFilter& filter = trait_.hops.empty() ? filtered_.filter() : plain_.filter();
    for (PropertyRead& read : readProperty(run_, end, trait_.property, filter, history)) {
      out.push_back(std::move(read.value));
    }
  }
  sortDistinct(run_.view(), out);
  return out;
}

/// A time word names its own values: `status during 2022` asks for those of 2022, not for the latest.
bool TraitReader::namesTimes() const {
  return trait_.hops.empty() && !filtered_.filter().times.empty();
}

DatumList TraitReader::values(NodeId node) {
  if (isOwn(node)) return own_->values(node);
  return valuesOf(node, namesTimes() ? History::kAll : History::kLatest);
}

DatumList TraitReader::history(NodeId node) {
  return valuesOf(node, History::kAll);
}

std::uint64_t TraitReader::count(NodeId node) {
  if (isOwn(node)) return own_->count(node);
  if (trait_.end != binder::BoundTrait::End::kNodes) return values(node).size();
  const ReportFrom from(*this, node);
  const NodeSet ends = reach(node, trait_.hops.size());
  return static_cast<std::uint64_t>(std::count_if(ends.begin(), ends.end(), [&](NodeId end) { return endsIn(end); }));
}

std::vector<Held> TraitReader::held(NodeId node, History history) {
  if (isOwn(node)) return own_->held(node, history);
  held_history_ = namesTimes() ? History::kAll : history;
  std::vector<Held> out;
  std::vector<Step> way;
  const ReportFrom from(*this, node);
  walk(node, node, 0, way, out);
  mergeEqual(run_.view(), out);
  return out;
}

void TraitReader::walk(NodeId start, NodeId node, std::size_t hop, std::vector<Step>& way, std::vector<Held>& out) {
  if (hop == trait_.hops.size()) return arrive(node, way, out);
  reportWithheld(node, hop);
  for (const Hop::Way& next : trait_.hops[hop].ways) {
    const StoredWay stored = storedWay(next);
    std::vector<Step> steps;
    linksOf(hop).each({node}, next, [&](NodeId, NodeId to, std::span<const Observation> passing) {
      const auto verdict = exclusions_.none() ? Exclusions::Verdict::kCross : exclusions_.judge(to, next);
      if (report_seed_ != kNoNode) exclusions_.report(to, next, report_seed_, verdict);
      if (verdict != Exclusions::Verdict::kCross) return true;
      Step step;
      step.from = node;
      step.to = to;
      step.relation = stored.relation;
      step.direction = stored.direction;
      step.seen.assign(passing.begin(), passing.end());
      steps.push_back(std::move(step));
      return true;
    });
    for (Step& step : steps) {
      const NodeId to = step.to;
      way.push_back(std::move(step));
      walk(start, to, hop + 1, way, out);
      way.pop_back();
    }
  }
}

void TraitReader::arrive(NodeId node, const std::vector<Step>& way, std::vector<Held>& out) {
  if (trait_.end == binder::BoundTrait::End::kNodes) {
    if (!endsIn(node)) return;
    Held held;
    held.value = NodeRef{node};
    held.steps = way;
    if (!way.empty()) held.seen = way[observed_].seen;
    held.itself = way.empty();
    out.push_back(std::move(held));
    return;
  }
  const LinkFilter& filter = way.empty() ? filtered_.filter() : plain_.filter();
  for (PropertyRead& read : readProperty(run_, node, trait_.property, filter, held_history_)) {
    Held held;
    held.value = std::move(read.value);
    held.steps = way;
    Step step;
    step.from = node;
    step.property = trait_.property;
    step.text = std::move(read.text);
    step.seen = std::move(read.seen);
    held.seen = way.empty() ? step.seen : way[observed_].seen;
    held.steps.push_back(std::move(step));
    out.push_back(std::move(held));
  }
}

std::vector<Observation> TraitReader::observations(NodeId node) {
  if (isOwn(node)) return own_->observations(node);
  std::vector<Observation> out;
  if (trait_.end == binder::BoundTrait::End::kProperty && trait_.hops.empty()) {
    for (PropertyRead& read : readProperty(run_, node, trait_.property, filtered_.filter(), History::kAll)) {
      out.insert(out.end(), read.seen.begin(), read.seen.end());
    }
    return out;
  }
  for (const Held& held : this->held(node)) out.insert(out.end(), held.seen.begin(), held.seen.end());
  return out;
}

namespace {

bool fromSameRecord(const GraphView& view, const Observation& seen, const graph::RawReference& record) {
  if (record.lookup == 0) return false;
  for (const graph::RawReference& raw : view.rawReferences(seen)) {
    if (raw.lookup == record.lookup && raw.position == record.position) return true;
  }
  return false;
}

}  // namespace

/// What the latest record says: a link, a withheld field, or neither.
RecordCheck TraitReader::relationState(NodeId node, const Hop& hop) {
  const GraphView& view = run_.view();
  std::optional<Time> known, redacted;
  std::vector<Observation> all;
  const auto later = [](std::optional<Time>& best, Time time) { best = best ? std::max(*best, time) : time; };
  for (const Hop::Way& way : hop.ways) {
    filtered_.each({node}, way, [&](NodeId, NodeId, std::span<const Observation> passing) {
      if (passing.empty()) later(known, std::numeric_limits<Time>::max());  // derived: as sure as the node
      for (const Observation& seen : passing) later(known, seen.last);
      all.insert(all.end(), passing.begin(), passing.end());
      return true;
    });
    if (way.direction != binder::Direction::kAlong) continue;
    const model::RelationDef& relation = run_.schema().relation(way.relation);
    for (const graph::RecordState& state : view.states(node, way.relation)) {
      for (const Observation& seen : meeting(view, {&state.seen, 1}, filtered_.filter(), relation.freshness)) {
        later(redacted, seen.last);
        all.push_back(seen);
      }
    }
  }
  if (!known && !redacted) return {};
  for (const graph::Answer& answer : view.answers(node)) {
    if (answer.outcome != model::Outcome::kFound && answer.outcome != model::Outcome::kNone) continue;
    const auto& as_of = filtered_.filter().as_of;
    if (answer.when == kNoTime || (as_of && answer.when > *as_of)) continue;
    const bool asked = std::any_of(hop.ways.begin(), hop.ways.end(), [&](const Hop::Way& way) {
      const std::string& kind = run_.schema().relation(way.relation).answer_kind;
      return !kind.empty() && kind == answer.kind;
    });
    if (!asked || (known && *known >= answer.when) || (redacted && *redacted >= answer.when)) continue;
    const bool speaks = std::any_of(all.begin(), all.end(),
                                    [&](const Observation& seen) { return fromSameRecord(view, seen, answer.raw); });
    if (!speaks) return {};
  }
  if (known && (!redacted || *known >= *redacted)) return {true, false};
  return {false, true};
}

RecordCheck TraitReader::state(NodeId node) {
  if (isOwn(node)) return own_->state(node);
  if (trait_.hops.empty() || trait_.end != binder::BoundTrait::End::kNodes) return {!values(node).empty(), false};
  RecordCheck all;
  for (const NodeId holder : reach(node, trait_.hops.size() - 1)) {
    const RecordCheck one = relationState(holder, trait_.hops.back());
    all.known = all.known || one.known;
    all.redacted = all.redacted || one.redacted;
  }
  if (all.known) all.redacted = false;
  return all;
}

}  // namespace clew::execution
