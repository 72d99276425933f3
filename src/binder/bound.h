// Bound pieces: what words mean once the schema and the case have been asked. The planner's operators are made of
// these; execution sees nothing of the AST.
//
// Times stay relative here (`30d` ago, `now`, `$age`): a prepared query is bound once and run with many clocks and
// parameters.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "clew/error.h"
#include "clew/table.h"
#include "model/canonical.h"
#include "model/schema.h"

namespace clew::planner {
struct PlanNode;
}

namespace clew::binder {

struct BoundExpr;
/// Shared so that plans can be copied; never changed once bound.
using ExprPtr = std::shared_ptr<const BoundExpr>;
using PlanPtr = std::shared_ptr<const planner::PlanNode>;

enum class Direction : std::uint8_t { kAlong, kBack };

// ---- times

struct Ago {  // that long before now
  std::int64_t seconds = 0;
  int months = 0;  // for mo and y: calendar months, seconds then 0
};
struct Now {};
struct DayOf {
  int days_back = 0;
};  // today (0), yesterday (1): the whole UTC day
struct LastRun {};
struct ParamRef {
  std::uint32_t index = 0;
};  // of the script's scalar parameters and lets (Prepared::scalars)
/// A stretch of time still to be resolved: an absolute interval, or one that depends on the clock or a parameter.
struct BoundTime {
  std::variant<Interval, Ago, Now, DayOf, LastRun, ParamRef> value;
  std::string text;  // as written
};

struct BoundTimeTest {
  enum class Kind : std::uint8_t { kDuring, kBetween, kSince, kAfter, kBefore, kAt };
  Kind kind = Kind::kDuring;
  BoundTime from;  // the only one but for kBetween
  BoundTime to;
};

// ---- modifiers

struct HubLimit {
  std::optional<std::uint64_t> over;                             // empty: the relation's threshold
  std::vector<std::pair<std::string, std::uint64_t>> relations;  // limits of single relations, by name
};

/// All modifiers of one pivot. Default: none.
struct BoundModifiers {
  std::vector<BoundTimeTest> times;
  std::optional<std::int64_t> overlapping;  // allowed gap in seconds, 0 for plain `overlapping`; only in sharing
  std::optional<HubLimit> hubs;             // excluding hubs [over N]
  std::vector<PlanPtr> excluded;            // excluding @set
  std::vector<std::string> seen_by;         // source names; with `only`
  bool seen_by_only = false;
  std::uint32_t min_sources = 0;
  std::uint64_t min_times = 0;
  int min_confidence = -1;
  std::optional<std::uint64_t> at_most_each;
  SourceSpan span;
  bool none() const {
    return times.empty() && !overlapping && !hubs && excluded.empty() && seen_by.empty() && min_sources == 0 &&
           min_times == 0 && min_confidence < 0 && !at_most_each;
  }
};

// ---- traits

/// One hop of a walk: any of these relations, each in its direction. Relations whose subjects the input cannot be are
/// left out by the binder.
struct Hop {
  struct Way {
    model::RelationId relation = model::kNoRelation;
    Direction direction = Direction::kAlong;
  };
  std::vector<Way> ways;
  std::string text;  // "ip": what the `trait` column shows
  /// Nodes of these types stand for themselves: the word names their type, and others of the input have it as a
  /// relation. Only in traits.
  model::TypeSet self = {};
};

/// Columns that links bring along.
enum class LinkColumn : std::uint8_t {
  kSeed,
  kOrigin,
  kTrait,
  kShared,
  kFirst,
  kLast,
  kSource,
  kTimes,
  kConfidence,
  kHops,
  kRarity,
  kSimilarity,
  kKind
};

/// A trait: hops from the node outwards (`country of ip` is ip, then country), then what is read at the end.
struct BoundTrait {
  std::vector<Hop> hops;  // in the order walked; may be empty
  enum class End : std::uint8_t {
    kNodes,        // the nodes reached (or, without hops, the node itself if it is one of `end_types`)
    kProperty,     // a property of the nodes reached
    kLinkColumn,   // a column of the current links (no hops)
    kTableColumn,  // a column of the current table (no hops)
    kRemark,       // what `new`, `gone`, `changes` found out about the node itself: `change`, `cause` (no hops)
  };
  End end = End::kNodes;
  model::PropertyId property = model::kNoProperty;
  LinkColumn link_column = LinkColumn::kSeed;
  std::size_t table_column = 0;
  model::TypeSet end_types;            // kNodes: the types that may be reached
  ColumnType type = ColumnType::kAny;  // of its values
  BoundModifiers modifiers;            // apply to the first observed hop
  ExprPtr only;                        // kNodes: what a node reached must meet to count; null: nothing
  std::string text;                    // as written, canonical: the name of a column made of it
  SourceSpan span;
};

/// How near two values of a shared trait must be.
struct SameValue {};
struct WithinPrefixes {
  std::vector<int> lengths;
};  // up to 32: IPv4 only, above: IPv6 only
struct WithinSeconds {
  std::int64_t seconds = 0;
};  // dates
struct WithinEdits {
  int edits = 0;
};  // text, labels
struct NearTrait {
  BoundTrait trait;
  std::variant<SameValue, WithinPrefixes, WithinSeconds, WithinEdits> nearness;
  bool every = false;  // the two sides' values must be the same set: none of either may lack its like on the other side
};

enum class TraitForm : std::uint8_t { kAny, kAll, kAtLeast };

// ---- expressions

enum class CompareOp : std::uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };
enum class ArithmeticOp : std::uint8_t { kAdd, kSubtract, kMultiply, kDivide };
enum class StateKind : std::uint8_t { kRedacted, kMissing, kKnown };

