#include "execution/per.h"

namespace clew::execution {
namespace {

/// A column that is no aggregate shows what its group's members have, each value once.
Datum plainColumn(Evaluator& evaluator, const binder::BoundExpr& value, const Group& group) {
  DatumList all;
  for (const Scope& member : group.members) {
    for (Datum& one : evaluator.values(value, member)) all.push_back(std::move(one));
  }
  sortDistinct(evaluator.run().view(), all);
  return datumOf(std::move(all));
}

}  // namespace

Value PerOperator::execute() {
  const Value in = input(op_.input);
  if (run_.failed()) return in;
  const Items items(run_, in, op_.per_link);
  Evaluator evaluator(run_, clock_, items.layer());
  Rows out;
  out.columns = columnsOf(run_.schema(), op_.keys);
  for (Column& column : columnsOf(run_.schema(), op_.columns)) out.columns.push_back(std::move(column));
  for (const Group& group : groupItems(evaluator, items, op_.keys, true)) {
    if (!run_.goOn()) return out;
    out.cells.insert(out.cells.end(), group.key.begin(), group.key.end());
    Scope scope = group.members.front();
    scope.group = &group.members;
    for (const binder::BoundColumn& column : op_.columns) {
      out.cells.push_back(column.aggregate ? evaluator.cell(*column.value, scope)
                                           : plainColumn(evaluator, *column.value, group));
    }
  }
  return out;
}

}  // namespace clew::execution
