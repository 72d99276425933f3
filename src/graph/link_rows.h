// The links of one relation in one direction as rows of node ids: what algorithms over a whole graph run on.
//
// A mapped view's rows are read where they lie. A view that has no such arrays, and a relation of which some links are
// retracted, derived from another or laid over the base, are copied once when the rows are made.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "graph/base.h"
#include "graph/view.h"

namespace clew::graph {

/// Standing links only. Must not outlive the view. Safe to read from several threads.
class LinkRows {
 public:
  LinkRows(const GraphView& view, model::RelationId relation, Direction direction);

  /// Other ends of the node's links, ascending. Ends of a damaged file may lie beyond the view's nodes: see
  /// checkEnds().
  std::span<const NodeId> of(NodeId node) const {
    const auto [begin, end] = rows_.of(node);
    return ends_.subspan(begin, end - begin);
  }
  /// Rows by number, ascending by node; a row may be empty.
  std::uint32_t count() const { return rows_.count(); }
  NodeId nodeAt(std::uint32_t row) const { return rows_.nodeAt(row); }
  std::span<const NodeId> at(std::uint32_t row) const {
    const auto [begin, end] = rows_.at(row);
    return ends_.subspan(begin, end - begin);
  }
  /// The first row whose node is not below `node`.
  std::uint32_t rowFrom(NodeId node) const;
  /// Entries of all rows.
  std::size_t size() const { return ends_.size(); }
  bool inPlace() const { return owned_ == nullptr; }
  /// Drops ends that are no nodes of the view, and puts rows in order: reads all of them, and copies if there is need.
  void checkEnds();

 private:
  struct Owned {
    RowsImage rows;
    std::vector<NodeId> ends;
  };
  bool readInPlace(const GraphView& view, model::RelationId relation, Direction direction);
  void own(std::shared_ptr<Owned> owned);
  template <typename RowOf>
  void copy(std::uint32_t nodes, const RowOf& row_of);

  std::uint32_t nodes_ = 0;
  Rows rows_;
  std::span<const NodeId> ends_;
  std::shared_ptr<const Owned> owned_;  // null: in place
};

/// The relations that sources state: derived ones, whose links follow from others, are left out.
std::vector<model::RelationId> statedRelations(const GraphView& view);

}  // namespace clew::graph
