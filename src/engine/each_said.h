// Going over all that is said in a case: every observation and whether it stands, and every lookup.
#pragma once

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "engine/said.h"

namespace clew::engine {

/// Calls for every observation; the visitors below differ in what they keep of it.
template <typename Take>
class EachSaid : public storage::ScanVisitor {
 public:
  explicit EachSaid(Take take) : take_(std::move(take)) {}
  void link(const storage::ScannedLink& row) override { take_(saidBy(row), row.by); }
  void property(const storage::ScannedProperty& row) override { take_(saidBy(row), row.by); }
  void redaction(const storage::ScannedRedaction& row) override {
    if (row.trait != model::kNoRelation) take_(saidBy(row), row.by);
  }
  void answer(const storage::ScannedAnswer& row) override { take_(saidBy(row), row.by); }

 private:
  Take take_;
};

/// The newest batch in which each thing was taken back.
class TakenBack : public storage::ScanVisitor {
 public:
  void retraction(const storage::ScannedRetraction& row) override {
    storage::Generation& last = last_[saidBy(row)];
    last = std::max(last, row.generation);
  }
  bool reaches(const Said& said, storage::Generation generation) const {
    if (last_.empty()) return false;
    const auto found = last_.find(said);
    return found != last_.end() && found->second >= generation;
  }

 private:
  std::map<Said, storage::Generation> last_;
};

inline Result<TakenBack> takenBack(const storage::Store& store) {
  TakenBack taken;
  if (auto scanned = store.scan(0, UINT64_MAX, taken); !scanned) return scanned.error();
  return taken;
}

/// Calls `take(said, lookup, stands)` for every observation of the case.
template <typename Take>
Result<void> eachSaid(const storage::Store& store, Take take) {
  const auto taken = takenBack(store);
  if (!taken) return taken.error();
  auto each = [&](const Said& said, const storage::Provenance& by) {
    take(said, by.lookup, !taken->reaches(said, by.generation));
  };
  EachSaid visitor(each);
  return store.scan(0, UINT64_MAX, visitor);
}

/// Calls for every lookup, in the order in which they came.
template <typename Take>
Result<void> eachLookup(const storage::Store& store, Take take) {
  for (storage::LookupId id = 1;; ++id) {
    auto info = store.lookup(id, false);
    if (!info) return info.error();
    if (!info.value()) return {};
    take(*info.value());
  }
}

/// The lookups in which something is stated again, each with the one that said it first. Asked before a scan: within
/// one the store answers nothing else.
inline Result<std::unordered_map<storage::LookupId, storage::LookupId>> restoredLookups(const storage::Store& store) {
  std::unordered_map<storage::LookupId, storage::LookupId> restored;
  auto read = eachLookup(store, [&](const storage::LookupInfo& info) {
    if (isRestored(info.lookup)) restored.emplace(info.id, info.id);
  });
  if (!read) return read.error();
  for (auto& [lookup, first] : restored) first = firstLookupOf(store, lookup);
  return restored;
}

/// The source of that name. kUnknownName with a suggestion, or with the sources that there are.
Result<storage::SourceId> sourceNamed(const storage::Store& store, std::string_view name);

}  // namespace clew::engine
