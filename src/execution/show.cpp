#include "execution/show.h"

namespace clew::execution {

Value ShowOperator::execute() {
  const Value in = input(op_.input);
  if (run_.failed()) return in;
  const Items items(run_, in, op_.per_link);
  Evaluator evaluator(run_, clock_, items.layer());
  Rows out;
  out.columns = columnsOf(run_.schema(), op_.columns);
  for (const Scope& scope : items.scopes()) {
    if (!run_.chargeRows(1, op_.columns.size() * sizeof(Datum)) || !run_.goOn()) return out;
    for (const binder::BoundColumn& column : op_.columns) out.cells.push_back(evaluator.cell(*column.value, scope));
  }
  return out;
}

}  // namespace clew::execution
