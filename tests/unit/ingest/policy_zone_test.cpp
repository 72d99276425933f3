// Response policy zones, and what massdns and dig +multiline print in full.
#include "common/text.h"
#include "unit/ingest/line_support.h"

namespace clew::ingest::test {

TEST_CASE("response policies: all that sets one off is on the list", "[ingest][zone]") {
  const std::string text =
      "$TTL 60\n@ SOA localhost. root.localhost. 1 2 3 4 5\n  NS localhost.\nwalled.b.example CNAME garden.c.example.\n"
      "bad.b.example CNAME .\n*.bad.b.example CNAME .\nlocal.b.example A 192.0.2.80\nok.b.example CNAME "
      "rpz-passthru.\nself.b.example CNAME self.b.example.\n32.7.2.0.192.rpz-ip CNAME .\n24.0.2.0.192.rpz-ip CNAME "
      "*.\n48.zz.1.db8.2001.rpz-ip CNAME .\n128.9.zz.db8.2001.rpz-ip CNAME .\n32.8.2.0.192.rpz-nsip CNAME .\n"
      "ns1.c.example.rpz-nsdname CNAME .\n24.0.100.51.198.rpz-client-ip CNAME rpz-drop.\n12.rpz-ip CNAME .\n";
  const Lines listed = {"walled.b.example", "bad.b.example", "local.b.example", "192.0.2.7",    "192.0.2.0/24",
                        "2001:db8:1::/48",  "2001:db8::9",   "192.0.2.8",       "ns1.c.example"};
  const Lines notices = {"1 × clients that a response policy treats otherwise: kept in the raw record alone",
                         "2 × names that a response policy lets pass: kept in the raw record alone",
                         "2 × records of a response policy's own name: kept in the raw record alone"};
  for (const std::string subject : {"", "rpz.feed.example"}) {
    INFO(subject);
    CHECK(detected(text) == "zone");
    const Read read = readText(readerNamed("zone"), text, {.name = "block.db", .subject = subject});
    Lines got;
    for (const std::string& line : read.lines()) {
      if (contains(line, " list block.db ")) got.push_back(line.substr(0, line.find(' ')));
    }
    CHECK(got == listed);
    CHECK(read.reasons() == Lines{"an address of a policy zone that is not read"});
    CHECK(read.targets("cname").empty());
    CHECK(read.targets("ip").empty());
    CHECK(read.notices == notices);
  }
}

TEST_CASE("a response policy as a server writes it: the origin changes", "[ingest][zone]") {
  const Read read = readText(readerNamed("zone"),
                             "$ORIGIN .\n$TTL 60\nrpz.local.example IN SOA localhost. root.localhost. (1 2 3 4 5)\n"
                             "$ORIGIN example.rpz.local.example.\nbad CNAME .\n*.bad CNAME .\n",
                             {.name = "block.db"});
  CHECK(read.lines() == Lines{"bad.example list block.db @2024-06-01T00:00:00Z"});
  CHECK(read.reasons().empty());
}

TEST_CASE("an alias of the root does not make a zone one of policies", "[ingest][zone]") {
  const std::string at = " @2024-06-01T00:00:00Z ttl=60";
  const std::string own = "$ORIGIN a.example.\n$TTL 60\n@ SOA ns1 host 1 2 3 4 5\n  NS ns1\nns1 A 192.0.2.53\n";
  const Lines facts = {"a.example soa-email host@a.example" + at, "a.example ns ns1.a.example" + at,
                       "ns1.a.example ip 192.0.2.53" + at};
  const Lines nowhere = {"1 × records of type CNAME that lead to no name: kept in the raw record alone"};
  const Lines nowhere_twice = {"2 × records of type CNAME that lead to no name: kept in the raw record alone"};
  check("zone", {{"one name out of use", own + "old CNAME .\n", facts, {}, "db.a.example", nowhere},
                 {"more of them than others, by one label",
                  own + "old CNAME .\n*.dev CNAME .\n",
                  facts,
                  {},
                  "db.a.example",
                  nowhere_twice},
                 {"a name of two labels among others", own + "old.dept CNAME .\n", facts, {}, "db.a.example", nowhere},
                 {"whole names, and nobody says where the zone begins",
                  "old.a.example. 60 IN CNAME .\n",
                  {},
                  {},
                  "x.txt",
                  nowhere}});
  check("zone", {{"a policy whose names are whole",
                  "rpz.b.example. 60 IN SOA localhost. root.localhost. 1 2 3 4 5\nbad.a.example.rpz.b.example. 60 IN "
                  "CNAME .\n",
                  {"bad.a.example list block @2024-06-01T00:00:00Z"},
                  {},
                  "block.txt",
                  {"1 × records of a response policy's own name: kept in the raw record alone"}},
                 {"a policy told by a trigger below its origin",
                  "$ORIGIN rpz.b.example.\n@ 60 SOA localhost. root.localhost. 1 2 3 4 5\nwalled.c.example 60 CNAME "
                  "garden.d.example.\n32.7.2.0.192.rpz-ip 60 CNAME garden.d.example.\n",
                  {"walled.c.example list block @2024-06-01T00:00:00Z", "192.0.2.7 list block @2024-06-01T00:00:00Z"},
                  {},
                  "block.txt",
                  {"1 × records of a response policy's own name: kept in the raw record alone"}}});
}

TEST_CASE("a response policy that answers with one place is one by its name or its server", "[ingest][zone]") {
  const auto rows = [](std::string_view prefix, const std::string& data, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += std::string(prefix) + std::to_string(i) + ".b.example " + data + "\n";
    return text;
  };
  const std::string server = "@ SOA localhost. root.localhost. 1 2 3 4 5\n  NS localhost.\n";
  const std::string other_server = "@ SOA ns1.c.example. root.c.example. 1 2 3 4 5\n";
  const std::string rpz = "$TTL 60\n$ORIGIN rpz.feed.example.\n", feed = "$TTL 60\n$ORIGIN block.feed.example.\n";
  const std::string away = rows("bad", "CNAME .", 5);
  const std::string sinkhole = rows("evil", "CNAME sinkhole.feed.example.", 10);
  const std::string address = rows("evil", "A 192.0.2.253", 5) + rows("evil", "AAAA 2001:db8::fd", 5);
  for (const std::string& text : {rpz + server + away + sinkhole, rpz + server + away + address,
                                  feed + server + sinkhole, rpz + other_server + address + "one CNAME .\n"}) {
    INFO(text);
    const Read read = readText(readerNamed("zone"), text, {.name = "block.txt"});
    CHECK(read.targets("cname").empty());
    CHECK(read.targets("ip").empty());
    CHECK(contains(read.lines().back(), "evil"));
    CHECK(contains(read.lines().back(), ".b.example list block"));
  }
  const Read by_name =
      readText(readerNamed("zone"), "$TTL 60\n" + other_server + address, {.name = "db.rpz.feed.example"});
  CHECK(by_name.targets("ip").empty());
}

TEST_CASE("an ordinary zone with branches is none of policies", "[ingest][zone]") {
  const std::string at = " @2024-06-01T00:00:00Z ttl=60";
  const std::string zone = "$TTL 60\n$ORIGIN a.example.\n@ SOA ns1 host 1 2 3 4 5\n";
  std::string away, shared;
  Lines of_shared = {"a.example soa-email host@a.example" + at};
  for (const std::string n : {"0", "1", "2", "3", "4"}) {
    away += "h" + n + ".dept CNAME .\n";
    shared += "h" + n + ".dept A 192.0.2.1\n";
    of_shared.push_back("h" + n + ".dept.a.example ip 192.0.2.1" + at);
  }
  check("zone", {{"a branch out of use",
                  zone + away + "www A 192.0.2.1\n",
                  {"a.example soa-email host@a.example" + at, "www.a.example ip 192.0.2.1" + at},
                  {},
                  "db.a.example",
                  {"5 × records of type CNAME that lead to no name: kept in the raw record alone"}},
                 {"one address for all", zone + shared, of_shared, {}, "db.a.example"},
                 {"a server that is nobody's, and little else",
                  zone + "@ NS localhost.\nwww A 192.0.2.1\nx.dept A 192.0.2.2\n",
                  {"a.example soa-email host@a.example" + at, "www.a.example ip 192.0.2.1" + at,
                   "x.dept.a.example ip 192.0.2.2" + at},
                  {"'localhost' is no host name: it has no dot"},
                  "db.a.example"},
                 {"a machine's own zone, served by itself",
                  zone + "@ NS localhost.\n@ A 192.0.2.1\nx.shop A 192.0.2.1\ny.shop A 192.0.2.1\nz.shop A 192.0.2.1\n",
                  {"a.example soa-email host@a.example" + at, "a.example ip 192.0.2.1" + at,
                   "x.shop.a.example ip 192.0.2.1" + at, "y.shop.a.example ip 192.0.2.1" + at,
                   "z.shop.a.example ip 192.0.2.1" + at},
                  {"'localhost' is no host name: it has no dot"},
                  "db.a.example"}});
}

TEST_CASE("a file of rules without a name of the zone is one of policies when most are", "[ingest][zone]") {
  const Read read = readText(readerNamed("zone"),
                             "$TTL 60\n@ SOA ns.c.example. h.c.example. 1 2 3 4 5\n@ NS ns.c.example.\n"
                             "bad.b.example CNAME .\nbad1.b.example CNAME .\nbad2.b.example CNAME .\n"
                             "evil.b.example CNAME sink.c.example.\nworse.b.example A 192.0.2.66\n",
                             {.name = "block.txt"});
  CHECK(read.lines().size() == 5);
  CHECK(contains(read.lines().back(), "worse.b.example list block"));
  CHECK(read.targets("ip").empty());
}

TEST_CASE("massdns's whole answers as text", "[ingest][dig]") {
  const std::string text =
      ";; Server: 192.0.2.53:53\n;; Size: 60\n;; Unix time: 1700000000\n"
      ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n;; flags: qr rd ra ; QUERY: 1, ANSWER: 1\n\n"
      ";; QUESTION SECTION:\nw.a.example. IN A\n\n;; ANSWER SECTION:\nw.a.example. 60 IN A 192.0.2.1\n\n\n"
      ";; Server: 192.0.2.53:53\n;; Size: 60\n;; Unix time: 1700000001\n"
      ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 2\n;; flags: qr rd ra ; QUERY: 1, ANSWER: 0\n\n"
      ";; QUESTION SECTION:\nno.a.example. IN A\n";
  CHECK(detected(text) == "dig");
  check("dig", {{"each by its own time",
                 text,
                 {"w.a.example ip 192.0.2.1 @2023-11-14T22:13:20Z ttl=60",
                  "w.a.example answers a: found @2023-11-14T22:13:20Z",
                  "no.a.example answers a: none @2023-11-14T22:13:21Z"}}});
  const Read read = readText(readerNamed("dig"), text);
  REQUIRE(read.lookups.size() == 2);
  CHECK(read.lookups[1].lookup.outcome == model::Outcome::kNone);
}

TEST_CASE("dig +multiline", "[ingest][dig]") {
  check("dig", {{"a record over several lines",
                 "; <<>> DiG 9.18 <<>> +multiline a.example SOA\n;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: "
                 "1\n;; flags: qr rd ra; QUERY: 1, ANSWER: 1\n;; QUESTION SECTION:\n;a.example.\tIN SOA\n\n"
                 ";; ANSWER SECTION:\na.example.\t\t3600 IN SOA ns1.a.example. host.a.example. (\n"
                 "\t\t\t\t2024030501 ; serial\n\t\t\t\t7200       ; refresh (2 hours)\n\t\t\t\t300        ; minimum\n"
                 "\t\t\t\t)\n\n;; WHEN: Wed Oct 30 05:13:22 UTC 2019\n",
                 {"a.example soa-email host@a.example @2019-10-30T05:13:22Z ttl=3600",
                  "a.example answers soa: found @2019-10-30T05:13:22Z"}}});
}

TEST_CASE("dnsx: a mailbox is of the zone that it is said of", "[ingest][tools]") {
  check("dnsx", {{"a name below it",
                  R"({"host":"w.a.example","soa":[{"name":"a.example","mailbox":"host.a.example"}],)"
                  R"("status_code":"NOERROR","resolver":["192.0.2.53:53"],"timestamp":"2023-03-10T22:09:15Z"})",
                  {"a.example soa-email host@a.example @2023-03-10T22:09:15Z"}}});
}

TEST_CASE("kdig's answers", "[ingest][dig]") {
  const std::string text =
      ";; ->>HEADER<<- opcode: QUERY; status: NOERROR; id: 57362\n;; Flags: qr rd ra; QUERY: 1; ANSWER: 1; AUTHORITY: "
      "0; "
      "ADDITIONAL: 0\n\n;; QUESTION SECTION:\n;; a.example.          \t\tIN\tA\n\n;; ANSWER SECTION:\n"
      "a.example.          \t300\tIN\tA\t192.0.2.7\n\n;; Received 45 B\n;; From 192.0.2.53@53(UDP) in 20.1 ms\n";
  CHECK(detected(text) == "dig");
  const Read read = readText(readerNamed("dig"), text);
  CHECK(read.reasons().empty());
  CHECK(read.pairs("ip") == std::vector<std::string>{"a.example 192.0.2.7"});
  REQUIRE(read.lookups.size() == 1);
  CHECK(read.lookups[0].lookup.subject == "a.example");
}

TEST_CASE("kdig says when", "[ingest][dig]") {
  const auto answer = [](const std::string& time) {
    return ";; ->>HEADER<<- opcode: QUERY; status: NOERROR; id: 1\n;; Flags: qr rd ra; QUERY: 1; ANSWER: 1\n\n"
           ";; QUESTION SECTION:\n;; a.example. \t\tIN\tA\n\n;; ANSWER SECTION:\na.example. 300\tIN\tA\t192.0.2.7\n\n"
           ";; Received 45 B\n;; Time " +
           time + "\n;; From 192.0.2.53@53(UDP) in 20.1 ms\n";
  };
  check(
      "dig",
      {{"each answer by its own clock, in whatever zone",
        answer("2022-09-25 10:11:12 UTC") + "\n" + answer("2022-09-25 10:11:12 CEST"),
        {"a.example ip 192.0.2.7 @2022-09-25T10:11:12Z ttl=300", "a.example answers a: found @2022-09-25T10:11:12Z",
         "a.example ip 192.0.2.7 @2022-09-25T08:11:12Z ttl=300", "a.example answers a: found @2022-09-25T08:11:12Z"}}});
}

TEST_CASE("parentheses without end cost their record alone", "[ingest][dig]") {
  std::string text =
      ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n\n;; ANSWER SECTION:\n"
      "a.example. 60 IN SOA ns1.b.example. host.b.example. (\n";
  for (int i = 1; i <= 200; ++i) text += "a.example. 60 IN A 192.0.2." + std::to_string(i) + "\n";
  const Read read = readText(readerNamed("dig"), text);
  CHECK(read.targets("ip").size() == 200);
  REQUIRE(read.reasons() == std::vector<std::string>{"the record ends within parentheses"});
  CHECK(read.rejects[0].position == 4);
  CHECK(read.rejects[0].text == "a.example. 60 IN SOA ns1.b.example. host.b.example. (");
}

}  // namespace clew::ingest::test
