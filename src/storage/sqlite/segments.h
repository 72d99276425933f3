// Segments as rows of a case: written by the batch in hand, read back by the ids of the rows that they hold.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/segment/bundle.h"
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
  bool holds(std::int64_t row) const { return row >= first && row - first < static_cast<std::int64_t>(rows.count); }
};

/// In the column `kind`, a row that is a bundle of segments of the kind (segment/bundle.h): its `id` and `first` are
/// those of the first of them, its `rows` those of all.
inline constexpr std::int64_t kBundled = 16;

/// The segments of a bundle, one after the other.
class OpenBundle {
 public:
  /// False when the bytes are no such bundle.
  [[nodiscard]] bool open(std::int64_t id, std::int64_t first, std::int64_t rows, std::string_view bytes);
  bool atEnd() const { return next_ == segments_.size(); }
  const segment::Bundled& head() const { return segments_[next_]; }
  /// Of the head.
  std::int64_t first() const { return first_; }
  void advance() { first_ += segments_[next_++].rows; }

 private:
  std::string content_;
  std::vector<segment::Bundled> segments_;
  std::size_t next_ = 0;
  std::int64_t first_ = 0;
};

/// Reads segments of one kind in the order of their rows, from bundles as well.
class SegmentReader {
 public:
  /// Those that hold rows with ids from `begin` up to, not including, `end`. One that reaches beyond is refused.
  SegmentReader(Connection& connection, segment::Kind kind, std::int64_t begin, std::int64_t end);
  /// False after the last one. Throws Trouble when rows are missing or the segment is damaged.
  bool next();
  /// next() to the one that holds the row, which no segment before does; those between are not unpacked.
  bool seek(std::int64_t row);
  const ReadSegment& segment() const { return segment_; }

 private:
  [[noreturn]] void fail() const;
  void take(std::int64_t first, std::int64_t count, std::string_view bytes);

  Connection& connection_;
  segment::Kind kind_;
  std::int64_t expected_;
  std::int64_t end_;
  bool begun_ = false;  // a segment at `expected_` was met
  Statement statement_;
  OpenBundle bundle_;
  ReadSegment segment_;
};

/// Where the segment, or the bundle, begins that holds the row of the kind.
std::int64_t stretchOf(Connection& connection, segment::Kind kind, std::int64_t row);

/// A segment as the row of its table that it was written as.
struct SegmentRow {
  std::int64_t id = 0;
  std::int64_t kind = 0;
  std::int64_t first = 0;
  std::int64_t rows = 0;
  std::string_view bytes;  // until the next call
};

/// All segments in the order of their ids, from bundles as well. Of bundles one of each kind is in memory.
class SegmentsById {
 public:
  explicit SegmentsById(Connection& connection);
  /// Null after the last one. Throws Trouble when a bundle is damaged.
  const SegmentRow* peek();
  void advance();

 private:
  struct Open {
    std::int64_t kind = 0;
    OpenBundle bundle;
  };
  Connection& connection_;
  Statement statement_;
  bool on_row_ = false;
  bool ended_ = false;
  std::vector<std::unique_ptr<Open>> open_;
  Open* from_ = nullptr;  // whose head `row_` is; null: the statement's row
  SegmentRow row_;
  bool has_row_ = false;
};

/// What is said of a segment that cannot be read.
[[noreturn]] void failSegment(const Connection& connection, segment::Kind kind, std::int64_t first);

}  // namespace clew::storage::sqlite
