#include "execution/row_condition.h"

#include <algorithm>

#include "common/format.h"
#include "common/overloaded.h"
#include "common/text.h"
#include "execution/functions.h"

namespace clew::execution {
namespace {

using binder::BoundExpr;

bool asksSingleRows(const BoundExpr& expr) {
  const auto any = [](const auto& terms) {
    return std::any_of(terms.begin(), terms.end(), [](const auto& term) { return asksSingleRows(*term); });
  };
  return std::visit(
      Overloaded{
          [&](const BoundExpr::Or& node) { return any(node.terms); },
          [&](const BoundExpr::And& node) { return any(node.terms); },
          [](const BoundExpr::Not& node) { return asksSingleRows(*node.term); },
          [](const BoundExpr::Compare& node) { return asksSingleRows(*node.left) || asksSingleRows(*node.right); },
          [](const BoundExpr::Arithmetic& node) { return asksSingleRows(*node.left) || asksSingleRows(*node.right); },
          [](const BoundExpr::Is& node) { return asksSingleRows(*node.left); },
          [](const BoundExpr::In& node) { return asksSingleRows(*node.left); },
          [](const BoundExpr::Matching& node) { return asksSingleRows(*node.left); },
          [](const BoundExpr::Regex& node) { return asksSingleRows(*node.left); },
          [](const BoundExpr::Resembling& node) { return asksSingleRows(*node.left); },
          [](const BoundExpr::TimeIs& node) { return asksSingleRows(*node.left); },
          [](const BoundExpr::Truth& node) { return asksSingleRows(*node.value); },
          [&](const BoundExpr::Call& node) { return !isAggregate(node.function) && any(node.arguments); },
          [](const BoundExpr::Constant&) { return false; }, [](const auto&) { return true; }},
      expr.node);
}

/// What the sides of comparisons came to: "count is 70". `single`: the scope is the only row there is.
void numbersIn(Evaluator& evaluator, const BoundExpr& expr, const Scope& scope, bool single,
               std::vector<std::string>& out) {
  if (const auto* compare = std::get_if<BoundExpr::Compare>(&expr.node)) {
    for (const auto& side : {compare->left, compare->right}) {
      if (std::holds_alternative<BoundExpr::Constant>(side->node) || (!single && asksSingleRows(*side))) continue;
      const std::string text = textOf(evaluator.run().view(), evaluator.cell(*side, scope));
      out.push_back(format("{} is {}", side->text.empty() ? "it" : side->text, text.empty() ? "missing" : text));
    }
  } else if (const auto* all_of = std::get_if<BoundExpr::And>(&expr.node)) {
    for (const auto& term : all_of->terms) numbersIn(evaluator, *term, scope, single, out);
  } else if (const auto* any_of = std::get_if<BoundExpr::Or>(&expr.node)) {
    for (const auto& term : any_of->terms) numbersIn(evaluator, *term, scope, single, out);
  } else if (const auto* inverse = std::get_if<BoundExpr::Not>(&expr.node)) {
    numbersIn(evaluator, *inverse->term, scope, single, out);
  }
}

}  // namespace

RowCondition::RowCondition(Run& run, const Clock& clock, const Value& value, const BoundExpr& condition)
    : run_(run),
      condition_(condition),
      asks_rows_(asksSingleRows(condition)),
      items_(run, value, asks_rows_ && condition.names_link_column),
      evaluator_(run, clock, items_.layer()) {
  const auto* rows = std::get_if<Rows>(&value);
  if (rows != nullptr && rows->kind == TableKind::kNumber && !rows->cells.empty()) {
    // after `| count` there is one row, which nobody means: `count` is the number in it
    if (const auto* number = rows->cells.front().as<std::int64_t>()) number_ = *number, has_number_ = true;
  } else if (const auto* set = std::get_if<SetValue>(&value)) {
    number_ =
        static_cast<std::int64_t>(sizeOf(*set));  // chains, where there are any; nodes, however many links each has
    has_number_ = true;
  }
}

/// What aggregates and `count` are of.
Scope RowCondition::wholeScope() const {
  Scope scope = items_.scopes().empty() ? Scope{} : items_.scopes().front();
  scope.group = &items_.scopes();
  scope.number = has_number_ ? &number_ : nullptr;
  return scope;
}

/// The condition where there are no rows: `of_rows` is what parts that ask single rows come to.
bool RowCondition::ofNoRows(const BoundExpr& expr, bool of_rows) {
  const auto one = [&](const auto& term) { return ofNoRows(*term, of_rows); };
  if (const auto* all_of = std::get_if<BoundExpr::And>(&expr.node))
    return std::all_of(all_of->terms.begin(), all_of->terms.end(), one);
  if (const auto* any_of = std::get_if<BoundExpr::Or>(&expr.node))
    return std::any_of(any_of->terms.begin(), any_of->terms.end(), one);
  if (const auto* inverse = std::get_if<BoundExpr::Not>(&expr.node)) return !ofNoRows(*inverse->term, !of_rows);
  return asksSingleRows(expr) ? of_rows : evaluator_.test(expr, wholeScope());
}

void RowCondition::judge() {
  if (judged_) return;
  judged_ = true;
  const std::vector<Scope>& rows = items_.scopes();
  if (!asks_rows_) {
    holds_ = evaluator_.test(condition_, wholeScope());
    (holds_ ? met_ : unmet_) = rows;
    return;
  }
  for (const Scope& row : rows) {
    if (!run_.goOn()) return;
    Scope scope = row;
    scope.group = &rows;
    scope.number = has_number_ ? &number_ : nullptr;
    (evaluator_.test(condition_, scope) ? met_ : unmet_).push_back(row);
  }
  holds_ = unmet_.empty();
}

bool RowCondition::holdsOfAll() {
  if (asks_rows_ && items_.scopes().empty()) return ofNoRows(condition_, true);
  judge();
  return holds_;
}

bool RowCondition::holdsOfSome() {
  if (asks_rows_ && items_.scopes().empty()) return ofNoRows(condition_, false);
  judge();
  return asks_rows_ ? !met_.empty() : holds_;
}

const std::vector<Scope>& RowCondition::met() {
  judge();
  return met_;
}

std::string RowCondition::failure() {
  judge();
  const std::vector<Scope>& rows = items_.scopes();
  std::vector<std::string> numbers;
  numbersIn(evaluator_, condition_, wholeScope(), rows.size() == 1, numbers);
  if (asks_rows_ && !unmet_.empty() && (rows.size() > 1 || numbers.empty())) {
    const std::string first = nodeNameOf(run_.view(), unmet_.front());
    std::string some = format("{} of {} {} not so", groupedDigits(unmet_.size()),
                              counted(rows.size(), items_.layer() && condition_.names_link_column ? "link" : "row"),
                              unmet_.size() == 1 ? "is" : "are");
    if (!first.empty()) some += format(", {}{}", unmet_.size() == 1 ? "" : "first of all ", first);
    numbers.push_back(std::move(some));
  }
  return numbers.empty() ? std::string("it is not so") : join(numbers, ", ");
}

}  // namespace clew::execution
