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
  std::string fingerprint;  // SHA-256, else SHA-1; empty: told by issuer and serial number
  std::string issuer;       // common name, else organisation
  std::string subject;
  std::string serial;
  std::string issued, expires;
  std::vector<std::string> names;  // as addCertificateNames() takes them
};

/// The certificate's node with its names, issuer and dates; empty when it has neither a fingerprint nor an issuer with
/// a serial number.
std::optional<model::NodeName> addCertificate(FactBuilder& builder, const CertificateTexts& texts,
                                              const model::Sighting& seen);
/// The names that a certificate covers. Addresses, mailboxes and URLs among them, of which the graph has no relation,
/// are details of it, and counted.
void addCertificateNames(FactBuilder& builder, const model::NodeName& cert, const std::vector<std::string>& names,
                         const model::Sighting& seen);
/// Adds a subject's common name to the names where it can be one: that of an authority is a sentence.
void addCommonName(CertificateTexts& texts, std::string_view name);
/// A decimal number of any length in hexadecimal, as serial numbers are written; other text as it is.
std::string hexOfDecimal(std::string_view digits);
/// The common name of a distinguished name in RFC 4514 or OpenSSL text ("C=US, O=CA, CN=R3"), else its organisation,
/// else the whole.
std::string nameOfDn(std::string_view dn);

/// The service at a port of an address or name, tied to it. `transport` in any case; QUIC is UDP; what is none is left
/// out. A reject when it is no port; an empty port is nothing.
std::optional<model::NodeName> addService(FactBuilder& builder, const model::NodeName& at, std::string_view port,
                                          std::string_view transport, const model::Sighting& seen);
/// How the service speaks TLS. All zeros stand for a server that did not.
void addJarm(FactBuilder& builder, const model::NodeName& service, std::string_view jarm, const model::Sighting& seen);
/// The names of a subjectAltName extension as OpenSSL prints it: "DNS:a.example, DNS:*.a.example, email:x@a.example".
std::vector<std::string> namesOfExtension(std::string_view text);
/// That the address showed the certificate on a port: by way of its service.
void addShown(FactBuilder& builder, const model::NodeName& ip, int port, const model::NodeName& certificate,
              const model::Sighting& seen);

}  // namespace clew::ingest
