// The case in stretches: the batches of a time of learning, apart from those behind what takes something back. Within a
// stretch lookups stand in an order of their own, not in that of arrival, so that the same files in another order give
// the same bytes. A stretch is scanned once for what belongs to it as a whole (spellings, names that no fact has, what
// is taken back); then its lookups are written one by one, out of batches of which a few are kept gathered.
#include "engine/export_facts.h"

#include <algorithm>
#include <list>
#include <map>
#include <memory>
#include <tuple>
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

using Names = std::unordered_map<NodeId, model::NodeName>;

constexpr std::size_t kGatheredKept = 4;  // batches

struct RawFact {
  model::Fact fact;  // its names are empty until named
  NodeId subject = 0;
  NodeId object = 0;  // of links; else the subject
};

/// The facts of a batch by lookup, and the names of their nodes.
struct Gathered final : storage::ScanVisitor {
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
  void add(const storage::Provenance& by, model::Fact fact, NodeId subject, NodeId object) {
    fact.position = by.position;
    facts[by.lookup].push_back({std::move(fact), subject, object});
  }

  Generation generation = 0;
  std::map<LookupId, std::vector<RawFact>> facts;
  Names names;
};

/// Which batches take something back.
struct Cuts final : storage::ScanVisitor {
  void nodes(std::span<const storage::ScannedNode>) override {}
  void links(std::span<const storage::ScannedLink>) override {}
  void retraction(const storage::ScannedRetraction& taken) override {
    if (generations.empty() || generations.back() < taken.generation) generations.push_back(taken.generation);
  }
  std::vector<Generation> generations;  // ascending
};

/// What belongs to a stretch as a whole.
struct Whole final : storage::ScanVisitor {
  Whole(const std::vector<storage::SourceInfo>& all, std::vector<bool>& seen) : sources(all), named(seen) {}

  void node(const storage::ScannedNode& node) override { fresh.push_back(node.id); }
  void spelling(const storage::ScannedSpelling& spelling) override {
    spellings[spelling.node][std::string(spelling.text)] += spelling.times;
  }
  void links(std::span<const storage::ScannedLink> rows) override {
    for (const storage::ScannedLink& row : rows) {
      name(row.from);
      name(row.to);
    }
  }
  void property(const storage::ScannedProperty& property) override { name(property.of); }
  void redaction(const storage::ScannedRedaction& redaction) override { name(redaction.of); }
  void answer(const storage::ScannedAnswer& answer) override { name(answer.of); }
  void retraction(const storage::ScannedRetraction& taken) override {
    model::RetractionFact fact;
    using Of = storage::ScannedRetraction::Of;
    if (taken.of == Of::kLink) {
      *fact.what = model::LinkFact{{}, taken.relation, {}, {}};
    } else if (taken.of == Of::kProperty) {
      *fact.what = model::PropertyFact{{}, taken.property, std::string(taken.value), {}};
    } else if (taken.of == Of::kRedaction) {
      *fact.what = model::RedactedFact{{}, taken.relation, std::string(taken.value), {}};
    } else {
      *fact.what = model::AnswerFact{{}, std::string(taken.value), model::Outcome::kFound, kNoTime};
    }
    if (taken.source < sources.size()) fact.source = sources[taken.source].name;
    fact.when = taken.when;
    retractions.push_back({{std::move(fact), 0}, taken.from, taken.to});
  }
  void name(NodeId node) {
    if (node >= named.size()) named.resize(node + std::size_t{1}, false);
    named[node] = true;
  }

  const std::vector<storage::SourceInfo>& sources;
  std::vector<bool>& named;  // by node: a fact of this stretch or of one before has it
  std::vector<NodeId> fresh;
  std::unordered_map<NodeId, std::map<std::string, std::uint32_t>> spellings;
  std::vector<RawFact> retractions;
};

/// The batches of one time of learning between two that take something back, the last of which belongs to it.
struct Stretch {
  std::size_t cuts = 0;     // batches before it that take something back
  bool takes_back = false;  // then it comes behind all others between the two, as it did
  Time learnt = kNoTime;
  std::vector<Generation> generations;
};

struct Placed {
  std::size_t stretch = 0;
  storage::LookupInfo info;
};

bool isBefore(const Placed& a, const Placed& b) {
  const auto key = [](const Placed& one) {
    const model::Lookup& at = one.info.lookup;
    return std::tie(one.stretch, at.from, at.first_line, at.part, at.provider, at.kind, at.subject, at.outcome,
                    at.fetched, at.sha256, one.info.id);
  };
  return key(a) < key(b);
}

class Export {
 public:
  Export(const storage::Store& store, const model::Schema& schema, const CancelToken* cancel,
         const std::function<Result<void>(std::string_view)>& write)
      : store_(store), schema_(schema), cancel_(cancel), write_(write) {}

