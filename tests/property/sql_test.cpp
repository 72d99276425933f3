// SQL over random cases: its tables hold what the facts read word by word say, what the language answers, and the same
// rows whichever way they are found.
#include <clew/clew.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "model/dates.h"
#include "property/plain_graph.h"
#include "property/random_graph.h"
#include "support/process.h"

namespace clew::property {
namespace {

using Lines = std::vector<std::string>;

struct RandomCase {
  test::TemporaryFolder folder;
  Graph graph;
  std::unique_ptr<Case> owner;

  explicit RandomCase(std::uint64_t seed) {
    Random random(seed);
    graph = randomGraph(random, randomWorld(random));
    OpenOptions options;
    options.create = true;
    auto opened = Case::open(folder.file("a.db"), options);
    REQUIRE(opened.ok());
    owner = std::move(opened).value();
    REQUIRE(owner->ingest({folder.write("f.jsonl", factsText(graph))}, {}, kNow).ok());
  }

  Lines sorted(const std::string& text) const {
    Lines out;
    const auto ran = owner->sql(text, {}, [&](const Answer& answer) {
      for (std::size_t row = 0; row < answer.table.rowCount(); ++row) {
        std::string line;
        for (std::size_t i = 0; i < answer.table.columns.size(); ++i)
          line += (answer.table.at(row, i).isMissing() ? "-" : cellText(answer.table.at(row, i))) + "|";
        out.push_back(line);
      }
      return true;
    });
    INFO(text << (ran ? "" : ": " + ran.error().message));
    REQUIRE(ran.ok());
    std::sort(out.begin(), out.end());
    return out;
  }

  std::string answer(const std::string& query) const {
    std::string out;
    RunOptions options;
    options.now = kNow;
    auto prepared = owner->prepare(query);
    INFO(query << prepared.diagnosticText());
    REQUIRE(prepared.ok());
    REQUIRE(prepared
                .run(options,
                     [&](const Answer& each) {
                       out = cellText(each.table.at(0, 0));
                       return true;
                     })
                .ok());
    return out;
  }
};

std::string endsOf(const PlainGraph& plain, const Link& link) {
  const model::Schema& schema = plain.schema();
  return schema.type(link.from.type).name + "|" + link.from.name + "|" + schema.relation(link.relation).name + "|" +
         schema.type(link.to.type).name + "|" + link.to.name + "|";
}

std::string timeOr(Time time) {
  return time == kNoTime ? "-" : model::timeText(time);
}

}  // namespace

TEST_CASE("SQL's tables hold what the facts say") {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    INFO("seed " << seed);
    const RandomCase random(seed);
    const PlainGraph plain(random.graph.facts);
    Lines nodes;
    for (const Node& node : plain.nodes()) nodes.push_back(plain.schema().type(node.type).name + "|" + node.name + "|");
    std::sort(nodes.begin(), nodes.end());
    CHECK(random.sorted("SELECT type, name FROM node") == nodes);
    Lines links;
    Lines observations;
    for (const Link& link : plain.links()) {
      if (link.seen.empty()) continue;
      links.push_back(endsOf(plain, link));
      for (const Seen& seen : link.seen) {
        observations.push_back(endsOf(plain, link) + timeOr(seen.first) + "|" + timeOr(seen.last) + "|" +
                               std::to_string(seen.times) + "|" + seen.source + "|" + timeOr(seen.learnt) + "|");
      }
    }
    std::sort(links.begin(), links.end());
    std::sort(observations.begin(), observations.end());
    CHECK(random.sorted("SELECT from_type, from_name, relation, to_type, to_name FROM link") == links);
    CHECK(random.sorted("SELECT from_type, from_name, relation, to_type, to_name, first, last, times, source, learnt"
                        " FROM observation WHERE retracted IS NULL") == observations);
  }
}

TEST_CASE("SQL's tables give the same rows whichever way they are found") {
  for (std::uint64_t seed = 100; seed < 108; ++seed) {
    INFO("seed " << seed);
    const RandomCase random(seed);
    for (const char* table : {"link", "observation"}) {
      for (const std::string& domain : random.sorted("SELECT name FROM node")) {
        const std::string name = "'" + domain.substr(0, domain.size() - 1) + "'";
        const std::string from = std::string("SELECT * FROM ") + table + " WHERE ";
        CHECK(random.sorted(from + "from_name = " + name) == random.sorted(from + "+from_name = " + name));
        CHECK(random.sorted(from + "to_name = " + name) == random.sorted(from + "+to_name = " + name));
        CHECK(random.sorted(from + "to_name = " + name + " AND relation = 'ip'") ==
              random.sorted(from + "+to_name = " + name + " AND +relation = 'ip'"));
        CHECK(random.sorted(from + "from_name = " + name + " OR to_name = " + name) ==
              random.sorted(from + "+from_name = " + name + " OR +to_name = " + name));
      }
    }
  }
}

TEST_CASE("SQL counts what the language counts") {
  for (std::uint64_t seed = 200; seed < 215; ++seed) {
    INFO("seed " << seed);
    const RandomCase random(seed);
    CHECK(random.sorted("SELECT count(*) FROM node WHERE type = 'domain'") ==
          Lines{random.answer("domains | count") + "|"});
    CHECK(random.sorted("SELECT count(DISTINCT to_name) FROM link WHERE from_type = 'domain' AND relation = 'ip'") ==
          Lines{random.answer("domains -> ip | count") + "|"});
    CHECK(random.sorted("SELECT count(DISTINCT b.from_name) FROM link a JOIN link b ON b.to_name = a.to_name AND"
                        " b.relation = a.relation AND b.from_name <> a.from_name AND b.from_type = 'domain'"
                        " WHERE a.relation = 'email' AND a.from_type = 'domain'") ==
          Lines{random.answer("domains sharing email with domains | count") + "|"});
  }
}

}  // namespace clew::property
