#include "property/engine_answer.h"

#include "execution/executor.h"
#include "planner/planner.h"
#include "property/random_graph.h"
#include "syntax/ast_printer.h"

namespace clew::property {

Rows rowsOf(const Table& table) {
  Rows out;
  for (std::size_t row = 0; row < table.rowCount(); ++row) {
    out.rows.emplace_back();
    // a set of several types has its type in a column, which the node's text says as well
    for (std::size_t column = table.kind == TableKind::kSet ? table.columns.size() - 1 : 0;
         column < table.columns.size(); ++column) {
      out.rows.back().push_back(cellText(table.at(row, column)));
    }
  }
  return out;
}

Engine::Engine(const graph::GraphView& view, const std::map<std::string, std::vector<std::string>>& sets, Time now)
    : view_(view), now_(now) {
  for (const auto& [name, members] : sets) {
    for (const std::string& member : members) sets_[name].push_back(named(member));
    members_[name] = test::membersOf(view_, sets_[name]);
  }
}

EngineAnswer Engine::answer(const syntax::Script& script) const {
  const test::ViewCatalog catalog(view_, sets_);
  planner::PlannerInput input;
  input.catalog = &catalog;
  input.print = [](const syntax::Query& query) { return syntax::print(query); };
  const planner::PlanResult planned = planner::plan(script, input);
  if (!planned.ok()) return {{}, planned.errors.front().message};
  execution::Environment environment;
  environment.view = &view_;
  environment.suffixes = &model::Suffixes::shipped();
  environment.named_set = [this](std::string_view name) -> Result<graph::NodeSet> {
    return members_.at(std::string(name));
  };
  environment.now = now_;
  execution::ScriptRun run(planned.prepared, environment);
  auto result = run.next();
  if (!result.ok()) return {{}, result.error().message};
  return {rowsOf(result->table), ""};
}

}  // namespace clew::property
