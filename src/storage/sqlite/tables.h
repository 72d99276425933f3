// The tables of a case, as data: their columns, how their rows belong to batches, and how rows enter the chain.
//
// Every table named here is append-only: its row ids grow, and a batch owns a stretch of them. The batch row states,
// for each table, the id after its last row; so a scan above a generation is a range scan, and no row carries a
// generation. Nodes and facts are packed: their rows have ids like those of any table, and lie in segments, which are
// the rows of the table `segment`.
//
// The chain: chain(g) = SHA-256(chain(g-1), generation, learnt, who, query, because, and for each table in the order of
// `Table`: its name, the number of rows, and unless it is packed SHA-256 of the rows), chain(0) = SHA-256(identity of
// the case). A row is its row id and its columns, as RowDigest says; a segment's bytes are a column.
// docs/storage-format.md says the same for people.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/hash.h"
#include "storage/segment/segment.h"
#include "storage/sqlite/connection.h"

namespace clew::storage::sqlite {

inline constexpr std::int32_t kApplicationId = 0x436C6577;  // "Clew"

enum Table : std::size_t {
  kWord,
  kSource,
  kLookup,
  kRaw,
  kSegment,
  kSetVersion,
  kSetMember,
  kNote,
  kList,
  kPlainTables,
  // packed
  kNode = kPlainTables,
  kSpelling,
  kLink,
  kProperty,
  kRedaction,
  kAnswer,
  kRetraction,
  kTableCount
};

/// Which segments hold the rows of a packed table, and back.
constexpr segment::Kind kindOf(Table packed) {
  return static_cast<segment::Kind>(static_cast<std::size_t>(packed) - kNode + 1);
}
constexpr Table tableOf(segment::Kind kind) {
  return static_cast<Table>(static_cast<std::size_t>(kind) - 1 + kNode);
}

struct TableDef {
  const char* name;
  const char* columns;  // without the rowid, which is `id` everywhere; empty when it is packed
  int column_count;
  std::int64_t first;  // the first rowid ever
};

/// Indexed by Table.
extern const std::array<TableDef, kTableCount> kTables;

/// For each table the rowid that comes next.
using Ends = std::array<std::int64_t, kTableCount>;
Ends firstEnds();

/// "INSERT INTO link(id, ...) VALUES(?, ...)"
std::string insertText(Table table);
/// "SELECT id, ... FROM link WHERE id >= ?1 AND id < ?2 ORDER BY id"
std::string rangeText(Table table);
/// The end columns of the batch table: "word_end, source_end, ..."
std::string endColumns();

/// What SHA-256 runs over: values in a form that is the same on every machine. A value begins with a byte whose two
/// lowest bits say what it is (0 nothing, 1 a number, 2 a text, 3 a blob) and whose next five begin a number, which
/// goes on, seven bits a byte, lowest first, as long as the highest bit is set. Of a number it is the value, zigzag (0,
/// -1, 1, -2, ...); of a text or a blob its size, and the bytes follow.
class RowDigest {
 public:
  void integer(std::int64_t value) {
    number(1, (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }
  void text(std::string_view value) {
    number(2, value.size());
    bytes_.append(value);
  }
  void blob(std::string_view value) {
    number(3, value.size());
    bytes_.append(value);
  }
  void null() { bytes_.push_back('\0'); }
  /// Ends a row.
  void row() {
    ++rows_;
    if (bytes_.size() > kFlush) flush();
  }
  std::uint64_t rows() const { return rows_; }
  /// The digest of all rows; starts anew.
  Sha256::Digest finish();

 private:
  static constexpr std::size_t kFlush = 1 << 16;
  void number(unsigned tag, std::uint64_t value) {
    char coded[11];
    std::size_t size = 0;
    std::uint64_t byte = tag | (value & 0x1F) << 2;
    for (value >>= 5; value != 0; value >>= 7) {
      coded[size++] = static_cast<char>(byte | 0x80);
      byte = value & 0x7F;
    }
    coded[size++] = static_cast<char>(byte);
    bytes_.append(coded, size);
  }
  void flush();

  std::string bytes_;
  Sha256 hash_;
  std::uint64_t rows_ = 0;
};

struct BatchHead {
  std::int64_t generation = 0;
  std::int64_t learnt = 0;
  std::string_view who, query, because;
};

Sha256::Digest chainStart(std::string_view identity);
/// Takes the tables' digests and starts them anew; the rows of packed tables are counted from `begins` to `ends`.
Sha256::Digest nextChain(const Sha256::Digest& before, const BatchHead& head, std::array<RowDigest, kPlainTables>& rows,
                         const Ends& begins, const Ends& ends);
/// The row of a plain table that the statement of rangeText() stands on.
void digestRow(const Statement& row, RowDigest& digest);
inline std::string_view bytesOf(const Sha256::Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

void insertBatch(Connection& connection, const BatchHead& head, const Sha256::Digest& chain, std::int64_t raw_bytes,
                 const Ends& ends);

/// Writes rows of one table: binds, digests and inserts in one go. Columns are given in the table's order after start.
class RowWriter {
 public:
  RowWriter(Connection& connection, Table table, RowDigest& digest)
      : insert_(connection, insertText(table)), digest_(digest) {}
  RowWriter& start(std::int64_t id) {
    column_ = 0;
    return integer(id);
  }
  RowWriter& integer(std::int64_t value) {
    insert_.integer(++column_, value);
    digest_.integer(value);
    return *this;
  }
  RowWriter& text(std::string_view value) {
    insert_.text(++column_, value);
    digest_.text(value);
    return *this;
  }
  RowWriter& blob(std::string_view value) {
    insert_.blob(++column_, value);
    digest_.blob(value);
    return *this;
  }
  RowWriter& null() {
    insert_.null(++column_);
    digest_.null();
    return *this;
  }
  void finish() {
    digest_.row();
    insert_.step();
  }

 private:
  Statement insert_;
  RowDigest& digest_;
  int column_ = 0;
};

}  // namespace clew::storage::sqlite
