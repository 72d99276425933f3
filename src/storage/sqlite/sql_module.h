// SqlTable as a virtual table of SQLite: there under its name without being made, and only to be read.
#pragma once

#include <sqlite3.h>

#include <optional>

#include "storage/sql.h"

namespace clew::storage::sqlite {

/// What a virtual table and its caller share. Must outlive the connection.
struct SqlModule {
  const SqlTable* table = nullptr;
  const CancelToken* cancel = nullptr;
  std::optional<Error> trouble;  // what reading rows failed with; SQLite learns only that it did
};

/// Names the table on the connection. A code of SQLite.
int addModule(sqlite3* connection, SqlModule& module);

}  // namespace clew::storage::sqlite
