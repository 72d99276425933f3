// Columns: what makes them, what they are called, and how a later stage names them.
//
// A column that is given no name is called as it was written, the words for its links included: `registrar at now`,
// `count(ip since 7d)`. Later stages name it by that text, in quotes where it is more than a trait or a call.
#include <algorithm>
#include <array>

#include "binder/binder.h"
#include "binder/via.h"
#include "common/text.h"
#include "syntax/printer.h"

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

std::string labelOf(const syntax::Expr& what, const syntax::LinkModifiers& modifiers) {
  const auto* value = std::get_if<syntax::Value>(&what.node);
  const auto* literal = value != nullptr ? std::get_if<syntax::Literal>(&value->node) : nullptr;
  if (literal != nullptr && literal->kind == syntax::LiteralKind::kString) return literal->value;
  const syntax::PrintOptions options;
  syntax::Printer printer(options);
  printer.addTerm(what, 4);
  printer.add(modifiers);
  return printer.take();
}

/// Whether `name` is `plain` with words for its links behind it.
bool isModified(std::string_view name, std::string_view plain) {
  static constexpr std::array<std::string_view, 11> kFirstWords = {
      "after ",     "at ",         "before ", "between ", "confidence ", "during ",
      "excluding ", "overlapping", "seen ",   "since ",   "via "};
  if (!name.starts_with(plain) || name.size() <= plain.size() + 1 || name[plain.size()] != ' ') return false;
  const std::string_view rest = name.substr(plain.size() + 1);
  return std::any_of(kFirstWords.begin(), kFirstWords.end(), [&](auto word) { return rest.starts_with(word); });
}

std::optional<std::size_t> wholeNamed(std::string_view name, const Shape& shape) {
  for (std::size_t i = 0; i < shape.columns.size(); ++i)
    if (shape.columns[i].name == name) return i;
  return std::nullopt;
}

/// The column of that name; or the only one that is called so with words for its links.
std::optional<std::size_t> columnNamed(std::string_view name, const Shape& shape) {
  if (const auto whole = wholeNamed(name, shape)) return whole;
  std::optional<std::size_t> only;
  for (std::size_t i = 0; i < shape.columns.size(); ++i) {
    if (!isModified(shape.columns[i].name, name)) continue;
    if (only) return std::nullopt;
    only = i;
  }
  return only;
}

ExprPtr columnExpr(std::size_t at, SourceSpan span, const Shape& shape) {
  BoundTrait trait;
  trait.end = BoundTrait::End::kTableColumn;
  trait.table_column = at;
  trait.type = shape.columns[at].type;
  trait.text = shape.columns[at].name;
  trait.span = span;
  BoundExpr out;
  out.span = span;
  out.type = trait.type;
  out.text = trait.text;
  out.node = std::move(trait);
  return std::make_shared<const BoundExpr>(std::move(out));
}

/// A word that another column could be called by.
std::string hintName(const syntax::ColumnExpr& column, const std::string& taken) {
  const bool word = column.name || std::holds_alternative<syntax::Trait>(column.what.node);
  return word && taken.find(' ') == std::string::npos ? taken + "2" : "other";
}

/// The value with words for its links; null after a report.
ExprPtr withModifiers(const ExprPtr& value, BoundModifiers modifiers, std::string_view example,
                      Diagnostics& diagnostics) {
  if (modifiers.none()) return value;
  const auto* trait = std::get_if<BoundTrait>(&value->node);
  if (trait == nullptr || trait->hops.empty()) {
    diagnostics.report(Error(ErrorCode::kType, "modifiers belong to a relation: `" + std::string(example) + "`")
                           .withId("E317")
                           .at(modifiers.span)
                           .withFix(modifiers.span, ""));
    return nullptr;
  }
  BoundExpr with = *value;
  std::get<BoundTrait>(with.node).modifiers = std::move(modifiers);
  return std::make_shared<const BoundExpr>(std::move(with));
}

}  // namespace

std::string columnText(std::string_view name) {
  const syntax::PrintOptions options;
  syntax::Printer printer(options);
  printer.addWord({{}, std::string(name)});
  return printer.take();
}

std::optional<BoundTrait> Binder::tableTrait(const syntax::Trait& trait, const Shape& shape) {
  const std::string text = syntax::print(trait);
  if (const auto at = columnNamed(text, shape)) {
    BoundTrait out = std::get<BoundTrait>(columnExpr(*at, trait.span, shape)->node);
    return out;
  }
  std::vector<std::string> names;
  std::optional<std::string> longer;
  for (const auto& column : shape.columns) {
    names.push_back(columnText(column.name));
    if (!longer && (isModified(column.name, text) || column.name.starts_with(text + "("))) longer = names.back();
  }
  if (shape.columns.empty()) {
    diagnostics_.report(Error(ErrorCode::kUnknownName, "a word names nothing here: there are no rows yet")
                            .withId("E207")
                            .at(trait.words.size() == 1 ? trait.words.back().span : trait.span)
                            .withNote("a value is a number, a date, a duration or a text in quotes"));
    return std::nullopt;
  }
  Error error(ErrorCode::kUnknownName, "no column " + quoted(text) + " in this table");
  error.withId("E207")
      .at(trait.words.size() == 1 ? trait.words.back().span : trait.span)
      .withNote("its columns are: " + join(names, ", "));
  auto meant = longer;
  if (!meant) meant = closest(trait.words.back().text, names);
  if (meant) error.withHint("did you mean '" + *meant + "'?").withFix(*error.span, *meant);
  diagnostics_.report(std::move(error));
  return std::nullopt;
}

