// A view's links as a graph of Boost's concepts: VertexListGraph, IncidenceGraph, BidirectionalGraph, AdjacencyGraph.
// Boost's algorithms run on it in place. Included by this room only.
//
// A vertex is a node; an edge is a standing link of one of the chosen relations. The rows of a node are read from the
// view when they are asked for and kept until another node's are: iterators hold their own row, so that any number may
// be open.
#pragma once

#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/iterator_facade.hpp>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "graph/view.h"

namespace clew::graph {

struct BoostEdge {
  NodeId from = 0;
  NodeId to = 0;
  friend bool operator==(const BoostEdge&, const BoostEdge&) = default;
};

/// A graph for Boost, directed or, with every link an edge from either end, undirected. Holds a reference to the view.
template <bool kUndirected>
class BasicBoostGraph {
 public:
  BasicBoostGraph(const GraphView& view, std::vector<model::RelationId> relations)
      : view_(&view), relations_(std::move(relations)) {}

  using Row = std::vector<NodeId>;

  /// Ends of the links that lead from the node (or to it).
  std::shared_ptr<const Row> row(NodeId node, Direction direction) const {
    auto ends = std::make_shared<Row>();
    for (const model::RelationId relation : relations_) {
      append(*ends, node, relation, direction);
      if (kUndirected) append(*ends, node, relation, opposite(direction));
    }
    return ends;
  }
  std::uint64_t degree(NodeId node, Direction direction) const {
    std::uint64_t count = 0;
    for (const model::RelationId relation : relations_) {
      count += view_->degree(node, relation, direction);
      if (kUndirected) count += view_->degree(node, relation, opposite(direction));
    }
    return count;
  }
  std::uint32_t size() const { return view_->nodeCount(); }

 private:
  static Direction opposite(Direction direction) {
    return direction == Direction::kAlong ? Direction::kBack : Direction::kAlong;
  }
  void append(Row& ends, NodeId node, model::RelationId relation, Direction direction) const {
    const NodeSet found = view_->neighbours({node}, relation, direction, {});
    ends.insert(ends.end(), found.begin(), found.end());
  }
  const GraphView* view_;
  std::vector<model::RelationId> relations_;
};

using BoostGraph = BasicBoostGraph<false>;
using UndirectedBoostGraph = BasicBoostGraph<true>;

/// Walks one row, as edges or as the nodes at their ends.
template <typename Value>
class RowIterator : public boost::iterator_facade<RowIterator<Value>, Value, boost::forward_traversal_tag, Value> {
 public:
  RowIterator() = default;
  RowIterator(NodeId node, Direction direction, std::shared_ptr<const std::vector<NodeId>> row, std::size_t at)
      : row_(std::move(row)), at_(at), node_(node), direction_(direction) {}

 private:
  friend class boost::iterator_core_access;
  void increment() { ++at_; }
  bool equal(const RowIterator& other) const { return at_ == other.at_; }
  Value dereference() const {
    const NodeId end = (*row_)[at_];
    if constexpr (std::is_same_v<Value, NodeId>) {
      return end;
    } else {
      return direction_ == Direction::kAlong ? Value{node_, end} : Value{end, node_};
    }
  }
  std::shared_ptr<const std::vector<NodeId>> row_;
  std::size_t at_ = 0;
  NodeId node_ = 0;
  Direction direction_ = Direction::kAlong;
};

using EdgeIterator = RowIterator<BoostEdge>;
using NeighbourIterator = RowIterator<NodeId>;

}  // namespace clew::graph

namespace boost {

template <bool kUndirected>
struct graph_traits<clew::graph::BasicBoostGraph<kUndirected>> {
  using vertex_descriptor = clew::graph::NodeId;
  using edge_descriptor = clew::graph::BoostEdge;
  using directed_category = std::conditional_t<kUndirected, undirected_tag, bidirectional_tag>;
  using edge_parallel_category = allow_parallel_edge_tag;
  struct traversal_category : bidirectional_graph_tag, adjacency_graph_tag, vertex_list_graph_tag {};
  using vertex_iterator = counting_iterator<vertex_descriptor, std::random_access_iterator_tag, std::int64_t>;
  using out_edge_iterator = clew::graph::EdgeIterator;
  using in_edge_iterator = clew::graph::EdgeIterator;
  using adjacency_iterator = clew::graph::NeighbourIterator;
  using edge_iterator = void;
  using vertices_size_type = std::uint32_t;
  using edges_size_type = std::uint64_t;
  using degree_size_type = std::uint64_t;
  static vertex_descriptor null_vertex() { return 0xFFFFFFFFU; }
};

}  // namespace boost

namespace clew::graph {

using VertexIterator = boost::graph_traits<BoostGraph>::vertex_iterator;

template <bool kUndirected>
std::pair<VertexIterator, VertexIterator> vertices(const BasicBoostGraph<kUndirected>& graph) {
  return {VertexIterator(0), VertexIterator(graph.size())};
}
template <bool kUndirected>
std::uint32_t num_vertices(const BasicBoostGraph<kUndirected>& graph) {
  return graph.size();
}

template <typename Iterator, bool kUndirected>
std::pair<Iterator, Iterator> rowOf(NodeId node, Direction direction, const BasicBoostGraph<kUndirected>& graph) {
  auto row = graph.row(node, direction);
  const std::size_t size = row->size();
  return {Iterator(node, direction, row, 0), Iterator(node, direction, row, size)};
}
template <bool kUndirected>
std::pair<EdgeIterator, EdgeIterator> out_edges(NodeId node, const BasicBoostGraph<kUndirected>& graph) {
  return rowOf<EdgeIterator>(node, Direction::kAlong, graph);
}
template <bool kUndirected>
std::pair<EdgeIterator, EdgeIterator> in_edges(NodeId node, const BasicBoostGraph<kUndirected>& graph) {
  return rowOf<EdgeIterator>(node, Direction::kBack, graph);
}
template <bool kUndirected>
std::pair<NeighbourIterator, NeighbourIterator> adjacent_vertices(NodeId node,
                                                                  const BasicBoostGraph<kUndirected>& graph) {
  return rowOf<NeighbourIterator>(node, Direction::kAlong, graph);
}
template <bool kUndirected>
NodeId source(const BoostEdge& edge, const BasicBoostGraph<kUndirected>&) {
  return edge.from;
}
template <bool kUndirected>
NodeId target(const BoostEdge& edge, const BasicBoostGraph<kUndirected>&) {
  return edge.to;
}
template <bool kUndirected>
std::uint64_t out_degree(NodeId node, const BasicBoostGraph<kUndirected>& graph) {
  return graph.degree(node, Direction::kAlong);
}
template <bool kUndirected>
std::uint64_t in_degree(NodeId node, const BasicBoostGraph<kUndirected>& graph) {
  return graph.degree(node, Direction::kBack);
}
template <bool kUndirected>
std::uint64_t degree(NodeId node, const BasicBoostGraph<kUndirected>& graph) {
  return out_degree(node, graph) + in_degree(node, graph);
}

}  // namespace clew::graph
