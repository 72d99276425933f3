// Made-up events, bundles and pulses, and the facts that they must give.
#include <algorithm>
#include <catch2/catch.hpp>

#include "common/text.h"
#include "ingest/readers/stix_pattern.h"
#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

struct SharedSample {
  const char* what;
  const char* reader;  // that detection must take
  const char* text;
  std::vector<std::string> facts;    // all of them, in order
  std::vector<std::string> notices;  // what the graph has no place for
  std::vector<std::string> rejects;
};

void checkShared(const SharedSample& sample) {
  INFO(sample.what);
  CHECK(detected(sample.text) == sample.reader);
  const Read read = readText(readerNamed(sample.reader), sample.text);
  CHECK(read.error.empty());
  CHECK(read.lines() == sample.facts);
  CHECK(read.notices == sample.notices);
  CHECK(read.reasons() == sample.rejects);
}

}  // namespace

TEST_CASE("MISP events give the documented facts", "[ingest][misp]") {
  const std::vector<SharedSample> samples = {
      {"an event with composite attributes",
       "misp",
       R"({"Event":{"uuid":"u1","info":"Ev","date":"2020-01-02","Orgc":{"name":"O"},"Attribute":[{"uuid":"a1","type":"domain|ip","value":"a.example|192.0.2.1","to_ids":true},{"uuid":"a2","type":"ip-dst|port","value":"192.0.2.2|8443"},{"uuid":"a3","type":"filename|sha1","value":"x|y.exe|da39a3ee5e6b4b0d3255bfef95601890afd80709"}]}})",
       {"u1 .title=Ev @2020-01-02", "u1 .author=O @2020-01-02", "u1 .published=2020-01-02T00:00:00Z @2020-01-02",
        "a.example ip 192.0.2.1 @2020-01-02", "a.example report u1 @2020-01-02", "a.example .to-ids=true @2020-01-02",
        "192.0.2.1 report u1 @2020-01-02", "192.0.2.1 .to-ids=true @2020-01-02",
        "192.0.2.2:8443 ip 192.0.2.2 @2020-01-02", "192.0.2.2 service 192.0.2.2:8443 @2020-01-02",
        "192.0.2.2 report u1 @2020-01-02", "192.0.2.2:8443 report u1 @2020-01-02",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 .filename=x|y.exe @2020-01-02",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 report u1 @2020-01-02"},
       {},
       {}},
      {"objects, tags, dates of attributes, what is deleted and what names no node",
       "misp",
       R"({"response":[{"Event":{"uuid":"u2","info":"Ev","date":"2020-01-02","Tag":[{"name":"tlp:white"},{"name":"misp-galaxy:threat-actor=\"APT 1 - G0006\""},{"name":"misp-galaxy:mitre-attack-pattern=\"Shell - T1059\""}],"Attribute":[{"type":"hostname","value":"hxxp://","to_ids":"1"},{"type":"hostname","value":"w[.]a.example","to_ids":"1","first_seen":"2019-01-01T00:00:00Z","last_seen":"2019-02-01T00:00:00Z","Tag":[{"name":"c2"}]},{"type":"ip-dst","value":"198.51.100.0/24","to_ids":false},{"type":"text","value":"x"},{"type":"text","value":"y"},{"type":"domain","value":"b.example","deleted":true},{"type":"uri","value":"/x?y="},{"type":"vulnerability","value":"CVE-2021-44228"}],"Object":[{"uuid":"o1","name":"file","Attribute":[{"type":"md5","object_relation":"md5","value":"d41d8cd98f00b204e9800998ecf8427e"},{"type":"sha1","object_relation":"sha1","value":"da39a3ee5e6b4b0d3255bfef95601890afd80709"},{"type":"filename","object_relation":"filename","value":"x.exe"}],"ObjectReference":[{"referenced_uuid":"o2","relationship_type":"connects-to"},{"referenced_uuid":"gone","relationship_type":"drops"}]},{"uuid":"o2","name":"domain-ip","Attribute":[{"type":"domain","object_relation":"domain","value":"c.example"},{"type":"ip-dst","object_relation":"ip","value":"192.0.2.9"}]}]}}]})",
       {"u2 .title=Ev @2020-01-02",
        "u2 .published=2020-01-02T00:00:00Z @2020-01-02",
        "u2 tag tlp:white @2020-01-02",
        "u2 threat apt 1 @2020-01-02",
        "u2 tag misp-galaxy:mitre-attack-pattern=\"Shell - T1059\" @2020-01-02",
        "w.a.example report u2 @2019-01-01T00:00:00Z..2019-02-01T00:00:00Z",
        "w.a.example .to-ids=true @2019-01-01T00:00:00Z..2019-02-01T00:00:00Z",
        "w.a.example tag c2 @2019-01-01T00:00:00Z..2019-02-01T00:00:00Z",
        "198.51.100.0/24 report u2 @2020-01-02",
        "198.51.100.0/24 .to-ids=false @2020-01-02",
        "u2 tag CVE-2021-44228 @2020-01-02",
        "d41d8cd98f00b204e9800998ecf8427e report u2 @2020-01-02",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 report u2 @2020-01-02",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 hash d41d8cd98f00b204e9800998ecf8427e @2020-01-02",
        "d41d8cd98f00b204e9800998ecf8427e .filename=x.exe @2020-01-02",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 .filename=x.exe @2020-01-02",
        "c.example report u2 @2020-01-02",
        "192.0.2.9 report u2 @2020-01-02",
        "c.example ip 192.0.2.9 @2020-01-02",
        "d41d8cd98f00b204e9800998ecf8427e host c.example @2020-01-02",
        "d41d8cd98f00b204e9800998ecf8427e ip 192.0.2.9 @2020-01-02",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 host c.example @2020-01-02",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 ip 192.0.2.9 @2020-01-02"},
       {"1 × attributes of type 'filename': kept in the raw record alone",
        "2 × attributes of type 'text': kept in the raw record alone",
        "1 × attributes that were deleted: kept in the raw record alone",
        "1 × references between objects that the graph has no relation for: kept in the raw record alone"},
       {"'http://' is no host name: ':' cannot stand in it", "a path without a host names no node"}},
      {"attributes alone, of two events",
       "misp",
       R"({"response":{"Attribute":[{"event_id":"7","category":"Network activity","type":"domain","value":"a.example","to_ids":true,"timestamp":"1577923200"},{"event_id":"8","type":"ip-src","value":"192.0.2.1","category":"x","Event":{"uuid":"u8","info":"Other"}}]}})",
       {"a.example report 7 @2020-01-02T00:00:00Z", "a.example .to-ids=true @2020-01-02T00:00:00Z",
        "u8 .title=Other @2024-06-01T00:00:00Z", "192.0.2.1 report u8 @2024-06-01T00:00:00Z"},
       {},
       {}},
      {"the manifest of a feed",
       "misp",
       R"({"5a610659-0000-4000-8000-000000000001":{"info":"Ev","date":"2020-01-02","timestamp":"1577923200","Orgc":{"name":"O"},"Tag":[{"name":"tlp:green"}]}})",
       {"5a610659-0000-4000-8000-000000000001 .title=Ev @2020-01-02",
        "5a610659-0000-4000-8000-000000000001 .author=O @2020-01-02",
        "5a610659-0000-4000-8000-000000000001 .published=2020-01-02T00:00:00Z @2020-01-02",
        "5a610659-0000-4000-8000-000000000001 tag tlp:green @2020-01-02"},
       {},
       {}},
  };
  for (const SharedSample& sample : samples) checkShared(sample);
}

