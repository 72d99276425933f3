// Evaluator: bound expressions over a node, one of its links, a row, or a group of them.
#pragma once

#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "execution/patterns.h"
#include "execution/run.h"
#include "execution/traits.h"

namespace clew::execution {

class LikenessSeeds;

/// What an expression is about.
struct Scope {
  NodeId node = kNoNode;             // kNoNode: a row
  const ResultLink* link = nullptr;  // one link of the node; null: all of them
  bool counts_all = false;           // aggregates run over all links of the node all the same
  const Rows* rows = nullptr;
  std::size_t row = 0;
  const Datum* subject = nullptr;             // inside `has`: the value reached
  const std::vector<Scope>* group = nullptr;  // what aggregates run over; null: this alone
  const std::int64_t* number = nullptr;       // what `count` of rows is, when it is not their number
};

/// A value to compare with, looked up once.
struct Wanted {
  NodeSet nodes;                   // a name that the graph holds
  std::vector<std::string> texts;  // the same value as text; for tables and text properties
  std::optional<model::Block> block;
  std::optional<Datum> datum;  // number, share, duration, yes/no
  std::optional<Interval> time;
  bool folded = false;  // texts are compared folded too (`is "GoDaddy.com, LLC"`)
};

class Evaluator {
 public:
  /// `layer` has the links of the nodes in scope; may be null.
  Evaluator(Run& run, const Clock& clock, LayerPtr layer);

  /// Values that are known, in order; none for missing and redacted.
  DatumList values(const binder::BoundExpr& expr, const Scope& scope);
  /// As values(), but (redacted) or (missing) where there are none.
  DatumList keyValues(const binder::BoundExpr& expr, const Scope& scope);
  bool test(const binder::BoundExpr& expr, const Scope& scope);
  /// What the names hold of all nodes that meet the condition, as far as it is told without asking any. `first`: it is
  /// tested on the first node for certain, so that sets that it names may be worked out. Empty: not known.
  NeededParts nameNeeds(const binder::BoundExpr& expr, bool first = true);
  /// One datum a cell: several values are a list.
  Datum cell(const binder::BoundExpr& expr, const Scope& scope);

  const LayerPtr& layer() const { return layer_; }
  Run& run() { return run_; }
  const Clock& clock() const { return clock_; }
  TraitReader& reader(const binder::BoundTrait& trait);

 private:
  // values
  DatumList traitValues(const binder::BoundTrait& trait, const Scope& scope);
  DatumList linkColumn(binder::LinkColumn column, const Scope& scope);
  DatumList remark(const std::string& column, const Scope& scope);
  DatumList tableCell(const binder::BoundTrait& trait, const Scope& scope);
  DatumList callValues(const binder::BoundExpr::Call& call, const Scope& scope);
  Datum overGroup(const binder::BoundExpr::Call& call, const Scope& scope);
  Datum overObservations(const binder::BoundExpr::Call& call, const Scope& scope);
  DatumList constant(const binder::BoundValue& value);
  DatumList fromArithmetic(const binder::BoundExpr::Arithmetic& node, const Scope& scope);
  // tests
  bool compare(const binder::BoundExpr::Compare& node, const Scope& scope);
  bool is(const binder::BoundExpr::Is& node, const Scope& scope);
  bool isState(const binder::BoundExpr::IsState& node, const Scope& scope);
  bool in(const binder::BoundExpr::In& node, const Scope& scope);
  bool matching(const binder::BoundExpr::Matching& node, const Scope& scope);
  bool matchesAny(const DatumList& values, const std::vector<binder::GlobPattern>& patterns);
  bool regex(const binder::BoundExpr::Regex& node, const Scope& scope);
  const LikenessSeeds& seedsOf(const binder::BoundExpr::Resembling& node);
  /// Null after fail().
  const Regex* compiled(const binder::BoundExpr::Regex& node);
  NeededParts globNeeds(const binder::ExprPtr& left, const std::vector<binder::GlobPattern>& patterns, bool first);
  NeededParts tldNeeds(const binder::ExprPtr& left, const std::vector<binder::BoundValue>& values);
  bool resembling(const binder::BoundExpr::Resembling& node, const Scope& scope);
  bool has(const binder::BoundExpr::Has& node, const Scope& scope);
  bool every(const binder::BoundExpr::Every& node, const Scope& scope);
  bool timeIs(const binder::BoundExpr::TimeIs& node, const Scope& scope);
  bool changed(const binder::BoundExpr::Changed& node, const Scope& scope);
  struct ChangedReaders;
  ChangedReaders& changedReaders(const binder::BoundExpr::Changed& node);
  bool truth(const binder::BoundExpr::Truth& node, const Scope& scope);

  const Wanted& wanted(const binder::BoundValue& value);
  Wanted resolve(const binder::BoundValue& value);
  bool fits(const Datum& datum, const Wanted& wanted);
  bool suffixFits(const binder::BoundExpr& left, const Scope& scope, const Wanted& wanted);
  bool compareOne(binder::CompareOp op, const Datum& left, const Datum& right);
  /// Link columns that an expression names, one bit each.
  std::uint32_t linkColumns(const binder::BoundExpr& expr);
  void gather(const binder::BoundExpr& argument, const Scope& item, std::uint32_t columns, DatumList& out);
  DatumList sourcesOf(const ResultLink& link);
  Datum rarityOf(const ResultLink& link);
  DatumList columnOf(binder::LinkColumn column, const ResultLink& link);
  std::vector<NodeId> origins(const ResultLink& link);

  Run& run_;
  Clock clock_;
  LayerPtr layer_;
  std::unordered_map<const binder::BoundTrait*, std::unique_ptr<TraitReader>> readers_;
  std::unordered_map<const binder::BoundValue*, Wanted> wanted_;
  std::unordered_map<const binder::BoundExpr::Regex*, std::unique_ptr<Regex>> regexes_;
  std::unordered_map<const binder::PlanPtr*, Membership> sets_;
  std::unordered_map<const binder::BoundExpr::Resembling*, std::shared_ptr<const LikenessSeeds>> likeness_;
  std::unordered_map<const binder::GlobPattern*, std::vector<std::string>> globs_;
  const std::vector<std::string>& globsOf(const binder::GlobPattern& pattern);
  std::unordered_map<const binder::BoundExpr*, std::uint32_t> link_columns_;
  /// `changed` reads a trait at the beginning, at the end and in between.
  struct ChangedReaders {
    binder::BoundModifiers then, end, between;
    std::unique_ptr<TraitReader> at_then, at_end, in_between;
  };
  std::unordered_map<const binder::BoundExpr::Changed*, std::unique_ptr<ChangedReaders>> changed_;
  std::map<std::pair<const Layer*, NodeId>, std::vector<NodeId>> origins_;
};

}  // namespace clew::execution
