// The operators that search and group, asked in the language over a small view in memory: nothing to work on, values
// that the graph lacks, limits, a budget that runs out and a cancel that comes while they work.
#include <catch2/catch.hpp>

#include "common/cancel.h"
#include "planner/planner.h"
#include "plans.h"
#include "support/view_catalog.h"
#include "syntax/ast_printer.h"
#include "syntax/parse.h"

using namespace clew;
using namespace clew::test;

namespace {

NamedSets setsOf(const MemoryView& view) {
  return {{"none", {}},
          {"some", {view.named("a.example"), view.named("b.example"), view.named("c.example")}},
          {"lost", {view.named("gone.example")}}};
}

/// A view without a past: everything was known at any time.
class Asked {
 public:
  explicit Asked(const MemoryView& view) : view_(view), sets_(setsOf(view)), environment_(environment(view)) {
    environment_.named_set = [this](std::string_view name) -> Result<graph::NodeSet> {
      return membersOf(view_, sets_.at(std::string(name)));
    };
    environment_.past = [this](const graph::Knowledge&) -> Result<std::shared_ptr<const graph::GraphView>> {
      return std::shared_ptr<const graph::GraphView>(&view_, [](const graph::GraphView*) {});
    };
  }

  Result<execution::StatementResult> operator()(const std::string& text) {
    const syntax::ParseResult parsed = syntax::parse(text);
    if (!parsed.ok()) return parsed.diagnostics.front();
    const ViewCatalog catalog(view_, sets_);
    planner::PlannerInput input;
    input.catalog = &catalog;
    input.print = [](const syntax::Query& query) { return syntax::print(query); };
    planned_ = planner::plan(parsed.script, input);
    if (!planned_.ok()) return planned_.errors.front();
    execution::ScriptRun run(planned_.prepared, environment_);
    return run.next();
  }
  std::string rows(const std::string& text) {
    const auto result = (*this)(text);
    return result.ok() ? rowsText(result->table) : "error: " + result.error().message;
  }

  execution::Environment& with() { return environment_; }

 private:
  const MemoryView& view_;
  NamedSets sets_;
  execution::Environment environment_;
  planner::PlanResult planned_;
};

/// a and b by one address, b and c by another, c and d by a mailbox; e alone.
void fill(MemoryView& view) {
  view.link("a.example", "ip", "192.0.2.1", span("2022-01-01", "2022-03-01"));
  view.link("b.example", "ip", "192.0.2.1", span("2022-02-01", "2022-04-01"));
  view.link("b.example", "ip", "192.0.2.2", span("2022-05-01", "2022-06-01"));
  view.link("c.example", "ip", "192.0.2.2", span("2022-05-01", "2022-06-01"));
  view.link("c.example", "email", "x@mail.example", span("2022-01-01", "2022-01-01"));
  view.link("d.example", "email", "x@mail.example", span("2022-01-01", "2022-01-01"));
  view.property("a.example", "created", "2022-01-01T10:00:00Z", span("2022-01-01", "2022-01-01"));
  view.property("b.example", "created", "2022-01-01T10:10:00Z", span("2022-01-01", "2022-01-01"));
  view.property("c.example", "created", "2022-01-01T10:20:01Z", span("2022-01-01", "2022-01-01"));
  view.mention("e.example");
}

struct Case {
  const char* text;
  const char* rows;
};

/// Counts what it is asked, and cancels a token at one of the questions.
class Interrupting : public MemoryView {
 public:
  using MemoryView::MemoryView;
  void expand(const NodeSet& frontier, model::RelationId relation, Direction direction, const LinkFilter& filter,
              const graph::LinkSink& sink) const override {
    MemoryView::expand(frontier, relation, direction, filter, [&](NodeId from, NodeId to, const auto& passing) {
      count();
      return sink(from, to, passing);
    });
  }
  std::string_view nameOf(NodeId node) const override {
    count();
    return MemoryView::nameOf(node);
  }
  std::vector<graph::PropertyValue> properties(NodeId node, model::PropertyId property) const override {
    count();
    return MemoryView::properties(node, property);
  }

  void restart(std::uint64_t cancel_at) {
    asked_ = 0;
    cancel_at_ = cancel_at;
    token_.reset();
  }
  std::uint64_t asked() const { return asked_; }
  const CancelToken& token() const { return token_; }

