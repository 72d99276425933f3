#include <algorithm>
#include <array>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/registration.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {
namespace securitytrails {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

constexpr std::string_view kProvider = "securitytrails";
constexpr std::string_view kCredentials = "Please check user credentials";

/// "/v1/history/a.example/dns/a" -> {"history", "a.example", "dns", "a"}.
std::vector<std::string> endpointParts(const Json& document) {
  const std::string endpoint = textOf(document, "endpoint");
  const std::string_view path = std::string_view(endpoint).substr(0, endpoint.find('?'));
  std::vector<std::string> parts;
  for (const std::string_view part : split(path, '/')) {
    if (!part.empty() && part != "v1") parts.emplace_back(part);
  }
  return parts;
}

/// The data of one value: every type has a field of its own.
std::string dataOf(const Json& value) {
  if (!value.is_object()) return textOf(value);
  return firstText(value, {"ip", "ipv6", "nameserver", "hostname", "host", "value"});
}

/// Values of one type of record at `owner`. True when there was one.
bool addValues(const NodeName& owner, std::string_view type, const Json& values, FactBuilder& builder,
               const Sighting& seen) {
  bool any = false;
  forEach(values, [&](const Json& value, std::uint64_t) {
    any = true;
    Sighting with_ttl = seen;
    with_ttl.ttl = ttlOf(get(value, "ttl"));
    if (dnsKind(type) == "soa") {
      addSoaMail(builder, owner, textOf(value, "email"), with_ttl);
    } else {
      addDnsRecord(builder, owner, type, dataOf(value), with_ttl);
    }
  });
  return any;
}

void currentDns(const Json& document, const NodeName& domain, FactBuilder& builder) {
  const Time now = builder.lookup().fetched;
  const Json& current = get(document, "current_dns");
  for (const auto& type : {"a", "aaaa", "mx", "ns", "soa", "txt"}) {
    const Json* part = member(current, type);
    if (part == nullptr) continue;
    Sighting seen = seenAt(textOf(*part, "first_seen"));
    if (seen.first == kNoTime || now == kNoTime) {
      seen = datedOr(builder.seenNow(), seen);
    } else if (now > seen.last) {
      seen.last = now;
      seen.last_is_day = false;
    }
    const bool any = addValues(domain, type, get(*part, "values"), builder, seen);
    builder.answer(domain, type, any ? Outcome::kFound : Outcome::kNone);
  }
  builder.property(domain, "rank", textOf(document, "alexa_rank"), builder.seenNow());
}

void dnsHistory(const Json& document, const NodeName& domain, std::string_view type, FactBuilder& builder) {
  const Json& records = get(document, "records");
  forEach(records, [&](const Json& record, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    const std::string own = textOf(record, "type");
    addValues(domain, own.empty() ? type : own, get(record, "values"), builder,
              seenOf(builder, record, "first_seen", "last_seen"));
  });
  const auto pages = integerOf(get(document, "pages"));
  if (pages && *pages > 1) builder.outcome(Outcome::kPartial);
  if (!records.is_array() || records.empty()) builder.outcome(Outcome::kNone);
}

/// "administrativeContact" -> admin; empty for zone contacts and the like, which are nobody's trait.
std::optional<Role> roleOf(std::string_view type) {
  if (startsWithIgnoreCase(type, "admin")) return Role::kAdmin;
  if (startsWithIgnoreCase(type, "tech")) return Role::kTech;
  if (startsWithIgnoreCase(type, "billing")) return Role::kBilling;
  if (startsWithIgnoreCase(type, "registrant")) return Role::kRegistrant;
  return std::nullopt;
}

Registration registrationOf(const Json& record) {
  Registration out;
  out.registrar = textOf(record, "registrarName");
  out.general_email = textOf(record, "contactEmail");
  out.created = textOf(record, "createdDate");
  out.updated = textOf(record, "updatedDate");
  out.expires = textOf(record, "expiresDate");
  forEach(get(record, "status"), [&out](const Json& status, std::uint64_t) {
    for (auto& word : statusWords(textOf(status))) out.statuses.push_back(std::move(word));
  });
  forEach(get(record, "nameServers"),
          [&out](const Json& name, std::uint64_t) { out.name_servers.push_back(textOf(name)); });
  const Json& contacts = get(record, "contacts");
  forEach(contacts.is_null() ? get(record, "contact") : contacts, [&out](const Json& contact, std::uint64_t) {
    const auto role = roleOf(textOf(contact, "type"));
    if (!role) return;
    ContactTexts texts;
    texts.name = textOf(contact, "name");
    texts.organization = textOf(contact, "organization");
    texts.email = textOf(contact, "email");
    texts.phone = firstText(contact, {"telephone", "phone"});
    texts.country = firstText(contact, {"countryCode", "country"});
    out.contact(*role).fillFrom(texts);
  });
  return out;
}

/// Contacts in a record for other roles than the graph's: of zones and the like.
void tellOthers(const Json& record, FactBuilder& builder) {
  std::uint64_t others = 0;
  const Json& contacts = get(record, "contacts");
  forEach(contacts.is_null() ? get(record, "contact") : contacts, [&others](const Json& contact, std::uint64_t) {
    if (!roleOf(textOf(contact, "type"))) ++others;
  });
  if (others > 0) builder.notice("contacts of other roles: kept in the raw record alone", others);
}

void whoisHistory(const Json& document, const NodeName& domain, FactBuilder& builder) {
  const Json& items = get(document, "result", "items");
  forEach(items, [&](const Json& item, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    const std::string name = firstText(item, {"full_domain", "domain"});
    const auto owner = builder.node(builder.schema().known().host, name.empty() ? domain.name : name);
    if (owner) addRegistration(builder, *owner, registrationOf(item), seenOf(builder, item, "started", "ended"));
    tellOthers(item, builder);
  });
  if (!items.is_array() || items.empty()) builder.outcome(Outcome::kNone);
}

/// `ipv4 = '192.0.2.7'`, `whois_email = 'x@a.example'`: what a list of names was filtered by.
struct Filter {
  std::string field;
  std::string value;
};

std::optional<Filter> filterOf(const Json& document) {
  const std::string query = textOf(get(document, "meta"), "query");
  const auto sides = splitOnce(query, "=");
  if (!sides || contains(sides->second, "=")) return std::nullopt;
  std::string_view value = trim(sides->second);
  if (value.size() < 2 || value.front() != '\'' || value.back() != '\'') return std::nullopt;
  return Filter{std::string(trim(sides->first)), std::string(value.substr(1, value.size() - 2))};
}

void addByFilter(const NodeName& host, const Filter& filter, FactBuilder& builder) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kRelations = {
      {{"ipv4", "ip"}, {"ipv6", "ip"}, {"ns", "ns"}, {"mx", "mx"}, {"cname", "cname"}}};
  for (const auto& [field, relation] : kRelations) {
    if (filter.field == field) builder.link(host, relation, filter.value, builder.seenNow());
  }
  if (filter.field == "whois_email") builder.contact(host, "email", filter.value, builder.seenNow());
}

