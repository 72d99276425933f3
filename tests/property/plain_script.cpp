// Statements: names that a script makes, saved queries, the two clocks, and what changed since.
#include <algorithm>

#include "property/plain_model.h"

namespace clew::property {

PlainModel::PlainModel(const PlainCase& known, const NamedMembers& sets, Time now, const SavedQueries& saved)
    : known_(known), graph_(&known.today()), schema_(graph_->schema()), sets_(sets), saved_(saved), now_(now) {
  clock_.now = now;
}

Rows PlainModel::answer(const syntax::Script& script) {
  Value value;
  // twice: first to learn which nodes the query names, since none of them is a hub, wherever it stands
  for (int time = 0; time < 2; ++time) {
    names_ = Names();
    for (const syntax::Statement& statement : script.statements) {
      const auto* asked = std::get_if<syntax::QueryStatement>(&statement.node);
      if (asked == nullptr) {
        take(statement);
        continue;
      }
      if (time == 0) seeds_.clear();
      value = query(asked->query);
    }
  }
  if (auto* set = std::get_if<Set>(&value)) {
    if (set->chains) value = chainTable(*set);
  }
  Rows out;
  out.refused = refused_;
  if (refused_) return out;
  if (const auto* set = std::get_if<Set>(&value)) {
    for (const Node& node : set->order) out.rows.push_back({shownText(cellOf(node))});
    out.any_order = set->any_order;
    return out;
  }
  const Table& table = std::get<Table>(value);
  out.any_order = table.any_order;
  out.columns = table.columns;
  for (const Cells& row : table.rows) {
    out.rows.emplace_back();
    for (const Cell& cell : row) out.rows.back().push_back(shownText(cell));
  }
  return out;
}

void PlainModel::take(const syntax::Statement& statement) {
  if (const auto* file = std::get_if<syntax::IncludeStatement>(&statement.node)) {
    for (const syntax::Statement& one : saved_.at(file->file.value).statements) take(one);
  }
  if (const auto* let = std::get_if<syntax::LetSetStatement>(&statement.node))
    names_.lets[let->name.name] = &let->query;
  if (const auto* let = std::get_if<syntax::LetScalarStatement>(&statement.node))
    names_.values[let->name.name] = std::get<syntax::Value>(let->value.node);
  if (const auto* let = std::get_if<syntax::LetTraitStatement>(&statement.node))
    names_.traits[let->name.text] = let->traits;
  if (const auto* param = std::get_if<syntax::ScalarParamStatement>(&statement.node)) {
    if (names_.values.count(param->name.name) == 0) names_.values[param->name.name] = *param->fallback;
  }
  if (const auto* param = std::get_if<syntax::SetParamStatement>(&statement.node)) {
    refused_ = refused_ || !takes(*param);
    const bool marking = std::exchange(marking_, false);  // the query names it where it uses it
    if (names_.sets.count(param->name.name) == 0) names_.sets[param->name.name] = set(*param->fallback);
    marking_ = marking;
  }
}

/// Whether the set that a parameter has when none is given holds something of its type.
bool PlainModel::takes(const syntax::SetParamStatement& param) const {
  const auto* source = std::get_if<syntax::Primary>(&param.fallback->first.source.node);
  const auto* set = source != nullptr ? std::get_if<syntax::SetSource>(&source->node) : nullptr;
  if (set == nullptr || sets_.count(set->set.name) == 0) return true;
  const model::TypeId wanted = *schema_.typeNamed(param.type.text);
  const auto& texts = sets_.at(set->set.name);
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
    const auto read = model::classify(schema_, text);
    const model::TypeId domain = schema_.known().domain;
    const bool is_domain =
        read->type == schema_.known().host && model::Suffixes::shipped().apex(read->name) == read->name;
    return schema_.isA(is_domain ? domain : read->type, wanted);
  });
}

/// The set of a `let` is of the script's own clock, whatever the query that uses it asks; that of a saved query is of
/// the clock of the query that asks the whole of it.
PlainModel::Set PlainModel::localSet(const std::string& name) {
  const Clock clock = clock_;
  const PlainGraph* const graph = graph_;
  const Time known_at = known_at_;
  const bool marking = marking_;
  clock_ = {now_, std::nullopt};
  known_at_ = std::min(script_knows_, names_.known_at.value_or(script_knows_));
  if (names_.as_of) clock_ = {*names_.as_of, *names_.as_of};
  graph_ = &knownAt(known_at_);
  marking_ = false;
  Set out = asSet(query(*names_.lets.at(name)));
  marking_ = marking;
  clock_ = clock;
  known_at_ = known_at;
  graph_ = graph;
  keep(out, [&](const Node& node) { return graph_->nodes().count(node) != 0; });
  if (known_at_ != script_knows_) {  // links of another state of the graph are not this one's
    for (auto& [node, hits] : out.hits) hits.clear();
  }
  return out;
}

