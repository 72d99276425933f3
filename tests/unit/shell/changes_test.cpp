// What changed since the last run, alerts, writes and their taking back: the command as a process, and the prompt.
#include <catch2/catch.hpp>
#include <string>

#include "support/process.h"
#include "support/text.h"

using namespace clew::test;  // NOLINT: a test's vocabulary

namespace {

std::string undatedFact(const std::string& domain, const std::string& ip) {
  return R"({"fact":"link","from":{"type":"domain","name":")" + domain +
         R"("},"relation":"ip","to":{"type":"ip","name":")" + ip +
         R"("},"first":"2022-01-01T00:00:00Z","last":"2022-03-05T10:00:00Z","source":"dnsdb"})" + "\n";
}

constexpr const char* kWatch =
    "query watch version 1 edition 1 \"Who else is on the address?\"\n"
    "param @seeds: domains\n"
    "every 6h\n"
    "other domains sharing ip with @seeds\n"
    "  | new since last run\n"
    "  | tag candidate\n"
    "  | alert high \"{count} new: {names}\" when count > 0\n";

struct Watched {
  TemporaryFolder folder;
  StartOptions options;
  Watched() {
    options.folder = folder.path();
    options.environment = {{"HOME", folder.path()}, {"XDG_STATE_HOME", folder.file("state")}, {"TERM", "xterm"}};
    folder.write("watch.clew", kWatch);
    folder.write("seeds.txt", "a.example\n");
    take("one", undatedFact("a.example", "192.0.2.1") + undatedFact("b.example", "192.0.2.1"), "2022-10-01");
  }
  void take(const std::string& name, const std::string& facts, const std::string& now) {
    folder.write(name + ".jsonl", facts);
    const Finished made = clew({"ingest", "spam.db", name + ".jsonl", "--now", now});
    INFO(made.out << made.err);
    REQUIRE(made.exit_code == 0);
  }
  Finished clew(std::vector<std::string> words) const {
    words.insert(words.begin(), clewProgram());
    return runProcess(words, options);
  }
  Finished watch(const std::string& now, const std::string& seeds = "@seeds=seeds.txt") const {
    return clew({"run", "--write", "spam.db", "watch.clew", "--set", seeds, "--now", now});
  }
};

}  // namespace

TEST_CASE("a saved query tells what is new since its last run, and an alert is exit code 10") {
  Watched setup;
  const Finished first = setup.watch("2022-10-02");
  INFO(first.out << first.err);
  CHECK(first.exit_code == 0);
  CHECK_FALSE(has(first.out, "b.example"));
  CHECK(has(first.err, "nothing to compare with yet"));
  CHECK(setup.watch("2022-10-03").exit_code == 0);
  setup.take("two", undatedFact("c.example", "192.0.2.1"), "2022-10-04");
  const Finished third = setup.watch("2022-10-05");
  INFO(third.out << third.err);
  CHECK(third.exit_code == 10);
  CHECK(has(third.out, "c.example"));
  CHECK(has(third.out, "learnt"));
  CHECK_FALSE(has(third.out, "b.example"));
  CHECK(has(third.err, "alert high: 1 new: c.example"));
  CHECK(setup.clew({"spam.db", "--format", "list", "domains where tag is candidate"}).out == "c.example\n");
  CHECK(setup.watch("2022-10-06").exit_code == 0);
}

TEST_CASE("a script without a header keeps its runs under its file's name") {
  Watched setup;
  setup.folder.write("plain.clew", "domains where has ip | new since last run\n");
  const auto run = [&](const std::string& now) {
    return setup.clew({"run", "spam.db", "plain.clew", "--format", "list", "--now", now});
  };
  CHECK(run("2022-10-02").out == "");
  setup.take("two", undatedFact("c.example", "192.0.2.1"), "2022-10-03");
  const Finished second = run("2022-10-04");
  INFO(second.err);
  CHECK(has(second.out, "c.example"));
  CHECK_FALSE(has(second.out, "b.example"));
}

TEST_CASE("a set that grew keeps the baseline, other arguments have one of their own") {
  Watched setup;
  CHECK(setup.watch("2022-10-02").exit_code == 0);
  setup.take("two", undatedFact("x.example", "192.0.2.9") + undatedFact("y.example", "192.0.2.9"), "2022-10-03");
  setup.folder.write("seeds.txt", "a.example\nx.example\n");
  const Finished grown = setup.watch("2022-10-04");
  INFO(grown.err);
  CHECK(grown.exit_code == 10);
  CHECK(has(grown.err, "y.example"));
  const Finished other = setup.watch("2022-10-05", "@seeds=a.example,b.example");
  CHECK(other.exit_code == 0);
  CHECK(has(other.err, "nothing to compare with yet"));
}

