// Ranges of addresses as registries and providers write them, and the systems that they belong to.
#pragma once

#include <optional>
#include <string_view>

#include "ingest/fact_builder.h"
#include "ingest/readers/json_reader.h"
#include "model/canonical.h"

namespace clew::ingest {

struct AddressRange {
  model::Address first;
  model::Address last;
};

/// "192.0.2.0 - 192.0.2.255" or "192.0.2.0/24". Empty for other text, mixed families and swapped ends.
std::optional<AddressRange> rangeOf(std::string_view text);
std::optional<AddressRange> rangeOf(std::string_view first, std::string_view last);

/// The same by numbers in hexadecimal digits: IPv6 when either has more than eight of them.
std::optional<AddressRange> rangeOfHex(std::string_view first, std::string_view last);
/// The address with these bytes, in hexadecimal digits: eight, or 32 with `v6`; fewer mean zeros before them.
std::optional<model::Address> addressOfHex(std::string_view digits, bool v6);

/// Blocks that stand for "not ours" in a registry's tree and so belong to nobody: the registries' placeholders by name,
/// and everything wider than an IPv4 /8 or an IPv6 /20.
bool isCatchAll(std::string_view name, const AddressRange& range);

/// Whose the address is, by an object of ProjectDiscovery's tools (httpx, dnsx): `as_number`, `as_name`, `as_country`
/// and the blocks `as_range`, keys with `_` or `-`. One without a number gives nothing.
void addOrigin(const Json& asn, const model::NodeName& ip, FactBuilder& builder, const model::Sighting& seen);
/// Whether a block of `as_range` holds the address.
bool isInOrigin(const Json& asn, const model::NodeName& ip);

}  // namespace clew::ingest
