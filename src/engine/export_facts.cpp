// Batch by batch: a scan gathers the facts of a batch by lookup, with store ids for names; the names are asked for all
// at once; then each lookup is written before its facts.
#include "engine/export_facts.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/undo.h"
#include "model/facts_json.h"

namespace clew::engine {
namespace {

using storage::Generation;
using storage::LookupId;
using storage::NodeId;

struct RawFact {
  model::Fact fact;  // its names are empty until named
  NodeId subject = 0;
  NodeId object = 0;  // of links; else the subject
};

class Gathered final : public storage::ScanVisitor {
 public:
  explicit Gathered(const std::vector<storage::SourceInfo>& sources) : sources_(sources) {}

  void node(const storage::ScannedNode& node) override { fresh.push_back(node.id); }
  void spelling(const storage::ScannedSpelling& spelling) override {
    spellings[spelling.node].emplace_back(std::string(spelling.text), spelling.times);
  }
  void link(const storage::ScannedLink& link) override {
    add(link.by, {model::LinkFact{{}, link.relation, {}, link.seen}, 0}, link.from, link.to);
  }
  void property(const storage::ScannedProperty& property) override {
    model::PropertyFact fact{{}, property.property, std::string(property.value), property.seen};
    add(property.by, {std::move(fact), 0}, property.of, property.of);
  }
  void redaction(const storage::ScannedRedaction& redaction) override {
    model::RedactedFact fact{{}, redaction.trait, std::string(redaction.text), redaction.seen};
    add(redaction.by, {std::move(fact), 0}, redaction.of, redaction.of);
  }
  void answer(const storage::ScannedAnswer& answer) override {
    add(answer.by, {model::AnswerFact{{}, std::string(answer.kind), answer.outcome, answer.when}, 0}, answer.of,
        answer.of);
  }
  void retraction(const storage::ScannedRetraction& taken) override {
    model::RetractionFact fact;
    using Of = storage::ScannedRetraction::Of;
    if (taken.of == Of::kLink) {
      fact.what = model::LinkFact{{}, taken.relation, {}, {}};
    } else if (taken.of == Of::kProperty) {
      fact.what = model::PropertyFact{{}, taken.property, std::string(taken.value), {}};
    } else if (taken.of == Of::kRedaction) {
      fact.what = model::RedactedFact{{}, taken.relation, std::string(taken.value), {}};
    } else {
      fact.what = model::AnswerFact{{}, std::string(taken.value), model::Outcome::kFound, kNoTime};
    }
    if (taken.source < sources_.size()) fact.source = sources_[taken.source].name;
    fact.when = taken.when;
    retractions.push_back({{std::move(fact), 0}, taken.from, taken.to});
  }

  std::map<LookupId, std::vector<RawFact>> facts;
  std::vector<RawFact> retractions;
  std::vector<NodeId> fresh;
  std::unordered_map<NodeId, std::vector<std::pair<std::string, std::uint32_t>>> spellings;

 private:
  void add(const storage::Provenance& by, model::Fact fact, NodeId subject, NodeId object) {
    fact.position = by.position;
    facts[by.lookup].push_back({std::move(fact), subject, object});
  }

  const std::vector<storage::SourceInfo>& sources_;
};

class Export {
 public:
  Export(const storage::Store& store, const model::Schema& schema, const CancelToken* cancel,
         const std::function<Result<void>(std::string_view)>& write)
      : store_(store), schema_(schema), cancel_(cancel), write_(write) {}

  Result<std::uint64_t> run() {
    auto sources = store_.sources();
    if (!sources) return sources.error();
    auto batches = store_.batches();
    if (!batches) return batches.error();
    for (const storage::BatchInfo& info : batches.value()) {
      if (cancel_ != nullptr) {
        if (auto state = cancel_->check(); !state) return state.error();
      }
      Gathered batch(sources.value());
      if (auto scanned = store_.scan(info.generation - 1, info.generation, batch); !scanned) return scanned.error();
      if (auto written = one(info, batch); !written) return written.error();
    }
    if (auto written = lookupsUpTo(UINT32_MAX); !written) return written.error();
    if (auto written = sets(); !written) return written.error();
    return lines_;
  }

