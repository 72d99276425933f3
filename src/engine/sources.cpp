#include "engine/sources.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "common/hash.h"
#include "common/text.h"
#include "engine/said.h"

namespace clew::engine {
namespace {

using storage::Generation;
using storage::SourceId;

/// Calls for every observation; the visitors below differ in what they keep of it.
template <typename Take>
class EachSaid : public storage::ScanVisitor {
 public:
  explicit EachSaid(Take take) : take_(std::move(take)) {}
  void link(const storage::ScannedLink& row) override { take_(saidBy(row), row.by); }
  void property(const storage::ScannedProperty& row) override { take_(saidBy(row), row.by); }
  void redaction(const storage::ScannedRedaction& row) override {
    if (row.trait != model::kNoRelation) take_(saidBy(row), row.by);
  }
  void answer(const storage::ScannedAnswer& row) override { take_(saidBy(row), row.by); }

 private:
  Take take_;
};

/// The newest batch in which each thing was taken back.
class TakenBack : public storage::ScanVisitor {
 public:
  void retraction(const storage::ScannedRetraction& row) override {
    Generation& last = last_[saidBy(row)];
    last = std::max(last, row.generation);
  }
  bool reaches(const Said& said, Generation generation) const {
    if (last_.empty()) return false;
    const auto found = last_.find(said);
    return found != last_.end() && found->second >= generation;
  }

 private:
  std::map<Said, Generation> last_;
};

Result<TakenBack> takenBack(const storage::Store& store) {
  TakenBack taken;
  if (auto scanned = store.scan(0, UINT64_MAX, taken); !scanned) return scanned.error();
  return taken;
}

/// Calls `take(said, lookup, stands)` for every observation of the case.
template <typename Take>
Result<void> eachSaid(const storage::Store& store, Take take) {
  const auto taken = takenBack(store);
  if (!taken) return taken.error();
  auto each = [&](const Said& said, const storage::Provenance& by) {
    take(said, by.lookup, !taken->reaches(said, by.generation));
  };
  EachSaid visitor(each);
  return store.scan(0, UINT64_MAX, visitor);
}

/// Calls for every lookup, in the order in which they came.
template <typename Take>
Result<void> eachLookup(const storage::Store& store, Take take) {
  for (storage::LookupId id = 1;; ++id) {
    auto info = store.lookup(id, false);
    if (!info) return info.error();
    if (!info.value()) return {};
    take(*info.value());
  }
}

/// Calls `take(said, lookup, stands)` for every observation that a source gave. What `:undo` stated again is no further
/// observation: the one that it brought back stands.
template <typename Take>
Result<void> eachGiven(const storage::Store& store, Take take) {
  std::set<storage::LookupId> restored;
  auto read = eachLookup(store, [&](const storage::LookupInfo& info) {
    if (isRestored(info.lookup)) restored.insert(info.id);
  });
  if (!read) return read;
  std::map<Said, std::uint64_t> again;
  if (!restored.empty()) {
    auto found = eachSaid(store, [&](const Said& said, storage::LookupId lookup, bool stands) {
      if (stands && restored.contains(lookup)) ++again[said];
    });
    if (!found) return found;
  }
  return eachSaid(store, [&](const Said& said, storage::LookupId lookup, bool stands) {
    if (restored.contains(lookup)) return;
    if (const auto found = again.find(said); !stands && found != again.end() && found->second > 0) {
      --found->second;
      stands = true;
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

Result<SourceId> sourceNamed(const storage::Store& store, std::string_view name) {
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

/// Everything of the source that stands, each once, in the order of Said.
Result<std::vector<Said>> standing(const storage::Store& store, SourceId source) {
  std::vector<Said> keys;
  auto read = eachSaid(store, [&](const Said& said, storage::LookupId, bool stands) {
    if (said.source == source && stands) keys.push_back(said);
  });
  if (!read) return read.error();
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

Result<void> appendRetractions(Case& owner, std::string_view source, std::span<const Said> keys, std::string because,
                               Time now) {
  const std::string statement = std::string(kRetractSource) + std::string(source);
  storage::Batch batch;
  batch.learnt = now;
  batch.note = {"analyst", statement, std::move(because)};
  model::LookupFacts facts;
  facts.lookup.provider = "analyst";
  facts.lookup.kind = "retract";
  facts.lookup.fetched = now;
  facts.lookup.from = statement;
  const auto newest = owner.store().newest();
  if (!newest) return newest.error();
  facts.lookup.sha256 = sha256Hex(newest->chain + '\n' + statement);
  auto what = factsOf(owner.store(), keys);
  if (!what) return what.error();
  for (SaidFact& said : what.value()) {
    facts.facts.push_back(
        {model::RetractionFact{std::move(said), std::string(source), now, "the source is retracted"}, 0});
  }
  batch.lookups.push_back(std::move(facts));
  auto receipt = owner.append(batch);
  if (!receipt) return receipt.error();
  return {};
}

std::string countsOf(std::span<const Said> keys) {
  std::array<std::uint64_t, 4> counts{};
  for (const Said& key : keys) ++counts.at(static_cast<std::size_t>(key.of));
  constexpr std::array<std::array<std::string_view, 2>, 4> kWords = {
      {{"link", "links"}, {"property", "properties"}, {"withheld value", "withheld values"}, {"answer", "answers"}}};
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts.at(i) > 0) parts.push_back(counted(counts.at(i), kWords.at(i)[0], kWords.at(i)[1]));
  }
  return join(parts, ", ");
}

}  // namespace

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

Result<std::string> retractSource(Case& owner, std::string_view name, Time now, std::size_t most) {
  if (owner.readOnly()) return Error(ErrorCode::kReadOnly, "the case is open read-only");
  const auto source = sourceNamed(owner.store(), name);
  if (!source) return source.error();
  const auto keys = standing(owner.store(), *source);
  if (!keys) return keys.error();
  if (keys->empty()) return "nothing that " + std::string(name) + " said stands: the case is as it was";
  const std::uint64_t parts = (keys->size() + most - 1) / most;
  for (std::uint64_t part = 1; part <= parts; ++part) {
    const std::size_t at = (part - 1) * most;
    const auto of_part = std::span(*keys).subspan(at, std::min(most, keys->size() - at));
    // undo knows by it what one command wrote
    const std::string because = parts > 1 ? partText({part, parts}) : std::string();
    if (auto written = appendRetractions(owner, name, of_part, because, now); !written) return written.error();
  }
  return "took back what " + std::string(name) + " said: " + countsOf(*keys) +
         "; what other sources say of them stands, and `as known at` an earlier time still sees all of it";
}

}  // namespace clew::engine