TEST_CASE("what follows from an observable's name is dated by who dates it", "[ingest][stix]") {
  checkShared(
      {"a URL and certificates, one without a fingerprint, in a bundle that dates nothing",
       "stix",
       R"({"type":"bundle","id":"bundle--4","objects":[{"type":"url","id":"url--1","value":"http://w.a.example/"},{"type":"x509-certificate","id":"x509-certificate--1","issuer":"Some CA","serial_number":"04:d2"},{"type":"x509-certificate","id":"x509-certificate--2","hashes":{"SHA-1":"da39a3ee5e6b4b0d3255bfef95601890afd80709"},"issuer":"Some CA"},{"type":"x509-certificate","id":"x509-certificate--3","issuer":"Some CA"}]})",
       {"http://w.a.example/ host w.a.example", "http://w.a.example/ mentioned",
        "some ca/4d2 .serial=4d2 @2024-06-01T00:00:00Z", "some ca/4d2 issuer some ca", "some ca/4d2 mentioned",
        "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709 issuer some ca",
        "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709 mentioned"},
       {"1 × objects of type 'x509-certificate': kept in the raw record alone"},
       {}});
}

TEST_CASE("a MISP object dates its own links", "[ingest][json][misp]") {
  const Read read = readText(
      readerNamed("misp"),
      R"({"Event":{"uuid":"u1","date":"2020-01-02","info":"Ev","Object":[{"name":"domain-ip","Attribute":[)"
      R"({"type":"domain","object_relation":"domain","value":"a.example"},)"
      R"({"type":"ip-dst","object_relation":"ip","value":"192.0.2.1"},)"
      R"({"type":"datetime","object_relation":"first-seen","value":"2019-01-01T00:00:00"}]},{"name":"passive-dns",)"
      R"("Attribute":[{"type":"text","object_relation":"rrname","value":"b.example"},)"
      R"({"type":"text","object_relation":"rrtype","value":"SRV"},)"
      R"({"type":"text","object_relation":"rdata","value":"0 0 5060 sip.example"}]}]}})");
  CHECK(read.pairs("ip") == std::vector<std::string>{"a.example 192.0.2.1"});
  const auto lines = read.lines();
  CHECK(std::find(lines.begin(), lines.end(), "a.example ip 192.0.2.1 @2019-01-01T00:00:00Z") != lines.end());
  CHECK(read.notices == std::vector<std::string>{"1 × records of type SRV: kept in the raw record alone"});
}

