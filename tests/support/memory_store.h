// A Store over vectors: for tests of the rooms above storage. Header-only, so that test_support needs no link to
// storage.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/hash.h"
#include "storage/store.h"

namespace clew::test {

/// Keeps all that the seam promises but durability. Public fields let a test play a copied, foreign or read-only case.
class MemoryStore : public storage::Store {
 public:
  explicit MemoryStore(const model::Schema& schema = model::Schema::builtin()) : schema_(schema) {}

  std::string case_identity = "00112233445566778899aabbccddeeff";
  bool read_only = false;

  std::string identity() const override { return case_identity; }
  bool readOnly() const override { return read_only; }
  Result<storage::BatchInfo> newest() const override {
    return batches_.empty() ? storage::BatchInfo() : batches_.back().info;
  }
  Result<std::optional<storage::BatchInfo>> batch(storage::Generation generation) const override {
    if (generation == 0 || generation > batches_.size()) return std::optional<storage::BatchInfo>();
    return std::optional<storage::BatchInfo>(batches_[generation - 1].info);
  }
  Result<std::vector<storage::BatchInfo>> batches() const override {
    std::vector<storage::BatchInfo> out;
    for (const auto& batch : batches_) out.push_back(batch.info);
    return out;
  }

  Result<storage::Receipt> append(const storage::Batch& batch) override {
    if (read_only) return Error(ErrorCode::kReadOnly, "the case is open for reading only");
    storage::Receipt receipt;
    Stored stored;
    stored.info.learnt = batch.learnt;
    stored.info.note = batch.note;
    stored.info.generation = batches_.size() + 1;
    std::string content;
    const std::size_t nodes_before = nodes_.size();
    for (std::size_t i = 0; i < batch.lookups.size(); ++i) {
      const auto& lookup = batch.lookups[i].lookup;
      const Key key{lookup.provider, lookup.kind,   lookup.subject, static_cast<int>(lookup.outcome),
                    lookup.fetched,  lookup.sha256, lookup.part};
      if (!known_.insert({key, true}).second) {
        ++receipt.lookups_known;
        receipt.known.push_back(i);
        continue;
      }
      ++receipt.lookups_new;
      const auto id = static_cast<storage::LookupId>(lookups_.size() + 1);
      lookups_.push_back({lookup, id, stored.info.generation, batch.learnt});
      const storage::SourceId source = sourceOf(lookup.provider);
      content += lookup.provider + '|' + lookup.kind + '|' + lookup.subject + '|' + lookup.sha256 + '\n';
      for (const auto& fact : batch.lookups[i].facts) {
        stored.facts.push_back({fact, {source, id, fact.position, stored.info.generation, batch.learnt}});
        std::visit([&](const auto& body) { name(body); }, fact.body);
        ++receipt.facts;
      }
    }
    for (const auto& change : batch.sets) {
      auto& members = sets_[change.name];
      members = {change.name, {}, batch.learnt};
      for (const auto& node : change.members) members.members.push_back(idOf(node));
      std::sort(members.members.begin(), members.members.end());
      content += '@' + change.name;
    }
    for (const auto& note : batch.notes) {
      notes_.push_back({idOf(note.of), note.text, batch.learnt});
      content += note.text;
    }
    receipt.nodes_new = nodes_.size() - nodes_before;
    receipt.generation = batches_.size();
    if (receipt.lookups_new == 0 && batch.sets.empty() && batch.notes.empty()) return receipt;
    stored.nodes_end = nodes_.size();
    finish(std::move(stored), content);
    receipt.generation = batches_.size();
    return receipt;
  }

  Result<void> scan(storage::Generation above, storage::Generation upto, storage::ScanVisitor& visitor) const override {
    const std::size_t first = above == 0 ? 0 : batches_[above - 1].nodes_end;
    const std::size_t end = upto == 0 ? 0 : batches_[upto - 1].nodes_end;
    for (std::size_t i = first; i < end; ++i) {
      visitor.node({static_cast<storage::NodeId>(i), nodes_[i].type, nodes_[i].name});
    }
    for (storage::Generation i = above; i < upto; ++i) {
      if (auto go_on = visitor.goesOn(); !go_on) return go_on;
      for (const auto& stored : batches_[i].facts) {
        std::visit([&](const auto& body) { hand(body, stored.by, visitor); }, stored.fact.body);
      }
    }
    return {};
  }

