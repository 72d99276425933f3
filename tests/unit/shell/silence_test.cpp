// What must not pass in silence: values that are not there, who held a name when, what takes another's place.
#include <catch2/catch.hpp>
#include <string>

#include "support/process.h"
#include "support/text.h"
#include "unit/shell/small_case.h"

using namespace clew::test;  // NOLINT: a test's vocabulary

TEST_CASE("--set with a file that is not there, and with values that the graph lacks, does not pass in silence") {
  const SmallCase small;
  small.folder.write("set.clew", "param @seeds: domains\n@seeds | count\n");
  for (const char* file : {"lost.csv", "lost.txt", "in/lost"}) {
    const Finished lost = small.clew({"run", "spam.db", "set.clew", "--set", std::string("@seeds=") + file});
    CHECK(lost.exit_code == 1);
    CHECK(has(lost.err, std::string("there is no file ") + file + " for @seeds"));
  }
  const Finished unknown = small.clew({"run", "spam.db", "set.clew", "--set", "@seeds=a.example,zzz.example"});
  CHECK(unknown.exit_code == 0);
  CHECK(has(unknown.out, "\n1\n"));
  CHECK(has(unknown.err, "1 value is not in the graph: 'zzz.example'"));
}

TEST_CASE("who had a name before and who has it since never held it together, and a withheld owner is withheld") {
  const SmallCase small;
  const auto record = [](const char* day, const char* mail, const char* name = "h.example") {
    return std::string(R"({"domainName":")") + name + std::string(R"(","audit":{"createdDate":")") + day +
           R"(T00:00:00+00:00","updatedDate":")" + day + R"(T00:00:00+00:00"},"registrantContact":{"email":")" + mail +
           "\"}}";
  };
  small.folder.write("history.json", R"({"recordsCount":3,"records":[)" + record("2018-01-02", "jane@q.example") + "," +
                                         record("2019-01-02", "joe@q.example") + "," +
                                         record("2020-01-02", "REDACTED FOR PRIVACY") + "]}");
  REQUIRE(small.clew({"ingest", "spam.db", "history.json"}).exit_code == 0);
  CHECK(small.clew({"spam.db", "h.example where email is redacted | count"}).out == "1\n");
  CHECK(small.clew({"spam.db", "h.example where email is known | count"}).out == "0\n");
  const std::string at = "h.example -> email at ";
  CHECK(small.clew({"spam.db", at + "2018-06-01", "--format", "list"}).out == "jane@q.example\n");
  CHECK(small.clew({"spam.db", at + "2019-01-03", "--format", "list"}).out == "joe@q.example\n");
  CHECK(small.clew({"spam.db", at + "2020-06-01", "--format", "list"}).out.empty());
  small.folder.write("next.json",
                     R"({"recordsCount":1,"records":[)" + record("2019-01-02", "jane@q.example", "y.example") + "]}");
  REQUIRE(small.clew({"ingest", "spam.db", "next.json"}).exit_code == 0);
  CHECK(small.clew({"spam.db", "other domains sharing email with h.example | count"}).out == "1\n");
  CHECK(small.clew({"spam.db", "other domains sharing email with h.example overlapping | count"}).out == "0\n");
  const Finished told = small.clew({"spam.db", "h.example | timeline of email"});
  CHECK(has(told.out, "jane@q.example  2018-01-02  2019-01-01"));
}

TEST_CASE("a registration below another's name is said, and a line break of Unicode in a name comes back") {
  const SmallCase small;
  small.folder.write("sub.json",
                     R"({"WhoisRecord":{"domainName":"shop.h.example","registrarName":"a\u2028b",)"
                     R"("registrant":{"email":"x@q.example"},"audit":{"updatedDate":"2022-01-02 00:00:00 UTC"}}})");
  const Finished sub = small.clew({"ingest", "sub.db", "sub.json"});
  CHECK(has(sub.err, "`domain NAME` asks for what it says"));
  CHECK(small.clew({"sub.db", "domain shop.h.example -> email | count"}).out == "1\n");
  REQUIRE(small.clew({"export", "sub.db", "facts", "-o", "sub.facts.jsonl"}).exit_code == 0);
  CHECK(small.clew({"ingest", "sub2.db", "sub.facts.jsonl"}).exit_code == 0);
  const Finished odd = small.clew({"ingest", "sub2.db", "sub.json", "--list", "bad name"});
  CHECK(odd.exit_code == 2);
  CHECK(has(odd.err, "'bad name' is no name of a set"));
}

TEST_CASE("a list that takes another's place says so") {
  const SmallCase small;
  small.folder.write("one.txt", "a.example\nb.example\n");
  small.folder.write("two.txt", "c.example\n");
  CHECK_FALSE(has(small.clew({"ingest", "spam.db", "one.txt", "--list", "mine"}).err, "in place of"));
  const Finished again = small.clew({"ingest", "spam.db", "two.txt", "--list", "mine"});
  CHECK(has(again.err, "note: @mine has 1 member now, in place of the 2 it had"));
  CHECK(small.clew({"spam.db", "@mine | count"}).out == "1\n");
}
