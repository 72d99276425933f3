#include "clew_grammar/token_types.h"
#include "syntax/ast_builder.h"

namespace clew::syntax {

using G = AstBuilder::Grammar;

namespace {

template <typename Node>
Expr made(Node node, SourceSpan span) {
  Expr result;
  result.span = span;
  result.node = std::move(node);
  return result;
}

Comparison::Op comparisonOf(int type) {
  switch (type) {
    case tok::NE:
      return Comparison::Op::kNotEqual;
    case tok::LT:
      return Comparison::Op::kLess;
    case tok::LE:
      return Comparison::Op::kLessEqual;
    case tok::GT:
      return Comparison::Op::kGreater;
    case tok::GE:
      return Comparison::Op::kGreaterEqual;
    default:
      return Comparison::Op::kEqual;
  }
}

Arithmetic::Op arithmeticOf(int type) {
  switch (type) {
    case tok::SUB_SIGN:
      return Arithmetic::Op::kSubtract;
    case tok::MUL_SIGN:
      return Arithmetic::Op::kMultiply;
    case tok::DIV_SIGN:
      return Arithmetic::Op::kDivide;
    default:
      return Arithmetic::Op::kAdd;
  }
}

SourceSpan joined(SourceSpan first, SourceSpan last) {
  return {first.begin, last.end, first.source};
}

}  // namespace

Expr AstBuilder::expr(G::ExprContext* rule) {
  const auto terms = rule->andExpr();
  if (terms.size() == 1) return andExpr(terms.front());
  Or node;
  for (auto* term : terms) node.terms.push_back(andExpr(term));
  return made(std::move(node), span(rule));
}

Expr AstBuilder::andExpr(G::AndExprContext* rule) {
  const auto terms = rule->notExpr();
  if (terms.size() == 1) return notExpr(terms.front());
  And node;
  for (auto* term : terms) node.terms.push_back(notExpr(term));
  return made(std::move(node), span(rule));
}

Expr AstBuilder::notExpr(G::NotExprContext* rule) {
  if (auto* negated = as<G::NegatedExprContext>(rule)) return made(Not{notExpr(negated->notExpr())}, span(rule));
  return test(as<G::TestExprContext>(rule)->test());
}

Expr AstBuilder::test(G::TestContext* rule) {
  if (auto* has = as<G::HasTestContext>(rule)) return hasTest(has);
  if (auto* ever = as<G::EverTestContext>(rule)) {
    Expr inner = tailOf(ever->trait(), ever->tail());
    return made(Quantified{Quantified::Kind::kEver, std::move(inner), {}}, span(rule));
  }
  if (auto* every = as<G::EveryTestContext>(rule)) {
    Expr inner = tailOf(every->trait(), every->tail());
    return made(Quantified{Quantified::Kind::kEvery, std::move(inner), linkMods(every->linkMod())}, span(rule));
  }
  auto* sum_rule = as<G::SumTestContext>(rule);
  Expr left = sum(sum_rule->sum());
  return sum_rule->tail() ? tail(sum_rule->tail(), std::move(left), span(rule)) : left;
}

Expr AstBuilder::tailOf(G::TraitContext* trait_rule, G::TailContext* tail_rule) {
  const SourceSpan whole = joined(span(trait_rule), span(tail_rule));
  return tail(tail_rule, made(trait(trait_rule), span(trait_rule)), whole);
}

Expr AstBuilder::hasTest(G::HasTestContext* rule) {
  Has node;
  node.no = rule->NO() != nullptr;
  node.trait = trait(rule->trait());
  if (auto* is = as<G::HasIsContext>(rule->hasTail())) {
    node.tail = value(is->value());
  } else if (auto* in = as<G::HasInContext>(rule->hasTail())) {
    node.tail = members(in->members());
  } else if (auto* matching = as<G::HasMatchingContext>(rule->hasTail())) {
    node.tail = pattern(matching->pattern());
  } else if (auto* like = as<G::HasRegexContext>(rule->hasTail())) {
    node.tail = regex(like->regex());
  }
  node.modifiers = linkMods(rule->linkMod());
  return made(std::move(node), span(rule));
}

Expr AstBuilder::tail(G::TailContext* rule, Expr left, SourceSpan whole) {
  if (auto* compare = as<G::CompareTailContext>(rule)) {
    return made(Comparison{comparisonOf(typeOf(firstToken(rule))), std::move(left), sum(compare->sum())}, whole);
  }
  if (auto* is = as<G::IsTailContext>(rule)) {
    return made(Is{std::move(left), is->NOT() != nullptr, value(is->value())}, whole);
  }
  if (auto* state = as<G::StateTailContext>(rule)) {
    const State what = state->REDACTED() ? State::kRedacted : state->MISSING() ? State::kMissing : State::kKnown;
    return made(Is{std::move(left), state->NOT() != nullptr, what}, whole);
  }
  if (auto* in = as<G::InTailContext>(rule)) {
    return made(In{std::move(left), in->NOT() != nullptr, members(in->members())}, whole);
  }
  if (auto* matching = as<G::MatchingTailContext>(rule)) {
    return made(Matching{std::move(left), matching->NOT() != nullptr, pattern(matching->pattern())}, whole);
  }
  if (auto* like = as<G::ResemblingTailContext>(rule)) {
    Resembling node{std::move(left), like->NOT() != nullptr, operand(like->operand()), {}};
    if (like->edits()) node.within = edits(like->edits());
    return made(std::move(node), whole);
  }
  if (auto* like = as<G::RegexTailContext>(rule)) return made(Regex{std::move(left), regex(like->regex())}, whole);
  auto* time_rule = as<G::TimeTailContext>(rule);
  return made(TimeCondition{std::move(left), time_rule->CHANGED() != nullptr, timeTest(time_rule->timeTest())}, whole);
}

Members AstBuilder::members(G::MembersContext* rule) {
  Members result;
  if (auto* one = as<G::OneMemberContext>(rule)) {
    result.values.push_back(scalar(firstToken(one)));
    return result;
  }
  for (auto* listed : as<G::ManyMembersContext>(rule)->listed()) {
    auto* value_rule = as<G::ListedValueContext>(listed);
    result.values.push_back(value_rule ? value(value_rule->value()) : scalar(firstToken(listed)));
  }
  return result;
}

PatternTest AstBuilder::pattern(G::PatternContext* rule) {
  return {scalar(firstToken(rule))};
}
RegexTest AstBuilder::regex(G::RegexContext* rule) {
  return {scalar(firstToken(rule))};
}
Value AstBuilder::value(G::ValueContext* rule) {
  return scalar(firstToken(rule));
}

Expr AstBuilder::sum(G::SumContext* rule) {
  const auto parts = rule->product();
  Expr result = product(parts.front());
  for (std::size_t i = 1; i < parts.size(); ++i) {
    auto* sign = static_cast<antlr4::tree::TerminalNode*>(rule->children[2 * i - 1]);
    const SourceSpan whole = joined(result.span, span(parts[i]));
    result = made(Arithmetic{arithmeticOf(typeOf(sign)), std::move(result), product(parts[i])}, whole);
  }
  return result;
}

Expr AstBuilder::product(G::ProductContext* rule) {
  const auto parts = rule->unit();
  Expr result = unit(parts.front());
  for (std::size_t i = 1; i < parts.size(); ++i) {
    auto* sign = static_cast<antlr4::tree::TerminalNode*>(rule->children[2 * i - 1]);
    const SourceSpan whole = joined(result.span, span(parts[i]));
    result = made(Arithmetic{arithmeticOf(typeOf(sign)), std::move(result), unit(parts[i])}, whole);
  }
  return result;
}

Expr AstBuilder::unit(G::UnitContext* rule) {
  if (auto* paren = as<G::ParenUnitContext>(rule)) return expr(paren->expr());
  if (auto* call_rule = as<G::CallUnitContext>(rule)) return made(call(call_rule->call()), span(rule));
  if (auto* trait_rule = as<G::TraitUnitContext>(rule)) return made(trait(trait_rule->trait()), span(rule));
  return made(scalar(firstToken(rule)), span(rule));
}

Call AstBuilder::call(G::CallContext* rule) {
  Call result;
  result.function = ident(rule->ident());
  if (rule->sum()) result.arguments.push_back(sum(rule->sum()));
  for (auto* one : rule->scalar()) result.arguments.push_back(made(scalar(firstToken(one)), span(one)));
  result.modifiers = linkMods(rule->linkMod());
  if (rule->expr()) result.where = expr(rule->expr());
  return result;
}

}  // namespace clew::syntax
