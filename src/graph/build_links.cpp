#include <algorithm>
#include <tuple>

#include "graph/build_parts.h"

namespace clew::graph {

std::vector<BuiltRelation> buildLinks(const model::Schema& schema, const Facts& facts, const SourceRanks& ranks,
                                      std::vector<RawReference>& raw_out) {
  struct Key {
    std::uint64_t ends;
    std::uint32_t claim;
  };
  std::vector<std::vector<Key>> keys(schema.relations().size());
  for (std::uint32_t i = 0; i < facts.links.size(); ++i) {
    const LinkClaim& link = facts.links[i];
    keys[link.relation].push_back({std::uint64_t{link.from} << 32 | link.to, i});
  }
  std::vector<BuiltRelation> out(keys.size());
  std::vector<Observation> claims;
  for (std::size_t relation = 0; relation < keys.size(); ++relation) {
    auto& order = keys[relation];
    std::sort(order.begin(), order.end(),
              [](const Key& a, const Key& b) { return std::tuple(a.ends, a.claim) < std::tuple(b.ends, b.claim); });
    BuiltRelation& built = out[relation];
    for (std::size_t i = 0; i < order.size();) {
      const std::uint64_t ends = order[i].ends;
      claims.clear();
      for (; i < order.size() && order[i].ends == ends; ++i) claims.push_back(facts.links[order[i].claim].seen);
      BuiltLink link;
      link.from = static_cast<NodeId>(ends >> 32);
      link.to = static_cast<NodeId>(ends);
      link.begin = static_cast<std::uint32_t>(built.observations.size());
      coalesce(claims, facts.raw, ranks, built.observations, raw_out);
      link.end = static_cast<std::uint32_t>(built.observations.size());
      link.dead = std::all_of(built.observations.begin() + link.begin, built.observations.end(),
                              [](const Observation& seen) { return seen.retracted != kNoTime; });
      built.links.push_back(link);
    }
    std::vector<Key>().swap(order);
  }
  return out;
}

namespace {

/// An offset for every node of the range is two loads; a search through the nodes that have a row is for thin ones.
bool isDense(std::size_t range, std::size_t rows) {
  return range <= 4 * rows + 64;
}

}  // namespace

void writeRows(Section keys_kind, Section offsets_kind, std::uint16_t owner, std::span<const NodeId> keys,
               ImageWriter& out) {
  if (keys.empty()) return;
  std::size_t rows = 1;
  for (std::size_t i = 1; i < keys.size(); ++i) rows += keys[i] != keys[i - 1] ? 1 : 0;
  const std::size_t range = std::size_t{keys.back()} - keys.front() + 1;
  std::vector<std::uint32_t> offsets;
  if (isDense(range, rows)) {
    offsets.reserve(range + 2);
    offsets.push_back(keys.front());
    std::uint32_t item = 0;
    for (std::size_t i = 0; i < range; ++i) {
      offsets.push_back(item);
      while (item < keys.size() && keys[item] == keys.front() + i) ++item;
    }
    offsets.push_back(item);
  } else {
    std::vector<NodeId> nodes;
    offsets.push_back(0);
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
      if (i != 0 && keys[i] == keys[i - 1]) continue;
      nodes.push_back(keys[i]);
      offsets.push_back(i);
    }
    offsets.push_back(static_cast<std::uint32_t>(keys.size()));
    out.add(keys_kind, owner, nodes);
  }
  out.add(offsets_kind, owner, offsets);
}

void writeObservations(Section times_kind, Section details_kind, std::uint16_t owner,
                       std::span<const Observation> observations, ImageWriter& out) {
  std::vector<TimesRecord> times;
  std::vector<DetailRecord> details;
  times.reserve(observations.size());
  details.reserve(observations.size());
  for (const Observation& seen : observations) {
    times.push_back({seen.first, seen.last});
    details.push_back({seen.learnt, seen.retracted, seen.times, seen.ttl, seen.raw, seen.raw_count, seen.source,
                       seen.confidence, seen.first_is_day, seen.last_is_day, 0});
  }
  out.add(times_kind, owner, times);
  out.add(details_kind, owner, details);
}

