// The engine against plain loops over the facts: random graphs, random queries, the same names wanted. The model knows
// nothing of stores, replicas, plans or sets of ids; it reads the meaning off docs/language.md.
#include <clew/clew.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace {

constexpr clew::Time kDay = 86400;
constexpr clew::Time kEpoch = 1640995200;  // 2022-01-01
constexpr int kDays = 300;

struct Fact {
  std::string from, relation, to, source;
  int first = 0, last = 0;  // days after kEpoch; the last day is whole
  bool dated = true;
};

struct Mods {
  enum class Kind { kNone, kSince, kDuring, kBefore, kAfter, kOverlapping, kHubs, kSource };
  Kind kind = Kind::kNone;
  int day = 0, until = 0, hubs = 0;
  std::string source;
};

struct Graph {
  std::vector<Fact> facts;
  std::map<std::string, std::set<std::string>> holders;  // "relation value" -> who
};

struct Query {
  enum class Kind { kAlong, kBack, kSharing };
  Kind kind = Kind::kAlong;
  std::vector<std::string> seeds;
  std::vector<std::string> relations;
  bool all = false, other = false;
  Mods mods;
};

using Random = std::mt19937_64;

int below(Random& random, int limit) {
  return static_cast<int>(random() % static_cast<std::uint64_t>(limit));
}

std::string dayText(int day) {
  const std::time_t when = kEpoch + day * kDay;
  char text[32];
  std::tm parts{};
  gmtime_r(&when, &parts);
  std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
  return text;
}

std::string valueOf(Random& random, const std::string& relation) {
  // the square makes a few values crowded
  const int pick = below(random, 12) * below(random, 12) / 12;
  if (relation == "ip") return "192.0.2." + std::to_string(pick + 1);
  if (relation == "email") return "m" + std::to_string(pick) + "@mail.example";
  return "ns" + std::to_string(pick) + ".hosting.example";
}

std::string domainOf(Random& random) {
  return "d" + std::to_string(below(random, 25)) + ".example";
}

Graph randomGraph(Random& random) {
  static const std::vector<std::string> kRelations = {"ip", "email", "ns"};
  Graph graph;
  const int count = 20 + below(random, 120);
  for (int i = 0; i < count; ++i) {
    Fact fact;
    fact.from = domainOf(random);
    fact.relation = kRelations[static_cast<std::size_t>(below(random, 3))];
    fact.to = valueOf(random, fact.relation);
    fact.source = below(random, 2) == 0 ? "alpha" : "beta";
    fact.dated = below(random, 8) != 0;
    fact.first = below(random, kDays);
    fact.last = std::min(kDays - 1, fact.first + below(random, 40));
    graph.holders[fact.relation + " " + fact.to].insert(fact.from);
    graph.facts.push_back(fact);
  }
  return graph;
}

std::string factLine(const Fact& fact) {
  const std::string type = fact.relation == "ip" ? "ip" : fact.relation == "email" ? "email" : "host";
  std::string line = R"({"fact":"link","from":{"type":"domain","name":")" + fact.from + R"("},"relation":")" +
                     fact.relation + R"(","to":{"type":")" + type + R"(","name":")" + fact.to + "\"}";
  if (fact.dated) line += R"(,"first":")" + dayText(fact.first) + R"(","last":")" + dayText(fact.last) + "\"";
  return line + R"(,"source":")" + fact.source + "\"}";
}

Query randomQuery(Random& random) {
  static const std::vector<std::string> kRelations = {"ip", "email", "ns"};
  Query query;
  query.kind = static_cast<Query::Kind>(below(random, 3));
  const auto relation = kRelations[static_cast<std::size_t>(below(random, 3))];
  query.relations.push_back(relation);
  const int seeds = 1 + below(random, 4);
  for (int i = 0; i < seeds; ++i)
    query.seeds.push_back(query.kind == Query::Kind::kBack ? valueOf(random, relation) : domainOf(random));
  if (query.kind == Query::Kind::kSharing) {
    query.other = below(random, 2) == 0;
    if (below(random, 2) == 0) {
      query.relations.push_back(
          kRelations[(static_cast<std::size_t>(below(random, 2)) + 1 +
                      static_cast<std::size_t>(std::find(kRelations.begin(), kRelations.end(), relation) -
                                               kRelations.begin())) %
                     3]);
      query.all = below(random, 2) == 0;
    }
  }
  auto kind = static_cast<Mods::Kind>(below(random, 8));
  if (kind == Mods::Kind::kOverlapping && query.kind != Query::Kind::kSharing) kind = Mods::Kind::kNone;
  query.mods.kind = kind;
  query.mods.day = below(random, kDays);
  query.mods.until = std::min(kDays, query.mods.day + below(random, 60));
  query.mods.hubs = 1 + below(random, 6);
  query.mods.source = below(random, 2) == 0 ? "alpha" : "beta";
  return query;
}