/// The provider says that there is more.
bool limited(const Json& document) {
  return get(document, "meta", "limit_reached") == Json(true);
}

void domainsList(const Json& document, FactBuilder& builder) {
  const auto filter = filterOf(document);
  if (filter) builder.lookup().subject = filter->value;
  const Json& records = get(document, "records");
  forEach(records, [&](const Json& record, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    const auto host = builder.node(builder.schema().known().host, textOf(record, "hostname"));
    if (!host) return;
    builder.mention(*host);
    const Sighting seen = builder.seenNow();
    const Json& whois = get(record, "whois");
    if (const auto registrar = addRegistrar(builder, textOf(whois, "registrar"), "", seen)) {
      builder.link(*host, "registrar", *registrar, seen);
    }
    builder.property(*host, "created", textOf(whois, "createdDate"), seen);
    builder.property(*host, "expires", textOf(whois, "expiresDate"), seen);
    builder.property(*host, "rank", textOf(record, "alexa_rank"), seen);
    if (filter) addByFilter(*host, *filter, builder);
  });
  const auto pages = integerOf(get(document, "meta", "total_pages"));
  if ((pages && *pages > 1) || limited(document)) builder.outcome(Outcome::kPartial);
  if (!records.is_array() || records.empty()) builder.outcome(Outcome::kNone);
}

