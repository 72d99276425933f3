// The seeds of a query before it runs: nobody that it names is a hub, in whatever order its parts are worked out.
#pragma once

#include "execution/run.h"

namespace clew::execution {

/// Marks what the sources of the plan name (Run::addSeeds). The right sides of `minus`, `in` and `excluding` name no
/// seeds. Says no notices but those of `let` sets, which are worked out here for the first time.
void markSeeds(Run& run, const planner::PlanNode& plan);

}  // namespace clew::execution
