#include "execution/run.h"

#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "execution/effects.h"
#include "execution/evaluate.h"
#include "execution/operator.h"
#include "execution/past.h"
#include "execution/seeds.h"
#include "execution/sources.h"
#include "execution/times.h"
#include "planner/planner.h"

namespace clew::execution {
namespace {

constexpr std::size_t kCostsKept = 3;

binder::BoundValue boundValue(const GraphView& view, const Datum& datum) {
  binder::BoundValue out;
  out.text = textOf(view, datum);
  const auto time = [&](Interval span) {
    binder::BoundTime bound;
    bound.value = span;
    bound.text = out.text;
    out.value = std::move(bound);
  };
  if (const auto* whole = datum.as<std::int64_t>())
    out.value = *whole;
  else if (const auto* real = datum.as<double>())
    out.value = *real;
  else if (const auto* yes = datum.as<bool>())
    out.value = *yes;
  else if (const auto* seconds = datum.as<Seconds>())
    out.value = *seconds;
  else if (const auto* share = datum.as<Share>())
    out.value = *share;
  else if (const auto* instant = datum.as<Instant>())
    time({instant->value, instant->value});
  else if (const auto* span = datum.as<Interval>())
    time(*span);
  else if (const auto* node = datum.as<NodeRef>()) {
    const model::TypeId type = view.schema().storedType(view.typeOf(node->id));
    out.value = std::vector<model::NodeName>{{type, std::string(view.nameOf(node->id)), {}}};
  } else {
    out.value = out.text;
  }
  return out;
}

bool onlyWrites(const planner::PlanNode& plan) {
  return std::holds_alternative<planner::SaveAs>(plan.op) || std::holds_alternative<planner::Tag>(plan.op) ||
         std::holds_alternative<planner::Untag>(plan.op) || std::holds_alternative<planner::Note>(plan.op) ||
         std::holds_alternative<planner::WriteLink>(plan.op);
}

}  // namespace

Run::Run(const planner::Prepared& prepared, Environment environment, Arguments arguments)
    : prepared_(prepared), env_(std::move(environment)), arguments_(std::move(arguments)) {
  scalars_.resize(prepared.scalars.size());
  sets_.resize(prepared.sets.size());
  set_in_work_.resize(prepared.sets.size());
  bindArguments();
}

Run::Run(Run& outer, const GraphView& view, const graph::Knowledge& known, Time now, bool lets_too)
    : prepared_(outer.prepared_),
      outer_(&outer),
      lets_too_(lets_too),
      known_(known),
      env_(outer.env_),
      arguments_(outer.arguments_),
      links_(outer.links_),
      rows_(outer.rows_),
      bytes_(outer.bytes_),
      scalars_(outer.scalars_) {
  env_.view = &view;
  env_.now = now;
  result_.statement = outer.result_.statement;
  sets_.resize(prepared_.sets.size());
  set_in_work_.resize(prepared_.sets.size());
}

void Run::takeBack(Run& past) {
  if (past.failure_ && !failure_) failure_ = past.failure_;
  links_ = past.links_;
  rows_ = past.rows_;
  bytes_ = past.bytes_;
  for (Notice& notice : past.result_.table.notices) this->notice(notice.id, notice.text);
  past.result_.table.notices.clear();
  const auto move_all = [](auto& from, auto& to) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    from.clear();
  };
  move_all(past.result_.failed, result_.failed);
  move_all(past.result_.alerts, result_.alerts);
  move_all(past.result_.outputs, result_.outputs);
  for (OperatorProfile& entry : past.result_.profile) {
    entry.depth += static_cast<int>(frames_.size());
    result_.profile.push_back(std::move(entry));
  }
  past.result_.profile.clear();
  result_.wrote = result_.wrote || past.result_.wrote;
  for (std::uint32_t i = 0; i < past.comparisons_.size(); ++i) {
    if (!past.comparisons_[i].empty()) keepComparison(i, std::move(past.comparisons_[i]));
  }
  past.comparisons_.clear();
}

NodeSet Run::fromOuter(const NodeSet& nodes) const {
  NodeSet out;
  for (const NodeId node : nodes) {
    const GraphView& from = outer_->view();
    const auto here = view().find(from.schema().storedType(from.typeOf(node)), from.nameOf(node));
    if (here) out.push_back(*here);
  }
  std::sort(out.begin(), out.end());
  return out;
}

void Run::keepComparison(std::uint32_t ordinal, std::string rows) {
  if (comparisons_.size() <= ordinal) comparisons_.resize(ordinal + 1U);
  comparisons_[ordinal] = std::move(rows);
}

