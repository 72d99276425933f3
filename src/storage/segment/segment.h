// A segment: a stretch of rows of one kind as packed columns, in one blob.
//
// What a kind's columns are is data (`columnsOf`). Each column is brought into numbers that pack well before it is
// packed: a node that is new at that place is 0, times count from the earliest one of the segment, ends count from
// their beginnings. Texts are columns of their own; names of nodes lie together by type.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/segment/column.h"

namespace clew::storage::segment {

/// Written in files.
enum class Kind : std::uint8_t {
  kNode = 1,
  kSpelling = 2,
  kLink = 3,
  kProperty = 4,
  kRedaction = 5,
  kAnswer = 6,
  kRetraction = 7
};
inline constexpr std::size_t kKinds = 7;
inline constexpr std::array<Kind, kKinds> kAllKinds = {
    Kind::kNode, Kind::kSpelling, Kind::kLink, Kind::kProperty, Kind::kRedaction, Kind::kAnswer, Kind::kRetraction};

inline constexpr std::size_t kMostRows = std::size_t{1} << 16;   // of a segment
inline constexpr std::size_t kMostText = std::size_t{16} << 20;  // a segment is cut after the text that goes beyond

// Places of the columns. Facts begin alike, sightings end alike.
enum FactColumn : std::size_t { kLookupColumn, kPositionColumn, kNodeColumn, kWordColumn };
enum LinkColumn : std::size_t { kToColumn = 4, kLinkColumns = 11 };
enum PropertyColumn : std::size_t { kPropertyColumns = 10 };  // redactions are the same
enum SightingColumn : std::size_t { kFirst, kLast, kTimes, kTtl, kConfidence, kPrecision, kSightingColumns };
enum AnswerColumn : std::size_t { kOutcomeColumn = 4, kAnsweredColumn, kAnswerColumns };
enum RetractionColumn : std::size_t {
  kTakenToColumn = 4,  // node + 1; 0: no link is taken back
  kTakenPropertyColumn,
  kTakenSourceColumn,
  kTakenWhenColumn,
  kRetractionColumns
};
enum SpellingColumn : std::size_t { kSpelledNodeColumn, kSpelledTimesColumn, kSpellingColumns };

/// The rows of a segment as columns. Times are as they are, kNoTime included; a confidence is one more than it is, 0:
/// none. Of nodes `numbers` has the word of the type, and `texts` the names.
struct Rows {
  std::vector<std::vector<std::uint64_t>> numbers;
  std::vector<Texts> texts;
  std::size_t count = 0;

  explicit Rows(Kind kind);
  Rows() = default;
  void add(std::span<const std::uint64_t> row);
  void clear();
  bool full() const;
};

/// The same rows give the same bytes.
std::string pack(Kind kind, const Rows& rows, std::uint64_t first_new_node);
/// False when the bytes are no segment of that kind and that many rows; `rows` is then of no use. Numbers are not held
/// against what they name.
[[nodiscard]] bool unpack(Kind kind, std::string_view bytes, std::size_t count, Rows& rows);

}  // namespace clew::storage::segment
