// `sharing` in all its forms, with a near miss for each rule.
#include <catch2/catch.hpp>

#include "plans.h"

using namespace clew;
using namespace clew::test;
using binder::LinkColumn;

namespace {

MemoryView ring() {
  MemoryView view(schema(), model::Suffixes::shipped());
  view.source("whoisxml", 60);
  view.source("dnsdb", 90);
  // seed.example: one e-mail, one registrar, two addresses
  view.link("seed.example", "email", "boss@qq.example", span("2022-01-01", "2022-01-01"));
  view.link("seed.example", "registrar", "registrar:Cheap Names", span("2022-01-01", "2022-01-01"));
  view.link("seed.example", "ns", "ns1.host.example", span("2022-01-01", "2022-01-01"));
  view.link("seed.example", "ip", "192.0.2.1", span("2022-01-01", "2022-03-01"), "dnsdb");
  view.link("seed.example", "ip", "198.51.100.7", span("2022-01-01", "2022-03-01"), "dnsdb");
  view.link("www.seed.example", "ip", "203.0.113.9", span("2022-01-01", "2022-03-01"), "dnsdb");
  // friend: same e-mail and registrar, address at the same time
  view.link("friend.example", "email", "boss@qq.example", span("2022-01-02", "2022-01-02"));
  view.link("friend.example", "registrar", "registrar:CHEAP  names", span("2022-01-01", "2022-01-01"));
  view.link("friend.example", "ip", "192.0.2.1", span("2022-03-01", "2022-05-01"), "dnsdb");
  // late: the address after the seed had left it
  view.link("late.example", "ip", "192.0.2.1", span("2022-03-02", "2022-05-01"), "dnsdb");
  // near: another address of the block; undated: same address, no dates; below: shares with a name below the seed
  view.link("near.example", "ip", "192.0.2.200", span("2022-01-01", "2022-03-01"), "dnsdb");
  view.link("undated.example", "ip", "198.51.100.7", undated(), "dnsdb");
  view.link("below.example", "ip", "203.0.113.9", span("2022-01-01", "2022-03-01"), "dnsdb");
  view.link("www.later.example", "ip", "203.0.113.9", span("2022-05-01", "2022-06-01"), "dnsdb");
  // two seeds of one actor, and those who share one trait with each but no two with the same
  view.link("second.example", "email", "other@qq.example", span("2022-01-01", "2022-01-01"));
  view.link("second.example", "registrar", "registrar:Dear Names", span("2022-01-01", "2022-01-01"));
  view.link("torn.example", "email", "other@qq.example", span("2022-01-01", "2022-01-01"));
  view.link("torn.example", "registrar", "registrar:Cheap Names", span("2022-01-01", "2022-01-01"));
  view.redacted("shy.example", "email", "REDACTED FOR PRIVACY", span("2022-01-01", "2022-01-01"));
  view.redacted("meek.example", "email", "REDACTED FOR PRIVACY", span("2022-01-01", "2022-01-01"));
  view.property("seed.example", "created", "2022-01-01T00:00:00Z", span("2022-01-01", "2022-01-01"));
  view.property("friend.example", "created", "2022-01-01T00:10:00Z", span("2022-01-01", "2022-01-01"));
  view.property("late.example", "created", "2022-01-01T00:10:01Z", span("2022-01-01", "2022-01-01"));
  view.link("192.0.2.1", "country", "country:US", span("2022-01-01", "2022-09-01"));
  view.link("192.0.2.200", "country", "country:US", span("2022-01-01", "2022-09-01"));
  view.finish();
  return view;
}

PlanPtr seeds(const MemoryView& view) {
  return nodes(view, {"seed.example"});
}

planner::Sharing with(planner::Sharing op, binder::TraitForm form, std::uint32_t k = 1) {
  op.form = form;
  op.at_least = k;
  return op;
}

}  // namespace

TEST_CASE("sharing finds others with the same value, never the seed with itself", "[execution]") {
  const MemoryView view = ring();
  CHECK(answer(view, plan(sharing("domain", {trait({"email"})}, seeds(view)))) == "friend.example");
  CHECK(answer(view, plan(sharing("domain", {trait({"email"}), trait({"ip"})}, seeds(view)))) ==
        "friend.example / late.example / undated.example");
  // of two members of S each may be found, through the other
  CHECK(answer(view, plan(sharing("domain", {trait({"email"})}, nodes(view, {"seed.example", "friend.example"})))) ==
        "friend.example / seed.example");
}

TEST_CASE("redacted values are never shared", "[execution]") {
  const MemoryView view = ring();
  CHECK(answer(view, plan(sharing("domain", {trait({"email"})}, nodes(view, {"shy.example"})))).empty());
}

