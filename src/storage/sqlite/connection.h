// One connection to one case file, its prepared statements, and the words in which its troubles are told.
//
// Inside this folder trouble travels as the exception `Trouble`; the methods of the store catch it (`guarded`), so that
// neither it nor a code of the library leaves.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "clew/error.h"

namespace clew::storage::sqlite {

inline constexpr int kBusySeconds = 5;  // how long a writer waits for another one

struct Trouble {
  Error error;
};

/// What a library's code means for the user. `system_error` is errno of the failing call, 0 when there is none.
Error errorOf(int code, int system_error, const std::string& path);

/// Owns the handle. Used by one thread at a time.
class Connection {
 public:
  /// Takes over an open handle. `path` is how the user named the file: it stands in messages.
  Connection(sqlite3* handle, std::string path);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs statements that take no values. `sql` is a constant of this program.
  void run(const char* sql);
  /// The first column of the first row as a number; 0 when there is no row.
  std::int64_t number(const char* sql);
  [[noreturn]] void fail(int code) const;
  sqlite3* handle() const { return handle_; }
  const std::string& path() const { return path_; }

 private:
  sqlite3* handle_;
  std::string path_;
};

/// A prepared statement. Parameters count from 1, columns from 0. Bound texts must live until the next reset or step to
/// the end; column views live until the next step or reset.
class Statement {
 public:
  Statement(Connection& connection, const std::string& sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void integer(int index, std::int64_t value) { ensure(sqlite3_bind_int64(statement_, index, value)); }
  void null(int index) { ensure(sqlite3_bind_null(statement_, index)); }
  void text(int index, std::string_view value) {
    ensure(sqlite3_bind_text64(statement_, index, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC,
                               SQLITE_UTF8));
  }
  void blob(int index, std::string_view value) {
    ensure(sqlite3_bind_blob64(statement_, index, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC));
  }

  /// True when there is a row. After the last row the statement is ready for the next use.
  bool step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) failAndReset(code);
    sqlite3_reset(statement_);
    return false;
  }
  void reset() noexcept { sqlite3_reset(statement_); }

  int columns() const { return sqlite3_column_count(statement_); }
  int typeAt(int column) const { return sqlite3_column_type(statement_, column); }
  bool isNull(int column) const { return typeAt(column) == SQLITE_NULL; }
  std::int64_t integerAt(int column) const { return sqlite3_column_int64(statement_, column); }
  /// The bytes of a text or a blob, whatever they are.
  std::string_view bytesAt(int column) const {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return bytes == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(bytes), size);
  }
  std::string stringAt(int column) const { return std::string(bytesAt(column)); }

 private:
  void ensure(int code) {
    if (code != SQLITE_OK) failAndReset(code);
  }
  [[noreturn]] void failAndReset(int code);

  Connection& connection_;
  sqlite3_stmt* statement_ = nullptr;
};

/// Resets a kept statement at the end of a block, however the block is left.
class Rewind {
 public:
  explicit Rewind(Statement& statement) : statement_(statement) {}
  ~Rewind() { statement_.reset(); }
  Rewind(const Rewind&) = delete;
  Rewind& operator=(const Rewind&) = delete;

 private:
  Statement& statement_;
};

/// Undone at the end of the block unless committed.
class Transaction {
 public:
  enum class Kind { kRead, kWrite, kExclusive };
  Transaction(Connection& connection, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

/// Runs `body`, which returns a Result, and turns what it throws into an Error.
template <typename Body>
auto guarded(const std::string& path, Body&& body) -> decltype(body()) {
  try {
    return body();
  } catch (Trouble& trouble) {
    return std::move(trouble.error);
  } catch (const std::bad_alloc&) {
    return Error(ErrorCode::kIo, "not enough memory to work with the case " + path);
  }
}

}  // namespace clew::storage::sqlite
