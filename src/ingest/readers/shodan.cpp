// Shodan: what a host shows on its ports, as banners. Answers for one host (`data` holds the banners), of a search
// (`matches`), banners one a line as downloads have them, InternetDB, which lists a host's ports without dates, and
// what it knows of the DNS.
#include <algorithm>
#include <set>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/json_scan.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/registration.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {
namespace shodan {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

constexpr std::string_view kProvider = "shodan";

/// Calls `visit` with the texts of an array, or with the keys of an object.
template <typename Visit>
void eachText(const Json& list, Visit visit) {
  if (list.is_object()) {
    for (const auto& entry : list.items()) visit(entry.key());
    return;
  }
  forEach(list, [&](const Json& one, std::uint64_t) {
    if (const std::string text = textOf(one); !trim(text).empty()) visit(text);
  });
}

/// The bytes of a text in which those that are no ASCII are written `\x82`, as Shodan gives extensions.
std::string withoutEscapes(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size() && text[i + 1] == 'x') {
      if (const auto byte = bytesOfHex(text.substr(i + 2, 2))) {
        bytes += *byte;
        i += 3;
        continue;
      }
    }
    if (text[i] == '\\' && i + 1 < text.size()) {
      const char c = text[++i];
      bytes += c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
      continue;
    }
    bytes += text[i];
  }
  return bytes;
}

/// The DNS names of a DER-encoded subjectAltName (RFC 5280, 4.2.1.6): a sequence of tagged strings, 2 being a DNS name.
/// What follows a broken length is left out.
std::vector<std::string> namesOfDer(std::string_view der) {
  std::size_t at = 0;
  const auto length = [&]() -> std::size_t {
    if (at >= der.size()) return der.size();
    const auto first = static_cast<unsigned char>(der[at++]);
    if (first < 0x80) return first;
    std::size_t value = 0;
    for (unsigned i = 0; i < (first & 0x7FU) && i < 3 && at < der.size(); ++i) {
      value = value << 8 | static_cast<unsigned char>(der[at++]);
    }
    return value;
  };
  std::vector<std::string> names;
  if (der.empty() || der[at++] != '\x30') return names;
  length();
  while (at < der.size()) {
    const char tag = der[at++];
    const std::size_t size = length();
    if (size > der.size() - std::min(at, der.size())) break;
    if (tag == '\x82') names.emplace_back(der.substr(at, size));
    at += size;
  }
  return names;
}

std::optional<NodeName> certificateOf(const Json& cert, FactBuilder& builder, const Sighting& seen) {
  if (!cert.is_object()) return std::nullopt;
  CertificateTexts texts;
  texts.fingerprint = firstText(get(cert, "fingerprint"), {"sha256", "sha1"});
  texts.subject = firstText(get(cert, "subject"), {"CN", "O"});
  texts.issuer = firstText(get(cert, "issuer"), {"CN", "O"});
  texts.serial = hexOfDecimal(textOf(cert, "serial"));
  texts.issued = textOf(cert, "issued");
  texts.expires = textOf(cert, "expires");
  addCommonName(texts, textOf(get(cert, "subject"), "CN"));
  forEach(get(cert, "extensions"), [&](const Json& extension, std::uint64_t) {
    if (textOf(extension, "name") != "subjectAltName") return;
    const std::string data = textOf(extension, "data");
    const auto names = contains(data, "DNS:") ? namesOfExtension(data) : namesOfDer(withoutEscapes(data));
    texts.names.insert(texts.names.end(), names.begin(), names.end());
  });
  return addCertificate(builder, texts, seen);
}

/// A hash that is a number: 0 stands for nothing.
void addHash(const NodeName& service, std::string_view relation, const std::string& number, FactBuilder& builder,
             const Sighting& seen) {
  if (!number.empty() && number != "0") builder.link(service, relation, "mmh3:" + number, seen);
}

