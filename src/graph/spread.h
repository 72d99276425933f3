// From an item to its stretch of a list in which nearly every item has just one place: a bit for each that has not,
// with the count of such bits before it, and beside the marked ones by how much the list runs ahead of the items.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace clew::graph {

/// Marked items, a line of 64 bytes for 448 of them.
struct MarkLine {
  static constexpr std::size_t kItems = 448;
  std::uint64_t before = 0;  // marked items of the lines before
  std::uint64_t bits[7] = {};
};
static_assert(sizeof(MarkLine) == 64);

class Marks {
 public:
  Marks() = default;
  explicit Marks(std::span<const MarkLine> lines) : lines_(lines) {}
  bool empty() const { return lines_.empty(); }
  /// Whether the item is marked, and how many before it are. Beyond the end: not.
  std::pair<bool, std::uint64_t> at(std::size_t item) const {
    const std::size_t line = item / MarkLine::kItems;
    if (line >= lines_.size()) return {false, 0};
    const MarkLine& found = lines_[line];
    const std::size_t bit = item % MarkLine::kItems;
    std::uint64_t rank = found.before;
    for (std::size_t word = 0; word < bit / 64; ++word)
      rank += static_cast<std::uint64_t>(std::popcount(found.bits[word]));
    const std::uint64_t last = found.bits[bit / 64];
    rank += static_cast<std::uint64_t>(std::popcount(last & ((std::uint64_t{1} << (bit % 64)) - 1)));
    return {(last >> (bit % 64) & 1) != 0, rank};
  }

 private:
  std::span<const MarkLine> lines_;
};

/// Ascending items among `count`.
inline std::vector<MarkLine> makeMarks(std::span<const std::uint32_t> marked, std::size_t count) {
  std::vector<MarkLine> out;
  if (marked.empty()) return out;
  out.resize((count + MarkLine::kItems - 1) / MarkLine::kItems);
  for (const std::uint32_t item : marked) {
    out[item / MarkLine::kItems].bits[item % MarkLine::kItems / 64] |= std::uint64_t{1}
                                                                       << (item % MarkLine::kItems % 64);
  }
  std::uint64_t before = 0;
  for (MarkLine& line : out) {
    line.before = before;
    for (const std::uint64_t word : line.bits) before += static_cast<std::uint64_t>(std::popcount(word));
  }
  return out;
}

class Spread {
 public:
  Spread() = default;
  Spread(std::span<const MarkLine> marks, std::span<const std::uint32_t> shifts, std::size_t places)
      : marks_(marks), shifts_(shifts), places_(static_cast<std::uint32_t>(places)) {}
  /// [begin, end) of the item's places.
  std::pair<std::uint32_t, std::uint32_t> of(std::uint32_t item) const {
    if (marks_.empty()) return item < places_ ? std::pair(item, item + 1) : std::pair(0U, 0U);
    const auto [marked, rank] = marks_.at(item);
    if (rank + (marked ? 1 : 0) >= shifts_.size()) return {0, 0};
    const std::uint32_t begin = item + shifts_[rank];
    const std::uint32_t end = item + 1 + shifts_[rank + (marked ? 1 : 0)];
    if (begin > end || end > places_) return {0, 0};
    return {begin, end};
  }

 private:
  Marks marks_;
  std::span<const std::uint32_t> shifts_;  // modulo 2^32
  std::uint32_t places_ = 0;
};

/// A Spread to be written: feed the items' counts in order.
class SpreadMaker {
 public:
  void add(std::uint32_t places) {
    if (places != 1) {
      marked_.push_back(items_);
      shifts_.push_back(shifts_.back() + places - 1);
    }
    ++items_;
  }
  std::vector<MarkLine> marks() const { return makeMarks(marked_, items_); }
  /// Empty when nothing is marked.
  std::vector<std::uint32_t> shifts() && { return marked_.empty() ? std::vector<std::uint32_t>() : std::move(shifts_); }

 private:
  std::uint32_t items_ = 0;
  std::vector<std::uint32_t> marked_;
  std::vector<std::uint32_t> shifts_{0};
};

}  // namespace clew::graph
