// VirusTotal's objects (API v3), a function a type, and the WHOIS texts in them.
#pragma once

#include <string_view>

#include "ingest/readers/json_reader.h"
#include "ingest/readers/registration.h"

namespace clew::ingest::virustotal {

inline constexpr std::string_view kProvider = "virustotal";

/// What `links.self` says of an answer: ".../api/v3/domains/a.example/resolutions?limit=10".
struct Place {
  std::string collection;    // "domains", "ip_addresses", "urls", "files"
  std::string id;            // "a.example"
  std::string relationship;  // "resolutions"; empty for an object
};
Place placeOf(const Json& document);

// virustotal.cpp
/// The node of the object; empty when its id is none.
std::optional<model::NodeName> domainObject(const Json& object, FactBuilder& builder);
std::optional<model::NodeName> addressObject(const Json& object, FactBuilder& builder);

// virustotal_files.cpp: URLs, files and certificates
std::optional<model::NodeName> urlObject(const Json& object, FactBuilder& builder);
void fileObject(const Json& object, const Place& place, FactBuilder& builder);
/// A certificate object of its own, or the `last_https_certificate` of another; empty when it has no fingerprint.
std::optional<model::NodeName> addCertificateOf(const Json& attributes, const model::Sighting& seen,
                                                FactBuilder& builder);
/// Scanners that call the node malicious, dated; a count and never a verdict.
void addDetections(const Json& attributes, const model::NodeName& node, FactBuilder& builder);

// virustotal_whois.cpp
/// A record of keys and values: `whois_map`, values of one key joined by " | ".
Registration registrationOfMap(const Json& map);
/// The WHOIS text of an address: what it says of the blocks around it. Its objects follow one another without the blank
/// lines that parted them.
void addWhoisOfAddress(std::string_view text, const model::Sighting& seen, FactBuilder& builder);
/// That a WHOIS text says nothing that is known.
void tellUnread(FactBuilder& builder);
/// Adds the record. Contact values that the provider replaced by a hash are withheld ones.
void addWhois(const model::NodeName& domain, const Registration& record, const model::Sighting& seen,
              FactBuilder& builder);

}  // namespace clew::ingest::virustotal
