// Names in memory: (type, name) -> number, exact, in a bounded amount of memory.
#pragma once

#include <cstdint>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/schema.h"

namespace clew::storage::sqlite {

/// A hash table with open addressing; the names lie one after the other in one string, each behind its size and type.
/// Hashes are the caller's.
class NameTable {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  /// The number of the name; kNone when it is not there.
  std::uint32_t find(std::uint64_t hash, model::TypeId type, std::string_view name) const {
    if (slots_.empty()) return kNone;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash & mask; slots_[at].offset != kNone; at = (at + 1) & mask) {
      if (slots_[at].hash == hash && isAt(slots_[at].offset, type, name)) return slots_[at].number;
    }
    return kNone;
  }

  /// The name must not be there. Throws std::bad_alloc when there are 4 GB of names.
  void insert(std::uint64_t hash, model::TypeId type, std::string_view name, std::uint32_t number) {
    if (names_.size() + kHeadBytes + name.size() >= kNone) throw std::bad_alloc();
    if ((count_ + 1) * 5 > slots_.size() * 3) grow();
    place(Slot{hash, static_cast<std::uint32_t>(names_.size()), number});
    const auto size = static_cast<std::uint32_t>(name.size());
    names_.append(reinterpret_cast<const char*>(&size), sizeof size);
    names_.push_back(static_cast<char>(type));
    names_.append(name);
    ++count_;
  }

  std::size_t bytes() const { return slots_.size() * sizeof(Slot) + names_.size(); }
  void clear() {
    slots_ = {};
    names_ = {};
    count_ = 0;
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t offset = kNone;  // into names_; kNone: an empty slot
    std::uint32_t number = 0;
  };
  static constexpr std::size_t kHeadBytes = sizeof(std::uint32_t) + 1;

  bool isAt(std::uint32_t offset, model::TypeId type, std::string_view name) const {
    std::uint32_t size = 0;
    std::memcpy(&size, names_.data() + offset, sizeof size);
    return size == name.size() && static_cast<model::TypeId>(names_[offset + sizeof size]) == type &&
           std::memcmp(names_.data() + offset + kHeadBytes, name.data(), size) == 0;
  }

  void place(const Slot& slot) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = slot.hash & mask;
    while (slots_[at].offset != kNone) at = (at + 1) & mask;
    slots_[at] = slot;
  }

  void grow() {
    std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.empty() ? 1024 : slots_.size() * 2));
    for (const Slot& slot : old) {
      if (slot.offset != kNone) place(slot);
    }
  }

  std::vector<Slot> slots_;
  std::string names_;
  std::size_t count_ = 0;
};

/// The names met last, at most about `budget` bytes of them: two tables, of which the older one is dropped when the
/// younger one has grown to half of the budget.
class NameCache {
 public:
  explicit NameCache(std::size_t budget) : half_(budget / 2) {}

  std::uint32_t find(std::uint64_t hash, model::TypeId type, std::string_view name) {
    std::uint32_t number = young_.find(hash, type, name);
    if (number != NameTable::kNone) return number;
    number = old_.find(hash, type, name);
    if (number != NameTable::kNone) insert(hash, type, name, number);
    return number;
  }

  void insert(std::uint64_t hash, model::TypeId type, std::string_view name, std::uint32_t number) {
    if (young_.bytes() > half_) {
      old_ = std::move(young_);
      young_.clear();
    }
    young_.insert(hash, type, name, number);
  }

  std::size_t bytes() const { return young_.bytes() + old_.bytes(); }
  void clear() {
    young_.clear();
    old_.clear();
  }

 private:
  std::size_t half_;
  NameTable young_;
  NameTable old_;
};

}  // namespace clew::storage::sqlite
