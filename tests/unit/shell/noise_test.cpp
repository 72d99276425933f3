// Ready sets of shared infrastructure, from the command line.
#include <catch2/catch.hpp>
#include <string>

#include "support/process.h"
#include "support/text.h"

using namespace clew::test;  // NOLINT: a test's vocabulary

namespace {

std::string link(const std::string& from, const std::string& relation, const std::string& type, const std::string& to) {
  return R"({"fact":"link","from":{"type":"domain","name":")" + from + R"("},"relation":")" + relation +
         R"(","to":{"type":")" + type + R"(","name":")" + to + R"("},"source":"dnsdb"})" + "\n";
}

/// a and b share an address of a CDN, a and c one of nobody's list.
struct Shared {
  TemporaryFolder folder;
  StartOptions options;
  Shared() {
    options.folder = folder.path();
    options.environment = {{"HOME", folder.path()}, {"XDG_STATE_HOME", folder.file("state")}, {"TERM", "xterm"}};
    folder.write("facts.jsonl",
                 link("a.example", "ip", "ip", "104.16.0.9") + link("b.example", "ip", "ip", "104.16.0.9") +
                     link("a.example", "ip", "ip", "198.51.100.1") + link("c.example", "ip", "ip", "198.51.100.1") +
                     link("a.example", "ns", "host", "ns1.sedoparking.com"));
    REQUIRE(clew({"ingest", "spam.db", "facts.jsonl"}).exit_code == 0);
  }
  Finished clew(std::vector<std::string> words) const {
    words.insert(words.begin(), clewProgram());
    return runProcess(words, options);
  }
  std::string ask(const std::string& query) const {
    const Finished done = clew({"spam.db", query, "--format", "list"});
    INFO(query << "\n" << done.err);
    CHECK(done.exit_code == 0);
    return done.out;
  }
  void change(const std::string& what) const {
    const Finished done = clew({"check", "spam.db", "--noise", what});
    INFO(done.err);
    CHECK(done.exit_code == 0);
  }
};

const std::string kSharing = "other domains sharing ip with a.example excluding @noise/";

}  // namespace

TEST_CASE("ready sets leave out what passes through shared infrastructure") {
  const Shared setup;
  CHECK(setup.ask("other domains sharing ip with a.example") == "b.example\nc.example\n");
  CHECK(setup.ask(kSharing + "cdn") == "c.example\n");
  CHECK(setup.ask("@noise/cdn") == "104.16.0.9\n");
  CHECK(setup.ask("@noise/parking <- ns") == "a.example\n");
  CHECK(setup.ask("@noise/dyndns | count") == "0\n");
  const Finished wrong = setup.clew({"spam.db", "@noise/parkin"});
  CHECK(wrong.exit_code == 2);
  CHECK(has(wrong.err, "@noise/parking"));
}

TEST_CASE("a case's own lists act on what was taken in before, and extend, replace and are forgotten") {
  const Shared setup;
  setup.folder.write("own.txt", "# ours\n198.51.100.0/24\n");
  setup.folder.write("warning.json", R"({"name":"VPN","version":1,"type":"cidr","list":["198.51.100.0/24"]})");
  CHECK(setup.clew({"spam.db", kSharing + "vpn"}).exit_code == 2);
  setup.change("vpn=warning.json");
  CHECK(setup.ask(kSharing + "vpn") == "b.example\n");
  setup.change("cdn+=own.txt");
  CHECK(setup.ask(kSharing + "cdn").empty());
  setup.change("@noise/cdn=own.txt");
  CHECK(setup.ask(kSharing + "cdn") == "b.example\n");
  setup.change("cdn=");
  CHECK(setup.ask(kSharing + "cdn") == "c.example\n");
  // neither a list nor its entries become nodes
  CHECK(setup.ask("nets | count") == "0\n");
  CHECK(setup.ask("lists | count") == "0\n");
  setup.ask("198.51.100.1 | save as @noise/cdn");
  CHECK(setup.ask(kSharing + "cdn").empty());
}

TEST_CASE("what is no entry and no list is said") {
  const Shared setup;
  setup.folder.write("own.txt", "198.51.100.1\nnot an entry\n");
  const Finished some = setup.clew({"check", "spam.db", "--noise", "cdn+=own.txt"});
  CHECK(some.exit_code == 3);
  CHECK(has(some.err, "'not an entry' is no address, block, host, mailbox or other value"));
  CHECK(has(some.err, "own.txt: 1 of its entries were not taken into @noise/cdn"));
  CHECK(setup.ask(kSharing + "cdn").empty());
  CHECK(setup.clew({"check", "spam.db", "--noise", "cdn"}).exit_code == 2);
  CHECK(setup.clew({"check", "spam.db", "--noise", "cdn+="}).exit_code == 2);
  CHECK(setup.clew({"check", "spam.db", "--noise", "a b=own.txt"}).exit_code == 2);
  CHECK(setup.clew({"check", "spam.db", "--noise", "cdn=missing.txt"}).exit_code == 1);
  const Finished mistyped = setup.clew({"check", "spam.db", "--noise", "cnd="});
  CHECK(mistyped.exit_code == 2);
  CHECK(has(mistyped.err, "there is no ready set @noise/cnd"));
  CHECK(has(mistyped.err, "did you mean 'cdn'?"));
  CHECK(setup.clew({"check", "spam.db", "--noise", "cdn="}).exit_code == 0);
  for (const char* text : {"", "# nothing yet\n", "not an entry\n"}) {
    setup.folder.write("empty.txt", text);
    INFO(text);
    CHECK(setup.clew({"check", "spam.db", "--noise", "cdn=empty.txt"}).exit_code != 0);
    CHECK(setup.ask(kSharing + "cdn") == "c.example\n");
  }
}
