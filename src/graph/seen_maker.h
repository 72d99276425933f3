// Observations into the columns that observation_columns.h reads.
#pragma once

#include <cstdint>
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

class SeenMaker {
 public:
  std::uint32_t count() const { return static_cast<std::uint32_t>(times_.size()); }
  void reserve(std::size_t observations);
  /// `detail` is of idOf(). One raw reference or any number.
  void add(Time first, Time last, std::uint32_t detail, std::uint32_t times, std::span<const std::uint64_t> raw);
  void add(const Observation& seen, std::span<const RawReference> raw, const RawCodes& codes);
  /// The times so far, while all of them fit into 32 bits; else empty.
  std::span<const std::uint32_t> narrowFirsts() const { return firsts_; }
  std::span<const std::uint32_t> narrowLasts() const { return lasts_; }
  bool isRetracted(std::uint32_t index) const { return details_.at(detail_[index]).retracted != kNoTime; }
  std::uint32_t idOf(const DetailRecord& record) { return details_.idOf(record); }
  /// The sections; raw references are numbered from raw_begin = 0. The maker is empty afterwards.
  SeenRecord write(Section group, std::uint16_t owner, SectionList& out);

 private:
  void widen();
  std::vector<std::uint32_t> firsts_;
  std::vector<std::uint32_t> lasts_;
  std::vector<Time> wide_firsts_;  // instead, from the first time on that does not fit
  std::vector<Time> wide_lasts_;
  bool wide_ = false;
  DetailPool details_;
  std::vector<std::uint32_t> detail_;
  std::vector<std::uint32_t> times_;
  std::uint32_t most_times_ = 0;
  bool once_ = true;  // every `times` is 1
  std::vector<std::uint64_t> raw_;
  std::uint64_t highest_raw_ = 0;
  SpreadMaker spread_;
  std::vector<std::uint64_t> scratch_;
};

}  // namespace clew::graph
