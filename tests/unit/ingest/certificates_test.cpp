// Certificates from transparency logs: made-up entries and the facts they give, and a recorded answer against counts
// that were computed apart.
#include <catch2/catch.hpp>
#include <set>

#include "ingest/readers/web_json.h"
#include "unit/ingest/real_support.h"

namespace clew::ingest::test {

TEST_CASE("crt.sh answers give the documented facts", "[ingest][json][crtsh]") {
  const std::vector<Sample> samples = {
      {"precertificate and certificate are one node; names once, a wildcard said; mailboxes are no hosts",
       "crtsh",
       {},
       R"([{"issuer_ca_id":1,"issuer_name":"C=US, O=CA, CN=R3","common_name":"a.example","name_value":"*.a.example\na.example\nx@a.example","id":7,"entry_timestamp":"2023-11-17T22:59:21.118","not_before":"2023-11-01T08:49:47","not_after":"2024-01-30T08:49:46","serial_number":"0c1f"},
           {"issuer_ca_id":1,"issuer_name":"C=US, O=CA, CN=R3","common_name":"a.example","name_value":"a.example","id":8,"entry_timestamp":null,"not_before":"2023-11-01T08:49:47","not_after":"2024-01-30T08:49:46","serial_number":"0c1f"}])",
       {"r3/c1f .issued=2023-11-01T08:49:47Z @2023-11-17T22:59:21Z",
        "r3/c1f .expires=2024-01-30T08:49:46Z @2023-11-17T22:59:21Z", "r3/c1f .subject=a.example @2023-11-17T22:59:21Z",
        "r3/c1f .serial=c1f @2023-11-17T22:59:21Z", "r3/c1f issuer r3 @2023-11-17T22:59:21Z",
        "r3/c1f san a.example @2023-11-17T22:59:21Z", "r3/c1f .wildcard=a.example @2023-11-17T22:59:21Z",
        "r3/c1f .detail=san: x@a.example @2023-11-17T22:59:21Z", "r3/c1f .issued=2023-11-01T08:49:47Z",
        "r3/c1f .expires=2024-01-30T08:49:46Z", "r3/c1f .subject=a.example", "r3/c1f .serial=c1f", "r3/c1f issuer r3",
        "r3/c1f san a.example"}},
      {"an old answer: by crt.sh's number; an entry that says nothing is refused",
       "crtsh",
       {},
       R"([{"issuer_ca_id":1,"issuer_name":"C=US, O=\"C, A\"","name_value":"a.example","id":7,"entry_timestamp":"2019-12-07T03:55:53.116"},{"issuer_ca_id":1,"issuer_name":"x"},7])",
       {"crt.sh/7 issuer c, a @2019-12-07T03:55:53Z", "crt.sh/7 san a.example @2019-12-07T03:55:53Z"},
       {"the record says nothing that is known here", "the record says nothing that is known here"}},
  };
  for (const auto& sample : samples) checkSample(sample);
}

TEST_CASE("the common name of an authority is no host", "[ingest][json][crtsh]") {
  const Read read = readText(readerNamed("crtsh"),
                             R"([{"issuer_ca_id":1,"issuer_name":"CN=Root","common_name":"Ex. Trust Services, Ltd.",)"
                             R"("name_value":"a.example","id":7,"serial_number":"0c"}])");
  CHECK(read.rejects.empty());
  CHECK(read.targets("san") == std::vector<std::string>{"a.example"});
}

