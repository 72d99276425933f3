#include <algorithm>
#include <utility>

#include "binder/via.h"
#include "common/text.h"
#include "planner/statement_planner.h"
#include "syntax/ast_printer.h"
#include "syntax/command_words.h"

namespace clew::planner {
namespace {

binder::Shape setShape(model::TypeSet types) {
  binder::Shape shape;
  shape.types = types;
  return shape;
}

constexpr std::size_t kMostStagesLookedAt = 50;  // after one that failed
constexpr std::size_t kFewestDigits = 6;         // of a shortened hash

/// `sha256:9f86d0`: a hash by name, with some of its digits.
bool isShortHash(const syntax::Literal& literal) {
  if (literal.kind != syntax::LiteralKind::kTagged || !allHex(literal.value)) return false;
  static constexpr std::pair<std::string_view, std::size_t> kWhole[] = {
      {"md5", 32}, {"sha1", 40}, {"sha256", 64}, {"sha512", 128}};
  const std::string tag = toLower(literal.tag);
  return std::any_of(std::begin(kWhole), std::end(kWhole), [&](const auto& kind) {
    return tag == kind.first && literal.value.size() >= kFewestDigits && literal.value.size() < kind.second;
  });
}

/// Whether what flows out of a stage has the columns of what flows in.
bool keepsShape(const syntax::Stage& stage) {
  if (const auto* top = std::get_if<syntax::TopStage>(&stage.node)) return top->by.has_value();
  const auto one_of = [&]<typename... Kinds>(std::variant<Kinds...>*) {
    return (std::holds_alternative<Kinds>(stage.node) || ...);
  };
  using Keeping = std::variant<syntax::StepsStage, syntax::TakeStage, syntax::SortStage, syntax::TagStage,
                               syntax::NoteStage, syntax::SaveStage, syntax::ExpectStage, syntax::AlertStage>;
  return one_of(static_cast<Keeping*>(nullptr));
}

/// The named set of the case that the nodes come from as they are, if there is one: what it holds is data, and data
/// breaks no query.
std::optional<std::string> ofTheCase(const PlanPtr& plan) {
  if (const auto* named = std::get_if<NamedSet>(&plan->op)) return named->name;
  if (const auto* list = std::get_if<Union>(&plan->op)) {
    for (const PlanPtr& part : list->parts) {
      if (auto name = ofTheCase(part)) return name;
    }
  }
  if (const auto* filter = std::get_if<Filter>(&plan->op)) return ofTheCase(filter->input);
  if (const auto* take = std::get_if<Take>(&plan->op)) return ofTheCase(take->input);
  if (const auto* minus = std::get_if<Minus>(&plan->op)) return ofTheCase(minus->left);
  if (const auto* part = std::get_if<Intersect>(&plan->op)) return ofTheCase(part->left);
  return std::nullopt;
}

model::TypeSet hashTypes(const model::Schema& schema) {
  model::TypeSet types;
  for (std::size_t id = 0; id < schema.types().size(); ++id) {
    const model::Form form = schema.types()[id].form;
    types.set(id, form == model::Form::kHash || form == model::Form::kCert || form == model::Form::kHashed);
  }
  return types;
}

}  // namespace

StatementPlanner::Planned StatementPlanner::query(const syntax::Query& query) {
  const bool answers = std::exchange(answers_, false);  // a query within it is no answer
  if (!outputEnds(query, answers)) return failed();
  Asked asked;
  if (query.as_known_at) {
    asked.as_known = binder_.time(*query.as_known_at);
    asked.as_known_span = query.as_known_at->span;
    if (!asked.as_known) return failed();
  }
  if (query.as_of) {
    asked.as_of = binder_.time(*query.as_of);
    asked.as_of_span = query.as_of->span;
    if (!asked.as_of) return failed();
  }
  if (!rarestIsTaken(query)) return failed();
  const bool before = diagnostics_.onlyUnknown();
  asked_.push_back(asked);
  Planned out = stages(query);
  asked_.pop_back();
  diagnostics_.onlyUnknown(before);
  return askedAt(std::move(out), asked);
}

/// An answer takes its form last, but for what leaves its rows as they are. In the middle the form would be that of
/// rows which nobody sees.
bool StatementPlanner::outputEnds(const syntax::Query& query, bool answers) {
  if (as_source_) return true;  // a saved query's form is left out with its other effects
  const auto isOutput = [](const auto& stage) { return std::holds_alternative<syntax::OutputStage>(stage.node); };
  const auto keepsRows = [&](const auto& stage) {
    using namespace syntax;
    return isOutput(stage) || std::holds_alternative<ExpectStage>(stage.node) ||
           std::holds_alternative<SaveStage>(stage.node) || std::holds_alternative<TagStage>(stage.node) ||
           std::holds_alternative<NoteStage>(stage.node) || std::holds_alternative<AlertStage>(stage.node);
  };
  auto end = query.stages.end();
  while (answers && end != query.stages.begin() && keepsRows(*std::prev(end))) --end;
  const auto output = std::find_if(query.stages.begin(), end, isOutput);
  if (output == end) return true;
  Error error(ErrorCode::kSyntax, "`as` gives an answer its form, so it ends a statement");
  error.withId("E134").at(output->span);
  if (answers)
    error.withNote("what follows it would be the answer, and it would have no form: write `| as ...` last");
  else
    error.withNote("a query that another one goes on from is no answer: give the form to the statement that answers");
  report(std::move(error));
  return false;
}

StatementPlanner::Planned StatementPlanner::askedAt(Planned planned, const Asked& asked) {
  if (planned.ok() && asked.as_of) {
    binder::Shape shape = planned.shape;
    planned = make(AsOf{planned.plan, *asked.as_of}, std::move(shape), asked.as_of_span);
  }
  if (planned.ok() && asked.as_known) {
    binder::Shape shape = planned.shape;
    planned = make(AsKnown{planned.plan, *asked.as_known}, std::move(shape), asked.as_known_span);
  }
  return planned;
}

StatementPlanner::Planned StatementPlanner::askedLikeAround(Planned planned) {
  for (auto asked = asked_.rbegin(); asked != asked_.rend(); ++asked) planned = askedAt(std::move(planned), *asked);
  return planned;
}

/// The set and what its stages make of it. After a stage that failed those that follow are looked at for unknown words,
/// so that one run shows them all; they are not when the columns of a table are what is not known.
StatementPlanner::Planned StatementPlanner::stages(const syntax::Query& query) {
  Planned out = set(query.set);
  bool sound = out.ok();
  if (!sound) out = anything(query.set.span);
  for (const auto& one : query.stages) {
    if (too_deep_ || (!sound && query.stages.size() > kMostStagesLookedAt)) return failed();
    diagnostics_.onlyUnknown(diagnostics_.onlyUnknown() || !sound);
    const Planned input = out;
    out = stage(std::move(out), one);
    if (out.ok()) continue;
    sound = false;
    if (std::holds_alternative<syntax::StepsStage>(one.node) && input.shape.is_set)
      out = anything(one.span);
    else if (keepsShape(one))
      out = input;
    else
      return failed();
  }
  return sound ? out : failed();
}

/// Stands for a set that has errors: nodes of any type.
StatementPlanner::Planned StatementPlanner::anything(SourceSpan span) {
  binder::Shape shape = setShape(schema_.allTypes());
  shape.has_links = shape.has_sharing = shape.has_likeness = shape.has_cause = shape.has_change = true;
  return make(LookupNodes{}, std::move(shape), span);
}

StatementPlanner::Planned StatementPlanner::set(const syntax::Set& set) {
  Planned out = chain(set.first);
  for (const auto& [op, next] : set.rest) {
    Planned right = chain(next);
    if (!out.ok() || !right.ok()) return failed();
    binder::Shape shape = out.shape;
    const SourceSpan span{set.first.span.begin, next.span.end, next.span.source};
    if (op == syntax::SetOp::kPlus) {
      shape.types |= right.shape.types;
      shape.has_links = shape.has_links || right.shape.has_links;
      shape.has_likeness = shape.has_likeness || right.shape.has_likeness;
      shape.has_cause = shape.has_change = false;
      out = make(Union{{out.plan, right.plan}}, std::move(shape), span);
    } else {
      out = make(Minus{out.plan, right.plan}, std::move(shape), span);
    }
  }
  return out;
}

StatementPlanner::Planned StatementPlanner::chain(const syntax::Chain& chain) {
  bool other = false;
  Planned out = source(chain.source, other);
  for (const auto& one : chain.steps) {
    if (!out.ok()) return failed();
    out = step(std::move(out), one, other);
  }
  if (out.ok() && chain.where) out = where(std::move(out), *chain.where);
  if (out.ok() && other) {
    report(Error(ErrorCode::kSyntax, "`other` leaves out the seeds of a `sharing`, and none follows")
               .withId("E122")
               .at(chain.source.span)
               .withNote("as in `other domains sharing email with corvusrex.com`"));
    return failed();
  }
  return out;
}

StatementPlanner::Planned StatementPlanner::source(const syntax::Source& source, bool& other) {
  if (const auto* primary_node = std::get_if<syntax::Primary>(&source.node)) return primary(*primary_node, other);
  return path(std::get<syntax::PathSource>(source.node), source.span);
}

binder::PlannedSet StatementPlanner::primarySet(const syntax::Primary& node) {
  bool other = false;
  const bool before = std::exchange(as_operand_, true);
  Planned planned = primary(node, other);
  as_operand_ = before;
  if (!planned.ok()) return {};
  if (other) {
    report(Error(ErrorCode::kSyntax, "`other` has no place here").withId("E122").at(node.span));
    return {};
  }
  return {planned.plan, planned.shape.types};
}

StatementPlanner::Planned StatementPlanner::primary(const syntax::Primary& primary, bool& other) {
  struct Visitor {
    StatementPlanner& planner;
    const syntax::Primary& primary_node;
    bool& other;
    Planned operator()(const syntax::Literal& node) const { return planner.literal(node); }
    Planned operator()(const syntax::VarRef& node) const { return planner.variable(node); }
    Planned operator()(const syntax::TypeSource& node) const { return planner.typed(node, primary_node.span, other); }
    Planned operator()(const syntax::SetSource& node) const { return planner.namedSet(node, primary_node.span); }
    Planned operator()(const syntax::Read& node) const {
      return planner.make(ReadFile{node.file.value}, setShape(planner.schema_.allTypes()), primary_node.span);
    }
    Planned operator()(const syntax::PrimaryList& node) const {
      Union out;
      std::shared_ptr<PlanNode> lookup;  // of all literals: one look, and one notice of what is not there
      binder::Shape shape;
      bool failed = false;
      for (const auto& part : node.parts) {
        bool part_other = false;
        Planned planned = planner.primary(part, part_other);
        if (!planned.ok())
          failed = true;
        else {
          shape.types |= planned.shape.types;
          shape.has_links = shape.has_links || planned.shape.has_links;
          shape.has_likeness = shape.has_likeness || planned.shape.has_likeness;
          const auto* literals = std::get_if<LookupNodes>(&planned.plan->op);
          if (literals != nullptr && lookup) {
            auto& all = std::get<LookupNodes>(lookup->op).literals;
            all.insert(all.end(), literals->literals.begin(), literals->literals.end());
            lookup->types |= planned.plan->types;
            continue;
          }
          if (literals != nullptr) {
            lookup = std::make_shared<PlanNode>(*planned.plan);
            lookup->span = primary_node.span;
          }
          out.parts.push_back(literals != nullptr ? lookup : planned.plan);
        }
      }
      if (failed) return planner.failed();
      if (out.parts.size() == 1 && lookup) {
        lookup->estimate = estimateRows(*lookup, planner.catalog_);
        return Planned{std::move(lookup), std::move(shape)};
      }
      return planner.make(std::move(out), std::move(shape), primary_node.span);
    }
    Planned operator()(const syntax::Subquery& node) const {
      Planned planned = planner.query(*node.query);
      if (!planned.ok()) return planned;
      if (!planned.shape.is_set) {
        planner.report(Error(ErrorCode::kType, "a set must stand here, and this query gives a table")
                           .withId("E302")
                           .at(primary_node.span));
        return planner.failed();
      }
      return planned;
    }
  };
  return std::visit(Visitor{*this, primary, other}, primary.node);
}

StatementPlanner::Planned StatementPlanner::literal(const syntax::Literal& literal) {
  LookupNodes lookup;
  LookupNodes::Literal one;
  one.text = literal.text;
  one.span = literal.span;
  model::TypeSet types;
  if (literal.kind == syntax::LiteralKind::kCidr) {
    auto block = model::parseBlock(literal.value);
    if (!block) {
      Error error = block.error();
      report(std::move(error.withId("E113").at(literal.span)));
      return failed();
    }
    one.block = *block;
    types.set(schema_.known().ip);
  } else if (isShortHash(literal)) {
    // file, cert, body ... : whatever the graph holds under a hash that begins so
    one.prefix = model::NodeName{model::kNoType, toLower(literal.tag + ":" + literal.value), {}};
    types = hashTypes(schema_);
  } else {
    one.candidates = binder_.literalNodes(literal);
    if (one.candidates.empty()) return failed();
    for (const auto& node : one.candidates) {
      const bool is_domain = node.type == schema_.known().host && catalog_.suffixes().apex(node.name) == node.name;
      types.set(is_domain ? schema_.known().domain : node.type);
    }
  }
  lookup.literals.push_back(std::move(one));
  return make(std::move(lookup), setShape(types), literal.span);
}

StatementPlanner::Planned StatementPlanner::variable(const syntax::VarRef& ref) {
  const auto found = names_.scalars.find(ref.name);
  if (found == names_.scalars.end()) {
    report(Error(ErrorCode::kUnknownName, "no value `$" + ref.name + "` was made above this line")
               .withId("E209")
               .at(ref.span)
               .withNote("a line above makes it: `param $" + ref.name + ": domain`"));
    return failed();
  }
  LookupNodes lookup;
  LookupNodes::Literal one;
  one.text = "$" + ref.name;
  one.span = ref.span;
  one.param = binder::ParamRef{found->second.index};
  one.param_type = found->second.node_type;
  lookup.literals.push_back(std::move(one));
  const auto types = found->second.node_type ? schema_.withSubtypes(*found->second.node_type) : schema_.allTypes();
  return make(std::move(lookup), setShape(types), ref.span);
}

StatementPlanner::Planned StatementPlanner::typed(const syntax::TypeSource& node, SourceSpan span, bool& other) {
  const auto type = schema_.typeNamed(node.type.text);
  if (!type) {
    Error error(ErrorCode::kUnknownName, quoted(node.type.text) + " is neither a type nor a name: names have a dot");
    error.withId("E205").at(node.type.span);
    std::vector<std::string> plurals;
    for (const auto& def : schema_.types()) plurals.push_back(def.plural);
    if (!catalog_.schema().relationsNamed(node.type.text).empty()) {
      error.message = quoted(node.type.text) + " is a relation; a query begins with a type, a value or a set";
      error.withNote("as in `corvusrex.com -> " + node.type.text + "`");
    } else if (const std::string_view instead = syntax::commandFor(node.type.text); !instead.empty() && !node.value) {
      error.message = quoted(node.type.text) + " is no query";
      error.withNote(std::string(instead));
    } else if (syntax::isLookupWord(node.type.text) && node.value) {
      error.message = quoted(node.type.text) + " looks nothing up: a query asks what the case has taken in";
      error.withNote("`| pivots` lists what it knows of a node").withFix(span, syntax::print(*node.value));
    } else if (const auto near = closest(node.type.text, plurals)) {
      error.withHint("did you mean '" + *near + "'?").withFix(node.type.span, *near);
    } else if (node.value) {
      error.message = "there is no type " + quoted(node.type.text);
      error.withNote("`clew schema`, at the prompt `:schema`, lists the types");
    } else {
      const auto [names, total] = catalog_.namesLike(node.type.text, 1);
      if (!names.empty())
        error
            .withNote(names[0] +
                      (total > 1 ? " and " + std::to_string(total - 1) + " more are in the graph" : " is in the graph"))
            .withNote("any such name: `domains matching " + toLower(node.type.text) + ".*`")
            .withFix(node.type.span, names[0]);
      else if (catalog_.set(node.type.text))
        error.withFix(node.type.span, "@" + node.type.text);
      else
        error.withNote("a list is written `@" + node.type.text + "`")
            .withFix(node.type.span, as_operand_ ? "(domains matching " + toLower(node.type.text) + ".*)"
                                                 : "domains matching " + toLower(node.type.text) + ".*");
    }
    report(std::move(error));
    return failed();
  }
  other = other || node.other;
  if (!node.value) return make(NodeScan{schema_.withSubtypes(*type)}, setShape(schema_.withSubtypes(*type)), span);
  LookupNodes lookup;
  LookupNodes::Literal one;
  one.span = span;
  if (const auto* var = std::get_if<syntax::VarRef>(&node.value->node)) {
    const auto found = names_.scalars.find(var->name);
    if (found == names_.scalars.end()) return variable(*var);
    one.text = node.type.text + " $" + var->name;
    one.param = binder::ParamRef{found->second.index};
    one.param_type = *type;
  } else {
    const auto* literal = std::get_if<syntax::Literal>(&node.value->node);
    if (literal == nullptr) {
      report(Error(ErrorCode::kType, "a value of the type must stand here").withId("E310").at(node.value->span));
      return failed();
    }
    const bool tagged = literal->kind == syntax::LiteralKind::kTagged;
    const std::string text = tagged ? literal->tag + ":" + literal->value : literal->value;
    one.text = node.type.text + " " + literal->text;
    auto canonical = model::canonical(schema_, schema_.storedType(*type), text);
    if (!canonical && tagged && allHex(literal->value) && literal->value.size() >= 6) {
      one.prefix = model::NodeName{schema_.storedType(*type), toLower(text), {}};
    } else if (!canonical) {
      Error error = canonical.error();
      report(std::move(error.withId("E113").at(literal->span)));
      return failed();
    } else {
      one.candidates.push_back(std::move(*canonical));
    }
  }
  lookup.literals.push_back(std::move(one));
  return make(std::move(lookup), setShape(schema_.withSubtypes(*type)), span);
}

StatementPlanner::Planned StatementPlanner::namedSet(const syntax::SetSource& node, SourceSpan span) {
  if (node.arguments) return savedQuery(node, span);
  const auto& name = node.set.name;
  if (const auto local = names_.sets.find(name); local != names_.sets.end()) {
    if (local->second.saved) return make(NamedSet{name}, setShape(local->second.types), span);
    sets_depth_ = std::max(sets_depth_, set_depths_[local->second.index]);
    return make(LocalSet{local->second.index, name}, setShape(local->second.types), span);
  }
  if (const auto info = catalog_.set(name)) {
    return make(NamedSet{name}, setShape(info->types.any() ? info->types : schema_.allTypes()), span);
  }
  std::vector<std::string> names;
  for (const auto& set : catalog_.sets()) names.push_back(set.name);
  for (const auto& [local_name, local] : names_.sets) names.push_back(local_name);
  Error error(ErrorCode::kUnknownName, "there is no set `@" + name + "`");
  error.withId("E204").at(span);
  if (input_.saved_query) {
    const auto saved = input_.saved_query(name);
    if (saved && *saved) {
      report(std::move(error.withNote("there is a saved query of that name").withFix(span, "@" + name + "()")));
      return failed();
    }
  }
  if (const auto near = closest(name, names)) {
    const auto info = catalog_.set(*near);
    error.withHint("did you mean '@" + *near + "'" + (info ? " (" + counted(info->members, "member") + ")" : "") + "?")
        .withFix(span, "@" + *near);
    report(std::move(error));
    return failed();
  }
  if (name.starts_with("noise/")) {
    std::erase_if(names, [](const std::string& own) { return !own.starts_with("noise/"); });
    report(std::move(error.withNote("ready sets: @" + join(names, ", @"))
                         .withNote("`clew check CASE --noise " + name.substr(6) + "=FILE` makes one of a list")));
    return failed();
  }
  std::erase_if(names, [](const std::string& ready) { return ready.starts_with("noise/"); });
  if (!names.empty()) {
    if (names.size() > 8) names.resize(8);
    error.withNote("sets here: @" + join(names, ", @"));
  } else {
    error.withNote("this case has no sets yet; `clew ingest CASE list.txt --list " + name + "` or `| save as @" + name +
                   "` makes one");
  }
  report(std::move(error));
  return failed();
}

StatementPlanner::Planned StatementPlanner::step(Planned input, const syntax::Step& step, bool& other) {
  struct Visitor {
    StatementPlanner& planner;
    Planned& input;
    const syntax::Step& step;
    bool& other;
    Planned operator()(const syntax::Arrow& node) const { return planner.arrow(std::move(input), node, step.span); }
    Planned operator()(const syntax::Sharing& node) const {
      return planner.sharing(std::move(input), node, step.span, other);
    }
    Planned operator()(const syntax::MatchingStep& node) const {
      return planner.matching(std::move(input), node, step.span);
    }
    Planned operator()(const syntax::InStep& node) const { return planner.inSet(std::move(input), node, step.span); }
    Planned operator()(const syntax::ResemblingStep& node) const {
      return planner.resembling(std::move(input), node, step.span);
    }
    Planned operator()(const syntax::Expand& node) const {
      return planner.expandHops(std::move(input), node, step.span);
    }
  };
  return std::visit(Visitor{*this, input, step, other}, step.node);
}

StatementPlanner::Planned StatementPlanner::arrow(Planned input, const syntax::Arrow& node, SourceSpan span) {
  auto bound = binder_.arrow(node, span, input.shape);
  if (!bound) return failed();
  binder::Shape shape = setShape(bound->result_types);
  shape.has_links = true;
  Planned out = make(Expand{input.plan, std::move(bound->hop), bound->result_types, std::move(bound->modifiers)},
                     std::move(shape), span);
  noteUnbounded(*out.plan, input.shape.types, span);
  return out;
}

StatementPlanner::Planned StatementPlanner::sharing(Planned input, const syntax::Sharing& node, SourceSpan span,
                                                    bool& other) {
  Sharing out;
  out.other = node.other || other;
  other = false;
  out.each_other = node.each_other;
  model::TypeSet seeds = input.shape.types;
  if (!node.each_other) {
    const auto with = primarySet(*node.with);
    if (with.plan == nullptr) return failed();
    out.with = with.plan;
    seeds = with.types;
  }
  auto bound = binder_.sharing(node.traits, input.shape.types, seeds);
  if (!bound) return failed();
  if (binder::refusesVia(node.modifiers, "`sharing`", diagnostics_)) return failed();
  auto modifiers = binder_.modifiers(node.modifiers, true);
  if (!modifiers || binder_.refusesIdle(*modifiers, bound->traits)) return failed();
  out.traits = std::move(bound->traits);
  out.form = bound->form;
  out.at_least = bound->at_least;
  out.modifiers = std::move(*modifiers);
  out.subject_types = input.shape.types;
  if (node.each_other || !std::holds_alternative<NodeScan>(input.plan->op)) out.subjects = input.plan;
  binder::Shape shape = setShape(input.shape.types);
  shape.has_links = true;
  shape.has_sharing = true;
  Planned made = make(std::move(out), std::move(shape), span);
  noteUnbounded(*made.plan, input.shape.types, span);
  return made;
}

StatementPlanner::Planned StatementPlanner::resembling(Planned input, const syntax::ResemblingStep& node,
                                                       SourceSpan span) {
  const auto hosts = schema_.withSubtypes(schema_.known().host);
  if ((input.shape.types & hosts).none()) {
    report(Error(ErrorCode::kType,
                 "`resembling` compares names of hosts, and " + binder_.typesText(input.shape.types) + " have none")
               .withId("E340")
               .at(span)
               .withNote("as in `domains resembling corvusrex.com`"));
    return failed();
  }
  auto likeness = binder_.likeness(*node.what, node.within, span);
  if (!likeness) return failed();
  binder::Shape shape = setShape(input.shape.types & hosts);
  shape.has_links = true;
  shape.has_likeness = true;
  return make(Resembling{input.plan, std::move(*likeness)}, std::move(shape), span);
}

StatementPlanner::Planned StatementPlanner::matching(Planned input, const syntax::MatchingStep& node, SourceSpan span) {
  syntax::Expr name;
  name.span = span;
  syntax::Trait trait;
  trait.span = span;
  syntax::Ident word;
  word.text = "name";
  word.span = span;
  trait.words.push_back(word);
  name.node = trait;
  syntax::Expr condition;
  condition.span = span;
  syntax::Matching test;
  test.left = name;
  test.test = node.test;
  condition.node = std::move(test);
  return where(std::move(input), condition);
}

StatementPlanner::Planned StatementPlanner::inSet(Planned input, const syntax::InStep& node, SourceSpan span) {
  const auto right = primarySet(*node.what);
  if (right.plan == nullptr) return failed();
  if (const auto name = ofTheCase(right.plan)) {
    binder_.noteUnrelated(*name, right.types, input.shape.types);
  } else if (const auto asked = ofTheCase(input.plan)) {
    binder_.noteUnrelated(*asked, input.shape.types, right.types);
  } else if (right.types.any() && input.shape.types.any() && !schema_.related(right.types, input.shape.types)) {
    report(Error(ErrorCode::kType, "these are " + binder_.typesText(input.shape.types) + ", and what stands after `" +
                                       (node.negated ? "not in" : "in") + "` are " + binder_.typesText(right.types))
               .withId("E303")
               .at(node.what->span));
    return failed();
  }
  binder::Shape shape = input.shape;
  if (!node.negated && (shape.types & right.types).any()) shape.types &= right.types;
  return make(Intersect{input.plan, right.plan, node.negated}, std::move(shape), span);
}

StatementPlanner::Planned StatementPlanner::where(Planned input, const syntax::Expr& condition) {
  statement_depth_ += conditionDepth(condition);
  auto bound = binder_.condition(condition, input.shape);
  if (!bound || binder_.refusesRowCount(*bound, input.shape)) return failed();
  binder::Shape shape = input.shape;
  if (!shape.is_set) return make(TableFilter{input.plan, std::move(bound)}, std::move(shape), condition.span);
  const bool per_link = bound->names_link_column;
  return make(Filter{input.plan, std::move(bound), per_link}, std::move(shape), condition.span);
}

}  // namespace clew::planner
