// The Store on SQLite. Its parts: open.cpp finds out what a file is, append.cpp writes, scan.cpp hands out, read.cpp
// answers small questions, check.cpp proves, compact.cpp
// brings together.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/sqlite/connection.h"
#include "storage/sqlite/tables.h"
#include "storage/sqlite/words.h"
#include "storage/store.h"

namespace clew::storage::sqlite {

class Appender;

/// A batch row without what only checks need.
struct BatchRow {
  BatchInfo info;
  Ends ends{};
  std::int64_t raw_bytes = 0;
};

class SqliteStore final : public Store {
 public:
  /// Takes a connection to a case of the newest layout; `names_memory` as in StoreOptions. Throws Trouble.
  /// `why_read_only`: a text that lives for ever; empty: it may be written.
  SqliteStore(std::unique_ptr<Connection> connection, const model::Schema& schema, std::string_view why_read_only,
              std::size_t names_memory);
  ~SqliteStore() override;

  std::string identity() const override { return identity_; }
  bool readOnly() const override { return read_only_; }
  std::string_view whyReadOnly() const override { return why_read_only_; }
  Result<BatchInfo> newest() const override;
  std::optional<CommitMark> commitMark() const override;
  Result<std::optional<BatchInfo>> batch(Generation generation) const override;
  Result<std::vector<BatchInfo>> batches() const override;
  Result<Receipt> append(const Batch& batch) override;
  Result<void> scan(Generation above, Generation upto, ScanVisitor& visitor) const override;
  Result<std::vector<SourceInfo>> sources() const override;
  Result<std::optional<LookupInfo>> lookup(LookupId id, bool with_raw) const override;
  Result<std::vector<model::NodeName>> nodeNames(const std::vector<NodeId>& ids) const override;
  Result<std::vector<StoredSet>> sets() const override;
  Result<std::vector<StoredSet>> setsAt(Generation upto) const override;
  Result<std::vector<StoredNote>> notes() const override;
  Result<std::optional<std::string>> list(std::string_view name) const override;
  Result<std::optional<std::uint64_t>> listHash(std::string_view name) const override;
  Result<Receipt> pinList(std::string_view name, std::string_view text, Time learnt) override;
  Result<void> recordRun(const Run& run) override;
  Result<std::optional<Run>> lastRun(std::string_view query, std::string_view arguments) const override;
  Result<std::optional<Run>> lastGoodRun(std::string_view query, std::string_view arguments) const override;
  Result<StoreStats> stats() const override;
  Result<Compaction> compact() override;
  Result<std::vector<std::string>> check() const override;

 private:
  Result<std::optional<Run>> newestRun(std::string_view query, std::string_view arguments, int least_success) const;
  BatchRow newestRow() const;
  std::optional<BatchRow> batchRow(Generation generation) const;
  /// The batch that holds the row `id` of `table`.
  std::optional<BatchRow> batchOf(Table table, std::int64_t id, Generation newest) const;
  Error refuseWrite() const;

  std::unique_ptr<Connection> connection_;
  const model::Schema& schema_;
  bool read_only_;
  std::string_view why_read_only_;
  std::size_t names_memory_;
  std::string identity_;
  mutable Words words_;
  std::unique_ptr<Appender> appender_;  // made with the first write
  mutable std::optional<bool> logged_;  // whether commits go through a write-ahead log; after the first newest()
  struct KnownList {
    std::int64_t id = 0;  // of its row, which never changes
    std::string text;
  };
  mutable std::map<std::string, KnownList, std::less<>> lists_;
  mutable std::optional<Statement> newest_;  // asked before every run, so it is prepared once
};

/// "SELECT <all of a BatchRow> FROM batch " + `rest`, and a row of it.
std::string batchText(const char* rest);
BatchRow batchAt(const Statement& row);
BatchRow newestBatch(Connection& connection);
std::string identityOf(Connection& connection);
/// What `meta` says of the list of that name: the id of its row, and hash64 of its text.
std::string listHashKey(std::string_view name);
std::string listHashText(std::int64_t id, std::uint64_t hash);
/// The text of the list pinned last under that name.
std::optional<std::string> pinnedList(Connection& connection, std::string_view name);

}  // namespace clew::storage::sqlite
