// `clew source`: who said what, and taking it back.
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "support/process.h"
#include "support/text.h"

using namespace clew::test;  // NOLINT: a test's vocabulary

namespace {

/// Two sources: both say a.example -> 192.0.2.1; feed alone says all else.
struct TwoSources {
  TemporaryFolder folder;
  StartOptions options;
  TwoSources() {
    options.folder = folder.path();
    options.environment = {{"HOME", folder.path()}, {"XDG_STATE_HOME", folder.file("state")}, {"TERM", "xterm"}};
    folder.write("sensor.jsonl", R"({"fact":"link","from":{"type":"domain","name":"a.example"},"relation":"ip",)"
                                 R"("to":{"type":"ip","name":"192.0.2.1"},"source":"sensor"})"
                                 "\n");
    folder.write("feed.jsonl", R"({"fact":"link","from":{"type":"domain","name":"a.example"},"relation":"ip",)"
                               R"("to":{"type":"ip","name":"192.0.2.1"},"source":"feed"})"
                               "\n"
                               R"({"fact":"link","from":{"type":"domain","name":"a.example"},"relation":"ip",)"
                               R"("to":{"type":"ip","name":"192.0.2.2"},"source":"feed"})"
                               "\n"
                               R"({"fact":"property","of":{"type":"domain","name":"a.example"},"property":"title",)"
                               R"("value":"Shop","source":"feed"})"
                               "\n"
                               R"({"fact":"redacted","of":{"type":"domain","name":"a.example"},"trait":"email",)"
                               R"("text":"REDACTED FOR PRIVACY","source":"feed"})"
                               "\n"
                               R"({"fact":"answer","of":{"type":"domain","name":"a.example"},"kind":"registration",)"
                               R"("outcome":"none","when":"2022-10-01T00:00:00Z","source":"feed"})"
                               "\n");
    REQUIRE(at("2022-10-02", {"ingest", "spam.db", "sensor.jsonl", "feed.jsonl"}).exit_code == 0);
  }
  Finished at(const std::string& day, std::vector<std::string> words) const {
    words.insert(words.begin(), clewProgram());
    words.insert(words.end(), {"--now", day});
    return runProcess(words, options);
  }
  /// What a query says on the day, a value a line.
  std::string ask(const std::string& query, const std::string& day = "2022-10-20") const {
    const Finished done = at(day, {"spam.db", query, "--format", "csv"});
    INFO(query << "\n" << done.err);
    CHECK(done.exit_code == 0);
    return plain(done.out);
  }
  /// CSV ends lines as RFC 4180 says.
  static std::string plain(std::string csv) {
    std::erase(csv, '\r');
    return csv;
  }
};

const std::string kShown = "a.example | show title, email";

}  // namespace

TEST_CASE("source list and show count what each source gave") {
  const TwoSources setup;
  const Finished list = setup.at("2022-10-03", {"source", "spam.db", "list", "--format", "csv"});
  INFO(list.out << list.err);
  CHECK(list.exit_code == 0);
  CHECK(TwoSources::plain(list.out) ==
        "source,lookups,observations,retracted,first_fetched,last_fetched\n"
        "feed,1,5,0,,\n"
        "sensor,1,1,0,,\n");
  const Finished show = setup.at("2022-10-03", {"source", "spam.db", "show", "feed", "--format", "csv"});
  INFO(show.out << show.err);
  CHECK(show.exit_code == 0);
  CHECK(has(TwoSources::plain(show.out),
            "kind,file,outcome,lookups,observations,retracted,first_fetched,last_fetched\n"));
  CHECK(has(TwoSources::plain(show.out), "feed.jsonl,found,1,5,0,,\n"));
  CHECK_FALSE(has(TwoSources::plain(show.out), "sensor.jsonl"));
}

TEST_CASE("a retracted source takes with it what only it said, and keeps the past") {
  const TwoSources setup;
  const std::string before = setup.ask(kShown);
  REQUIRE(has(before, "Shop"));
  REQUIRE(setup.ask("a.example -> ip") == "name\n192.0.2.1\n192.0.2.2\n");
  const Finished done = setup.at("2022-10-10", {"source", "spam.db", "retract", "feed"});
  INFO(done.err);
  CHECK(done.exit_code == 0);
  CHECK(has(done.err, "took back what feed said: 2 links, 1 property, 1 withheld value, 1 answer"));
  // from the batches laid over the cache, and from a cache made anew
  for (const bool anew : {false, true}) {
    INFO(anew);
    if (anew) std::filesystem::remove(setup.folder.file("spam.db.clew-cache"));
    CHECK(setup.ask("a.example -> ip") == "name\n192.0.2.1\n");
    CHECK_FALSE(has(setup.ask(kShown), "Shop"));
    CHECK_FALSE(setup.ask(kShown) == before);
    CHECK(setup.ask("as known at 2022-10-05, a.example -> ip") == "name\n192.0.2.1\n192.0.2.2\n");
    CHECK(has(setup.ask("domains where email is redacted | count"), "0"));
  }
  CHECK(has(setup.at("2022-10-11", {"source", "spam.db", "list", "--format", "csv"}).out, "feed,1,0,5,,\r\n"));

  const std::string facts = setup.at("2022-10-12", {"export", "spam.db", "facts", "-o", "all.jsonl"}).err;
  const Finished copied = setup.at("2022-10-12", {"ingest", "copy.db", "all.jsonl", "--as", "facts"});
  INFO(facts << copied.err);
  CHECK(copied.exit_code == 0);
  CHECK(has(setup.at("2022-10-12", {"source", "copy.db", "list", "--format", "csv"}).out, "feed,1,0,5,,\r\n"));
}

TEST_CASE("retracting a source again changes nothing; a word of undo brings it back") {
  const TwoSources setup;
  const std::string before = setup.ask(kShown);
  const std::string why = setup.ask("a.example -> ip | why | show result, source, first, last, file, record, text");
  REQUIRE(has(why, "feed"));
  REQUIRE(setup.at("2022-10-10", {"source", "spam.db", "retract", "feed"}).exit_code == 0);
  const Finished again = setup.at("2022-10-11", {"source", "spam.db", "retract", "feed"});
  CHECK(again.exit_code == 0);
  CHECK(has(again.err, "nothing that feed said stands"));
  PtyProcess prompt({clewProgram(), "spam.db", "--now", "2022-10-12"}, setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send(":undo\r");
  REQUIRE(prompt.waitFor("stated again"));
  CHECK(setup.ask("a.example -> ip") == "name\n192.0.2.1\n192.0.2.2\n");
  CHECK(setup.ask(kShown) == before);
  // the evidence is the record that said it first, with its text
  CHECK(setup.ask("a.example -> ip | why | show result, source, first, last, file, record, text") == why);
}

TEST_CASE("source says what it takes and which sources there are") {
  const TwoSources setup;
  const auto failed = [&](std::vector<std::string> words, int code) {
    const Finished done = setup.at("2022-10-10", std::move(words));
    CHECK(done.exit_code == code);
    return done.err;
  };
  CHECK(has(failed({"source", "spam.db", "retract", "fed"}, 2), "did you mean 'feed'?"));
  CHECK(has(failed({"source", "spam.db", "show", "zzzzzzzz"}, 2), "its sources are feed, sensor"));
  CHECK(has(failed({"source", "spam.db", "retract"}, 2), "takes a source, a file or lookup:NUMBER"));
  CHECK(has(failed({"source", "spam.db", "drop", "feed"}, 2), "not 'drop'"));
  CHECK(has(failed({"source", "spam.db", "list", "feed"}, 2), "one argument too many"));
}
