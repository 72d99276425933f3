// A column of numbers, packed.
//
// Ways, of which the one with the fewest bytes is taken: all the same; one byte a row above a base; one byte a row into
// a list of at most 256 values; or by length: for each row how many bytes its code has (0 to 8), and then the first
// bytes of all codes that have one, their second bytes, and so on, each such plane on its own, so that bytes which say
// little and bytes which say much are packed apart. The code of a row is the value, or the step from the row before, or
// nothing where the value repeats that of the row before. Planes of bytes are zstd frames where that makes them
// smaller.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/segment/bytes.h"

namespace clew::storage::segment {

void putColumn(std::string& out, std::span<const std::uint64_t> values);
/// False when the bytes are no column of that many rows.
[[nodiscard]] bool getColumn(ByteReader& in, std::span<std::uint64_t> values);

/// Bytes of a size that the reader knows, as a frame or as they are.
void putBytes(std::string& out, std::string_view bytes);
[[nodiscard]] bool getBytes(ByteReader& in, char* out, std::size_t size);

/// Texts by number of the row.
class Texts {
 public:
  void add(std::string_view text) {
    bytes_.append(text);
    ends_.push_back(bytes_.size());
  }
  std::string_view at(std::size_t row) const {
    const std::size_t begin = row == 0 ? 0 : ends_[row - 1];
    return std::string_view(bytes_).substr(begin, ends_[row] - begin);
  }
  std::size_t size() const { return ends_.size(); }
  std::size_t bytes() const { return bytes_.size(); }
  void clear() {
    bytes_.clear();
    ends_.clear();
  }

 private:
  friend bool getTexts(ByteReader& in, std::size_t count, Texts& texts);
  std::string bytes_;
  std::vector<std::size_t> ends_;
};

/// Each different text once when many repeat.
void putTexts(std::string& out, const Texts& texts);
[[nodiscard]] bool getTexts(ByteReader& in, std::size_t count, Texts& texts);

}  // namespace clew::storage::segment
