#include "ingest/readers/web_json.h"

#include "common/format.h"
#include "common/text.h"

namespace clew::ingest {

using model::NodeName;
using model::Sighting;

std::string_view hostOfUrl(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == url.npos) return {};
  std::string_view rest = url.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?#\\"));
  if (const std::size_t at = rest.rfind('@'); at != rest.npos) rest.remove_prefix(at + 1);
  if (rest.starts_with('[')) {
    const std::size_t end = rest.find(']');
    return end == rest.npos ? std::string_view{} : rest.substr(1, end - 1);
  }
  return rest.substr(0, rest.find(':'));
}

std::optional<NodeName> addUrl(FactBuilder& builder, std::string_view text, const Sighting& seen) {
  const auto& known = builder.schema().known();
  auto url = builder.node(known.url, text);
  if (!url) return std::nullopt;
  const std::string_view host = hostOfUrl(url->name);
  if (model::parseAddress(host)) {
    builder.link(*url, "ip", host, seen);
  } else if (contains(host, ".")) {
    builder.link(*url, "host", host, seen);
  }
  return url;
}

std::optional<NodeName> addCertificate(FactBuilder& builder, const CertificateTexts& texts, const Sighting& seen) {
  auto cert = builder.node(builder.schema().known().cert, texts.fingerprint);
  if (!cert) return std::nullopt;
  builder.property(*cert, "issued", texts.issued, seen);
  builder.property(*cert, "expires", texts.expires, seen);
  builder.property(*cert, "subject", texts.subject, seen);
  builder.property(*cert, "serial", toLower(texts.serial), seen);
  builder.link(*cert, "issuer", texts.issuer, seen);
  for (const std::string& text : texts.names) {
    const std::string_view name = trim(text);
    if (contains(name, "@") || contains(name, "://") || model::parseAddress(name)) continue;
    builder.link(*cert, "san", name, seen);
  }
  return cert;
}

void addShown(FactBuilder& builder, const NodeName& ip, int port, const NodeName& certificate, const Sighting& seen) {
  const bool v6 = contains(ip.name, ":");
  const std::string text = v6 ? format("[{}]:{}/tcp", ip.name, port) : format("{}:{}/tcp", ip.name, port);
  const auto service = builder.node(builder.schema().known().service, text);
  if (!service) return;
  builder.link(ip, "service", *service, seen);
  builder.link(*service, "ip", ip, seen);
  builder.link(*service, "cert", certificate, seen);
}

}  // namespace clew::ingest
