#include "ingest/readers/web_json.h"

#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/indicator.h"

namespace clew::ingest {

using model::NodeName;
using model::Sighting;

namespace {

/// Whether a subject alternative name is a host's: others are mailboxes, URLs and addresses, these also as raw bytes.
bool isName(std::string_view name) {
  if (!contains(name, ".") || contains(name, "@") || contains(name, "://") || model::parseAddress(name)) return false;
  return std::none_of(name.begin(), name.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\\'; });
}

}  // namespace

std::optional<NodeName> addUrl(FactBuilder& builder, std::string_view text, const Sighting& seen) {
  auto url = builder.node(builder.schema().known().url, text);
  if (url) addImplied(builder, *url, seen);
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
    if (const std::string_view name = trim(text); isName(name)) builder.link(*cert, "san", name, seen);
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
