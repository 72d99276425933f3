// Everything here is called by SQLite, in C: no exception may pass, and lack of memory is told as SQLite tells it.
//
// Among the ways of a table, xBestIndex takes the one with the fewest rows whose columns are all compared for equality;
// its number is idxNum. SQLite tests every row again, so that a way may give too many and collations need no care.
#include "storage/sqlite/sql_module.h"

#include <cmath>
#include <cstring>
#include <new>

#include "common/hash.h"

namespace clew::storage::sqlite {
namespace {

struct VirtualTable {
  sqlite3_vtab base{};
  SqlModule* module = nullptr;
};

struct Cursor {
  sqlite3_vtab_cursor base{};
  SqlModule* module = nullptr;
  std::unique_ptr<SqlRows> rows;
  bool at_end = true;
};

template <typename Body>
int guardedCall(Body&& body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return SQLITE_NOMEM;
  } catch (...) {
    return SQLITE_ERROR;
  }
}

int keep(SqlModule& module, Error error) {
  module.trouble = std::move(error);
  return SQLITE_ERROR;
}

int connect(sqlite3* connection, void* data, int, const char* const*, sqlite3_vtab** out, char**) {
  return guardedCall([&] {
    auto* module = static_cast<SqlModule*>(data);
    std::string declaration = "CREATE TABLE x(";
    for (const SqlColumn& column : module->table->columns()) {
      if (declaration.back() != '(') declaration += ", ";
      declaration += "\"" + column.name + "\" " + (column.is_number ? "INTEGER" : "TEXT");
    }
    if (const int code = sqlite3_declare_vtab(connection, (declaration + ")").c_str()); code != SQLITE_OK) return code;
    auto made = std::make_unique<VirtualTable>();
    made->module = module;
    *out = &made.release()->base;
    return SQLITE_OK;
  });
}

int disconnect(sqlite3_vtab* table) {
  delete reinterpret_cast<VirtualTable*>(table);
  return SQLITE_OK;
}

/// For each column the constraint that gives it a value, -1 for none.
std::vector<int> equalities(const sqlite3_index_info& info, std::size_t columns) {
  std::vector<int> out(columns, -1);
  for (int i = 0; i < info.nConstraint; ++i) {
    const auto& constraint = info.aConstraint[i];
    if (constraint.usable == 0 || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ || constraint.iColumn < 0) continue;
    // another collation calls values equal that the rows are not found by
    const char* collation = sqlite3_vtab_collation(const_cast<sqlite3_index_info*>(&info), i);
    if (collation != nullptr && std::strcmp(collation, "BINARY") != 0) continue;
    int& place = out[static_cast<std::size_t>(constraint.iColumn)];
    if (place < 0) place = i;
  }
  return out;
}

int bestIndex(sqlite3_vtab* table, sqlite3_index_info* info) {
  return guardedCall([&] {
    const SqlTable& rows = *reinterpret_cast<VirtualTable*>(table)->module->table;
    const std::vector<int> given = equalities(*info, rows.columns().size());
    std::size_t best = rows.accesses().size();
    for (std::size_t i = 0; i < rows.accesses().size(); ++i) {
      bool fits = true;
      for (const std::size_t column : rows.accesses()[i].columns) fits = fits && given[column] >= 0;
      if (fits && (best == rows.accesses().size() || rows.accesses()[i].rows < rows.accesses()[best].rows)) best = i;
    }
    if (best == rows.accesses().size()) return SQLITE_CONSTRAINT;
    const SqlAccess& access = rows.accesses()[best];
    std::string words;
    int argument = 0;
    for (const std::size_t column : access.columns) {
      info->aConstraintUsage[given[column]].argvIndex = ++argument;
      words += (words.empty() ? "" : ",") + rows.columns()[column].name;
    }
    info->idxNum = static_cast<int>(best);
    info->idxStr = sqlite3_mprintf("%s", words.empty() ? "all" : words.c_str());
    info->needToFreeIdxStr = 1;
    info->estimatedRows = static_cast<sqlite3_int64>(access.rows) + 1;
    info->estimatedCost = access.rows + 1;
    return info->idxStr == nullptr ? SQLITE_NOMEM : SQLITE_OK;
  });
}

int openCursor(sqlite3_vtab* table, sqlite3_vtab_cursor** out) {
  return guardedCall([&] {
    auto made = std::make_unique<Cursor>();
    made->module = reinterpret_cast<VirtualTable*>(table)->module;
    *out = &made.release()->base;
    return SQLITE_OK;
  });
}

int closeCursor(sqlite3_vtab_cursor* cursor) {
  delete reinterpret_cast<Cursor*>(cursor);
  return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* base) {
  return guardedCall([&] {
    auto& cursor = *reinterpret_cast<Cursor*>(base);
    if (cursor.module->cancel != nullptr && cursor.module->cancel->shouldStop()) return SQLITE_INTERRUPT;
    auto more = cursor.rows->next();
    if (!more) return keep(*cursor.module, std::move(more.error()));
    cursor.at_end = !more.value();
    return SQLITE_OK;
  });
}

/// The value as rows are found by it; NULL for one that no row of the column can equal.
SqlValue valueFor(sqlite3_value* value, bool is_number) {
  const int type = is_number ? sqlite3_value_numeric_type(value) : sqlite3_value_type(value);
  if (type == SQLITE_NULL || type == SQLITE_BLOB) return {};
  if (is_number) {
    if (type == SQLITE_INTEGER) return std::int64_t{sqlite3_value_int64(value)};
    if (type != SQLITE_FLOAT) return {};
    const double number = sqlite3_value_double(value);
    if (!(std::fabs(number) < 9e15) || number != std::floor(number)) return {};
    return static_cast<std::int64_t>(number);
  }
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (text == nullptr) throw std::bad_alloc();
  return std::string(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

int filter(sqlite3_vtab_cursor* base, int access, const char*, int count, sqlite3_value** values) {
  const int code = guardedCall([&] {
    auto& cursor = *reinterpret_cast<Cursor*>(base);
    const SqlTable& table = *cursor.module->table;
    cursor.at_end = true;
    cursor.rows.reset();
    const SqlAccess& way = table.accesses().at(static_cast<std::size_t>(access));
    std::vector<SqlValue> wanted;
    for (int i = 0; i < count; ++i) {
      wanted.push_back(valueFor(values[i], table.columns()[way.columns.at(static_cast<std::size_t>(i))].is_number));
      if (wanted.back().isNull()) return SQLITE_DONE;
    }
    auto rows = table.open(static_cast<std::size_t>(access), wanted);
    if (!rows) return keep(*cursor.module, std::move(rows.error()));
    cursor.rows = std::move(rows.value());
    return SQLITE_OK;
  });
  return code == SQLITE_DONE ? SQLITE_OK : code != SQLITE_OK ? code : next(base);
}

int atEnd(sqlite3_vtab_cursor* cursor) {
  return reinterpret_cast<Cursor*>(cursor)->at_end ? 1 : 0;
}

int column(sqlite3_vtab_cursor* base, sqlite3_context* context, int number) {
  return guardedCall([&] {
    auto& cursor = *reinterpret_cast<Cursor*>(base);
    auto value = cursor.rows->at(static_cast<std::size_t>(number));
    if (!value) return keep(*cursor.module, std::move(value.error()));
    switch (value.value().kind) {
      case SqlValue::Kind::kNumber:
        sqlite3_result_int64(context, value.value().number);
        break;
      case SqlValue::Kind::kText:
        sqlite3_result_text64(context, value.value().text.data(), value.value().text.size(), SQLITE_TRANSIENT,
                              SQLITE_UTF8);
        break;
      case SqlValue::Kind::kNull:
        sqlite3_result_null(context);
    }
    return SQLITE_OK;
  });
}

/// SQLite takes rows of two readings for one when these are the same, as it unites the sides of an OR: so they are made
/// of what the row says, and by a hash that nobody can aim with.
int rowId(sqlite3_vtab_cursor* base, sqlite3_int64* out) {
  return guardedCall([&] {
    auto& cursor = *reinterpret_cast<Cursor*>(base);
    std::string key;
    for (const std::size_t each : cursor.module->table->identity()) {
      auto value = cursor.rows->at(each);
      if (!value) return keep(*cursor.module, std::move(value.error()));
      const std::string text = value.value().isNull()                          ? "-"
                               : value.value().kind == SqlValue::Kind::kNumber ? std::to_string(value.value().number)
                                                                               : value.value().text;
      key += std::to_string(text.size()) + ":" + text;
    }
    const Sha256::Digest digest = sha256(key);
    std::memcpy(out, digest.data(), sizeof *out);
    return SQLITE_OK;
  });
}

const sqlite3_module& moduleOf() {
  static const sqlite3_module kModule = [] {
    sqlite3_module module{};
    module.xConnect = connect;  // and no xCreate: the table is there and cannot be made
    module.xBestIndex = bestIndex;
    module.xDisconnect = disconnect;
    module.xOpen = openCursor;
    module.xClose = closeCursor;
    module.xFilter = filter;
    module.xNext = next;
    module.xEof = atEnd;
    module.xColumn = column;
    module.xRowid = rowId;
    return module;
  }();
  return kModule;
}

}  // namespace

int addModule(sqlite3* connection, SqlModule& module) {
  return sqlite3_create_module_v2(connection, std::string(module.table->name()).c_str(), &moduleOf(), &module, nullptr);
}

}  // namespace clew::storage::sqlite
