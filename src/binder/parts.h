// The expressions that an expression is made of.
#pragma once

#include <variant>

#include "binder/bound.h"

namespace clew::binder {

/// Calls `visit` with each part of the expression itself, not with the parts of those: terms, arguments, both sides,
/// the test of a quantifier. A trait has none; what limits the nodes that it reaches (BoundTrait::only) is not among
/// them.
template <typename Visit>
void eachPart(const BoundExpr& expr, const Visit& visit) {
  const auto one = [&](const ExprPtr& part) {
    if (part) visit(*part);
  };
  std::visit(
      [&](const auto& node) {
        if constexpr (requires { node.terms; }) {
          for (const ExprPtr& term : node.terms) one(term);
        }
        if constexpr (requires { node.arguments; }) {
          for (const ExprPtr& argument : node.arguments) one(argument);
        }
        if constexpr (requires { one(node.term); }) one(node.term);
        if constexpr (requires { one(node.left); }) one(node.left);
        if constexpr (requires { one(node.right); }) one(node.right);
        if constexpr (requires { one(node.tail); }) one(node.tail);
        if constexpr (requires { one(node.value); }) one(node.value);
      },
      expr.node);
}

}  // namespace clew::binder
