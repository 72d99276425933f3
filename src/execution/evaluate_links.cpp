// What links and groups add to expressions: link columns and aggregates.
#include <algorithm>
#include <cmath>
#include <set>

#include "execution/evaluate.h"
#include "execution/functions.h"
#include "execution/times.h"

namespace clew::execution {

using binder::BoundExpr;
using binder::BoundTrait;
using binder::LinkColumn;

namespace {

constexpr std::uint32_t bitOf(LinkColumn column) {
  return 1U << static_cast<unsigned>(column);
}

/// Visits the expressions directly below one.
template <typename F>
void eachChild(const BoundExpr& expr, const F& take) {
  const auto all = [&](const std::vector<binder::ExprPtr>& list) {
    for (const auto& item : list) take(*item);
  };
  const auto one = [&](const binder::ExprPtr& item) {
    if (item) take(*item);
  };
  if (const auto* any_of = std::get_if<BoundExpr::Or>(&expr.node)) all(any_of->terms);
  if (const auto* all_of = std::get_if<BoundExpr::And>(&expr.node)) all(all_of->terms);
  if (const auto* inverse = std::get_if<BoundExpr::Not>(&expr.node)) one(inverse->term);
  if (const auto* compare = std::get_if<BoundExpr::Compare>(&expr.node)) one(compare->left), one(compare->right);
  if (const auto* is = std::get_if<BoundExpr::Is>(&expr.node)) one(is->left);
  if (const auto* in = std::get_if<BoundExpr::In>(&expr.node)) one(in->left);
  if (const auto* glob = std::get_if<BoundExpr::Matching>(&expr.node)) one(glob->left);
  if (const auto* like = std::get_if<BoundExpr::Resembling>(&expr.node)) one(like->left);
  if (const auto* regex = std::get_if<BoundExpr::Regex>(&expr.node)) one(regex->left);
  if (const auto* date = std::get_if<BoundExpr::TimeIs>(&expr.node)) one(date->left);
  if (const auto* truth = std::get_if<BoundExpr::Truth>(&expr.node)) one(truth->value);
  if (const auto* sum = std::get_if<BoundExpr::Arithmetic>(&expr.node)) one(sum->left), one(sum->right);
  if (const auto* call = std::get_if<BoundExpr::Call>(&expr.node)) all(call->arguments);
}

void addTime(DatumList& out, const std::vector<Observation>& seen, bool first) {
  std::optional<Time> found;
  for (const Observation& one : seen) {
    if (!one.dated()) continue;
    const Time time = first ? one.first : one.last;
    if (!found || (first ? time < *found : time > *found)) found = time;
  }
  if (found) out.emplace_back(Instant{*found});
}

}  // namespace

std::uint32_t Evaluator::linkColumns(const BoundExpr& expr) {
  const auto known = link_columns_.find(&expr);
  if (known != link_columns_.end()) return known->second;
  std::uint32_t columns = 0;
  const auto* trait = std::get_if<BoundTrait>(&expr.node);
  if (trait != nullptr && trait->end == BoundTrait::End::kLinkColumn) columns = bitOf(trait->link_column);
  eachChild(expr, [&](const BoundExpr& child) { columns |= linkColumns(child); });
  return link_columns_[&expr] = columns;
}

DatumList Evaluator::linkColumn(LinkColumn column, const Scope& scope) {
  if (scope.link != nullptr) return columnOf(column, *scope.link);
  DatumList out;
  if (!layer_ || scope.node == kNoNode) return out;
  layer_->links(scope.node, [&](const ResultLink& link) {
    for (Datum& value : columnOf(column, link)) out.push_back(std::move(value));
    return run_.goOn();
  });
  sortDistinct(run_.view(), out);
  return out;
}

DatumList Evaluator::columnOf(LinkColumn column, const ResultLink& link) {
  DatumList out;
  switch (column) {
    case LinkColumn::kSeed:
      if (link.seed != kNoNode)
        out.emplace_back(NodeRef{link.seed});
      else if (!link.seed_text.empty())
        out.emplace_back(link.seed_text);
      break;
    case LinkColumn::kOrigin:
      if (link.seed == kNoNode && !link.seed_text.empty()) out.emplace_back(link.seed_text);
      for (const NodeId node : origins(link)) {
        if (node != kNoNode) out.emplace_back(NodeRef{node});
      }
      sortDistinct(run_.view(), out);
      break;
    case LinkColumn::kTrait:
      if (link.trait != nullptr) out.emplace_back(*link.trait);
      break;
    case LinkColumn::kShared:
      if (link.shared.known()) out.push_back(link.shared);
      break;
    case LinkColumn::kFirst:
      addTime(out, link.seen, true);
      break;
    case LinkColumn::kLast:
      addTime(out, link.seen, false);
      break;
    case LinkColumn::kSource:
      return sourcesOf(link);
    case LinkColumn::kTimes: {
      std::int64_t times = 0;
      for (const Observation& seen : link.seen) times += seen.times;
      if (!link.seen.empty()) out.emplace_back(times);
      break;
    }
    case LinkColumn::kConfidence: {
      std::int64_t best = -1;
      for (const Observation& seen : link.seen) best = std::max<std::int64_t>(best, confidenceOf(run_.view(), seen));
      if (best >= 0) out.emplace_back(best);
      break;
    }
    case LinkColumn::kHops:
      out.emplace_back(static_cast<std::int64_t>(link.hops >= 0 ? link.hops : link.depth));
      break;
    case LinkColumn::kRarity: {
      Datum rarity = rarityOf(link);
      if (rarity.known()) out.push_back(std::move(rarity));
      break;
    }
    case LinkColumn::kSimilarity:
      if (link.similarity >= 0) out.emplace_back(link.similarity);
      break;
    case LinkColumn::kKind:
      if (!link.kind.empty()) out.emplace_back(std::string(link.kind));
      break;
  }
  return out;
}

/// Who says so; of a derived link, everybody who names its lower node.
DatumList Evaluator::sourcesOf(const ResultLink& link) {
  std::set<std::string> names;
  for (const Observation& seen : link.seen) names.emplace(run_.view().sourceName(seen.source));
  if (link.seen.empty() && !link.steps.empty() && link.steps.front().relation != model::kNoRelation) {
    const Step& step = link.steps.front();
    const auto derivation = run_.schema().relation(step.relation).derivation;
    const bool lower_is_object = derivation == model::Derivation::kFqdn || derivation == model::Derivation::kSubdomains;
    const bool along = step.direction == Direction::kAlong;
    const NodeId lower = lower_is_object == along ? step.to : step.from;
    eachObservation(run_.view(), lower, clockFilter(clock_), [&](const Observation& seen) {
      names.emplace(run_.view().sourceName(seen.source));
      return true;
    });
  }
  return DatumList(names.begin(), names.end());
}

Datum Evaluator::rarityOf(const ResultLink& link) {
  if (link.value == kNoNode || link.relation == model::kNoRelation) return Missing{};
  const std::uint64_t holders = run_.view().holders(link.value, link.relation).nodes;
  const std::uint64_t all = run_.nodesWith(link.relation);
  if (holders == 0 || all == 0) return Missing{};
  return std::log2(static_cast<double>(all) / static_cast<double>(holders)) + 0.0;
}

std::vector<NodeId> Evaluator::origins(const ResultLink& link) {
  if (link.seed == kNoNode) return {link.node};
  if (link.behind == nullptr) return {link.seed};
  const auto key = std::make_pair(link.behind, link.seed);
  const auto known = origins_.find(key);
  if (known != origins_.end()) return known->second;
  std::vector<ResultLink> before;
  link.behind->links(link.seed, [&](const ResultLink& one) {
    before.push_back(one);
    return run_.goOn();
  });
  std::vector<NodeId> out;
  for (const ResultLink& one : before) {
    const auto more = origins(one);
    out.insert(out.end(), more.begin(), more.end());
  }
  if (before.empty()) out.push_back(link.seed);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return origins_[key] = std::move(out);
}

/// The values of an aggregate's argument that one member of the group adds.
void Evaluator::gather(const BoundExpr& argument, const Scope& item, std::uint32_t columns, DatumList& out) {
  if (columns == 0 || item.link != nullptr || item.node == kNoNode || !layer_) {
    for (Datum& value : values(argument, item)) out.push_back(std::move(value));
    return;
  }
  layer_->links(item.node, [&](const ResultLink& link) {
    Scope one = item;
    one.link = &link;
    for (Datum& value : values(argument, one)) out.push_back(std::move(value));
    return run_.goOn();
  });
}

Datum Evaluator::overGroup(const BoundExpr::Call& call, const Scope& scope) {
  Scope alone = scope;
  alone.group = nullptr;
  if (alone.counts_all) alone.link = nullptr;
  const std::vector<Scope> single{alone};
  const std::vector<Scope>& group = scope.group != nullptr ? *scope.group : single;
  if (call.arguments.empty() && scope.number != nullptr) return *scope.number;
  if (call.arguments.empty()) return static_cast<std::int64_t>(group.size());
  const BoundExpr& argument = *call.arguments[0];
  const std::uint32_t columns = linkColumns(argument);
  const bool once_a_value = columns != 0 && (columns & ~(bitOf(LinkColumn::kShared) | bitOf(LinkColumn::kRarity))) == 0;
  if (group.size() == 1 && call.function == binder::Function::kCount && columns == 0) {
    const auto* trait = std::get_if<BoundTrait>(&argument.node);
    if (trait != nullptr && trait->end == BoundTrait::End::kNodes && group[0].node != kNoNode) {
      return static_cast<std::int64_t>(reader(*trait).count(group[0].node));
    }
  }
  DatumList gathered;
  if (!once_a_value) {
    for (const Scope& item : group) gather(argument, item, columns, gathered);
    return aggregate(run_.view(), call.function, std::move(gathered));
  }
  // A value counts once in its group, however many links meet in it.
  const auto less = [&](const Datum& a, const Datum& b) { return compareData(run_.view(), a, b) < 0; };
  std::map<std::string, std::set<Datum, decltype(less)>> seen;
  const auto add = [&](const ResultLink& link, const Scope& item) {
    const Datum value = link.shared.known() ? link.shared : Datum(NodeRef{link.value});
    const std::string trait = link.trait != nullptr ? *link.trait : std::string();
    if (!seen.try_emplace(trait, less).first->second.insert(value).second) return run_.goOn();
    Scope one = item;
    one.link = &link;
    for (Datum& found : values(argument, one)) gathered.push_back(std::move(found));
    return run_.goOn();
  };
  for (const Scope& item : group) {
    if (item.link != nullptr) {
      add(*item.link, item);
    } else if (layer_ && item.node != kNoNode) {
      layer_->links(item.node, [&](const ResultLink& link) { return add(link, item); });
    }
  }
  return aggregate(run_.view(), call.function, std::move(gathered));
}

}  // namespace clew::execution
