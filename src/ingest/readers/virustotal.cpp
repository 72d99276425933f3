#include "ingest/readers/virustotal.h"

#include <array>
#include <set>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/sharing.h"
#include "ingest/readers/web_json.h"
#include "ingest/readers/whois_keys.h"

namespace clew::ingest {

namespace virustotal {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

void addDns(const Json& attributes, const NodeName& domain, FactBuilder& builder) {
  const Sighting seen = datedOr(seenAt(textOf(attributes, "last_dns_records_date")), builder.seenNow());
  std::set<std::string> kinds;
  forEach(get(attributes, "last_dns_records"), [&](const Json& record, std::uint64_t) {
    const std::string kind = dnsKind(textOf(record, "type"));
    Sighting with_ttl = seen;
    with_ttl.ttl = ttlOf(get(record, "ttl"));
    if (kind == "soa") {
      addSoaMail(builder, domain, textOf(record, "rname"), with_ttl);
    } else if (!addDnsRecord(builder, domain, kind, textOf(record, "value"), with_ttl)) {
      return;
    }
    kinds.insert(kind);
  });
  for (const auto& kind : kinds) builder.answer(domain, kind, Outcome::kFound, seen.first);
}

/// Dates that the object itself states complete those of the WHOIS text.
void addRegistrationOf(const Json& attributes, const NodeName& domain, FactBuilder& builder) {
  Registration record = registrationOfWhoisText(textOf(attributes, "whois"));
  if (record.empty() && !trim(textOf(attributes, "whois")).empty()) tellUnread(builder);
  Registration stated;
  stated.created = textOf(attributes, "creation_date");
  stated.updated = textOf(attributes, "last_update_date");
  stated.expires = textOf(attributes, "expiration_date");
  stated.registrar = textOf(attributes, "registrar");
  record.fillFrom(stated);
  const Sighting seen = datedOr(seenAt(textOf(attributes, "whois_date")), builder.seenNow());
  if (!record.empty()) addWhois(domain, record, seen, builder);
}

/// How its server speaks TLS and its icon, at the time of the certificate that it showed.
void addLooks(const Json& attributes, const NodeName& node, FactBuilder& builder) {
  const Sighting seen = datedOr(seenAt(textOf(attributes, "last_https_certificate_date")), builder.seenNow());
  addJarm(builder, node, textOf(attributes, "jarm"), seen);
  const std::string icon = textOf(get(attributes, "favicon"), "raw_md5");
  if (!icon.empty()) builder.link(node, "favicon", "md5:" + icon, seen);
}

void addRanks(const Json& attributes, const NodeName& domain, FactBuilder& builder) {
  const Json& ranks = get(attributes, "popularity_ranks");
  if (!ranks.is_object()) return;
  for (const auto& [list, place] : ranks.items()) {
    builder.property(domain, "rank", textOf(place, "rank"),
                     datedOr(seenAt(textOf(place, "timestamp")), builder.seenNow()));
  }
}

void addTags(const Json& attributes, const NodeName& node, FactBuilder& builder) {
  forEach(get(attributes, "tags"),
          [&](const Json& tag, std::uint64_t) { builder.link(node, "tag", textOf(tag), builder.seenNow()); });
}

}  // namespace

Place placeOf(const Json& document) {
  std::string self = textOf(get(document, "links"), "self");
  if (self.empty()) self = textOf(get(document, "data", "links"), "self");
  const std::size_t at = self.find("/api/v3/");
  Place place;
  if (at == self.npos) return place;
  const std::string path = self.substr(at + 8, self.find('?', at) - at - 8);
  const auto parts = split(path, '/');
  place.collection = parts[0];
  if (parts.size() > 1) place.id = parts[1];
  if (parts.size() > 2) place.relationship = parts.back();
  return place;
}

std::optional<NodeName> domainObject(const Json& object, FactBuilder& builder) {
  auto domain = builder.node(builder.schema().known().host, textOf(object, "id"));
  if (!domain) return domain;
  builder.mention(*domain);
  const Json& attributes = get(object, "attributes");
  addDns(attributes, *domain, builder);
  addRegistrationOf(attributes, *domain, builder);
  const Sighting seen = datedOr(seenAt(textOf(attributes, "last_https_certificate_date")), builder.seenNow());
  addCertificateOf(get(attributes, "last_https_certificate"), seen, builder);
  addLooks(attributes, *domain, builder);
  addRanks(attributes, *domain, builder);
  addDetections(attributes, *domain, builder);
  builder.property(*domain, "reputation", textOf(attributes, "reputation"), builder.seenNow());
  addTags(attributes, *domain, builder);
  return domain;
}

std::optional<NodeName> addressObject(const Json& object, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  auto ip = builder.node(known.ip, textOf(object, "id"));
  if (!ip) return ip;
  builder.mention(*ip);
  const Json& attributes = get(object, "attributes");
  const Sighting seen = builder.seenNow();
  const auto asn = builder.node(known.asn, asnText(textOf(attributes, "asn")));
  const auto net = builder.node(known.net, textOf(attributes, "network"));
  if (asn) {
    builder.link(*ip, "asn", *asn, seen);
    builder.property(*asn, "as-name", textOf(attributes, "as_owner"), seen);
  }
  if (net) builder.link(*ip, "net", *net, seen);
  if (asn && net) builder.link(*net, "asn", *asn, seen);
  builder.link(*ip, "country", countryText(builder.schema(), textOf(attributes, "country")), seen);
  const Sighting shown = datedOr(seenAt(textOf(attributes, "last_https_certificate_date")), seen);
  const auto cert = addCertificateOf(get(attributes, "last_https_certificate"), shown, builder);
  if (cert) addShown(builder, *ip, 443, *cert, shown);
  addLooks(attributes, *ip, builder);
  addDetections(attributes, *ip, builder);
  builder.property(*ip, "reputation", textOf(attributes, "reputation"), seen);
  addTags(attributes, *ip, builder);
  addWhoisOfAddress(textOf(attributes, "whois"), datedOr(seenAt(textOf(attributes, "whois_date")), seen), builder);
  return ip;
}

namespace {

void resolution(const Json& object, FactBuilder& builder) {
  const Json& attributes = get(object, "attributes");
  const auto host = builder.node(builder.schema().known().host, textOf(attributes, "host_name"));
  if (host) builder.link(*host, "ip", textOf(attributes, "ip_address"), seenAt(textOf(attributes, "date")));
}

void whoisObject(const Json& object, const Place& place, FactBuilder& builder) {
  const Json& attributes = get(object, "attributes");
  const Json& map = get(attributes, "whois_map");
  std::string name = textOf(map, "Domain Name");
  name = name.substr(0, name.find(" | "));
  if (trim(name).empty() && place.collection == "domains") name = place.id;
  if (trim(name).empty())
    return builder.notice(
        "WHOIS records of blocks of addresses, keys without their order: kept in the raw record alone", 1);
  const auto domain = builder.node(builder.schema().known().host, name);
  if (!domain) return;
  Registration record = registrationOfMap(map);
  Registration stated;
  stated.registrar = textOf(attributes, "registrar_name");
  record.fillFrom(stated);
  const Sighting seen = datedOr(seenAt(textOf(attributes, "first_seen_date")), builder.seenNow());
  addWhois(*domain, record, seen, builder);
}

/// A certificate of the list of an address or a name: when it was seen there is said beside it.
void shownBy(const Place& place, const NodeName& cert, const Json& object, FactBuilder& builder) {
  const Json& context = get(object, "context_attributes");
  const Sighting seen = datedOr(seenAt(textOf(context, "first_seen_date")), builder.seenNow());
  const auto& known = builder.schema().known();
  const auto by = builder.node(place.collection == "ip_addresses" ? known.ip : known.host, place.id);
  if (by) builder.link(*by, "cert", cert, seen);
}

/// What a file called when it ran or was fetched from, of the lists of it.
void calledBy(const Place& place, const NodeName& what, FactBuilder& builder) {
  if (place.collection != "files" || place.relationship.empty()) return;
  if (!place.relationship.starts_with("contacted_") && !place.relationship.starts_with("itw_"))
    return builder.notice(format("listed as {} of a file: not tied to it", clew::quoted(place.relationship)), 1);
  const auto& known = builder.schema().known();
  const auto file = builder.node(known.file, place.id);
  if (!file) return;
  builder.link(*file, what.type == known.ip ? "ip" : what.type == known.url ? "url" : "host", what, {});
}

/// A name of a list of a domain's records; of its mail server and names the list says the kind alone.
void recordOf(const Place& place, const NodeName& what, FactBuilder& builder) {
  if (place.collection != "domains" || what.type != builder.schema().known().host) return;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kRecords = {
      {{"ns_records", "ns"}, {"mx_records", "mx"}, {"cname_records", "cname"}}};
  for (const auto& [list, relation] : kRecords) {
    if (place.relationship != list) continue;
    const auto domain = builder.node(builder.schema().known().host, place.id);
    if (domain) builder.link(*domain, relation, what, {});
  }
}

/// A URL of a list: what it leads to belongs to the file or the address of the list.
void listedUrl(const Json& object, const Place& place, FactBuilder& builder) {
  // Of one that stands in a list by its key alone the text is beside it.
  const Json& attributes = get(object, "attributes");
  const std::string beside = textOf(get(object, "context_attributes"), "url");
  if (trim(textOf(attributes, "url")).empty() && trim(beside).empty())
    return builder.reject("a URL by its key alone", textOf(object, "id"));
  const auto url = attributes.is_object() ? urlObject(object, builder) : addUrl(builder, beside, {});
  if (!url) return;
  builder.mention(*url);
  calledBy(place, *url, builder);
  if (place.collection == "ip_addresses" && place.relationship == "urls") {
    const auto ip = builder.node(builder.schema().known().ip, place.id);
    if (ip) builder.link(*url, "ip", *ip, {});
  }
}

void readObject(const Json& object, const Place& place, FactBuilder& builder) {
  const std::string type = textOf(object, "type");
  if (type == "domain") {
    if (const auto domain = domainObject(object, builder)) {
      calledBy(place, *domain, builder);
      recordOf(place, *domain, builder);
    }
  } else if (type == "ip_address") {
    if (const auto ip = addressObject(object, builder)) calledBy(place, *ip, builder);
  } else if (type == "resolution") {
    resolution(object, builder);
  } else if (type == "whois") {
    whoisObject(object, place, builder);
  } else if (type == "url") {
    listedUrl(object, place, builder);
  } else if (type == "file") {
    fileObject(object, place, builder);
  } else if (type == "ssl_cert") {
    const Json& attributes = get(object, "attributes");
    const Sighting seen = datedOr(seenAt(textOf(attributes, "first_seen_date")), builder.seenNow());
    const auto cert = addCertificateOf(attributes, seen, builder);
    if (cert && place.relationship == "historical_ssl_certificates") shownBy(place, *cert, object, builder);
  } else {
    builder.reject(format("objects of type {} are not read", clew::quoted(type)), textOf(object, "id"));
  }
}

/// "192.0.2.1a.example": the key of a resolution is its ends, one of which is asked about.
void resolutionOf(const std::string& key, const Place& place, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  const bool of_domain = place.collection == "domains";
  const bool fits = of_domain ? key.ends_with(place.id) : key.starts_with(place.id);
  if (!fits || key.size() <= place.id.size()) return builder.reject("a resolution that is not of the object", key);
  const std::string other = of_domain ? key.substr(0, key.size() - place.id.size()) : key.substr(place.id.size());
  const auto host = builder.node(known.host, of_domain ? place.id : other);
  if (host) builder.link(*host, "ip", of_domain ? other : place.id, {});
}

/// Objects that an answer was asked to bring along, mostly their keys alone.
void related(const Json& object, FactBuilder& builder) {
  const Json& all = get(object, "relationships");
  if (!all.is_object()) return;
  LeftOut left_out;
  const std::string type = textOf(object, "type");
  for (const auto& [name, list] : all.items()) {
    const Place place{type == "domain"       ? "domains"
                      : type == "ip_address" ? "ip_addresses"
                                             : type + "s",
                      textOf(object, "id"), name};
    forEach(get(list, "data"), [&](const Json& one, std::uint64_t) {
      const std::string kind = textOf(one, "type");
      const bool bare = !get(one, "attributes").is_object();
      if (kind == "resolution" && bare) return resolutionOf(textOf(one, "id"), place, builder);
      const bool told = isOneOf(kind, {"domain", "ip_address", "file"}) ||
                        (kind == "url" && !textOf(get(one, "context_attributes"), "url").empty()) ||
                        (!bare && isOneOf(kind, {"resolution", "url", "whois", "ssl_cert"}));
      if (!told) return left_out.count(format("related objects of type {}", clew::quoted(kind)));
      readObject(one, place, builder);
    });
    if (!textOf(get(list, "links"), "next").empty()) builder.outcome(Outcome::kPartial);
  }
  left_out.tell(builder);
}

/// The subject of an answer: the object itself, or the one that the list belongs to.
void setSubject(const Json& document, const Place& place, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  const Json& data = get(document, "data");
  std::string id = data.is_object() && place.relationship.empty() ? textOf(data, "id") : place.id;
  const std::string type = data.is_object() && place.relationship.empty() ? textOf(data, "type") : place.collection;
  if (type == "url" || type == "urls") id = textOf(get(data, "attributes"), "url");
  const auto wanted = type == "domain" || type == "domains"            ? known.host
                      : type == "ip_address" || type == "ip_addresses" ? known.ip
                      : type == "file" || type == "files"              ? known.file
                      : type == "url" || type == "urls"                ? known.url
                                                                       : model::kNoType;
  if (id.empty() || wanted == model::kNoType) return;
  const auto made = model::canonical(builder.schema(), wanted, id);
  if (made.ok()) builder.subject(made.value());
}

bool isObjectType(std::string_view type) {
  return isOneOf(type, {"domain", "ip_address", "url", "file", "resolution", "whois", "ssl_cert"});
}

/// A key that objects of other programs have not.
bool hasOwnKey(const JsonHead& keys, std::string_view before) {
  for (const char* key :
       {"last_analysis_stats", "last_analysis_date", "last_analysis_results", "last_dns_records",
        "last_https_certificate", "last_modification_date", "reputation", "total_votes", "popularity_ranks",
        "regional_internet_registry", "first_submission_date", "ip_address_last_analysis_stats",
        "host_name_last_analysis_stats", "thumbprint_sha256", "whois_map", "registrant_country"}) {
    if (keys.has(std::string(before) + key)) return true;
  }
  return false;
}

/// An object alone, as vt-py gives it out, or with all attributes beside its key, as the command line tool prints it,
/// as the answer that it came in. Null for an answer.
Json wrapped(const Json& document) {
  if (!document.is_object()) return {};
  for (const char* other : {"data", "_source", "_index"}) {
    if (document.contains(other)) return {};
  }
  if (document.contains("attributes") && isObjectType(textOf(document, "type"))) return Json{{"data", document}};
  if (!isObjectType(textOf(document, "_type"))) return {};
  return Json{
      {"data", {{"type", textOf(document, "_type")}, {"id", textOf(document, "_id")}, {"attributes", document}}}};
}

void refuse(const Json& error, FactBuilder& builder) {
  const std::string code = textOf(error, "code");
  const std::string message = textOf(error, "message");
  const bool none = code == "NotFoundError";
  builder.begin(kProvider, "error");
  builder.outcome(none ? Outcome::kNone : Outcome::kRefused);
  if (const auto subject = statedSubject(builder.context())) {
    builder.subject(*subject);
    builder.answer(*subject, "virustotal", builder.lookup().outcome);
  }
  if (!none) builder.reject(format("the provider refused: {} ({})", message, code), message);
}

}  // namespace
}  // namespace virustotal

