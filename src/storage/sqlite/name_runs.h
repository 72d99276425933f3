// Names that no longer fit memory, with their node ids: sorted runs in scratch files.
//
// A run holds its names in the order of their hashes, in blocks of some 4 KiB; of each block the first hash and the
// place stay in memory, an eighth of a byte a name. Runs of one level are merged four at a time into one of the next.
// A run has a filter in memory, as long as all of them fit into what filters may take: it tells of most names which are
// not in the run, without a look into the file. What is left is sought many at a time in the order of hashes, so that a
// run is read from front to back, each block at most once. A hash only leads to a name: the name itself decides.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/scratch_file.h"
#include "model/schema.h"

namespace clew::storage::sqlite {

/// A name as it is sought: the hash is that of type and name.
struct NameKey {
  std::uint64_t hash = 0;
  std::string_view name;
  model::TypeId type = 0;
};

/// Tells of hashes which are surely not among those that were added: of a hundred others it lets one or two through.
class HashFilter {
 public:
  static constexpr std::size_t kBitsAHash = 12;
  static std::size_t bytesFor(std::size_t hashes) { return hashes * kBitsAHash / 8; }

  explicit HashFilter(std::size_t hashes) : words_(bytesFor(hashes) / sizeof(std::uint64_t) + 1, 0) {}
  void add(std::uint64_t hash) { words_[wordOf(hash)] |= bitsOf(hash); }
  bool mayHold(std::uint64_t hash) const { return (words_[wordOf(hash)] & bitsOf(hash)) == bitsOf(hash); }
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&words_[wordOf(hash)]); }
  std::size_t bytes() const { return words_.size() * sizeof(std::uint64_t); }

 private:
  // All bits of a hash lie in one word, so that a look costs one access to memory.
  std::size_t wordOf(std::uint64_t hash) const {
    const std::uint64_t mixed = hash * 0x9E3779B97F4A7C15U;
    return static_cast<std::size_t>((mixed >> 32) * words_.size() >> 32);
  }
  static std::uint64_t bitsOf(std::uint64_t hash) {
    const auto bit = [&](int from) { return std::uint64_t{1} << (hash >> from & 63U); };
    return bit(0) | bit(6) | bit(12) | bit(18);
  }

  std::vector<std::uint64_t> words_;
};

class NameRuns {
 public:
  struct Entry {
    NameKey key;
    std::uint32_t id = 0;
  };

  /// Runs are made on the disk of `folder`; their filters take at most `filter_memory` bytes together.
  NameRuns(std::string folder, std::size_t filter_memory) : folder_(std::move(folder)), filter_memory_(filter_memory) {}

  bool empty() const { return runs_.empty(); }
  std::size_t count() const { return runs_.size(); }
  void clear() { runs_.clear(); }

  /// A run of what `each(add)` adds in ascending order of hashes, at most `most` of them; nothing of it may be in a run
  /// already. Fails when the disk is full or the folder cannot be written: then the runs are as before.
  template <typename Each>
  Result<void> write(std::size_t most, const Each& each) {
    Result<Writer> made = Writer::create(folder_, 0, most, filterFits(most, 0));
    if (!made) return made.error();
    Writer& writer = *made;
    each([&](const Entry& entry) { writer.add(entry); });
    return keep(writer);
  }

  /// False where no run can hold a name of that hash.
  bool mayHold(std::uint64_t hash) const {
    for (const Run& run : runs_) {
      if (!run.filter || run.filter->mayHold(hash)) return true;
    }
    return false;
  }
  void prefetch(std::uint64_t hash) const {
    for (const Run& run : runs_) {
      if (run.filter) run.filter->prefetch(hash);
    }
  }

  /// Calls take(position in `keys`, id) for those that are in a run. `keys` ascend by hash. Fails when a file cannot be
  /// read.
  template <typename Take>
  Result<void> find(std::span<const NameKey> keys, const Take& take) const {
    for (const Run& run : runs_) {
      Reader reader(run, keys.size() * 2 >= run.fences.size() ? kBlocksAhead : 1);
      for (std::size_t position = 0; position < keys.size(); ++position) {
        const NameKey& key = keys[position];
        if (run.filter && !run.filter->mayHold(key.hash)) continue;
        if (auto moved = reader.seek(key.hash); !moved) return moved;
        for (; reader.has() && reader.entry().key.hash <= key.hash; reader.step()) {
          const Entry& met = reader.entry();
          if (met.key.hash != key.hash || met.key.type != key.type || met.key.name != key.name) continue;
          take(position, met.id);
          break;
        }
      }
    }
    return {};
  }

 private:
  static constexpr std::size_t kBlocksAhead = 16;

  /// Where a block begins.
  struct Fence {
    std::uint64_t hash = 0;
    std::uint64_t offset = 0;
  };
  struct Run {
    ScratchFile file;
    int level = 0;
    std::size_t names = 0;
    std::vector<Fence> fences;  // equal hashes lie in one block
    std::optional<HashFilter> filter;
  };

  class Writer {
   public:
    /// `most` names are added at most.
    static Result<Writer> create(const std::string& folder, int level, std::size_t most, bool with_filter);
    void add(const Entry& entry);
    /// The first failure counts.
    Result<Run> finish();

   private:
    explicit Writer(Run run) : run_(std::move(run)) {}
    void flush();
    Run run_;
    std::string waiting_;
    std::uint64_t last_ = 0;
    std::size_t block_begin_ = 0;  // in waiting_
    std::optional<Error> failure_;
  };

  /// Reads a run from front to back. The names of entries hold until the next step.
  class Reader {
   public:
    /// `ahead`: how many blocks are read at once.
    Reader(const Run& run, std::size_t ahead) : run_(run), ahead_(ahead) {}
    /// To the block that alone can hold the hash, at its first entry; where it is in that block already it stays.
    /// Hashes must ascend; for one that is sought again it goes back.
    Result<void> seek(std::uint64_t hash);
    /// To the first entry of the run.
    Result<void> start() { return load(0); }
    /// Whether there is an entry here; false at the end of a block.
    bool has() const { return at_ < end_; }
    const Entry& entry() const { return entry_; }
    void step();
    /// From the end of a block to the next one; false at the end of the run.
    Result<bool> nextBlock();

   private:
    Result<void> load(std::size_t block);
    void enter(std::size_t block);
    void decode();
    std::uint64_t offsetOf(std::size_t block) const {
      return block < run_.fences.size() ? run_.fences[block].offset : run_.file.size();
    }

    const Run& run_;
    std::size_t ahead_;
    std::string window_;
    std::size_t window_begin_ = 0, window_end_ = 0;  // blocks
    std::optional<std::size_t> block_;
    std::optional<std::uint64_t> sought_;
    std::size_t at_ = 0, end_ = 0;  // in window_
    std::size_t step_ = 0;
    Entry entry_;
  };

  /// Whether there is room for the filter of so many names once the runs of `replaced` bytes of filters are gone.
  bool filterFits(std::size_t names, std::size_t replaced) const;
  Result<void> keep(Writer& writer);
  Result<void> merge(int level);

  std::string folder_;
  std::size_t filter_memory_;
  std::vector<Run> runs_;  // levels descend
};

}  // namespace clew::storage::sqlite
