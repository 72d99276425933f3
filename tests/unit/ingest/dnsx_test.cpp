// dnsx where its records say whose they are: the lines of answers, zone transfers, traces.
#include "unit/ingest/line_support.h"

namespace clew::ingest::test {
namespace {

const std::string kDnsxAt = " @2023-03-10T22:09:15Z";
const std::string kDnsxEnd =
    R"(,"resolver":["192.0.2.53:53"],"status_code":"NOERROR","timestamp":"2023-03-10T22:09:15Z"})";

}  // namespace

TEST_CASE("dnsx: each line of an answer is of its own owner", "[ingest][tools]") {
  const std::string glue = R"({"host":"a.example","ttl":60,"a":["192.0.2.53"],"ns":["ns1.b.example"],"all":[)"
                           R"("a.example.\t60\tIN\tNS\tns1.b.example.","ns1.b.example.\t70\tIN\tA\t192.0.2.53",)"
                           R"("\n;; OPT PSEUDOSECTION:\n; EDNS: version 0; flags: ; udp: 1232"])" +
                           kDnsxEnd;
  const std::string chain =
      R"({"host":"w.a.example","cname":["c.b.example"],"a":["192.0.2.9"],"all":[)"
      R"("w.a.example.\t60\tIN\tCNAME\tC.b.example.","c.b.example.\t30\tIN\tA\t192.0.2.9",)"
      R"("c.b.example.\t30\tIN\tTXT\t\"v=spf1\" \" -all\"","b.example.\t5\tIN\tSOA\tns.b.example. )"
      R"(host.b.example. 1 2 3 4 5"])" +
      kDnsxEnd;
  const std::string odd =
      R"({"host":"d.example","srv":["s.d.example"],"all":["d.example.\t60\tIN\tSRV\t1 2 3 s.d.example.",)"
      R"("d.example. 60","d.example.\t60\tIN\tA\t192.0.2.999"])" +
      kDnsxEnd;
  check("dnsx",
        {{"addresses of a server beside it",
          glue,
          {"a.example ns ns1.b.example" + kDnsxAt + " ttl=60", "ns1.b.example ip 192.0.2.53" + kDnsxAt + " ttl=70",
           "a.example answers ns: found" + kDnsxAt}},
         {"a chain of aliases, a text in parts, a mailbox of the zone",
          chain,
          {"w.a.example cname c.b.example" + kDnsxAt + " ttl=60", "c.b.example ip 192.0.2.9" + kDnsxAt + " ttl=30",
           "c.b.example txt v=spf1 -all" + kDnsxAt + " ttl=30",
           "b.example soa-email host@b.example" + kDnsxAt + " ttl=5", "w.a.example answers cname: found" + kDnsxAt,
           "c.b.example answers a: found" + kDnsxAt, "c.b.example answers txt: found" + kDnsxAt}},
         {"what makes no link, or none that is right",
          odd,
          {"d.example answers a: found" + kDnsxAt},
          {"no record of a name", "'192.0.2.999' is no IPv4 address: 999 is above 255"},
          "-",
          {"1 × records of type SRV: kept in the raw record alone"}}});
}

TEST_CASE("dnsx: names of an address, by its reverse name or an alias of it", "[ingest][tools]") {
  const std::string at = kDnsxAt + " ttl=60";
  check("dnsx",
        {{"the reverse name",
          R"({"host":"192.0.2.9","ptr":["p.a.example"],"all":["9.2.0.192.in-addr.arpa.\t60\tIN\tPTR\tp.a.example."])" +
              kDnsxEnd,
          {"192.0.2.9 ptr p.a.example" + at, "192.0.2.9 answers ptr: found" + kDnsxAt}},
         {"an alias below a zone of its own",
          R"({"host":"192.0.2.9","ptr":["p.a.example"],"all":[)"
          R"("9.2.0.192.in-addr.arpa.\t60\tIN\tCNAME\t9.0-15.2.0.192.in-addr.arpa.",)"
          R"("9.0-15.2.0.192.in-addr.arpa.\t60\tIN\tPTR\tp.a.example.","p.a.example.\t60\tIN\tA\t192.0.2.9"])" +
              kDnsxEnd,
          {"9.2.0.192.in-addr.arpa cname 9.0-15.2.0.192.in-addr.arpa" + at, "192.0.2.9 ptr p.a.example" + at,
           "p.a.example ip 192.0.2.9" + at, "192.0.2.9 answers ptr: found" + kDnsxAt}}});
}

