// The binder: from words to types, relations, properties, parameters and values, with messages that teach.
//
// Every bind function reports to the Diagnostics and returns empty (or a null pointer) when it did; nothing throws.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "binder/bound.h"
#include "binder/scope.h"
#include "model/catalog.h"
#include "syntax/ast.h"

namespace clew::binder {

/// One pivot's arrow, bound.
struct BoundArrow {
  Hop hop;
  model::TypeSet result_types;
  BoundModifiers modifiers;
};

/// What `expand` and `path` walk over, bound.
struct BoundWalk {
  Hop hop;
  model::TypeSet types;  // of the nodes that may be met, the start included
  BoundModifiers modifiers;
};

/// The traits of a `sharing`, bound.
struct BoundSharing {
  std::vector<NearTrait> traits;
  TraitForm form = TraitForm::kAny;
  std::uint32_t at_least = 1;
};

/// Holds references to what it is given; use it on one thread.
class Binder {
 public:
  Binder(const model::Catalog& catalog, const Names& names, Diagnostics& diagnostics, SetPlanner plan_set)
      : catalog_(catalog),
        schema_(catalog.schema()),
        names_(names),
        diagnostics_(diagnostics),
        plan_set_(std::move(plan_set)) {}

  /// What tells whether a regular expression can be read: empty when it can, else what is wrong. Execution's part,
  /// since it alone knows the engine; without one every pattern is taken.
  void setRegexCheck(std::function<std::optional<std::string>(std::string_view)> check) {
    check_regex_ = std::move(check);
  }

  // bind_trait.cpp
  /// A trait of nodes of the shape (or of its rows). `allow_self`: a type's own name is the node itself.
  std::optional<BoundTrait> trait(const syntax::Trait& trait, const Shape& shape);
  /// The same for what holds in `sharing`: a group or `let trait` gives several.
  std::vector<BoundTrait> traits(const syntax::Trait& trait, const Shape& shape);
  /// Words that could stand where a trait of these types stands, for messages and completion; most used first.
  std::vector<std::string> traitWords(model::TypeSet types) const;

  // bind_pivot.cpp
  std::optional<BoundArrow> arrow(const syntax::Arrow& arrow, SourceSpan span, const Shape& shape);

  // bind_walk.cpp
  /// The relations that `via` names, or all that tie nodes. A `chain` walks each in both directions; else one between
  /// two hosts is walked along only. `hops` empty: as far as it goes.
  std::optional<BoundWalk> walk(const syntax::LinkModifiers& modifiers, model::TypeSet from,
                                std::optional<std::uint64_t> hops, bool chain, SourceSpan span);

  // bind_sharing.cpp
  std::optional<BoundSharing> sharing(const syntax::Traits& traits, model::TypeSet subjects, model::TypeSet seeds);

  // bind_likeness.cpp
  /// What `resembling` compares with, for values of `subjects`: names of hosts on both sides.
  std::optional<Likeness> likeness(const syntax::Primary& what, const std::optional<syntax::Edits>& within,
                                   SourceSpan span);

  // bind_modifiers.cpp
  /// `via` is left to the caller (arrow); where `in_sharing` is false, `overlapping` is an error.
  std::optional<BoundModifiers> modifiers(const syntax::LinkModifiers& modifiers, bool in_sharing);
  /// Whether a modifier stands there that none of the traits has anything for: a link, or what a source saw. Reported
  /// then.
  bool refusesIdle(const BoundModifiers& modifiers, const std::vector<NearTrait>& traits);

  // bind_time.cpp
  std::optional<BoundTime> time(const syntax::TimeExpr& time);
  std::optional<BoundTimeTest> timeTest(const syntax::TimeTest& test);

  // bind_value.cpp
  /// The ways to read a literal where a set stands. Empty after a report.
  std::vector<model::NodeName> literalNodes(const syntax::Literal& literal);
  /// A value compared with `left`: of the types it may reach or of its kind of value.
  std::optional<BoundValue> value(const syntax::Value& value, const BoundExpr& left);
  /// A value on its own (`let $n = 7d`, the right side of `>`).
  std::optional<BoundValue> constant(const syntax::Value& value);

