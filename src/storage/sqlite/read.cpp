// The small questions: batches, sources, lookups, sets, notes, lists, runs, figures.
#include <sys/stat.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "common/compress.h"
#include "common/text.h"
#include "storage/sqlite/append.h"
#include "storage/sqlite/segments.h"
#include "storage/sqlite/sqlite_store.h"

namespace clew::storage::sqlite {

std::string batchText(const char* rest) {
  return "SELECT generation, learnt, chain, who, query, because, raw_bytes, " + endColumns() + " FROM batch " + rest;
}

BatchRow batchAt(const Statement& row) {
  BatchRow batch;
  batch.info.generation = static_cast<Generation>(row.integerAt(0));
  batch.info.learnt = row.integerAt(1);
  Sha256::Digest chain{};
  const std::string_view bytes = row.bytesAt(2);
  std::copy_n(bytes.data(), std::min(bytes.size(), chain.size()), reinterpret_cast<char*>(chain.data()));
  batch.info.chain = hexOf(chain);
  batch.info.note = WriteNote{row.stringAt(3), row.stringAt(4), row.stringAt(5)};
  batch.raw_bytes = row.integerAt(6);
  for (std::size_t table = 0; table < kTableCount; ++table)
    batch.ends[table] = row.integerAt(7 + static_cast<int>(table));
  for (const Table table : {kLink, kProperty, kRedaction, kAnswer, kRetraction})
    batch.info.facts += static_cast<std::uint64_t>(batch.ends[table] - kTables[table].first);
  return batch;
}

namespace {

std::string newestText() {
  return batchText("ORDER BY generation DESC LIMIT 1");
}

BatchRow newestOf(Statement& rows) {
  if (rows.step()) return batchAt(rows);
  BatchRow none;
  none.ends = firstEnds();
  return none;
}

}  // namespace

BatchRow newestBatch(Connection& connection) {
  Statement rows(connection, newestText());
  return newestOf(rows);
}

std::string identityOf(Connection& connection) {
  Statement row(connection, "SELECT value FROM meta WHERE key = 'identity'");
  if (!row.step()) connection.fail(SQLITE_CORRUPT);
  return row.stringAt(0);
}

namespace {

constexpr const char* kNewestList = "SELECT id, size, text FROM list WHERE name = ?1 ORDER BY id DESC LIMIT 1";

std::string listAt(Connection& connection, Statement& row) {
  Result<std::string> text = decompress(row.bytesAt(2), static_cast<std::size_t>(row.integerAt(1)));
  if (!text) connection.fail(SQLITE_CORRUPT);
  return std::move(*text);
}

}  // namespace

std::optional<std::string> pinnedList(Connection& connection, std::string_view name) {
  Statement row(connection, kNewestList);
  row.text(1, name);
  if (!row.step()) return std::nullopt;
  return listAt(connection, row);
}

SqliteStore::SqliteStore(std::unique_ptr<Connection> connection, const model::Schema& schema,
                         std::string_view why_read_only, std::size_t names_memory)
    : connection_(std::move(connection)),
      schema_(schema),
      read_only_(!why_read_only.empty()),
      why_read_only_(why_read_only),
      names_memory_(names_memory),
      identity_(identityOf(*connection_)),
      words_(schema) {
  words_.load(*connection_);
}

SqliteStore::~SqliteStore() = default;

BatchRow SqliteStore::newestRow() const {
  if (!newest_) newest_.emplace(*connection_, newestText());
  const Rewind rewind(*newest_);
  return newestOf(*newest_);
}

// The index of the write-ahead log lies in memory that all connections share, and its first 48 bytes (with a counter of
// commits, salts and a checksum; sqlite.org/walformat.html) are others after every commit of any of them. A transaction
// that only reads them costs a hundred times as much, locks included.
std::optional<CommitMark> SqliteStore::commitMark() const {
  if (!newest_ || !logged_.value_or(false)) return std::nullopt;
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(connection_->handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
      file == nullptr || file->pMethods == nullptr || file->pMethods->iVersion < 2) {
    return std::nullopt;
  }
  constexpr int kIndexRegion = 32768;
  void volatile* region = nullptr;
  if (file->pMethods->xShmMap(file, 0, kIndexRegion, 0, &region) != SQLITE_OK || region == nullptr) return std::nullopt;
  CommitMark mark{};
  const auto* words = static_cast<const std::uint64_t volatile*>(region);
  for (std::size_t i = 0; i < mark.size(); ++i) mark[i] = __atomic_load_n(words + i, __ATOMIC_RELAXED);
  return mark;
}

std::optional<BatchRow> SqliteStore::batchRow(Generation generation) const {
  Statement rows(*connection_, batchText("WHERE generation = ?1"));
  rows.integer(1, static_cast<std::int64_t>(generation));
  if (!rows.step()) return std::nullopt;
  return batchAt(rows);
}

// Generations have no gaps and the ends only grow, so halving finds it.
std::optional<BatchRow> SqliteStore::batchOf(Table table, std::int64_t id, Generation newest) const {
  Generation low = 1;
  while (low < newest) {
    const Generation middle = low + (newest - low) / 2;
    const std::optional<BatchRow> row = batchRow(middle);
    if (!row) connection_->fail(SQLITE_CORRUPT);
    if (id < row->ends[table])
      newest = middle;
    else
      low = middle + 1;
  }
  return batchRow(low);
}

Error SqliteStore::refuseWrite() const {
  return Error(ErrorCode::kReadOnly, "the case " + connection_->path() + " is open for reading only");
}

Result<BatchInfo> SqliteStore::newest() const {
  return guarded(connection_->path(), [&]() -> Result<BatchInfo> {
    BatchInfo info = newestRow().info;
    if (!logged_) {
      Statement mode(*connection_, "PRAGMA journal_mode");
      logged_ = !read_only_ && mode.step() && mode.bytesAt(0) == "wal";
    }
    return info;
  });
}

Result<std::optional<BatchInfo>> SqliteStore::batch(Generation generation) const {
  return guarded(connection_->path(), [&]() -> Result<std::optional<BatchInfo>> {
    std::optional<BatchRow> row = batchRow(generation);
    if (!row) return std::optional<BatchInfo>();
    return std::optional<BatchInfo>(std::move(row->info));
  });
}

Result<std::vector<BatchInfo>> SqliteStore::batches() const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<BatchInfo>> {
    std::vector<BatchInfo> batches;
    Statement rows(*connection_, batchText("ORDER BY generation"));
    while (rows.step()) batches.push_back(batchAt(rows).info);
    return batches;
  });
}

