#include "storage/segment/column.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "common/compress.h"
#include "common/hash.h"

namespace clew::storage::segment {

namespace {

enum Way : std::uint64_t { kSame, kBytes, kListed, kPlain, kRepeated, kStepped };

constexpr int kLevel = 1;
constexpr std::size_t kLeastFrame = 24;  // a frame's own head would cost more than it saves
constexpr std::size_t kMostListed = 256;
constexpr std::size_t kMostTextBytes = std::size_t{1} << 30;

unsigned lengthOf(std::uint64_t code) {
  return static_cast<unsigned>(64 - std::countl_zero(code) + 7) / 8;
}

std::uint64_t stepCode(std::uint64_t before, std::uint64_t value) {
  return zigzag(static_cast<std::int64_t>(value - before));
}

/// Which byte stands for which value, for columns of few values.
class ValueList {
 public:
  /// False when there are too many.
  bool add(std::uint64_t value) {
    std::size_t at = (value * 0x9E3779B97F4A7C15ULL) >> 54;
    while (slots_[at] != 0) {
      if (values_[slots_[at] - 1] == value) return true;
      at = (at + 1) & (slots_.size() - 1);
    }
    if (values_.size() == kMostListed) return false;
    values_.push_back(value);
    slots_[at] = static_cast<std::uint16_t>(values_.size());
    return true;
  }
  std::uint8_t indexOf(std::uint64_t value) const {
    std::size_t at = (value * 0x9E3779B97F4A7C15ULL) >> 54;
    while (values_[slots_[at] - 1] != value) at = (at + 1) & (slots_.size() - 1);
    return static_cast<std::uint8_t>(slots_[at] - 1);
  }
  const std::vector<std::uint64_t>& values() const { return values_; }

