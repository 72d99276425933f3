// A connection of its own to nothing: an empty database in memory that knows the given tables and has no way to a file.
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <list>
#include <set>

#include "common/text.h"
#include "storage/sql.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/sql_module.h"

namespace clew::storage {
namespace {

using sqlite::SqlModule;

constexpr int kStepsBetweenLooks = 2000;   // of SQLite's machine
constexpr int kMaxValueBytes = 256 << 20;  // of a text that a statement makes; raw records are below that
constexpr int kMaxStatementBytes = 16 << 20;

class SqlRun {
 public:
  SqlRun(const std::vector<const SqlTable*>& tables, const SqlOptions& options) : options_(options) {
    for (const SqlTable* table : tables) {
      modules_.push_back({table, options.cancel, {}});
      readable_.insert(std::string(table->name()));
    }
    for (const char* built_in : {"json_each", "json_tree", "pragma_table_info"}) readable_.insert(built_in);
  }
  ~SqlRun() { sqlite3_close_v2(handle_); }
  SqlRun(const SqlRun&) = delete;
  SqlRun& operator=(const SqlRun&) = delete;

  Result<void> open() {
    int code = sqlite3_open_v2(":memory:", &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr);
    for (SqlModule& module : modules_) {
      if (code == SQLITE_OK) code = sqlite::addModule(handle_, module);
    }
    if (code != SQLITE_OK) return Error(ErrorCode::kIo, "not enough memory for SQL");
    // the first use of such a table notes it where nothing may be written: so that is before the guard stands
    for (const std::string& name : readable_) {
      code = sqlite3_exec(handle_, ("SELECT 1 FROM " + name + " LIMIT 0").c_str(), nullptr, nullptr, nullptr);
      if (code != SQLITE_OK) return troubleOf(code, "");
    }
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH, kMaxValueBytes);
    sqlite3_limit(handle_, SQLITE_LIMIT_SQL_LENGTH, kMaxStatementBytes);
    sqlite3_set_authorizer(handle_, authorize, this);
    sqlite3_progress_handler(handle_, kStepsBetweenLooks, lookUp, this);
    return {};
  }

  /// Every statement up to the end of the text.
  Result<void> all(std::string_view text, const std::function<bool(const SqlAnswer&)>& each) {
    if (text.find('\0') != text.npos) return Error(ErrorCode::kSyntax, "a NUL byte stands in the SQL");
    const std::string kept(text);
    const char* rest = kept.c_str();
    while (*rest != '\0') {
      refused_ = false;
      sqlite3_stmt* prepared = nullptr;
      const char* begin = rest;
      if (options_.cancel != nullptr) {
        if (auto state = options_.cancel->check(); !state) return state;
      }
      const int code = sqlite3_prepare_v2(handle_, begin, -1, &prepared, &rest);
      const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(prepared, sqlite3_finalize);
      if (code != SQLITE_OK) return troubleOf(code, begin);
      if (statement == nullptr) continue;  // blanks or a comment
      if (sqlite3_stmt_readonly(prepared) == 0) return refusal();
      SqlAnswer answer;
      answer.text = trim(std::string_view(begin, static_cast<std::size_t>(rest - begin)));
      if (auto done = answerOf(prepared, answer, begin); !done) return done;
      if (!each(answer)) return {};
    }
    return {};
  }

 private:
  Error refusal() const {
    Error error(ErrorCode::kSyntax, "SQL only reads here, and only these tables: " + tableNames());
    return error.withNote("no writes, no transactions, no other files, no settings, no extensions");
  }

  std::string tableNames() const {
    std::string out;
    for (const SqlModule& module : modules_) out += (out.empty() ? "" : ", ") + std::string(module.table->name());
    return out;
  }

  static int authorize(void* self, int action, const char* first, const char* second, const char*, const char*) {
    auto& run = *static_cast<SqlRun*>(self);
    bool allowed = false;
    switch (action) {
      case SQLITE_SELECT:
      case SQLITE_RECURSIVE:
        allowed = true;
        break;
      case SQLITE_READ:
        // without a column: rows are only counted, perhaps those of a name that the statement itself gave
        allowed = first == nullptr || second == nullptr || *second == '\0' || run.readable_.contains(first) ||
                  isSchema(first);
        break;
      case SQLITE_FUNCTION:
        allowed = second != nullptr && sqlite3_stricmp(second, "load_extension") != 0 &&
                  sqlite3_stricmp(second, "fts3_tokenizer") != 0;
        break;
      case SQLITE_PRAGMA:
        allowed = first != nullptr && sqlite3_stricmp(first, "table_info") == 0;
        break;
      default:
        break;
    }
    if (!allowed) run.refused_ = true;
    return allowed ? SQLITE_OK : SQLITE_DENY;
  }

  /// The list of tables that are made, of which there are none.
  static bool isSchema(std::string_view name) { return name == "sqlite_master" || name == "sqlite_schema"; }

  static int lookUp(void* self) {
    const auto& run = *static_cast<SqlRun*>(self);
    return run.options_.cancel != nullptr && run.options_.cancel->shouldStop() ? 1 : 0;
  }

