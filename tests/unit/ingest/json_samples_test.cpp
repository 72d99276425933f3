// One made-up answer a format, and the facts that it must give: the samples of docs/formats.md.
#include <catch2/catch.hpp>

#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

struct Sample {
  const char* what;
  const char* reader;  // that detection must take
  Given given;
  const char* text;
  std::vector<std::string> facts;  // all of them, in order
};

void check(const Sample& sample) {
  INFO(sample.what);
  if (*sample.reader != '\0') CHECK(detected(sample.text, sample.given.name) == sample.reader);
  const auto& reader = readerNamed(*sample.reader != '\0' ? sample.reader : "whoisxml");
  const Read read = readText(reader, sample.text, sample.given);
  CHECK(read.error.empty());
  CHECK(read.lines() == sample.facts);
}

}  // namespace

TEST_CASE("WhoisXML answers give the documented facts", "[ingest][json]") {
  const std::vector<Sample> samples = {
      {"WHOIS: what is withheld makes no node",
       "whoisxml",
       {},
       R"({"WhoisRecord":{"domainName":"bad-shop.example","createdDateNormalized":"2024-03-01 10:00:00 UTC","expiresDateNormalized":"2025-03-01 10:00:00 UTC","registrarName":"Reg A","registrarIANAID":"9001","registrant":{"organization":"REDACTED FOR PRIVACY","countryCode":"IS"},"nameServers":{"hostNames":["NS1.PARK.EXAMPLE"]},"audit":{"updatedDate":"2024-04-02 00:00:00 UTC"}}})",
       {"bad-shop.example answers registration: found @2024-04-02T00:00:00Z",
        "reg a .iana-id=9001 @2024-04-02T00:00:00Z", "bad-shop.example registrar reg a @2024-04-02T00:00:00Z",
        "bad-shop.example .created=2024-03-01T10:00:00Z @2024-04-02T00:00:00Z",
        "bad-shop.example .expires=2025-03-01T10:00:00Z @2024-04-02T00:00:00Z",
        "bad-shop.example ns ns1.park.example @2024-04-02T00:00:00Z",
        "bad-shop.example .registrant-country=IS @2024-04-02T00:00:00Z",
        "bad-shop.example org? \"REDACTED FOR PRIVACY\" @2024-04-02T00:00:00Z"}},
      {"history: a record holds until the next one was stored, the last until it was last confirmed",
       "whoisxml",
       {},
       R"({"recordsCount":2,"records":[{"domainName":"a.example","audit":{"createdDate":"2020-05-25T00:00:00+00:00","updatedDate":"2021-01-01T00:00:00+00:00"},"registrantContact":{"organization":"REDACTED FOR PRIVACY"}},{"domainName":"a.example","audit":{"createdDate":"2019-01-01T00:00:00+00:00","updatedDate":"2019-02-01T00:00:00+00:00"},"registrantContact":{"organization":"Acme"}}]})",
       {"a.example answers registration: found @2019-01-01T00:00:00Z",
        "a.example org acme @2019-01-01T00:00:00Z..2020-05-25T00:00:00Z",
        "a.example answers registration: found @2020-05-25T00:00:00Z",
        "a.example org? \"REDACTED FOR PRIVACY\" @2020-05-25T00:00:00Z..2021-01-01T00:00:00Z"}},
      {"WHOIS: a registrant that stands in the text alone; the registry fills the gaps",
       "whoisxml",
       {},
       R"({"WhoisRecord":{"domainName":"a.example","rawText":"Domain Name: A.EXAMPLE\r\nRegistrant Email: x@y.example\r\nNOTICE: write to z@y.example","registryData":{"registrarName":"REG A","status":"clientHold https://icann.org/epp#clientHold","audit":{}},"audit":{"updatedDate":"2024-04-02 00:00:00 UTC"}}})",
       {"a.example answers registration: found @2024-04-02T00:00:00Z",
        "a.example registrar reg a @2024-04-02T00:00:00Z", "a.example .status=clientHold @2024-04-02T00:00:00Z",
        "a.example email x@y.example @2024-04-02T00:00:00Z"}},
      {"reverse IP: the address is in the file's name",
       "whoisxml",
       {"saved/reverse-ip/192.0.2.7.json"},
       R"({"result":[{"name":"a.example","first_seen":"1530901800","last_visit":"1531103210"}],"current_page":"0","size":1})",
       {"a.example ip 192.0.2.7 @2018-07-06T18:30:00Z..2018-07-09T02:26:50Z"}},
      {"reverse NS: the folder says what kind of host it was",
       "whoisxml",
       {"saved/reverse-ns/ns1.b.example.json"},
       R"({"result":[{"name":"a.example","first_seen":"1530901800","last_visit":"1531103210"}],"current_page":"0","size":1})",
       {"a.example ns ns1.b.example @2018-07-06T18:30:00Z..2018-07-09T02:26:50Z"}},
      {"reverse MX: --subject says which",
       "whoisxml",
       {"reverse-mx.json", "mail.b.example"},
       R"({"result":[{"name":"a.example","first_seen":"1530901800","last_visit":"1531103210"}],"current_page":0,"size":1})",
       {"a.example mx mail.b.example @2018-07-06T18:30:00Z..2018-07-09T02:26:50Z"}},
      {"reverse IP of nothing known: names alone",
       "whoisxml",
       {"page1.json"},
       R"({"result":[{"name":"a.example","first_seen":"1","last_visit":"2"}],"current_page":"0","size":1})",
       {"a.example mentioned"}},
      {"reverse WHOIS by e-mail, strings and objects",
       "whoisxml",
       {"reverse-whois/x@y.example.json"},
       R"({"nextPageSearchAfter":null,"domainsCount":2,"domainsList":["a.example",{"domainName":"b.example","audit":{"createdDate":"2021-01-10T18:52:41+00:00","updatedDate":"2021-02-10T18:52:41+00:00"}}]})",
       {"a.example email x@y.example @2024-06-01T00:00:00Z",
        "b.example email x@y.example @2021-01-10T18:52:41Z..2021-02-10T18:52:41Z"}},
      {"DNS lookup: an answer for every type that was asked",
       "whoisxml",
       {},
       R"({"DNSData":{"domainName":"a.example","types":[1,15],"dnsTypes":"A,MX","audit":{"updatedDate":"2022-07-12 11:46:25 UTC"},"dnsRecords":[{"type":1,"dnsType":"A","name":"a.example.","ttl":300,"address":"192.0.2.9"}]}})",
       {"a.example ip 192.0.2.9 @2022-07-12T11:46:25Z ttl=300", "a.example answers a: found @2022-07-12T11:46:25Z",
        "a.example answers mx: none @2022-07-12T11:46:25Z"}},
      {"a name that is not registered is an answer",
       "whoisxml",
       {},
       R"({"WhoisRecord":{"domainName":"a.example","dataError":"MISSING_WHOIS_DATA","audit":{"updatedDate":"2022-07-12 11:46:25 UTC"}}})",
       {"a.example answers registration: none @2022-07-12T11:46:25Z"}},
      {"subdomains",
       "whoisxml",
       {},
       R"({"search":"a.example","result":{"count":1,"records":[{"domain":"www.a.example","firstSeen":1571374592,"lastSeen":1592164815}]}})",
       {"www.a.example mentioned"}},
      {"geolocation",
       "whoisxml",
       {},
       R"({"ip":"192.0.2.1","location":{"country":"US","region":"","city":"","lat":0,"lng":0},"domains":[],"as":{"asn":64496,"name":"NET","route":"192.0.2.0/27"},"isp":"I"})",
       {"192.0.2.1 answers geo: found @2024-06-01T00:00:00Z", "192.0.2.1 country US @2024-06-01T00:00:00Z",
        "192.0.2.1 .isp=I @2024-06-01T00:00:00Z", "AS64496 .as-name=NET @2024-06-01T00:00:00Z",
        "192.0.2.0/27 asn AS64496 @2024-06-01T00:00:00Z", "192.0.2.1 asn AS64496 @2024-06-01T00:00:00Z",
        "192.0.2.1 net 192.0.2.0/27 @2024-06-01T00:00:00Z"}},
      {"netblocks: the smallest holds the address, a catch-all is nobody's",
       "whoisxml",
       {},
       R"({"search":"192.0.2.179","result":{"count":2,"limit":100,"inetnums":[{"inetnum":"192.0.2.160 - 192.0.2.191","as":null,"netname":"N","country":"US","org":null,"abuseContact":[{"id":"A","email":"abuse@n.example\nnoc@n.example"}]},{"inetnum":"192.0.0.0 - 203.255.255.255","as":null,"netname":"NON-RIPE-NCC-MANAGED-ADDRESS-BLOCK","country":"EU"}]}})",
       {"192.0.2.160/27 .netname=N @2024-06-01T00:00:00Z", "192.0.2.160/27 country US @2024-06-01T00:00:00Z",
        "192.0.2.160/27 abuse-email abuse@n.example @2024-06-01T00:00:00Z",
        "192.0.2.160/27 abuse-email noc@n.example @2024-06-01T00:00:00Z",
        "192.0.2.179 net 192.0.2.160/27 @2024-06-01T00:00:00Z"}},
      {"reputation",
       "whoisxml",
       {"reputation/a.example.json"},
       R"({"mode":"fast","reputationScore":21.5,"testResults":[]})",
       {"a.example .reputation=21.5 @2024-06-01T00:00:00Z"}},
      {"threat intelligence",
       "whoisxml",
       {"a.example.json"},
       R"({"total":1,"results":[{"value":"a.example","iocType":"domain","threatType":"spam","firstSeen":"2022-09-12T00:00:00Z","lastSeen":"2022-10-14T00:00:00Z"}]})",
       {"a.example tag spam @2022-09-12T00:00:00Z..2022-10-14T00:00:00Z",
        "a.example blocklist whoisxml-threat-intelligence @2022-09-12T00:00:00Z..2022-10-14T00:00:00Z"}},
  };
  for (const auto& sample : samples) check(sample);
}

