#include "storage/sqlite/segments.h"

#include <string>

namespace clew::storage::sqlite {

SegmentWriter::SegmentWriter(RowWriter& rows, Ends& ends) : out_(rows), ends_(ends) {
  for (const segment::Kind kind : segment::kAllKinds) rowsOf(kind) = segment::Rows(kind);
}

void SegmentWriter::clear() {
  for (segment::Rows& rows : rows_) rows.clear();
  first_new_node_ = ends_[kNode];
}

void SegmentWriter::add(segment::Kind kind, std::span<const std::uint64_t> numbers) {
  rowsOf(kind).add(numbers);
  added(kind);
}

void SegmentWriter::add(segment::Kind kind, std::span<const std::uint64_t> numbers, std::string_view text) {
  rowsOf(kind).texts[0].add(text);
  add(kind, numbers);
}

void SegmentWriter::add(segment::Kind kind, std::span<const std::uint64_t> numbers, std::string_view text,
                        std::string_view second) {
  rowsOf(kind).texts[1].add(second);
  add(kind, numbers, text);
}

void SegmentWriter::added(segment::Kind kind) {
  ++ends_[tableOf(kind)];
  if (rowsOf(kind).full()) write(kind);
}

void SegmentWriter::write(segment::Kind kind) {
  segment::Rows& rows = rowsOf(kind);
  const auto count = static_cast<std::int64_t>(rows.count);
  const std::string bytes = segment::pack(kind, rows, static_cast<std::uint64_t>(first_new_node_));
  out_.start(ends_[kSegment]++).integer(static_cast<std::int64_t>(kind)).integer(ends_[tableOf(kind)] - count);
  out_.integer(count).blob(bytes).finish();
  if (kind == segment::Kind::kLink) {
    for (const std::size_t column : {std::size_t{segment::kNodeColumn}, std::size_t{segment::kToColumn}}) {
      for (const std::uint64_t node : rows.numbers[column])
        first_new_node_ = std::max(first_new_node_, static_cast<std::int64_t>(node) + 1);
    }
  }
  rows.clear();
}

void SegmentWriter::flush() {
  for (const segment::Kind kind : segment::kAllKinds) {
    if (rowsOf(kind).count != 0) write(kind);
  }
}

SegmentReader::SegmentReader(Connection& connection, segment::Kind kind, std::int64_t begin, std::int64_t end)
    : connection_(connection),
      kind_(kind),
      expected_(begin),
      end_(end),
      statement_(connection,
                 "SELECT first, rows, bytes FROM segment WHERE kind = ?1 AND first >= ?2 AND first < ?3 "
                 "ORDER BY first") {
  statement_.integer(1, static_cast<std::int64_t>(kind));
  statement_.integer(2, begin);
  statement_.integer(3, end);
}

bool SegmentReader::next() {
  if (expected_ >= end_ || done_) return false;
  done_ = !statement_.step();
  if (done_) failSegment(connection_, kind_, expected_);
  segment_.first = statement_.integerAt(0);
  const std::int64_t count = statement_.integerAt(1);
  if (segment_.first != expected_ || count <= 0 || count > end_ - expected_ ||
      !segment::unpack(kind_, statement_.bytesAt(2), static_cast<std::size_t>(count), segment_.rows)) {
    failSegment(connection_, kind_, expected_);
  }
  expected_ += count;
  return true;
}

void failSegment(const Connection& connection, segment::Kind kind, std::int64_t first) {
  throw Trouble{Error(ErrorCode::kCorrupt, "the case " + connection.path() + " is damaged: what it keeps of '" +
                                               kTables[tableOf(kind)].name + "' from row " + std::to_string(first) +
                                               " on cannot be read")
                    .withHint("go back to a copy of it, or ingest its lookups into a new case")};
}

}  // namespace clew::storage::sqlite
