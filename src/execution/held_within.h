// Which of many holders held a value within a stretch of time: a block of them at a time, with no branch that depends
// on their times, so that a processor tests several with one instruction.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "graph/view.h"

namespace clew::execution {

/// How many holders a block has at most.
inline constexpr std::size_t kHolderBlock = 64;

/// Of the holders of a block one bit each. Who is in neither did not hold the value within the stretch.
struct HeldWithin {
  std::uint64_t certain = 0;
  std::uint64_t unsure = 0;  // have not just one observation that is dated: they are looked at one by one
};

namespace detail {

static_assert(std::endian::native == std::endian::little);

/// Bits of flags that are 0 or 1 each.
inline std::uint64_t bitsOf(const std::uint8_t (&flags)[kHolderBlock]) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < kHolderBlock; i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, flags + i, sizeof eight);
    out |= (eight * 0x0102040810204080U >> 56) << i;
  }
  return out;
}

template <typename Count>
HeldWithin heldWithin(const graph::LinkTime* times, Count count, std::uint32_t from, std::uint32_t to) {
  std::uint8_t certain[kHolderBlock] = {};
  std::uint8_t unsure[kHolderBlock] = {};
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t first = times[i].first;
    const std::uint32_t last = times[i].last;
    const bool plain = first < graph::kTimesSeveral;
    certain[i] = static_cast<std::uint8_t>(plain & (first <= to) & (last >= from));
    unsure[i] = static_cast<std::uint8_t>(!plain);
  }
  return {bitsOf(certain), bitsOf(unsure)};
}

}  // namespace detail

/// Of the first `count` holders (up to a block), of which graph::LinkTimes::times lie side by side. Seconds since 1970,
/// both ends within.
inline HeldWithin heldWithin(const graph::LinkTime* times, std::size_t count, std::uint32_t from, std::uint32_t to) {
  struct Whole {
    constexpr operator std::size_t() const { return kHolderBlock; }
  };
  return count >= kHolderBlock ? detail::heldWithin(times, Whole(), from, to)
                               : detail::heldWithin(times, count, from, to);
}

}  // namespace clew::execution
