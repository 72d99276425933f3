// Taking back a command that wrote several batches, and what the tables of sources count afterwards.
#include "engine/undo.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "common/text.h"
#include "common/time.h"
#include "engine/each_said.h"
#include "engine/restate.h"
#include "engine/sources.h"
#include "support/process.h"

namespace clew::engine {
namespace {

constexpr Time kNow = 1'700'000'000;

std::unique_ptr<Case> caseWith(const test::TemporaryFolder& folder) {
  std::string feed, sensor;
  for (int i = 1; i <= 5; ++i) {
    const std::string link =
        R"({"fact":"link","from":{"type":"domain","name":"a.example"},"relation":"ip","to":{"type":)"
        R"("ip","name":"192.0.2.)" +
        std::to_string(i) + R"("},"first":"2023-01-01T00:00:00Z","last":"2023-01-0)" + std::to_string(i) +
        R"(T00:00:00Z","source":")";
    feed += link + "feed\"}\n";
    if (i == 1) sensor = link + "sensor\"}\n";
  }
  feed +=
      R"({"fact":"property","of":{"type":"domain","name":"a.example"},"property":"title","value":"Shop","source":"feed"})"
      "\n"
      R"({"fact":"answer","of":{"type":"domain","name":"a.example"},"kind":"a","outcome":"found",)"
      R"("when":"2023-01-02T00:00:00Z","source":"feed"})"
      "\n";
  folder.write("feed.jsonl", feed);
  folder.write("sensor.jsonl", sensor);
  auto opened = Case::open(folder.file("case.db"), {true, false, ""});
  REQUIRE(opened.ok());
  REQUIRE((*opened)->ingest({folder.file("feed.jsonl"), folder.file("sensor.jsonl")}, {}, kNow, {}).ok());
  return std::move(opened).value();
}

std::string text(const Cell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell.value)) return std::to_string(*number);
  const auto* word = std::get_if<std::string>(&cell.value);
  return word == nullptr ? "" : *word;
}

/// "feed 1 7 0": source, lookups, observations that stand, those taken back.
std::vector<std::string> counts(const Case& of) {
  const auto table = sourceTable(of);
  REQUIRE(table.ok());
  std::vector<std::string> out;
  for (std::size_t row = 0; row < table->rowCount(); ++row) {
    std::vector<std::string> words;
    for (std::size_t column = 0; column < 4; ++column) words.push_back(text(table->at(row, column)));
    if (words[0] != "analyst") out.push_back(join(words, " "));
  }
  return out;
}

/// The same of what one source gave, without the file.
std::vector<std::string> countsOf(const Case& of, const std::string& source) {
  const auto table = sourceTable(of, source);
  REQUIRE(table.ok());
  std::vector<std::string> out;
  for (std::size_t row = 0; row < table->rowCount(); ++row) {
    out.push_back(text(table->at(row, 0)) + " " + text(table->at(row, 2)) + " " + text(table->at(row, 3)) + " " +
                  text(table->at(row, 4)) + " " + text(table->at(row, 5)));
  }
  return out;
}

using Lines = std::vector<std::string>;

TEST_CASE("undo takes back all batches of one command", "[engine]") {
  for (const std::size_t most : {1, 2, 3, 7, 100}) {
    INFO(most);
    const test::TemporaryFolder folder;
    const auto one = caseWith(folder);
    REQUIRE(counts(*one) == Lines{"feed 1 7 0", "sensor 1 1 0"});
    const auto before = one->store().newest()->generation;
    const auto taken = retractSource(*one, "feed", kNow + 10, most);
    REQUIRE(taken.ok());
    CHECK(contains(*taken, "took back what feed said: 5 links, 1 property, 1 answer"));
    CHECK(one->store().newest()->generation - before == (7 + most - 1) / most);
    CHECK(counts(*one) == Lines{"feed 1 0 7", "sensor 1 1 0"});
    const auto undone = undoLastWrite(*one, kNow + 20);
    INFO((undone.ok() ? *undone : undone.error().message));
    REQUIRE(undone.ok());
    CHECK(*undone == "took back: source retract feed (1 answer, 5 links, 1 property stated again)");
    CHECK(counts(*one) == Lines{"feed 1 7 0", "sensor 1 1 0"});
    CHECK_FALSE(undoLastWrite(*one, kNow + 30).ok());
  }
}

