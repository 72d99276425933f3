// A whole case as facts, one JSON object a line (model/facts_json.h).
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "common/cancel.h"
#include "storage/store.h"

namespace clew::engine {

/// Writes every lookup with its raw record and its facts, by the time at which the case learnt them, and of the same
/// time by where they were read from: files that were ingested in another order give the same bytes, as long as nothing
/// was taken back in between. Then come the sets. A new case that ingests it answers as this one does. Notes, pinned
/// lists, a schema of the case's own, who wrote a batch and the reasons of retractions are not carried. Memory is that
/// of some batches, of the list of lookups without their records, and of the names that were spelled in several ways.
/// Returns the number of lines; fails as the store, as `write` and with kCancelled. `cancel` may be null.
Result<std::uint64_t> exportFacts(const storage::Store& store, const model::Schema& schema, const CancelToken* cancel,
                                  const std::function<Result<void>(std::string_view)>& write);

}  // namespace clew::engine