TEST_CASE("and, at least k: with the same member of S", "[execution]") {
  const MemoryView view = ring();
  const std::vector<BoundTrait> traits{trait({"email"}), trait({"registrar"}), trait({"ns"})};
  const std::vector<BoundTrait> two{traits[0], traits[1]};
  const auto both = nodes(view, {"seed.example", "second.example"});
  CHECK(answer(view, plan(with(sharing("domain", two, both), binder::TraitForm::kAll))) == "friend.example");
  CHECK(answer(view, plan(with(sharing("domain", traits, both), binder::TraitForm::kAll))).empty());
  CHECK(answer(view, plan(with(sharing("domain", traits, both), binder::TraitForm::kAtLeast, 2))) == "friend.example");
  CHECK(answer(view, plan(sharing("domain", two, both))) == "friend.example / torn.example");
  CHECK(answer(view, plan(with(sharing("domain", two, seeds(view)), binder::TraitForm::kAll))) == "friend.example");
}

TEST_CASE("other drops the members of S and the apexes of its hosts", "[execution]") {
  const MemoryView view = ring();
  auto op = sharing("domain", {trait({"fqdn", "ip"})}, nodes(view, {"www.seed.example", "below.example"}));
  op.traits[0].trait = trait({"ip"});
  op.subject_types = types({"host"});
  CHECK(answer(view, plan(op)) == "www.later.example / www.seed.example / below.example");
  op.other = true;
  CHECK(answer(view, plan(op)) == "www.later.example");
  auto apex = sharing("domain", {trait({"fqdn", "ip"})}, nodes(view, {"below.example"}));
  apex.other = true;
  CHECK(answer(view, plan(apex)) == "later.example / seed.example");
  auto dropped = sharing("domain", {trait({"apex"})}, nodes(view, {"www.seed.example"}));
  dropped.other = true;
  CHECK(notices(view, plan(dropped)) == "N407 `other` also left out 1 apex of the hosts compared with: seed.example");
}

TEST_CASE("walks: of fqdn, country of ip", "[execution]") {
  const MemoryView view = ring();
  CHECK(answer(view, plan(sharing("domain", {trait({"fqdn", "ip"})}, seeds(view)))) ==
        "below.example / friend.example / late.example / later.example / undated.example");
  CHECK(notices(view, plan(sharing("domain", {trait({"ip"})}, seeds(view))))
            .find("N405 names below the domains would add 2 results: `sharing ip of fqdn`") != std::string::npos);
  BoundModifiers strict;
  strict.overlapping = 0;
  CHECK(notices(view, plan(sharing("domain", {trait({"ip"})}, seeds(view), strict)))
            .find("N405 names below the domains would add 1 result:") != std::string::npos);
  CHECK(notices(view, plan(sharing("domain", {trait({"fqdn", "ip"})}, seeds(view)))).find("N405") == std::string::npos);
  auto country = sharing("domain", {trait({"ip", "country"})}, nodes(view, {"near.example"}));
  CHECK(answer(view, plan(country)) == "friend.example / late.example / seed.example");
}

TEST_CASE("overlapping asks both holders for one moment", "[execution]") {
  const MemoryView view = ring();
  BoundModifiers strict;
  strict.overlapping = 0;
  const auto query = plan(sharing("domain", {trait({"ip"})}, seeds(view), strict));
  CHECK(answer(view, query) == "friend.example");
  CHECK(notices(view, query).find("N403 ") != std::string::npos);  // undated.example's
  BoundModifiers gap;
  gap.overlapping = 86400;
  CHECK(answer(view, plan(sharing("domain", {trait({"ip"})}, seeds(view), gap))) == "friend.example / late.example");
  CHECK(notices(view, plan(sharing("domain", {trait({"ip"})}, seeds(view)))).find("N406 1 of 3 results never held") !=
        std::string::npos);
}

TEST_CASE("nearness: blocks, seconds, edits", "[execution]") {
  const MemoryView view = ring();
  auto near = sharing("domain", {trait({"ip"})}, seeds(view));
  near.traits[0].nearness = binder::WithinPrefixes{{24}};
  CHECK(answer(view, plan(near)) == "friend.example / late.example / near.example / undated.example");
  near.traits[0].nearness = binder::WithinPrefixes{{48}};  // IPv6 only
  CHECK(answer(view, plan(near)).empty());
  auto burst = sharing("domain", {trait({"created"})}, seeds(view));
  burst.traits[0].nearness = binder::WithinSeconds{600};
  CHECK(answer(view, plan(burst)) == "friend.example");
  burst.traits[0].nearness = binder::WithinSeconds{601};
  CHECK(answer(view, plan(burst)) == "friend.example / late.example");
  auto label = sharing("domain", {trait({"label"})}, nodes(view, {"near.example"}));
  label.traits[0].nearness = binder::WithinEdits{2};
  CHECK(answer(view, plan(label)).empty());
  label.traits[0].nearness = binder::WithinEdits{3};
  CHECK(answer(view, plan(label)) == "meek.example / seed.example");
}

