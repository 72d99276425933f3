// Tables, order, expectations, scripts, writes.
#include <catch2/catch.hpp>

#include "plans.h"

using namespace clew;
using namespace clew::test;
using binder::CompareOp;
using binder::LinkColumn;

namespace {

MemoryView portfolio() {
  MemoryView view(schema(), model::Suffixes::shipped());
  view.link("a.example", "registrar", "registrar:Alpha", span("2022-01-01", "2022-01-01"));
  view.link("b.example", "registrar", "registrar:Alpha", span("2022-01-01", "2022-01-01"));
  view.link("c.example", "registrar", "registrar:Beta", span("2022-01-01", "2022-01-01"));
  view.link("a.example", "ip", "192.0.2.10", span("2022-01-01", "2022-02-01"));
  view.link("a.example", "ip", "192.0.2.9", span("2022-03-01", "2022-04-01"));
  view.link("b.example", "ip", "192.0.2.9", span("2022-03-01", "2022-05-01"));
  view.link("a.example", "email", "boss@qq.example", span("2022-01-01", "2022-01-01"));
  view.redacted("b.example", "email", "REDACTED", span("2022-01-01", "2022-01-01"));
  view.property("a.example", "created", "2022-08-29T00:00:00Z", span("2022-09-01", "2022-09-01"));
  view.property("b.example", "created", "2022-08-01T00:00:00Z", span("2022-09-01", "2022-09-01"));
  view.property("c.example", "created", "2022-09-01T00:00:00Z", span("2022-09-01", "2022-09-01"));
  view.mention("d.example");
  view.finish();
  return view;
}

PlanPtr four(const MemoryView& view) {
  return nodes(view, {"a.example", "b.example", "c.example", "d.example"});
}
ExprPtr t(std::vector<std::string> words) {
  return expr(trait(words));
}
ExprPtr link(LinkColumn column) {
  return expr(linkColumn(column, "column"));
}

class Notebook : public execution::WriteTarget {
 public:
  Result<void> saveSet(std::string_view name, const std::vector<model::NodeName>& members, std::string_view) override {
    return write("save " + std::string(name), members);
  }
  Result<void> tag(std::string_view tag, const std::vector<model::NodeName>& members, std::string_view) override {
    return write("tag " + std::string(tag), members);
  }
  Result<void> note(std::string_view text, const std::vector<model::NodeName>& members, std::string_view) override {
    return write("note " + std::string(text), members);
  }
  std::vector<std::string> log;

 private:
  Result<void> write(std::string what, const std::vector<model::NodeName>& members) {
    for (const auto& member : members) what += " " + member.name;
    log.push_back(std::move(what));
    return {};
  }
};

}  // namespace

TEST_CASE("count by: most first, ties by key, states in rows of their own", "[execution]") {
  const MemoryView view = portfolio();
  CHECK(answer(view, plan(planner::CountBy{four(view), {column("registrar", t({"registrar"}))}, false}, false)) ==
        "alpha | 2 | 50% / beta | 1 | 25% / - | 1 | 25%");
  CHECK(answer(view, plan(planner::CountBy{four(view), {column("email", t({"email"}))}, false}, false)) ==
        "- | 2 | 50% / boss@qq.example | 1 | 25% / (redacted) | 1 | 25%");
  CHECK(answer(view, plan(planner::CountBy{nodes(view, {"a.example", "b.example"}), {column("ip", t({"ip"}))}, false},
                          false)) == "192.0.2.9 | 2 | 100% / 192.0.2.10 | 1 | 50%");
  const auto month = call(Function::kMonth, {t({"created"})});
  CHECK(answer(view, plan(planner::TopValues{four(view), 1, {column("month", month)}, false}, false)) ==
        "2022-08-01..2022-08-31 23:59:59 | 2 | 50%");
  CHECK(answer(view, plan(planner::Count{four(view)}, false)) == "4");
}

TEST_CASE("per: groups with aggregates, sorted by key, nodes without one left out", "[execution]") {
  const MemoryView view = portfolio();
  const std::vector<BoundColumn> columns{column("count", call(Function::kCount), true),
                                         column("first", call(Function::kMin, {t({"created"})}), true),
                                         column("names", call(Function::kList, {t({"name"})}), true),
                                         column("ips", call(Function::kCount, {t({"ip"})}), true)};
  CHECK(answer(view, plan(planner::Per{four(view), {column("registrar", t({"registrar"}))}, columns, false}, false)) ==
        "alpha | 2 | 2022-08-01 | a.example+b.example | 2 / beta | 1 | 2022-09-01 | c.example | 0");
}

