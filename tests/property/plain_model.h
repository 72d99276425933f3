// The slow model: a query's meaning, worked out over the syntax tree with plain loops and no plan. Written from
// docs/language.md; where the engine says otherwise, one of the two is wrong.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "property/plain_cells.h"
#include "property/plain_graph.h"
#include "property/plain_ties.h"
#include "syntax/ast.h"

namespace clew::property {

/// Rows as text, in their order; for a set the one cell of a row is the node.
struct Rows {
  std::vector<std::string> columns;  // of a table
  std::vector<std::vector<std::string>> rows;
  bool any_order = false;  // the language leaves the order open: compare as bags
  bool refused = false;    // the script is no question
  std::string text() const;
};

using NamedMembers = std::map<std::string, std::vector<std::string>>;  // members as one writes them
using SavedQueries = std::map<std::string, syntax::Script>;

class PlainModel {
 public:
  PlainModel(const PlainCase& known, const NamedMembers& sets, Time now, const SavedQueries& saved);

  /// When the script ran before: what `last run` means.
  void ranAt(Time last) { ran_at_ = last; }
  /// What the last statement, a query, answers.
  Rows answer(const syntax::Script& script);

 private:
  using Cells = std::vector<Cell>;

  /// A link that was crossed, as `why` shows it, by one observation; a derived link has none.
  struct Evidence {
    Cell from, to;
    std::string relation;
    std::optional<Seen> seen;
  };
  struct EvidenceBefore {
    bool operator()(const Evidence& a, const Evidence& b) const;
  };
  using EvidenceSet = std::set<Evidence, EvidenceBefore>;

  /// A link that brought a node into a set.
  struct Hit {
    std::optional<Node> seed;  // none: a walk began at the node itself
    std::string seed_text;     // likeness: of a seed that the graph may not hold
    std::string trait;
    Cell shared;
    std::vector<Seen> seen;
    std::set<std::string> sources;
    std::optional<Node> value;  // whose rarity counts
    model::RelationId relation = model::kNoRelation;
    std::set<Node> origins;
    int hops = 0;
    std::string kind;  // of likeness
    double similarity = -1;
    EvidenceSet why;  // this link, and all behind it
  };
  struct ChainStep {
    Node node;
    std::string relations, direction;  // that led here; empty: the chain begins here
    std::size_t holders = 0;
    EvidenceSet why = {};  // the links that led here
  };
  using Chains = std::vector<std::vector<ChainStep>>;
  struct Set {
    std::vector<Node> order;  // as it prints
    std::map<Node, std::vector<Hit>> hits;
    bool sorted = false;                          // `order` was asked for; else it is the answer order
    bool linked = false;                          // has link columns
    std::optional<Chains> chains;                 // what a path found, until a stage chooses among the nodes
    std::function<Set(const Chains&)> on_chains;  // the nodes of fewer of them
    bool by_rarity = false;
    bool any_order = false;              // of what came and went after a sort
    std::map<Node, std::string> change;  // what `changes since` found
    std::map<Node, std::string> cause;   // and why; of `new` and `gone` as well
    bool has(const Node& node) const { return std::find(order.begin(), order.end(), node) != order.end(); }
  };
  struct Table {
    std::vector<std::string> columns;
    std::vector<Cells> rows;
    bool any_order = false;
    std::vector<std::size_t> keys = {};         // the columns that tell its rows apart
    std::shared_ptr<const Set> ties = nullptr;  // of a cluster: its members with what joins them
  };
  struct CellsBefore {
    bool operator()(const Cells& a, const Cells& b) const;
  };
  struct Scope {
    const Node* node = nullptr;
    const Hit* hit = nullptr;
    const Set* set = nullptr;
    const Table* table = nullptr;
    std::size_t row = 0;
    const std::vector<Scope>* group = nullptr;
    const Cell* subject = nullptr;
  };
  /// A value of a trait, with the observations that its first observed step passed by, and the links walked to it.
  struct Held {
    Cell value;
    std::vector<Seen> seen;
    bool itself = false;
    std::vector<std::pair<Link, std::vector<Seen>>> steps;
  };
  /// A link that passes, taken from one of its ends.
  struct Crossed {
    Node seed, to;
    const Link* link = nullptr;
    bool back = false;
    std::vector<Seen> seen;  // that passed
  };
  /// Of chains between two sets.
  struct Search {
    std::set<Node> from, to, excluded;
    std::vector<Crossed> ways;
    std::map<Node, std::vector<ChainStep>> steps;
    std::size_t hops = 0;
  };
  using Value = std::variant<Set, Table>;
  /// What a name of the script stands for.
  struct Names {
    std::map<std::string, const syntax::Query*> lets;
    std::map<std::string, Set> sets;
    std::map<std::string, syntax::Value> values;
    std::map<std::string, std::vector<syntax::Trait>> traits;
    std::optional<Time> as_of, known_at;  // of a saved query: what the query around it asks
  };

