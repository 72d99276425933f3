// PlainPivot: the short way for what is asked most, once and again with another name: what one node leads to by a
// relation, who shares a value of one relation with it, and how many these are.
//
// ScriptRun carries operators, evidence, budgets and profiles, which cost more than such a pivot itself. Here the
// answer is read from where the links lie and nothing else is made. Whatever is not plain in the script, the graph or
// the answer is left to ScriptRun: the two never differ, notices included.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "execution/sharing_others.h"
#include "planner/plan.h"

namespace clew::execution {

class PlainPivot {
 public:
  /// Null when the script asks for anything else. Keeps nothing of `prepared`.
  static std::unique_ptr<PlainPivot> of(const planner::Prepared& prepared, const model::Schema& schema);

  /// The parameter that names the node, without sigil, and its type as canonical() takes it; empty: the script names
  /// it.
  const std::string& parameter() const { return parameter_; }
  model::TypeId parameterType() const { return seed_.type; }

  /// What ScriptRun::next() gives for this node: the answer's table with the notices of the run. Empty: ScriptRun must
  /// be asked (the node is not in the graph, links lie elsewhere, there are very many of them, or more is to be said).
  std::optional<Table> run(const GraphView& view, const model::NodeName& seed);
  /// Of the node that the script names.
  std::optional<Table> run(const GraphView& view) { return run(view, seed_); }

 private:
  /// Who holds a value: of the nodes of its row those of the type that is asked for.
  struct Holders {
    NodeId value = kNoNode;
    graph::LinkTimes row;  // of all of them; without times where they do not lie beside it
    std::size_t begin = 0;
    std::size_t end = 0;
    std::pair<std::size_t, std::size_t> below{0, 0};  // names below domains, where these are asked for
  };

  /// Of time, both ends within.
  struct Window {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
  };

  PlainPivot() = default;
  bool takeSeed(const binder::PlanPtr& plan, const planner::Prepared& prepared, const model::Schema& schema);
  bool take(const planner::Expand& op, const model::Schema& schema);
  bool take(const planner::Sharing& op, const model::Schema& schema);
  bool takeColumns(const planner::PlanNode& plan, const model::Schema& schema);

  // each false: ScriptRun must be asked
  bool expand(const GraphView& view, NodeId seed);
  bool share(const GraphView& view, NodeId seed, std::vector<Notice>& notices);
  bool gather(const GraphView& view, NodeId seed);
  bool standsAlone(const GraphView& view, NodeId seed) const;
  bool findBelow(const GraphView& view);
  bool addBelow(const GraphView& view, NodeId seed);
  bool mayHaveBelow(const GraphView& view, NodeId seed) const;
  bool together(const GraphView& view, NodeId seed, PairRule rule);
  bool othersOf(const GraphView& view, const Holders& holders, NodeId seed, Others& others);
  void makeWindows(std::int64_t gap);
  template <typename Take>
  bool eachTogether(const GraphView& view, NodeId seed, const Holders& holders, const Others& others, PairRule rule,
                    const Take& take);
  void unite(const GraphView& view, NodeId seed);
  Table tableOfFound(const GraphView& view) const;

  // what is asked
  model::NodeName seed_;  // with a parameter only its type
  std::string parameter_;
  bool counts_ = false;
  bool shares_ = false;
  std::vector<binder::Hop::Way> ways_;  // expand
  binder::Hop::Way way_;                // share
  std::string text_;                    // of the way, as notices have it
  model::TypeSet results_;              // expand: only these; none: all
  model::TypeId subject_ = model::kNoType;
  bool of_hosts_ = false;  // the names below a domain may have the relation too
  bool other_ = false;
  std::optional<std::int64_t> overlapping_;
  bool with_type_ = false;  // the table has a column for it
  std::vector<Column> columns_;

  // of one run; the memory is kept
  NodeSet found_;  // not filled when nothing but its size is needed
  bool fills_ = false;
  std::size_t count_ = 0;
  NodeSet together_;
  std::size_t together_count_ = 0;
  NodeSet above_;  // domains above names that hold a value
  std::vector<Holders> holders_;
  std::vector<Interval> own_;        // when the seed held the value that is looked at
  std::vector<Interval> intervals_;  // when another did
  std::vector<Window> windows_;      // who held a value within one of them is met; empty: each must be looked at
  graph::LinkIntervals looked_up_;
};

}  // namespace clew::execution
