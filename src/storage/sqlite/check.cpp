// Proves a case: the file's own structure, references, the batches without a gap, every row and segment in the chain,
// what the segments hold, the keys that find lookups.
#include <algorithm>

#include "common/files.h"
#include "storage/sqlite/key_hash.h"
#include "storage/sqlite/key_index.h"
#include "storage/sqlite/node_names.h"
#include "storage/sqlite/segments.h"
#include "storage/sqlite/sqlite_store.h"

namespace clew::storage::sqlite {

namespace {

constexpr std::size_t kMostTroubles = 50;  // of one kind

class Check {
 public:
  Check(Connection& connection, const model::Schema& schema, std::size_t names_memory)
      : schema_(schema), connection_(connection), names_memory_(names_memory) {}

  std::vector<std::string> run() {
    // Each on its own: damage that stops one must not hide what the others find.
    for (const auto part :
         {&Check::structure, &Check::references, &Check::chain, &Check::segments, &Check::keys, &Check::lists}) {
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
  }

  void chain() {
    Sha256::Digest before = chainStart(identityOf(connection_));
    Ends begins = firstEnds();
    Generation expected = 1;
    for (std::size_t table = 0; table < kPlainTables; ++table) {
      ranges_.push_back(std::make_unique<Statement>(connection_, rangeText(static_cast<Table>(table))));
    }
    segments_.emplace(connection_);
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
    std::array<RowDigest, kPlainTables> digests;
    for (std::size_t table = 0; table < kPlainTables; ++table) {
      if (begins[table] == batch.ends[table]) continue;
      if (table == kSegment) {
        digestSegments(begins[table], batch.ends[table], digests[table]);
        continue;
      }
      Statement& rows = *ranges_[table];
      rows.integer(1, begins[table]);
      rows.integer(2, batch.ends[table]);
      while (rows.step()) digestRow(rows, digests[table]);
    }
    const WriteNote& note = batch.info.note;
    return nextChain(before,
                     BatchHead{static_cast<std::int64_t>(batch.info.generation), batch.info.learnt, note.who,
                               note.query, note.because},
                     digests, begins, batch.ends);
  }

  /// As they were written, whether they lie in bundles now or not.
  void digestSegments(std::int64_t begin, std::int64_t end, RowDigest& digest) {
    for (const SegmentRow* row = segments_->peek(); row != nullptr && row->id < end; row = segments_->peek()) {
      if (row->id >= begin) {
        digest.integer(row->id);
        digest.integer(row->kind);
        digest.integer(row->first);
        digest.integer(row->rows);
        digest.blob(row->bytes);
        digest.row();
      }
      segments_->advance();
    }
  }

  void strays(const Ends& ends) {
    for (std::size_t table = 0; table < kPlainTables; ++table) {
      Statement count(connection_,
                      std::string("SELECT count(*) FROM ") + kTables[table].name + " WHERE id >= ?1 OR id < ?2");
      count.integer(1, ends[table]);
      count.integer(2, kTables[table].first);
      std::int64_t strays = count.step() ? count.integerAt(0) : 0;
      count.reset();
      if (table == kSegment) strays = std::max(strays, straySegments());
      if (strays == 0) continue;
      troubles_.push_back(std::to_string(strays) + " rows of '" + kTables[table].name + "' belong to no batch");
    }
  }

  /// Behind those of the last batch, in bundles too.
  std::int64_t straySegments() {
    std::int64_t count = 0;
    for (; segments_->peek() != nullptr; segments_->advance()) ++count;
    return count;
  }

  // Every segment must be readable, those of a kind follow each other without a gap, and what a row names must be
  // there. Of each name there is one.
  void segments() {
    const BatchRow newest = newestBatch(connection_);
    Words words(schema_);
    words.load(connection_);
    names(words, newest.ends[kNode]);
    for (const segment::Kind kind : segment::kAllKinds) {
      if (kind == segment::Kind::kNode) continue;
      std::uint64_t lost = 0;
      const Table table = tableOf(kind);
      SegmentReader reader(connection_, kind, kTables[table].first, newest.ends[table]);
      while (reader.next()) lost += namingNothing(kind, reader.segment().rows, newest.ends);
      if (lost == 0) continue;
      troubles_.push_back(std::to_string(lost) + " rows of '" + kTables[table].name +
                          "' name a node or a lookup that is not there");
    }
  }

  void names(const Words& words, std::int64_t end) {
    const KeyHash hash(identityOf(connection_), schema_);
    NodeNames names(hash, folderOf(connection_.path()), names_memory_);
    std::uint64_t rows_met = 0;
    std::vector<NameKey> keys;
    std::vector<std::uint32_t> ids;
    SegmentReader reader(connection_, segment::Kind::kNode, 0, end);
    while (reader.next()) {
      const segment::Rows& rows = reader.segment().rows;
      keys.clear();
      ids.clear();
      for (std::size_t row = 0; row < rows.count; ++row) {
        const model::TypeId type = words.type(static_cast<std::int64_t>(rows.numbers[0][row]));
        const std::string_view name = rows.texts[0].at(row);
        keys.push_back({hash.ofNode(type, name), name, type});
      }
      rows_met += rows.count;
      if (auto done = names.resolve(keys, ids, [](const NameKey&, std::uint32_t) {}); !done)
        throw Trouble{done.error()};
    }
    const std::uint64_t twice = rows_met - names.size();
    if (twice != 0) troubles_.push_back(std::to_string(twice) + " nodes have the name of another one");
  }

  static std::uint64_t namingNothing(segment::Kind kind, const segment::Rows& rows, const Ends& ends) {
    const auto nodes = static_cast<std::uint64_t>(ends[kNode]);
    const auto lookups = static_cast<std::uint64_t>(ends[kLookup]);
    const bool is_spelling = kind == segment::Kind::kSpelling;
    const auto& node = rows.numbers[is_spelling ? std::size_t{segment::kSpelledNodeColumn} : segment::kNodeColumn];
    std::uint64_t lost = 0;
    for (std::size_t row = 0; row < rows.count; ++row) {
      bool is_lost = node[row] >= nodes;
      if (!is_spelling) {
        const std::uint64_t lookup = rows.numbers[segment::kLookupColumn][row];
        is_lost = is_lost || lookup == 0 || lookup >= lookups;
      }
      if (kind == segment::Kind::kLink) is_lost = is_lost || rows.numbers[segment::kToColumn][row] >= nodes;
      if (kind == segment::Kind::kRetraction) is_lost = is_lost || rows.numbers[segment::kTakenToColumn][row] > nodes;
      lost += is_lost ? 1 : 0;
    }
    return lost;
  }

  // What `meta` says of the lists that are pinned.
  void lists() {
    Statement rows(connection_, "SELECT name, max(id) FROM list GROUP BY name ORDER BY name");
    while (rows.step()) {
      Statement noted(connection_, "SELECT value FROM meta WHERE key = ?1");
      const std::string key = listHashKey(rows.stringAt(0));
      noted.text(1, key);
      if (!noted.step()) continue;  // pinned by an older Clew
      const auto text = pinnedList(connection_, rows.stringAt(0));
      if (!text || noted.stringAt(0) != listHashText(rows.integerAt(1), hash64(*text)))
        troubles_.push_back("what is noted of the list '" + rows.stringAt(0) + "' does not fit its text");
    }
  }

  // The runs must hold the key of every row that they cover.
  void keys() {
    KeyIndex lookups(connection_, KeyIndex::Kind::kLookup, kTables[kLookup].first);
    lookups.load();
    std::int64_t count = 0;
    lookups.each([&](const Key&) { ++count; });
    if (count != lookups.covered() - kTables[kLookup].first)
      troubles_.push_back("the keys that find lookups do not fit the lookups");
  }

  const model::Schema& schema_;
  Connection& connection_;
  std::size_t names_memory_;
  std::vector<std::unique_ptr<Statement>> ranges_;
  std::optional<SegmentsById> segments_;
  std::vector<std::string> troubles_;
};

}  // namespace

Result<std::vector<std::string>> SqliteStore::check() const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<std::string>> {
    Transaction transaction(*connection_, Transaction::Kind::kRead);
    return Check(*connection_, schema_, names_memory_).run();
  });
}

}  // namespace clew::storage::sqlite
