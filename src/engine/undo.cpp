// A retraction takes back all that a source said of a link, a property and the like up to its batch. Where the write
// repeated what the source had said before, that is stated again in a second batch, with its times; so the state is as
// it was.
#include "engine/undo.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <variant>

#include "common/hash.h"
#include "common/text.h"
#include "engine/each_said.h"
#include "engine/restate.h"

namespace clew::engine {
namespace {

constexpr std::string_view kBecause = "takes back batch ";

/// The batch that an undo took back; none for another write.
std::optional<storage::Generation> undoneBy(const storage::BatchInfo& batch) {
  const std::string& because = batch.note.because;
  if (batch.note.who != "analyst" || batch.note.query != kUndo || !because.starts_with(kBecause)) return std::nullopt;
  const auto number = parseInteger<std::int64_t>(std::string_view(because).substr(kBecause.size()));
  return number ? std::optional(static_cast<storage::Generation>(*number)) : std::nullopt;
}

/// The batches of the newest write that can be taken back, newest first: one, or the parts of one command of which none
/// was taken back yet. Empty: there is none.
std::vector<storage::BatchInfo> lastWrite(const std::vector<storage::BatchInfo>& batches) {
  std::set<storage::Generation> undone;
  std::vector<storage::BatchInfo> out;
  Part newer;
  for (auto batch = batches.rbegin(); batch != batches.rend(); ++batch) {
    if (batch->note.who != "analyst") continue;
    const std::string& because = batch->note.because;
    if (batch->note.query == kUndo) {
      if (const auto number = undoneBy(*batch)) undone.insert(*number);
      continue;
    }
    if (undone.contains(batch->generation)) continue;
    const auto part = batch->note.query.starts_with(kRetractSource) ? readPart(because) : Part();
    if (!out.empty()) {
      const bool before = part.number > 0 && part.number + 1 == newer.number && part.of == newer.of;
      if (!before || batch->note.query != out.front().note.query) break;
    }
    out.push_back(*batch);
    if (part.number <= 1) break;
    newer = part;
  }
  return out;
}

/// What a batch stated and took back.
class Touched : public storage::ScanVisitor {
 public:
  void link(const storage::ScannedLink& link) override { stated.insert(saidBy(link)); }
  void property(const storage::ScannedProperty& said) override { stated.insert(saidBy(said)); }
  void redaction(const storage::ScannedRedaction& said) override {
    if (said.trait != model::kNoRelation) stated.insert(saidBy(said));
  }
  void answer(const storage::ScannedAnswer& said) override { stated.insert(saidBy(said)); }
  void retraction(const storage::ScannedRetraction& taken) override { retracted.insert(saidBy(taken)); }
  std::set<Said> stated, retracted;
};

/// How many links, notes and the like.
using Counts = std::map<std::string_view, std::uint64_t>;

/// What was done to take back one batch.
struct Undone {
  Counts retracted, stated_again;
  std::vector<std::string> sets;  // "@found (3 members)"
  void add(const Undone& more) {
    for (const auto& [word, count] : more.retracted) retracted[word] += count;
    for (const auto& [word, count] : more.stated_again) stated_again[word] += count;
    sets.insert(sets.end(), more.sets.begin(), more.sets.end());
  }
};

/// "2 links, 1 note".
std::string textOf(const Counts& counts) {
  std::vector<std::string> parts;
  for (const auto& [word, count] : counts)
    parts.push_back(counted(count, word, word == "property" ? "properties" : ""));
  return join(parts, ", ");
}

std::string sentence(const std::string& write, const Undone& done) {
  std::vector<std::string> parts;
  if (!done.retracted.empty()) parts.push_back(textOf(done.retracted) + " retracted");
  if (!done.stated_again.empty()) parts.push_back(textOf(done.stated_again) + " stated again");
  if (!done.sets.empty()) parts.push_back("back to " + join(done.sets, ", "));
  return "took back: " + write + (parts.empty() ? "" : " (" + join(parts, ", ") + ")");
}

class Undo {
 public:
  Undo(Case& owner, const storage::BatchInfo& write, Time now) : owner_(owner), write_(write), now_(now) {}

  Result<Undone> run() {
    if (auto read = readWrite(); !read) return read.error();
    if (statesAgain()) return leave();
    storage::Batch back = batchOf();
    if (auto made = takeBack(back); !made) return made.error();
    const auto sets = revertSets(back);
    if (!sets) return sets.error();
    if (back.lookups.empty() && back.sets.empty())
      return Error(ErrorCode::kNotFound, "that write changed nothing that could be taken back")
          .withNote("the write was: " + write_.note.query);
    // a store keeps no batch that changes nothing, and what was taken back must be known: a set saved with no members
    if (back.lookups.empty()) back.lookups.push_back(lookupOf("analyst", "undo"));
    if (auto receipt = owner_.append(back); !receipt) return receipt.error();
    storage::Batch again = batchOf();
    if (auto made = stateAgain(again); !made) return made.error();
    if (!again.lookups.empty())
      if (auto receipt = owner_.append(again); !receipt) return receipt.error();
    Undone done;
    count(touched_.stated, done.retracted);
    std::set<Said> stated;
    for (const auto& [key, all] : before_) stated.insert(key);
    count(touched_.stated.empty() ? stated : touched_.retracted, done.stated_again);
    done.sets = *sets;
    return done;
  }