void Run::bindArguments() {
  const auto unknown = [&](const std::string& name, const char* sigil) {
    fail(Error(ErrorCode::kUsage, format("this query has no parameter `{}{}`", sigil, name)));
  };
  for (const auto& [name, value] : arguments_.scalars) {
    const auto slot = std::find_if(prepared_.scalars.begin(), prepared_.scalars.end(),
                                   [&name = name](const auto& one) { return one.is_param && one.name == name; });
    if (slot == prepared_.scalars.end()) return unknown(name, "$");
    scalars_[static_cast<std::size_t>(slot - prepared_.scalars.begin())] = value;
  }
  for (const auto& [name, value] : arguments_.sets) {
    const bool there = std::any_of(prepared_.sets.begin(), prepared_.sets.end(),
                                   [&name = name](const auto& one) { return one.is_param && one.name == name; });
    if (!there) return unknown(name, "@");
  }
  for (std::size_t i = 0; i < scalars_.size(); ++i) {
    if (!scalars_[i] && prepared_.scalars[i].fallback) scalars_[i] = prepared_.scalars[i].fallback;
  }
}

bool Run::checkCancel() {
  if (env_.cancel == nullptr) return true;
  Result<void> state = env_.cancel->check();
  if (state.ok()) return true;
  fail(state.error());
  return false;
}

Error Run::atOperator(Error error) const {
  if (!error.span && !frames_.empty() && frames_.back().plan->span != SourceSpan{}) error.at(frames_.back().plan->span);
  return error;
}

void Run::fail(Error error) {
  if (failure_) return;
  const bool limit =
      error.code == ErrorCode::kBudget || error.code == ErrorCode::kTimeout || error.code == ErrorCode::kCancelled;
  failure_ = atOperator(limit ? withCostliest(std::move(error)) : std::move(error));
}

/// Names the clause that walked most, which is the one to narrow; the one at work when none walked anything.
Error Run::withCostliest(Error error) const {
  const auto& all = result_.profile;
  const auto most =
      std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.links < b.links; });
  if (most == all.end() || (most->links == 0 && frames_.empty())) return error;
  const planner::PlanNode& plan = most->links > 0 ? *most->plan : *frames_.back().plan;
  std::string note = "most of the work was `" + planner::operatorText(plan, schema()) + "`";
  if (most->links > 0) note += format(": {} walked", counted(most->links, "link"));
  if (plan.span != SourceSpan{}) error.at(plan.span);
  return error.withNote(std::move(note));
}

void Run::rememberCost(std::uint64_t links, NodeId from, model::RelationId relation) {
  if (costs_.size() == kCostsKept && links <= costs_.back().links) return;
  const auto same = std::find_if(costs_.begin(), costs_.end(),
                                 [&](const Cost& cost) { return cost.node == from && cost.relation == relation; });
  if (same != costs_.end()) {
    same->links = std::max(same->links, links);
  } else {
    costs_.push_back({from, relation, links});
  }
  std::sort(costs_.begin(), costs_.end(), [](const Cost& a, const Cost& b) { return a.links > b.links; });
  if (costs_.size() > kCostsKept) costs_.pop_back();
}

bool Run::chargeLinks(std::uint64_t links, NodeId from, model::RelationId relation) {
  rememberCost(links, from, relation);
  return chargeLinks(links);
}

bool Run::chargeWalk(const graph::WalkCost& cost, model::RelationId relation) {
  if (failure_ || (env_.budget.links != 0 && links_ + cost.links > env_.budget.links) || !checkCancel()) return false;
  for (const graph::WalkCost::Most& one : cost.most) {
    if (one.links > 0) rememberCost(one.links, one.node, relation);
  }
  return chargeLinks(cost.links);
}

bool Run::chargeLinks(std::uint64_t links) {
  links_ += links;
  if (!frames_.empty()) result_.profile[frames_.back().profile].links += links;
  if (env_.budget.links == 0 || links_ <= env_.budget.links) return goOn();
  Error error(ErrorCode::kBudget, format("the query would walk more than {} links", groupedDigits(env_.budget.links)));
  // fewer links than a hub has, and a small part of what may be walked, are not what it costs
  const auto matters = [&](std::uint64_t links) { return links >= 500 || links * 20 >= env_.budget.links; };
  bool hubs = false;
  for (const Cost& cost : costs_) {
    if (!matters(cost.links)) continue;
    hubs = true;
    error.withNote(format("{} has {} by `{}`", quoted(view().nameOf(cost.node)), counted(cost.links, "link"),
                          schema().relation(cost.relation).name));
  }
  fail(error.withId("E602").withHint(
      hubs ? "leave such values out with `excluding hubs`, or narrow the query"
           : "narrow the query: begin at fewer nodes, or keep some of them with `where`"));
  return false;
}

