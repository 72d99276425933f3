// dig's output and zone files: made-up ones with the facts that they give, and real ones with counts made apart.
#include <catch2/catch.hpp>

#include "common/text.h"
#include "unit/ingest/real_support.h"

namespace clew::ingest::test {
namespace {

struct ZoneSample {
  const char* what;
  const char* reader;
  const char* text;
  std::vector<std::string> facts;  // all of them, in order
  std::vector<std::string> rejects = {};
  std::vector<std::string> notices = {};
  Given given = {};
};

void checkZone(const ZoneSample& sample) {
  INFO(sample.what);
  CHECK(detected(sample.text, sample.given.name) == sample.reader);
  const Read read = readText(readerNamed(sample.reader), sample.text, sample.given);
  CHECK(read.error.empty());
  CHECK(read.lines() == sample.facts);
  CHECK(read.reasons() == sample.rejects);
  CHECK(read.notices == sample.notices);
}

}  // namespace

TEST_CASE("dig's answers", "[ingest][dig]") {
  const std::vector<ZoneSample> samples = {
      {"two queries in one output, a chain, spaces and tabs; each by its own clock",
       "dig",
       "\n; <<>> DiG 9.11 <<>> w.a.example b.example\n;; global options: +cmd\n;; Got answer:\n"
       ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n"
       ";; flags: qr rd ra; QUERY: 1, ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 1\n\n;; OPT PSEUDOSECTION:\n"
       "; EDNS: version: 0, flags:; udp: 4096\n;; QUESTION SECTION:\n;w.a.example.\t\tIN\tA\n\n;; ANSWER SECTION:\n"
       "w.a.example.\t\t5\tIN\tCNAME\tedge.c.example.\nedge.c.example.   7 IN  A   192.0.2.9\n\n"
       ";; WHEN: Wed Oct 30 05:13:22 PDT 2019\n\n;; Got answer:\n"
       ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 2\n"
       ";; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 1\n\n;; QUESTION SECTION:\n"
       ";b.example.\t\tIN\tA\n\n;; AUTHORITY SECTION:\n"
       "example.\t900\tIN\tSOA\tns1.example. host\\.master.example. 1 2 3 4 5\n\n;; WHEN: Wed Oct 30 05:13:23 PDT "
       "2019\n",
       {"w.a.example cname edge.c.example @2019-10-30T12:13:22Z ttl=5",
        "edge.c.example ip 192.0.2.9 @2019-10-30T12:13:22Z ttl=7", "w.a.example answers a: found @2019-10-30T12:13:22Z",
        "b.example answers a: none @2019-10-30T12:13:23Z"},
       {},
       {"1 × records of top-level domains: kept in the raw record alone"}},
      {"a referral is no answer",
       "dig",
       "; <<>> DiG 9.11 <<>> a.example NS @ns.example\n;; Got answer:\n"
       ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n"
       ";; flags: qr rd; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 1\n;; QUESTION SECTION:\n"
       ";a.example.            IN  NS\n\n;; AUTHORITY SECTION:\na.example.     172800  IN  NS  ns2.b.example.\n\n"
       ";; ADDITIONAL SECTION:\nns2.b.example.     172800  IN  AAAA    2001:db8::a\n",
       {"a.example ns ns2.b.example" + kAt + " ttl=172800", "ns2.b.example ip 2001:db8::a" + kAt + " ttl=172800"}},
      {"a reverse name asks about the address",
       "dig",
       ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n;; flags: qr rd ra; QUERY: 1, ANSWER: 1\n"
       ";; QUESTION SECTION:\n;1.2.0.192.in-addr.arpa.\t\tIN\tPTR\n\n;; ANSWER SECTION:\n"
       "1.2.0.192.in-addr.arpa.\t5\tIN\tPTR\thost.a.example.\n",
       {"192.0.2.1 ptr host.a.example" + kAt + " ttl=5", "192.0.2.1 answers ptr: found" + kAt}},
      {"a transfer has no sections and repeats its SOA",
       "dig",
       "; <<>> DiG 9.18 <<>> axfr a.example @ns1.a.example\n;; global options: +cmd\n"
       "a.example.\t\t3600\tIN\tSOA\tns1.a.example. h.a.example. 1 2 3 4 5\na.example.\t3600\tIN\tNS\tns1.a.example.\n"
       "_sip._tcp.a.example. 60 IN SRV 1 2 5060 sip.a.example.\n"
       "a.example.\t\t3600\tIN\tSOA\tns1.a.example. h.a.example. 1 2 3 4 5\n;; XFR size: 4 records (messages 1)\n",
       {"a.example soa-email h@a.example" + kAt + " ttl=3600", "a.example ns ns1.a.example" + kAt + " ttl=3600"},
       {},
       {"1 × records of type SRV: kept in the raw record alone"}},
      {"nobody answered, and a transfer was refused",
       "dig",
       "; <<>> DiG 9.18 <<>> a.example\n;; global options: +cmd\n;; connection timed out; no servers could be reached\n"
       "; <<>> DiG 9.18 <<>> axfr b.example\n;; global options: +cmd\n; Transfer failed.\n",
       {},
       {"there is no answer: connection timed out; no servers could be reached",
        "there is no answer: Transfer failed."}},
      {"in YAML: a list of messages, quoted or not, and no answer",
       "dig",
       "-\n  type: MESSAGE\n  message:\n    type: RECURSIVE_RESPONSE\n    query_time: !!timestamp "
       "2022-09-25T10:11:12.123Z\n"
       "    response_time: !!timestamp 2022-09-25T10:11:13.150Z\n    response_address: \"192.0.2.53\"\n"
       "    response_message_data:\n      opcode: QUERY\n      status: NOERROR\n      id: 1234\n      flags: qr rd ra\n"
       "      QUESTION: 1\n      ANSWER: 2\n      OPT_PSEUDOSECTION:\n        EDNS:\n          version: 0\n"
       "          flags:\n          udp: 1232\n      QUESTION_SECTION:\n        - www.a.example. IN A\n"
       "      ANSWER_SECTION:\n        - www.a.example. 60 IN CNAME a.example.\n        - a.example. 60 IN A "
       "192.0.2.1\n"
       "      ADDITIONAL_SECTION:\n        - 'a.example. 60 IN TXT \"it''s\"'\n"
       "- type: MESSAGE\n  message:\n    type: RECURSIVE_RESPONSE\n    response_time: !!timestamp "
       "2022-09-25T10:11:14Z\n"
       "    response_message_data:\n      status: NXDOMAIN\n      flags: qr rd ra\n      QUESTION_SECTION:\n"
       "        - b.example. IN MX\n- type: DIG_ERROR\n  message: no servers could be reached\n",
       {"www.a.example cname a.example @2022-09-25T10:11:13Z ttl=60",
        "a.example ip 192.0.2.1 @2022-09-25T10:11:13Z ttl=60", "a.example txt it's @2022-09-25T10:11:13Z ttl=60",
        "www.a.example answers a: found @2022-09-25T10:11:13Z", "b.example answers mx: none @2022-09-25T10:11:14Z"},
       {"there is no answer: no servers could be reached"}},
      {"messages of dnstap: what was asked is no answer, and the text beside it says the same once more",
       "dig",
       "type: MESSAGE\nidentity: x\nmessage:\n  type: CLIENT_QUERY\n  query_time: !!timestamp 2022-09-25T10:11:12Z\n"
       "  query_message_data:\n    status: NOERROR\n    flags: rd\n    QUESTION_SECTION:\n      - 'a.example. IN "
       "A'\n---\n"
       "type: MESSAGE\nmessage:\n  type: CLIENT_RESPONSE\n  response_time: !!timestamp 2022-09-25T10:11:13Z\n"
       "  response_message_data:\n    status: NOERROR\n    flags: qr rd ra\n    QUESTION_SECTION:\n"
       "      - 'a.example. IN A'\n    ANSWER_SECTION:\n      - 'a.example. 86400 IN A 192.0.2.1'\n"
       "  response_message: |\n    ;; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: 1\n"
       "    ;; ANSWER SECTION:\n    a.example.\t\t86400\tIN\tA\t192.0.2.9\n",
       {"a.example ip 192.0.2.1 @2022-09-25T10:11:13Z ttl=86400", "a.example answers a: found @2022-09-25T10:11:13Z"}},
      {"a server that fails",
       "dig",
       ";; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: 1\n;; flags: qr rd ra; QUERY: 1, ANSWER: 0\n"
       ";; QUESTION SECTION:\n;a.example.\t\tIN\tMX\n",
       {"a.example answers mx: refused" + kAt},
       {"there is no answer: the server answered SERVFAIL"}},
  };
  for (const ZoneSample& sample : samples) checkZone(sample);
}

TEST_CASE("drill names the code of an answer otherwise", "[ingest][dig]") {
  const auto drill = [](const std::string& code, const std::string& answer) {
    const std::string text = ";; ->>HEADER<<- opcode: QUERY, rcode: " + code +
                             ", id: 7\n;; flags: qr rd ra ; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0 \n"
                             ";; QUESTION SECTION:\n;; a.example.\tIN\tA\n\n;; ANSWER SECTION:\n" +
                             answer + "\n;; AUTHORITY SECTION:\n\n;; WHEN: Wed Feb  7 10:11:12 2024\n";
    CHECK(detected(text) == "dig");
    const Read read = readText(readerNamed("dig"), text);
    CHECK(read.reasons().empty());
    return read.lines();
  };
  CHECK(drill("NOERROR", "a.example.\t300\tIN\tA\t192.0.2.7\n") ==
        std::vector<std::string>{"a.example ip 192.0.2.7 @2024-02-07T10:11:12Z ttl=300",
                                 "a.example answers a: found @2024-02-07T10:11:12Z"});
  CHECK(drill("NXDOMAIN", "") == std::vector<std::string>{"a.example answers a: none @2024-02-07T10:11:12Z"});
}

TEST_CASE("zone files", "[ingest][zone]") {
  const std::vector<ZoneSample> samples = {
      {"origin, names left out, several lines, quotes, comments, times to live in either place and with units",
       "zone",
       "$ORIGIN a.example.\n$TTL 1h\n@ IN SOA ns1 hostmaster ( 2024010101 ; serial\n  7200 3600\n  1209600 300 )\n"
       "  IN NS ns1\n  NS ns2.b.example.\nns1 300 IN A 192.0.2.53\nwww IN 1h30m CNAME @\n@ MX 10 mail\n"
       "txt TXT \"v=spf1 ; not a comment\" \"\\032\\\"all\\\"\"\n\tA 192.0.2.9 ; the same name\n",
       {"a.example soa-email hostmaster@a.example" + kAt + " ttl=3600",
        "a.example ns ns1.a.example" + kAt + " ttl=3600", "a.example ns ns2.b.example" + kAt + " ttl=3600",
        "ns1.a.example ip 192.0.2.53" + kAt + " ttl=300", "www.a.example cname a.example" + kAt + " ttl=5400",
        "a.example mx mail.a.example" + kAt + " ttl=3600",
        "txt.a.example txt v=spf1 ; not a comment \"all\"" + kAt + " ttl=3600",
        "txt.a.example ip 192.0.2.9" + kAt + " ttl=3600"}},
      {"a registry's, by tabs and in lower case",
       "zone",
       "a.example.\t900\tin\tns\tns1.b.example.\na.example.\t900\tin\tds\t1 8 2 "
       "AA\nns1.b.example.\t900\tin\ta\t192.0.2.1\n",
       {"a.example ns ns1.b.example" + kAt + " ttl=900", "ns1.b.example ip 192.0.2.1" + kAt + " ttl=900"},
       {},
       {"1 × records of type DS: kept in the raw record alone"}},
      {"what is refused costs itself",
       "zone",
       "$TTL 60\nwww IN A 192.0.2.1\n$ORIGIN a.example.\n$INCLUDE other.zone\nx IN A 300.0.2.1\ny IN BLUB 1\n"
       "z IN A 192.0.2.2\n",
       {"z.a.example ip 192.0.2.2" + kAt + " ttl=60"},
       {"'www' is a relative name, and no $ORIGIN says below what; --subject does",
        "$INCLUDE names another file, which is not opened: take it in by itself",
        "'300.0.2.1' is no IPv4 address: 300 is above 255", "'BLUB' is no type of record"}},
      {"classes, types and data that have no name (RFC 3597), and some that have",
       "zone",
       "h.example. 60 IN A 192.0.2.8\na.example. 60 CLASS1 TYPE1 192.0.2.1\nb.example. 60 IN A \\# 4 C0000202\n"
       "c.example. 60 IN AAAA \\# 16 20010db8 00000000 (\n 00000000 00000007 )\nd.example. 60 CLASS32 TYPE731 \\# 6 "
       "abcd (ef 01 23 45)\n"
       "e.example. 60 TYPE65280 \\# 0\nf.example. 60 NS \\# 3 016100\ng.example. 60 A \\# 3 C00002\n",
       {"h.example ip 192.0.2.8" + kAt + " ttl=60", "a.example ip 192.0.2.1" + kAt + " ttl=60",
        "b.example ip 192.0.2.2" + kAt + " ttl=60", "c.example ip 2001:db8::7" + kAt + " ttl=60"},
       {},
       {"1 × records of type A whose data are bytes: kept in the raw record alone",
        "1 × records of type NS whose data are bytes: kept in the raw record alone",
        "1 × records of type OF ANOTHER CLASS THAN IN: kept in the raw record alone",
        "1 × records of type TYPE65280: kept in the raw record alone"}},
      {"the file says of which zone it is",
       "zone",
       "www IN A 192.0.2.1\nmail IN A 192.0.2.2\n",
       {"www.a.example ip 192.0.2.1" + kAt, "mail.a.example ip 192.0.2.2" + kAt},
       {},
       {},
       {.name = "zones/db.a.example"}},
      {"a response policy: what it blocks is on a list",
       "zone",
       "$ORIGIN rpz.local.example.\n$TTL 60\nbad.b.example CNAME .\n*.bad.b.example CNAME *.\n"
       "32.9.2.0.192.rpz-ip CNAME .\nok.c.example CNAME rpz-passthru.\n",
       {"bad.b.example list block.zone @2024-06-01T00:00:00Z", "192.0.2.9 list block.zone @2024-06-01T00:00:00Z"},
       {},
       {"1 × names that a response policy lets pass: kept in the raw record alone"},
       {.name = "block.zone"}},
  };
  for (const ZoneSample& sample : samples) checkZone(sample);
}

TEST_CASE("dig's real output", "[ingest][dig][real]") {
  const auto files = expectations();
  if (!files) return;
  eachFile(*files, "dig/", [](const std::string& path, const Json& counts) {
    const auto text = sharedFile(path);
    REQUIRE(text);
    CHECK(detected(*text, path) == "dig");
    const auto read = readShared(path);
    REQUIRE(read);
    CHECK(read->reasons().empty());
    CHECK(read->notices.empty());
    std::size_t v4 = 0, v6 = 0;
    for (const std::string& pair : read->pairs("ip")) ++(contains(pair, ":") ? v6 : v4);
    CHECK(v4 == expected(counts, "rr:A"));
    CHECK(v6 == expected(counts, "rr:AAAA"));
    CHECK(read->pairs("ns").size() == expected(counts, "rr:NS"));
    CHECK(read->pairs("cname").size() == expected(counts, "rr:CNAME"));
    CHECK(read->pairs("ptr").size() == expected(counts, "rr:PTR"));
    std::size_t links = 0;
    for (const char* relation : {"ip", "ns", "cname", "ptr"}) links += read->pairs(relation).size();
    CHECK(links == expected(counts, "rr_lines"));
  });
}

}  // namespace clew::ingest::test