TEST_CASE("crt.sh answers that are empty or cut off", "[ingest][json][crtsh]") {
  const Reader& reader = readerNamed("crtsh");
  const Read none = readText(reader, "[]", {.name = "-", .subject = "a.example"});
  REQUIRE(none.lookups.size() == 1);
  CHECK(none.lookups[0].lookup.outcome == model::Outcome::kNone);
  CHECK(none.lookups[0].lookup.subject == "a.example");
  CHECK(none.answers("certificates") == 1);
  const std::string entry = R"({"issuer_ca_id":1,"issuer_name":"CN=R3","name_value":"a.example\n[b]","id":7})";
  const Read cut = readText(reader, "[" + entry + ",\n" + entry.substr(0, 40));
  REQUIRE(cut.lookups.size() == 1);
  CHECK(cut.lookups[0].lookup.outcome == model::Outcome::kPartial);
  CHECK(cut.targets("san") == std::vector<std::string>{"a.example"});
  REQUIRE(cut.rejects.size() == 2);
  CHECK(cut.rejects[0].position == 2);
  CHECK(cut.rejects[1].position == 0);
  CHECK_FALSE(readText(reader, "<html>502 Bad Gateway</html>").error.empty());
}

TEST_CASE("CertStream messages give the documented facts", "[ingest][json][certstream]") {
  const std::vector<Sample> samples = {
      {"a message, a heartbeat, the data alone, names alone, a broken line",
       "certstream",
       {},
       R"({"message_type":"certificate_update","data":{"update_type":"X509LogEntry","leaf_cert":{"subject":{"CN":"a.example","O":null},"all_domains":["a.example","*.a.example"],"fingerprint":"7C:55:2A:B0:44:C7:6D:1D:F4:F5:DD:F3:58:80:7B:FD:CD:07:FA:57","serial_number":"0C1F","not_before":1700000000,"not_after":1707776000},"chain":[{"subject":{"CN":"R3"}}],"seen":1700000100.5,"source":{"name":"log","url":"log.example"}}}
{"message_type":"heartbeat","timestamp":1700000100.5}
{"leaf_cert":{"subject":{"CN":"b.example"},"issuer":{"O":"CA"},"extensions":{"subjectAltName":"DNS:b.example, DNS:c.example"},"serial_number":"0D"},"seen":1700000200}
{"message_type":"dns_entries","data":["d.example","e.example"]}
{"message_type":
{"message_type":"certificate_update","data":{"leaf_cert":{"all_domains":["f.example"]}}}
)",
       {"sha1:7c552ab044c76d1df4f5ddf358807bfdcd07fa57 .issued=2023-11-14T22:13:20Z @2023-11-14T22:15:00Z",
        "sha1:7c552ab044c76d1df4f5ddf358807bfdcd07fa57 .expires=2024-02-12T22:13:20Z @2023-11-14T22:15:00Z",
        "sha1:7c552ab044c76d1df4f5ddf358807bfdcd07fa57 .subject=a.example @2023-11-14T22:15:00Z",
        "sha1:7c552ab044c76d1df4f5ddf358807bfdcd07fa57 .serial=c1f @2023-11-14T22:15:00Z",
        "sha1:7c552ab044c76d1df4f5ddf358807bfdcd07fa57 issuer r3 @2023-11-14T22:15:00Z",
        "sha1:7c552ab044c76d1df4f5ddf358807bfdcd07fa57 san a.example @2023-11-14T22:15:00Z",
        "sha1:7c552ab044c76d1df4f5ddf358807bfdcd07fa57 .wildcard=a.example @2023-11-14T22:15:00Z",
        "ca/d .subject=b.example @2023-11-14T22:16:40Z", "ca/d .serial=d @2023-11-14T22:16:40Z",
        "ca/d issuer ca @2023-11-14T22:16:40Z", "ca/d san b.example @2023-11-14T22:16:40Z",
        "ca/d san c.example @2023-11-14T22:16:40Z", "d.example mentioned", "e.example mentioned",
        "f.example mentioned"},
       {"is no JSON: the JSON text ends too early (line 1, column 17)"}},
  };
  for (const auto& sample : samples) checkSample(sample);
}