  // bind_expr.cpp
  ExprPtr expr(const syntax::Expr& expr, const Shape& shape);
  /// An expression where a condition must stand.
  ExprPtr condition(const syntax::Expr& expr, const Shape& shape);
  /// Whether a number of rows, `count()`, stands in what is asked of one node or row; reported then.
  bool refusesRowCount(const BoundExpr& expr, const Shape& shape);

  // bind_column.cpp
  std::optional<BoundColumn> key(const syntax::Key& key, const Shape& shape);
  std::optional<BoundColumn> column(const syntax::ColumnExpr& column, const Shape& shape,
                                    const std::vector<BoundColumn>& before);
  std::optional<SortKey> sortKey(const syntax::SortKey& key, const Shape& shape);

  /// Says that a set which holds these types, as far as the case knows, can have none of those that are asked.
  void noteUnrelated(std::string_view set, model::TypeSet held, model::TypeSet asked);
  /// The names of the types for a message: "domains", "domains and ips".
  std::string typesText(model::TypeSet types) const;
  const model::Schema& schema() const { return schema_; }
  const model::Catalog& catalog() const { return catalog_; }
  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  struct Reached {
    model::TypeSet types;
    std::vector<Hop> hops;
  };
  // bind_column.cpp
  std::optional<BoundTrait> tableTrait(const syntax::Trait& trait, const Shape& shape);
  ExprPtr namedColumn(const syntax::Expr& expr, const Shape& shape) const;
  ExprPtr keyExpr(const syntax::Expr& expr, const Shape& shape);

  // bind_trait.cpp
  std::optional<BoundTrait> linkColumn(const syntax::Trait& trait, const Shape& shape) const;
  bool walk(const syntax::Ident& word, Reached& reached);
  std::optional<std::string> walkTo(std::string_view word, model::TypeSet types) const;
  void noteTypesWithout(const Hop& hop, std::string_view meant, model::TypeSet types);
  bool endAt(const syntax::Ident& word, Reached& reached, BoundTrait& out);
  std::vector<Hop::Way> waysAlong(std::string_view word, model::TypeSet types) const;
  model::TypeSet objectsOf(const std::vector<Hop::Way>& ways) const;
  void unknownTrait(const syntax::Ident& word, model::TypeSet types);
  const std::vector<syntax::Trait>* namedTraits(std::string_view word) const;
  bool isRelation(std::string_view word) const;
  syntax::Trait spelledOut(const syntax::Trait& trait) const;
  bool standsAsRelation(const syntax::Ident& word, model::TypeSet types);

  // bind_pivot.cpp
  std::optional<Hop> relationHop(const syntax::Ident& word, bool back, model::TypeSet types);
  std::optional<Hop> typeHop(const syntax::Ident& word, model::TypeId wanted, const Shape& shape,
                             const std::vector<syntax::Ident>& via, SourceSpan span, bool alone);
  std::vector<Hop::Way> joining(model::TypeSet types, model::TypeSet wanted) const;
  std::string wayTo(std::string_view word, model::TypeSet from) const;
  void nothingLeads(const syntax::Ident& word, model::TypeSet types, bool back, SourceSpan span, bool alone = true);

  // bind_walk.cpp
  bool relationsOfVia(const syntax::Ident& word, std::vector<model::RelationId>& out);
  std::optional<std::vector<model::RelationId>> walkedRelations(const syntax::LinkModifiers& modifiers, bool chain,
                                                                std::string& text);

  // bind_modifiers.cpp
  bool exclusion(const syntax::Excluding& excluding, BoundModifiers& out);
  bool hubLimit(const syntax::Hubs& hubs, BoundModifiers& out);
  /// Reports a confidence that no link can have.
  bool refusesConfidence(std::int64_t value, SourceSpan span);
  bool knownSource(const syntax::Ident& source);

