#include "graph/link_rows.h"

#include <algorithm>

#include "graph/mapped_view.h"

namespace clew::graph {
namespace {

constexpr LinkFilter kAll;

}  // namespace

LinkRows::LinkRows(const GraphView& view, model::RelationId relation, Direction direction) : nodes_(view.nodeCount()) {
  if (relation >= view.schema().relations().size() || view.linkCount(relation) == 0) return;
  if (readInPlace(view, relation, direction)) return;
  copy(nodes_, [&](NodeId node) { return view.neighbours({node}, relation, direction, kAll); });
}

bool LinkRows::readInPlace(const GraphView& view, model::RelationId relation, Direction direction) {
  const auto* mapped = dynamic_cast<const MappedView*>(&view);
  if (mapped == nullptr || mapped->layers().mayBeDead(relation)) return false;
  const model::Derivation derivation = view.schema().relation(relation).derivation;
  if (derivation == model::Derivation::kFqdn || derivation == model::Derivation::kSubdomains) return false;
  const RelationColumns& columns = mapped->layers().base().relation(relation);
  rows_ = direction == Direction::kAlong ? columns.forward : columns.backward;
  ends_ = direction == Direction::kAlong ? columns.to : columns.from;
  return true;
}

template <typename RowOf>
void LinkRows::copy(std::uint32_t nodes, const RowOf& row_of) {
  auto owned = std::make_shared<Owned>();
  std::vector<NodeId> keys;  // of each end
  for (NodeId node = 0; node < nodes; ++node) {
    for (const NodeId end : row_of(node)) {
      if (end >= nodes) continue;
      keys.push_back(node);
      owned->ends.push_back(end);
    }
  }
  if (!keys.empty()) owned->rows = makeRows(keys);
  own(std::move(owned));
}

void LinkRows::own(std::shared_ptr<Owned> owned) {
  rows_ = owned->ends.empty() ? Rows()
                              : Rows(owned->rows.record, owned->rows.keys, owned->rows.offsets, owned->ends.size());
  ends_ = owned->ends;
  owned_ = std::move(owned);
}

std::uint32_t LinkRows::rowFrom(NodeId node) const {
  std::uint32_t low = 0;
  std::uint32_t high = rows_.count();
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (rows_.nodeAt(middle) < node)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

void LinkRows::checkEnds() {
  NodeId greatest = 0;
  for (const NodeId end : ends_) greatest = std::max(greatest, end);
  bool nodes_fit = rows_.count() == 0 || rows_.nodeAt(rows_.count() - 1) < nodes_;
  for (std::uint32_t row = 1; row < rows_.count() && nodes_fit; ++row)
    nodes_fit = rows_.nodeAt(row - 1) < rows_.nodeAt(row);
  if (ends_.empty() || (greatest < nodes_ && nodes_fit)) return;
  const LinkRows damaged = *this;
  copy(nodes_, [&](NodeId node) { return damaged.of(node); });
}

std::vector<model::RelationId> statedRelations(const GraphView& view) {
  std::vector<model::RelationId> out;
  for (std::size_t i = 0; i < view.schema().relations().size(); ++i) {
    const model::RelationDef& relation = view.schema().relations()[i];
    // sources state the certificate of a host as well
    if (relation.isStated() || relation.derivation == model::Derivation::kCertOfHost) {
      out.push_back(static_cast<model::RelationId>(i));
    }
  }
  return out;
}

}  // namespace clew::graph
