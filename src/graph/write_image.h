// The last step of making a replica, whoever gathered what it holds: from nodes in order, values, and somebody who
// gives each relation's stated links, to the image.
#pragma once

#include <functional>
#include <span>

#include "clew/error.h"
#include "graph/build_parts.h"
#include "graph/builder.h"
#include "graph/image.h"

namespace clew::graph {

struct ImageInput {
  const model::Schema& schema;
  const FinalNodes& nodes;
  ChunkedVector<NodeId> of_store;  // by store id; kNoNode: dropped, or the store has none
  Facts& facts;                    // values only, in final ids, with what was taken back marked
  const SourceRanks& ranks;
  const RawCodes& codes;
  /// The links that sources state, in final ids. Asked once a relation, by several threads.
  std::function<Result<BuiltRelation>(model::RelationId)> stated;
  /// About how many of them there are, or what makes them; asked before.
  std::function<std::size_t(model::RelationId)> count;
  /// Told when it has them.
  std::function<void(model::RelationId)> has;
  /// Called when all links are written and before the values are: may add to `facts`.
  std::function<void()> values;
};

/// Adds what follows from the stated links and writes everything. The same graph gives the same bytes. Fails as
/// `stated` does, with kCancelled or kTimeout, or when it cannot be written.
Result<void> writeImage(ImageInput in, const ReplicaStamp& stamp, const BuildOptions& options, ImageOutput& out);

}  // namespace clew::graph
