#include "clew_grammar/token_types.h"
#include "syntax/ast_builder.h"

namespace clew::syntax {

using G = AstBuilder::Grammar;

Statement AstBuilder::statement(G::StatementContext* rule) {
  Statement result;
  if (auto* c = as<G::QueryStatementContext>(rule)) {
    result.node = QueryStatement{query(c->query())};
  } else if (auto* header = as<G::HeaderStatementContext>(rule)) {
    HeaderStatement node;
    node.name = ident(header->ident());
    std::size_t next = 0;
    if (header->VERSION()) node.version = integer(header->NUMBER(next++));
    if (header->EDITION()) node.edition = integer(header->NUMBER(next));
    node.text = optionalText(header->STRING());
    result.node = std::move(node);
  } else if (auto* every = as<G::EveryStatementContext>(rule)) {
    result.node = EveryStatement{duration(every->DURATION())};
  } else if (auto* include = as<G::IncludeStatementContext>(rule)) {
    result.node = IncludeStatement{literal(include->STRING())};
  } else if (auto* link = as<G::LinkStatementContext>(rule)) {
    result.node = linkStatement(link);
  } else if (typeOf(firstToken(rule)) == tok::PARAM) {
    result = paramStatement(rule);
  } else {
    result = letStatement(rule);
  }
  result.span = span(rule);
  return result;
}

Statement AstBuilder::paramStatement(G::StatementContext* rule) {
  Statement result;
  if (auto* c = as<G::SetParamStatementContext>(rule)) {
    SetParamStatement node{setRef(c->SETREF()), ident(c->ident()), optionalText(c->STRING()), {}};
    if (c->set()) node.fallback = set(c->set());
    result.node = std::move(node);
  } else if (auto* scalar_rule = as<G::ScalarParamStatementContext>(rule)) {
    ScalarParamStatement node{
        varRef(scalar_rule->VAR()), ident(scalar_rule->ident()), optionalText(scalar_rule->STRING()), {}};
    if (scalar_rule->value()) node.fallback = value(scalar_rule->value());
    result.node = std::move(node);
  }
  return result;
}

Statement AstBuilder::letStatement(G::StatementContext* rule) {
  Statement result;
  if (auto* c = as<G::LetSetStatementContext>(rule)) {
    result.node = LetSetStatement{setRef(c->SETREF()), query(c->query())};
  } else if (auto* scalar_rule = as<G::LetScalarStatementContext>(rule)) {
    result.node = LetScalarStatement{varRef(scalar_rule->VAR()), expr(scalar_rule->expr())};
  } else if (auto* trait_rule = as<G::LetTraitStatementContext>(rule)) {
    LetTraitStatement node{ident(trait_rule->ident()), {}};
    for (auto* one : trait_rule->trait()) node.traits.push_back(trait(one));
    result.node = std::move(node);
  }
  return result;
}

LinkStatement AstBuilder::linkStatement(G::LinkStatementContext* rule) {
  LinkStatement node;
  node.retract = rule->RETRACT() != nullptr;
  node.from = nodeRef(rule->nodeRef(0));
  node.relation = ident(rule->ident());
  node.to = nodeRef(rule->nodeRef(1));
  node.modifiers = linkMods(rule->linkMod());
  node.because = optionalText(rule->STRING());
  return node;
}

NodeRef AstBuilder::nodeRef(G::NodeRefContext* rule) {
  NodeRef node;
  node.span = span(rule);
  if (auto* word = as<G::WordNodeContext>(rule)) {
    node.literal = literal(firstToken(word->ident()));
    return node;
  }
  auto* named = as<G::LiteralNodeContext>(rule);
  if (named->typeWord()) node.type = ident(named->typeWord());
  node.literal = literal(named->literal());
  return node;
}

}  // namespace clew::syntax