TEST_CASE("a run that fails keeps the baseline of the one before") {
  Watched setup;
  const auto run = [&](const std::string& expected, const std::string& now) {
    setup.folder.write("strict.clew",
                       "query strict\ndomains where has ip | new since last run | expect count " + expected + "\n");
    return setup.clew({"run", "spam.db", "strict.clew", "--now", now});
  };
  CHECK(run("= 0", "2022-10-02").exit_code == 0);
  setup.take("two", undatedFact("c.example", "192.0.2.1"), "2022-10-03");
  CHECK(run("= 0", "2022-10-04").exit_code == 4);
  const Finished again = run("= 1", "2022-10-05");
  CHECK(again.exit_code == 0);
  CHECK(has(again.out, "c.example"));
  CHECK(has(again.err, "the script changed since its last run"));
}

TEST_CASE("a saved query is a source for another, its writes and alerts left out") {
  const Watched setup;
  setup.folder.write(
      "near.clew",
      "query near\nparam @who: domains\nparam $least: number = 1\nlet @all = other domains sharing ip with "
      "@who\n@all where count(ip) >= $least | tag marked | alert low \"x\"\n");
  const Finished used = setup.clew({"spam.db", "--format", "list", "@near(@who = a.example, $least = 1) -> ip"});
  INFO(used.err);
  CHECK(used.out == "192.0.2.1\n");
  CHECK(used.exit_code == 0);
  CHECK(setup.clew({"spam.db", "@near(@who = a.example, $least = 5) | count"}).out == "0\n");
  CHECK(setup.clew({"spam.db", "domains where has tag | count"}).out == "0\n");
  CHECK(has(setup.clew({"spam.db", "@near($least = 5)"}).err, "needs `@who`"));
  CHECK(has(setup.clew({"spam.db", "@near(@who = a.example, $most = 5)"}).err, "no parameter `$most`"));
}

TEST_CASE("what a saved query makes for itself is asked like the query around it") {
  const Watched setup;
  const Finished added = setup.clew(
      {"spam.db", "add b.example -> ip 192.0.2.9 during 2022-09 because \"a report\"", "--now", "2022-10-10"});
  CHECK(added.exit_code == 0);
  setup.folder.write("hosts.clew", "query hosts\nparam @who: domains\nlet @ips = @who -> ip\n@ips where not has asn\n");
  CHECK(setup.clew({"spam.db", "--format", "list", "@hosts(@who = b.example)"}).out == "192.0.2.1\n192.0.2.9\n");
  CHECK(setup.clew({"spam.db", "--format", "list", "as of 2022-08-15, @hosts(@who = b.example)"}).out == "192.0.2.1\n");
  CHECK(setup.clew({"spam.db", "--format", "list", "as known at 2022-10-05, @hosts(@who = b.example)"}).out ==
        "192.0.2.1\n");
}

TEST_CASE("links are added and retracted by statements, and what was known stays known") {
  const Watched setup;
  const Finished added = setup.clew(
      {"spam.db", "add n.example -> ip 192.0.2.1 during 2022-09 because \"a report\"", "--now", "2022-10-10"});
  INFO(added.err);
  CHECK(added.exit_code == 0);
  CHECK(setup.clew({"spam.db", "--format", "list", "192.0.2.1 <- ip seen by analyst"}).out == "n.example\n");
  const Finished taken =
      setup.clew({"spam.db", "retract b.example -> ip 192.0.2.1 seen by dnsdb", "--now", "2022-10-20"});
  INFO(taken.err);
  CHECK(taken.exit_code == 0);
  CHECK(setup.clew({"spam.db", "--format", "list", "192.0.2.1 <- ip"}).out == "a.example\nn.example\n");
  CHECK(setup.clew({"spam.db", "--format", "list", "as known at 2022-10-15, 192.0.2.1 <- ip"}).out ==
        "a.example\nb.example\nn.example\n");
  CHECK(has(setup.clew({"spam.db", "retract b.example -> ip 192.0.2.1"}).err, "nothing to retract"));
}