  // ---- scripts (plain_script.cpp)
  void take(const syntax::Statement& statement);
  Value query(const syntax::Query& query);
  Set savedQuery(const syntax::SetSource& source);
  Set localSet(const std::string& name);
  Value upTo(const syntax::Query& query, std::size_t stages);
  Value changes(Value now, const syntax::Query& query, std::size_t stages);
  enum class Between { kNotTakenBack, kNotLearnt, kThen };
  Value before(const syntax::Query& query, std::size_t stages, Time then, Between between);
  const PlainGraph& knownAt(Time when) const;
  const syntax::Value& resolved(const syntax::Value& value) const;
  syntax::TimeExpr resolved(const syntax::TimeExpr& time) const;

  // ---- sets (plain_sets.cpp)
  Set set(const syntax::Set& set);
  Set chain(const syntax::Chain& chain);
  Set primary(const syntax::Primary& primary);
  Set namedSet(const syntax::SetSource& source);
  Set asSet(Value value);
  std::vector<Node> literal(const syntax::Literal& literal, std::optional<model::TypeId> type);
  std::vector<Node> members(const std::string& set) const;
  Set step(Set input, const syntax::Step& step, bool other);
  Set filtered(Set input, const syntax::Expr& where);
  static Set made(std::map<Node, std::vector<Hit>> hits);
  static void keep(Set& set, const std::function<bool(const Node&)>& test);

  // ---- pivots (plain_pivots.cpp)
  Set arrow(const Set& input, const syntax::Arrow& arrow);
  std::vector<Crossed> crossed(const Set& input, const syntax::Arrow& arrow, const Mods& mods);
  std::vector<Crossed> rarest(const std::vector<Crossed>& all, std::size_t most) const;
  Hit hitOf(const Crossed& one, const Set& seeds) const;
  Set sharing(const Set& input, const syntax::Sharing& sharing, bool other);
  Set joined(const Set& input, const std::vector<syntax::NearTrait>& traits, std::size_t needed, const Mods& mods,
             const Set& with);
  bool sharesTrait(const Node& x, const Node& s, const syntax::NearTrait& trait, const Mods& mods,
                   std::vector<Hit>& hits);
  std::vector<syntax::NearTrait> traitsOf(const syntax::Traits& traits) const;
  static std::size_t neededOf(const syntax::Traits& traits, std::size_t count);
  bool crosses(const Node& value, model::RelationId relation, const Mods& mods) const;
  std::set<std::string> sourcesNaming(const Node& node) const;
  Node lowerNode(model::RelationId relation, const Node& seed, const Node& reached, bool back) const;
  bool standsForItself(const Node& seed, const syntax::Trait& trait);
  std::vector<Held> seedValues(const Node& seed, const syntax::NearTrait& near, const Mods& mods);
  bool near(const Cell& a, const Cell& b, const syntax::NearTrait& near) const;
  static bool pairUp(const Held& own, const Held& other, const Mods& mods, std::vector<Seen>& kept);
  void addBehind(Hit& hit, const Set& seeds) const;
  void addWalked(Hit& hit, const Held& side, const std::vector<Seen>& kept) const;
  void addEvidence(EvidenceSet& to, const Link& link, const std::vector<Seen>& seen) const;

