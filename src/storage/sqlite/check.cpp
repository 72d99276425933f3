// Proves a case: the file's own structure, references, the batches without a gap, every row in the chain, the keys that
// find nodes and lookups.
#include <algorithm>

#include "storage/sqlite/key_hash.h"
#include "storage/sqlite/key_index.h"
#include "storage/sqlite/sqlite_store.h"

namespace clew::storage::sqlite {

namespace {

constexpr std::size_t kMostTroubles = 50;  // of one kind

/// A sum over keys that does not depend on their order.
struct Tally {
  std::uint64_t count = 0;
  std::uint64_t sum = 0;
  void add(const Key& key) {
    ++count;
    sum += (key.hash ^ key.id * 0x9E3779B97F4A7C15ULL) * (key.hash | 1);
  }
  friend bool operator==(const Tally&, const Tally&) = default;
};

class Check {
 public:
  Check(Connection& connection, const model::Schema& schema) : schema_(schema), connection_(connection) {}

  std::vector<std::string> run() {
    // Each on its own: damage that stops one must not hide what the others find.
    for (const auto part : {&Check::structure, &Check::references, &Check::chain, &Check::keys}) {
      try {
        (this->*part)();
      } catch (const Trouble& trouble) {
        if (std::find(troubles_.begin(), troubles_.end(), trouble.error.message) == troubles_.end())
          troubles_.push_back(trouble.error.message);
      }
    }
    return std::move(troubles_);
  }

 private:
  void structure() {
    Statement rows(connection_, "PRAGMA integrity_check(100)");
    std::size_t places = 0;
    while (rows.step()) places += rows.bytesAt(0) == "ok" ? 0 : 1;
    if (places != 0) {
      troubles_.push_back("the file itself is damaged: " + std::to_string(places) +
                          (places == 1 ? " place is not as it was written" : " places are not as they were written"));
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

  // The runs must hold the key of every row that they cover, and no other. Both sides are summed up in an order of
  // their own, so that nothing is sought.
  void keys() {
    const KeyHash hash(identityOf(connection_), schema_);
    Words words(schema_);
    words.load(connection_);
    KeyIndex nodes(connection_, KeyIndex::Kind::kNode, kTables[kNode].first);
    nodes.load();
    Tally held, wanted;
    nodes.each([&](const Key& key) { held.add(key); });
    Statement rows(connection_, "SELECT id, type, name FROM node WHERE id < ?1 ORDER BY id");
    rows.integer(1, nodes.covered());
    while (rows.step()) {
      wanted.add(Key{hash.ofNode(words.type(rows.integerAt(1)), rows.bytesAt(2)),
                     static_cast<std::uint32_t>(rows.integerAt(0))});
    }
    if (!(held == wanted) || nodes.covered() > newestBatch(connection_).ends[kNode])
      troubles_.push_back("the keys that find nodes do not fit the nodes");
    KeyIndex lookups(connection_, KeyIndex::Kind::kLookup, kTables[kLookup].first);
    lookups.load();
    std::int64_t count = 0;
    lookups.each([&](const Key&) { ++count; });
    if (count != lookups.covered() - kTables[kLookup].first)
      troubles_.push_back("the keys that find lookups do not fit the lookups");
  }

  const model::Schema& schema_;
  Connection& connection_;
  std::vector<std::unique_ptr<Statement>> ranges_;
  std::vector<std::string> troubles_;
};

}  // namespace

Result<std::vector<std::string>> SqliteStore::check() const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<std::string>> {
    Transaction transaction(*connection_, Transaction::Kind::kRead);
    return Check(*connection_, schema_).run();
  });
}

}  // namespace clew::storage::sqlite
