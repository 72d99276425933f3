// The replica: the GraphView that lies in a mapped file beside the case, with what the store has above it laid over it.
//
//   auto view = graph::openReplica(store, schema, suffixes, redactions, {.path = case_path + ".clew-cache"}, &report);
//
// The file can be deleted at any time. It is believed only if it is whole, was built from this very case (identity, and
// the store's batch of its generation has its chain hash) and with these very lists; otherwise it is built anew.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "clew/error.h"
#include "common/cancel.h"
#include "graph/knowledge.h"
#include "graph/view.h"
#include "model/redaction.h"
#include "model/schema.h"
#include "model/suffixes.h"
#include "storage/store.h"

namespace clew::graph {

struct ReplicaOptions {
  std::string path;       // of the cache file; empty: keep the graph in memory
  bool may_write = true;  // false: an existing file is used, a new one is not written
  /// Bytes of links kept in memory while a file is built; beyond it they wait in nameless files beside the cache.
  std::size_t memory_budget = std::size_t{64} << 20;
  /// Bytes up to which an existing file is read whole before it is believed, sealed or not (image.h).
  std::uint64_t always_verified = std::uint64_t{32} << 20;
  const CancelToken* cancel = nullptr;  // ends a build with kCancelled or kTimeout
  /// Bring what pivots read within reach while the first questions are answered: for who asks many.
  bool read_ahead = false;
};

/// What opening did.
struct ReplicaReport {
  bool rebuilt = false;
  bool merged = false;                // a file that was there and what came after it were made one
  bool written = false;               // the file is up to date now
  bool damaged = false;               // the file that was there is no whole replica; a stale one is not damaged
  std::string reason;                 // why it was rebuilt, or why it could not be written; empty otherwise
  std::uint64_t overlay_batches = 0;  // laid over the file in memory
};

/// A GraphView made from a store's batches.
class Replica : public GraphView {
 public:
  /// The node of a node id of the store (members of sets, notes); empty when only withheld values named it.
  virtual std::optional<NodeId> nodeOfStore(storage::NodeId id) const = 0;
  /// Reads the whole file against its checksums: kCorrupt names the first damaged section. For `clew check`.
  virtual Result<void> verify() const = 0;
  /// Bytes of the base, mapped or in memory.
  virtual std::uint64_t size() const = 0;
};

/// The graph of the store's newest batch. `schema` must outlive the view; the store, the lists and the options need
/// not. A file that cannot be read, believed or written is no failure: the graph is built in memory and `report` (may
/// be null) says why. Fails only as the store does, or when it is cancelled.
Result<std::shared_ptr<const Replica>> openReplica(const storage::Store& store, const model::Schema& schema,
                                                   const model::Suffixes& suffixes,
                                                   const model::RedactionList& redactions,
                                                   const ReplicaOptions& options, ReplicaReport* report);

/// Brings the file up to the newest batch, for who opens it next, where the facts that came after it are as many as it
/// holds and at most `most`; where there is no file, up to `most` facts make one. So the cost of all these is that of a
/// few builds, however small the batches are. Fails as openReplica does.
Result<void> advanceReplica(const storage::Store& store, const model::Schema& schema, const model::Suffixes& suffixes,
                            const model::RedactionList& redactions, const ReplicaOptions& options, std::uint64_t most,
                            ReplicaReport* report);

/// Builds the file anew up to the newest batch and opens it: after a bulk ingest.
Result<std::shared_ptr<const Replica>> rebuildReplica(const storage::Store& store, const model::Schema& schema,
                                                      const model::Suffixes& suffixes,
                                                      const model::RedactionList& redactions,
                                                      const ReplicaOptions& options, ReplicaReport* report);

/// The graph as a part of the case's batches makes it, in memory: what a case would answer that held only these, with
/// the lists of today. Its node ids are its own. Reads all batches: some seconds a million facts.
Result<std::shared_ptr<const Replica>> pastReplica(const storage::Store& store, const model::Schema& schema,
                                                   const model::Suffixes& suffixes,
                                                   const model::RedactionList& redactions, const Knowledge& known,
                                                   const CancelToken* cancel = nullptr);

}  // namespace clew::graph
