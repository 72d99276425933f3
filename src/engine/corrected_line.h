// The analyst's own line, put right.
#pragma once

#include <vector>

#include "clew/error.h"
#include "engine/script.h"

namespace clew::engine {

/// Where the hint of an error is what should stand in its place (a clause without a place: nothing),
/// it becomes the whole line with that in it. Other errors stay as they are.
void correctLine(Error& error, const std::vector<SourceText>& sources);

}  // namespace clew::engine
