// From a base and the newer batches of its store to the image of both, without reading the store from its beginning.
#pragma once

#include "clew/error.h"
#include "graph/base.h"
#include "graph/builder.h"
#include "graph/image.h"
#include "model/redaction.h"
#include "model/suffixes.h"
#include "storage/store.h"

namespace clew::graph {

/// Writes the image of the store up to `stamp.generation`: byte for byte what buildImage writes of all its batches.
/// False, with nothing written, where the base has dropped something that counts now (the spellings of a node that only
/// withheld values named): then all batches have to be read.
/// `base` must be whole (Image::verify), of this case and of these lists. Reads the batches above the base's; nodes and
/// links that are known keep their order, so that only new names and new links are sorted. Memory: the newer facts,
/// some 100 bytes a node, and the columns of two relations. Fails as the store does, with kCancelled or kTimeout, or
/// when the image cannot be written.
Result<bool> mergeImage(const storage::Store& store, const Base& base, const model::Suffixes& suffixes,
                        const model::RedactionList& redactions, const ReplicaStamp& stamp, const BuildOptions& options,
                        ImageOutput& out);

}  // namespace clew::graph
