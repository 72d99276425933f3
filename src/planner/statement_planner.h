// The work behind plan(): one object a script, its parts in plan_statement, plan_set and plan_stage.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "binder/binder.h"
#include "binder/scope.h"
#include "planner/planner.h"

namespace clew::planner {

/// How deep conditions and functions stand in one another in an expression; 1 for one alone.
std::uint32_t conditionDepth(const syntax::Expr& expr);

class StatementPlanner {
 public:
  explicit StatementPlanner(const PlannerInput& input);
  void script(const syntax::Script& script, bool included);
  PlanResult take();

 private:
  // A plan with what flows out of it. plan == nullptr: reported already.
  struct Planned {
    PlanPtr plan;
    binder::Shape shape;
    bool ok() const { return plan != nullptr; }
  };

  // plan_statement.cpp
  void statement(const syntax::Statement& statement, bool included);
  void header(const syntax::HeaderStatement& node, SourceSpan span);
  void setParam(const syntax::SetParamStatement& node);
  bool takes(const SetSlot& slot, model::TypeSet given, SourceSpan at);
  void scalarParam(const syntax::ScalarParamStatement& node);
  void letSet(const syntax::LetSetStatement& node, SourceSpan span);
  void letScalar(const syntax::LetScalarStatement& node, SourceSpan span);
  void letTrait(const syntax::LetTraitStatement& node);
  void include(const syntax::IncludeStatement& node, SourceSpan span);
  void queryStatement(const syntax::Query& query, SourceSpan span);
  void every(const syntax::EveryStatement& node, SourceSpan span);

  // plan_write.cpp
  void linkStatement(const syntax::LinkStatement& node, const syntax::Statement& statement);
  std::optional<model::NodeName> nodeOf(const syntax::NodeRef& ref, const model::TypeSet& types);
  std::optional<model::RelationId> relationOf(const syntax::LinkStatement& node, std::optional<model::NodeName>& from,
                                              std::optional<model::NodeName>& to);
  bool linkModifiers(const syntax::LinkStatement& node, WriteLink& out);
  Planned alert(Planned input, const syntax::AlertStage& node, SourceSpan span);
  std::optional<std::vector<Alert::Part>> alertText(const syntax::Literal& text, const binder::Shape& shape);

  // plan_changes.cpp
  Planned changes(Planned input, const syntax::ChangesStage& node, SourceSpan span);
  std::optional<std::vector<std::size_t>> changeKeys(const Planned& input, SourceSpan span);

  // plan_saved.cpp
  Planned savedQuery(const syntax::SetSource& node, SourceSpan span);
  bool givenParameters(const syntax::Script& script, const syntax::SetSource& node, SourceSpan span);
  Planned savedResult(const syntax::Script& script, const syntax::SetSource& node, SourceSpan span);
  bool freshSetName(const syntax::SetRef& name);
  bool freshScalarName(const syntax::VarRef& name);
  std::uint32_t addSet(SetSlot slot);
  void knowSet(const syntax::SetRef& name);
  void knowScalar(const syntax::VarRef& name);
  bool fitsTheStack(SourceSpan span);

  // plan_set.cpp
  Planned query(const syntax::Query& query);
  Planned stages(const syntax::Query& query);
  Planned anything(SourceSpan span);
  Planned set(const syntax::Set& set);
  Planned chain(const syntax::Chain& chain);
  Planned source(const syntax::Source& source, bool& other);
  Planned primary(const syntax::Primary& primary, bool& other);
  Planned literal(const syntax::Literal& literal);
  Planned variable(const syntax::VarRef& ref);
  Planned typed(const syntax::TypeSource& node, SourceSpan span, bool& other);
  Planned namedSet(const syntax::SetSource& node, SourceSpan span);
  Planned step(Planned input, const syntax::Step& step, bool& other);
  Planned arrow(Planned input, const syntax::Arrow& node, SourceSpan span);
  Planned sharing(Planned input, const syntax::Sharing& node, SourceSpan span, bool& other);
  Planned resembling(Planned input, const syntax::ResemblingStep& node, SourceSpan span);
  Planned matching(Planned input, const syntax::MatchingStep& node, SourceSpan span);
  Planned inSet(Planned input, const syntax::InStep& node, SourceSpan span);
  Planned where(Planned input, const syntax::Expr& condition);
  binder::PlannedSet primarySet(const syntax::Primary& primary);

  // plan_walk.cpp
  Planned path(const syntax::PathSource& node, SourceSpan span);
  Planned expandHops(Planned input, const syntax::Expand& node, SourceSpan span);
  Planned cluster(Planned input, const syntax::ClusterStage& node, SourceSpan span);
  Planned take(Planned input, std::uint64_t limit, SourceSpan span);
  bool rarestIsTaken(const syntax::Query& query);

