// Values given for a script's parameters, as one writes them.
#pragma once

#include "engine/script.h"
#include "execution/executor.h"

namespace clew::engine {

/// Reads every given value as its parameter's type. kUsage for one that the script does not have, for one that is missing, and for
/// a value that cannot be read; the sentence names the parameter.
Result<execution::Arguments> argumentsOf(Case& owner, const planner::Prepared& prepared, const ScriptOptions& options);

}  // namespace clew::engine
