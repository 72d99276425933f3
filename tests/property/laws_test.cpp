// Laws that hold whatever the data: what may not change an answer, and what may only grow or shrink it. No model is
// asked; the engine is held against itself. What breaks a law is made small before it is reported.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <set>

#include "property/constructs.h"
#include "property/engine_answer.h"
#include "property/laid.h"
#include "property/law.h"
#include "property/random_query.h"
#include "syntax/parse.h"

using namespace clew;
using namespace clew::property;

namespace {

constexpr std::uint64_t kGraphs = 48;
constexpr int kQueries = 20;

/// The rows of an answer, or kRefused and why there is none.
std::string answer(const Laid& laid, const Graph& graph, const std::string& text) {
  const syntax::ParseResult parsed = syntax::parse(text);
  if (!parsed.ok()) return kRefused + text;
  EngineAnswer found = Engine(laid, graph.sets, kNow, savedQueries()).answer(parsed.script);
  if (!found.refused.empty()) return kRefused + found.refused;
  // rows of links come in the order of their sets, which these laws leave alone
  return found.rows.text();
}

std::string unlike(const std::string& what, const std::string& one, const std::string& two) {
  if (one.starts_with(kRefused)) return one;
  if (two.starts_with(kRefused)) return two;
  return one == two ? "" : what + ":\n" + one + "and:\n" + two;
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
};

/// Laid once for as long as the next graph is the same. Valid until the next call for another graph.
const Laid& laidOf(const Graph& graph, Lie lie = Lie::kBase) {
  struct Known {
    std::string facts;
    std::unique_ptr<Laid> laid;
  };
  static std::map<std::pair<Lie, bool>, Known> known;  // two a kind: most laws compare one graph with another
  const std::string facts = factsText(graph);
  for (const bool second : {false, true}) {
    const auto found = known.find({lie, second});
    if (found != known.end() && found->second.facts == facts) return *found->second.laid;
  }
  static bool next = false;
  next = !next;
  Known& kept = known[{lie, next}];
  kept = {facts, std::make_unique<Laid>(graph.facts, lie)};
  return *kept.laid;
}

void check(const Given& given, std::uint64_t seed, const std::vector<std::string>& queries, const Law& law) {
  INFO("seed " << seed);
  checkLaw({given.graph, queries}, law);
}

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

/// The same lookups in another order. What takes something back stays after it and before it is said again.
Graph otherOrder(const Graph& graph, Random& random) {
  std::vector<std::vector<model::FactLine>> lookups;
  Graph other{{}, graph.sets};
  const auto shuffle = [&] {
    std::shuffle(lookups.begin(), lookups.end(), random);
    for (const auto& lookup : lookups) other.facts.insert(other.facts.end(), lookup.begin(), lookup.end());
    lookups.clear();
  };
  for (const model::FactLine& line : graph.facts) {
    const bool taken_back = std::holds_alternative<model::RetractionFact>(line.body);
    if (taken_back) shuffle();
    if (lookups.empty() || lookups.back().back().lookup != line.lookup) lookups.emplace_back();
    lookups.back().push_back(line);
    if (taken_back) shuffle();
  }
  shuffle();
  return other;
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
    const Law law = [&](const LawCase& one) {
      Graph more = one.graph;
      for (std::size_t i = 0; i < unrelated.size(); ++i) {
        const auto fact = model::parseFactLine(model::Schema::builtin(), unrelated[i]);
        REQUIRE(fact.ok());
        more.facts.insert((seed >> i) % 2 == 0 ? more.facts.begin() : more.facts.end(), *fact);
      }
      const std::string found = answer(laidOf(one.graph), one.graph, one.queries[0]);
      if (constructsOf(syntax::parse(one.queries[0]).script).count("source type") != 0 &&
          found.find('\n') != found.rfind('\n'))
        ++whole_types;
      return unlike("without and with the other links", found, answer(laidOf(more), more, one.queries[0]));
    };
    for (int i = 0; i < kQueries; ++i) check(given, seed, {randomQuery(given.random, given.world)}, law);
  }
  CHECK(whole_types > 150);
}

