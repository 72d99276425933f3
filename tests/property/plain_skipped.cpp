// What a query did not cross: links that pass but for what their value is, records that withhold it, and cuts.
#include <algorithm>

#include "property/plain_model.h"

namespace clew::property {

/// Whether all that passes of a link was seen when its value stood on a dated list.
bool PlainModel::excludedThen(const Link& link, const Mods& mods) const {
  Mods open = mods;
  open.excluded_then.clear();
  const std::vector<Seen> seen = graph().passing(link, open, clock_);
  return !seen.empty() && std::all_of(seen.begin(), seen.end(),
                                      [&](const Seen& one) { return PlainGraph::stoodExcluded(link.to, one, mods); });
}

/// Of a link that passes but for this.
const char* PlainModel::notCrossed(const Link& link, const Mods& mods) const {
  if (mods.excluded.count(link.to) != 0 || excludedThen(link, mods)) return "excluded";
  return crosses(link.to, link.relation, mods) ? nullptr : "hub";
}

/// `back`: the value was reached the other way, from what it is linked to; its holders are what it was reached from.
void PlainModel::skip(const Node& value, model::RelationId relation, const char* reason, const Node& seed, bool back) {
  if (skipped_ == nullptr || !marking_) return;
  std::size_t nodes = graph().holders(value, relation, false);
  std::size_t apexes = graph().holders(value, relation, schema_.relation(relation).counts_apexes);
  if (back) {
    std::set<Node> reached;
    for (const Link& link : graph().links()) {
      if (link.relation == relation && link.from == value) reached.insert(link.to);
    }
    nodes = apexes = reached.size();
  }
  skipped_->insert({cellOf(value), Cell(schema_.relation(relation).name), Cell(std::string(reason)),
                    Cell(static_cast<std::int64_t>(nodes)), Cell(static_cast<std::int64_t>(apexes)), cellOf(seed)});
}

/// Records of a node are judged as observations are, each by itself. They were met on the way from the seed.
void PlainModel::skipRedacted(const Node& node, model::RelationId relation, const Mods& mods, const Node& seed) {
  if (skipped_ == nullptr || !marking_) return;
  Mods open = mods;
  open.excluded_then.clear();
  for (const State& state : graph().states()) {
    if (state.trait != relation || !(state.of == node)) continue;
    if (graph().passing({node, node, relation, {state.seen}}, open, clock_).empty()) continue;
    skipped_->insert({Cell(state.text), Cell(schema_.relation(relation).name), Cell(std::string("redacted")), Cell(),
                      Cell(), cellOf(seed)});
  }
}

/// From the seeds, as the values of a seed are told.
void PlainModel::skipShared(const Set& with, const std::vector<syntax::NearTrait>& traits, const Mods& mods) {
  if (skipped_ == nullptr) return;
  for (const Node& seed : with.order) {
    for (const syntax::NearTrait& trait : traits) {
      skip_from_ = &seed;
      seedValues(seed, trait, mods);
      skip_from_ = nullptr;
    }
  }
}

/// Of a walk the links that leave the nodes reached last: their values may be hubs, what they lead to may be excluded.
void PlainModel::skipWalked(const std::set<Node>& rim, const syntax::LinkModifiers& modifiers, const Mods& mods,
                            const std::set<Node>& ends, bool both_ways) {
  if (skipped_ == nullptr) return;
  Mods open = mods;
  open.excluded_then.clear();
  const std::set<model::RelationId> relations = walked(modifiers, both_ways);
  const auto leave = [&](const Link& link, bool back) {
    const Node& near = back ? link.to : link.from;
    const Node& far = back ? link.from : link.to;
    if (rim.count(near) == 0) return;
    const bool hub = graph().isHub(link.to, link.relation, mods) && seeds_.count(link.to) == 0;
    if (back && hub) return skip(near, link.relation, "hub", near);
    if (mods.excluded.count(far) != 0 && ends.count(far) == 0) return skip(far, link.relation, "excluded", near, back);
    std::vector<Seen> seen = graph().passing(link, open, clock_);
    for (const Node& end : {near, far}) {
      if (seen.empty() || ends.count(end) != 0) continue;
      std::erase_if(seen, [&](const Seen& one) { return PlainGraph::stoodExcluded(end, one, mods); });
      if (seen.empty()) return skip(end, link.relation, "excluded", near, end == link.from);
    }
    if (hub) skip(link.to, link.relation, "hub", near);
  };
  for (const Link& link : graph().links()) {
    if (relations.count(link.relation) == 0 || link.from == link.to) continue;
    if (!graph().passes(link, open, clock_)) continue;
    leave(link, false);
    if (both_ways || !betweenHosts(schema_, schema_.relation(link.relation))) leave(link, true);
  }
  for (const Node& node : rim) {
    for (const model::RelationId id : relations) skipRedacted(node, id, mods, node);
  }
}

/// The shortest chains are looked for from both sides, a step at a time from the one whose last nodes are fewer (the
/// first where they are as many), until the two meet; those by rarity half of the way from either side.
void PlainModel::skipSearched(const syntax::PathSource& path, const Mods& mods, const Search& search) {
  if (skipped_ == nullptr || search.from.empty() || search.to.empty()) return;
  std::set<Node> ends = search.from;
  ends.insert(search.to.begin(), search.to.end());
  struct Side {
    std::set<Node> all, rim;
  };
  Side from{search.from, search.from}, to{search.to, search.to};
  const auto grow = [&](Side& side, const std::set<Node>& others) {
    skipWalked(side.rim, path.modifiers, mods, ends, true);
    std::set<Node> reached;
    for (const Crossed& way : search.ways) {
      const bool kept_off = search.excluded.count(way.to) != 0 && others.count(way.to) == 0;
      if (side.rim.count(way.seed) != 0 && side.all.count(way.to) == 0 && !kept_off) reached.insert(way.to);
    }
    side.all.insert(reached.begin(), reached.end());
    side.rim = std::move(reached);
  };
  const std::size_t hops = path.hops ? static_cast<std::size_t>(path.hops->value) : 6;
  if (path.by) {
    for (std::size_t i = 0; i < (hops + 1) / 2; ++i) grow(from, search.to);
    for (std::size_t i = 0; i < hops / 2; ++i) grow(to, search.from);
    return;
  }
  const auto met = [&] {
    return std::any_of(from.all.begin(), from.all.end(), [&](const Node& node) { return to.all.count(node) != 0; });
  };
  for (std::size_t i = 0; i < hops && !met() && !from.rim.empty() && !to.rim.empty(); ++i) {
    const bool first = from.rim.size() <= to.rim.size();
    grow(first ? from : to, first ? search.to : search.from);
  }
}

/// Every link to a node that `at most N each` left out.
void PlainModel::skipCut(const std::vector<Crossed>& all, const std::vector<Crossed>& kept) {
  for (const Crossed& one : all) {
    const bool stays = std::any_of(kept.begin(), kept.end(),
                                   [&](const Crossed& other) { return other.seed == one.seed && other.to == one.to; });
    if (!stays) skip(one.to, one.link->relation, "cut", one.seed, one.back);
  }
}

PlainModel::Table PlainModel::skipped() const {
  Table out{{"value", "relation", "reason", "holders", "apexes", "seed"}, {}, false, {}};
  out.rows.assign(skipped_->begin(), skipped_->end());
  return out;
}

}  // namespace clew::property
