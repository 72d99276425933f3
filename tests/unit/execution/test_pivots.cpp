// `->`, `<-`, set algebra, modifiers, hubs, skipped, why.
#include <catch2/catch.hpp>

#include "plans.h"

using namespace clew;
using namespace clew::test;
using Kind = binder::BoundTimeTest::Kind;

namespace {

/// Two domains of one registrant, one address shared by three, old and new.
MemoryView campaign() {
  MemoryView view(schema(), model::Suffixes::shipped());
  view.source("whoisxml", 60);
  view.source("dnsdb", 90);
  view.link("a.example", "ip", "192.0.2.1", span("2022-01-01", "2022-03-01"), "dnsdb", at("2022-03-02"), 7, 3);
  view.link("b.example", "ip", "192.0.2.1", span("2022-02-01", "2022-04-01"), "dnsdb");
  view.link("c.example", "ip", "192.0.2.1", span("2022-05-01", "2022-06-01"), "dnsdb");
  view.link("a.example", "ip", "192.0.2.20", span("2022-09-01", "2022-10-19"), "whoisxml");
  view.link("www.a.example", "ip", "192.0.2.9", undated(), "whoisxml");
  view.link("a.example", "email", "boss@qq.example", span("2022-01-01", "2022-01-01"));
  view.link("b.example", "email", "boss@qq.example", span("2022-01-05", "2022-01-05"));
  view.redacted("c.example", "email", "REDACTED FOR PRIVACY", span("2022-05-01", "2022-05-01"));
  view.link("192.0.2.1", "country", "country:US", span("2022-01-01", "2022-09-01"));
  view.link("192.0.2.20", "country", "country:CN", span("2022-01-01", "2022-09-01"));
  view.finish();
  return view;
}

BoundModifiers hubs(std::optional<std::uint64_t> over) {
  BoundModifiers out;
  out.hubs = binder::HubLimit{over, {}};
  return out;
}

}  // namespace

TEST_CASE("arrows lead along and back, each node once, addresses by number", "[execution]") {
  const MemoryView view = campaign();
  CHECK(answer(view, expand(nodes(view, {"a.example", "b.example"}), "ip")) == "192.0.2.1 / 192.0.2.20");
  CHECK(answer(view, expand(nodes(view, {"192.0.2.1"}), "<ip")) == "a.example / b.example / c.example");
  CHECK(answer(view, expand(nodes(view, {"a.example"}), "subdomains")) == "www.a.example");
  CHECK(answer(view, expand(expand(nodes(view, {"a.example"}), "fqdn"), "ip")) == "192.0.2.1 / 192.0.2.9 / 192.0.2.20");
  CHECK(answer(view, expand(nodes(view, {"c.example"}), "email")).empty());
}

TEST_CASE("a value that the graph lacks gives nothing and a notice, or an error", "[execution]") {
  const MemoryView view = campaign();
  const auto query = nodes(view, {"a.example", "gone.example", "203.0.113.5"});
  CHECK(notices(view, query) == "N401 2 values are not in the graph: 'gone.example', '203.0.113.5'");
  const planner::Prepared prepared = script(query);
  auto strict = environment(view);
  strict.require_known = true;
  execution::ScriptRun scripted(prepared, strict);
  const auto result = scripted.next();
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == ErrorCode::kUnknownName);
}

TEST_CASE("time words choose observations", "[execution]") {
  const MemoryView view = campaign();
  const auto ips = [&](Kind kind, std::string_view date) {
    return answer(view, expand(nodes(view, {"a.example"}), "ip", timed(kind, date)));
  };
  CHECK(ips(Kind::kDuring, "2022-02") == "192.0.2.1");
  CHECK(ips(Kind::kDuring, "2022-04") == "");
  CHECK(ips(Kind::kSince, "2022-03-01") == "192.0.2.1 / 192.0.2.20");
  CHECK(ips(Kind::kSince, "2022-03-02") == "192.0.2.20");
  CHECK(ips(Kind::kBefore, "2022-01-01") == "");
  CHECK(ips(Kind::kBefore, "2022-01-02") == "192.0.2.1");
  CHECK(ips(Kind::kAfter, "2022-02") == "192.0.2.1 / 192.0.2.20");
  CHECK(ips(Kind::kAfter, "2022-03-01") == "192.0.2.20");
  CHECK(ips(Kind::kAt, "2022-03-08") == "192.0.2.1");  // ended at most 7 days before
  CHECK(ips(Kind::kAt, "2022-03-09") == "");
}