 private:
  void count() const {
    if (++asked_ == cancel_at_) token_.cancel();
  }
  mutable std::uint64_t asked_ = 0;
  std::uint64_t cancel_at_ = 0;
  mutable CancelToken token_;
};

constexpr int kMany = 700;

/// Many domains in a chain of addresses, each beside a lookalike of its own.
void fillMany(MemoryView& view) {
  for (const char* name : {"a.example", "b.example", "c.example"}) view.mention(name);
  for (int i = 0; i < kMany; ++i) {
    const std::string name = "bank" + std::to_string(i) + ".example";
    const auto address = [](int n) { return "192.0." + std::to_string(n / 250) + "." + std::to_string(n % 250); };
    view.link(name, "ip", address(i), span("2022-01-01", "2022-03-01"));
    view.link(name, "ip", address(i + 1), span("2022-01-01", "2022-03-01"));
    view.property(name, "created", "2022-01-01", span("2022-01-01", "2022-01-01"));
  }
}

const std::vector<std::string> kLongQuestions = {
    "path from bank0.example to bank400.example within 900 hops via ip",
    "path from bank0.example to bank400.example within 900 hops via ip by rarity",
    "bank0.example expand fully via ip",
    "domains where has ip | cluster by ip",
    "domains resembling bank7.example within 2 edits",
    "domains | bursts of created within 1d",
    "domains | timeline of ip",
    "domains | pivots via ip",
    "domains sharing ip with each other | show name, seed, shared",
    "domains | sort by count(ip) desc",
    "domains where has ip | count by ip",
};

}  // namespace

TEST_CASE("operators over nothing, and over what the graph lacks, give nothing", "[execution]") {
  MemoryView view(schema(), model::Suffixes::shipped());
  fill(view);
  view.finish();
  Asked ask(view);
  for (const char* set : {"@none", "@lost", "gone.example"}) {
    for (const char* rest : {" expand 2 hops", " expand fully", " resembling a.example", " | cluster by ip",
                             " | bursts of created within 1d", " | timeline of ip, created", " | pivots",
                             " | new since 2022-02", " | changes since 2022-02", " | why", " | per ip show count",
                             " | count by ip", " | show name, count(ip) | back to name", " | skipped",
                             " sharing ip with each other", " sharing every ip with a.example"}) {
      INFO(set << rest);
      CHECK(ask.rows(std::string(set) + rest) == "");
    }
    INFO(set);
    CHECK(ask.rows(std::string("path from ") + set + " to a.example") == "");
    CHECK(ask.rows(std::string("paths from a.example to ") + set + " by rarity | take 2") == "");
    CHECK(ask.rows(std::string("domains sharing ip with ") + set) == "");
    CHECK(ask.rows(std::string("domains in ") + set + " -> ip") == "");
    CHECK(ask.rows(std::string("a.example minus ") + set) == "a.example");
  }
}

TEST_CASE("operators keep to the limits that are asked of them", "[execution]") {
  MemoryView view(schema(), model::Suffixes::shipped());
  fill(view);
  view.finish();
  Asked ask(view);
  const Case cases[] = {
      {"path from a.example to d.example within 5 hops", ""},
      {"path from a.example to d.example | count", "1"},
      {"path from a.example to d.example | show name, hops | take 1", "a.example | 0"},
      {"path from a.example to e.example", ""},
      {"path from a.example to a.example", "1 | 0 | a.example | - | -"},
      {"paths from a.example to c.example excluding 192.0.2.1", ""},
      {"paths from a.example to c.example excluding hubs over 1", ""},
      {"path from a.example to b.example via ip during 2022-02",
       "1 | 0 | a.example | - | - / 1 | 1 | 192.0.2.1 | ip | along / 1 | 2 | b.example | ip | back"},
      {"path from a.example to b.example via ip during 2022-04", ""},
      {"a.example expand 1 hop via ip", "domain | a.example / ip | 192.0.2.1"},
      {"a.example expand 2 hops via ip", "domain | a.example / domain | b.example / ip | 192.0.2.1"},
      {"a.example expand fully via ip",
       "domain | a.example / domain | b.example / domain | c.example / ip | 192.0.2.1 / ip | 192.0.2.2"},
      {"a.example expand fully via ip excluding 192.0.2.2", "domain | a.example / domain | b.example / ip | 192.0.2.1"},
      {"a.example expand fully via ip excluding hubs over 1", "domain | a.example"},
      {"e.example expand fully", "domain | e.example"},
      {"@some | cluster by ip", "1 | 3 | a.example+b.example+c.example | 192.0.2.1+192.0.2.2"},
      {"@some | cluster by ip excluding 192.0.2.1", "1 | 2 | b.example+c.example | 192.0.2.2 / 2 | 1 | a.example | "},
      {"@some | cluster by ip overlapping within 1d | take 0", ""},
      {"@some | cluster by at least 2 of ip, email | count", "3"},
      {"@some | bursts of created within 10m",
       "2022-01-01 10:00:00 | 2022-01-01 10:10:00 | 2 | a.example+b.example / "
       "2022-01-01 10:20:01 | 2022-01-01 10:20:01 | 1 | c.example"},
      {"@some | bursts of created within 601s | count", "1"},
      {"(a.example, e.example) | bursts of created within 1d",
       "2022-01-01 10:00:00 | 2022-01-01 10:00:00 | 1 | a.example"},
      {"domains resembling a.example within 1 edit", "b.example / c.example / d.example / e.example"},
      {"@some resembling a.example", "b.example / c.example"},
      {"@some resembling unseen.example", ""},
      {"(d.example, e.example) | timeline of ip", ""},
      {"@some | new since 2022-02", ""},
      {"@some | changes since now", ""},
      {"@some | take 0", ""},
      {"domains | top 0 by name", ""},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    CHECK(ask.rows(one.text) == one.rows);
  }
}

