// `every country of ip is CN`: a test that all values of a trait must meet; and the condition inside a call,
// `count(ip where country is CN)`, which says what counts.
#include "binder/binder.h"
#include "binder/via.h"
#include "common/text.h"

namespace clew::binder {
namespace {

/// The same test with another left side; null for a test that has none.
std::shared_ptr<BoundExpr> withLeft(const BoundExpr& test, const ExprPtr& left) {
  auto out = std::make_shared<BoundExpr>(test);
  const bool replaced = std::visit(
      [&](auto& node) {
        if constexpr (requires { node.left = left; }) {
          node.left = left;
          return true;
        } else {
          return false;
        }
      },
      out->node);
  return replaced && !std::holds_alternative<BoundExpr::Arithmetic>(out->node) ? out : nullptr;
}

const ExprPtr* leftOf(const BoundExpr& test) {
  return std::visit(
      [](const auto& node) -> const ExprPtr* {
        if constexpr (requires { node.left; }) return &node.left;
        return nullptr;
      },
      test.node);
}

}  // namespace

Error noHistory(const BoundExpr& test, SourceSpan whole, SourceSpan inner) {
  Error error(ErrorCode::kType, "`ever` asks the history of a date: `ever created before 2y`");
  error.withId("E312").at(whole);
  const ExprPtr* left = leftOf(test);
  const auto* trait = left != nullptr && *left ? std::get_if<BoundTrait>(&(*left)->node) : nullptr;
  const bool links = trait != nullptr && trait->end == BoundTrait::End::kNodes && inner.begin > whole.begin;
  if (!links) return error;
  error.withNote("a link of any time counts when no time is said");
  return error.withFix({whole.begin, inner.begin - 1, whole.source}, "");
}

ExprPtr Binder::every(const syntax::Quantified& node, const syntax::Expr& expr, const Shape& shape) {
  ExprPtr test = condition(*node.test, shape);
  if (!test) return nullptr;
  const ExprPtr* left = leftOf(*test);
  const auto* trait = left != nullptr && *left ? std::get_if<BoundTrait>(&(*left)->node) : nullptr;
  if (trait == nullptr) {
    Error error(ErrorCode::kType,
                "`every` asks each value of a trait, and " + quoted(test->text) + " asks them at once");
    diagnostics_.report(std::move(error.withId("E323").at(expr.span).withFix(expr.span, test->text)));
    return nullptr;
  }
  BoundExpr::Every bound{*trait, nullptr};
  if (!node.modifiers.empty()) {
    if (refusesVia(node.modifiers, "`every`", diagnostics_)) return nullptr;
    if (refusesMost(node.modifiers, "`every`", diagnostics_)) return nullptr;
    auto modifiers = this->modifiers(node.modifiers, false);
    if (!modifiers) return nullptr;
    if (trait->hops.empty()) {
      diagnostics_.report(
          Error(ErrorCode::kType, "modifiers belong to a relation: `every ip in 192.0.2.0/24 since 30d`")
              .withId("E317")
              .at(modifiers->span)
              .withFix(modifiers->span, ""));
      return nullptr;
    }
    bound.trait.modifiers = std::move(*modifiers);
  }
  BoundExpr subject;
  subject.span = (*left)->span;
  subject.type = (*left)->type;
  subject.text = (*left)->text;
  subject.node = BoundExpr::Subject{};
  auto tail = withLeft(*test, std::make_shared<const BoundExpr>(std::move(subject)));
  if (!tail) return nullptr;
  tail->names_link_column = false;
  BoundExpr out;
  out.span = expr.span;
  out.type = ColumnType::kBool;
  out.text = "every " + test->text;
  bound.tail = std::move(tail);
  out.node = std::move(bound);
  return std::make_shared<const BoundExpr>(std::move(out));
}

ExprPtr Binder::only(const syntax::Expr& condition, const BoundExpr& counted) {
  const auto* trait = std::get_if<BoundTrait>(&counted.node);
  if (trait == nullptr || trait->end != BoundTrait::End::kNodes || trait->hops.empty()) {
    diagnostics_.report(Error(ErrorCode::kType, "`where` inside a call asks the nodes that a relation leads to, and " +
                                                    quoted(counted.text) + " leads to none")
                            .withId("E325")
                            .at(condition.span)
                            .withNote("as in `count(ip where country is CN)`"));
    return nullptr;
  }
  Shape reached;
  reached.types = trait->end_types;
  ExprPtr counts = this->condition(condition, reached);
  return counts && !refusesRowCount(*counts, reached) ? counts : nullptr;
}

}  // namespace clew::binder
