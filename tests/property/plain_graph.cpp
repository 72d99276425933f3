#include "property/plain_graph.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace clew::property {
namespace {

Seen seenOf(const model::Sighting& sighting, const model::FactLine& line) {
  Seen out;
  out.first = sighting.first;
  out.last = sighting.last;
  out.learnt = line.learnt;
  out.times = sighting.times;
  out.ttl = sighting.ttl;
  out.confidence = sighting.confidence;
  out.source = line.source;
  out.lookups = {line.lookup};
  return out;
}

/// Overlapping, nested or touching stretches of one source are one, and so are its undated words.
bool areOne(const Seen& a, const Seen& b) {
  if (a.source != b.source || a.dated() != b.dated()) return false;
  return !a.dated() || (a.first <= b.last + 1 && b.first <= a.last + 1);
}

void join(Seen& a, const Seen& b) {
  if (std::tie(a.last, a.confidence) < std::tie(b.last, b.confidence)) a.confidence = b.confidence;  // the latest
  a.first = std::min(a.first, b.first);
  a.last = std::max(a.last, b.last);
  a.learnt = std::min(a.learnt, b.learnt);
  a.times = std::max(a.times, b.times);
  a.ttl = a.ttl == 0 || b.ttl == 0 ? std::max(a.ttl, b.ttl) : std::min(a.ttl, b.ttl);
  a.lookups.insert(b.lookups.begin(), b.lookups.end());
}

}  // namespace

bool betweenHosts(const model::Schema& schema, const model::RelationDef& relation) {
  const model::TypeSet hosts = schema.withSubtypes(schema.known().host);
  return (relation.subjects & ~hosts).none() && schema.isA(relation.object, schema.known().host);
}

bool operator<(const Node& a, const Node& b) {
  if (a.type != b.type) return a.type < b.type;
  return model::compareNames(model::Schema::builtin(), a.type, a.name, b.name) < 0;
}
bool operator==(const Node& a, const Node& b) {
  return a.type == b.type && a.name == b.name;
}

namespace {

bool takesBack(const model::RetractionFact& taken, const model::LinkFact& fact) {
  const auto* what = std::get_if<model::LinkFact>(&*taken.what);
  return what != nullptr && what->relation == fact.relation && what->from.name == fact.from.name &&
         what->to.name == fact.to.name;
}
bool takesBack(const model::RetractionFact& taken, const model::PropertyFact& fact) {
  const auto* what = std::get_if<model::PropertyFact>(&*taken.what);
  return what != nullptr && what->property == fact.property && what->of.name == fact.of.name &&
         what->value == fact.value;
}

}  // namespace

/// A source takes back what it said before; what it says again after this holds.
template <typename Fact>
bool PlainGraph::stands(const std::vector<model::FactLine>& facts, std::size_t at, const Fact& fact, Time known_at) {
  for (std::size_t i = at + 1; i < facts.size(); ++i) {
    const auto* taken = std::get_if<model::RetractionFact>(&facts[i].body);
    if (taken != nullptr && facts[i].learnt <= known_at && taken->source == facts[at].source && takesBack(*taken, fact))
      return false;
  }
  return true;
}

PlainGraph::PlainGraph(const std::vector<model::FactLine>& facts, Time known_at, Time taken_back_at)
    : schema_(model::Schema::builtin()) {
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const model::FactLine& line = facts[i];
    if (line.learnt > known_at) continue;
    if (const auto* fact = std::get_if<model::LinkFact>(&line.body)) {
      const Node from = nodeOf(fact->from), to = nodeOf(fact->to);
      if (stands(facts, i, *fact, taken_back_at))
        links_.push_back({from, to, fact->relation, {seenOf(fact->seen, line)}});
    }
    if (const auto* fact = std::get_if<model::PropertyFact>(&line.body)) {
      const Node of = nodeOf(fact->of);
      if (stands(facts, i, *fact, taken_back_at))
        properties_.push_back({of, fact->property, fact->value, seenOf(fact->seen, line)});
    }
    if (const auto* fact = std::get_if<model::RedactedFact>(&line.body))
      states_.push_back({nodeOf(fact->of), fact->trait, seenOf(fact->seen, line), fact->text});
    if (const auto* fact = std::get_if<model::AnswerFact>(&line.body)) {
      const bool complete = fact->outcome == model::Outcome::kFound || fact->outcome == model::Outcome::kNone;
      answers_.push_back({nodeOf(fact->of), fact->kind, line.source, line.lookup, complete, fact->when});
    }
  }
  coalesce();
  derive();
}

