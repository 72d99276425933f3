#include <algorithm>
#include <unordered_set>

#include "common/text.h"
#include "planner/statement_planner.h"
#include "syntax/ast_printer.h"

namespace clew::planner {
namespace {

bool mentionsLinks(const binder::BoundExpr& expr);

struct LinkMention {
  bool of(const binder::ExprPtr& part) const { return part && mentionsLinks(*part); }
  bool all(const std::vector<binder::ExprPtr>& parts) const {
    return std::any_of(parts.begin(), parts.end(), [&](const auto& part) { return of(part); });
  }
  bool operator()(const binder::BoundExpr::Or& node) const { return all(node.terms); }
  bool operator()(const binder::BoundExpr::And& node) const { return all(node.terms); }
  bool operator()(const binder::BoundExpr::Not& node) const { return of(node.term); }
  bool operator()(const binder::BoundExpr::Compare& node) const { return of(node.left) || of(node.right); }
  bool operator()(const binder::BoundExpr::Arithmetic& node) const { return of(node.left) || of(node.right); }
  bool operator()(const binder::BoundExpr::Call& node) const { return all(node.arguments); }
  bool operator()(const binder::BoundTrait& node) const { return node.end == binder::BoundTrait::End::kLinkColumn; }
  bool operator()(const auto&) const { return false; }
};

/// Whether an expression speaks of link columns anywhere, inside aggregates too.
bool mentionsLinks(const binder::BoundExpr& expr) {
  return std::visit(LinkMention{}, expr.node);
}

Column columnOf(const binder::BoundColumn& column) {
  return {column.name, column.value->type};
}

/// A table whose rows are made of nodes that evidence can be shown for.
bool isCluster(const PlanPtr& plan) {
  return std::holds_alternative<Cluster>(plan->op);
}

binder::Shape tableShape(std::vector<Column> columns) {
  binder::Shape shape;
  shape.is_set = false;
  shape.columns = std::move(columns);
  return shape;
}

}  // namespace

bool StatementPlanner::needsSet(const Planned& input, SourceSpan span, std::string_view what) {
  if (input.shape.is_set) return true;
  std::vector<std::string> names;
  for (const auto& column : input.shape.columns) names.push_back(column.name);
  Error error(ErrorCode::kType,
              std::string(what) + " needs nodes, and the stage before made a table (" + join(names, ", ") + ")");
  error.withId("E302").at(span);
  const auto nodes = std::find_if(input.shape.columns.begin(), input.shape.columns.end(),
                                  [](const Column& column) { return column.type == ColumnType::kNode; });
  if (nodes != input.shape.columns.end())
    error.withNote("`back to` goes on from the nodes in a column")
        .withFix({span.begin, span.begin, span.source}, "back to " + binder::columnText(nodes->name) + " | ");
  else
    error.withNote("put it before the stage that makes the table");
  report(std::move(error));
  return false;
}

StatementPlanner::Planned StatementPlanner::stage(Planned input, const syntax::Stage& stage) {
  diagnostics_.nextStage();
  struct Visitor {
    StatementPlanner& planner;
    Planned& input;
    const syntax::Stage& stage;
    Planned operator()(const syntax::StepsStage& node) const {
      Planned out = std::move(input);
      if (!node.steps.empty() && !planner.needsSet(out, stage.span, "a step")) return planner.failed();
      bool other = false;
      for (const auto& step : node.steps) {
        out = planner.step(std::move(out), step, other);
        if (!out.ok()) return out;
      }
      if (node.where) out = planner.where(std::move(out), *node.where);
      return out;
    }
    Planned operator()(const syntax::CountStage& node) const {
      if (!node.keys.empty()) return planner.countBy(std::move(input), node.keys, std::nullopt, stage.span);
      return planner.make(Count{input.plan}, tableShape({{"count", ColumnType::kInteger}}), stage.span);
    }
    Planned operator()(const syntax::TopStage& node) const { return planner.top(std::move(input), node, stage.span); }
    Planned operator()(const syntax::TakeStage& node) const {
      return planner.take(std::move(input), static_cast<std::uint64_t>(node.limit.value), stage.span);
    }
    Planned operator()(const syntax::SortStage& node) const { return planner.sort(std::move(input), node, stage.span); }
    Planned operator()(const syntax::ShowStage& node) const { return planner.show(std::move(input), node, stage.span); }
    Planned operator()(const syntax::PerStage& node) const { return planner.per(std::move(input), node, stage.span); }
    Planned operator()(const syntax::BurstsStage& node) const {
      return planner.bursts(std::move(input), node, stage.span);
    }
    Planned operator()(const syntax::ClusterStage& node) const {
      return planner.cluster(std::move(input), node, stage.span);
    }
    Planned operator()(const syntax::RankStage& node) const {
      return planner.rankBy(std::move(input), node, stage.span);
    }
    Planned operator()(const syntax::BridgesStage& node) const {
      return planner.bridges(std::move(input), node, stage.span);
    }
    Planned operator()(const syntax::CoresStage& node) const {
      return planner.cores(std::move(input), node, stage.span);
    }
    Planned operator()(const syntax::CommunitiesStage& node) const {
      return planner.communities(std::move(input), node, stage.span);
    }
    Planned operator()(const syntax::BackStage& node) const {
      return planner.backTo(std::move(input), node, stage.span);
    }
    Planned operator()(const syntax::TimelineStage& node) const {
      return planner.timeline(std::move(input), node, stage.span);
    }
    Planned operator()(const syntax::PivotsStage& node) const {
      return planner.pivots(std::move(input), node, stage.span);
    }
    Planned operator()(const syntax::SkippedStage&) const {
      return planner.make(Skipped{input.plan},
                          tableShape({{"value", ColumnType::kNode},
                                      {"relation", ColumnType::kText},
                                      {"reason", ColumnType::kText},
                                      {"holders", ColumnType::kInteger},
                                      {"apexes", ColumnType::kInteger},
                                      {"seed", ColumnType::kNode}}),
                          stage.span);
    }
    Planned operator()(const syntax::WhyStage&) const {
      if (!isCluster(input.plan) && !planner.needsSet(input, stage.span, "`why`")) return planner.failed();
      return planner.make(Why{input.plan},
                          tableShape({yieldsChains(*input.plan) ? Column{"path", ColumnType::kInteger}
                                                                : Column{"result", ColumnType::kNode},
                                      {"step", ColumnType::kInteger},
                                      {"from", ColumnType::kNode},
                                      {"relation", ColumnType::kText},
                                      {"to", ColumnType::kNode},
                                      {"source", ColumnType::kText},
                                      {"first", ColumnType::kTime},
                                      {"last", ColumnType::kTime},
                                      {"times", ColumnType::kInteger},
                                      {"confidence", ColumnType::kInteger},
                                      {"file", ColumnType::kText},
                                      {"record", ColumnType::kInteger},
                                      {"mark", ColumnType::kText},
                                      {"text", ColumnType::kText}}),
                          stage.span);
    }
    Planned operator()(const syntax::ChangesStage& node) const {
      return planner.changes(std::move(input), node, stage.span);
    }
    Planned operator()(const syntax::TagStage&) const { return planner.write(std::move(input), stage); }
    Planned operator()(const syntax::NoteStage&) const { return planner.write(std::move(input), stage); }
    Planned operator()(const syntax::SaveStage&) const { return planner.write(std::move(input), stage); }
    Planned operator()(const syntax::ExpectStage& node) const {
      return planner.expect(std::move(input), node, stage.span);
    }
    Planned operator()(const syntax::AlertStage& node) const {
      return planner.alert(std::move(input), node, stage.span);
    }
    Planned operator()(const syntax::OutputStage& node) const {
      if (planner.as_source_) return std::move(input);
      if (planner.input_.check_format) {
        auto known = planner.input_.check_format(node.format.text);
        if (!known) {
          Error error = known.error();
          planner.report(std::move(error.at(node.format.span)));
          return planner.failed();
        }
      }
      std::optional<std::string> file;
      if (node.file) file = node.file->value;
      binder::Shape shape = input.shape;
      return planner.make(Output{input.plan, node.format.text, std::move(file)}, std::move(shape), stage.span);
    }
  };
  return std::visit(Visitor{*this, input, stage}, stage.node);
}

std::optional<std::vector<binder::BoundColumn>> StatementPlanner::keys(const std::vector<syntax::Key>& keys,
                                                                       const binder::Shape& shape) {
  std::vector<binder::BoundColumn> out;
  for (const auto& key : keys) {
    auto bound = binder_.key(key, shape);
    if (!bound) return std::nullopt;
    out.push_back(std::move(*bound));
  }
  return out;
}

StatementPlanner::Planned StatementPlanner::countBy(Planned input, const std::vector<syntax::Key>& syntax_keys,
                                                    std::optional<std::uint64_t> limit, SourceSpan span) {
  auto bound = keys(syntax_keys, input.shape);
  if (!bound) return failed();
  std::vector<Column> columns;
  bool per_link = false;
  for (const auto& key : *bound) {
    columns.push_back(columnOf(key));
    per_link = per_link || key.value->names_link_column;
  }
  columns.push_back({"count", ColumnType::kInteger});
  columns.push_back({"share", ColumnType::kShare});
  binder::Shape shape = tableShape(std::move(columns));
  if (limit) return make(TopValues{input.plan, *limit, std::move(*bound), per_link}, std::move(shape), span);
  return make(CountBy{input.plan, std::move(*bound), per_link}, std::move(shape), span);
}

StatementPlanner::Planned StatementPlanner::top(Planned input, const syntax::TopStage& node, SourceSpan span) {
  const auto limit = static_cast<std::uint64_t>(node.limit.value);
  if (!node.by) return countBy(std::move(input), node.keys, limit, span);
  statement_depth_ += conditionDepth(node.by->what);
  auto key = binder_.sortKey(*node.by, input.shape);
  if (!key) return failed();
  // "the ten greatest" unless `asc` is said
  key->descending = node.by->direction != syntax::SortKey::Direction::kAscending;
  binder::Shape shape = input.shape;
  return make(TopBy{input.plan, limit, std::move(*key)}, std::move(shape), span);
}

StatementPlanner::Planned StatementPlanner::sort(Planned input, const syntax::SortStage& node, SourceSpan span) {
  Sort out{input.plan, {}};
  for (const auto& key : node.keys) {
    statement_depth_ += conditionDepth(key.what);
    auto bound = binder_.sortKey(key, input.shape);
    if (!bound) return failed();
    out.keys.push_back(std::move(*bound));
  }
  binder::Shape shape = input.shape;
  return make(std::move(out), std::move(shape), span);
}

StatementPlanner::Planned StatementPlanner::show(Planned input, const syntax::ShowStage& node, SourceSpan span) {
  Show out{input.plan, {}, false};
  std::vector<Column> columns;
  std::unordered_set<std::string> names;
  for (const auto& column : node.columns) {
    auto bound = binder_.column(column, input.shape, {});
    // a name that is taken: bound once more, to say so
    if (bound && !names.insert(bound->name).second) bound = binder_.column(column, input.shape, out.columns);
    if (!bound) return failed();
    out.per_link = out.per_link || bound->value->names_link_column;
    columns.push_back(columnOf(*bound));
    out.columns.push_back(std::move(*bound));
  }
  return make(std::move(out), tableShape(std::move(columns)), span);
}

StatementPlanner::Planned StatementPlanner::per(Planned input, const syntax::PerStage& node, SourceSpan span) {
  auto bound_keys = keys(node.keys, input.shape);
  if (!bound_keys) return failed();
  Per out{input.plan, std::move(*bound_keys), {}, false};
  std::vector<Column> columns;
  std::vector<binder::BoundColumn> taken = out.keys;
  for (const auto& key : out.keys) {
    columns.push_back(columnOf(key));
    out.per_link = out.per_link || mentionsLinks(*key.value);
  }
  for (const auto& column : node.columns) {
    auto bound = binder_.column(column, input.shape, taken);
    if (!bound) return failed();
    if (!bound->aggregate) {
      report(Error(ErrorCode::kType, quoted(bound->value->text) + " is not one value for a group")
                 .withId("E319")
                 .at(column.span)
                 .withFix(column.span,
                          (column.name ? column.name->text + " = " : "") + "list(" + syntax::print(column.what) + ")"));
      return failed();
    }
    columns.push_back(columnOf(*bound));
    taken.push_back(*bound);
    out.columns.push_back(std::move(*bound));
  }
  return make(std::move(out), tableShape(std::move(columns)), span);
}

StatementPlanner::Planned StatementPlanner::expect(Planned input, const syntax::ExpectStage& node, SourceSpan span) {
  if (as_source_) return input;
  // `count` alone is the number of rows whatever the table's columns are called; after `count` it is that number
  binder::Shape scope = input.shape;
  scope.count_is_rows = !std::holds_alternative<Count>(input.plan->op);
  auto condition = binder_.condition(node.condition, scope);
  if (!condition) return failed();
  binder::Shape shape = input.shape;
  Expect out{input.plan, condition, syntax::print(node.condition), node.text ? node.text->value : ""};
  return make(std::move(out), std::move(shape), span);
}

StatementPlanner::Planned StatementPlanner::write(Planned input, const syntax::Stage& stage) {
  if (!needsSet(input, stage.span, "a write")) return failed();
  if (as_source_) return input;
  writes_ = true;
  binder::Shape shape = input.shape;
  if (const auto* save = std::get_if<syntax::SaveStage>(&stage.node)) {
    const auto found = names_.sets.find(save->as.name);
    if (found != names_.sets.end() && !found->second.saved) {
      report(Error(ErrorCode::kSyntax, "`@" + save->as.name + "` is made by this script; save under another name")
                 .withId("E120")
                 .at(save->as.span));
      return failed();
    }
    names_.sets[save->as.name] = {0, shape.types, true};
    return make(SaveAs{input.plan, save->as.name}, std::move(shape), stage.span);
  }
  if (const auto* note = std::get_if<syntax::NoteStage>(&stage.node))
    return make(Note{input.plan, note->text.value}, std::move(shape), stage.span);
  const auto& tag = std::get<syntax::TagStage>(stage.node);
  if (tag.remove) return make(Untag{input.plan, tag.tag.text}, std::move(shape), stage.span);
  return make(Tag{input.plan, tag.tag.text}, std::move(shape), stage.span);
}

}  // namespace clew::planner
