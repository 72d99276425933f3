// The logical plan: a tree of operators that say what is computed and in which order, not how. Execution takes it as it
// is; `explain` prints it.
//
// Set operators yield nodes, each with the links that brought it there (a layer a pivot); table operators yield rows. A
// plan holds words of the language only as texts for messages.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "binder/bound.h"

namespace clew::planner {

using binder::PlanPtr;

// ---- sets

/// Nodes named in the query. Each literal stands for all of its candidates that the graph holds; one that it does not
/// hold gives a notice (or an error under --require-known).
struct LookupNodes {
  struct Literal {
    std::vector<model::NodeName> candidates;  // ways to read it; a hash may be a file, a cert or a body
    std::optional<model::Block> block;        // all known ips of the block, besides
    std::optional<model::NodeName> prefix;    // a shortened hash: unique prefix of a name of that type
    std::optional<binder::ParamRef> param;    // `$x` where a literal stands
    std::optional<model::TypeId> param_type;  // with param: read it as this type
    std::string text;
    SourceSpan span;
  };
  std::vector<Literal> literals;
};
/// Every node of the types. A later operator must narrow it (language.md §6, Limits).
struct NodeScan {
  model::TypeSet types;
};
/// The nodes of the types from which one of the values is reached, found from the values: where a condition begins that
/// few nodes meet. Modifiers are left to the filter above, so there may be others among them, and none is missing.
struct Holders {
  struct Start {
    binder::BoundTrait trait;  // leads to nodes; without modifiers
    std::vector<binder::BoundValue> values;
    std::vector<PlanPtr> sets;
  };
  model::TypeSet types;
  std::vector<Start> from;
};
struct NamedSet {
  std::string name;
};
/// A `let @x` or `param @x` of the script: Prepared::sets.
struct LocalSet {
  std::uint32_t index = 0;
  std::string name;
};
/// One value a line, type guessed per value.
struct ReadFile {
  std::string path;
};
struct Union {
  std::vector<PlanPtr> parts;
};  // a list in parentheses, `plus`: link sets are merged
struct Minus {
  PlanPtr left, right;
};
/// `in S`, `not in S`: keeps or drops nodes of the left, links stay.
struct Intersect {
  PlanPtr left, right;
  bool negated = false;
};
/// `-> R`, `<- R`. Adds a layer.
struct Expand {
  PlanPtr input;
  binder::Hop hop;
  model::TypeSet result_types;  // `-> ips via …`: only nodes of these
  binder::BoundModifiers modifiers;
};
/// `expand N hops`, `expand fully`: the input and all that is reached from it over the hop's ways in that many steps,
/// each node with the links of the step that first reached it. Adds a layer a step.
struct ExpandHops {
  PlanPtr input;
  binder::Hop hop;
  std::optional<std::uint64_t> hops;  // empty: fully
  binder::BoundModifiers modifiers;
};
/// `path`, `paths`: the nodes on the chains found, and the chains themselves.
struct FindPath {
  PlanPtr from, to;
  binder::Hop hop;  // all ways, in both directions
  std::uint64_t hops = 6;
  bool all = false;                    // `paths`
  bool by_rarity = false;              // least common values first, instead of fewest hops
  std::optional<std::uint64_t> limit;  // chains that are wanted: a `take` that follows
  binder::BoundModifiers modifiers;
};
/// `T sharing A with S`. `subjects` null: whatever shares (the whole type `subject_types`); else the members of it that
/// do. Adds a layer.
struct Sharing {
  PlanPtr subjects;  // null: NodeScan of subject_types, found from the seeds' side
  model::TypeSet subject_types;
  PlanPtr with;  // null with each_other
  std::vector<binder::NearTrait> traits;
  binder::TraitForm form = binder::TraitForm::kAny;
  std::uint32_t at_least = 1;
  bool each_other = false;
  bool other = false;  // without the members of S and the apexes of its hosts
  binder::BoundModifiers modifiers;
};
/// `resembling S`: the members of `input` whose names are like one of S, without S itself. Adds a layer.
struct Resembling {
  PlanPtr input;
  binder::Likeness likeness;
};
/// `where`. per_link: the condition names link columns; links that fail go, and nodes left without.
struct Filter {
  PlanPtr input;
  binder::ExprPtr condition;
  bool per_link = false;
};

// ---- tables and order (the input may be a set or a table)

struct Count {
  PlanPtr input;
};  // one number
struct CountBy {
  PlanPtr input;
  std::vector<binder::BoundColumn> keys;
  bool per_link = false;
};  // keys, count, share
struct TopValues {
  PlanPtr input;
  std::uint64_t limit = 0;
  std::vector<binder::BoundColumn> keys;
  bool per_link = false;
};
struct TopBy {
  PlanPtr input;
  std::uint64_t limit = 0;
  binder::SortKey by;
};
struct Take {
  PlanPtr input;
  std::uint64_t limit = 0;
};
struct Sort {
  PlanPtr input;
  std::vector<binder::SortKey> keys;
};
struct Show {
  PlanPtr input;
  std::vector<binder::BoundColumn> columns;
  bool per_link = false;
};
struct Per {
  PlanPtr input;
  std::vector<binder::BoundColumn> keys;
  std::vector<binder::BoundColumn> columns;
  bool per_link = false;
};
/// `bursts of D within G per K`: runs of nodes (or rows) whose dates lie no more than `gap` seconds apart.
struct Bursts {
  PlanPtr input;
  binder::ExprPtr of;
  std::int64_t gap = 0;
  std::vector<binder::BoundColumn> keys;
  bool per_link = false;
};
/// `timeline of T`: when each node held each value.
struct Timeline {
  PlanPtr input;
  std::vector<binder::BoundTrait> of;
};
/// `pivots`: the values of the relations of each node, and how many hold them.
struct Pivots {
  PlanPtr input;
  std::vector<binder::BoundTrait> of;  // each with the modifiers
};
/// `back to X`: the nodes in a column of a table, as a set.
struct BackTo {
  PlanPtr input;
  std::size_t column = 0;
  std::string name;
};
struct TableFilter {
  PlanPtr input;
  binder::ExprPtr condition;
};  // where on a table
/// `cluster by`: cluster, size, members, glue.
struct Cluster {
  PlanPtr input;
  PlanPtr ties;  // a Sharing of the input with each other: what joins two members
};
/// What ties the members of a set to each other: links between two of them over the hop's ways, and links to a value
/// that at least two of them have. Members and such values are the nodes of a graph that the next four look at.
struct TiedSet {
  PlanPtr input;
  binder::Hop hop;  // all ways, in both directions
  binder::BoundModifiers modifiers;
};
/// `rank by`: name, score.
struct RankBy : TiedSet {
  enum class Measure : std::uint8_t { kPageRank, kBetweenness, kDegree };
  Measure measure = Measure::kPageRank;
  std::string word;
};
/// `bridges`: the nodes and links without which the set falls apart: name, linked, relation, apart.
struct Bridges : TiedSet {};
/// `cores`: name, core.
struct Cores : TiedSet {
  std::uint64_t at_least = 0;
};
/// `communities`: community, size, members, glue.
struct Communities : TiedSet {};
struct Why {
  PlanPtr input;
};
struct Skipped {
  PlanPtr input;
};

/// `new since T`, `gone since T`, `changes since T`: the rows that the same query had not, or has no more. Rows are the
/// same when their keys are.
struct Changes {
  enum class Kind : std::uint8_t { kNew, kGone, kChanges };
  PlanPtr input;
  Kind kind = Kind::kNew;
  std::optional<binder::BoundTime> since;  // empty: the last run
  std::vector<std::size_t> keys;           // columns of a table; sets go by their nodes
  std::uint32_t ordinal = 0;               // which comparison with the last run in its script
};

// ---- effects; all pass their input on

struct SaveAs {
  PlanPtr input;
  std::string set;
};
struct Tag {
  PlanPtr input;
  std::string tag;
};
struct Untag {
  PlanPtr input;
  std::string tag;
};
struct Note {
  PlanPtr input;
  std::string text;
};
/// `alert LEVEL "text" when …`: one a run. `{x}` in the text stands for values.
struct Alert {
  struct Part {
    enum class Kind : std::uint8_t { kText, kCount, kNames, kValues };
    Kind kind = Kind::kText;
    std::string text;      // kText
    binder::ExprPtr what;  // kValues: a trait or a column
  };
  PlanPtr input;
  std::string level;
  std::vector<Part> text;
  binder::ExprPtr condition;  // null: whenever there are rows
};
/// `add A -> R B`, `retract A -> R B`: a statement of its own. Yields nothing.
struct WriteLink {
  bool retract = false;
  model::NodeName from;
  model::RelationId relation = model::kNoRelation;
  model::NodeName to;
  std::vector<binder::BoundTimeTest> times;  // add: when it held; nothing: it is undated
  std::vector<std::string> sources;          // add: who says so, one; retract: whose word, none: everybody's
  std::string because;
};
struct Expect {
  PlanPtr input;
  binder::ExprPtr condition;
  std::string condition_text;
  std::string message;
};
struct Output {
  PlanPtr input;
  std::string format;
  std::optional<std::string> file;
};
/// `as of D, …` around a whole query.
struct AsOf {
  PlanPtr input;
  binder::BoundTime when;
};
/// `as known at D, …` around a whole query and its `as of`.
struct AsKnown {
  PlanPtr input;
  binder::BoundTime when;
};

struct PlanNode {
  std::variant<LookupNodes, NodeScan, Holders, NamedSet, LocalSet, ReadFile, Union, Minus, Intersect, Expand,
               ExpandHops, FindPath, Sharing, Resembling, Filter, Count, CountBy, TopValues, TopBy, Take, Sort, Show,
               Per, Bursts, Timeline, Pivots, BackTo, TableFilter, Cluster, RankBy, Bridges, Cores, Communities, Why,
               Skipped, Changes, SaveAs, Tag, Untag, Note, Alert, WriteLink, Expect, Output, AsOf, AsKnown>
      op;
  bool is_set = true;           // yields nodes; else rows
  model::TypeSet types;         // is_set: what the nodes can be
  std::vector<Column> columns;  // !is_set: of the table it yields
  double estimate = -1;         // rows; below 0: not known
  SourceSpan span;
};

/// One statement ready to run.
struct PlannedStatement {
  enum class Kind : std::uint8_t { kQuery, kLetSet, kLetScalar };
  Kind kind = Kind::kQuery;
  PlanPtr plan;              // kQuery, kLetSet
  binder::ExprPtr scalar;    // kLetScalar
  std::uint32_t target = 0;  // kLetSet: index in sets; kLetScalar: index in scalars
  bool writes = false;       // save, tag, untag, note, add, retract
  bool clock_dependent = false;
  std::vector<binder::BoundTime>
      as_of;         // kLetScalar of a saved query: the `as of` of the queries around, outermost first
  std::string text;  // canonical text
  SourceSpan span;
};

/// A named place for a value: a `param` or a `let`.
struct ScalarSlot {
  std::string name;  // without the sigil
  std::string type;  // "duration", "number", "text", "date", a type of the schema; empty for let
  std::string help;
  bool is_param = false;
  std::optional<binder::BoundValue> fallback;
  SourceSpan span = {};  // of a parameter: its name
};
struct SetSlot {
  std::string name;
  model::TypeSet types;
  std::string help;
  bool is_param = false;
  PlanPtr fallback;
  SourceSpan span = {};  // of a parameter: its name
};

/// A whole script, bound and planned once, run many times.
struct Prepared {
  std::string name;  // of the `query` header, else empty
  std::int64_t version = 0;
  std::string title;
  std::optional<binder::Ago> every;  // `every 6h`: how often a scheduler is to run it
  std::string every_text;            // "6h"
  std::uint32_t comparisons = 0;     // with the last run
  std::vector<ScalarSlot> scalars;
  std::vector<SetSlot> sets;
  std::vector<PlannedStatement> statements;
  std::vector<Notice> notices;   // of binding: relations that only some types have, …
  std::vector<Error> unbounded;  // walks from a whole type over very many links: not to be run while a budget holds
};

}  // namespace clew::planner
