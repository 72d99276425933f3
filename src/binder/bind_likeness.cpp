#include "binder/binder.h"
#include "common/text.h"
#include "syntax/printer.h"

namespace clew::binder {
namespace {

std::string textOf(const syntax::Primary& what) {
  const syntax::PrintOptions options;
  syntax::Printer printer(options);
  printer.add(what);
  return printer.take();
}

}  // namespace

std::optional<Likeness> Binder::likeness(const syntax::Primary& what, const std::optional<syntax::Edits>& within,
                                         SourceSpan span) {
  const PlannedSet set = plan_set_(what);
  if (set.plan == nullptr) return std::nullopt;
  if ((set.types & schema_.withSubtypes(schema_.known().host)).none()) {
    diagnostics_.report(
        Error(ErrorCode::kType, "`resembling` compares names of hosts, and " + typesText(set.types) + " have none")
            .withId("E340")
            .at(what.span.end > what.span.begin ? what.span : span)
            .withNote("names of hosts are compared: `domains resembling corvusrex.com`"));
    return std::nullopt;
  }
  Likeness out;
  out.with = set.plan;
  out.text = textOf(what);
  if (within) {
    out.edits = static_cast<int>(std::min<std::int64_t>(within->limit.value, 253));
    out.text += " within " + counted(static_cast<std::uint64_t>(out.edits), "edit");
  }
  return out;
}

ExprPtr Binder::resembling(const syntax::Resembling& node, const syntax::Expr& expr, const Shape& shape) {
  ExprPtr left = this->expr(*node.left, shape);
  if (!left) return nullptr;
  if (left->type != ColumnType::kText && left->type != ColumnType::kNode && left->type != ColumnType::kAny) {
    diagnostics_.report(Error(ErrorCode::kType, quoted(left->text) + " is no name, so it resembles nothing")
                            .withId("E341")
                            .at(expr.span)
                            .withNote("names of hosts are compared: `name resembling corvusrex.com`"));
    return nullptr;
  }
  auto likeness = this->likeness(*node.what, node.within, expr.span);
  if (!likeness) return nullptr;
  BoundExpr out;
  out.span = expr.span;
  out.type = ColumnType::kBool;
  out.names_link_column = left->names_link_column;
  out.text = left->text + (node.negated ? " not resembling " : " resembling ") + likeness->text;
  out.node = BoundExpr::Resembling{std::move(left), node.negated, std::move(*likeness)};
  return std::make_shared<const BoundExpr>(std::move(out));
}

/// The parameter of `matching $x` and `~ $x`; nothing when it is none.
std::optional<ParamRef> Binder::textParam(const syntax::Value& pattern) {
  const auto* var = std::get_if<syntax::VarRef>(&pattern.node);
  if (var == nullptr) return std::nullopt;
  const auto bound = variable(*var);
  if (!bound) return std::nullopt;
  return std::get<ParamRef>(bound->value);
}

}  // namespace clew::binder
