// `has`: a link or a value of a property is there, alone or one that meets a test.
#include "binder/binder.h"
#include "binder/via.h"
#include "common/text.h"

namespace clew::binder {

ExprPtr Binder::subject(const BoundTrait& trait, SourceSpan span) {
  BoundExpr out;
  out.span = span;
  out.type = trait.type;
  out.text = trait.text;
  BoundTrait self = trait;
  self.hops.clear();
  out.node = std::move(self);
  return std::make_shared<const BoundExpr>(std::move(out));
}

/// The parts of a named trait that are not all relations, so that no one walk stands for them; null for any other word.
const std::vector<syntax::Trait>* Binder::traitOfManyKinds(const syntax::Trait& trait) const {
  const auto* named = trait.words.size() == 1 ? namedTraits(trait.words[0].text) : nullptr;
  if (named == nullptr || named->size() < 2) return nullptr;
  for (const auto& part : *named)
    if (part.words.size() > 1 || !isRelation(part.words[0].text)) return named;
  return nullptr;
}

/// `has contact-place`, where that is `country of ip, email`: one of them is enough.
ExprPtr Binder::hasAny(const syntax::Has& node, const std::vector<syntax::Trait>& parts, const syntax::Expr& expr,
                       const Shape& shape) {
  BoundExpr any;
  any.span = expr.span;
  any.type = ColumnType::kBool;
  BoundExpr::Or terms;
  std::vector<std::string> texts;
  for (const auto& part : parts) {
    syntax::Has one = node;
    one.no = false;
    one.trait = part;
    one.trait.span = node.trait.span;
    for (auto& word : one.trait.words) word.span = node.trait.span;
    ExprPtr bound = has(one, expr, shape);
    if (!bound) return nullptr;
    const auto& has_part = std::get<BoundExpr::Has>(bound->node);
    if (has_part.trait.hops.empty() && !node.modifiers.empty()) {
      diagnostics_.report(Error(ErrorCode::kType, "modifiers belong to a relation, and " +
                                                      quoted(node.trait.words[0].text) + " includes " +
                                                      quoted(has_part.trait.text))
                              .withId("E317")
                              .at(node.modifiers.front().span));
      return nullptr;
    }
    texts.push_back(bound->text);
    terms.terms.push_back(std::move(bound));
  }
  any.text = join(texts, " or ");
  any.node = std::move(terms);
  ExprPtr out = std::make_shared<const BoundExpr>(std::move(any));
  if (!node.no) return out;
  BoundExpr none;
  none.span = expr.span;
  none.type = ColumnType::kBool;
  none.text = "not (" + out->text + ")";
  none.node = BoundExpr::Not{std::move(out)};
  return std::make_shared<const BoundExpr>(std::move(none));
}

ExprPtr Binder::has(const syntax::Has& node, const syntax::Expr& expr, const Shape& shape) {
  if (!shape.is_set) {
    diagnostics_.report(Error(ErrorCode::kType, "`has` asks nodes, and this is a table").withId("E302").at(expr.span));
    return nullptr;
  }
  if (const auto* named = traitOfManyKinds(node.trait)) return hasAny(node, *named, expr, shape);
  auto trait = this->trait(node.trait, shape);
  if (!trait) return nullptr;
  if (refusesVia(node.modifiers, "`has`", diagnostics_)) return nullptr;
  if (refusesMost(node.modifiers, "`has`", diagnostics_)) return nullptr;
  auto modifiers = this->modifiers(node.modifiers, false);
  if (!modifiers || refusesIdle(*modifiers, {{*trait, SameValue{}, false}})) return nullptr;
  trait->modifiers = std::move(*modifiers);
  ExprPtr tail;
  if (node.tail.index() != 0) {
    // bound as a test of the value reached, whatever way led to it
    const ExprPtr value = subject(*trait, node.trait.span);
    BoundExpr subject_expr;
    subject_expr.type = value->type;
    subject_expr.text = value->text;
    subject_expr.span = value->span;
    subject_expr.node = BoundExpr::Subject{};
    const ExprPtr reached = std::make_shared<const BoundExpr>(std::move(subject_expr));
    BoundExpr test;
    test.span = expr.span;
    test.type = ColumnType::kBool;
    if (const auto* is = std::get_if<syntax::Value>(&node.tail); is != nullptr && isGlob(*is)) {
      auto globs = patterns(*is);
      if (!globs) return nullptr;
      test.text = "is " + globs->front().glob;
      test.node = BoundExpr::Matching{reached, false, std::move(*globs)};
    } else if (is != nullptr) {
      auto bound = this->value(*is, *value);
      if (!bound) return nullptr;
      test.text = "is " + bound->text;
      test.node = BoundExpr::Is{reached, false, {std::move(*bound)}};
    } else if (const auto* list = std::get_if<syntax::Members>(&node.tail)) {
      BoundExpr::In in{reached, false, {}, {}, {}};
      if (!members(*list, *value, in)) return nullptr;
      test.text = "in (...)";
      test.node = std::move(in);
    } else if (const auto* pattern = std::get_if<syntax::PatternTest>(&node.tail)) {
      auto globs = patterns(pattern->pattern);
      if (!globs) return nullptr;
      test.text = "matching " + globs->front().glob;
      test.node = BoundExpr::Matching{reached, false, std::move(*globs)};
    } else {
      auto text = regex(std::get<syntax::RegexTest>(node.tail).pattern);
      if (!text) return nullptr;
      test.text = "~ '" + *text + "'";
      test.node =
          BoundExpr::Regex{reached, std::move(*text), textParam(std::get<syntax::RegexTest>(node.tail).pattern)};
    }
    tail = std::make_shared<const BoundExpr>(std::move(test));
  }
  BoundExpr out;
  out.span = expr.span;
  out.type = ColumnType::kBool;
  out.names_link_column = trait->end == BoundTrait::End::kLinkColumn;
  out.text = std::string(node.no ? "has no " : "has ") + trait->text + (tail ? " " + tail->text : "");
  out.node = BoundExpr::Has{node.no, std::move(*trait), std::move(tail)};
  return std::make_shared<const BoundExpr>(std::move(out));
}

}  // namespace clew::binder
