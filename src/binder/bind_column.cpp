#include <algorithm>

#include "binder/binder.h"
#include "binder/via.h"
#include "common/text.h"
#include "syntax/ast_printer.h"

namespace clew::binder {
namespace {

/// Whether the value is made over a group: an aggregate somewhere in it.
bool aggregates(const BoundExpr& expr) {
  if (const auto* call = std::get_if<BoundExpr::Call>(&expr.node)) {
    if (call->function <= Function::kList) return true;
    return std::any_of(call->arguments.begin(), call->arguments.end(),
                       [](const ExprPtr& part) { return aggregates(*part); });
  }
  if (const auto* sum = std::get_if<BoundExpr::Arithmetic>(&expr.node))
    return aggregates(*sum->left) || aggregates(*sum->right);
  return false;
}

/// What the column says, with the modifiers of its links.
std::string textOf(const syntax::ColumnExpr& column) {
  std::string out = syntax::print(column.what);
  for (const auto& modifier : column.modifiers) out += " " + syntax::print(modifier);
  return out;
}

/// A word that another column could be called by.
std::string hintName(const syntax::ColumnExpr& column, const std::string& taken) {
  const bool word = column.name || std::holds_alternative<syntax::Trait>(column.what.node);
  return word && taken.find(' ') == std::string::npos ? taken + "2" : "other";
}

}  // namespace

std::optional<BoundColumn> Binder::key(const syntax::Key& key, const Shape& shape) {
  ExprPtr value = expr(key.what, shape);
  if (!value) return std::nullopt;
  if (refusesVia(key.modifiers, "a key", diagnostics_)) return std::nullopt;
  auto modifiers = this->modifiers(key.modifiers, false);
  if (!modifiers) return std::nullopt;
  if (!modifiers->none()) {
    const auto* trait = std::get_if<BoundTrait>(&value->node);
    if (trait == nullptr || trait->hops.empty()) {
      diagnostics_.report(Error(ErrorCode::kType, "modifiers belong to a relation: `count by registrar at now`")
                              .withId("E317")
                              .at(key.span));
      return std::nullopt;
    }
    BoundExpr with = *value;
    std::get<BoundTrait>(with.node).modifiers = std::move(*modifiers);
    value = std::make_shared<const BoundExpr>(std::move(with));
  }
  return BoundColumn{value->text, value, false};
}

std::optional<BoundColumn> Binder::column(const syntax::ColumnExpr& column, const Shape& shape,
                                          const std::vector<BoundColumn>& before) {
  ExprPtr value = expr(column.what, shape);
  if (!value) return std::nullopt;
  if (refusesVia(column.modifiers, "a column", diagnostics_)) return std::nullopt;
  auto modifiers = this->modifiers(column.modifiers, false);
  if (!modifiers) return std::nullopt;
  if (!modifiers->none()) {
    const auto* trait = std::get_if<BoundTrait>(&value->node);
    if (trait == nullptr || trait->hops.empty()) {
      diagnostics_.report(
          Error(ErrorCode::kType, "modifiers belong to a relation: `show ip at now`").withId("E317").at(column.span));
      return std::nullopt;
    }
    BoundExpr with = *value;
    std::get<BoundTrait>(with.node).modifiers = std::move(*modifiers);
    value = std::make_shared<const BoundExpr>(std::move(with));
  }
  BoundColumn out{column.name ? column.name->text : value->text, value, aggregates(*value)};
  for (const auto& other : before) {
    if (other.name != out.name) continue;
    diagnostics_.report(Error(ErrorCode::kType, "two columns are called " + quoted(out.name))
                            .withId("E318")
                            .at(column.span)
                            .withHint("name one: " + hintName(column, out.name) + " = " + textOf(column)));
    return std::nullopt;
  }
  return out;
}

std::optional<SortKey> Binder::sortKey(const syntax::SortKey& key, const Shape& shape) {
  ExprPtr value = expr(key.what, shape);
  if (!value) return std::nullopt;
  return SortKey{value, key.direction == syntax::SortKey::Direction::kDescending};
}

}  // namespace clew::binder