  Result<std::uint64_t> run() {
    auto sources = store_.sources();
    if (!sources) return sources.error();
    sources_ = std::move(sources).value();
    if (auto placed = place(); !placed) return placed.error();
    for (std::size_t begin = 0; begin < lookups_.size();) {
      std::size_t end = begin;
      while (end < lookups_.size() && lookups_[end].stretch == lookups_[begin].stretch) ++end;
      if (auto written = stretch(begin, end); !written) return written.error();
      begin = end;
    }
    if (auto written = sets(); !written) return written.error();
    return lines_;
  }

 private:
  /// The stretches, and all lookups in the order in which they are written.
  Result<void> place() {
    auto batches = store_.batches();
    if (!batches) return batches.error();
    if (batches->empty()) return {};
    Cuts cuts;
    if (auto scanned = store_.scan(0, batches->back().generation, cuts); !scanned) return scanned;
    cutUp(*batches, cuts.generations);
    std::vector<std::size_t> stretch_of(batches->size() + 1, 0);  // by generation
    for (std::size_t i = 0; i < stretches_.size(); ++i) {
      for (const Generation generation : stretches_[i].generations) stretch_of[generation] = i;
    }
    for (LookupId id = 1;; ++id) {
      if (auto still = goOn(); !still) return still;
      auto info = store_.lookup(id, false);
      if (!info) return info.error();
      if (!info.value() || info.value()->generation >= stretch_of.size()) break;  // or it came meanwhile
      lookups_.push_back({stretch_of[info.value()->generation], std::move(*info.value())});
    }
    std::sort(lookups_.begin(), lookups_.end(), isBefore);
    return {};
  }

  void cutUp(const std::vector<storage::BatchInfo>& batches, const std::vector<Generation>& cuts) {
    std::size_t before = 0;
    for (std::size_t first = 0; first < batches.size(); ++before) {
      std::map<Time, std::vector<Generation>> by_time;
      const Generation end = before < cuts.size() ? cuts[before] : batches.back().generation;
      Time last = kNoTime;
      for (; first < batches.size() && batches[first].generation <= end; ++first) {
        last = batches[first].learnt;
        by_time[last].push_back(batches[first].generation);
      }
      for (auto& [learnt, generations] : by_time) {
        stretches_.push_back({before, learnt == last && before < cuts.size(), learnt, std::move(generations)});
      }
    }
    std::stable_sort(stretches_.begin(), stretches_.end(), [](const Stretch& a, const Stretch& b) {
      return std::tie(a.cuts, a.takes_back) < std::tie(b.cuts, b.takes_back);
    });
  }

  Result<void> goOn() const {
    if (cancel_ == nullptr) return {};
    return cancel_->check();
  }

  Result<void> stretch(std::size_t begin, std::size_t end) {
    const Stretch& at = stretches_[lookups_[begin].stretch];
    learnt_ = at.learnt;
    Whole whole(sources_, named_);
    for (const Generation generation : at.generations) {
      if (auto scanned = store_.scan(generation - 1, generation, whole); !scanned) return scanned;
    }
    for (std::size_t i = begin; i < end; ++i) {
      if (auto still = goOn(); !still) return still;
      if (auto written = lookupLine(i); !written) return written;
      if (auto written = factsOf(lookups_[i], whole); !written) return written;
      // What is only mentioned and what is taken back is kept without its lookup: it stands with one of the stretch.
      if (i == begin) {
        if (auto written = mentions(whole); !written) return written;
      }
    }
    return retractions(whole);
  }

  Result<void> lookupLine(std::size_t index) {
    auto info = store_.lookup(lookups_[index].info.id, true);
    if (!info) return info.error();
    if (!info.value()) return Error(ErrorCode::kInternal, "a lookup has gone while the case was written");
    lookup_ = "L" + std::to_string(index + 1);
    provider_ = info.value()->lookup.provider;
    model::FactLine line;
    line.learnt = info.value()->learnt;
    line.body = model::LookupFact{lookup_, std::move(info.value()->lookup)};
    return put(line);
  }

  Result<void> factsOf(const Placed& lookup, Whole& whole) {
    auto batch = gathered(lookup.info.generation);
    if (!batch) return batch.error();
    const auto found = batch.value()->facts.find(lookup.info.id);
    if (found == batch.value()->facts.end()) return {};
    for (RawFact& raw : found->second) {
      if (auto written = factLine(raw, batch.value()->names, whole); !written) return written;
    }
    return {};
  }

  Result<Gathered*> gathered(Generation generation) {
    const auto known = std::find_if(gathered_.begin(), gathered_.end(),
                                    [&](const auto& one) { return one->generation == generation; });
    if (known != gathered_.end()) {
      gathered_.splice(gathered_.begin(), gathered_, known);
      return gathered_.front().get();
    }
    auto made = std::make_unique<Gathered>();
    made->generation = generation;
    if (auto scanned = store_.scan(generation - 1, generation, *made); !scanned) return scanned.error();
    std::vector<NodeId> ids;
    for (const auto& [lookup, facts] : made->facts) {
      for (const RawFact& raw : facts) ids.insert(ids.end(), {raw.subject, raw.object});
    }
    auto names = namesOf(std::move(ids));
    if (!names) return names.error();
    made->names = std::move(names).value();
    gathered_.push_front(std::move(made));
    if (gathered_.size() > kGatheredKept) gathered_.pop_back();
    return gathered_.front().get();
  }