TEST_CASE("undated observations hold for ever and meet no time word", "[execution]") {
  const MemoryView view = campaign();
  const auto names = expand(nodes(view, {"a.example"}), "fqdn");
  CHECK(answer(view, expand(names, "ip", timed(Kind::kSince, "2022-09"))) == "192.0.2.20");
  CHECK(notices(view, expand(names, "ip", timed(Kind::kSince, "2022-09"))) ==
        "N403 1 observation of `ip` without dates is left out by the time words");
}

TEST_CASE("as of hides what begins later and sets now", "[execution]") {
  const MemoryView view = campaign();
  const auto then = [&](PlanPtr query) {
    return plan(planner::AsOf{std::move(query), time("2022-02-10", "2022-02-10")});
  };
  CHECK(answer(view, then(expand(nodes(view, {"192.0.2.1"}), "<ip"))) == "a.example / b.example");
  BoundModifiers recent;
  recent.times.push_back({Kind::kSince, {binder::Ago{30 * 86400, 0}, "30d"}, {}});
  CHECK(answer(view, then(expand(nodes(view, {"192.0.2.1"}), "<ip", recent))) == "a.example / b.example");
  CHECK(answer(view, expand(nodes(view, {"192.0.2.1"}), "<ip", recent)).empty());
}

TEST_CASE("seen by and confidence", "[execution]") {
  const MemoryView view = campaign();
  BoundModifiers by;
  by.seen_by = {"dnsdb"};
  CHECK(answer(view, expand(nodes(view, {"a.example"}), "ip", by)) == "192.0.2.1");
  BoundModifiers sure;
  sure.min_confidence = 70;
  const auto query = expand(nodes(view, {"a.example"}), "ip", sure);
  CHECK(answer(view, query) == "192.0.2.1");
  CHECK(notices(view, query) ==
        "N404 2 observations of `ip` state no confidence and are judged by the default of their source");
}

TEST_CASE("hubs are not crossed, seeds are never hubs, and skipped says so", "[execution]") {
  const MemoryView view = campaign();
  const auto query = expand(nodes(view, {"a.example"}), "ip", hubs(2));
  CHECK(answer(view, query) == "192.0.2.20");
  CHECK(answer(view, expand(nodes(view, {"a.example"}), "ip", hubs(3))) == "192.0.2.1 / 192.0.2.20");
  CHECK(answer(view, plan(planner::Skipped{query}, false)) == "192.0.2.1 | ip | hub | 3 | 3 | a.example");
  CHECK(answer(view, expand(nodes(view, {"192.0.2.1"}), "<ip", hubs(2))) == "a.example / b.example / c.example");
  const auto back = expand(expand(nodes(view, {"a.example"}), "ip"), "<ip", hubs(2));
  CHECK(answer(view, back) == "a.example");
}

TEST_CASE("excluded sets are not crossed and redacted records are listed", "[execution]") {
  const MemoryView view = campaign();
  BoundModifiers without;
  without.excluded = {nodes(view, {"192.0.2.1"})};
  const auto query = expand(nodes(view, {"a.example"}), "ip", without);
  CHECK(answer(view, query) == "192.0.2.20");
  CHECK(answer(view, plan(planner::Skipped{query}, false)) == "192.0.2.1 | ip | excluded | 3 | 3 | a.example");
  CHECK(answer(view, plan(planner::Skipped{expand(nodes(view, {"c.example"}), "email")}, false)) ==
        "REDACTED FOR PRIVACY | email | redacted | - | - | c.example");
}

TEST_CASE("at most N each keeps the rarest and lists the cut", "[execution]") {
  const MemoryView view = campaign();
  BoundModifiers one;
  one.at_most_each = 1;
  const auto query = expand(nodes(view, {"a.example"}), "ip", one);
  CHECK(answer(view, query) == "192.0.2.20");
  CHECK(answer(view, plan(planner::Skipped{query}, false)) == "192.0.2.1 | ip | cut | 3 | 3 | a.example");
  CHECK(answer(view, plan(planner::Why{query}, false)).find("192.0.2.1 ") == std::string::npos);
}