Result<Receipt> SqliteStore::append(const Batch& batch) {
  if (read_only_) return refuseWrite();
  return guarded(connection_->path(), [&]() -> Result<Receipt> {
    if (!appender_) appender_ = std::make_unique<Appender>(*connection_, schema_, identity_, names_memory_);
    return appender_->append(batch);
  });
}

Result<Receipt> SqliteStore::pinList(std::string_view name, std::string_view text, Time learnt) {
  if (read_only_) return refuseWrite();
  return guarded(connection_->path(), [&]() -> Result<Receipt> {
    if (!appender_) appender_ = std::make_unique<Appender>(*connection_, schema_, identity_, names_memory_);
    return appender_->pinList(name, text, learnt);
  });
}

Result<std::vector<SourceInfo>> SqliteStore::sources() const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<SourceInfo>> {
    std::vector<SourceInfo> sources;
    Statement rows(*connection_, "SELECT id, name, confidence FROM source ORDER BY id");
    while (rows.step()) {
      sources.push_back(
          SourceInfo{static_cast<SourceId>(rows.integerAt(0)), rows.stringAt(1), static_cast<int>(rows.integerAt(2))});
    }
    return sources;
  });
}

Result<std::optional<LookupInfo>> SqliteStore::lookup(LookupId id, bool with_raw) const {
  return guarded(connection_->path(), [&]() -> Result<std::optional<LookupInfo>> {
    Transaction transaction(*connection_, Transaction::Kind::kRead);
    Statement row(*connection_,
                  "SELECT s.name, l.kind, l.subject, l.outcome, l.fetched, l.origin, l.part, l.first_line, l.sha256 "
                  "FROM lookup l JOIN source s ON s.id = l.source WHERE l.id = ?1");
    row.integer(1, id);
    if (!row.step()) return std::optional<LookupInfo>();
    LookupInfo info;
    info.id = id;
    model::Lookup& lookup = info.lookup;
    lookup.provider = row.stringAt(0);
    lookup.kind = row.stringAt(1);
    lookup.subject = row.stringAt(2);
    lookup.outcome = static_cast<model::Outcome>(row.integerAt(3));
    lookup.fetched = row.isNull(4) ? kNoTime : row.integerAt(4);
    lookup.from = row.stringAt(5);
    lookup.part = static_cast<std::uint32_t>(row.integerAt(6));
    lookup.first_line = static_cast<std::uint32_t>(row.integerAt(7));
    lookup.sha256 = row.stringAt(8);
    const std::optional<BatchRow> batch = batchOf(kLookup, id, newestRow().info.generation);
    if (!batch) connection_->fail(SQLITE_CORRUPT);
    info.generation = batch->info.generation;
    info.learnt = batch->info.learnt;
    if (with_raw) {
      Statement raw(*connection_, "SELECT size, bytes FROM raw WHERE id = ?1");
      raw.integer(1, id);
      if (raw.step()) {
        Result<std::string> bytes = decompress(raw.bytesAt(1), static_cast<std::size_t>(raw.integerAt(0)));
        if (!bytes) connection_->fail(SQLITE_CORRUPT);
        lookup.raw = std::move(*bytes);
      }
    }
    return std::optional<LookupInfo>(std::move(info));
  });
}