  Result<Names> namesOf(std::vector<NodeId> ids) const {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    auto names = store_.nodeNames(ids);
    if (!names) return names.error();
    Names out;
    out.reserve(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) out[ids[i]] = std::move(names.value()[i]);
    return out;
  }

  /// Names that no fact has so far, in their order.
  Result<void> mentions(Whole& whole) {
    std::erase_if(whole.fresh, [&](NodeId node) { return node < whole.named.size() && whole.named[node]; });
    auto names = namesOf(whole.fresh);
    if (!names) return names.error();
    std::sort(whole.fresh.begin(), whole.fresh.end(), [&](NodeId a, NodeId b) {
      const model::NodeName& x = names->at(a);
      const model::NodeName& y = names->at(b);
      return std::tie(x.type, x.name) < std::tie(y.type, y.name);
    });
    for (const NodeId node : whole.fresh) {
      RawFact raw{{model::MentionFact{}, 0}, node, node};
      if (auto written = factLine(raw, *names, whole); !written) return written;
    }
    return {};
  }

  Result<void> retractions(Whole& whole) {
    std::vector<NodeId> ids;
    for (const RawFact& raw : whole.retractions) ids.insert(ids.end(), {raw.subject, raw.object});
    auto names = namesOf(std::move(ids));
    if (!names) return names.error();
    for (RawFact& raw : whole.retractions) {
      if (auto written = factLine(raw, *names, whole); !written) return written;
    }
    return {};
  }

  /// The node, in the next of its spellings of the stretch as often as it was met so; then in the last one.
  model::NodeName nameOf(NodeId id, const Names& names, Whole& whole) const {
    model::NodeName out = names.at(id);
    const auto found = whole.spellings.find(id);
    if (found == whole.spellings.end()) return out;
    auto& left = found->second;
    const auto next = left.begin();
    if (next->first != out.name) out.display = next->first;
    if (--next->second == 0) {
      if (left.size() > 1) {
        left.erase(next);
      } else {
        next->second = 1;
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

  Result<void> factLine(RawFact& raw, const Names& names, Whole& whole) {
    model::NodeName subject = nameOf(raw.subject, names, whole);
    model::FactLine line;
    if (auto* link = std::get_if<model::LinkFact>(&raw.fact.body)) {
      fill(*link, std::move(subject), nameOf(raw.object, names, whole));
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
      if (auto* what = std::get_if<model::LinkFact>(&*taken->what)) {
        fill(*what, std::move(subject), nameOf(raw.object, names, whole));
      } else if (auto* said = std::get_if<model::PropertyFact>(&*taken->what)) {
        fill(*said, std::move(subject));
      } else if (auto* withheld = std::get_if<model::RedactedFact>(&*taken->what)) {
        withheld->of = std::move(subject);
        say(withheld->of, schema_.relation(withheld->trait).subjects);
      } else {
        std::get<model::AnswerFact>(*taken->what).of = std::move(subject);
      }
    }
    std::visit([&](auto& body) { line.body = std::move(body); }, raw.fact.body);
    line.learnt = learnt_;
    line.lookup = lookup_;
    line.position = raw.fact.position;
    line.source = provider_;
    return put(line);
  }

  Result<void> sets() {
    auto all = standingSets(store_);
    if (!all) return all.error();
    for (const storage::StoredSet& set : all.value()) {
      auto names = namesOf(set.members);
      if (!names) return names.error();
      model::SetFact fact;
      fact.name = set.name;
      for (const NodeId member : set.members) fact.members.push_back(std::move(names->at(member)));
      std::sort(fact.members.begin(), fact.members.end(), [](const model::NodeName& a, const model::NodeName& b) {
        return std::tie(a.type, a.name) < std::tie(b.type, b.name);
      });
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

  const storage::Store& store_;
  const model::Schema& schema_;
  const CancelToken* cancel_;
  const std::function<Result<void>(std::string_view)>& write_;
  std::vector<storage::SourceInfo> sources_;
  std::vector<Stretch> stretches_;
  std::vector<Placed> lookups_;
  std::list<std::unique_ptr<Gathered>> gathered_;  // used last first
  std::vector<bool> named_;
  std::string lookup_;  // id and provider of the lookup written last
  std::string provider_;
  Time learnt_ = kNoTime;
  std::uint64_t lines_ = 0;
};

}  // namespace

Result<std::uint64_t> exportFacts(const storage::Store& store, const model::Schema& schema, const CancelToken* cancel,
                                  const std::function<Result<void>(std::string_view)>& write) {
  return Export(store, schema, cancel, write).run();
}

}  // namespace clew::engine
