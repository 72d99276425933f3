// Files of facts as a whole: lines that go the short way and lines that go the long way make the same lookups.
#include <catch2/catch.hpp>
#include <random>
#include <sstream>

#include "common/files.h"
#include "common/text.h"
#include "ingest/readers/readers.h"
#include "ingest/stream_input.h"
#include "model/facts_json.h"

using namespace clew;
using namespace clew::ingest;

namespace {

/// Lookups and facts as text, without what depends on the bytes of the lines.
struct Told final : FactSink {
  std::string text;
  bool lookup(model::LookupFacts&& made) override {
    text += made.lookup.provider + '|' + made.lookup.kind + '|' + made.lookup.subject + '|' +
            std::to_string(made.lookup.part) + '|' + std::to_string(made.lookup.first_line) + '|' +
            std::to_string(made.learnt) + '\n';
    for (const model::Fact& fact : made.facts) {
      const auto& link = std::get<model::LinkFact>(fact.body);
      text += model::factLineText(model::Schema::builtin(), {link, {}, kNoTime, {}, fact.position}) + '\n';
    }
    return true;
  }
  bool reject(model::Reject&& reject) override {
    text += "reject " + std::to_string(reject.position) + ' ' + reject.reason + '\n';
    return true;
  }
  void progress(std::uint64_t) override {}
};

std::string told(std::string_view lines, const std::string& source) {
  auto bytes = openBytes(lines);
  REQUIRE(bytes);
  auto input = StreamInput::open(std::move(*bytes), nullptr);
  REQUIRE(input);
  InputContext about;
  about.name = "facts.jsonl";
  about.source = source;
  about.schema = &model::Schema::builtin();
  Told sink;
  REQUIRE(factsReader().read(**input, about, sink));
  return sink.text;
}

}  // namespace

TEST_CASE("both ways of reading lines of facts make the same lookups", "[ingest][facts]") {
  std::minstd_rand random(41);
  const auto below = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
  std::string plain, escaped;
  for (int i = 0; i < 30'000; ++i) {  // some stretches
    std::string rest = R"("},"relation":"ip","to":{"type":"ip","name":"192.0.)" + std::to_string(below(300)) + '.' +
                       std::to_string(below(250)) + R"("},"first":"2022-01-01","last":"1739082117")";
    if (below(9) != 0) rest += R"(,"source":"s)" + std::to_string(below(7)) + '"';
    if (below(4) == 0) rest += R"(,"learnt":"2025-01-0)" + std::to_string(1 + below(3)) + R"(T00:00:00Z")";
    if (below(5) == 0) rest += R"(,"lookup":"L)" + std::to_string(below(20)) + R"(","record":)" + std::to_string(i);
    rest += "}\n";
    const std::string front = R"({"fact":"link","from":{"type":"host","name":")";
    const std::string name = std::to_string(below(1000)) + ".example";
    plain += front + "h" + name + rest;
    escaped += front + "\\u0068" + name + rest;
    if (below(50) == 0) {
      plain += '\n';
      escaped += '\n';
    }
  }
  // Stretches end by bytes, so the names are made as long.
  plain = replaceAll(plain, R"("name":"h)", R"(     "name":"h)");
  REQUIRE(plain.size() == escaped.size());
  for (const std::string& source : {std::string(), std::string("mine")}) {
    const std::string short_way = told(plain, source), long_way = told(escaped, source);
    CHECK(short_way.size() > 1'000'000);
    CHECK(contains(short_way, "reject "));
    CHECK(short_way == long_way);
  }
}
