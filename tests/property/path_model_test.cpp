// Walks of many steps against plain loops: chains, `expand` and clusters over random graphs, with hubs, exclusions,
// sources and time windows. The model looks at facts by name; it knows nothing of frontiers, levels or both ends.
#include <clew/clew.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "property/random_graph.h"
#include "support/process.h"

namespace clew::test {
namespace {

using property::kDay;
constexpr Time kBegin = 1640995200;  // 2022-01-01
constexpr int kDays = 300;

using property::below;
using property::Random;

std::string dayText(int day) {
  const std::time_t when = kBegin + day * kDay;
  char text[32];
  std::tm parts{};
  gmtime_r(&when, &parts);
  std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
  return text;
}

struct Fact {
  std::string from, relation, to, source;
  int first = 0, last = 0;
};

struct Asked {
  std::vector<std::string> from, to, via;
  int hops = 2;
  int hubs = 0;    // 0: no exclusion
  int since = -1;  // -1: no time word
  std::string source;
  std::string excluded;
};

std::string valueOf(Random& random, const std::string& relation) {
  const int pick = below(random, 10) * below(random, 10) / 9;
  if (relation == "ip") return "192.0.2." + std::to_string(pick + 1);
  if (relation == "email") return "m" + std::to_string(pick) + "@mail.example";
  return "ns" + std::to_string(pick) + ".hosting.example";
}

std::string domainOf(Random& random) {
  return "d" + std::to_string(below(random, 18)) + ".example";
}

std::vector<Fact> randomFacts(Random& random) {
  static const std::vector<std::string> kRelations = {"ip", "email", "ns"};
  std::vector<Fact> facts;
  const int count = 12 + below(random, 40);
  for (int i = 0; i < count; ++i) {
    Fact fact;
    fact.from = domainOf(random);
    fact.relation = kRelations[static_cast<std::size_t>(below(random, 3))];
    fact.to = valueOf(random, fact.relation);
    fact.source = i < 2 ? (i == 0 ? "alpha" : "beta") : below(random, 2) == 0 ? "alpha" : "beta";
    fact.first = below(random, kDays);
    fact.last = std::min(kDays - 1, fact.first + below(random, 60));
    facts.push_back(std::move(fact));
  }
  return facts;
}

std::string line(const Fact& fact) {
  const std::string type = fact.relation == "ip" ? "ip" : fact.relation == "email" ? "email" : "host";
  return R"({"fact":"link","from":{"type":"domain","name":")" + fact.from + R"("},"relation":")" + fact.relation +
         R"(","to":{"type":")" + type + R"(","name":")" + fact.to + R"("},"first":")" + dayText(fact.first) +
         R"(","last":")" + dayText(fact.last) + R"(","source":")" + fact.source + "\"}";
}

/// The order in which answers print nodes.
std::tuple<int, int, std::string> orderOf(const std::string& name) {
  if (name.rfind("192.0.2.", 0) == 0) return {2, std::atoi(name.c_str() + 8), ""};
  if (name.find('@') != std::string::npos) return {3, 0, name};
  return {name.rfind("ns", 0) == 0 ? 0 : 1, 0, name};
}

bool nodeBefore(const std::string& a, const std::string& b) {
  return orderOf(a) < orderOf(b);
}

std::string listText(const std::vector<std::string>& names) {
  if (names.size() == 1) return names[0];
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "(" : ", ") + name;
  return out + ")";
}

std::string modifiers(const Asked& asked) {
  std::string out = " via ";
  for (std::size_t i = 0; i < asked.via.size(); ++i) out += (i == 0 ? "" : ", ") + asked.via[i];
  if (asked.hubs > 0) out += " excluding hubs over " + std::to_string(asked.hubs);
  if (!asked.excluded.empty()) out += " excluding " + asked.excluded;
  if (asked.since >= 0) out += " since " + dayText(asked.since);
  if (!asked.source.empty()) out += " seen by " + asked.source;
  return out;
}

