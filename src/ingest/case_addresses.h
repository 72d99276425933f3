// The addresses that a case holds.
#pragma once

#include <vector>

#include "clew/error.h"
#include "model/canonical.h"
#include "storage/store.h"

namespace clew::ingest {

/// Ascending, each once.
Result<std::vector<model::Address>> addressesOf(const storage::Store& store);

}  // namespace clew::ingest
