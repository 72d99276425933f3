#include "engine/restate.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <variant>

#include "common/hash.h"

namespace clew::engine {

void Standing::answer(const storage::ScannedAnswer& said) {
  const Said key = saidBy(said);
  if (keys_.contains(key))
    said_[key].push_back({said.by.generation, {{}, said.outcome, said.when, {said.by.lookup, said.by.position}}});
}

void Standing::retraction(const storage::ScannedRetraction& taken) {
  const Said key = saidBy(taken);
  if (!keys_.contains(key)) return;
  auto& last = taken_[key];
  last = std::max(last, taken.generation);
}

std::vector<Stood> Standing::of(const Said& key) const {
  std::vector<Stood> out;
  const auto said = said_.find(key);
  if (said == said_.end()) return out;
  const auto taken = taken_.find(key);
  for (const auto& [generation, stood] : said->second) {
    if (taken == taken_.end() || generation > taken->second) out.push_back(stood);
  }
  return out;
}

namespace {

Result<model::Lookup> restoredLookup(const storage::Store& store, const std::string& source, storage::LookupId first,
                                     std::string_view from, std::string_view chain, Time now) {
  model::Lookup lookup;
  lookup.provider = source;
  lookup.kind = std::string(kRestoredKind);
  lookup.fetched = now;
  lookup.from = std::string(from);
  lookup.sha256 = sha256Hex(std::string(chain) + lookup.kind + source);
  const auto info = store.lookup(first, false);
  if (!info) return info.error();
  if (*info) {
    lookup.part = first;
    lookup.sha256 = restoredHash((*info)->lookup, lookup.from);
  }
  return lookup;
}

}  // namespace

Result<std::vector<model::LookupFacts>> statedAgain(const storage::Store& store, const StoodOf& what,
                                                    std::string_view from, std::string_view chain, Time now) {
  const auto sources = store.sources();
  if (!sources) return sources.error();
  const auto nameOf = [&](storage::SourceId id) {
    const auto found = std::find_if(sources->begin(), sources->end(), [&](const auto& one) { return one.id == id; });
    return found == sources->end() ? std::string("analyst") : found->name;
  };
  std::vector<Said> keys;
  for (const auto& [key, all] : what) keys.push_back(key);
  auto said = factsOf(store, keys);
  if (!said) return said.error();
  std::unordered_map<storage::LookupId, storage::LookupId> first_of;  // asked of the store once a lookup
  std::map<std::pair<std::string, storage::LookupId>, model::LookupFacts> restored;
  auto next = said->begin();
  for (const auto& [key, all] : what) {
    SaidFact& fact_of_key = *next++;
    const std::string source = nameOf(key.source);
    for (const Stood& stood : all) {
      const auto [known, is_unknown] = first_of.try_emplace(stood.record.first, stood.record.first);
      if (is_unknown) known->second = firstLookupOf(store, stood.record.first);
      const storage::LookupId first = known->second;
      auto [place, is_new] = restored.try_emplace({source, first});
      if (is_new) {
        auto made = restoredLookup(store, source, first, from, chain, now);
        if (!made) return made.error();
        place->second.lookup = std::move(*made);
      }
      auto& facts = place->second;
      std::visit(
          [&](auto& fact) {
            if constexpr (std::is_same_v<std::decay_t<decltype(fact)>, model::AnswerFact>) {
              fact.outcome = stood.outcome;
              fact.when = stood.when;
            } else {
              fact.seen = stood.seen;
            }
            facts.facts.push_back({fact, stood.record.second});
          },
          fact_of_key);
    }
  }
  std::vector<model::LookupFacts> out;
  for (auto& [of, facts] : restored) out.push_back(std::move(facts));
  return out;
}

}  // namespace clew::engine