/// The graph as a walk sees it: for each pair of nodes the relations that join them, in either direction.
class Model {
 public:
  Model(const std::vector<Fact>& facts, const Asked& asked) : asked_(asked) {
    std::set<std::string> seeds(asked.from.begin(), asked.from.end());
    seeds.insert(asked.to.begin(), asked.to.end());
    for (const Fact& fact : facts) {
      if (std::find(asked.via.begin(), asked.via.end(), fact.relation) == asked.via.end()) continue;
      if (asked.since >= 0 && fact.last < asked.since) continue;
      if (!asked.source.empty() && fact.source != asked.source) continue;
      std::set<std::string> holders;
      for (const Fact& other : facts)
        if (other.relation == fact.relation && other.to == fact.to) holders.insert(other.from);
      if (asked.hubs > 0 && holders.size() > static_cast<std::size_t>(asked.hubs) && seeds.count(fact.to) == 0)
        continue;
      along_[{fact.from, fact.to}][fact.relation] = holders.size();
    }
  }

  struct Step {
    std::string node, relations, direction;
    double cost = 0;
  };

  /// Where one step leads from a node. `hosts`: relations between hosts are walked back as well.
  std::vector<Step> steps(const std::string& node, bool hosts) const {
    std::vector<Step> out;
    for (const auto& [pair, relations] : along_) {
      const bool is_along = pair.first == node;
      if (!is_along && pair.second != node) continue;
      Step step{is_along ? pair.second : pair.first, "", is_along ? "along" : "back", 0};
      std::size_t fewest = 0;
      for (const auto& [relation, holders] : relations) {
        if (!hosts && !is_along && relation == "ns") continue;
        step.relations += (step.relations.empty() ? "" : ", ") + relation;
        fewest = fewest == 0 ? holders : std::min(fewest, holders);
      }
      if (step.relations.empty()) continue;
      step.cost = 1 + std::log2(static_cast<double>(fewest));
      out.push_back(std::move(step));
    }
    return out;
  }

  using Chain = std::vector<Step>;

  /// All simple chains of at most so many hops between the two sides, none of them inside.
  std::vector<Chain> chains() const {
    std::vector<Chain> out;
    Chain chain;
    const auto isEnd = [&](const std::vector<std::string>& side, const std::string& node) {
      return std::find(side.begin(), side.end(), node) != side.end();
    };
    std::function<void()> go = [&] {
      const std::string node = chain.back().node;
      if (isEnd(asked_.to, node)) {
        out.push_back(chain);
        return;
      }
      if (chain.size() > static_cast<std::size_t>(asked_.hops)) return;
      for (const Step& step : steps(node, true)) {
        if (std::any_of(chain.begin(), chain.end(), [&](const Step& old) { return old.node == step.node; })) continue;
        if (!isEnd(asked_.to, step.node) && (isEnd(asked_.from, step.node) || step.node == asked_.excluded)) continue;
        chain.push_back(step);
        go();
        chain.pop_back();
      }
    };
    for (const std::string& node : std::set<std::string>(asked_.from.begin(), asked_.from.end())) {
      if (known_.count(node) == 0) continue;
      chain = {Step{node, "", "", 0}};
      go();
    }
    return out;
  }

  void know(const std::set<std::string>& nodes) { known_ = nodes; }

