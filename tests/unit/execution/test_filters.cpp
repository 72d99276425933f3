// `where`: comparisons, states, dates, patterns.
#include <catch2/catch.hpp>

#include "execution/patterns.h"
#include "plans.h"

using namespace clew;
using namespace clew::test;
using binder::CompareOp;
using binder::StateKind;
using Kind = binder::BoundTimeTest::Kind;

namespace {

MemoryView registry() {
  MemoryView view(schema(), model::Suffixes::shipped());
  view.source("whoisxml", 60);
  // known: an e-mail now; hidden: known once, withheld since; gone: known once, the latest record has none
  view.link("known.example", "email", "boss@qq.example", span("2022-01-01", "2022-01-01"));
  view.redacted("known.example", "email", "REDACTED", span("2021-01-01", "2021-01-01"));
  view.link("hidden.example", "email", "old@mail.example", span("2021-01-01", "2021-01-01"));
  view.redacted("hidden.example", "email", "REDACTED", span("2022-01-01", "2022-01-01"), "whoisxml", 0, 2);
  view.link("gone.example", "email", "old@mail.example", span("2021-01-01", "2021-01-01"));
  view.answer("gone.example", "registration", model::Outcome::kFound, "2022-01-01", "whoisxml", 9);
  view.link("gone.example", "ip", "10.1.2.3", span("2022-01-01", "2022-01-31"));
  view.link("gone.example", "ip", "192.0.2.1", span("2022-10-10", "2022-10-19"));
  view.link("known.example", "ip", "192.0.2.1", span("2022-01-01", "2022-10-19"));
  view.link("known.example", "ip", "192.0.2.2", span("2022-10-05", "2022-10-05"));
  view.property("known.example", "created", "2019-01-01T00:00:00Z", span("2021-01-01", "2021-01-01"));
  view.property("known.example", "created", "2022-09-25T00:00:00Z", span("2022-10-01", "2022-10-01"));
  view.property("gone.example", "created", "2020-05-05T00:00:00Z", span("2022-10-01", "2022-10-01"));
  view.property("known.example", "live", "true", span("2022-10-01", "2022-10-01"));
  view.property("gone.example", "live", "false", span("2022-10-01", "2022-10-01"));
  view.property("known.example", "risk", "10", span("2022-10-01", "2022-10-01"));
  view.property("known.example", "risk", "80", span("2021-10-01", "2021-10-01"));
  view.link("192.0.2.1", "country", "country:US", span("2022-01-01", "2022-09-01"));
  view.link("10.1.2.3", "country", "country:CN", span("2022-01-01", "2022-09-01"));
  view.mention("xn--bcher-kva.example");
  view.mention("shop.co.uk");
  view.finish();
  return view;
}

std::string keeps(const MemoryView& view, ExprPtr condition) {
  return answer(view, filter(nodes(view, {"known.example", "hidden.example", "gone.example"}), std::move(condition)));
}

ExprPtr is(BoundTrait left, std::vector<BoundValue> values, bool negated = false) {
  return expr(BoundExpr::Is{expr(std::move(left)), negated, std::move(values)});
}
ExprPtr state(StateKind kind, bool negated = false) {
  return expr(BoundExpr::IsState{trait({"email"}), negated, kind});
}
ExprPtr when(ExprPtr left, Kind kind, std::string_view date, bool ever = false) {
  return expr(BoundExpr::TimeIs{std::move(left), ever, {kind, time(date, date), {}}});
}

}  // namespace

TEST_CASE("the state of a value is that of the latest record", "[execution]") {
  const MemoryView view = registry();
  CHECK(keeps(view, state(StateKind::kKnown)) == "known.example");
  CHECK(keeps(view, state(StateKind::kRedacted)) == "hidden.example");
  CHECK(keeps(view, state(StateKind::kMissing)) == "gone.example");
  CHECK(keeps(view, state(StateKind::kMissing, true)) == "hidden.example / known.example");
}

TEST_CASE("a negated comparison is true of what has no value", "[execution]") {
  const MemoryView view = registry();
  const auto us = value(view, "country:US");
  const auto cn = value(view, "country:CN");
  CHECK(keeps(view, is(trait({"ip", "country"}), {us})) == "gone.example / known.example");
  CHECK(keeps(view, is(trait({"ip", "country"}), {us}, true)) == "hidden.example");
  CHECK(keeps(view, is(trait({"ip", "country"}), {cn}, true)) == "hidden.example / known.example");
  CHECK(keeps(view, is(trait({"ip", "country"}), {cn, us})) == "gone.example / known.example");
  CHECK(keeps(view, compare(expr(trait({"risk"})), CompareOp::kNotEqual, constant(number(80)))) ==
        "gone.example / hidden.example");
  CHECK(keeps(view, compare(expr(trait({"risk"})), CompareOp::kLess, constant(number(80)))).empty());
}

