// MISP: what objects say as a whole, objects of a search, and comments.
#include <algorithm>
#include <catch2/catch.hpp>

#include "common/format.h"
#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

using MispFacts = std::vector<std::string>;

const std::string kMispPrint = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

std::string mispAttribute(std::string_view relation, std::string_view type, std::string_view value) {
  return format(R"({{"object_relation":"{}","type":"{}","value":"{}"}})", relation, type, value);
}

std::string mispObject(std::string_view name, const std::vector<std::string>& attributes) {
  std::string all;
  for (const std::string& one : attributes) all += (all.empty() ? "" : ",") + one;
  return format(R"({{"name":"{}","Attribute":[{}]}})", name, all);
}

Read mispEvent(const std::string& object) {
  return readText(readerNamed("misp"),
                  R"({"Event":{"uuid":"u1","info":"Ev","date":"2020-01-02","Object":[)" + object + "]}}");
}

/// Facts but those of the event itself.
MispFacts mispFacts(const Read& read) {
  MispFacts out;
  for (const std::string& line : read.lines()) {
    if (!line.starts_with("u1 ")) out.push_back(line);
  }
  return out;
}

}  // namespace

TEST_CASE("MISP: an x509 object is a certificate", "[ingest][misp]") {
  const Read read = mispEvent(mispObject(
      "x509", {mispAttribute("issuer", "text", "C=US, O=CA, CN=R3"), mispAttribute("subject", "text", "CN=a.example"),
               mispAttribute("serial-number", "text", "0c1f"),
               mispAttribute("validity-not-before", "datetime", "2020-01-01T00:00:00"),
               mispAttribute("validity-not-after", "datetime", "2020-03-31T00:00:00"),
               mispAttribute("dns_names", "hostname", "a.example"), mispAttribute("dns_names", "hostname", "b.example"),
               mispAttribute("x509-fingerprint-sha256", "x509-fingerprint-sha256", kMispPrint),
               mispAttribute("version", "text", "3")}));
  const std::string cert = "sha256:" + kMispPrint;
  CHECK(read.pairs("san") == MispFacts{cert + " a.example", cert + " b.example"});
  CHECK(read.pairs("issuer") == MispFacts{cert + " r3"});
  CHECK(read.pairs("report") == MispFacts{"a.example u1", "b.example u1", cert + " u1"});
  const MispFacts facts = mispFacts(read);
  for (const char* property :
       {" .issued=2020-01-01T00:00:00Z", " .expires=2020-03-31T00:00:00Z", " .subject=a.example", " .serial=c1f"}) {
    CHECK(std::count(facts.begin(), facts.end(), cert + property + " @2020-01-02") == 1);
  }
  CHECK(read.notices == MispFacts{"1 × attributes of type 'text': kept in the raw record alone"});
  // Without a fingerprint the issuer and the serial number tell it.
  CHECK(mispEvent(mispObject("x509",
                             {mispAttribute("issuer", "text", "CN=R3"), mispAttribute("serial-number", "text", "0c1f"),
                              mispAttribute("dns_names", "hostname", "a.example")}))
            .pairs("san") == MispFacts{"r3/c1f a.example"});
  CHECK(mispEvent(mispObject("x509", {mispAttribute("subject", "text", "CN=a.example")})).notices ==
        MispFacts{"1 × certificates without a fingerprint, or an issuer and a serial number: kept in the raw record "
                  "alone"});
}

TEST_CASE("MISP: a connection has a service at its far end", "[ingest][misp]") {
  const Read read = mispEvent(
      mispObject("network-connection",
                 {mispAttribute("ip-src", "ip-src", "192.0.2.1"), mispAttribute("ip-dst", "ip-dst", "192.0.2.9"),
                  mispAttribute("hostname-dst", "hostname", "a.example"), mispAttribute("src-port", "port", "50000"),
                  mispAttribute("dst-port", "port", "443"), mispAttribute("layer4-protocol", "text", "TCP"),
                  mispAttribute("first-packet-seen", "datetime", "2020-01-01T10:00:00")}));
  CHECK(read.pairs("service") == MispFacts{"192.0.2.9 192.0.2.9:443/tcp"});
  CHECK(read.pairs("ip") == MispFacts{"192.0.2.9:443/tcp 192.0.2.9"});
  CHECK(read.lines().back() == "192.0.2.9:443/tcp report u1 @2020-01-01T10:00:00Z");
  CHECK(read.notices == MispFacts{"1 × attributes of type 'port': kept in the raw record alone"});
  CHECK(mispEvent(mispObject("network-socket", {mispAttribute("hostname-dst", "hostname", "a.example"),
                                                mispAttribute("dst-port", "port", "81")}))
            .pairs("service") == MispFacts{"a.example a.example:81"});
}