TEST_CASE("a MISP event that says it is a graph is no report", "[ingest][misp]") {
  checkShared(
      {"links by words, a registration, tags, what somebody added or deleted since, and what is wrong",
       "misp",
       R"({"Event":{"uuid":"u1","info":"Clew: a graph","date":"2020-01-02","Tag":[{"name":"clew:export=\"graph\""}],"Attribute":[{"type":"domain","value":"a.example","to_ids":false,"first_seen":"2019-01-01T00:00:00Z","last_seen":"2019-02-01T00:00:00Z","Tag":[{"name":"c2"}]},{"type":"domain","value":"b.example","to_ids":true},{"type":"url","value":"http://w.a.example/","first_seen":"2019-01-01T00:00:00Z","Tag":[{"name":"c2"}]},{"type":"text","value":"a remark"}],"Object":[{"name":"domain-ip","first_seen":"2020-01-01T00:00:00Z","last_seen":"2020-02-01T00:00:00Z","Attribute":[{"object_relation":"domain","type":"domain","value":"a.example"},{"object_relation":"ip","type":"ip-dst","value":"192.0.2.1"},{"object_relation":"ip","type":"ip-dst","value":"192.0.2.2","deleted":true}]},{"name":"whois","Attribute":[{"object_relation":"domain","value":"a.example"},{"object_relation":"registrar","value":"Reg"},{"object_relation":"registrant-name","value":"REDACTED FOR PRIVACY"}]},{"name":"passive-dns","Attribute":[{"object_relation":"rrname","value":"a.example"},{"object_relation":"rrtype","value":"NS"},{"object_relation":"rdata","value":"ns1.b.example"}]},{"name":"passive-dns","Attribute":[{"object_relation":"rrname","value":"a.example"},{"object_relation":"rrtype","value":"NAPTR"},{"object_relation":"rdata","value":"x"}]},{"name":"clew-link","Attribute":[{"object_relation":"from-type","value":"ip"},{"object_relation":"from","value":"192.0.2.1"},{"object_relation":"relation","value":"country"},{"object_relation":"to-type","value":"country"},{"object_relation":"to","value":"DE"}]},{"name":"clew-link","Attribute":[{"object_relation":"from-type","value":"domain"},{"object_relation":"from","value":"w.a.example"},{"object_relation":"relation","value":"cert"},{"object_relation":"to-type","value":"cert"},{"object_relation":"to","value":"x/1"}]},{"name":"clew-link","Attribute":[{"object_relation":"from-type","value":"host"},{"object_relation":"from","value":"w.a.example"},{"object_relation":"relation","value":"apex"},{"object_relation":"to-type","value":"domain"},{"object_relation":"to","value":"a.example"}]},{"name":"clew-link","Attribute":[{"object_relation":"from-type","value":"ip"},{"object_relation":"from","value":"192.0.2.1"},{"object_relation":"relation","value":"owns"},{"object_relation":"to-type","value":"country"},{"object_relation":"to","value":"DE"}]},{"name":"clew-link","Attribute":[{"object_relation":"from-type","value":"wizard"},{"object_relation":"from","value":"m"}]},{"name":"clew-link","Attribute":[{"object_relation":"from-type","value":"ip"},{"object_relation":"to-type","value":"ip"},{"object_relation":"to","value":"192.0.2.300"}]},{"name":"clew-node","Attribute":[{"object_relation":"type","value":"country"},{"object_relation":"name","value":"NL"}]},{"name":"ip-port","Attribute":[{"object_relation":"ip","type":"ip-dst","value":"192.0.2.9"},{"object_relation":"dst-port","type":"port","value":"81"}]}]}})",
       {"a.example mentioned",
        "a.example tag c2 @2019-01-01T00:00:00Z..2019-02-01T00:00:00Z",
        "b.example mentioned",
        "b.example .to-ids=true",
        "http://w.a.example/ host w.a.example",
        "http://w.a.example/ mentioned",
        "http://w.a.example/ tag c2 @2019-01-01T00:00:00Z",
        "192.0.2.1 mentioned",
        "a.example ip 192.0.2.1 @2020-01-01T00:00:00Z..2020-02-01T00:00:00Z",
        "reg mentioned",
        "a.example registrar reg",
        "redacted for privacy mentioned",
        "a.example registrant redacted for privacy",
        "ns1.b.example mentioned",
        "a.example ns ns1.b.example",
        "DE mentioned",
        "192.0.2.1 country DE",
        "w.a.example mentioned",
        "x/1 mentioned",
        "x/1 san w.a.example",
        "NL mentioned",
        "192.0.2.9 mentioned",
        "192.0.2.9:81 ip 192.0.2.9",
        "192.0.2.9 service 192.0.2.9:81",
        "192.0.2.9:81 mentioned"},
       {"1 × attributes of type 'port': kept in the raw record alone",
        "1 × attributes of type 'text': kept in the raw record alone",
        "1 × attributes that were deleted: kept in the raw record alone",
        "1 × links 'owns' that the graph has no relation for: kept in the raw record alone",
        "1 × records of type 'NAPTR': kept in the raw record alone"},
       {"an end of a link without its type", "'wizard' is no type of node",
        "'192.0.2.300' is no IPv4 address: 300 is above 255", "an end of a link without a name"}});
}

