// Names in memory: (type, name) -> node id, exact.
//
// Names lie in chunks behind their id, size and type, at multiples of four bytes; a slot of the hash table has 32 bits
// of the hash and the place of the name. The table is cut into 256 parts by the upper bits of the hash, which grow each
// on its own, so that growing takes little time and memory at once. About 34 bytes a name of 14 bytes.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include "model/schema.h"

namespace clew::storage::sqlite {

class NameDictionary {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr std::size_t kParts = 256;

  /// The id of the name; kNone when it is not there. Hashes are the caller's.
  std::uint32_t find(std::uint64_t hash, model::TypeId type, std::string_view name) const {
    const Part& part = parts_[hash >> 56];
    if (part.size == 0) return kNone;
    const std::uint32_t tag = tagOf(hash);
    for (std::uint32_t at = part.home(tag); part.slots[at].place != kEmpty; at = part.after(at)) {
      if (part.slots[at].tag != tag) continue;
      const char* entry = entryAt(part.slots[at].place);
      if (isName(entry, type, name)) return idOf(entry);
    }
    return kNone;
  }

  /// The name must not be there. Throws std::bad_alloc when there are 16 GB of names, or one of 4 GB.
  void insert(std::uint64_t hash, model::TypeId type, std::string_view name, std::uint32_t id) {
    Part& part = parts_[hash >> 56];
    if ((part.count + 1) * 5ULL > part.size * 4ULL) grow(part);
    part.place(Slot{tagOf(hash), store(type, name, id)});
    ++part.count;
    ++count_;
  }

  /// Two steps that bring what find() will read nearer: first the slot, some names later what the slot points to.
  void prefetchSlot(std::uint64_t hash) const {
    const Part& part = parts_[hash >> 56];
    if (part.size != 0) __builtin_prefetch(&part.slots[part.home(tagOf(hash))]);
  }
  void prefetchName(std::uint64_t hash) const {
    const Part& part = parts_[hash >> 56];
    if (part.size == 0) return;
    const std::uint32_t tag = tagOf(hash);
    for (std::uint32_t at = part.home(tag); part.slots[at].place != kEmpty; at = part.after(at)) {
      if (part.slots[at].tag != tag) continue;
      const char* const entry = entryAt(part.slots[at].place);
      __builtin_prefetch(entry);
      __builtin_prefetch(entry + kUsualEntry);  // it may end on the next line
      return;
    }
  }

  /// Calls take(type, name, id) for the names of a part, nearly in the order of their hashes. The hashes of a part are
  /// all below those of the next one.
  template <typename Take>
  void each(std::size_t part, const Take& take) const {
    constexpr std::size_t kAhead = 16;
    const std::vector<Slot>& slots = parts_[part].slots;
    for (std::size_t at = 0; at < slots.size(); ++at) {
      if (at + kAhead < slots.size() && slots[at + kAhead].place != kEmpty)
        __builtin_prefetch(entryAt(slots[at + kAhead].place));
      if (slots[at].place == kEmpty) continue;
      const char* entry = entryAt(slots[at].place);
      take(static_cast<model::TypeId>(entry[sizeof(std::uint32_t)]), nameOf(entry), idOf(entry));
    }
  }

  std::size_t size() const { return count_; }
  std::size_t bytes() const {
    std::size_t total = chunks_.size() * kChunkBytes;
    for (const Part& part : parts_) total += part.size * sizeof(Slot);
    return total;
  }
  void clear() { *this = NameDictionary(); }

 private:
  static constexpr std::uint32_t kEmpty = 0xFFFFFFFF;
  static constexpr std::size_t kUnit = 4;
  static constexpr std::size_t kUsualEntry = 28;  // bytes
  static constexpr std::size_t kChunkBytes = std::size_t{1} << 20;
  static constexpr std::size_t kUnitsOfChunk = kChunkBytes / kUnit;
  static constexpr std::size_t kHeadBytes = sizeof(std::uint32_t) + 1;  // id, type; then the size and the name

  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t place = kEmpty;  // in units
  };

