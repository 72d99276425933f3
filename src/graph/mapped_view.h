// The replica as a GraphView: base and overlay read through Layers.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "graph/layers.h"
#include "graph/read_ahead.h"
#include "graph/replica.h"

namespace clew::graph {

class MappedView final : public Replica {
 public:
  MappedView(std::unique_ptr<const Base> base, std::unique_ptr<const Overlay> overlay,
             std::vector<storage::SourceInfo> sources, std::uint64_t generation);
  /// In the background; the view can be used at once.
  void readAhead();

  const model::Schema& schema() const override { return base_->schema(); }
  std::uint64_t generation() const override { return generation_; }
  std::uint32_t nodeCount() const override { return layers_.nodeCount(); }

  model::TypeId typeOf(NodeId node) const override { return layers_.typeOf(node); }
  std::string_view nameOf(NodeId node) const override { return layers_.nameOf(node); }
  std::string_view displayOf(NodeId node) const override;
  std::optional<NodeId> find(model::TypeId type, std::string_view name) const override;
  void willFind(std::span<const model::NodeName> names) const override;
  NodeSet ofTypes(model::TypeSet types) const override;
  NodeSet inBlock(const model::Block& block) const override;
  NodeSet withPrefix(model::TypeId type, std::string_view prefix, std::size_t limit) const override;
  bool before(NodeId a, NodeId b) const override;
  std::uint64_t countOf(model::TypeId type) const override;
  void keepTypes(NodeSet& nodes, const model::TypeSet& types) const override;
  void keepNamed(NodeSet& nodes, std::span<const NameParts> any_of) const override;

  std::uint64_t linkCount(model::RelationId relation) const override;
  NodeSet neighbours(const NodeSet& frontier, model::RelationId relation, Direction direction,
                     const LinkFilter& filter) const override;
  void addNeighbours(std::span<const NodeId> frontier, model::RelationId relation, Direction direction,
                     const LinkFilter& filter, NodeMarks& found) const override;
  void expand(const NodeSet& frontier, model::RelationId relation, Direction direction, const LinkFilter& filter,
              const LinkSink& sink) const override;
  std::size_t intervals(NodeId node, model::RelationId relation, Direction direction, const LinkFilter& filter,
                        std::size_t from, std::size_t most, LinkIntervals& out) const override;
  std::optional<std::span<const NodeId>> endsOf(NodeId node, model::RelationId relation,
                                                Direction direction) const override;
  void willAsk(NodeId node, model::RelationId relation, Direction direction, Soon soon) const override;
  void willCompareTimes(model::RelationId relation, Direction direction) const override;
  std::optional<std::pair<NodeId, NodeId>> stretchOf(model::TypeId type) const override { return base_->range(type); }
  std::optional<LinkTimes> timesOf(NodeId node, model::RelationId relation, Direction direction) const override;
  NodeSet endsOfType(const NodeSet& frontier, model::RelationId relation, Direction direction,
                     model::TypeId type) const override;
  std::uint64_t degree(NodeId node, model::RelationId relation, Direction direction) const override;
  WalkCost walkCost(const NodeSet& frontier, std::size_t from, model::RelationId relation, Direction direction,
                    std::uint64_t enough) const override;
  Holders holders(NodeId value, model::RelationId relation) const override;

  std::vector<PropertyValue> properties(NodeId node, model::PropertyId property) const override;
  std::vector<RecordState> states(NodeId node, model::RelationId trait) const override;
  std::vector<Answer> answers(NodeId node) const override;

  std::string_view sourceName(SourceId source) const override;
  std::optional<SourceId> sourceNamed(std::string_view name) const override;
  std::size_t sourceCount() const override { return sources_.size(); }
  int defaultConfidence(SourceId source) const override;
  std::vector<RawReference> rawReferences(const Observation& observation) const override;

  std::optional<NodeId> nodeOfStore(storage::NodeId id) const override;
  Result<void> verify() const override { return base_->image().verify(); }
  std::uint64_t size() const override { return base_->image().header().file_size; }
  const Layers& layers() const { return layers_; }

 private:
  /// Where the links of a relation are stored: `fqdn` and `subdomains` are `apex` the other way.
  struct Track {
    model::RelationId relation = model::kNoRelation;
    Direction direction = Direction::kAlong;
    bool without_self = false;
  };
  struct Scratch {
    std::vector<Observation> all;
    std::vector<Observation> passed;
  };
  void willAsk(const Track& track, NodeId node, Soon soon) const;
  void askAhead(const Track& track, std::span<const NodeId> frontier, std::size_t i) const;
  Track trackOf(model::RelationId relation, Direction direction) const {
    return tracks_[std::size_t{relation} * 2 + (direction == Direction::kBack ? 1 : 0)];
  }
  /// Whether the link passes; the passing observations are in `scratch.passed`. `subject` is its lower node.
  bool judge(const Track& track, NodeId subject, NodeId object, std::uint32_t link, const LinkFilter& filter,
             Scratch& scratch) const;
  bool derivedPasses(model::RelationId relation, NodeId subject, NodeId object, const LinkFilter& filter) const;
  /// The observations that name the node, in links, properties and states, that pass without counting.
  bool namedByPassing(NodeId node, const LinkFilter& filter) const;
  /// Those that a derived link rests on.
  bool restsOnPassing(model::RelationId relation, NodeId subject, NodeId object, const LinkFilter& filter) const;
  std::vector<Observation> observationsOf(model::RelationId relation, NodeId from, NodeId to) const;
  template <typename Visit>
  void visitTexts(const TextColumns& columns,
                  const std::unordered_map<std::uint64_t, std::vector<OverlayText>>* overlaid, std::uint16_t what,
                  NodeId node, const Visit& visit) const;

  std::unique_ptr<const Base> base_;
  std::unique_ptr<const Overlay> overlay_;
  Layers layers_;
  std::vector<storage::SourceInfo> sources_;
  std::uint64_t generation_;
  std::vector<std::uint64_t> link_counts_;
  std::vector<Track> tracks_;                          // along and back, by relation
  std::unique_ptr<std::atomic<bool>[]> times_wanted_;  // by relation, where there is read_ahead_
  std::unique_ptr<ReadAhead> read_ahead_;
};

}  // namespace clew::graph
