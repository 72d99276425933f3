// A bundle: many small segments of one kind, which follow each other, in one blob. Each comes back byte by byte, so
// that what was said of it (the chain) holds.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::storage::segment {

inline constexpr std::size_t kMostBundled = std::size_t{4} << 20;  // bytes of all its segments

/// A segment as a row of its table. The first row of each is the one after the last row of the one before.
struct Bundled {
  std::int64_t id = 0;  // ascending
  std::int64_t rows = 0;
  std::string_view bytes;
};

std::string packBundle(std::span<const Bundled> segments);

/// False when the bytes are no bundle that begins with the segment `id` and holds `rows` rows in all. `content` gets
/// what the segments point into.
[[nodiscard]] bool unpackBundle(std::string_view bytes, std::int64_t id, std::int64_t rows, std::string& content,
                                std::vector<Bundled>& segments);

}  // namespace clew::storage::segment
