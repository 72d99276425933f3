// `T sharing A with S`.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// The subjects that have a value of the traits in common with (or near that of) a different member of S; adds a layer
/// whose links are (seed, trait, value). Definition: docs/language.md, Semantics.
class SharingOperator final : public OperatorOf<planner::Sharing> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "sharing"; }
  Value execute() override;

 private:
  SetValue seeds(const SetValue& subjects, bool scan);
};

}  // namespace clew::execution
