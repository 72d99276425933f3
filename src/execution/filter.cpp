#include "execution/filter.h"

#include "execution/evaluate.h"
#include "execution/set_algebra.h"

namespace clew::execution {

Value FilterOperator::execute() {
  SetValue out = inputSet(op_.input);
  if (run_.failed()) return out;
  const auto evaluator = std::make_shared<Evaluator>(run_, clock_, out.layer);
  if (op_.per_link) {
    const binder::ExprPtr condition = op_.condition;
    out.layer = filterLayer(out.layer, [evaluator, condition](const ResultLink& link) {
      Scope scope;
      scope.node = link.node;
      scope.link = &link;
      return evaluator->test(*condition, scope);
    });
  }
  NodeSet kept;
  for (const NodeId node : out.nodes) {
    if (!run_.goOn()) return SetValue{};
    bool keep = false;
    if (op_.per_link) {
      if (out.layer) out.layer->links(node, [&](const ResultLink&) { return !(keep = true); });
    } else {
      Scope scope;
      scope.node = node;
      keep = evaluator->test(*op_.condition, scope);
    }
    if (keep) kept.push_back(node);
  }
  out.nodes = std::move(kept);
  restrictOrder(out, run_.view().nodeCount());
  return out;
}

Value TableFilterOperator::execute() {
  Value value = input(op_.input);
  if (run_.failed()) return value;
  auto* rows = std::get_if<Rows>(&value);
  if (rows == nullptr) {
    run_.fail(Error(ErrorCode::kInternal, "a set came where a table was planned"));
    return value;
  }
  Rows out;
  out.kind = rows->kind;
  out.columns = rows->columns;
  Evaluator evaluator(run_, clock_, nullptr);
  for (std::size_t row = 0; row < rows->count(); ++row) {
    Scope scope;
    scope.rows = rows;
    scope.row = row;
    if (!evaluator.test(*op_.condition, scope)) continue;
    for (std::size_t column = 0; column < rows->columns.size(); ++column) out.cells.push_back(rows->at(row, column));
  }
  return out;
}

}  // namespace clew::execution
