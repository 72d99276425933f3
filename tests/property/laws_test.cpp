// Laws that hold whatever the data: what may not change an answer, and what may only grow or shrink it. No model is
// asked; the engine is held against itself.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "property/constructs.h"
#include "property/engine_answer.h"
#include "property/laid.h"
#include "property/random_query.h"
#include "syntax/parse.h"

using namespace clew;
using namespace clew::property;

namespace {

constexpr std::uint64_t kGraphs = 48;
constexpr int kQueries = 20;

std::string answer(const Laid& laid, const Graph& graph, const std::string& text) {
  const syntax::ParseResult parsed = syntax::parse(text);
  INFO(text);
  REQUIRE(parsed.ok());
  EngineAnswer found = Engine(laid, graph.sets, kNow, savedQueries()).answer(parsed.script);
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

/// Where the last statement, the query, begins.
std::size_t queryOf(const std::string& text) {
  const std::size_t line = text.rfind('\n');
  return line == std::string::npos ? 0 : line + 1;
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
  // of types that no query speaks of, so that queries over whole types are asked as well
  const std::vector<std::string> unrelated = {
      R"({"fact":"link","from":{"type":"url","name":"https://u.invalid/a"},"relation":"tracker","to":{"type":"tracker","name":"ga:UA-1-1"},"first":"2022-03-01","last":"2022-04-01","source":"alpha","learnt":"2022-10-01T00:00:00Z","lookup":"L9999"})",
      R"({"fact":"link","from":{"type":"file","name":"00000000000000000000000000000001"},"relation":"url","to":{"type":"url","name":"https://u.invalid/a"},"source":"beta","learnt":"2022-02-01T00:00:00Z","lookup":"L9998"})",
      R"({"fact":"property","of":{"type":"file","name":"00000000000000000000000000000001"},"property":"size","value":"7","first":"2022-03-01","last":"2022-03-01","source":"beta","learnt":"2022-02-01T00:00:00Z","lookup":"L9998"})"};
  int whole_types = 0;
  for (std::uint64_t seed = 1; seed <= kGraphs; ++seed) {
    Given given(seed);
    Graph more = given.graph;
    for (const std::string& line : unrelated) {
      const auto fact = model::parseFactLine(model::Schema::builtin(), line);
      REQUIRE(fact.ok());
      more.facts.insert(oneIn(given.random, 2) ? more.facts.begin() : more.facts.end(), *fact);
    }
    const Laid before = given.laid();
    const Laid after(more.facts, Lie::kBase);
    for (int i = 0; i < kQueries; ++i) {
      const std::string text = randomQuery(given.random, given.world);
      INFO("seed " << seed << ": " << text);
      const std::string found = answer(before, given.graph, text);
      CHECK(found == answer(after, more, text));
      if (constructsOf(syntax::parse(text).script).count("source type") != 0 && found.find('\n') != found.rfind('\n'))
        ++whole_types;
    }
  }
  CHECK(whole_types > 150);
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
      const auto left = lines(answer(laid, given.graph, a)), right = lines(answer(laid, given.graph, b));
      std::set<std::string> both, less, common;
      std::set_union(left.begin(), left.end(), right.begin(), right.end(), std::inserter(both, both.end()));
      std::set_difference(left.begin(), left.end(), right.begin(), right.end(), std::inserter(less, less.end()));
      std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::inserter(common, common.end()));
      CHECK(lines(answer(laid, given.graph, "(" + a + ") plus (" + b + ")")) == both);
      CHECK(answer(laid, given.graph, "(" + a + ") plus (" + b + ") | count") ==
            "count\n" + std::to_string(both.size()) + "\n");
      CHECK(answer(laid, given.graph, "((" + a + "), (" + b + ")) | count") ==
            "count\n" + std::to_string(both.size()) + "\n");
      CHECK(lines(answer(laid, given.graph, "(" + b + ") plus (" + a + ")")) == both);
      CHECK(lines(answer(laid, given.graph, "(" + a + ") minus (" + b + ")")) == less);
      CHECK(lines(answer(laid, given.graph, "(" + a + ") in (" + b + ")")) == common);
      CHECK(lines(answer(laid, given.graph, "(" + a + ") not in (" + b + ")")) == less);
    }
  }
}