TEST_CASE("set algebra keeps the left's links", "[execution]") {
  const MemoryView view = campaign();
  const auto a = expand(nodes(view, {"a.example"}), "ip");
  const auto b = expand(nodes(view, {"b.example"}), "ip");
  CHECK(answer(view, plan(planner::Union{{a, b}})) == "192.0.2.1 / 192.0.2.20");
  CHECK(answer(view, plan(planner::Minus{a, b})) == "192.0.2.20");
  CHECK(answer(view, plan(planner::Intersect{a, b, false})) == "192.0.2.1");
  CHECK(answer(view, plan(planner::Intersect{a, b, true})) == "192.0.2.20");
  const auto seed = column("seed", expr(linkColumn(binder::LinkColumn::kSeed, "seed")));
  const auto name = column("name", expr(trait({"name"})));
  CHECK(answer(view, plan(planner::Show{plan(planner::Intersect{a, b, false}), {name, seed}, true}, false)) ==
        "192.0.2.1 | a.example");
  CHECK(answer(view, plan(planner::Show{plan(planner::Union{{a, b}}), {name, seed}, true}, false)) ==
        "192.0.2.1 | a.example / 192.0.2.1 | b.example / 192.0.2.20 | a.example");
}

TEST_CASE("link columns tell of the passing observations, through all pivots", "[execution]") {
  const MemoryView view = campaign();
  using binder::LinkColumn;
  std::vector<BoundColumn> columns{column("name", expr(trait({"name"})))};
  const std::vector<std::pair<LinkColumn, std::string>> wanted{
      {LinkColumn::kSeed, "seed"},    {LinkColumn::kOrigin, "origin"},
      {LinkColumn::kTrait, "trait"},  {LinkColumn::kFirst, "first"},
      {LinkColumn::kLast, "last"},    {LinkColumn::kSource, "source"},
      {LinkColumn::kTimes, "times"},  {LinkColumn::kConfidence, "confidence"},
      {LinkColumn::kRarity, "rarity"}};
  for (const auto& [link, name] : wanted) columns.push_back(column(name, expr(linkColumn(link, name))));
  const auto query = expand(expand(nodes(view, {"a.example"}), "ip"), "country");
  CHECK(answer(view, plan(planner::Show{query, columns, true}, false)) ==
        "CN | 192.0.2.20 | a.example | country | 2022-01-01 | 2022-09-01 | whoisxml | 1 | 60 | 1 / "
        "US | 192.0.2.1 | a.example | country | 2022-01-01 | 2022-09-01 | whoisxml | 1 | 60 | 1");
}

TEST_CASE("why prints every link of every pivot with its observations", "[execution]") {
  const MemoryView view = campaign();
  const auto query = expand(expand(nodes(view, {"a.example"}), "ip", hubs(5)), "country");
  const auto result = run(view, plan(planner::Why{plan(planner::Take{query, 2})}, false));
  REQUIRE(result.ok());
  CHECK(result->table.kind == TableKind::kEvidence);
  CHECK(rowsText(result->table) ==
        "CN | 1 | a.example | ip | 192.0.2.20 | whoisxml | 2022-09-01 | 2022-10-19 | 1 | 60 | "
        "lookup 1 | - |  | - / "
        "CN | 2 | 192.0.2.20 | country | CN | whoisxml | 2022-01-01 | 2022-09-01 | 1 | 60 | "
        "lookup 1 | - |  | - / "
        "US | 1 | a.example | ip | 192.0.2.1 | dnsdb | 2022-01-01 | 2022-03-01 | 1 | 90 | lookup "
        "7 | 3 |  | - / "
        "US | 2 | 192.0.2.1 | country | US | whoisxml | 2022-01-01 | 2022-09-01 | 1 | 60 | lookup "
        "1 | - |  | -");
  CHECK(answer(view, plan(planner::Why{expand(nodes(view, {"a.example"}), "subdomains")}, false)) ==
        "www.a.example | 1 | a.example | subdomains | www.a.example | derived | - | - | - | - | - | - |  | -");
}

TEST_CASE("a budget is an error that names what cost most, a cancelled run says so", "[execution]") {
  const MemoryView view = campaign();
  const planner::Prepared prepared = script(expand(nodes(view, {"192.0.2.1", "192.0.2.20"}), "<ip"));
  auto tight = environment(view);
  tight.budget.links = 2;
  execution::ScriptRun poor(prepared, tight);
  const auto broke = poor.next();
  REQUIRE_FALSE(broke.ok());
  CHECK(broke.error().code == ErrorCode::kBudget);
  REQUIRE_FALSE(broke.error().notes.empty());
  CHECK(broke.error().notes.front() == "'192.0.2.1' has 3 links by `ip`");
  CHECK(poor.done());

  CancelToken token;
  token.cancel();
  auto cancelled = environment(view);
  cancelled.cancel = &token;
  execution::ScriptRun stopped(prepared, cancelled);
  const auto result = stopped.next();
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == ErrorCode::kCancelled);
}
