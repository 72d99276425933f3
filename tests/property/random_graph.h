// Small graphs made at random: facts by name, in every shape that a reader could hand over, crowded enough that values
// are shared, intervals nearly touch and answers deny what was seen before.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "model/facts_json.h"
#include "support/memory_store.h"
#include "support/memory_view.h"

namespace clew::property {

using Random = std::mt19937_64;

inline const model::Schema& builtinSchema() {
  return model::Schema::builtin();
}

/// 0 .. limit - 1.
int below(Random& random, int limit);
bool oneIn(Random& random, int n);
template <typename T>
const T& pick(Random& random, const std::vector<T>& from) {
  return from[static_cast<std::size_t>(below(random, static_cast<int>(from.size())))];
}

inline constexpr Time kStart = 1640995200;  // 2022-01-01
inline constexpr Time kDay = 86400;
inline constexpr int kDays = 300;                                          // that the facts lie in
inline constexpr Time kNow = kStart + kDays * kDay + 13 * 3600 + 37 * 60;  // of every run: within a day

std::string dayText(int day);

/// What there is to name in a graph; facts and queries draw from the same words.
struct World {
  std::vector<std::string> domains, hosts, ips, emails, registrars, orgs, countries, asns;
  std::vector<std::string> sources;
};
World randomWorld(Random& random);

/// A graph: facts in order, each with its source, its lookup and when it was learnt; and named sets.
struct Graph {
  std::vector<model::FactLine> facts;
  std::map<std::string, std::vector<std::string>> sets;  // by name without the sigil: members as one writes them
};
Graph randomGraph(Random& random, const World& world);

/// The facts as lines that `clew ingest` takes, and the sets as comments.
std::string factsText(const Graph& graph);

/// Source, lookup and learnt are kept.
void fill(test::MemoryView& view, const std::vector<model::FactLine>& facts);
/// A batch a time of learning, in the order of the facts.
void fill(storage::Store& store, const std::vector<model::FactLine>& facts);

/// A node as queries and sets write it: a type before it where the name alone does not tell.
model::NodeName named(std::string_view text);

}  // namespace clew::property
