#include "ingest/readers/stix_things.h"

#include <algorithm>
#include <array>
#include <limits>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest::stix {
namespace {

using model::NodeName;
using model::Sighting;

void take(Nodes& nodes, std::optional<NodeName> node) {
  if (node) nodes.push_back(std::move(*node));
}

/// Of the hashes that name a file: others (SSDEEP, TLSH, imphash) are likenesses.
bool isFileHash(std::string_view name) {
  const std::string plain = toLower(replaceAll(name, "-", ""));
  return isOneOf(plain, {"md5", "sha1", "sha256", "sha512"});
}

void hashNodes(const Json& hashes, LeftOut& left_out, FactBuilder& builder, Nodes& nodes) {
  if (!hashes.is_object()) return;
  for (const auto& [name, value] : hashes.items()) {
    if (isFileHash(name)) {
      take(nodes, builder.node(builder.schema().known().file, textOf(value)));
    } else {
      left_out.count(format("hashes of kind {}", quoted(name)));
    }
  }
}

std::string serialOf(const Json& object) {
  return replaceAll(textOf(object, "serial_number"), ":", "");
}

/// By its fingerprint, else by issuer and serial number.
std::string certificateName(const Json& object) {
  std::string name = firstText(get(object, "hashes"), {"SHA-256", "SHA-1"});
  const std::string issuer = nameOfDn(textOf(object, "issuer")), serial = serialOf(object);
  if (name.empty() && !trim(issuer).empty() && !trim(serial).empty()) name = format("{}/{}", issuer, serial);
  return name;
}

void linkAll(const NodeName& from, std::string_view type, const Json& references, const Resolve& resolve,
             const Sighting& seen, FactBuilder& builder) {
  forEach(references, [&](const Json& reference, std::uint64_t) {
    for (const NodeName& to : resolve(textOf(reference))) addRelationship(builder, from, type, to, seen);
  });
}

void addFile(const Json& object, const Nodes& nodes, const Sighting& seen, FactBuilder& builder) {
  addSameContent(builder, nodes, seen);
  for (const NodeName& file : nodes) {
    builder.property(file, "filename", textOf(object, "name"), seen);
    builder.property(file, "size", textOf(object, "size"), seen);
    builder.property(file, "kind", textOf(object, "mime_type"), seen);
  }
}

void addCertificateObject(const Json& object, const Sighting& seen, const Sighting& named, FactBuilder& builder) {
  CertificateTexts texts;
  texts.fingerprint = certificateName(object);
  texts.subject = nameOfDn(textOf(object, "subject"));
  texts.serial = serialOf(object);
  texts.issued = textOf(object, "validity_not_before");
  texts.expires = textOf(object, "validity_not_after");
  const auto cert = addCertificate(builder, texts, seen);
  if (!cert) return;
  builder.link(*cert, "issuer", nameOfDn(textOf(object, "issuer")), named);
  const Json& extensions = get(object, "x509_v3_extensions");
  addCertificateNames(builder, *cert, namesOfExtension(textOf(extensions, "subject_alternative_name")), named);
}

bool statesTimes(const Json& traffic) {
  return !model::saysNoDate(textOf(traffic, "start")) || !model::saysNoDate(textOf(traffic, "end"));
}

/// A connection: the far end's port is a service. False when it is none.
bool addTraffic(const Json& object, const Resolve& resolve, const Sighting& seen, FactBuilder& builder) {
  const std::string port = textOf(object, "dst_port");
  if (port.empty()) return false;
  std::string transport;
  forEach(get(object, "protocols"), [&](const Json& protocol, std::uint64_t) {
    const std::string word = toLower(textOf(protocol));
    if (word == "tcp" || word == "udp") transport = word;
  });
  bool any = false;
  for (const NodeName& end : resolve(textOf(object, "dst_ref"))) {
    const auto service = addService(builder, end.name, port, transport, seen);
    if (service) builder.link(end, "service", *service, seen);
    any = any || service.has_value();
  }
  return any;
}

}  // namespace

std::string_view typeOfId(std::string_view id) {
  const std::size_t dashes = id.find("--");
  return dashes == id.npos ? std::string_view() : id.substr(0, dashes);
}

bool isHostname(std::string_view type) {
  return type == "hostname" || type == "x-opencti-hostname";
}

