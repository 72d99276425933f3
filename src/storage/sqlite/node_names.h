// All names of a case: (type, name) -> node id, exact. It is what keeps names unique, so it belongs to the writer;
// readers never need it.
//
// Names that were met last are in memory, in a NameDictionary; above half of the budget those that are new are written
// to NameRuns and memory begins anew. The other half is for the filters of the runs. So the memory is that of the
// budget and the batch in hand, however many names there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "storage/sqlite/key_hash.h"
#include "storage/sqlite/name_dictionary.h"
#include "storage/sqlite/name_runs.h"

namespace clew::storage::sqlite {

/// Used by one thread at a time.
class NodeNames {
 public:
  /// Beyond `budget` bytes names go to the disk of `folder`; where that cannot be written they stay in memory. `hash`
  /// must outlive this.
  NodeNames(const KeyHash& hash, std::string folder, std::size_t budget)
      : hash_(hash), runs_(std::move(folder), budget / 2), budget_(budget / 2), limit_(budget_) {}

  /// How many there are, and the id that the next new one gets.
  std::size_t size() const { return size_; }
  void clear();
  /// One that is not there yet.
  void add(const NameKey& key);
  /// Brings into the memory of the processor what add() of that name reads first.
  void prefetch(const NameKey& key) const { met_.prefetchSlot(key.hash); }

  /// Adds the ids of `keys`, which must all outlive the call. What is new gets the next id, in the order in which it
  /// stands, after is_new(key, id) was called, which may throw. Fails when a scratch file cannot be read.
  Result<void> resolve(std::span<const NameKey> keys, std::vector<std::uint32_t>& ids,
                       const std::function<void(const NameKey&, std::uint32_t)>& is_new);

  /// How many names are in memory, and in how many runs the others are. For tests.
  std::size_t inMemory() const { return met_.size(); }
  std::size_t runCount() const { return runs_.count(); }

 private:
  std::uint32_t give(const NameKey& key, const std::function<void(const NameKey&, std::uint32_t)>& is_new);
  Result<void> seekInRuns(std::vector<NameKey> sought);
  void keepInBudget();

  const KeyHash& hash_;
  NameDictionary met_;  // all names from `written_` on, and what was sought since it was emptied
  NameRuns runs_;       // all names before `written_`
  std::size_t budget_;  // of met_
  std::size_t limit_;   // above the budget once the disk could not be written
  std::size_t size_ = 0;
  std::size_t written_ = 0;
};

}  // namespace clew::storage::sqlite