TEST_CASE("in: blocks, lists, sets", "[execution]") {
  const MemoryView view = registry();
  const BoundValue block{*model::parseBlock("10.0.0.0/8"), "10.0.0.0/8"};
  CHECK(keeps(view, expr(BoundExpr::In{expr(trait({"ip"})), false, {block}, {}, {}})) == "gone.example");
  CHECK(keeps(view, expr(BoundExpr::In{expr(trait({"ip"})), true, {block}, {}, {}})) ==
        "hidden.example / known.example");
  CHECK(keeps(view, expr(BoundExpr::In{expr(trait({"ip"})), false, {}, {nodes(view, {"192.0.2.2"})}, {}})) ==
        "known.example");
}

TEST_CASE("properties mean their latest value, risk its highest, ever asks the history", "[execution]") {
  const MemoryView view = registry();
  CHECK(keeps(view, when(expr(trait({"created"})), Kind::kBefore, "2020")).empty());
  CHECK(keeps(view, when(expr(trait({"created"})), Kind::kBefore, "2020", true)) == "known.example");
  CHECK(keeps(view, when(expr(trait({"created"})), Kind::kSince, "2022-09-25")) == "known.example");
  CHECK(keeps(view, when(expr(trait({"created"})), Kind::kDuring, "2020-05")) == "gone.example");
  CHECK(keeps(view, compare(expr(trait({"risk"})), CompareOp::kGreaterEqual, constant(number(80)))) == "known.example");
  CHECK(keeps(view, expr(BoundExpr::Truth{expr(trait({"live"}))})) == "known.example");
  const auto then = plan(planner::AsOf{
      filter(nodes(view, {"known.example", "gone.example"}), when(expr(trait({"created"})), Kind::kBefore, "2020-06")),
      time("2022-01-15", "2022-01-15")});
  CHECK(answer(view, then) == "gone.example / known.example");  // an inherent date shows, whenever it was learnt
}

TEST_CASE("has: a link that meets the tail and the modifiers at once", "[execution]") {
  const MemoryView view = registry();
  CHECK(keeps(view, expr(BoundExpr::Has{true, trait({"ip"}), nullptr})) == "hidden.example");
  CHECK(keeps(view, expr(BoundExpr::Has{false, trait({"ip"}, timed(Kind::kSince, "2022-10-19")), nullptr})) ==
        "gone.example / known.example");
  const auto tail = expr(BoundExpr::Is{expr(BoundExpr::Subject{}), false, {value(view, "10.1.2.3")}});
  CHECK(keeps(view, expr(BoundExpr::Has{false, trait({"ip"}), tail})) == "gone.example");
  CHECK(keeps(view, expr(BoundExpr::Has{false, trait({"ip"}, timed(Kind::kSince, "2022-10")), tail})).empty());
  const auto glob = expr(BoundExpr::Matching{expr(BoundExpr::Subject{}), false, {{"*@qq.example"}}});
  CHECK(keeps(view, expr(BoundExpr::Has{false, trait({"email"}), glob})) == "known.example");
}

TEST_CASE("functions of a node: count, first, last, arithmetic", "[execution]") {
  const MemoryView view = registry();
  const auto ips = call(Function::kCount, {expr(trait({"ip"}))});
  const auto october = call(Function::kCount, {expr(trait({"ip"}, timed(Kind::kSince, "2022-10")))});
  CHECK(keeps(view, compare(ips, CompareOp::kGreaterEqual, constant(number(2)))) == "gone.example / known.example");
  CHECK(keeps(view, compare(october, CompareOp::kEqual, constant(number(1)))) == "gone.example");
  CHECK(keeps(view, compare(ips, CompareOp::kEqual, constant(number(0)))) == "hidden.example");
  const auto half = expr(BoundExpr::Arithmetic{binder::ArithmeticOp::kDivide, october, ips});
  CHECK(keeps(view, compare(half, CompareOp::kEqual, constant({0.5, "0.5"}))) == "gone.example");  // 0 / 0 is missing
  CHECK(keeps(view, when(call(Function::kFirst, {expr(trait({"ip"}))}), Kind::kBefore, "2022-02")) ==
        "gone.example / known.example");
  CHECK(keeps(view, when(call(Function::kLast, {expr(trait({"ip"}))}), Kind::kSince, "2022-10-19")) ==
        "gone.example / known.example");
}

TEST_CASE("changed: in force then and now differ, or it came and went", "[execution]") {
  const MemoryView view = registry();
  const auto since = [&](std::string_view date) {
    return keeps(view, expr(BoundExpr::Changed{trait({"ip"}), {Kind::kSince, time(date, date), {}}}));
  };
  CHECK(since("2022-10-15") == "");
  CHECK(since("2022-10-01") == "gone.example / known.example");  // one new address, one that came and went
  CHECK(since("2022-10-12") == "known.example");                 // on that day the old address was just in force
  CHECK(since("2022-10-13") == "");
}

