// Response policy zones (RPZ): a zone whose records say what a resolver answers otherwise, or not at all. The owner of
// a record is what sets it off: a name, or below rpz-ip, rpz-nsip, rpz-nsdname and rpz-client-ip an address or a
// server.
#pragma once

#include <string_view>

#include "ingest/readers/dns_text.h"
#include "ingest/readers/indicator.h"

namespace clew::ingest::dns {

/// Whether a zone file is one of policies, by its beginning. An alias of the root alone does not make one: other zones
/// take names out of use by it. It is one when a record has what only policies have (an owner below rpz-ip and its kin,
/// an alias of rpz-passthru and its kin), or when more than half of the records below the zone's own name are aliases
/// of
/// `.` or `*.` whose owners are whole names of others: two labels or more below the origin.
bool isPolicyZone(std::string_view head);
/// Whether a record has what only policies have.
bool isPolicyRecord(const Record& record);

/// Puts what a record of a policy zone is set off by on the list. False for a record of the zone's own name that is as
/// in other zones.
/// Names that the policy lets pass, and clients that it treats otherwise, are counted.
bool addPolicy(FactBuilder& builder, const Record& record, const ZoneState& state, const Listing& listing,
               LeftOut& left_out);

}  // namespace clew::ingest::dns