TEST_CASE("a file or a lookup is taken back, and what the source says elsewhere stands", "[engine]") {
  const auto link = [](int address, const char* day) {
    return R"({"fact":"link","from":{"type":"domain","name":"a.example"},"relation":"ip","to":{"type":"ip","name":"192.0.2.)" +
           std::to_string(address) + R"("},"first":"2023-01-)" + day + R"(T00:00:00Z","last":"2023-01-)" + day +
           R"(T00:00:00Z","source":"feed"})" + "\n";
  };
  for (const std::size_t most : {1, 2, 100}) {
    for (const std::string what : {"first.jsonl", "lookup:1"}) {
      INFO(most << ' ' << what);
      const test::TemporaryFolder folder;
      for (const char* const name : {"one", "two"}) std::filesystem::create_directory(folder.file(name));
      folder.write("one/first.jsonl", link(1, "01") + link(2, "02") + link(3, "03"));
      folder.write("two/second.jsonl", link(2, "05") + link(3, "06") + link(4, "07"));
      auto opened = Case::open(folder.file("case.db"), {true, false, ""});
      REQUIRE(opened.ok());
      Case& one = **opened;
      REQUIRE(one.ingest({folder.file("one"), folder.file("two")}, {}, kNow, {}).ok());
      const auto seen = [&] {
        Lines out;
        std::set<Said> keys;
        REQUIRE(eachSaid(one.store(), [&](const Said& said, storage::LookupId, bool) { keys.insert(said); }).ok());
        Standing standing(keys);
        REQUIRE(one.store().scan(0, UINT64_MAX, standing).ok());
        for (const Said& key : keys) {
          for (const Stood& stood : standing.of(key)) {
            out.push_back(one.store().nodeNames({key.to})->front().name + " " + isoDay(stood.seen.first));
          }
        }
        std::sort(out.begin(), out.end());
        return out;
      };
      const Lines all = {"192.0.2.1 2023-01-01", "192.0.2.2 2023-01-02", "192.0.2.2 2023-01-05",
                         "192.0.2.3 2023-01-03", "192.0.2.3 2023-01-06", "192.0.2.4 2023-01-07"};
      const Lines rest = {"192.0.2.2 2023-01-05", "192.0.2.3 2023-01-06", "192.0.2.4 2023-01-07"};
      REQUIRE(seen() == all);
      const Lines given = countsOf(one, "feed");
      for (int round = 1; round <= 2; ++round) {
        const auto taken = retractSource(one, what, kNow + 10 * round, most);
        REQUIRE(taken.ok());
        INFO(round << *taken);
        CHECK(contains(*taken, "3 links; of these 2 stand by another lookup of the same source"));
        CHECK(seen() == rest);
        CHECK(counts(one) == Lines{"feed 2 3 3"});
        CHECK(contains(*retractSource(one, what, kNow + 10 * round + 1, most), "nothing that"));
        REQUIRE(undoLastWrite(one, kNow + 10 * round + 5).ok());
        CHECK(seen() == all);
        CHECK(countsOf(one, "feed") == given);
      }
      // what a restored lookup says is taken back with the file that said it first
      REQUIRE(retractSource(one, what, kNow + 50, most).ok());
      REQUIRE(retractSource(one, "second.jsonl", kNow + 60, most).ok());
      CHECK(seen().empty());
      CHECK(counts(one) == Lines{"feed 2 0 6"});
    }
  }
  const test::TemporaryFolder folder;
  for (const char* const name : {"one", "two"}) std::filesystem::create_directory(folder.file(name));
  folder.write("one/x.jsonl", link(1, "01"));
  folder.write("two/x.jsonl", link(2, "01"));
  auto opened = Case::open(folder.file("case.db"), {true, false, ""});
  REQUIRE((*opened)->ingest({folder.file("one"), folder.file("two")}, {}, kNow, {}).ok());
  const auto two = retractSource(**opened, "x.jsonl", kNow);
  REQUIRE_FALSE(two.ok());
  CHECK(contains(two.error().message, "2 files of the case end with 'x.jsonl'"));
  const auto none = retractSource(**opened, "y.jsonl", kNow);
  CHECK(contains(none.error().message, "no source and no file"));
  CHECK(none.error().hint == "did you mean 'x.jsonl'?");
  CHECK(contains(retractSource(**opened, "lookup:9", kNow).error().message, "the case has no 'lookup:9'"));
  CHECK(retractSource(**opened, "one/x.jsonl", kNow).ok());
}

/// "192.0.2.1 2023-01-01" of every sighting that stands.
Lines standingIn(const Case& of) {
  std::set<Said> keys;
  REQUIRE(eachSaid(of.store(), [&](const Said& said, storage::LookupId, bool) { keys.insert(said); }).ok());
  Standing standing(keys);
  REQUIRE(of.store().scan(0, UINT64_MAX, standing).ok());
  Lines out;
  for (const Said& key : keys) {
    for (const Stood& stood : standing.of(key))
      out.push_back(of.store().nodeNames({key.to})->front().name + " " + isoDay(stood.seen.first));
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string linkOf(int address, const std::string& day) {
  return R"({"fact":"link","from":{"type":"domain","name":"a.example"},"relation":"ip","to":{"type":"ip","name":"192.0.2.)" +
         std::to_string(address) + R"("},"first":"2023-01-)" + day + R"(T00:00:00Z","last":"2023-01-)" + day +
         R"(T00:00:00Z","source":"feed"})" + "\n";
}

