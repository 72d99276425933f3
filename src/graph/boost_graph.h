// A view's links as a graph of Boost's concepts: VertexListGraph, IncidenceGraph, BidirectionalGraph, AdjacencyGraph.
// Boost's algorithms run on the mapped arrays where they lie (link_rows.h). Included by this room only.
//
// A vertex is a node; an edge is a standing link of one of the chosen relations. Vertices are numbers from 0, so a
// property map over them is a plain array (make_iterator_property_map with the identity as index).
#pragma once

#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/iterator_facade.hpp>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include "graph/link_rows.h"

namespace clew::graph {

struct BoostEdge {
  NodeId from = 0;
  NodeId to = 0;
  friend bool operator==(const BoostEdge&, const BoostEdge&) = default;
};

/// A graph for Boost, directed or, with every link an edge from either end, undirected. Must not outlive the view;
/// copies share its rows.
template <bool kUndirected>
class BasicBoostGraph {
 public:
  BasicBoostGraph(const GraphView& view, const std::vector<model::RelationId>& relations) : size_(view.nodeCount()) {
    for (const model::RelationId relation : relations) {
      add(LinkRows(view, relation, Direction::kAlong), LinkRows(view, relation, Direction::kBack));
    }
  }

  /// The rows that edges from a node (or to it) are in, one after the other.
  const std::vector<LinkRows>& rows(Direction direction) const {
    return direction == Direction::kAlong || kUndirected ? along_ : back_;
  }
  std::uint64_t degree(NodeId node, Direction direction) const {
    std::uint64_t count = 0;
    for (const LinkRows& part : rows(direction)) count += part.of(node).size();
    return count;
  }
  std::uint32_t size() const { return size_; }

 private:
  void add(LinkRows along, LinkRows back) {
    along.checkEnds();
    back.checkEnds();
    along_.push_back(std::move(along));
    (kUndirected ? along_ : back_).push_back(std::move(back));
  }
  std::uint32_t size_;
  std::vector<LinkRows> along_;
  std::vector<LinkRows> back_;
};

using BoostGraph = BasicBoostGraph<false>;
using UndirectedBoostGraph = BasicBoostGraph<true>;

/// Walks a node's rows, as edges or as the nodes at their ends.
template <typename Value>
class RowIterator : public boost::iterator_facade<RowIterator<Value>, Value, boost::forward_traversal_tag, Value> {
 public:
  RowIterator() = default;
  /// The first of the node's edges, or what stands behind the last.
  RowIterator(NodeId node, Direction direction, const std::vector<LinkRows>& rows, bool at_end)
      : rows_(&rows), part_(at_end ? rows.size() : 0), node_(node), direction_(direction) {
    if (!at_end) settle();
  }

 private:
  friend class boost::iterator_core_access;
  void increment() {
    if (++at_ < row_.size()) return;
    ++part_;
    settle();
  }
  /// To the first row from here that has something.
  void settle() {
    at_ = 0;
    for (row_ = {}; part_ < rows_->size(); ++part_) {
      row_ = (*rows_)[part_].of(node_);
      if (!row_.empty()) return;
    }
  }
  bool equal(const RowIterator& other) const { return part_ == other.part_ && at_ == other.at_; }
  Value dereference() const {
    const NodeId end = row_[at_];
    if constexpr (std::is_same_v<Value, NodeId>) {
      return end;
    } else {
      return direction_ == Direction::kAlong ? Value{node_, end} : Value{end, node_};
    }
  }
  const std::vector<LinkRows>* rows_ = nullptr;
  std::span<const NodeId> row_;
  std::size_t part_ = 0;
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
  const auto& rows = graph.rows(direction);
  return {Iterator(node, direction, rows, false), Iterator(node, direction, rows, true)};
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
