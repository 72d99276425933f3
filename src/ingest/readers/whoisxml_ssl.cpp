// WhoisXML's SSL certificates: the chain that a server showed, the server's own certificate first. No fingerprint is
// given: it is that of the certificate in PEM where that is there, else issuer and serial number tell it.
#include "common/compress.h"
#include "common/hash.h"
#include "common/text.h"
#include "ingest/readers/web_json.h"
#include "ingest/readers/whoisxml.h"

namespace clew::ingest::whoisxml {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

/// The SHA-256 of a certificate in PEM; "" when it is none.
std::string fingerprintOfPem(std::string_view pem) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  const std::size_t begin = pem.find(kBegin);
  if (begin == pem.npos) return {};
  const std::size_t end = pem.find("-----END", begin);
  if (end == pem.npos) return {};
  std::string encoded;
  for (const char c : pem.substr(begin + kBegin.size(), end - begin - kBegin.size())) {
    if (!isBlank(c)) encoded += c;
  }
  const auto der = bytesOfBase64(encoded);
  return der && !der->empty() ? sha256Hex(*der) : std::string();
}

std::optional<NodeName> certificateOf(const Json& one, FactBuilder& builder, const Sighting& seen) {
  CertificateTexts texts;
  texts.fingerprint = fingerprintOfPem(textOf(one, "pemRaw"));
  texts.subject = firstText(get(one, "subject"), {"commonName", "organization"});
  texts.issuer = firstText(get(one, "issuer"), {"commonName", "organization"});
  texts.serial = textOf(one, "serialNumber");
  texts.issued = textOf(one, "validFrom");
  texts.expires = textOf(one, "validTo");
  forEach(get(one, "extensions", "subjectAlternativeNames", "dnsNames"),
          [&texts](const Json& name, std::uint64_t) { texts.names.push_back(textOf(name)); });
  return addCertificate(builder, texts, seen);
}

}  // namespace

void certificates(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "ssl-certificates");
  const auto& known = builder.schema().known();
  const auto subject = subjectOf(builder.context(), known.host, firstText(document, {"domain", "domainName"}));
  if (subject) builder.subject(*subject);
  const Sighting seen = datedOr(seenAt(firstText(document, {"auditUpdated", "auditCreated"})), builder.seenNow());
  const auto ip = builder.node(known.ip, textOf(document, "ip"));
  if (subject && ip) builder.link(*subject, "ip", *ip, seen);
  std::uint64_t count = 0;
  forEach(get(document, "certificates"), [&](const Json& one, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(count = index);
    const auto cert = certificateOf(one, builder, seen);
    if (!cert) return builder.reject("a certificate with neither PEM nor an issuer and a serial number", jsonText(one));
    const std::string place = textOf(one, "chainHierarchy");
    if (!ip || (index > 1 && place != "end-user") || (!place.empty() && place != "end-user")) return;
    const auto port = integerOf(get(document, "port"));
    addShown(builder, *ip, port && *port > 0 && *port < 65536 ? static_cast<int>(*port) : 443, *cert, seen);
  });
  builder.at(0);
  if (count > 0) return;
  builder.outcome(Outcome::kNone);
  if (subject) builder.answer(*subject, "cert", Outcome::kNone);
}

}  // namespace clew::ingest::whoisxml
