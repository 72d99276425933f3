// SQL over rows that no table holds: how what a case keeps packed can be read and checked by those who think in SQL.
//
// Who has the rows describes them as SqlTable; runSql gives them to the SQL engine and runs statements that only read.
// Nothing of the case file itself is reached: the statements see these tables and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clew/error.h"
#include "clew/table.h"
#include "common/cancel.h"

namespace clew::storage {

/// NULL, a number, a text.
struct SqlValue {
  enum class Kind : std::uint8_t { kNull, kNumber, kText };
  Kind kind = Kind::kNull;
  std::int64_t number = 0;
  std::string text;

  SqlValue() = default;
  SqlValue(std::int64_t value) : kind(Kind::kNumber), number(value) {}
  SqlValue(std::string value) : kind(Kind::kText), text(std::move(value)) {}
  bool isNull() const { return kind == Kind::kNull; }
};

struct SqlColumn {
  std::string name;
  bool is_number = false;
};

/// The rows of one reading of a table, one after the other. Used by one thread.
class SqlRows {
 public:
  virtual ~SqlRows() = default;
  /// To the next row, at first to the first one; false behind the last.
  virtual Result<bool> next() = 0;
  /// A column of the row that next() went to.
  virtual Result<SqlValue> at(std::size_t column) const = 0;
};

/// A way to find rows without reading all: those that hold given values in these columns.
struct SqlAccess {
  std::vector<std::size_t> columns;
  double rows = 1;  // about so many for given values
};

class SqlTable {
 public:
  virtual ~SqlTable() = default;
  virtual std::string_view name() const = 0;
  virtual const std::vector<SqlColumn>& columns() const = 0;
  /// The columns that tell a row from every other one.
  virtual const std::vector<std::size_t>& identity() const = 0;
  /// All ways; one of them has no columns and reads all.
  virtual const std::vector<SqlAccess>& accesses() const = 0;
  /// Rows by a way. `values` stand for its columns, in their order; NULL is not among them. All rows that hold them
  /// come, and others may. The same values give the same rows in the same order.
  virtual Result<std::unique_ptr<SqlRows>> open(std::size_t access, const std::vector<SqlValue>& values) const = 0;
};

struct SqlOptions {
  std::uint64_t limit = 0;              // rows of a table; further ones are counted. 0: none
  std::uint64_t budget = 0;             // rows that a statement may give; 0: any number
  const CancelToken* cancel = nullptr;  // looked at all the time; must outlive the call
};

struct SqlAnswer {
  Table table;
  std::string text;              // the statement
  std::uint64_t total_rows = 0;  // before the limit
};

/// Runs the statements of `text` in order; each answer goes to `each`, which stops by returning false. kSyntax for what
/// is no SQL, names nothing, fails as it runs, or does more than read; kBudget, kCancelled, kTimeout; and what reading
/// rows fails with. What was answered before stays answered. A time of the table is a text of the rows' own.
Result<void> runSql(const std::vector<const SqlTable*>& tables, std::string_view text, const SqlOptions& options,
                    const std::function<bool(const SqlAnswer&)>& each);

}  // namespace clew::storage
