// A rewrite rule: a condition that few nodes meet begins at the values that it names, not at all nodes of a type.
#pragma once

#include "planner/planner.h"

namespace clew::planner {

/// `domains where ip is 192.0.2.1`: the filter stays, and what it is asked of is what the address leads back to, when
/// that is far less than the whole type. Any other plan comes back as it is.
PlanPtr startFromValues(const PlanPtr& plan, const model::Catalog& catalog);

}  // namespace clew::planner