/// What one banner says of its service.
void addBannerOf(const Json& banner, const NodeName& service, FactBuilder& builder, const Sighting& seen) {
  builder.property(service, "port", textOf(banner, "port"), seen);
  const std::string product = textOf(banner, "product");
  const std::string version = textOf(banner, "version");
  builder.property(service, "product", product.empty() || version.empty() ? product : product + " " + version, seen);
  const Json& cpes = member(banner, "cpe23") != nullptr ? get(banner, "cpe23") : get(banner, "cpe");
  eachText(cpes, [&](const std::string& cpe) { builder.property(service, "cpe", cpe, seen); });
  eachText(get(banner, "vulns"), [&](const std::string& vuln) { builder.property(service, "vuln", vuln, seen); });
  addHash(service, "banner", textOf(banner, "hash"), builder, seen);
  const Json& http = get(banner, "http");
  builder.property(service, "title", textOf(http, "title"), seen);
  builder.property(service, "server", textOf(http, "server"), seen);
  addHash(service, "favicon", textOf(get(http, "favicon"), "hash"), builder, seen);
  addHash(service, "body", textOf(http, "html_hash"), builder, seen);
  addHash(service, "headers", textOf(http, "headers_hash"), builder, seen);
  const std::string ssh = replaceAll(textOf(get(banner, "ssh"), "fingerprint"), ":", "");
  if (ssh.size() == 32) builder.link(service, "key", "md5:" + ssh, seen);
  const Json& ssl = get(banner, "ssl");
  addJarm(builder, service, textOf(ssl, "jarm"), seen);
  if (const auto cert = certificateOf(get(ssl, "cert"), builder, seen)) builder.link(service, "cert", *cert, seen);
}

/// What is said of the address itself, in a banner and in the answer around banners alike.
void addHost(const Json& host, const NodeName& ip, FactBuilder& builder, const Sighting& seen) {
  eachText(get(host, "hostnames"), [&](const std::string& name) { builder.link(ip, "ptr", name, seen); });
  if (const auto asn = builder.node(builder.schema().known().asn, asnText(textOf(host, "asn")))) {
    builder.link(ip, "asn", *asn, seen);
  }
  const Json& place = member(host, "location") != nullptr ? get(host, "location") : host;
  builder.link(ip, "country", countryText(builder.schema(), textOf(place, "country_code")), seen);
  builder.property(ip, "city", textOf(place, "city"), seen);
  builder.property(ip, "region", textOf(place, "region_code"), seen);
  const std::string isp = textOf(host, "isp"), org = textOf(host, "org");
  builder.property(ip, "isp", isp.empty() ? org : isp, seen);
  if (!isp.empty() && !org.empty() && !equalsIgnoreCase(isp, org)) {
    builder.notice("organisations of addresses, beside their providers: kept in the raw record alone", 1);
  }
  eachText(get(host, "tags"), [&](const std::string& tag) { builder.link(ip, "tag", tag, seen); });
}

/// False when it names no address of its own or of the host's.
bool banner(const Json& one, const NodeName* of, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  std::string address = firstText(one, {"ip_str", "ipv6"});
  if (address.empty() && of != nullptr) address = of->name;
  if (address.empty()) return false;
  const auto ip = builder.node(known.ip, address);
  if (!ip) return true;
  const Sighting seen = datedOr(seenAt(textOf(one, "timestamp")), builder.seenNow());
  addHost(one, *ip, builder, seen);
  builder.property(*ip, "port", textOf(one, "port"), seen);
  if (textOf(one, "port").empty()) builder.reject("a banner without a port", jsonText(one));
  const auto service = addService(builder, *ip, textOf(one, "port"), textOf(one, "transport"), seen);
  if (service) addBannerOf(one, *service, builder, seen);
  return true;
}

void banners(const Json& list, const NodeName* of, FactBuilder& builder) {
  forEach(list, [&](const Json& one, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    if (!banner(one, of, builder)) builder.reject("a banner without ip_str", jsonText(one));
  });
  builder.at(0);
}

void host(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "host");
  const auto ip = builder.node(builder.schema().known().ip, textOf(document, "ip_str"));
  if (!ip) return;
  builder.subject(*ip);
  const Sighting seen = datedOr(seenAt(textOf(document, "last_update")), builder.seenNow());
  addHost(document, *ip, builder, seen);
  eachText(get(document, "ports"), [&](const std::string& port) { builder.property(*ip, "port", port, seen); });
  eachText(get(document, "vulns"), [&](const std::string& vuln) { builder.property(*ip, "vuln", vuln, seen); });
  builder.mention(*ip);
  banners(get(document, "data"), &*ip, builder);
}

void search(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "search");
  const Json& matches = get(document, "matches");
  const auto total = integerOf(get(document, "total"));
  banners(matches, nullptr, builder);
  const std::int64_t count = matches.is_array() ? static_cast<std::int64_t>(matches.size()) : 0;
  if (count == 0) {
    builder.outcome(Outcome::kNone);
  } else if (total && *total > count) {
    builder.outcome(Outcome::kPartial);  // one page of them
  }
}

