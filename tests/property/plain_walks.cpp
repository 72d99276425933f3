// Walks of many steps: what is within so many of them, and chains from one set to another.
#include <algorithm>
#include <cmath>

#include "property/plain_model.h"

namespace clew::property {
namespace {

bool opinion(const model::Schema& schema, const model::RelationDef& relation) {
  const auto& known = schema.known();
  return relation.object == known.tag || relation.object == known.list || relation.object == known.report ||
         relation.object == known.threat;
}

}  // namespace

/// Without `via` all but opinions, and but those that another one gives as well when it is walked the other way.
std::set<model::RelationId> PlainModel::walked(const syntax::LinkModifiers& modifiers, bool both_ways) const {
  std::set<model::RelationId> out;
  bool any = false;
  const auto take = [&](const std::string& word) {
    for (const model::RelationId id : schema_.relationsNamed(word)) out.insert(id);
  };
  for (const syntax::LinkModifier& one : modifiers) {
    const auto* via = std::get_if<syntax::Via>(&one.node);
    if (via == nullptr) continue;
    any = true;
    for (const syntax::Ident& word : via->relations) {
      take(word.text);
      if (const auto* group = schema_.groupNamed(word.text)) {
        for (const std::string& member : group->members) take(member);
      }
      const auto named = names_.traits.find(word.text);
      if (named == names_.traits.end()) continue;
      for (const syntax::Trait& trait : named->second) take(trait.words[0].text);
    }
  }
  if (any) return out;
  const auto& known = schema_.knownRelations();
  for (model::RelationId id = 0; id < schema_.relations().size(); ++id) {
    if (opinion(schema_, schema_.relation(id)) || id == known.subdomains || id == known.cert_of_host) continue;
    if (!both_ways || id != known.fqdn) out.insert(id);
  }
  return out;
}

/// Every link that a walk may take, from the end that it is taken from. A link to itself leads nowhere; what is
/// excluded keeps links off at the time of the list, whichever end it is, but not where the walk begins or ends.
std::vector<PlainModel::Crossed> PlainModel::walkable(const syntax::LinkModifiers& modifiers, const Mods& mods,
                                                      const std::set<Node>& ends, bool both_ways) {
  const std::set<model::RelationId> relations = walked(modifiers, both_ways);
  Mods observations = mods;
  observations.excluded_then.clear();
  std::vector<Crossed> out;
  for (const Link& link : graph().links()) {
    if (relations.count(link.relation) == 0 || link.from == link.to) continue;
    if (!graph().passes(link, observations, clock_)) continue;
    const bool hub = graph().isHub(link.to, link.relation, mods) && seeds_.count(link.to) == 0;
    if (hub) continue;
    std::vector<Seen> seen = graph().passing(link, observations, clock_);
    for (const Node& end : {link.from, link.to}) {
      if (ends.count(end) != 0) continue;
      std::erase_if(seen, [&](const Seen& one) { return PlainGraph::stoodExcluded(end, one, mods); });
    }
    if (seen.empty() && !link.seen.empty()) continue;
    out.push_back({link.from, link.to, &link, false, seen});
    if (both_ways || !betweenHosts(schema_, schema_.relation(link.relation)))
      out.push_back({link.to, link.from, &link, true, seen});
  }
  return out;
}

PlainModel::Set PlainModel::expand(const Set& input, const syntax::Expand& expand) {
  const Mods mods = this->mods(expand.modifiers);
  const std::set<Node> start(input.order.begin(), input.order.end());
  const std::vector<Crossed> ways = walkable(expand.modifiers, mods, start, false);
  Set out;
  out.hits = input.hits;
  for (auto& [node, hits] : out.hits) {
    if (hits.empty()) hits.push_back(Hit{});
    for (Hit& hit : hits) hit.hops = 0;
    if (hits.front().origins.empty()) hits.front().origins.insert(node);
  }
  std::set<Node> rim = start;
  for (std::int64_t hops = 1; !rim.empty() && (!expand.hops || hops <= expand.hops->value); ++hops) {
    skipWalked(rim, expand.modifiers, mods, start, false);
    std::vector<Crossed> steps;
    for (const Crossed& way : ways) {
      const bool fresh = out.hits.count(way.to) == 0 && mods.excluded.count(way.to) == 0;
      if (fresh && rim.count(way.seed) != 0) steps.push_back(way);
    }
    if (mods.at_most_each) {
      const std::vector<Crossed> kept = rarest(steps, *mods.at_most_each);
      skipCut(steps, kept);
      steps = kept;
    }
    std::map<Node, std::vector<Hit>> reached;
    for (const Crossed& one : steps) {
      Hit hit = hitOf(one, out);
      hit.hops = static_cast<int>(hops);
      reached[one.to].push_back(std::move(hit));
    }
    rim.clear();
    for (auto& [node, hits] : reached) rim.insert(node);
    out.hits.merge(reached);
  }
  Set made_set = made(std::move(out.hits));
  made_set.linked = true;
  return made_set;
}

/// Where one step leads: to each node once, with all relations that join the two.
std::vector<PlainModel::ChainStep> PlainModel::stepsFrom(const Node& node, const std::vector<Crossed>& ways) const {
  struct Joined {
    std::set<std::string> relations;
    bool along = false, back = false;
    std::size_t holders = 0;
    EvidenceSet why;
  };
  std::map<Node, Joined> joined;
  for (const Crossed& way : ways) {
    if (!(way.seed == node)) continue;
    Joined& one = joined[way.to];
    one.relations.insert(schema_.relation(way.link->relation).name);
    (way.back ? one.back : one.along) = true;
    addEvidence(one.why, *way.link, way.seen);
    const std::size_t holders = std::max<std::size_t>(1, graph().holders(way.link->to, way.link->relation, false));
    one.holders = one.holders == 0 ? holders : std::min(one.holders, holders);
  }
  std::vector<ChainStep> out;
  for (const auto& [to, one] : joined) {
    ChainStep step{to, "", one.along && one.back ? "both" : one.along ? "along" : "back", one.holders, one.why};
    for (const std::string& name : one.relations) step.relations += (step.relations.empty() ? "" : ", ") + name;
    out.push_back(std::move(step));
  }
  return out;
}

/// All chains between the two sides that meet no node twice and have only their ends in common with them.
void PlainModel::allChains(Chains& out, std::vector<ChainStep>& chain, const Search& search) const {
  const Node node = chain.back().node;
  if (search.to.count(node) != 0) {
    out.push_back(chain);
    return;
  }
  if (chain.size() > search.hops) return;
  const auto steps = search.steps.find(node);
  if (steps == search.steps.end()) return;
  for (const ChainStep& step : steps->second) {
    if (std::any_of(chain.begin(), chain.end(), [&](const ChainStep& old) { return old.node == step.node; })) continue;
    const bool inside = search.to.count(step.node) == 0;
    if (inside && (search.from.count(step.node) != 0 || search.excluded.count(step.node) != 0)) continue;
    chain.push_back(step);
    allChains(out, chain, search);
    chain.pop_back();
  }
}

PlainModel::Set PlainModel::path(const syntax::PathSource& path) {
  const Set from = primary(*path.from), to = primary(*path.to);
  const Mods mods = this->mods(path.modifiers);
  Search search;
  search.from.insert(from.order.begin(), from.order.end());
  search.to.insert(to.order.begin(), to.order.end());
  search.excluded = mods.excluded;
  std::set<Node> ends = search.from;
  ends.insert(search.to.begin(), search.to.end());
  search.ways = walkable(path.modifiers, mods, ends, true);
  skipSearched(path, mods, search);
  for (const Crossed& way : search.ways) {
    if (search.steps.count(way.seed) == 0) search.steps[way.seed] = stepsFrom(way.seed, search.ways);
  }
  Chains chains;
  const std::size_t hops = path.hops ? static_cast<std::size_t>(path.hops->value) : 6;
  for (search.hops = path.by ? hops : 0; search.hops <= hops && chains.empty(); ++search.hops) {
    for (const Node& node : search.from) {
      std::vector<ChainStep> chain{{node, "", "", 0, {}}};
      allChains(chains, chain, search);
    }
  }
  // a step costs 1 and one more each time the holders of its value double; in 1/1024 of a hop, so that ties are ties
  const auto cost = [&](const std::vector<ChainStep>& chain) {
    std::int64_t out = 0;
    for (std::size_t i = 1; i < chain.size(); ++i) {
      out += 1024;
      if (path.by)
        out += static_cast<std::int64_t>(std::floor(1024 * std::log2(static_cast<double>(chain[i].holders))));
    }
    return out;
  };
  std::sort(chains.begin(), chains.end(), [&](const auto& a, const auto& b) {
    if (cost(a) != cost(b)) return cost(a) < cost(b);
    if (a.size() != b.size()) return a.size() < b.size();
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (a[i].relations != b[i].relations) return a[i].relations < b[i].relations;
      if (!(a[i].node == b[i].node)) return a[i].node < b[i].node;
    }
    return false;
  });
  if (!path.all && chains.size() > 1) chains.resize(1);
  const auto on_chains = [this, from, ways = search.ways, by_rarity = path.by.has_value()](const Chains& some) {
    Set out = onChains(some, from, ways);
    out.by_rarity = by_rarity;
    return out;
  };
  Set out = on_chains(chains);
  out.on_chains = on_chains;
  return out;
}