void subdomains(const Json& document, const NodeName& domain, FactBuilder& builder) {
  const Json& labels = get(document, "subdomains");
  forEach(labels, [&](const Json& label, std::uint64_t index) {
    builder.at(index);
    const std::string text = textOf(label);
    if (!text.empty()) builder.mention(builder.schema().known().host, text + "." + domain.name);
  });
  if (!labels.is_array() || labels.empty()) builder.outcome(Outcome::kNone);
  if (labels.size() >= 2000 || limited(document)) builder.outcome(Outcome::kPartial);  // the provider's cap
}

/// Ports of an address: numbers, or objects that say when each was looked at.
void addPorts(const Json& ports, const NodeName& ip, FactBuilder& builder) {
  forEach(ports, [&](const Json& entry, std::uint64_t) {
    const std::string port = entry.is_object() ? textOf(entry, "port") : textOf(entry);
    const Sighting seen = datedOr(seenAt(textOf(entry, "date_checked")), builder.seenNow());
    builder.property(ip, "port", port, seen);
    addService(builder, ip, port, "", seen);
  });
}

void addresses(const Json& list, FactBuilder& builder) {
  std::uint64_t names = 0;
  forEach(list, [&](const Json& entry, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    std::string text = textOf(entry, "ip");
    if (trim(text).empty()) return builder.reject("an entry without an address", jsonText(entry));
    for (const std::string_view whole : {"/32", "/128"}) {
      if (text.ends_with(whole)) text.resize(text.size() - whole.size());
    }
    const auto& known = builder.schema().known();
    const auto node = builder.node(contains(text, "/") ? known.net : known.ip, text);
    if (!node) return;
    builder.mention(*node);
    names += get(entry, "hostnames").size();
    if (node->type != known.ip) return;
    const std::string ptr = textOf(entry, "ptr");
    if (contains(ptr, ".")) builder.link(*node, "ptr", ptr, builder.seenNow());
    addPorts(get(entry, "ports"), *node, builder);
  });
  builder.at(0);
  if (names > 0)
    builder.notice("names beside addresses, not said how they belong: kept in the raw record alone", names);
}

/// Contacts of the block around an address, which the answer does not name: they are nobody's links.
void addressWhois(const Json& record, const NodeName& ip, FactBuilder& builder) {
  const Sighting seen = builder.seenNow();
  std::uint64_t contacts = 0;
  const auto tell = [&](std::string_view what, const std::string& value) {
    return !trim(value).empty() && builder.property(ip, "detail", format("{}: {}", what, trim(value)), seen);
  };
  contacts += tell("contact email", textOf(record, "contact_email")) ? 1 : 0;
  forEach(get(record, "contacts"), [&](const Json& contact, std::uint64_t index) {
    builder.at(index);
    const std::string type = textOf(contact, "type");
    bool any = false;
    for (const std::string_view field : {"name", "organization", "email", "telephone"}) {
      any |= tell(type.empty() ? std::string(field) : format("{} {}", type, field), textOf(contact, field));
    }
    contacts += any ? 1 : 0;
  });
  builder.at(0);
  if (contacts == 0) return builder.outcome(Outcome::kNone);
  builder.notice("contacts of a block of addresses that the answer does not name: kept as 'detail' of the address",
                 contacts);
}