TEST_CASE("MISP: a connection says over what it went, or that it has no port", "[ingest][misp]") {
  const auto connection = [](const std::vector<std::string>& more) {
    std::vector<std::string> all = {mispAttribute("ip-dst", "ip-dst", "192.0.2.9")};
    all.insert(all.end(), more.begin(), more.end());
    return mispEvent(mispObject("network-connection", all));
  };
  const auto port = [](const std::string& number) { return mispAttribute("dst-port", "port", number); };
  const auto over = [](const std::string& protocol) { return mispAttribute("layer4-protocol", "text", protocol); };
  CHECK(connection({port("80"), over("SCTP")}).pairs("service") == MispFacts{"192.0.2.9 192.0.2.9:80/sctp"});
  CHECK(connection({port("80"), over("HTTP")}).pairs("service") == MispFacts{"192.0.2.9 192.0.2.9:80"});
  CHECK(connection({port("80"), over("IP")}).pairs("service") == MispFacts{"192.0.2.9 192.0.2.9:80"});
  const Read echo = connection({port("80"), over("ICMP")});
  CHECK(echo.pairs("service").empty());
  CHECK(echo.notices == MispFacts{"1 × ports of protocol 'icmp', which has none: kept in the raw record alone"});
  for (const auto& more : {over("SCTP"), mispAttribute("first-packet-seen", "datetime", "2019-01-01T00:00:00")}) {
    const Read portless = connection({more});
    CHECK(mispFacts(portless) == MispFacts{"192.0.2.9 report u1 @2020-01-02"});
    CHECK(portless.notices ==
          MispFacts{"1 × times and protocols of connections without a port: kept in the raw record alone"});
  }
  CHECK(connection({}).notices.empty());
}

TEST_CASE("MISP: names and addresses seen together, and passive DNS", "[ingest][misp]") {
  const Read pair = mispEvent(mispObject(
      "domain-ip", {mispAttribute("domain", "domain", "a.example"), mispAttribute("ip", "ip-dst", "192.0.2.1"),
                    mispAttribute("first-seen", "datetime", "2019-01-01T00:00:00"),
                    mispAttribute("last-seen", "datetime", "2019-02-01T00:00:00"),
                    mispAttribute("registration-date", "datetime", "2018-01-01T00:00:00")}));
  const MispFacts facts = mispFacts(pair);
  CHECK(std::count(facts.begin(), facts.end(), "a.example ip 192.0.2.1 @2019-01-01T00:00:00Z..2019-02-01T00:00:00Z") ==
        1);
  CHECK(std::count(facts.begin(), facts.end(),
                   "a.example .created=2018-01-01T00:00:00Z @2019-01-01T00:00:00Z..2019-02-01T00:00:00Z") == 1);
  CHECK(pair.notices.empty());
  const Read passive = mispEvent(mispObject(
      "passive-dns",
      {mispAttribute("rrname", "text", "a.example"), mispAttribute("rrtype", "text", "A"),
       mispAttribute("rdata", "text", "192.0.2.1"), mispAttribute("count", "counter", "7"),
       mispAttribute("time_first", "datetime", "2019-01-01T00:00:00"),
       mispAttribute("time_last", "datetime", "2019-02-01T00:00:00"), mispAttribute("sensor_id", "text", "s1")}));
  CHECK(mispFacts(passive) == MispFacts{"a.example report u1 @2020-01-02",
                                        "a.example ip 192.0.2.1 @2019-01-01T00:00:00Z..2019-02-01T00:00:00Z times=7"});
  CHECK(passive.notices == MispFacts{"1 × attributes of type 'text': kept in the raw record alone"});
}

