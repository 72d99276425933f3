// From the batches above a base to what is laid over it.
#pragma once

#include <memory>

#include "clew/error.h"
#include "graph/layers.h"
#include "model/redaction.h"
#include "model/suffixes.h"
#include "storage/store.h"

namespace clew::graph {

/// Reads batches (above, upto]. Null when there are more than `most_facts`, or when they cannot be laid over this base
/// (a node that only withheld values named is named otherwise now): then the base has to be built anew.
Result<std::unique_ptr<const Overlay>> buildOverlay(const storage::Store& store, const Base& base,
                                                    const model::Suffixes& suffixes,
                                                    const model::RedactionList& redactions, storage::Generation above,
                                                    storage::Generation upto, std::uint64_t most_facts);

}  // namespace clew::graph
