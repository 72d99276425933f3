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

namespace clew::engine {
namespace {

constexpr std::string_view kUndo = ":undo";
constexpr std::string_view kBecause = "takes back batch ";

/// The newest write that can be taken back.
std::optional<storage::BatchInfo> lastWrite(const std::vector<storage::BatchInfo>& batches) {
  std::set<storage::Generation> undone;
  for (auto batch = batches.rbegin(); batch != batches.rend(); ++batch) {
    if (batch->note.who != "analyst") continue;
    if (batch->note.query != kUndo) {
      if (!undone.contains(batch->generation)) return *batch;
      continue;
    }
    const std::string& because = batch->note.because;
    if (!because.starts_with(kBecause)) continue;
    if (const auto number = parseInteger<std::int64_t>(std::string_view(because).substr(kBecause.size())))
      undone.insert(static_cast<storage::Generation>(*number));
  }
  return std::nullopt;
}

using Of = storage::ScannedRetraction::Of;

/// What one source says of one link, of one value of a property, that it withholds a trait, or answers of one kind.
struct Key {
  Of of = Of::kLink;
  storage::NodeId from = 0;
  model::RelationId relation = model::kNoRelation;  // of a link or a withheld trait
  storage::NodeId to = 0;                           // of a link, else `from`
  model::PropertyId property = model::kNoProperty;
  std::string value;  // of a property, of a withheld trait; the kind of answers
  storage::SourceId source = 0;
  auto operator<=>(const Key&) const = default;
};

Key keyOf(const storage::ScannedLink& link) {
  return {Of::kLink, link.from, link.relation, link.to, model::kNoProperty, {}, link.by.source};
}
Key keyOf(const storage::ScannedProperty& said) {
  return {Of::kProperty, said.of, model::kNoRelation, said.of, said.property, std::string(said.value), said.by.source};
}
Key keyOf(const storage::ScannedRedaction& said) {
  return {Of::kRedaction, said.of, said.trait, said.of, model::kNoProperty, std::string(said.text), said.by.source};
}
Key keyOf(const storage::ScannedAnswer& said) {
  return {Of::kAnswer,   said.of, model::kNoRelation, said.of, model::kNoProperty, std::string(said.kind),
          said.by.source};
}
Key keyOf(const storage::ScannedRetraction& taken) {
  return {taken.of, taken.from, taken.relation, taken.to, taken.property, std::string(taken.value), taken.source};
}

/// One thing that was said under a key: when it was seen, or what was answered.
struct Stood {
  model::Sighting seen;
  model::Outcome outcome = model::Outcome::kFound;
  Time when = kNoTime;
  std::pair<storage::LookupId, std::uint32_t> record;
};

/// What a batch stated and took back.
class Touched : public storage::ScanVisitor {
 public:
  void link(const storage::ScannedLink& link) override { stated.insert(keyOf(link)); }
  void property(const storage::ScannedProperty& said) override { stated.insert(keyOf(said)); }
  void retraction(const storage::ScannedRetraction& taken) override { retracted.insert(keyOf(taken)); }
  std::set<Key> stated, retracted;
};

/// What stood of these before.
class Standing : public storage::ScanVisitor {
 public:
  explicit Standing(const std::set<Key>& keys) : keys_(keys) {}
  void link(const storage::ScannedLink& link) override { remember(keyOf(link), link); }
  void property(const storage::ScannedProperty& said) override { remember(keyOf(said), said); }
  void redaction(const storage::ScannedRedaction& said) override { remember(keyOf(said), said); }
  void answer(const storage::ScannedAnswer& said) override {
    const Key key = keyOf(said);
    if (keys_.contains(key))
      said_[key].push_back({said.by.generation, {{}, said.outcome, said.when, {said.by.lookup, said.by.position}}});
  }
  void retraction(const storage::ScannedRetraction& taken) override {
    const Key key = keyOf(taken);
    if (!keys_.contains(key)) return;
    auto& last = taken_[key];
    last = std::max(last, taken.generation);
  }
  std::vector<Stood> of(const Key& key) const {
    std::vector<Stood> out;
    const auto said = said_.find(key);
    if (said == said_.end()) return out;
    const auto taken = taken_.find(key);
    for (const auto& [generation, stood] : said->second) {
      if (taken == taken_.end() || generation > taken->second) out.push_back(stood);
    }
    return out;
  }

 private:
  void remember(const Key& key, const auto& said) {
    if (keys_.contains(key))
      said_[key].push_back({said.by.generation, {said.seen, {}, {}, {said.by.lookup, said.by.position}}});
  }

  const std::set<Key>& keys_;
  std::map<Key, std::vector<std::pair<storage::Generation, Stood>>> said_;
  std::map<Key, storage::Generation> taken_;
};

class Undo {
 public:
  Undo(Case& owner, const storage::BatchInfo& write, Time now) : owner_(owner), write_(write), now_(now) {}

  Result<std::string> run() {
    if (auto read = readWrite(); !read) return read.error();
    storage::Batch back = batchOf();
    if (auto made = takeBack(back); !made) return made.error();
    const auto sets = revertSets(back);
    if (!sets) return sets.error();
    if (back.lookups.empty() && back.sets.empty())
      return Error(ErrorCode::kNotFound, "that write changed nothing that could be taken back")
          .withNote("the write was: " + write_.note.query);
    if (auto receipt = owner_.append(back); !receipt) return receipt.error();
    storage::Batch again = batchOf();
    if (auto made = stateAgain(again); !made) return made.error();
    if (!again.lookups.empty())
      if (auto receipt = owner_.append(again); !receipt) return receipt.error();
    return sentence(*sets);
  }

 private:
  storage::Batch batchOf() const {
    storage::Batch batch;
    batch.learnt = now_;
    batch.note = {"analyst", std::string(kUndo), std::string(kBecause) + std::to_string(write_.generation)};
    return batch;
  }