std::string modsText(const Mods& mods) {
  switch (mods.kind) {
    case Mods::Kind::kNone:
      return "";
    case Mods::Kind::kSince:
      return " since " + dayText(mods.day);
    case Mods::Kind::kDuring:
      return " between " + dayText(mods.day) + " and " + dayText(mods.until);
    case Mods::Kind::kBefore:
      return " before " + dayText(mods.day);
    case Mods::Kind::kAfter:
      return " after " + dayText(mods.day);
    case Mods::Kind::kOverlapping:
      return " overlapping";
    case Mods::Kind::kHubs:
      return " excluding hubs over " + std::to_string(mods.hubs);
    case Mods::Kind::kSource:
      return " seen by " + mods.source;
  }
  return "";
}

std::string queryText(const Query& query) {
  std::string seeds = query.seeds[0];
  if (query.seeds.size() > 1) {
    for (std::size_t i = 1; i < query.seeds.size(); ++i) seeds += ", " + query.seeds[i];
    seeds = "(" + seeds + ")";
  }
  if (query.kind == Query::Kind::kAlong) return seeds + " -> " + query.relations[0] + modsText(query.mods);
  if (query.kind == Query::Kind::kBack) return seeds + " <- " + query.relations[0] + modsText(query.mods);
  std::string traits = query.relations[0];
  if (query.relations.size() > 1) traits += (query.all ? " and " : ", ") + query.relations[1];
  return std::string(query.other ? "other " : "") + "domains sharing " + traits + " with " + seeds +
         modsText(query.mods);
}

bool passes(const Fact& fact, const Mods& mods) {
  switch (mods.kind) {
    case Mods::Kind::kSince:
      return fact.dated && fact.last >= mods.day;
    case Mods::Kind::kDuring:
      return fact.dated && fact.first <= mods.until && fact.last >= mods.day;
    case Mods::Kind::kBefore:
      return fact.dated && fact.first < mods.day;
    case Mods::Kind::kAfter:
      return fact.dated && fact.last > mods.day;
    case Mods::Kind::kOverlapping:
      return fact.dated;
    case Mods::Kind::kSource:
      return fact.source == mods.source;
    default:
      return true;
  }
}

bool isHub(const Graph& graph, const Mods& mods, const std::string& relation, const std::string& value) {
  if (mods.kind != Mods::Kind::kHubs) return false;
  const auto found = graph.holders.find(relation + " " + value);
  return found != graph.holders.end() && found->second.size() > static_cast<std::size_t>(mods.hubs);
}

bool shares(const Graph& graph, const Query& query, const std::string& relation, const std::string& x,
            const std::string& s) {
  for (const Fact& mine : graph.facts) {
    if (mine.from != x || mine.relation != relation || !passes(mine, query.mods)) continue;
    if (isHub(graph, query.mods, relation, mine.to)) continue;
    for (const Fact& theirs : graph.facts) {
      if (theirs.from != s || theirs.relation != relation || theirs.to != mine.to || !passes(theirs, query.mods))
        continue;
      if (query.mods.kind == Mods::Kind::kOverlapping && (theirs.first > mine.last || mine.first > theirs.last))
        continue;
      return true;
    }
  }
  return false;
}

std::set<std::string> modelAnswer(const Graph& graph, const Query& query) {
  std::set<std::string> out;
  const std::set<std::string> seeds(query.seeds.begin(), query.seeds.end());
  if (query.kind != Query::Kind::kSharing) {
    for (const Fact& fact : graph.facts) {
      if (fact.relation != query.relations[0] || !passes(fact, query.mods)) continue;
      if (query.kind == Query::Kind::kAlong) {
        if (seeds.count(fact.from) != 0 && !isHub(graph, query.mods, fact.relation, fact.to)) out.insert(fact.to);
      } else if (seeds.count(fact.to) != 0) {
        out.insert(fact.from);  // the value was named in the query, and what is named is no hub
      }
    }
    return out;
  }
  for (int i = 0; i < 25; ++i) {
    const std::string x = "d" + std::to_string(i) + ".example";
    if (query.other && seeds.count(x) != 0) continue;
    for (const std::string& s : seeds) {
      if (s == x) continue;
      std::size_t met = 0;
      for (const std::string& relation : query.relations) met += shares(graph, query, relation, x, s) ? 1 : 0;
      if (met >= (query.all ? query.relations.size() : 1)) out.insert(x);
    }
  }
  return out;
}

