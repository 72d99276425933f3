// Hands out the rows above a generation: one range scan a table, with cursors on the batches and the lookups running
// along, so that memory does not depend on how much there is. What a row names is checked against its bounds, since
// the visitor will use it as an index.
#include <algorithm>

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

Time timeAt(const Statement& row, int column) {
  return row.isNull(column) ? kNoTime : row.integerAt(column);
}

model::Sighting sightingAt(const Statement& row, int column) {
  model::Sighting seen;
  seen.first = timeAt(row, column);
  seen.last = timeAt(row, column + 1);
  seen.times = static_cast<std::uint32_t>(row.integerAt(column + 2));
  seen.ttl = static_cast<std::uint32_t>(row.integerAt(column + 3));
  if (!row.isNull(column + 4)) seen.confidence = static_cast<std::int16_t>(row.integerAt(column + 4));
  const std::int64_t precision = row.integerAt(column + 5);
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
  /// Calls `take(row)` for every row of the table in the range.
  template <typename Take>
  void each(Table table, Take&& take) {
    if (begins_[table] >= ends_[table]) return;
    Statement rows(connection_, rangeText(table));
    rows.integer(1, begins_[table]);
    rows.integer(2, ends_[table]);
    while (rows.step()) take(rows);
  }

  /// As each(), for tables that begin with lookup and position.
  template <typename Take>
  void eachObserved(Table table, Take&& take) {
    if (begins_[table] >= ends_[table]) return;
    BatchCursor batch(connection_, table, above_);
    LookupCursor lookups(connection_, begins_[kLookup]);
    each(table, [&](const Statement& row) {
      batch.advanceTo(row.integerAt(0));
      const std::int64_t lookup = row.integerAt(1);
      take(row, Provenance{lookups.sourceOf(lookup), static_cast<LookupId>(lookup),
                           static_cast<std::uint32_t>(row.integerAt(2)), batch.generation, batch.learnt});
    });
  }

  NodeId nodeAt(const Statement& row, int column) const {
    const std::int64_t id = row.integerAt(column);
    if (id < 0 || id >= ends_[kNode]) connection_.fail(SQLITE_CORRUPT);
    return static_cast<NodeId>(id);
  }

  void nodes() {
    std::int64_t expected = begins_[kNode];
    each(kNode, [&](const Statement& row) {
      if (row.integerAt(0) != expected++) connection_.fail(SQLITE_CORRUPT);
      visitor_.node(ScannedNode{nodeAt(row, 0), words_.type(row.integerAt(1)), row.bytesAt(2)});
    });
    if (expected != ends_[kNode] && begins_[kNode] < ends_[kNode]) connection_.fail(SQLITE_CORRUPT);
  }

  void spellings() {
    each(kSpelling, [&](const Statement& row) {
      visitor_.spelling(ScannedSpelling{nodeAt(row, 1), row.bytesAt(2), static_cast<std::uint32_t>(row.integerAt(3))});
    });
  }

  void links() {
    eachObserved(kLink, [&](const Statement& row, const Provenance& by) {
      visitor_.link(
          ScannedLink{nodeAt(row, 3), words_.relation(row.integerAt(4)), nodeAt(row, 5), sightingAt(row, 6), by});
    });
  }

  void properties() {
    eachObserved(kProperty, [&](const Statement& row, const Provenance& by) {
      visitor_.property(
          ScannedProperty{nodeAt(row, 3), words_.property(row.integerAt(4)), row.bytesAt(5), sightingAt(row, 6), by});
    });
  }

  void redactions() {
    eachObserved(kRedaction, [&](const Statement& row, const Provenance& by) {
      visitor_.redaction(
          ScannedRedaction{nodeAt(row, 3), words_.relation(row.integerAt(4)), row.bytesAt(5), sightingAt(row, 6), by});
    });
  }

  void answers() {
    eachObserved(kAnswer, [&](const Statement& row, const Provenance& by) {
      const std::int64_t outcome = row.integerAt(5);
      if (outcome < 0 || outcome > static_cast<int>(model::Outcome::kPartial)) connection_.fail(SQLITE_CORRUPT);
      visitor_.answer(ScannedAnswer{nodeAt(row, 3), words_.question(row.integerAt(4)),
                                    static_cast<model::Outcome>(outcome), timeAt(row, 6), by});
    });
  }

  void retractions() {
    eachObserved(kRetraction, [&](const Statement& row, const Provenance& by) {
      ScannedRetraction taken{};
      taken.from = nodeAt(row, 3);
      taken.relation = words_.relation(row.integerAt(4));
      taken.to = row.isNull(5) ? taken.from : nodeAt(row, 5);
      taken.property = words_.property(row.integerAt(6));
      taken.value = row.bytesAt(7);
      taken.source = static_cast<SourceId>(row.integerAt(8));
      taken.when = timeAt(row, 9);
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