  Result<void> readWrite() {
    if (auto scanned = owner_.store().scan(write_.generation - 1, write_.generation, touched_); !scanned)
      return scanned;
    auto sources = owner_.store().sources();
    if (!sources) return sources.error();
    sources_ = std::move(sources.value());
    std::set<Key> keys = touched_.stated;
    keys.insert(touched_.retracted.begin(), touched_.retracted.end());
    if (keys.empty()) return {};
    Standing before(keys);
    if (auto scanned = owner_.store().scan(0, write_.generation - 1, before); !scanned) return scanned;
    for (const Key& key : keys) {
      const auto standing = before.of(key);
      if (!standing.empty()) before_[key] = standing;
    }
    return {};
  }

  std::string sourceName(storage::SourceId id) const {
    const auto found = std::find_if(sources_.begin(), sources_.end(), [&](const auto& one) { return one.id == id; });
    return found == sources_.end() ? std::string("analyst") : found->name;
  }

  using Said = decltype(model::RetractionFact::what);

  Result<Said> saidOf(const Key& key) const {
    auto names = owner_.store().nodeNames({key.from, key.to});
    if (!names) return names.error();
    if (key.of == Of::kProperty) return Said(model::PropertyFact{names.value()[0], key.property, key.value, {}});
    if (key.of == Of::kRedaction) return Said(model::RedactedFact{names.value()[0], key.relation, key.value, {}});
    if (key.of == Of::kAnswer) return Said(model::AnswerFact{names.value()[0], key.value, {}, kNoTime});
    return Said(model::LinkFact{names.value()[0], key.relation, names.value()[1], {}});
  }

  model::LookupFacts factsOf(const std::string& source, const std::string& kind) const {
    model::LookupFacts facts;
    facts.lookup.provider = source;
    facts.lookup.kind = kind;
    facts.lookup.fetched = now_;
    facts.lookup.from = std::string(kUndo) + " " + std::string(kBecause) + std::to_string(write_.generation);
    facts.lookup.sha256 = sha256Hex(write_.chain + kind + source);
    return facts;
  }

  /// Retracts what the write stated.
  Result<void> takeBack(storage::Batch& batch) const {
    model::LookupFacts facts = factsOf("analyst", "undo");
    for (const Key& key : touched_.stated) {
      auto said = saidOf(key);
      if (!said) return said.error();
      facts.facts.push_back(
          {model::RetractionFact{std::move(said.value()), sourceName(key.source), now_, batch.note.because}, 0});
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
    std::map<std::string, model::LookupFacts> by_source;
    // what stood in one record stands in one again: an answer speaks for the record that it came from
    std::map<std::pair<storage::LookupId, std::uint32_t>, std::uint32_t> records;
    for (const auto& [key, sightings] : before_) {
      auto said = saidOf(key);
      if (!said) return said.error();
      const std::string source = sourceName(key.source);
      auto& facts = by_source.try_emplace(source, factsOf(source, "restored")).first->second;
      for (const Stood& stood : sightings) {
        std::visit(
            [&](auto& fact) {
              if constexpr (std::is_same_v<std::decay_t<decltype(fact)>, model::AnswerFact>) {
                fact.outcome = stood.outcome;
                fact.when = stood.when;
              } else {
                fact.seen = stood.seen;
              }
              const auto number = static_cast<std::uint32_t>(records.size() + 1);
              facts.facts.push_back({fact, records.try_emplace(stood.record, number).first->second});
            },
            said.value());
      }
    }
    for (auto& [source, facts] : by_source) batch.lookups.push_back(std::move(facts));
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
      names.push_back("@" + set.name + " (" + counted(members.size(), "member") + ")");
      batch.sets.push_back({set.name, std::move(members)});
    }
    return names;
  }

  /// "2 links, 1 note".
  std::string countedOf(const std::set<Key>& keys) const {
    const auto note = owner_.schema().propertyNamed("note");
    std::map<std::string_view, std::uint64_t> counts;
    for (const Key& key : keys) {
      const bool is_note = key.of == Of::kProperty && note && key.property == *note;
      ++counts[key.of == Of::kLink       ? "link"
               : is_note                 ? "note"
               : key.of == Of::kProperty ? "property"
               : key.of == Of::kAnswer   ? "answer"
                                         : "withheld value"];
    }
    std::vector<std::string> parts;
    for (const auto& [word, count] : counts)
      parts.push_back(counted(count, word, word == "property" ? "properties" : ""));
    return join(parts, ", ");
  }

  std::string sentence(const std::vector<std::string>& sets) const {
    std::vector<std::string> parts;
    if (!touched_.stated.empty()) parts.push_back(countedOf(touched_.stated) + " retracted");
    if (!touched_.retracted.empty()) parts.push_back(countedOf(touched_.retracted) + " stated again");
    if (!sets.empty()) parts.push_back("back to " + join(sets, ", "));
    return "took back: " + write_.note.query + " (" + join(parts, ", ") + ")";
  }

  Case& owner_;
  const storage::BatchInfo& write_;
  Time now_;
  Touched touched_;
  std::vector<storage::SourceInfo> sources_;
  std::map<Key, std::vector<Stood>> before_;
  mutable bool restated_ = false;
};

}  // namespace

Result<std::string> undoLastWrite(Case& owner, Time now) {
  if (owner.readOnly()) return Error(ErrorCode::kReadOnly, "the case is open read-only");
  auto batches = owner.store().batches();
  if (!batches) return batches.error();
  const auto write = lastWrite(batches.value());
  if (!write) return Error(ErrorCode::kNotFound, "there is no write to take back");
  return Undo(owner, *write, now).run();
}

}  // namespace clew::engine
