// What columns of tables may hold, and what is told of them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::ingest {

/// What a column holds.
enum class ColumnRole : std::uint8_t {
  kIgnored,
  kUnknown,
  kHost,
  kIp,
  kUrl,
  kFile,
  kEmail,
  kIndicator,
  kFirst,
  kLast,
  kSeen,  // when the row was seen or told: first and last, where no other column says these
  kKind,  // what kind the row is of
  kTimes,
  kConfidence,
  kAsn,
  kCountry,
  kPort,
  kTag,
  kThreat,
  kNs,
  kMx,
  kCname,
  kRegistrar,
  kProperty,
  kRelation
};
inline constexpr std::size_t kColumnRoles = static_cast<std::size_t>(ColumnRole::kRelation) + 1;

/// Whether values of the column are indicators in their own right.
bool isSubject(ColumnRole role);

/// Whether values of the column are dates of sightings.
bool isDate(ColumnRole role);

struct Columns {
  std::vector<ColumnRole> roles;
  std::vector<std::string> names;  // of the header; of properties and relations the schema's word
  bool header = false;             // the first record is the header
  bool log = false;                // of somebody's machines: what stands in unknown columns is theirs
  /// The columns of a network's first address and of its length, which make it together.
  std::optional<std::pair<std::size_t, std::size_t>> net;
  bool hasSubject() const { return std::any_of(roles.begin(), roles.end(), isSubject); }
};

template <std::size_t Count>
bool isAmong(const std::array<std::string_view, Count>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// A header as it is compared: lower case letters and digits alone; text in round brackets is dropped, unless nothing
/// else is left.
std::string headerKey(std::string_view text);

}  // namespace clew::ingest
