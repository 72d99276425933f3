// Response policy zones (RPZ): a zone whose records say what a resolver answers otherwise, or not at all. The owner of
// a record is what sets it off: a name, or below rpz-ip, rpz-nsip, rpz-nsdname and rpz-client-ip an address or a
// server.
#pragma once

#include <string_view>

#include "ingest/readers/dns_text.h"
#include "ingest/readers/indicator.h"

namespace clew::ingest::dns {

/// Whether the file of a zone (empty: not known) is one of policies, by its beginning. It is one when a record has what
/// only policies have: an owner below rpz-ip and its kin, an alias of rpz-passthru and its kin. Where `rpz` is in the
/// zone's name, it is one when more than half of the records below its own name have whole names of others for owners
/// (two labels or more below the origin), and are aliases of `.` or `*.` or share their target or address with others.
/// Zones of a single machine are served by `localhost` too and have its address for all names: there addresses do not
/// count, and three records at least must. An ordinary zone takes names out of use by an alias of the root as well:
/// without such a sign nine in ten, and three at least, must be aliases of `.` or `*.` under such names; or more than
/// half, where nothing tells the zone's name.
bool isPolicyZone(std::string_view head, std::string_view zone);
/// Whether a record has what only policies have.
bool isPolicyRecord(const Record& record);

/// Puts what a record of a policy zone is set off by on the list. False for a record of the zone's own name that is as
/// in other zones.
/// Names that the policy lets pass, and clients that it treats otherwise, are counted.
bool addPolicy(FactBuilder& builder, const Record& record, const ZoneState& state, const Listing& listing,
               LeftOut& left_out);

}  // namespace clew::ingest::dns
