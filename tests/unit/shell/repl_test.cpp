// The prompt, in a pseudo-terminal.
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <string>

#include "support/process.h"
#include "support/text.h"

using namespace clew::test;  // NOLINT: a test's vocabulary

namespace {

std::string addressFact(const std::string& domain, int address) {
  return R"({"fact":"link","from":{"type":"domain","name":")" + domain +
         R"("},"relation":"ip","to":{"type":"ip","name":"192.0.2.)" + std::to_string(address) +
         R"("},"first":"2022-01-01T00:00:00Z","last":"2022-03-05T10:00:00Z","source":"dnsdb",)" +
         R"("learnt":"2022-10-18T08:00:00Z"})" + "\n";
}

struct PromptCase {
  TemporaryFolder folder;
  StartOptions options;
  PromptCase() {
    options.folder = folder.path();
    options.environment = {
        {"HOME", folder.path()}, {"XDG_STATE_HOME", folder.file("state")}, {"TERM", "xterm"}, {"PAGER", "cat"}};
    std::string facts;
    for (int i = 0; i < 60; ++i) {
      facts += addressFact("d" + std::to_string(i) + ".example", i % 5);
    }
    folder.write("facts.jsonl", facts);
    const Finished made = runProcess({clewProgram(), "ingest", "spam.db", "facts.jsonl"}, options);
    INFO(made.err);
    REQUIRE(made.exit_code == 0);
  }
  std::vector<std::string> words() const { return {clewProgram(), "spam.db"}; }
};

}  // namespace

TEST_CASE("the prompt starts, answers, and ends") {
  const PromptCase setup;
  PtyProcess prompt(setup.words(), setup.options);
  REQUIRE(prompt.waitFor("65 nodes"));
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("domains sharing ip with d0.example\r");
  REQUIRE(prompt.waitFor("d55.example"));
  REQUIRE(prompt.waitFor("11 rows"));
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("domains\r");
  REQUIRE(prompt.waitFor("50 of 60 shown (:limit)"));
  prompt.send(":limit off\r");
  prompt.send("domains\r");
  REQUIRE(prompt.waitFor("60 rows"));
  prompt.send(":defang on\rd7.example\r");
  REQUIRE(prompt.waitFor("d7[.]example"));
  prompt.send(":quit\r");
  CHECK(prompt.wait() == 0);
}