TEST_CASE("RDAP answers give the documented facts", "[ingest][json]") {
  const std::vector<Sample> samples = {
      {"domain: the abuse desk inside the registrar is the registrar's",
       "rdap",
       {},
       R"({"objectClassName":"domain","ldhName":"a.example","events":[{"eventAction":"registration","eventDate":"2021-10-19T19:28:12Z"}],"nameservers":[{"ldhName":"ns1.b.example","ipAddresses":{"v4":["192.0.2.53"]}}],"entities":[{"roles":["registrar"],"publicIds":[{"type":"IANA Registrar ID","identifier":"146"}],"vcardArray":["vcard",[["version",{},"text","4.0"],["fn",{},"text","Reg B"]]],"entities":[{"roles":["abuse"],"vcardArray":["vcard",[["email",{},"text","abuse@reg-b.example"]]]}]}]})",
       {"ns1.b.example ip 192.0.2.53 @2024-06-01T00:00:00Z",
        "a.example answers registration: partial @2024-06-01T00:00:00Z", "reg b .iana-id=146 @2024-06-01T00:00:00Z",
        "a.example registrar reg b @2024-06-01T00:00:00Z",
        "reg b abuse-email abuse@reg-b.example @2024-06-01T00:00:00Z",
        "a.example .created=2021-10-19T19:28:12Z @2024-06-01T00:00:00Z",
        "a.example ns ns1.b.example @2024-06-01T00:00:00Z"}},
      {"ip network",
       "rdap",
       {},
       R"({"objectClassName":"ip network","startAddress":"192.0.2.0","endAddress":"192.0.2.255","country":"FR","handle":"N1"})",
       {"192.0.2.0/24 answers registration: found @2024-06-01T00:00:00Z",
        "192.0.2.0/24 .handle=N1 @2024-06-01T00:00:00Z", "192.0.2.0/24 country FR @2024-06-01T00:00:00Z"}},
      {"a network that is no single block, asked for an address",
       "rdap",
       {"rdap/192.0.2.9.json"},
       R"({"objectClassName":"ip network","startAddress":"192.0.2.0","endAddress":"192.0.2.11"})",
       {"192.0.2.0/29 answers registration: found @2024-06-01T00:00:00Z",
        "192.0.2.8/30 answers registration: found @2024-06-01T00:00:00Z",
        "192.0.2.9 net 192.0.2.8/30 @2024-06-01T00:00:00Z"}},
      {"what is redacted, by name and by path; the fetch time is the registry's",
       "rdap",
       {},
       R"({"rdapConformance":["redacted"],"objectClassName":"domain","ldhName":"a.example","events":[{"eventAction":"last update of RDAP database","eventDate":"2024-06-18T22:01:39+03:00"}],"redacted":[{"name":{"description":"Registrant Email"},"method":"removal","reason":{"description":"Server policy"}},{"name":{"type":"other"},"prePath":"$.entities[?(@.roles[0]=='technical')].vcardArray[1][?(@[0]=='fn')]","method":"emptyValue"},{"name":{"description":"Registrant Street"},"method":"emptyValue"}]})",
       {"a.example answers registration: found @2024-06-18T19:01:39Z",
        "a.example email? \"Server policy\" @2024-06-18T19:01:39Z",
        "a.example tech-person? \"emptyValue\" @2024-06-18T19:01:39Z"}},
      {"search results",
       "rdap",
       {},
       R"({"nameserverSearchResults":[{"objectClassName":"nameserver","ldhName":"ns1.a.example","ipAddresses":{"v6":["2001:db8::53"]}}]})",
       {"ns1.a.example mentioned", "ns1.a.example ip 2001:db8::53 @2024-06-01T00:00:00Z"}},
      {"not found is an answer where the subject is known",
       "rdap",
       {"-", "a.example"},
       R"({"errorCode":404,"title":"Not Found","description":["no such domain"]})",
       {"a.example answers registration: none @2024-06-01T00:00:00Z"}},
  };
  for (const auto& sample : samples) check(sample);
}

