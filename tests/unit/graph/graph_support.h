// Shared by the tests of the graph: facts in a line each, and a view printed by names.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graph/replica.h"
#include "support/memory_store.h"

namespace clew::test {

inline constexpr Time kDay = 86400;  // seconds

/// Collects facts of one batch under sources.
class BatchMaker {
 public:
  explicit BatchMaker(Time learnt);
  /// Facts that follow are this source's, of a lookup of their own.
  BatchMaker& by(std::string source);
  BatchMaker& link(std::string_view from_type, std::string_view from, std::string_view relation,
                   std::string_view to_type, std::string_view to, Time first = kNoTime, Time last = kNoTime,
                   std::uint32_t times = 1, int confidence = -1);
  BatchMaker& property(std::string_view type, std::string_view node, std::string_view property, std::string value,
                       Time first = kNoTime, Time last = kNoTime);
  BatchMaker& redacted(std::string_view type, std::string_view node, std::string_view trait, std::string text,
                       Time when = kNoTime);
  BatchMaker& answer(std::string_view type, std::string_view node, std::string kind, model::Outcome outcome, Time when);
  BatchMaker& mention(std::string_view type, std::string_view node);
  BatchMaker& retract(std::string_view from_type, std::string_view from, std::string_view relation,
                      std::string_view to_type, std::string_view to, std::string source);
  BatchMaker& spelled(std::string_view type, std::string name, std::string display);
  const storage::Batch& batch() const { return batch_; }

 private:
  BatchMaker& add(model::Fact fact);
  storage::Batch batch_;
};

model::NodeName node(std::string_view type, std::string_view name);
model::RelationId relation(std::string_view word, std::string_view subject);

void append(storage::Store& store, const BatchMaker& batch);
/// In memory unless a path is given.
std::shared_ptr<const graph::Replica> viewOf(const storage::Store& store, const std::string& path = {},
                                             graph::ReplicaReport* report = nullptr);

/// "type name" of nodes, sorted.
std::vector<std::string> names(const graph::GraphView& view, const graph::NodeSet& nodes);
/// Names of the neighbours of one node.
std::vector<std::string> reach(const graph::GraphView& view, std::string_view type, std::string_view name,
                               std::string_view relation, graph::Direction direction = graph::Direction::kAlong,
                               const graph::LinkFilter& filter = {});
/// Everything that a view tells, by names, in an order that does not depend on ids.
std::string dump(const graph::GraphView& view, const storage::Store& store);

/// Neighbours, by names, under a range of filters: intervals, sources, counts, both clocks.
std::string dumpFiltered(const graph::GraphView& view);

/// Lines that only one of two dumps has ("- ..." the first, "+ ..." the second).
std::vector<std::string> differences(const std::string& a, const std::string& b);

/// A fresh folder that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  std::string path(const std::string& name) const { return folder_ + "/" + name; }

 private:
  std::string folder_;
};

}  // namespace clew::test
