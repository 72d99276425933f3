#include "execution/plain_pivot.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "execution/held_within.h"
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
  if (ends.empty() || (ends.front() >= stretch.first && ends.back() < stretch.second)) return {0, ends.size()};
  const auto begin = std::lower_bound(ends.begin(), ends.end(), stretch.first);
  const auto end = std::lower_bound(begin, ends.end(), stretch.second);
  return {begin - ends.begin(), end - ends.begin()};
}

bool holdsAny(std::span<const NodeId> ends, std::pair<NodeId, NodeId> stretch) {
  const auto [begin, end] = placesOf(ends, stretch);
  return begin != end;
}

/// The places of the bits that are set, ascending.
template <typename Visit>
void eachBit(std::uint64_t bits, const Visit& visit) {
  for (; bits != 0; bits &= bits - 1) visit(static_cast<std::size_t>(std::countr_zero(bits)));
}

std::uint32_t narrow(Time time) {
  return static_cast<std::uint32_t>(std::clamp<Time>(time, 0, graph::kTimesSeveral - 1));
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
    view.willCompareTimes(way_.relation, graph::Direction::kBack);
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
      const auto take_some = [&](const NodeId* of, std::uint64_t which) {
        eachBit(which, [&](std::size_t at) { take(of[at]); });
      };
      if (!othersOf(view, names, seed, others) || !eachTogether(view, seed, names, others, rule, take_some))
        return false;
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
  Others others(rule);
  const auto ready = [&](std::size_t number) {
    return othersOf(view, holders_[number], seed, others) &&
           (rule.kind != PairRule::Kind::kOverlapping || others.undated() == 0);
  };
  if (holders_.size() == 1) {
    if (!ready(0)) return false;
    const bool counts = !fills_ || rule.kind == PairRule::Kind::kTogether;
    std::size_t count = 0;  // not the member, which what is read might be for all that the compiler knows
    const bool told = counts ? eachTogether(view, seed, holders_.front(), others, rule,
                                            [&count](const NodeId*, std::uint64_t which) {
                                              count += static_cast<std::size_t>(std::popcount(which));
                                            })
                             : eachTogether(view, seed, holders_.front(), others, rule,
                                            [this](const NodeId* of, std::uint64_t which) {
                                              eachBit(which, [&](std::size_t i) { together_.push_back(of[i]); });
                                            });
    together_count_ = counts ? count : together_.size();
    return told;
  }
  graph::NodeMarks marks(view.nodeCount());
  const auto mark = [&](const NodeId* of, std::uint64_t which) {
    eachBit(which, [&](std::size_t i) { marks.add(of[i]); });
  };
  for (std::size_t i = 0; i < holders_.size(); ++i) {
    if (!ready(i) || !eachTogether(view, seed, holders_[i], others, rule, mark)) return false;
  }
  if (fills_) {
    together_ = marks.drain();
    together_count_ = together_.size();
  } else {
    together_count_ = marks.count();
  }
  return true;
}

/// When the seed held the value, and within which stretches another must have held it, where that can be said. The
/// times are read beside the value: the same pages as those of the others.
bool PlainPivot::othersOf(const GraphView& view, const Holders& holders, NodeId seed, Others& others) {
  const graph::LinkTimes& row = holders.row;
  const auto at = static_cast<std::size_t>(std::lower_bound(row.ends.begin(), row.ends.end(), seed) - row.ends.begin());
  if (at == row.ends.size() || row.ends[at] != seed) return false;
  own_.clear();
  if (!row.times.empty()) addIntervals(row.of(at), own_);
  if (own_.empty()) {
    view.intervals(holders.value, way_.relation, graph::Direction::kBack, {}, at, 1, looked_up_);
    if (looked_up_.size() != 1) return false;
    own_.assign(looked_up_.of(0).begin(), looked_up_.of(0).end());
  }
  others.reset();
  others.add(seed, own_);
  others.finish();
  makeWindows(others.rule().gap);
  return true;
}

/// Merged where they meet. None where the seed's times do not say it, or where asking each holder is less.
void PlainPivot::makeWindows(std::int64_t gap) {
  constexpr std::size_t kMost = 8;
  windows_.clear();
  for (const Interval& own : own_) {  // ascending
    if (own.first == kNoTime) return windows_.clear();
    Time from = 0, to = 0;
    if (__builtin_sub_overflow(own.first, gap, &from)) from = std::numeric_limits<Time>::min();
    if (__builtin_add_overflow(own.last, gap, &to)) to = std::numeric_limits<Time>::max();
    if (to < 0 || from >= Time{graph::kTimesSeveral}) continue;
    const Window window{narrow(from), narrow(to)};
    if (!windows_.empty() && window.from >= windows_.back().from && window.from <= windows_.back().to)
      windows_.back().to = std::max(windows_.back().to, window.to);
    else
      windows_.push_back(window);
  }
  if (windows_.size() > kMost) windows_.clear();
}

/// Takes blocks of a row and which of the block make a pair. False when `overlapping` would have to say what it leaves
/// out for want of a date.
template <typename Take>
bool PlainPivot::eachTogether(const GraphView& view, NodeId seed, const Holders& holders, const Others& others,
                              PairRule rule, const Take& take) {
  const bool dated = rule.kind == PairRule::Kind::kOverlapping;
  bool told = true;
  const auto meets = [&](NodeId node, std::span<const Interval> held) {
    if (dated && std::any_of(held.begin(), held.end(), [](const Interval& one) { return one.first == kNoTime; }))
      told = false;
    return told && others.passes(node, held);
  };
  const auto look_up = [&](std::size_t from, std::size_t count) {
    view.intervals(holders.value, way_.relation, graph::Direction::kBack, {}, from, count, looked_up_);
  };
  if (holders.row.times.empty()) {
    look_up(holders.begin, holders.end - holders.begin);
    for (std::size_t i = 0; i < looked_up_.size() && told; ++i) {
      const NodeId node = looked_up_.ends[i];
      if (node != seed && meets(node, looked_up_.of(i))) take(&node, 1);
    }
    return told;
  }
  const NodeId* const ends = holders.row.ends.data();
  const graph::LinkTime* const times = holders.row.times.data();
  // where the seed is in the row, or would be
  const auto itself = static_cast<std::size_t>(std::lower_bound(ends + holders.begin, ends + holders.end, seed) - ends);
  for (std::size_t from = holders.begin; from < holders.end && told; from += kHolderBlock) {
    const std::size_t count = std::min(kHolderBlock, holders.end - from);
    HeldWithin held;
    if (windows_.empty()) held.unsure = ~std::uint64_t{0} >> (kHolderBlock - count);
    for (const Window& window : windows_) {
      const HeldWithin one = heldWithin(times + from, count, window.from, window.to);
      held.certain |= one.certain;
      held.unsure |= one.unsure;
    }
    if (itself - from < count && ends[itself] == seed) {
      held.certain &= ~(std::uint64_t{1} << (itself - from));
      held.unsure &= ~(std::uint64_t{1} << (itself - from));
    }
    eachBit(held.unsure, [&](std::size_t i) {
      intervals_.clear();
      addIntervals(holders.row.of(from + i), intervals_);
      bool met = false;
      if (!intervals_.empty()) {
        met = meets(ends[from + i], intervals_);
      } else {
        look_up(from + i, 1);
        met = looked_up_.size() == 1 && meets(ends[from + i], looked_up_.of(0));
      }
      if (met) held.certain |= std::uint64_t{1} << i;
    });
    if (held.certain != 0) take(ends + from, held.certain);
  }
  return told;
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
