// Observations as columns of an image: times apart and narrow, everything else by the number of one of few distinct
// records.
#pragma once

#include <algorithm>
#include <span>
#include <utility>

#include "graph/format.h"
#include "graph/packed.h"
#include "graph/spread.h"
#include "graph/view.h"

namespace clew::graph {

/// Numbers up to size() only.
class ObservationColumns {
 public:
  ObservationColumns() = default;
  /// `bytes(part)` gives a section.
  template <typename Bytes>
  ObservationColumns(const SeenRecord& record, const Bytes& bytes) : record_(record) {
    const auto times = [&]<typename T>(SeenPart part, std::span<const T>& out) {
      const std::string_view found = bytes(part);
      out = {reinterpret_cast<const T*>(found.data()), found.size() / sizeof(T)};
      record_.count = static_cast<std::uint32_t>(std::min<std::size_t>(record_.count, out.size()));
    };
    if (record.count == 0) return;
    if (record.wide != 0) {
      times(SeenPart::kFirst, wide_firsts_);
      times(SeenPart::kLast, wide_lasts_);
    } else {
      times(SeenPart::kFirst, firsts_);
      times(SeenPart::kLast, lasts_);
    }
    detail_ = PackedNumbers(bytes(SeenPart::kDetail), record.detail_bits);
    const std::string_view details = bytes(SeenPart::kDetails);
    details_ = {reinterpret_cast<const DetailRecord*>(details.data()), details.size() / sizeof(DetailRecord)};
    if (details_.empty()) record_.count = 0;
    times_ = PackedNumbers(bytes(SeenPart::kTimes), record.times_bits);
    const std::string_view marks = bytes(SeenPart::kRawMarks);
    const std::string_view shifts = bytes(SeenPart::kRawShifts);
    raw_ = Spread({reinterpret_cast<const MarkLine*>(marks.data()), marks.size() / sizeof(MarkLine)},
                  {reinterpret_cast<const std::uint32_t*>(shifts.data()), shifts.size() / sizeof(std::uint32_t)},
                  record.raw_count);
    raw_codes_ = PackedNumbers(bytes(SeenPart::kRaw), record.raw_bits);
  }

  std::uint32_t size() const { return record_.count; }
  /// Whether times lie as u32 (kNarrowNone: undated), so that firsts() and lasts() give them all.
  bool narrow() const { return record_.wide == 0; }
  std::span<const std::uint32_t> firsts() const { return firsts_.first(narrow() ? size() : 0); }
  std::span<const std::uint32_t> lasts() const { return lasts_.first(narrow() ? size() : 0); }
  std::span<const Time> wideFirsts() const { return wide_firsts_; }
  std::span<const Time> wideLasts() const { return wide_lasts_; }

  Time firstAt(std::uint32_t index) const { return narrow() ? widened(firsts_[index]) : wide_firsts_[index]; }
  Time lastAt(std::uint32_t index) const { return narrow() ? widened(lasts_[index]) : wide_lasts_[index]; }
  Time retractedAt(std::uint32_t index) const { return detailAt(index).retracted; }
  Time learntAt(std::uint32_t index) const { return detailAt(index).learnt; }
  SourceId sourceAt(std::uint32_t index) const { return detailAt(index).source; }
  std::int16_t confidenceAt(std::uint32_t index) const { return detailAt(index).confidence; }
  std::uint32_t timesAt(std::uint32_t index) const {
    return times_.empty() ? 1 : static_cast<std::uint32_t>(times_.at(index));
  }
  /// What is common to many observations: source, knowledge time, retraction, time to live, confidence, precision.
  const DetailRecord& detailAt(std::uint32_t index) const {
    return details_[std::min<std::size_t>(detail_.at(index), details_.size() - 1)];
  }
  /// The distinct ones: a test of them answers for every observation.
  std::span<const DetailRecord> details() const { return details_; }
  std::uint32_t detailNumberAt(std::uint32_t index) const {
    return static_cast<std::uint32_t>(std::min<std::size_t>(detail_.at(index), details_.size() - 1));
  }
  Observation at(std::uint32_t index) const;

  std::uint32_t rawBegin() const { return record_.raw_begin; }
  std::uint32_t rawCount() const { return record_.raw_count; }
  /// The numbers [begin, end) of its raw references.
  std::pair<std::uint32_t, std::uint32_t> rawOf(std::uint32_t index) const { return raw_.of(index); }
  /// A packed raw reference, numbered from 0.
  std::uint64_t rawCode(std::uint32_t index) const { return raw_codes_.at(index); }

 private:
  static Time widened(std::uint32_t time) { return time == kNarrowNone ? kNoTime : Time{time}; }
  SeenRecord record_;
  std::span<const std::uint32_t> firsts_;
  std::span<const std::uint32_t> lasts_;
  std::span<const Time> wide_firsts_;
  std::span<const Time> wide_lasts_;
  PackedNumbers detail_;
  std::span<const DetailRecord> details_;
  PackedNumbers times_;
  Spread raw_;
  PackedNumbers raw_codes_;
};

inline Observation ObservationColumns::at(std::uint32_t index) const {
  const DetailRecord& detail = detailAt(index);
  const auto [raw, raw_end] = rawOf(index);
  Observation seen;
  seen.first = firstAt(index);
  seen.last = lastAt(index);
  seen.learnt = detail.learnt;
  seen.retracted = detail.retracted;
  seen.times = timesAt(index);
  seen.ttl = detail.ttl;
  seen.raw = record_.raw_begin + raw;
  seen.raw_count = static_cast<std::uint16_t>(std::min<std::uint32_t>(raw_end - raw, 0xFFFFU));
  seen.source = detail.source;
  seen.confidence = detail.confidence;
  seen.first_is_day = detail.first_is_day;
  seen.last_is_day = detail.last_is_day;
  return seen;
}

}  // namespace clew::graph