Node PlainGraph::nodeOf(const model::NodeName& name) {
  Node node{schema_.storedType(name.type), name.name};
  if (node.type == schema_.known().host && apex(node) == node.name) node.type = schema_.known().domain;
  if (!nodes_.insert(node).second) return node;
  const auto also = [&](std::string_view domain) {
    if (!domain.empty() && domain != node.name) nodeOf({schema_.known().host, std::string(domain), {}});
  };
  if (isHost(node)) also(apex(node));
  if (node.type == schema_.known().email)
    also(model::Suffixes::shipped().apex(node.name.substr(node.name.rfind('@') + 1)));
  return node;
}

std::optional<Node> PlainGraph::find(model::TypeId type, std::string_view name) const {
  for (const Node& node : nodes_) {
    if (node.name == name && schema_.isA(node.type, type)) return node;
  }
  return std::nullopt;
}

void PlainGraph::coalesce() {
  std::vector<Link> out;
  for (const Link& link : links_) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const Link& other) {
      return other.from == link.from && other.to == link.to && other.relation == link.relation;
    });
    if (same == out.end()) {
      out.push_back(link);
      continue;
    }
    Seen more = link.seen.front();
    for (bool again = true; again;) {  // what it joins may now reach others
      again = false;
      for (std::size_t i = 0; i < same->seen.size(); ++i) {
        if (!areOne(same->seen[i], more)) continue;
        join(more, same->seen[i]);
        same->seen.erase(same->seen.begin() + static_cast<std::ptrdiff_t>(i));
        again = true;
        break;
      }
    }
    same->seen.push_back(more);
  }
  links_ = std::move(out);
}

void PlainGraph::derive() {
  const auto& known = schema_.knownRelations();
  for (const Node& node : nodes_) {
    if (isHost(node)) {
      const auto domain = find(schema_.known().host, apex(node));
      if (!domain) continue;
      links_.push_back({node, *domain, known.apex, {}});
      links_.push_back({*domain, node, known.fqdn, {}});
      if (!(*domain == node)) links_.push_back({*domain, node, known.subdomains, {}});
    }
    if (node.type == schema_.known().email) {
      const std::string host = node.name.substr(node.name.rfind('@') + 1);
      const auto domain = find(schema_.known().host, model::Suffixes::shipped().apex(host));
      if (domain) links_.push_back({node, *domain, known.provider, {}});
    }
  }
}

bool PlainGraph::shows(Seen& seen, const Clock& clock) {
  if (!clock.as_of) return true;
  if (!seen.dated()) return seen.learnt <= *clock.as_of;
  if (seen.first > *clock.as_of) return false;
  seen.last = std::min(seen.last, *clock.as_of);
  return true;
}

bool PlainGraph::meets(const TimeRule& rule, const Seen& seen) {
  if (!seen.dated()) return false;
  switch (rule.kind) {
    case TimeRule::Kind::kTouches:
      return seen.first <= rule.to && seen.last >= rule.from;
    case TimeRule::Kind::kSince:
      return seen.last >= rule.from;
    case TimeRule::Kind::kAfter:
      return seen.last > rule.to;
    case TimeRule::Kind::kBefore:
      return seen.first < rule.from;
    case TimeRule::Kind::kAt:
      return false;  // needs the link: inForce
  }
  return false;
}

/// In force at some moment of the interval; the earliest that the sighting reaches is the best.
bool PlainGraph::inForce(const Link& link, const Seen& seen, const TimeRule& rule, const Clock& clock) const {
  if (!seen.dated()) return false;
  const model::RelationDef& relation = schema_.relation(link.relation);
  const Time moment = std::max(rule.from, seen.first);
  if (moment > rule.to) return false;
  if (moment > seen.last && moment - seen.last > relation.freshness) return false;
  for (const Asked& asked : answers_) {
    if (!asked.complete || relation.answer_kind.empty() || asked.kind != relation.answer_kind) continue;
    if (!(asked.of == link.from) || asked.source != seen.source) continue;
    if (asked.when <= seen.last || asked.when > moment || (clock.as_of && asked.when > *clock.as_of)) continue;
    const bool held = std::any_of(link.seen.begin(), link.seen.end(), [&](const Seen& other) {
      return other.source == asked.source && other.lookups.count(asked.lookup) != 0;
    });
    if (!held) return false;
  }
  return true;
}

bool PlainGraph::stoodExcluded(const Node& value, const Seen& seen, const Mods& mods) {
  const auto member = mods.excluded_then.find(value);
  if (member == mods.excluded_then.end()) return false;
  return !seen.dated() || std::any_of(member->second.begin(), member->second.end(), [&](const Interval& then) {
    return seen.first <= then.last && then.first <= seen.last;
  });
}

