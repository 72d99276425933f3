#include "property/plain_ties.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace clew::property {

PlainTies::PlainTies(std::set<Number> members, const std::set<Pair>& links) : members_(std::move(members)) {
  std::map<Number, std::set<Number>> holders;
  for (const auto& [a, b] : links) {
    if (members_.count(a) != 0) holders[b].insert(a);
    if (members_.count(b) != 0) holders[a].insert(b);
  }
  for (const Number member : members_) near_[member];
  for (const auto& [node, held_by] : holders) {
    if (members_.count(node) == 0 && held_by.size() < 2) continue;
    for (const Number member : held_by) near_[node].insert(member), near_[member].insert(node);
  }
}

PlainTies::Scores PlainTies::ranked(const std::map<Number, double>& scores) const {
  Scores out;
  for (const Number member : members_) out.emplace_back(member, std::round(scores.at(member) * 10000) / 10000);
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return out;
}

PlainTies::Scores PlainTies::degrees() const {
  std::map<Number, double> scores;
  for (const auto& [node, others] : near_) scores[node] = static_cast<double>(others.size());
  return ranked(scores);
}

PlainTies::Scores PlainTies::pageRanks() const {
  std::map<Number, double> scores;
  for (const auto& [node, others] : near_) scores[node] = 1;
  for (int step = 0; step < 100; ++step) {
    std::map<Number, double> next;
    for (const auto& [node, others] : near_) {
      next[node] += 0.15;
      for (const Number other : others) next[other] += 0.85 * scores[node] / static_cast<double>(others.size());
    }
    scores = next;
  }
  return ranked(scores);
}

PlainTies::Scores PlainTies::betweenness() const {
  std::map<Number, std::map<Number, int>> distance;
  std::map<Number, std::map<Number, double>> ways;
  for (const auto& [from, others] : near_) {
    distance[from][from] = 0;
    ways[from][from] = 1;
    std::vector<Number> rim{from};
    for (int far = 1; !rim.empty(); ++far) {
      std::set<Number> next;
      for (const Number node : rim) {
        for (const Number other : near_.at(node)) {
          if (distance[from].emplace(other, far).first->second != far) continue;
          ways[from][other] += ways[from][node];
          next.insert(other);
        }
      }
      rim.assign(next.begin(), next.end());
    }
  }
  std::map<Number, double> scores;
  for (const auto& [node, near] : near_) {
    double& score = scores[node];
    for (const auto& [a, near_a] : near_) {
      for (const auto& [b, near_b] : near_) {
        if (a >= b || a == node || b == node || distance[a].count(b) == 0 || distance[a].count(node) == 0) continue;
        if (distance[a][node] + distance[node][b] != distance[a][b]) continue;
        score += ways[a][node] * ways[node][b] / ways[a][b];
      }
    }
  }
  return ranked(scores);
}

PlainTies::Scores PlainTies::cores() const {
  std::map<Number, double> core;
  for (const auto& [node, others] : near_) core[node] = 0;
  for (std::size_t k = 1; k <= near_.size(); ++k) {
    std::set<Number> left;
    for (const auto& [node, others] : near_) left.insert(node);
    for (bool fell = true; fell;) {
      fell = false;
      for (const auto& [node, others] : near_) {
        if (left.count(node) == 0) continue;
        const auto still = std::count_if(others.begin(), others.end(), [&](Number o) { return left.count(o) != 0; });
        if (static_cast<std::size_t>(still) >= k) continue;
        left.erase(node);
        fell = true;
      }
    }
    for (const Number node : left) core[node] = static_cast<double>(k);
  }
  return ranked(core);
}

std::map<PlainTies::Number, int> PlainTies::parts(std::optional<Number> gone, std::optional<Pair> cut) const {
  std::map<Number, int> of;
  int number = 0;
  for (const auto& [root, near] : near_) {
    if (root == gone || of.count(root) != 0) continue;
    std::vector<Number> open{root};
    of[root] = ++number;
    while (!open.empty()) {
      const Number node = open.back();
      open.pop_back();
      for (const Number other : near_.at(node)) {
        if (other == gone || Pair(node, other) == cut || Pair(other, node) == cut) continue;
        if (of.emplace(other, number).second) open.push_back(other);
      }
    }
  }
  return of;
}

int PlainTies::apart(Number at, std::optional<Number> gone, std::optional<Pair> cut) const {
  const auto before = parts(std::nullopt, std::nullopt);
  const auto after = parts(gone, cut);
  std::map<int, int> sizes;
  int all = 0;
  for (const Number member : members_) {
    if (member == gone || before.at(member) != before.at(at)) continue;
    ++sizes[after.at(member)];
    ++all;
  }
  int most = 0;
  for (const auto& [part, size] : sizes) most = std::max(most, size);
  return all - most;
}

/// A link to a value begins at the member, one between two members at the first.
std::vector<PlainTies::Bridge> PlainTies::bridges() const {
  std::vector<Bridge> out;
  for (const auto& [node, others] : near_) {
    if (const int lost = apart(node, node, std::nullopt); lost > 0) out.push_back({node, std::nullopt, lost});
    for (const Number to : others) {
      if (members_.count(node) == 0 || (members_.count(to) != 0 && to < node)) continue;
      if (const int lost = apart(node, std::nullopt, Pair(node, to)); lost > 0) out.push_back({node, to, lost});
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Bridge& a, const Bridge& b) {
    return std::tuple(-a.apart, a.node, a.to) < std::tuple(-b.apart, b.node, b.to);  // a node before its links
  });
  return out;
}

std::vector<PlainTies::Community> PlainTies::communities() const {
  std::map<Number, Number> of;
  for (const auto& [node, others] : near_) of[node] = node;
  for (bool moved = true; moved;) {
    moved = false;
    for (const auto& [node, others] : near_) {
      std::map<Number, int> ties;
      for (const Number other : others) ++ties[of[other]];
      int most = 0;
      for (const auto& [community, count] : ties) most = std::max(most, count);
      if (ties[of[node]] == most) continue;
      for (const auto& [community, count] : ties) {
        if (count != most) continue;
        of[node] = community;
        break;
      }
      moved = true;
    }
  }
  std::map<Number, Community> communities;
  for (const Number member : members_) communities[of[member]].members.push_back(member);
  for (const auto& [node, others] : near_) {
    if (members_.count(node) != 0) continue;
    std::map<Number, int> held;
    for (const Number holder : others) ++held[of[holder]];
    for (const auto& [community, count] : held) {
      if (count > 1) communities[community].glue.push_back(node);
    }
  }
  std::vector<Community> out;
  for (auto& [number, one] : communities) {
    if (!one.members.empty()) out.push_back(std::move(one));
  }
  std::sort(out.begin(), out.end(), [](const Community& a, const Community& b) {
    return a.members.size() != b.members.size() ? a.members.size() > b.members.size() : a.members[0] < b.members[0];
  });
  return out;
}

}  // namespace clew::property