namespace {

class VirusTotalReader final : public JsonReader {
 public:
  std::string_view name() const override { return virustotal::kProvider; }
  std::string_view title() const override {
    return "VirusTotal v3: domains, addresses, URLs, files and what they call, resolutions, WHOIS, certificates";
  }
  std::string_view sample() const override {
    return R"({"data":[{"type":"resolution","id":"192.0.2.1a.example","attributes":{"date":1565223148,)"
           R"("host_name":"a.example","ip_address":"192.0.2.1"}}]})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (keys.hasAll({"data.type", "data.id", "data.attributes"})) return 95;
    if (keys.hasAll({"type", "id", "attributes"}) && virustotal::isObjectType(keys.text("type")) &&
        virustotal::hasOwnKey(keys, "attributes.")) {
      return 90;
    }
    if (keys.hasAll({"_id", "_type"}) && virustotal::isObjectType(keys.text("_type")) && !keys.has("_source") &&
        !keys.has("_index") && virustotal::hasOwnKey(keys, "")) {
      return 90;
    }
    if (contains(keys.text("links.self"), "virustotal.com/api/v3") ||
        contains(keys.text("data.links.self"), "virustotal.com/api/v3")) {
      return 100;
    }
    return keys.hasAll({"error.code", "error.message"}) && keys.text("error.code").ends_with("Error") ? 80 : 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    if (const Json* error = member(document, "error")) return virustotal::refuse(*error, builder);
    if (const Json wrapped = virustotal::wrapped(document); wrapped.is_object()) return answer(wrapped, builder);
    const Json* data = member(document, "data");
    if (data == nullptr) return;
    const virustotal::Place place = virustotal::placeOf(document);
    std::string kind = place.relationship;
    if (kind.empty() && data->is_object()) kind = textOf(*data, "type");
    if (kind.empty() && data->is_array() && !data->empty()) kind = textOf(data->front(), "type") + "s";
    builder.begin(virustotal::kProvider, kind.empty() ? "list" : kind);
    virustotal::setSubject(document, place, builder);
    if (data->is_object()) {
      virustotal::readObject(*data, place, builder);
      virustotal::related(*data, builder);
      return;
    }
    forEach(*data, [&](const Json& object, std::uint64_t index) {
      if (builder.stopped()) return;
      builder.at(index);
      virustotal::readObject(object, place, builder);
    });
    if (!textOf(get(document, "links"), "next").empty()) builder.outcome(model::Outcome::kPartial);
    if (data->is_array() && data->empty()) builder.outcome(model::Outcome::kNone);
  }
};

}  // namespace

const Reader& virustotalReader() {
  static const VirusTotalReader reader;
  return reader;
}

}  // namespace clew::ingest