std::vector<Seen> PlainGraph::passing(const Link& link, const Mods& mods, const Clock& clock) const {
  std::vector<Seen> out;
  for (Seen seen : link.seen) {
    if (!shows(seen, clock) || stoodExcluded(link.to, seen, mods)) continue;
    const bool named = !mods.sources || mods.sources->count(seen.source) != 0;
    if (!named && !mods.only) continue;
    const int confidence = seen.confidence >= 0 ? seen.confidence : 50;  // the default of a source
    if (confidence < mods.min_confidence) continue;
    const bool all = std::all_of(mods.times.begin(), mods.times.end(), [&](const TimeRule& rule) {
      return rule.kind == TimeRule::Kind::kAt ? inForce(link, seen, rule, clock) : meets(rule, seen);
    });
    if (all && !named) return {};
    if (all) out.push_back(seen);
  }
  std::set<std::string> sources;
  std::uint64_t times = 0;
  for (const Seen& seen : out) {
    sources.insert(seen.source);
    times += seen.times;
  }
  if (sources.size() < mods.min_sources || times < mods.min_times) return {};
  return out;
}

bool PlainGraph::asks(const Mods& mods) const {
  return !mods.times.empty() || mods.sources || mods.min_sources > 0 || mods.min_times > 0 || mods.min_confidence >= 0;
}

/// A derived link is judged by the observations that name its lower node, all of them together where they are counted.
bool PlainGraph::passes(const Link& link, const Mods& mods, const Clock& clock) const {
  if (!link.seen.empty()) return !passing(link, mods, clock).empty();
  if (!asks(mods)) return true;
  const auto& known = schema_.knownRelations();
  const Node& lower = link.relation == known.fqdn || link.relation == known.subdomains ? link.to : link.from;
  Mods each = mods;
  each.only = false;
  if (mods.only) each.sources.reset();
  each.min_sources = each.min_times = 0;
  std::set<std::string> sources;
  std::uint64_t times = 0;
  bool any = false;
  for (const Link& other : links_) {
    if (!(other.from == lower) && !(other.to == lower)) continue;
    for (const Seen& seen : passing(other, each, clock)) {
      if (mods.only && mods.sources->count(seen.source) == 0) return false;
      any = true;
      sources.insert(seen.source);
      times += seen.times;
    }
  }
  return any && sources.size() >= mods.min_sources && times >= mods.min_times;
}

std::size_t PlainGraph::holders(const Node& value, model::RelationId relation, bool apexes) const {
  std::set<std::string> names;
  for (const Link& link : links_) {
    if (link.relation != relation || !(link.to == value)) continue;
    const std::string domain = isHost(link.from) ? apex(link.from) : "";
    names.insert(apexes && !domain.empty() ? domain : link.from.name);
  }
  return names.size();
}

bool PlainGraph::isHub(const Node& value, model::RelationId relation, const Mods& mods) const {
  if (!mods.no_hubs) return false;
  const model::RelationDef& def = schema_.relation(relation);
  std::uint64_t limit = mods.hubs_over.value_or(def.hub_threshold);
  if (const auto own = mods.hubs_of.find(def.name); own != mods.hubs_of.end())
    limit = mods.hubs_over ? std::min(*mods.hubs_over, own->second) : own->second;
  return holders(value, relation, def.counts_apexes) > limit;
}

std::optional<double> PlainGraph::rarity(const Node& value, model::RelationId relation) const {
  std::set<Node> having;
  for (const Link& link : links_) {
    if (link.relation == relation) having.insert(link.from);
  }
  const std::size_t holding = holders(value, relation, false);
  if (holding == 0) return std::nullopt;
  return std::log2(static_cast<double>(having.size()) / static_cast<double>(holding)) + 0.0;
}

PlainCase::PlainCase(std::vector<model::FactLine> facts)
    : facts_(std::move(facts)), today_(std::make_unique<PlainGraph>(facts_)) {}

const PlainGraph& PlainCase::knownAt(Time when, Time taken_back) const {
  Time newest = kNoTime, newest_back = kNoTime;
  for (const model::FactLine& line : facts_) {
    if (line.learnt <= when) newest = std::max(newest, line.learnt);
    if (line.learnt <= taken_back) newest_back = std::max(newest_back, line.learnt);
  }
  auto& graph = past_[{newest, newest_back}];
  if (!graph) graph = std::make_unique<PlainGraph>(facts_, newest, newest_back);
  return *graph;
}

}  // namespace clew::property