 private:
  storage::Batch batchOf() const {
    storage::Batch batch;
    batch.learnt = now_;
    batch.note = {"analyst", std::string(kUndo), std::string(kBecause) + std::to_string(write_.generation)};
    return batch;
  }

  /// What the retraction of a file stated again is still said by others, and later answers may lie above it: it stays.
  /// Only what the retraction took is stated again then.
  bool statesAgain() const {
    return write_.note.query.starts_with(kRetractSource) && touched_.retracted.empty() && !touched_.stated.empty();
  }

  /// A batch that says that the write is taken back, and takes nothing.
  Result<Undone> leave() {
    storage::Batch back = batchOf();
    back.lookups.push_back(lookupOf("analyst", "undo"));
    if (auto receipt = owner_.append(back); !receipt) return receipt.error();
    return Undone();
  }

  /// Leaves out of what stood before what stands now: by another command's word, from the same record.
  Result<void> dropStanding() {
    if (touched_.retracted.empty() || before_.empty()) return {};
    std::set<Said> keys;
    for (const auto& [key, all] : before_) keys.insert(key);
    Standing now(keys);
    if (auto scanned = owner_.store().scan(0, UINT64_MAX, now); !scanned) return scanned;
    const auto restored = restoredLookups(owner_.store());
    if (!restored) return restored.error();
    const auto recordOf = [&](const Stood& stood) {
      const auto found = restored->find(stood.record.first);
      return std::pair{found == restored->end() ? stood.record.first : found->second, stood.record.second};
    };
    for (auto& [key, all] : before_) {
      const auto standing = now.of(key);
      std::erase_if(all, [&](const Stood& one) {
        return std::any_of(standing.begin(), standing.end(),
                           [&](const Stood& other) { return recordOf(other) == recordOf(one); });
      });
    }
    std::erase_if(before_, [](const auto& one) { return one.second.empty(); });
    return {};
  }

  Result<void> readWrite() {
    if (auto scanned = owner_.store().scan(write_.generation - 1, write_.generation, touched_); !scanned)
      return scanned;
    auto sources = owner_.store().sources();
    if (!sources) return sources.error();
    sources_ = std::move(sources.value());
    std::set<Said> keys = touched_.stated;
    keys.insert(touched_.retracted.begin(), touched_.retracted.end());
    if (keys.empty()) return {};
    Standing before(keys);
    if (auto scanned = owner_.store().scan(0, write_.generation - 1, before); !scanned) return scanned;
    for (const Said& key : keys) {
      const auto standing = before.of(key);
      if (!standing.empty()) before_[key] = standing;
    }
    if (touched_.stated.empty()) return dropStanding();
    return {};
  }

  std::string sourceName(storage::SourceId id) const {
    const auto found = std::find_if(sources_.begin(), sources_.end(), [&](const auto& one) { return one.id == id; });
    return found == sources_.end() ? std::string("analyst") : found->name;
  }

  std::string from() const {
    return std::string(kUndo) + " " + std::string(kBecause) + std::to_string(write_.generation);
  }

  model::LookupFacts lookupOf(const std::string& source, const std::string& kind) const {
    model::LookupFacts facts;
    facts.lookup.provider = source;
    facts.lookup.kind = kind;
    facts.lookup.fetched = now_;
    facts.lookup.from = from();
    facts.lookup.sha256 = sha256Hex(write_.chain + kind + source);
    return facts;
  }

  /// Retracts what the write stated.
  Result<void> takeBack(storage::Batch& batch) const {
    model::LookupFacts facts = lookupOf("analyst", "undo");
    const std::vector<Said> stated(touched_.stated.begin(), touched_.stated.end());
    auto what = factsOf(owner_.store(), stated);
    if (!what) return what.error();
    for (std::size_t i = 0; i < stated.size(); ++i) {
      facts.facts.push_back(
          {model::RetractionFact{std::move(what.value()[i]), sourceName(stated[i].source), now_, batch.note.because},
           0});
    }
    if (!facts.facts.empty()) batch.lookups.push_back(std::move(facts));
    if (touched_.retracted.empty()) return {};
    if (!touched_.stated.empty()) return {};  // told in the second batch, behind the retraction
    return stateAgain(batch);
  }

