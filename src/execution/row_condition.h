// Conditions on what a query has found so far (`expect`, `alert ... when`): `count` and aggregates speak of all rows,
// any other trait or column of each row.
#pragma once

#include <deque>
#include <vector>

#include "execution/items.h"

namespace clew::execution {

/// One condition on one value. Both must outlive it.
class RowCondition {
 public:
  RowCondition(Run& run, const Clock& clock, const Value& value, const binder::BoundExpr& condition);

  /// Whether it asks single rows; else it holds of the whole or not at all, and met() is all rows or none.
  bool asksRows() const { return asks_rows_; }
  /// It holds of the whole: of each row if it asks single ones. Of no rows that part is true.
  bool holdsOfAll();
  /// It holds of the whole, or of one row if it asks single ones. Of no rows that part is false.
  bool holdsOfSome();
  /// The rows that meet it, in answer order.
  const std::vector<Scope>& met();
  /// What does not hold, for a message: "count is 70", "2 of 4 rows are not so, first of all chbit.com".
  std::string failure();

 private:
  void judge();
  Scope wholeScope() const;
  bool ofNoRows(const binder::BoundExpr& expr, bool of_rows);

  Run& run_;
  const binder::BoundExpr& condition_;
  bool asks_rows_;
  Items items_;
  Evaluator evaluator_;
  std::int64_t number_ = 0;
  bool has_number_ = false;
  bool judged_ = false;
  bool holds_ = false;
  std::vector<Scope> met_;
  std::vector<Scope> unmet_;
};

}  // namespace clew::execution
