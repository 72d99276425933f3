// Text of tools that gather names: Amass 4's relations, names behind or before their sources.
#include "ingest/readers/text_head.h"
#include "unit/ingest/line_support.h"

namespace clew::ingest::test {

TEST_CASE("Amass 4 as text", "[ingest][tools]") {
  const std::string at = " @2024-06-01T00:00:00Z";
  const std::string text =
      "w.a.example (FQDN) --> cname_record --> c.b.example (FQDN)\n"
      "\x1B[37mc.b.example\x1B[0m (FQDN) --> a_record --> \x1B[32m192.0.2.7\x1B[0m (IPAddress)\n"
      "c.b.example (FQDN) --> aaaa_record --> 2001:db8::7 (IPAddress)\n\n"
      "a.example (FQDN) --> ns_record --> ns1.b.example (FQDN)\na.example (FQDN) --> mx_record --> mail.a.example "
      "(FQDN)\n"
      "a.example (FQDN) --> node --> www.a.example (FQDN)\n"
      "7.2.0.192.in-addr.arpa (FQDN) --> ptr_record --> p.a.example (FQDN)\n"
      "192.0.2.0/24 (Netblock) --> contains --> 192.0.2.7 (IPAddress)\n"
      "64500 (ASN) --> announces --> 192.0.2.0/24 (Netblock)\n"
      "64500 (ASN) --> managed_by --> NET-A - Acme (NL), Inc. (RIROrganization)\n"
      "0 (ASN) --> announces --> 198.51.100.0/24 (Netblock)\n_sip._tcp.a.example (FQDN) --> srv_record --> s.a.example "
      "(FQDN)\n192.0.2.0/24 (Netblock) --> owner --> Acme (Organization)\nThe enumeration has finished\n";
  CHECK(detected(text) == "amass-text");
  check("amass-text",
        {{"each relation",
          text,
          {"w.a.example cname c.b.example" + at, "c.b.example ip 192.0.2.7" + at, "c.b.example ip 2001:db8::7" + at,
           "a.example ns ns1.b.example" + at, "a.example mx mail.a.example" + at, "a.example mentioned",
           "www.a.example mentioned", "192.0.2.7 ptr p.a.example" + at, "192.0.2.7 net 192.0.2.0/24" + at,
           "192.0.2.0/24 asn AS64500" + at, "AS64500 .as-name=NET-A - Acme (NL), Inc." + at,
           "_sip._tcp.a.example mentioned"},
          {"no relation of two things, as Amass writes them"},
          "x",
          {"1 × networks that Amass does not know: kept in the raw record alone",
           "1 × records of type SRV: kept in the raw record alone",
           "1 × relations 'owner' of Amass: kept in the raw record alone"}}});
}

TEST_CASE("names with the sources that know them", "[ingest][tools]") {
  const std::string verbose =
      "[INF] Enumerating subdomains for a.example\n[crtsh] www.a.example\n[some source] b.a.example\n"
      "[crtsh] www.a.example\n";
  const std::string collected = "www.a.example,[crtsh,archive]\nb.a.example,[crtsh]\n";
  const std::string with_addresses = "[DNS]             www.a.example 192.0.2.7,2001:db8::7\n";
  for (const std::string& text : {verbose, collected, with_addresses}) CHECK(detected(text) == "subdomain-text");
  check("subdomain-text", {{"before the name, and the tool's own words",
                            verbose,
                            {"www.a.example mentioned", "b.a.example mentioned"},
                            {},
                            "x",
                            {"1 × lines in which the tool speaks of its own work: passed over"}},
                           {"behind the name", collected, {"www.a.example mentioned", "b.a.example mentioned"}},
                           {"with addresses",
                            with_addresses + "[DNS] c.a.example 192.0.2.300\n",
                            {"www.a.example mentioned", "www.a.example ip 192.0.2.7 @2024-06-01T00:00:00Z",
                             "www.a.example ip 2001:db8::7 @2024-06-01T00:00:00Z"},
                            {"no name with the source that knows it"}}});
  for (const char* other :
       {"[.]a.example\n[.]b.example\n", "[2001:db8::1]:80\n", "[1] blog.example\n[2] b.example\n"}) {
    INFO(other);
    CHECK(readerNamed("subdomain-text").detect(other, "") == 0);
  }
}

TEST_CASE("massdns before 2020: a record of an answer a line, each of its own name", "[ingest][tools]") {
  const std::string text =
      R"({"query_name":"w.a.example.","query_type":"A","resp_name":"w.a.example.","resp_type":"CNAME","data":"c.b.example."}
{"query_name":"w.a.example.","query_type":"A","resp_name":"c.b.example.","resp_type":"A","data":"192.0.2.9"}
{"query_name":"w.a.example.","query_type":"A","resp_name":"ns1.b.example.","resp_type":"A","data":"192.0.2.53"}
{"query_name":"a.example.","query_type":"MX","resp_name":"a.example.","resp_type":"MX","data":"10 mail.a.example."}
{"query_name":"no.a.example.","query_type":"A"}
)";
  CHECK(detected(text) == "massdns");
  const std::string at = " @2024-06-01T00:00:00Z";
  check("massdns",
        {{"",
          text,
          {"w.a.example cname c.b.example" + at, "c.b.example ip 192.0.2.9" + at, "ns1.b.example ip 192.0.2.53" + at,
           "a.example mx mail.a.example" + at, "a.example answers mx: found" + at, "no.a.example mentioned"}}});
}

TEST_CASE("colours are looked for near their beginning alone", "[ingest][tools]") {
  std::string odd;
  for (int i = 0; i < 200000; ++i) odd += "\x1B[";
  CHECK(withoutColours(odd) == odd);
  CHECK(withoutColours("\x1B[0;34ma\x1B[0m.example\x1B[") == "a.example\x1B[");
  CHECK(withoutColours("\x1B[00000000000000mx") == "\x1B[00000000000000mx");
  CHECK(withoutColours("\x1B[0000000000000mx") == "x");
}

}  // namespace clew::ingest::test
