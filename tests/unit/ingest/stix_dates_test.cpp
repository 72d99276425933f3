// STIX: what dates the facts of a bundle, and what cannot be read of its dates.
#include <catch2/catch.hpp>

#include "common/format.h"
#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

using StixFacts = std::vector<std::string>;

Read stixRead(const std::string& objects) {
  return readText(readerNamed("stix"), R"({"type":"bundle","id":"bundle--1","objects":[)" + objects + "]}");
}

const std::string kStixName =
    R"({"type":"domain-name","id":"domain-name--1","value":"a.example","resolves_to_refs":["ipv4-addr--1"]},)"
    R"({"type":"ipv4-addr","id":"ipv4-addr--1","value":"192.0.2.1"})";

}  // namespace

TEST_CASE("each STIX observation dates what it observed", "[ingest][stix]") {
  const Read read = stixRead(
      kStixName +
      R"(,{"type":"observed-data","id":"observed-data--1","first_observed":"2020-01-01T00:00:00Z",)"
      R"("last_observed":"2020-02-01T00:00:00Z","number_observed":2,"object_refs":["domain-name--1","ipv4-addr--1"]},)"
      R"({"type":"observed-data","id":"observed-data--2","first_observed":"2022-01-01T00:00:00Z",)"
      R"("last_observed":"2022-01-02T00:00:00Z","number_observed":1,"object_refs":["domain-name--1"]})");
  CHECK(read.lines() ==
        StixFacts{"a.example ip 192.0.2.1 @2020-01-01T00:00:00Z..2020-02-01T00:00:00Z times=2", "a.example mentioned",
                  "a.example ip 192.0.2.1 @2022-01-01T00:00:00Z..2022-01-02T00:00:00Z", "192.0.2.1 mentioned"});
  // A relationship is observed as well; its own times count before those.
  const std::string observed =
      R"({"type":"domain-name","id":"domain-name--1","value":"a.example"},)"
      R"({"type":"ipv4-addr","id":"ipv4-addr--1","value":"192.0.2.1"},)"
      R"({"type":"observed-data","id":"observed-data--1","first_observed":"2020-01-01T00:00:00Z",)"
      R"("last_observed":"2020-02-01T00:00:00Z","number_observed":1,"object_refs":["domain-name--1","relationship--1"]},)"
      R"({"type":"relationship","id":"relationship--1","relationship_type":"resolves-to",)"
      R"("created":"2023-01-01T00:00:00Z","source_ref":"domain-name--1","target_ref":"ipv4-addr--1")";
  CHECK(stixRead(observed + "}").lines().back() ==
        "a.example ip 192.0.2.1 @2020-01-01T00:00:00Z..2020-02-01T00:00:00Z");
  CHECK(stixRead(observed + R"(,"start_time":"2021-01-01T00:00:00Z","stop_time":"2021-02-01T00:00:00Z"})")
            .lines()
            .back() == "a.example ip 192.0.2.1 @2021-01-01T00:00:00Z..2021-02-01T00:00:00Z");
  CHECK(stixRead(R"({"type":"ipv4-addr","id":"ipv4-addr--1","value":"192.0.2.1"},{"type":"network-traffic",)"
                 R"("id":"network-traffic--1","dst_ref":"ipv4-addr--1","dst_port":443,"protocols":["tcp"],)"
                 R"("start":"2020-01-01T00:00:00Z","end":"2020-01-02T00:00:00Z"})")
            .lines()
            .back() == "192.0.2.1 service 192.0.2.1:443/tcp @2020-01-01T00:00:00Z..2020-01-02T00:00:00Z");
}

TEST_CASE("many STIX observations of many references do not multiply", "[ingest][stix]") {
  std::string references, observations;
  for (int i = 0; i < 200; ++i) {
    references += format(R"({}"ipv4-addr--{}")", i == 0 ? "" : ",", i);
    observations += format(R"(,{{"type":"observed-data","id":"observed-data--{}","first_observed":"20{:02}-01-01",)"
                           R"("object_refs":["domain-name--1"]}},{{"type":"ipv4-addr","id":"ipv4-addr--{}",)"
                           R"("value":"192.0.2.{}"}})",
                           i, i % 90 + 10, i, i);
  }
  const Read read = stixRead(R"({"type":"domain-name","id":"domain-name--1","value":"a.example","resolves_to_refs":[)" +
                             references + "]}" + observations);
  CHECK(read.reasons() == StixFacts{"too many observations of too many references: only the first is kept"});
  CHECK(read.pairs("ip").size() == 200);
}

TEST_CASE("a date of STIX that cannot be read is refused, and nothing stands for it", "[ingest][stix]") {
  const std::string pattern =
      R"("pattern":"[domain-name:value = 'a.example' AND domain-name:resolves_to_refs[*].value = '192.0.2.1']")";
  const Read from = stixRead(R"({"type":"indicator","id":"indicator--1","created":"2020-01-01T00:00:00Z",)"
                             R"("valid_from":"some day",)" +
                             pattern + "}");
  CHECK(from.lines() == StixFacts{"a.example ip 192.0.2.1", "a.example mentioned", "192.0.2.1 mentioned"});
  CHECK(from.reasons() == StixFacts{"'some day' is no date"});
  const Read none =
      stixRead(R"({"type":"indicator","id":"indicator--1","created":"2020-01-01T00:00:00Z",)" + pattern + "}");
  CHECK(none.lines().front() == "a.example ip 192.0.2.1 @2020-01-01T00:00:00Z");
  CHECK(none.reasons().empty());
  const Read observed =
      stixRead(kStixName + R"(,{"type":"observed-data","id":"observed-data--1","created":"2020-01-01T00:00:00Z",)"
                           R"("first_observed":"2020-01-01T00:00:00Z","last_observed":"soon","number_observed":1,)"
                           R"("object_refs":["domain-name--1","ipv4-addr--1"]})");
  CHECK(observed.lines() == StixFacts{"a.example ip 192.0.2.1", "a.example mentioned", "192.0.2.1 mentioned"});
  CHECK(observed.reasons() == StixFacts{"'soon' is no date"});
  const Read changed = stixRead(R"({"type":"indicator","id":"indicator--1","created":"2020-01-01T00:00:00Z",)"
                                R"("modified":"later",)" +
                                pattern + "}");
  CHECK(changed.reasons() == StixFacts{"'later' is no date"});
}

}  // namespace clew::ingest::test
