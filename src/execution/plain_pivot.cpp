#include "execution/plain_pivot.h"

#include <algorithm>

#include "execution/pivot_notices.h"
#include "graph/node_marks.h"

namespace clew::execution {
namespace {

/// More links than that are walked between looks at budget and cancel token, which are ScriptRun's.
constexpr std::size_t kMostLinks = 200'000;

bool isOneType(const model::Schema& schema, model::TypeId type) {
  return std::none_of(schema.types().begin(), schema.types().end(),
                      [&](const auto& one) { return one.parent == type; });
}

/// Where the nodes of a stretch of ids lie in a row.
std::pair<std::size_t, std::size_t> placesOf(std::span<const NodeId> ends, std::pair<NodeId, NodeId> stretch) {
  const auto begin = std::lower_bound(ends.begin(), ends.end(), stretch.first);
  const auto end = std::lower_bound(begin, ends.end(), stretch.second);
  return {begin - ends.begin(), end - ends.begin()};
}

bool holdsAny(std::span<const NodeId> ends, std::pair<NodeId, NodeId> stretch) {
  const auto [begin, end] = placesOf(ends, stretch);
  return begin != end;
}

std::uint32_t narrow(Time time) {
  return static_cast<std::uint32_t>(std::clamp<Time>(time, 0, graph::kTimesElsewhere - 1));
}

}  // namespace

// ---- what is asked

std::unique_ptr<PlainPivot> PlainPivot::of(const planner::Prepared& prepared, const model::Schema& schema) {
  if (!prepared.name.empty() || prepared.comparisons != 0 || prepared.statements.size() != 1 || !prepared.sets.empty())
    return nullptr;
  const planner::PlannedStatement& statement = prepared.statements.front();
  if (statement.kind != planner::PlannedStatement::Kind::kQuery || statement.writes || !statement.plan) return nullptr;
  std::unique_ptr<PlainPivot> out(new PlainPivot());
  const planner::PlanNode* plan = statement.plan.get();
  if (const auto* count = std::get_if<planner::Count>(&plan->op)) {
    out->counts_ = true;
    plan = count->input.get();
  }
  bool plain = false;
  if (const auto* hop = std::get_if<planner::Expand>(&plan->op))
    plain = out->take(*hop, schema) && out->takeSeed(hop->input, prepared, schema);
  else if (const auto* sharing = std::get_if<planner::Sharing>(&plan->op))
    plain = out->take(*sharing, schema) && out->takeSeed(sharing->with, prepared, schema);
  return plain && out->takeColumns(*plan, schema) ? std::move(out) : nullptr;
}

bool PlainPivot::takeSeed(const binder::PlanPtr& plan, const planner::Prepared& prepared, const model::Schema& schema) {
  const auto* lookup = plan ? std::get_if<planner::LookupNodes>(&plan->op) : nullptr;
  if (lookup == nullptr || lookup->literals.size() != 1) return false;
  const planner::LookupNodes::Literal& literal = lookup->literals.front();
  if (literal.block || literal.prefix) return false;
  if (!literal.param) {
    if (literal.candidates.size() != 1 || !prepared.scalars.empty()) return false;
    seed_ = literal.candidates.front();
    return true;
  }
  if (!literal.candidates.empty() || prepared.scalars.size() != 1 || literal.param->index != 0) return false;
  const planner::ScalarSlot& slot = prepared.scalars.front();
  const auto type = schema.typeNamed(slot.type);
  if (!slot.is_param || !type) return false;
  seed_.type = schema.storedType(*type);
  parameter_ = slot.name;
  return true;
}

bool PlainPivot::take(const planner::Expand& op, const model::Schema& schema) {
  ways_ = op.hop.ways;
  results_ = op.result_types;
  of_hosts_ = std::any_of(ways_.begin(), ways_.end(), [&](const binder::Hop::Way& way) {
    return way.direction == binder::Direction::kAlong &&
           schema.relation(way.relation).subjects.test(schema.known().host);
  });
  // where the relations lead nowhere else, nothing need be looked at
  if (std::all_of(ways_.begin(), ways_.end(), [&](const binder::Hop::Way& way) {
        return way.direction == binder::Direction::kAlong && results_.test(schema.relation(way.relation).object);
      }))
    results_.reset();
  return op.modifiers.none();
}

/// One relation that sources state of domains, and a domain as seed: nothing stands for itself then, and nothing is
/// derived.
bool PlainPivot::take(const planner::Sharing& op, const model::Schema& schema) {
  const bool scan = !op.subjects || std::holds_alternative<planner::NodeScan>(op.subjects->op);
  if (!scan || op.each_other || op.traits.size() != 1 || op.form != binder::TraitForm::kAny) return false;
  binder::BoundModifiers others = op.modifiers;
  others.overlapping.reset();
  const binder::NearTrait& near = op.traits.front();
  const binder::BoundTrait& trait = near.trait;
  if (!others.none() || !trait.modifiers.none() || trait.only || near.every || trait.hops.size() != 1 ||
      trait.end != binder::BoundTrait::End::kNodes || !std::holds_alternative<binder::SameValue>(near.nearness) ||
      trait.hops.front().ways.size() != 1 || trait.hops.front().self.any())
    return false;
  way_ = trait.hops.front().ways.front();
  const model::RelationDef& relation = schema.relation(way_.relation);
  const auto& known = schema.known();
  if (way_.direction != binder::Direction::kAlong || relation.derivation != model::Derivation::kNone ||
      schema.relationOf(relation.name, known.domain) == model::kNoRelation ||
      (trait.end_types.any() && !trait.end_types.test(relation.object)) || op.subject_types.count() != 1)
    return false;
  while (subject_ == model::kNoType || !op.subject_types.test(subject_)) ++subject_;
  text_ = trait.text;
  of_hosts_ = relation.subjects.test(known.host);
  shares_ = true;
  other_ = op.other;
  overlapping_ = op.modifiers.overlapping;
  return isOneType(schema, subject_);
}

/// The columns that tableOf() makes of a set.
bool PlainPivot::takeColumns(const planner::PlanNode& plan, const model::Schema& schema) {
  if (counts_) {
    columns_ = {{"count", ColumnType::kInteger}};
    return true;
  }
  model::TypeSet stored;
  for (model::TypeId type = 0; type < schema.types().size(); ++type) {
    if (plan.types.test(type)) stored.set(schema.storedType(type));
  }
  with_type_ = stored.count() > 1;
  if (with_type_) columns_.push_back({"type", ColumnType::kText});
  columns_.push_back({"name", ColumnType::kNode});
  return stored.any();
}

// ---- one run

std::optional<Table> PlainPivot::run(const GraphView& view, const model::NodeName& name) {
  const auto seed = view.find(name.type, name.name);
  if (!seed) return std::nullopt;
  std::vector<Notice> notices;
  if (shares_ ? !share(view, *seed, notices) : !expand(view, *seed)) return std::nullopt;
  Table out = tableOfFound(view);
  out.notices = std::move(notices);
  return out;
}

bool PlainPivot::expand(const GraphView& view, NodeId seed) {
  found_.clear();
  for (const binder::Hop::Way& way : ways_) {
    const bool along = way.direction == binder::Direction::kAlong;
    const auto ends = view.endsOf(seed, way.relation, along ? graph::Direction::kAlong : graph::Direction::kBack);
    if (!ends || ends->size() > kMostLinks) return false;
    found_.insert(found_.end(), ends->begin(), ends->end());
  }
  if (ways_.size() > 1) {
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
  }
  if (results_.any()) view.keepTypes(found_, results_);
  count_ = found_.size();
  if (found_.empty() && mayHaveBelow(view, seed)) return false;  // what the names below have is said beside it
  return counts_ || std::is_sorted(found_.begin(), found_.end(), [&](NodeId a, NodeId b) { return view.before(a, b); });
}

bool PlainPivot::share(const GraphView& view, NodeId seed, std::vector<Notice>& notices) {
  if (!gather(view, seed) || !standsAlone(view, seed) || !findBelow(view)) return false;
  const auto hub = std::find_if(holders_.begin(), holders_.end(), [&](const Holders& one) {
    return one.row.ends.size() > kHintHolders && one.value != seed;
  });
  if (hub != holders_.end()) notices.push_back(crossedHub(view, hub->value, hub->row.ends.size(), text_));
  if (overlapping_) {
    if (!together(view, seed, {PairRule::Kind::kOverlapping, *overlapping_})) return false;
    found_.swap(together_);
    count_ = together_count_;
  } else {
    unite(view, seed);
  }
  if (!addBelow(view, seed)) return false;
  if (!above_.empty()) notices.push_back(namesBelow(above_.size(), text_));
  if (!overlapping_) {
    if (count_ > 0 && count_ <= kTogetherChecks) {
      if (!together(view, seed, {PairRule::Kind::kTogether, 0})) return false;
      if (together_count_ < count_) notices.push_back(neverTogether(count_ - together_count_, count_));
    }
  }
  return counts_ || std::is_sorted(found_.begin(), found_.end(), [&](NodeId a, NodeId b) { return view.before(a, b); });
}

/// The values of the seed and who holds them.
bool PlainPivot::gather(const GraphView& view, NodeId seed) {
  holders_.clear();
  if (view.typeOf(seed) != view.schema().known().domain) return false;
  const auto values = view.endsOf(seed, way_.relation, graph::Direction::kAlong);
  const auto stretch = view.stretchOf(subject_);
  if (!values || !stretch) return false;
  std::size_t links = values->size();
  for (const NodeId value : *values) {
    const auto ends = view.endsOf(value, way_.relation, graph::Direction::kBack);
    if (!ends || (links += ends->size()) > kMostLinks) return false;
    const auto [begin, end] = placesOf(*ends, *stretch);
    holders_.push_back({value, {*ends, {}, {}}, begin, end});
    if (const auto row = view.timesOf(value, way_.relation, graph::Direction::kBack)) holders_.back().row = *row;
  }
  return true;
}

/// Whether the seed has no names below it, of which there would be more to say where domains are asked for; and, for
/// `other`, no apex but itself.
bool PlainPivot::standsAlone(const GraphView& view, NodeId seed) const {
  const auto& known = view.schema().known();
  const auto& relations = view.schema().knownRelations();
  if (other_) {
    const auto apexes = view.endsOf(seed, relations.apex, graph::Direction::kAlong);
    if (!apexes || std::any_of(apexes->begin(), apexes->end(), [&](NodeId apex) { return apex != seed; })) return false;
  }
  if (subject_ != known.domain || !of_hosts_) return true;
  const auto below = view.stretchOf(known.host);
  const auto names = view.endsOf(seed, relations.fqdn, graph::Direction::kAlong);
  return below && names && !holdsAny(*names, *below);
}

/// Which holders of the values are names below domains.
bool PlainPivot::findBelow(const GraphView& view) {
  fills_ = !counts_;
  if (subject_ != view.schema().known().domain || !of_hosts_) return true;
  const auto stretch = view.stretchOf(view.schema().known().host);
  if (!stretch) return false;
  for (Holders& one : holders_) {
    one.below = placesOf(one.row.ends, *stretch);
    fills_ = fills_ || one.below.first != one.below.second;
  }
  return true;
}

/// What the same question of names below would add: the domains above those that hold a value (at the same time), which
/// are not found yet.
bool PlainPivot::addBelow(const GraphView& view, NodeId seed) {
  above_.clear();
  const PairRule rule{PairRule::Kind::kOverlapping, overlapping_.value_or(0)};
  Others others(rule);
  bool told = true;
  const auto take = [&](NodeId name) {
    const auto apexes = view.endsOf(name, view.schema().knownRelations().apex, graph::Direction::kAlong);
    told = told && apexes.has_value();
    if (apexes) above_.insert(above_.end(), apexes->begin(), apexes->end());
  };
  for (std::size_t i = 0; i < holders_.size(); ++i) {
    const auto [begin, end] = holders_[i].below;
    if (begin == end) continue;
    if (overlapping_) {
      Holders names = holders_[i];
      names.begin = begin;
      names.end = end;
      if (!othersOf(i, seed, others) || !eachTogether(view, seed, names, others, rule, take)) return false;
    } else {
      for (std::size_t at = begin; at < end; ++at) take(holders_[i].row.ends[at]);
    }
  }
  std::sort(above_.begin(), above_.end());
  above_.erase(std::unique(above_.begin(), above_.end()), above_.end());
  std::erase_if(above_,
                [&](NodeId apex) { return apex == seed || std::binary_search(found_.begin(), found_.end(), apex); });
  return told;
}

/// Whether there are names below a seed that is a domain, and the relation is one of hosts.
bool PlainPivot::mayHaveBelow(const GraphView& view, NodeId seed) const {
  if (!of_hosts_ || view.typeOf(seed) != view.schema().known().domain) return false;
  const auto below = view.stretchOf(view.schema().known().host);
  const auto names = view.endsOf(seed, view.schema().knownRelations().fqdn, graph::Direction::kAlong);
  return !below || !names || holdsAny(*names, *below);
}

/// Everybody who holds one of the values, without the seed.
void PlainPivot::unite(const GraphView& view, NodeId seed) {
  found_.clear();
  if (holders_.size() == 1) {
    const Holders& only = holders_.front();
    const auto held = only.row.ends.subspan(only.begin, only.end - only.begin);
    const auto itself = std::lower_bound(held.begin(), held.end(), seed);
    const bool there = itself != held.end() && *itself == seed;
    count_ = held.size() - (there ? 1 : 0);
    if (!fills_) return;
    found_.assign(held.begin(), itself);
    found_.insert(found_.end(), itself + (there ? 1 : 0), held.end());
    return;
  }
  graph::NodeMarks marks(view.nodeCount());
  for (const Holders& one : holders_) marks.addAll(one.row.ends.data() + one.begin, one.row.ends.data() + one.end);
  marks.remove(seed);
  if (!fills_) {
    count_ = marks.count();
    return;
  }
  found_ = marks.drain();
  count_ = found_.size();
}

/// Those of them that make a pair in time with the seed, by the rule.
bool PlainPivot::together(const GraphView& view, NodeId seed, PairRule rule) {
  together_.clear();
  together_count_ = 0;
  view.intervals(seed, way_.relation, graph::Direction::kAlong, {}, 0, kMostLinks, own_);
  if (own_.size() != holders_.size()) return false;
  Others others(rule);
  const auto ready = [&](std::size_t number) {
    return othersOf(number, seed, others) && (rule.kind != PairRule::Kind::kOverlapping || others.undated() == 0);
  };
  if (holders_.size() == 1) {
    if (!ready(0)) return false;
    std::size_t count = 0;  // not the member, which what is read might be for all that the compiler knows
    const bool told = !fills_ || rule.kind == PairRule::Kind::kTogether
                          ? eachTogether(view, seed, holders_.front(), others, rule, [&count](NodeId) { ++count; })
                          : eachTogether(view, seed, holders_.front(), others, rule,
                                         [this](NodeId node) { together_.push_back(node); });
    together_count_ = together_.empty() ? count : together_.size();
    return told;
  }
  graph::NodeMarks marks(view.nodeCount());
  for (std::size_t i = 0; i < holders_.size(); ++i) {
    if (!ready(i) || !eachTogether(view, seed, holders_[i], others, rule, [&](NodeId node) { marks.add(node); }))
      return false;
  }
  together_ = marks.drain();
  together_count_ = together_.size();
  return true;
}

/// When the seed held the value of that number, from own_.
bool PlainPivot::othersOf(std::size_t number, NodeId seed, Others& others) const {
  others.reset();
  others.add(seed, own_.of(number));
  others.finish();
  return own_.ends[number] == holders_[number].value;
}

/// False when `overlapping` would have to say what it leaves out for want of a date.
template <typename Take>
bool PlainPivot::eachTogether(const GraphView& view, NodeId seed, const Holders& holders, const Others& others,
                              PairRule rule, const Take& take) {
  const bool dated = rule.kind == PairRule::Kind::kOverlapping;
  const auto undated = [](const Interval& one) { return one.first == kNoTime; };
  const auto looked_up = [&](std::size_t from, std::size_t count) {
    view.intervals(holders.value, way_.relation, graph::Direction::kBack, {}, from, count, one_);
    for (std::size_t i = 0; i < one_.size(); ++i) {
      const NodeId node = one_.ends[i];
      if (node == seed) continue;
      const auto own = one_.of(i);
      if (dated && std::any_of(own.begin(), own.end(), undated)) return false;
      if (others.passes(node, own)) take(node);
    }
    return true;
  };
  if (holders.row.firsts.empty()) return looked_up(holders.begin, holders.end - holders.begin);
  const auto only = others.only();
  const bool may = only && only->to >= 0 && only->from < Time{graph::kTimesElsewhere};
  const std::uint32_t from = only ? narrow(only->from) : 0;
  const std::uint32_t to = only ? narrow(only->to) : 0;
  const NodeId* const ends = holders.row.ends.data();
  const std::uint32_t* const firsts = holders.row.firsts.data();
  const std::uint32_t* const lasts = holders.row.lasts.data();
  for (std::size_t i = holders.begin, end = holders.end; i < end; ++i) {
    const NodeId node = ends[i];
    const std::uint32_t first = firsts[i];
    const std::uint32_t last = lasts[i];
    if (node == seed) continue;
    if (first == graph::kTimesElsewhere) {
      if (!looked_up(i, 1)) return false;
    } else if (first > last) {  // several: the first begins at `last`, the last ends at `first`
      if (only && may && ((last >= from && last <= to) || (first >= from && first <= to))) {
        take(node);
        continue;
      }
      const Interval all{Time{last}, Time{first}};
      if (others.passes(node, {&all, 1}) && !looked_up(i, 1)) return false;
    } else if (only && first != graph::kTimesUndated) {
      if (may && first <= to && last >= from) take(node);
    } else {
      if (dated && first == graph::kTimesUndated) return false;
      const Interval own = first == graph::kTimesUndated ? Interval{} : Interval{Time{first}, Time{last}};
      if (others.passes(node, {&own, 1})) take(node);
    }
  }
  return true;
}

Table PlainPivot::tableOfFound(const GraphView& view) const {
  Table out;
  out.columns = columns_;
  if (counts_) {
    out.kind = TableKind::kNumber;
    out.push(static_cast<std::int64_t>(count_));
    return out;
  }
  out.kind = TableKind::kSet;
  out.reserveRows(found_.size());
  for (const NodeId node : found_) {
    const std::string& type = view.schema().type(view.typeOf(node)).name;
    if (with_type_) out.push(type);
    out.push(NodeValue{type, std::string(view.nameOf(node)), std::string(view.displayOf(node))});
  }
  return out;
}

}  // namespace clew::execution
