// Run: the state of one run of a script, which all its operators share.
//
// Trouble is sticky: whoever meets it calls fail() and everybody's loops end at the next goOn(), so that deep code
// needs no error plumbing. The operator's frame turns it into the statement's error.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "execution/executor.h"
#include "execution/pivot_notices.h"
#include "execution/set_value.h"

namespace clew::execution {

/// What "now" and "visible" mean below an `as of`. Copied, never shared.
struct Clock {
  Time now = 0;
  std::optional<Time> as_of;
  std::optional<Time> known_at;
  friend bool operator==(const Clock&, const Clock&) = default;
};

/// A value that a pivot did not cross.
struct SkippedEntry {
  enum class Reason : std::uint8_t { kHub, kExcluded, kRedacted, kCut };
  NodeId value = kNoNode;  // kNoNode: `text`
  std::string text;
  std::string relation;
  Reason reason = Reason::kHub;
  graph::Holders holders;
  NodeId seed = kNoNode;  // kNoNode: found without one
};

class Run {
 public:
  Run(const planner::Prepared& prepared, Environment environment, Arguments arguments);
  /// The same statement over another state of the graph. With `lets_too` the sets that the script makes are worked out
  /// there as well; else they are those of `outer`. `view` must outlive it.
  Run(Run& outer, const GraphView& view, const graph::Knowledge& known, Time now, bool lets_too);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  const GraphView& view() const { return *env_.view; }
  const model::Schema& schema() const { return env_.view->schema(); }
  const model::Suffixes& suffixes() const { return *env_.suffixes; }
  const Environment& environment() const { return env_; }
  const planner::Prepared& prepared() const { return prepared_; }
  Clock clock() const { return Clock{env_.now, std::nullopt, std::nullopt}; }

  /// What the view knows; everything unless this is a run over the past.
  const graph::Knowledge& knowledge() const { return known_; }
  /// Takes over what a run over the past has to say: trouble, notices, costs, expectations, alerts.
  void takeBack(Run& past);
  /// Keeps something alive as long as this run.
  void keep(std::shared_ptr<void> what) { kept_.push_back(std::move(what)); }

  // --- trouble
  /// Whether to go on: no failure, not cancelled, in time. Cheap; ask in every loop.
  bool goOn() {
    if (failure_) return false;
    return (++ticks_ & 255) != 0 || checkCancel();
  }
  /// The same, asked at once: before what cannot be stopped once it began.
  bool goOnNow() { return !failure_ && checkCancel(); }
  /// Charges links about to be walked from `from`; false when that is over the budget.
  bool chargeLinks(std::uint64_t links, NodeId from, model::RelationId relation);
  /// The same for many nodes at once. False with nothing charged when that is over the budget, or there is trouble:
  /// then each is to be charged by itself, so that the error names the right ones.
  bool chargeWalk(const graph::WalkCost& cost, model::RelationId relation);
  /// The same for links that no one node has.
  bool chargeLinks(std::uint64_t links);
  /// Charges rows held, and about how many bytes; false when over.
  bool chargeRows(std::uint64_t rows, std::uint64_t bytes_each);
  /// Whether most of the budget is left: what is walked only for a notice must not fail a query.
  bool hasLinksToSpare() const { return env_.budget.links == 0 || links_ < env_.budget.links / 8; }
  /// Charges links that are walked only for a notice: false, and nothing charged, when they are not to spare.
  bool spareLinks(std::uint64_t links) {
    if (env_.budget.links != 0 && links_ + links > env_.budget.links / 8) return false;
    links_ += links;
    return goOn();
  }
  void fail(Error error);
  bool failed() const { return failure_.has_value(); }
  const Error& failure() const { return *failure_; }

  // --- what the user should know
  void notice(std::string id, std::string text);
  void notice(Notice one) { notice(std::move(one.id), std::move(one.text)); }

  // --- sets
  /// A let or a parameter: worked out once.
  SetValue localSet(std::uint32_t index);
  /// What the script says that it is; null where its members were given.
  const planner::PlanNode* planOfLocalSet(std::uint32_t index) const;
  /// The members that a part of such a plan gives, asked of the state that localSet() asks.
  NodeSet partOfLocalSet(const planner::PlanNode& part);
  Result<NodeSet> namedSet(const std::string& name);
  void rememberSaved(const std::string& name, NodeSet nodes) { saved_[name] = std::move(nodes); }
  /// The names given for a parameter `@x`, known to the graph or not; null when none were given as names.
  const std::vector<model::NodeName>* givenNames(std::uint32_t index) const;
  /// The value of a scalar parameter or let; null after fail().
  const binder::BoundValue* scalar(std::uint32_t index);