void internetDb(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "internetdb");
  const auto ip = builder.node(builder.schema().known().ip, textOf(document, "ip"));
  if (!ip) return;
  builder.subject(*ip);
  builder.mention(*ip);
  const Sighting seen = builder.seenNow();
  eachText(get(document, "ports"), [&](const std::string& port) {
    builder.property(*ip, "port", port, seen);
    addService(builder, *ip, port, "", seen);
  });
  eachText(get(document, "hostnames"), [&](const std::string& name) { builder.link(*ip, "ptr", name, seen); });
  eachText(get(document, "cpes"), [&](const std::string& cpe) { builder.property(*ip, "cpe", cpe, seen); });
  eachText(get(document, "vulns"), [&](const std::string& vuln) { builder.property(*ip, "vuln", vuln, seen); });
  eachText(get(document, "tags"), [&](const std::string& tag) { builder.link(*ip, "tag", tag, seen); });
}

/// `/dns/domain`: the records of a name and of those below it, each with the day when it was last met.
void dnsOfDomain(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "dns");
  const auto domain = builder.node(builder.schema().known().host, textOf(document, "domain"));
  if (!domain) return;
  builder.subject(*domain);
  builder.mention(*domain);
  const auto below = [&](const std::string& label) {
    return label.empty() ? domain : builder.node(builder.schema().known().host, label + "." + domain->name);
  };
  forEach(get(document, "data"), [&](const Json& record, std::uint64_t index) {
    builder.at(index);
    const auto owner = below(textOf(record, "subdomain"));
    const Sighting seen = datedOr(seenAt(textOf(record, "last_seen")), builder.seenNow());
    if (owner) addDnsRecord(builder, *owner, textOf(record, "type"), textOf(record, "value"), seen);
  });
  eachText(get(document, "subdomains"), [&](const std::string& label) {
    if (label.starts_with('*')) return;
    if (const auto name = below(label)) builder.mention(*name);
  });
  if (const Json* more = member(document, "more"); more != nullptr && more->is_boolean() && more->get<bool>())
    builder.outcome(Outcome::kPartial);
}

/// `/dns/reverse` gives the names of addresses, `/dns/resolve` the address of names: maps, with null for what has none.
enum class DnsMap : std::uint8_t { kNone, kReverse, kResolve };

/// Fields of records are written like names ("source.ip").
bool isNameOfHost(std::string_view text) {
  const std::string last = toLower(text.substr(text.rfind('.') + 1));
  const bool is_field = isOneOf(last, {"ip", "ips", "ipv4", "ipv6", "addr", "address", "ipaddr", "ipaddress", "src",
                                       "dst", "srcip", "dstip", "remote", "gateway", "netmask", "dns"});
  return contains(text, ".") && !is_field && !model::parseAddress(text) &&
         std::all_of(text.begin(), text.end(), [](char c) { return isAlnum(c) || c == '.' || c == '-' || c == '_'; });
}

/// What a map has between a key and its value, as long as every pair is alike.
class DnsMapShape {
 public:
  /// `names` says whether an array holds names of hosts alone, or "-" for none.
  void pair(std::string_view key, const JsonPiece& value, bool names) {
    if (model::parseAddress(key)) {
      take(DnsMap::kReverse, value.isNull() || names);
    } else {
      take(DnsMap::kResolve,
           isNameOfHost(key) && (value.isNull() || (value.isString() && model::parseAddress(value.text))));
    }
    says_ = says_ || !value.isNull();
  }
  DnsMap kind() const { return fits_ && says_ ? kind_ : DnsMap::kNone; }

 private:
  void take(DnsMap kind, bool fits) {
    fits_ = fits_ && fits && (kind_ == DnsMap::kNone || kind_ == kind);
    kind_ = kind;
  }

  DnsMap kind_ = DnsMap::kNone;
  bool fits_ = true;
  bool says_ = false;
};

bool holdsNames(const JsonPiece& list) {
  if (list.kind != JsonPiece::Kind::kArray) return false;
  JsonScan scan(list.text);
  if (!scan.enterArray()) return false;
  JsonPiece one;
  while (scan.nextElement(one)) {
    if (!one.isString() || (one.text != "-" && !isNameOfHost(one.text))) return false;
  }
  return !scan.failed();
}

/// By the look of the pairs, which is not Shodan's alone.
DnsMap dnsMapOf(std::string_view text) {
  JsonScan scan(trim(withoutMark(text)));
  DnsMapShape shape;
  if (!scan.enterObject()) return DnsMap::kNone;
  std::string_view key;
  JsonPiece value;
  while (scan.nextMember(key, value)) shape.pair(key, value, holdsNames(value));
  return shape.kind();
}

/// Whether a file's name says that it holds the answer ("shodan-reverse"): any list by addresses looks the same.
bool namesDnsMap(std::string_view file_name, DnsMap kind) {
  InputContext named;
  named.name = file_name;
  return kind != DnsMap::kNone && pathSays(named, kind == DnsMap::kReverse ? "reverse" : "resolve");
}

