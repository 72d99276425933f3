// ThreatFox's indicators, which its JSON and its tables type alike.
#pragma once

#include <optional>
#include <string_view>

#include "ingest/fact_builder.h"

namespace clew::ingest::threatfox {

inline constexpr std::string_view kFeed = "threatfox";

/// The node of an indicator by `ioc_type` (ip:port, domain, url, md5_hash, ...); by its looks for other types. A reject
/// when it is none.
std::optional<model::NodeName> indicator(FactBuilder& builder, std::string_view type, std::string_view value);

}  // namespace clew::ingest::threatfox
