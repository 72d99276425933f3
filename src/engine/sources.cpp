#include "engine/sources.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/text.h"
#include "engine/each_said.h"

namespace clew::engine {
namespace {

/// Calls `take(said, lookup, stands)` for every observation that a source gave. What a command stated again is no
/// further observation: the one that it brought back stands.
template <typename Take>
Result<void> eachGiven(const storage::Store& store, Take take) {
  const auto restored = restoredLookups(store);
  if (!restored) return restored.error();
  std::map<std::pair<Said, storage::LookupId>, std::uint64_t> again;
  if (!restored->empty()) {
    auto found = eachSaid(store, [&](const Said& said, storage::LookupId lookup, bool stands) {
      if (const auto by = restored->find(lookup); stands && by != restored->end()) ++again[{said, by->second}];
    });
    if (!found) return found;
  }
  return eachSaid(store, [&](const Said& said, storage::LookupId lookup, bool stands) {
    if (restored->contains(lookup)) return;
    if (!stands && !again.empty()) {
      const auto found = again.find({said, lookup});
      if (found != again.end() && found->second > 0) {
        --found->second;
        stands = true;
      }
    }
    take(said, lookup, stands);
  });
}

/// First and last of times, of which some are not known.
struct Span {
  Time first = kNoTime, last = kNoTime;
  void add(Time time) {
    if (time == kNoTime) return;
    first = first == kNoTime ? time : std::min(first, time);
    last = last == kNoTime ? time : std::max(last, time);
  }
};

void pushTime(Table& table, Time time) {
  if (time == kNoTime)
    table.push(Cell{});
  else
    table.push(Instant{time});
}

/// What the two tables of sources count, and when the lookups were fetched.
struct Row {
  std::uint64_t lookups = 0, observations = 0, retracted = 0;
  Span fetched;
};

void pushRow(Table& table, const Row& row) {
  for (const std::uint64_t count : {row.lookups, row.observations, row.retracted})
    table.push(static_cast<std::int64_t>(count));
  pushTime(table, row.fetched.first);
  pushTime(table, row.fetched.last);
}

}  // namespace

Result<storage::SourceId> sourceNamed(const storage::Store& store, std::string_view name) {
  const auto sources = store.sources();
  if (!sources) return sources.error();
  std::vector<std::string> names;
  for (const auto& source : sources.value()) {
    if (source.name == name) return source.id;
    names.push_back(source.name);
  }
  Error error(ErrorCode::kUnknownName, "no source of the case is called " + quoted(name));
  if (const auto near = closest(name, names)) return error.withHint("did you mean " + quoted(*near) + "?");
  std::sort(names.begin(), names.end());
  if (names.empty()) return error.withNote("the case has no sources yet");
  return error.withNote("its sources are " + join(names, ", "));
}

Result<Table> sourceTable(const Case& owner) {
  std::map<std::string, Row> rows;
  std::vector<Row*> of_source;
  const auto sources = owner.store().sources();
  if (!sources) return sources.error();
  for (const auto& source : sources.value()) of_source.push_back(&rows[source.name]);
  auto counted_all = eachGiven(owner.store(), [&](const Said& said, storage::LookupId, bool stands) {
    if (said.source >= of_source.size()) return;
    Row& row = *of_source[said.source];
    ++(stands ? row.observations : row.retracted);
  });
  if (!counted_all) return counted_all.error();
  auto read = eachLookup(owner.store(), [&](const storage::LookupInfo& info) {
    if (isRestored(info.lookup)) return;
    Row& row = rows[info.lookup.provider];
    ++row.lookups;
    row.fetched.add(info.lookup.fetched);
  });
  if (!read) return read.error();
  Table table;
  table.columns = {{"source", ColumnType::kText},          {"lookups", ColumnType::kInteger},
                   {"observations", ColumnType::kInteger}, {"retracted", ColumnType::kInteger},
                   {"first_fetched", ColumnType::kTime},   {"last_fetched", ColumnType::kTime}};
  for (const auto& [name, row] : rows) {
    table.push(name);
    pushRow(table, row);
  }
  return table;
}

Result<Table> sourceTable(const Case& owner, std::string_view name) {
  const auto source = sourceNamed(owner.store(), name);
  if (!source) return source.error();
  std::unordered_map<storage::LookupId, std::pair<std::uint64_t, std::uint64_t>> counts;
  auto counted_all = eachGiven(owner.store(), [&](const Said& said, storage::LookupId lookup, bool stands) {
    if (said.source == *source) ++(stands ? counts[lookup].first : counts[lookup].second);
  });
  if (!counted_all) return counted_all.error();
  constexpr std::array<const char*, 4> kOutcomes = {"found", "none", "refused", "partial"};
  std::map<std::tuple<std::string, std::string, model::Outcome>, Row> rows;
  auto read = eachLookup(owner.store(), [&](const storage::LookupInfo& info) {
    if (info.lookup.provider != name || isRestored(info.lookup)) return;
    Row& row = rows[{info.lookup.kind, info.lookup.from, info.lookup.outcome}];
    ++row.lookups;
    row.fetched.add(info.lookup.fetched);
    const auto found = counts.find(info.id);
    if (found == counts.end()) return;
    row.observations += found->second.first;
    row.retracted += found->second.second;
  });
  if (!read) return read.error();
  Table table;
  table.columns = {{"kind", ColumnType::kText},
                   {"file", ColumnType::kText},
                   {"outcome", ColumnType::kText},
                   {"lookups", ColumnType::kInteger},
                   {"observations", ColumnType::kInteger},
                   {"retracted", ColumnType::kInteger},
                   {"first_fetched", ColumnType::kTime},
                   {"last_fetched", ColumnType::kTime}};
  for (const auto& [key, row] : rows) {
    table.push(std::get<0>(key));
    table.push(std::get<1>(key));
    table.push(std::string(kOutcomes.at(static_cast<std::size_t>(std::get<2>(key)))));
    pushRow(table, row);
  }
  return table;
}

}  // namespace clew::engine
