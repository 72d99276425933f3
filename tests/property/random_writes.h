// Writes made at random, and queries that read what was written.
#pragma once

#include <map>
#include <string>

#include "property/random_graph.h"

namespace clew::property {

/// `tag`, `untag`, `note`, `save as` after a set, `add` or `retract`.
std::string randomWrite(Random& random, const World& world, const Graph& graph);

/// A query; most ask for tags, notes and saved sets.
std::string randomReader(Random& random, const World& world);

/// A query with a name that says what changed since its last run.
std::string randomWatch(Random& random, const World& world);

/// How often at least each construct of them has to be met where something was written or answered.
const std::map<std::string, int>& wantedWrites();

}  // namespace clew::property