TEST_CASE("over links: a count of pairs, shared and rarity once a value", "[execution]") {
  const MemoryView view = portfolio();
  const auto op =
      plan(sharing("domain", {trait({"ip"}), trait({"registrar"})}, nodes(view, {"a.example", "b.example"})));
  const std::vector<BoundColumn> columns{column("count", call(Function::kCount), true),
                                         column("shared", call(Function::kCount, {link(LinkColumn::kShared)}), true),
                                         column("score", call(Function::kSum, {link(LinkColumn::kRarity)}), true)};
  // a and b share 192.0.2.9 (2 of 2 nodes with addresses: rarity 0) and a registrar (2 of 3)
  CHECK(answer(view, plan(planner::Per{op, {column("seed", link(LinkColumn::kSeed))}, columns, true}, false)) ==
        "a.example | 2 | 2 | 0.5849625007211562 / b.example | 2 | 2 | 0.5849625007211562");
  CHECK(answer(view, plan(planner::CountBy{op, {column("shared", link(LinkColumn::kShared))}, true}, false)) ==
        "192.0.2.9 | 2 | 50% / alpha | 2 | 50%");
}

TEST_CASE("show: a row a node, several values are a list; missing and redacted differ", "[execution]") {
  const MemoryView view = portfolio();
  const std::vector<BoundColumn> columns{
      column("name", t({"name"})), column("ip", t({"ip"})), column("email", t({"email"})),
      column("n", call(Function::kCount, {t({"ip"})})), column("len", call(Function::kLen, {t({"name"})}))};
  CHECK(answer(view, plan(planner::Show{four(view), columns, false}, false)) ==
        "a.example | 192.0.2.9+192.0.2.10 | boss@qq.example | 2 | 9 / b.example | 192.0.2.9 | (redacted) | 1 | 9 / "
        "c.example | - | - | 0 | 9 / d.example | - | - | 0 | 9");
}

TEST_CASE("sort, take, top: missing last both ways, ties in answer order", "[execution]") {
  const MemoryView view = portfolio();
  const auto sorted = [&](bool descending) { return plan(planner::Sort{four(view), {{t({"created"}), descending}}}); };
  CHECK(answer(view, sorted(false)) == "b.example / a.example / c.example / d.example");
  CHECK(answer(view, sorted(true)) == "c.example / a.example / b.example / d.example");
  CHECK(answer(view, plan(planner::Take{sorted(true), 2})) == "c.example / a.example");
  CHECK(answer(view, plan(planner::Take{four(view), 2})) == "a.example / b.example");
  CHECK(answer(view, plan(planner::TopBy{four(view), 3, {call(Function::kCount, {t({"ip"})}), true}})) ==
        "a.example / b.example / c.example");
  const auto counts = plan(planner::CountBy{four(view), {column("registrar", t({"registrar"}))}, false}, false);
  CHECK(answer(view, plan(planner::Sort{counts, {{expr(tableColumn(1)), false}}}, false)) ==
        "beta | 1 | 25% / - | 1 | 25% / alpha | 2 | 50%");
  const auto many = compare(expr(tableColumn(1)), CompareOp::kGreater, constant(number(1)));
  CHECK(answer(view, plan(planner::TableFilter{counts, many}, false)) == "alpha | 2 | 50%");
  const auto half = compare(expr(tableColumn(2)), CompareOp::kLess, constant({Share{0.5}, "50%"}));
  CHECK(answer(view, plan(planner::TableFilter{counts, half}, false)) == "beta | 1 | 25% / - | 1 | 25%");
}

TEST_CASE("a set of several types says the type", "[execution]") {
  const MemoryView view = portfolio();
  auto mixed = std::make_shared<planner::PlanNode>(*nodes(view, {"192.0.2.9", "a.example"}));
  mixed->types = types({"ip", "host"});
  CHECK(answer(view, PlanPtr(mixed)) == "domain | a.example / ip | 192.0.2.9");
}

