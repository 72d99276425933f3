// Functions and arithmetic over values.
#pragma once

#include <optional>

#include "binder/bound.h"
#include "execution/run.h"

namespace clew::execution {

/// An aggregate over values that were gathered (count is of distinct ones): missing over none, count 0. Floating sums
/// are formed in the order given.
Datum aggregate(const GraphView& view, binder::Function function, DatumList values);
/// day .. log of one value; `extra` is the second argument. Missing when the value does not fit.
Datum scalarCall(Run& run, binder::Function function, const Datum& value, const Datum& extra);
/// Missing for what cannot be worked out (a division by zero, text).
Datum arithmetic(binder::ArithmeticOp op, const Datum& left, const Datum& right);
bool isAggregate(binder::Function function);

}  // namespace clew::execution