 private:
  std::array<std::uint16_t, 1024> slots_{};
  std::vector<std::uint64_t> values_;
};

template <typename ByteOf>
void putRowBytes(std::string& out, std::size_t count, ByteOf&& byte_of) {
  std::string bytes(count, '\0');
  for (std::size_t row = 0; row < count; ++row) bytes[row] = static_cast<char>(byte_of(row));
  putBytes(out, bytes);
}

/// `code_of(row)`: length and code.
template <typename CodeOf>
void putByLength(std::string& out, std::size_t count, CodeOf&& code_of) {
  std::string lengths(count, '\0');
  std::array<std::string, 8> planes;
  unsigned longest = 0;
  for (std::string& plane : planes) plane.reserve(0);
  std::array<std::size_t, 8> sizes{};
  std::vector<std::uint64_t> codes(count);
  for (std::size_t row = 0; row < count; ++row) {
    const auto [length, code] = code_of(row);
    lengths[row] = static_cast<char>(length);
    codes[row] = code;
    longest = std::max(longest, length);
    for (unsigned byte = 0; byte < length; ++byte) ++sizes[byte];
  }
  for (unsigned byte = 0; byte < longest; ++byte) planes[byte].resize(sizes[byte]);
  std::array<char*, 8> ends{};
  for (unsigned byte = 0; byte < 8; ++byte) ends[byte] = planes[byte].data();
  for (std::size_t row = 0; row < count; ++row) {
    std::uint64_t code = codes[row];
    for (unsigned byte = 0; byte < static_cast<unsigned>(lengths[row]); ++byte, code >>= 8)
      *ends[byte]++ = static_cast<char>(code);
  }
  putBytes(out, lengths);
  for (unsigned byte = 0; byte < longest; ++byte) putBytes(out, planes[byte]);
}

struct Costs {
  std::uint64_t plain = 0, repeated = 0, stepped = 0;
};

Costs costsOf(std::span<const std::uint64_t> values) {
  Costs costs;
  std::uint64_t before = 0;
  for (const std::uint64_t value : values) {
    const unsigned length = lengthOf(value);
    costs.plain += length;
    costs.repeated += value == before ? 0 : std::max(length, 1U);
    costs.stepped += lengthOf(stepCode(before, value));
    before = value;
  }
  return costs;
}

void putByBestLength(std::string& out, std::span<const std::uint64_t> values) {
  const Costs costs = costsOf(values);
  if (costs.plain <= costs.repeated && costs.plain <= costs.stepped) {
    putNumber(out, kPlain);
    putByLength(out, values.size(), [&](std::size_t row) { return std::pair(lengthOf(values[row]), values[row]); });
    return;
  }
  std::uint64_t before = 0;
  if (costs.repeated < costs.stepped) {
    putNumber(out, kRepeated);
    putByLength(out, values.size(), [&](std::size_t row) {
      const std::uint64_t value = values[row];
      const unsigned length = value == before ? 0 : std::max(lengthOf(value), 1U);
      before = value;
      return std::pair(length, value);
    });
    return;
  }
  putNumber(out, kStepped);
  putByLength(out, values.size(), [&](std::size_t row) {
    const std::uint64_t code = stepCode(before, values[row]);
    before = values[row];
    return std::pair(lengthOf(code), code);
  });
}

/// The planes of a column by length, with one pointer into each.
struct Planes {
  std::vector<char> bytes;
  std::vector<std::uint8_t> lengths;
  std::array<const std::uint8_t*, 8> at{};
};

bool getPlanes(ByteReader& in, std::size_t count, Planes& planes) {
  planes.lengths.resize(count);
  if (!getBytes(in, reinterpret_cast<char*>(planes.lengths.data()), count)) return false;
  std::array<std::size_t, 256> rows{};
  for (const std::uint8_t length : planes.lengths) ++rows[length];
  for (std::size_t length = 9; length < rows.size(); ++length) {
    if (rows[length] != 0) return false;
  }
  std::array<std::size_t, 9> sizes{};  // rows of at least that length
  std::size_t total = 0;
  for (std::size_t length = 8; length > 0; --length) {
    sizes[length] = rows[length] + (length == 8 ? 0 : sizes[length + 1]);
    total += sizes[length];
  }
  planes.bytes.resize(total);
  char* at = planes.bytes.data();
  for (std::size_t length = 1; length <= 8 && sizes[length] != 0; ++length) {
    planes.at[length - 1] = reinterpret_cast<const std::uint8_t*>(at);
    if (!getBytes(in, at, sizes[length])) return false;
    at += sizes[length];
  }
  return true;
}

std::uint64_t nextCode(Planes& planes, unsigned length) {
  std::uint64_t code = 0;
  for (unsigned byte = 0; byte < length; ++byte) code |= static_cast<std::uint64_t>(*planes.at[byte]++) << (8 * byte);
  return code;
}

bool getByLength(ByteReader& in, Way way, std::span<std::uint64_t> values) {
  Planes planes;
  if (!getPlanes(in, values.size(), planes)) return false;
  std::uint64_t before = 0;
  const std::uint8_t* lengths = planes.lengths.data();
  switch (way) {
    case kPlain:
      for (std::size_t row = 0; row < values.size(); ++row) values[row] = nextCode(planes, lengths[row]);
      break;
    case kRepeated:
      for (std::size_t row = 0; row < values.size(); ++row) {
        if (lengths[row] != 0) before = nextCode(planes, lengths[row]);
        values[row] = before;
      }
      break;
    default:
      for (std::size_t row = 0; row < values.size(); ++row) {
        before += static_cast<std::uint64_t>(unzigzag(nextCode(planes, lengths[row])));
        values[row] = before;
      }
      break;
  }
  return true;
}

bool getRowBytes(ByteReader& in, std::span<const std::uint64_t> by_byte, std::span<std::uint64_t> values) {
  std::vector<std::uint8_t> bytes(values.size());
  if (!getBytes(in, reinterpret_cast<char*>(bytes.data()), bytes.size())) return false;
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (bytes[row] >= by_byte.size()) return false;
    values[row] = by_byte[bytes[row]];
  }
  return true;
}

}  // namespace

void putBytes(std::string& out, std::string_view bytes) {
  if (bytes.size() >= kLeastFrame) {
    static thread_local std::string frame;
    frame.clear();
    compressTo(frame, bytes, kLevel);
    if (frame.size() < bytes.size()) {
      putNumber(out, frame.size());
      out += frame;
      return;
    }
  }
  putNumber(out, 0);
  out += bytes;
}

bool getBytes(ByteReader& in, char* out, std::size_t size) {
  const std::uint64_t packed = in.number();
  if (!in.whole()) return false;
  const std::string_view bytes = in.bytes(packed == 0 ? size : packed);
  if (!in.whole()) return false;
  if (packed != 0) return decompressExactly(bytes, out, size);
  if (size != 0) std::memcpy(out, bytes.data(), size);
  return true;
}

