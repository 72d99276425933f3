// A TieGraph as a graph of Boost's concepts, which its algorithms run on in place. Included by this room only.
//
// Whoever asks for the edges of a node is counted; when the watch says stop, Stopped is thrown through Boost's code,
// which knows no other way to be left. The functions of tie_graph.h catch it.
#pragma once

#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/iterator_facade.hpp>
#include <boost/iterator/transform_iterator.hpp>
#include <boost/property_map/property_map.hpp>
#include <utility>

#include "graph/watched.h"

namespace clew::graph {

struct Stopped {};

struct TieEdge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  friend bool operator==(const TieEdge&, const TieEdge&) = default;
};

/// Must not outlive the graph or the steps.
struct BoostTies {
  const TieGraph* graph = nullptr;
  Steps* steps = nullptr;
};

/// From the other end of an edge to the edge, out of or into the node.
template <bool kOut>
struct ToTieEdge {
  std::uint32_t node = 0;
  TieEdge operator()(std::uint32_t other) const { return kOut ? TieEdge{node, other} : TieEdge{other, node}; }
};

template <bool kOut>
using TieEdgeIterator = boost::transform_iterator<ToTieEdge<kOut>, const std::uint32_t*, TieEdge, TieEdge>;

/// Walks the edges of the whole graph, each once: from its lesser end.
class EachTie : public boost::iterator_facade<EachTie, TieEdge, boost::forward_traversal_tag, TieEdge> {
 public:
  EachTie() = default;
  EachTie(const TieGraph& graph, std::uint32_t node) : graph_(&graph), node_(node) { settle(); }

 private:
  friend class boost::iterator_core_access;
  void increment() {
    ++at_;
    settle();
  }
  void settle() {
    for (; node_ < graph_->size(); ++node_, at_ = 0) {
      for (const auto row = graph_->of(node_); at_ < row.size(); ++at_) {
        if (row[at_] > node_) return;
      }
    }
  }
  bool equal(const EachTie& other) const { return node_ == other.node_ && at_ == other.at_; }
  TieEdge dereference() const { return {node_, graph_->of(node_)[at_]}; }
  const TieGraph* graph_ = nullptr;
  std::uint32_t node_ = 0;
  std::size_t at_ = 0;
};

}  // namespace clew::graph

namespace boost {

template <>
struct graph_traits<clew::graph::BoostTies> {
  using vertex_descriptor = std::uint32_t;
  using edge_descriptor = clew::graph::TieEdge;
  using directed_category = undirected_tag;
  using edge_parallel_category = disallow_parallel_edge_tag;
  struct traversal_category : bidirectional_graph_tag,
                              adjacency_graph_tag,
                              vertex_list_graph_tag,
                              edge_list_graph_tag {};
  using vertex_iterator = counting_iterator<vertex_descriptor, std::random_access_iterator_tag, std::int64_t>;
  using out_edge_iterator = clew::graph::TieEdgeIterator<true>;
  using in_edge_iterator = clew::graph::TieEdgeIterator<false>;
  using adjacency_iterator = const std::uint32_t*;
  using edge_iterator = clew::graph::EachTie;
  using vertices_size_type = std::uint32_t;
  using edges_size_type = std::uint64_t;
  using degree_size_type = std::uint32_t;
  static vertex_descriptor null_vertex() { return 0xFFFFFFFFU; }
};

template <>
struct graph_traits<const clew::graph::BoostTies> : graph_traits<clew::graph::BoostTies> {};
template <>
struct property_map<clew::graph::BoostTies, vertex_index_t> {
  using type = typed_identity_property_map<std::uint32_t>;
  using const_type = type;
};

}  // namespace boost

namespace clew::graph {

using TieVertexIterator = boost::graph_traits<BoostTies>::vertex_iterator;

inline std::pair<TieVertexIterator, TieVertexIterator> vertices(const BoostTies& ties) {
  return {TieVertexIterator(0), TieVertexIterator(ties.graph->size())};
}
inline std::uint32_t num_vertices(const BoostTies& ties) {
  return ties.graph->size();
}
inline boost::typed_identity_property_map<std::uint32_t> get(boost::vertex_index_t, const BoostTies&) {
  return {};
}
inline std::pair<EachTie, EachTie> edges(const BoostTies& ties) {
  return {EachTie(*ties.graph, 0), EachTie(*ties.graph, ties.graph->size())};
}
inline std::uint64_t num_edges(const BoostTies& ties) {
  return ties.graph->edgeCount();
}
inline std::span<const std::uint32_t> countedRow(std::uint32_t node, const BoostTies& ties) {
  const auto row = ties.graph->of(node);
  if (!ties.steps->take(row.size() + 1)) throw Stopped{};
  return row;
}
template <bool kOut>
std::pair<TieEdgeIterator<kOut>, TieEdgeIterator<kOut>> tieEdges(std::uint32_t node, const BoostTies& ties) {
  const auto row = countedRow(node, ties);
  const ToTieEdge<kOut> make{node};
  return {TieEdgeIterator<kOut>(row.data(), make), TieEdgeIterator<kOut>(row.data() + row.size(), make)};
}
inline auto out_edges(std::uint32_t node, const BoostTies& ties) {
  return tieEdges<true>(node, ties);
}
inline auto in_edges(std::uint32_t node, const BoostTies& ties) {
  return tieEdges<false>(node, ties);
}
inline std::pair<const std::uint32_t*, const std::uint32_t*> adjacent_vertices(std::uint32_t node,
                                                                               const BoostTies& ties) {
  const auto row = countedRow(node, ties);
  return {row.data(), row.data() + row.size()};
}
inline std::uint32_t source(const TieEdge& edge, const BoostTies&) {
  return edge.from;
}
inline std::uint32_t target(const TieEdge& edge, const BoostTies&) {
  return edge.to;
}
inline std::uint32_t out_degree(std::uint32_t node, const BoostTies& ties) {
  return ties.graph->degree(node);
}
inline std::uint32_t in_degree(std::uint32_t node, const BoostTies& ties) {
  return ties.graph->degree(node);
}
inline std::uint32_t degree(std::uint32_t node, const BoostTies& ties) {
  return ties.graph->degree(node);
}

}  // namespace clew::graph