TEST_CASE("MISP attributes as tables give what they give as JSON", "[ingest][misp][csv]") {
  const std::vector<SharedSample> samples = {
      {"the export: composite types, tags, what is no indicator",
       "misp-csv",
       "uuid,event_id,category,type,value,comment,to_ids,date,object_relation,attribute_tag\n"
       "\"u1\",17,\"Network activity\",\"domain|ip\",\"a.example|192.0.2.1\",\"C2, first\",1,1577923200,\"\","
       "\"tlp:white,misp-galaxy:tool=\"\"T - S0001\"\"\"\n"
       "\"u2\",17,\"Payload "
       "delivery\",\"filename|sha1\",\"x|y.exe|da39a3ee5e6b4b0d3255bfef95601890afd80709\",,0,20200103,,\n"
       "\"u3\",17,\"External analysis\",\"vulnerability\",\"CVE-2020-0001\",,0,1577923200,,\n"
       "\"u4\",18,\"Financial fraud\",\"btc\",\"1BoatSLRHtKNngkdXEeobR76b53LETtpyT\",,1,1577923200,,\n"
       "\"u5\",18,\"Network activity\",\"ip-dst\",\"192.0.2.300\",,1,1577923200,,\n",
       {"a.example ip 192.0.2.1 @2020-01-02T00:00:00Z", "a.example report 17 @2020-01-02T00:00:00Z",
        "a.example .to-ids=true @2020-01-02T00:00:00Z", "a.example .detail=comment: C2, first @2020-01-02T00:00:00Z",
        "a.example tag tlp:white @2020-01-02T00:00:00Z", "a.example threat t @2020-01-02T00:00:00Z",
        "192.0.2.1 report 17 @2020-01-02T00:00:00Z", "192.0.2.1 .to-ids=true @2020-01-02T00:00:00Z",
        "192.0.2.1 .detail=comment: C2, first @2020-01-02T00:00:00Z", "192.0.2.1 tag tlp:white @2020-01-02T00:00:00Z",
        "192.0.2.1 threat t @2020-01-02T00:00:00Z",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 .filename=x|y.exe @2020-01-03",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 report 17 @2020-01-03",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 .to-ids=false @2020-01-03",
        "17 tag CVE-2020-0001 @2020-01-02T00:00:00Z"},
       {"1 × attributes of type 'btc': kept in the raw record alone"},
       {"'192.0.2.300' is no IPv4 address: 300 is above 255"}},
      {"a table with semicolons and no event: the file is the list",
       "misp-csv",
       "value;category;type;comment;to_ids;first_seen;last_seen;tag1;tag2\n"
       "192.0.2.1;Network activity;ip-dst;C2 server;1;2020-01-02;2020-02-01;tlp:green;c2\n",
       {"192.0.2.1 list stdin @2020-01-02..2020-02-01", "192.0.2.1 .to-ids=true @2020-01-02..2020-02-01",
        "192.0.2.1 .detail=comment: C2 server @2020-01-02..2020-02-01",
        "192.0.2.1 tag tlp:green @2020-01-02..2020-02-01", "192.0.2.1 tag c2 @2020-01-02..2020-02-01"},
       {},
       {}},
  };
  for (const SharedSample& sample : samples) checkShared(sample);
  CHECK_FALSE(readText(readerNamed("misp-csv"), "domain,ip\na.example,192.0.2.1\n").error.empty());
}