void dnsMap(const Json& document, DnsMap kind, FactBuilder& builder) {
  const bool reverse = kind == DnsMap::kReverse;
  builder.begin(kProvider, reverse ? "reverse" : "resolve");
  const auto& known = builder.schema().known();
  const Sighting seen = builder.seenNow();
  std::uint64_t index = 0, silent = 0;
  for (const auto& [key, value] : document.items()) {
    if (builder.stopped()) return;
    builder.at(++index);
    const auto node = builder.node(reverse ? known.ip : known.host, key);
    if (!node) continue;
    builder.mention(*node);
    if (document.size() == 1) builder.subject(*node);
    bool any = false;
    forEach(value, [&](const Json& one, std::uint64_t) {
      const std::string text = textOf(one);
      if (text == "-") return;
      any = true;
      builder.link(*node, reverse ? "ptr" : "ip", text, seen);
    });
    silent += any ? 0 : 1;
  }
  builder.at(0);
  if (silent > 0)
    builder.notice(reverse ? "addresses that no name is known of" : "names that no address is known of", silent);
}

void refuse(const std::string& message, FactBuilder& builder) {
  const bool none = startsWithIgnoreCase(message, "no information available");
  builder.begin(kProvider, "error");
  builder.outcome(none ? Outcome::kNone : Outcome::kRefused);
  const auto subject = subjectOf(builder.context(), builder.schema().known().ip);
  if (subject) {
    builder.subject(*subject);
    builder.answer(*subject, "scan", builder.lookup().outcome);
  }
  if (!none) builder.reject(format("the provider refused: {}", message), message);
  if (none && !subject) builder.notice("nothing is known of the address asked for; --subject says which it was");
}

class ShodanReader final : public JsonReader {
 public:
  std::string_view name() const override { return kProvider; }
  std::string_view title() const override {
    return "Shodan: hosts, searches, downloaded banners, DNS of a domain, InternetDB; reverse and resolve by the "
           "file's name";
  }
  std::string_view sample() const override {
    return R"({"ip_str":"192.0.2.1","port":443,"transport":"tcp","timestamp":"2023-03-10T22:09:15.354282",)"
           R"("hostnames":["a.example"],"asn":"AS64500","location":{"country_code":"NL"}})";
  }
  int detect(std::string_view head, std::string_view file_name) const override {
    const JsonHead keys(head);
    if (!keys.isJson()) return 0;
    if (keys.hasAll({"cpes", "hostnames", "ports", "vulns"})) return 95;
    if (keys.has("matches.ip_str") || keys.hasAll({"ip_str", "ports"})) return 95;
    if (keys.hasAll({"ip_str", "port"}) || keys.hasAll({"data.ip_str", "data.port"})) return 90;
    // A banner may be longer than what is looked at, and its address stands behind it.
    if (keys.hasAny({"matches._shodan", "matches.transport", "matches.hash", "data._shodan"})) return 85;
    if (keys.hasAll({"_shodan", "hash"})) return 85;
    if (keys.hasAll({"matches", "total"})) return 70;
    if (keys.hasAll({"domain", "data.subdomain", "data.type", "data.value"})) return 90;
    if (keys.has("ip_str")) return 60;  // the banners come first, and are long
    if (namesDnsMap(file_name, dnsMapOf(head))) return 75;
    for (const std::string_view key : {"error", "detail"}) {
      if (startsWithIgnoreCase(keys.text(key), "no information available")) return 80;
    }
    return 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    if (member(document, "matches") != nullptr) return search(document, builder);
    if (member(document, "ip_str") != nullptr) {
      if (get(document, "data").is_array()) return host(document, builder);
      builder.begin(kProvider, "banner");
      banner(document, nullptr, builder);
      const auto ip = model::canonical(builder.schema(), builder.schema().known().ip, textOf(document, "ip_str"));
      if (ip.ok()) builder.subject(*ip);
      return;
    }
    if (member(document, "ports") != nullptr && member(document, "ip") != nullptr) return internetDb(document, builder);
    if (member(document, "domain") != nullptr && get(document, "data").is_array())
      return dnsOfDomain(document, builder);
    if (const DnsMap kind = dnsMapOf(jsonText(document)); kind != DnsMap::kNone) return dnsMap(document, kind, builder);
    const std::string message = firstText(document, {"error", "detail"});
    if (!message.empty()) refuse(message, builder);
  }
};

}  // namespace
}  // namespace shodan

const Reader& shodanReader() {
  static const shodan::ShodanReader reader;
  return reader;
}

}  // namespace clew::ingest
