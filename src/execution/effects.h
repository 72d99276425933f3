// What a statement does besides answering: expectations, output, writes, `as of`. All pass their input on.
#pragma once

#include "execution/operator.h"

namespace clew::execution {

/// Adds a failure to the statement's result when the condition is false.
class ExpectOperator final : public OperatorOf<planner::Expect> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "expect"; }
  Value execute() override;
};

class SaveAsOperator final : public OperatorOf<planner::SaveAs> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "save"; }
  Value execute() override;
};

class TagOperator final : public OperatorOf<planner::Tag> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "tag"; }
  Value execute() override;
};

class NoteOperator final : public OperatorOf<planner::Note> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "note"; }
  Value execute() override;
};

class OutputOperator final : public OperatorOf<planner::Output> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "output"; }
  Value execute() override;
};

/// Sets both the meaning of now and what is visible for everything below.
class AsOfOperator final : public OperatorOf<planner::AsOf> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "as of"; }
  Value execute() override;
};

/// The table that shows a value. `types`: what a set's nodes can be, so that its columns do not depend on the data.
Table tableOf(const GraphView& view, const Value& value, const model::TypeSet& types);

}  // namespace clew::execution
