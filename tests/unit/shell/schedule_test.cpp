// Scripts with a schedule change a case only where that was granted.
#include <catch2/catch.hpp>
#include <string>

#include "support/process.h"
#include "support/text.h"

using namespace clew::test;  // NOLINT: a test's vocabulary

namespace {

struct Scheduled {
  TemporaryFolder folder;
  StartOptions options;
  Scheduled() {
    options.folder = folder.path();
    options.environment = {{"HOME", folder.path()}, {"XDG_STATE_HOME", folder.file("state")}, {"TERM", "xterm"}};
    folder.write("facts.jsonl", R"({"fact":"link","from":{"type":"domain","name":"a.example"},"relation":"ip",)"
                                R"("to":{"type":"ip","name":"192.0.2.1"},"source":"dnsdb"})"
                                "\n");
    const Finished made = clew({"ingest", "spam.db", "facts.jsonl"});
    INFO(made.out << made.err);
    REQUIRE(made.exit_code == 0);
  }
  Finished clew(std::vector<std::string> words) const {
    words.insert(words.begin(), clewProgram());
    return runProcess(words, options);
  }
  /// Runs the text as a script.
  Finished run(const std::string& text, bool granted) const {
    folder.write("nightly.clew", text);
    return granted ? clew({"run", "--write", "spam.db", "nightly.clew"}) : clew({"run", "spam.db", "nightly.clew"});
  }
  std::string sets() const { return clew({"spam.db", "@found | count", "--format", "list"}).out; }
};

}  // namespace

TEST_CASE("a scheduled script that writes is refused before it begins, and says how it is granted") {
  const Scheduled setup;
  for (const char* write :
       {"a.example | save as @found", "a.example | tag watched", "a.example | untag watched", "a.example | note \"x\"",
        "add a.example -> ip 192.0.2.2", "retract a.example -> ip 192.0.2.1", "let @x = a.example | save as @found"}) {
    INFO(write);
    const Finished done = setup.run("every 6h\na.example -> ip\n" + std::string(write) + "\n", false);
    INFO(done.out << done.err);
    CHECK(done.exit_code == 2);
    CHECK(done.out.empty());
    CHECK(has(done.err, "nightly.clew is a scheduled script (`every 6h`) and would change the case"));
    CHECK(has(done.err, "clew run --write CASE nightly.clew"));
  }
  CHECK(setup.clew({"spam.db", "@found"}).exit_code == 2);
}

TEST_CASE("what was granted is done; without a schedule nothing need be granted") {
  const Scheduled setup;
  const Finished granted = setup.run("every 6h\na.example | save as @found\n", true);
  INFO(granted.out << granted.err);
  CHECK(granted.exit_code == 0);
  CHECK(setup.sets() == "1\n");
  const Finished plain = setup.run("a.example -> ip | save as @found\n", false);
  CHECK(plain.exit_code == 0);
}

TEST_CASE("alerts and answers in files change no case, so a schedule may have them") {
  const Scheduled setup;
  const Finished done = setup.run(
      "every 6h\na.example -> ip | alert high \"{count} found\" when count > 0 | as csv to \"a.csv\"\n", false);
  INFO(done.out << done.err);
  CHECK(done.exit_code == 10);
  CHECK(has(done.err, "alert high: 1 found"));
}
