// Events of MISP's that hold a graph, as Clew's own export writes them: no report, and every link in so many words.
#pragma once

#include "common/json.h"
#include "ingest/fact_builder.h"
#include "ingest/readers/sharing.h"

namespace clew::ingest::misp {

/// Whether a tag of the event says that it is a graph. Such an event is no report, nothing that it does not date is
/// dated, and its objects are read by addGraphObject.
bool isGraph(const Json& event);

/// What one object of such an event says: a link, links of a registration, or a node. False for objects that the export
/// does not write. Attributes that were deleted since say nothing.
bool addGraphObject(const Json& object, const model::Sighting& seen, LeftOut& left_out, FactBuilder& builder);

}  // namespace clew::ingest::misp