TEST_CASE("MISP: what is wrong in an object is refused once", "[ingest][misp]") {
  CHECK(mispEvent(mispObject("x509", {mispAttribute("x509-fingerprint-sha256", "x509-fingerprint-sha256", "zz"),
                                      mispAttribute("x509-fingerprint-sha1", "x509-fingerprint-sha1",
                                                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
                                      mispAttribute("dns_names", "hostname", "a..example"),
                                      mispAttribute("dns_names", "hostname", "b.example")}))
            .reasons() == MispFacts{"'zz' is no certificate: a hash holds the digits 0 to 9 and a to f",
                                    "'a..example' is no host name: a part between two dots is empty"});
  CHECK(mispEvent(mispObject("network-connection", {mispAttribute("ip-dst", "ip-dst", "192.0.2.300"),
                                                    mispAttribute("dst-port", "port", "81")}))
            .reasons() == MispFacts{"'192.0.2.300' is no IPv4 address: 300 is above 255"});
  CHECK(mispEvent(mispObject("domain-ip", {mispAttribute("domain", "domain", "a..example"),
                                           mispAttribute("ip", "ip-dst", "192.0.2.1"),
                                           mispAttribute("registration-date", "datetime", "2018-01-01")}))
            .reasons() == MispFacts{"'a..example' is no host name: a part between two dots is empty"});
}

TEST_CASE("MISP: objects of a search belong to their events", "[ingest][misp]") {
  const std::string object =
      R"({"Object":{"name":"domain-ip","meta-category":"network","event_id":"17","Event":{"id":"17","uuid":"u9",)"
      R"("info":"Of a search"},"Attribute":[{"object_relation":"domain","type":"domain","value":"a.example"},)"
      R"({"object_relation":"ip","type":"ip-dst","value":"192.0.2.1"}]}})";
  const std::string text = R"({"response":[)" + object + "]}";
  CHECK(detected(text) == "misp");
  CHECK(detected(object) == "misp");
  const Read read = readText(readerNamed("misp"), text);
  CHECK(read.pairs("ip") == MispFacts{"a.example 192.0.2.1"});
  CHECK(read.pairs("report") == MispFacts{"192.0.2.1 u9", "a.example u9"});
  CHECK(read.reasons().empty());
  CHECK(readText(readerNamed("misp"), object).lines() == read.lines());
  CHECK(readText(readerNamed("misp"), R"({"response":[)" + object + R"(,{"Object":"x"},7]})").reasons() ==
        MispFacts{"neither an event nor an attribute or an object", "neither an attribute nor an object"});
  // An element may hold attributes beside its objects.
  const std::string both = R"({"Attribute":[{"type":"domain","value":"b.example","category":"x"}],"Object":[)" +
                           object.substr(10, object.size() - 11) + "]}";
  const Read mixed = readText(readerNamed("misp"), R"({"response":[)" + both + "]}");
  CHECK(mixed.pairs("ip") == MispFacts{"a.example 192.0.2.1"});
  CHECK(mixed.mentioned() == MispFacts{"b.example"});
  // What no event is named for is in no report.
  const Read alone = readText(readerNamed("misp"),
                              R"({"response":{"Attribute":[{"type":"domain","value":"a.example","category":"x"}]}})");
  CHECK(alone.lines() == MispFacts{"a.example mentioned"});
}

TEST_CASE("MISP: comments stay with what they are about", "[ingest][misp]") {
  const Read read = readText(
      readerNamed("misp"),
      R"({"Event":{"uuid":"u1","info":"Ev","date":"2020-01-02","Attribute":[{"type":"domain","value":"a.example",)"
      R"("comment":" C2 of the first stage "},{"type":"text","value":"words","comment":"x"}],)"
      R"("Object":[{"name":"file","comment":"dropped","Attribute":[]}]}})");
  CHECK(mispFacts(read) ==
        MispFacts{"a.example report u1 @2020-01-02", "a.example .detail=comment: C2 of the first stage @2020-01-02"});
  CHECK(read.notices == MispFacts{"1 × attributes of type 'text': kept in the raw record alone",
                                  "1 × comments on objects: kept in the raw record alone"});
}

}  // namespace clew::ingest::test
