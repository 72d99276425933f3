// Sources of sets: literals, whole types, named sets, files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "execution/operator.h"

namespace clew::execution {

/// A value that a query named and the graph lacks, and one that it holds and that may have been meant.
struct UnknownValue {
  std::string text;
  std::optional<std::string> meant = std::nullopt;
};

/// The nodes of literals. What the graph lacks gives a notice, or fails under --require-known.
class LookupNodesOperator final : public OperatorOf<planner::LookupNodes> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "lookup"; }
  Value execute() override;

 private:
  NodeSet resolve(const planner::LookupNodes::Literal& literal, std::vector<UnknownValue>& unknown);
  void resolveParam(const planner::LookupNodes::Literal& literal, NodeSet& found);
  bool resolvePrefix(const planner::LookupNodes::Literal& literal, NodeSet& found);
};

class NodeScanOperator final : public OperatorOf<planner::NodeScan> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "scan"; }
  Value execute() override;
};

class NamedSetOperator final : public OperatorOf<planner::NamedSet> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "set"; }
  Value execute() override;
};

class LocalSetOperator final : public OperatorOf<planner::LocalSet> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "let"; }
  Value execute() override;
};

/// The values of a file (file_values.h), each of the type that it looks like.
class ReadFileOperator final : public OperatorOf<planner::ReadFile> {
 public:
  using OperatorOf::OperatorOf;
  std::string name() const override { return "read"; }
  Value execute() override;
};

/// Says which of the values that a query named are not in the graph, or fails the run if that was asked for.
void reportUnknown(Run& run, const std::vector<UnknownValue>& unknown);

}  // namespace clew::execution
