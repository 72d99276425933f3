#include "storage/sqlite/tables.h"

namespace clew::storage::sqlite {

const std::array<TableDef, kTableCount> kTables = {{
    {"word", "kind, name, subject, object", 4, 1},
    {"source", "name, confidence", 2, 0},
    {"lookup", "source, kind, subject, outcome, fetched, origin, part, first_line, sha256", 9, 1},
    {"raw", "size, bytes", 2, 1},
    {"segment", "kind, first, rows, bytes", 4, 1},
    {"set_version", "name", 1, 1},
    {"set_member", "version, node", 2, 1},
    {"note", "node, text", 2, 1},
    {"list", "name, size, text", 3, 1},
    {"node", "", 0, 0},
    {"spelling", "", 0, 1},
    {"link", "", 0, 1},
    {"property", "", 0, 1},
    {"redaction", "", 0, 1},
    {"answer", "", 0, 1},
    {"retraction", "", 0, 1},
}};

Ends firstEnds() {
  Ends ends{};
  for (std::size_t table = 0; table < kTableCount; ++table) ends[table] = kTables[table].first;
  return ends;
}

std::string insertText(Table table) {
  std::string sql = std::string("INSERT INTO ") + kTables[table].name + "(id, " + kTables[table].columns + ") VALUES(?";
  for (int column = 0; column < kTables[table].column_count; ++column) sql += ", ?";
  return sql + ")";
}

std::string rangeText(Table table) {
  return std::string("SELECT id, ") + kTables[table].columns + " FROM " + kTables[table].name +
         " WHERE id >= ?1 AND id < ?2 ORDER BY id";
}

std::string endColumns() {
  std::string text;
  for (const TableDef& table : kTables) text += (text.empty() ? "" : ", ") + std::string(table.name) + "_end";
  return text;
}

void RowDigest::flush() {
  hash_.update(bytes_);
  bytes_.clear();
}

Sha256::Digest RowDigest::finish() {
  flush();
  rows_ = 0;
  return hash_.finish();
}

Sha256::Digest chainStart(std::string_view identity) {
  return sha256(identity);
}

Sha256::Digest nextChain(const Sha256::Digest& before, const BatchHead& head, std::array<RowDigest, kPlainTables>& rows,
                         const Ends& begins, const Ends& ends) {
  RowDigest content;
  content.blob(bytesOf(before));
  content.integer(head.generation);
  content.integer(head.learnt);
  content.text(head.who);
  content.text(head.query);
  content.text(head.because);
  for (std::size_t table = 0; table < kTableCount; ++table) {
    content.text(kTables[table].name);
    if (table >= kPlainTables) {
      content.integer(ends[table] - begins[table]);
      continue;
    }
    content.integer(static_cast<std::int64_t>(rows[table].rows()));
    content.blob(bytesOf(rows[table].finish()));
  }
  return content.finish();
}

void insertBatch(Connection& connection, const BatchHead& head, const Sha256::Digest& chain, std::int64_t raw_bytes,
                 const Ends& ends) {
  std::string sql = "INSERT INTO batch(generation, learnt, who, query, because, chain, raw_bytes, " + endColumns() +
                    ") VALUES(?, ?, ?, ?, ?, ?, ?";
  for (std::size_t table = 0; table < kTableCount; ++table) sql += ", ?";
  Statement insert(connection, sql + ")");
  insert.integer(1, head.generation);
  insert.integer(2, head.learnt);
  insert.text(3, head.who);
  insert.text(4, head.query);
  insert.text(5, head.because);
  insert.blob(6, bytesOf(chain));
  insert.integer(7, raw_bytes);
  for (std::size_t table = 0; table < kTableCount; ++table) insert.integer(8 + static_cast<int>(table), ends[table]);
  insert.step();
}

void digestRow(const Statement& row, RowDigest& digest) {
  const int columns = row.columns();
  for (int column = 0; column < columns; ++column) {
    switch (row.typeAt(column)) {
      case SQLITE_INTEGER:
        digest.integer(row.integerAt(column));
        break;
      case SQLITE_NULL:
        digest.null();
        break;
      case SQLITE_BLOB:
        digest.blob(row.bytesAt(column));
        break;
      default:
        digest.text(row.bytesAt(column));
        break;
    }
  }
  digest.row();
}

}  // namespace clew::storage::sqlite
