// Pivots of one step: arrows, and what has something in common.
#include <algorithm>
#include <cstdlib>

#include "property/plain_model.h"

namespace clew::property {
namespace {

bool hostOnly(const std::string& word) {
  return word == "ns" || word == "mx" || word == "cname";
}

bool isAmong(const Seen& one, const std::vector<Seen>& all) {
  return std::any_of(all.begin(), all.end(), [&](const Seen& other) {
    return std::tie(one.first, one.last, one.source) == std::tie(other.first, other.last, other.source);
  });
}

}  // namespace

bool PlainModel::crosses(const Node& value, model::RelationId relation, const Mods& mods) const {
  if (mods.excluded.count(value) != 0) return false;
  return seeds_.count(value) != 0 || !graph().isHub(value, relation, mods);
}

/// A derived link has the sources of whatever names its lower node.
std::set<std::string> PlainModel::sourcesNaming(const Node& node) const {
  std::set<std::string> out;
  for (const Link& link : graph().links()) {
    if (!(link.from == node) && !(link.to == node)) continue;
    for (const Seen& seen : graph().passing(link, {}, clock_)) out.insert(seen.source);
  }
  return out;
}

Node PlainModel::lowerNode(model::RelationId relation, const Node& seed, const Node& reached, bool back) const {
  const auto& known = schema_.knownRelations();
  const bool object = relation == known.fqdn || relation == known.subdomains;
  return object == back ? seed : reached;
}

/// The links that the arrow takes from the set.
std::vector<PlainModel::Crossed> PlainModel::crossed(const Set& input, const syntax::Arrow& arrow, const Mods& mods) {
  std::vector<Crossed> all;
  Mods open = mods;
  open.excluded_then.clear();
  const auto take = [&](const Link& link, bool back) {
    const Node& seed = back ? link.to : link.from;
    if (!input.has(seed) || !graph().passes(link, open, clock_)) return;
    if (const char* reason = notCrossed(link, mods)) {
      // another holder of a value that is excluded at some time alone is reached from it: the one that is not is named
      return skip(link.to, link.relation, reason, excludedThen(link, mods) ? link.from : seed);
    }
    all.push_back({seed, back ? link.from : link.to, &link, back, graph().passing(link, mods, clock_)});
  };
  const auto withheld = [&](model::RelationId id) {
    for (const Node& node : input.order) skipRedacted(node, id, mods, node);
  };
  for (const syntax::Ident& word : arrow.relations) {
    const auto named = schema_.relationsNamed(word.text);
    const bool is_relation = std::any_of(named.begin(), named.end(), [&](model::RelationId id) {
      return std::any_of(input.order.begin(), input.order.end(),
                         [&](const Node& node) { return arrow.back || schema_.relation(id).subjects.test(node.type); });
    });
    const auto type = schema_.typeNamed(word.text);
    for (model::RelationId id = 0; id < schema_.relations().size() && skipped_ != nullptr; ++id) {
      const model::RelationDef& def = schema_.relation(id);
      const bool chosen = mods.via.empty() ? def.main : std::count(mods.via.begin(), mods.via.end(), def.name) != 0;
      const bool of_type = type && chosen && schema_.isA(def.object, *type);
      if (is_relation && mods.via.empty() ? !arrow.back && std::count(named.begin(), named.end(), id) != 0 : of_type)
        withheld(id);
    }
    for (const Link& link : graph().links()) {
      const model::RelationDef& def = schema_.relation(link.relation);
      if (is_relation && mods.via.empty()) {
        if (std::count(named.begin(), named.end(), link.relation) != 0) take(link, arrow.back);
        continue;
      }
      if (!type) continue;
      // an arrow to a type takes the links between the two in either direction
      const bool chosen = mods.via.empty() ? def.main : std::count(mods.via.begin(), mods.via.end(), def.name) != 0;
      if (!chosen) continue;
      if (schema_.isA(link.to.type, *type)) take(link, false);
      if (schema_.isA(link.from.type, *type)) take(link, true);
    }
  }
  return all;
}

/// `at most N each`: of each seed the N nodes over the rarest values, ties by name; a node by its rarest.
std::vector<PlainModel::Crossed> PlainModel::rarest(const std::vector<Crossed>& all, std::size_t most) const {
  std::vector<Crossed> kept;
  std::set<Node> seeds;
  for (const Crossed& one : all) seeds.insert(one.seed);
  for (const Node& seed : seeds) {
    std::set<std::pair<std::size_t, Node>> ranked;
    for (const Crossed& one : all) {
      // going back nobody is rarer than another
      if (one.seed == seed) ranked.insert({one.back ? 0 : graph().holders(one.to, one.link->relation, false), one.to});
    }
    std::set<Node> chosen;
    for (const auto& [holders, node] : ranked) {
      if (chosen.size() < most) chosen.insert(node);
    }
    for (const Crossed& one : all) {
      if (one.seed == seed && chosen.count(one.to) != 0) kept.push_back(one);
    }
  }
  return kept;
}

PlainModel::Hit PlainModel::hitOf(const Crossed& one, const Set& seeds) const {
  Hit hit;
  hit.seed = one.seed;
  hit.relation = one.link->relation;
  hit.trait = schema_.relation(hit.relation).name;
  hit.value = one.link->to;
  hit.seen = one.seen;
  hit.hops = 1;
  for (const Seen& seen : one.seen) hit.sources.insert(seen.source);
  if (one.link->seen.empty()) hit.sources = sourcesNaming(lowerNode(hit.relation, one.seed, one.to, one.back));
  addEvidence(hit.why, *one.link, one.seen);
  addBehind(hit, seeds);
  return hit;
}

PlainModel::Set PlainModel::arrow(const Set& input, const syntax::Arrow& arrow) {
  const Mods mods = this->mods(arrow.modifiers);
  std::vector<Crossed> all = crossed(input, arrow, mods);
  if (mods.at_most_each) {
    const std::vector<Crossed> kept = rarest(all, *mods.at_most_each);
    skipCut(all, kept);
    all = kept;
  }
  std::map<Node, std::vector<Hit>> out;
  for (const Crossed& one : all) out[one.to].push_back(hitOf(one, input));
  Set made_set = made(std::move(out));
  made_set.linked = true;
  return made_set;
}

/// Where a seed came from, and what brought it there.
void PlainModel::addBehind(Hit& hit, const Set& seeds) const {
  const auto found = hit.seed ? seeds.hits.find(*hit.seed) : seeds.hits.end();
  if (found != seeds.hits.end()) {
    for (const Hit& before : found->second) {
      hit.origins.insert(before.origins.begin(), before.origins.end());
      hit.why.insert(before.why.begin(), before.why.end());
    }
  }
  if (hit.origins.empty() && hit.seed) hit.origins.insert(*hit.seed);
}

void PlainModel::addEvidence(EvidenceSet& to, const Link& link, const std::vector<Seen>& seen) const {
  const std::string& relation = schema_.relation(link.relation).name;
  if (link.seen.empty()) to.insert({cellOf(link.from), cellOf(link.to), relation, std::nullopt});
  for (const Seen& one : seen) to.insert({cellOf(link.from), cellOf(link.to), relation, one});
}

bool PlainModel::EvidenceBefore::operator()(const Evidence& a, const Evidence& b) const {
  if (const int by = compareCells(a.from, b.from)) return by < 0;
  if (const int by = compareCells(a.to, b.to)) return by < 0;
  if (a.relation != b.relation) return a.relation < b.relation;
  if (!a.seen || !b.seen) return b.seen.has_value() && !a.seen;
  return std::tie(a.seen->first, a.seen->last, a.seen->source) < std::tie(b.seen->first, b.seen->last, b.seen->source);
}

bool PlainModel::standsForItself(const Node& seed, const syntax::Trait& trait) {
  const std::string& first = trait.words.back().text;
  const std::string& last = trait.words.front().text;
  for (const model::RelationId id : schema_.relationsNamed(first)) {
    if (schema_.relation(id).subjects.test(seed.type)) return false;
  }
  bool leads = false;
  for (const model::RelationId id : schema_.relationsNamed(last))
    leads = leads || schema_.isA(seed.type, schema_.relation(id).object);
  return leads && !(graph().isHost(seed) && hostOnly(last));
}

std::vector<PlainModel::Held> PlainModel::seedValues(const Node& seed, const syntax::NearTrait& near,
                                                     const Mods& mods) {
  if (standsForItself(seed, near.trait)) {
    const auto relations = schema_.relationsNamed(near.trait.words.front().text);
    for (const model::RelationId id : relations) {
      if (schema_.isA(seed.type, schema_.relation(id).object)) {
        if (crosses(seed, id, mods)) return {{cellOf(seed), {}, true, {}}};
        skip(seed, id, mods.excluded.count(seed) != 0 ? "excluded" : "hub", seed);
        return {};
      }
    }
    return {};
  }
  std::vector<Held> all = held(seed, near.trait, mods);
  if (!mods.at_most_each || all.size() <= *mods.at_most_each) return all;
  std::stable_sort(all.begin(), all.end(), [&](const Held& a, const Held& b) {
    const auto holders = [&](const Held& one) -> std::size_t {
      const auto* value = std::get_if<NodeValue>(&one.value.value);
      if (value == nullptr) return 0;
      const Node node = nodeOf(*value);
      for (const model::RelationId id : schema_.relationsNamed(near.trait.words.front().text)) {
        if (const auto count = graph().holders(node, id, false)) return count;
      }
      return 0;
    };
    const std::size_t left = holders(a), right = holders(b);
    return left != right ? left < right : compareCells(a.value, b.value) < 0;
  });
  for (std::size_t i = *mods.at_most_each; i < all.size(); ++i) {
    const auto* value = std::get_if<NodeValue>(&all[i].value.value);
    if (value != nullptr && skip_from_ != nullptr)
      skip(nodeOf(*value), all[i].steps.back().first.relation, "cut", seed);
  }
  all.resize(*mods.at_most_each);
  return all;
}

bool PlainModel::near(const Cell& a, const Cell& b, const syntax::NearTrait& near) const {
  if (!near.within) return compareCells(a, b) == 0;
  if (const auto* duration = std::get_if<syntax::Duration>(&*near.within)) {
    const auto* left = std::get_if<Instant>(&a.value);
    const auto* right = std::get_if<Instant>(&b.value);
    return left != nullptr && right != nullptr && std::abs(left->value - right->value) <= duration->seconds;
  }
  const auto textOf = [](const Cell& cell) {
    if (const auto* node = std::get_if<NodeValue>(&cell.value)) return node->name;
    const auto* text = std::get_if<std::string>(&cell.value);
    return text != nullptr ? *text : std::string();
  };
  const std::string left = textOf(a), right = textOf(b);
  if (const auto* edits = std::get_if<syntax::Edits>(&*near.within)) {
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
      std::size_t corner = row[0];
      row[0] = i;
      for (std::size_t j = 1; j <= right.size(); ++j) {
        const std::size_t swap = corner + (left[i - 1] == right[j - 1] ? 0 : 1);
        corner = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, swap});
      }
    }
    return row.back() <= static_cast<std::size_t>(edits->limit.value);
  }
  for (const syntax::Integer& length : std::get<syntax::Prefixes>(*near.within).lengths) {
    auto one = model::parseAddress(left), two = model::parseAddress(right);
    if (!one || !two || one->v6 != two->v6 || one->v6 != (length.value > 32)) continue;
    bool same = true;
    for (int bit = 0; bit < length.value; ++bit) {
      const int mask = 0x80 >> (bit % 8);
      same = same && (one->bytes[bit / 8] & mask) == (two->bytes[bit / 8] & mask);
    }
    if (same) return true;
  }
  return false;
}