bool Run::chargeRows(std::uint64_t rows, std::uint64_t bytes_each) {
  rows_ += rows;
  bytes_ += (rows == 0 ? 1 : rows) * bytes_each;
  if (env_.budget.rows != 0 && rows_ > env_.budget.rows) {
    fail(Error(ErrorCode::kBudget, format("the query would make more than {} rows", groupedDigits(env_.budget.rows)))
             .withId("E603")
             .withHint("narrow the query, or count instead of listing"));
  } else if (env_.budget.bytes != 0 && bytes_ > env_.budget.bytes) {
    fail(Error(ErrorCode::kBudget,
               format("the query would need more than {} bytes of memory", groupedDigits(env_.budget.bytes)))
             .withId("E604")
             .withHint("narrow the query, or count instead of listing"));
  }
  return goOn();
}

void Run::notice(std::string id, std::string text) {
  for (const Notice& old : result_.table.notices) {
    if (old.id == id && old.text == text) return;
  }
  result_.table.notices.push_back({std::move(id), std::move(text)});
}

const binder::BoundValue* Run::scalar(std::uint32_t index) {
  if (index < scalars_.size() && scalars_[index]) {
    // a saved query's parameter may be given a value of the script around it, which was made before
    const auto* other = std::get_if<binder::ParamRef>(&scalars_[index]->value);
    return other != nullptr && other->index < index ? scalar(other->index) : &*scalars_[index];
  }
  const std::string name = index < prepared_.scalars.size() ? prepared_.scalars[index].name : std::string();
  fail(Error(ErrorCode::kUsage, format("the query needs a value for `${}`", name)));
  return nullptr;
}

Result<NodeSet> Run::namedSet(const std::string& name) {
  if (const auto saved = saved_.find(name); saved != saved_.end()) return saved->second;
  if (outer_ != nullptr) {
    Result<NodeSet> nodes = outer_->namedSet(name);
    return nodes ? Result<NodeSet>(fromOuter(*nodes)) : nodes;
  }
  if (!env_.named_set) return Error(ErrorCode::kUnknownName, format("there is no set `@{}`", name));
  return env_.named_set(name);
}

SetValue Run::localSet(std::uint32_t index) {
  if (index >= sets_.size()) {
    fail(Error(ErrorCode::kInternal, "a set of the script is out of place"));
    return {};
  }
  if (sets_[index]) return *sets_[index];
  const planner::SetSlot& slot = prepared_.sets[index];
  if (outer_ != nullptr && (!lets_too_ || (slot.is_param && arguments_.sets.contains(slot.name)))) {
    SetValue given;
    given.nodes = fromOuter(outer_->localSet(index).nodes);
    if (outer_->failed()) fail(outer_->failure());
    return *(sets_[index] = std::move(given));
  }
  if (set_in_work_[index]) {
    fail(Error(ErrorCode::kUsage, format("the set `@{}` is made of itself", slot.name)));
    return {};
  }
  set_in_work_[index] = true;
  const Aside aside(*this);
  SetValue out;
  const auto given = arguments_.sets.find(slot.name);
  const planner::PlanNode* let = planOfLet(index);
  if (slot.is_param && given != arguments_.sets.end()) {
    if (const auto* nodes = std::get_if<NodeSet>(&given->second)) {
      out.nodes = *nodes;
    } else {
      std::vector<UnknownValue> unknown;
      const auto& names = std::get<std::vector<model::NodeName>>(given->second);
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (i % graph::kFoundAtOnce == 0)
          view().willFind(std::span(names).subspan(i, std::min(graph::kFoundAtOnce, names.size() - i)));
        if (const auto node = view().find(names[i].type, names[i].name))
          out.nodes.push_back(*node);
        else
          unknown.push_back({names[i].name});
      }
      reportUnknown(*this, unknown);
    }
    std::sort(out.nodes.begin(), out.nodes.end());
    out.nodes.erase(std::unique(out.nodes.begin(), out.nodes.end()), out.nodes.end());
  } else if (let != nullptr) {
    out = evaluateSet(*this, *let, clock());
  } else if (slot.fallback) {
    out = evaluateSet(*this, *slot.fallback, clock());
  } else {
    fail(Error(ErrorCode::kUsage, format("the query needs a set for `@{}`", slot.name)));
  }
  set_in_work_[index] = false;
  out.chains.reset();  // a set is nodes
  if (let == nullptr && !failed()) {
    if (auto fits = checkMembers(view(), slot, out.nodes); !fits) fail(fits.error());
  }
  if (!failed()) sets_[index] = out;
  return out;
}

