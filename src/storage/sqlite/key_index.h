// Finds rows by the hash of what they are: lookups by what makes them the same.
//
// An ordinary index takes random keys: at a few million of them every batch touches nearly all its pages. Here new keys
// are gathered in memory (the young), written as a sorted run when there are enough, and runs of one size are merged
// four at a time into the next size: every key is written a few times, in order, and found by one look into each run. A
// run is cut into blocks by the upper bits of the hash, so that a block's place follows from the hash itself; a batch
// looks up its hashes in ascending order, so that a block is read once for all of them.
//
// The runs of a kind cover the ids from the first up to covered(); the rows behind are the young, which are read from
// the tables themselves when a writer opens the case. Hashes are 64 bits, and a hit is only a candidate: the row
// decides.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "storage/sqlite/connection.h"

namespace clew::storage::sqlite {

struct Key {
  std::uint64_t hash = 0;
  std::uint32_t id = 0;
  friend auto operator<=>(const Key&, const Key&) = default;
};

class KeyIndex {
 public:
  enum class Kind : std::int64_t { kLookup = 2 };

  /// `first_id` is the first id that rows of this kind ever have. load() must follow.
  KeyIndex(Connection& connection, Kind kind, std::int64_t first_id);

  /// Reads which runs there are and forgets the young: the rows from covered() on must be added again.
  void load();
  std::int64_t covered() const { return covered_; }
  void add(std::uint64_t hash, std::uint32_t id);

  /// For hashes in ascending order: offers each candidate to `matches(position, id)` until it returns true.
  void find(const std::vector<std::uint64_t>& hashes, const std::function<bool(std::size_t, std::uint32_t)>& matches);

  /// Writes the young as a run once there are many, and merges runs. Inside the transaction that wrote their rows.
  void settle();
  /// As settle(), however few there are. For tests.
  void settleNow();

  /// Every key in the runs. For checks.
  void each(const std::function<void(const Key&)>& take);
  std::size_t runCount() const { return runs_.size(); }

 private:
  struct Run {
    std::int64_t id = 0;
    std::int64_t level = 0;
    int bits = 0;  // of the hash that choose the block
    std::int64_t count = 0;
    std::int64_t first = 0;  // covers the ids [first, end)
    std::int64_t end = 0;
  };
  class Writer;
  class Cursor;

  void findInRun(const Run& run, const std::vector<std::uint64_t>& hashes, std::vector<char>& found,
                 const std::function<bool(std::size_t, std::uint32_t)>& matches);
  void growYoung();
  void placeYoung(const Key& key);
  Run newRun(std::int64_t level, std::int64_t count, std::int64_t first, std::int64_t end);
  void recordRun(const Run& run);
  void merge(std::int64_t level);

  Connection& connection_;
  Kind kind_;
  std::int64_t first_id_;
  std::int64_t covered_;
  std::vector<Run> runs_;   // in order of the ids that they cover
  std::vector<Key> young_;  // open addressing; empty slots have kEmpty
  std::size_t young_count_ = 0;
  Statement get_block_;
  Statement put_block_;
};

}  // namespace clew::storage::sqlite