  // ---- what was not crossed (plain_skipped.cpp)
  bool excludedThen(const Link& link, const Mods& mods) const;
  const char* notCrossed(const Link& link, const Mods& mods) const;  // why; null: it is
  void skip(const Node& value, model::RelationId relation, const char* reason, const Node& seed, bool back = false);
  void skipRedacted(const Node& node, model::RelationId relation, const Mods& mods, const Node& seed);
  void skipShared(const Set& with, const std::vector<syntax::NearTrait>& traits, const Mods& mods);
  void skipWalked(const std::set<Node>& rim, const syntax::LinkModifiers& modifiers, const Mods& mods,
                  const std::set<Node>& ends, bool both_ways);
  void skipSearched(const syntax::PathSource& path, const Mods& mods, const Search& search);
  void skipCut(const std::vector<Crossed>& all, const std::vector<Crossed>& kept);
  Table skipped() const;

  // ---- walks of many steps (plain_walks.cpp)
  Set expand(const Set& input, const syntax::Expand& expand);
  Set path(const syntax::PathSource& path);
  Table chainTable(const Set& set) const;
  std::vector<Crossed> walkable(const syntax::LinkModifiers& modifiers, const Mods& mods, const std::set<Node>& ends,
                                bool both_ways);
  std::set<model::RelationId> walked(const syntax::LinkModifiers& modifiers, bool both_ways) const;
  std::vector<ChainStep> stepsFrom(const Node& node, const std::vector<Crossed>& ways) const;
  void allChains(Chains& out, std::vector<ChainStep>& chain, const Search& search) const;
  void spreadBehind(Set& set, std::size_t steps) const;
  Set onChains(const Chains& chains, const Set& from, const std::vector<Crossed>& ways) const;

  // ---- a set as a graph (plain_graphs.cpp)
  struct TiedSet {
    std::vector<Node> nodes;
    std::vector<Crossed> ways;  // from members
    PlainTies ties;
  };
  TiedSet tie(const Set& set, const syntax::LinkModifiers& modifiers);
  Table scored(const TiedSet& set, const PlainTies::Scores& scores, const char* column, bool whole) const;
  Table cluster(const Set& set, const syntax::ClusterStage& stage);
  Table rank(const Set& set, const syntax::RankStage& stage);
  Table bridges(const Set& set, const syntax::BridgesStage& stage);
  Table cores(const Set& set, const syntax::CoresStage& stage);
  Table communities(const Set& set, const syntax::CommunitiesStage& stage);

  // ---- likeness (plain_likeness.cpp)
  Set resembling(const Set& input, const syntax::ResemblingStep& step);
  std::vector<Node> brandsOf(const syntax::Primary& what);

  // ---- modifiers and times (plain_times.cpp)
  Mods mods(const syntax::LinkModifiers& modifiers);
  void exclude(Mods& mods, const syntax::Primary& what);
  static void excludeHubs(Mods& mods, const syntax::Hubs& hubs);
  Interval time(const syntax::TimeExpr& time) const;
  TimeRule rule(const syntax::TimeTest& test) const;

  // ---- traits (plain_traits.cpp)
  std::set<model::RelationId> relationsOf(const std::string& word, model::TypeId type) const;
  std::vector<Held> held(const Node& node, const syntax::Trait& written, const Mods& mods, bool history = false);
  std::vector<Held> property(const Node& node, const std::string& word, bool history, const Mods& mods);
  static std::vector<Seen> keptOf(std::int64_t freshness, const std::vector<Seen>& all, const Mods& mods);
  std::int64_t freshnessOf(const model::PropertyDef& def) const;
  std::vector<Held> heldBy(const Node& node, const syntax::Trait& trait, const Mods& mods, bool history = false);
  Cells values(const Node& node, const syntax::Trait& trait, const Mods& mods, bool history = false);
  /// With each named trait of one part written as that part.
  syntax::Trait spelledOut(const syntax::Trait& trait) const;
  bool takes(const syntax::SetParamStatement& param) const;
  Cell state(const Node& node, const syntax::Trait& written,
             const Mods& mods = {});  // Redacted, Missing, or true when known
  Cell stateOf(const Node& node, const std::string& word, const Mods& mods);