TEST_CASE("other providers' answers give the documented facts", "[ingest][json]") {
  const std::vector<Sample> samples = {
      {"SecurityTrails history: days, the name from the endpoint",
       "securitytrails",
       {},
       R"({"type":"a/ipv4","records":[{"values":[{"ip":"192.0.2.1","ip_count":6}],"type":"a","first_seen":"2015-01-30","last_seen":"2015-01-31"}],"pages":1,"endpoint":"/v1/history/a.example/dns/a"})",
       {"a.example ip 192.0.2.1 @2015-01-30..2015-01-31"}},
      {"SecurityTrails WHOIS history",
       "securitytrails",
       {},
       R"({"result":{"items":[{"domain":"a.example","started":1565728665000,"ended":1565728666000,"contact":[{"type":"registrant","email":"x@y.example"}],"nameServers":["NS1.B.EXAMPLE"],"status":["ok"]}],"count":1},"endpoint":"/v1/history/a.example/whois"})",
       {"a.example answers registration: found @2019-08-13T20:37:45Z",
        "a.example .status=ok @2019-08-13T20:37:45Z..2019-08-13T20:37:46Z",
        "a.example ns ns1.b.example @2019-08-13T20:37:45Z..2019-08-13T20:37:46Z",
        "a.example email x@y.example @2019-08-13T20:37:45Z..2019-08-13T20:37:46Z"}},
      {"SecurityTrails subdomains are labels",
       "securitytrails",
       {},
       R"({"subdomains":["www","a.b"],"endpoint":"/v1/domain/a.example/subdomains"})",
       {"www.a.example mentioned", "a.b.a.example mentioned"}},
      {"VirusTotal resolution: a point in time",
       "virustotal",
       {},
       R"({"data":[{"type":"resolution","id":"192.0.2.1a.example","attributes":{"date":1565223148,"host_name":"a.example","ip_address":"192.0.2.1"}}]})",
       {"a.example ip 192.0.2.1 @2019-08-08T00:12:28Z"}},
      {"VirusTotal file: the name comes from the answer's own link",
       "virustotal",
       {},
       R"({"data":[{"type":"file","id":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","attributes":{"last_analysis_stats":{"malicious":3}}}],"links":{"self":"https://www.virustotal.com/api/v3/domains/a.example/communicating_files?limit=10"}})",
       {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 mentioned",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .detections=3 @2024-06-01T00:00:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 host a.example @2024-06-01T00:00:00Z"}},
      {"OTX passive DNS",
       "otx",
       {},
       R"({"passive_dns":[{"address":"192.0.2.7","first":"2019-09-04T05:32:29","last":"2019-09-04T18:16:07","hostname":"a.example","record_type":"A","flag_title":"Germany","asn":"AS64500 the net"},{"address":"NXDOMAIN","hostname":"b.example"}],"count":2})",
       {"a.example ip 192.0.2.7 @2019-09-04T05:32:29Z..2019-09-04T18:16:07Z",
        "192.0.2.7 asn AS64500 @2024-06-01T00:00:00Z", "AS64500 .as-name=the net @2024-06-01T00:00:00Z",
        "192.0.2.7 country DE @2024-06-01T00:00:00Z", "b.example mentioned"}},
      {"OTX pulse",
       "otx",
       {},
       R"({"id":"p1","name":"Pulse","created":"2020-01-02T00:00:00","tags":["spam"],"indicators":[{"indicator":"a.example","type":"domain","created":"2020-01-03T00:00:00"},{"indicator":"Global\\x","type":"Mutex"}]})",
       {"p1 .title=Pulse @2020-01-02T00:00:00Z", "p1 .published=2020-01-02T00:00:00Z @2020-01-02T00:00:00Z",
        "p1 tag spam @2020-01-02T00:00:00Z", "a.example report p1 @2020-01-03T00:00:00Z"}},
      {"PassiveTotal unique: no dates",
       "passivetotal",
       {},
       R"({"queryType":"ip","queryValue":"192.0.2.7","results":["a.example"],"frequency":[["a.example",1]]})",
       {"a.example ip 192.0.2.7"}},
      {"Validin, also from the other end",
       "validin",
       {},
       R"({"query_key":"192.0.2.7","records":{"A":[{"key":"192.0.2.7","value":"a.example","value_type":"DOM","first_seen":1566777600,"last_seen":1713268800}],"NS_FOR":[{"key":"ns1.b.example","value":"c.example","first_seen":1566777600,"last_seen":1566777600}]}})",
       {"a.example ip 192.0.2.7 @2019-08-26T00:00:00Z..2024-04-16T12:00:00Z",
        "c.example ns ns1.b.example @2019-08-26T00:00:00Z"}},
      {"DoH: every record stands on its own name",
       "doh",
       {},
       R"({"Status":0,"Question":[{"name":"w.a.example.","type":1}],"Answer":[{"name":"w.a.example.","type":5,"TTL":60,"data":"c.b.example."},{"name":"c.b.example.","type":1,"TTL":60,"data":"192.0.2.9"}]})",
       {"w.a.example cname c.b.example @2024-06-01T00:00:00Z ttl=60",
        "c.b.example ip 192.0.2.9 @2024-06-01T00:00:00Z ttl=60", "w.a.example answers a: found @2024-06-01T00:00:00Z"}},
      {"DoH: no such name",
       "doh",
       {},
       R"({"Status":3,"Question":[{"name":"a.example","type":28}]})",
       {"a.example answers aaaa: none @2024-06-01T00:00:00Z"}},
      {"CIRCL passive SSL",
       "circl-passivessl",
       {},
       R"({"certificate":"7c552ab044c76d1df4f5ddf358807bfdcd07fa57","hits":1,"seen":["192.0.2.7"]})",
       {"192.0.2.7 service 192.0.2.7:443/tcp", "192.0.2.7:443/tcp ip 192.0.2.7",
        "192.0.2.7:443/tcp cert sha1:7c552ab044c76d1df4f5ddf358807bfdcd07fa57"}},
  };
  for (const auto& sample : samples) check(sample);
}

TEST_CASE("every JSON reader reads its own sample", "[ingest][json]") {
  for (const char* name : {"whoisxml", "rdap", "securitytrails", "virustotal", "otx", "passivetotal", "validin",
                           "circl-passivessl", "doh"}) {
    INFO(name);
    const Reader& reader = readerNamed(name);
    CHECK(detected(reader.sample()) == name);
    const Read read = readText(reader, reader.sample());
    CHECK(read.error.empty());
    CHECK(read.rejects.empty());
    CHECK_FALSE(read.lines().empty());
    CHECK_FALSE(reader.title().empty());
  }
}

}  // namespace clew::ingest::test
