// The links of a scan as rows of 32 bytes a relation, in memory up to a budget and in temporary files beyond it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "clew/error.h"
#include "common/scratch_file.h"
#include "graph/facts.h"
#include "graph/format.h"

namespace clew::graph {

/// Distinct records, numbered in order of arrival. While a scan runs `reserved_too` holds the generation.
class DetailPool {
 public:
  std::uint32_t idOf(const DetailRecord& record);
  const DetailRecord& at(std::uint32_t id) const { return records_[id]; }
  std::size_t size() const { return records_.size(); }
  const std::vector<DetailRecord>& records() const { return records_; }

 private:
  std::vector<DetailRecord> records_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> ids_;
  std::uint32_t last_ = 0;
};
DetailRecord detailOf(const Observation& seen);

/// Times in 32 bits: seconds, or the number of one that does not fit.
class TimeCodes {
 public:
  std::uint32_t codeOf(Time time);
  Time at(std::uint32_t code) const {
    if (code < kFirstOdd) return code;
    return code == kNarrowNone ? kNoTime : odd_[code - kFirstOdd];
  }

 private:
  static constexpr std::uint32_t kFirstOdd = 0xF0000000U;
  std::vector<Time> odd_;
  std::unordered_map<Time, std::uint32_t> codes_;
};

/// One sighting of a link, nodes as the scan numbered them.
struct LinkRow {
  NodeId from = kNoNode;
  NodeId to = kNoNode;
  std::uint32_t first = kNarrowNone;  // TimeCodes
  std::uint32_t last = kNarrowNone;
  std::uint32_t detail = 0;  // DetailPool
  std::uint32_t times = 1;
  RawReference raw;
};
static_assert(sizeof(LinkRow) == 32);

class ScannedLinks final : public LinkTaker {
 public:
  /// Beyond `budget` bytes rows go to nameless files in `folder`, by a thread of their own; an empty folder: all stay
  /// in memory.
  ScannedLinks(std::size_t relations, std::size_t budget, std::string folder);
  ~ScannedLinks() override;
  ScannedLinks(const ScannedLinks&) = delete;
  ScannedLinks& operator=(const ScannedLinks&) = delete;

  void link(const LinkClaim& claim, RawReference raw) override;
  std::size_t count(model::RelationId relation) const { return spools_[relation].count; }
  /// Every row of the relation in the order in which it came, some at a time. Several threads may visit different
  /// relations.
  template <typename Visit>
  Result<void> visit(model::RelationId relation, const Visit& visit) const {
    const Spool& spool = spools_[relation];
    std::vector<LinkRow> read;
    for (std::size_t chunk = 0; chunk < spool.spilled; ++chunk) {
      if (auto done = readChunk(spool, chunk, read); !done) return done;
      visit(std::span<const LinkRow>(read));
    }
    std::size_t left = spool.count - spool.spilled * kChunk;
    for (const auto& chunk : spool.chunks) {
      visit(std::span<const LinkRow>(chunk.get(), std::min(left, kChunk)));
      left -= std::min(left, kChunk);
    }
    return {};
  }
  void drop(model::RelationId relation);
  /// The scan is over: where some went to files, the rest of what is full follows.
  void finish();
  /// Which nodes a row named.
  const std::vector<bool>& named() const { return named_; }
  const DetailPool& details() const { return details_; }
  const TimeCodes& times() const { return times_; }
  std::size_t budget() const { return budget_; }
  /// A file that could not be written: the rows are kept in memory then.
  bool spilled() const { return spilled_; }

 private:
  static constexpr std::size_t kChunk = std::size_t{1} << 16;
  static constexpr std::size_t kChunkBytes = kChunk * sizeof(LinkRow);
  struct Spool {
    std::size_t count = 0;
    std::size_t spilled = 0;  // chunks in the file, or on the way to it
    std::optional<ScratchFile> file;
    std::vector<std::unique_ptr<LinkRow[]>> chunks;
  };
  using Chunks = std::vector<std::unique_ptr<LinkRow[]>>;
  /// Full chunks of a relation on their way to its file.
  struct Leaving {
    Spool* spool = nullptr;
    Chunks chunks;
    std::size_t written = 0;
  };
  static Result<void> readChunk(const Spool& spool, std::size_t chunk, std::vector<LinkRow>& out);
  void makeRoom();
  void spill();
  void takeBack();
  std::vector<Spool> spools_;
  std::vector<Leaving> leaving_;  // of leaver_ while it runs
  std::thread leaver_;
  std::vector<std::unique_ptr<LinkRow[]>> free_;  // chunks whose rows are in a file now
  std::vector<bool> named_;
  DetailPool details_;
  TimeCodes times_;
  std::size_t budget_;
  std::size_t limit_;  // above the budget where little of it can leave
  std::string folder_;
  std::size_t resident_ = 0;
  bool spilled_ = false;
};

}  // namespace clew::graph