TEST_CASE("dnsx: the records of a transferred zone are those of their owners", "[ingest][tools]") {
  const std::string zone =
      R"({"host":"a.example","a":["192.0.2.1","192.0.2.2"],"ns":["ns1.a.example"],"resolver":["192.0.2.53:53"],)"
      R"("timestamp":"2023-03-10T22:09:16Z","all":["a.example.\t60\tIN\tNS\tns1.a.example.",)"
      R"("www.a.example.\t60\tIN\tA\t192.0.2.1","mail.a.example.\t60\tIN\tA\t192.0.2.2"]})";
  const Lines owners = {"a.example ns ns1.a.example @2023-03-10T22:09:16Z ttl=60",
                        "www.a.example ip 192.0.2.1 @2023-03-10T22:09:16Z ttl=60",
                        "mail.a.example ip 192.0.2.2 @2023-03-10T22:09:16Z ttl=60"};
  const std::string silent = R"({"host":"a.example","a":["192.0.2.1","192.0.2.2"],"ns":["ns1.a.example"]})";
  const auto with = [](const std::string& chain, const std::string& flat) {
    return R"({"host":"a.example",)" + flat + R"("axfr":{"host":"a.example","chain":[)" + chain + "]}" + kDnsxEnd;
  };
  const std::string flat = R"("a":["192.0.2.1","192.0.2.2"],)";
  check("dnsx",
        {{"by the lines, of two servers once", with(zone + "," + zone, ""), owners},
         {"beside it stands the same without owners",
          with(zone, flat),
          owners,
          {},
          "-",
          {"1 × answers beside a zone transfer that do not say whose records they hold: kept in the raw record "
           "alone"}},
         {"without lines nobody says whose the records are",
          with(silent, ""),
          {"a.example mentioned"},
          {},
          "-",
          {"1 × answers of servers that do not say whose records they hold: kept in the raw record alone"}},
         {"refused, so that what stands beside it is of the name",
          with(R"({"host":"a.example","resolver":["192.0.2.53:53"]})", flat),
          {"a.example ip 192.0.2.1" + kDnsxAt, "a.example ip 192.0.2.2" + kDnsxAt,
           "a.example answers a: found" + kDnsxAt}},
         {"the way to the answer",
          R"({"host":"a.example","trace":{"host":"a.example","chain":[{"host":"a.example","ns":["x.example"],)"
          R"("all":[". 5 IN NS r.example.","example. 5 IN NS x.example.","a.example. 60 IN NS ns1.b.example."]}]})" +
              kDnsxEnd,
          {"a.example ns ns1.b.example" + kDnsxAt + " ttl=60"},
          {},
          "-",
          {"1 × records of the root: kept in the raw record alone",
           "1 × records of top-level domains: kept in the raw record alone"}}});
  CHECK(detected(R"({"host":"a.example","resolver":["192.0.2.53:53"],"axfr":{"host":"a.example","chain":[]}})") ==
        "dnsx");
}