/// `kept`: the own observations that are part of a passing pair.
bool PlainModel::pairUp(const Held& own, const Held& other, const Mods& mods, std::vector<Seen>& kept) {
  kept = own.seen;
  if (!mods.overlapping || own.itself) return true;
  kept.clear();
  for (const Seen& a : own.seen) {
    const bool meets =
        a.dated() && (other.itself || std::any_of(other.seen.begin(), other.seen.end(), [&](const Seen& b) {
                        return b.dated() && a.first <= b.last + *mods.overlapping &&
                               b.first <= a.last + *mods.overlapping;
                      }));
    if (meets) kept.push_back(a);
  }
  return !kept.empty();
}

/// With the names of several traits written out.
std::vector<syntax::NearTrait> PlainModel::traitsOf(const syntax::Traits& traits) const {
  std::vector<syntax::NearTrait> out;
  for (const syntax::NearTrait& near : traits.traits) {
    const std::string& word = near.trait.words[0].text;
    std::vector<syntax::Trait> parts{near.trait};
    if (const auto named = names_.traits.find(word); near.trait.words.size() == 1 && named != names_.traits.end())
      parts = named->second;
    if (const auto* group = schema_.groupNamed(word); near.trait.words.size() == 1 && group != nullptr) {
      parts.clear();
      for (const std::string& member : group->members) parts.push_back({{}, {{{}, member}}});
    }
    for (const syntax::Trait& trait : parts) {
      out.push_back(near);
      out.back().trait = trait;
    }
  }
  return out;
}

