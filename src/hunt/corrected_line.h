// The analyst's own line, put right.
#pragma once

#include <vector>

#include "clew/error.h"
#include "hunt/script.h"

namespace clew::hunt {

/// An error that has a correction and no hint gets the whole corrected line as its hint. Others stay as they are.
void correctLine(Error& error, const std::vector<SourceText>& sources);

}  // namespace clew::hunt
