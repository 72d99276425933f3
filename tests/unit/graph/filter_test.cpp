#include <catch2/catch.hpp>

#include "graph_support.h"

using namespace clew;
using namespace clew::test;
using graph::Direction;
using graph::LinkFilter;
using graph::Observation;
using Kind = graph::TimeTest::Kind;

namespace {

Observation seen(Time first, Time last, graph::SourceId source = 0) {
  Observation made;
  made.first = first;
  made.last = last;
  made.learnt = 1000;
  made.source = source;
  return made;
}

LinkFilter during(Kind kind, Time from, Time to) {
  LinkFilter filter;
  filter.times = {{kind, from, to}};
  return filter;
}

/// A case with the one link a.example -ip-> 192.0.2.1 of sources s0 and s1, so that sources and answers exist.
struct Fixture {
  MemoryStore store;
  std::shared_ptr<const graph::Replica> view;
  graph::NodeId host = 0;
  model::RelationId ip = relation("ip", "host");

  explicit Fixture(std::vector<std::pair<Time, model::Outcome>> answers = {}) {
    BatchMaker batch(1000);
    batch.by("s0").link("host", "a.example", "ip", "ip", "192.0.2.1", 100, 200);
    batch.by("s1").link("host", "a.example", "ip", "ip", "192.0.2.1", 150, 300);
    for (const auto& [when, outcome] : answers) batch.by("s0").answer("host", "a.example", "a", outcome, when);
    append(store, batch);
    view = viewOf(store);
    host = *view->find(view->schema().known().host, "a.example");
  }
  std::size_t count(std::vector<Observation> all, const LinkFilter& filter) const {
    return graph::passing(*view, host, ip, all, filter).size();
  }
  bool passes(const Observation& one, const LinkFilter& filter) const { return count({one}, filter) == 1; }
};

}  // namespace

TEST_CASE("each test of time on points, intervals and undated observations") {
  const Fixture fixture;
  struct Row {
    Kind kind;
    Time from, to, first, last;
    bool passes;
  };
  const Time never = kNoTime;
  const Row table[] = {
      // during and between: the interval touches
      {Kind::kTouches, 100, 200, 50, 99, false},
      {Kind::kTouches, 100, 200, 50, 100, true},
      {Kind::kTouches, 100, 200, 150, 150, true},
      {Kind::kTouches, 100, 200, 50, 900, true},
      {Kind::kTouches, 100, 200, 200, 300, true},
      {Kind::kTouches, 100, 200, 201, 300, false},
      {Kind::kTouches, 100, 200, never, never, false},
      // since: last sighting not before
      {Kind::kLastFrom, 100, 0, 1, 99, false},
      {Kind::kLastFrom, 100, 0, 1, 100, true},
      {Kind::kLastFrom, 100, 0, 500, 500, true},
      {Kind::kLastFrom, 100, 0, never, never, false},
      // after: later than its end
      {Kind::kEndsAfter, 100, 0, 1, 100, false},
      {Kind::kEndsAfter, 100, 0, 1, 101, true},
      {Kind::kEndsAfter, 100, 0, never, never, false},
      // before: begins before
      {Kind::kBeginsBefore, 100, 0, 100, 100, false},
      {Kind::kBeginsBefore, 100, 0, 99, 900, true},
      {Kind::kBeginsBefore, 100, 0, never, never, false},
      // at: covers it, or ended within a week before (freshness of `ip`)
      {Kind::kInForce, 30 * kDay, 30 * kDay, 1, 30 * kDay, true},
      {Kind::kInForce, 30 * kDay, 30 * kDay, 1, 23 * kDay, true},
      {Kind::kInForce, 30 * kDay, 30 * kDay, 1, 23 * kDay - 1, false},
      {Kind::kInForce, 30 * kDay, 30 * kDay, 30 * kDay + 1, 40 * kDay, false},
      {Kind::kInForce, 30 * kDay, 60 * kDay, 59 * kDay, 90 * kDay, true},
      {Kind::kInForce, 30 * kDay, 60 * kDay, never, never, false},
  };
  for (const Row& row : table) {
    INFO(static_cast<int>(row.kind) << " " << row.from << ".." << row.to << " on " << row.first << ".." << row.last);
    CHECK(fixture.passes(seen(row.first, row.last), during(row.kind, row.from, row.to)) == row.passes);
  }
}

