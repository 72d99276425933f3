// Output of resolving and probing tools: made-up lines and the facts they give, and recorded ones against counts that
// were computed apart.
#include <catch2/catch.hpp>
#include <set>

#include "unit/ingest/real_support.h"

namespace clew::ingest::test {

TEST_CASE("resolving tools give the documented facts", "[ingest][json][tools]") {
  const std::vector<Sample> samples = {
      {"dnsx: addresses stand at the end of the chain of aliases",
       "dnsx",
       {},
       R"({"host":"w.a.example","ttl":60,"resolver":["192.0.2.53:53"],"cname":["c.b.example","d.b.example"],"a":["192.0.2.9"],"aaaa":["2001:db8::9"],"status_code":"NOERROR","timestamp":"2023-03-10T22:09:15.123456789+01:00"}
{"host":"a.example","mx":["mail.a.example"],"ns":["ns1.a.example"],"txt":["v=spf1 -all"],"soa":[{"name":"a.example","ns":"ns1.a.example","mailbox":"root.a.example"}],"resolver":["192.0.2.53:53"],"status_code":"NOERROR","timestamp":"2023-03-10T22:09:15Z"}
{"host":"no.a.example","resolver":["192.0.2.53:53"],"status_code":"NXDOMAIN","timestamp":"2023-03-10T22:09:15Z"}
{"host":"bad.a.example","resolver":["192.0.2.53:53"],"status_code":"SERVFAIL","timestamp":"2023-03-10T22:09:15Z"}
{"host":"none.a.example","resolver":["192.0.2.53:53"],"status_code":"NOERROR","timestamp":"2023-03-10T22:09:15Z"}
{"host":"192.0.2.9","ptr":["p.a.example"],"resolver":["192.0.2.53:53"],"status_code":"NOERROR","timestamp":"2023-03-10T22:09:15Z"}
{"host":null,"resolver":["192.0.2.53:53"],"status_code":"NOERROR"}
)",
       {"w.a.example cname c.b.example @2023-03-10T21:09:15Z ttl=60",
        "c.b.example cname d.b.example @2023-03-10T21:09:15Z ttl=60",
        "w.a.example answers cname: found @2023-03-10T21:09:15Z",
        "d.b.example ip 192.0.2.9 @2023-03-10T21:09:15Z ttl=60", "d.b.example answers a: found @2023-03-10T21:09:15Z",
        "d.b.example ip 2001:db8::9 @2023-03-10T21:09:15Z ttl=60",
        "d.b.example answers aaaa: found @2023-03-10T21:09:15Z", "a.example ns ns1.a.example @2023-03-10T22:09:15Z",
        "a.example answers ns: found @2023-03-10T22:09:15Z", "a.example mx mail.a.example @2023-03-10T22:09:15Z",
        "a.example answers mx: found @2023-03-10T22:09:15Z", "a.example txt v=spf1 -all @2023-03-10T22:09:15Z",
        "a.example answers txt: found @2023-03-10T22:09:15Z",
        "a.example soa-email root@a.example @2023-03-10T22:09:15Z",
        "no.a.example answers a: none @2023-03-10T22:09:15Z", "bad.a.example answers a: refused @2023-03-10T22:09:15Z",
        "none.a.example mentioned", "192.0.2.9 ptr p.a.example @2023-03-10T22:09:15Z",
        "192.0.2.9 answers ptr: found @2023-03-10T22:09:15Z"},
       {"the record says nothing that is known here"}},
      {"massdns: each record on its own name; no name and no answer are told apart",
       "massdns",
       {},
       R"({"name":"w.a.example.","type":"A","class":"IN","status":"NOERROR","rx_ts":1678486155123456789,"data":{"answers":[{"ttl":60,"type":"CNAME","class":"IN","name":"w.a.example.","data":"c.b.example."},{"ttl":30,"type":"A","class":"IN","name":"c.b.example.","data":"192.0.2.9"}]},"resolver":"192.0.2.53:53"}
{"name":"no.a.example.","type":"A","class":"IN","status":"NXDOMAIN","data":{"authorities":[{"ttl":60,"type":"SOA","class":"IN","name":"a.example.","data":"ns1.a.example. root.a.example. 1 2 3 4 5"}]},"resolver":"192.0.2.53:53"}
{"name":"bad.a.example.","type":"AAAA","class":"IN","status":"SERVFAIL","data":{},"resolver":"192.0.2.53:53"}
{"name":"9.2.0.192.in-addr.arpa.","type":"PTR","class":"IN","status":"NOERROR","data":{"answers":[{"ttl":60,"type":"PTR","class":"IN","name":"9.2.0.192.in-addr.arpa.","data":"p.a.example."}]},"resolver":"192.0.2.53:53"}
)",
       {"w.a.example cname c.b.example @2023-03-10T22:09:15Z ttl=60",
        "c.b.example ip 192.0.2.9 @2023-03-10T22:09:15Z ttl=30", "w.a.example answers a: found @2023-03-10T22:09:15Z",
        "no.a.example answers a: none @2024-06-01T00:00:00Z",
        "bad.a.example answers aaaa: refused @2024-06-01T00:00:00Z",
        "192.0.2.9 ptr p.a.example @2024-06-01T00:00:00Z ttl=60"}},
      {"dnsx as text: without a type, and with one in colours",
       "resolver-text",
       {},
       "a.example [192.0.2.9]\na.example [c.b.example]\n\n"
       "b.example [\x1B[35mNS\x1B[0m] [\x1B[32mns1.b.example\x1B[0m]\n192.0.2.9 [p.a.example]\na.example "
       "[192.0.2.999]\n"
       "c.example [CAA] [ca.example]\na.example [192.0.2.10]\nd.example [2001:db8::9]\ne.example [192.0.2.11]\n"
       "f.example [192.0.2.12]\ng.example [192.0.2.13]\nsomething else\n",
       {"a.example ip 192.0.2.9 @2024-06-01T00:00:00Z", "a.example cname c.b.example @2024-06-01T00:00:00Z",
        "b.example ns ns1.b.example @2024-06-01T00:00:00Z", "192.0.2.9 ptr p.a.example @2024-06-01T00:00:00Z",
        "c.example mentioned", "a.example ip 192.0.2.10 @2024-06-01T00:00:00Z",
        "d.example ip 2001:db8::9 @2024-06-01T00:00:00Z", "e.example ip 192.0.2.11 @2024-06-01T00:00:00Z",
        "f.example ip 192.0.2.12 @2024-06-01T00:00:00Z", "g.example ip 192.0.2.13 @2024-06-01T00:00:00Z"},
       {"'192.0.2.999' is no host name: its last part is a number",
        "no name with a value in brackets, nor a name, a type and a value"}},
      {"massdns as text",
       "resolver-text",
       {},
       "w.a.example. CNAME c.b.example.\nc.b.example. A 192.0.2.9\nb.example. MX 10 mail.b.example.\n"
       "b.example. SOA ns1.b.example. root.b.example. 1 2 3 4 5\nb.example. TXT \"v=spf1 -all\"\n",
       {"w.a.example cname c.b.example @2024-06-01T00:00:00Z", "c.b.example ip 192.0.2.9 @2024-06-01T00:00:00Z",
        "b.example mx mail.b.example @2024-06-01T00:00:00Z", "b.example soa-email root@b.example @2024-06-01T00:00:00Z",
        "b.example mentioned", "b.example txt v=spf1 -all @2024-06-01T00:00:00Z"}},
      {"subfinder: one source a line, or all of a name",
       "subfinder",
       {},
       "{\"host\":\"www.a.example\",\"input\":\"a.example\",\"source\":\"crtsh\"}\n"
       "{\"host\":\"b.a.example\",\"input\":\"a.example\",\"sources\":[\"crtsh\",\"x\"]}\n"
       "{\"host\":\"c.a.example\",\"ip\":\"192.0.2.7\",\"input\":\"a.example\",\"source\":\"x\"}\n{\"input\":\"a."
       "example\"}\n",
       {"www.a.example mentioned", "b.a.example mentioned", "c.a.example mentioned",
        "c.a.example ip 192.0.2.7 @2024-06-01T00:00:00Z"},
       {"the record says nothing that is known here"}},
      {"amass: a network that is not known says so by /0",
       "amass",
       {},
       R"({"name":"www.a.example","domain":"a.example","addresses":[{"ip":"192.0.2.7","cidr":"192.0.2.0/24","asn":64500,"desc":"NET - x"},{"ip":"2001:db8::7","cidr":"::/0","asn":0,"desc":""}],"tag":"cert","sources":["Crtsh"]}
{"name":"b.a.example","domain":"a.example","addresses":null,"tag":"dns","source":"DNS"}
)",
       {"www.a.example mentioned", "www.a.example ip 192.0.2.7 @2024-06-01T00:00:00Z",
        "192.0.2.7 asn AS64500 @2024-06-01T00:00:00Z", "AS64500 .as-name=NET - x @2024-06-01T00:00:00Z",
        "192.0.2.7 net 192.0.2.0/24 @2024-06-01T00:00:00Z", "192.0.2.0/24 asn AS64500 @2024-06-01T00:00:00Z",
        "www.a.example ip 2001:db8::7 @2024-06-01T00:00:00Z", "b.a.example mentioned"}},
  };
  for (const auto& sample : samples) checkSample(sample);
}

