// Taking back the last write.
#pragma once

#include <string>

#include "engine/case.h"

namespace clew::engine {

/// Writes what reverts the newest write of the analyst's that was not taken back yet, all batches of it: links that it
/// stated are retracted, notes too, links that it retracted are stated again, sets get the members they had. Nothing is
/// erased. Gives a sentence that says what was done. kNotFound when there is nothing to take back; kReadOnly.
Result<std::string> undoLastWrite(Case& owner, Time now);

/// Takes back what a retraction has done that was cut off between its batches, when that is the newest write, and gives
/// its statement; "" where there was none.
Result<std::string> undoCutOff(Case& owner, Time now);

/// The sets of a store without those that an undo did away with: their first `save as` was taken back, and since
/// nothing is erased, what stands of them is a set of nothing.
Result<std::vector<storage::StoredSet>> standingSets(const storage::Store& store);

}  // namespace clew::engine
