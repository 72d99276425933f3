// Estimates: rough row counts from what the case counts anyway. Good for saying what will be large, not for more.
#include <algorithm>
#include <cmath>
#include <set>

#include "planner/planner.h"

namespace clew::planner {
namespace {

double of(const PlanPtr& plan) {
  return plan ? plan->estimate : -1;
}

double countOf(model::TypeSet types, const model::Catalog& catalog) {
  double sum = 0;
  for (std::size_t id = 0; id < catalog.schema().types().size(); ++id)
    if (types[id]) sum += static_cast<double>(catalog.nodeCount(static_cast<model::TypeId>(id)));
  return sum;
}

/// Mean number of links a node of the near side has.
double fanOut(const binder::Hop& hop, const model::Catalog& catalog) {
  double sum = 0;
  for (const auto& way : hop.ways) {
    const auto& relation = catalog.schema().relation(way.relation);
    const auto links = static_cast<double>(catalog.linkCount(way.relation));
    const auto near =
        way.direction == binder::Direction::kAlong ? relation.subjects : catalog.schema().withSubtypes(relation.object);
    sum += links / std::max(1.0, countOf(near, catalog));
  }
  return sum;
}

binder::Hop reversed(binder::Hop hop) {
  for (auto& way : hop.ways)
    way.direction = way.direction == binder::Direction::kAlong ? binder::Direction::kBack : binder::Direction::kAlong;
  return hop;
}

/// Nodes on the way back from the values, the last of them those that hold; below 0: not known.
std::pair<double, double> wayBack(const Holders::Start& start, const model::Catalog& catalog) {
  const auto ips = static_cast<double>(catalog.nodeCount(catalog.schema().known().ip));
  double level = 0;
  for (const auto& value : start.values) {
    const auto* block = std::get_if<model::Block>(&value.value);
    if (block == nullptr) {
      level += 1;
    } else {
      const int free_bits = (block->base.v6 ? 128 : 32) - block->prefix;
      level += std::min(ips, std::ldexp(1.0, free_bits));
    }
  }
  for (const auto& set : start.sets) {
    if (of(set) < 0) return {-1, -1};
    level += of(set);
  }
  double met = level;
  for (auto hop = start.trait.hops.rbegin(); hop != start.trait.hops.rend(); ++hop) {
    level *= fanOut(reversed(*hop), catalog);
    met += level;
  }
  return {met, level};
}

struct Estimator {
  const PlanNode& node;
  const model::Catalog& catalog;