TEST_CASE("httpx gives the documented facts", "[ingest][json][tools]") {
  const std::vector<Sample> samples = {
      {"the address that answered, the chain, the certificate, hashes",
       "httpx",
       {},
       R"({"timestamp":"2023-03-10T22:09:15.1Z","hash":{"body_sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","body_mmh3":"-7","header_md5":"d41d8cd98f00b204e9800998ecf8427e","body_simhash":"1"},"port":"443","url":"https://w.a.example","input":"w.a.example","scheme":"https","title":"Home","webserver":"nginx","tech":["Nginx"],"host":"192.0.2.7","path":"/","favicon":"-12","final_url":"https://b.example/","location":"/x","jarm_hash":"27d40d40d29d40d1dc42d43d00041d4689ee210389f4f6b4b5b1b93f92252d","a":["192.0.2.7","192.0.2.8"],"cname":["c.b.example"],"asn":{"as_number":"AS64500","as_name":"N","as_country":"NL","as_range":["192.0.2.0/24","198.51.100.0/24"]},"tls":{"subject_cn":"w.a.example","subject_an":["w.a.example","*.a.example"],"issuer_cn":"R3","serial":"0C:1F","not_before":"2023-01-01T00:00:00Z","not_after":"2023-04-01T00:00:00Z","fingerprint_hash":{"sha256":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}},"status_code":301,"failed":false})",
       {"https://w.a.example/ host w.a.example @2023-03-10T22:09:15Z",
        "w.a.example .live=true @2023-03-10T22:09:15Z",
        "w.a.example cname c.b.example @2023-03-10T22:09:15Z",
        "c.b.example ip 192.0.2.7 @2023-03-10T22:09:15Z",
        "c.b.example ip 192.0.2.8 @2023-03-10T22:09:15Z",
        "192.0.2.7 asn AS64500 @2023-03-10T22:09:15Z",
        "AS64500 .as-name=N @2023-03-10T22:09:15Z",
        "AS64500 country NL @2023-03-10T22:09:15Z",
        "192.0.2.0/24 asn AS64500 @2023-03-10T22:09:15Z",
        "192.0.2.7 net 192.0.2.0/24 @2023-03-10T22:09:15Z",
        "198.51.100.0/24 asn AS64500 @2023-03-10T22:09:15Z",
        "https://w.a.example/ .title=Home @2023-03-10T22:09:15Z",
        "https://w.a.example/ .server=nginx @2023-03-10T22:09:15Z",
        "https://w.a.example/ .status=301 @2023-03-10T22:09:15Z",
        "https://w.a.example/ body mmh3:-7 @2023-03-10T22:09:15Z",
        "https://w.a.example/ body sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
        "@2023-03-10T22:09:15Z",
        "https://w.a.example/ headers md5:d41d8cd98f00b204e9800998ecf8427e @2023-03-10T22:09:15Z",
        "https://w.a.example/ favicon mmh3:-12 @2023-03-10T22:09:15Z",
        "https://b.example/ host b.example @2023-03-10T22:09:15Z",
        "https://w.a.example/ redirect https://b.example/ @2023-03-10T22:09:15Z",
        "192.0.2.7 service 192.0.2.7:443/tcp @2023-03-10T22:09:15Z",
        "192.0.2.7:443/tcp ip 192.0.2.7 @2023-03-10T22:09:15Z",
        "192.0.2.7:443/tcp jarm 27d40d40d29d40d1dc42d43d00041d4689ee210389f4f6b4b5b1b93f92252d @2023-03-10T22:09:15Z",
        "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb .issued=2023-01-01T00:00:00Z "
        "@2023-03-10T22:09:15Z",
        "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb .expires=2023-04-01T00:00:00Z "
        "@2023-03-10T22:09:15Z",
        "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb .subject=w.a.example "
        "@2023-03-10T22:09:15Z",
        "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb .serial=c1f @2023-03-10T22:09:15Z",
        "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb issuer r3 @2023-03-10T22:09:15Z",
        "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb san w.a.example @2023-03-10T22:09:15Z",
        "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb san a.example @2023-03-10T22:09:15Z",
        "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb .wildcard=a.example "
        "@2023-03-10T22:09:15Z",
        "192.0.2.7:443/tcp cert sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb "
        "@2023-03-10T22:09:15Z"}},
      {"older keys, a name as host; and one that did not answer",
       "httpx",
       {},
       R"({"timestamp":"2021-03-10T22:09:15Z","url":"http://a.example:8080","input":"a.example","host":"a.example","port":"8080","webserver":"x","status-code":200,"a":["192.0.2.7"],"content-type":"text/html"}
{"timestamp":"2023-03-10T22:09:15Z","url":"https://no.a.example","input":"no.a.example","error":"timeout","failed":true}
{"timestamp":"2023-03-10T22:09:15Z","url":"http://192.0.2.9","input":"192.0.2.9","host":"192.0.2.9","port":"80","status_code":200}
)",
       {"http://a.example:8080/ host a.example @2021-03-10T22:09:15Z", "a.example .live=true @2021-03-10T22:09:15Z",
        "a.example ip 192.0.2.7 @2021-03-10T22:09:15Z", "http://a.example:8080/ .server=x @2021-03-10T22:09:15Z",
        "http://a.example:8080/ .status=200 @2021-03-10T22:09:15Z",
        "192.0.2.7 service 192.0.2.7:8080/tcp @2021-03-10T22:09:15Z",
        "192.0.2.7:8080/tcp ip 192.0.2.7 @2021-03-10T22:09:15Z",
        "https://no.a.example/ host no.a.example @2023-03-10T22:09:15Z",
        "no.a.example .live=false @2023-03-10T22:09:15Z", "http://192.0.2.9/ ip 192.0.2.9 @2023-03-10T22:09:15Z",
        "http://192.0.2.9/ .status=200 @2023-03-10T22:09:15Z",
        "192.0.2.9 service 192.0.2.9:80/tcp @2023-03-10T22:09:15Z",
        "192.0.2.9:80/tcp ip 192.0.2.9 @2023-03-10T22:09:15Z"}},
  };
  for (const auto& sample : samples) checkSample(sample);
}