TEST_CASE("STIX bundles give the documented facts", "[ingest][stix]") {
  const std::vector<SharedSample> samples = {
      {"an indicator and what it indicates",
       "stix",
       R"({"type":"bundle","id":"bundle--1","objects":[{"type":"indicator","spec_version":"2.1","id":"indicator--1","pattern":"[domain-name:value = 'a.example' AND domain-name:resolves_to_refs[*].value = '192.0.2.1']","pattern_type":"stix","valid_from":"2020-01-01T00:00:00Z"},{"type":"malware","id":"malware--1","name":"M"},{"type":"relationship","id":"relationship--1","relationship_type":"indicates","source_ref":"indicator--1","target_ref":"malware--1"}]})",
       {"a.example ip 192.0.2.1 @2020-01-01T00:00:00Z", "a.example mentioned", "192.0.2.1 mentioned", "m mentioned",
        "a.example threat m @2020-01-01T00:00:00Z", "192.0.2.1 threat m @2020-01-01T00:00:00Z"},
       {},
       {}},
      {"observations of version 2.0 by keys, a report, and references that lead out of the bundle",
       "stix",
       R"({"type":"bundle","id":"bundle--2","spec_version":"2.0","objects":[{"type":"identity","id":"identity--1","name":"Lab","identity_class":"organization"},{"type":"observed-data","id":"observed-data--1","first_observed":"2020-01-01T00:00:00Z","last_observed":"2020-02-01T00:00:00Z","number_observed":3,"objects":{"0":{"type":"domain-name","value":"a.example","resolves_to_refs":["1"]},"1":{"type":"ipv4-addr","value":"192.0.2.1/32"},"2":{"type":"process","pid":1}}},{"type":"report","id":"report--1","name":"R","published":"2020-03-01T00:00:00Z","created":"2020-03-01T00:00:00Z","created_by_ref":"identity--1","object_refs":["observed-data--1","malware--gone","indicator--gone"],"labels":["tlp:white"]},{"type":"attack-pattern","id":"attack-pattern--1","name":"T1059: Shell"},{"type":"relationship","id":"relationship--1","relationship_type":"uses","source_ref":"malware--gone","target_ref":"attack-pattern--1","created":"2020-03-01T00:00:00Z"}]})",
       {"a.example ip 192.0.2.1 @2020-01-01T00:00:00Z..2020-02-01T00:00:00Z times=3", "a.example mentioned",
        "192.0.2.1 mentioned", "report--1 .title=R @2020-03-01T00:00:00Z",
        "report--1 .published=2020-03-01T00:00:00Z @2020-03-01T00:00:00Z",
        "report--1 .author=Lab @2020-03-01T00:00:00Z", "report--1 tag tlp:white @2020-03-01T00:00:00Z",
        "a.example report report--1 @2020-03-01T00:00:00Z", "192.0.2.1 report report--1 @2020-03-01T00:00:00Z",
        "malware--gone report report--1 @2020-03-01T00:00:00Z", "malware--gone tag T1059: Shell @2020-03-01T00:00:00Z"},
       {"1 × objects of type 'process': kept in the raw record alone",
        "1 × references outside the bundle to 'indicator': kept in the raw record alone"},
       {}},
      {"observables of version 2.1, dated by what observed them; the newest version counts; what is revoked does not",
       "stix",
       R"({"type":"bundle","id":"bundle--3","objects":[{"type":"observed-data","id":"observed-data--1","first_observed":"2020-01-01T00:00:00Z","last_observed":"2020-01-01T00:00:00Z","number_observed":1,"object_refs":["domain-name--1","ipv4-addr--1"]},{"type":"domain-name","id":"domain-name--1","value":"a.example","resolves_to_refs":["ipv4-addr--1"]},{"type":"ipv4-addr","id":"ipv4-addr--1","value":"192.0.2.1","belongs_to_refs":["autonomous-system--1"]},{"type":"autonomous-system","id":"autonomous-system--1","number":64500,"name":"Net"},{"type":"file","id":"file--1","hashes":{"MD5":"D41D8CD98F00B204E9800998ECF8427E","SHA-1":"da39a3ee5e6b4b0d3255bfef95601890afd80709","SSDEEP":"3::"},"name":"x.exe","size":0},{"type":"network-traffic","id":"network-traffic--1","dst_ref":"ipv4-addr--1","dst_port":443,"protocols":["ipv4","tcp"]},{"type":"malware","id":"malware--1","name":"Old","created":"2020-01-01T00:00:00Z","modified":"2020-01-01T00:00:00Z"},{"type":"malware","id":"malware--1","name":"New","created":"2020-01-01T00:00:00Z","modified":"2020-06-01T00:00:00Z"},{"type":"indicator","id":"indicator--1","pattern":"[domain-name:value = 'b.example']","revoked":true}]})",
       {"a.example ip 192.0.2.1 @2020-01-01T00:00:00Z", "a.example mentioned",
        "192.0.2.1 asn AS64500 @2020-01-01T00:00:00Z", "192.0.2.1 mentioned",
        "AS64500 .as-name=Net @2024-06-01T00:00:00Z", "AS64500 mentioned",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 hash d41d8cd98f00b204e9800998ecf8427e @2024-06-01T00:00:00Z",
        "d41d8cd98f00b204e9800998ecf8427e .filename=x.exe @2024-06-01T00:00:00Z",
        "d41d8cd98f00b204e9800998ecf8427e .size=0 @2024-06-01T00:00:00Z",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 .filename=x.exe @2024-06-01T00:00:00Z",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 .size=0 @2024-06-01T00:00:00Z",
        "d41d8cd98f00b204e9800998ecf8427e mentioned", "da39a3ee5e6b4b0d3255bfef95601890afd80709 mentioned",
        "192.0.2.1:443/tcp ip 192.0.2.1 @2024-06-01T00:00:00Z",
        "192.0.2.1 service 192.0.2.1:443/tcp @2024-06-01T00:00:00Z", "new mentioned"},
       {"1 × hashes of kind 'SSDEEP': kept in the raw record alone",
        "1 × objects that another version of the same id replaces: kept in the raw record alone",
        "1 × objects that were revoked: kept in the raw record alone"},
       {}},
      {"patterns: alternatives, lists, hashes of one file, ports, comparisons that name nothing, and a broken one",
       "stix",
       R"({"type":"bundle","id":"bundle--4","objects":[{"type":"indicator","id":"indicator--1","valid_from":"2020-01-01T00:00:00Z","valid_until":"2021-01-01T00:00:00Z","confidence":80,"indicator_types":["malicious-activity"],"pattern":"[file:hashes.'SHA-256' = 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855' AND file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e' AND file:name = 'it\\'s.exe'] FOLLOWEDBY ([ipv4-addr:value IN ('192.0.2.1', '198.51.100.0/24') OR url:value = 'http://b.example/x'] AND [network-traffic:dst_ref.value = '192.0.2.9' AND network-traffic:dst_port = 81]) WITHIN 300 SECONDS"},{"type":"indicator","id":"indicator--2","valid_from":"2020-01-01T00:00:00Z","pattern":"[url:value LIKE '%x%' OR domain-name:value != 'c.example']"},{"type":"indicator","id":"indicator--3","valid_from":"2020-01-01T00:00:00Z","pattern":"[domain-name:value = ]"},{"type":"indicator","id":"indicator--4","pattern_type":"yara","pattern":"rule x {}"}]})",
       {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 hash d41d8cd98f00b204e9800998ecf8427e "
        "@2020-01-01T00:00:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .filename=it's.exe @2020-01-01T00:00:00Z",
        "d41d8cd98f00b204e9800998ecf8427e .filename=it's.exe @2020-01-01T00:00:00Z",
        "http://b.example/x host b.example @2020-01-01T00:00:00Z",
        "192.0.2.9:81 ip 192.0.2.9 @2020-01-01T00:00:00Z",
        "192.0.2.9 service 192.0.2.9:81 @2020-01-01T00:00:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 mentioned",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 tag malicious-activity @2020-01-01T00:00:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .valid-until=2021-01-01T00:00:00Z "
        "@2020-01-01T00:00:00Z",
        "d41d8cd98f00b204e9800998ecf8427e mentioned",
        "d41d8cd98f00b204e9800998ecf8427e tag malicious-activity @2020-01-01T00:00:00Z",
        "d41d8cd98f00b204e9800998ecf8427e .valid-until=2021-01-01T00:00:00Z @2020-01-01T00:00:00Z",
        "192.0.2.1 mentioned",
        "192.0.2.1 tag malicious-activity @2020-01-01T00:00:00Z",
        "192.0.2.1 .valid-until=2021-01-01T00:00:00Z @2020-01-01T00:00:00Z",
        "198.51.100.0/24 mentioned",
        "198.51.100.0/24 tag malicious-activity @2020-01-01T00:00:00Z",
        "198.51.100.0/24 .valid-until=2021-01-01T00:00:00Z @2020-01-01T00:00:00Z",
        "http://b.example/x mentioned",
        "http://b.example/x tag malicious-activity @2020-01-01T00:00:00Z",
        "http://b.example/x .valid-until=2021-01-01T00:00:00Z @2020-01-01T00:00:00Z",
        "192.0.2.9 mentioned",
        "192.0.2.9 tag malicious-activity @2020-01-01T00:00:00Z",
        "192.0.2.9 .valid-until=2021-01-01T00:00:00Z @2020-01-01T00:00:00Z",
        "192.0.2.9:81 mentioned",
        "192.0.2.9:81 tag malicious-activity @2020-01-01T00:00:00Z",
        "192.0.2.9:81 .valid-until=2021-01-01T00:00:00Z @2020-01-01T00:00:00Z"},
       {"1 × comparisons by LIKE in patterns: kept in the raw record alone",
        "1 × comparisons by NOT != in patterns: kept in the raw record alone",
        "1 × patterns of type 'yara': kept in the raw record alone"},
       {"the pattern is wrong at character 22"}},
  };
  for (const SharedSample& sample : samples) checkShared(sample);
}

TEST_CASE("OTX pulses count what they cannot say", "[ingest][otx]") {
  checkShared(
      {"a pulse",
       "otx",
       R"({"id":"p1","name":"Pulse","author_name":"x","created":"2020-01-02T03:04:05.000000","tags":["c2"],"TLP":"green","references":["https://r.example/"],"attack_ids":["T1059"],"indicators":[{"indicator":"a.example","type":"hostname","created":"2020-01-02T03:04:06","expiration":"2020-03-01T00:00:00"},{"indicator":"CVE-2021-44228","type":"CVE"},{"indicator":"/x.php","type":"URI"},{"indicator":"Global\\m","type":"Mutex"},{"indicator":"198.51.100.0/24","type":"CIDR"}]})",
       {"p1 .title=Pulse @2020-01-02T03:04:05Z", "p1 .author=x @2020-01-02T03:04:05Z",
        "p1 .published=2020-01-02T03:04:05Z @2020-01-02T03:04:05Z", "p1 tag c2 @2020-01-02T03:04:05Z",
        "p1 tag T1059 @2020-01-02T03:04:05Z", "p1 tag tlp:green @2020-01-02T03:04:05Z",
        "a.example report p1 @2020-01-02T03:04:06Z",
        "a.example .valid-until=2020-03-01T00:00:00Z @2020-01-02T03:04:06Z",
        "p1 tag CVE-2021-44228 @2020-01-02T03:04:05Z", "198.51.100.0/24 report p1 @2020-01-02T03:04:05Z"},
       {"1 × entries of 'references' in pulses: kept in the raw record alone",
        "1 × indicators of type 'Mutex': kept in the raw record alone"},
       {"a path without a host names no node"}});
  checkShared(
      {"what is known of a name",
       "otx",
       R"({"indicator":"a.example","type":"domain","pulse_info":{"count":1,"pulses":[{"id":"p1","name":"Pulse","created":"2020-01-02T03:04:05"}]}})",
       {"p1 .title=Pulse @2020-01-02T03:04:05Z", "p1 .published=2020-01-02T03:04:05Z @2020-01-02T03:04:05Z",
        "a.example report p1 @2020-01-02T03:04:05Z"},
       {},
       {}});
}

TEST_CASE("indicators that the graph has no type for are counted by their kind", "[ingest][misp][stix][otx]") {
  const auto raw = [](std::string_view what) { return "1 × " + std::string(what) + ": kept in the raw record alone"; };
  using Notices = std::vector<std::string>;
  const Read misp = readText(
      readerNamed("misp"),
      R"({"Event":{"uuid":"u1","info":"Ev","date":"2020-01-02","Attribute":[{"type":"btc","value":"1BoatSLRHtKNngkdXEeobR76b53LETtpyT","to_ids":true},{"type":"xmr","value":"4"},{"type":"ja3-fingerprint-md5","value":"d41d8cd98f00b204e9800998ecf8427e"},{"type":"filename|ssdeep","value":"x.exe|3::"},{"type":"mutex","value":"m"}],"Object":[{"name":"btc-wallet","Attribute":[{"type":"btc","object_relation":"wallet-address","value":"1BoatSLRHtKNngkdXEeobR76b53LETtpyT","deleted":true}]}]}})");
  CHECK(misp.notices == Notices{raw("attributes of type 'btc'"), raw("attributes of type 'filename|ssdeep'"),
                                raw("attributes of type 'ja3-fingerprint-md5'"), raw("attributes of type 'mutex'"),
                                raw("attributes of type 'xmr'"), raw("attributes that were deleted")});
  CHECK(misp.pairs("report").empty());
  const Read stix = readText(
      readerNamed("stix"),
      R"({"type":"bundle","id":"bundle--1","objects":[{"type":"x-cryptocurrency-wallet","id":"x-cryptocurrency-wallet--1","value":"1BoatSLRHtKNngkdXEeobR76b53LETtpyT"},{"type":"mac-addr","id":"mac-addr--1","value":"00:00:5e:00:53:01"},{"type":"indicator","id":"indicator--1","pattern":"[x-cryptocurrency-wallet:value = '1BoatSLRHtKNngkdXEeobR76b53LETtpyT' OR file:hashes.TLSH = 'T1']","valid_from":"2020-01-01T00:00:00Z"},{"type":"file","id":"file--1","hashes":{"TLSH":"T1"}}]})");
  CHECK(stix.notices == Notices{raw("comparisons of 'file:hashes.TLSH' in patterns"),
                                raw("comparisons of 'x-cryptocurrency-wallet:value' in patterns"),
                                raw("hashes of kind 'TLSH'"), raw("objects of type 'file'"),
                                raw("objects of type 'mac-addr'"), raw("objects of type 'x-cryptocurrency-wallet'")});
  CHECK(stix.lines().empty());
  const Read otx = readText(
      readerNamed("otx"),
      R"({"id":"p1","name":"P","created":"2020-01-02T00:00:00","indicators":[{"indicator":"1BoatSLRHtKNngkdXEeobR76b53LETtpyT","type":"BitcoinAddress"},{"indicator":"m","type":"Mutex"}]})");
  CHECK(otx.notices == Notices{raw("indicators of type 'BitcoinAddress'"), raw("indicators of type 'Mutex'")});
}

TEST_CASE("STIX objects that no bundle holds are one answer", "[ingest][stix]") {
  const std::string indicator =
      R"({"type":"indicator","spec_version":"2.1","id":"indicator--1","pattern":"[domain-name:value = 'a.example']","valid_from":"2020-01-01T00:00:00Z"})";
  const std::string malware = R"({"type":"malware",
    "id":"malware--1", "name":"M"})";
  const std::string relationship =
      R"({"type":"relationship","id":"relationship--1","relationship_type":"indicates","source_ref":"indicator--1","target_ref":"malware--1"})";
  const std::string bundle = R"({"type":"bundle","id":"bundle--1","objects":[)" + relationship + "," + malware + "]}";
  const std::vector<std::string> facts = {"a.example mentioned", "m mentioned",
                                          "a.example threat m @2020-01-01T00:00:00Z"};
  for (const std::string& text :
       {indicator + "\n" + replaceAll(malware, "\n", " ") + "\n" + relationship + "\n",
        indicator + malware + relationship, "[" + indicator + "," + malware + ",\n" + relationship + "]",
        "[" + indicator + "]\n[" + malware + "]" + relationship, indicator + "\n" + bundle}) {
    INFO(text);
    CHECK(detected(text) == "stix");
    const Read read = readText(readerNamed("stix"), text);
    CHECK(read.lookups.size() == 1);
    CHECK(read.lookups.front().lookup.raw == text);
    CHECK(read.reasons().empty());
    auto lines = read.lines();
    std::sort(lines.begin(), lines.end());
    auto wanted = facts;
    std::sort(wanted.begin(), wanted.end());
    CHECK(lines == wanted);
  }
  CHECK(detected(malware) == "stix");
  CHECK(detected(R"({"type":"domain","id":"a.example"})") != "stix");

  const Read damaged = readText(readerNamed("stix"), "[" + indicator + R"(,{"type":"malware",},{"id":"malware--1"},)" +
                                                         relationship + R"(,{"type":"malw)");
  CHECK(damaged.lines() ==
        std::vector<std::string>{"a.example mentioned", "a.example threat malware--1 @2020-01-01T00:00:00Z"});
  REQUIRE(damaged.rejects.size() == 4);
  CHECK(damaged.rejects[0].position == 2);
  CHECK(damaged.rejects[1].reason == "an object without a type");
  CHECK(damaged.rejects[1].position == 3);
  CHECK(damaged.rejects[2].position == 5);
  CHECK(damaged.reasons().back() == "the array has no end: it was cut off, and objects may be missing");
  CHECK(damaged.lookups.front().lookup.outcome == model::Outcome::kPartial);
}

TEST_CASE("patterns are cut into groups", "[ingest][stix]") {
  for (const char* wrong : {"", "x", "[", "[]", "[a:b = 'x'", "[a:b 'x']", "[a:b = 'x]", "[a = 'x']", "a:b = 'x'"}) {
    INFO(wrong);
    CHECK_FALSE(stix::readPattern(wrong).ok());
  }
  const auto three = stix::readPattern("[a:b = 'x' AND c:d.'e-f'[*].g IN ('1', 2) OR h:i NOT LIKE '%'] AND [j:k > 5]");
  REQUIRE(three.ok());
  REQUIRE(three->size() == 3);
  REQUIRE((*three)[0].size() == 2);
  CHECK((*three)[0][1].path == "d.e-f[*].g");
  CHECK((*three)[0][1].values == std::vector<std::string>{"1", "2"});
  CHECK((*three)[1][0].negated);
  CHECK((*three)[2][0].op == ">");
}

}  // namespace clew::ingest::test
