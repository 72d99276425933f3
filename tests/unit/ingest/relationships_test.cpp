// What shared relationships say, and what they leave open: made-up events, bundles and pulses.
#include <catch2/catch.hpp>

#include "common/format.h"
#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

using SharedPairs = std::vector<std::string>;

const std::string kSharedFile = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Two observables and a relationship between them.
Read relatedBy(const std::string& one, const std::string& type, const std::string& two) {
  return readText(
      readerNamed("stix"),
      format(R"({{"type":"bundle","id":"bundle--1","objects":[{},{},{{"type":"relationship","id":)"
             R"("relationship--1","relationship_type":"{}","source_ref":"one--1","target_ref":"two--1"}}]}})",
             one, two, type));
}

/// An observable of the identifier.
std::string sharedThing(const std::string& id, const std::string& type, const std::string& value) {
  return format(R"({{"type":"{}","id":"{}","value":"{}"}})", type, id, value);
}

}  // namespace

TEST_CASE("a relationship that says no more than that two things are related is no link of another kind",
          "[ingest][stix]") {
  const std::string name = sharedThing("one--1", "domain-name", "a.example");
  const std::string address = sharedThing("two--1", "ipv4-addr", "192.0.2.1");
  CHECK(relatedBy(name, "resolves-to", address).pairs("ip") == SharedPairs{"a.example 192.0.2.1"});
  CHECK(relatedBy(name, "hosted-on", address).pairs("ip") == SharedPairs{"a.example 192.0.2.1"});
  for (const char* type : {"related-to", "associated-with", "derived-from", "observed-with", "x-seen-beside"}) {
    INFO(type);
    const Read read = relatedBy(name, type, address);
    CHECK(read.pairs("ip").empty());
    CHECK(read.notices ==
          SharedPairs{format("1 × relationships '{}' that the graph has no relation for: kept in the raw "
                             "record alone",
                             type)});
  }
  const std::string url = sharedThing("one--1", "url", "http://a.example/x");
  const std::string other = sharedThing("two--1", "domain-name", "b.example");
  CHECK(relatedBy(url, "related-to", other).pairs("host") == SharedPairs{"http://a.example/x a.example"});
  CHECK(relatedBy(name, "related-to", other).pairs("related") == SharedPairs{"a.example b.example"});
  const std::string file = format(R"({{"type":"file","id":"one--1","hashes":{{"SHA-256":"{}"}}}})", kSharedFile);
  CHECK(relatedBy(file, "communicates-with", other).pairs("host") == SharedPairs{kSharedFile + " b.example"});
  CHECK(relatedBy(file, "downloaded-from", sharedThing("two--1", "url", "http://b.example/x")).pairs("url") ==
        SharedPairs{kSharedFile + " http://b.example/x"});
  CHECK(relatedBy(file, "related-to", other).pairs("host").empty());
}

TEST_CASE("references between MISP objects tie what they say, and no victims", "[ingest][misp]") {
  const auto event = [](const std::string& type) {
    return readText(
        readerNamed("misp"),
        format(R"({{"Event":{{"uuid":"u1","info":"Ev","date":"2020-01-02","Object":[{{"uuid":"o1","name":"file",)"
               R"("Attribute":[{{"type":"sha256","object_relation":"sha256","value":"{}"}}],"ObjectReference":)"
               R"([{{"referenced_uuid":"o2","relationship_type":"{}"}}]}},{{"uuid":"o2","name":"network-connection",)"
               R"("Attribute":[{{"type":"ip-src","object_relation":"ip-src","value":"203.0.113.9","to_ids":false}},)"
               R"({{"type":"hostname","object_relation":"hostname-src","value":"pc1.b.example","to_ids":false}},)"
               R"({{"type":"ip-dst","object_relation":"ip-dst","value":"192.0.2.1"}}]}}]}}}})",
               kSharedFile, type));
  };
  const Read calls = event("communicates-with");
  CHECK(calls.pairs("ip") == SharedPairs{kSharedFile + " 192.0.2.1"});
  CHECK(calls.pairs("host").empty());
  CHECK(calls.pairs("report") ==
        SharedPairs{"192.0.2.1 u1", "203.0.113.9 u1", kSharedFile + " u1", "pc1.b.example u1"});
  const Read vague = event("related-to");
  CHECK(vague.pairs("ip").empty());
  CHECK(vague.notices ==
        SharedPairs{"1 × references between objects that the graph has no relation for: kept in the raw record alone"});
}

TEST_CASE("a STIX certificate's issuer is the one that other formats name, and its names are read", "[ingest][stix]") {
  const Read read = readText(
      readerNamed("stix"),
      format(R"({{"type":"bundle","id":"bundle--1","objects":[{{"type":"x509-certificate","id":"x509-certificate--1",)"
             R"("issuer":"C=XX, O=An Authority, CN=R9","subject":"CN=a.example","hashes":{{"SHA-256":"{}"}},)"
             R"("x509_v3_extensions":{{"subject_alternative_name":"DNS:a.example, DNS:b.example"}}}}]}})",
             kSharedFile));
  const std::string cert = "sha256:" + kSharedFile;
  CHECK(read.lines() == SharedPairs{cert + " .subject=a.example @2024-06-01T00:00:00Z", cert + " issuer r9",
                                    cert + " san a.example", cert + " san b.example", cert + " mentioned"});
}

TEST_CASE("a block of one address where an address is due is that, and a threat without a name is none",
          "[ingest][otx][misp]") {
  const Read pulse = readText(
      readerNamed("otx"),
      R"({"id":"p1","name":"P","created":"2020-01-02T00:00:00","adversary":"Unknown","malware_families":["N/A"],)"
      R"("indicators":[{"indicator":"192.0.2.1/32","type":"CIDR"},{"indicator":"192.0.2.0/24","type":"CIDR"}]})");
  CHECK(pulse.pairs("report") == SharedPairs{"192.0.2.0/24 p1", "192.0.2.1/32 p1"});
  CHECK(pulse.pairs("threat").empty());
  CHECK(pulse.reasons().empty());
  const Read event =
      readText(readerNamed("misp"), R"({"Event":{"uuid":"u1","info":"Ev","date":"2020-01-02","Attribute":[)"
                                    R"({"type":"ip-dst","value":"2001:db8::1/128"},)"
                                    R"({"type":"threat-actor","value":"unknown"}]}})");
  CHECK(event.pairs("report") == SharedPairs{"2001:db8::1 u1"});
  CHECK(event.reasons().empty());
}

}  // namespace clew::ingest::test
