// The short way of a plain pivot against the operators: over random graphs in every way that they lie, each must give
// the same table and the same notices, or leave the question to the operators.
#include <clew/clew.h>
#include <catch2/catch.hpp>

#include "execution/executor.h"
#include "execution/plain_pivot.h"
#include "planner/planner.h"
#include "property/laid.h"
#include "support/view_catalog.h"
#include "syntax/ast_printer.h"
#include "syntax/parse.h"

namespace clew::property {
namespace {

planner::Prepared planned(const graph::GraphView& view, const std::string& text) {
  const test::ViewCatalog catalog(view, {});
  planner::PlannerInput input;
  input.catalog = &catalog;
  input.print = [](const syntax::Query& query) { return syntax::print(query); };
  const syntax::ParseResult parsed = syntax::parse(text);
  INFO(text);
  REQUIRE(parsed.ok());
  planner::PlanResult result = planner::plan(parsed.script, input);
  REQUIRE(result.ok());
  return std::move(result.prepared);
}

/// Everything of a table that anybody sees.
std::string shown(const Table& table) {
  std::string out = "kind " + std::to_string(static_cast<int>(table.kind)) + "\n";
  for (const Column& column : table.columns)
    out += column.name + ":" + std::to_string(static_cast<int>(column.type)) + "\n";
  for (std::size_t row = 0; row < table.rowCount(); ++row) {
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      const Cell& cell = table.at(row, column);
      const auto* node = std::get_if<NodeValue>(&cell.value);
      out += (node != nullptr ? node->type + " " + node->name + " " + node->display : cellText(cell)) + "\t";
    }
    out += "\n";
  }
  for (const Notice& notice : table.notices) out += notice.id + " " + notice.text + "\n";
  return out;
}

std::string byOperators(const graph::GraphView& view, const planner::Prepared& prepared,
                        const execution::Arguments& arguments) {
  execution::Environment environment;
  environment.view = &view;
  environment.suffixes = &model::Suffixes::shipped();
  environment.now = kNow;
  execution::ScriptRun run(prepared, environment, arguments);
  const auto result = run.next();
  REQUIRE(result.ok());
  return shown(result->table);
}

const std::vector<std::string>& ofDomains() {
  static const std::vector<std::string> kTexts = {
      "$x -> ip",
      "$x -> ip | count",
      "$x -> email",
      "$x -> registrar",
      "other domains sharing email with $x",
      "other domains sharing email with $x | count",
      "other domains sharing ip with $x",
      "other domains sharing ip with $x | count",
      "domains sharing ip with $x",
      "other domains sharing ip with $x overlapping",
      "other domains sharing ip with $x overlapping | count",
      "other domains sharing ip with $x overlapping within 20d",
      "other domains sharing email with $x overlapping within 3d | count",
  };
  return kTexts;
}

struct Tally {
  int asked = 0, plain = 0, filled = 0, noticed = 0;
};

/// Runs the prepared pivot with every node, one after the other, so that what one run leaves behind meets the next.
void compare(const graph::GraphView& view, const std::string& type, const std::string& pivot,
             const std::vector<std::string>& nodes, std::map<std::string, Tally>& tallies) {
  const std::string text = "param $x: " + type + "\n" + pivot;
  const planner::Prepared prepared = planned(view, text);
  const auto plain = execution::PlainPivot::of(prepared, view.schema());
  INFO(text);
  REQUIRE(plain != nullptr);
  CHECK(plain->parameter() == "x");
  Tally& tally = tallies[pivot];
  for (const std::string& node : nodes) {
    const auto name = model::canonical(view.schema(), plain->parameterType(), node);
    REQUIRE(name.ok());
    ++tally.asked;
    const auto table = plain->run(view, *name);
    if (!table) continue;
    ++tally.plain;
    tally.filled += table->rowCount() > 0 ? 1 : 0;
    tally.noticed += table->notices.empty() ? 0 : 1;
    execution::Arguments arguments;
    arguments.scalars.emplace("x", binder::BoundValue{std::vector<model::NodeName>{*name}, node});
    INFO(node);
    CHECK(shown(*table) == byOperators(view, prepared, arguments));
  }
}

model::FactLine line(const std::string& domain, const std::string& relation, const std::string& type,
                     const std::string& value, int first, int last) {
  const model::Schema& schema = model::Schema::builtin();
  const auto named = [&](const std::string& of, const std::string& text) {
    return *model::canonical(schema, schema.storedType(*schema.typeNamed(of)), text);
  };
  model::LinkFact fact;
  fact.from = named("domain", domain);
  fact.relation = schema.relationOf(relation, schema.known().domain);
  fact.to = named(type, value);
  fact.seen.first = kStart + first * 86400;
  fact.seen.last = kStart + last * 86400;
  model::FactLine out;
  out.source = "s";
  out.lookup = "L";
  out.learnt = kStart;
  out.body = std::move(fact);
  return out;
}

}  // namespace

