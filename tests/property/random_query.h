// Queries made at random over the words of a world: every construct that runs, in sentences that mean something.
#pragma once

#include <string>

#include "property/plain_model.h"
#include "property/random_graph.h"

namespace clew::property {

/// One query, as text; the parser takes it and the binder finds nothing wrong with it.
std::string randomQuery(Random& random, const World& world);

/// What a random query may name as `@marked(...)`: scripts with parameters; and the files that it may include, by name.
const SavedQueries& savedQueries();

/// A set of domains, as text: a chain without stages.
std::string randomDomains(Random& random, const World& world);

}  // namespace clew::property
