#include "storage/sqlite/segments.h"

#include <algorithm>
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

bool OpenBundle::open(std::int64_t id, std::int64_t first, std::int64_t rows, std::string_view bytes) {
  next_ = 0;
  first_ = first;
  return rows > 0 && segment::unpackBundle(bytes, id, rows, content_, segments_);
}

// Of each of the two kinds of rows the first one is the last that begins at `begin` or before.
SegmentReader::SegmentReader(Connection& connection, segment::Kind kind, std::int64_t begin, std::int64_t end)
    : connection_(connection),
      kind_(kind),
      expected_(begin),
      end_(end),
      statement_(connection,
                 "SELECT first, rows, bytes, id, kind FROM segment WHERE kind = ?1 AND first >= ?3 AND first < ?4 "
                 "UNION ALL "
                 "SELECT first, rows, bytes, id, kind FROM segment WHERE kind = ?2 AND first < ?4 AND "
                 "first >= (SELECT ifnull(max(first), 0) FROM segment WHERE kind = ?2 AND first <= ?3) ORDER BY 1") {
  statement_.integer(1, static_cast<std::int64_t>(kind));
  statement_.integer(2, static_cast<std::int64_t>(kind) + kBundled);
  statement_.integer(3, begin);
  statement_.integer(4, end);
}

void SegmentReader::fail() const {
  failSegment(connection_, kind_, expected_);
}

void SegmentReader::take(std::int64_t first, std::int64_t count, std::string_view bytes) {
  if (first != expected_ || count <= 0 || count > end_ - expected_ ||
      !segment::unpack(kind_, bytes, static_cast<std::size_t>(count), segment_.rows)) {
    fail();
  }
  segment_.first = first;
  expected_ += count;
}

bool SegmentReader::next() {
  return seek(expected_);
}

// Each begins where the one before ends; only of the first bundle there may be some before what is wanted.
bool SegmentReader::seek(std::int64_t row) {
  if (row >= end_) return false;
  for (;;) {
    for (; !bundle_.atEnd(); bundle_.advance()) {
      const segment::Bundled& head = bundle_.head();
      const std::int64_t first = bundle_.first();
      if (!begun_ && first + head.rows <= expected_) continue;
      if (first != expected_) fail();
      begun_ = true;
      if (row < first + head.rows) {
        take(first, head.rows, head.bytes);
        bundle_.advance();
        return true;
      }
      expected_ += head.rows;
    }
    if (!statement_.step()) fail();
    const std::int64_t first = statement_.integerAt(0);
    const std::int64_t count = statement_.integerAt(1);
    const bool is_bundle = statement_.integerAt(4) > kBundled;
    if (count <= 0 || first > expected_) fail();
    if (is_bundle && !begun_ && first + count <= expected_) continue;
    if (first != expected_ && (begun_ || !is_bundle)) fail();
    if (is_bundle) {
      if (!bundle_.open(statement_.integerAt(3), first, count, statement_.bytesAt(2))) fail();
      continue;
    }
    begun_ = true;
    if (row < first + count) {
      take(first, count, statement_.bytesAt(2));
      return true;
    }
    expected_ += count;
  }
}

std::int64_t stretchOf(Connection& connection, segment::Kind kind, std::int64_t row) {
  Statement statement(connection,
                      "SELECT max(ifnull((SELECT max(first) FROM segment WHERE kind = ?1 AND first <= ?3), -1), "
                      "ifnull((SELECT max(first) FROM segment WHERE kind = ?2 AND first <= ?3), -1))");
  statement.integer(1, static_cast<std::int64_t>(kind));
  statement.integer(2, static_cast<std::int64_t>(kind) + kBundled);
  statement.integer(3, row);
  if (!statement.step() || statement.integerAt(0) < 0) failSegment(connection, kind, row);
  return statement.integerAt(0);
}

SegmentsById::SegmentsById(Connection& connection)
    : connection_(connection), statement_(connection, "SELECT id, kind, first, rows, bytes FROM segment ORDER BY id") {}

const SegmentRow* SegmentsById::peek() {
  if (has_row_) return &row_;
  for (;;) {
    if (!on_row_ && !ended_) {
      on_row_ = statement_.step();
      ended_ = !on_row_;
    }
    std::erase_if(open_, [](const auto& one) { return one->bundle.atEnd(); });
    from_ = nullptr;
    for (const auto& one : open_) {
      if (from_ == nullptr || one->bundle.head().id < from_->bundle.head().id) from_ = one.get();
    }
    if (from_ != nullptr && (!on_row_ || from_->bundle.head().id < statement_.integerAt(0))) {
      const segment::Bundled& head = from_->bundle.head();
      row_ = {head.id, from_->kind, from_->bundle.first(), head.rows, head.bytes};
      has_row_ = true;
      return &row_;
    }
    if (!on_row_) return nullptr;
    row_ = {statement_.integerAt(0), statement_.integerAt(1), statement_.integerAt(2), statement_.integerAt(3),
            statement_.bytesAt(4)};
    if (row_.kind <= kBundled) {
      from_ = nullptr;
      has_row_ = true;
      return &row_;
    }
    auto opened = std::make_unique<Open>();
    opened->kind = row_.kind - kBundled;
    if (!opened->bundle.open(row_.id, row_.first, row_.rows, row_.bytes)) {
      const std::int64_t kind = std::clamp<std::int64_t>(opened->kind, 1, segment::kKinds);
      failSegment(connection_, static_cast<segment::Kind>(kind), row_.first);
    }
    open_.push_back(std::move(opened));
    on_row_ = false;
  }
}

void SegmentsById::advance() {
  has_row_ = false;
  if (from_ != nullptr)
    from_->bundle.advance();
  else
    on_row_ = false;
}

void failSegment(const Connection& connection, segment::Kind kind, std::int64_t first) {
  throw Trouble{Error(ErrorCode::kCorrupt, "the case " + connection.path() + " is damaged: what it keeps of '" +
                                               kTables[tableOf(kind)].name + "' from row " + std::to_string(first) +
                                               " on cannot be read")
                    .withHint("go back to a copy of it, or ingest its lookups into a new case")};
}

}  // namespace clew::storage::sqlite
