#include <algorithm>

#include "common/text.h"
#include "planner/statement_planner.h"

namespace clew::planner {
namespace {

constexpr std::uint32_t kMaxSetSteps = 500;  // as many as one statement may have of its own
constexpr std::size_t kMostErrors = 100;     // more tell a reader nothing, and each looks for what was meant

}  // namespace

StatementPlanner::StatementPlanner(const PlannerInput& input)
    : input_(input),
      catalog_(*input.catalog),
      schema_(input.catalog->schema()),
      binder_(catalog_, names_, diagnostics_, [this](const syntax::Primary& primary) { return primarySet(primary); }) {
  binder_.setRegexCheck(input.check_regex);
  names_.has_last_run = !input.script_name.empty();
}

void StatementPlanner::script(const syntax::Script& script, bool included) {
  for (const auto& one : script.statements) {
    diagnostics_.nextStage();
    statement_depth_ = sets_depth_ = 0;
    statement(one, included);
    if (too_deep_ || diagnostics_.errors().size() >= kMostErrors) return;
  }
}

PlanResult StatementPlanner::take() {
  PlanResult out;
  prepared_.notices = diagnostics_.takeNotices();
  out.errors = diagnostics_.takeErrors();
  out.prepared = std::move(prepared_);
  return out;
}

void StatementPlanner::statement(const syntax::Statement& statement, bool included) {
  struct Visitor {
    StatementPlanner& planner;
    const syntax::Statement& statement;
    bool included;
    bool notHere(std::string_view what) const {
      if (!included) return false;
      planner.report(Error(ErrorCode::kSyntax,
                           std::string(what) + " has no place in an included file: it brings in `let` and `param` only")
                         .withId("E118")
                         .at(statement.span));
      return true;
    }
    void operator()(const syntax::QueryStatement& node) const {
      if (!notHere("a query")) planner.queryStatement(node.query, statement.span);
    }
    void operator()(const syntax::HeaderStatement& node) const {
      if (!notHere("a header")) planner.header(node, statement.span);
    }
    void operator()(const syntax::SetParamStatement& node) const { planner.setParam(node); }
    void operator()(const syntax::ScalarParamStatement& node) const { planner.scalarParam(node); }
    void operator()(const syntax::EveryStatement& node) const {
      if (!notHere("`every`")) planner.every(node, statement.span);
    }
    void operator()(const syntax::IncludeStatement& node) const { planner.include(node, statement.span); }
    void operator()(const syntax::LetSetStatement& node) const { planner.letSet(node, statement.span); }
    void operator()(const syntax::LetScalarStatement& node) const { planner.letScalar(node, statement.span); }
    void operator()(const syntax::LetTraitStatement& node) const { planner.letTrait(node); }
    void operator()(const syntax::LinkStatement& node) const {
      if (!notHere(node.retract ? "`retract`" : "`add`")) planner.linkStatement(node, statement);
    }
  };
  std::visit(Visitor{*this, statement, included}, statement.node);
}

void StatementPlanner::header(const syntax::HeaderStatement& node, SourceSpan span) {
  if (!prepared_.name.empty()) {
    report(Error(ErrorCode::kSyntax, "a script has one `query` header").withId("E119").at(span));
    return;
  }
  const auto asks = [](const PlannedStatement& one) { return one.kind == PlannedStatement::Kind::kQuery; };
  if (std::any_of(prepared_.statements.begin(), prepared_.statements.end(), asks)) {
    report(Error(ErrorCode::kSyntax, "the `query` header stands before what the script asks").withId("E119").at(span));
    return;
  }
  if (node.edition && node.edition->value != 1) {
    report(Error(ErrorCode::kSyntax, "this Clew knows edition 1 of the language, the script was written for edition " +
                                         std::to_string(node.edition->value))
               .withId("E119")
               .at(node.edition->span));
    return;
  }
  prepared_.name = node.name.text;
  names_.has_last_run = true;
  prepared_.version = node.version ? node.version->value : 0;
  prepared_.title = node.text ? node.text->value : "";
}

void StatementPlanner::every(const syntax::EveryStatement& node, SourceSpan span) {
  if (prepared_.every) {
    report(Error(ErrorCode::kSyntax, "a script says `every` once").withId("E119").at(span));
    return;
  }
  syntax::TimeExpr interval;
  interval.span = span;
  interval.node = node.interval;
  const auto bound = binder_.time(interval);
  if (!bound) return;
  if (node.interval.amount == 0) {
    report(Error(ErrorCode::kInvalidValue, "`every` needs a length of time")
               .withId("E303")
               .at(span)
               .withFix(span, "every 6h"));
    return;
  }
  prepared_.every = std::get<binder::Ago>(bound->value);
  prepared_.every_text = bound->text;
}

bool StatementPlanner::freshSetName(const syntax::SetRef& name) {
  if (!names_.sets.contains(name.name)) return true;
  report(Error(ErrorCode::kSyntax, "`@" + name.name + "` was made above already; a name is made once")
             .withId("E120")
             .at(name.span));
  return false;
}

bool StatementPlanner::freshScalarName(const syntax::VarRef& name) {
  if (!names_.scalars.contains(name.name)) return true;
  report(Error(ErrorCode::kSyntax, "`$" + name.name + "` was made above already; a name is made once")
             .withId("E120")
             .at(name.span));
  return false;
}

/// Sets are worked out where they are needed, so a set made of sets made of sets is a call in a call.
bool StatementPlanner::fitsTheStack(SourceSpan span) {
  if (sets_depth_ == 0 || statement_depth_ + sets_depth_ <= kMaxSetSteps) return true;
  too_deep_ = true;
  diagnostics_.nextStage();
  report(Error(ErrorCode::kSyntax, "with the sets that it is made of, more than " + std::to_string(kMaxSetSteps) +
                                       " steps and sets hang on one another here")
             .withId("E120")
             .at(span)
             .withNote("keep a set with `| save as @part`, and go on from @part in a script of its own"));
  return false;
}

std::uint32_t StatementPlanner::addSet(SetSlot slot) {
  // the count is of breadth, too: what is only wide must not use up what may be deep
  set_depths_.push_back(std::min(statement_depth_, kMaxSetSteps * 4 / 5) + sets_depth_ + 1);
  const auto index = static_cast<std::uint32_t>(prepared_.sets.size());
  names_.sets[slot.name] = {index, slot.types, false};
  prepared_.sets.push_back(std::move(slot));
  return index;
}

/// Its uses are not trouble of their own, and what else is wrong where it is used is said.
void StatementPlanner::knowSet(const syntax::SetRef& name) {
  addSet({name.name, schema_.allTypes(), "", true, nullptr});
}

void StatementPlanner::knowScalar(const syntax::VarRef& name) {
  names_.scalars[name.name] = {static_cast<std::uint32_t>(prepared_.scalars.size()), ColumnType::kAny, {}};
  ScalarSlot slot;
  slot.name = name.name;
  slot.is_param = true;
  prepared_.scalars.push_back(std::move(slot));
}

/// Whether the parameter can hold a set of these types at all. What it holds in fact is looked at when it is asked.
bool StatementPlanner::takes(const SetSlot& slot, model::TypeSet given, SourceSpan at) {
  if (given.none() || (slot.types & given).any()) return true;
  report(Error(ErrorCode::kType, "`@" + slot.name + "` takes " + binder_.typesText(slot.types) + ", and this is " +
                                     binder_.typesText(given))
             .withId("E303")
             .at(at));
  return false;
}

void StatementPlanner::setParam(const syntax::SetParamStatement& node) {
  if (!freshSetName(node.name)) return;
  const auto type = schema_.typeNamed(node.type.text);
  if (!type) {
    std::vector<std::string> names;
    for (const auto& def : schema_.types()) names.push_back(def.plural);
    Error error(ErrorCode::kUnknownName, "no type " + quoted(node.type.text));
    error.withId("E211").at(node.type.span);
    if (const auto near = closest(node.type.text, names))
      error.withHint("did you mean '" + *near + "'?").withFix(node.type.span, *near);
    else
      error.withNote("as in `param @" + node.name.name + ": hosts`");
    report(std::move(error));
    knowSet(node.name);
    return;
  }
  SetSlot slot{node.name.name, schema_.withSubtypes(*type), node.text ? node.text->value : "", true, nullptr,
               node.name.span};
  if (node.fallback) {
    const auto fallback = askedLikeAround(set(*node.fallback));
    if (!fallback.ok()) return knowSet(node.name);
    if (!fitsTheStack(node.name.span)) return;
    if (!takes(slot, fallback.shape.types, node.fallback->first.span)) return knowSet(node.name);
    slot.fallback = rewrite(fallback.plan, catalog_);
  }
  addSet(std::move(slot));
}

void StatementPlanner::scalarParam(const syntax::ScalarParamStatement& node) {
  if (!freshScalarName(node.name)) return;
  static const std::vector<std::pair<std::string, ColumnType>> kKinds = {
      {"duration", ColumnType::kDuration}, {"date", ColumnType::kTime}, {"time", ColumnType::kTime},
      {"number", ColumnType::kInteger},    {"text", ColumnType::kText}, {"share", ColumnType::kShare}};
  binder::LocalScalar local{static_cast<std::uint32_t>(prepared_.scalars.size()), ColumnType::kAny, {}};
  const auto kind =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& known) { return known.first == node.type.text; });
  if (kind != kKinds.end()) {
    local.type = kind->second;
  } else if (const auto type = schema_.typeNamed(node.type.text)) {
    local.type = ColumnType::kNode;
    local.node_type = *type;
  } else {
    std::vector<std::string> names;
    for (const auto& known : kKinds) names.push_back(known.first);
    Error error(ErrorCode::kUnknownName, "no kind of value " + quoted(node.type.text));
    error.withId("E211").at(node.type.span).withNote("kinds: " + join(names, ", ") + ", or a type such as domain");
    if (const auto near = closest(node.type.text, names))
      error.withHint("did you mean '" + *near + "'?").withFix(node.type.span, *near);
    report(std::move(error));
    knowScalar(node.name);
    return;
  }
  ScalarSlot slot{node.name.name, node.type.text, node.text ? node.text->value : "",
                  true,           std::nullopt,   node.name.span};
  if (node.fallback) {
    if (local.node_type) {
      binder::BoundTrait self;
      self.end_types = schema_.withSubtypes(*local.node_type);
      self.type = ColumnType::kNode;
      self.text = node.type.text;
      binder::BoundExpr left;
      left.type = ColumnType::kNode;
      left.node = std::move(self);
      slot.fallback = binder_.value(*node.fallback, left);
    } else {
      binder::BoundExpr left;
      left.type = local.type == ColumnType::kDuration ? ColumnType::kAny : local.type;
      slot.fallback = binder_.value(*node.fallback, left);
    }
    if (!slot.fallback) return knowScalar(node.name);
    const auto& value = slot.fallback->value;
    const char* wanted = nullptr;
    if (local.type == ColumnType::kDuration && !std::holds_alternative<Seconds>(value))
      wanted = "a length of time: write 7d";
    if (local.type == ColumnType::kInteger && !std::holds_alternative<std::int64_t>(value) &&
        !std::holds_alternative<double>(value))
      wanted = "a number: write 10";
    if (local.type == ColumnType::kShare && !std::holds_alternative<Share>(value)) wanted = "a share: write 10%";
    if (wanted != nullptr) {
      report(Error(ErrorCode::kType, "`$" + node.name.name + "` is " + wanted).withId("E303").at(node.fallback->span));
      knowScalar(node.name);
      return;
    }
  }
  names_.scalars[node.name.name] = local;
  prepared_.scalars.push_back(std::move(slot));
}

