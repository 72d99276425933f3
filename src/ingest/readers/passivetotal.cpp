#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/registration.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {
namespace passivetotal {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

constexpr std::string_view kProvider = "passivetotal";
// The provider's scans of certificates are of HTTPS; its answers name no port.
constexpr int kHttps = 443;

/// `value` was seen together with the subject: which is the name and which the address, they tell themselves.
void addPair(const NodeName& subject, std::string_view value, std::string_view type, FactBuilder& builder,
             const Sighting& seen) {
  const auto& known = builder.schema().known();
  const bool subject_is_ip = subject.type == known.ip;
  const bool value_is_ip = model::parseAddress(trim(value)).has_value();
  if (!subject_is_ip && equalsIgnoreCase(type, "SOA") && splitBlanks(value).size() == 1) {
    addSoaMail(builder, subject, value, seen);  // the mailbox alone
  } else if (subject_is_ip && !value_is_ip && equalsIgnoreCase(type, "PTR")) {
    builder.link(subject, "ptr", value, seen);
  } else if (subject_is_ip && !value_is_ip) {
    if (const auto host = builder.node(known.host, value)) builder.link(*host, "ip", subject, seen);
  } else if (!subject_is_ip && (value_is_ip || !type.empty())) {
    addDnsRecord(builder, subject, type.empty() ? "A" : type, value, seen);
  } else if (!subject_is_ip) {
    builder.mention(known.host, value);  // a record of a type that the answer does not name
  } else {
    builder.reject("an address cannot resolve to an address", value);
  }
}

void passiveDns(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "passive-dns");
  const auto subject = builder.indicator(textOf(document, "queryValue"));
  if (!subject) return;
  builder.subject(*subject);
  const Json& results = get(document, "results");
  forEach(results, [&](const Json& result, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    if (result.is_object()) {
      // The record may be of a name below the one that was asked about.
      if (member(result, "resolve") == nullptr) {  // of WHOIS, of services, of cookies: other things are asked alike
        builder.reject("a result that says no resolution: its kind is not read", jsonText(result));
        return;
      }
      const std::string own = textOf(result, "value");
      const auto owner = trim(own).empty() ? subject : builder.indicator(own);
      if (!owner) return;
      addPair(*owner, textOf(result, "resolve"), textOf(result, "recordType"), builder,
              seenOf(builder, result, "firstSeen", "lastSeen"));
    } else {
      addPair(*subject, textOf(result), "", builder, Sighting{});  // unique values come without dates
    }
  });
  if (!results.is_array() || results.empty()) {
    builder.outcome(Outcome::kNone);
    builder.answer(*subject, "passive-dns", Outcome::kNone);
  }
}

void certificateHistory(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "ssl-history");
  const auto& known = builder.schema().known();
  forEach(get(document, "results"), [&](const Json& result, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    const auto cert = builder.node(known.cert, firstText(result, {"sha256", "sha1"}));
    if (!cert) return;
    if (index == 1) builder.subject(*cert);
    const Sighting seen = seenOf(builder, result, "firstSeen", "lastSeen");
    builder.mention(*cert);
    forEach(get(result, "ipAddresses"), [&](const Json& address, std::uint64_t) {
      if (const auto ip = builder.node(known.ip, textOf(address))) addShown(builder, *ip, kHttps, *cert, seen);
    });
    std::vector<std::string> names;
    forEach(get(result, "domains"), [&](const Json& name, std::uint64_t) { names.push_back(textOf(name)); });
    addCertificateNames(builder, *cert, names, seen);
  });
  if (builder.factCount() == 0) builder.outcome(Outcome::kNone);
}

/// What is known of a name or an address by itself: where it belongs, what it is tagged with.
void enrichment(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "enrichment");
  const auto subject = builder.indicator(textOf(document, "queryValue"));
  if (!subject) return;
  builder.subject(*subject);
  builder.mention(*subject);
  const auto& known = builder.schema().known();
  const Sighting seen = builder.seenNow();
  if (subject->type == known.ip) {
    const std::string number = asnText(textOf(document, "autonomousSystemNumber"));
    const std::string network = textOf(document, "network");
    builder.link(*subject, "asn", number, seen);
    builder.link(*subject, "net", network, seen);
    builder.link(*subject, "country", countryText(builder.schema(), textOf(document, "country")), seen);
    const auto asn = number.empty() ? std::nullopt : builder.node(known.asn, number);
    if (asn) builder.property(*asn, "as-name", textOf(document, "autonomousSystemName"), seen);
  }
  for (const char* list : {"tags", "global_tags", "system_tags"}) {
    forEach(get(document, list),
            [&](const Json& tag, std::uint64_t) { builder.link(*subject, "tag", textOf(tag), seen); });
  }
  if (subject->type != known.host) return;
  forEach(get(document, "subdomains"), [&](const Json& label, std::uint64_t) {
    if (const std::string text = textOf(label); !trim(text).empty())
      builder.mention(known.host, text + "." + subject->name);
  });
}

