#include "graph/seen_maker.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "graph/packed.h"

namespace clew::graph {

RawCodes::RawCodes(const std::vector<std::uint32_t>& positions) {
  std::uint64_t total = 0;
  for (const std::uint32_t one : positions) total += one;
  if (total >= kNarrowNone || positions.empty()) return;
  starts_.reserve(positions.size() + 1);
  std::uint32_t start = 0;
  for (const std::uint32_t one : positions) {
    starts_.push_back(start);
    start += one;
  }
  starts_.push_back(start);
}

RowsRecord RawCodes::write(SectionList& out) const {
  RowsImage rows = makeRows(0, starts_);
  out.addBytes(Section::kLookupRows, 0, std::move(rows.offsets));
  return rows.record;
}

void NarrowColumn::reserve(std::size_t count) {
  if (count > room_) move(width_, count);
}

void NarrowColumn::move(std::size_t width, std::size_t room) {
  NarrowColumn wider;
  wider.bytes_.reset(new char[width * room]);  // not make_unique: written before it is read
  wider.width_ = width;
  for (std::size_t i = 0; i < size_; ++i) wider.set(i, (*this)[i]);
  bytes_ = std::move(wider.bytes_);
  width_ = width;
  room_ = room;
}

void NarrowColumn::raise(std::uint64_t number) {
  highest_ = number;
  const auto width = std::bit_ceil((static_cast<std::size_t>(std::bit_width(number)) + 7) / 8);
  if (width > width_) move(width, room_);
}

void SeenMaker::reserve(std::size_t observations) {
  firsts_.reserve(observations);
  lasts_.reserve(observations);
  detail_.reserve(observations);
  times_.reserve(observations);
  raw_.reserve(observations);
}

namespace {

bool fits(Time time) {
  return time == kNoTime || (time >= 0 && time < Time{kNarrowNone});
}
std::uint32_t narrowed(Time time) {
  return time == kNoTime ? kNarrowNone : static_cast<std::uint32_t>(time);
}

}  // namespace

void SeenMaker::widen() {
  const auto all = [](std::vector<std::uint32_t>& from, std::vector<Time>& to) {
    for (const std::uint32_t time : from) to.push_back(time == kNarrowNone ? kNoTime : Time{time});
    std::vector<std::uint32_t>().swap(from);
  };
  all(firsts_, wide_firsts_);
  all(lasts_, wide_lasts_);
  wide_ = true;
}

void SeenMaker::add(Time first, Time last, std::uint32_t detail, std::uint32_t times,
                    std::span<const std::uint64_t> raw) {
  if (!wide_ && !(fits(first) && fits(last))) widen();
  if (wide_) {
    wide_firsts_.push_back(first);
    wide_lasts_.push_back(last);
  } else {
    firsts_.push_back(narrowed(first));
    lasts_.push_back(narrowed(last));
  }
  detail_.push_back(detail);
  times_.push_back(times);
  once_ &= times == 1;
  spread_.add(static_cast<std::uint32_t>(raw.size()));
  for (const std::uint64_t code : raw) raw_.push_back(code);
}

void SeenMaker::add(const Observation& seen, std::span<const RawReference> raw, const RawCodes& codes) {
  scratch_.clear();
  for (const RawReference& one : raw) scratch_.push_back(codes.codeOf(one));
  add(seen.first, seen.last, idOf(detailOf(seen)), seen.times, scratch_);
}

std::vector<bool> SeenMaker::retracted() const {
  std::vector<bool> out;
  const auto is_retracted = [](const DetailRecord& record) { return record.retracted != kNoTime; };
  if (std::none_of(details_.records().begin(), details_.records().end(), is_retracted)) return out;
  out.reserve(detail_.size());
  for (std::size_t i = 0; i < detail_.size(); ++i) {
    out.push_back(is_retracted(details_.at(static_cast<std::uint32_t>(detail_[i]))));
  }
  return out;
}

SeenRecord SeenMaker::write(Section group, std::uint16_t owner, SectionList& out, SeenTimes* times) {
  SeenRecord record;
  record.count = count();
  if (record.count == 0) return record;
  record.wide = wide_ ? 1 : 0;
  const auto part = [&](SeenPart one) { return partOf(group, one); };
  if (wide_) {
    out.add(part(SeenPart::kFirst), owner, std::move(wide_firsts_));
    out.add(part(SeenPart::kLast), owner, std::move(wide_lasts_));
  } else {
    const auto firsts = out.add(part(SeenPart::kFirst), owner, std::move(firsts_));
    const auto lasts = out.add(part(SeenPart::kLast), owner, std::move(lasts_));
    if (times != nullptr) *times = {firsts, lasts, retracted()};
  }
  // The records in an order of their own, whoever came first.
  std::vector<std::uint32_t> order(details_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return details_.at(a) < details_.at(b); });
  std::vector<std::uint32_t> place(order.size());
  std::vector<DetailRecord> sorted;
  for (const std::uint32_t id : order) {
    place[id] = static_cast<std::uint32_t>(sorted.size());
    sorted.push_back(details_.at(id));
  }
  record.detail_bits = static_cast<std::uint8_t>(bitsFor(sorted.size() - 1));
  out.addBytes(part(SeenPart::kDetail), owner,
               packNumbers(detail_.size(), record.detail_bits, [&](std::size_t i) { return place[detail_[i]]; }));
  detail_ = NarrowColumn();
  out.add(part(SeenPart::kDetails), owner, std::move(sorted));
  if (!once_) {
    record.times_bits = static_cast<std::uint8_t>(std::max(1U, bitsFor(times_.highest())));
    out.addBytes(part(SeenPart::kTimes), owner,
                 packNumbers(times_.size(), record.times_bits, [&](std::size_t i) { return times_[i]; }));
  }
  times_ = NarrowColumn();
  record.raw_count = static_cast<std::uint32_t>(raw_.size());
  record.raw_bits = static_cast<std::uint8_t>(bitsFor(raw_.highest()));
  out.addBytes(part(SeenPart::kRaw), owner,
               packNumbers(raw_.size(), record.raw_bits, [&](std::size_t i) { return raw_[i]; }));
  raw_ = NarrowColumn();
  out.add(part(SeenPart::kRawMarks), owner, spread_.marks());
  out.add(part(SeenPart::kRawShifts), owner, std::move(spread_).shifts());
  *this = SeenMaker();
  return record;
}

}  // namespace clew::graph