/// The nodes on the chains, each with the links from the nodes before it.
PlainModel::Set PlainModel::onChains(const Chains& chains, const Set& from, const std::vector<Crossed>& ways) const {
  std::map<Node, std::map<Node, int>> before;  // and the first step at which it is so
  std::map<Node, std::vector<Hit>> hits;
  std::size_t longest = 0;
  for (const auto& chain : chains) {
    longest = std::max(longest, chain.size());
    const Node& start = chain.front().node;
    if (hits.count(start) == 0) {
      hits[start] = from.hits.at(start);
      if (hits[start].empty()) hits[start].push_back(Hit{});
      for (Hit& hit : hits[start]) hit.hops = 0;
      if (hits[start].front().origins.empty()) hits[start].front().origins.insert(start);
    }
    for (std::size_t i = 1; i < chain.size(); ++i) {
      const auto [at, fresh] = before[chain[i].node].try_emplace(chain[i - 1].node, static_cast<int>(i));
      if (!fresh) at->second = std::min(at->second, static_cast<int>(i));
    }
  }
  Set out;
  for (const auto& [node, seeds] : before) {
    for (const auto& [seed, step] : seeds) {
      for (const Crossed& way : ways) {
        if (!(way.seed == seed) || !(way.to == node)) continue;
        Hit hit = hitOf(way, out);
        hit.hops = step;
        hits[node].push_back(std::move(hit));
      }
    }
  }
  out = made(std::move(hits));
  spreadBehind(out, longest);
  out.linked = true;
  out.chains = chains;
  return out;
}

