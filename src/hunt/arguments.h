// Values given for a script's parameters, as one writes them.
#pragma once

#include "execution/executor.h"
#include "hunt/script.h"

namespace clew::hunt {

/// Reads every given value as its parameter's type. kUsage for one that the script does not have, for one that is
/// missing, and for a value that cannot be read; the sentence names the parameter.
Result<execution::Arguments> argumentsOf(engine::Case& owner, const planner::Prepared& prepared,
                                         const ScriptOptions& options);

}  // namespace clew::hunt
