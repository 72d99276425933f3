// Laws that hold whatever the data: what may not change an answer, and what may only grow or shrink it. No model is
// asked; the engine is held against itself.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "property/engine_answer.h"
#include "property/laid.h"
#include "property/random_query.h"
#include "syntax/parse.h"

using namespace clew;
using namespace clew::property;

namespace {

constexpr std::uint64_t kGraphs = 40;
constexpr int kQueries = 20;

std::string answer(const graph::GraphView& view, const Graph& graph, const std::string& text) {
  const syntax::ParseResult parsed = syntax::parse(text);
  INFO(text);
  REQUIRE(parsed.ok());
  EngineAnswer found = Engine(view, graph.sets, kNow).answer(parsed.script);
  REQUIRE(found.refused == "");
  // rows of links come in the order of their sets, which these laws leave alone
  return found.rows.text();
}

std::set<std::string> lines(const std::string& text) {
  std::set<std::string> out;
  std::size_t from = 0;
  for (std::size_t end; (end = text.find('\n', from)) != std::string::npos; from = end + 1)
    out.insert(text.substr(from, end - from));
  return out;
}

struct Given {
  Random random;
  World world;
  Graph graph;
  explicit Given(std::uint64_t seed) : random(seed), world(randomWorld(random)), graph(randomGraph(random, world)) {}
  Laid laid() const { return Laid(graph.facts, Lie::kBase); }
};

/// Whether a query begins anywhere with all nodes of a type: then every node is its business.
bool asksForAll(const std::string& text) {
  for (const char* word : {"domains", "hosts", "ips", "emails", "registrars", "orgs", "countries", "asns"}) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
      const std::string before = text.substr(0, at);
      if (!before.ends_with("@") && !before.ends_with("-> ") && !before.ends_with("sub")) return true;
    }
  }
  return false;
}

std::string replaced(std::string text, const std::vector<std::pair<std::string, std::string>>& names) {
  for (const auto& [from, to] : names) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace

TEST_CASE("a link that has nothing to do with a query changes nothing") {
  int asked = 0;
  for (std::uint64_t seed = 1; seed <= kGraphs; ++seed) {
    Given given(seed);
    Graph more = given.graph;
    const auto link = model::parseFactLine(
        model::Schema::builtin(),
        R"({"fact":"link","from":{"type":"host","name":"www.unrelated.example"},"relation":"ip","to":{"type":"ip","name":"203.0.113.250"},"first":"2022-03-01","last":"2022-04-01","source":"alpha","learnt":"2022-10-01T00:00:00Z","lookup":"L9999"})");
    REQUIRE(link.ok());
    more.facts.push_back(*link);
    const Laid before = given.laid();
    const Laid after(more.facts, Lie::kBase);
    for (int i = 0; i < kQueries; ++i) {
      const std::string text = randomQuery(given.random, given.world);
      if (asksForAll(text)) continue;
      ++asked;
      INFO("seed " << seed << ": " << text);
      CHECK(answer(before.view(), given.graph, text) == answer(after.view(), more, text));
    }
  }
  CHECK(asked > 150);
}

TEST_CASE("A plus B is the union of both, A minus B the difference, and A in B the intersection") {
  for (std::uint64_t seed = 1001; seed <= 1000 + kGraphs; ++seed) {
    Given given(seed);
    const Laid laid = given.laid();
    for (int i = 0; i < kQueries; ++i) {
      const std::string a = randomDomains(given.random, given.world), b = randomDomains(given.random, given.world);
      // what one part names is no hub in the other, so that hubs are left out here
      if ((a + b).find("hubs") != std::string::npos) continue;
      INFO("seed " << seed << ": " << a << " / " << b);
      const auto left = lines(answer(laid.view(), given.graph, a)), right = lines(answer(laid.view(), given.graph, b));
      std::set<std::string> both, less, common;
      std::set_union(left.begin(), left.end(), right.begin(), right.end(), std::inserter(both, both.end()));
      std::set_difference(left.begin(), left.end(), right.begin(), right.end(), std::inserter(less, less.end()));
      std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::inserter(common, common.end()));
      CHECK(lines(answer(laid.view(), given.graph, "(" + a + ") plus (" + b + ")")) == both);
      CHECK(lines(answer(laid.view(), given.graph, "(" + b + ") plus (" + a + ")")) == both);
      CHECK(lines(answer(laid.view(), given.graph, "(" + a + ") minus (" + b + ")")) == less);
      CHECK(lines(answer(laid.view(), given.graph, "(" + a + ") in (" + b + ")")) == common);
      CHECK(lines(answer(laid.view(), given.graph, "(" + a + ") not in (" + b + ")")) == less);
    }
  }
}

