// Providers' real answers against counts that an independent script computed (expectations.json of the shared data).
// Where a count speaks of more than the graph keeps, the row says what is left out and why.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "common/json.h"
#include "unit/ingest/json_support.h"

namespace clew::ingest::test {
namespace {

using Metric = std::function<std::size_t(const Read&)>;

Metric targetsOf(const char* relation) {
  return [relation](const Read& read) { return read.targets(relation).size(); };
}
Metric pairsOf(const char* relation) {
  return [relation](const Read& read) { return read.pairs(relation).size(); };
}
Metric answersOf(const char* kind) {
  return [kind](const Read& read) { return read.answers(kind); };
}
std::size_t mentions(const Read& read) {
  return read.mentioned().size();
}
/// Observations of a relation, each interval counted.
Metric linesOf(const std::string& word) {
  return [word](const Read& read) {
    std::size_t count = 0;
    for (const auto& line : read.lines()) count += line.find(word) != line.npos ? 1 : 0;
    return count;
  };
}
/// An error gives one reject with its reason and no fact.
std::size_t refusals(const Read& read) {
  return read.lines().empty() ? read.rejects.size() : 0;
}
/// Dates of the registration.
std::size_t dates(const Read& read) {
  std::size_t count = 0;
  for (const char* word : {" .created=", " .updated=", " .expires=", " .transferred="}) count += linesOf(word)(read);
  return count;
}
std::size_t isPartial(const Read& read) {
  return !read.lookups.empty() && read.lookups.front().lookup.outcome == model::Outcome::kPartial ? 1 : 0;
}
Metric mailboxes() {
  return [](const Read& read) {
    std::vector<std::string> all;
    for (const char* relation : {"email", "admin-email", "tech-email", "abuse-email"}) {
      for (auto& name : read.targets(relation)) all.push_back(name);
    }
    std::sort(all.begin(), all.end());
    return static_cast<std::size_t>(std::unique(all.begin(), all.end()) - all.begin());
  };
}

struct Row {
  const char* file;
  const char* key;  // of the expectations
  Metric metric;
  std::size_t left_out = 0;  // of the expected count, by design
  const char* why = "";      // what that is
  const char* subject = "";  // --subject
};

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = {
      {"whoisxml/bulk-whois-records.json", "domain", answersOf("registration")},
      {"whoisxml/bulk-whois-records.json", "nameservers", targetsOf("ns")},
      {"whoisxml/dnslookup-whoisxmlapi.com.json", "rr:A", pairsOf("ip")},
      {"whoisxml/error-403.json", "error", refusals},
      {"whoisxml/whois-error.json", "error", refusals},
      {"whoisxml/reverse-ip.json", "name", mentions},
      {"whoisxml/reverse-ip.json", "rows", pairsOf("ip"), 0, "", "192.0.2.7"},
      {"whoisxml/reverse-whois-dates.json", "domain", mentions},
      {"whoisxml/reverse-whois-dates.json", "domain", pairsOf("email"), 0, "", "x@y.example"},
      {"whoisxml/subdomains-gmail.com.json", "domain", mentions},
      {"whoisxml/whois-whoisxmlapi.com.json", "domain", answersOf("registration")},
      {"whoisxml/whois-whoisxmlapi.com.json", "registrar", targetsOf("registrar")},

      {"rdap/0_2_192_in-addr_arpa.json", "delegation_pairs", pairsOf("ns")},
      {"rdap/0_2_192_in-addr_arpa.json", "email", mailboxes()},
      {"rdap/as65541.json", "email", mailboxes()},
      {"rdap/autnum_16509.json", "email", mailboxes(), 2, "routing contacts: no trait"},
      {"rdap/autnum_16509.json", "asn_ranges", answersOf("registration")},
      {"rdap/error_ripe_net.json", "error", [](const Read& read) { return refusals(read) * 501; }},
      {"rdap/home.moscow.json", "delegation_pairs", pairsOf("ns")},
      {"rdap/home.moscow.json", "registered_domains", answersOf("registration")},
      {"rdap/home.moscow.json", "public_ids", linesOf(".iana-id=")},
      {"rdap/home.moscow.json", "email", mailboxes(), 1, "the registrar's general mailbox: no trait"},
      {"rdap/lemonde.fr.json", "delegation_pairs", pairsOf("ns")},
      {"rdap/lemonde.fr.json", "events", dates},
      {"rdap/lemonde.fr.json", "public_ids", linesOf(".iana-id=")},
      {"rdap/lemonde.fr.json", "email", mailboxes(), 1, "the registrar's general mailbox: no trait"},
      {"rdap/lookup_with_redaction.json", "delegation_pairs", pairsOf("ns")},
      {"rdap/lookup_with_redaction.json", "redacted_fields", linesOf("? \"Server policy\""), 7,
       "streets, cities, postal codes and ids: no trait"},
      {"rdap/lookup_with_redaction.json", "email", mailboxes(), 1, "the registrar's general mailbox: no trait"},
      {"rdap/nameserver_ns1_nic_fr.json", "nameserver_ips", pairsOf("ip")},
      {"rdap/nameserver_ns1_nic_fr.json", "nameservers", mentions},
      {"rdap/network_192_198_0_0.json", "netblocks", answersOf("registration")},
      {"rdap/network_192_198_0_0.json", "email", mailboxes()},
      {"rdap/xn--fo-5ja_example.json", "nameserver_ips", pairsOf("ip")},
      {"rdap/xn--fo-5ja_example.json", "delegation_pairs", pairsOf("ns")},
      {"rdap/xn--fo-5ja_example.json", "email", mailboxes()},

      {"securitytrails/domain-github.com.json", "records:a", pairsOf("ip")},
      {"securitytrails/domain-github.com.json", "records:mx", pairsOf("mx")},
      {"securitytrails/domain-github.com.json", "records:ns", pairsOf("ns")},
      {"securitytrails/domain-github.com.json", "records:soa", pairsOf("soa-email")},
      {"securitytrails/domain-github.com.json", "records:txt", pairsOf("txt")},
      {"securitytrails/domains-list-by-ip.json", "domain", mentions},
      {"securitytrails/domains-list-by-ip.json", "records", pairsOf("ip")},
      {"securitytrails/domains-list-search.json", "domain", mentions},
      {"securitytrails/domains-list-search.json", "registrar", targetsOf("registrar")},
      {"securitytrails/error-401.txt", "error_text", refusals},
      {"securitytrails/history-a-github.com-p1.json", "intervals", linesOf(" ip ")},
      {"securitytrails/history-a-github.com-p1.json", "ip", targetsOf("ip")},
      {"securitytrails/history-a-github.com-p5.json", "intervals", linesOf(" ip ")},
      {"securitytrails/history-a-github.com-p5.json", "ip", targetsOf("ip")},
      {"securitytrails/history-a-jppost-tu.top.json", "intervals", linesOf(" ip ")},
      {"securitytrails/ips-nearby-8.8.8.8.json", "blocks", mentions},
      {"securitytrails/whois-github.com.json", "nameservers", targetsOf("ns")},
      {"securitytrails/whois-github.com.json", "registrar", targetsOf("registrar")},
      {"securitytrails/whois-github.com.json", "contacts", linesOf("org github, inc.")},

      {"virustotal/domain-github.com-historical_whois.json", "object:whois", answersOf("registration")},
      {"virustotal/domain-github.com.json", "dns_records:A", pairsOf("ip")},
      {"virustotal/domain-github.com.json", "dns_records:MX", pairsOf("mx")},
      {"virustotal/domain-github.com.json", "dns_records:NS", pairsOf("ns")},
      {"virustotal/domain-github.com.json", "dns_records:SOA", pairsOf("soa-email")},
      {"virustotal/domain-github.com.json", "dns_records:TXT", pairsOf("txt")},
      {"virustotal/domain-github.com.json", "cert_san", pairsOf("san")},
      {"virustotal/domain-github.com.json", "certificates", pairsOf("issuer")},
      {"virustotal/domain-jppost-ge.top-resolutions.json", "resolution_pairs", pairsOf("ip")},
      {"virustotal/domain-jppost-ge.top-resolutions.json", "ip", targetsOf("ip")},
      {"virustotal/ip-1.1.1.1-resolutions.json", "resolution_pairs", pairsOf("ip")},
      {"virustotal/ip-1.1.1.1-resolutions.json", "has_next_page", isPartial},
      {"virustotal/ip-1.1.1.1.json", "cert_san", pairsOf("san")},
      {"virustotal/ip-1.1.1.1.json", "netblocks", targetsOf("net")},
      {"virustotal/ip-1.1.1.1.json", "asn", targetsOf("asn")},
      {"virustotal/ip-45.83.140.140-resolutions.json", "resolution_pairs", pairsOf("ip")},
      {"virustotal/url-example.com-network_location.json", "cert_san", pairsOf("san")},
      {"virustotal/url-example.com-network_location.json", "dns_records:NS", pairsOf("ns")},
      {"virustotal/url-example.com-network_location.json", "dns_records:MX", pairsOf("mx"), 1,
       "its name is empty: the domain takes no mail"},
      {"virustotal/url-example.com.json", "url", mentions},

      {"otx/passive_dns-domain-jppost-tu.top.json", "pairs", pairsOf("ip")},
      {"otx/passive_dns-domain-jppost-tu.top.json", "asn", targetsOf("asn")},
      {"otx/passive_dns-ip-89.35.39.84.json", "pairs", pairsOf("ip")},
      {"otx/passive_dns-ip-89.35.39.84.json", "asn", targetsOf("asn")},
      {"passivetotal/dns-passive-unique-domain.json", "ip", targetsOf("ip")},
      {"passivetotal/ssl-certificate-history.json", "cert_ip_pairs", pairsOf("cert")},
      {"validin/dns-history-example.com-A.json", "pairs:A", pairsOf("ip")},
      {"circl-passivessl/cquery.json", "cert_ip_pairs", pairsOf("cert")},
      {"doh-json/google-example.com-ALL.json", "type:1", pairsOf("ip")},
  };
  return kRows;
}

}  // namespace