  /// States what stood before and no longer does.
  Result<void> stateAgain(storage::Batch& batch) const {
    if (!batch.lookups.empty()) return {};
    if (restated_) return {};
    restated_ = true;
    auto facts = statedAgain(owner_.store(), before_, from(), write_.chain, now_);
    if (!facts) return facts.error();
    batch.lookups = std::move(facts.value());
    return {};
  }

  /// The sets whose members the write changed, as they were; their names.
  Result<std::vector<std::string>> revertSets(storage::Batch& batch) const {
    std::vector<std::string> names;
    auto before = owner_.store().setsAt(write_.generation - 1);
    if (!before) return before.error();
    auto after = owner_.store().setsAt(write_.generation);
    if (!after) return after.error();
    for (const auto& set : after.value()) {
      const auto old =
          std::find_if(before->begin(), before->end(), [&](const auto& one) { return one.name == set.name; });
      if (old != before->end() && old->members == set.members) continue;
      std::vector<model::NodeName> members;
      if (old != before->end()) {
        auto read = owner_.store().nodeNames(old->members);
        if (!read) return read.error();
        members = std::move(read.value());
      }
      names.push_back(old == before->end() ? "no @" + set.name
                                           : "@" + set.name + " (" + counted(members.size(), "member") + ")");
      batch.sets.push_back({set.name, std::move(members)});
    }
    return names;
  }

  void count(const std::set<Said>& keys, Counts& counts) const {
    const auto note = owner_.schema().propertyNamed("note");
    for (const Said& key : keys) {
      const bool is_note = key.of == Said::Of::kProperty && note && key.property == *note;
      ++counts[key.of == Said::Of::kLink       ? "link"
               : is_note                       ? "note"
               : key.of == Said::Of::kProperty ? "property"
               : key.of == Said::Of::kAnswer   ? "answer"
                                               : "withheld value"];
    }
  }

  Case& owner_;
  const storage::BatchInfo& write_;
  Time now_;
  Touched touched_;
  std::vector<storage::SourceInfo> sources_;
  StoodOf before_;
  mutable bool restated_ = false;
};

}  // namespace

Result<std::vector<storage::StoredSet>> standingSets(const storage::Store& store) {
  auto sets = store.sets();
  if (!sets) return sets;
  const auto isEmpty = [](const storage::StoredSet& set) { return set.members.empty(); };
  if (std::none_of(sets->begin(), sets->end(), isEmpty)) return sets;
  const auto batches = store.batches();
  if (!batches) return batches.error();
  std::set<storage::Generation> passed;  // undone, or an undo
  for (const storage::BatchInfo& batch : batches.value()) {
    const auto undone = undoneBy(batch);
    if (!undone) continue;
    passed.insert(batch.generation);
    passed.insert(*undone);
  }
  std::vector<storage::StoredSet> out;
  for (storage::StoredSet& set : sets.value()) {
    std::optional<storage::Generation> version = set.generation;
    while (isEmpty(set) && version && passed.contains(*version)) {
      const auto before = store.setsAt(*version - 1);
      if (!before) return before.error();
      const auto older =
          std::find_if(before->begin(), before->end(), [&](const auto& one) { return one.name == set.name; });
      version = older == before->end() ? std::nullopt : std::optional(older->generation);
    }
    if (version) out.push_back(std::move(set));
  }
  return out;
}

Result<std::string> undoCutOff(Case& owner, Time now) {
  const auto batches = owner.store().batches();
  if (!batches) return batches.error();
  const auto write = lastWrite(batches.value());
  if (write.empty() || !write.front().note.query.starts_with(kRetractSource)) return std::string();
  const Part newest = readPart(write.front().note.because);
  if (newest.number == newest.of) return std::string();
  for (const storage::BatchInfo& batch : write) {
    if (auto done = Undo(owner, batch, now).run(); !done) return done.error();
  }
  return write.front().note.query;
}

Result<std::string> undoLastWrite(Case& owner, Time now) {
  if (owner.readOnly()) return owner.readOnlyError();
  auto batches = owner.store().batches();
  if (!batches) return batches.error();
  const auto write = lastWrite(batches.value());
  if (write.empty()) {
    Error error(ErrorCode::kNotFound, "there is no write to take back");
    const bool ingested = std::any_of(batches->begin(), batches->end(),
                                      [](const storage::BatchInfo& batch) { return batch.note.who == "ingest"; });
    if (ingested)
      error.withNote("what was ingested is taken back by its source or file: `clew source CASE retract NAME`");
    return error;
  }
  Undone all;
  // each part by a write of its own, which says so: what is cut off here goes on with the next undo
  for (const storage::BatchInfo& batch : write) {
    const auto done = Undo(owner, batch, now).run();
    if (!done) return done.error();
    all.add(*done);
  }
  return sentence(write.front().note.query, all);
}

}  // namespace clew::engine