TEST_CASE("functions", "[execution]") {
  const MemoryView view = portfolio();
  const auto shown = [&](ExprPtr value) {
    return answer(view, plan(planner::Show{nodes(view, {"a.example"}), {column("x", std::move(value))}, false}, false));
  };
  CHECK(shown(call(Function::kBlock, {t({"ip"}), constant(number(24))})) == "192.0.2.0/24");
  CHECK(shown(call(Function::kBlock, {t({"ip"}), constant(number(31))})) == "192.0.2.10/31+192.0.2.8/31");
  CHECK(shown(call(Function::kDay, {t({"created"})})) == "2022-08-29..2022-08-29 23:59:59");
  CHECK(shown(call(Function::kWeek, {t({"created"})})) == "2022-08-29..2022-09-04 23:59:59");
  CHECK(shown(call(Function::kYear, {t({"created"})})) == "2022-01-01..2022-12-31 23:59:59");
  CHECK(shown(call(Function::kEntropy, {t({"name"})})) == "0");
  CHECK(shown(call(Function::kRound, {constant({2.345, "2.345"}), constant(number(1))})) == "2.3");
  CHECK(shown(call(Function::kRound, {constant({2.5, "2.5"})})) == "3");
  CHECK(shown(call(Function::kMedian, {t({"ip"})})) == "192.0.2.9");
  CHECK(shown(call(Function::kTimes, {t({"ip"})})) == "2");
  const auto divide = binder::ArithmeticOp::kDivide;
  CHECK(shown(expr(BoundExpr::Arithmetic{divide, constant(number(1)), constant(number(0))})) == "-");
  const auto subtract = binder::ArithmeticOp::kSubtract;
  CHECK(shown(expr(BoundExpr::Arithmetic{subtract, call(Function::kLast, {t({"ip"})}),
                                         call(Function::kFirst, {t({"ip"})})})) == std::to_string(90 * 86400) + "s");
}

TEST_CASE("expect: a false one is reported with its numbers, and the table is shown", "[execution]") {
  const MemoryView view = portfolio();
  const auto rows = expr(BoundExpr::Call{Function::kCount, {}}, "count");
  const auto expecting = [&](PlanPtr input, std::int64_t wanted) {
    planner::Expect op{std::move(input), compare(rows, CompareOp::kEqual, constant(number(wanted))),
                       "count = " + std::to_string(wanted), "the report says so"};
    return run(view, plan(std::move(op)));
  };
  const auto held = expecting(four(view), 4);
  REQUIRE(held.ok());
  CHECK(held->failed.empty());
  const auto broken = expecting(four(view), 5);
  REQUIRE(broken.ok());
  CHECK(broken->table.rowCount() == 4);
  REQUIRE(broken->failed.size() == 1);
  CHECK(broken->failed[0].code == ErrorCode::kExpectation);
  CHECK(broken->failed[0].message == "count = 5");
  CHECK(broken->failed[0].notes == std::vector<std::string>{"count is 4"});
  CHECK(broken->failed[0].hint == "the report says so");
  const auto number_itself = expecting(plan(planner::Count{four(view)}, false), 4);  // after `| count`
  REQUIRE(number_itself.ok());
  CHECK(number_itself->failed.empty());
}

TEST_CASE("a script: parameters, lets, several queries", "[execution]") {
  const MemoryView view = portfolio();
  planner::Prepared prepared;
  prepared.sets.push_back({"who", {}, "", true, nullptr});
  prepared.sets.push_back({"theirs", {}, "", false, nullptr});
  prepared.scalars.push_back({"most", "number", "", true, number(1)});
  planner::PlannedStatement let;
  let.kind = planner::PlannedStatement::Kind::kLetSet;
  let.target = 1;
  let.plan = expand(plan(planner::LocalSet{0, "who"}), "ip");
  planner::PlannedStatement first;
  first.plan = plan(planner::LocalSet{1, "theirs"});
  planner::PlannedStatement second;
  const BoundValue most{binder::ParamRef{0}, "$most"};
  second.plan = filter(plan(planner::LocalSet{0, "who"}),
                       compare(call(Function::kCount, {t({"ip"})}), CompareOp::kGreater, constant(most)));
  prepared.statements = {let, first, second};

  execution::Arguments arguments;
  arguments.sets["who"] = graph::NodeSet{view.id("a.example")};
  execution::ScriptRun scripted(prepared, environment(view), arguments);
  const auto ips = scripted.next();
  REQUIRE(ips.ok());
  CHECK(ips->statement == 1);
  CHECK(rowsText(ips->table) == "192.0.2.9 / 192.0.2.10");
  CHECK_FALSE(scripted.done());
  const auto busy = scripted.next();
  REQUIRE(busy.ok());
  CHECK(rowsText(busy->table) == "a.example");
  CHECK(scripted.done());

  arguments.scalars["most"] = number(2);
  execution::ScriptRun stricter(prepared, environment(view), arguments);
  CHECK(stricter.next().ok());
  CHECK(stricter.next()->table.rowCount() == 0);

  execution::ScriptRun lacking(prepared, environment(view));
  const auto missing = lacking.next();
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().message == "the query needs a set for `@who`");

  arguments.scalars["nonsense"] = number(2);
  execution::ScriptRun unknown(prepared, environment(view), arguments);
  const auto refused = unknown.next();
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kUsage);
}

