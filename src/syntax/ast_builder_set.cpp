#include "clew_grammar/token_types.h"
#include "common/format.h"
#include "common/text.h"
#include "syntax/ast_builder.h"

namespace clew::syntax {

using G = AstBuilder::Grammar;

Query AstBuilder::query(G::QueryContext* rule) {
  Query result;
  result.span = span(rule);
  for (auto* one : rule->clock()) clock(one, result);
  result.set = set(rule->set());
  for (auto* one : rule->stage()) result.stages.push_back(stage(one));
  return result;
}

void AstBuilder::clock(G::ClockContext* rule, Query& query) {
  auto* known = as<G::KnownClockContext>(rule);
  std::optional<TimeExpr>& place = known ? query.as_known_at : query.as_of;
  if (place) complain(span(rule), "E127", known ? "`as known at` stands here twice" : "`as of` stands here twice");
  place = time(known ? known->time() : as<G::HeldClockContext>(rule)->time());
}

Set AstBuilder::set(G::SetContext* rule) {
  Set result;
  result.span = span(rule);
  const auto chains = rule->chain();
  result.first = chain(chains.front());
  for (std::size_t i = 1; i < chains.size(); ++i) {
    auto* sign = static_cast<antlr4::tree::TerminalNode*>(rule->children[2 * i - 1]);
    result.rest.emplace_back(typeOf(sign) == tok::PLUS ? SetOp::kPlus : SetOp::kMinus, chain(chains[i]));
  }
  return result;
}

Chain AstBuilder::chain(G::ChainContext* rule) {
  Chain result;
  result.span = span(rule);
  result.source = source(rule->source());
  for (auto* one : rule->step()) result.steps.push_back(step(one));
  if (rule->expr()) result.where = expr(rule->expr());
  return result;
}

Source AstBuilder::source(G::SourceContext* rule) {
  Source result;
  result.span = span(rule);
  if (auto* c = as<G::PrimarySourceContext>(rule)) {
    result.node = primary(c->primary());
  } else {
    result.node = path(as<G::PathSourceContext>(rule));
  }
  return result;
}

PathSource AstBuilder::path(G::PathSourceContext* rule) {
  PathSource result;
  result.all = rule->PATHS() != nullptr;
  result.from = primary(rule->primary(0));
  result.to = primary(rule->primary(1));
  result.hops = optionalInteger(rule->NUMBER());
  result.modifiers = linkMods(rule->linkMod());
  if (rule->ident()) result.by = ident(rule->ident());
  return result;
}

Primary AstBuilder::primary(G::PrimaryContext* rule) {
  if (auto* c = as<G::CorePrimaryContext>(rule)) return core(c->core());
  auto* type = as<G::TypePrimaryContext>(rule);
  TypeSource node;
  node.other = type->OTHER() != nullptr;
  node.type = ident(type->typeWord());
  if (type->typeValue()) node.value = typeValue(type->typeValue());
  // `ASN64500` has the shape of a type
  const std::string_view word = node.type.text;
  if (!node.value && word.size() > 3 && equalsIgnoreCase(word.substr(0, 3), "asn") && allDigits(word.substr(3)))
    complain(span(rule), "E123", "a network is written as AS64500", format("AS{}", word.substr(3)));
  Primary result;
  result.span = span(rule);
  result.node = std::move(node);
  return result;
}

Primary AstBuilder::operand(G::OperandContext* rule) {
  if (auto* c = as<G::CoreOperandContext>(rule)) return core(c->core());
  auto* type = as<G::TypeOperandContext>(rule);
  Primary result;
  result.span = span(rule);
  result.node = TypeSource{false, ident(type->typeWord()), typeValue(type->typeValue())};
  return result;
}

Primary AstBuilder::core(G::CoreContext* rule) {
  Primary result;
  result.span = span(rule);
  if (auto* c = as<G::LiteralCoreContext>(rule)) {
    result.node = literal(c->literal());
  } else if (auto* var = as<G::VarCoreContext>(rule)) {
    result.node = varRef(var->VAR());
  } else if (auto* set_rule = as<G::SetCoreContext>(rule)) {
    SetSource node{setRef(set_rule->SETREF()), {}};
    if (set_rule->arguments()) {
      node.arguments.emplace();
      for (auto* one : set_rule->arguments()->argument()) node.arguments->push_back(argument(one));
    }
    result.node = std::move(node);
  } else if (auto* read = as<G::ReadCoreContext>(rule)) {
    result.node = Read{literal(read->STRING())};
  } else if (auto* list = as<G::ListCoreContext>(rule)) {
    PrimaryList node;
    for (auto* one : list->primary()) node.parts.push_back(primary(one));
    result.node = std::move(node);
  } else {
    result.node = Subquery{query(as<G::SubqueryCoreContext>(rule)->query())};
  }
  return result;
}

Value AstBuilder::typeValue(G::TypeValueContext* rule) {
  if (auto* c = as<G::TypeLiteralContext>(rule)) {
    Value result;
    result.span = span(rule);
    result.node = literal(c->literal());
    return result;
  }
  return scalar(as<G::TypeVarContext>(rule)->VAR());
}

Argument AstBuilder::argument(G::ArgumentContext* rule) {
  Argument result;
  result.span = span(rule);
  if (auto* c = as<G::ScalarArgumentContext>(rule)) {
    result.name = varRef(c->VAR());
    result.value = value(c->value());
  } else {
    auto* set_rule = as<G::SetArgumentContext>(rule);
    result.name = setRef(set_rule->SETREF());
    result.value = Box<Set>(set(set_rule->set()));
  }
  return result;
}

}  // namespace clew::syntax
