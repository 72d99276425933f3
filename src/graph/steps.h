// Ascending numbers by their steps, in Golomb-Rice codes: a byte says how many low bits of a step stand as they are,
// and before these stand as many zeros as the rest counts, and a one. The bits follow each other, lowest first; zeros
// fill the last byte. A list of numbers below `below` takes about two bits more a number than its entropy asks for.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

namespace clew::graph {

/// Low bits that suit `count` numbers below `below`.
inline std::uint32_t stepBits(std::uint64_t count, std::uint64_t below) {
  return count == 0 || below / count == 0 ? 0 : static_cast<std::uint32_t>(std::bit_width(below / count)) - 1;
}

/// Bits that so many numbers take at most.
inline std::uint64_t stepsAtMost(std::uint64_t count, std::uint64_t below, std::uint32_t bits) {
  return count * (bits + 1) + (below >> bits);
}

/// Writes one list into memory that is zero and long enough: stepsAtMost() bits and eight bytes more.
class StepWriter {
 public:
  StepWriter() = default;
  StepWriter(std::uint64_t bit, std::uint32_t bits) : bit_(bit), bits_(static_cast<std::uint8_t>(bits)) {}
  /// Takes no number.
  static StepWriter full() {
    StepWriter out;
    out.next_ = std::numeric_limits<std::uint32_t>::max();
    return out;
  }
  void put(char* to, std::uint32_t number) {
    const std::uint32_t step = number - next_;
    next_ = number + 1;
    bit_ += step >> bits_;
    const std::uint64_t code = std::uint64_t{step & ((1U << bits_) - 1)} << 1 | 1;
    std::uint64_t word = 0;
    std::memcpy(&word, to + bit_ / 8, sizeof word);
    word |= code << (bit_ % 8);
    std::memcpy(to + bit_ / 8, &word, sizeof word);
    bit_ += bits_ + 1U;
  }
  std::uint64_t bit() const { return bit_; }
  /// The number that put() takes at least.
  std::uint32_t next() const { return next_; }

 private:
  std::uint64_t bit_ = 0;
  std::uint32_t next_ = 0;
  std::uint8_t bits_ = 0;
};

/// Calls `visit` with each number of a packed list; one that is not below `below` ends it. Any bytes may be read.
template <typename Visit>
void eachOfSteps(std::string_view packed, std::uint32_t below, const Visit& visit) {
  if (packed.empty()) return;
  const std::uint32_t bits = static_cast<std::uint8_t>(packed.front()) & 31U;
  packed.remove_prefix(1);
  const std::uint64_t end = std::uint64_t{8} * packed.size();
  const auto wordAt = [&](std::uint64_t bit) {
    const std::size_t byte = bit / 8;
    std::uint64_t word = 0;
    std::memcpy(&word, packed.data() + byte, std::min(sizeof word, packed.size() - byte));
    return word >> (bit % 8);  // at least 57 bits of it are told
  };
  std::uint64_t number = 0;
  for (std::uint64_t bit = 0; bit < end;) {
    std::uint64_t word = wordAt(bit);
    std::uint64_t zeros = 0;
    while (word == 0) {
      zeros += 56;
      bit += 56;
      if (bit >= end) return;
      word = wordAt(bit);
    }
    const auto more = static_cast<std::uint32_t>(std::countr_zero(word));
    zeros += more;
    bit += more + 1U;
    if (zeros > (std::uint64_t{below} >> bits)) return;
    const std::uint64_t low = bits == 0 || bit >= end ? 0 : wordAt(bit) & ((std::uint64_t{1} << bits) - 1);
    bit += bits;
    number += (zeros << bits) + low;
    if (number >= below) return;
    visit(static_cast<std::uint32_t>(number));
    ++number;
  }
}

/// Packs numbers that ascend, all below `below`.
template <typename Numbers>
std::string packSteps(const Numbers& numbers, std::uint64_t below) {
  const std::uint32_t bits = stepBits(numbers.size(), below);
  std::string out((stepsAtMost(numbers.size(), below, bits) + 7) / 8 + sizeof(std::uint64_t) + 1, '\0');
  out.front() = static_cast<char>(bits);
  StepWriter writer(0, bits);
  for (const std::uint32_t number : numbers) writer.put(out.data() + 1, number);
  out.resize(1 + (writer.bit() + 7) / 8);
  return out;
}

}  // namespace clew::graph