/// A column of the table that the expression is the name of: a text in quotes, a call or a sum as they were written.
ExprPtr Binder::namedColumn(const syntax::Expr& expr, const Shape& shape) const {
  if (shape.is_set) return nullptr;
  const auto* value = std::get_if<syntax::Value>(&expr.node);
  const auto* literal = value != nullptr ? std::get_if<syntax::Literal>(&value->node) : nullptr;
  const bool text = literal != nullptr && literal->kind == syntax::LiteralKind::kString;
  if (!text && !std::holds_alternative<syntax::Call>(expr.node) &&
      !std::holds_alternative<syntax::Arithmetic>(expr.node))
    return nullptr;
  const std::string name = labelOf(expr, {});
  const auto at = text ? columnNamed(name, shape) : wholeNamed(name, shape);
  return at ? columnExpr(*at, expr.span, shape) : nullptr;
}

/// What rows or nodes are ordered or counted by: as expr(), but a text in quotes must name a column.
ExprPtr Binder::keyExpr(const syntax::Expr& expr, const Shape& shape) {
  const auto* word = std::get_if<syntax::Trait>(&expr.node);
  if (word != nullptr && !shape.is_set && !columnNamed(syntax::print(*word), shape)) {
    (void)tableTrait(*word, shape);  // `count` too: of one row it would be 1
    return nullptr;
  }
  const auto* value = std::get_if<syntax::Value>(&expr.node);
  const auto* literal = value != nullptr ? std::get_if<syntax::Literal>(&value->node) : nullptr;
  if (literal == nullptr || literal->kind != syntax::LiteralKind::kString) return this->expr(expr, shape);
  if (ExprPtr column = namedColumn(expr, shape)) return column;
  syntax::Trait trait;
  trait.span = expr.span;
  trait.words.push_back({{expr.span}, literal->value});
  if (!shape.is_set) {
    (void)tableTrait(trait, shape);
    return nullptr;
  }
  diagnostics_.report(Error(ErrorCode::kType, "a text in quotes names a column of a table, and these are nodes")
                          .withId("E207")
                          .at(expr.span)
                          .withNote("relations and properties of nodes have no quotes: " + literal->value));
  return nullptr;
}

std::optional<BoundColumn> Binder::key(const syntax::Key& key, const Shape& shape) {
  const std::string label = labelOf(key.what, key.modifiers);
  if (const auto at = wholeNamed(label, shape); !shape.is_set && !key.modifiers.empty() && at)
    return BoundColumn{label, columnExpr(*at, key.span, shape), false};
  ExprPtr value = keyExpr(key.what, shape);
  if (!value || refusesVia(key.modifiers, "a key", diagnostics_)) return std::nullopt;
  if (refusesMost(key.modifiers, "a key", diagnostics_)) return std::nullopt;
  auto modifiers = this->modifiers(key.modifiers, false);
  if (!modifiers) return std::nullopt;
  value = withModifiers(value, std::move(*modifiers), "count by registrar at now", diagnostics_);
  if (!value) return std::nullopt;
  const auto* trait = std::get_if<BoundTrait>(&value->node);
  const bool column = trait != nullptr && trait->end == BoundTrait::End::kTableColumn;
  return BoundColumn{column ? trait->text : label, value, false};
}

std::optional<BoundColumn> Binder::column(const syntax::ColumnExpr& column, const Shape& shape,
                                          const std::vector<BoundColumn>& before) {
  std::string label = labelOf(column.what, column.modifiers);
  const auto again = wholeNamed(label, shape);
  ExprPtr value;
  if (!shape.is_set && !column.modifiers.empty() && again) {
    value = columnExpr(*again, column.span, shape);
  } else {
    value = expr(column.what, shape);
    if (!value || refusesVia(column.modifiers, "a column", diagnostics_)) return std::nullopt;
    if (refusesMost(column.modifiers, "a column", diagnostics_)) return std::nullopt;
    auto modifiers = this->modifiers(column.modifiers, false);
    if (!modifiers) return std::nullopt;
    value = withModifiers(value, std::move(*modifiers), "show ip at now", diagnostics_);
    if (!value) return std::nullopt;
  }
  if (const auto* trait = std::get_if<BoundTrait>(&value->node);
      trait != nullptr && trait->end == BoundTrait::End::kTableColumn)
    label = trait->text;
  BoundColumn out{column.name ? column.name->text : std::move(label), value, aggregates(*value)};
  for (const auto& other : before) {
    if (other.name != out.name) continue;
    diagnostics_.report(Error(ErrorCode::kType, "two columns are called " + quoted(out.name))
                            .withId("E318")
                            .at(column.span)
                            .withNote("a name of its own tells them apart")
                            .withFix(column.name ? column.name->span
                                                 : SourceSpan{column.span.begin, column.span.begin, column.span.source},
                                     hintName(column, out.name) + (column.name ? "" : " = ")));
    return std::nullopt;
  }
  return out;
}

std::optional<SortKey> Binder::sortKey(const syntax::SortKey& key, const Shape& shape) {
  ExprPtr value = keyExpr(key.what, shape);
  if (!value || refusesRowCount(*value, shape)) return std::nullopt;
  return SortKey{value, key.direction == syntax::SortKey::Direction::kDescending};
}

}  // namespace clew::binder