  double operator()(const LookupNodes& op) const { return static_cast<double>(op.literals.size()); }
  double operator()(const NodeScan& op) const { return countOf(op.types, catalog); }
  double operator()(const Holders& op) const {
    double sum = 0;
    for (const auto& start : op.from) sum += std::max(0.0, wayBack(start, catalog).second);
    return std::min(sum, countOf(op.types, catalog));
  }
  double operator()(const NamedSet& op) const {
    const auto info = catalog.set(op.name);
    return info ? static_cast<double>(info->members) : -1;
  }
  double operator()(const LocalSet&) const { return -1; }
  double operator()(const ReadFile&) const { return -1; }
  double operator()(const Union& op) const {
    double sum = 0;
    for (const auto& part : op.parts) {
      if (of(part) < 0) return -1;
      sum += of(part);
    }
    return sum;
  }
  double operator()(const Minus& op) const { return of(op.left); }
  double operator()(const Intersect& op) const {
    if (op.negated || of(op.right) < 0) return of(op.left);
    return of(op.left) < 0 ? of(op.right) : std::min(of(op.left), of(op.right));
  }
  double operator()(const Expand& op) const {
    const double input = of(op.input);
    return input < 0 ? -1 : std::min(countOf(op.result_types, catalog), input * fanOut(op.hop, catalog));
  }
  double operator()(const ExpandHops& op) const {
    double sum = of(op.input);
    if (sum < 0) return -1;
    const double all = countOf(node.types, catalog);
    double level = sum;
    const std::uint64_t hops = std::min<std::uint64_t>(op.hops.value_or(64), 64);
    for (std::uint64_t i = 0; i < hops && sum < all && level >= 0.5; ++i) {
      level *= fanOut(op.hop, catalog);
      sum += level;
    }
    return std::min(sum, all);
  }
  double operator()(const FindPath&) const { return -1; }
  double operator()(const Sharing& op) const {
    const double seeds = of(op.each_other ? op.subjects : op.with);
    if (seeds < 0) return -1;
    double sum = 0;
    for (const auto& near : op.traits) {
      double values = seeds;
      for (const auto& hop : near.trait.hops) values *= fanOut(hop, catalog);
      double holders = values;
      for (auto hop = near.trait.hops.rbegin(); hop != near.trait.hops.rend(); ++hop)
        holders *= fanOut(reversed(*hop), catalog);
      sum += holders;
    }
    return std::min(sum, countOf(op.subject_types, catalog));
  }
  double operator()(const Resembling& op) const { return of(op.input) < 0 ? -1 : of(op.input) / 1000; }
  double operator()(const Bursts& op) const { return of(op.input) < 0 ? -1 : of(op.input) / 2; }
  double operator()(const Timeline& op) const {
    return of(op.input) < 0 ? -1 : of(op.input) * static_cast<double>(op.of.size());
  }
  double operator()(const Pivots& op) const {
    return of(op.input) < 0 ? -1 : of(op.input) * static_cast<double>(op.of.size());
  }
  double operator()(const BackTo& op) const { return of(op.input); }
  double operator()(const Filter& op) const { return of(op.input) < 0 ? -1 : of(op.input) / 3; }
  double operator()(const Count&) const { return 1; }
  double operator()(const CountBy& op) const { return of(op.input) < 0 ? -1 : of(op.input) / 2; }
  double operator()(const TopValues& op) const { return static_cast<double>(op.limit); }
  double operator()(const TopBy& op) const { return static_cast<double>(op.limit); }
  double operator()(const Take& op) const {
    const auto limit = static_cast<double>(op.limit);
    return of(op.input) < 0 ? limit : std::min(limit, of(op.input));
  }
  double operator()(const Sort& op) const { return of(op.input); }
  double operator()(const Show& op) const { return of(op.input); }
  double operator()(const Per& op) const { return of(op.input) < 0 ? -1 : of(op.input) / 2; }
  double operator()(const TableFilter& op) const { return of(op.input) < 0 ? -1 : of(op.input) / 3; }
  double operator()(const Cluster& op) const { return of(op.input); }
  double operator()(const RankBy& op) const { return of(op.input); }
  double operator()(const Bridges& op) const { return of(op.input); }
  double operator()(const Cores& op) const { return of(op.input); }
  double operator()(const Communities& op) const { return of(op.input) < 0 ? -1 : of(op.input) / 2; }
  double operator()(const Why& op) const { return of(op.input); }
  double operator()(const Skipped&) const { return -1; }
  double operator()(const Changes&) const { return -1; }
  double operator()(const Untag& op) const { return of(op.input); }
  double operator()(const Alert& op) const { return of(op.input); }
  double operator()(const WriteLink&) const { return 0; }
  double operator()(const AsKnown& op) const { return of(op.input); }
  double operator()(const SaveAs& op) const { return of(op.input); }
  double operator()(const Tag& op) const { return of(op.input); }
  double operator()(const Note& op) const { return of(op.input); }
  double operator()(const Expect& op) const { return of(op.input); }
  double operator()(const Output& op) const { return of(op.input); }
  double operator()(const AsOf& op) const { return of(op.input); }
};

}  // namespace

double estimateRows(const PlanNode& node, const model::Catalog& catalog) {
  return std::visit(Estimator{node, catalog}, node.op);
}

double stepsBack(const Holders::Start& start, const model::Catalog& catalog) {
  return wayBack(start, catalog).first;
}

namespace {

/// A whole type, under whatever name the script gives it. `looked`: names that were looked up, once each: names that
/// are lists of names could otherwise be unfolded without end.
bool isWhole(const PlanPtr& plan, const SetPlans& plans, std::set<std::uint32_t>& looked) {
  if (!plan) return false;
  if (std::holds_alternative<NodeScan>(plan->op)) return true;
  if (const auto* local = std::get_if<LocalSet>(&plan->op))
    return looked.insert(local->index).second && isWhole(plans(local->index), plans, looked);
  const auto* list = std::get_if<Union>(&plan->op);
  return list != nullptr && std::any_of(list->parts.begin(), list->parts.end(),
                                        [&](const PlanPtr& part) { return isWhole(part, plans, looked); });
}

std::uint64_t linksOf(const binder::Hop& hop, const model::Catalog& catalog) {
  std::uint64_t links = 0;
  for (const auto& way : hop.ways) links += catalog.linkCount(way.relation);
  return links;
}

std::uint64_t firstLinksOf(const std::vector<binder::BoundTrait>& traits, const model::Catalog& catalog) {
  std::uint64_t links = 0;
  for (const auto& trait : traits) {
    if (!trait.hops.empty()) links += linksOf(trait.hops.front(), catalog);
  }
  return links;
}

}  // namespace

std::uint64_t unboundedLinks(const PlanNode& node, const model::Catalog& catalog, const SetPlans& plans) {
  const auto whole = [&](const PlanPtr& plan) {
    std::set<std::uint32_t> looked;
    return isWhole(plan, plans, looked);
  };
  if (const auto* expand = std::get_if<Expand>(&node.op))
    return whole(expand->input) ? linksOf(expand->hop, catalog) : 0;
  if (const auto* around = std::get_if<ExpandHops>(&node.op))
    return whole(around->input) ? linksOf(around->hop, catalog) : 0;
  if (const auto* path = std::get_if<FindPath>(&node.op))
    return whole(path->from) && whole(path->to) ? linksOf(path->hop, catalog) : 0;
  if (const auto* timeline = std::get_if<Timeline>(&node.op))
    return whole(timeline->input) ? firstLinksOf(timeline->of, catalog) : 0;
  if (const auto* pivots = std::get_if<Pivots>(&node.op))
    return whole(pivots->input) ? firstLinksOf(pivots->of, catalog) : 0;
  const auto* sharing = std::get_if<Sharing>(&node.op);
  if (sharing == nullptr || (sharing->subjects && !whole(sharing->subjects))) return 0;
  if (!sharing->each_other && !whole(sharing->with)) return 0;
  std::uint64_t links = 0;
  for (const auto& near : sharing->traits) {
    if (!near.trait.hops.empty()) links += linksOf(near.trait.hops.front(), catalog);
  }
  return links;
}

}  // namespace clew::planner
