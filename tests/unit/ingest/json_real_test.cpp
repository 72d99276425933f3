// Providers' real answers against counts that an independent script computed (expectations.json of the shared data).
// Where a count speaks of more than the graph keeps, the row says what is left out and why.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <set>
#include <utility>

#include "common/json.h"
#include "common/text.h"
#include "model/canonical.h"
#include "unit/ingest/real_support.h"

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

/// One, when any fact or redaction is of one of these: what a contact of a role gives.
Metric says(std::vector<std::string> words) {
  return [words = std::move(words)](const Read& read) {
    const auto lines = read.lines();
    return static_cast<std::size_t>(std::any_of(lines.begin(), lines.end(), [&words](const std::string& line) {
      return std::any_of(words.begin(), words.end(),
                         [&line](const std::string& word) { return line.find(word) != line.npos; });
    }));
  };
}
Metric holders() {
  return says({" registrant ", " registrant? ", " org ", " org? ", " email ", " email? "});
}
/// Addresses of one family that links lead to.
Metric addresses(bool v6) {
  return [v6](const Read& read) {
    const auto found = read.targets("ip");
    return static_cast<std::size_t>(std::count_if(
        found.begin(), found.end(), [v6](const std::string& name) { return (name.find(':') != name.npos) == v6; }));
  };
}
/// Names that addresses were observed of.
std::size_t resolved(const Read& read) {
  std::set<std::string> names;
  for (const std::string& pair : read.pairs("ip")) names.insert(pair.substr(0, pair.find(' ')));
  return names.size();
}
/// Registered names of those, and of the names that are mentioned or answered for.
std::size_t apexes(const Read& read) {
  std::set<std::string> names;
  const auto add = [&names](std::string_view name) {
    if (name.find(':') != name.npos || model::parseAddress(name)) return;
    const std::string_view apex = model::Suffixes::shipped().apex(name);
    if (!apex.empty()) names.emplace(apex);
  };
  for (const std::string& pair : read.pairs("ip")) add(std::string_view(pair).substr(0, pair.find(' ')));
  for (const std::string& name : read.mentioned()) add(name);
  for (const auto& lookup : read.lookups) {
    for (const auto& fact : lookup.facts) {
      if (const auto* answer = std::get_if<model::AnswerFact>(&fact.body)) add(answer->of.name);
    }
  }
  return names.size();
}

struct CountRow {
  const char* file;
  const char* key;  // of the expectations
  Metric metric;
  std::size_t left_out = 0;  // of the expected count, by design
  const char* why = "";      // what that is
  const char* subject = "";  // --subject
};