TEST_CASE("all modifiers of time are met by the same observation") {
  const Fixture fixture;
  LinkFilter filter = during(Kind::kLastFrom, 500, 0);
  filter.times.push_back({Kind::kBeginsBefore, 100, 0});
  CHECK(fixture.count({seen(1, 50), seen(600, 700)}, filter) == 0);
  CHECK(fixture.count({seen(1, 600)}, filter) == 1);
}

TEST_CASE("a later complete answer that leaves a link out ends it") {
  const auto at = [](Time when) { return during(Kind::kInForce, when, when); };
  const Fixture found({{500, model::Outcome::kFound}});
  CHECK(found.passes(seen(100, 400), at(450)));
  CHECK_FALSE(found.passes(seen(100, 400), at(500)));
  CHECK_FALSE(found.passes(seen(100, 400), at(600)));
  CHECK(found.passes(seen(100, 400, 1), at(600)));  // another source did not ask
  CHECK(found.passes(seen(100, 550), at(600)));     // seen again after the answer
  // an interval asks whether the link was in force at some moment of it
  CHECK(found.passes(seen(100, 400), during(Kind::kInForce, 300, 600)));
  CHECK(found.passes(seen(100, 400), during(Kind::kInForce, 450, 600)));
  CHECK_FALSE(found.passes(seen(100, 400), during(Kind::kInForce, 500, 600)));
  CHECK_FALSE(Fixture({{500, model::Outcome::kNone}}).passes(seen(100, 400), at(600)));
  CHECK(Fixture({{500, model::Outcome::kPartial}}).passes(seen(100, 400), at(600)));
  CHECK(Fixture({{500, model::Outcome::kRefused}}).passes(seen(100, 400), at(600)));
}

TEST_CASE("an answer that holds an old sighting does not leave it out") {
  MemoryStore store;
  BatchMaker batch(1000);
  batch.by("pdns")
      .link("host", "a.example", "ip", "ip", "192.0.2.1", 100, 200)
      .answer("host", "a.example", "a", model::Outcome::kFound, 900);
  append(store, batch);
  const auto view = viewOf(store);
  CHECK(reach(*view, "host", "a.example", "ip", Direction::kAlong, during(Kind::kInForce, 950, 950)).size() == 1);
}

TEST_CASE("sources, counts and confidence") {
  const Fixture fixture;
  const std::vector<Observation> both{seen(100, 200, 0), seen(150, 300, 1)};
  LinkFilter filter;
  filter.by_source = true;
  filter.sources = {1};
  CHECK(fixture.count(both, filter) == 1);
  filter.only_these_sources = true;
  CHECK(fixture.count(both, filter) == 0);
  CHECK(fixture.count({seen(1, 2, 1)}, filter) == 1);
  LinkFilter late = during(Kind::kLastFrom, 250, 0);  // what the other source says is over by then
  late.by_source = late.only_these_sources = true;
  late.sources = {1};
  CHECK(fixture.count(both, late) == 1);
  filter.sources = {};
  filter.only_these_sources = false;
  CHECK(fixture.count(both, filter) == 0);

  LinkFilter two;
  two.min_sources = 2;
  CHECK(fixture.count(both, two) == 2);
  CHECK(fixture.count({seen(1, 2), seen(5, 6)}, two) == 0);
  two.times = {{Kind::kTouches, 250, 400}};  // counted over those that pass the rest
  CHECK(fixture.count(both, two) == 0);

  LinkFilter often;
  often.min_times = 3;
  std::vector<Observation> counted{seen(1, 2), seen(5, 6)};
  CHECK(fixture.count(counted, often) == 0);
  counted[0].times = 2;
  CHECK(fixture.count(counted, often) == 2);

  LinkFilter sure;
  sure.min_confidence = 50;
  Observation one = seen(1, 2);
  CHECK(fixture.passes(one, sure));  // unstated: the source's default, 50
  one.confidence = 49;
  CHECK_FALSE(fixture.passes(one, sure));
  sure.min_confidence = 51;
  one.confidence = -1;
  CHECK_FALSE(fixture.passes(one, sure));
}

