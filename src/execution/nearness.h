// ValueIndex: values of seeds, found again by equality or nearness.
#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include "common/text.h"
#include "execution/datum.h"
#include "planner/plan.h"

namespace clew::execution {

using Nearness = decltype(binder::NearTrait::nearness);

/// Block texts of an address for the prefix lengths that fit its family (up to 32: IPv4, above: IPv6).
std::vector<model::Block> blocksAround(std::string_view address, const std::vector<int>& lengths);
/// Levenshtein's distance over code points, at most `limit` + 1.
std::size_t editsBetween(std::string_view a, std::string_view b, std::size_t limit);

/// Values by number; which of them are near another. Values are added first, then asked for.
class ValueIndex {
 public:
  ValueIndex(const GraphView& view, const Nearness& nearness) : view_(view), nearness_(nearness) {}

  void add(Datum value, std::uint32_t number) { values_.emplace_back(std::move(value), number); }
  void finish();
  /// The numbers of the values near `value`, ascending, each once.
  std::vector<std::uint32_t> near(const Datum& value) const;
  /// The distinct values, for walking on from them.
  const std::vector<std::pair<Datum, std::uint32_t>>& values() const { return values_; }

 private:
  bool less(const Datum& a, const Datum& b) const;
  void nearInTime(const Datum& value, std::int64_t seconds, std::vector<std::uint32_t>& out) const;
  void nearInBlocks(const Datum& value, const std::vector<int>& lengths, std::vector<std::uint32_t>& out) const;

  const GraphView& view_;
  const Nearness& nearness_;
  std::vector<std::pair<Datum, std::uint32_t>> values_;  // sorted by less()
  std::unordered_map<std::string, std::vector<std::uint32_t>, TextHash, std::equal_to<>> blocks_;
};

}  // namespace clew::execution
