#include <algorithm>

#include "planner/statement_planner.h"

namespace clew::planner {
namespace {

using syntax::Expr;

struct DepthBelow {
  std::uint32_t all(const std::vector<Expr>& parts) const {
    std::uint32_t deepest = 0;
    for (const Expr& part : parts) deepest = std::max(deepest, conditionDepth(part));
    return deepest;
  }
  std::uint32_t operator()(const syntax::Or& node) const { return all(node.terms); }
  std::uint32_t operator()(const syntax::And& node) const { return all(node.terms); }
  std::uint32_t operator()(const syntax::Not& node) const { return conditionDepth(*node.term); }
  std::uint32_t operator()(const syntax::Quantified& node) const { return conditionDepth(*node.test); }
  std::uint32_t operator()(const syntax::Call& node) const {
    return std::max(all(node.arguments), node.where ? conditionDepth(*node.where) : 0);
  }
  std::uint32_t operator()(const syntax::Comparison& node) const { return sides(node); }
  std::uint32_t operator()(const syntax::Arithmetic& node) const { return sides(node); }
  std::uint32_t operator()(const syntax::Is& node) const { return conditionDepth(*node.left); }
  std::uint32_t operator()(const syntax::In& node) const { return conditionDepth(*node.left); }
  std::uint32_t operator()(const syntax::Matching& node) const { return conditionDepth(*node.left); }
  std::uint32_t operator()(const syntax::Resembling& node) const { return conditionDepth(*node.left); }
  std::uint32_t operator()(const syntax::Regex& node) const { return conditionDepth(*node.left); }
  std::uint32_t operator()(const syntax::TimeCondition& node) const { return conditionDepth(*node.left); }
  std::uint32_t operator()(const auto&) const { return 0; }

  template <typename Node>
  std::uint32_t sides(const Node& node) const {
    return std::max(conditionDepth(*node.left), conditionDepth(*node.right));
  }
};

}  // namespace

std::uint32_t conditionDepth(const Expr& expr) {
  return 1 + std::visit(DepthBelow{}, expr.node);
}

}  // namespace clew::planner