/// A value to compare with. A literal may mean several things (32 hex digits are a file or a body); any of them may
/// match.
struct BoundValue {
  std::variant<std::vector<model::NodeName>, model::Block, std::string /*text, compared folded for names*/,
               std::int64_t, double, bool, Seconds, Share, BoundTime, ParamRef>
      value;
  std::string text;
  int months = 0;  // of Seconds given in months or years: what the calendar makes of it when it is counted from now
};

/// `glob` refanged, lower case, where `*` does not cross `@`; or a parameter's text, or the names of a set's members.
struct GlobPattern {
  std::string glob;
  std::optional<ParamRef> param = std::nullopt;
  PlanPtr names = nullptr;
};

/// What `resembling` compares with. Literals in `with` count whether the graph holds them or not.
struct Likeness {
  PlanPtr with;
  int edits = 1;
  std::string text;  // canonical, "@brands within 2 edits"
};

/// Function calls. Aggregates over the group or link values: kCount .. kList; over a relation's observations: kFirst ..
/// kTtl.
enum class Function : std::uint8_t {
  kCount,
  kSum,
  kMin,
  kMax,
  kAvg,
  kMedian,
  kList,
  kFirst,
  kLast,
  kTimes,
  kTtl,
  kDay,
  kWeek,
  kMonth,
  kYear,
  kLen,
  kEntropy,
  kBlock,
  kRound,
  kLog
};

struct BoundExpr {
  struct Or {
    std::vector<ExprPtr> terms;
  };
  struct And {
    std::vector<ExprPtr> terms;
  };
  struct Not {
    ExprPtr term;
  };
  struct Compare {
    CompareOp op;
    ExprPtr left, right;
  };
  struct Is {
    ExprPtr left;
    bool negated;
    std::vector<BoundValue> any_of;
  };
  struct IsState {
    BoundTrait trait;
    bool negated;
    StateKind state;
  };
  struct In {
    ExprPtr left;
    bool negated;
    std::vector<BoundValue> values;
    std::vector<PlanPtr> sets;
    std::vector<GlobPattern> globs;
  };
  struct Matching {
    ExprPtr left;
    bool negated;
    std::vector<GlobPattern> any_of;
  };
  struct Regex {
    ExprPtr left;
    std::string pattern;                           // RE2, checked by the binder's caller through RegexChecker
    std::optional<ParamRef> param = std::nullopt;  // instead: a parameter's text
  };
  struct Resembling {
    ExprPtr left;
    bool negated;
    Likeness likeness;
  };
  struct Has {  // a link (or property value) exists that meets the tail
    bool no;
    BoundTrait trait;
    ExprPtr tail;  // tail: a test of BoundExpr::Subject, or null
  };
  struct Every {  // there are values, and each meets the tail: a test of BoundExpr::Subject
    BoundTrait trait;
    ExprPtr tail;
  };
  struct Subject {};  // inside a Has or Every tail: the value reached
  struct TimeIs {
    ExprPtr left;
    bool ever;
    BoundTimeTest test;
  };  // a date lies there; `ever`: any value of its history
  struct Changed {
    BoundTrait trait;
    BoundTimeTest test;
  };
  struct Truth {
    ExprPtr value;
  };  // a yes/no property on its own
  struct Arithmetic {
    ArithmeticOp op;
    ExprPtr left, right;
  };
  struct Call {
    Function function;
    std::vector<ExprPtr> arguments;
  };  // kCount without arguments: rows
  struct Constant {
    BoundValue value;
  };
  std::variant<Or, And, Not, Compare, Is, IsState, In, Matching, Regex, Resembling, Has, Every, Subject, TimeIs,
               Changed, Truth, Arithmetic, Call, Constant, BoundTrait>
      node;
  ColumnType type = ColumnType::kAny;
  SourceSpan span;
  std::string text;                // canonical text: the default name of a column
  bool names_link_column = false;  // outside an aggregate: a condition of this kind is tested per link
};

/// A column of show or per.
struct BoundColumn {
  std::string name;  // unique in its table
  ExprPtr value;
  bool aggregate = false;  // made of aggregates: one value a group
};

struct SortKey {
  ExprPtr value;
  bool descending = false;
};

}  // namespace clew::binder
