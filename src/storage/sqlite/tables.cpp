#include "storage/sqlite/tables.h"

namespace clew::storage::sqlite {

const std::array<TableDef, kTableCount> kTables = {{
    {"word", "kind, name, subject, object", 4, 1},
    {"source", "name, confidence", 2, 0},
    {"lookup", "source, kind, subject, outcome, fetched, origin, part, first_line, sha256", 9, 1},
    {"raw", "size, bytes", 2, 1},
    {"node", "type, name", 2, 0},
    {"spelling", "node, text, times", 3, 1},
    {"link", "lookup, position, from_node, relation, to_node, first, last, times, ttl, confidence, precision", 11, 1},
    {"property", "lookup, position, node, property, value, first, last, times, ttl, confidence, precision", 11, 1},
    {"redaction", "lookup, position, node, trait, text, first, last, times, ttl, confidence, precision", 11, 1},
    {"answer", "lookup, position, node, question, outcome, answered", 6, 1},
    {"retraction", "lookup, position, from_node, relation, to_node, property, value, source, retracted, because", 10,
     1},
    {"set_version", "name", 1, 1},
    {"set_member", "version, node", 2, 1},
    {"note", "node, text", 2, 1},
    {"list", "name, size, text", 3, 1},
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

Sha256::Digest nextChain(const Sha256::Digest& before, const BatchHead& head,
                         std::array<RowDigest, kTableCount>& rows) {
  RowDigest content;
  content.blob(bytesOf(before));
  content.integer(head.generation);
  content.integer(head.learnt);
  content.text(head.who);
  content.text(head.query);
  content.text(head.because);
  for (std::size_t table = 0; table < kTableCount; ++table) {
    content.text(kTables[table].name);
    content.integer(static_cast<std::int64_t>(rows[table].rows()));
    content.blob(bytesOf(rows[table].finish()));
  }
  return content.finish();
}

}  // namespace clew::storage::sqlite
