// The WhoisXML API's answers, a function a product. Each begins its lookup; position is the record's index in the
// answer. Source: the provider's documentation and recorded answers (docs/formats.md).
#pragma once

#include <string_view>

#include "ingest/readers/json_reader.h"
#include "ingest/readers/registration.h"

namespace clew::ingest::whoisxml {

inline constexpr std::string_view kProvider = "whoisxml";

// whoisxml_whois.cpp
void whois(const Json& document, FactBuilder& builder);
void bulkWhois(const Json& document, FactBuilder& builder);
void whoisHistory(const Json& document, FactBuilder& builder);
void reverseWhois(const Json& document, FactBuilder& builder);
/// Brand and registrant alerts: names that were registered, changed or given up. The terms of the search stand in any
/// field or in the name, so they are no links.
void alert(const Json& document, FactBuilder& builder);
/// One record as WHOIS and bulk WHOIS give it, the registry's part merged in.
Registration registrationOf(const Json& record);

// whoisxml_dns.cpp
void dnsLookup(const Json& document, FactBuilder& builder);
void dnsHistory(const Json& document, FactBuilder& builder);
void subdomains(const Json& document, FactBuilder& builder);
/// Reverse IP, NS and MX: `relation` is "ip", "ns" or "mx"; "": told by the subject and the path.
void reverse(const Json& document, FactBuilder& builder, std::string_view relation);

// whoisxml_ssl.cpp
void certificates(const Json& document, FactBuilder& builder);

// whoisxml_ip.cpp
void geolocation(const Json& document, FactBuilder& builder);
void netblocks(const Json& document, FactBuilder& builder);
void reputation(const Json& document, FactBuilder& builder);
void threatIntelligence(const Json& document, FactBuilder& builder);

}  // namespace clew::ingest::whoisxml
