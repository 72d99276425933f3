// What is written is there, and what changed since the last run is what the runs say: random writes to a case on disk
// with random queries between them, while the plain model makes the same changes to its facts. A difference is shrunk:
// writes before it are left out, then facts and parts of the query. Every seed is printed.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "clew/clew.h"
#include "property/constructs.h"
#include "property/engine_answer.h"
#include "property/plain_writes.h"
#include "property/random_query.h"
#include "property/random_writes.h"
#include "property/shrink.h"
#include "support/process.h"
#include "syntax/ast_printer.h"
#include "syntax/parse.h"

using namespace clew;
using namespace clew::property;

namespace {

constexpr int kSteps = 20;  // of a case, each a day after the one before

struct Outcome {
  std::string engine, model, refused;
  bool filled = false;
  bool differs() const { return refused.empty() && engine != model; }
};

/// A case on disk and the model's facts, to which the same is done.
class Both {
 public:
  explicit Both(const Graph& graph) {
    written_.facts = graph.facts;
    written_.sets = graph.sets;
    written_.now = kNow;
    auto opened = Case::open(folder_.file("case"), {.create = true, .read_only = false, .schema_file = {}});
    REQUIRE(opened.ok());
    case_ = std::move(*opened);
    const auto taken = case_->ingest({folder_.write("facts.jsonl", factsText(graph))}, {}, kNow);
    REQUIRE(taken.ok());
    for (const auto& [name, members] : graph.sets) {
      case_->keepSet(name, members);
      folder_.write(name + ".txt", fileText(members));
    }
    for (const auto& [name, script] : savedQueries())
      folder_.write(name.ends_with(".clew") ? name : name + ".clew", syntax::print(script));
  }

  Outcome run(const std::string& text) {
    const syntax::ParseResult parsed = syntax::parse(text);
    REQUIRE(parsed.ok());
    const syntax::Script& script = parsed.script;
    written_.now += 86400;
    Outcome out;
    Rows found;
    Prepared prepared = case_->prepare(text, "query", folder_.file(""));
    RunOptions options;
    options.now = written_.now;
    const auto ran = prepared.run(options, [&](const Answer& answer) {
      found = rowsOf(answer.table);
      return true;
    });
    if (!ran.ok()) {
      out.refused = prepared.diagnosticText() + ran.error().message;
      return out;
    }
    const Rows wanted = written_.take(script);
    found.any_order = wanted.any_order;
    out.engine = found.text();
    out.model = wanted.text();
    out.filled = !wanted.rows.empty() || written_.written > 0;
    return out;
  }

 private:
  test::TemporaryFolder folder_;
  std::unique_ptr<Case> case_;
  PlainWrites written_;
};

bool differs(const Graph& graph, const std::vector<std::string>& steps) {
  Both both(graph);
  bool out = false;
  for (const std::string& step : steps) out = both.run(step).differs();
  return out;
}

std::string report(Graph graph, std::vector<std::string> steps) {
  for (std::size_t i = 0; i + 1 < steps.size();) {
    std::vector<std::string> fewer = steps;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (differs(graph, fewer))
      steps = std::move(fewer);
    else
      ++i;
  }
  const std::vector<std::string> before(steps.begin(), steps.end() - 1);
  const Pair small = shrunk({graph, syntax::parse(steps.back()).script}, [&](const Pair& one) {
    std::vector<std::string> all = before;
    all.push_back(syntax::print(one.script));
    return differs(one.graph, all);
  });
  steps.back() = syntax::print(small.script);
  std::string out = factsText(small.graph);
  Both both(small.graph);
  Outcome last;
  for (const std::string& step : steps) {
    out += step + "\n";
    last = both.run(step);
  }
  return out + "engine:\n" + last.engine + "model:\n" + last.model;
}

}  // namespace

TEST_CASE("after random writes random queries answer as the plain model does") {
  const char* const said = std::getenv("CLEW_MODEL_SEED");
  const char* const few = std::getenv("CLEW_MODEL_GRAPHS");
  const std::uint64_t first = said == nullptr ? 700001 : std::strtoull(said, nullptr, 10);
  const std::uint64_t graphs = few == nullptr ? 70 : std::min<std::uint64_t>(70, std::strtoull(few, nullptr, 10));
  std::size_t failures = 0;
  std::map<std::string, int> counters;
  for (std::uint64_t seed = first; seed < first + graphs && failures < 3; ++seed) {
    Random random(seed);
    const World world = randomWorld(random);
    const Graph graph = randomGraph(random, world);
    const std::string watched = randomWatch(random, world);
    Both both(graph);
    std::vector<std::string> steps;
    for (int i = 0; i < kSteps; ++i) {
      steps.push_back(i % 4 == 3   ? watched
                      : i % 4 == 2 ? randomReader(random, world)
                                   : randomWrite(random, world, graph));
      INFO("seed " << seed << ": " << steps.back());
      const Outcome outcome = both.run(steps.back());
      if (outcome.filled) {
        for (const std::string& construct : constructsOf(syntax::parse(steps.back()).script)) ++counters[construct];
      }
      CHECK(outcome.refused.empty());
      if (!outcome.differs()) continue;
      ++failures;
      FAIL_CHECK("they differ\n" << report(graph, steps));
      break;
    }
  }
  if (std::getenv("CLEW_MODEL_COUNTERS") != nullptr) {
    for (const auto& [construct, count] : counters) std::cout << count << " " << construct << "\n";
  }
  if (failures > 0 || graphs < 70) return;
  for (const auto& [construct, least] : wantedWrites()) {
    INFO(construct);
    CHECK(counters[construct] >= least);
  }
}
