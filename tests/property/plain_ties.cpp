#include "property/plain_ties.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <tuple>

namespace clew::test {
namespace {

std::string shown(double value) {
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, std::round(value * 10000) / 10000).ptr;
  return {text, end};
}

}  // namespace

PlainTies::PlainTies(const std::set<std::string>& members, const std::set<Pair>& links, Before before)
    : members_(members) {
  std::map<std::string, std::set<std::string>> holders;
  for (const auto& [a, b] : links) {
    if (members.count(a) != 0) holders[b].insert(a);
    if (members.count(b) != 0) holders[a].insert(b);
  }
  for (const std::string& member : members) near_[member];
  for (const auto& [node, held_by] : holders) {
    if (members.count(node) == 0 && held_by.size() < 2) continue;
    for (const std::string& member : held_by) near_[node].insert(member), near_[member].insert(node);
  }
  for (const auto& [node, others] : near_) order_.push_back(node);
  std::sort(order_.begin(), order_.end(), before);
}

std::string PlainTies::ranked(const std::map<std::string, double>& scores) const {
  std::vector<std::string> names;
  for (const std::string& node : order_)
    if (members_.count(node) != 0) names.push_back(node);
  std::stable_sort(names.begin(), names.end(), [&](const auto& a, const auto& b) {
    return std::round(scores.at(a) * 10000) > std::round(scores.at(b) * 10000);
  });
  std::string out;
  for (const std::string& name : names) out += name + " " + shown(scores.at(name)) + "\n";
  return out;
}

std::string PlainTies::degrees() const {
  std::map<std::string, double> scores;
  for (const auto& [node, others] : near_) scores[node] = static_cast<double>(others.size());
  return ranked(scores);
}

std::string PlainTies::pageRanks() const {
  std::map<std::string, double> scores;
  for (const std::string& node : order_) scores[node] = 1;
  for (int step = 0; step < 100; ++step) {
    std::map<std::string, double> next;
    for (const auto& [node, others] : near_) {
      next[node] += 0.15;
      for (const std::string& other : others) next[other] += 0.85 * scores[node] / static_cast<double>(others.size());
    }
    scores = next;
  }
  return ranked(scores);
}

std::string PlainTies::betweenness() const {
  std::map<std::string, std::map<std::string, int>> distance;
  std::map<std::string, std::map<std::string, double>> ways;
  for (const std::string& from : order_) {
    distance[from][from] = 0;
    ways[from][from] = 1;
    std::vector<std::string> rim{from};
    for (int far = 1; !rim.empty(); ++far) {
      std::set<std::string> next;
      for (const std::string& node : rim) {
        for (const std::string& other : near_.at(node)) {
          if (distance[from].emplace(other, far).first->second != far) continue;
          ways[from][other] += ways[from][node];
          next.insert(other);
        }
      }
      rim.assign(next.begin(), next.end());
    }
  }
  std::map<std::string, double> scores;
  for (const std::string& node : order_) {
    double& score = scores[node];
    for (const std::string& a : order_) {
      for (const std::string& b : order_) {
        if (a >= b || a == node || b == node || distance[a].count(b) == 0 || distance[a].count(node) == 0) continue;
        if (distance[a][node] + distance[node][b] != distance[a][b]) continue;
        score += ways[a][node] * ways[node][b] / ways[a][b];
      }
    }
  }
  return ranked(scores);
}

std::string PlainTies::cores() const {
  std::map<std::string, double> core;
  for (const std::string& node : order_) core[node] = 0;
  for (std::size_t k = 1; k <= order_.size(); ++k) {
    std::set<std::string> left(order_.begin(), order_.end());
    for (bool fell = true; fell;) {
      fell = false;
      for (const std::string& node : order_) {
        if (left.count(node) == 0) continue;
        const auto& others = near_.at(node);
        const auto still =
            std::count_if(others.begin(), others.end(), [&](const auto& o) { return left.count(o) != 0; });
        if (static_cast<std::size_t>(still) >= k) continue;
        left.erase(node);
        fell = true;
      }
    }
    for (const std::string& node : left) core[node] = static_cast<double>(k);
  }
  return ranked(core);
}

std::map<std::string, int> PlainTies::parts(const std::string& gone, const Pair& cut) const {
  std::map<std::string, int> of;
  int number = 0;
  for (const std::string& root : order_) {
    if (root == gone || of.count(root) != 0) continue;
    std::vector<std::string> open{root};
    of[root] = ++number;
    while (!open.empty()) {
      const std::string node = open.back();
      open.pop_back();
      for (const std::string& other : near_.at(node)) {
        if (other == gone || Pair(node, other) == cut || Pair(other, node) == cut) continue;
        if (of.emplace(other, number).second) open.push_back(other);
      }
    }
  }
  return of;
}

int PlainTies::apart(const std::string& at, const std::string& gone, const Pair& cut) const {
  const auto before = parts("", {});
  const auto after = parts(gone, cut);
  std::map<int, int> sizes;
  int all = 0;
  for (const std::string& member : members_) {
    if (member == gone || before.at(member) != before.at(at)) continue;
    ++sizes[after.at(member)];
    ++all;
  }
  int most = 0;
  for (const auto& [part, size] : sizes) most = std::max(most, size);
  return all - most;
}

std::string PlainTies::bridges() const {
  struct Row {
    int apart;
    std::size_t node, to;  // places in the order; `to` of a node: 0, of a link one more
    std::string text;
  };
  std::vector<Row> rows;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const std::string& node = order_[i];
    if (const int lost = apart(node, node, {}); lost > 0)
      rows.push_back({lost, i, 0, node + " (missing) " + std::to_string(lost)});
    for (std::size_t k = 0; k < order_.size(); ++k) {
      const std::string& to = order_[k];
      if (near_.at(node).count(to) == 0 || members_.count(node) == 0) continue;
      if (members_.count(to) != 0 && k < i) continue;
      if (const int lost = apart(node, "", {node, to}); lost > 0)
        rows.push_back({lost, i, k + 1, node + " " + to + " " + std::to_string(lost)});
    }
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tuple(-a.apart, a.node, a.to) < std::tuple(-b.apart, b.node, b.to);
  });
  std::string out;
  for (const Row& row : rows) out += row.text + "\n";
  return out;
}

std::string PlainTies::communities() const {
  std::map<std::string, std::size_t> of;
  for (std::size_t i = 0; i < order_.size(); ++i) of[order_[i]] = i;
  for (bool moved = true; moved;) {
    moved = false;
    for (const std::string& node : order_) {
      std::map<std::size_t, int> ties;
      for (const std::string& other : near_.at(node)) ++ties[of[other]];
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
  std::map<std::size_t, std::vector<std::string>> members;
  for (const std::string& node : order_)
    if (members_.count(node) != 0) members[of[node]].push_back(node);
  std::vector<std::vector<std::string>> parts;
  for (const std::string& node : order_) {  // by the smallest member
    auto& part = members[of[node]];
    if (!part.empty() && members_.count(node) != 0) parts.push_back(std::move(part)), part.clear();
  }
  std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    out += std::to_string(i + 1) + " " + std::to_string(parts[i].size()) + " ";
    for (std::size_t k = 0; k < parts[i].size(); ++k) out += (k == 0 ? "" : ", ") + parts[i][k];
    out += "\n";
  }
  return out;
}

}  // namespace clew::test