TEST_CASE("the short way of a plain pivot answers as the operators do, or not at all") {
  std::map<std::string, Tally> tallies;
  for (std::uint64_t seed = 1; seed <= 160; ++seed) {
    Random random(seed);
    const World world = randomWorld(random);
    const Graph graph = randomGraph(random, world);
    const Lie lie = seed % 2 == 0   ? Lie::kBase
                    : seed % 4 == 1 ? Lie::kBoth
                    : seed % 8 == 3 ? Lie::kOverlay
                                    : Lie::kPlainView;
    const Laid laid(graph.facts, lie);
    INFO("seed " << seed << "\n" << factsText(graph));
    for (const std::string& pivot : ofDomains()) compare(laid.view(), "domain", pivot, world.domains, tallies);
    compare(laid.view(), "ip", "$x <- ip", world.ips, tallies);
    compare(laid.view(), "ip", "$x -> asn | count", world.ips, tallies);
    compare(laid.view(), "email", "$x <- email | count", world.emails, tallies);
    compare(laid.view(), "host", "$x -> apex", world.hosts, tallies);
  }
  for (const auto& [pivot, tally] : tallies) {
    INFO(pivot);
    CHECK(tally.plain > tally.asked / 40);
  }
}

TEST_CASE("the short way of a plain pivot answers as the operators do where domains share a few values") {
  std::map<std::string, Tally> tallies;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Random random(seed);
    const int undated = 4 << below(random, 5);
    std::vector<model::FactLine> facts;
    std::vector<std::string> domains;
    for (int i = 0; i < 24; ++i) {
      domains.push_back("d" + std::to_string(i) + ".example");
      for (int links = below(random, 5); links > 0; --links) {
        const bool ip = oneIn(random, 2);
        const std::string number = std::to_string(1 + below(random, 6));
        const int first = below(random, 100), last = first + below(random, 40);
        facts.push_back(line(domains.back(), ip ? "ip" : "email", ip ? "ip" : "email",
                             ip ? "192.0.2." + number : "m" + number + "@mail.example", first, last));
        if (oneIn(random, undated)) std::get<model::LinkFact>(facts.back().body).seen = {};
      }
    }
    facts.push_back(line("d0.example", "registrar", "registrar", "Names", 0, 1));
    const Laid laid(facts, Lie::kBase);
    INFO("seed " << seed << "\n" << factsText({facts, {}}));
    for (const std::string& pivot : ofDomains()) compare(laid.view(), "domain", pivot, domains, tallies);
  }
  for (const auto& [pivot, tally] : tallies) {
    INFO(pivot << ": " << tally.asked << " asked, " << tally.plain << " by the short way, " << tally.filled
               << " not empty, " << tally.noticed << " with notices");
    CHECK(tally.plain > tally.asked / 3);
    CHECK(tally.filled > (pivot == "$x -> registrar" ? 20 : 200));
  }
  CHECK(tallies["other domains sharing email with $x"].noticed > 100);
}

TEST_CASE("the short way of a plain pivot says what the operators say of values with very many holders") {
  std::vector<model::FactLine> facts;
  std::vector<std::string> some;
  for (int i = 0; i < 2100; ++i) {
    const std::string domain = "d" + std::to_string(i) + ".example";
    facts.push_back(line(domain, "email", "email", "many@mail.example", i % 200, i % 200 + 10));
    if (i % 3 == 0) facts.push_back(line(domain, "ip", "ip", "192.0.2.1", i % 200, i % 200 + 10));
    if (i % 50 == 0) facts.push_back(line(domain, "ip", "ip", "192.0.2.2", i % 200, i % 200 + 10));
    if (i % 7 == 0) facts.push_back(line(domain, "ip", "ip", "192.0.2.1", i % 200 + 30, i % 200 + 40));
    if (i % 211 == 0) some.push_back(domain);
  }
  // a seed seen at more times than are tested one by one, and one seen at fewer
  for (int i = 0; i < 13; ++i) facts.push_back(line("d0.example", "ip", "ip", "192.0.2.1", 20 + 15 * i, 21 + 15 * i));
  for (const int day : {60, 80, 100, 150}) facts.push_back(line("d633.example", "ip", "ip", "192.0.2.1", day, day + 1));
  const Laid laid(facts, Lie::kBase);
  std::map<std::string, Tally> tallies;
  for (const std::string& pivot : ofDomains()) {
    if (pivot.find("registrar") == pivot.npos) compare(laid.view(), "domain", pivot, some, tallies);
  }
  for (const auto& [pivot, tally] : tallies) {
    INFO(pivot);
    CHECK(tally.plain == tally.asked);
  }
  CHECK(tallies["other domains sharing ip with $x"].noticed > 3);
  CHECK(tallies["other domains sharing email with $x | count"].noticed == static_cast<int>(some.size()));
}

TEST_CASE("what is more than a plain pivot has no short way") {
  const Laid laid({line("d.example", "ip", "ip", "192.0.2.1", 0, 1)}, Lie::kBase);
  for (const std::string text :
       {"$x -> ip at 2022-01-01", "$x -> ip -> asn", "$x -> ip excluding hubs", "$x -> ip | take 3", "$x -> ip | why",
        "other domains sharing ip, email with $x", "other domains sharing ip with $x excluding hubs | count",
        "other hosts sharing ip with $x", "other domains sharing ip within /24 with $x", "$x plus a.example",
        "as of 2022-01-01, $x -> ip", "$x -> ip seen by s", "other domains sharing apex with $x"}) {
    INFO(text);
    const syntax::ParseResult parsed = syntax::parse("param $x: domain\n" + text);
    if (!parsed.ok()) continue;
    CHECK(execution::PlainPivot::of(planned(laid.view(), "param $x: domain\n" + text), laid.view().schema()) ==
          nullptr);
  }
}

}  // namespace clew::property