std::string joined(const std::set<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += name + "\n";
  return out;
}

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("clew-model-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

std::set<std::string> engineAnswer(clew::Case& opened, const std::string& text) {
  clew::Prepared query = opened.prepare(text);
  if (!query.ok()) return {query.diagnosticText()};
  clew::RunOptions options;
  options.now = kEpoch + kDays * kDay;
  std::set<std::string> out;
  const auto run = query.run(options, [&](const clew::Answer& answer) {
    for (std::size_t row = 0; row < answer.table.rowCount(); ++row)
      out.insert(clew::cellText(answer.table.at(row, answer.table.columns.size() - 1)));
    return true;
  });
  if (!run) out.insert("error: " + run.error().message);
  return out;
}

void ingestLines(clew::Case& opened, const std::string& file, const std::vector<Fact>& facts) {
  std::ofstream lines(file);
  for (const Fact& fact : facts) lines << factLine(fact) << '\n';
  lines.close();
  const auto report = opened.ingest({file}, {}, kEpoch + kDays * kDay);
  REQUIRE(report.ok());
  REQUIRE(report->rejected == 0);
}

}  // namespace

TEST_CASE("random queries over random graphs answer as plain loops do") {
  const Folder folder;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Random random(seed);
    const Graph graph = randomGraph(random);
    const std::string path = folder.file("case-" + std::to_string(seed) + ".db");
    auto opened = clew::Case::open(path, {.create = true, .read_only = false, .schema_file = {}});
    REQUIRE(opened.ok());
    // every third graph comes in two parts, so that the newer facts lie over the replica of the older
    const auto cut =
        graph.facts.begin() + static_cast<std::ptrdiff_t>(seed % 3 == 0 ? graph.facts.size() / 2 : graph.facts.size());
    ingestLines(**opened, folder.file("first.jsonl"), {graph.facts.begin(), cut});
    if (cut != graph.facts.end()) ingestLines(**opened, folder.file("second.jsonl"), {cut, graph.facts.end()});
    for (int i = 0; i < 60; ++i) {
      const Query query = randomQuery(random);
      const std::string text = queryText(query);
      // a source that no fact of this graph has is an error, and a right one
      if (query.mods.kind == Mods::Kind::kSource &&
          std::none_of(graph.facts.begin(), graph.facts.end(),
                       [&](const Fact& f) { return f.source == query.mods.source; }))
        continue;
      INFO("seed " << seed << ", query " << i << ": " << text);
      CHECK(joined(engineAnswer(**opened, text)) == joined(modelAnswer(graph, query)));
    }
  }
}

TEST_CASE("order of ingest does not matter, and an unrelated link changes nothing") {
  const Folder folder;
  for (std::uint64_t seed = 101; seed <= 108; ++seed) {
    Random random(seed);
    Graph graph = randomGraph(random);
    auto one = clew::Case::open(folder.file("a" + std::to_string(seed)),
                                {.create = true, .read_only = false, .schema_file = {}});
    auto two = clew::Case::open(folder.file("b" + std::to_string(seed)),
                                {.create = true, .read_only = false, .schema_file = {}});
    REQUIRE(one.ok());
    REQUIRE(two.ok());
    ingestLines(**one, folder.file("one.jsonl"), graph.facts);
    std::shuffle(graph.facts.begin(), graph.facts.end(), random);
    graph.facts.push_back({"unrelated.example", "ip", "203.0.113.250", "alpha", 1, 2, true});
    ingestLines(**two, folder.file("two.jsonl"), graph.facts);
    for (int i = 0; i < 40; ++i) {
      const Query query = randomQuery(random);
      if (query.mods.kind == Mods::Kind::kSource) continue;
      const std::string text = queryText(query);
      INFO("seed " << seed << ": " << text);
      CHECK(joined(engineAnswer(**one, text)) == joined(engineAnswer(**two, text)));
    }
  }
}