/// What brought the seeds there is behind each of their links, as many steps as a chain has.
void PlainModel::spreadBehind(Set& set, std::size_t steps) const {
  for (auto& [node, hits] : set.hits) {
    for (Hit& hit : hits) {
      if (hit.seed) hit.origins.clear();
    }
  }
  for (std::size_t i = 0; i < steps; ++i) {
    const Set before = set;
    for (auto& [node, hits] : set.hits) {
      for (Hit& hit : hits) {
        if (!hit.seed || before.hits.count(*hit.seed) == 0) continue;
        for (const Hit& one : before.hits.at(*hit.seed)) {
          hit.origins.insert(one.origins.begin(), one.origins.end());
          hit.why.insert(one.why.begin(), one.why.end());
        }
      }
    }
  }
}

PlainModel::Table PlainModel::chainTable(const Set& set) const {
  Table out;
  out.columns = {"path", "step", "node", "relation", "direction"};
  if (set.by_rarity) out.columns.emplace_back("holders");
  std::int64_t number = 0;
  for (const auto& chain : *set.chains) {
    ++number;
    for (std::size_t i = 0; i < chain.size(); ++i) {
      const ChainStep& step = chain[i];
      Cells row{Cell(number), Cell(static_cast<std::int64_t>(i)), cellOf(step.node)};
      row.push_back(i == 0 ? Cell() : Cell(step.relations));
      row.push_back(i == 0 ? Cell() : Cell(step.direction));
      if (set.by_rarity) row.push_back(i == 0 ? Cell() : Cell(static_cast<std::int64_t>(step.holders)));
      out.rows.push_back(std::move(row));
    }
  }
  return out;
}

}  // namespace clew::property
