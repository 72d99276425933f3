#include "ingest/readers/misp_attribute.h"

#include <algorithm>
#include <array>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/sharing.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest::misp {
namespace {

using model::NodeName;
using model::Sighting;

/// The schema's word for the node of a plain type; "" for others.
std::string_view nodeTypeOf(std::string_view type) {
  if (isOneOf(type, {"md5", "sha1", "sha256", "sha512"})) return "file";
  if (isOneOf(type, {"domain", "hostname"})) return "host";
  if (isOneOf(type, {"email", "email-src", "email-dst", "email-reply-to", "target-email", "whois-registrant-email",
                     "dns-soa-email"})) {
    return "email";
  }
  if (isOneOf(type, {"x509-fingerprint-md5", "x509-fingerprint-sha1", "x509-fingerprint-sha256"})) return "cert";
  if (isOneOf(type, {"phone-number", "whois-registrant-phone", "target-phone"})) return "phone";
  if (type == "whois-registrant-name") return "person";
  if (isOneOf(type, {"whois-registrant-org", "target-org"})) return "org";
  if (type == "whois-registrar") return "registrar";
  if (isOneOf(type, {"threat-actor", "campaign-name", "malware-type"})) return "threat";
  if (type == "as") return "asn";
  return {};
}

void take(Named& named, std::optional<NodeName> node) {
  if (node) named.nodes.push_back(std::move(*node));
}

std::optional<NodeName> web(std::string_view text, const Sighting& seen, FactBuilder& builder) {
  const TokenClass looks = looksLike(model::refang(text));
  if (looks == TokenClass::kPath) {
    builder.reject("a path without a host names no node", text);
    return std::nullopt;
  }
  // "a.example/x" is an address whose scheme nobody said.
  if (looks == TokenClass::kHostPath || looks == TokenClass::kHost || looks == TokenClass::kService) {
    return addUrl(builder, format("http://{}", text), seen);
  }
  return addUrl(builder, text, seen);
}

/// `filename|sha1`, `malware-sample` (a name and an MD5): the hash stands behind the last bar.
void fileWithName(std::string_view type, std::string_view value, const Sighting& seen, FactBuilder& builder,
                  Named& named) {
  const std::size_t bar = value.rfind('|');
  if (bar == value.npos) return builder.reject("no hash stands behind the file's name", value);
  const std::string_view hash = type == "malware-sample" ? "md5" : type.substr(type.find('|') + 1);
  if (nodeTypeOf(hash) != "file") {
    named.known = false;
    return;
  }
  const auto file = builder.node(builder.schema().known().file, value.substr(bar + 1));
  if (!file) return;
  builder.property(*file, "filename", value.substr(0, bar), seen);
  named.nodes.push_back(*file);
}

void pair(std::string_view type, std::string_view value, const Sighting& seen, FactBuilder& builder, Named& named) {
  const auto& known = builder.schema().known();
  const auto parts = splitOnce(value, "|");
  if (type == "domain|ip") {
    if (!parts) return builder.reject("a name and an address belong here, with | between them", value);
    const auto host = builder.node(known.host, parts->first);
    const auto ip = builder.node(known.ip, parts->second);
    if (host && ip) builder.link(*host, "ip", *ip, seen);
    take(named, host);
    take(named, ip);
    return;
  }
  // `ip-dst|port`, `hostname|port`; some tools write `192.0.2.1:81`.
  const auto halves = parts ? parts : splitOnce(value, ":");
  if (!halves) return builder.reject("an address and a port belong here, with | between them", value);
  const bool is_host = type == "hostname|port";
  const auto place = builder.node(is_host ? known.host : known.ip, halves->first);
  if (!place) return;
  named.nodes.push_back(*place);
  const auto service = addService(builder, place->name, halves->second, {}, seen);
  if (!service) return;
  builder.link(*place, "service", *service, seen);
  named.nodes.push_back(*service);
}

}  // namespace

Named nodesOf(std::string_view type, std::string_view value, const Sighting& seen, FactBuilder& builder) {
  Named named;
  value = trim(value);
  if (value.empty()) {
    named.known = false;
  } else if (type.starts_with("filename|") || type == "malware-sample") {
    fileWithName(type, value, seen, builder, named);
  } else if (isOneOf(type, {"domain|ip", "ip-src|port", "ip-dst|port", "hostname|port"})) {
    pair(type, value, seen, builder, named);
  } else if (isOneOf(type, {"ip-src", "ip-dst", "ip"})) {
    take(named, addressOrBlock(builder, value));
  } else if (isOneOf(type, {"url", "uri"})) {
    take(named, web(value, seen, builder));
  } else if (type == "jarm-fingerprint") {
    take(named, builder.node("jarm", value));
  } else if (isOneOf(type, {"vulnerability", "weakness"})) {
    named.tag = true;
  } else if (const std::string_view word = nodeTypeOf(type); !word.empty()) {
    take(named, builder.node(word, value));
  } else {
    named.known = false;
  }
  return named;
}

}  // namespace clew::ingest::misp