TEST_CASE("what came after a retraction outlives its undo", "[engine]") {
  const test::TemporaryFolder folder;
  folder.write("a.jsonl", linkOf(1, "01"));
  folder.write("b.jsonl", linkOf(1, "02"));
  folder.write("c.jsonl", linkOf(1, "03"));
  auto opened = Case::open(folder.file("case.db"), {true, false, ""});
  Case& one = **opened;
  REQUIRE(one.ingest({folder.file("a.jsonl"), folder.file("b.jsonl")}, {}, kNow, {}).ok());
  REQUIRE(retractSource(one, "b.jsonl", kNow + 10).ok());
  REQUIRE(one.ingest({folder.file("c.jsonl")}, {}, kNow + 20, {}).ok());
  CHECK(standingIn(one) == Lines{"192.0.2.1 2023-01-01", "192.0.2.1 2023-01-03"});
  REQUIRE(undoLastWrite(one, kNow + 30).ok());
  CHECK(standingIn(one) == Lines{"192.0.2.1 2023-01-01", "192.0.2.1 2023-01-02", "192.0.2.1 2023-01-03"});
  CHECK_FALSE(undoLastWrite(one, kNow + 40).ok());
}

TEST_CASE("a retraction that was cut off is gone through again", "[engine]") {
  const test::TemporaryFolder folder;
  folder.write("a.jsonl", linkOf(1, "01") + linkOf(2, "01"));
  folder.write("b.jsonl", linkOf(1, "02") + linkOf(2, "02"));
  auto opened = Case::open(folder.file("case.db"), {true, false, ""});
  Case& one = **opened;
  REQUIRE(one.ingest({folder.file("a.jsonl"), folder.file("b.jsonl")}, {}, kNow, {}).ok());
  const Lines rest = {"192.0.2.1 2023-01-01", "192.0.2.2 2023-01-01"};
  // as a process leaves it that ends between the two batches
  storage::Batch half;
  half.learnt = kNow + 5;
  half.note = {"analyst", "source retract file " + folder.file("b.jsonl"), "part 1 of 2"};
  model::LookupFacts facts;
  facts.lookup.provider = "analyst";
  facts.lookup.kind = "retract";
  facts.lookup.fetched = kNow + 5;
  facts.lookup.from = half.note.query;
  facts.lookup.sha256 = std::string(64, 'a');
  std::set<Said> keys;
  REQUIRE(eachSaid(one.store(), [&](const Said& said, storage::LookupId, bool) { keys.insert(said); }).ok());
  const std::vector<Said> all(keys.begin(), keys.end());
  auto what = factsOf(one.store(), all);
  REQUIRE(what.ok());
  for (SaidFact& said : *what)
    facts.facts.push_back({model::RetractionFact{std::move(said), "feed", kNow + 5, "the file is retracted"}, 0});
  half.lookups.push_back(std::move(facts));
  REQUIRE(one.append(half).ok());
  REQUIRE(standingIn(one).empty());
  const auto taken = retractSource(one, "b.jsonl", kNow + 10);
  REQUIRE(taken.ok());
  CHECK(contains(*taken, "first brought back what was left of 'source retract file"));
  CHECK(standingIn(one) == rest);
  REQUIRE(undoLastWrite(one, kNow + 20).ok());
  CHECK(standingIn(one).size() == 4);
}

TEST_CASE("what undo states again is no lookup of the source, and no observation beside the first", "[engine]") {
  const test::TemporaryFolder folder;
  const auto one = caseWith(folder);
  const auto given = countsOf(*one, "feed");
  for (int round = 1; round <= 3; ++round) {
    INFO(round);
    REQUIRE(retractSource(*one, "feed", kNow + 10 * round, 3).ok());
    CHECK(counts(*one) == Lines{"feed 1 0 7", "sensor 1 1 0"});
    CHECK_FALSE(countsOf(*one, "feed") == given);
    REQUIRE(undoLastWrite(*one, kNow + 10 * round + 5).ok());
    CHECK(counts(*one) == Lines{"feed 1 7 0", "sensor 1 1 0"});
    CHECK(countsOf(*one, "feed") == given);
  }
}

TEST_CASE("undo goes on where it, or the command, was cut off, and keeps to one command", "[engine]") {
  const test::TemporaryFolder folder;
  const auto one = caseWith(folder);
  REQUIRE(retractSource(*one, "sensor", kNow + 5, 1).ok());
  REQUIRE(retractSource(*one, "feed", kNow + 10, 3).ok());
  // as a run that was cut off behind the first of its parts leaves the case
  storage::Batch cut;
  cut.learnt = kNow + 15;
  cut.note = {"analyst", ":undo", "takes back batch " + std::to_string(one->store().newest()->generation)};
  cut.sets.push_back({"unrelated", {}});
  REQUIRE(one->append(cut).ok());
  const auto undone = undoLastWrite(*one, kNow + 20);
  REQUIRE(undone.ok());
  CHECK(contains(*undone, "took back: source retract feed"));
  CHECK(counts(*one) == Lines{"feed 1 6 1", "sensor 1 0 1"});
  const auto other = undoLastWrite(*one, kNow + 30);
  REQUIRE(other.ok());
  CHECK(*other == "took back: source retract sensor (1 link stated again)");
  CHECK_FALSE(undoLastWrite(*one, kNow + 40).ok());
}

}  // namespace
}  // namespace clew::engine