TEST_CASE("names and numbers of certificates", "[ingest][certificates]") {
  CHECK(nameOfDn("C=US, O=CA, CN=R3") == "R3");
  CHECK(nameOfDn("CN = R3, O = CA") == "R3");
  CHECK(nameOfDn("C=US, O=\"A, B\", OU=x") == "A, B");
  CHECK(nameOfDn("C=US, O=A\\, B, CN=x\\, y") == "x\\, y");
  CHECK(nameOfDn("R3") == "R3");
  CHECK(nameOfDn("") == "");
  CHECK(nameOfDn("CN=x\\") == "CN=x\\");
  CHECK(hexOfDecimal("0") == "0");
  CHECK(hexOfDecimal("255") == "ff");
  CHECK(hexOfDecimal("340282366920938463463374607431768211457") == "100000000000000000000000000000001");
  CHECK(hexOfDecimal("0c1f") == "0c1f");
  CHECK(hexOfDecimal("") == "");
}

TEST_CASE("names of certificates that are no hosts' are details of them", "[ingest][json][crtsh][certstream]") {
  const std::string left = "names in certificates that are addresses, mailboxes or URLs: kept as 'detail'";
  const Read crt = readText(
      readerNamed("crtsh"),
      R"([{"issuer_ca_id":1,"issuer_name":"CN=R3","name_value":["a.example","x@a.example\n192.0.2.1","b.example"],)"
      R"("id":7,"serial_number":"0c1f"}])");
  CHECK(crt.targets("san") == std::vector<std::string>{"a.example", "b.example"});
  CHECK(crt.notices == std::vector<std::string>{"2 × " + left});
  const auto details = [](const Read& read) {
    std::vector<std::string> out;
    for (const std::string& line : read.lines()) {
      const std::size_t at = line.find(".detail=");
      if (at != line.npos) out.push_back(line.substr(at + 8, line.find(" @") - at - 8));
    }
    return out;
  };
  CHECK(details(crt) == std::vector<std::string>{"san: x@a.example", "san: 192.0.2.1"});
  const Read stream = readText(
      readerNamed("certstream"),
      R"({"message_type":"certificate_update","data":{"leaf_cert":{"all_domains":["a.example"],"serial_number":"0C1F",)"
      R"("issuer":{"CN":"R3"},"extensions":{"subjectAltName":"DNS:a.example, IP Address:192.0.2.1"}}}})");
  CHECK(stream.targets("san") == std::vector<std::string>{"a.example"});
  CHECK(stream.notices == std::vector<std::string>{"1 × " + left});
  CHECK(details(stream) == std::vector<std::string>{"san: 192.0.2.1"});
  const Read history = readText(
      readerNamed("passivetotal"),
      R"({"results":[{"sha1":"da39a3ee5e6b4b0d3255bfef95601890afd80709","ipAddresses":["192.0.2.7"],)"
      R"("domains":["a.example","192.0.2.1","URI:x"],"firstSeen":"2020-01-02","lastSeen":"2020-02-01"}],"success":true})");
  CHECK(history.targets("san") == std::vector<std::string>{"a.example"});
  CHECK(history.notices == std::vector<std::string>{"1 × " + left});
  CHECK(history.reasons().empty());
}

TEST_CASE("a recorded answer of crt.sh", "[ingest][json][crtsh][real]") {
  const char* path = "crtsh/identity-crt.sh-2020.json";
  const auto read = readShared(path);
  if (!read) return;
  CHECK(read->rejects.empty());
  std::set<std::string> certificates, wildcards;
  for (const std::string& pair : read->pairs("issuer")) certificates.insert(pair.substr(0, pair.find(" ")));
  for (const std::string& line : read->lines()) {
    if (const std::size_t at = line.find(" .wildcard="); at != line.npos) {
      wildcards.insert(line.substr(at, line.find(' ', at + 1) - at));
    }
  }
  checkCounts(path, {{"crtsh_ids", certificates.size()},
                     {"log_entries", certificates.size()},
                     {"issuers", read->targets("issuer").size()},
                     {"names", read->targets("san").size()},
                     {"registrable:names", registrable(read->targets("san"))},
                     {"wildcard_names", wildcards.size()}});
}

}  // namespace clew::ingest::test
