// DNS records as JSON answers have them: a type by name or number, and the data as text.
#pragma once

#include <string>
#include <string_view>

#include "ingest/fact_builder.h"
#include "ingest/readers/json_reader.h"

namespace clew::ingest {

/// The answer kind of a record type by name or number: "A" and "1" are "a", "15" is "mx". Other names in lower case.
std::string dnsKind(std::string_view type);
/// A type's name as people write it, by name or number: "SRV" and "33" are "SRV".
std::string dnsTypeName(std::string_view type);
/// The address that a reverse name stands for: 7.2.0.192.in-addr.arpa, or 32 nibbles below ip6.arpa. Empty for others.
std::optional<std::string> addressOfReverse(std::string_view name);
/// Seconds; 0 for what is no such number.
std::uint32_t ttlOf(const Json& value);
/// Adds a record by its type. True when the type is one that the graph has a relation for; of others a notice says
/// that they are left out. `data` is the record's data alone; a preference before an MX host is dropped, and "." there
/// means no mail (RFC 7505).
bool addDnsRecord(FactBuilder& builder, const model::NodeName& owner, std::string_view type, std::string_view data,
                  const model::Sighting& seen);
/// The mailbox of a SOA record, in its dot form (`hostmaster.a.example`, RFC 1035) or as an address.
void addSoaMail(FactBuilder& builder, const model::NodeName& owner, std::string_view mailbox,
                const model::Sighting& seen);
/// The aliases of an answer as one chain, each the target of the one before it; the name at the end of it, which all
/// other records of the answer stand on.
model::NodeName addAliases(FactBuilder& builder, const model::NodeName& host, const Json& targets,
                           const model::Sighting& seen);

}  // namespace clew::ingest