TEST_CASE("tools' lines are told where they leave out what they may", "[ingest][detect][tools]") {
  CHECK(detected(R"({"host":"a.example","a":["192.0.2.9"],"status_code":"NOERROR"})") == "dnsx");
  CHECK(detected(R"({"host":"a.example","source":"crtsh"})") == "subfinder");
  CHECK(detected("a.example. A 192.0.2.9\nb.example. NS ns1.b.example.\n") == "resolver-text");
  CHECK(detected(R"({"url":"https://a.example","status_code":200,"title":"T","tech":["x"]})") == "httpx");
  const Read mail =
      readText(readerNamed("dnsx"), R"({"host":"a.example","mx":[{"host":"m.a.example","preference":10}]})");
  CHECK(mail.targets("mx") == std::vector<std::string>{"m.a.example"});
}

TEST_CASE("recorded output of dnsx as text", "[ingest][tools][real]") {
  const char* path = "dnsx-text/resp-hackerone.txt";
  const auto read = readShared(path);
  if (!read) return;
  CHECK(read->rejects.empty());
  std::set<std::string> hosts;
  for (const std::string& pair : read->pairs("ip")) hosts.insert(pair.substr(0, pair.find(' ')));
  checkCounts(path, {{"lines", read->lines().size()},
                     {"host", hosts.size()},
                     {"ip", read->targets("ip").size()},
                     {"pairs", read->pairs("ip").size()},
                     {"cname_pairs", read->pairs("cname").size()}});
}

TEST_CASE("massdns: nobody answered, and an answer that was cut", "[ingest][tools]") {
  const auto outcomeOf = [](std::string_view text) {
    CHECK(detected(text) == "massdns");
    const Read read = readText(readerNamed("massdns"), text);
    CHECK(read.reasons().empty());
    const std::vector<std::string> lines = read.lines();
    return lines.empty() ? std::string() : lines.back().substr(0, lines.back().find(" @"));
  };
  CHECK(outcomeOf(R"({"name":"a.example.","type":"A","class":"IN","error":"TIMEOUT"})") ==
        "a.example answers a: refused");
  CHECK(outcomeOf(R"({"name":"a.example.","type":"A","class":"IN","status":"NOERROR","flags":["tc"],"data":{}})") ==
        "a.example answers a: partial");
  CHECK(outcomeOf(R"({"name":"a.example.","type":"A","class":"IN","status":"NOERROR","data":{}})") ==
        "a.example answers a: none");
}

}  // namespace clew::ingest::test
