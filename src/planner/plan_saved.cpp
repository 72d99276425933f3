// `@name($x = …)`: the result of a saved query as a source. Its parameters and `let`s become slots of the script that
// uses it; its last query becomes part of the plan. Its writes, alerts, expectations and comparisons with its last run
// are left out: as a source it only says what it finds.
#include <algorithm>

#include "common/text.h"
#include "planner/statement_planner.h"

namespace clew::planner {

StatementPlanner::Planned StatementPlanner::savedQuery(const syntax::SetSource& node, SourceSpan span) {
  const std::string& name = node.set.name;
  if (sources_in_work_.contains(name)) {
    report(Error(ErrorCode::kSyntax, "the saved query `" + name + "` uses itself").withId("E121").at(span));
    return failed();
  }
  Result<std::optional<syntax::Script>> script = std::optional<syntax::Script>();
  if (input_.saved_query) script = input_.saved_query(name);
  if (!script) {
    Error error = script.error();
    report(std::move(error.withId("E121").at(span)));
    return failed();
  }
  if (!*script) {
    Error error(ErrorCode::kUnknownName, "there is no saved query `" + name + "`");
    error.withId("E213").at(span).withNote("looked for " + name + ".clew beside the script and in queries/ there");
    if (catalog_.set(name) || names_.sets.contains(name))
      error.withNote("the set of that name is written `@" + name + "`");
    report(std::move(error));
    return failed();
  }
  sources_in_work_.insert(name);
  Planned out = savedResult(**script, node, span);
  sources_in_work_.erase(name);
  return out;
}

StatementPlanner::Planned StatementPlanner::savedResult(const syntax::Script& script, const syntax::SetSource& node,
                                                        SourceSpan span) {
  const syntax::Query* last = nullptr;
  for (const auto& one : script.statements) {
    if (const auto* found = std::get_if<syntax::QueryStatement>(&one.node)) last = &found->query;
  }
  if (last == nullptr) {
    report(Error(ErrorCode::kSyntax, "the saved query `" + node.set.name + "` holds no query").withId("E213").at(span));
    return failed();
  }
  const binder::Names outer = names_;
  const bool was_source = as_source_;
  const bool wrote = writes_;
  const std::string title = prepared_.title;
  Planned out;
  if (givenParameters(script, node, span)) {
    as_source_ = true;
    const std::size_t before = diagnostics_.errors().size();
    for (const auto& one : script.statements) {
      if (const auto* let = std::get_if<syntax::LetSetStatement>(&one.node)) letSet(*let, one.span);
      if (const auto* value = std::get_if<syntax::LetScalarStatement>(&one.node)) letScalar(*value, one.span);
      if (const auto* trait = std::get_if<syntax::LetTraitStatement>(&one.node)) letTrait(*trait);
      if (const auto* file = std::get_if<syntax::IncludeStatement>(&one.node)) include(*file, one.span);
    }
    names_.has_last_run = false;
    if (diagnostics_.errors().size() == before) out = query(*last);
  }
  names_ = outer;
  as_source_ = was_source;
  writes_ = wrote;
  if (out.ok() && !out.shape.is_set) {
    report(Error(ErrorCode::kType, "a set must stand here, and the saved query `" + node.set.name + "` gives a table")
               .withId("E302")
               .at(span));
    return failed();
  }
  return out;
}

/// Makes the slots of its parameters, filled with the arguments, and forgets the names of the script around.
bool StatementPlanner::givenParameters(const syntax::Script& script, const syntax::SetSource& node, SourceSpan span) {
  struct Given {
    PlannedStatement plan;
    model::TypeSet types;
    std::optional<std::uint32_t> outer;  // a value of the script around
    const syntax::Value* value = nullptr;
    SourceSpan at;
    bool used = false;
  };
  std::map<std::string, Given, std::less<>> given;
  for (const auto& argument : *node.arguments) {
    Given one;
    std::string name;
    if (const auto* set_name = std::get_if<syntax::SetRef>(&argument.name)) {
      const auto planned = askedLikeAround(set(*std::get<Box<syntax::Set>>(argument.value)));
      if (!planned.ok()) return false;
      name = "@" + set_name->name;
      one.plan.plan = rewrite(planned.plan, catalog_);
      one.types = planned.shape.types;
    } else {
      one.value = &std::get<syntax::Value>(argument.value);
      name = "$" + std::get<syntax::VarRef>(argument.name).name;
      if (const auto* var = std::get_if<syntax::VarRef>(&one.value->node)) {
        const auto found = names_.scalars.find(var->name);
        if (found == names_.scalars.end()) {
          report(Error(ErrorCode::kUnknownName, "no value `$" + var->name + "` was made above this line")
                     .withId("E209")
                     .at(one.value->span));
          return false;
        }
        one.outer = found->second.index;
      }
    }
    one.at = argument.span;
    if (!given.emplace(name, std::move(one)).second) {
      report(Error(ErrorCode::kSyntax, "`" + name + "` is given twice").withId("E120").at(argument.span));
      return false;
    }
  }
  names_ = binder::Names();
  std::vector<std::string> known;
  const std::size_t before = diagnostics_.errors().size();
  for (const auto& one : script.statements) {
    if (const auto* param = std::get_if<syntax::SetParamStatement>(&one.node)) {
      known.push_back("@" + param->name.name);
      const auto found = given.find(known.back());
      if (found == given.end() && !param->fallback) {
        report(Error(ErrorCode::kUsage, "`@" + node.set.name + "` needs `" + known.back() + "`")
                   .withId("E215")
                   .at(span)
                   .withNote("as in `@" + node.set.name + "(" + known.back() + " = " + known.back() + ")`"));
        return false;
      }
      syntax::SetParamStatement copy = *param;
      if (found != given.end()) copy.fallback.reset();
      setParam(copy);
      if (diagnostics_.errors().size() != before || prepared_.sets.empty()) return false;
      SetSlot& slot = prepared_.sets.back();
      slot.is_param = false;
      if (found == given.end()) continue;
      found->second.used = true;
      if (!takes(slot, found->second.types, found->second.at)) return false;
      slot.fallback = found->second.plan.plan;
    } else if (const auto* scalar = std::get_if<syntax::ScalarParamStatement>(&one.node)) {
      known.push_back("$" + scalar->name.name);
      const auto found = given.find(known.back());
      if (found == given.end() && !scalar->fallback) {
        report(Error(ErrorCode::kUsage, "`@" + node.set.name + "` needs `" + known.back() + "`")
                   .withId("E215")
                   .at(span)
                   .withNote("as in `@" + node.set.name + "(" + known.back() + " = 7d)`"));
        return false;
      }
      syntax::ScalarParamStatement copy = *scalar;
      if (found != given.end()) {
        found->second.used = true;
        copy.fallback.reset();
        if (!found->second.outer) copy.fallback = *found->second.value;
      }
      const std::size_t slots = prepared_.scalars.size();
      scalarParam(copy);
      if (diagnostics_.errors().size() != before || prepared_.scalars.size() == slots) return false;
      ScalarSlot& slot = prepared_.scalars.back();
      slot.is_param = false;
      if (found != given.end() && found->second.outer) {
        slot.fallback = binder::BoundValue{binder::ParamRef{*found->second.outer}, known.back()};
      }
    }
  }
  for (const auto& [name, one] : given) {
    if (one.used) continue;
    Error error(ErrorCode::kUsage, "`@" + node.set.name + "` has no parameter `" + name + "`");
    error.withId("E215").at(one.at);
    if (!known.empty()) error.withNote("its parameters: " + join(known, ", "));
    report(std::move(error));
    return false;
  }
  return true;
}

}  // namespace clew::planner