  /// Seeds of the query: nodes of its literals and sets. Never hubs.
  void addSeeds(const NodeSet& nodes) {
    if (marking_seeds_) seeds_ = unite(seeds_, nodes);
  }
  bool isSeed(NodeId node) const;
  const NodeSet& seeds() const { return seeds_; }
  /// While one lives, sets that are evaluated are no seeds, and what they skip is not the query's.
  class Aside {
   public:
    explicit Aside(Run& run) : run_(run), marking_(run.marking_seeds_), skipped_(run.skipped_) {
      run_.marking_seeds_ = false;
      run_.skipped_ = nullptr;
    }
    ~Aside() {
      run_.marking_seeds_ = marking_;
      run_.skipped_ = skipped_;
    }
    Aside(const Aside&) = delete;
    Aside& operator=(const Aside&) = delete;

   private:
    Run& run_;
    bool marking_;
    std::vector<SkippedEntry>* skipped_;
  };

  /// While one lives, what is said and spent is not the query's: a part of it is worked out ahead.
  class Quiet {
   public:
    explicit Quiet(Run& run)
        : run_(run),
          notices_(run.result_.table.notices),
          profile_(run.result_.profile.size()),
          links_(run.links_),
          rows_(run.rows_),
          bytes_(run.bytes_) {}
    ~Quiet() {
      run_.result_.table.notices = std::move(notices_);
      run_.result_.profile.resize(profile_);
      run_.links_ = links_;
      run_.rows_ = rows_;
      run_.bytes_ = bytes_;
    }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;

   private:
    Run& run_;
    std::vector<Notice> notices_;
    std::size_t profile_;
    std::uint64_t links_, rows_, bytes_;
  };

  /// Where operators report what they do not cross; null when nobody asked.
  std::vector<SkippedEntry>* skipped() const { return skipped_; }
  void collectSkipped(std::vector<SkippedEntry>* into) { skipped_ = into; }

  /// Number of nodes that have the relation, for rarity.
  std::uint64_t nodesWith(model::RelationId relation);

  // --- of the statement that runs
  bool done() const;
  Result<StatementResult> next();
  StatementResult& result() { return result_; }
  const std::string& statementText() const;
  /// Runs a plan as the statement's own.
  Result<StatementResult> runPlan(const planner::PlanNode& plan, const Clock& clock);
  /// For the next run's comparisons; by ordinal.
  void keepComparison(std::uint32_t ordinal, std::string rows);
  const std::vector<std::string>& comparisons() const { return comparisons_; }

  // --- the operator's frame (operator.h)
  std::size_t enter(const planner::PlanNode& plan, std::string name);
  void leave(std::size_t profile, std::uint64_t rows, double seconds);

 private:
  const planner::PlanNode* planOfLet(std::uint32_t index) const;
  bool checkCancel();
  void rememberCost(std::uint64_t links, NodeId from, model::RelationId relation);
  Error atOperator(Error error) const;
  Error withCostliest(Error error) const;
  void bindArguments();
  void evaluateScalar(const planner::PlannedStatement& statement);
  Result<StatementResult> runQuery(const planner::PlannedStatement& statement);

  NodeSet fromOuter(const NodeSet& nodes) const;

  const planner::Prepared& prepared_;
  Run* outer_ = nullptr;
  bool lets_too_ = false;
  graph::Knowledge known_;
  std::vector<std::string> comparisons_;
  std::vector<std::shared_ptr<void>> kept_;
  Environment env_;
  Arguments arguments_;
  std::size_t next_statement_ = 0;
  StatementResult result_;

  std::optional<Error> failure_;
  std::uint64_t ticks_ = 0;
  std::uint64_t links_ = 0, rows_ = 0, bytes_ = 0;
  struct Cost {
    NodeId node;
    model::RelationId relation;
    std::uint64_t links;
  };
  std::vector<Cost> costs_;  // the greatest few, descending

  std::vector<std::optional<binder::BoundValue>> scalars_;
  std::vector<std::optional<SetValue>> sets_;
  std::vector<bool> set_in_work_;
  std::map<std::string, NodeSet, std::less<>> saved_;
  NodeSet seeds_;
  bool marking_seeds_ = true;
  std::vector<SkippedEntry>* skipped_ = nullptr;
  std::unordered_map<model::RelationId, std::uint64_t> nodes_with_;

  struct Frame {
    const planner::PlanNode* plan;
    std::size_t profile;
  };
  std::vector<Frame> frames_;
};

}  // namespace clew::execution