Nodes observableNodes(const Json& object, LeftOut& left_out, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  const std::string type = textOf(object, "type");
  const std::string value = textOf(object, "value");
  Nodes nodes;
  if (type == "domain-name" || isHostname(type)) take(nodes, builder.node(known.host, value));
  if (type == "ipv4-addr" || type == "ipv6-addr") take(nodes, addressOrBlock(builder, value));
  if (type == "url") take(nodes, builder.node(known.url, value));
  if (type == "email-addr") take(nodes, builder.node(known.email, value));
  if (type == "autonomous-system") take(nodes, builder.node(known.asn, textOf(object, "number")));
  if (type == "file" || type == "artifact") hashNodes(get(object, "hashes"), left_out, builder, nodes);
  if (type == "x509-certificate") take(nodes, builder.node(known.cert, certificateName(object)));
  return nodes;
}

void addObservable(const Json& object, const Nodes& nodes, const Resolve& resolve, const std::vector<Dated>& all,
                   FactBuilder& builder) {
  const std::string type = textOf(object, "type");
  const auto moment = [](const Dated& dated) {
    return dated.seen.first == kNoTime ? std::numeric_limits<Time>::max() : dated.seen.first;
  };
  const Dated& first = *std::min_element(all.begin(), all.end(),
                                         [&moment](const Dated& a, const Dated& b) { return moment(a) < moment(b); });
  // what an observation does not change is said once
  if (type == "file" || type == "artifact") addFile(object, nodes, first.seen, builder);
  if (type == "x509-certificate") addCertificateObject(object, first.seen, first.named, builder);
  if (type == "autonomous-system") {
    for (const NodeName& node : nodes) builder.property(node, "as-name", textOf(object, "name"), first.seen);
  }
  const bool own_times = type == "network-traffic" && statesTimes(object);
  if (own_times) addTraffic(object, resolve, seenOf(builder, object, "start", "end"), builder);
  bool connects = type == "network-traffic" && !own_times;
  for (const auto& [seen, named] : all) {
    connects = connects && addTraffic(object, resolve, seen, builder);
    for (const NodeName& node : nodes) {
      if (type == "url") addUrl(builder, node.name, named);
      if (type == "domain-name") linkAll(node, "resolves-to", get(object, "resolves_to_refs"), resolve, seen, builder);
      if (type.ends_with("-addr")) linkAll(node, "belongs-to", get(object, "belongs_to_refs"), resolve, seen, builder);
      builder.mention(node);
    }
  }
}

Nodes domainNodes(const Json& object, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  const std::string type = textOf(object, "type");
  const std::string name = textOf(object, "name");
  Nodes nodes;
  if (isOneOf(type, {"malware", "threat-actor", "intrusion-set", "campaign", "tool"})) {
    take(nodes, builder.node(known.threat, name.empty() ? textOf(object, "id") : name));
  } else if (isOneOf(type, {"attack-pattern", "vulnerability", "infrastructure"})) {
    take(nodes, builder.node(known.tag, name));
  } else if (isOneOf(type, {"report", "grouping", "note", "opinion", "incident"})) {
    take(nodes, builder.node(known.report, textOf(object, "id")));
  } else if (type == "identity") {
    const bool person = contains(jsonText(get(object, "identity_class")), "individual");
    take(nodes, builder.node(person ? known.person : known.org, name));
  } else if (type == "location") {
    if (const std::string country = textOf(object, "country");
        model::canonical(builder.schema(), known.country, country).ok()) {
      take(nodes, builder.node(known.country, country));
    }
  } else if (type == "marking-definition" && textOf(object, "definition_type") == "tlp") {
    take(nodes, builder.node(known.tag, format("tlp:{}", toLower(textOf(get(object, "definition"), "tlp")))));
  }
  return nodes;
}

Nodes stubNodes(std::string_view id, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  const std::string_view type = typeOfId(id);
  Nodes nodes;
  if (isOneOf(type, {"malware", "threat-actor", "intrusion-set", "campaign", "tool"})) {
    take(nodes, builder.node(known.threat, id));
  } else if (isOneOf(type, {"report", "grouping", "note", "opinion", "incident"})) {
    take(nodes, builder.node(known.report, id));
  } else if (isOneOf(type, {"attack-pattern", "vulnerability", "infrastructure"})) {
    take(nodes, builder.node(known.tag, id));
  } else if (type == "identity") {
    take(nodes, builder.node(known.org, id));
  }
  return nodes;
}

}  // namespace clew::ingest::stix