TEST_CASE("writes go to the target, and are refused without one", "[execution]") {
  const MemoryView view = portfolio();
  const auto saved = plan(planner::SaveAs{expand(nodes(view, {"a.example"}), "ip"), "ips"});
  CHECK(answer(view, saved) == "error: this run may not write");
  planner::Prepared prepared = script(saved);
  planner::PlannedStatement use;
  use.plan = plan(planner::Tag{plan(planner::NamedSet{"ips"}), "seen"});
  prepared.statements.push_back(use);
  Notebook notebook;
  auto writing = environment(view);
  writing.writes = &notebook;
  execution::ScriptRun scripted(prepared, writing);
  const auto first = scripted.next();
  REQUIRE(first.ok());
  CHECK(first->wrote);
  CHECK(first->table.kind == TableKind::kNothing);
  CHECK(noticesText(first->table) == "N420 saved 2 nodes as @ips");
  REQUIRE(scripted.next().ok());
  CHECK(notebook.log == std::vector<std::string>{"save ips 192.0.2.9 192.0.2.10", "tag seen 192.0.2.9 192.0.2.10"});
}

TEST_CASE("read takes one value a line, whatever the form", "[execution]") {
  class Files : public model::FileSource {
   public:
    Result<std::string> readText(std::string_view path, std::size_t) const override {
      if (path == "list.csv") return std::string("domain,seen\na[.]example,2022\n# no\nb.example,2022\nwhat is this\n");
      if (path == "list.jsonl") return std::string("{\"name\":\"a.example\"}\n{\"x\":[\"192.0.2.9\",7]}\n");
      if (path == "patterns.txt")
        return std::string(
            "[domain-name:value = 'a.example']\n[ipv4-addr:value IN ('192.0.2.9', '192.0.2.10')] # x\n"
            "[domain-name:value != 'b.example']\n[domain-name:value NOT IN ('c.example')]\n"
            "[domain-name:value LIKE 'b.example' OR file:name = 'b.example']\n");
      if (path == "bundle.json")
        return std::string(
            R"({"type":"bundle","id":"bundle--1","objects":[
                {"type":"identity","id":"identity--1","name":"c.example","contact_information":"d.example"},
                {"type":"indicator","id":"indicator--1","pattern_type":"stix","pattern":"[domain-name:value = 'a.example' AND url:value = 'no value']",
                 "external_references":[{"source_name":"x","url":"http://c.example/"}]},
                {"type":"domain-name","id":"domain-name--1","value":"b.example"},
                {"type":"indicator","id":"indicator--2","pattern_type":"yara","pattern":"rule c.example"}]})");
      if (path == "event.json")
        return std::string(
            R"({"Event":{"info":"c.example","Attribute":[{"type":"domain|ip","value":"a.example|192.0.2.9"},
                {"type":"link","value":"http://c.example/"}],"Object":[{"Attribute":[{"type":"domain","value":"b.example"}]}]}})");
      return Error(ErrorCode::kNotFound, "no such file");
    }
  };
  const MemoryView view = portfolio();
  const Files files;
  auto reading = environment(view);
  reading.files = &files;
  const auto read = [&](const std::string& path) {
    const planner::Prepared prepared = script(plan(planner::ReadFile{path}));
    execution::ScriptRun scripted(prepared, reading);
    const auto result = scripted.next();
    return result.ok() ? rowsText(result->table) + " " + noticesText(result->table) : result.error().message;
  };
  CHECK(read("list.csv") == "a.example / b.example N409 1 line of 'list.csv' is no value");
  CHECK(read("list.jsonl") == "domain | a.example / ip | 192.0.2.9 ");
  CHECK(read("patterns.txt") ==
        "domain | a.example / ip | 192.0.2.9 / ip | 192.0.2.10 N409 3 lines of 'patterns.txt' are no value");
  CHECK(read("bundle.json") == "a.example / b.example N409 1 line of 'bundle.json' is no value");
  CHECK(read("event.json") == "domain | a.example / domain | b.example / ip | 192.0.2.9 ");
  CHECK(read("none") == "no such file");
}

TEST_CASE("the profile counts rows and links by operator", "[execution]") {
  const MemoryView view = portfolio();
  const auto result = run(view, plan(planner::Count{expand(four(view), "ip")}, false));
  REQUIRE(result.ok());
  REQUIRE(result->profile.size() == 3);
  CHECK(result->profile[0].name == "count");
  CHECK(result->profile[1].name == "expand");
  CHECK(result->profile[1].depth == 1);
  CHECK(result->profile[1].rows == 2);
  CHECK(result->profile[1].links >= 3);
  CHECK(result->profile[2].name == "lookup");
}
