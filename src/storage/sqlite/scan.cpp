// Hands out the rows above a generation: the segments of each kind one after the other, with cursors on the batches and
// the lookups running along, so that memory does not depend on how much there is. What a row names is checked against
// its bounds, since the visitor will use it as an index.
#include <algorithm>

#include "storage/sqlite/segments.h"
#include "storage/sqlite/sqlite_store.h"

namespace clew::storage::sqlite {

namespace {

/// The batch of a row, for rows of one table in ascending order.
class BatchCursor {
 public:
  BatchCursor(Connection& connection, Table table, Generation above)
      : connection_(connection),
        rows_(connection, std::string("SELECT generation, learnt, ") + kTables[table].name +
                              "_end FROM batch WHERE generation > ?1 ORDER BY generation") {
    rows_.integer(1, static_cast<std::int64_t>(above));
  }
  void advanceTo(std::int64_t row) {
    while (row >= end_) {
      if (!rows_.step()) connection_.fail(SQLITE_CORRUPT);
      generation = static_cast<Generation>(rows_.integerAt(0));
      learnt = rows_.integerAt(1);
      end_ = rows_.integerAt(2);
    }
  }
  Generation generation = 0;
  Time learnt = 0;

 private:
  Connection& connection_;
  Statement rows_;
  std::int64_t end_ = 0;
};

/// The source of a lookup, for lookups in ascending order.
class LookupCursor {
 public:
  LookupCursor(Connection& connection, std::int64_t first)
      : connection_(connection), rows_(connection, "SELECT id, source FROM lookup WHERE id >= ?1 ORDER BY id") {
    rows_.integer(1, first);
  }
  SourceId sourceOf(std::int64_t lookup) {
    while (id_ < lookup) {
      if (!rows_.step()) connection_.fail(SQLITE_CORRUPT);
      id_ = rows_.integerAt(0);
      source_ = static_cast<SourceId>(rows_.integerAt(1));
    }
    if (id_ != lookup) connection_.fail(SQLITE_CORRUPT);
    return source_;
  }

 private:
  Connection& connection_;
  Statement rows_;
  std::int64_t id_ = 0;
  SourceId source_ = 0;
};

using segment::Kind;
using segment::Rows;

std::int64_t signedAt(const Rows& rows, std::size_t column, std::size_t row) {
  return static_cast<std::int64_t>(rows.numbers[column][row]);
}

/// The sighting whose columns begin at `column`.
model::Sighting sightingAt(const Rows& rows, std::size_t column, std::size_t row) {
  const auto number = [&](segment::SightingColumn of) { return rows.numbers[column + of][row]; };
  model::Sighting seen;
  seen.first = static_cast<Time>(number(segment::kFirst));
  seen.last = static_cast<Time>(number(segment::kLast));
  seen.times = static_cast<std::uint32_t>(number(segment::kTimes));
  seen.ttl = static_cast<std::uint32_t>(number(segment::kTtl));
  seen.confidence = static_cast<std::int16_t>(static_cast<std::int64_t>(number(segment::kConfidence)) - 1);
  const std::uint64_t precision = number(segment::kPrecision);
  seen.first_is_day = (precision & 1) != 0;
  seen.last_is_day = (precision & 2) != 0;
  return seen;
}

class Scan {
 public:
  Scan(Connection& connection, const Words& words, ScanVisitor& visitor, Generation above, const Ends& begins,
       const Ends& ends)
      : connection_(connection), words_(words), visitor_(visitor), above_(above), begins_(begins), ends_(ends) {}

  void run() {
    nodes();
    spellings();
    links();
    properties();
    redactions();
    answers();
    retractions();
  }

 private:
  /// Calls `take(segment)` for every segment of the kind in the range.
  template <typename Take>
  void each(Kind kind, Take&& take) {
    SegmentReader reader(connection_, kind, begins_[tableOf(kind)], ends_[tableOf(kind)]);
    while (reader.next()) {
      if (auto go_on = visitor_.goesOn(); !go_on) throw Trouble{go_on.error()};
      take(reader.segment());
    }
  }

  /// Calls `take(rows, row, provenance)` for every row of a kind that begins with lookup and position.
  template <typename Take>
  void eachObserved(Kind kind, Take&& take) {
    const Table table = tableOf(kind);
    if (begins_[table] >= ends_[table]) return;
    BatchCursor batch(connection_, table, above_);
    LookupCursor lookups(connection_, begins_[kLookup]);
    each(kind, [&](const ReadSegment& segment) {
      const Rows& rows = segment.rows;
      for (std::size_t row = 0; row < rows.count; ++row) {
        batch.advanceTo(segment.first + static_cast<std::int64_t>(row));
        const std::int64_t lookup = signedAt(rows, segment::kLookupColumn, row);
        take(rows, row,
             Provenance{lookups.sourceOf(lookup), static_cast<LookupId>(lookup),
                        static_cast<std::uint32_t>(rows.numbers[segment::kPositionColumn][row]), batch.generation,
                        batch.learnt});
      }
    });
  }

  NodeId nodeOf(std::uint64_t id) const {
    if (id >= static_cast<std::uint64_t>(ends_[kNode])) connection_.fail(SQLITE_CORRUPT);
    return static_cast<NodeId>(id);
  }
  NodeId nodeAt(const Rows& rows, std::size_t row) const { return nodeOf(rows.numbers[segment::kNodeColumn][row]); }