TEST_CASE("input goes over several lines until it is whole") {
  const PromptCase setup;
  PtyProcess prompt(setup.words(), setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("domains sharing ip with d0.example |\r");
  REQUIRE(prompt.waitFor("  ...> "));
  prompt.send("count\r");
  REQUIRE(prompt.waitFor("2004l11\r\n"));
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("\x04");
  CHECK(prompt.wait() == 0);
}

TEST_CASE("errors at the prompt are told, and the prompt goes on") {
  const PromptCase setup;
  PtyProcess prompt(setup.words(), setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("domains sharing emial with d0.example\r");
  REQUIRE(prompt.waitFor("^^^^^"));
  prompt.send(":hlep\r");
  REQUIRE(prompt.waitFor("did you mean :help?"));
  prompt.send("ips | count\r");
  REQUIRE(prompt.waitFor("2004l5\r\n"));
  prompt.send("quit\r");
  CHECK(prompt.wait() == 0);
}

TEST_CASE("Ctrl-C clears the line and leaves the prompt") {
  const PromptCase setup;
  PtyProcess prompt(setup.words(), setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("domains sharing ip with (\r");
  REQUIRE(prompt.waitFor("  ...> "));
  prompt.send("d0.exam");
  REQUIRE(prompt.waitFor("d0.exam"));
  prompt.send("\x03");
  REQUIRE(prompt.waitFor("^C"));
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("ips | count\r");
  REQUIRE(prompt.waitFor("2004l5\r\n"));
  prompt.send(":quit\r");
  CHECK(prompt.wait() == 0);
}

TEST_CASE("going on from a line that wrote does not write again, and a name alone is told what it is for") {
  const PromptCase setup;
  PtyProcess prompt(setup.words(), setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("d0.example | note \"once\"\r");
  REQUIRE(prompt.waitFor("noted on 1 node"));
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("| count\r");
  REQUIRE(prompt.waitFor("would write again"));
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("let @a = d0.example\r");
  REQUIRE(prompt.waitFor("nothing was asked"));
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("d0.example | show n = list(note)\r");
  REQUIRE(prompt.waitFor("once"));
  prompt.send(":quit\r");
  CHECK(prompt.wait() == 0);
}

TEST_CASE("Ctrl-C cancels the query and not the program") {
  const PromptCase setup;
  std::string facts;
  for (int i = 0; i < 60000; ++i) facts += addressFact("n" + std::to_string(i) + ".example", 200);
  setup.folder.write("many.jsonl", facts);
  REQUIRE(runProcess({clewProgram(), "ingest", "many.db", "many.jsonl"}, setup.options).exit_code == 0);
  PtyProcess prompt({clewProgram(), "many.db"}, setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send(":budget off\r");
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("domains sharing ip with domains | why\r");
  REQUIRE(prompt.waitFor("2004l"));  // the line is read: from here on Ctrl-C means the query
  bool cancelled = false;
  // one that comes before the query runs only clears a line
  for (int tries = 0; tries < 100 && !cancelled; ++tries) {
    prompt.send("\x03");
    cancelled = prompt.waitFor("cancelled", std::chrono::milliseconds(200));
  }
  REQUIRE(cancelled);
  prompt.send("ips | count\r");
  REQUIRE(prompt.waitFor("2004l1\r\n"));
  prompt.send(":quit\r");
  CHECK(prompt.wait() == 0);
}

TEST_CASE("history persists, for the user alone") {
  const PromptCase setup;
  {
    PtyProcess prompt(setup.words(), setup.options);
    REQUIRE(prompt.waitFor("clew> "));
    prompt.send("ips | count\r");
    REQUIRE(prompt.waitFor("2004l5\r\n"));
    prompt.send(":quit\r");
    CHECK(prompt.wait() == 0);
  }
  const std::string history = setup.folder.file("state/clew/history");
  CHECK(has(readWhole(history), "ips | count\n"));
  CHECK((std::filesystem::status(history).permissions() & std::filesystem::perms::mask) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  PtyProcess again(setup.words(), setup.options);
  REQUIRE(again.waitFor("clew> "));
  again.send("\x10\x10");  // Ctrl-P: the one before, past :quit
  REQUIRE(again.waitFor("ips | count"));
  again.send("\r");
  REQUIRE(again.waitFor("2004l5\r\n"));
  again.send(":quit\r");
  CHECK(again.wait() == 0);
}

TEST_CASE("a paste of values is the set @pasted") {
  const PromptCase setup;
  PtyProcess prompt(setup.words(), setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  SECTION("in brackets, as terminals send it") {
    prompt.send("\x1b[200~d0[.]example\nhxxp://x.example/\nd1.example\n\x1b[201~");
    REQUIRE(prompt.waitFor("@pasted: 3 values"));
  }
  SECTION("as lines that come together") {
    prompt.send("d0.example\rd1.example\rd2[.]example\r");
    REQUIRE(prompt.waitFor("@pasted: 3 values"));
  }
  SECTION("by :paste, up to an empty line") {
    prompt.send(":paste\r");
    REQUIRE(prompt.waitFor("paste> "));
    prompt.send("d0.example\r");
    REQUIRE(prompt.waitFor("paste> "));
    prompt.send("d1.example\r");
    REQUIRE(prompt.waitFor("paste> "));
    prompt.send("\r");
    REQUIRE(prompt.waitFor("@pasted: 2 values"));
  }
  SECTION("by :paste, up to the end of input") {
    prompt.send(":paste\r");
    REQUIRE(prompt.waitFor("paste> "));
    prompt.send("d1.example\r");
    REQUIRE(prompt.waitFor("paste> "));
    prompt.send("\x04");
    REQUIRE(prompt.waitFor("@pasted: 1 value"));
  }
  SECTION("with a slip in it, which is named") {
    prompt.send("\x1b[200~d0.example\nd1.example\nno value at all\n198.51.100.7\n\x1b[201~");
    REQUIRE(prompt.waitFor("@pasted: 3 values"));
    REQUIRE(prompt.waitFor("left out, since it names nothing: no value at all"));
  }
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("@pasted -> ip in 192.0.2.1/32 | count\r");  // d1's, and d0's is another
  REQUIRE(prompt.waitFor("2004l1\r\n"));
  prompt.send(":quit\r");
  CHECK(prompt.wait() == 0);
}

TEST_CASE("a script that begins with values is no list with slips") {
  const PromptCase setup;
  for (const char* script : {"d0.example\nd1.example\ndomains | count by ip\n", "d0.example\nd1.example\n<- ip\n",
                             "d0.example\nd1.example\nlet @bad = domains in @iocs\n",
                             "d0.example\n  sharing ip with d1.example\nd1.example\nd2.example\n"}) {
    PtyProcess prompt(setup.words(), setup.options);
    REQUIRE(prompt.waitFor("clew> "));
    prompt.send("\x1b[200~" + std::string(script) + "\x1b[201~");
    INFO(script);
    CHECK(prompt.waitFor("  ...> "));
    CHECK_FALSE(prompt.waitFor("@pasted", std::chrono::milliseconds(300)));
  }
}

TEST_CASE("a pasted script is shown and waits for Enter") {
  const PromptCase setup;
  PtyProcess prompt(setup.words(), setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("\x1b[200~domains sharing ip with d0.example\n  | count\n\x1b[201~");
  REQUIRE(prompt.waitFor("| count"));
  REQUIRE(prompt.waitFor("  ...> "));
  prompt.send("\r");
  REQUIRE(prompt.waitFor("2004l11\r\n"));
  prompt.send(":quit\r");
  CHECK(prompt.wait() == 0);
}

TEST_CASE("completion finishes words and lists what there is") {
  const PromptCase setup;
  PtyProcess prompt(setup.words(), setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send(":expl\t");
  REQUIRE(prompt.waitFor("ain "));
  prompt.send("domains\r");
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("doma\t");
  REQUIRE(prompt.waitFor("ins "));
  prompt.send("\x03");
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send(":schema dom\t");
  REQUIRE(prompt.waitFor("ains "));
  prompt.send("\r");
  REQUIRE(prompt.waitFor("leads_to"));
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send(":format cs\t");
  REQUIRE(prompt.waitFor("v "));
  prompt.send("\x03");
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send(":quit\r");
  CHECK(prompt.wait() == 0);
}

TEST_CASE("the prompt makes a missing case, and says so") {
  const PromptCase setup;
  PtyProcess prompt({clewProgram(), "new.db"}, setup.options);
  REQUIRE(prompt.waitFor("made the case new.db"));
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send(":sets\r:info\r:notices\r");
  REQUIRE(prompt.waitFor("no notices"));
  prompt.send("\x04");
  CHECK(prompt.wait() == 0);
  CHECK(std::filesystem::exists(setup.folder.file("new.db")));
}

TEST_CASE("the last result is saved as a set") {
  const PromptCase setup;
  {
    PtyProcess prompt(setup.words(), setup.options);
    REQUIRE(prompt.waitFor("clew> "));
    prompt.send("domains sharing ip with d0.example\r");
    REQUIRE(prompt.waitFor("11 rows"));
    prompt.send(":save @shared\r");
    REQUIRE(prompt.waitFor("clew> "));
    prompt.send("@shared | count\r");
    REQUIRE(prompt.waitFor("2004l11\r\n"));
    prompt.send(":quit\r");
    CHECK(prompt.wait() == 0);
  }
  const Finished later = runProcess({clewProgram(), "spam.db", "@shared | count"}, setup.options);
  CHECK(later.out == "11\n");
}

TEST_CASE(":save takes the words of the stage, and says what a name is") {
  const PromptCase setup;
  PtyProcess prompt(setup.words(), setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("domains sharing ip with d0.example\r");
  REQUIRE(prompt.waitFor("11 rows"));
  for (const char* call : {":save as shared", ":save as @also-shared"}) {
    prompt.send(std::string(call) + "\r");
    REQUIRE(prompt.waitFor("saved 11 nodes as @"));
  }
  prompt.send(":save as\r");
  REQUIRE(prompt.waitFor("a set needs a name"));
  prompt.send(":save my answers\r");
  REQUIRE(prompt.waitFor("'my answers' is no name of a set"));
  prompt.send(":save answer.csv\r");
  REQUIRE(prompt.waitFor("an answer goes into a file with `| as csv to"));
  prompt.send(":quit\r");
  CHECK(prompt.wait() == 0);
}

TEST_CASE(":fmt prints a query, or the last one, in canonical form") {
  PromptCase prompt;
  PtyProcess clew(prompt.words(), prompt.options);
  REQUIRE(clew.waitFor("clew> "));
  clew.send(":fmt domain d1[.]example->ip|count\n");
  CHECK(clew.waitFor("domain d1.example -> ip | count"));
  REQUIRE(clew.waitFor("clew> "));
  clew.send("domains  |  count\n");
  CHECK(clew.waitFor("60"));
  REQUIRE(clew.waitFor("clew> "));
  clew.send(":fmt\n");
  CHECK(clew.waitFor("domains | count\r\n"));
  clew.send(":quit\n");
  CHECK(clew.wait() == 0);
}

TEST_CASE("a line that begins with a pipe or an arrow, or is indented, goes on from the last query") {
  const PromptCase setup;
  PtyProcess prompt(setup.words(), setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("| count\r");
  REQUIRE(prompt.waitFor("error"));  // nothing to go on from yet
  prompt.send("domains sharing ip with d0.example\r");
  REQUIRE(prompt.waitFor("11 rows"));
  prompt.send("  where name matching d5*\r");
  REQUIRE(prompt.waitFor("goes on from: domains sharing ip with d0.example"));
  REQUIRE(prompt.waitFor("3 rows"));  // d5, d50, d55
  prompt.send("| count\r");
  REQUIRE(prompt.waitFor("goes on from: domains sharing ip with d0.example where name matching d5*\x1b[0m\r\n3\r\n"));
  prompt.send("d0.example\r");
  REQUIRE(prompt.waitFor("d0.example\r\n"));
  prompt.send("-> ip\r");
  REQUIRE(prompt.waitFor("goes on from: d0.example"));
  REQUIRE(prompt.waitFor("192.0.2.0"));
  prompt.send("  ips | count\r");  // indented, and a query of its own
  REQUIRE(prompt.waitFor("2004l5\r\n"));
  prompt.send(":quit\r");
  CHECK(prompt.wait() == 0);
}

TEST_CASE("an answer longer than the screen goes through the pager") {
  PromptCase setup;
  const std::string pager = setup.folder.write("pager", "#!/bin/sh\necho \"PAGED $(wc -l) LESS=$LESS\"\n");
  std::filesystem::permissions(pager, std::filesystem::perms::owner_all);
  setup.options.environment["PAGER"] = pager;
  PtyProcess prompt(setup.words(), setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("domains\r");
  REQUIRE(prompt.waitFor("PAGED 52 LESS=FRX"));  // 50 rows and the head; the screen has 40 lines
  REQUIRE(prompt.waitFor("50 of 60 shown (:limit)"));
  prompt.send("ips\r");
  REQUIRE(prompt.waitFor("192.0.2.4"));  // short: as it is
  prompt.send(":pager off\r");
  prompt.send("domains\r");
  REQUIRE(prompt.waitFor("d44.example"));
  prompt.send(":pager on\rdomains | count by label\r");
  REQUIRE(prompt.waitFor("PAGED"));
  prompt.send(":quit\r");
  CHECK(prompt.wait() == 0);

  std::vector<std::string> words = setup.words();
  words.emplace_back("--no-pager");
  PtyProcess plain(words, setup.options);
  REQUIRE(plain.waitFor("clew> "));
  plain.send("domains\r");
  REQUIRE(plain.waitFor("d44.example"));
  plain.send(":quit\r");
  CHECK(plain.wait() == 0);
}

TEST_CASE("a pager that is not there, or ends at once, costs no answer and no prompt") {
  PromptCase setup;
  setup.options.environment["PAGER"] = "/no/such/pager";
  PtyProcess prompt(setup.words(), setup.options);
  REQUIRE(prompt.waitFor("clew> "));
  prompt.send("domains\r");
  REQUIRE(prompt.waitFor("d44.example"));
  REQUIRE(prompt.waitFor("50 of 60 shown"));
  prompt.send(":quit\r");
  CHECK(prompt.wait() == 0);
  setup.options.environment["PAGER"] = "true";  // reads nothing: the pipe closes under the writer
  PtyProcess early(setup.words(), setup.options);
  REQUIRE(early.waitFor("clew> "));
  early.send("domains\r");
  REQUIRE(early.waitFor("50 of 60 shown"));
  early.send("ips | count\r");
  REQUIRE(early.waitFor("2004l5\r\n"));
  early.send(":quit\r");
  CHECK(early.wait() == 0);
}