TEST_CASE("as of a date hides what begins later and cuts what ends later") {
  const Fixture fixture;
  LinkFilter filter;
  filter.as_of = 150;
  CHECK_FALSE(fixture.passes(seen(151, 200), filter));
  const std::vector<Observation> all{seen(100, 200)};
  const auto cut = graph::passing(*fixture.view, fixture.host, fixture.ip, all, filter);
  REQUIRE(cut.size() == 1);
  CHECK(cut[0].last == 150);
  CHECK_FALSE(fixture.passes(seen(kNoTime, kNoTime), filter));  // undated: learnt later
  filter.as_of = 1000;
  CHECK(fixture.passes(seen(kNoTime, kNoTime), filter));
  filter.as_of = 150;
  filter.times = {{Kind::kLastFrom, 160, 0}};  // tests see the cut interval
  CHECK_FALSE(fixture.passes(seen(100, 200), filter));
}

TEST_CASE("as known at hides what was learnt later and shows what was retracted later") {
  const Fixture fixture;
  Observation one = seen(100, 200);
  one.retracted = 2000;
  CHECK_FALSE(fixture.passes(one, {}));
  LinkFilter filter;
  filter.known_at = 1999;
  CHECK(fixture.passes(one, filter));
  filter.known_at = 2000;
  CHECK_FALSE(fixture.passes(one, filter));
  filter.known_at = 999;
  CHECK_FALSE(fixture.passes(one, filter));
}

TEST_CASE("a retraction hides what one source said from then on") {
  MemoryStore store;
  BatchMaker first(1000);
  first.by("s0").link("host", "a.example", "ip", "ip", "192.0.2.1", 100, 200);
  first.by("s1").link("host", "a.example", "ip", "ip", "192.0.2.1", 150, 300);
  first.by("s0").link("host", "a.example", "ip", "ip", "192.0.2.2", 150, 300);
  append(store, first);
  BatchMaker second(2000);
  second.by("analyst")
      .retract("host", "a.example", "ip", "ip", "192.0.2.1", "s0")
      .retract("host", "a.example", "ip", "ip", "192.0.2.2", "s0");
  append(store, second);
  const auto view = viewOf(store);
  CHECK(reach(*view, "host", "a.example", "ip") == std::vector<std::string>{"ip 192.0.2.1"});
  CHECK(view->linkCount(relation("ip", "host")) == 1);
  const auto gone = *view->find(view->schema().known().ip, "192.0.2.2");
  CHECK(view->holders(gone, relation("ip", "host")).nodes == 0);
  CHECK(view->degree(gone, relation("ip", "host"), Direction::kBack) == 0);
  LinkFilter before;
  before.known_at = 1500;
  CHECK(reach(*view, "host", "a.example", "ip", Direction::kAlong, before).size() == 2);

  BatchMaker third(3000);
  third.by("s0").link("host", "a.example", "ip", "ip", "192.0.2.2", 400, 500);
  append(store, third);
  CHECK(reach(*viewOf(store), "host", "a.example", "ip").size() == 2);  // said again
}