/// A certificate by its own fields: names of others than the host that was asked for are its as well.
void certificate(const Json& record, FactBuilder& builder) {
  CertificateTexts texts;
  const Json& prints = get(record, "fingerprints");
  texts.fingerprint = firstText(prints, {"sha256", "sha1"});
  forEach(prints.is_object() ? Json() : prints, [&](const Json& print, std::uint64_t) {
    const std::string text = textOf(print);
    if (text.size() > texts.fingerprint.size() && text.size() < 100) texts.fingerprint = text;
  });
  const Json& subject = get(record, "subject");
  const Json& issuer = get(record, "issuer");
  const auto nameIn = [](const Json& holder) {
    std::string name = textOf(holder, "common_name");
    forEach(get(holder, "organization"), [&name](const Json& one, std::uint64_t) { setOnce(name, textOf(one)); });
    return name;
  };
  texts.subject = nameIn(subject);
  texts.issuer = nameIn(issuer);
  const std::string serial = textOf(record, "serial_number");
  // Hexadecimal in its longest form has forty digits: a longer number is decimal.
  texts.serial = serial.size() > 40 ? hexOfDecimal(serial) : serial;
  texts.issued = textOf(record, "not_before");
  texts.expires = textOf(record, "not_after");
  addCommonName(texts, textOf(subject, "common_name"));
  for (const Json* list : {&get(record, "dns_names"), &get(subject, "alt_names")}) {
    forEach(*list, [&texts](const Json& name, std::uint64_t) { texts.names.push_back(textOf(name)); });
  }
  if (!addCertificate(builder, texts, builder.seenNow()))
    builder.reject("a certificate without a fingerprint, or an issuer and a serial number", jsonText(record));
}

void certificates(const Json& document, FactBuilder& builder) {
  const Json& records = get(document, "records");
  forEach(records, [&](const Json& record, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    certificate(record, builder);
  });
  builder.at(0);
  const auto count = integerOf(get(document, "record_count"));
  const auto pages = integerOf(get(document, "meta", "total_pages"));
  const bool more = count && *count > static_cast<std::int64_t>(records.size());
  if (more || (pages && *pages > 1) || limited(document)) builder.outcome(Outcome::kPartial);
  if (!records.is_array() || records.empty()) builder.outcome(Outcome::kNone);
}