  struct Part {
    std::vector<Slot> slots;
    std::uint32_t size = 0;
    std::uint32_t count = 0;
    std::uint32_t home(std::uint32_t tag) const { return static_cast<std::uint32_t>(std::uint64_t{tag} * size >> 32); }
    std::uint32_t after(std::uint32_t at) const { return at + 1 == size ? 0 : at + 1; }
    void place(const Slot& slot) {
      std::uint32_t at = home(slot.tag);
      while (slots[at].place != kEmpty) at = after(at);
      slots[at] = slot;
    }
  };

  static std::uint32_t tagOf(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 24); }

  const char* entryAt(std::uint32_t place) const {
    return chunks_[place / kUnitsOfChunk].get() + place % kUnitsOfChunk * kUnit;
  }
  static std::uint32_t idOf(const char* entry) {
    std::uint32_t id = 0;
    std::memcpy(&id, entry, sizeof id);
    return id;
  }

  // A size below 255 takes a byte; longer ones five.
  static std::size_t sizeBytes(std::size_t size) { return size < 0xFF ? 1 : 1 + sizeof(std::uint32_t); }
  static std::string_view nameOf(const char* entry) {
    std::size_t size = static_cast<unsigned char>(entry[kHeadBytes]);
    const char* at = entry + kHeadBytes + 1;
    if (size == 0xFF) {
      std::uint32_t wide = 0;
      std::memcpy(&wide, at, sizeof wide);
      size = wide;
      at += sizeof wide;
    }
    return {at, size};
  }
  static bool isName(const char* entry, model::TypeId type, std::string_view name) {
    return static_cast<model::TypeId>(entry[sizeof(std::uint32_t)]) == type && nameOf(entry) == name;
  }

  std::uint32_t store(model::TypeId type, std::string_view name, std::uint32_t id) {
    if (name.size() >= 0xFFFFFFFF) throw std::bad_alloc();
    const std::size_t bytes = kHeadBytes + sizeBytes(name.size()) + name.size();
    const std::size_t units = (bytes + kUnit - 1) / kUnit;
    if (used_ + units > chunks_.size() * kUnitsOfChunk) {
      // A name longer than a chunk gets several in one piece; the numbers of those behind the first stay unused.
      const std::size_t more = (units + kUnitsOfChunk - 1) / kUnitsOfChunk;
      used_ = chunks_.size() * kUnitsOfChunk;
      chunks_.push_back(std::make_unique_for_overwrite<char[]>(more * kChunkBytes));
      for (std::size_t chunk = 1; chunk < more; ++chunk) chunks_.emplace_back();
    }
    if (used_ + units >= kEmpty) throw std::bad_alloc();
    const auto place = static_cast<std::uint32_t>(used_);
    used_ += units;
    char* at = chunks_[place / kUnitsOfChunk].get() + place % kUnitsOfChunk * kUnit;
    std::memcpy(at, &id, sizeof id);
    at += sizeof id;
    *at++ = static_cast<char>(type);
    *at++ = static_cast<char>(name.size() < 0xFF ? name.size() : 0xFF);
    if (name.size() >= 0xFF) {
      const auto wide = static_cast<std::uint32_t>(name.size());
      std::memcpy(at, &wide, sizeof wide);
      at += sizeof wide;
    }
    std::memcpy(at, name.data(), name.size());
    if (units > kUnitsOfChunk) used_ = chunks_.size() * kUnitsOfChunk;
    return place;
  }

  static void grow(Part& part) {
    const std::uint32_t size = part.size + part.size / 2 + 16;
    std::vector<Slot> old = std::exchange(part.slots, std::vector<Slot>(size));
    part.size = size;
    for (const Slot& slot : old) {
      if (slot.place != kEmpty) part.place(slot);
    }
  }

  std::array<Part, kParts> parts_;
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t used_ = 0;  // units
  std::size_t count_ = 0;
};

}  // namespace clew::storage::sqlite