  std::string shortest() const {
    std::vector<Chain> all = chains();
    std::size_t least = 1000;
    for (const Chain& chain : all) least = std::min(least, chain.size());
    std::erase_if(all, [&](const Chain& chain) { return chain.size() != least; });
    std::sort(all.begin(), all.end(), [](const Chain& a, const Chain& b) {
      for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i].relations != b[i].relations) return a[i].relations < b[i].relations;
        if (a[i].node != b[i].node) return nodeBefore(a[i].node, b[i].node);
      }
      return false;
    });
    std::string out;
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (std::size_t step = 0; step < all[i].size(); ++step) {
        const Step& at = all[i][step];
        out += std::to_string(i + 1) + " " + std::to_string(step) + " " + at.node + " " +
               (step == 0 ? "(missing) (missing)" : at.relations + " " + at.direction) + "\n";
      }
    }
    return out;
  }

  std::string expanded() const {
    std::map<std::string, int> level;
    std::vector<std::string> rim;
    for (const std::string& node : asked_.from) {
      if (known_.count(node) != 0 && level.emplace(node, 0).second) rim.push_back(node);
    }
    for (int hops = 1; hops <= asked_.hops; ++hops) {
      std::vector<std::string> next;
      for (const std::string& node : rim) {
        for (const Step& step : steps(node, false)) {
          if (step.node != asked_.excluded && level.emplace(step.node, hops).second) next.push_back(step.node);
        }
      }
      rim = next;
    }
    std::vector<std::string> lines;
    for (const auto& [node, hops] : level) lines.push_back(node + " " + std::to_string(hops) + "\n");
    std::sort(lines.begin(), lines.end());
    std::string out;
    for (const std::string& one : lines) out += one;
    return out;
  }

  /// Components of domains that share at least `least` relations with one another.
  std::string clusters(std::size_t least) const {
    std::map<std::string, std::map<std::string, std::set<std::string>>> values;  // domain, relation, values
    for (const auto& [pair, relations] : along_)
      for (const auto& [relation, holders] : relations) values[pair.first][relation].insert(pair.second);
    std::vector<std::set<std::string>> parts;
    for (const std::string& node : std::set<std::string>(asked_.from.begin(), asked_.from.end())) {
      if (known_.count(node) == 0) continue;
      std::set<std::string> whole{node};
      std::vector<std::set<std::string>> kept;
      for (const auto& part : parts) {
        const bool joined = std::any_of(part.begin(), part.end(), [&](const std::string& other) {
          std::size_t shared = 0;
          for (const auto& [relation, mine] : values[node]) {
            const auto& theirs = values[other][relation];
            shared += std::any_of(mine.begin(), mine.end(), [&](const auto& v) { return theirs.count(v) != 0; });
          }
          return shared >= least;
        });
        if (joined)
          whole.insert(part.begin(), part.end());
        else
          kept.push_back(part);
      }
      kept.push_back(whole);
      parts = kept;
    }
    std::sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) {
      return a.size() != b.size() ? a.size() > b.size() : *a.begin() < *b.begin();
    });
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      out += std::to_string(i + 1) + " " + std::to_string(parts[i].size());
      for (const std::string& member : parts[i]) out += (member == *parts[i].begin() ? " " : ", ") + member;
      out += "\n";
    }
    return out;
  }

 private:
  const Asked& asked_;
  std::map<std::pair<std::string, std::string>, std::map<std::string, std::size_t>> along_;
  std::set<std::string> known_;
};

/// The first columns of an answer, a line a row.
std::string engineRows(Case& on, const std::string& text, std::size_t columns, bool sorted) {
  Prepared query = on.prepare(text);
  if (!query.ok()) return query.diagnosticText();
  RunOptions options;
  options.now = kBegin + kDays * kDay;
  std::vector<std::string> lines;
  const auto run = query.run(options, [&](const Answer& answer) {
    for (std::size_t row = 0; row < answer.table.rowCount(); ++row) {
      std::string text_of;
      for (std::size_t column = 0; column < columns; ++column)
        text_of += (column == 0 ? "" : " ") + cellText(answer.table.at(row, column));
      lines.push_back(text_of + "\n");
    }
    return true;
  });
  if (!run) return "error: " + run.error().message;
  if (sorted) std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& one : lines) out += one;
  return out;
}

std::unique_ptr<Case> caseOf(const std::string& path, const std::string& facts) {
  auto opened = Case::open(path, {.create = true, .read_only = false, .schema_file = {}});
  REQUIRE(opened.ok());
  const auto report = (*opened)->ingest({facts}, {}, kBegin + kDays * kDay);
  REQUIRE(report.ok());
  REQUIRE(report->rejected == 0);
  return std::move(*opened);
}

std::vector<std::string> someDomains(Random& random, int most) {
  std::vector<std::string> out;
  const int count = 1 + below(random, most);
  for (int i = 0; i < count; ++i) out.push_back(domainOf(random));
  return out;
}

Asked randomAsked(Random& random) {
  static const std::vector<std::string> kRelations = {"email", "ip", "ns"};
  Asked asked;
  asked.from = someDomains(random, 3);
  asked.to = someDomains(random, 2);
  if (below(random, 4) == 0) asked.to = {valueOf(random, "ip")};
  for (const std::string& relation : kRelations)
    if (below(random, 3) != 0) asked.via.push_back(relation);
  if (asked.via.empty()) asked.via.push_back("ip");
  asked.hops = 1 + below(random, 6);
  if (below(random, 3) == 0) asked.hubs = 1 + below(random, 4);
  if (below(random, 4) == 0) asked.since = below(random, kDays);
  if (below(random, 4) == 0) asked.source = below(random, 2) == 0 ? "alpha" : "beta";
  if (below(random, 3) == 0) asked.excluded = valueOf(random, asked.via.front());
  return asked;
}

