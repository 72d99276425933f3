// Numbers of a fixed count of bits, one after the other, lowest bits first.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace clew::graph {

/// Bits that hold `most`; above 56 always 64, so that any number lies within eight bytes.
inline std::uint32_t bitsFor(std::uint64_t most) {
  const auto bits = static_cast<std::uint32_t>(std::bit_width(most));
  return bits > 56 ? 64 : bits;
}

/// Reads; of no bits all numbers are 0.
class PackedNumbers {
 public:
  PackedNumbers() = default;
  PackedNumbers(std::string_view bytes, std::uint32_t bits) : bytes_(bytes), bits_(bits) {
    if (bits > 64 || (bits > 56 && bits != 64)) bits_ = 0;
    mask_ = bits_ == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits_) - 1;
  }
  /// 0 beyond the end.
  std::uint64_t at(std::size_t index) const {
    const std::uint64_t bit = std::uint64_t{index} * bits_;
    const std::uint64_t byte = bit / 8;
    if (byte + sizeof(std::uint64_t) > bytes_.size()) return 0;
    std::uint64_t word = 0;
    std::memcpy(&word, bytes_.data() + byte, sizeof word);
    return (word >> (bit % 8)) & mask_;
  }
  bool empty() const { return bits_ == 0; }

 private:
  std::string_view bytes_;
  std::uint32_t bits_ = 0;
  std::uint64_t mask_ = 0;
};

/// Bytes that PackedNumbers reads; none when `bits` is 0. `number(i)` must fit.
template <typename Number>
std::string packNumbers(std::size_t count, std::uint32_t bits, const Number& number) {
  std::string out;
  if (bits == 0 || count == 0) return out;
  out.resize((count * bits + 7) / 8 + 2 * sizeof(std::uint64_t), '\0');
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t bit = std::uint64_t{i} * bits;
    std::uint64_t word = 0;
    std::memcpy(&word, out.data() + bit / 8, sizeof word);
    word |= static_cast<std::uint64_t>(number(i)) << (bit % 8);
    std::memcpy(out.data() + bit / 8, &word, sizeof word);
  }
  return out;
}

}  // namespace clew::graph
