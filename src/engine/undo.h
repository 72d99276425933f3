// Taking back the last write.
#pragma once

#include <string>

#include "engine/case.h"

namespace clew::engine {

/// Writes what reverts the newest write of the analyst's that was not taken back yet, all batches of it: links that it
/// stated are retracted, notes too, links that it retracted are stated again, sets get the members they had. Nothing is
/// erased. Gives a sentence that says what was done. kNotFound when there is nothing to take back; kReadOnly.
Result<std::string> undoLastWrite(Case& owner, Time now);

}  // namespace clew::engine