  // ---- expressions (plain_expr.cpp, plain_conditions.cpp)
  bool test(const syntax::Expr& expr, const Scope& scope);
  Cells values(const syntax::Expr& expr, const Scope& scope, const Mods* mods = nullptr);
  Cells call(const syntax::Call& call, const Scope& scope);
  Cells linkColumn(const std::string& word, const Hit& hit) const;
  bool counts(const Cell& reached, const syntax::Call& call);
  Cells labelOf(const Node& host) const;
  bool isLinkColumn(const syntax::Trait& trait, const Scope& scope) const;
  bool namesLinks(const syntax::Expr& expr, const Set& set) const;
  bool fits(const Cell& cell, const syntax::Value& value);
  bool dateMeets(const Cell& cell, const syntax::TimeTest& test) const;
  bool compare(const syntax::Comparison& node, const Scope& scope);
  bool changed(const syntax::TimeCondition& node, const Scope& scope);
  bool every(const syntax::Quantified& node, const Scope& scope);
  bool has(const syntax::Has& node, const Scope& scope);
  bool is(const syntax::Is& node, const Scope& scope);
  bool holdsMember(const std::string& set, const Node& node);
  bool resembles(const syntax::Resembling& node, const Scope& scope);
  Cell tableState(const syntax::Trait& column, const Scope& scope) const;
  bool matches(const Cell& cell, const syntax::Value& pattern);
  bool meetsPattern(const Cell& cell, const syntax::RegexTest& test) const;
  Cells gathered(const syntax::Call& call, const Scope& scope);
  Cells observed(const syntax::Call& call, const Scope& scope);
  Cells scalar(const syntax::Call& call, const Scope& scope);
  Cells inTable(const std::string& column, const Scope& scope) const;

  // ---- stages (plain_stages.cpp, plain_tables.cpp)
  Value stage(Value input, const syntax::Stage& stage);
  Table countBy(const Value& input, const std::vector<syntax::Key>& keys);
  Table show(const Value& input, const syntax::ShowStage& stage);
  Table per(const Value& input, const syntax::PerStage& stage);
  Value taken(Value value, std::size_t limit) const;
  Value steps(Value input, const syntax::StepsStage& stage);
  Set backTo(const Table& table, const syntax::BackStage& stage);
  Table bursts(const Value& input, const syntax::BurstsStage& stage);
  Table timeline(const Set& set, const syntax::TimelineStage& stage);
  Table pivots(const Set& set, const syntax::PivotsStage& stage);
  Table why(const Value& input);
  Value sorted(Value input, const std::vector<syntax::SortKey>& keys);
  static std::string columnName(const syntax::Expr& expr, const syntax::LinkModifiers& modifiers);
  static std::size_t columnAt(const std::vector<std::string>& columns, const std::string& name);
  std::vector<Scope> items(const Value& input, bool per_link) const;
  Cells keyValues(const syntax::Key& key, const Scope& scope);
  std::vector<Cells> combinations(const std::vector<syntax::Key>& keys, const Scope& scope, bool with_missing);

  Cell cellOf(const Node& node) const;
  Node nodeOf(const NodeValue& value) const;
  const PlainGraph& graph() const { return *graph_; }

  const PlainCase& known_;
  const PlainGraph* graph_;
  const model::Schema& schema_;
  const NamedMembers& sets_;
  const SavedQueries& saved_;
  Clock clock_;
  Time now_;  // of the script
  std::optional<Time> ran_at_;
  Time known_at_ = std::numeric_limits<Time>::max();      // of the query
  Time script_knows_ = std::numeric_limits<Time>::max();  // of the script: earlier while `new since` looks back
  Names names_;
  Time taken_back_at_ = std::numeric_limits<Time>::max();  // what was taken back later stands
  std::set<Node> seeds_;                                   // never hubs
  bool refused_ = false;                                   // a parameter cannot hold what it is given
  bool marking_ = true;                                    // whether what is named now is a seed
  std::set<Cells, CellsBefore>* skipped_ = nullptr;        // where what is not crossed is listed, if anybody asked
  const Node* skip_from_ = nullptr;                        // the seed from which values are read
};

}  // namespace clew::property
