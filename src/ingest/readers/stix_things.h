// What STIX objects and patterns name, as nodes of the graph.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "common/json.h"
#include "ingest/fact_builder.h"
#include "ingest/readers/sharing.h"

namespace clew::ingest::stix {

using Nodes = std::vector<model::NodeName>;
/// The nodes of the object that a reference (an id, or in version 2.0 a key) leads to.
using Resolve = std::function<Nodes(std::string_view reference)>;

/// "indicator--9f1f..." -> "indicator".
std::string_view typeOfId(std::string_view id);
/// OpenCTI's own observable for names of machines, in both of its spellings.
bool isHostname(std::string_view type);

/// Nodes of an observable ("domain-name", "file", ...) by its own fields; values that are wrong are rejects. Empty for
/// types that the graph has no node for; hashes that name no file (SSDEEP, TLSH) are counted.
Nodes observableNodes(const Json& object, LeftOut& left_out, FactBuilder& builder);
/// One observation of a thing: what never changes of it (a URL's host, a certificate's issuer) has the sighting
/// `named`.
struct Dated {
  model::Sighting seen;
  model::Sighting named;
};
/// What an observable says of its nodes, and by its references: links by each of the observations, of which there is at
/// least one, and properties by the first in time.
void addObservable(const Json& object, const Nodes& nodes, const Resolve& resolve, const std::vector<Dated>& all,
                   FactBuilder& builder);

/// Nodes of an object that names something: malware and actors are threats, techniques and weaknesses tags, reports and
/// groupings reports, identities organisations or persons, places countries. Empty for others.
Nodes domainNodes(const Json& object, FactBuilder& builder);
/// Stands for an object that is not in the bundle, named by its id; empty where the type of such a node is not known.
Nodes stubNodes(std::string_view id, FactBuilder& builder);

/// The nodes that an indicator's pattern names, and the links between them. A pattern that cannot be read is a reject.
Nodes patternNodes(std::string_view pattern, const model::Sighting& seen, LeftOut& left_out, FactBuilder& builder);

}  // namespace clew::ingest::stix
