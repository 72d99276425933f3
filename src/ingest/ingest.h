// Ingest: paths in, batches out. Walks folders, undoes compression, tells formats, writes batches, keeps what it
// refused.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "clew/error.h"
#include "clew/ingest.h"
#include "common/cancel.h"
#include "model/redaction.h"
#include "model/schema.h"
#include "model/suffixes.h"
#include "storage/store.h"

namespace clew::ingest {

struct IngestContext {
  storage::Store* store = nullptr;  // null only for a dry run
  const model::Schema* schema = nullptr;
  const model::RedactionList* redactions = nullptr;
  const model::Suffixes* suffixes = nullptr;
  const CancelToken* cancel = nullptr;  // may be null
  Time now = 0;                         // knowledge time of the batches
  std::uint64_t batch_facts = 50'000;   // a batch ends above so many facts, or 16 MiB of raw records
};

/// Ingests every path in sorted order. What failed as a whole (no such file, unknown format) is in the report, file by
/// file; an Error only when the store failed, the user cancelled or --strict met a reject. Batches committed before
/// stay.
Result<IngestReport> ingest(const std::vector<std::string>& paths, const IngestOptions& options,
                            const IngestContext& context, const IngestProgress& progress);

}  // namespace clew::ingest