  Result<void> answerOf(sqlite3_stmt* statement, SqlAnswer& answer, const char* begin) {
    nameColumns(statement, answer.table);
    for (;;) {
      const int code = sqlite3_step(statement);
      if (code == SQLITE_DONE) break;
      if (code != SQLITE_ROW) return troubleOf(code, begin);
      ++answer.total_rows;
      if (options_.budget != 0 && answer.total_rows > options_.budget) {
        return Error(ErrorCode::kBudget, "the statement gives more than " + std::to_string(options_.budget) + " rows")
            .withHint("say LIMIT, or give --no-budget");
      }
      if (options_.limit != 0 && answer.total_rows > options_.limit) continue;
      for (int i = 0; i < sqlite3_column_count(statement); ++i) answer.table.push(cellOf(statement, i));
    }
    typeColumns(answer.table);
    return {};
  }

  /// No name twice: rows of JSON have each once.
  static void nameColumns(sqlite3_stmt* statement, Table& table) {
    std::set<std::string> taken;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const char* name = sqlite3_column_name(statement, i);
      const std::string wanted = name != nullptr ? name : "";
      std::string unique = wanted;
      for (int n = 2; !taken.insert(unique).second; ++n) unique = wanted + "_" + std::to_string(n);
      table.columns.push_back({unique, ColumnType::kAny});
    }
  }

  static Cell cellOf(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_INTEGER:
        return static_cast<std::int64_t>(sqlite3_column_int64(statement, column));
      case SQLITE_FLOAT:
        return sqlite3_column_double(statement, column);
      case SQLITE_NULL:
        return {};
      default: {
        const bool is_blob = sqlite3_column_type(statement, column) == SQLITE_BLOB;
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        const std::string_view text = bytes == nullptr ? std::string_view() : std::string_view(bytes, size);
        return is_blob ? blobText(text) : std::string(text);
      }
    }
  }

  /// As SQL writes it.
  static std::string blobText(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out = "X'";
    for (const char byte : bytes) {
      out += kDigits[static_cast<unsigned char>(byte) >> 4U];
      out += kDigits[static_cast<unsigned char>(byte) & 15U];
    }
    return out + "'";
  }

  /// A column of numbers alone stands to the right.
  static void typeColumns(Table& table) {
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      bool integers = true;
      bool numbers = true;
      bool any = false;
      for (std::size_t row = 0; row < table.rowCount(); ++row) {
        const Cell& cell = table.at(row, column);
        if (cell.isMissing()) continue;
        any = true;
        integers = integers && std::holds_alternative<std::int64_t>(cell.value);
        numbers =
            numbers && (std::holds_alternative<std::int64_t>(cell.value) || std::holds_alternative<double>(cell.value));
      }
      if (any && numbers) table.columns[column].type = integers ? ColumnType::kInteger : ColumnType::kReal;
    }
  }

  /// What stopped a statement, in words.
  Error troubleOf(int code, const char* begin) {
    for (SqlModule& module : modules_) {
      if (!module.trouble) continue;
      Error error = std::move(*module.trouble);
      module.trouble.reset();
      return error;
    }
    if (refused_) return refusal();
    switch (code & 0xff) {
      case SQLITE_INTERRUPT: {
        auto state = options_.cancel != nullptr ? options_.cancel->check() : Result<void>();
        return state ? Error(ErrorCode::kCancelled, "cancelled") : state.error();
      }
      case SQLITE_NOMEM:
        return Error(ErrorCode::kIo, "not enough memory for this statement");
      case SQLITE_FULL:
      case SQLITE_IOERR:
        return Error(ErrorCode::kFull, "no room left on the disk to sort rows");
      default:
        break;
    }
    const std::string message = sqlite3_errmsg(handle_);
    Error error(ErrorCode::kSyntax, "SQL: " + message);
    if (const int offset = sqlite3_error_offset(handle_); offset > 0)
      error.withNote("here: " + placeOf(begin + offset));
    if (message.starts_with("no such table")) error.withHint("the tables are " + tableNames());
    if (message.starts_with("no such column")) error.withHint("clew help sql lists the columns; texts stand in ' '");
    return error;
  }

  static std::string placeOf(const char* at) {
    constexpr std::size_t kShown = 40;
    std::string_view rest(at);
    rest = rest.substr(0, rest.find('\n'));
    if (rest.size() <= kShown) return std::string(rest);
    std::size_t end = kShown;
    while (end > 0 && (static_cast<unsigned char>(rest[end]) & 0xC0U) == 0x80U) --end;  // not within a character
    return std::string(rest.substr(0, end)) + "…";
  }

  const SqlOptions& options_;
  std::list<SqlModule> modules_;  // SQLite keeps their addresses
  std::set<std::string, std::less<>> readable_;
  sqlite3* handle_ = nullptr;
  bool refused_ = false;
};

}  // namespace

Result<void> runSql(const std::vector<const SqlTable*>& tables, std::string_view text, const SqlOptions& options,
                    const std::function<bool(const SqlAnswer&)>& each) {
  SqlRun run(tables, options);
  if (auto opened = run.open(); !opened) return opened;
  return run.all(text, each);
}

}  // namespace clew::storage
