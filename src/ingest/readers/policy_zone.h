// Response policy zones (RPZ): a zone whose records say what a resolver answers otherwise, or not at all. The owner of
// a record is what sets it off: a name, or below rpz-ip, rpz-nsip, rpz-nsdname and rpz-client-ip an address or a
// server.
#pragma once

#include <string_view>

#include "ingest/readers/dns_text.h"
#include "ingest/readers/indicator.h"

namespace clew::ingest::dns {

/// Whether the beginning of a zone file has a record that only a policy has.
bool isPolicyZone(std::string_view head);
/// Whether a record is one that only a policy has: an alias of the root or of an action, or a trigger other than a
/// name.
bool isPolicyRecord(const Record& record);

/// Puts what a record of a policy zone is set off by on the list. False for a record of the zone's own name that is as
/// in other zones.
/// Names that the policy lets pass, and clients that it treats otherwise, are counted.
bool addPolicy(FactBuilder& builder, const Record& record, const ZoneState& state, const Listing& listing,
               LeftOut& left_out);

}  // namespace clew::ingest::dns
