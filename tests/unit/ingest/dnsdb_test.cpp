// DNSDB's stream frames: what the last one says is what became of the question.
#include <catch2/catch.hpp>

#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

model::Outcome outcomeOf(const Read& read) {
  REQUIRE(read.lookups.size() == 1);
  return read.lookups[0].lookup.outcome;
}

}  // namespace

TEST_CASE("the frames of DNSDB say whether an answer is whole", "[ingest][cof]") {
  const Reader& reader = readerNamed("cof");
  const std::string begin = "{\"cond\":\"begin\"}\n";
  const std::string record =
      "{\"obj\":{\"rrname\":\"a.example.\",\"rrtype\":\"A\",\"rdata\":[\"192.0.2.7\"],\"time_first\":1,"
      "\"time_last\":2,\"count\":1}}\n";
  const std::string done = "{\"cond\":\"succeeded\"}\n";
  CHECK(outcomeOf(readText(reader, begin + record + done)) == model::Outcome::kFound);
  const Read limited = readText(reader, begin + record + "{\"cond\":\"limited\",\"msg\":\"10\"}\n");
  CHECK(outcomeOf(limited) == model::Outcome::kPartial);
  CHECK(limited.rejects.size() == 1);
  const Read cut = readText(reader, begin + record);
  CHECK(outcomeOf(cut) == model::Outcome::kPartial);
  CHECK(cut.rejects.size() == 1);
  const Read none = readText(reader, begin + done, {.name = "-", .subject = "a.example"});
  CHECK(outcomeOf(none) == model::Outcome::kNone);
  CHECK(none.lookups[0].lookup.subject == "a.example");
  CHECK(none.lines() == std::vector<std::string>{"a.example answers passive-dns: none @2024-06-01T00:00:00Z"});
  CHECK(none.rejects.empty());
  const Read failed =
      readText(reader, begin + "{\"cond\":\"failed\",\"msg\":\"no\"}\n", {.name = "-", .subject = "a.example"});
  CHECK(outcomeOf(failed) == model::Outcome::kRefused);
  CHECK(failed.answers("passive-dns") == 1);
  CHECK(failed.rejects.size() == 1);
}

TEST_CASE("DNSDB Flex names one side of a record", "[ingest][cof]") {
  const Read read = readText(readerNamed("cof"),
                             "{\"cond\":\"begin\"}\n{\"obj\":{\"rrname\":\"a.example.\",\"rrtype\":\"A\"}}\n"
                             "{\"obj\":{\"rdata\":\"10 mail.b.example.\",\"rrtype\":\"MX\",\"raw_rdata\":\"000A\"}}\n"
                             "{\"obj\":{\"rdata\":\"192.0.2.7\",\"rrtype\":\"A\",\"time_first\":1,\"time_last\":2}}\n"
                             "{\"cond\":\"succeeded\"}\n");
  CHECK(read.lines() ==
        std::vector<std::string>{"a.example mentioned", "mail.b.example mentioned", "192.0.2.7 mentioned"});
  CHECK(read.rejects.empty());
}

}  // namespace clew::ingest::test
