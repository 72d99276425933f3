// Table: what every answer is, and what every sink takes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace clew {

/// Seconds since 1970-01-01T00:00:00Z. All times of Clew are UTC and whole seconds.
using Time = std::int64_t;
inline constexpr Time kNoTime = std::numeric_limits<Time>::min();  // undated

/// A closed interval of time; `first == last` is a point. Both kNoTime: undated.
struct Interval {
  Time first = kNoTime;
  Time last = kNoTime;
  friend auto operator<=>(const Interval&, const Interval&) = default;
};

/// A node as an answer shows it. `name` is canonical; `display` is the spelling to show when it differs (names of
/// people and organisations, IDN names as Unicode), else empty.
struct NodeValue {
  std::string type;
  std::string name;
  std::string display;
  friend bool operator==(const NodeValue&, const NodeValue&) = default;
};

struct Missing { friend auto operator<=>(const Missing&, const Missing&) = default; };
struct Redacted { friend auto operator<=>(const Redacted&, const Redacted&) = default; };
struct Seconds { std::int64_t value = 0; friend auto operator<=>(const Seconds&, const Seconds&) = default; };  // a duration
struct Share { double value = 0; friend auto operator<=>(const Share&, const Share&) = default; };              // 0.25 is 25 %
struct Instant { Time value = kNoTime; friend auto operator<=>(const Instant&, const Instant&) = default; };

/// One cell. Numbers that are counts are int64; `double` is for what is measured or computed.
struct Cell;
using CellList = std::vector<Cell>;
struct Cell {
  std::variant<Missing, Redacted, bool, std::int64_t, double, std::string, NodeValue, Instant, Interval, Seconds, Share,
               CellList>
      value;
  Cell() = default;
  template <typename T>
    requires(!std::is_same_v<std::decay_t<T>, Cell>)
  Cell(T&& v) : value(std::forward<T>(v)) {}
  bool isMissing() const { return std::holds_alternative<Missing>(value); }
  bool isRedacted() const { return std::holds_alternative<Redacted>(value); }
};

enum class ColumnType : std::uint8_t { kNode, kText, kInteger, kReal, kShare, kTime, kInterval, kDuration, kBool, kList, kAny };

/// `name` is stable between versions: scripts read it.
struct Column {
  std::string name;
  ColumnType type = ColumnType::kAny;
};

/// What the rows are, so that a sink can choose its form.
enum class TableKind : std::uint8_t {
  kSet,       // nodes: columns `type`, `name`, or just `name` when all are of one type; then what `show` added
  kTable,     // grouped or computed
  kNumber,    // one row, one column
  kEvidence,  // `why`
  kSkipped,   // `skipped`
  kNothing,   // a statement that answers nothing (a write: see the notices)
};

/// Something the user should know beside the rows; never an error.
struct Notice {
  std::string id;    // "N402"; stable
  std::string text;  // one sentence
};

/// Ordered rows under typed columns. A plain value: copy it, keep it, read it from any thread.
class Table {
 public:
  TableKind kind = TableKind::kTable;
  std::vector<Column> columns;
  std::vector<Notice> notices;

  std::size_t rowCount() const { return columns.empty() ? 0 : cells_.size() / columns.size(); }
  const Cell& at(std::size_t row, std::size_t column) const { return cells_[row * columns.size() + column]; }
  Cell& at(std::size_t row, std::size_t column) { return cells_[row * columns.size() + column]; }
  /// Appends one cell; rows fill from left to right.
  void push(Cell cell) { cells_.push_back(std::move(cell)); }
  void reserveRows(std::size_t rows) { cells_.reserve(rows * columns.size()); }
  /// Keeps the first `rows` rows.
  void truncate(std::size_t rows) {
    if (rows < rowCount()) cells_.resize(rows * columns.size());
  }

 private:
  std::vector<Cell> cells_;
};

}  // namespace clew