const planner::PlanNode* Run::planOfLet(std::uint32_t index) const {
  const auto let = std::find_if(prepared_.statements.begin(), prepared_.statements.end(), [&](const auto& statement) {
    return statement.kind == planner::PlannedStatement::Kind::kLetSet && statement.target == index;
  });
  return let == prepared_.statements.end() ? nullptr : let->plan.get();
}

const planner::PlanNode* Run::planOfLocalSet(std::uint32_t index) const {
  if (index >= prepared_.sets.size()) return nullptr;
  const planner::SetSlot& slot = prepared_.sets[index];
  if (slot.is_param && arguments_.sets.contains(slot.name)) return nullptr;
  const planner::PlanNode* let = planOfLet(index);
  return let != nullptr ? let : slot.fallback.get();
}

NodeSet Run::partOfLocalSet(const planner::PlanNode& part) {
  const Aside aside(*this);
  if (outer_ == nullptr || lets_too_) return evaluateSet(*this, part, clock()).nodes;
  NodeSet nodes = fromOuter(outer_->partOfLocalSet(part));
  if (outer_->failed()) fail(outer_->failure());
  return nodes;
}

const std::vector<model::NodeName>* Run::givenNames(std::uint32_t index) const {
  if (index >= prepared_.sets.size() || !prepared_.sets[index].is_param) return nullptr;
  const auto given = arguments_.sets.find(prepared_.sets[index].name);
  return given == arguments_.sets.end() ? nullptr : std::get_if<std::vector<model::NodeName>>(&given->second);
}

bool Run::isSeed(NodeId node) const {
  return std::binary_search(seeds_.begin(), seeds_.end(), node);
}

std::uint64_t Run::nodesWith(model::RelationId relation) {
  const auto known = nodes_with_.find(relation);
  if (known != nodes_with_.end()) return known->second;
  std::uint64_t count = 0;
  const StoredWay stored = storedWay({relation, binder::Direction::kAlong});
  for (const NodeId node : view().ofTypes(schema().relation(relation).subjects)) {
    if (!goOn()) return 0;
    if (view().degree(node, stored.relation, stored.direction) > 0) ++count;
  }
  return nodes_with_[relation] = count;
}

std::size_t Run::enter(const planner::PlanNode& plan, std::string name) {
  const std::size_t profile = result_.profile.size();
  if (profile == 0) result_.profile.reserve(8);  // most statements are no longer
  OperatorProfile& entry = result_.profile.emplace_back();
  entry.plan = &plan;
  entry.name = std::move(name);
  entry.depth = static_cast<int>(frames_.size());
  frames_.push_back({&plan, profile});
  return profile;
}

void Run::leave(std::size_t profile, std::uint64_t rows, double seconds) {
  result_.profile[profile].rows = rows;
  result_.profile[profile].seconds = seconds;
  frames_.pop_back();
}

const std::string& Run::statementText() const {
  return prepared_.statements[result_.statement].text;
}

bool Run::done() const {
  if (failure_ && next_statement_ > 0) return true;
  for (std::size_t i = next_statement_; i < prepared_.statements.size(); ++i) {
    if (prepared_.statements[i].kind == planner::PlannedStatement::Kind::kQuery) return false;
  }
  return true;
}

void Run::evaluateScalar(const planner::PlannedStatement& statement) {
  if (statement.target >= scalars_.size() || !statement.scalar) return;
  if (const auto* fixed = std::get_if<binder::BoundExpr::Constant>(&statement.scalar->node)) {
    scalars_[statement.target] = fixed->value;
    return;
  }
  Clock then = clock();
  for (const binder::BoundTime& when : statement.as_of) {
    then = clockAsOf(*this, then, when);
  }
  if (failed()) return;
  Evaluator evaluator(*this, then, nullptr);
  const DatumList values = evaluator.values(*statement.scalar, Scope{});
  if (failed()) return;
  if (values.empty()) {
    return fail(Error(ErrorCode::kInvalidValue, format("`{}` comes to nothing", statement.scalar->text))
                    .withId("E605")
                    .at(statement.span)
                    .withNote("a division by zero and what has no value come to nothing"));
  }
  const auto* constant = std::get_if<binder::BoundExpr::Constant>(&statement.scalar->node);
  const bool is_block = constant != nullptr && std::holds_alternative<model::Block>(constant->value.value);
  scalars_[statement.target] = is_block ? constant->value : boundValue(view(), values.front());
}