  Result<std::vector<storage::SourceInfo>> sources() const override { return sources_; }
  Result<std::optional<storage::LookupInfo>> lookup(storage::LookupId id, bool with_raw) const override {
    if (id == 0 || id > lookups_.size()) return std::optional<storage::LookupInfo>();
    storage::LookupInfo info = lookups_[id - 1];
    if (!with_raw) info.lookup.raw.clear();
    return std::optional<storage::LookupInfo>(info);
  }
  Result<std::vector<model::NodeName>> nodeNames(const std::vector<storage::NodeId>& ids) const override {
    std::vector<model::NodeName> out;
    for (const storage::NodeId id : ids) {
      if (id >= nodes_.size()) return Error(ErrorCode::kInternal, "no such node");
      out.push_back(nodes_[id]);
    }
    return out;
  }
  Result<std::vector<storage::StoredSet>> sets() const override {
    std::vector<storage::StoredSet> out;
    for (const auto& [set_name, set] : sets_) out.push_back(set);
    return out;
  }
  Result<std::vector<storage::StoredSet>> setsAt(storage::Generation upto) const override {
    std::vector<storage::StoredSet> out;
    if (upto == 0 || sets_after_.empty()) return out;
    for (const auto& [set_name, set] : sets_after_[std::min<std::size_t>(upto, sets_after_.size()) - 1]) {
      out.push_back(set);
    }
    return out;
  }
  Result<std::vector<storage::StoredNote>> notes() const override { return notes_; }

  Result<std::optional<std::string>> list(std::string_view list_name) const override {
    const auto it = lists_.find(std::string(list_name));
    return it == lists_.end() ? std::optional<std::string>() : std::optional<std::string>(it->second);
  }
  Result<std::optional<std::uint64_t>> listHash(std::string_view list_name) const override {
    const auto it = lists_.find(std::string(list_name));
    return it == lists_.end() ? std::optional<std::uint64_t>() : std::optional(hash64(it->second));
  }
  Result<storage::Receipt> pinList(std::string_view list_name, std::string_view text, Time learnt) override {
    if (read_only) return Error(ErrorCode::kReadOnly, "the case is open for reading only");
    lists_[std::string(list_name)] = text;
    Stored stored;
    stored.info.learnt = learnt;
    stored.info.generation = batches_.size() + 1;
    stored.nodes_end = nodes_.size();
    finish(std::move(stored), std::string(list_name) + std::string(text));
    storage::Receipt receipt;
    receipt.generation = batches_.size();
    return receipt;
  }

  Result<void> recordRun(const storage::Run& run) override {
    if (read_only) return Error(ErrorCode::kReadOnly, "the case is open for reading only");
    runs_.push_back(run);
    return {};
  }
  Result<std::optional<storage::Run>> lastGoodRun(std::string_view query, std::string_view arguments) const override {
    return lastRun(query, arguments);
  }
  Result<std::optional<storage::Run>> lastRun(std::string_view query, std::string_view arguments) const override {
    for (auto it = runs_.rbegin(); it != runs_.rend(); ++it) {
      if (it->query == query && it->arguments == arguments && it->succeeded) return std::optional<storage::Run>(*it);
    }
    return std::optional<storage::Run>();
  }
  Result<storage::StoreStats> stats() const override {
    storage::StoreStats out;
    out.nodes = nodes_.size();
    out.lookups = lookups_.size();
    return out;
  }
  Result<std::vector<std::string>> check() const override { return std::vector<std::string>(); }

 private:
  using Key = std::tuple<std::string, std::string, std::string, int, Time, std::string, std::uint32_t>;
  struct StoredFact {
    model::Fact fact;
    storage::Provenance by;
  };
  struct Stored {
    storage::BatchInfo info;
    std::vector<StoredFact> facts;
    std::size_t nodes_end = 0;
  };

  void finish(Stored stored, const std::string& content) {
    stored.info.facts = batches_.empty() ? 0 : batches_.back().info.facts;
    for (const StoredFact& one : stored.facts) {
      if (!std::holds_alternative<model::MentionFact>(one.fact.body)) ++stored.info.facts;
    }
    stored.info.chain = sha256Hex((batches_.empty() ? case_identity : batches_.back().info.chain) + content);
    batches_.push_back(std::move(stored));
    sets_after_.push_back(sets_);
  }
  storage::SourceId sourceOf(const std::string& provider) {
    for (const auto& source : sources_) {
      if (source.name == provider) return source.id;
    }
    sources_.push_back({static_cast<storage::SourceId>(sources_.size()), provider, 50});
    return sources_.back().id;
  }
  std::string keyOf(const model::NodeName& node) const {
    return static_cast<char>(schema_.storedType(node.type)) + node.name;
  }
  storage::NodeId idOf(const model::NodeName& node) {
    const auto [it, fresh] = ids_.try_emplace(keyOf(node), static_cast<storage::NodeId>(nodes_.size()));
    if (fresh) nodes_.push_back({schema_.storedType(node.type), node.name, {}});
    return it->second;
  }
  storage::NodeId idKnown(const model::NodeName& node) const { return ids_.at(keyOf(node)); }