TEST_CASE("a narrower window never adds") {
  // W stands for the window; each of these asks that something was there
  const std::vector<std::string> asked = {"-> ip W",
                                          "-> email W",
                                          "-> ns, mx W",
                                          "-> hosts via ns W",
                                          "<- ns W",
                                          "-> fqdn W",
                                          "sharing ip with @hosts W",
                                          "sharing email, ip with @domains W",
                                          "sharing ip and email with @domains W",
                                          "sharing at least 2 of ip, email, ns with @domains W",
                                          "sharing ip within /24 with @ips W",
                                          "sharing country of ip with @domains W",
                                          "sharing ip with @hosts overlapping within 9d W",
                                          "-> ip seen by at least 2 sources W",
                                          "-> ip seen at least 3 times W",
                                          "-> ip confidence >= 60 W",
                                          "-> ip excluding hubs over 2 W",
                                          "expand 2 hops via ip, email W",
                                          "expand fully via ns W",
                                          "where has ip W",
                                          "where has email matching *@mail.example W",
                                          "where count(ip W) >= 2",
                                          "where count(ip W where has country) >= 1",
                                          "where times(ip W) >= 3"};
  for (std::uint64_t seed = 2001; seed <= 2000 + kGraphs; ++seed) {
    Given given(seed);
    const Laid laid = given.laid();
    for (int i = 0; i < kQueries; ++i) {
      const std::string from = "(" + randomDomains(given.random, given.world) + ") ";
      const std::string& pivot = pick(given.random, asked);
      const int first = below(given.random, kDays), last = first + below(given.random, 60);
      const int inner = first + below(given.random, last - first + 1);
      const int end = inner + below(given.random, last - inner + 1);
      const auto under = [&](const std::string& window) {
        return lines(answer(laid, given.graph, from + replaced(pivot, {{"W", window}})));
      };
      const auto within = [&](int a, int b) { return under("between " + dayText(a) + " and " + dayText(b)); };
      const auto ever = under("");
      INFO("seed " << seed << ": " << from << pivot << " between " << dayText(inner) << " and " << dayText(end));
      const auto wide = within(first, last), narrow = within(inner, end);
      CHECK(std::includes(wide.begin(), wide.end(), narrow.begin(), narrow.end()));
      CHECK(std::includes(ever.begin(), ever.end(), wide.begin(), wide.end()));
      const auto early = under("since " + dayText(first)), late = under("since " + dayText(last));
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
      std::size_t at = queryOf(text);
      if (text.substr(at).starts_with("as known at")) at = text.find(", ", at) + 2;
      if (text.substr(at).starts_with("as of")) continue;
      // what is compared with is then asked as of the day before, which hides what was seen after it
      if (text.find("| new since") != std::string::npos || text.find("| gone since") != std::string::npos ||
          text.find("| changes since") != std::string::npos)
        continue;
      INFO("seed " << seed << ": " << text);
      const auto as_it_is = answer(laid, given.graph, text);
      for (const char* clock : {"as of now, ", "as of today, "})
        CHECK(as_it_is == answer(laid, given.graph, text.substr(0, at) + clock + text.substr(at)));
    }
  }
}

TEST_CASE("the order in which lookups come never matters") {
  for (std::uint64_t seed = 4001; seed <= 4000 + kGraphs; ++seed) {
    Given given(seed);
    std::vector<std::vector<model::FactLine>> lookups;
    Graph other{{}, given.graph.sets};
    // what takes something back must come after it and before it is said again
    const auto shuffle = [&] {
      std::shuffle(lookups.begin(), lookups.end(), given.random);
      for (const auto& lookup : lookups) other.facts.insert(other.facts.end(), lookup.begin(), lookup.end());
      lookups.clear();
    };
    for (const model::FactLine& line : given.graph.facts) {
      const bool taken_back = std::holds_alternative<model::RetractionFact>(line.body);
      if (taken_back) shuffle();
      if (lookups.empty() || lookups.back().back().lookup != line.lookup) lookups.emplace_back();
      lookups.back().push_back(line);
      if (taken_back) shuffle();
    }
    shuffle();
    const Laid one = given.laid();
    const Laid two(other.facts, seed % 2 == 0 ? Lie::kBoth : Lie::kOverlay);
    for (int i = 0; i < kQueries; ++i) {
      const std::string text = randomQuery(given.random, given.world);
      INFO("seed " << seed << ": " << text);
      CHECK(answer(one, given.graph, text) == answer(two, other, text));
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
      // the other addresses are longer, and in a range that is not routed
      if (text.find("private") != std::string::npos || text.find("len(name)") != std::string::npos) continue;
      INFO("seed " << seed << ": " << text);
      CHECK(replaced(answer(one, given.graph, text), names) == answer(two, renamed, replaced(text, names)));
    }
  }
}
