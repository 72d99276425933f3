// Nobody that a query names is a hub, in whatever order its parts are worked out.
#include <catch2/catch.hpp>

#include "plans.h"

using namespace clew;
using namespace clew::test;

TEST_CASE("a node named only in a later part of the query is no hub in an earlier one", "[execution]") {
  MemoryView view(schema(), model::Suffixes::shipped());
  for (const char* domain : {"a.example", "b.example", "c.example"})
    view.link(domain, "ip", "192.0.2.1", span("2022-01-01", "2022-01-02"));
  view.link("a.example", "ip", "192.0.2.2", span("2022-01-01", "2022-01-02"));
  view.finish();
  BoundModifiers no_hubs;
  no_hubs.hubs = binder::HubLimit{2, {}};
  const auto first = expand(nodes(view, {"a.example", "b.example"}), "ip", no_hubs);
  const auto answered = [&](PlanPtr query) {
    planner::Prepared prepared = script(std::move(query));
    prepared.statements[0].text = "... excluding hubs over 2 ...";
    execution::ScriptRun scripted(prepared, environment(view));
    const auto result = scripted.next();
    return result.ok() ? rowsText(result->table) + noticesText(result->table) : result.error().message;
  };
  CHECK(answered(first) == "192.0.2.2");
  planner::Union both;
  both.parts = {first, nodes(view, {"192.0.2.1"})};
  CHECK(answered(plan(planner::Intersect{plan(both), nodes(view, {"192.0.2.1"}), false})) == "192.0.2.1");
  // walked back from both: the crowded one was crossed because the second part names it
  auto back = plan(planner::Minus{plan(both), nodes(view, {"192.0.2.1"})});
  CHECK(answered(plan(planner::Count{back}, false)) == "1");
  planner::Union named;
  named.parts = {expand(expand(nodes(view, {"b.example"}), "ip", no_hubs), "<ip"), nodes(view, {"192.0.2.1"})};
  CHECK(answered(plan(named)) == "domain | a.example / domain | b.example / domain | c.example / ip | 192.0.2.1");
  planner::Union unnamed;
  unnamed.parts = {expand(expand(nodes(view, {"b.example"}), "ip", no_hubs), "<ip"), nodes(view, {"192.0.2.2"})};
  CHECK(answered(plan(unnamed)) == "192.0.2.2");
}