  void name(const model::LinkFact& fact) { idOf(fact.from), idOf(fact.to); }
  void name(const model::PropertyFact& fact) { idOf(fact.of); }
  void name(const model::RedactedFact& fact) { idOf(fact.of); }
  void name(const model::AnswerFact& fact) { idOf(fact.of); }
  void name(const model::MentionFact& fact) { idOf(fact.node); }
  void name(const model::RetractionFact& fact) {
    sourceOf(fact.source);
    std::visit([&](const auto& what) { name(what); }, *fact.what);
  }

  void spell(const model::NodeName& node, storage::ScanVisitor& visitor) const {
    if (!node.display.empty()) visitor.spelling({idKnown(node), node.display, 1});
  }
  void hand(const model::LinkFact& fact, const storage::Provenance& by, storage::ScanVisitor& visitor) const {
    spell(fact.from, visitor);
    spell(fact.to, visitor);
    visitor.link({idKnown(fact.from), fact.relation, idKnown(fact.to), fact.seen, by});
  }
  void hand(const model::PropertyFact& fact, const storage::Provenance& by, storage::ScanVisitor& visitor) const {
    spell(fact.of, visitor);
    visitor.property({idKnown(fact.of), fact.property, fact.value, fact.seen, by});
  }
  void hand(const model::RedactedFact& fact, const storage::Provenance& by, storage::ScanVisitor& visitor) const {
    visitor.redaction({idKnown(fact.of), fact.trait, fact.text, fact.seen, by});
  }
  void hand(const model::AnswerFact& fact, const storage::Provenance& by, storage::ScanVisitor& visitor) const {
    visitor.answer({idKnown(fact.of), fact.kind, fact.outcome, fact.when, by});
  }
  void hand(const model::MentionFact& fact, const storage::Provenance&, storage::ScanVisitor& visitor) const {
    spell(fact.node, visitor);
  }
  void hand(const model::RetractionFact& fact, const storage::Provenance& by, storage::ScanVisitor& visitor) const {
    storage::ScannedRetraction out{};
    out.relation = model::kNoRelation;
    out.property = model::kNoProperty;
    using Of = storage::ScannedRetraction::Of;
    if (const auto* link = std::get_if<model::LinkFact>(&*fact.what)) {
      out.of = Of::kLink;
      out.from = idKnown(link->from);
      out.relation = link->relation;
      out.to = idKnown(link->to);
    } else if (const auto* redacted = std::get_if<model::RedactedFact>(&*fact.what)) {
      out.of = Of::kRedaction;
      out.from = idKnown(redacted->of);
      out.relation = redacted->trait;
      out.value = redacted->text;
    } else if (const auto* answer = std::get_if<model::AnswerFact>(&*fact.what)) {
      out.of = Of::kAnswer;
      out.from = idKnown(answer->of);
      out.value = answer->kind;
    } else {
      const auto& property = std::get<model::PropertyFact>(*fact.what);
      out.of = Of::kProperty;
      out.from = idKnown(property.of);
      out.property = property.property;
      out.value = property.value;
    }
    if (out.of != Of::kLink) out.to = out.from;
    for (const auto& source : sources_) {
      if (source.name == fact.source) out.source = source.id;
    }
    out.when = fact.when;
    out.generation = by.generation;
    visitor.retraction(out);
  }

  const model::Schema& schema_;
  std::vector<Stored> batches_;
  std::vector<storage::LookupInfo> lookups_;
  std::vector<storage::SourceInfo> sources_;
  std::vector<model::NodeName> nodes_;
  std::unordered_map<std::string, storage::NodeId> ids_;
  std::map<Key, bool> known_;
  std::map<std::string, storage::StoredSet> sets_;
  std::vector<std::map<std::string, storage::StoredSet>> sets_after_;  // each batch
  std::vector<storage::StoredNote> notes_;
  std::map<std::string, std::string> lists_;
  std::vector<storage::Run> runs_;
};

}  // namespace clew::test
