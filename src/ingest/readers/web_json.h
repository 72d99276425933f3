// Web addresses and certificates, as several providers tell of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/fact_builder.h"

namespace clew::ingest {

/// The URL's node, linked to the host or address in it; a reject when it is none. Empty text: nothing.
std::optional<model::NodeName> addUrl(FactBuilder& builder, std::string_view text, const model::Sighting& seen);

/// Texts as they came.
struct CertificateTexts {
  std::string fingerprint;  // SHA-256, else SHA-1
  std::string issuer;       // common name, else organisation
  std::string subject;
  std::string serial;
  std::string issued, expires;
  std::vector<std::string> names;  // addresses and mailboxes among them are left out
};

/// The certificate's node with its names, issuer and dates; empty when it has no fingerprint.
std::optional<model::NodeName> addCertificate(FactBuilder& builder, const CertificateTexts& texts,
                                              const model::Sighting& seen);
/// That the address showed the certificate on a port: by way of its service.
void addShown(FactBuilder& builder, const model::NodeName& ip, int port, const model::NodeName& certificate,
              const model::Sighting& seen);

}  // namespace clew::ingest
