// urlscan.io's scans of web pages: the page as searches and results give it alike, and the whole of a result.
#pragma once

#include "ingest/readers/json_reader.h"

namespace clew::ingest::urlscan {

inline constexpr std::string_view kProvider = "urlscan";

/// What all of one scan has in common.
struct Scan {
  std::optional<model::NodeName> report;   // by the scan's id
  std::optional<model::NodeName> url;      // of the page that came in the end
  std::optional<model::NodeName> host;     // its name, if it has one
  std::optional<model::NodeName> address;  // that sent it
  model::Sighting seen;                    // when it was scanned
};

// urlscan.cpp
/// The scan, its page and the redirect that led there, of an object with `task` and `page`. A failed scan has no page.
Scan addScan(const Json& object, FactBuilder& builder);
/// An address's network, country and name of its own, as `page`, `asn`, `geoip` and `rdns` objects say them.
void addPlace(FactBuilder& builder, const model::NodeName& ip, std::string_view asn, std::string_view as_name,
              std::string_view country, std::string_view ptr, const model::Sighting& seen);
/// Link to the scan's report, of whatever the scan met.
void addMet(FactBuilder& builder, const std::optional<model::NodeName>& node, const Scan& scan);

// urlscan_result.cpp
void result(const Json& document, FactBuilder& builder);

}  // namespace clew::ingest::urlscan
