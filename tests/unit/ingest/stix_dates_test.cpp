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
  CHECK(changed.lines() == StixFacts{"a.example ip 192.0.2.1", "a.example mentioned", "192.0.2.1 mentioned"});
  CHECK(changed.reasons() == StixFacts{"'later' is no date"});
  const Read made = stixRead(R"({"type":"indicator","id":"indicator--1","created":"garbage",)" + pattern + "}");
  CHECK(made.lines() == changed.lines());
  CHECK(made.reasons() == StixFacts{"'garbage' is no date"});
  const Read threat =
      stixRead(R"({"type":"malware","id":"malware--1","name":"m","created":"bad","labels":["x"]},)"
               R"({"type":"url","id":"url--1","value":"http://a.example/","modified":"later","created":"2020-01-01"})");
  CHECK(threat.lines() ==
        StixFacts{"m mentioned", "m tag x", "http://a.example/ host a.example", "http://a.example/ mentioned"});
  CHECK(threat.reasons() == StixFacts{"'bad' is no date", "'later' is no date"});
  const Read traffic = stixRead(
      R"({"type":"ipv4-addr","id":"ipv4-addr--1","value":"192.0.2.1"},{"type":"network-traffic",)"
      R"("id":"network-traffic--1","dst_ref":"ipv4-addr--1","dst_port":443,"protocols":["tcp"],"start":"soon"})");
  CHECK(traffic.lines() ==
        StixFacts{"192.0.2.1 mentioned", "192.0.2.1:443/tcp ip 192.0.2.1", "192.0.2.1 service 192.0.2.1:443/tcp"});
  CHECK(traffic.reasons() == StixFacts{"'soon' is no date"});
}

TEST_CASE("many STIX observations of one thing say what never changes once", "[ingest][stix]") {
  const std::string sha(64, 'a');
  std::string observations, references;
  for (int i = 0; i < 1200; ++i) {
    observations +=
        format(R"(,{{"type":"observed-data","id":"observed-data--{}","first_observed":"{}-01-01T00:00:00Z",)"
               R"("object_refs":["file--1","relationship--1"]}})",
               i, 3200 - i);
    references += R"("network-traffic--1",)";
  }
  const Read many = stixRead(R"({"type":"file","id":"file--1","hashes":{"SHA-256":")" + sha +
                             R"("},"name":"n"},)"
                             R"({"type":"domain-name","id":"domain-name--1","value":"a.example"},)"
                             R"({"type":"ipv4-addr","id":"ipv4-addr--1","value":"192.0.2.1"},)"
                             R"({"type":"relationship","id":"relationship--1","relationship_type":"resolves-to",)"
                             R"("source_ref":"domain-name--1","target_ref":"ipv4-addr--1"})" +
                             observations);
  CHECK(many.reasons().empty());
  CHECK(many.notices ==
        StixFacts{"400 × observations of an object behind its first 1,000: kept in the raw record alone"});
  std::size_t names = 0, links = 0;
  for (const std::string& line : many.lines()) {
    names += line.find(".filename=") != line.npos ? 1 : 0;
    links += line.starts_with("a.example ip 192.0.2.1 @") ? 1 : 0;
  }
  CHECK(names == 1);
  CHECK(links == 1000);
  CHECK(many.lines().front() == sha + " .filename=n @2201-01-01T00:00:00Z");
  // A thing that one observation names again and again was observed once.
  const Read again = stixRead(
      R"({"type":"ipv4-addr","id":"ipv4-addr--1","value":"192.0.2.1"},{"type":"network-traffic",)"
      R"("id":"network-traffic--1","dst_ref":"ipv4-addr--1","dst_port":443,"protocols":["tcp"],"start":"soon"},)"
      R"({"type":"observed-data","id":"observed-data--1","first_observed":"2020-01-01T00:00:00Z","object_refs":[)" +
      references +
      R"("network-traffic--1"]},{"type":"observed-data","id":"observed-data--2",)"
      R"("first_observed":"2021-01-01T00:00:00Z","object_refs":["network-traffic--1"]})");
  CHECK(again.reasons() == StixFacts{"'soon' is no date"});
}

}  // namespace clew::ingest::test
