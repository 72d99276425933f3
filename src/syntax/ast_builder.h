// From the generated parser's tree to ours. One function a rule; the functions of one clause share a file,
// ast_builder_<clause>.cpp. Used by this room's .cpp files only: it brings ANTLR along.
#pragma once

#include <antlr4-runtime.h>

#include <string>
#include <string_view>
#include <vector>

#include "clew_grammar/ClewParser.h"
#include "syntax/ast.h"
#include "syntax/lexeme.h"
#include "syntax/values.h"

namespace clew::syntax {

/// Builds the tree of one statement or stage out of a parse that succeeded. What the grammar cannot check (is 30 a
/// year) goes into mistakes(); the tree is of use only when there are none.
class AstBuilder {
 public:
  using Grammar = clew_grammar::ClewParser;

  AstBuilder(const LexedText& lexed, const Lexemes& piece) : lexed_(lexed), piece_(piece) {}

  Statement statement(Grammar::StatementContext* rule);
  Stage stage(Grammar::StageContext* rule);
  std::vector<ValueMistake>& mistakes() { return mistakes_; }

 private:
  // ast_builder_statement.cpp
  NodeRef nodeRef(Grammar::NodeRefContext* rule);
  Statement paramStatement(Grammar::StatementContext* rule);
  Statement letStatement(Grammar::StatementContext* rule);
  LinkStatement linkStatement(Grammar::LinkStatementContext* rule);
  // ast_builder_set.cpp
  Query query(Grammar::QueryContext* rule);
  void clock(Grammar::ClockContext* rule, Query& query);
  Set set(Grammar::SetContext* rule);
  Chain chain(Grammar::ChainContext* rule);
  Source source(Grammar::SourceContext* rule);
  PathSource path(Grammar::PathSourceContext* rule);
  Primary primary(Grammar::PrimaryContext* rule);
  Primary operand(Grammar::OperandContext* rule);
  Primary core(Grammar::CoreContext* rule);
  Value typeValue(Grammar::TypeValueContext* rule);
  Argument argument(Grammar::ArgumentContext* rule);
  // ast_builder_step.cpp
  Step step(Grammar::StepContext* rule);
  Sharing sharing(Grammar::SharingStepContext* rule);
  Traits traits(Grammar::TraitsContext* rule);
  Trait trait(Grammar::TraitContext* rule);
  NearTrait near(Grammar::NearContext* rule);
  Edits edits(Grammar::EditsContext* rule);
  LinkModifiers linkMods(const std::vector<Grammar::LinkModContext*>& rules);
  LinkModifiers keyMods(const std::vector<Grammar::KeyModContext*>& rules);
  LinkModifier linkMod(Grammar::LinkModContext* rule);
  LinkModifier keyMod(Grammar::KeyModContext* rule);
  LinkModifier mod(Grammar::ModContext* rule);
  Excluding excluding(const std::vector<Grammar::ExclusionContext*>& rules);
  Ident sourceWord(Grammar::SourceWordContext* rule);
  TimeTest timeTest(Grammar::TimeTestContext* rule);
  TimeExpr time(Grammar::TimeContext* rule);
  // ast_builder_expr.cpp
  Expr expr(Grammar::ExprContext* rule);
  Expr andExpr(Grammar::AndExprContext* rule);
  Expr notExpr(Grammar::NotExprContext* rule);
  Expr test(Grammar::TestContext* rule);
  Expr hasTest(Grammar::HasTestContext* rule);
  Expr tail(Grammar::TailContext* rule, Expr left, SourceSpan span);
  Expr tailOf(Grammar::TraitContext* trait_rule, Grammar::TailContext* tail_rule);
  Members members(Grammar::MembersContext* rule);
  PatternTest pattern(Grammar::PatternContext* rule);
  RegexTest regex(Grammar::RegexContext* rule);
  Expr sum(Grammar::SumContext* rule);
  Expr product(Grammar::ProductContext* rule);
  Expr unit(Grammar::UnitContext* rule);
  Call call(Grammar::CallContext* rule);
  Value value(Grammar::ValueContext* rule);
  // ast_builder_stage.cpp
  std::vector<Key> keys(Grammar::KeysContext* rule);
  std::vector<ColumnExpr> columns(Grammar::ColumnsContext* rule);
  SortKey sortKey(Grammar::SortKeyContext* rule);
  TopStage top(Grammar::TopStageContext* rule);
  ChangesStage changes(Grammar::ChangesStageContext* rule);

  // ast_builder_token.cpp: what one token says
  SourceSpan span(antlr4::ParserRuleContext* rule) const;
  SourceSpan span(antlr4::tree::TerminalNode* node) const;
  std::string_view text(antlr4::tree::TerminalNode* node) const;
  Ident ident(antlr4::ParserRuleContext* rule) const;
  std::vector<Ident> idents(const std::vector<Grammar::IdentContext*>& rules) const;
  Literal literal(antlr4::tree::TerminalNode* node) const;
  Literal literal(Grammar::LiteralContext* rule) const;
  std::optional<Literal> optionalText(antlr4::tree::TerminalNode* node) const;
  Value scalar(antlr4::tree::TerminalNode* node) const;
  SetRef setRef(antlr4::tree::TerminalNode* node) const;
  VarRef varRef(antlr4::tree::TerminalNode* node) const;
  Duration duration(antlr4::tree::TerminalNode* node) const;
  Integer integer(antlr4::tree::TerminalNode* node);
  std::optional<Integer> optionalInteger(antlr4::tree::TerminalNode* node);
  static antlr4::tree::TerminalNode* firstToken(antlr4::ParserRuleContext* rule);
  static int typeOf(antlr4::tree::TerminalNode* node) { return static_cast<int>(node->getSymbol()->getType()); }
  void complain(SourceSpan where, std::string_view id, std::string message, std::string correction = {});

  template <typename Context>
  static Context* as(antlr4::tree::ParseTree* tree) {
    return dynamic_cast<Context*>(tree);
  }

  const LexedText& lexed_;
  const Lexemes& piece_;
  std::vector<ValueMistake> mistakes_;
};

}  // namespace clew::syntax
