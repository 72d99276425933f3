// Stages that look at nodes over time and by rarity, and the way back from a table to nodes.
#include <algorithm>

#include "binder/via.h"
#include "common/text.h"
#include "planner/statement_planner.h"

namespace clew::planner {
namespace {

/// The nearest input of an operator that has one.
const PlanNode* inputOf(const PlanNode& node) {
  return std::visit(
      [](const auto& op) -> const PlanNode* {
        if constexpr (requires { op.input; }) return op.input.get();
        return nullptr;
      },
      node.op);
}

/// The types of the nodes in a column of a table; none when it holds no nodes.
class ColumnTypes {
 public:
  explicit ColumnTypes(const model::Schema& schema) : schema_(schema) {}

  model::TypeSet of(const PlanNode& plan, std::size_t column) const {
    if (const auto* by = std::get_if<CountBy>(&plan.op)) return among(by->keys, {}, column, *by->input);
    if (const auto* top = std::get_if<TopValues>(&plan.op)) return among(top->keys, {}, column, *top->input);
    if (const auto* show = std::get_if<Show>(&plan.op)) return among(show->columns, {}, column, *show->input);
    if (const auto* per = std::get_if<Per>(&plan.op)) return among(per->keys, per->columns, column, *per->input);
    if (const auto* bursts = std::get_if<Bursts>(&plan.op)) {
      if (column == bursts->keys.size() + 3) return nodesBelow(*bursts->input);
      return among(bursts->keys, {}, column, *bursts->input);
    }
    if (const auto* timeline = std::get_if<Timeline>(&plan.op)) {
      return column == 0 ? nodesBelow(*timeline->input) : column == 2 ? ends(timeline->of) : model::TypeSet();
    }
    if (const auto* pivots = std::get_if<Pivots>(&plan.op)) return column == 1 ? ends(pivots->of) : model::TypeSet();
    if (const auto* bridges = std::get_if<Bridges>(&plan.op)) {
      return column > 1 ? model::TypeSet() : tied(*bridges);
    }
    if (const auto* parts = std::get_if<Communities>(&plan.op)) {
      if (column > 1) return column == 2 ? nodesBelow(*parts->input) : tied(*parts);
      return {};
    }
    const PlanNode* input = inputOf(plan);
    if (input != nullptr && !input->is_set && input->columns.size() == plan.columns.size()) return of(*input, column);
    const bool nodes = column < plan.columns.size() && (plan.columns[column].type == ColumnType::kNode ||
                                                        plan.columns[column].type == ColumnType::kList);
    return nodes ? nodesBelow(plan) : model::TypeSet();
  }

 private:
  model::TypeSet among(const std::vector<binder::BoundColumn>& first, const std::vector<binder::BoundColumn>& then,
                       std::size_t column, const PlanNode& input) const {
    if (column < first.size()) return ofValue(*first[column].value, input);
    column -= first.size();
    return column < then.size() ? ofValue(*then[column].value, input) : model::TypeSet();
  }

  model::TypeSet ofValue(const binder::BoundExpr& value, const PlanNode& input) const {
    if (const auto* call = std::get_if<binder::BoundExpr::Call>(&value.node)) {
      using binder::Function;
      const bool keeps = call->function == Function::kList || call->function == Function::kMin ||
                         call->function == Function::kMax || call->function == Function::kMedian;
      return keeps && !call->arguments.empty() ? ofValue(*call->arguments[0], input) : model::TypeSet();
    }
    const auto* trait = std::get_if<binder::BoundTrait>(&value.node);
    if (trait == nullptr) return {};
    switch (trait->end) {
      case binder::BoundTrait::End::kNodes:
        return trait->end_types;
      case binder::BoundTrait::End::kProperty:
        if (schema_.property(trait->property).name != "name") return {};
        return trait->hops.empty() ? nodesBelow(input) : schema_.allTypes();
      case binder::BoundTrait::End::kLinkColumn:
        return trait->type == ColumnType::kNode ? schema_.allTypes() : model::TypeSet();
      case binder::BoundTrait::End::kTableColumn:
        return of(input, trait->table_column);
      case binder::BoundTrait::End::kRemark:
        return {};
    }
    return {};
  }

