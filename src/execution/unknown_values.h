// Values that a condition names and the graph does not hold: nearly always mistyped, and silent without this.
#pragma once

#include "execution/run.h"

namespace clew::execution {

/// Says which of the nodes that the operator's own expressions compare with are not in the graph, and what may have
/// been meant; fails the run if that was asked for. What stands below the operator is not looked at.
void reportUnknownValues(Run& run, const planner::PlanNode& plan);

}  // namespace clew::execution