class SecurityTrailsReader final : public JsonReader {
 public:
  std::string_view name() const override { return kProvider; }
  std::string_view title() const override {
    return "SecurityTrails: current and past DNS, WHOIS and its history, lists, subdomains, addresses, certificates";
  }
  std::string_view sample() const override {
    return R"({"type":"a/ipv4","records":[{"values":[{"ip":"192.0.2.1","ip_count":6}],"type":"a",)"
           R"("first_seen":"2015-01-30","last_seen":"2015-01-31"}],"pages":1,"endpoint":"/v1/history/a.example/dns/a"})";
  }
  int detect(std::string_view head, std::string_view) const override {
    if (trim(head) == kCredentials) return 95;
    const JsonHead keys(head);
    if (keys.has("current_dns")) return 95;
    if (keys.text("endpoint").starts_with("/v1/")) return 95;
    if (keys.hasAll({"result.items.started", "result.items.ended"})) return 90;
    // keys of certificates are long: the endpoint may stand behind what is looked at
    if (keys.hasAll({"records.public_key", "records.dns_names"})) return 85;
    if (keys.hasAll({"record.contacts", "record.ip"})) return 85;
    return keys.hasAll({"type", "records.values", "pages"}) ? 85 : 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override;
  Result<void> notJson(std::string_view text, FactBuilder& builder, const Error& why) const override;

 private:
  static void ofAddress(const Json& document, const std::vector<std::string>& parts, FactBuilder& builder);
  static void ofName(const Json& document, const std::vector<std::string>& parts, FactBuilder& builder);
};

void SecurityTrailsReader::answer(const Json& document, FactBuilder& builder) const {
  const auto parts = endpointParts(document);
  const std::string first = parts.empty() ? "" : parts[0];
  const std::string last = parts.empty() ? "" : parts.back();
  const bool has_records = member(document, "records") != nullptr;
  if (first == "domains" || last == "associated") {
    if (!has_records) return;  // statistics
    builder.begin(kProvider, last == "associated" ? "associated" : "domains");
    return domainsList(document, builder);
  }
  if (member(document, "record", "contacts") != nullptr || (first == "ips" && last == "whois")) {
    return ofAddress(document, parts, builder);
  }
  if (first == "ips" || first == "feeds") {
    if ((!has_records && member(document, "blocks") == nullptr) || last == "useragents") return;
    builder.begin(kProvider, first);
    addresses(get(document, "blocks"), builder);
    return addresses(get(document, "records"), builder);
  }
  if (first != "company") ofName(document, parts, builder);
}

void SecurityTrailsReader::ofAddress(const Json& document, const std::vector<std::string>& parts,
                                     FactBuilder& builder) {
  const Json& record = get(document, "record");
  const std::string own = textOf(record, "ip");
  const auto ip =
      subjectOf(builder.context(), builder.schema().known().ip, !own.empty() || parts.size() < 2 ? own : parts[1]);
  if (!ip)
    return builder.rejectWhole("the answer does not say which address it is about: name it with --subject",
                               jsonText(document));
  builder.begin(kProvider, "address-whois");
  builder.subject(*ip);
  builder.mention(*ip);
  addressWhois(record, *ip, builder);
}

void SecurityTrailsReader::ofName(const Json& document, const std::vector<std::string>& parts, FactBuilder& builder) {
  const std::string first = parts.empty() ? "" : parts[0];
  const std::string last = parts.empty() ? "" : parts.back();
  const Json& records = get(document, "records");
  if (last.starts_with("ssl") ||
      (records.is_array() && !records.empty() && member(records.front(), "public_key") != nullptr)) {
    builder.begin(kProvider, "certificates");
    const auto asked = subjectOf(builder.context(), builder.schema().known().host, parts.size() > 1 ? parts[1] : "");
    if (asked) builder.subject(*asked);
    return certificates(document, builder);
  }
  const auto domain = subjectOf(builder.context(), builder.schema().known().host,
                                parts.size() > 1 ? parts[1] : textOf(document, "hostname"));
  if (!domain) {
    builder.rejectWhole("the answer does not say what was asked: name it with --subject", jsonText(document));
    return;
  }
  const auto begin = [&](std::string_view kind) {
    builder.begin(kProvider, kind);
    builder.subject(*domain);
  };
  if (member(document, "current_dns") != nullptr) {
    begin("domain");
    currentDns(document, *domain, builder);
  } else if (member(document, "result", "items") != nullptr) {
    begin("whois-history");
    whoisHistory(document, *domain, builder);
  } else if (first == "history" || (parts.empty() && !records.is_null())) {
    begin("dns-history");
    dnsHistory(document, *domain, last.substr(0, last.find('/')), builder);
  } else if (last == "whois") {
    begin("whois");
    const Registration record = registrationOf(document);
    tellOthers(document, builder);
    if (!record.empty()) return addRegistration(builder, *domain, record, builder.seenNow());
    builder.outcome(Outcome::kNone);
    builder.answer(*domain, "registration", Outcome::kNone);
  } else if (last == "subdomains") {
    begin("subdomains");
    subdomains(document, *domain, builder);
  } else if (last == "tags") {
    begin("tags");
    forEach(get(document, "tags"),
            [&](const Json& tag, std::uint64_t) { builder.link(*domain, "tag", textOf(tag), builder.seenNow()); });
    if (builder.factCount() == 0) builder.outcome(Outcome::kNone);
  }
}

Result<void> SecurityTrailsReader::notJson(std::string_view text, FactBuilder& builder, const Error& why) const {
  if (trim(text).size() > 1000 || trimLeft(text).starts_with('{')) return JsonReader::notJson(text, builder, why);
  builder.begin(kProvider, "error");
  builder.raw(std::string(text));
  builder.outcome(Outcome::kRefused);
  if (const auto subject = statedSubject(builder.context())) {
    builder.subject(*subject);
    builder.answer(*subject, "registration", Outcome::kRefused);
  }
  builder.rejectWhole(format("the provider refused: {}", trim(text)), text);
  builder.finish();
  return {};
}

}  // namespace
}  // namespace securitytrails

const Reader& securitytrailsReader() {
  static const securitytrails::SecurityTrailsReader reader;
  return reader;
}

}  // namespace clew::ingest