TEST_CASE("a set whose first save was taken back is there no more; one that was saved empty is") {
  const Watched setup;
  PtyProcess prompt({clewProgram(), "spam.db"}, setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("domains | save as @found\r");
  REQUIRE(prompt.waitFor("saved 2 nodes as @found"));
  prompt.send("domains where has mx | save as @none\r");
  REQUIRE(prompt.waitFor("saved 0 nodes as @none"));
  prompt.send("domains | save as @none\r");
  REQUIRE(prompt.waitFor("saved 2 nodes as @none"));
  prompt.send(":undo\r");
  REQUIRE(prompt.waitFor("back to @none (0 members)"));
  CHECK(setup.clew({"spam.db", "@none | count"}).out == "0\n");
  prompt.send(":undo\r");
  REQUIRE(prompt.waitFor("back to no @none"));
  prompt.send(":undo\r");
  REQUIRE(prompt.waitFor("back to no @found"));
  prompt.send("@found | count\r");
  REQUIRE(prompt.waitFor("E204"));
  CHECK_FALSE(has(setup.clew({"info", "spam.db"}).out, "@found"));
  CHECK_FALSE(has(setup.clew({"info", "spam.db"}).out, "@none"));
  const Finished exported = setup.clew({"export", "spam.db", "facts", "-o", "all.jsonl"});
  CHECK(exported.exit_code == 0);
  CHECK_FALSE(has(readWhole(setup.folder.file("all.jsonl")), "found"));
  prompt.send("domains | take 1 | save as @found\r");
  REQUIRE(prompt.waitFor("saved 1 node as @found"));
  CHECK(setup.clew({"spam.db", "@found | count"}).out == "1\n");
  prompt.send(":quit\r");
  CHECK(prompt.wait() == 0);
}

TEST_CASE("hubs are shown up to the limit, and where no apexes are counted, none are missing") {
  const Watched setup;
  setup.folder.write("more.jsonl", [] {
    std::string facts;
    for (int ip = 1; ip <= 3; ++ip)
      for (const char* name : {"a.example", "b.example"})
        facts += std::string(R"({"fact":"link","from":{"type":"domain","name":")") + name +
                 R"("},"relation":"ip","to":{"type":"ip","name":"198.51.100.)" + std::to_string(ip) +
                 R"("},"source":"dns"})" + "\n";
    for (const char* name : {"a.example", "b.example"})
      facts += std::string(R"({"fact":"link","from":{"type":"domain","name":")") + name +
               R"("},"relation":"email","to":{"type":"email","name":"x@mail.example"},"source":"dns"})" + "\n";
    return facts;
  }());
  REQUIRE(setup.clew({"ingest", "spam.db", "more.jsonl", "--quiet"}).exit_code == 0);
  PtyProcess prompt({clewProgram(), "spam.db"}, setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send(":limit 2\r:hubs ip\r");
  REQUIRE(prompt.waitFor("198.51.100.1"));
  prompt.send(":hubs email\r");
  REQUIRE(prompt.waitFor("x@mail.example"));
  prompt.send(":quit\r");
  CHECK(prompt.wait() == 0);
  CHECK(prompt.output().find("198.51.100.2") == std::string::npos);
  CHECK(prompt.output().find("(missing)") == std::string::npos);
}

TEST_CASE("the prompt takes back the last write and shows hubs") {
  const Watched setup;
  PtyProcess prompt({clewProgram(), "spam.db"}, setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("domains | tag odd\r");
  REQUIRE(prompt.waitFor("tagged 2 nodes as odd"));
  prompt.send(":undo\r");
  REQUIRE(prompt.waitFor("2 links retracted"));
  prompt.send("domains where tag is odd | count\r");
  REQUIRE(prompt.waitFor("0\r\n"));
  prompt.send(":undo\r");
  REQUIRE(prompt.waitFor("there is no write to take back"));
  REQUIRE(prompt.waitFor("`clew source CASE retract NAME`"));
  prompt.send("a.example | note \"first\"\ra.example | note \"second\"\r");
  REQUIRE(prompt.waitFor("noted on 1 node"));
  REQUIRE(prompt.waitFor("noted on 1 node"));
  prompt.send(":undo\r");
  REQUIRE(prompt.waitFor("1 note retracted"));
  prompt.send("domains where has note | show note\r");
  REQUIRE(prompt.waitFor("first"));
  prompt.send(":undo\r");
  REQUIRE(prompt.waitFor("1 note retracted"));
  prompt.send("domains where has note | count\r");
  REQUIRE(prompt.waitFor("0\r\n"));
  prompt.send(":hubs ip\r");
  REQUIRE(prompt.waitFor("192.0.2.1"));
  prompt.send("domains -> ip | new since last run\r");
  REQUIRE(prompt.waitFor("E501"));
  prompt.send(":quit\r");
  CHECK(prompt.wait() == 0);
}