const std::vector<CountRow>& rows() {
  static const std::vector<CountRow> kRows = {
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

/// Contacts, dates, registered names, and what else was stated of the same answers.
const std::vector<CountRow>& furtherRows() {
  static const std::vector<CountRow> kRows = {
      {"rdap/0_2_192_in-addr_arpa.json", "nameservers", targetsOf("ns")},
      {"rdap/home.moscow.json", "nameservers", targetsOf("ns")},
      {"rdap/lemonde.fr.json", "nameservers", targetsOf("ns")},
      {"rdap/lookup_with_redaction.json", "nameservers", targetsOf("ns")},
      {"rdap/xn--fo-5ja_example.json", "nameservers", targetsOf("ns")},
      {"rdap/0_2_192_in-addr_arpa.json", "registered_domains", linesOf("arpa answers registration"), 0,
       "its network is answered for as well"},
      {"rdap/lemonde.fr.json", "registered_domains", answersOf("registration")},
      {"rdap/lookup_with_redaction.json", "registered_domains", answersOf("registration")},
      {"rdap/xn--fo-5ja_example.json", "registered_domains", answersOf("registration")},
      {"rdap/as65541.json", "asn_ranges", says({" answers registration"}), 0, "a range of six systems, each a node"},
      {"rdap/0_2_192_in-addr_arpa.json", "events", dates},
      {"rdap/lookup_with_redaction.json", "events", dates},
      {"rdap/xn--fo-5ja_example.json", "events", dates},
      {"rdap/nameserver_ns1_nic_fr.json", "events", dates},
      {"rdap/home.moscow.json", "events", dates, 1, "when the database was updated: when the answer was true"},
      {"rdap/as65541.json", "events", dates, 2, "dates of networks and systems: no trait"},
      {"rdap/autnum_16509.json", "events", dates, 2, "dates of networks and systems: no trait"},
      {"rdap/network_192_198_0_0.json", "events", dates, 2, "dates of networks and systems: no trait"},
      {"rdap/entity_arin_hostmaster.json", "events", dates, 2, "dates of contacts: no trait"},
      {"rdap/entity_arin_hostmaster.json", "email", mailboxes(), 1, "an organisation's mailbox: no trait"},
      {"rdap/nameserver_ns1_nic_fr.json", "email", mailboxes(), 1, "the registrar of a name server: no trait"},
      {"rdap/nameserver_ns1_nic_fr.json", "role:registrar", targetsOf("registrar"), 1,
       "the registrar of a name server: no trait"},
      {"rdap/nameserver_ns1_nic_fr.json", "public_ids", linesOf(".iana-id="), 1,
       "the registrar of a name server: no trait"},
      {"rdap/lookup_with_redaction.json", "public_ids", linesOf(".iana-id=")},
      {"rdap/0_2_192_in-addr_arpa.json", "redacted_fields", linesOf("? \"Server policy\"")},
      {"rdap/home.moscow.json", "redacted_fields", linesOf("? \"Server policy\"")},
      {"rdap/lemonde.fr.json", "redacted_fields", linesOf("? \"Server policy\"")},
      {"rdap/xn--fo-5ja_example.json", "redacted_fields", linesOf("? \"Server policy\"")},
      {"rdap/home.moscow.json", "role:registrar", targetsOf("registrar")},
      {"rdap/lemonde.fr.json", "role:registrar", targetsOf("registrar")},
      {"rdap/lookup_with_redaction.json", "role:registrar", targetsOf("registrar")},
      {"rdap/0_2_192_in-addr_arpa.json", "role:registrant", holders()},
      {"rdap/as65541.json", "role:registrant", holders()},
      {"rdap/autnum_16509.json", "role:registrant", holders()},
      {"rdap/home.moscow.json", "role:registrant", holders()},
      {"rdap/lemonde.fr.json", "role:registrant", holders()},
      {"rdap/lookup_with_redaction.json", "role:registrant", holders()},
      {"rdap/network_192_198_0_0.json", "role:registrant", holders()},
      {"rdap/xn--fo-5ja_example.json", "role:registrant", holders()},
      {"rdap/autnum_16509.json", "role:administrative", says({" admin-"})},
      {"rdap/home.moscow.json", "role:administrative", says({" admin-"})},
      {"rdap/lemonde.fr.json", "role:administrative", says({" admin-"})},
      {"rdap/network_192_198_0_0.json", "role:administrative", says({" admin-"})},
      {"rdap/home.moscow.json", "role:technical", says({" tech-"})},
      {"rdap/lemonde.fr.json", "role:technical", says({" tech-"})},
      {"rdap/lookup_with_redaction.json", "role:technical", says({" tech-"})},
      {"rdap/autnum_16509.json", "role:technical", targetsOf("tech-email")},
      {"rdap/network_192_198_0_0.json", "role:technical", says({" tech-"}), 1, "the same person twice"},
      {"rdap/autnum_16509.json", "role:abuse", says({" abuse-email "})},
      {"rdap/home.moscow.json", "role:abuse", says({" abuse-email "})},
      {"rdap/lookup_with_redaction.json", "role:abuse", says({" abuse-email "})},
      {"rdap/network_192_198_0_0.json", "role:abuse", says({" abuse-email "}), 1, "the same person twice"},

      {"securitytrails/domains-list-search.json", "records", mentions},
      {"securitytrails/domains-list-search.json", "registrable:domain", apexes},
      {"securitytrails/domains-list-by-ip.json", "registrable:domain", apexes},
      {"securitytrails/domain-github.com.json", "domain", resolved},
      {"securitytrails/domain-github.com.json", "registrable:domain", apexes},
      {"securitytrails/whois-github.com.json", "domain", answersOf("registration")},
      {"securitytrails/whois-github.com.json", "registrable:domain", apexes},
      {"securitytrails/history-a-jppost-tu.top.json", "ip", targetsOf("ip")},

      {"virustotal/url-example.com-network_location.json", "dns_records:A", addresses(false)},
      {"virustotal/url-example.com-network_location.json", "dns_records:AAAA", addresses(true)},
      {"virustotal/url-example.com-network_location.json", "dns_records:SOA", pairsOf("soa-email")},
      {"virustotal/url-example.com-network_location.json", "dns_records:TXT", pairsOf("txt")},
      {"virustotal/url-example.com-network_location.json", "certificates", pairsOf("issuer")},
      {"virustotal/ip-1.1.1.1.json", "certificates", pairsOf("issuer")},
      {"virustotal/domain-jppost-ge.top-resolutions.json", "domain", resolved},
      {"virustotal/domain-jppost-ge.top-resolutions.json", "registrable:domain", apexes},
      {"virustotal/ip-1.1.1.1-resolutions.json", "domain", resolved},
      {"virustotal/ip-1.1.1.1-resolutions.json", "registrable:domain", apexes},
      {"virustotal/ip-45.83.140.140-resolutions.json", "domain", resolved},
      {"virustotal/ip-45.83.140.140-resolutions.json", "registrable:domain", apexes},
      {"virustotal/ip-1.1.1.1-resolutions.json", "ip", targetsOf("ip")},
      {"virustotal/ip-45.83.140.140-resolutions.json", "ip", targetsOf("ip")},
      {"virustotal/ip-45.83.140.140-resolutions.json", "has_next_page", isPartial},

      {"otx/passive_dns-domain-jppost-tu.top.json", "domain", resolved},
      {"otx/passive_dns-domain-jppost-tu.top.json", "ip", targetsOf("ip")},
      {"otx/passive_dns-domain-jppost-tu.top.json", "records", pairsOf("ip")},
      {"otx/passive_dns-domain-jppost-tu.top.json", "registrable:domain", apexes},
      {"otx/passive_dns-ip-89.35.39.84.json", "domain", resolved},
      {"otx/passive_dns-ip-89.35.39.84.json", "ip", targetsOf("ip")},
      {"otx/passive_dns-ip-89.35.39.84.json", "records", pairsOf("ip")},
      {"otx/passive_dns-ip-89.35.39.84.json", "registrable:domain", apexes},

      {"whoisxml/bulk-whois-records.json", "registrable:domain", apexes},
      {"whoisxml/reverse-whois-dates.json", "registrable:domain", apexes},
      {"whoisxml/subdomains-gmail.com.json", "registrable:domain", apexes},
      {"whoisxml/whois-whoisxmlapi.com.json", "registrable:domain", apexes},
  };
  return kRows;
}

/// Counts that are of no fact, whatever the file.
struct Uncounted {
  const char* key;  // begins with this
  const char* why;
};
constexpr Uncounted kUncounted[] = {
    {"entity_", "contacts are what they hold (names, mailboxes, telephones): no nodes"},
    {"object:", "objects of the answer: its facts are counted"},
    {"subject", "what was asked for: its facts are counted"},
    {"role:noc", "contacts of network operators: no trait"},
    {"role:routing", "contacts for routing: no trait"},
    {"role:sponsor", "the registrar once more"},
    {"pages", "of the provider's paging: one page is one answer"},
    {"record_sets", "the intervals are counted"},
    {"whois_map_fields", "fields of the WHOIS text: the records are counted"},
    {"type:46", "RRSIG: signatures are no nodes"},
    {"Status", "the code of success"},
};

std::vector<CountRow> allRows() {
  std::vector<CountRow> all = rows();
  all.insert(all.end(), furtherRows().begin(), furtherRows().end());
  return all;
}

}  // namespace

TEST_CASE("real answers give the counts that were computed apart", "[ingest][json][real]") {
  const auto files = expectations();
  if (!files) return;
  for (const CountRow& row : allRows()) {
    INFO(row.file << ": " << row.key << " " << row.why);
    const Json* stated = member(*files, row.file, row.key);
    REQUIRE(stated != nullptr);
    const auto expected = integerOf(*stated);
    REQUIRE(expected.has_value());
    const auto read = readShared(row.file, {.name = "-", .subject = row.subject});
    REQUIRE(read.has_value());
    CHECK(read->error.empty());
    CHECK(row.metric(*read) + row.left_out == static_cast<std::size_t>(*expected));
  }
}

TEST_CASE("every count of an answer has its row or its reason", "[ingest][json][real]") {
  const auto files = expectations();
  if (!files) return;
  std::set<std::pair<std::string, std::string>> compared;
  for (const CountRow& row : allRows()) compared.emplace(row.file, row.key);
  for (const char* folder : {"whoisxml/", "rdap/", "securitytrails/", "virustotal/", "otx/", "passivetotal/",
                             "validin/", "circl-passivessl/", "doh-json/"}) {
    eachFile(*files, folder, [&](const std::string& path, const Json& counts) {
      for (const auto& [key, count] : counts.items()) {
        INFO(key);
        const bool has_reason = std::any_of(std::begin(kUncounted), std::end(kUncounted),
                                            [&](const Uncounted& one) { return startsWith(key, one.key); });
        CHECK((has_reason || compared.contains({path, key})));
      }
    });
  }
}

TEST_CASE("reading a real answer twice gives the same facts", "[ingest][json][real]") {
  for (const CountRow& row : rows()) {
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
