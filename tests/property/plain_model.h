// The slow model: a query's meaning, worked out over the syntax tree with plain loops and no plan. Written from
// docs/language.md; where the engine says otherwise, one of the two is wrong.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "property/plain_graph.h"
#include "syntax/ast.h"

namespace clew::property {

/// Rows as text, in their order; for a set the one cell of a row is the node.
struct Rows {
  std::vector<std::vector<std::string>> rows;
  bool any_order = false;  // the language leaves the order open: compare as bags
  std::string text() const;
};

/// "domain:a.example", "-" for missing, lists joined by "+".
std::string cellText(const Cell& cell);

class PlainModel {
 public:
  PlainModel(const PlainGraph& graph, const std::map<std::string, std::vector<std::string>>& sets, Time now);

  Rows answer(const syntax::Query& query);

 private:
  using Cells = std::vector<Cell>;

  /// A link that brought a node into a set.
  struct Hit {
    Node seed;
    std::string trait;
    Cell shared;
    std::vector<Seen> seen;
    std::set<std::string> sources;
  };
  struct Set {
    std::vector<Node> order;  // as it prints
    std::map<Node, std::vector<Hit>> hits;
    bool sorted = false;  // `order` was asked for; else it is the answer order
    bool linked = false;  // has link columns
    bool has(const Node& node) const { return std::find(order.begin(), order.end(), node) != order.end(); }
  };
  struct Table {
    std::vector<std::string> columns;
    std::vector<Cells> rows;
    bool any_order = false;
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
  /// A value of a trait, with the observations that its first observed step passed by.
  struct Held {
    Cell value;
    std::vector<Seen> seen;
    bool itself = false;
  };
  using Value = std::variant<Set, Table>;

  // ---- sets (plain_sets.cpp)
  Value query(const syntax::Query& query);
  Set set(const syntax::Set& set);
  Set chain(const syntax::Chain& chain);
  Set primary(const syntax::Primary& primary);
  Set asSet(Value value);
  std::vector<Node> literal(const syntax::Literal& literal, std::optional<model::TypeId> type);
  Set step(Set input, const syntax::Step& step, bool other, const std::set<model::TypeId>* scan);
  Set arrow(const Set& input, const syntax::Arrow& arrow);
  Set sharing(const Set& input, const syntax::Sharing& sharing, bool other);
  Set filtered(Set input, const syntax::Expr& where);
  static Set made(std::map<Node, std::vector<Hit>> hits);
  static void keep(Set& set, const std::function<bool(const Node&)>& test);

  Mods mods(const syntax::LinkModifiers& modifiers);
  Interval time(const syntax::TimeExpr& time) const;
  TimeRule rule(const syntax::TimeTest& test) const;
  bool crosses(const Node& value, model::RelationId relation, const Mods& mods) const;
  std::set<std::string> sourcesNaming(const Node& node) const;
  Node lowerNode(model::RelationId relation, const Node& seed, const Node& reached, bool back) const;
  bool standsForItself(const Node& seed, const syntax::Trait& trait);
  std::vector<Held> seedValues(const Node& seed, const syntax::NearTrait& near, const Mods& mods);
  bool near(const Cell& a, const Cell& b, const syntax::NearTrait& near) const;
  static bool pairUp(const Held& own, const Held& other, const Mods& mods, std::vector<Seen>& kept);

  // ---- traits (plain_traits.cpp)
  std::vector<Held> held(const Node& node, const syntax::Trait& trait, const Mods& mods, bool history = false);
  std::vector<Held> property(const Node& node, const std::string& word, bool history);
  Cells values(const Node& node, const syntax::Trait& trait, const Mods& mods, bool history = false);
  Cell state(const Node& node, const syntax::Trait& trait);  // Redacted, Missing, or true when known
  Cell stateOf(const Node& node, const std::string& word);

  // ---- expressions (plain_expr.cpp)
  bool test(const syntax::Expr& expr, const Scope& scope);
  Cells values(const syntax::Expr& expr, const Scope& scope, const Mods* mods = nullptr);
  Cells call(const syntax::Call& call, const Scope& scope);
  Cells linkColumn(const std::string& word, const Hit& hit) const;
  bool isLinkColumn(const syntax::Trait& trait, const Scope& scope) const;
  bool namesLinks(const syntax::Expr& expr, const Set& set) const;
  bool fits(const Cell& cell, const syntax::Value& value);
  bool dateMeets(const Cell& cell, const syntax::TimeTest& test) const;
  bool compare(const syntax::Comparison& node, const Scope& scope);
  bool changed(const syntax::TimeCondition& node, const Scope& scope);
  bool matches(const Cell& cell, const syntax::Value& pattern) const;

  // ---- stages (plain_stages.cpp)
  Value stage(Value input, const syntax::Stage& stage);
  Table countBy(const Value& input, const std::vector<syntax::Key>& keys);
  Table show(const Value& input, const syntax::ShowStage& stage);
  Table per(const Value& input, const syntax::PerStage& stage);
  Value sorted(Value input, const std::vector<syntax::SortKey>& keys);
  std::vector<Scope> items(const Value& input, bool per_link) const;
  Cells keyValues(const syntax::Key& key, const Scope& scope);

  Cell cellOf(const Node& node) const;
  Node nodeOf(const NodeValue& value) const;

  const PlainGraph& graph_;
  const model::Schema& schema_;
  const std::map<std::string, std::vector<std::string>>& sets_;
  Clock clock_;
  std::set<Node> seeds_;  // never hubs
  bool marking_ = true;   // whether what is named now is a seed
};

/// The order of values: nodes, texts, numbers, times, lists, redacted, missing.
int compareCells(const Cell& a, const Cell& b);
void sortDistinct(std::vector<Cell>& cells);

}  // namespace clew::property