TEST_CASE("filters pass through derived links to what names their lower node") {
  MemoryStore store;
  BatchMaker batch(1000);
  batch.by("s0").link("host", "www.a.example", "ip", "ip", "192.0.2.1", 100, 200);
  batch.by("s1").link("host", "old.a.example", "ip", "ip", "192.0.2.9", 10, 20);
  batch.by("s1").mention("net", "192.0.2.0/24");
  batch.by("ct").link("cert", std::string(64, 'a'), "san", "host", "www.a.example", 500, 600);
  append(store, batch);
  const auto view = viewOf(store);
  using Names = std::vector<std::string>;
  const LinkFilter recent = during(Kind::kLastFrom, 150, 0);
  CHECK(reach(*view, "domain", "a.example", "subdomains", Direction::kAlong, recent) == Names{"host www.a.example"});
  CHECK(reach(*view, "domain", "a.example", "fqdn", Direction::kAlong, recent) == Names{"host www.a.example"});
  CHECK(reach(*view, "net", "192.0.2.0/24", "net", Direction::kBack, recent) == Names{"ip 192.0.2.1"});
  LinkFilter by;
  by.by_source = true;
  by.sources = {*view->sourceNamed("s1")};
  CHECK(reach(*view, "domain", "a.example", "subdomains", Direction::kAlong, by) == Names{"host old.a.example"});
  by.sources = {*view->sourceNamed("ct")};
  by.only_these_sources = true;
  CHECK(reach(*view, "domain", "a.example", "subdomains", Direction::kAlong, by).empty());
  LinkFilter as_of;
  as_of.as_of = 1;  // derived links always show
  CHECK(reach(*view, "domain", "a.example", "subdomains", Direction::kAlong, as_of).size() == 2);
  // A cert of a host rests on what the certificate says.
  CHECK(reach(*view, "host", "www.a.example", "cert", Direction::kAlong, during(Kind::kTouches, 550, 550)).size() == 1);
  std::size_t links = 0;
  view->expand({*view->find(view->schema().known().domain, "a.example")}, relation("fqdn", "domain"), Direction::kAlong,
               {}, [&](graph::NodeId, graph::NodeId, auto passed) {
                 CHECK(passed.empty());
                 ++links;
                 return true;
               });
  CHECK(links == 3);
}

TEST_CASE("an address has what its services show beside what sources say of it") {
  MemoryStore store;
  const std::string shown(62, 'a'), said(62, 'b'), both(62, 'c'), of_name(62, 'd');
  BatchMaker batch(1000);
  batch.by("scan").link("ip", "192.0.2.1", "service", "service", "192.0.2.1:443", 100, 900);
  batch.by("scan").link("host", "a.example", "service", "service", "a.example:443", 100, 900);
  batch.by("scan").link("service", "a.example:443", "jarm", "jarm", of_name, 100, 900);
  batch.by("scan").link("service", "192.0.2.1:443", "jarm", "jarm", shown, 500, 600);
  batch.by("scan").link("service", "192.0.2.1:443", "jarm", "jarm", both, 500, 600);
  batch.by("vt").link("ip", "192.0.2.1", "jarm", "jarm", both, 10, 20);
  batch.by("vt").link("ip", "192.0.2.1", "jarm", "jarm", said, 10, 20);
  append(store, batch);
  using Names = std::vector<std::string>;
  const auto view = viewOf(store);
  const auto jarms = [](const graph::GraphView& of, const LinkFilter& filter) {
    return reach(of, "ip", "192.0.2.1", "jarm", Direction::kAlong, filter);
  };
  CHECK(jarms(*view, {}) == Names{"jarm " + shown, "jarm " + said, "jarm " + both});
  CHECK(reach(*view, "jarm", both, "jarm", Direction::kBack).size() >= 1);
  CHECK(jarms(*view, during(Kind::kTouches, 550, 550)) == Names{"jarm " + shown, "jarm " + both});
  // what nobody dates of the link itself is judged by any word on the address, as all that derives is
  CHECK(jarms(*view, during(Kind::kTouches, 15, 15)) == Names{"jarm " + shown, "jarm " + said, "jarm " + both});
  CHECK(jarms(*view, during(Kind::kTouches, 40, 50)).empty());

  BatchMaker later(3000);
  later.by("scan").retract("service", "192.0.2.1:443", "jarm", "jarm", both, "scan");
  later.by("vt").retract("ip", "192.0.2.1", "jarm", "jarm", said, "vt");
  append(store, later);
  CHECK(jarms(*viewOf(store), {}) == Names{"jarm " + shown, "jarm " + both});
  BatchMaker last(4000);
  last.by("vt").retract("ip", "192.0.2.1", "jarm", "jarm", both, "vt");
  append(store, last);
  CHECK(jarms(*viewOf(store), {}) == Names{"jarm " + shown});
}

