// Times and the modifiers of pivots.
#include <algorithm>

#include "model/dates.h"
#include "property/plain_model.h"
#include "property/random_graph.h"

namespace clew::property {

Interval PlainModel::time(const syntax::TimeExpr& said) const {
  const syntax::TimeExpr time = resolved(said);
  if (const auto* date = std::get_if<syntax::Date>(&time.node)) return date->interval;
  if (const auto* duration = std::get_if<syntax::Duration>(&time.node)) {
    using Unit = syntax::Duration::Unit;
    const int months = static_cast<int>(duration->amount) * (duration->unit == Unit::kYear ? 12 : 1);
    const Time then = duration->unit == Unit::kMonth || duration->unit == Unit::kYear
                          ? model::addMonths(clock_.now, -months)
                          : clock_.now - duration->seconds;
    return {then, then};
  }
  switch (std::get<syntax::TimeWord>(time.node)) {
    case syntax::TimeWord::kToday:
      return {clock_.now / kDay * kDay, clock_.now / kDay * kDay + kDay - 1};
    case syntax::TimeWord::kYesterday:
      return {clock_.now / kDay * kDay - kDay, clock_.now / kDay * kDay - 1};
    case syntax::TimeWord::kLastRun:
      return {ran_at_.value_or(clock_.now), ran_at_.value_or(clock_.now)};
    default:
      return {clock_.now, clock_.now};
  }
}

TimeRule PlainModel::rule(const syntax::TimeTest& test) const {
  using Kind = syntax::TimeTest::Kind;
  const Interval from = time(test.time);
  switch (test.kind) {
    case Kind::kDuring:
      return {TimeRule::Kind::kTouches, from.first, from.last};
    case Kind::kBetween:
      return {TimeRule::Kind::kTouches, from.first, time(*test.until).last};
    case Kind::kSince:
      return {TimeRule::Kind::kSince, from.first, from.last};
    case Kind::kAfter:
      return {TimeRule::Kind::kAfter, from.first, from.last};
    case Kind::kBefore:
      return {TimeRule::Kind::kBefore, from.first, from.last};
    case Kind::kAt:
      return {TimeRule::Kind::kAt, from.first, from.last};
  }
  return {};
}

/// Of two limits both hold: the lower one counts.
void PlainModel::excludeHubs(Mods& mods, const syntax::Hubs& hubs) {
  mods.no_hubs = true;
  if (hubs.over) {
    const auto over = static_cast<std::uint64_t>(hubs.over->value);
    mods.hubs_over = std::min(mods.hubs_over.value_or(over), over);
  }
  for (const auto& [limit, relation] : hubs.each) {
    const auto [own, fresh] = mods.hubs_of.try_emplace(relation.text, static_cast<std::uint64_t>(limit.value));
    if (!fresh) own->second = std::min(own->second, static_cast<std::uint64_t>(limit.value));
  }
}

/// Where a list of the set's name says from when to when a member stands on it, the member is excluded at that time.
void PlainModel::exclude(Mods& mods, const syntax::Primary& what) {
  const bool marking = marking_;
  marking_ = false;
  const Set all = primary(what);
  marking_ = marking;
  const auto* named = std::get_if<syntax::SetSource>(&what.node);
  const bool is_list = named != nullptr && !named->arguments && names_.lets.count(named->set.name) == 0 &&
                       names_.sets.count(named->set.name) == 0;
  for (const Node& node : all.order) {
    std::vector<Interval> then;
    bool dated = is_list;
    for (const Link& link : graph().links()) {
      if (!dated || !(link.from == node) || schema_.relation(link.relation).name != "list") continue;
      if (link.to.name != named->set.name) continue;
      for (const Seen& seen : link.seen) {
        dated = dated && seen.dated() && seen.first != seen.last;  // at one moment somebody looked: no length of time
        then.push_back({seen.first, seen.last});
      }
    }
    if (!dated || then.empty()) {
      mods.excluded.insert(node);
      continue;
    }
    auto& spans = mods.excluded_then[node];
    spans.insert(spans.end(), then.begin(), then.end());
  }
}

Mods PlainModel::mods(const syntax::LinkModifiers& modifiers) {
  Mods out;
  for (const syntax::LinkModifier& modifier : modifiers) {
    if (const auto* test = std::get_if<syntax::TimeTest>(&modifier.node)) out.times.push_back(rule(*test));
    if (const auto* node = std::get_if<syntax::Overlapping>(&modifier.node))
      out.overlapping = node->within ? node->within->seconds : 0;
    if (const auto* node = std::get_if<syntax::Via>(&modifier.node)) {
      for (const syntax::Ident& word : node->relations) out.via.push_back(word.text);
    }
    if (const auto* node = std::get_if<syntax::SeenBy>(&modifier.node)) {
      if (!out.sources) out.sources.emplace();
      for (const syntax::Ident& word : node->sources) out.sources->insert(word.text);
      out.only = out.only || node->only;
    }
    if (const auto* node = std::get_if<syntax::SeenBySources>(&modifier.node))
      out.min_sources = static_cast<std::uint64_t>(node->at_least.value);
    if (const auto* node = std::get_if<syntax::SeenTimes>(&modifier.node))
      out.min_times = static_cast<std::uint64_t>(node->at_least.value);
    if (const auto* node = std::get_if<syntax::AtMostEach>(&modifier.node))
      out.at_most_each = static_cast<std::uint64_t>(node->limit.value);
    if (const auto* node = std::get_if<syntax::Confidence>(&modifier.node))
      out.min_confidence = static_cast<int>(node->at_least.value);
    if (const auto* node = std::get_if<syntax::Excluding>(&modifier.node)) {
      for (const auto& what : node->what) {
        if (const auto* hubs = std::get_if<syntax::Hubs>(&what))
          excludeHubs(out, *hubs);
        else
          exclude(out, *std::get<Box<syntax::Primary>>(what));
      }
    }
  }
  return out;
}

}  // namespace clew::property
