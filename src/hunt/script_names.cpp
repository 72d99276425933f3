#include "hunt/script_names.h"

#include "syntax/parse.h"

namespace clew::hunt {

std::vector<ScriptName> namesMadeIn(std::string_view text) {
  std::vector<ScriptName> out;
  const syntax::ParseResult parsed = syntax::parse(text);
  for (const syntax::Statement& statement : parsed.script.statements) {
    const auto add = [&](std::string name, const char* kind) {
      out.push_back({std::move(name), kind, statement.span.begin, statement.span.end});
    };
    if (const auto* set = std::get_if<syntax::LetSetStatement>(&statement.node)) add("@" + set->name.name, "let");
    if (const auto* value = std::get_if<syntax::LetScalarStatement>(&statement.node))
      add("$" + value->name.name, "let");
    if (const auto* trait = std::get_if<syntax::LetTraitStatement>(&statement.node)) add(trait->name.text, "let");
    if (const auto* set = std::get_if<syntax::SetParamStatement>(&statement.node)) add("@" + set->name.name, "param");
    if (const auto* value = std::get_if<syntax::ScalarParamStatement>(&statement.node))
      add("$" + value->name.name, "param");
  }
  return out;
}

}  // namespace clew::hunt