/// Labels to put before the name that was asked about.
void subdomains(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "subdomains");
  const auto& known = builder.schema().known();
  const auto subject = builder.node(known.host, firstText(document, {"queryValue", "primaryDomain"}));
  if (!subject) return;
  builder.subject(*subject);
  std::uint64_t count = 0;
  forEach(get(document, "subdomains"), [&](const Json& label, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(count = index);
    if (const std::string text = textOf(label); !trim(text).empty()) {
      builder.mention(known.host, text + "." + subject->name);
    }
  });
  builder.at(0);
  if (count > 0) return;
  builder.outcome(Outcome::kNone);
  builder.answer(*subject, "subdomains", Outcome::kNone);
}

/// How pages of one host lead to another: `cause` names the element.
std::string_view relationOfCause(std::string_view cause) {
  if (contains(cause, "redirect")) return "redirect";
  return startsWithIgnoreCase(cause, "script") ? "script" : "links";
}

/// Pairs of hosts, and the accounts of analytics that pages carry.
void hostAttributes(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "host-attributes");
  const auto& known = builder.schema().known();
  forEach(get(document, "results"), [&](const Json& result, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    const Sighting seen = seenOf(builder, result, "firstSeen", "lastSeen");
    const std::string name = firstText(result, {"parent", "hostname", "address"});
    if (trim(name).empty()) return builder.reject("a result without a host", jsonText(result));
    if (model::parseAddress(trim(name))) {
      builder.mention(known.ip, name);  // pages at an address alone have no such relations
      return;
    }
    const auto host = builder.node(known.host, name);
    if (!host) return;
    if (const std::string child = textOf(result, "child"); !child.empty()) {
      if (model::parseAddress(trim(child))) return static_cast<void>(builder.mention(known.ip, child));
      builder.link(*host, relationOfCause(textOf(result, "cause")), child, seen);
      return;
    }
    const std::string value = textOf(result, "attributeValue");
    const std::string kind = toLower(textOf(result, "attributeType"));
    const bool google = startsWithIgnoreCase(value, "UA-") || startsWithIgnoreCase(value, "G-");
    builder.link(*host, "tracker", google || value.empty() || kind.empty() ? value : kind.substr(0, 24) + ":" + value,
                 seen);
    builder.mention(*host);
  });
  builder.at(0);
  if (builder.factCount() == 0) builder.outcome(Outcome::kNone);
}

class PassiveTotalReader final : public JsonReader {
 public:
  std::string_view name() const override { return kProvider; }
  std::string_view title() const override {
    return "PassiveTotal (RiskIQ): passive DNS, certificate history, enrichment, subdomains, pairs of hosts, trackers";
  }
  std::string_view sample() const override {
    return R"({"queryType":"domain","queryValue":"a.example","results":["192.0.2.7"],"frequency":[["192.0.2.7",1]]})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (keys.hasAll({"queryValue", "results"})) return keys.has("queryType") ? 95 : 85;
    if (keys.hasAll({"results.ipAddresses", "results.sha1"})) return 90;
    if (keys.has("queryValue") && keys.hasAny({"subdomains", "everCompromised", "autonomousSystemNumber"})) return 95;
    if (keys.hasAll({"results.parent", "results.child", "results.cause"})) return 90;
    return keys.hasAll({"results.attributeType", "results.attributeValue"}) ? 90 : 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    if (member(document, "everCompromised") != nullptr || member(document, "autonomousSystemNumber") != nullptr)
      return enrichment(document, builder);
    if (member(document, "subdomains") != nullptr) return subdomains(document, builder);
    const Json& results = get(document, "results");
    const Json& first = results.is_array() && !results.empty() ? results.front() : results;
    if (member(first, "cause") != nullptr || member(first, "attributeType") != nullptr) {
      return hostAttributes(document, builder);
    }
    if (member(document, "queryValue") != nullptr) return passiveDns(document, builder);
    if (results.is_array()) certificateHistory(document, builder);
  }
};

}  // namespace
}  // namespace passivetotal

const Reader& passivetotalReader() {
  static const passivetotal::PassiveTotalReader reader;
  return reader;
}

}  // namespace clew::ingest