  void nodes() {
    std::vector<ScannedNode> stretch;
    each(Kind::kNode, [&](const ReadSegment& segment) {
      stretch.clear();
      for (std::size_t row = 0; row < segment.rows.count; ++row) {
        stretch.push_back(ScannedNode{static_cast<NodeId>(segment.first + static_cast<std::int64_t>(row)),
                                      words_.type(signedAt(segment.rows, 0, row)), segment.rows.texts[0].at(row)});
      }
      visitor_.nodes(stretch);
    });
  }

  void spellings() {
    each(Kind::kSpelling, [&](const ReadSegment& segment) {
      const Rows& rows = segment.rows;
      for (std::size_t row = 0; row < rows.count; ++row) {
        visitor_.spelling(ScannedSpelling{nodeOf(rows.numbers[segment::kSpelledNodeColumn][row]), rows.texts[0].at(row),
                                          static_cast<std::uint32_t>(rows.numbers[segment::kSpelledTimesColumn][row])});
      }
    });
  }

  void links() {
    constexpr std::size_t kSighting = std::size_t{segment::kLinkColumns} - segment::kSightingColumns;
    constexpr std::size_t kStretch = 512;  // stays in the cache between here and the visitor
    std::vector<ScannedLink> stretch;
    stretch.reserve(kStretch);
    eachObserved(Kind::kLink, [&](const Rows& rows, std::size_t row, const Provenance& by) {
      stretch.push_back(ScannedLink{nodeAt(rows, row), words_.relation(signedAt(rows, segment::kWordColumn, row)),
                                    nodeOf(rows.numbers[segment::kToColumn][row]), sightingAt(rows, kSighting, row),
                                    by});
      if (stretch.size() < kStretch) return;
      visitor_.links(stretch);
      stretch.clear();
    });
    if (!stretch.empty()) visitor_.links(stretch);
  }

  void properties() {
    constexpr std::size_t kSighting = std::size_t{segment::kPropertyColumns} - segment::kSightingColumns;
    eachObserved(Kind::kProperty, [&](const Rows& rows, std::size_t row, const Provenance& by) {
      visitor_.property(ScannedProperty{nodeAt(rows, row), words_.property(signedAt(rows, segment::kWordColumn, row)),
                                        rows.texts[0].at(row), sightingAt(rows, kSighting, row), by});
    });
  }

  void redactions() {
    constexpr std::size_t kSighting = std::size_t{segment::kPropertyColumns} - segment::kSightingColumns;
    eachObserved(Kind::kRedaction, [&](const Rows& rows, std::size_t row, const Provenance& by) {
      visitor_.redaction(ScannedRedaction{nodeAt(rows, row), words_.relation(signedAt(rows, segment::kWordColumn, row)),
                                          rows.texts[0].at(row), sightingAt(rows, kSighting, row), by});
    });
  }

  void answers() {
    eachObserved(Kind::kAnswer, [&](const Rows& rows, std::size_t row, const Provenance& by) {
      const std::uint64_t outcome = rows.numbers[segment::kOutcomeColumn][row];
      if (outcome > static_cast<std::uint64_t>(model::Outcome::kPartial)) connection_.fail(SQLITE_CORRUPT);
      visitor_.answer(ScannedAnswer{nodeAt(rows, row), words_.question(signedAt(rows, segment::kWordColumn, row)),
                                    static_cast<model::Outcome>(outcome), signedAt(rows, segment::kAnsweredColumn, row),
                                    by});
    });
  }

  void retractions() {
    eachObserved(Kind::kRetraction, [&](const Rows& rows, std::size_t row, const Provenance& by) {
      ScannedRetraction taken{};
      const std::uint64_t to = rows.numbers[segment::kTakenToColumn][row];
      taken.from = nodeAt(rows, row);
      taken.relation = words_.relation(signedAt(rows, segment::kWordColumn, row));
      taken.to = to == 0 ? taken.from : nodeOf(to - 1);
      taken.property = words_.property(signedAt(rows, segment::kTakenPropertyColumn, row));
      taken.value = rows.texts[0].at(row);
      taken.source = static_cast<SourceId>(rows.numbers[segment::kTakenSourceColumn][row]);
      taken.of = taken.relation != model::kNoRelation
                     ? (to == 0 ? ScannedRetraction::Of::kRedaction : ScannedRetraction::Of::kLink)
                     : (taken.property != model::kNoProperty ? ScannedRetraction::Of::kProperty
                                                             : ScannedRetraction::Of::kAnswer);
      taken.when = signedAt(rows, segment::kTakenWhenColumn, row);
      taken.generation = by.generation;
      visitor_.retraction(taken);
    });
  }

  Connection& connection_;
  const Words& words_;
  ScanVisitor& visitor_;
  Generation above_;
  const Ends& begins_;
  const Ends& ends_;
};

}  // namespace

Result<void> SqliteStore::scan(Generation above, Generation upto, ScanVisitor& visitor) const {
  return guarded(connection_->path(), [&]() -> Result<void> {
    Transaction transaction(*connection_, Transaction::Kind::kRead);
    const BatchRow newest = newestRow();
    const Generation last = std::min(upto, newest.info.generation);
    if (above >= last) return {};
    const std::optional<BatchRow> from = batchRow(above);
    const std::optional<BatchRow> to = batchRow(last);
    if ((above != 0 && !from) || !to) connection_->fail(SQLITE_CORRUPT);
    words_.load(*connection_, words_.next());
    Scan(*connection_, words_, visitor, above, from ? from->ends : firstEnds(), to->ends).run();
    return {};
  });
}

}  // namespace clew::storage::sqlite
