// What a hurried hand types at the command, and is told.
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "support/text.h"
#include "unit/shell/small_case.h"

using namespace clew::test;  // NOLINT: a test's vocabulary

TEST_CASE("a failed expectation is told with its place") {
  const SmallCase small;
  const Finished ran = small.clew(
      {"run", "spam.db", small.folder.write("e.clew", "domains\n  | expect count = 3\n  | expect count > 5\n")});
  CHECK(ran.exit_code == 4);
  CHECK(has(ran.err, "e.clew:3"));
  CHECK(has(ran.err, "| expect count > 5"));
  CHECK(has(ran.err, "count is 3"));
}

TEST_CASE("an answer is not written over the script that asks for it") {
  const SmallCase small;
  const std::string script = small.folder.write("p.clew", "domains | count\n");
  const Finished ran = small.clew({"run", "spam.db", script, "-o", small.folder.file("p.clew"), "--format", "csv"});
  CHECK(ran.exit_code == 2);
  CHECK(has(ran.err, "would write over the script"));
  CHECK(readWhole(script) == "domains | count\n");
}

TEST_CASE("a case is named without its ending, and the nearest file is meant") {
  const SmallCase small;
  CHECK(has(small.clew({"spam", "domains | count"}).err, "did you mean spam.db?"));
}

TEST_CASE("one parameter is given once, and what was asked is a node") {
  const SmallCase small;
  const Finished twice = small.clew({"run", "spam.db", "--set", "@a=a.example", "--set", "@a=b.example",
                                     small.folder.write("s.clew", "param @a: domains\n@a | count\n")});
  CHECK(twice.exit_code == 2);
  CHECK(has(twice.err, "--set gives @a twice"));
  const Finished asked =
      small.clew({"ingest", "spam.db", small.folder.write("list.txt", "c.example\n"), "--subject", "no such thing"});
  CHECK(asked.exit_code == 2);
  CHECK(has(asked.err, "names no node"));
  CHECK(small.clew({"ingest", "spam.db", small.folder.file("list.txt"), "--source", " "}).exit_code == 2);
}

TEST_CASE("a query without quotes is told so") {
  const SmallCase small;
  const Finished ran = small.clew({"spam.db", "domains", "sharing", "ip", "with", "a.example"});
  CHECK(ran.exit_code == 2);
  CHECK(ran.out.empty());
  CHECK(has(ran.err, "a query is one argument, and this one comes in 5 words"));
  CHECK(has(ran.err, "clew spam.db 'domains sharing ip with a.example'"));
  CHECK(small.clew({"spam.db", "domains | count", "ips | count"}).exit_code == 0);
}

TEST_CASE("every value of a file of seeds counts") {
  const SmallCase small;
  small.folder.write("two.txt", "a.example, b.example\n- \"c[.]example\",\n");
  small.folder.write("table.csv", "name;where\na.example;192.0.2.1\nb.example;192.0.2.1\n");
  CHECK(small.clew({"spam.db", "read \"two.txt\" | count"}).out == "3\n");
  const std::string script = small.folder.write("s.clew", "param @s: domains\n@s | count\n");
  CHECK(has(small.clew({"run", "spam.db", script, "--set", "@s=two.txt"}).out, "3"));
  CHECK(has(small.clew({"run", "spam.db", script, "--set", "@s=table.csv"}).out, "2"));
  const Finished table = small.clew({"spam.db", "read \"table.csv\" | count"});
  CHECK(table.out == "2\n");
  CHECK(has(table.err, "2 values in other columns of 'table.csv' are left out"));  // N437
}

TEST_CASE("links are written of what only its type makes a node") {
  const SmallCase small;
  CHECK(small.clew({"spam.db", "add registrar \"Name, Inc.\" -> abuse-email abuse@name.example"}).exit_code == 0);
  CHECK(small.clew({"spam.db", "--format", "list", "registrar \"Name, Inc.\" -> abuse-email"}).out ==
        "abuse@name.example\n");
  CHECK(small.clew({"spam.db", "retract registrar \"Name, Inc.\" -> abuse-email abuse@name.example"}).exit_code == 0);
  CHECK(small.clew({"spam.db", "--format", "list", "registrar \"Name, Inc.\" -> abuse-email"}).out == "");
}

TEST_CASE("a link is written only of types that have the relation") {
  const SmallCase small;
  for (const char* const wrong : {"add registrar \"X\" -> ip 192.0.2.9", "add threat \"Emotet\" -> ip 192.0.2.9",
                                  "add email x@y.example -> ip 192.0.2.9", "add org \"Big\" -> org \"x\""}) {
    INFO(wrong);
    const Finished ran = small.clew({"spam.db", wrong});
    CHECK(ran.exit_code == 2);
    CHECK(has(ran.err, "E324"));
  }
  CHECK(small.clew({"spam.db", "add domain d.example -> ip 192.0.2.9"}).exit_code == 0);
}

TEST_CASE("every file that a query writes is told") {
  const SmallCase small;
  const Finished ran = small.clew({"spam.db", "domains | as csv to \"" + small.folder.file("a.csv") +
                                                  "\" | as json to \"" + small.folder.file("b.json") + "\""});
  CHECK(ran.exit_code == 0);
  CHECK(has(ran.err, "a.csv"));
  CHECK(has(ran.err, "b.json"));
}
