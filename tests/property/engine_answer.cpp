#include "property/engine_answer.h"

#include <algorithm>

#include "execution/executor.h"
#include "model/catalog.h"
#include "planner/planner.h"
#include "property/random_graph.h"
#include "syntax/ast_printer.h"

namespace clew::property {
namespace {

class ViewCatalog : public model::Catalog {
 public:
  ViewCatalog(const graph::GraphView& view, const std::map<std::string, std::vector<std::string>>& sets)
      : view_(view), sets_(sets) {}
  const model::Schema& schema() const override { return view_.schema(); }
  const model::Suffixes& suffixes() const override { return model::Suffixes::shipped(); }
  std::optional<model::SetInfo> set(std::string_view name) const override {
    const auto found = sets_.find(std::string(name));
    if (found == sets_.end()) return std::nullopt;
    model::SetInfo info{found->first, {}, found->second.size()};
    for (const std::string& member : found->second) {
      const model::NodeName node = named(member);
      const auto id = view_.find(node.type, node.name);
      const bool domain = node.type == schema().known().host && suffixes().apex(node.name) == node.name;
      info.types.set(id ? view_.typeOf(*id) : domain ? schema().known().domain : node.type);
    }
    return info;
  }
  std::vector<model::SetInfo> sets() const override {
    std::vector<model::SetInfo> out;
    for (const auto& [name, members] : sets_) out.push_back(*set(name));
    return out;
  }
  bool hasSource(std::string_view name) const override { return view_.sourceNamed(name).has_value(); }
  std::vector<std::string> sources() const override { return {}; }
  bool knows(const model::NodeName& node) const override { return view_.find(node.type, node.name).has_value(); }
  std::pair<std::vector<std::string>, std::uint64_t> namesLike(std::string_view, std::size_t) const override {
    return {};
  }
  std::uint64_t nodeCount(model::TypeId type) const override { return view_.countOf(type); }
  std::uint64_t linkCount(model::RelationId relation) const override { return view_.linkCount(relation); }

 private:
  const graph::GraphView& view_;
  const std::map<std::string, std::vector<std::string>>& sets_;
};

}  // namespace

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

Engine::Engine(const graph::GraphView& view, std::map<std::string, std::vector<std::string>> sets, Time now)
    : view_(view), sets_(std::move(sets)), now_(now) {
  for (const auto& [name, members] : sets_) {
    graph::NodeSet& nodes = members_[name];
    for (const std::string& member : members) {
      const model::NodeName node = named(member);
      if (const auto id = view_.find(node.type, node.name)) nodes.push_back(*id);
    }
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  }
}

EngineAnswer Engine::answer(const syntax::Script& script) const {
  const ViewCatalog catalog(view_, sets_);
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
