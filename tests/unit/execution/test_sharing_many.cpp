// `sharing` where a value has many holders: what it costs, and that the short way answers as the pairs do.
#include <catch2/catch.hpp>
#include <random>

#include "execution/sharing_others.h"
#include "plans.h"

using namespace clew;
using namespace clew::test;
using execution::Held;
using execution::Others;
using execution::PairRule;

namespace {

constexpr int kDomains = 300;

MemoryView crowd() {
  MemoryView view(schema(), model::Suffixes::shipped());
  for (int i = 0; i < kDomains; ++i) {
    const std::string name = "d" + std::to_string(i) + ".example";
    view.link(name, "ip", "192.0.2.1", span("2022-01-01", "2022-03-01"));
    view.link(name, "ns", "ns1.host.example", span("2022-01-01", "2022-03-01"));
  }
  view.link("alone.example", "ip", "198.51.100.7", span("2022-01-01", "2022-03-01"));
  view.finish();
  return view;
}

Result<execution::StatementResult> runWithin(const MemoryView& view, PlanPtr query, std::uint64_t links) {
  const planner::Prepared prepared = script(std::move(query));
  auto tight = environment(view);
  tight.budget.links = links;
  execution::ScriptRun scripted(prepared, tight);
  return scripted.next();
}

graph::Observation seen(Time first, Time last) {
  graph::Observation out{};
  out.first = first;
  out.last = last;
  return out;
}

bool pairPasses(const PairRule& rule, const Held& own, const Held& other) {
  if (rule.kind == PairRule::Kind::kAny) return true;
  const bool together = rule.kind == PairRule::Kind::kTogether;
  if (own.seen.empty() && (together || other.seen.empty())) return true;
  if (other.seen.empty() && together) return true;
  const auto dated = [](const Held& held) {
    return std::any_of(held.seen.begin(), held.seen.end(), [](const auto& one) { return one.dated(); });
  };
  if (own.seen.empty()) return dated(other);
  if (other.seen.empty()) return dated(own);
  for (const auto& a : own.seen) {
    for (const auto& b : other.seen) {
      if (!a.dated() || !b.dated()) {
        if (together) return true;
        continue;
      }
      if (a.first <= b.last + rule.gap && b.first <= a.last + rule.gap) return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("all holders of a value are found at the cost of the holders, not of their pairs", "[execution]") {
  const MemoryView view = crowd();
  BoundModifiers strict;
  strict.overlapping = 0;
  for (const BoundModifiers& modifiers : {BoundModifiers{}, strict}) {
    const auto found =
        runWithin(view, plan(sharing("domain", {trait({"ip"})}, scan("domain"), modifiers)), 10 * kDomains);
    REQUIRE(found.ok());
    CHECK(found->table.rowCount() == kDomains);
  }
}

TEST_CASE("pairs that must be looked at are charged, and refused when they are too many", "[execution]") {
  const MemoryView view = crowd();
  auto both = sharing("domain", {trait({"ip"}), trait({"ns"})}, scan("domain"));
  both.form = binder::TraitForm::kAll;
  const auto refused = runWithin(view, plan(both), 10 * kDomains);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kBudget);
  CHECK(refused.error().id == "E602");
  const auto found = runWithin(view, plan(both), 10 * kDomains * kDomains);
  REQUIRE(found.ok());
  CHECK(found->table.rowCount() == kDomains);
}

TEST_CASE("what is known of all others answers as every pair does", "[execution]") {
  std::mt19937 random(20221018);
  const auto upto = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  for (int round = 0; round < 3000; ++round) {
    PairRule rule;
    rule.kind = static_cast<PairRule::Kind>(round % 3);
    rule.gap = rule.kind == PairRule::Kind::kOverlapping ? upto(2) : 0;
    Others others(rule);
    std::vector<std::pair<graph::NodeId, Held>> all;
    for (int i = upto(5); i >= 0; --i) {
      Held held;
      for (int k = upto(2); k > 0; --k) {
        const Time first = upto(20);
        held.seen.push_back(upto(5) == 0 ? seen(kNoTime, kNoTime) : seen(first, first + upto(4)));
      }
      execution::Step step;
      step.seen = held.seen;
      held.steps.push_back(step);
      all.emplace_back(static_cast<graph::NodeId>(upto(3)), held);
    }
    for (const auto& [seed, held] : all) others.add(seed, held);
    others.finish();
    for (const auto& [node, own] : all) {
      bool expected = false;
      for (const auto& [seed, held] : all) expected = expected || (seed != node && pairPasses(rule, own, held));
      INFO("round " << round);
      REQUIRE(others.passes(node, own) == expected);
    }
  }
}
