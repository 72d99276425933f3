#include "graph/scanned_links.h"

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

#include "common/hash.h"

namespace clew::graph {

std::uint32_t DetailPool::idOf(const DetailRecord& record) {
  if (last_ < records_.size() && records_[last_] == record) return last_;
  const std::uint64_t hash = hash64({reinterpret_cast<const char*>(&record), sizeof record});
  const auto [begin, end] = ids_.equal_range(hash);
  for (auto it = begin; it != end; ++it) {
    if (records_[it->second] == record) return last_ = it->second;
  }
  last_ = static_cast<std::uint32_t>(records_.size());
  records_.push_back(record);
  ids_.emplace(hash, last_);
  return last_;
}

DetailRecord detailOf(const Observation& seen) {
  DetailRecord out;
  out.learnt = seen.learnt;
  out.retracted = seen.retracted;
  out.ttl = seen.ttl;
  out.source = seen.source;
  out.confidence = seen.confidence;
  out.first_is_day = seen.first_is_day;
  out.last_is_day = seen.last_is_day;
  return out;
}

std::uint32_t TimeCodes::codeOf(Time time) {
  if (time == kNoTime) return kNarrowNone;
  if (time >= 0 && time < Time{kFirstOdd}) return static_cast<std::uint32_t>(time);
  const auto [it, made] = codes_.emplace(time, kFirstOdd + static_cast<std::uint32_t>(odd_.size()));
  if (made) odd_.push_back(time);
  return it->second;
}

ScannedLinks::ScannedLinks(std::size_t relations, std::size_t budget, std::string folder)
    : spools_(relations), budget_(budget), limit_(budget), folder_(std::move(folder)) {}

void ScannedLinks::link(const LinkClaim& claim, RawReference raw) {
  Spool& spool = spools_[claim.relation];
  const std::size_t place = (spool.count - spool.spilled * kChunk) % kChunk;
  if (place == 0 && (spool.count - spool.spilled * kChunk) / kChunk == spool.chunks.size()) {
    makeRoom();
    if (free_.empty()) {
      // Not make_unique: the rows are written before they are read.
      spool.chunks.emplace_back(new LinkRow[kChunk]);
    } else {
      spool.chunks.push_back(std::move(free_.back()));
      free_.pop_back();
    }
    resident_ += kChunkBytes;
  }
  DetailRecord detail = detailOf(claim.seen);
  detail.reserved_too = claim.generation;
  spool.chunks.back()[place] = {claim.from,
                                claim.to,
                                times_.codeOf(claim.seen.first),
                                times_.codeOf(claim.seen.last),
                                details_.idOf(detail),
                                claim.seen.times,
                                raw};
  ++spool.count;
  const NodeId highest = std::max(claim.from, claim.to);
  if (named_.size() <= highest) named_.resize(std::max<std::size_t>(highest + 1, named_.size() * 2), false);
  named_[claim.from] = true;
  named_[claim.to] = true;
}

ScannedLinks::~ScannedLinks() {
  if (leaver_.joinable()) leaver_.join();
}

void ScannedLinks::finish() {
  takeBack();
  if (spilled_) spill();
  takeBack();
  free_.clear();
}

void ScannedLinks::drop(model::RelationId relation) {
  Spool& spool = spools_[relation];
  spool.chunks.clear();
  spool.chunks.shrink_to_fit();
  spool.file.reset();
  spool.count = spool.spilled = 0;
}

// For one more chunk. From half of the limit on chunks leave; what comes meanwhile has the other half.
void ScannedLinks::makeRoom() {
  if (folder_.empty() || resident_ + kChunkBytes <= limit_ / 2) return;
  if (leaver_.joinable()) {
    if (resident_ + kChunkBytes <= limit_) return;
    takeBack();
  }
  if (resident_ + kChunkBytes > limit_ / 2) spill();
}

/// Begins to write the full chunks of every relation; none are on their way.
void ScannedLinks::spill() {
  for (Spool& spool : spools_) {
    const std::size_t full = (spool.count - spool.spilled * kChunk) / kChunk;
    if (full == 0) continue;
    if (!spool.file) {
      Result<ScratchFile> made = ScratchFile::create(folder_);
      if (!made) continue;
      spool.file.emplace(std::move(*made));
    }
    Leaving& leaving = leaving_.emplace_back();
    leaving.spool = &spool;
    const auto end = spool.chunks.begin() + static_cast<std::ptrdiff_t>(full);
    std::move(spool.chunks.begin(), end, std::back_inserter(leaving.chunks));
    spool.chunks.erase(spool.chunks.begin(), end);
    spool.spilled += full;
  }
  const auto write = [this] {
    for (Leaving& leaving : leaving_) {
      for (const auto& chunk : leaving.chunks) {
        if (!leaving.spool->file->append({reinterpret_cast<const char*>(chunk.get()), kChunkBytes}).ok()) break;
        ++leaving.written;
      }
    }
  };
  if (leaving_.empty()) return takeBack();
  try {
    leaver_ = std::thread(write);
  } catch (const std::system_error&) {  // no more threads: then by this one
    write();
    takeBack();
  }
}

/// Waits for what is on its way. What could not be written comes back to memory.
void ScannedLinks::takeBack() {
  if (leaver_.joinable()) leaver_.join();
  std::size_t written = 0;
  for (Leaving& leaving : leaving_) {
    Spool& spool = *leaving.spool;
    const auto end = leaving.chunks.begin() + static_cast<std::ptrdiff_t>(leaving.written);
    std::move(leaving.chunks.begin(), end, std::back_inserter(free_));
    spool.chunks.insert(spool.chunks.begin(), std::make_move_iterator(end),
                        std::make_move_iterator(leaving.chunks.end()));
    spool.spilled -= leaving.chunks.size() - leaving.written;
    written += leaving.written * kChunkBytes;
  }
  resident_ -= written;
  spilled_ |= written > 0;
  // Half-full chunks of many relations may fill a small budget, or the disk is full: do not try again with every chunk.
  if (written < limit_ / 4) limit_ += limit_ / 2;
  leaving_.clear();
}

Result<void> ScannedLinks::readChunk(const Spool& spool, std::size_t chunk, std::vector<LinkRow>& out) {
  out.resize(kChunk);
  return spool.file->read(chunk * kChunkBytes, reinterpret_cast<char*>(out.data()), kChunkBytes);
}

}  // namespace clew::graph