  // plan_ties.cpp
  bool tie(const Planned& input, const syntax::LinkModifiers& modifiers, std::string_view what, SourceSpan span,
           TiedSet& out);
  Planned rankBy(Planned input, const syntax::RankStage& node, SourceSpan span);
  Planned bridges(Planned input, const syntax::BridgesStage& node, SourceSpan span);
  Planned cores(Planned input, const syntax::CoresStage& node, SourceSpan span);
  Planned communities(Planned input, const syntax::CommunitiesStage& node, SourceSpan span);

  // plan_tables.cpp
  Planned bursts(Planned input, const syntax::BurstsStage& node, SourceSpan span);
  Planned timeline(Planned input, const syntax::TimelineStage& node, SourceSpan span);
  Planned pivots(Planned input, const syntax::PivotsStage& node, SourceSpan span);
  Planned backTo(Planned input, const syntax::BackStage& node, SourceSpan span);
  static binder::Shape tableOf(std::vector<Column> columns);
  std::vector<binder::BoundTrait> relationsOf(model::TypeSet types);

  // plan_stage.cpp
  Planned stage(Planned input, const syntax::Stage& stage);
  bool needsSet(const Planned& input, SourceSpan span, std::string_view what);
  std::optional<std::vector<binder::BoundColumn>> keys(const std::vector<syntax::Key>& keys,
                                                       const binder::Shape& shape);
  Planned countBy(Planned input, const std::vector<syntax::Key>& keys, std::optional<std::uint64_t> limit,
                  SourceSpan span);
  Planned show(Planned input, const syntax::ShowStage& node, SourceSpan span);
  Planned per(Planned input, const syntax::PerStage& node, SourceSpan span);
  Planned expect(Planned input, const syntax::ExpectStage& node, SourceSpan span);
  Planned top(Planned input, const syntax::TopStage& node, SourceSpan span);
  Planned sort(Planned input, const syntax::SortStage& node, SourceSpan span);
  Planned write(Planned input, const syntax::Stage& stage);

  /// The clocks of a query that is being planned.
  struct Asked {
    std::optional<binder::BoundTime> as_of, as_known;
    SourceSpan as_of_span, as_known_span;
  };
  /// With the `as of` and `as known at` of the queries around. What a saved query makes for itself (`let`, parameters)
  /// runs apart from the query that uses it, and is asked like it all the same.
  Planned askedLikeAround(Planned planned);
  bool outputEnds(const syntax::Query& query, bool answers);
  Planned askedAt(Planned planned, const Asked& asked);

  template <typename Op>
  Planned make(Op op, binder::Shape shape, SourceSpan span);
  Planned failed() { return {}; }
  void report(Error error) { diagnostics_.report(std::move(error)); }
  /// Keeps a walk over very many links that starts from all nodes of the types.
  void noteUnbounded(const PlanNode& walk, model::TypeSet from, SourceSpan span);

  const PlannerInput& input_;
  const model::Catalog& catalog_;
  const model::Schema& schema_;
  binder::Names names_;
  binder::Diagnostics diagnostics_;
  binder::Binder binder_;
  Prepared prepared_;
  std::set<std::string> including_;
  std::set<std::string> sources_in_work_;  // saved queries that are being planned as sources
  bool answers_ = false;                   // the query to plan next is a statement of its own
  bool as_source_ = false;                 // of a saved query: effects and comparisons with the last run are left out
  bool as_operand_ = false;  // a set stands behind `with`, `in`, `from`: a longer one takes parentheses
  std::vector<Asked> asked_;               // outermost first
  bool writes_ = false;
  std::vector<std::uint32_t> set_depths_;  // beside Prepared::sets: steps on which a set hangs
  std::uint32_t statement_depth_ = 0;      // operators and conditions of the statement at hand, literals apart
  std::uint32_t sets_depth_ = 0;           // of the deepest set that it speaks of
  bool too_deep_ = false;                  // said already
};

/// Wraps an operator into a node with its types, columns and estimate.
template <typename Op>
StatementPlanner::Planned StatementPlanner::make(Op op, binder::Shape shape, SourceSpan span) {
  auto node = std::make_shared<PlanNode>();
  node->op = std::move(op);
  node->is_set = shape.is_set;
  node->types = shape.types;
  node->columns = shape.columns;
  node->span = span;
  node->estimate = estimateRows(*node, catalog_);
  if (!std::is_same_v<Op, LookupNodes>) ++statement_depth_;
  return {std::move(node), std::move(shape)};
}

}  // namespace clew::planner