TEST_CASE("a narrower window never adds") {
  for (std::uint64_t seed = 2001; seed <= 2000 + kGraphs; ++seed) {
    Given given(seed);
    const Laid laid = given.laid();
    for (int i = 0; i < kQueries; ++i) {
      const std::string from = "(" + randomDomains(given.random, given.world) + ") ";
      const std::string pivot =
          pick(given.random,
               std::vector<std::string>{"-> ip", "-> email", "-> ns, mx", "sharing ip with @hosts",
                                        "sharing email, ip with @domains", "sharing ip and email with @domains",
                                        "sharing ip within /24 with @ips", "<- ns"});
      const int first = below(given.random, kDays), last = first + below(given.random, 60);
      const int inner = first + below(given.random, last - first + 1);
      const int end = inner + below(given.random, last - inner + 1);
      const auto within = [&](int a, int b) {
        return lines(answer(laid.view(), given.graph, from + pivot + " between " + dayText(a) + " and " + dayText(b)));
      };
      const auto since = [&](int day) {
        return lines(answer(laid.view(), given.graph, from + pivot + " since " + dayText(day)));
      };
      const auto ever = lines(answer(laid.view(), given.graph, from + pivot));
      INFO("seed " << seed << ": " << from << pivot << " between " << dayText(inner) << " and " << dayText(end));
      const auto wide = within(first, last), narrow = within(inner, end);
      CHECK(std::includes(wide.begin(), wide.end(), narrow.begin(), narrow.end()));
      CHECK(std::includes(ever.begin(), ever.end(), wide.begin(), wide.end()));
      const auto early = since(first), late = since(last);
      CHECK(std::includes(early.begin(), early.end(), late.begin(), late.end()));
      CHECK(std::includes(ever.begin(), ever.end(), early.begin(), early.end()));
    }
  }
}

TEST_CASE("as of today is as without it") {
  for (std::uint64_t seed = 3001; seed <= 3000 + kGraphs; ++seed) {
    Given given(seed);
    const Laid laid = given.laid();
    for (int i = 0; i < kQueries; ++i) {
      const std::string text = randomQuery(given.random, given.world);
      if (text.starts_with("as of")) continue;
      INFO("seed " << seed << ": " << text);
      CHECK(answer(laid.view(), given.graph, text) == answer(laid.view(), given.graph, "as of now, " + text));
    }
  }
}

TEST_CASE("the order in which lookups come never matters") {
  for (std::uint64_t seed = 4001; seed <= 4000 + kGraphs; ++seed) {
    Given given(seed);
    std::vector<std::vector<model::FactLine>> lookups;
    for (const model::FactLine& line : given.graph.facts) {
      if (lookups.empty() || lookups.back().back().lookup != line.lookup) lookups.emplace_back();
      lookups.back().push_back(line);
    }
    std::shuffle(lookups.begin(), lookups.end(), given.random);
    Graph other{{}, given.graph.sets};
    for (const auto& lookup : lookups) other.facts.insert(other.facts.end(), lookup.begin(), lookup.end());
    const Laid one = given.laid();
    const Laid two(other.facts, seed % 2 == 0 ? Lie::kBoth : Lie::kOverlay);
    for (int i = 0; i < kQueries; ++i) {
      const std::string text = randomQuery(given.random, given.world);
      INFO("seed " << seed << ": " << text);
      CHECK(answer(one.view(), given.graph, text) == answer(two.view(), other, text));
    }
  }
}

TEST_CASE("a graph whose nodes bear other names answers with the other names") {
  // of the same length and order, so that what asks for these answers alike
  const std::vector<std::pair<std::string, std::string>> names = {{"example", "invalid"},
                                                                  {"192.0.2.", "198.18.5."},
                                                                  {"alpha", "aleph"},
                                                                  {"umbrella", "ultimate"},
                                                                  {"acme", "able"}};
  for (std::uint64_t seed = 5001; seed <= 5000 + kGraphs; ++seed) {
    Given given(seed);
    Graph renamed;
    for (const model::FactLine& line : given.graph.facts) {
      const auto read = model::parseFactLine(model::Schema::builtin(),
                                             replaced(model::factLineText(model::Schema::builtin(), line), names));
      REQUIRE(read.ok());
      renamed.facts.push_back(*read);
    }
    for (const auto& [name, members] : given.graph.sets) {
      for (const std::string& member : members) renamed.sets[name].push_back(replaced(member, names));
    }
    const Laid one = given.laid();
    const Laid two(renamed.facts, Lie::kBase);
    for (int i = 0; i < kQueries; ++i) {
      const std::string text = randomQuery(given.random, given.world);
      INFO("seed " << seed << ": " << text);
      CHECK(replaced(answer(one.view(), given.graph, text), names) ==
            answer(two.view(), renamed, replaced(text, names)));
    }
  }
}
