// `timeline of ip, asn of ip`.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// When each node held each value: name, trait, value, first, last, days, source. Sightings of one source that touch
/// are one row; what has no date comes last. In time order, then by name, trait and value.
class TimelineOperator final : public OperatorOf<planner::Timeline> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "timeline"; }
  Value execute() override;
};

}  // namespace clew::execution