 private:
  Result<void> one(const storage::BatchInfo& info, Gathered& batch) {
    learnt_ = info.learnt;
    placeWhatHasNoLookup(batch);
    if (auto named = nameAll(batch); !named) return named;
    for (auto& [lookup, facts] : batch.facts) {
      if (auto written = lookupsUpTo(lookup); !written) return written;
      for (RawFact& raw : facts) {
        if (auto written = factLine(raw, lookup, batch); !written) return written;
      }
    }
    return {};
  }

  /// What a batch takes back and what it only mentions belongs to a lookup of it, any one.
  void placeWhatHasNoLookup(Gathered& batch) {
    std::vector<NodeId> named;
    for (const auto& [lookup, facts] : batch.facts) {
      for (const RawFact& raw : facts) named.insert(named.end(), {raw.subject, raw.object});
    }
    std::sort(named.begin(), named.end());
    const LookupId to = batch.facts.empty() ? ownLookup() : batch.facts.begin()->first;
    if (to == 0) return;  // a batch of sets or notes
    for (RawFact& raw : batch.retractions) batch.facts[to].push_back(std::move(raw));
    for (const NodeId node : batch.fresh) {
      if (!std::binary_search(named.begin(), named.end(), node)) {
        batch.facts[to].push_back({{model::MentionFact{}, 0}, node, node});
      }
    }
  }

  /// The first lookup still to be written that was learnt with the batch; 0 when there is none.
  LookupId ownLookup() const {
    for (LookupId id = next_;; ++id) {
      const auto info = store_.lookup(id, false);
      if (!info || !info.value()) return 0;
      if (info.value()->learnt == learnt_) return id;
    }
  }

  Result<void> nameAll(const Gathered& batch) {
    std::vector<NodeId> ids;
    for (const auto& [lookup, facts] : batch.facts) {
      for (const RawFact& raw : facts) ids.insert(ids.end(), {raw.subject, raw.object});
    }
    return nameAll(std::move(ids));
  }
  Result<void> nameAll(std::vector<NodeId> ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    auto names = store_.nodeNames(ids);
    if (!names) return names.error();
    names_.clear();
    for (std::size_t i = 0; i < ids.size(); ++i) names_[ids[i]] = std::move(names.value()[i]);
    return {};
  }

  /// The node, in its next spelling of this batch as often as it was met there; then in the last one.
  model::NodeName nameOf(NodeId id, Gathered& batch) const {
    model::NodeName out = names_.at(id);
    const auto found = batch.spellings.find(id);
    if (found == batch.spellings.end()) return out;
    auto& left = found->second;
    if (left.front().first != out.name) out.display = left.front().first;
    if (--left.front().second == 0) {
      if (left.size() > 1) {
        left.erase(left.begin());
      } else {
        left.front().second = 1;
      }
    }
    return out;
  }

  /// Domains are stored as hosts; a fact that only domains have says so.
  void say(model::NodeName& node, const model::TypeSet& subjects) const {
    if (subjects.test(node.type)) return;
    for (model::TypeId type = 0; type < schema_.types().size(); ++type) {
      if (!subjects.test(type) || !schema_.isA(type, node.type)) continue;
      node.type = type;
      return;
    }
  }
  void fill(model::LinkFact& fact, model::NodeName&& from, model::NodeName&& to) const {
    const model::RelationDef& relation = schema_.relation(fact.relation);
    fact.from = std::move(from);
    fact.to = std::move(to);
    say(fact.from, relation.subjects);
    if (!schema_.isA(fact.to.type, relation.object) && schema_.isA(relation.object, fact.to.type)) {
      fact.to.type = relation.object;
    }
  }
  void fill(model::PropertyFact& fact, model::NodeName&& of) const {
    fact.of = std::move(of);
    say(fact.of, schema_.property(fact.property).subjects);
  }

