// `add`, `retract`, `alert`: what a script does besides answering. (tag, note and save are stages: plan_stage.cpp.)
#include <algorithm>
#include <array>

#include "common/text.h"
#include "planner/statement_planner.h"

namespace clew::planner {
namespace {

constexpr std::array kLevels = {"info", "low", "medium", "high", "critical"};

std::string textOf(const syntax::Literal& literal) {
  return literal.kind == syntax::LiteralKind::kTagged ? literal.tag + ":" + literal.value : literal.value;
}

}  // namespace

/// The node that a literal names, of one of these types.
std::optional<model::NodeName> StatementPlanner::nodeOf(const syntax::NodeRef& ref, const model::TypeSet& types) {
  model::TypeSet wanted = types;
  if (ref.type) {
    const auto type = schema_.typeNamed(ref.type->text);
    if (!type || (schema_.withSubtypes(*type) & types).none()) return std::nullopt;
    wanted.reset();
    wanted.set(*type);
  }
  for (std::size_t id = 0; id < schema_.types().size(); ++id) {
    const auto type = static_cast<model::TypeId>(id);
    if (!wanted.test(id)) continue;
    auto name = model::canonical(schema_, schema_.storedType(type), textOf(ref.literal));
    if (!name) continue;
    const bool domain_wanted = type == schema_.known().domain && !wanted.test(schema_.known().host);
    if (domain_wanted && catalog_.suffixes().apex(name->name) != name->name) continue;
    return std::move(*name);
  }
  return std::nullopt;
}

/// The row of the relation that fits both ends. A literal that may be of several types is of the first that fits.
std::optional<model::RelationId> StatementPlanner::relationOf(const syntax::LinkStatement& node,
                                                              std::optional<model::NodeName>& from,
                                                              std::optional<model::NodeName>& to) {
  const auto rows = schema_.relationsNamed(node.relation.text);
  if (rows.empty()) {
    std::vector<std::string> names;
    for (const auto& relation : schema_.relations()) names.push_back(relation.name);
    Error error(ErrorCode::kUnknownName, "no relation " + quoted(node.relation.text));
    error.withId("E201").at(node.relation.span);
    if (const auto near = closest(node.relation.text, names))
      error.withHint("did you mean '" + *near + "'?").withFix(node.relation.span, *near);
    report(std::move(error));
    return std::nullopt;
  }
  const syntax::NodeRef* wrong = &node.from;
  for (const model::RelationId row : rows) {
    const auto& relation = schema_.relation(row);
    model::TypeSet subjects;
    // names before what takes any text; what a text is, its type says
    std::vector<model::NodeName> read;
    if (!node.from.type) {
      read = binder_.literalNodes(node.from.literal);
      if (read.empty()) return std::nullopt;
    }
    for (const auto& candidate : read) {
      for (const model::TypeId type : {candidate.type, schema_.known().domain}) {
        if (schema_.storedType(type) == candidate.type && relation.subjects.test(type)) subjects.set(type);
      }
    }
    from = nodeOf(node.from, node.from.type ? relation.subjects : subjects);
    if (!from) continue;
    wrong = &node.to;
    model::TypeSet objects;
    objects.set(relation.object);
    to = nodeOf(node.to, objects);
    if (to && schema_.storedType(relation.object) == to->type) return row;
  }
  std::vector<std::string> leads;
  for (const model::RelationId row : rows) {
    const auto& relation = schema_.relation(row);
    leads.push_back(binder_.typesText(relation.subjects) + " to " + schema_.type(relation.object).plural);
  }
  report(Error(ErrorCode::kType, quoted(node.relation.text) + " leads from " + join(leads, ", or from ") + "; " +
                                     quoted(wrong->literal.text) + " is none of these")
             .withId("E324")
             .at(wrong->span));
  return std::nullopt;
}

bool StatementPlanner::linkModifiers(const syntax::LinkStatement& node, WriteLink& out) {
  const char* word = node.retract ? "retract" : "add";
  for (const auto& modifier : node.modifiers) {
    if (const auto* seen = std::get_if<syntax::SeenBy>(&modifier.node); seen != nullptr && !seen->only) {
      for (const auto& source : seen->sources) {
        if (node.retract && !catalog_.hasSource(source.text)) {
          report(Error(ErrorCode::kUnknownName, "no source " + quoted(source.text) + " in this case")
                     .withId("E206")
                     .at(source.span)
                     .withNote("sources here: " + join(catalog_.sources(), ", ")));
          return false;
        }
        out.sources.push_back(source.text);
      }
      if (node.retract || out.sources.size() == 1) continue;
      report(Error(ErrorCode::kSyntax, "one source says a fact; write one statement a source")
                 .withId("E321")
                 .at(modifier.span));
      return false;
    }
    const auto* test = std::get_if<syntax::TimeTest>(&modifier.node);
    const bool holds =
        test != nullptr &&
        (test->kind == syntax::TimeTest::Kind::kDuring || test->kind == syntax::TimeTest::Kind::kBetween ||
         test->kind == syntax::TimeTest::Kind::kSince || test->kind == syntax::TimeTest::Kind::kAt);
    if (!node.retract && holds && out.times.empty()) {
      auto bound = binder_.timeTest(*test);
      if (!bound) return false;
      out.times.push_back(std::move(*bound));
      continue;
    }
    Error error(ErrorCode::kSyntax, std::string("this has no place in `") + word + "`");
    error.withId("E321").at(modifier.span);
    if (node.retract) {
      error.withNote("`retract` takes back all that a source said of the link").withFix(modifier.span, "");
    } else {
      error.withNote("`add` takes when it held (`during`, `between`, `since`, `at`) and who says so (`seen by`)")
          .withFix(modifier.span, "");
    }
    report(std::move(error));
    return false;
  }
  return true;
}

void StatementPlanner::linkStatement(const syntax::LinkStatement& node, const syntax::Statement& statement) {
  WriteLink out;
  out.retract = node.retract;
  std::optional<model::NodeName> from, to;
  const auto relation = relationOf(node, from, to);
  if (!relation) return;
  const auto& def = schema_.relation(*relation);
  if (def.derivation != model::Derivation::kNone && def.derivation != model::Derivation::kOfServices) {
    report(Error(ErrorCode::kType, quoted(def.name) + " follows from other facts and cannot be written")
               .withId("E322")
               .at(node.relation.span));
    return;
  }
  if (!linkModifiers(node, out)) return;
  out.from = std::move(*from);
  out.relation = *relation;
  out.to = std::move(*to);
  out.because = node.because ? node.because->value : "";
  binder::Shape nothing;
  nothing.is_set = false;
  PlannedStatement planned;
  planned.kind = PlannedStatement::Kind::kQuery;
  planned.plan = make(std::move(out), std::move(nothing), statement.span).plan;
  planned.span = statement.span;
  planned.writes = true;
  planned.text = input_.print_statement ? input_.print_statement(statement) : "";
  prepared_.statements.push_back(std::move(planned));
}

/// `{count}`, `{names}`, `{a column or trait}`, which may be a walk; `{{` is a brace.
std::optional<std::vector<Alert::Part>> StatementPlanner::alertText(const syntax::Literal& literal,
                                                                    const binder::Shape& shape) {
  std::vector<Alert::Part> out;
  const std::string& text = literal.value;
  const auto addText = [&](std::string_view more) {
    if (out.empty() || out.back().kind != Alert::Part::Kind::kText) out.push_back({});
    out.back().text += more;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find('{', at);
    if (open != at) addText(std::string_view(text).substr(at, open == text.npos ? text.npos : open - at));
    if (open == text.npos) break;
    if (text.compare(open, 2, "{{") == 0) {
      addText("{");
      at = open + 2;
      continue;
    }
    const std::size_t close = text.find('}', open);
    if (close == text.npos) {
      addText(std::string_view(text).substr(open));
      break;
    }
    const std::string word(trim(std::string_view(text).substr(open + 1, close - open - 1)));
    at = close + 1;
    Alert::Part part;
    if (word == "count") {
      part.kind = Alert::Part::Kind::kCount;
    } else if (word == "names") {
      part.kind = Alert::Part::Kind::kNames;
    } else {
      part.kind = Alert::Part::Kind::kValues;
      syntax::Trait trait;
      trait.span = literal.span;
      for (std::size_t begin = 0; begin <= word.size();) {  // `country of ip` is a walk
        const std::size_t of = std::min(word.find(" of ", begin), word.size());
        trait.words.push_back({});
        trait.words.back().text = trim(std::string_view(word).substr(begin, of - begin));
        trait.words.back().span = literal.span;
        begin = of + 4;
      }
      syntax::Expr expr;
      expr.span = literal.span;
      expr.node = std::move(trait);
      part.what = binder_.expr(expr, shape);
      if (!part.what) return std::nullopt;
    }
    out.push_back(std::move(part));
  }
  return out;
}

StatementPlanner::Planned StatementPlanner::alert(Planned input, const syntax::AlertStage& node, SourceSpan span) {
  if (as_source_) return input;
  const std::string& level = node.level.text;
  if (std::find(kLevels.begin(), kLevels.end(), level) == kLevels.end()) {
    const std::vector<std::string> levels(kLevels.begin(), kLevels.end());
    Error error(ErrorCode::kUnknownName, "no level " + quoted(level) + " of alerts");
    error.withId("E214").at(node.level.span).withNote("levels: " + join(levels, ", "));
    if (const auto near = closest(level, levels))
      error.withHint("did you mean '" + *near + "'?").withFix(node.level.span, *near);
    report(std::move(error));
    return failed();
  }
  Alert out;
  auto text = alertText(node.text, input.shape);
  if (!text) return failed();
  if (node.when) {
    binder::Shape scope = input.shape;
    scope.count_is_rows = !std::holds_alternative<Count>(input.plan->op);
    out.condition = binder_.condition(*node.when, scope);
    if (!out.condition) return failed();
  }
  out.input = input.plan;
  out.level = level;
  out.text = std::move(*text);
  binder::Shape shape = input.shape;
  return make(std::move(out), std::move(shape), span);
}

}  // namespace clew::planner