  /// The members of a set and the values that tie them.
  model::TypeSet tied(const TiedSet& op) const {
    model::TypeSet out = nodesBelow(*op.input);
    for (const auto& way : op.hop.ways) {
      const auto& relation = schema_.relation(way.relation);
      out |= way.direction == binder::Direction::kAlong ? schema_.withSubtypes(relation.object) : relation.subjects;
    }
    return out;
  }

  static model::TypeSet ends(const std::vector<binder::BoundTrait>& traits) {
    model::TypeSet out;
    for (const auto& trait : traits) out |= trait.end_types;
    return out;
  }

  /// What the nodes can be that the table was made of.
  model::TypeSet nodesBelow(const PlanNode& plan) const {
    const PlanNode* at = &plan;
    while (at != nullptr && !at->is_set) at = inputOf(*at);
    return at != nullptr ? at->types : schema_.allTypes();
  }

  const model::Schema& schema_;
};

}  // namespace

binder::Shape StatementPlanner::tableOf(std::vector<Column> columns) {
  binder::Shape shape;
  shape.is_set = false;
  shape.columns = std::move(columns);
  return shape;
}

StatementPlanner::Planned StatementPlanner::bursts(Planned input, const syntax::BurstsStage& node, SourceSpan span) {
  syntax::Expr of_syntax;
  of_syntax.span = node.of.trait.span;
  of_syntax.node = node.of.trait;
  auto of = binder_.expr(of_syntax, input.shape);
  if (!of) return failed();
  if (of->type != ColumnType::kTime && of->type != ColumnType::kInterval && of->type != ColumnType::kAny) {
    report(Error(ErrorCode::kType, "`bursts of` takes a date, and " + quoted(of->text) + " is none")
               .withId("E342")
               .at(node.of.span)
               .withNote("as in `bursts of created within 10m`"));
    return failed();
  }
  const auto* gap = node.of.within ? std::get_if<syntax::Duration>(&*node.of.within) : nullptr;
  if (gap == nullptr) {
    report(Error(ErrorCode::kType, "`bursts` needs the longest gap within a run, a length of time")
               .withId("E343")
               .at(node.of.span)
               .withFix(node.of.span, of->text + " within 10m"));
    return failed();
  }
  auto bound = keys(node.per, input.shape);
  if (!bound) return failed();
  Bursts out{input.plan, std::move(of), gap->seconds, std::move(*bound), false};
  out.per_link = out.of->names_link_column;
  std::vector<Column> columns;
  for (const auto& key : out.keys) {
    columns.push_back({key.name, key.value->type});
    out.per_link = out.per_link || key.value->names_link_column;
  }
  columns.push_back({"start", ColumnType::kTime});
  columns.push_back({"end", ColumnType::kTime});
  columns.push_back({"count", ColumnType::kInteger});
  if (input.shape.is_set) columns.push_back({"members", ColumnType::kList});
  return make(std::move(out), tableOf(std::move(columns)), span);
}

std::vector<binder::BoundTrait> StatementPlanner::relationsOf(model::TypeSet types) {
  std::vector<binder::BoundTrait> out;
  for (std::size_t id = 0; id < schema_.relations().size(); ++id) {
    const auto& relation = schema_.relations()[id];
    // the parts of a name tell nothing that the name does not
    const bool of_name = relation.derivation == model::Derivation::kApex ||
                         relation.derivation == model::Derivation::kFqdn ||
                         relation.derivation == model::Derivation::kSubdomains;
    if (of_name || (relation.subjects & types).none()) continue;
    const binder::Hop::Way way{static_cast<model::RelationId>(id), binder::Direction::kAlong};
    const auto same =
        std::find_if(out.begin(), out.end(), [&](const auto& trait) { return trait.text == relation.name; });
    if (same != out.end()) {
      same->hops[0].ways.push_back(way);
      same->end_types |= schema_.withSubtypes(relation.object);
      continue;
    }
    binder::BoundTrait trait;
    trait.hops.push_back({{way}, relation.name});
    trait.end_types = schema_.withSubtypes(relation.object);
    trait.type = ColumnType::kNode;
    trait.text = relation.name;
    out.push_back(std::move(trait));
  }
  return out;
}

StatementPlanner::Planned StatementPlanner::timeline(Planned input, const syntax::TimelineStage& node,
                                                     SourceSpan span) {
  if (!needsSet(input, span, "`timeline`")) return failed();
  Timeline out{input.plan, {}};
  for (const auto& key : node.of) {
    auto bound = binder_.key(key, input.shape);
    if (!bound) return failed();
    const auto* trait = std::get_if<binder::BoundTrait>(&bound->value->node);
    const bool dated = trait != nullptr && (trait->end == binder::BoundTrait::End::kProperty ||
                                            (trait->end == binder::BoundTrait::End::kNodes && !trait->hops.empty()));
    if (!dated) {
      report(Error(ErrorCode::kType,
                   "`timeline of` takes relations and properties, and " + quoted(bound->name) + " is none")
                 .withId("E344")
                 .at(key.span)
                 .withNote("as in `timeline of ip, asn of ip`"));
      return failed();
    }
    out.of.push_back(*trait);
    out.of.back().text = bound->name;
  }
  if (out.of.empty()) out.of = relationsOf(input.shape.types);
  Planned made = make(std::move(out),
                      tableOf({{"name", ColumnType::kNode},
                               {"trait", ColumnType::kText},
                               {"value", ColumnType::kAny},
                               {"first", ColumnType::kTime},
                               {"last", ColumnType::kTime},
                               {"days", ColumnType::kInteger},
                               {"source", ColumnType::kText}}),
                      span);
  noteUnbounded(*made.plan, input.shape.types, span);
  return made;
}

StatementPlanner::Planned StatementPlanner::pivots(Planned input, const syntax::PivotsStage& node, SourceSpan span) {
  if (!needsSet(input, span, "`pivots`")) return failed();
  if (binder::refusesMost(node.modifiers, "`pivots`", diagnostics_)) return failed();
  auto modifiers = binder_.modifiers(node.modifiers, false);
  if (!modifiers) return failed();
  Pivots out{input.plan, relationsOf(input.shape.types)};
  std::vector<std::string> named;
  for (const auto& modifier : node.modifiers) {
    const auto* via = std::get_if<syntax::Via>(&modifier.node);
    if (via == nullptr) continue;
    for (const auto& word : via->relations) {
      named.push_back(word.text);
      const bool known =
          std::any_of(out.of.begin(), out.of.end(), [&](const auto& trait) { return trait.text == word.text; });
      if (known) continue;
      syntax::Trait unknown;
      unknown.span = word.span;
      unknown.words.push_back(word);
      auto bound = binder_.trait(unknown, input.shape);
      if (!bound) return failed();
      if (bound->end != binder::BoundTrait::End::kNodes || bound->hops.size() != 1) {
        report(Error(ErrorCode::kType, "`via` takes relations, and " + quoted(word.text) + " is none")
                   .withId("E330")
                   .at(word.span));
        return failed();
      }
      out.of.push_back(std::move(*bound));
    }
  }
  if (!named.empty()) {
    std::erase_if(out.of, [&](const binder::BoundTrait& trait) {
      return std::find(named.begin(), named.end(), trait.text) == named.end();
    });
  }
  for (auto& trait : out.of) trait.modifiers = *modifiers;
  Planned made = make(std::move(out),
                      tableOf({{"relation", ColumnType::kText},
                               {"value", ColumnType::kNode},
                               {"holders", ColumnType::kInteger},
                               {"rarity", ColumnType::kReal}}),
                      span);
  noteUnbounded(*made.plan, input.shape.types, span);
  return made;
}

StatementPlanner::Planned StatementPlanner::backTo(Planned input, const syntax::BackStage& node, SourceSpan span) {
  if (input.shape.is_set) {
    report(Error(ErrorCode::kType, "`back to` goes from a table to the nodes of a column, and these are nodes already")
               .withId("E345")
               .at(span));
    return failed();
  }
  syntax::Trait column;
  column.span = node.column.span;
  column.words.push_back(node.column);
  const auto bound = binder_.trait(column, input.shape);
  if (!bound) return failed();
  const model::TypeSet types = ColumnTypes(schema_).of(*input.plan, bound->table_column);
  if (types.none()) {
    report(Error(ErrorCode::kType, "the column " + quoted(node.column.text) + " holds no nodes")
               .withId("E346")
               .at(node.column.span));
    return failed();
  }
  binder::Shape shape;
  shape.types = types;
  return make(BackTo{input.plan, bound->table_column, node.column.text}, std::move(shape), span);
}

}  // namespace clew::planner