Result<std::vector<model::NodeName>> SqliteStore::nodeNames(const std::vector<NodeId>& ids) const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<model::NodeName>> {
    Transaction transaction(*connection_, Transaction::Kind::kRead);
    words_.load(*connection_, words_.next());
    std::vector<model::NodeName> names;
    names.resize(ids.size());
    // In the order of the ids, so that a segment is read once for all that it holds.
    std::vector<std::size_t> order(ids.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ids[a] < ids[b]; });
    const std::int64_t end = newestRow().ends[kNode];
    std::optional<SegmentReader> reader;
    std::int64_t stretch = -1;
    for (const std::size_t place : order) {
      const auto id = static_cast<std::int64_t>(ids[place]);
      if (id >= end) return Error(ErrorCode::kInternal, "there is no node " + std::to_string(id));
      if (!reader || !reader->segment().holds(id)) {
        if (const std::int64_t begin = stretchOf(*connection_, segment::Kind::kNode, id); begin != stretch) {
          stretch = begin;
          reader.emplace(*connection_, segment::Kind::kNode, begin, end);
        }
        reader->seek(id);
      }
      const ReadSegment& held = reader->segment();
      const auto row = static_cast<std::size_t>(id - held.first);
      if (row >= held.rows.count) connection_->fail(SQLITE_CORRUPT);
      names[place] = model::NodeName{words_.type(static_cast<std::int64_t>(held.rows.numbers[0][row])),
                                     std::string(held.rows.texts[0].at(row)),
                                     {}};
    }
    return names;
  });
}

Result<std::vector<StoredSet>> SqliteStore::sets() const {
  return setsAt(std::numeric_limits<Generation>::max());
}

Result<std::vector<StoredSet>> SqliteStore::setsAt(Generation upto) const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<StoredSet>> {
    Transaction transaction(*connection_, Transaction::Kind::kRead);
    const BatchRow last = newestRow();
    const Generation newest = last.info.generation;
    std::vector<StoredSet> sets;
    if (upto == 0 || newest == 0) return sets;
    const std::optional<BatchRow> batch_then = upto >= newest ? std::optional<BatchRow>(last) : batchRow(upto);
    if (!batch_then) connection_->fail(SQLITE_CORRUPT);
    Statement versions(*connection_, "SELECT name, max(id) FROM set_version WHERE id < ?1 GROUP BY name ORDER BY name");
    versions.integer(1, batch_then->ends[kSetVersion]);
    Statement members(*connection_, "SELECT node FROM set_member WHERE version = ?1 ORDER BY node");
    while (versions.step()) {
      StoredSet set;
      set.name = versions.stringAt(0);
      const std::optional<BatchRow> batch = batchOf(kSetVersion, versions.integerAt(1), newest);
      if (batch) set.saved = batch->info.learnt, set.generation = batch->info.generation;
      members.integer(1, versions.integerAt(1));
      while (members.step()) set.members.push_back(static_cast<NodeId>(members.integerAt(0)));
      sets.push_back(std::move(set));
    }
    return sets;
  });
}

Result<std::vector<StoredNote>> SqliteStore::notes() const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<StoredNote>> {
    std::vector<StoredNote> notes;
    Statement rows(*connection_,
                   "SELECT n.node, n.text, (SELECT b.learnt FROM batch b WHERE b.note_end > n.id "
                   "ORDER BY b.generation LIMIT 1) FROM note n ORDER BY n.id");
    while (rows.step())
      notes.push_back(StoredNote{static_cast<NodeId>(rows.integerAt(0)), rows.stringAt(1), rows.integerAt(2)});
    return notes;
  });
}

Result<std::optional<std::string>> SqliteStore::list(std::string_view name) const {
  return guarded(connection_->path(), [&]() -> Result<std::optional<std::string>> {
    Statement row(*connection_, kNewestList);
    row.text(1, name);
    if (!row.step()) return std::optional<std::string>();
    // Every process that opens a case asks twice, and unpacking is a tenth of its start.
    const std::int64_t id = row.integerAt(0);
    auto known = lists_.find(name);
    if (known == lists_.end() || known->second.id != id)
      known = lists_.insert_or_assign(std::string(name), KnownList{id, listAt(*connection_, row)}).first;
    return std::optional<std::string>(known->second.text);
  });
}

std::string listHashKey(std::string_view name) {
  return "list_hash:" + std::string(name);
}

std::string listHashText(std::int64_t id, std::uint64_t hash) {
  return std::to_string(id) + ":" + std::to_string(hash);
}

