// NodeMarks: a set of nodes that is being gathered. A bit a node, and above it a bit for each word that holds any, two
// levels deep, so that what was marked is read in order, and cleared, at the cost of what was marked and not of the
// graph.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "graph/view.h"

namespace clew::graph {

/// The memory is borrowed from the thread and given back clean, so that making one costs nothing after the first.
/// Belongs to the thread that made it.
class NodeMarks {
 public:
  /// For nodes below `nodes`; others are ignored.
  explicit NodeMarks(std::uint32_t nodes) : nodes_(nodes), words_(take()) {
    words_->fit(nodes);
    low_ = words_->low.data();
    middle_ = words_->middle.data();
    high_ = words_->high.data();
  }
  ~NodeMarks() {
    if (!words_) return;
    clear();
    pool().push_back(std::move(words_));
  }
  NodeMarks(const NodeMarks&) = delete;
  NodeMarks& operator=(const NodeMarks&) = delete;

  void add(NodeId node) {
    if (node >= nodes_) return;
    set(node);
  }
  void addAll(const NodeId* begin, const NodeId* end) {
    added_ += static_cast<std::size_t>(end - begin);
    std::uint64_t* const low = low_;  // the compiler cannot know that what is written is not the pointer
    const std::uint32_t nodes = nodes_;
    for (; begin != end; ++begin) {
      const NodeId node = *begin;
      if (node >= nodes) continue;
      std::uint64_t& word = low[node / 64];
      if (word == 0) raise(node);
      word |= std::uint64_t{1} << (node % 64);
    }
  }
  /// False when it was there before.
  bool addNew(NodeId node) {
    if (node >= nodes_ || contains(node)) return false;
    set(node);
    return true;
  }
  bool contains(NodeId node) const { return node < nodes_ && (low_[node / 64] >> (node % 64) & 1) != 0; }
  void remove(NodeId node) {
    if (node < nodes_) low_[node / 64] &= ~(std::uint64_t{1} << (node % 64));
  }
  /// How many are marked.
  std::size_t count() {
    std::size_t count = 0;
    eachWord([&](std::size_t, std::uint64_t& word) { count += static_cast<std::size_t>(std::popcount(word)); });
    return count;
  }
  /// What is marked, ascending; nothing is marked after.
  NodeSet drain() {
    NodeSet out(added_ <= kFew ? added_ : count());
    NodeId* to = out.data();
    eachWord([&](std::size_t at, std::uint64_t& word) {
      for (std::uint64_t left = std::exchange(word, 0); left != 0; left &= left - 1) {
        *to++ = static_cast<NodeId>(at * 64 + static_cast<std::size_t>(std::countr_zero(left)));
      }
    });
    out.resize(static_cast<std::size_t>(to - out.data()));
    forget();
    return out;
  }
  void clear() {
    eachWord([](std::size_t, std::uint64_t& word) { word = 0; });
    forget();
  }

 private:
  static constexpr std::size_t kFew = 1024;  // of more, as many are counted as there are: a hub's stand there often
  struct Words {
    std::vector<std::uint64_t> low, middle, high;
    void fit(std::uint32_t nodes) {
      const auto grow = [](std::vector<std::uint64_t>& words, std::size_t bits) {
        if (words.size() < bits / 64 + 1) words.resize(bits / 64 + 1, 0);
      };
      grow(low, nodes);
      grow(middle, low.size());
      grow(high, middle.size());
    }
  };

  void set(NodeId node) {
    ++added_;
    std::uint64_t& word = low_[node / 64];
    if (word == 0) raise(node);
    word |= std::uint64_t{1} << (node % 64);
  }
  void raise(NodeId node) {
    middle_[node / 4096] |= std::uint64_t{1} << (node / 64 % 64);
    high_[node / 262144] |= std::uint64_t{1} << (node / 4096 % 64);
  }
  template <typename Visit>
  void eachWord(const Visit& visit) {
    for (std::size_t i = 0; i <= nodes_ / 262144; ++i) {
      for (std::uint64_t high = high_[i]; high != 0; high &= high - 1) {
        const std::size_t j = i * 64 + static_cast<std::size_t>(std::countr_zero(high));
        for (std::uint64_t middle = middle_[j]; middle != 0; middle &= middle - 1) {
          const std::size_t k = j * 64 + static_cast<std::size_t>(std::countr_zero(middle));
          visit(k, low_[k]);
        }
      }
    }
  }
  void forget() {
    added_ = 0;
    for (std::size_t i = 0; i <= nodes_ / 262144; ++i) {
      for (std::uint64_t high = std::exchange(high_[i], 0); high != 0; high &= high - 1) {
        middle_[i * 64 + static_cast<std::size_t>(std::countr_zero(high))] = 0;
      }
    }
  }

  static std::vector<std::unique_ptr<Words>>& pool() {
    thread_local std::vector<std::unique_ptr<Words>> words;
    return words;
  }
  static std::unique_ptr<Words> take() {
    if (pool().empty()) return std::make_unique<Words>();
    auto out = std::move(pool().back());
    pool().pop_back();
    return out;
  }

  std::uint32_t nodes_;
  std::size_t added_ = 0;  // at least as many as are marked
  std::unique_ptr<Words> words_;
  std::uint64_t* low_ = nullptr;  // of words_
  std::uint64_t* middle_ = nullptr;
  std::uint64_t* high_ = nullptr;
};

}  // namespace clew::graph