TEST_CASE("A plus B is the union of both, A minus B the difference, and A in B the intersection") {
  const Law law = [](const LawCase& one) -> std::string {
    const std::string &a = one.queries[0], &b = one.queries[1];
    const Laid& laid = laidOf(one.graph);
    const auto of = [&](const std::string& text) { return answer(laid, one.graph, text); };
    const std::string first = of(a), second = of(b);
    for (const std::string& found : {first, second}) {
      if (found.starts_with(kRefused)) return found;
    }
    const auto left = lines(first), right = lines(second);
    std::set<std::string> both, less, common;
    std::set_union(left.begin(), left.end(), right.begin(), right.end(), std::inserter(both, both.end()));
    std::set_difference(left.begin(), left.end(), right.begin(), right.end(), std::inserter(less, less.end()));
    std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::inserter(common, common.end()));
    const std::vector<std::pair<std::string, std::set<std::string>>> wanted = {
        {"(" + a + ") plus (" + b + ")", both},
        {"(" + a + ") plus (" + b + ") | count", {"count", std::to_string(both.size())}},
        {"((" + a + "), (" + b + ")) | count", {"count", std::to_string(both.size())}},
        {"(" + b + ") plus (" + a + ")", both},
        {"(" + a + ") minus (" + b + ")", less},
        {"(" + a + ") in (" + b + ")", common},
        {"(" + a + ") not in (" + b + ")", less}};
    for (const auto& [text, rows] : wanted) {
      const std::string found = of(text);
      if (found.starts_with(kRefused) || lines(found) != rows) return text + ":\n" + found;
    }
    return "";
  };
  for (std::uint64_t seed = 1001; seed <= 1000 + kGraphs; ++seed) {
    Given given(seed);
    for (int i = 0; i < kQueries; ++i) {
      const std::string a = randomDomains(given.random, given.world), b = randomDomains(given.random, given.world);
      // what one part names is no hub in the other, so that hubs are left out here
      if ((a + b).find("hubs") == std::string::npos) check(given, seed, {a, b}, law);
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
    for (int i = 0; i < kQueries; ++i) {
      const std::string from = randomDomains(given.random, given.world);
      const std::string& pivot = pick(given.random, asked);
      const int first = below(given.random, kDays), last = first + below(given.random, 60);
      const int inner = first + below(given.random, last - first + 1);
      const int end = inner + below(given.random, last - inner + 1);
      const auto within = [](int a, int b) { return "between " + dayText(a) + " and " + dayText(b); };
      // each holds what the next one does
      const std::vector<std::vector<std::string>> nested = {{"", within(first, last), within(inner, end)},
                                                            {"", "since " + dayText(first), "since " + dayText(last)}};
      check(given, seed, {from}, [&](const LawCase& one) -> std::string {
        const Laid& laid = laidOf(one.graph);
        for (const auto& windows : nested) {
          std::set<std::string> wider;
          for (std::size_t w = 0; w < windows.size(); ++w) {
            const std::string text = "(" + one.queries[0] + ") " + replaced(pivot, {{"W", windows[w]}});
            const std::string found = answer(laid, one.graph, text);
            if (found.starts_with(kRefused)) return found;
            const std::set<std::string> rows = lines(found);
            if (w > 0 && !std::includes(wider.begin(), wider.end(), rows.begin(), rows.end()))
              return text + ":\n" + found + "and with `" + windows[w - 1] + "` less";
            wider = rows;
          }
        }
        return "";
      });
    }
  }
}

TEST_CASE("as of today is as without it") {
  const Law law = [](const LawCase& one) -> std::string {
    const std::string& text = one.queries[0];
    std::size_t at = queryOf(text);
    if (text.substr(at).starts_with("as known at")) at = text.find(", ", at) + 2;
    // what is compared with is then asked as of the day before, which hides what was seen after it
    for (const char* other : {"as of", "| new since", "| gone since", "| changes since"}) {
      if (text.find(other, at) != std::string::npos) return "";
    }
    const Laid& laid = laidOf(one.graph);
    const auto as_it_is = answer(laid, one.graph, text);
    for (const char* clock : {"as of now, ", "as of today, "}) {
      const std::string found = answer(laid, one.graph, text.substr(0, at) + clock + text.substr(at));
      if (const std::string said = unlike(clock, as_it_is, found); !said.empty()) return said;
    }
    return "";
  };
  for (std::uint64_t seed = 3001; seed <= 3000 + kGraphs; ++seed) {
    Given given(seed);
    for (int i = 0; i < kQueries; ++i) check(given, seed, {randomQuery(given.random, given.world)}, law);
  }
}

TEST_CASE("the order in which lookups come never matters") {
  for (std::uint64_t seed = 4001; seed <= 4000 + kGraphs; ++seed) {
    Given given(seed);
    const Law law = [&](const LawCase& one) {
      Random random(seed);
      const Graph other = otherOrder(one.graph, random);
      return unlike("in both orders", answer(laidOf(one.graph), one.graph, one.queries[0]),
                    answer(laidOf(other, seed % 2 == 0 ? Lie::kBoth : Lie::kOverlay), other, one.queries[0]));
    };
    for (int i = 0; i < kQueries; ++i) check(given, seed, {randomQuery(given.random, given.world)}, law);
  }
}

TEST_CASE("a graph whose nodes bear other names answers with the other names") {
  // of the same length and order, so that what asks for these answers alike
  const std::vector<std::pair<std::string, std::string>> names = {{"example", "invalid"},
                                                                  {"192.0.2.", "198.18.5."},
                                                                  {"alpha", "aleph"},
                                                                  {"umbrella", "ultimate"},
                                                                  {"acme", "able"}};
  const Law law = [&](const LawCase& one) {
    Graph renamed;
    for (const model::FactLine& line : one.graph.facts) {
      const auto read = model::parseFactLine(model::Schema::builtin(),
                                             replaced(model::factLineText(model::Schema::builtin(), line), names));
      REQUIRE(read.ok());
      renamed.facts.push_back(*read);
    }
    for (const auto& [name, members] : one.graph.sets) {
      for (const std::string& member : members) renamed.sets[name].push_back(replaced(member, names));
    }
    return unlike("under both names", replaced(answer(laidOf(one.graph), one.graph, one.queries[0]), names),
                  answer(laidOf(renamed), renamed, replaced(one.queries[0], names)));
  };
  for (std::uint64_t seed = 5001; seed <= 5000 + kGraphs; ++seed) {
    Given given(seed);
    for (int i = 0; i < kQueries; ++i) {
      const std::string text = randomQuery(given.random, given.world);
      // the other addresses are longer, and in a range that is not routed
      if (text.find("private") != std::string::npos || text.find("len(name)") != std::string::npos) continue;
      check(given, seed, {text}, law);
    }
  }
}
