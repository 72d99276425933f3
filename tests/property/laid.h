// A graph of facts as the engine meets it: in a plain view, in a replica, over a replica, or in a case on disk.
#pragma once

#include <memory>
#include <optional>

#include "graph/replica.h"
#include "property/random_graph.h"
#include "support/memory_store.h"
#include "support/process.h"

namespace clew::property {

enum class Lie { kPlainView, kBase, kOverlay, kBoth };

class Laid {
 public:
  Laid(const std::vector<model::FactLine>& facts, Lie lie);
  const graph::GraphView& view() const;
  /// The graph as a part of the batches makes it.
  Result<std::shared_ptr<const graph::GraphView>> past(const graph::Knowledge& known) const;

 private:
  void open(const graph::ReplicaOptions& options);

  std::vector<model::FactLine> facts_;
  std::optional<test::MemoryView> plain_;
  std::unique_ptr<test::TemporaryFolder> folder_;  // where a replica must have a file to lie under an overlay
  test::MemoryStore store_;
  std::shared_ptr<const graph::Replica> replica_;
};

}  // namespace clew::property
