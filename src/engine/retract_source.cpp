// A retraction reaches all that one source said of a thing. Where a file or a lookup is taken back, what the source's
// other lookups say of the same thing is stated again behind it, with its times and its evidence.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "common/format.h"
#include "common/hash.h"
#include "common/text.h"
#include "engine/each_said.h"
#include "engine/restate.h"
#include "engine/sources.h"
#include "engine/undo.h"

namespace clew::engine {
namespace {

using storage::LookupId;

constexpr std::string_view kLookupPrefix = "lookup:";

/// Whose word is taken back: a source, or some lookups.
struct Target {
  std::string name;  // as the user is told
  std::string kind;  // "source", "file", "lookup"
  storage::SourceId source = 0;
  std::unordered_set<LookupId> lookups;  // empty: all of the source's
};

/// The lookups that state something again, with those that said it first.
using Restored = std::unordered_map<LookupId, LookupId>;

LookupId firstOf(const Restored& restored, LookupId lookup) {
  const auto found = restored.find(lookup);
  return found == restored.end() ? lookup : found->second;
}

bool endsPath(std::string_view path, std::string_view end) {
  return path == end || (path.size() > end.size() && path.ends_with(end) && path[path.size() - end.size() - 1] == '/');
}

/// Empty where no file ends so; `files` are the last parts of all paths then.
Result<Target> fileNamed(const storage::Store& store, std::string_view name, std::vector<std::string>& files) {
  Target exact{std::string(name), "file", 0, {}};
  std::map<std::string, std::unordered_set<LookupId>> near;
  auto read = eachLookup(store, [&](const storage::LookupInfo& info) {
    const std::string& from = info.lookup.from;
    const bool analyst =
        info.lookup.provider == "analyst" && (info.lookup.kind == "retract" || info.lookup.kind == "undo");
    if (from.empty() || analyst || isRestored(info.lookup)) return;
    files.push_back(from.substr(from.rfind('/') + 1));
    if (from == name) exact.lookups.insert(info.id);
    if (endsPath(from, name)) near[from].insert(info.id);
  });
  if (!read) return read.error();
  if (!exact.lookups.empty() || near.empty()) return exact;
  if (near.size() == 1) return Target{near.begin()->first, "file", 0, near.begin()->second};
  std::vector<std::string> paths;
  for (const auto& [path, lookups] : near) paths.push_back(quoted(path, 300));
  return Error(ErrorCode::kUsage, counted(paths.size(), "file") + " of the case end with " + quoted(name, 300))
      .withNote("they are " + join(paths, ", "));
}

Result<Target> targetOf(const storage::Store& store, std::string_view what) {
  const auto source = sourceNamed(store, what);
  if (source) return Target{std::string(what), "source", *source, {}};
  if (source.error().code != ErrorCode::kUnknownName) return source.error();
  if (startsWith(what, kLookupPrefix)) {
    const auto number = parseInteger<LookupId>(what.substr(kLookupPrefix.size()));
    const auto info = number ? store.lookup(*number, false) : Result<std::optional<storage::LookupInfo>>(std::nullopt);
    if (!info) return info.error();
    if (!*info) {
      return Error(ErrorCode::kUnknownName, "the case has no " + quoted(what))
          .withHint("`clew sql CASE 'select id, source, origin from lookup'` lists them");
    }
    return Target{std::string(what), "lookup", 0, {*number}};
  }
  std::vector<std::string> files;
  auto file = fileNamed(store, what, files);
  if (!file || !file->lookups.empty()) return file;
  Error error = source.error();
  error.message = "no source and no file of the case is called " + quoted(what, 300);
  if (!error.hint.empty()) return error;
  if (const auto near = closest(what, files)) return error.withHint("did you mean " + quoted(*near, 300) + "?");
  return error;
}

/// Everything of the target that stands, each once, in the order of Said.
Result<std::vector<Said>> standing(const storage::Store& store, const Target& target, const Restored& restored) {
  std::vector<Said> keys;
  auto read = eachSaid(store, [&](const Said& said, LookupId lookup, bool stands) {
    if (!stands) return;
    if (target.lookups.empty() ? said.source == target.source : target.lookups.contains(firstOf(restored, lookup)))
      keys.push_back(said);
  });
  if (!read) return read.error();
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

/// What other lookups say of the keys, by their sources.
Result<StoodOf> saidElsewhere(const storage::Store& store, const Target& target, std::span<const Said> all,
                              const Restored& restored) {
  StoodOf out;
  if (target.lookups.empty()) return out;
  const std::set<Said> keys(all.begin(), all.end());
  Standing standing(keys);
  if (auto scanned = store.scan(0, UINT64_MAX, standing); !scanned) return scanned.error();
  for (const Said& key : keys) {
    auto stood = standing.of(key);
    std::erase_if(stood,
                  [&](const Stood& one) { return target.lookups.contains(firstOf(restored, one.record.first)); });
    if (!stood.empty()) out.emplace(key, std::move(stood));
  }
  return out;
}

/// One command's batches.
class Retraction {
 public:
  Retraction(Case& owner, const Target& target, Time now)
      : owner_(owner),
        target_(target),
        now_(now),
        statement_(std::string(kRetractSource) + (target.kind == "file" ? "file " : "") + target.name) {}

  /// Takes back `keys`, and states again what of them is said elsewhere; at most `most` keys a batch.
  Result<void> run(std::span<const Said> keys, const StoodOf& elsewhere, std::size_t most) {
    std::vector<std::pair<std::span<const Said>, StoodOf>> steps;
    for (std::size_t at = 0; at < keys.size(); at += most) {
      auto& [of_step, again] = steps.emplace_back(keys.subspan(at, std::min(most, keys.size() - at)), StoodOf());
      for (const Said& key : of_step) {
        if (const auto found = elsewhere.find(key); found != elsewhere.end()) again.insert(*found);
      }
      parts_ += again.empty() ? 1 : 2;
    }
    for (const auto& [of_step, again] : steps) {
      if (auto done = takeBack(of_step); !done) return done;
      if (again.empty()) continue;
      if (auto done = state(again); !done) return done;
    }
    return {};
  }

 private:
  storage::Batch batch() {
    storage::Batch out;
    out.learnt = now_;
    // undo knows by it what one command wrote
    out.note = {"analyst", statement_, parts_ > 1 ? partText({++part_, parts_}) : std::string()};
    return out;
  }

  Result<void> takeBack(std::span<const Said> keys) {
    storage::Batch out = batch();
    model::LookupFacts facts;
    facts.lookup.provider = "analyst";
    facts.lookup.kind = "retract";
    facts.lookup.fetched = now_;
    facts.lookup.from = statement_;
    const auto newest = owner_.store().newest();
    if (!newest) return newest.error();
    facts.lookup.sha256 = sha256Hex(newest->chain + '\n' + statement_);
    const auto sources = owner_.store().sources();
    if (!sources) return sources.error();
    auto what = factsOf(owner_.store(), keys);
    if (!what) return what.error();
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto by = std::find_if(sources->begin(), sources->end(),
                                   [&](const auto& source) { return source.id == keys[i].source; });
      if (by == sources->end()) return Error(ErrorCode::kInternal, "an observation without a source");
      facts.facts.push_back(
          {model::RetractionFact{std::move(what.value()[i]), by->name, now_, "the " + target_.kind + " is retracted"},
           0});
    }
    out.lookups.push_back(std::move(facts));
    auto receipt = owner_.append(out);
    if (!receipt) return receipt.error();
    return {};
  }

  Result<void> state(const StoodOf& again) {
    storage::Batch out = batch();
    const auto newest = owner_.store().newest();
    if (!newest) return newest.error();
    auto facts = statedAgain(owner_.store(), again, statement_ + ", " + newest->chain, newest->chain, now_);
    if (!facts) return facts.error();
    out.lookups = std::move(facts.value());
    auto receipt = owner_.append(out);
    if (!receipt) return receipt.error();
    return {};
  }

  Case& owner_;
  const Target& target_;
  Time now_;
  std::string statement_;
  std::uint64_t part_ = 0, parts_ = 0;
};

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

Result<std::string> retractSource(Case& owner, std::string_view what, Time now, std::size_t most) {
  if (owner.readOnly()) return owner.readOnlyError();
  const auto target = targetOf(owner.store(), what);
  if (!target) return target.error();
  // one that was cut off may have taken back what it was to state again
  const auto cut_off = undoCutOff(owner, now);
  if (!cut_off) return cut_off.error();
  const std::string first =
      cut_off->empty() ? "" : "first brought back what was left of " + quoted(*cut_off, 300) + ", which was cut off; ";
  const auto restored = restoredLookups(owner.store());
  if (!restored) return restored.error();
  const auto keys = standing(owner.store(), *target, *restored);
  if (!keys) return keys.error();
  if (keys->empty()) return first + "nothing that " + target->name + " said stands: the case is as it was";
  const auto elsewhere = saidElsewhere(owner.store(), *target, *keys, *restored);
  if (!elsewhere) return elsewhere.error();
  if (auto done = Retraction(owner, *target, now).run(*keys, *elsewhere, most); !done) return done.error();
  std::string stands = "what other sources say of them stands";
  if (!elsewhere->empty()) {
    stands = "of these " + groupedDigits(elsewhere->size()) + (elsewhere->size() == 1 ? " stands" : " stand") +
             " by another lookup of the same source; " + stands;
  }
  return first + "took back what " + target->name + " said: " + countsOf(*keys) + "; " + stands +
         ", and `as known at` an earlier time still sees all of it";
}

}  // namespace clew::engine