TEST_CASE("a sink that says stop is asked no more") {
  const Fixture fixture;
  MemoryStore store;
  BatchMaker batch(1);
  for (int i = 1; i < 9; ++i) batch.link("host", "a.example", "ip", "ip", "192.0.2." + std::to_string(i));
  append(store, batch);
  const auto view = viewOf(store);
  int calls = 0;
  view->expand({*view->find(view->schema().known().host, "a.example")}, relation("ip", "host"), Direction::kAlong, {},
               [&](auto, auto, auto) { return ++calls < 3; });
  CHECK(calls == 3);
}

TEST_CASE("sightings of one source that meet are one observation, gaps and sources stay apart") {
  MemoryStore store;
  BatchMaker batch(1000);
  const auto link = [&](Time first, Time last, std::uint32_t times = 1, int confidence = -1) {
    batch.link("host", "a.example", "ip", "ip", "192.0.2.1", first, last, times, confidence);
  };
  batch.by("s0");
  link(100, 200, 5, 70);
  link(150, 160, 2);       // nested
  link(180, 300, 3, 40);   // overlapping
  link(301, 350);          // the next second
  link(352, 400);          // a gap
  link(kNoTime, kNoTime);  // undated
  link(kNoTime, kNoTime);
  batch.by("s1");
  link(100, 200);
  append(store, batch);
  const auto view = viewOf(store);
  std::vector<Observation> all;
  view->expand({*view->find(view->schema().known().host, "a.example")}, relation("ip", "host"), Direction::kAlong, {},
               [&](auto, auto, std::span<const Observation> passed) {
                 all.assign(passed.begin(), passed.end());
                 return true;
               });
  REQUIRE(all.size() == 4);
  CHECK_FALSE(all[0].dated());
  CHECK(view->rawReferences(all[0]).size() == 2);
  CHECK((all[1].first == 100 && all[1].last == 200 && view->sourceName(all[1].source) == "s1"));
  CHECK((all[2].first == 100 && all[2].last == 350 && all[2].times == 5));
  CHECK(all[2].confidence == -1);  // that of the latest, which stated none
  CHECK(view->rawReferences(all[2]).size() == 4);
  CHECK((all[3].first == 352 && all[3].last == 400));
}

TEST_CASE("hostile names are carried as they are") {
  MemoryStore store;
  BatchMaker batch(1);
  const std::string nasty("a\0\x1b[31m\xff<script>", 14);
  const std::string huge(1 << 20, 'x');
  batch.spelled("person", nasty, nasty + "!").spelled("person", huge, "");
  batch.property("host", "a.example", "title", nasty + huge);
  append(store, batch);
  const auto view = viewOf(store);
  const auto& known = view->schema().known();
  REQUIRE(view->find(known.person, nasty).has_value());
  CHECK(view->displayOf(*view->find(known.person, nasty)) == nasty + "!");
  CHECK(view->find(known.person, huge).has_value());
  const auto host = *view->find(known.host, "a.example");
  CHECK(view->properties(host, *view->schema().propertyNamed("title"))[0].text == nasty + huge);
}