bool leadsThere(const Asked& asked) {
  // that an ip cannot be reached without `ip` is an error, and a right one
  const bool ends_in_ip = asked.to.front().rfind("192.", 0) == 0;
  return !ends_in_ip || std::find(asked.via.begin(), asked.via.end(), "ip") != asked.via.end();
}

/// Costs of the three rarest chains by the model, and of those that the engine gives, each in hops.
void checkRarest(Case& on, const Model& model, const Asked& asked, const std::string& ends) {
  std::map<std::string, double> cost_of;
  std::vector<double> wanted;
  for (const Model::Chain& chain : model.chains()) {
    std::string text;
    double cost = 0;
    for (const Model::Step& step : chain) text += step.node + "\n", cost += step.cost;
    cost_of[text] = cost;
    wanted.push_back(cost);
  }
  std::sort(wanted.begin(), wanted.end());
  if (wanted.size() > 3) wanted.resize(3);
  const std::string rows = engineRows(on, "paths" + ends + modifiers(asked) + " by rarity | take 3", 3, false);
  std::vector<double> found;
  std::map<std::string, std::string> chains;
  std::istringstream in(rows);
  for (std::string path, step, node; in >> path >> step >> node;) chains[path] += node + "\n";
  for (const auto& [path, nodes] : chains) {
    INFO(nodes);
    REQUIRE(cost_of.count(nodes) == 1);
    found.push_back(cost_of[nodes]);
  }
  REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) CHECK(std::abs(found[i] - wanted[i]) < 0.05);
}

}  // namespace

TEST_CASE("chains, expansions and clusters are those of plain loops") {
  const TemporaryFolder folder;
  std::size_t with_chain = 0, joined = 0, cut = 0;
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    Random random(seed * 7919);
    const std::vector<Fact> facts = randomFacts(random);
    std::set<std::string> known;
    for (const Fact& fact : facts) known.insert(fact.from), known.insert(fact.to);
    const std::string file = folder.file("walk" + std::to_string(seed) + ".jsonl");
    std::ofstream lines(file);
    for (const Fact& fact : facts) lines << line(fact) << '\n';
    lines.close();
    const auto on = caseOf(folder.file("walk" + std::to_string(seed) + ".db"), file);
    for (int i = 0; i < 25; ++i) {
      const Asked asked = randomAsked(random);
      if (!leadsThere(asked)) continue;
      Model model(facts, asked);
      model.know(known);
      const std::string ends = " from " + listText(asked.from) + " to " + listText(asked.to) + " within " +
                               std::to_string(asked.hops) + " hops";
      const std::string chains = "paths" + ends + modifiers(asked);
      INFO("seed " << seed << ", question " << i << ": " << chains);
      const std::string wanted = model.shortest();
      CHECK(engineRows(*on, chains, 5, false) == wanted);
      with_chain += wanted.find("\n") != std::string::npos;
      cut += asked.hubs > 0;
      if (asked.hops <= 4) checkRarest(*on, model, asked, ends);

      Asked near = asked;
      near.to.clear();
      Model around(facts, near);
      around.know(known);
      const std::string expand = listText(near.from) + " expand " + std::to_string(near.hops) + " hops" +
                                 modifiers(near) + " | per name, hops show count";
      INFO(expand);
      CHECK(engineRows(*on, expand, 2, true) == around.expanded());

      Asked among = near;
      among.from = someDomains(random, 12);
      among.excluded.clear();
      Model together(facts, among);
      together.know(known);
      const std::size_t least = among.via.size() > 1 ? 1 + static_cast<std::size_t>(below(random, 2)) : 1;
      std::string traits;
      for (const std::string& relation : among.via) traits += (traits.empty() ? "" : ", ") + relation;
      if (least > 1) traits = "at least 2 of " + traits;
      const std::string mods = modifiers(among);
      const std::size_t after_via = mods.find(among.via.back()) + among.via.back().size();
      const std::string cluster = listText(among.from) + " | cluster by " + traits + mods.substr(after_via);
      INFO(cluster);
      const std::string parts = together.clusters(least);
      CHECK(engineRows(*on, cluster, 3, false) == parts);
      joined += parts.rfind("1 1 ", 0) != 0 && !parts.empty();
    }
  }
  // the questions are worth asking only if many of them have an answer
  CHECK(with_chain > 100);
  CHECK(joined > 100);
  CHECK(cut > 100);
}

}  // namespace clew::test