void StatementPlanner::letSet(const syntax::LetSetStatement& node, SourceSpan span) {
  if (!freshSetName(node.name)) return;
  writes_ = false;
  const auto planned = askedLikeAround(query(node.query));
  if (!planned.ok()) return knowSet(node.name);
  if (!fitsTheStack(span)) return;
  if (!planned.shape.is_set) {
    report(Error(ErrorCode::kType, "`@" + node.name.name + "` must hold nodes, and this query gives a table")
               .withId("E302")
               .at(span));
    knowSet(node.name);
    return;
  }
  PlannedStatement statement;
  statement.kind = PlannedStatement::Kind::kLetSet;
  statement.plan = rewrite(planned.plan, catalog_);
  statement.writes = writes_;
  statement.span = span;
  statement.text = "let @" + node.name.name + " = " + (input_.print ? input_.print(node.query) : "");
  statement.target = addSet({node.name.name, planned.shape.types, "", false, nullptr});
  prepared_.statements.push_back(std::move(statement));
}

void StatementPlanner::letScalar(const syntax::LetScalarStatement& node, SourceSpan span) {
  if (!freshScalarName(node.name)) return;
  binder::Shape nothing;
  nothing.is_set = false;
  const auto value = binder_.expr(node.value, nothing);
  if (!value) return knowScalar(node.name);
  PlannedStatement statement;
  statement.kind = PlannedStatement::Kind::kLetScalar;
  statement.scalar = value;
  for (const Asked& asked : asked_) {
    if (asked.as_of) statement.as_of.push_back(*asked.as_of);
  }
  statement.span = span;
  statement.target = static_cast<std::uint32_t>(prepared_.scalars.size());
  names_.scalars[node.name.name] = {statement.target, value->type, {}};
  ScalarSlot slot;
  slot.name = node.name.name;
  prepared_.scalars.push_back(std::move(slot));
  prepared_.statements.push_back(std::move(statement));
}

