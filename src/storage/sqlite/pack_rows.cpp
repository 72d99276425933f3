// From layout 1, where every node and fact was a row of its own, to segments. Ids, generations, learnt times and notes
// stay; the chain is linked anew, because it runs over what lies in the file.
#include <array>
#include <memory>

#include "storage/sqlite/migrations.h"
#include "storage/sqlite/segments.h"
#include "storage/sqlite/sqlite_store.h"

namespace clew::storage::sqlite {

namespace {

struct OldTable {
  Table table;
  const char* numbers;  // NULL is what a segment writes for it
  const char* texts;
};

#define CLEW_SIGHTING "first, last, times, ttl, confidence + 1, precision"
constexpr std::array<OldTable, segment::kKinds> kOldTables = {{
    {kNode, "type", "name"},
    {kSpelling, "node, times", "text"},
    {kLink, "lookup, position, from_node, relation, to_node, " CLEW_SIGHTING, ""},
    {kProperty, "lookup, position, node, property, " CLEW_SIGHTING, "value"},
    {kRedaction, "lookup, position, node, trait, " CLEW_SIGHTING, "text"},
    {kAnswer, "lookup, position, node, question, outcome, answered", ""},
    {kRetraction, "lookup, position, from_node, relation, to_node + 1, property, source, retracted", "value, because"},
}};
#undef CLEW_SIGHTING

std::string selectText(const OldTable& old) {
  return std::string("SELECT ") + old.numbers + (*old.texts == '\0' ? "" : ", ") + old.texts + " FROM " +
         kTables[old.table].name + " WHERE id >= ?1 AND id < ?2 ORDER BY id";
}

/// Which columns are times: what is NULL there is undated, elsewhere none.
bool isTime(Table table, std::size_t column) {
  switch (table) {
    case kLink:
      return column == 5 || column == 6;
    case kProperty:
    case kRedaction:
      return column == 4 || column == 5;
    case kAnswer:
      return column == segment::kAnsweredColumn;
    case kRetraction:
      return column == segment::kTakenWhenColumn;
    default:
      return false;
  }
}

void packTable(const OldTable& old, Statement& rows, std::int64_t begin, std::int64_t end, SegmentWriter& segments) {
  if (begin >= end) return;
  const segment::Kind kind = kindOf(old.table);
  const segment::Rows shape(kind);
  std::vector<std::uint64_t> numbers(shape.numbers.size());
  rows.integer(1, begin);
  rows.integer(2, end);
  while (rows.step()) {
    for (std::size_t column = 0; column < numbers.size(); ++column) {
      const int at = static_cast<int>(column);
      const bool undated = rows.isNull(at) && isTime(old.table, column);
      numbers[column] = static_cast<std::uint64_t>(undated ? kNoTime : rows.integerAt(at));
    }
    const int first_text = static_cast<int>(numbers.size());
    switch (shape.texts.size()) {
      case 0:
        segments.add(kind, numbers);
        break;
      case 1:
        segments.add(kind, numbers, rows.bytesAt(first_text));
        break;
      default:
        segments.add(kind, numbers, rows.bytesAt(first_text), rows.bytesAt(first_text + 1));
        break;
    }
  }
}

/// A batch of version 1: the ends of all tables but that of segments.
BatchRow oldBatchAt(const Statement& row, Ends ends) {
  BatchRow batch;
  batch.info.generation = static_cast<Generation>(row.integerAt(0));
  batch.info.learnt = row.integerAt(1);
  batch.info.note = WriteNote{row.stringAt(2), row.stringAt(3), row.stringAt(4)};
  batch.raw_bytes = row.integerAt(5);
  int column = 6;
  for (std::size_t table = 0; table < kTableCount; ++table) {
    if (table != kSegment) ends[table] = row.integerAt(column++);
  }
  batch.ends = ends;
  return batch;
}

std::string oldBatchesText() {
  std::string sql = "SELECT generation, learnt, who, query, because, raw_bytes";
  for (std::size_t table = 0; table < kTableCount; ++table) {
    if (table != kSegment) sql += std::string(", ") + kTables[table].name + "_end";
  }
  return sql + " FROM batch_1 ORDER BY generation";
}

}  // namespace

void packRows(Connection& connection) {
  std::array<RowDigest, kPlainTables> digests;
  RowWriter writer(connection, kSegment, digests[kSegment]);
  Ends ends = firstEnds();
  SegmentWriter segments(writer, ends);
  std::vector<std::unique_ptr<Statement>> packed, plain;
  for (const OldTable& old : kOldTables) packed.push_back(std::make_unique<Statement>(connection, selectText(old)));
  for (std::size_t table = 0; table < kPlainTables; ++table)
    plain.push_back(std::make_unique<Statement>(connection, rangeText(static_cast<Table>(table))));
  Sha256::Digest chain = chainStart(identityOf(connection));
  Statement batches(connection, oldBatchesText());
  while (batches.step()) {
    const Ends begins = ends;
    const BatchRow batch = oldBatchAt(batches, ends);
    segments.clear();
    for (std::size_t kind = 0; kind < kOldTables.size(); ++kind) {
      const Table table = kOldTables[kind].table;
      packTable(kOldTables[kind], *packed[kind], begins[table], batch.ends[table], segments);
    }
    segments.flush();
    for (std::size_t table = 0; table < kPlainTables; ++table) {
      if (table == kSegment) continue;
      plain[table]->integer(1, begins[table]);
      plain[table]->integer(2, batch.ends[table]);
      while (plain[table]->step()) digestRow(*plain[table], digests[table]);
      ends[table] = batch.ends[table];
    }
    for (std::size_t table = kPlainTables; table < kTableCount; ++table) {
      if (ends[table] != batch.ends[table]) connection.fail(SQLITE_CORRUPT);  // rows that were promised are missing
    }
    const WriteNote& note = batch.info.note;
    const BatchHead head{static_cast<std::int64_t>(batch.info.generation), batch.info.learnt, note.who, note.query,
                         note.because};
    chain = nextChain(chain, head, digests, begins, ends);
    insertBatch(connection, head, chain, batch.raw_bytes, ends);
  }
}

}  // namespace clew::storage::sqlite
