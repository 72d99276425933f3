// Offsets in lines of 64 bytes: where the first item of a line begins, and where each of its items ends, counted from
// there. Begin and end of an item lie in one line, so that looking one up is one miss of the cache.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::graph {

template <typename Begin, typename End>
struct OffsetLine {
  static constexpr std::size_t kItems = (64 - sizeof(Begin)) / sizeof(End);
  Begin begin;
  End ends[kItems];

  std::pair<Begin, Begin> at(std::size_t item) const {
    return {item == 0 ? begin : begin + ends[item - 1], begin + ends[item]};
  }
};
using ByteLine = OffsetLine<std::uint32_t, std::uint8_t>;
using ShortLine = OffsetLine<std::uint32_t, std::uint16_t>;
using ShortTextLine = OffsetLine<std::uint64_t, std::uint16_t>;
using LongTextLine = OffsetLine<std::uint64_t, std::uint32_t>;
static_assert(sizeof(ByteLine) == 64 && sizeof(ShortLine) == 64 && sizeof(ShortTextLine) == 64 &&
              sizeof(LongTextLine) == 64);

/// Lines of `offsets` (items + 1 of them); empty when a line's span does not fit.
template <typename Line, typename Offset>
std::vector<Line> linesOf(std::span<const Offset> offsets) {
  std::vector<Line> out;
  if (offsets.size() < 2) return out;
  const std::size_t items = offsets.size() - 1;
  out.resize((items + Line::kItems - 1) / Line::kItems, Line{});
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t first = i * Line::kItems;
    out[i].begin = static_cast<decltype(Line::begin)>(offsets[first]);
    for (std::size_t k = 0; k < Line::kItems; ++k) {
      const std::uint64_t end = offsets[std::min(first + k + 1, items)] - offsets[first];
      using End = std::remove_extent_t<decltype(Line::ends)>;
      if (end > std::numeric_limits<End>::max()) return {};
      out[i].ends[k] = static_cast<End>(end);
    }
  }
  return out;
}

/// Texts one after the other, as an image holds them.
class TextColumn {
 public:
  TextColumn() = default;
  TextColumn(std::string_view offsets, bool wide, std::string_view bytes, std::size_t count) : bytes_(bytes) {
    if (wide) {
      long_ = {reinterpret_cast<const LongTextLine*>(offsets.data()), offsets.size() / sizeof(LongTextLine)};
    } else {
      short_ = {reinterpret_cast<const ShortTextLine*>(offsets.data()), offsets.size() / sizeof(ShortTextLine)};
    }
    count_ = std::min(count, long_.size() * LongTextLine::kItems + short_.size() * ShortTextLine::kItems);
  }
  /// Empty beyond the end.
  std::string_view at(std::size_t index) const {
    if (index >= count_) return {};
    const auto [begin, end] = short_.empty() ? long_[index / LongTextLine::kItems].at(index % LongTextLine::kItems)
                                             : short_[index / ShortTextLine::kItems].at(index % ShortTextLine::kItems);
    if (begin > end || end > bytes_.size()) return {};
    return bytes_.substr(begin, end - begin);
  }
  std::size_t size() const { return count_; }
  /// Asks for the memory that says where a text lies.
  void prefetch(std::size_t index) const {
    if (index >= count_) return;
    if (short_.empty())
      __builtin_prefetch(&long_[index / LongTextLine::kItems]);
    else
      __builtin_prefetch(&short_[index / ShortTextLine::kItems]);
  }

 private:
  std::string_view bytes_;
  std::span<const ShortTextLine> short_;
  std::span<const LongTextLine> long_;
  std::size_t count_ = 0;
};

}  // namespace clew::graph