void StatementPlanner::letTrait(const syntax::LetTraitStatement& node) {
  if (names_.traits.contains(node.name.text)) {
    report(Error(ErrorCode::kSyntax, "the trait " + quoted(node.name.text) + " was made above already")
               .withId("E120")
               .at(node.name.span));
    return;
  }
  if (!schema_.relationsNamed(node.name.text).empty() || schema_.propertyNamed(node.name.text) ||
      schema_.typeNamed(node.name.text)) {
    report(Error(ErrorCode::kSyntax, quoted(node.name.text) + " is a word of the schema already")
               .withId("E120")
               .at(node.name.span));
    return;
  }
  for (const auto& trait : node.traits) {
    binder::Shape all;
    all.types = schema_.allTypes();
    if (!binder_.traits(trait, all).empty()) continue;
    names_.traits[node.name.text];  // known, so that its uses are not trouble of their own
    return;
  }
  // named traits among them are put in by their members, each once: a chain of names is no chain of calls
  std::vector<syntax::Trait> flat;
  const auto add = [&](const syntax::Trait& trait) {
    if (std::find(flat.begin(), flat.end(), trait) == flat.end()) flat.push_back(trait);
  };
  for (const auto& trait : node.traits) {
    const auto named = trait.words.size() == 1 ? names_.traits.find(trait.words[0].text) : names_.traits.end();
    if (named == names_.traits.end()) {
      add(trait);
    } else {
      for (const auto& member : named->second) add(member);
    }
  }
  names_.traits[node.name.text] = std::move(flat);
}