/// Its last query, with its own names; what is not given takes its default.
PlainModel::Set PlainModel::savedQuery(const syntax::SetSource& source) {
  const syntax::Script& script = saved_.at(source.set.name);
  Names own;
  own.as_of = clock_.as_of;
  own.known_at = known_at_;
  for (const syntax::Argument& argument : *source.arguments) {
    if (const auto* value = std::get_if<syntax::VarRef>(&argument.name)) {
      own.values[value->name] = resolved(std::get<syntax::Value>(argument.value));
    } else {
      const auto& given = *std::get<Box<syntax::Set>>(argument.value);
      own.sets[std::get<syntax::SetRef>(argument.name).name] = set(given);
    }
  }
  const Names before = std::exchange(names_, std::move(own));
  Value value;
  for (const syntax::Statement& statement : script.statements) {
    if (const auto* asked = std::get_if<syntax::QueryStatement>(&statement.node))
      value = query(asked->query);
    else
      take(statement);
  }
  names_ = before;
  return asSet(std::move(value));
}

const syntax::Value& PlainModel::resolved(const syntax::Value& value) const {
  const auto* name = std::get_if<syntax::VarRef>(&value.node);
  return name == nullptr ? value : resolved(names_.values.at(name->name));
}

syntax::TimeExpr PlainModel::resolved(const syntax::TimeExpr& time) const {
  const auto* name = std::get_if<syntax::VarRef>(&time.node);
  if (name == nullptr) return time;
  const syntax::Value& value = resolved(names_.values.at(name->name));
  syntax::TimeExpr out;
  if (const auto* ago = std::get_if<syntax::Duration>(&value.node)) out.node = *ago;
  if (const auto* date = std::get_if<syntax::Date>(&value.node)) out.node = *date;
  return out;
}

PlainModel::Value PlainModel::query(const syntax::Query& query) {
  return upTo(query, query.stages.size());
}

/// The query with so many of its stages.
PlainModel::Value PlainModel::upTo(const syntax::Query& query, std::size_t stages) {
  const Clock clock = clock_;
  const PlainGraph* const graph = graph_;
  const Time known_at = known_at_;
  if (query.as_known_at) {
    known_at_ = std::min(known_at_, time(*query.as_known_at).last);
    graph_ = &knownAt(known_at_);
  }
  if (query.as_of) {
    const auto [first, last] = time(*query.as_of);
    const bool not_over = first <= clock_.now && clock_.now < last;
    clock_.as_of = std::min(clock_.as_of.value_or(std::numeric_limits<Time>::max()), not_over ? clock_.now : last);
    clock_.now = *clock_.as_of;
  }
  std::set<Cells, CellsBefore> not_crossed;
  std::set<Cells, CellsBefore>* const listed = skipped_;
  const auto asks = [](const syntax::Stage& stage) { return std::holds_alternative<syntax::SkippedStage>(stage.node); };
  const auto end = query.stages.begin() + static_cast<std::ptrdiff_t>(stages);
  if (std::any_of(query.stages.begin(), end, asks)) skipped_ = &not_crossed;
  Value value = set(query.set);
  for (std::size_t i = 0; i < stages; ++i) {
    if (asks(query.stages[i])) {
      value = skipped();
      skipped_ = listed;
    } else if (std::holds_alternative<syntax::ChangesStage>(query.stages[i].node))
      value = changes(std::move(value), query, i);
    else
      value = stage(std::move(value), query.stages[i]);
  }
  clock_ = clock;
  known_at_ = known_at;
  graph_ = graph;
  return value;
}

const PlainGraph& PlainModel::knownAt(Time when) const {
  return known_.knownAt(when, std::min(when, taken_back_at_));
}

