// What grows to many millions of items without ever being copied: stretches of one size, one after the other.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::graph {

/// Items by number. Memory: what they take and at most one stretch more.
template <typename T>
class ChunkedVector {
 public:
  ChunkedVector() = default;
  ChunkedVector(ChunkedVector&& other) noexcept
      : chunks_(std::move(other.chunks_)), size_(std::exchange(other.size_, 0)) {}
  ChunkedVector& operator=(ChunkedVector&& other) noexcept {
    chunks_ = std::move(other.chunks_);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }
  void push_back(const T& item) {
    if (size_ % kItems == 0) chunks_.emplace_back(new T[kItems]);
    chunks_.back()[size_++ % kItems] = item;
  }
  /// Adds items of this value until there are `size`.
  void growTo(std::size_t size, const T& value) {
    while (size_ < size) push_back(value);
  }
  T& operator[](std::size_t i) { return chunks_[i / kItems][i % kItems]; }
  const T& operator[](std::size_t i) const { return chunks_[i / kItems][i % kItems]; }
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t kItems = std::size_t{1} << 16;
  std::vector<std::unique_ptr<T[]>> chunks_;
  std::size_t size_ = 0;
};

/// Texts that stay where they are until the object goes. Each is known by its address alone.
class TextArena {
 public:
  using Place = const char*;
  TextArena() = default;
  TextArena(TextArena&& other) noexcept
      : chunks_(std::move(other.chunks_)), next_(other.next_), room_(std::exchange(other.room_, 0)) {}
  TextArena& operator=(TextArena&& other) noexcept {
    chunks_ = std::move(other.chunks_);
    next_ = other.next_;
    room_ = std::exchange(other.room_, 0);
    return *this;
  }
  Place add(std::string_view text) {
    const auto size = static_cast<std::uint32_t>(text.size());
    const std::size_t bytes = sizeof size + size;
    if (bytes > room_) {
      room_ = std::max(bytes, kBytes);
      chunks_.emplace_back(new char[room_]);
      next_ = chunks_.back().get();
    }
    char* const at = next_;
    std::memcpy(at, &size, sizeof size);
    std::copy(text.begin(), text.end(), at + sizeof size);
    next_ += bytes;
    room_ -= bytes;
    return at;
  }
  static std::string_view at(Place place) {
    std::uint32_t size = 0;
    std::memcpy(&size, place, sizeof size);
    return {place + sizeof size, size};
  }

 private:
  static constexpr std::size_t kBytes = std::size_t{1} << 20;
  std::vector<std::unique_ptr<char[]>> chunks_;
  char* next_ = nullptr;
  std::size_t room_ = 0;
};

}  // namespace clew::graph