void StatementPlanner::include(const syntax::IncludeStatement& node, SourceSpan span) {
  const std::string& path = node.file.value;
  if (including_.contains(path)) {
    report(Error(ErrorCode::kSyntax, quoted(path) + " includes itself").withId("E121").at(span));
    return;
  }
  if (!input_.include) {
    report(Error(ErrorCode::kUsage, "`include` cannot be used here").withId("E121").at(span));
    return;
  }
  auto script = input_.include(path);
  if (!script) {
    Error error = script.error();
    if (error.hint.empty())
      error.withHint("a path that does not begin with `/` is sought beside the script that includes it");
    report(std::move(error.withId("E121").at(span)));
    return;
  }
  including_.insert(path);
  this->script(script.value(), true);
  including_.erase(path);
}

void StatementPlanner::queryStatement(const syntax::Query& node, SourceSpan span) {
  writes_ = false;
  answers_ = true;
  const auto planned = query(node);
  if (!planned.ok() || !fitsTheStack(span)) return;
  PlannedStatement statement;
  statement.kind = PlannedStatement::Kind::kQuery;
  statement.plan = rewrite(planned.plan, catalog_);
  statement.span = span;
  statement.writes = writes_;
  statement.text = input_.print ? input_.print(node) : "";
  prepared_.statements.push_back(std::move(statement));
}

PlanResult plan(const syntax::Script& script, const PlannerInput& input) {
  StatementPlanner planner(input);
  planner.script(script, false);
  PlanResult out = planner.take();
  if (out.prepared.name.empty()) out.prepared.name = input.script_name;
  return out;
}

}  // namespace clew::planner