  Result<void> factLine(RawFact& raw, LookupId lookup, Gathered& batch) {
    model::NodeName subject = nameOf(raw.subject, batch);
    model::FactLine line;
    if (auto* link = std::get_if<model::LinkFact>(&raw.fact.body)) {
      fill(*link, std::move(subject), nameOf(raw.object, batch));
    } else if (auto* property = std::get_if<model::PropertyFact>(&raw.fact.body)) {
      fill(*property, std::move(subject));
    } else if (auto* redacted = std::get_if<model::RedactedFact>(&raw.fact.body)) {
      redacted->of = std::move(subject);
      say(redacted->of, schema_.relation(redacted->trait).subjects);
    } else if (auto* answer = std::get_if<model::AnswerFact>(&raw.fact.body)) {
      answer->of = std::move(subject);
    } else if (auto* mention = std::get_if<model::MentionFact>(&raw.fact.body)) {
      mention->node = std::move(subject);
    } else if (auto* taken = std::get_if<model::RetractionFact>(&raw.fact.body)) {
      if (auto* what = std::get_if<model::LinkFact>(&taken->what)) {
        fill(*what, std::move(subject), nameOf(raw.object, batch));
      } else if (auto* said = std::get_if<model::PropertyFact>(&taken->what)) {
        fill(*said, std::move(subject));
      } else if (auto* withheld = std::get_if<model::RedactedFact>(&taken->what)) {
        withheld->of = std::move(subject);
        say(withheld->of, schema_.relation(withheld->trait).subjects);
      } else {
        std::get<model::AnswerFact>(taken->what).of = std::move(subject);
      }
    }
    std::visit([&](auto& body) { line.body = std::move(body); }, raw.fact.body);
    line.learnt = learnt_;
    line.lookup = idText(lookup);
    line.position = raw.fact.position;
    line.source = provider_;
    return put(line);
  }

  /// Writes the lookups from the next one on up to `last`, those that said nothing among them.
  Result<void> lookupsUpTo(LookupId last) {
    while (next_ <= last) {
      auto info = store_.lookup(next_, true);
      if (!info) return info.error();
      if (!info.value()) return {};
      model::FactLine line;
      line.learnt = info.value()->learnt;
      provider_ = info.value()->lookup.provider;
      line.body = model::LookupFact{idText(next_), std::move(info.value()->lookup)};
      if (auto written = put(line); !written) return written;
      ++next_;
    }
    return {};
  }

  Result<void> sets() {
    auto all = standingSets(store_);
    if (!all) return all.error();
    for (const storage::StoredSet& set : all.value()) {
      if (auto named = nameAll(set.members); !named) return named;
      model::SetFact fact;
      fact.name = set.name;
      for (const NodeId member : set.members) fact.members.push_back(names_.at(member));
      model::FactLine line;
      line.body = std::move(fact);
      line.learnt = set.saved;
      if (auto written = put(line); !written) return written;
    }
    return {};
  }

  Result<void> put(const model::FactLine& line) {
    ++lines_;
    return write_(model::factLineText(schema_, line) + '\n');
  }

  static std::string idText(LookupId id) { return "L" + std::to_string(id); }

  const storage::Store& store_;
  const model::Schema& schema_;
  const CancelToken* cancel_;
  const std::function<Result<void>(std::string_view)>& write_;
  std::unordered_map<NodeId, model::NodeName> names_;
  LookupId next_ = 1;
  std::string provider_;  // of the lookup written last
  Time learnt_ = kNoTime;
  std::uint64_t lines_ = 0;
};

}  // namespace

Result<std::uint64_t> exportFacts(const storage::Store& store, const model::Schema& schema, const CancelToken* cancel,
                                  const std::function<Result<void>(std::string_view)>& write) {
  return Export(store, schema, cancel, write).run();
}

}  // namespace clew::engine