TEST_CASE("walks go over certificates, whether the certificate or the host says so, and not over those of very many",
          "[execution]") {
  MemoryView view(schema(), model::Suffixes::shipped());
  const std::string stated = "md5:0123456789abcdef0123456789abcdef", covering = "md5:0123456789abcdef0123456789abcde0";
  view.link("a.example", "cert", "cert:" + stated, span("2022-01-01", "2022-03-01"));
  view.link("b.example", "cert", "cert:" + stated, span("2022-01-01", "2022-03-01"));
  view.link("cert:" + covering, "san", "b.example", span("2022-01-01", "2022-03-01"));
  view.link("cert:" + covering, "san", "c.example", span("2022-01-01", "2022-03-01"));
  view.link("cert:" + covering, "san", "d.example", span("2022-01-01", "2022-03-01"));
  view.finish();
  Asked ask(view);
  CHECK(ask.rows("path from a.example to c.example") == "1 | 0 | a.example | - | - / 1 | 1 | " + stated +
                                                            " | cert | along / 1 | 2 | b.example | cert | back / "
                                                            "1 | 3 | " +
                                                            covering +
                                                            " | cert | along / 1 | 4 | c.example | cert | back");
  CHECK(ask.rows("a.example expand 2 hops | count") == "3");
  CHECK(ask.rows("path from a.example to c.example excluding hubs over 2") == "");
  CHECK(ask.rows("path from a.example to b.example excluding hubs over 2 | count") == "1");
}

TEST_CASE("a budget that runs out names the clause that cost most, whatever the operator", "[execution]") {
  MemoryView view(schema(), model::Suffixes::shipped());
  fillMany(view);
  view.finish();
  Asked ask(view);
  for (const std::string& text : kLongQuestions) {
    INFO(text);
    for (const bool rows : {false, true}) {
      ask.with().budget = {};
      (rows ? ask.with().budget.rows : ask.with().budget.links) = 40;
      const auto result = ask(text);
      const bool walks = text.find("resembling") == text.npos && text.find("bursts") == text.npos;
      if (!rows && !walks) continue;  // reads properties and names alone
      INFO((rows ? "rows" : "links"));
      REQUIRE_FALSE(result.ok());
      CHECK(result.error().code == ErrorCode::kBudget);
      CHECK(result.error().id == (rows ? "E603" : "E602"));
      REQUIRE_FALSE(result.error().notes.empty());
      CHECK(result.error().notes.back().rfind("most of the work was `", 0) == 0);
      CHECK(result.error().span);
    }
  }
}

TEST_CASE("a budget of memory that runs out is named as such", "[execution]") {
  MemoryView view(schema(), model::Suffixes::shipped());
  fillMany(view);
  view.finish();
  Asked ask(view);
  ask.with().budget = {};
  ask.with().budget.bytes = 40;
  for (const std::string& text : kLongQuestions) {
    INFO(text);
    const auto result = ask(text);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().code == ErrorCode::kBudget);
    CHECK(result.error().id == "E604");
  }
}

TEST_CASE("a cancel and the end of the time stop an operator at its work, and name it", "[execution]") {
  Interrupting view(schema(), model::Suffixes::shipped());
  fillMany(view);
  view.finish();
  Asked ask(view);
  ask.with().budget = {0, 0, 0};
  for (const std::string& text : kLongQuestions) {
    INFO(text);
    ask.with().cancel = nullptr;
    view.restart(0);
    REQUIRE(ask(text).ok());
    const std::uint64_t whole = view.asked();
    ask.with().cancel = &view.token();
    for (const std::uint64_t part : {40, 15}) {
      view.restart(whole / part);
      const auto result = ask(text);
      REQUIRE_FALSE(result.ok());
      CHECK(result.error().code == ErrorCode::kCancelled);
      REQUIRE_FALSE(result.error().notes.empty());
      CHECK(result.error().notes.back().rfind("most of the work was `", 0) == 0);
      CHECK(view.asked() < whole / part + whole / 3);  // it did not go on to its end
    }
    CancelToken late;
    late.setTimeout(std::chrono::nanoseconds(0));
    ask.with().cancel = &late;
    const auto result = ask(text);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().code == ErrorCode::kTimeout);
  }
}
