// From a store to the bytes of a replica.
#pragma once

#include <string>

#include "clew/error.h"
#include "graph/image.h"
#include "graph/knowledge.h"
#include "model/redaction.h"
#include "model/schema.h"
#include "model/suffixes.h"
#include "storage/store.h"

namespace clew::graph {

/// Scans what `known` lets see of the store up to `stamp.generation` and gives the whole image. Memory: some 150 bytes a fact.
Result<std::string> buildImage(const storage::Store& store, const model::Schema& schema,
                               const model::Suffixes& suffixes, const model::RedactionList& redactions,
                               const ReplicaStamp& stamp, const Knowledge& known = {});

}  // namespace clew::graph