std::size_t PlainModel::neededOf(const syntax::Traits& traits, std::size_t count) {
  if (traits.form == syntax::Traits::Form::kAll) return count;
  if (traits.form == syntax::Traits::Form::kAtLeast) return static_cast<std::size_t>(traits.at_least->value);
  return 1;
}

/// Adds a link for each value of the seed that is met. With `every` all values of both must be met.
bool PlainModel::sharesTrait(const Node& x, const Node& s, const syntax::NearTrait& trait, const Mods& mods,
                             std::vector<Hit>& hits) {
  std::string text;
  for (const syntax::Ident& word : trait.trait.words) text += (text.empty() ? "" : " of ") + word.text;
  const std::vector<Held> mine = held(x, trait.trait, mods), theirs = seedValues(s, trait, mods);
  std::vector<bool> met(mine.size());
  std::vector<Hit> found;
  for (const Held& their : theirs) {
    Hit hit;
    hit.seed = s;
    hit.trait = text;
    hit.shared = their.value;
    hit.hops = 1;
    bool any = false;
    for (std::size_t i = 0; i < mine.size(); ++i) {
      std::vector<Seen> kept, kept_there;
      if (!near(mine[i].value, their.value, trait) || !pairUp(mine[i], their, mods, kept)) continue;
      pairUp(their, mine[i], mods, kept_there);
      any = met[i] = true;
      hit.seen.insert(hit.seen.end(), kept.begin(), kept.end());
      addWalked(hit, mine[i], kept);
      addWalked(hit, their, kept_there);
    }
    for (const Seen& seen : hit.seen) hit.sources.insert(seen.source);
    if (const auto* node = std::get_if<NodeValue>(&their.value.value)) hit.value = nodeOf(*node);
    if (any) found.push_back(std::move(hit));
  }
  const bool all = found.size() == theirs.size() && std::count(met.begin(), met.end(), false) == 0;
  if (found.empty() || (trait.every && !all)) return false;
  hits.insert(hits.end(), found.begin(), found.end());
  return true;
}

