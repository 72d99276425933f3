// From a store to the bytes of a replica.
#pragma once

#include <cstddef>
#include <string>

#include "clew/error.h"
#include "common/cancel.h"
#include "graph/image.h"
#include "graph/knowledge.h"
#include "model/redaction.h"
#include "model/schema.h"
#include "model/suffixes.h"
#include "storage/store.h"

namespace clew::graph {

struct BuildOptions {
  std::size_t threads = 2;
  /// Bytes of links that are kept in memory while they are gathered; what is more goes to nameless files in
  /// `scratch_folder`, if there is one.
  std::size_t budget = std::size_t{64} << 20;
  std::string scratch_folder;
  /// Bytes of what is sorted and of relations that are built beside each other; one alone may take more.
  std::size_t columns = std::size_t{384} << 20;
  bool name_lists = true;               // false: names are found by reading them all
  const CancelToken* cancel = nullptr;  // ends the build with kCancelled or kTimeout
};

/// Scans what `known` lets see of the store up to `stamp.generation` and writes the whole image. The same batches give
/// the same bytes, whatever threads and memory. Memory: 32 bytes a link up to the budget and an eighth of the largest
/// relation's, of a node its name and some 40 bytes (while names are sorted its name and 70), and the larger of
/// `columns` and what the largest relation takes, some 64 bytes a link.
Result<void> buildImage(const storage::Store& store, const model::Schema& schema, const model::Suffixes& suffixes,
                        const model::RedactionList& redactions, const ReplicaStamp& stamp, const Knowledge& known,
                        const BuildOptions& options, ImageOutput& out);

}  // namespace clew::graph
