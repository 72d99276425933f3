// Segments as rows of a case: written by the batch in hand, read back by the ids of the rows that they hold.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "storage/segment/segment.h"
#include "storage/sqlite/tables.h"

namespace clew::storage::sqlite {

/// Gathers rows of the packed tables and writes a segment whenever there are enough, or at the end of a batch.
class SegmentWriter {
 public:
  /// `ends`: of the batch in hand; those of packed tables grow with each row, that of segments with each segment.
  SegmentWriter(RowWriter& rows, Ends& ends);

  void add(segment::Kind kind, std::span<const std::uint64_t> numbers);
  void add(segment::Kind kind, std::span<const std::uint64_t> numbers, std::string_view text);
  void add(segment::Kind kind, std::span<const std::uint64_t> numbers, std::string_view text, std::string_view second);
  /// What is gathered, of all kinds.
  void flush();
  /// Forgets what is gathered.
  void clear();

 private:
  segment::Rows& rowsOf(segment::Kind kind) { return rows_[static_cast<std::size_t>(kind) - 1]; }
  void added(segment::Kind kind);
  void write(segment::Kind kind);

  RowWriter& out_;
  Ends& ends_;
  std::array<segment::Rows, segment::kKinds> rows_;
  std::int64_t first_new_node_ = 0;  // of the batch, or of what came since the last segment of links
};

/// A segment and where it lies in its table.
struct ReadSegment {
  std::int64_t first = 0;  // id of its first row
  segment::Rows rows;
};

/// Reads segments of one kind in the order of their rows.
class SegmentReader {
 public:
  /// Those that hold rows with ids from `begin` up to, not including, `end`. One that reaches beyond is refused.
  SegmentReader(Connection& connection, segment::Kind kind, std::int64_t begin, std::int64_t end);
  /// False after the last one. Throws Trouble when rows are missing or the segment is damaged.
  bool next();
  const ReadSegment& segment() const { return segment_; }

 private:
  Connection& connection_;
  segment::Kind kind_;
  std::int64_t expected_;
  std::int64_t end_;
  bool done_ = false;
  Statement statement_;
  ReadSegment segment_;
};

/// What is said of a segment that cannot be read.
[[noreturn]] void failSegment(const Connection& connection, segment::Kind kind, std::int64_t first);

}  // namespace clew::storage::sqlite
