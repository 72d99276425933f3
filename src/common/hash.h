// Hashes: SHA-256 (nettle) for what must not be forged, XXH3 (xxhash) for tables and checksums.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace clew {

/// SHA-256 of bytes that come in pieces.
class Sha256 {
 public:
  static constexpr std::size_t kSize = 32;
  using Digest = std::array<std::uint8_t, kSize>;
  Sha256();
  void update(std::string_view bytes);
  /// The digest of all that was given; the object starts anew.
  Digest finish();

 private:
  alignas(16) std::array<std::byte, 256> state_;
};

Sha256::Digest sha256(std::string_view bytes);
/// 64 lower-case hex digits.
std::string sha256Hex(std::string_view bytes);
std::string hexOf(const Sha256::Digest& digest);

/// XXH3, 64 bits. Stable between versions and machines: may be written to files.
std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0) noexcept;

}  // namespace clew
