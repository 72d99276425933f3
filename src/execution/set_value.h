// What operators hand on: a set of nodes with the layers that brought them there, or rows.
//
// A layer does not carry links. It can produce those of any result node on demand, backwards from the node, so that a
// pivot costs only its nodes and evidence only the rows that are shown.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "binder/bound.h"
#include "execution/datum.h"

namespace clew::execution {

/// One hop of the way between two nodes, or a property read at its end, with the observations that passed.
struct Step {
  NodeId from = kNoNode;
  NodeId to = kNoNode;  // kNoNode: a property's value
  model::RelationId relation = model::kNoRelation;
  model::PropertyId property = model::kNoProperty;
  std::string text;  // of the property
  graph::Direction direction = graph::Direction::kAlong;
  std::vector<graph::Observation> seen;  // empty: derived
  const GraphView* view = nullptr;       // whose sources and raw references `seen` names; null: the run's own
};

class Layer;

/// A link that brought a node into a result.
struct ResultLink {
  NodeId node = kNoNode;                            // the result
  NodeId seed = kNoNode;                            // the node before this pivot; kNoNode: a walk began at `node`
  const std::string* trait = nullptr;               // as written; owned by the plan
  Datum shared;                                     // sharing: the value in the middle, the seed's
  NodeId value = kNoNode;                           // whose rarity counts: the node in the middle or reached
  model::RelationId relation = model::kNoRelation;  // that leads to `value`
  std::vector<Step> steps;                          // of the node's own side (sharing), or from the seed
  std::vector<Step> seed_steps;                     // sharing: of the seed's side; empty when it stands for itself
  std::vector<graph::Observation> seen;             // the node's own observations that are part of a passing pair
  std::string seed_text;                            // likeness: of the seed, which the graph may not hold
  std::string_view kind;                            // likeness: how; empty for every other link
  double similarity = -1;                           // likeness: 0 to 1
  bool same_day = false;                            // overlapping only by days known to the day
  int depth = 1;                                    // which pivot of the query, from 1
  int hops = -1;                                    // steps from where a walk began; below 0: `depth`
  const Layer* behind = nullptr;                    // has the seed's own links; null: the seed was named
};

using LinkCallback = std::function<bool(const ResultLink&)>;  // false: stop

/// Columns that a set's nodes carry besides their names.
struct Remarks {
  std::vector<std::string> columns;  // "cause"
  std::unordered_map<NodeId, std::vector<std::string>> of;
  /// Empty when the node has none.
  std::string at(NodeId node, std::string_view column) const;
};

/// Produces links of nodes of its set. Lives as long as a value that holds it.
class Layer {
 public:
  explicit Layer(int depth) : depth_(depth) {}
  virtual ~Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;
  /// The links of `node`, in a stated order: by seed as answers print them, then by trait and value.
  virtual void links(NodeId node, const LinkCallback& take) const = 0;
  int depth() const { return depth_; }
  /// What `new`, `gone`, `changes` found out about the nodes; null when nothing did.
  virtual const Remarks* remarks() const { return nullptr; }

 private:
  int depth_;
};
using LayerPtr = std::shared_ptr<const Layer>;

inline int depthOf(const LayerPtr& layer) {
  return layer ? layer->depth() : 0;
}

/// Chains of links from node to node, in the order of the answer.
struct Chains {
  struct Step {
    NodeId node = kNoNode;
    std::string relations;      // that lead to it from the node before, by name; empty: the chain begins here
    std::string direction;      // "along", "back" or, when relations of both kinds join the two, "both"
    std::uint64_t holders = 0;  // of the least common value crossed to it
  };
  std::vector<std::vector<Step>> list;
  bool with_holders = false;  // found by rarity
};

/// A notice about the results of a step as they stand once the conditions behind it have chosen among them, whatever
/// order the planner works in.
using LateNotice = std::function<void(const NodeSet& results)>;

struct SetValue {
  NodeSet nodes;
  LayerPtr layer;                        // null: the nodes were named
  std::shared_ptr<const Chains> chains;  // what `path` found; null once a stage has chosen among the nodes
  std::vector<NodeId> ordered;           // after sort or top: the same nodes in that order
  bool has_order = false;
  std::shared_ptr<const LateNotice> late;  // still to be given; null: none
};

struct Rows {
  TableKind kind = TableKind::kTable;
  std::vector<Column> columns;
  DatumList cells;  // row by row
  std::size_t count() const { return columns.empty() ? 0 : cells.size() / columns.size(); }
  const Datum& at(std::size_t row, std::size_t column) const { return cells[row * columns.size() + column]; }
};

using Value = std::variant<SetValue, Rows>;

/// Membership of a fixed set; a bitmap when the set is large.
class Membership {
 public:
  Membership() = default;
  Membership(const NodeSet& nodes, std::uint32_t node_count);
  bool contains(NodeId node) const;
  bool empty() const { return size_ == 0; }

 private:
  NodeSet sorted_;
  std::vector<bool> bits_;
  std::size_t size_ = 0;
};

NodeSet unite(const NodeSet& a, const NodeSet& b);
NodeSet subtract(const NodeSet& a, const NodeSet& b);
NodeSet intersect(const NodeSet& a, const NodeSet& b);
/// Whether a node of type `type` is among `types`, or its parent type is.
bool typeAmong(const model::Schema& schema, const model::TypeSet& types, model::TypeId type);
/// What `count` counts: chains while there are any, else nodes.
std::size_t sizeOf(const SetValue& set);
/// The set in answer order.
std::vector<NodeId> inAnswerOrder(const GraphView& view, const SetValue& set);
/// All links of a node, in order.
std::vector<ResultLink> linksOf(const SetValue& set, NodeId node);

/// The links of both; nodes of either. Either may be null.
LayerPtr uniteLayers(const std::vector<std::pair<LayerPtr, NodeSet>>& parts, std::uint32_t node_count);
/// The links of `input` (which may be null), with remarks.
LayerPtr remarkedLayer(LayerPtr input, Remarks remarks);
/// The links of `input` that pass.
LayerPtr filterLayer(LayerPtr input, std::function<bool(const ResultLink&)> passes);

}  // namespace clew::execution
