// From (type, name) to node in memory: open addressing over XXH3. The file has a table of its own (name_table.h).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/hash.h"
#include "graph/facts.h"

namespace clew::graph {

class NameIndex {
 public:
  NameIndex() : slots_(16, 0) {}

  /// The node for which `same(node)` holds among those put under this name; kNoNode when there is none.
  template <typename Same>
  NodeId find(model::TypeId stored_type, std::string_view name, const Same& same) const {
    for (std::size_t slot = hash64(name, stored_type) & mask(); slots_[slot] != 0; slot = (slot + 1) & mask()) {
      if (same(slots_[slot] - 1)) return slots_[slot] - 1;
    }
    return kNoNode;
  }

  /// `type_of(node)` and `name_of(node)` are asked when the table grows.
  template <typename TypeOf, typename NameOf>
  void put(NodeId node, const TypeOf& type_of, const NameOf& name_of) {
    if ((count_ + 1) * 3 > slots_.size() * 2) {
      std::vector<std::uint32_t> old(slots_.size() * 2, 0);
      old.swap(slots_);
      for (const std::uint32_t slot : old) {
        if (slot != 0) place(slot - 1, type_of(slot - 1), name_of(slot - 1));
      }
    }
    place(node, type_of(node), name_of(node));
    ++count_;
  }
  /// Makes room for so many, so that nothing is moved later. On an empty index.
  void reserve(std::size_t nodes) {
    std::size_t size = 16;
    while (size * 2 < nodes * 3 + 3) size *= 2;
    slots_.assign(size, 0);
  }
  const std::vector<std::uint32_t>& slots() const { return slots_; }

 private:
  std::size_t mask() const { return slots_.size() - 1; }
  void place(NodeId node, model::TypeId stored_type, std::string_view name) {
    std::size_t slot = hash64(name, stored_type) & mask();
    while (slots_[slot] != 0) slot = (slot + 1) & mask();
    slots_[slot] = node + 1;
  }
  std::vector<std::uint32_t> slots_;
  std::size_t count_ = 0;
};

}  // namespace clew::graph