void putColumn(std::string& out, std::span<const std::uint64_t> values) {
  if (values.empty()) return;
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  if (*least == *greatest) {
    putNumber(out, kSame);
    putNumber(out, *least);
    return;
  }
  if (*greatest - *least < kMostListed) {
    putNumber(out, kBytes);
    putNumber(out, *least);
    putRowBytes(out, values.size(), [&, base = *least](std::size_t row) { return values[row] - base; });
    return;
  }
  ValueList list;
  // A list that is nearly as long as the column saves nothing.
  const std::size_t most = values.size() / 4;
  if (std::all_of(values.begin(), values.end(), [&](std::uint64_t value) { return list.add(value); }) &&
      list.values().size() <= most) {
    putNumber(out, kListed);
    putNumber(out, list.values().size());
    for (const std::uint64_t value : list.values()) putNumber(out, value);
    putRowBytes(out, values.size(), [&](std::size_t row) { return list.indexOf(values[row]); });
    return;
  }
  putByBestLength(out, values);
}

bool getColumn(ByteReader& in, std::span<std::uint64_t> values) {
  if (values.empty()) return true;
  const std::uint64_t way = in.number();
  switch (way) {
    case kSame: {
      std::fill(values.begin(), values.end(), in.number());
      return in.whole();
    }
    case kBytes: {
      std::array<std::uint64_t, kMostListed> by_byte{};
      const std::uint64_t base = in.number();
      for (std::size_t byte = 0; byte < by_byte.size(); ++byte) by_byte[byte] = base + byte;
      return in.whole() && getRowBytes(in, by_byte, values);
    }
    case kListed: {
      std::array<std::uint64_t, kMostListed> by_byte{};
      const std::uint64_t count = in.number();
      if (count > by_byte.size()) return false;
      for (std::size_t byte = 0; byte < count; ++byte) by_byte[byte] = in.number();
      return in.whole() && getRowBytes(in, std::span(by_byte).first(count), values);
    }
    case kPlain:
    case kRepeated:
    case kStepped:
      return in.whole() && getByLength(in, static_cast<Way>(way), values);
    default:
      return false;
  }
}

void putTexts(std::string& out, const Texts& texts) {
  // Open addressing over the rows: numbers of different texts, each at its first row.
  std::vector<std::uint64_t> numbers(texts.size()), lengths;
  std::vector<std::uint32_t> slots(std::bit_ceil(texts.size() * 2 + 2), 0);
  std::vector<std::size_t> first_rows;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    const std::string_view text = texts.at(row);
    std::size_t at = hash64(text) & (slots.size() - 1);
    while (slots[at] != 0 && texts.at(first_rows[slots[at] - 1]) != text) at = (at + 1) & (slots.size() - 1);
    if (slots[at] == 0) {
      first_rows.push_back(row);
      slots[at] = static_cast<std::uint32_t>(first_rows.size());
    }
    numbers[row] = slots[at] - 1;
  }
  std::string bytes;
  for (const std::size_t row : first_rows) {
    bytes += texts.at(row);
    lengths.push_back(texts.at(row).size());
  }
  putNumber(out, first_rows.size());
  putColumn(out, lengths);
  putBytes(out, bytes);
  if (first_rows.size() != texts.size()) putColumn(out, numbers);
}

bool getTexts(ByteReader& in, std::size_t count, Texts& texts) {
  texts.clear();
  const std::uint64_t different = in.number();
  if (!in.whole() || different > count || (different == 0) != (count == 0)) return false;
  std::vector<std::uint64_t> lengths(different);
  if (!getColumn(in, lengths)) return false;
  std::vector<std::size_t> begins{0};
  for (const std::uint64_t length : lengths) {
    if (length > kMostTextBytes - begins.back()) return false;
    begins.push_back(begins.back() + length);
  }
  std::string bytes(begins.back(), '\0');
  if (!getBytes(in, bytes.data(), bytes.size())) return false;
  if (different == count) {
    texts.bytes_ = std::move(bytes);
    texts.ends_.assign(begins.begin() + 1, begins.end());
    return true;
  }
  std::vector<std::uint64_t> numbers(count);
  if (!getColumn(in, numbers)) return false;
  for (const std::uint64_t number : numbers) {
    if (number >= different || texts.bytes() > kMostTextBytes) return false;
    texts.add(std::string_view(bytes).substr(begins[number], lengths[number]));
  }
  return true;
}

}  // namespace clew::storage::segment
