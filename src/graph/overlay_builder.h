// From the batches above a base to what is laid over it.
#pragma once

#include <memory>

#include "clew/error.h"
#include "graph/layers.h"
#include "model/redaction.h"
#include "model/suffixes.h"
#include "storage/store.h"

namespace clew::graph {

/// Reads batches (above, upto].
Result<std::unique_ptr<const Overlay>> buildOverlay(const storage::Store& store, const Base& base,
                                                    const model::Suffixes& suffixes,
                                                    const model::RedactionList& redactions, storage::Generation above,
                                                    storage::Generation upto);

}  // namespace clew::graph