  // bind_value.cpp
  bool refusesAddress(const syntax::Literal& literal, const BoundTrait& left);
  std::optional<BoundValue> nodeValue(const syntax::Literal& literal, const BoundTrait& left);
  std::optional<BoundValue> scalarValue(const syntax::Value& value, ColumnType type, SourceSpan span);
  std::optional<BoundValue> variable(const syntax::VarRef& ref);

  // bind_has.cpp
  ExprPtr has(const syntax::Has& node, const syntax::Expr& expr, const Shape& shape);
  ExprPtr hasAny(const syntax::Has& node, const std::vector<syntax::Trait>& parts, const syntax::Expr& expr,
                 const Shape& shape);
  const std::vector<syntax::Trait>* traitOfManyKinds(const syntax::Trait& trait) const;
  ExprPtr subject(const BoundTrait& trait, SourceSpan span);

  // bind_expr.cpp
  ExprPtr comparison(const syntax::Comparison& node, const syntax::Expr& expr, const Shape& shape);
  ExprPtr is(const syntax::Is& node, const syntax::Expr& expr, const Shape& shape);
  ExprPtr in(const syntax::In& node, const syntax::Expr& expr, const Shape& shape);
  ExprPtr every(const syntax::Quantified& node, const syntax::Expr& expr, const Shape& shape);
  ExprPtr only(const syntax::Expr& condition, const BoundExpr& counted);
  ExprPtr timeCondition(const syntax::TimeCondition& node, const syntax::Expr& expr, const Shape& shape);
  /// `created > ago(30d)`, a habit from elsewhere: reported then.
  bool refusesAgo(const syntax::Comparison& node, const BoundExpr& left, SourceSpan span);
  ExprPtr call(const syntax::Call& node, const syntax::Expr& expr, const Shape& shape);
  ExprPtr operandTrait(const syntax::Trait& trait, const syntax::Expr& expr, const Shape& shape);
  std::optional<std::vector<GlobPattern>> patterns(const syntax::Value& pattern);
  std::optional<std::string> regex(const syntax::Value& pattern);
  std::optional<ParamRef> textParam(const syntax::Value& pattern);
  ExprPtr resembling(const syntax::Resembling& node, const syntax::Expr& expr, const Shape& shape);
  /// Whether the value is a pattern, `*login*`, wherever a value may stand.
  static bool isGlob(const syntax::Value& value);
  bool members(const syntax::Members& members, const BoundExpr& left, BoundExpr::In& out);
  /// `op`: of the comparison, which a correction keeps; null where there is none.
  bool checkComparable(const BoundExpr& left, const BoundExpr& right, SourceSpan span, const CompareOp* op = nullptr);
  bool checkRelated(const BoundExpr& left, model::TypeSet others, SourceSpan span);

  const model::Catalog& catalog_;
  const model::Schema& schema_;
  const Names& names_;
  Diagnostics& diagnostics_;
  SetPlanner plan_set_;
  std::function<std::optional<std::string>(std::string_view)> check_regex_;
};

/// A length of time as a value; months and years keep what the calendar makes of them.
BoundValue durationValue(const syntax::Duration& duration);
/// `now`, `today`, `yesterday`; empty for any other word.
std::optional<BoundTime> timeNamed(std::string_view word);
inline bool isDated(ColumnType type) {
  return type == ColumnType::kTime || type == ColumnType::kInterval;
}

/// How a stage names a column of a table: as it is called, in quotes where that is no plain word.
std::string columnText(std::string_view name);
/// The functions of the language, aggregates first.
std::vector<std::string> functionNames();
bool isAggregateName(std::string_view function);

/// `ever registrar is X`: what is wrong with `ever` before a test that is not of a date. `inner`: where the test
/// stands.
Error noHistory(const BoundExpr& test, SourceSpan whole, SourceSpan inner);

}  // namespace clew::binder