namespace {

/// The links in order of (to, from): positions in `links`.
std::vector<std::uint32_t> backwardOrder(const BuiltLinks& links) {
  std::vector<std::uint32_t> order(links.size());
  if (links.empty()) return order;
  const auto [low, high] = std::minmax_element(links.begin(), links.end(),
                                               [](const BuiltLink& a, const BuiltLink& b) { return a.to < b.to; });
  const NodeId first = low->to;
  std::vector<std::uint32_t> next(std::size_t{high->to} - first + 2, 0);
  for (const BuiltLink& link : links) ++next[link.to - first + 1U];
  for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
  for (std::uint32_t i = 0; i < links.size(); ++i) order[next[links[i].to - first]++] = i;
  return order;
}

std::vector<HolderRecord> countHolders(const model::RelationDef& def, const BuiltLinks& links,
                                       std::span<const std::uint32_t> order, const FinalNodes& nodes) {
  std::vector<HolderRecord> holders;
  std::vector<std::uint32_t> marks(def.counts_apexes ? nodes.size() : 0, 0);
  for (std::size_t i = 0; i < order.size();) {
    const NodeId value = links[order[i]].to;
    const auto mark = static_cast<std::uint32_t>(holders.size() + 1);
    HolderRecord held;
    for (; i < order.size() && links[order[i]].to == value; ++i) {
      const BuiltLink& link = links[order[i]];
      if (link.dead) continue;
      ++held.nodes;
      if (!def.counts_apexes) continue;
      const NodeId tenant = nodes.apex[link.from] == kNoNode ? link.from : nodes.apex[link.from];
      if (marks[tenant] != mark) ++held.apexes;
      marks[tenant] = mark;
    }
    if (!def.counts_apexes) held.apexes = held.nodes;
    holders.push_back(held);
  }
  return holders;
}

}  // namespace

void writeRelation(const model::RelationDef& def, std::uint16_t id, const BuiltRelation& relation,
                   const FinalNodes& nodes, ImageWriter& out) {
  const BuiltLinks& links = relation.links;
  if (links.empty()) return;
  std::vector<NodeId> from;
  std::vector<NodeId> to;
  std::vector<std::uint32_t> observations;
  std::vector<std::uint64_t> dead;
  for (std::uint32_t i = 0; i < links.size(); ++i) {
    from.push_back(links[i].from);
    to.push_back(links[i].to);
    observations.push_back(links[i].begin);
    if (!links[i].dead) continue;
    dead.resize((links.size() + 63) / 64, 0);
    dead[i / 64] |= std::uint64_t{1} << (i % 64);
  }
  observations.push_back(links.back().end);
  writeRows(Section::kForwardKeys, Section::kForwardOffsets, id, from, out);
  out.add(Section::kForwardTo, id, to);
  if (!relation.observations.empty()) out.add(Section::kLinkObservations, id, observations);
  writeObservations(Section::kLinkTimes, Section::kLinkDetails, id, relation.observations, out);
  out.add(Section::kDeadLinks, id, dead);

  const std::vector<std::uint32_t> order = backwardOrder(links);
  for (std::size_t i = 0; i < order.size(); ++i) {
    from[i] = links[order[i]].from;
    to[i] = links[order[i]].to;
  }
  writeRows(Section::kBackwardKeys, Section::kBackwardOffsets, id, to, out);
  out.add(Section::kBackwardFrom, id, from);
  out.add(Section::kBackwardLinks, id, order);
  // One record a backward row, empty rows of a dense range included.
  std::vector<HolderRecord> held = countHolders(def, links, order, nodes);
  std::vector<HolderRecord> by_row;
  const std::size_t range = std::size_t{to.back()} - to.front() + 1;
  if (isDense(range, held.size())) {
    by_row.resize(range);
    std::size_t next = 0;
    for (std::size_t i = 0; i < to.size(); ++i) {
      if (i == 0 || to[i] != to[i - 1]) by_row[to[i] - to.front()] = held[next++];
    }
  } else {
    by_row = std::move(held);
  }
  out.add(Section::kHolders, id, by_row);
}

}  // namespace clew::graph
