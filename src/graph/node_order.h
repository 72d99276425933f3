// The order of nodes in answers, as something quick to compare: model::compareNames taken apart once a node.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
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

using NameOf = std::function<std::string_view(NodeId)>;
/// Nodes of one type into answer order. The names that `name_of` gives stay where they are meanwhile.
void sortByName(model::Form form, std::vector<NodeId>& nodes, const NameOf& name_of);

}  // namespace clew::graph
