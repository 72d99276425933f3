#include "storage/sqlite/connection.h"

#include <cerrno>

namespace clew::storage::sqlite {

namespace {

bool meansFull(int system_error) {
  return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

const char* const kDamagedHint = "go back to a copy of it, or ingest its lookups into a new case";

}  // namespace

Error errorOf(int code, int system_error, const std::string& path) {
  const int kind = code & 0xff;
  switch (kind) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error(ErrorCode::kBusy,
                   "the case " + path + " is in use by another Clew (waited " + std::to_string(kBusySeconds) + " s)");
    case SQLITE_FULL:
      return Error(ErrorCode::kFull, "no room left on the disk to write " + path);
    case SQLITE_READONLY:
      return Error(ErrorCode::kReadOnly, "the case " + path + " can only be read");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return Error(ErrorCode::kCorrupt, "the case " + path + " is damaged").withHint(kDamagedHint);
    case SQLITE_NOMEM:
      return Error(ErrorCode::kIo, "not enough memory to work with the case " + path);
    case SQLITE_TOOBIG:
      return Error(ErrorCode::kInvalidValue, "a value is too large for the case " + path);
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return Error(ErrorCode::kIo, "cannot open the case " + path);
    case SQLITE_IOERR:
      if (meansFull(system_error)) return Error(ErrorCode::kFull, "no room left on the disk to write " + path);
      return Error(ErrorCode::kIo, "the disk failed while working with the case " + path);
    case SQLITE_ERROR:
      // The tables are not those that the version number promises.
      return Error(ErrorCode::kCorrupt, "the case " + path + " is damaged").withHint(kDamagedHint);
    default:
      return Error(ErrorCode::kInternal,
                   "unexpected trouble with the case " + path + " (number " + std::to_string(code) + ")");
  }
}

Connection::Connection(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}

Connection::~Connection() {
  sqlite3_close(handle_);
}

void Connection::fail(int code) const {
  throw Trouble{errorOf(code, sqlite3_system_errno(handle_), path_)};
}

void Connection::run(const char* sql) {
  errno = 0;
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return;
  // A commit that fails does not keep the system's reason; errno still holds it.
  const int kept = sqlite3_system_errno(handle_);
  throw Trouble{errorOf(code, kept != 0 ? kept : errno, path_)};
}

std::int64_t Connection::number(const char* sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.integerAt(0) : 0;
}

Statement::Statement(Connection& connection, const std::string& sql) : connection_(connection) {
  const int code = sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (code != SQLITE_OK) connection.fail(code);
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

void Statement::failAndReset(int code) {
  const int system_error = sqlite3_system_errno(connection_.handle());
  sqlite3_reset(statement_);
  throw Trouble{errorOf(code, system_error, connection_.path())};
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
  if (sqlite3_get_autocommit(connection.handle()) == 0)
    throw Trouble{Error(ErrorCode::kInternal, "a transaction was begun inside another one")};
  switch (kind) {
    case Kind::kRead:
      connection.run("BEGIN");
      break;
    case Kind::kWrite:
      connection.run("BEGIN IMMEDIATE");
      break;
    case Kind::kExclusive:
      connection.run("BEGIN EXCLUSIVE");
      break;
  }
}

Transaction::~Transaction() {
  // A full disk may have undone it already.
  if (open_ && sqlite3_get_autocommit(connection_.handle()) == 0)
    sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  connection_.run("COMMIT");
  open_ = false;
}

}  // namespace clew::storage::sqlite
