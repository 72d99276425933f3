// `clew sql` as a process: where statements come from, forms, exit codes, the prompt.
#include <catch2/catch.hpp>

#include "support/places.h"
#include "support/process.h"

using namespace clew::test;  // NOLINT: a test's vocabulary

namespace {

struct SqlCase {
  TemporaryFolder folder;
  SqlCase() {
    std::string facts;
    for (const char* name : {"a.example", "b.example", "c.example"}) {
      facts += std::string(R"({"fact":"link","from":{"type":"domain","name":")") + name +
               R"("},"relation":"ip","to":{"type":"ip","name":"192.0.2.1"},"source":"dnsdb"})" + "\n";
    }
    REQUIRE(clew({"ingest", "a.db", folder.write("f.jsonl", facts)}).exit_code == 0);
  }
  StartOptions options(const std::string& input = "") const {
    StartOptions options;
    options.input = input;
    options.folder = folder.path();
    options.environment = {{"HOME", folder.path()}};
    return options;
  }
  Finished clew(std::vector<std::string> words, const std::string& input = "") const {
    words.insert(words.begin(), clewProgram());
    return runProcess(words, options(input));
  }
};

}  // namespace

TEST_CASE("SQL comes from the command line, a dash or a pipe, and answers in every form") {
  const SqlCase sql;
  const std::string names = "SELECT name FROM node WHERE type = 'domain'";
  CHECK(sql.clew({"sql", "a.db", names, "--format", "list"}).out == "a.example\nb.example\nc.example\n");
  CHECK(sql.clew({"sql", "a.db", "--format", "list"}, names).out == "a.example\nb.example\nc.example\n");
  CHECK(sql.clew({"sql", "a.db", "SELECT 1", "-", "--format", "list"}, "SELECT 2; SELECT 3").out == "1\n2\n3\n");
  CHECK(sql.clew({"sql", "a.db", "SELECT name, 1 AS n FROM node WHERE name = 'a.example'", "--format", "jsonl"}).out ==
        "{\"name\":\"a.example\",\"n\":1}\n");
  const Finished cut = sql.clew({"sql", "a.db", names, "--limit", "1"});
  CHECK(cut.out.find("1 of 3 shown") != std::string::npos);
  CHECK(sql.clew({"sql", "a.db", names, "-o", "out.csv"}).exit_code == 0);
  CHECK(readWhole(sql.folder.file("out.csv")) == "name\r\na.example\r\nb.example\r\nc.example\r\n");
}

TEST_CASE("what SQL may not do, or cannot, is an error and its exit code") {
  const SqlCase sql;
  const Finished refused = sql.clew({"sql", "a.db", "DROP TABLE node"});
  CHECK(refused.exit_code == 2);
  CHECK(refused.out.empty());
  CHECK(refused.err.find("error: ") == 0);
  CHECK(sql.clew({"sql", "a.db", "SELECT nothing"}).exit_code == 2);
  CHECK(sql.clew({"sql", "no.db", "SELECT 1"}).exit_code == 1);
  CHECK(sql.clew({"sql"}).exit_code == 2);
  CHECK(sql.clew({"sql", "a.db", "SELECT 1", "--format", "jsn"}).exit_code == 2);
  const Finished endless =
      sql.clew({"sql", "a.db", "--timeout", "50ms"},
               "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c");
  CHECK(endless.exit_code == 1);
  CHECK(sql.clew({"help", "sql"}).out.find("from_name") != std::string::npos);
}

TEST_CASE("SQL has a prompt on a terminal") {
  const SqlCase sql;
  PtyProcess prompt({clewProgram(), "sql", "a.db"}, sql.options());
  REQUIRE(prompt.waitFor("sql> "));
  prompt.send("SELECT count(*)\r");
  REQUIRE(prompt.waitFor("...> "));
  prompt.send("FROM node WHERE type = 'domain';\r");
  REQUIRE(prompt.waitFor("3"));
  REQUIRE(prompt.waitFor("sql> "));
  prompt.send("SELECT no_such;\r");
  REQUIRE(prompt.waitFor("no such column"));
  REQUIRE(prompt.waitFor("sql> "));
  prompt.send("quit\r");
  CHECK(prompt.wait() == 0);
}
