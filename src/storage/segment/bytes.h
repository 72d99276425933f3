// Numbers and stretches of bytes in a segment. What is read may be damaged: a reader never goes past its end, and says
// afterwards whether all that it was asked for was there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace clew::storage::segment {

/// Seven bits a byte, lowest first; the highest bit says that more follow.
inline void putNumber(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

/// Signed numbers so that those near zero stay short: 0, -1, 1, -2, ...
inline std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
inline std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  /// 0 once something was missing.
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (bytes_.empty()) break;
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    whole_ = false;
    bytes_ = {};
    return 0;
  }

  /// Empty once something was missing.
  std::string_view bytes(std::uint64_t size) {
    if (size > bytes_.size()) {
      whole_ = false;
      bytes_ = {};
      return {};
    }
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

  /// All that was not read yet.
  std::string_view rest() const { return bytes_; }
  bool whole() const { return whole_; }
  bool atEnd() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
  bool whole_ = true;
};

}  // namespace clew::storage::segment
