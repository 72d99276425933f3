// Censys: hosts with the services that a scan found, as searches and single hosts of API v2 (search.censys.io) and of
// the platform's API v3 give them; certificates and web properties of v3. What both versions say alike is read alike:
// v3 writes transports in lower case, dates its services one by one, and has certificates whole.
#include <set>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/registration.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {
namespace censys {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

constexpr std::string_view kProvider = "censys";

template <typename Visit>
void eachText(const Json& list, Visit visit) {
  forEach(list, [&](const Json& one, std::uint64_t) {
    if (const std::string text = textOf(one); !trim(text).empty()) visit(text);
  });
}

/// A field that is one text in one version and an array of them in the other.
std::string firstOf(const Json& value) {
  return value.is_array() && !value.empty() ? textOf(value.front()) : textOf(value);
}

/// A certificate of v3 (`cert`), or v2's `tls.certificates.leaf_data`.
std::optional<NodeName> addCertificateOf(const Json& cert, const std::string& fingerprint, FactBuilder& builder,
                                         const Sighting& seen) {
  CertificateTexts texts;
  texts.fingerprint = firstText(cert, {"fingerprint_sha256", "fingerprint"});
  if (texts.fingerprint.empty()) texts.fingerprint = fingerprint;
  const Json& parsed = member(cert, "parsed") != nullptr ? get(cert, "parsed") : cert;
  texts.subject = firstOf(get(parsed, "subject", "common_name"));
  if (texts.subject.empty()) texts.subject = textOf(parsed, "subject_dn");
  texts.issuer = firstOf(get(parsed, "issuer", "common_name"));
  if (texts.issuer.empty()) texts.issuer = firstOf(get(parsed, "issuer", "organization"));
  if (texts.issuer.empty()) texts.issuer = nameOfDn(textOf(parsed, "issuer_dn"));
  texts.serial = firstText(parsed, {"serial_number_hex"});
  if (texts.serial.empty()) texts.serial = hexOfDecimal(textOf(parsed, "serial_number"));
  texts.issued = textOf(get(parsed, "validity_period"), "not_before");
  texts.expires = textOf(get(parsed, "validity_period"), "not_after");
  eachText(get(cert, "names"), [&texts](const std::string& name) { texts.names.push_back(name); });
  eachText(get(parsed, "names"), [&texts](const std::string& name) { texts.names.push_back(name); });
  const auto node = addCertificate(builder, texts, seen);
  if (node) builder.link(*node, "key", textOf(cert, "spki_fingerprint_sha256"), seen);
  return node;
}

void addSoftware(const Json& software, const NodeName& service, FactBuilder& builder, const Sighting& seen) {
  forEach(software, [&](const Json& one, std::uint64_t) {
    std::string product = textOf(one, "product");
    if (const std::string version = textOf(one, "version"); !product.empty() && !version.empty()) {
      product += " " + version;
    }
    builder.property(service, "product", product, seen);
    builder.property(service, "cpe", firstText(one, {"uniform_resource_identifier", "cpe"}), seen);
  });
}

/// The answer to an HTTP request, in `http.response` of v2 and in each of v3's `endpoints[].http`.
void addHttp(const Json& http, const NodeName& service, FactBuilder& builder, const Sighting& seen) {
  builder.property(service, "title", firstText(http, {"html_title", "title"}), seen);
  std::string server = textOf(http, "server");
  if (server.empty()) server = firstOf(get(http, "headers", "Server"));
  if (server.empty()) server = firstOf(get(http, "headers", "server", "headers"));
  builder.property(service, "server", server, seen);
  builder.link(service, "body", firstText(http, {"body_hash", "body_hash_sha256"}), seen);
  forEach(get(http, "favicons"), [&](const Json& icon, std::uint64_t) {
    if (const std::string hash = firstText(icon, {"md5_hash", "hash_md5"}); !hash.empty()) {
      builder.link(service, "favicon", "md5:" + hash, seen);
    }
    if (const std::string hash = firstText(icon, {"shodan_hash", "hash_shodan"}); !hash.empty()) {
      builder.link(service, "favicon", "mmh3:" + hash, seen);
    }
  });
}

/// Words, or in v3 objects with one; what was recognised as malware or a tool of attackers; weaknesses.
void addFindings(const Json& entry, const NodeName& of, FactBuilder& builder, const Sighting& seen) {
  forEach(get(entry, "labels"), [&](const Json& label, std::uint64_t) {
    builder.link(of, "tag", label.is_object() ? textOf(label, "value") : textOf(label), seen);
  });
  std::uint64_t actors = 0;
  forEach(get(entry, "threats"), [&](const Json& threat, std::uint64_t) {
    const std::string name = threat.is_object() ? textOf(threat, "name") : textOf(threat);
    const std::string malware = textOf(get(threat, "malware"), "name");
    for (const std::string& one : {name, malware}) builder.link(of, "threat", one, seen);
    eachText(get(threat, "type"), [&](const std::string& type) { builder.link(of, "tag", type, seen); });
    // Who is known to use the malware need not be who runs it here.
    actors += get(threat, "actors").size();
    if (trim(name).empty() && trim(malware).empty()) builder.reject("a threat without a name", jsonText(threat));
  });
  if (actors > 0) builder.notice("actors that are known for a threat: kept in the raw record alone", actors);
  forEach(get(entry, "vulns"), [&](const Json& vuln, std::uint64_t) {
    builder.property(of, "vuln", vuln.is_object() ? firstText(vuln, {"id", "name"}) : textOf(vuln), seen);
  });
}

/// A service of an address, or of a name that v3 calls a web property.
void addServiceOf(const Json& entry, const NodeName& at, FactBuilder& builder, const Sighting& host_seen) {
  const std::string observed = firstText(entry, {"scan_time", "observed_at"});
  const Sighting seen = datedOr(seenAt(observed), host_seen);
  const std::string port = textOf(entry, "port");
  if (port.empty()) return builder.reject("a service without a port", jsonText(entry));
  const auto service = addService(builder, at, port, textOf(entry, "transport_protocol"), seen);
  if (!service) return;
  if (at.type == builder.schema().known().ip) builder.property(at, "port", port, seen);
  builder.property(*service, "port", port, seen);
  addSoftware(get(entry, "software"), *service, builder, seen);
  addFindings(entry, *service, builder, seen);
  addHttp(get(entry, "http", "response"), *service, builder, seen);
  forEach(get(entry, "endpoints"), [&](const Json& endpoint, std::uint64_t) {
    addHttp(get(endpoint, "http"), *service, builder, seen);
    builder.link(*service, "banner", textOf(endpoint, "banner_hash_sha256"), seen);
  });
  builder.link(*service, "banner", firstText(entry, {"banner_hash_sha256"}), seen);
  addJarm(builder, *service, textOf(get(entry, "jarm"), "fingerprint"), seen);
  builder.link(*service, "key", textOf(get(entry, "ssh", "server_host_key"), "fingerprint_sha256"), seen);
  eachText(get(entry, "banner_hashes"), [&](const std::string& hash) { builder.link(*service, "banner", hash, seen); });
  const Json& whole = get(entry, "cert");
  const Json& cert = whole.is_object() ? whole : get(entry, "tls", "certificates", "leaf_data");
  const std::string fingerprint = firstText(entry, {"certificate"});
  if (const auto node = addCertificateOf(cert, fingerprint, builder, seen)) builder.link(*service, "cert", *node, seen);
}

/// Names that were asked for and led to the address; v3 says when and by which type of record, v2 beside the names.
void addForwardNames(const Json& dns, const NodeName& ip, FactBuilder& builder, const Sighting& host_seen) {
  const auto& known = builder.schema().known();
  std::set<std::string> dated;
  const Json& forward = get(dns, "forward_dns");
  if (forward.is_object()) {
    for (const auto& entry : forward.items()) {
      const Sighting seen = datedOr(seenAt(textOf(entry.value(), "resolve_time")), host_seen);
      const auto host = builder.node(known.host, entry.key());
      if (!host) continue;
      builder.link(*host, "ip", ip, seen);
      dated.insert(host->name);
    }
  }
  const Json& records = get(dns, "records");
  eachText(get(dns, "names"), [&](const std::string& name) {
    if (model::parseAddress(trim(name))) return;
    const auto host = builder.node(known.host, name);
    const Sighting seen = datedOr(seenAt(textOf(get(records, name), "resolved_at")), host_seen);
    if (host && !dated.contains(host->name)) builder.link(*host, "ip", ip, seen);
  });
}

void addNetwork(const Json& host, const NodeName& ip, FactBuilder& builder, const Sighting& seen) {
  const auto& known = builder.schema().known();
  const Json& system = get(host, "autonomous_system");
  const auto asn = builder.node(known.asn, asnText(textOf(system, "asn")));
  const auto route = builder.node(known.net, textOf(system, "bgp_prefix"));
  if (asn) {
    builder.link(ip, "asn", *asn, seen);
    builder.property(*asn, "as-name", firstText(system, {"name", "description"}), seen);
  }
  if (route) builder.link(ip, "net", *route, seen);
  if (asn && route) builder.link(*route, "asn", *asn, seen);
  const Json& whois = get(host, "whois");
  eachText(get(whois, "network", "cidrs"), [&](const std::string& cidr) {
    const auto net = builder.node(known.net, cidr);
    if (!net) return;
    builder.link(ip, "net", *net, seen);
    builder.property(*net, "netname", textOf(get(whois, "network"), "name"), seen);
    builder.property(*net, "handle", textOf(get(whois, "network"), "handle"), seen);
    builder.contact(*net, "org", textOf(get(whois, "organization"), "name"), seen);
    forEach(get(whois, "organization", "abuse_contacts"), [&](const Json& contact, std::uint64_t) {
      builder.link(*net, "abuse-email", textOf(contact, "email"), seen);
    });
  });
}

/// One host; false when it has no address. Searches that ask for few fields give the services that matched beside it.
bool host(const Json& object, const Json& matched, FactBuilder& builder) {
  const std::string address = textOf(object, "ip");
  if (trim(address).empty()) return false;
  const auto ip = builder.node(builder.schema().known().ip, address);
  if (!ip) return true;
  builder.mention(*ip);
  const Sighting seen = datedOr(seenAt(textOf(object, "last_updated_at")), builder.seenNow());
  const Json& services = member(object, "services") != nullptr ? get(object, "services") : matched;
  forEach(services, [&](const Json& entry, std::uint64_t) { addServiceOf(entry, *ip, builder, seen); });
  const Json& location = get(object, "location");
  builder.link(*ip, "country", countryText(builder.schema(), firstText(location, {"country_code", "country"})), seen);
  builder.property(*ip, "city", textOf(location, "city"), seen);
  builder.property(*ip, "region", textOf(location, "province"), seen);
  addNetwork(object, *ip, builder, seen);
  const Json& dns = get(object, "dns");
  const Sighting reversed = datedOr(seenAt(firstText(get(dns, "reverse_dns"), {"resolved_at", "resolve_time"})), seen);
  eachText(get(dns, "reverse_dns", "names"),
           [&](const std::string& name) { builder.link(*ip, "ptr", name, reversed); });
  addForwardNames(dns, *ip, builder, seen);
  addFindings(object, *ip, builder, seen);
  return true;
}

bool certificate(const Json& cert, FactBuilder& builder) {
  const Sighting seen = datedOr(seenOf(builder, cert, "added_at", "modified_at"), builder.seenNow());
  return addCertificateOf(cert, "", builder, seen).has_value();
}

/// A name with a port, as a browser meets it.
bool webProperty(const Json& object, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  const std::string name = textOf(object, "hostname");
  if (trim(name).empty()) return false;
  const auto at = builder.node(model::parseAddress(trim(name)) ? known.ip : known.host, name);
  if (at) addServiceOf(object, *at, builder, builder.seenNow());
  return true;
}

/// A hit or resource: v2's host itself, v3's by the name of its kind; false when it is of no kind that is known.
bool entry(const Json& object, FactBuilder& builder) {
  const auto held = [&object](std::string_view kind) -> const Json* {
    const Json* found = member(object, kind);
    const Json* resource = found == nullptr ? nullptr : member(*found, "resource");
    return resource != nullptr ? resource : found;
  };
  if (const Json* one = held("host_v1")) return host(*one, get(object, "host_v1", "matched_services"), builder);
  if (const Json* one = held("certificate_v1")) return certificate(*one, builder);
  if (const Json* one = held("webproperty_v1")) return webProperty(*one, builder);
  const Json* resource = member(object, "resource");
  const Json& alone = resource != nullptr ? *resource : object;
  if (member(alone, "fingerprint_sha256") != nullptr) return certificate(alone, builder);
  if (member(alone, "hostname") != nullptr && member(alone, "ip") == nullptr) return webProperty(alone, builder);
  return host(alone, get(object, "matched_services"), builder);
}

void search(const Json& result, FactBuilder& builder) {
  builder.begin(kProvider, "search");
  const Json& hits = get(result, "hits");
  std::int64_t count = 0;
  forEach(hits, [&](const Json& hit, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    ++count;
    if (!entry(hit, builder)) builder.reject("a hit that is no host, certificate or web property", jsonText(hit));
  });
  builder.at(0);
  const bool more = !firstText(get(result, "links"), {"next"}).empty() || !textOf(result, "next_page_token").empty();
  const auto total = integerOf(member(result, "total") != nullptr ? get(result, "total") : get(result, "total_hits"));
  if (count == 0) {
    builder.outcome(Outcome::kNone);
  } else if (more || (total && *total > count)) {
    builder.outcome(Outcome::kPartial);
  }
}

void single(const Json& object, FactBuilder& builder) {
  builder.begin(kProvider, "host");
  const Json& resource = member(object, "resource") != nullptr ? get(object, "resource") : object;
  const auto ip = model::canonical(builder.schema(), builder.schema().known().ip, textOf(resource, "ip"));
  if (ip.ok()) builder.subject(*ip);
  if (!entry(object, builder))
    builder.reject("an answer that is no host, certificate or web property", jsonText(object));
}

/// {"code":404,"status":"Not Found","error":"..."} of v2; {"error":{"code":401,"status":"..","message":".."}} and
/// {"status":401,"title":"Unauthorized","detail":"..."} of v3.
void refuse(const Json& document, FactBuilder& builder) {
  const Json& error = get(document, "error");
  std::string message = error.is_object() ? firstText(error, {"message", "reason"}) : textOf(error);
  if (message.empty()) message = firstText(document, {"detail", "title"});
  std::string code = error.is_object() ? textOf(error, "code") : textOf(document, "code");
  if (code.empty()) code = textOf(document, "status");
  const bool none = code == "404";
  builder.begin(kProvider, "error");
  builder.outcome(none ? Outcome::kNone : Outcome::kRefused);
  if (const auto subject = statedSubject(builder.context())) {
    builder.subject(*subject);
    builder.answer(*subject, "scan", builder.lookup().outcome);
  }
  if (!none) builder.reject(format("the provider refused: {} ({})", message, code), message);
}

class CensysReader final : public JsonReader {
 public:
  std::string_view name() const override { return kProvider; }
  std::string_view title() const override {
    return "Censys: hosts and searches of API v2 and v3, certificates and web properties of v3";
  }
  std::string_view sample() const override {
    return R"({"code":200,"status":"OK","result":{"total":1,"hits":[{"ip":"192.0.2.1","services":[{"port":443,)"
           R"("service_name":"HTTP","transport_protocol":"TCP"}],"autonomous_system":{"asn":64500,)"
           R"("bgp_prefix":"192.0.2.0/24"},"last_updated_at":"2023-05-19T09:18:15.942Z"}],"links":{"next":""}}})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (!keys.isJson()) return 0;
    if (keys.hasAny({"result.hits.host_v1", "result.hits.certificate_v1", "result.hits.webproperty_v1"})) return 95;
    if (keys.hasAll({"result.hits.ip", "result.hits.services"})) return 95;
    if (keys.hasAll({"result.ip", "result.services"}) || keys.has("result.resource.ip")) return 90;
    if (keys.hasAll({"result.resource", "result.resource.services"}) ||
        keys.has("result.resource.fingerprint_sha256")) {
      return 90;
    }
    if (keys.hasAll({"ip", "services", "autonomous_system"}) || keys.hasAll({"ip", "services.port", "location"})) {
      return 80;  // hosts as the command line tool saves them
    }
    if (keys.hasAny({"hits.host_v1", "hits.certificate_v1", "hits.webproperty_v1"})) return 90;  // without its envelope
    if (keys.has("result.hits")) return 70;
    if (keys.hasAll({"code", "status", "error"})) return 60;
    return 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    const Json& result = get(document, "result");
    if (member(result, "hits") != nullptr) return search(result, builder);
    if (get(document, "hits").is_array()) return search(document, builder);
    if (result.is_object() && !result.empty()) return single(result, builder);
    if (member(document, "ip") != nullptr || member(document, "resource") != nullptr) return single(document, builder);
    if (member(document, "error") != nullptr || member(document, "title") != nullptr) refuse(document, builder);
  }
};

}  // namespace
}  // namespace censys

const Reader& censysReader() {
  static const censys::CensysReader reader;
  return reader;
}

}  // namespace clew::ingest