/// The links that a holder's value was walked by: of its observed step those that are part of a passing pair.
void PlainModel::addWalked(Hit& hit, const Held& side, const std::vector<Seen>& kept) const {
  for (const auto& [link, seen] : side.steps) {
    std::vector<Seen> left = seen;
    std::erase_if(left, [&](const Seen& one) { return isAmong(one, side.seen) && !isAmong(one, kept); });
    if (link.seen.empty() || !left.empty()) addEvidence(hit.why, link, left);
    if (hit.relation == model::kNoRelation) hit.relation = side.steps.back().first.relation;
  }
}

/// The members of `input` that share enough with one and the same other member of `with`.
PlainModel::Set PlainModel::joined(const Set& input, const std::vector<syntax::NearTrait>& traits, std::size_t needed,
                                   const Mods& mods, const Set& with) {
  std::map<Node, std::vector<Hit>> out;
  for (const Node& x : input.order) {
    for (const Node& s : with.order) {
      if (s == x) continue;
      std::vector<Hit> hits;
      std::size_t met = 0;
      for (const syntax::NearTrait& trait : traits) met += sharesTrait(x, s, trait, mods, hits) ? 1 : 0;
      if (met < needed) continue;
      for (Hit& hit : hits) {
        addBehind(hit, with);
        out[x].push_back(std::move(hit));
      }
    }
  }
  Set made_set = made(std::move(out));
  made_set.linked = true;
  return made_set;
}

PlainModel::Set PlainModel::sharing(const Set& input, const syntax::Sharing& sharing, bool other) {
  const Set with = sharing.each_other ? input : primary(*sharing.with);
  const Mods mods = this->mods(sharing.modifiers);
  const std::vector<syntax::NearTrait> traits = traitsOf(sharing.traits);
  const std::size_t needed = neededOf(sharing.traits, traits.size());
  skipShared(with, traits, mods);
  Set out = joined(input, traits, needed, mods, with);
  if (other) {
    for (const Node& s : with.order) {
      const std::string apex = graph().isHost(s) ? graph().apex(s) : "";
      keep(out, [&](const Node& node) { return !(node == s) && !(graph().isHost(node) && node.name == apex); });
    }
  }
  return out;
}

}  // namespace clew::property