TEST_CASE("dnsx: servers are believed of the zone alone that was asked for", "[ingest][tools]") {
  const std::string at = kDnsxAt + " ttl=60";
  const auto with = [](const std::string& host, const std::string& key, const std::string& lines) {
    return R"({"host":")" + host + R"(",")" + key + R"(":{"host":"x","chain":[{"all":[)" + lines + "]}]}" + kDnsxEnd;
  };
  const std::string bank = R"("login.bank.example. 60 IN A 192.0.2.66")";
  const auto outside = [](int count) {
    return Lines{std::to_string(count) +
                 " × records outside the zone that was asked for: kept in the raw record alone"};
  };
  check("dnsx",
        {{"a transfer",
          with("a.example", "axfr",
               R"("A.example. 60 IN NS ns1.a.example.","x.y.a.example. 60 IN A 192.0.2.1","xa.example. 60 IN A )"
               R"(192.0.2.2",)" +
                   bank),
          {"a.example ns ns1.a.example" + at, "x.y.a.example ip 192.0.2.1" + at},
          {},
          "-",
          outside(2)},
         {"a trace, with the servers of the names above, and glue",
          with("w.b.a.example", "trace",
               R"("b.a.example. 60 IN NS ns1.c.example.","ns1.c.example. 60 IN A 192.0.2.53","b.a.example. 60 IN A )"
               R"(192.0.2.2","w.b.a.example. 60 IN A 192.0.2.1",)" +
                   bank),
          {"b.a.example ns ns1.c.example" + at, "w.b.a.example ip 192.0.2.1" + at},
          {},
          "-",
          outside(3)},
         {"aliases in a trace, within the registrable name and beyond it",
          with("w.a.example", "trace",
               R"("w.a.example. 60 IN CNAME c.a.example.","c.a.example. 60 IN CNAME login.bank.example.",)" + bank),
          {"w.a.example cname c.a.example" + at, "c.a.example cname login.bank.example" + at},
          {},
          "-",
          outside(1)},
         {"of an address",
          with("192.0.2.9", "trace", R"("9.2.0.192.in-addr.arpa. 60 IN PTR p.a.example.",)" + bank),
          {"192.0.2.9 answers ptr: none" + kDnsxAt, "192.0.2.9 ptr p.a.example" + at},
          {},
          "-",
          outside(1)}});
}

TEST_CASE("dnsx: values beside lines without a record", "[ingest][tools]") {
  const std::string values = R"({"host":"a.example","a":["192.0.2.1"],"all":[)";
  check("dnsx", {{"lines that say nothing of records",
                  values + R"("; EDNS: version 0; flags:; udp: 1232"])" + kDnsxEnd,
                  {"a.example ip 192.0.2.1" + kDnsxAt, "a.example answers a: found" + kDnsxAt}},
                 {"lines that cannot be read",
                  values + R"("broken"])" + kDnsxEnd,
                  {"a.example mentioned"},
                  {"no record of a name"},
                  "-",
                  {"1 × answers whose lines cannot be read: kept in the raw record alone"}}});
}

TEST_CASE("dnsx: records without lines that make no link are counted", "[ingest][tools]") {
  check("dnsx", {{"servers of services",
                  R"({"host":"a.example","srv":["s.a.example","t.a.example"],"caa":["ca.example"])" + kDnsxEnd,
                  {"a.example mentioned"},
                  {},
                  "-",
                  {"1 × records of type CAA: kept in the raw record alone",
                   "2 × records of type SRV: kept in the raw record alone"}}});
}

TEST_CASE("dnsx: whose an address is", "[ingest][tools]") {
  const std::string asn =
      R"("asn":{"as-number":"AS64500","as-name":"ACME","as-country":"NL","as-range":["192.0.2.0/24"]})";
  const Lines of_ip = {"192.0.2.9 asn AS64500" + kDnsxAt, "AS64500 .as-name=ACME" + kDnsxAt,
                       "AS64500 country NL" + kDnsxAt, "192.0.2.0/24 asn AS64500" + kDnsxAt,
                       "192.0.2.9 net 192.0.2.0/24" + kDnsxAt};
  Lines named = {"a.example ip 192.0.2.9" + kDnsxAt, "a.example ip 198.51.100.9" + kDnsxAt,
                 "a.example answers a: found" + kDnsxAt};
  named.insert(named.end(), of_ip.begin(), of_ip.end());
  Lines reverse = {"192.0.2.9 ptr p.a.example" + kDnsxAt, "192.0.2.9 answers ptr: found" + kDnsxAt};
  reverse.insert(reverse.end(), of_ip.begin(), of_ip.end());
  check("dnsx", {{"the address that its blocks hold, and not the other",
                  R"({"host":"a.example","a":["192.0.2.9","198.51.100.9"],)" + asn + kDnsxEnd, named},
                 {"an address that was asked about", R"({"host":"192.0.2.9","ptr":["p.a.example"],)" + asn + kDnsxEnd,
                  reverse}});
}

}  // namespace clew::ingest::test
