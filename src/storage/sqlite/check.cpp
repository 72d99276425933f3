// Proves a case: the file's own structure, references, the batches without a gap, every row in the chain, the keys that
// find nodes and lookups.
#include <algorithm>

#include "storage/sqlite/sqlite_store.h"

namespace clew::storage::sqlite {

namespace {

constexpr std::size_t kMostTroubles = 50;  // of one kind

class Check {
 public:
  explicit Check(Connection& connection) : connection_(connection) {}

  std::vector<std::string> run() {
    structure();
    references();
    chain();
    keys();
    return std::move(troubles_);
  }

 private:
  void structure() {
    Statement rows(connection_, "PRAGMA integrity_check(20)");
    while (rows.step()) {
      if (rows.bytesAt(0) != "ok") troubles_.push_back("the file is damaged: " + rows.stringAt(0));
    }
  }

  void references() {
    Statement rows(connection_, "PRAGMA foreign_key_check");
    for (std::size_t count = 0; count < kMostTroubles && rows.step(); ++count) {
      troubles_.push_back("row " + std::to_string(rows.integerAt(1)) + " of '" + rows.stringAt(0) +
                          "' names a row of '" + rows.stringAt(2) + "' that is not there");
    }
    rows.reset();
    // Node ids are dense, so that one bound says it for all rows of a table.
    const BatchRow newest = newestBatch(connection_);
    static constexpr struct {
      const char* table;
      const char* sql;
    } kRanges[] = {
        {"link", "SELECT count(*) FROM link WHERE from_node NOT BETWEEN 0 AND ?1 OR to_node NOT BETWEEN 0 AND ?1"},
        {"property", "SELECT count(*) FROM property WHERE node NOT BETWEEN 0 AND ?1"},
        {"redaction", "SELECT count(*) FROM redaction WHERE node NOT BETWEEN 0 AND ?1"},
        {"answer", "SELECT count(*) FROM answer WHERE node NOT BETWEEN 0 AND ?1"},
        {"spelling", "SELECT count(*) FROM spelling WHERE node NOT BETWEEN 0 AND ?1"},
    };
    for (const auto& range : kRanges) {
      Statement count(connection_, range.sql);
      count.integer(1, newest.ends[kNode] - 1);
      if (count.step() && count.integerAt(0) != 0) {
        troubles_.push_back(std::to_string(count.integerAt(0)) + " rows of '" + range.table +
                            "' name a node that is not there");
      }
    }
  }

  void chain() {
    Sha256::Digest before = chainStart(identityOf(connection_));
    Ends begins = firstEnds();
    Generation expected = 1;
    for (std::size_t table = 0; table < kTableCount; ++table) {
      ranges_.push_back(std::make_unique<Statement>(connection_, rangeText(static_cast<Table>(table))));
    }
    Statement batches(connection_, batchText("ORDER BY generation"));
    while (batches.step()) {
      const BatchRow batch = batchAt(batches);
      if (batch.info.generation != expected) {
        troubles_.push_back("batch " + std::to_string(expected) + " is missing");
        return;
      }
      ++expected;
      const Sha256::Digest chain = chainOf(batch, before, begins);
      if (batches.bytesAt(2) != bytesOf(chain)) {
        troubles_.push_back("batch " + std::to_string(batch.info.generation) +
                            " is not what was written: its rows and its chain hash do not agree");
        return;  // every later batch would disagree as well
      }
      before = chain;
      begins = batch.ends;
    }
    strays(begins);
  }

  Sha256::Digest chainOf(const BatchRow& batch, const Sha256::Digest& before, const Ends& begins) {
    std::array<RowDigest, kTableCount> digests;
    for (std::size_t table = 0; table < kTableCount; ++table) {
      if (begins[table] == batch.ends[table]) continue;
      Statement& rows = *ranges_[table];
      rows.integer(1, begins[table]);
      rows.integer(2, batch.ends[table]);
      while (rows.step()) digestRow(rows, digests[table]);
    }
    const WriteNote& note = batch.info.note;
    return nextChain(before,
                     BatchHead{static_cast<std::int64_t>(batch.info.generation), batch.info.learnt, note.who,
                               note.query, note.because},
                     digests);
  }

  static void digestRow(const Statement& rows, RowDigest& digest) {
    const int columns = rows.columns();
    for (int column = 0; column < columns; ++column) {
      switch (rows.typeAt(column)) {
        case SQLITE_INTEGER:
          digest.integer(rows.integerAt(column));
          break;
        case SQLITE_NULL:
          digest.null();
          break;
        case SQLITE_BLOB:
          digest.blob(rows.bytesAt(column));
          break;
        default:
          digest.text(rows.bytesAt(column));
          break;
      }
    }
    digest.row();
  }

  void strays(const Ends& ends) {
    for (std::size_t table = 0; table < kTableCount; ++table) {
      Statement count(connection_,
                      std::string("SELECT count(*) FROM ") + kTables[table].name + " WHERE id >= ?1 OR id < ?2");
      count.integer(1, ends[table]);
      count.integer(2, kTables[table].first);
      if (count.step() && count.integerAt(0) != 0) {
        troubles_.push_back(std::to_string(count.integerAt(0)) + " rows of '" + kTables[table].name +
                            "' belong to no batch");
      }
    }
  }

  void keys() {
    const BatchRow newest = newestBatch(connection_);
    if (connection_.number("SELECT count(*) FROM node_key") != newest.ends[kNode] ||
        connection_.number("SELECT count(DISTINCT node) FROM node_key") != newest.ends[kNode])
      troubles_.push_back("the keys that find nodes do not fit the nodes");
    if (connection_.number("SELECT count(*) FROM lookup_key") != newest.ends[kLookup] - kTables[kLookup].first)
      troubles_.push_back("the keys that find lookups do not fit the lookups");
  }

  Connection& connection_;
  std::vector<std::unique_ptr<Statement>> ranges_;
  std::vector<std::string> troubles_;
};

}  // namespace

Result<std::vector<std::string>> SqliteStore::check() const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<std::string>> {
    Transaction transaction(*connection_, Transaction::Kind::kRead);
    return Check(*connection_).run();
  });
}

}  // namespace clew::storage::sqlite
