#include "property/engine_answer.h"

#include <set>

#include "execution/executor.h"
#include "planner/planner.h"
#include "property/random_graph.h"
#include "syntax/ast_printer.h"

namespace clew::property {

namespace {

/// Of evidence what it says, each row once: not at which step, nor where it was read.
Rows evidenceOf(const Table& table) {
  static const std::set<std::string> kLeftOut = {"step", "file", "record", "mark", "text"};
  Rows out;
  std::set<std::vector<std::string>> rows;
  for (const Column& column : table.columns) {
    if (kLeftOut.count(column.name) == 0) out.columns.push_back(column.name);
  }
  for (std::size_t row = 0; row < table.rowCount(); ++row) {
    std::vector<std::string> cells;
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      if (kLeftOut.count(table.columns[column].name) == 0) cells.push_back(shownText(table.at(row, column)));
    }
    rows.insert(std::move(cells));
  }
  out.rows.assign(rows.begin(), rows.end());
  return out;
}

/// A graph of the same content, and estimates of another.
class VastCatalog : public test::ViewCatalog {
 public:
  using ViewCatalog::ViewCatalog;
  std::uint64_t nodeCount(model::TypeId type) const override { return ViewCatalog::nodeCount(type) * 1000; }
};

}  // namespace

Rows rowsOf(const Table& table) {
  if (table.kind == TableKind::kEvidence) return evidenceOf(table);
  Rows out;
  if (table.kind != TableKind::kSet) {
    for (const Column& column : table.columns) out.columns.push_back(column.name);
  }
  for (std::size_t row = 0; row < table.rowCount(); ++row) {
    out.rows.emplace_back();
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      // a set of several types has its type in a column, which the node's text says as well; and what changed has a
      // cause
      if (table.kind == TableKind::kSet && table.columns[column].name != "name") continue;
      out.rows.back().push_back(shownText(table.at(row, column)));
    }
  }
  return out;
}

Engine::Engine(const Laid& laid, const NamedMembers& sets, Time now, const SavedQueries& saved)
    : laid_(laid), now_(now), saved_(saved), texts_(sets) {
  for (const auto& [name, members] : sets) {
    for (const std::string& member : members) sets_[name].push_back(named(member));
    members_[name] = test::membersOf(laid_.view(), sets_[name]);
  }
}

EngineAnswer Engine::answer(const syntax::Script& script) const {
  const test::ViewCatalog catalog(laid_.view(), sets_);
  const VastCatalog vast(laid_.view(), sets_);
  planner::PlannerInput input;
  input.catalog = vast_ ? &vast : &catalog;
  input.print = [](const syntax::Query& query) { return syntax::print(query); };
  input.saved_query = [this](std::string_view name) -> Result<std::optional<syntax::Script>> {
    const auto found = saved_.find(std::string(name));
    return found == saved_.end() ? std::nullopt : std::optional<syntax::Script>(found->second);
  };
  input.include = [this](std::string_view path) -> Result<syntax::Script> { return saved_.at(std::string(path)); };
  const planner::PlanResult planned = planner::plan(script, input);
  if (!planned.ok()) return {{}, planned.errors.front().message};
  execution::Environment environment;
  environment.view = &laid_.view();
  environment.suffixes = &model::Suffixes::shipped();
  // of another state of the graph as well: members by name
  environment.named_set = [this](std::string_view name) -> Result<graph::NodeSet> {
    return members_.at(std::string(name));
  };
  environment.past = [this](const graph::Knowledge& known) { return laid_.past(known); };
  environment.now = now_;
  environment.files = this;
  execution::ScriptRun run(planned.prepared, environment);
  EngineAnswer out;
  out.from_values = planner::printPlan(planned.prepared, laid_.view().schema()).find("Holders ") != std::string::npos;
  while (!run.done()) {
    auto result = run.next();
    if (!result.ok()) return {{}, result.error().message};
    out.rows = rowsOf(result->table);
  }
  return out;
}

std::string fileText(const std::vector<std::string>& members) {
  std::string out = "# of the case\n\n";
  for (const std::string& member : members) out += member + (out.size() % 2 == 0 ? "\n" : "\r\n");
  return out;
}

Result<std::string> Engine::readText(std::string_view path, std::size_t) const {
  return fileText(texts_.at(std::string(path.substr(0, path.find('.')))));
}

}  // namespace clew::property