// Most cases pin the lists that ship. To know that, their text need not be unpacked: its hash lies in `meta`, where a
// Clew of today has pinned it.
Result<std::optional<std::uint64_t>> SqliteStore::listHash(std::string_view name) const {
  std::optional<std::int64_t> id;
  const auto noted = guarded(connection_->path(), [&]() -> Result<std::optional<std::uint64_t>> {
    Statement row(*connection_, "SELECT id FROM list WHERE name = ?1 ORDER BY id DESC LIMIT 1");
    row.text(1, name);
    if (!row.step()) return std::optional<std::uint64_t>();
    id = row.integerAt(0);
    Statement meta(*connection_, "SELECT value FROM meta WHERE key = ?1");
    const std::string key = listHashKey(name);
    meta.text(1, key);
    if (!meta.step()) return std::optional<std::uint64_t>();
    const std::string value = meta.stringAt(0);
    const std::string begin = std::to_string(*id) + ":";
    if (!value.starts_with(begin)) return std::optional<std::uint64_t>();
    return parseInteger<std::uint64_t>(std::string_view(value).substr(begin.size()));
  });
  if (!noted || *noted || !id) return noted;
  const auto text = list(name);
  if (!text) return text.error();
  return *text ? std::optional(hash64(**text)) : std::nullopt;
}

Result<void> SqliteStore::recordRun(const Run& run) {
  if (read_only_) return refuseWrite();
  return guarded(connection_->path(), [&]() -> Result<void> {
    Transaction transaction(*connection_, Transaction::Kind::kWrite);
    Statement insert(*connection_,
                     "INSERT INTO run(query, version, text_hash, arguments, now, finished, succeeded, generation, "
                     "result) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.text(1, run.query);
    insert.integer(2, run.version);
    insert.text(3, run.text_hash);
    insert.text(4, run.arguments);
    insert.integer(5, run.now);
    insert.integer(6, run.finished);
    insert.integer(7, run.succeeded ? 1 : 0);
    insert.integer(8, static_cast<std::int64_t>(run.generation));
    insert.text(9, run.result);
    insert.step();
    transaction.commit();
    return {};
  });
}

Result<std::optional<Run>> SqliteStore::lastRun(std::string_view query, std::string_view arguments) const {
  return newestRun(query, arguments, 0);
}

Result<std::optional<Run>> SqliteStore::lastGoodRun(std::string_view query, std::string_view arguments) const {
  return newestRun(query, arguments, 1);
}

Result<std::optional<Run>> SqliteStore::newestRun(std::string_view query, std::string_view arguments,
                                                  int least_success) const {
  return guarded(connection_->path(), [&]() -> Result<std::optional<Run>> {
    Statement row(*connection_,
                  "SELECT query, version, text_hash, arguments, now, finished, succeeded, generation, result FROM run "
                  "WHERE query = ?1 AND arguments = ?2 AND succeeded >= ?3 ORDER BY id DESC LIMIT 1");
    row.integer(3, least_success);
    row.text(1, query);
    row.text(2, arguments);
    if (!row.step()) return std::optional<Run>();
    Run run;
    run.query = row.stringAt(0);
    run.version = row.integerAt(1);
    run.text_hash = row.stringAt(2);
    run.arguments = row.stringAt(3);
    run.now = row.integerAt(4);
    run.finished = row.integerAt(5);
    run.succeeded = row.integerAt(6) != 0;
    run.generation = static_cast<Generation>(row.integerAt(7));
    run.result = row.stringAt(8);
    return std::optional<Run>(std::move(run));
  });
}

Result<StoreStats> SqliteStore::stats() const {
  return guarded(connection_->path(), [&]() -> Result<StoreStats> {
    const BatchRow newest = newestRow();
    const auto count = [&](Table table) {
      return static_cast<std::uint64_t>(newest.ends[table] - kTables[table].first);
    };
    StoreStats stats;
    stats.nodes = count(kNode);
    stats.links = count(kLink);
    stats.properties = count(kProperty);
    stats.redactions = count(kRedaction);
    stats.answers = count(kAnswer);
    stats.lookups = count(kLookup);
    stats.raw_bytes = static_cast<std::uint64_t>(newest.raw_bytes);
    Statement sources(*connection_, "SELECT source, count(*) FROM lookup GROUP BY source ORDER BY source");
    while (sources.step()) {
      stats.lookups_of_source.resize(static_cast<std::size_t>(sources.integerAt(0)) + 1);
      stats.lookups_of_source.back() = static_cast<std::uint64_t>(sources.integerAt(1));
    }
    const std::string file = sqlite3_db_filename(connection_->handle(), "main");
    for (const std::string& path : {file, file + "-wal"}) {
      struct stat status {};
      if (::stat(path.c_str(), &status) == 0) stats.file_bytes += static_cast<std::uint64_t>(status.st_size);
    }
    return stats;
  });
}

}  // namespace clew::storage::sqlite
