// Observations into the columns that observation_columns.h reads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "graph/facts.h"
#include "graph/image.h"
#include "graph/rows.h"
#include "graph/scanned_links.h"
#include "graph/spread.h"

namespace clew::graph {

/// Raw references as single numbers: the positions of all lookups one after the other, or lookup and position apart
/// when these are more than 32 bits hold.
class RawCodes {
 public:
  /// `positions` as Facts::positions.
  explicit RawCodes(const std::vector<std::uint32_t>& positions);
  bool apart() const { return starts_.empty(); }
  std::uint64_t codeOf(RawReference raw) const {
    if (apart()) return std::uint64_t{raw.lookup} << 32 | raw.position;
    return std::uint64_t{starts_[raw.lookup]} + raw.position;
  }
  /// Adds the section that undoes it.
  RowsRecord write(SectionList& out) const;

 private:
  std::vector<std::uint32_t> starts_;  // lookups + 1
};

/// Numbers in as many bytes as the highest so far takes.
class NarrowColumn {
 public:
  void reserve(std::size_t count);
  void push_back(std::uint64_t number) {
    if (number > highest_) raise(number);
    if (size_ == room_) move(width_, std::max<std::size_t>(2 * size_, 64));
    set(size_++, number);
  }
  std::uint64_t operator[](std::size_t i) const {
    switch (width_) {
      case 1:
        return load<std::uint8_t>(i);
      case 2:
        return load<std::uint16_t>(i);
      case 4:
        return load<std::uint32_t>(i);
      default:
        return load<std::uint64_t>(i);
    }
  }
  std::size_t size() const { return size_; }
  std::uint64_t highest() const { return highest_; }

 private:
  template <typename T>
  std::uint64_t load(std::size_t i) const {
    T out = 0;
    std::memcpy(&out, bytes_.get() + i * sizeof out, sizeof out);
    return out;
  }
  template <typename T>
  void store(std::size_t i, std::uint64_t number) {
    const auto narrow = static_cast<T>(number);
    std::memcpy(bytes_.get() + i * sizeof narrow, &narrow, sizeof narrow);
  }
  void set(std::size_t i, std::uint64_t number) {
    switch (width_) {
      case 1:
        return store<std::uint8_t>(i, number);
      case 2:
        return store<std::uint16_t>(i, number);
      case 4:
        return store<std::uint32_t>(i, number);
      default:
        return store<std::uint64_t>(i, number);
    }
  }
  /// `number` is the highest now.
  void raise(std::uint64_t number);
  void move(std::size_t width, std::size_t room);
  std::unique_ptr<char[]> bytes_;  // room_ numbers
  std::size_t width_ = 1;
  std::size_t size_ = 0;
  std::size_t room_ = 0;
  std::uint64_t highest_ = 0;
};

/// When things were seen, after the maker is written.
struct SeenTimes {
  std::shared_ptr<const std::vector<std::uint32_t>> firsts, lasts;  // null where some do not fit into 32 bits
  std::vector<bool> retracted;                                      // empty: none
};

class SeenMaker {
 public:
  std::uint32_t count() const { return static_cast<std::uint32_t>(times_.size()); }
  void reserve(std::size_t observations);
  /// `detail` is of idOf(). One raw reference or any number.
  void add(Time first, Time last, std::uint32_t detail, std::uint32_t times, std::span<const std::uint64_t> raw);
  void add(const Observation& seen, std::span<const RawReference> raw, const RawCodes& codes);
  std::uint32_t idOf(const DetailRecord& record) { return details_.idOf(record); }
  /// The sections; raw references are numbered from raw_begin = 0. The maker is empty afterwards. `times`: may be null.
  SeenRecord write(Section group, std::uint16_t owner, SectionList& out, SeenTimes* times = nullptr);

 private:
  void widen();
  std::vector<bool> retracted() const;
  std::vector<std::uint32_t> firsts_;
  std::vector<std::uint32_t> lasts_;
  std::vector<Time> wide_firsts_;  // instead, from the first time on that does not fit
  std::vector<Time> wide_lasts_;
  bool wide_ = false;
  DetailPool details_;
  NarrowColumn detail_;
  NarrowColumn times_;
  bool once_ = true;  // every `times` is 1
  NarrowColumn raw_;
  SpreadMaker spread_;
  std::vector<std::uint64_t> scratch_;
};

}  // namespace clew::graph