TEST_CASE("names: patterns, expressions, computed properties", "[execution]") {
  const MemoryView view = registry();
  const auto names = [&](ExprPtr condition) {
    return answer(view,
                  filter(nodes(view, {"known.example", "xn--bcher-kva.example", "shop.co.uk"}), std::move(condition)));
  };
  CHECK(names(expr(BoundExpr::Matching{expr(trait({"name"})), false, {{"k*.example"}}})) == "known.example");
  CHECK(names(expr(BoundExpr::Regex{expr(trait({"name"})), "^[a-z]{4,5}[.]"})) == "known.example / shop.co.uk");
  CHECK(names(expr(BoundExpr::Truth{expr(trait({"idn"}))})) == "xn--bcher-kva.example");
  CHECK(names(is(trait({"tld"}), {text(".uk")})) == "shop.co.uk");
  CHECK(names(is(trait({"tld"}), {text(".co.uk")})) == "shop.co.uk");
  CHECK(names(is(trait({"tld"}), {text("example")}, true)) == "shop.co.uk");
  CHECK(names(is(trait({"label"}), {text("shop")})) == "shop.co.uk");
  CHECK(answer(view, filter(scan("ip"), expr(BoundExpr::Truth{expr(trait({"private"}))}))) == "10.1.2.3");
  CHECK(names(expr(BoundExpr::Regex{expr(trait({"name"})), "("})).starts_with("error: this is no regular expression"));
}

TEST_CASE("globs: a star does not cross an at sign", "[execution]") {
  using execution::globMatches;
  CHECK(globMatches("*@qq.com", "a@qq.com"));
  CHECK_FALSE(globMatches("*qq.com", "a@qq.com"));
  CHECK(globMatches("*", ""));
  CHECK_FALSE(globMatches("*", "a@b"));
  CHECK(globMatches("a*b*c", "aXbYbZc"));
  CHECK_FALSE(globMatches("a*b*c", "aXbYbZ"));
  CHECK(globMatches("*-login.*", "my-login.example"));
  CHECK(globMatches("?.example", "ü.example"));
  CHECK_FALSE(globMatches("?.example", "ab.example"));
  CHECK_FALSE(globMatches("a?b", "a@b"));
  const std::string long_text(100000, 'a');
  CHECK_FALSE(globMatches("*a*a*a*a*a*a*b", long_text));
}

TEST_CASE("a condition on link columns drops links, then nodes without", "[execution]") {
  const MemoryView view = registry();
  const auto ips = expand(nodes(view, {"known.example", "gone.example"}), "ip");
  const auto seed = expr(linkColumn(binder::LinkColumn::kSeed, "seed"));
  const auto of_gone = expr(BoundExpr::Is{seed, false, {value(view, "gone.example")}});
  const auto kept = filter(ips, of_gone, true);
  CHECK(answer(view, kept) == "10.1.2.3 / 192.0.2.1");
  const auto show =
      plan(planner::Show{kept, {column("name", expr(trait({"name"}))), column("seed", seed)}, true}, false);
  CHECK(answer(view, show) == "10.1.2.3 | gone.example / 192.0.2.1 | gone.example");
  const auto two = compare(call(Function::kCount, {seed}), CompareOp::kGreaterEqual, constant(number(2)));
  CHECK(answer(view, filter(ips, two)) == "192.0.2.1");
}

TEST_CASE("those that hold a value are found from the value, and none is missing", "[execution]") {
  const MemoryView view = registry();
  const auto from = [&](const std::string& type, std::vector<planner::Holders::Start> starts) {
    return answer(view, plan(planner::Holders{types({type}), std::move(starts)}));
  };
  const BoundValue shared = value(view, "192.0.2.1");
  CHECK(from("domain", {{trait({"ip"}), {shared}, {}}}) == "gone.example / known.example");
  CHECK(from("domain", {{trait({"ip"}), {{*model::parseBlock("10.1.0.0/16"), ""}}, {}}}) == "gone.example");
  CHECK(from("ip", {{trait({"ip"}), {shared}, {}}}).empty());  // they are domains
  CHECK(from("ip", {{trait({}), {shared}, {}}}) == "192.0.2.1");
  CHECK(from("domain", {{trait({"ip", "country"}), {value(view, "country:CN")}, {}}}) == "gone.example");
  CHECK(from("domain", {{trait({"ip"}), {}, {nodes(view, {"192.0.2.2", "10.1.2.3"})}}}) ==
        "gone.example / known.example");
  CHECK(from("domain", {{trait({"ip"}), {value(view, "192.0.2.2")}, {}},
                        {trait({"email"}), {value(view, "old@mail.example")}, {}}}) ==
        answer(view, nodes(view, {"gone.example", "hidden.example", "known.example"})));
}

TEST_CASE("a value of a condition that the graph lacks is told, or an error", "[execution]") {
  const MemoryView view = registry();
  const auto asked = [&](const std::string& name) {
    return filter(nodes(view, {"known.example"}), is(trait({"email"}), {value(view, name)}));
  };
  CHECK(notices(view, asked("old@mail.example")).empty());
  CHECK(notices(view, asked("odl@mail.example")) ==
        "N401 1 value is not in the graph: 'odl@mail.example' (did you mean 'old@mail.example'?)");
  CHECK(notices(view, asked("nobody@elsewhere.example")) ==
        "N401 1 value is not in the graph: 'nobody@elsewhere.example'");
  const planner::Prepared prepared = script(asked("odl@mail.example"));
  auto strict = environment(view);
  strict.require_known = true;
  execution::ScriptRun scripted(prepared, strict);
  const auto result = scripted.next();
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().id == "E206");
}
