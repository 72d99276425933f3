// A set as a graph: clusters, and what `rank by`, `bridges`, `cores` and `communities` say (plain_ties does the sums).
#include <algorithm>

#include "property/plain_model.h"

namespace clew::property {

/// Members that share enough are in one cluster, and who shares with them in turn.
PlainModel::Table PlainModel::cluster(const Set& set, const syntax::ClusterStage& stage) {
  const Mods mods = this->mods(stage.modifiers);
  const std::vector<syntax::NearTrait> traits = traitsOf(stage.by);
  const std::size_t needed = neededOf(stage.by, traits.size());
  skipShared(set, traits, mods);
  struct Part {
    std::set<Node> members;
    Cells glue;
  };
  std::vector<Part> parts;
  for (const Node& node : std::set<Node>(set.order.begin(), set.order.end())) {
    Part whole{{node}, {}};
    std::vector<Part> kept;
    for (Part& part : parts) {
      bool joined = false;
      for (const Node& other : part.members) {
        // each from the other's side: the value shown is the seed's
        for (const auto& [x, s] : {std::pair(node, other), std::pair(other, node)}) {
          std::vector<Hit> hits;
          std::size_t met = 0;
          for (const syntax::NearTrait& trait : traits) met += sharesTrait(x, s, trait, mods, hits) ? 1 : 0;
          if (met < needed) continue;
          joined = true;
          for (const Hit& hit : hits) whole.glue.push_back(hit.shared);
        }
      }
      if (!joined) {
        kept.push_back(std::move(part));
        continue;
      }
      whole.members.insert(part.members.begin(), part.members.end());
      whole.glue.insert(whole.glue.end(), part.glue.begin(), part.glue.end());
    }
    kept.push_back(std::move(whole));
    parts = std::move(kept);
  }
  std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
    return a.members.size() != b.members.size() ? a.members.size() > b.members.size()
                                                : *a.members.begin() < *b.members.begin();
  });
  Table out{{"cluster", "size", "members", "glue"}, {}, false, {}};
  for (Part& part : parts) {
    sortDistinct(part.glue);
    CellList members;
    for (const Node& node : part.members) members.push_back(cellOf(node));
    out.rows.push_back({Cell(static_cast<std::int64_t>(out.rows.size() + 1)),
                        Cell(static_cast<std::int64_t>(part.members.size())), Cell(members), Cell(part.glue)});
  }
  out.ties = std::make_shared<const Set>(joined(set, traits, needed, mods, set));
  return out;
}

/// The links between members, and from members to values, past what is excluded. Nodes are numbers in answer order.
PlainModel::TiedSet PlainModel::tie(const Set& set, const syntax::LinkModifiers& modifiers) {
  const Mods mods = this->mods(modifiers);
  const std::set<Node> members(set.order.begin(), set.order.end());
  std::vector<Crossed> ways = walkable(modifiers, mods, members, true);
  skipWalked(members, modifiers, mods, members, true);
  std::erase_if(ways, [&](const Crossed& way) {
    return members.count(way.seed) == 0 || (members.count(way.to) == 0 && mods.excluded.count(way.to) != 0);
  });
  std::set<Node> all = members;
  for (const Crossed& way : ways) all.insert(way.to);
  TiedSet out{{all.begin(), all.end()}, ways, PlainTies({}, {})};
  const auto numberOf = [&](const Node& node) {
    return static_cast<std::size_t>(std::distance(all.begin(), all.find(node)));
  };
  std::set<PlainTies::Number> numbers;
  for (const Node& node : members) numbers.insert(numberOf(node));
  std::set<PlainTies::Pair> links;
  for (const Crossed& way : ways) links.insert({numberOf(way.seed), numberOf(way.to)});
  out.ties = PlainTies(numbers, links);
  return out;
}

PlainModel::Table PlainModel::scored(const TiedSet& set, const PlainTies::Scores& scores, const char* column,
                                     bool whole) const {
  Table out{{"name", column}, {}, false, {}};
  for (const auto& [node, score] : scores)
    out.rows.push_back({cellOf(set.nodes[node]), whole ? Cell(static_cast<std::int64_t>(score)) : Cell(score)});
  return out;
}

PlainModel::Table PlainModel::rank(const Set& set, const syntax::RankStage& stage) {
  const TiedSet tied = tie(set, stage.modifiers);
  if (stage.by.text == "degree") return scored(tied, tied.ties.degrees(), "score", true);
  return scored(tied, stage.by.text == "pagerank" ? tied.ties.pageRanks() : tied.ties.betweenness(), "score", false);
}

PlainModel::Table PlainModel::cores(const Set& set, const syntax::CoresStage& stage) {
  const TiedSet tied = tie(set, stage.modifiers);
  PlainTies::Scores scores = tied.ties.cores();
  const double least = stage.at_least ? static_cast<double>(stage.at_least->value) : 0;
  std::erase_if(scores, [&](const auto& one) { return one.second < least; });
  return scored(tied, scores, "core", true);
}

PlainModel::Table PlainModel::bridges(const Set& set, const syntax::BridgesStage& stage) {
  const TiedSet tied = tie(set, stage.modifiers);
  Table out{{"name", "linked", "relation", "apart"}, {}, false, {}};
  for (const PlainTies::Bridge& bridge : tied.ties.bridges()) {
    std::set<std::string> names;
    for (const Crossed& way : tied.ways) {
      if (bridge.to && way.seed == tied.nodes[bridge.node] && way.to == tied.nodes[*bridge.to])
        names.insert(schema_.relation(way.link->relation).name);
    }
    std::string relation;
    for (const std::string& name : names) relation += (relation.empty() ? "" : ", ") + name;
    out.rows.push_back({cellOf(tied.nodes[bridge.node]), bridge.to ? cellOf(tied.nodes[*bridge.to]) : Cell(),
                        bridge.to ? Cell(relation) : Cell(), Cell(static_cast<std::int64_t>(bridge.apart))});
  }
  return out;
}

PlainModel::Table PlainModel::communities(const Set& set, const syntax::CommunitiesStage& stage) {
  const TiedSet tied = tie(set, stage.modifiers);
  Table out{{"community", "size", "members", "glue"}, {}, false, {}};
  for (const PlainTies::Community& one : tied.ties.communities()) {
    CellList members, glue;
    for (const std::size_t node : one.members) members.push_back(cellOf(tied.nodes[node]));
    for (const std::size_t node : one.glue) glue.push_back(cellOf(tied.nodes[node]));
    out.rows.push_back({Cell(static_cast<std::int64_t>(out.rows.size() + 1)),
                        Cell(static_cast<std::int64_t>(one.members.size())), Cell(members), Cell(glue)});
  }
  return out;
}

}  // namespace clew::property
