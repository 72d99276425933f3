// Values of traits: walks over relations, properties, and the state of the latest record.
#include <algorithm>
#include <limits>

#include "common/text.h"
#include "model/dates.h"
#include "property/plain_model.h"

namespace clew::property {

/// The relation of that name, or the several that the name stands for.
std::set<model::RelationId> PlainModel::relationsOf(const std::string& word, model::TypeId type) const {
  if (const auto id = schema_.relationOf(word, type); id != model::kNoRelation) return {id};
  std::set<model::RelationId> out;
  if (const auto* group = schema_.groupNamed(word)) {
    for (const std::string& member : group->members) out.merge(relationsOf(member, type));
  } else if (const auto named = names_.traits.find(word); named != names_.traits.end()) {
    for (const syntax::Trait& trait : named->second) {
      if (trait.words.size() == 1) out.merge(relationsOf(trait.words[0].text, type));
    }
  }
  return out;
}

syntax::Trait PlainModel::spelledOut(const syntax::Trait& trait) const {
  syntax::Trait out;
  for (const syntax::Ident& word : trait.words) {
    const auto named = names_.traits.find(word.text);
    if (named != names_.traits.end() && named->second.size() == 1) {
      const auto& part = named->second.front().words;
      out.words.insert(out.words.end(), part.begin(), part.end());
    } else {
      out.words.push_back(word);
    }
  }
  return out;
}

/// With what is not crossed, from that node.
std::vector<PlainModel::Held> PlainModel::heldBy(const Node& node, const syntax::Trait& trait, const Mods& mods,
                                                 bool history) {
  const Node* const before = std::exchange(skip_from_, &node);
  std::vector<Held> out = held(node, trait, mods, history);
  skip_from_ = before;
  return out;
}

/// A walk is read from right to left; its modifiers apply to its first observed step.
std::vector<PlainModel::Held> PlainModel::held(const Node& node, const syntax::Trait& written, const Mods& mods,
                                               bool history) {
  const syntax::Trait trait = spelledOut(written);
  struct At {
    Node node;
    std::vector<Seen> seen;
    bool walked = false;
    std::vector<std::pair<Link, std::vector<Seen>>> steps;
  };
  const std::size_t count = trait.words.size();
  std::size_t observed = 0;
  for (std::size_t hop = count; hop-- > 0;) {
    const std::string& word = trait.words[count - 1 - hop].text;
    const auto ids = schema_.relationsNamed(word);
    const bool several = schema_.groupNamed(word) != nullptr || names_.traits.count(word) != 0;
    if (several || std::any_of(ids.begin(), ids.end(),
                               [&](auto id) { return schema_.relation(id).derivation == model::Derivation::kNone; }))
      observed = hop;
  }
  Mods open = mods;
  open.excluded_then.clear();
  std::vector<At> at{{node, {}, false, {}}};
  std::vector<Held> out;
  for (std::size_t hop = 0; hop < count; ++hop) {
    const std::string& word = trait.words[count - 1 - hop].text;
    std::vector<At> next;
    for (const At& one : at) {
      const std::set<model::RelationId> relations = relationsOf(word, one.node.type);
      const auto property_id = schema_.propertyNamed(word);
      if (hop + 1 == count && relations.empty() && property_id) {
        for (Held& read : property(one.node, word, history, count == 1 ? mods : Mods())) {
          if (one.walked) read.seen = one.seen;
          read.steps = one.steps;
          out.push_back(std::move(read));
        }
        continue;
      }
      if (relations.empty()) {
        const auto type = schema_.typeNamed(word);
        if (type && schema_.isA(one.node.type, *type)) next.push_back(one);  // the node itself
        continue;
      }
      const bool filtered = hop == observed;
      const Mods plain;
      const Mods& applied = filtered ? mods : plain;
      for (const model::RelationId id : relations) {
        if (skip_from_ != nullptr) skipRedacted(one.node, id, applied, *skip_from_);
      }
      for (const Link& link : graph().links()) {
        if (relations.count(link.relation) == 0 || !(link.from == one.node)) continue;
        const bool passes = link.seen.empty() && !filtered ? true : graph().passes(link, applied, clock_);
        if (skip_from_ != nullptr && (passes || graph().passes(link, filtered ? open : plain, clock_))) {
          if (const char* reason = notCrossed(link, mods)) skip(link.to, link.relation, reason, *skip_from_);
        }
        if (!passes || !crosses(link.to, link.relation, mods)) continue;
        const std::vector<Seen> passing = graph().passing(link, applied, clock_);
        next.push_back({link.to, filtered ? passing : one.seen, true, one.steps});
        next.back().steps.emplace_back(link, passing);
      }
    }
    at = std::move(next);
  }
  for (const At& one : at) {
    const auto same = std::find_if(out.begin(), out.end(),
                                   [&](const Held& held) { return compareCells(held.value, cellOf(one.node)) == 0; });
    if (same == out.end()) {
      out.push_back({cellOf(one.node), one.seen, !one.walked, one.steps});
    } else {
      same->steps.insert(same->steps.end(), one.steps.begin(), one.steps.end());
      same->seen.insert(same->seen.end(), one.seen.begin(), one.seen.end());
    }
  }
  return out;
}

/// Of a condition or a column.
PlainModel::Cells PlainModel::values(const Node& node, const syntax::Trait& trait, const Mods& mods, bool history) {
  Cells out;
  for (const Held& one : heldBy(node, trait, mods, history)) out.push_back(one.value);
  sortDistinct(out);
  return out;
}

/// The label before the public suffix.
PlainModel::Cells PlainModel::labelOf(const Node& host) const {
  const std::string apex = graph().apex(host);
  const std::string& base = apex.empty() ? host.name : apex;
  return {Cell(base.substr(0, base.find('.')))};
}

/// Of the sightings of one value of a property those that the modifiers keep: judged together, as those of a link are.
std::vector<Seen> PlainModel::keptOf(std::int64_t freshness, const std::vector<Seen>& all, const Mods& mods) {
  std::vector<Seen> out;
  std::set<std::string> sources;
  std::uint64_t times = 0;
  for (const Seen& seen : all) {
    const bool named = !mods.sources || mods.sources->count(seen.source) != 0;
    if ((!named && !mods.only) || (seen.confidence >= 0 ? seen.confidence : 50) < mods.min_confidence) continue;
    const bool meets = std::all_of(mods.times.begin(), mods.times.end(), [&](const TimeRule& rule) {
      if (rule.kind != TimeRule::Kind::kAt) return PlainGraph::meets(rule, seen);
      return seen.dated() && seen.first <= rule.to && seen.last + freshness >= rule.from;
    });
    if (!meets) continue;
    if (!named) return {};
    out.push_back(seen);
    sources.insert(seen.source);
    times += seen.times;
  }
  if (sources.size() < mods.min_sources || times < mods.min_times) return {};
  return out;
}

std::int64_t PlainModel::freshnessOf(const model::PropertyDef& def) const {
  for (const model::RelationDef& relation : schema_.relations()) {
    if (!def.answer_kind.empty() && relation.answer_kind == def.answer_kind) return relation.freshness;
  }
  return 0;
}

/// The latest value: the one with the greatest last sighting over all sources; where several have it, all. A time word
/// names its own.
std::vector<PlainModel::Held> PlainModel::property(const Node& node, const std::string& word, bool history,
                                                   const Mods& mods) {
  const auto id = schema_.propertyNamed(word);
  const model::PropertyDef& def = schema_.property(*id);
  if (!def.subjects.test(node.type)) return {};
  if (word == "name") return {{cellOf(node), {}, false, {}}};
  if (word == "type") return {{Cell(schema_.type(node.type).name), {}, false, {}}};
  if (word == "tld") return {{Cell(node.name.substr(node.name.rfind('.') + 1)), {}, false, {}}};
  if (word == "label") return {{labelOf(node).front(), {}, false, {}}};
  if (word == "entropy") return {{Cell(entropy(plainText(labelOf(node).front()))), {}, false, {}}};
  if (word == "private") return {{Cell(node.name.starts_with("10.")), {}, false, {}}};  // of the addresses of a world
  if (word == "first-seen" || word == "last-seen") {
    std::optional<Time> best;
    for (const Link& link : graph().links()) {
      if (!(link.from == node) && !(link.to == node)) continue;
      for (Seen seen : link.seen) {
        if (!PlainGraph::shows(seen, clock_) || !seen.dated()) continue;
        const Time time = word == "first-seen" ? seen.first : seen.last;
        if (!best || (word == "first-seen" ? time < *best : time > *best)) best = time;
      }
    }
    if (!best) return {};
    return {{Cell(Instant{*best}), {}, false, {}}};
  }
  struct Read {
    Cell value;
    Seen seen;
  };
  std::vector<Read> reads;
  for (const Property& stored : graph().properties()) {
    if (!(stored.of == node) || stored.property != *id) continue;
    Read read{Cell(), stored.seen};
    if (def.type == model::ValueType::kDate) {
      const Time date = model::readDate(stored.value)->first;
      read.value = Instant{date};
      const bool known_whenever = def.inherent && clock_.as_of && date <= *clock_.as_of;
      if (!known_whenever && !PlainGraph::shows(read.seen, clock_)) continue;
    } else {
      if (!PlainGraph::shows(read.seen, clock_)) continue;
      if (def.type == model::ValueType::kBool)
        read.value = stored.value == "true";
      else if (def.type == model::ValueType::kText)
        read.value = stored.value;
      else
        read.value = *parseInteger<std::int64_t>(stored.value);
    }
    reads.push_back(std::move(read));
  }
  std::vector<Read> kept;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    const auto same = [&](const Read& read) { return compareCells(read.value, reads[i].value) == 0; };
    if (std::any_of(kept.begin(), kept.end(), same)) continue;
    std::vector<Seen> all;
    for (const Read& read : reads) {
      if (same(read)) all.push_back(read.seen);
    }
    for (const Seen& seen : keptOf(freshnessOf(def), all, mods)) kept.push_back({reads[i].value, seen});
  }
  reads = std::move(kept);
  if (!history && mods.times.empty() && word != "note" && word != "detail") {  // all of these stay
    Time latest = std::numeric_limits<Time>::min();
    std::int64_t highest = std::numeric_limits<std::int64_t>::min();
    for (const Read& read : reads) {
      latest = std::max(latest, read.seen.last);
      if (def.highest) highest = std::max(highest, std::get<std::int64_t>(read.value.value));
    }
    std::erase_if(reads, [&](const Read& read) {
      return def.highest ? std::get<std::int64_t>(read.value.value) < highest : read.seen.last < latest;
    });
  }
  std::vector<Held> out;
  for (const Read& read : reads) {
    const auto same = std::find_if(out.begin(), out.end(),
                                   [&](const Held& held) { return compareCells(held.value, read.value) == 0; });
    if (same == out.end())
      out.push_back({read.value, {read.seen}, false, {}});
    else
      same->seen.push_back(read.seen);
  }
  return out;
}

