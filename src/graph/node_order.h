// The order of nodes in answers, as something quick to compare: model::compareNames taken apart once a node.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string_view>
#include <vector>

#include "graph/view.h"
#include "model/schema.h"

namespace clew::graph {

/// Sorts like model::compareNames within one type: by `number` first (all zero for types ordered by bytes), then bytes.
struct NameKey {
  std::array<std::uint8_t, 18> number{};
  std::string_view name;
  friend auto operator<=>(const NameKey&, const NameKey&) = default;
};
NameKey nameKey(model::Form form, std::string_view name);
/// Whether names of that form are ordered by number, so that names with a common prefix are no stretch.
bool orderedByNumber(model::Form form);

/// The first id of [begin, end) of which `below` does not hold; those of which it holds come before all others.
template <typename Below>
NodeId partitionPoint(NodeId begin, NodeId end, const Below& below) {
  while (begin < end) {
    const NodeId middle = begin + (end - begin) / 2;
    if (below(middle))
      begin = middle + 1;
    else
      end = middle;
  }
  return begin;
}

struct NodeToSort {
  model::TypeId type = model::kNoType;  // domain apart from host
  NodeId local = 0;
  std::string_view name;
};
/// Into answer order: by type in table order, then name.
void sortNodes(const model::Schema& schema, std::vector<NodeToSort>& nodes, std::size_t threads = 1);

}  // namespace clew::graph
