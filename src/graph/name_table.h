// From (type, name) to node in the file: buckets of one line of the cache, each entry a node's number and as many bits
// of its hash as are left, so that hardly any wrong name is looked at.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "common/hash.h"
#include "graph/packed.h"
#include "graph/view.h"

namespace clew::graph {

struct NameBucket {
  static constexpr std::size_t kEntries = 16;
  std::uint32_t entries[kEntries] = {};  // 0: free; else hash bits above, node + 1 below
};
static_assert(sizeof(NameBucket) == 64);

/// What reader and writer must agree on.
class NameTableShape {
 public:
  NameTableShape(std::size_t buckets, std::uint32_t nodes) : buckets_(buckets), id_bits_(bitsFor(nodes)) {}
  std::size_t bucketOf(std::uint64_t hash) const { return static_cast<std::size_t>(((hash >> 32) * buckets_) >> 32); }
  /// Of the lowest bits, since the highest ones chose the bucket.
  std::uint32_t printOf(std::uint64_t hash) const {
    return id_bits_ >= 32 ? 0 : static_cast<std::uint32_t>(hash) << id_bits_;
  }
  std::uint32_t idMask() const { return id_bits_ >= 32 ? 0xFFFFFFFFU : (1U << id_bits_) - 1; }
  std::size_t buckets() const { return buckets_; }

 private:
  std::size_t buckets_;
  std::uint32_t id_bits_;
};

class NameTable {
 public:
  NameTable() : shape_(0, 0) {}
  NameTable(std::span<const NameBucket> buckets, std::uint32_t nodes)
      : buckets_(buckets), shape_(buckets.size(), nodes) {}

  /// The node for which `same(node)` holds among those with this hash; 0xFFFFFFFF when there is none.
  template <typename Same>
  NodeId find(std::uint64_t hash, const Same& same) const {
    if (buckets_.empty()) return 0xFFFFFFFFU;
    const std::uint32_t print = shape_.printOf(hash);
    std::size_t at = shape_.bucketOf(hash);
    for (std::size_t probes = 0; probes < buckets_.size(); ++probes) {
      for (const std::uint32_t entry : buckets_[at].entries) {
        if (entry == 0) return 0xFFFFFFFFU;
        const NodeId node = (entry & shape_.idMask()) - 1;
        if ((entry & ~shape_.idMask()) == print && same(node)) return node;
      }
      at = at + 1 == buckets_.size() ? 0 : at + 1;
    }
    return 0xFFFFFFFFU;
  }

  void prefetch(std::uint64_t hash) const {
    if (!buckets_.empty()) __builtin_prefetch(&buckets_[shape_.bucketOf(hash)]);
  }

 private:
  std::span<const NameBucket> buckets_;
  NameTableShape shape_;
};

/// `hash(node)` of the nodes [0, nodes).
template <typename Hash>
std::vector<NameBucket> makeNameTable(std::uint32_t nodes, const Hash& hash) {
  constexpr std::size_t kFill = 14;  // of the entries of a bucket
  std::vector<NameBucket> out(nodes == 0 ? 0 : (std::size_t{nodes} + kFill - 1) / kFill + 1);
  const NameTableShape shape(out.size(), nodes);
  std::vector<std::uint8_t> used(out.size(), 0);
  for (NodeId node = 0; node < nodes; ++node) {
    const std::uint64_t hashed = hash(node);
    std::size_t at = shape.bucketOf(hashed);
    while (used[at] == NameBucket::kEntries) at = at + 1 == out.size() ? 0 : at + 1;
    out[at].entries[used[at]++] = shape.printOf(hashed) | (node + 1);
  }
  return out;
}

}  // namespace clew::graph