/// What the latest record that speaks of the trait says.
Cell PlainModel::stateOf(const Node& node, const std::string& word, const Mods& mods) {
  const model::RelationId relation = schema_.relationOf(word, node.type);
  if (relation == model::kNoRelation) return Missing{};
  const model::RelationDef& def = schema_.relation(relation);
  std::optional<Time> known, redacted;
  std::set<std::string> records;
  for (const Link& link : graph().links()) {
    if (link.relation != relation || !(link.from == node)) continue;
    if (link.seen.empty()) known = std::numeric_limits<Time>::max();
    for (const Seen& seen : graph().passing(link, mods, clock_)) {
      known = std::max(known.value_or(kNoTime), seen.last);
      records.insert(seen.lookups.begin(), seen.lookups.end());
    }
  }
  for (const State& state : graph().states()) {
    Seen seen = state.seen;
    if (state.trait != relation || !(state.of == node) || !PlainGraph::shows(seen, clock_)) continue;
    if (keptOf(def.freshness, {seen}, mods).empty()) continue;
    redacted = std::max(redacted.value_or(kNoTime), seen.last);
    records.insert(seen.lookups.begin(), seen.lookups.end());
  }
  if (!known && !redacted) return Missing{};
  const Time latest = std::max(known.value_or(kNoTime), redacted.value_or(kNoTime));
  for (const Asked& asked : graph().answers()) {
    if (!(asked.of == node) || !asked.complete || def.answer_kind.empty() || asked.kind != def.answer_kind) continue;
    if (asked.when <= latest || (clock_.as_of && asked.when > *clock_.as_of)) continue;
    if (records.count(asked.lookup) == 0) return Missing{};  // a later record has no such field
  }
  if (known && (!redacted || *known >= *redacted)) return true;
  return Redacted{};
}

Cell PlainModel::state(const Node& node, const syntax::Trait& written, const Mods& mods) {
  const syntax::Trait trait = spelledOut(written);
  const std::string& last = trait.words.front().text;
  std::vector<Node> holders{node};
  if (trait.words.size() > 1) {
    holders.clear();
    syntax::Trait before = trait;
    before.words.erase(before.words.begin());
    for (const Held& one : held(node, before, {})) {
      if (const auto* value = std::get_if<NodeValue>(&one.value.value)) holders.push_back(nodeOf(*value));
    }
  }
  Cell out = Missing{};
  for (const Node& holder : holders) {
    if (schema_.relationOf(last, holder.type) == model::kNoRelation && schema_.propertyNamed(last)) {
      if (!property(holder, last, false, {}).empty()) return true;
      continue;
    }
    const Cell one = stateOf(holder, last, trait.words.size() == 1 ? mods : Mods());
    if (std::holds_alternative<bool>(one.value)) return true;
    if (one.isRedacted()) out = Redacted{};
  }
  return out;
}

}  // namespace clew::property