TEST_CASE("real answers give the counts that were computed apart", "[ingest][json][real]") {
  const auto text = sharedFile("expectations.json");
  if (!text) {
    WARN("skipped: the shared data is not there; set CLEW_SHARED to its folder");
    return;
  }
  const auto expectations = parseJson(*text);
  REQUIRE(expectations.ok());
  for (const Row& row : rows()) {
    INFO(row.file << ": " << row.key << " " << row.why);
    const Json* stated = member(*expectations, "files", row.file, row.key);
    REQUIRE(stated != nullptr);
    const auto expected = integerOf(*stated);
    REQUIRE(expected.has_value());
    const auto read = readShared(row.file, {.name = "-", .subject = row.subject});
    REQUIRE(read.has_value());
    CHECK(read->error.empty());
    CHECK(row.metric(*read) + row.left_out == static_cast<std::size_t>(*expected));
  }
}

TEST_CASE("reading a real answer twice gives the same facts", "[ingest][json][real]") {
  for (const Row& row : rows()) {
    const auto once = readShared(row.file);
    if (!once) return;
    CHECK(once->lines() == readShared(row.file)->lines());
  }
}

TEST_CASE("what is no answer of the graph's gives no node and one reason", "[ingest][json][real]") {
  for (const char* file : {"whoisxml/error-403.json", "whoisxml/whois-error.json", "rdap/error_ripe_net.json",
                           "rdap/help_nic_fr.json", "securitytrails/error-401.txt", "whoisxml/reputation-fast.json"}) {
    const auto read = readShared(file);
    if (!read) return;
    INFO(file);
    CHECK(read->lines().empty());
    CHECK(read->rejects.size() == 1);
  }
}

}  // namespace clew::ingest::test