Result<StatementResult> Run::next() {
  result_ = StatementResult{};
  while (next_statement_ < prepared_.statements.size()) {
    const planner::PlannedStatement& statement = prepared_.statements[next_statement_];
    result_.statement = next_statement_++;
    links_ = rows_ = bytes_ = 0;
    costs_.clear();
    seeds_.clear();
    if (failure_) return *failure_;
    if (statement.kind == planner::PlannedStatement::Kind::kLetScalar) evaluateScalar(statement);
    if (statement.kind != planner::PlannedStatement::Kind::kQuery) continue;
    return runQuery(statement);
  }
  return failure_ ? *failure_ : Error(ErrorCode::kUsage, "the script has no further query");
}

Result<StatementResult> Run::runQuery(const planner::PlannedStatement& statement) {
  // only hubs ask who the seeds are, and those of parts that run later must be known to them
  if (statement.text.find(" hubs") != std::string::npos) markSeeds(*this, *statement.plan);
  return runPlan(*statement.plan, clock());
}

Result<StatementResult> Run::runPlan(const planner::PlanNode& plan, const Clock& clock) {
  checkCancel();
  // Names and their spelling are those of the state that was asked.
  if (const auto* known = std::get_if<planner::AsKnown>(&plan.op)) return runAsKnown(*this, *known, plan, clock);
  const Value value = evaluate(*this, plan, clock);
  if (failure_) return *failure_;
  std::vector<Notice> notices = std::move(result_.table.notices);
  if (onlyWrites(plan)) {
    result_.table = Table{};
    result_.table.kind = TableKind::kNothing;
  } else {
    result_.table = tableOf(view(), value, plan.types);
  }
  // a graph form without a file is how the answer itself is wanted
  if (!result_.outputs.empty() && !result_.outputs.back().file && !result_.outputs.back().table.columns.empty())
    result_.table = std::move(result_.outputs.back().table);
  result_.table.notices = std::move(notices);
  return std::move(result_);
}

// ---- executor.h

Result<void> checkMembers(const GraphView& view, const planner::SetSlot& slot, const NodeSet& nodes) {
  if (slot.types.none()) return {};  // it says of which type it is no more than that they are nodes
  const model::Schema& schema = view.schema();
  const model::TypeSet stored = schema.storedTypes(slot.types);
  for (const NodeId node : nodes) {
    const model::TypeId type = view.typeOf(node);
    if (stored.test(schema.storedType(type))) continue;
    std::vector<std::string> names;
    for (std::size_t id = 0; id < schema.types().size(); ++id) {
      const auto& def = schema.types()[id];
      if (slot.types.test(id) && (def.parent == model::kNoType || !slot.types.test(def.parent)))
        names.push_back(def.plural);
    }
    return Error(ErrorCode::kUsage, format("`@{}` takes {}, and {} is of the type {}", slot.name, join(names, ", "),
                                           quoted(view.nameOf(node)), schema.type(type).name))
        .withId("E303");
  }
  return {};
}

ScriptRun::ScriptRun(const planner::Prepared& prepared, Environment environment, Arguments arguments)
    : run_(std::make_unique<Run>(prepared, std::move(environment), std::move(arguments))) {}
ScriptRun::~ScriptRun() = default;
ScriptRun::ScriptRun(ScriptRun&&) noexcept = default;
ScriptRun& ScriptRun::operator=(ScriptRun&&) noexcept = default;
bool ScriptRun::done() const {
  return run_->done();
}
Result<StatementResult> ScriptRun::next() {
  return run_->next();
}
std::vector<std::string> ScriptRun::comparisons() const {
  return run_->comparisons();
}

namespace {

Error refused(std::string_view what) {
  return Error(ErrorCode::kReadOnly, format("`{}` cannot be written here", what));
}

}  // namespace

std::optional<std::size_t> WriteTarget::sizeOfSet(std::string_view) const {
  return std::nullopt;
}
Result<void> WriteTarget::untag(std::string_view, const std::vector<model::NodeName>&, std::string_view) {
  return refused("untag");
}
void WriteTarget::amend(const model::LinkFact&, std::vector<std::string>&) const {}
Result<void> WriteTarget::addLink(const model::LinkFact&, std::string_view, std::string_view, std::string_view) {
  return refused("add");
}
Result<void> WriteTarget::retractLink(const model::LinkFact&, const std::vector<std::string>&, std::string_view,
                                      std::string_view) {
  return refused("retract");
}

}  // namespace clew::execution