/// The same query with the stages before, some way between now and then: as far as nothing was taken back since; and
/// nothing was learnt since; and the clock stood there as well.
PlainModel::Value PlainModel::before(const syntax::Query& query, std::size_t stages, Time then, Between between) {
  const Clock clock = clock_;
  const PlainGraph* const graph = graph_;
  const Time known_at = known_at_, now = now_, script_knows = script_knows_, taken_back = taken_back_at_;
  auto* const listed = std::exchange(skipped_, nullptr);  // what was not crossed then is not this query's
  syntax::Query rest = query;                             // its own clocks are at work already
  rest.as_of.reset();
  rest.as_known_at.reset();
  taken_back_at_ = std::min(taken_back_at_, then);
  if (between != Between::kNotTakenBack) {
    known_at_ = std::min(known_at_, then);
    script_knows_ = std::min(script_knows_, then);
  }
  graph_ = &knownAt(known_at_);
  if (between == Between::kThen) {
    clock_.now = now_ = then;
    if (clock_.as_of) clock_.as_of = std::min(*clock_.as_of, then);
  }
  Value out = upTo(rest, stages);
  clock_ = clock;
  known_at_ = known_at;
  graph_ = graph;
  now_ = now;
  script_knows_ = script_knows;
  taken_back_at_ = taken_back;
  skipped_ = listed;
  return out;
}

PlainModel::Value PlainModel::changes(Value now, const syntax::Query& query, std::size_t stages) {
  using Kind = syntax::ChangesStage::Kind;
  const auto& stage = std::get<syntax::ChangesStage>(query.stages[stages].node);
  const auto* word = std::get_if<syntax::TimeWord>(&stage.since.node);
  const bool first_run = word != nullptr && *word == syntax::TimeWord::kLastRun && !ran_at_;  // it finds nothing new
  const auto at = [&](Between between) {
    return first_run ? now : before(query, stages, time(stage.since).last, between);
  };
  const Value then = at(Between::kThen), clock_alone = at(Between::kNotLearnt), told = at(Between::kNotTakenBack);
  // the last step from then to now at which it became what it is
  const auto causeOf = [](bool present, bool not_learnt, bool not_taken_back) {
    return not_taken_back != present ? "retracted" : not_learnt != present ? "learnt" : "window moved";
  };
  const bool wants_new = stage.kind != Kind::kGone, wants_gone = stage.kind != Kind::kNew;
  if (auto* set = std::get_if<Set>(&now)) {
    const Set& old = std::get<Set>(then);
    std::map<Node, std::vector<Hit>> hits;
    const auto why = [&](const Node& node, bool present) {
      return causeOf(present, std::get<Set>(clock_alone).has(node), std::get<Set>(told).has(node));
    };
    std::map<Node, std::string> change, cause;
    for (const auto& [node, links] : set->hits) {
      if (wants_new && !old.has(node)) hits[node] = links, change[node] = "new", cause[node] = why(node, true);
    }
    for (const auto& [node, links] : old.hits) {
      if (wants_gone && !set->has(node)) hits[node] = links, change[node] = "gone", cause[node] = why(node, false);
    }
    Set out = made(std::move(hits));
    out.linked = set->linked;
    out.any_order = set->sorted;
    if (stage.kind == Kind::kChanges) out.change = std::move(change);
    out.cause = std::move(cause);
    return out;
  }
  Table& table = std::get<Table>(now);
  const Table& old = std::get<Table>(then);
  const auto among = [&](const Table& rows, const Cells& row) {
    return std::any_of(rows.rows.begin(), rows.rows.end(), [&](const Cells& other) {
      return std::all_of(table.keys.begin(), table.keys.end(),
                         [&](std::size_t key) { return compareCells(row[key], other[key]) == 0; });
    });
  };
  Table out{table.columns, {}, true, table.keys};
  if (stage.kind == Kind::kChanges) out.columns.emplace_back("change");
  out.columns.emplace_back("cause");
  const auto add = [&](Cells row, const char* change) {
    const char* cause = causeOf(change == std::string("new"), among(std::get<Table>(clock_alone), row),
                                among(std::get<Table>(told), row));
    if (stage.kind == Kind::kChanges) row.emplace_back(std::string(change));
    row.emplace_back(std::string(cause));
    out.rows.push_back(std::move(row));
  };
  for (const Cells& row : table.rows) {
    if (wants_new && !among(old, row)) add(row, "new");
  }
  for (const Cells& row : old.rows) {
    if (wants_gone && !among(table, row)) add(row, "gone");
  }
  return out;
}

}  // namespace clew::property