TEST_CASE("a value stands for itself where it has no such trait; a name server does not", "[execution]") {
  const MemoryView view = ring();
  CHECK(answer(view, plan(sharing("domain", {trait({"email"})}, nodes(view, {"boss@qq.example"})))) ==
        "friend.example / seed.example");
  auto near = sharing("domain", {trait({"ip"})}, nodes(view, {"192.0.2.200"}));
  near.traits[0].nearness = binder::WithinPrefixes{{24}};
  CHECK(answer(view, plan(near)) == "friend.example / late.example / near.example / seed.example");
  CHECK(answer(view, plan(sharing("domain", {trait({"ns"})}, nodes(view, {"ns1.host.example"})))).empty());
  BoundModifiers strict;  // no observation: passes every modifier
  strict.overlapping = 0;
  CHECK(answer(view, plan(sharing("domain", {trait({"ip"})}, nodes(view, {"192.0.2.1"}), strict))) ==
        "friend.example / late.example / seed.example");
}

TEST_CASE("hubs and sets cut the value in the middle", "[execution]") {
  const MemoryView view = ring();
  BoundModifiers small;
  small.hubs = binder::HubLimit{2, {}};
  const auto query = plan(sharing("domain", {trait({"email"}), trait({"ip"})}, seeds(view), small));
  CHECK(answer(view, query) == "friend.example / undated.example");
  CHECK(answer(view, plan(planner::Skipped{query}, false)).find("192.0.2.1 | ip | hub | 3 | 3 | seed.example") !=
        std::string::npos);
  BoundModifiers standard;  // registrars are hubs always
  standard.hubs = binder::HubLimit{};
  CHECK(answer(view, plan(sharing("domain", {trait({"registrar"})}, seeds(view), standard))).empty());
  BoundModifiers without;
  without.excluded = {nodes(view, {"boss@qq.example"})};
  CHECK(answer(view, plan(sharing("domain", {trait({"email"})}, seeds(view), without))).empty());
  BoundModifiers one;
  one.at_most_each = 1;  // 198.51.100.7 has two holders, 192.0.2.1 three
  CHECK(answer(view, plan(sharing("domain", {trait({"ip"})}, seeds(view), one))) == "undated.example");
}

TEST_CASE("with each other: pairs from both sides", "[execution]") {
  const MemoryView view = ring();
  auto op = sharing("domain", {trait({"email"})}, nullptr);
  op.subjects = nodes(view, {"seed.example", "friend.example", "torn.example"});
  op.each_other = true;
  std::vector<BoundColumn> columns{column("name", expr(trait({"name"}))),
                                   column("seed", expr(linkColumn(LinkColumn::kSeed, "seed"))),
                                   column("shared", expr(linkColumn(LinkColumn::kShared, "shared")))};
  CHECK(answer(view, plan(planner::Show{plan(op), columns, true}, false)) ==
        "friend.example | seed.example | boss@qq.example / seed.example | friend.example | boss@qq.example");
}

TEST_CASE("subjects that are a set are only narrowed", "[execution]") {
  const MemoryView view = ring();
  auto op = sharing("domain", {trait({"ip"})}, seeds(view));
  op.subjects = nodes(view, {"late.example", "near.example"});
  CHECK(answer(view, plan(op)) == "late.example");
}

TEST_CASE("why of sharing shows both sides, same day marked", "[execution]") {
  MemoryView view(schema(), model::Suffixes::shipped());
  auto until = span("2022-01-01", "2022-03-01T23:59:59Z");
  until.last_is_day = true;
  view.link("a.example", "ip", "192.0.2.1", until, "dnsdb");
  view.link("b.example", "ip", "192.0.2.1", span("2022-03-01T10:00:00Z", "2022-05-01"), "dnsdb");
  view.finish();
  BoundModifiers strict;
  strict.overlapping = 0;
  const auto query = plan(sharing("domain", {trait({"ip"})}, nodes(view, {"a.example"}), strict));
  CHECK(answer(view, plan(planner::Why{query}, false)) ==
        "b.example | 1 | b.example | ip | 192.0.2.1 | dnsdb | 2022-03-01 10:00:00 | 2022-05-01 | 1 | 50 | "
        "lookup 1 | - | same day | - / "
        "b.example | 1 | a.example | ip | 192.0.2.1 | dnsdb | 2022-01-01 | 2022-03-01 23:59:59 | 1 | 50 | "
        "lookup 1 | - | same day | -");
}
