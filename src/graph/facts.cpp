#include "graph/facts.h"

#include <algorithm>
#include <map>
#include <optional>

#include "common/hash.h"
#include "graph/links_beside.h"
#include "model/canonical.h"

namespace clew::graph {

std::uint32_t TextPool::idOf(std::string_view text) {
  const std::uint64_t hash = hash64(text);
  const auto [begin, end] = ids_.equal_range(hash);
  for (auto it = begin; it != end; ++it) {
    if (at(it->second) == text) return it->second;
  }
  const auto id = static_cast<std::uint32_t>(size());
  bytes_ += text;
  starts_.push_back(bytes_.size());
  ids_.emplace(hash, id);
  return id;
}

bool withheld(const model::RedactionList& redactions, std::string_view text) {
  switch (redactions.classify(text)) {
    case model::Withheld::kRedacted:
    case model::Withheld::kProxy:
    case model::Withheld::kInstruction:
    case model::Withheld::kEmpty:
      return true;
    case model::Withheld::kNo:
    case model::Withheld::kRole:
      break;
  }
  return false;
}

std::string_view providerOf(const model::Suffixes& suffixes, std::string_view email) {
  const std::size_t at = email.rfind('@');
  return at == email.npos ? std::string_view() : suffixes.apex(email.substr(at + 1));
}

namespace {

/// A scan's rows into flat arrays.
class Collector : public storage::ScanVisitor {
 public:
  Collector(const model::Schema& schema, const model::Suffixes& suffixes, const model::RedactionList& redactions,
            NodeSpace& nodes, LinkTaker& links, Facts& out, const CancelToken* cancel)
      : schema_(schema),
        suffixes_(suffixes),
        redactions_(redactions),
        nodes_(nodes),
        links_(links),
        out_(out),
        cancel_(cancel) {}

  Result<void> goesOn() override { return cancel_ == nullptr ? Result<void>() : cancel_->check(); }

  /// What the batches to come may say.
  void see(bool facts, bool retractions) {
    facts_ = facts;
    retractions_ = retractions;
  }

  void node(const storage::ScannedNode& node) override {
    nodes_.add(node.id, schema_.storedType(node.type), node.name);
    if (!facts_) out_.unlearnt.push_back(nodes_.ofStore(node.id));
  }

  void spelling(const storage::ScannedSpelling& spelling) override {
    if (!facts_) return;
    out_.spellings.push_back({nodes_.ofStore(spelling.node), out_.texts.idOf(spelling.text), spelling.times});
  }

  void link(const storage::ScannedLink& link) override {
    if (!facts_) return;
    ++out_.scanned;
    addLink(nodes_.ofStore(link.from), link.relation, nodes_.ofStore(link.to), link.seen, link.by);
  }

  void property(const storage::ScannedProperty& property) override {
    if (!facts_) return;
    ++out_.scanned;
    out_.properties.push_back({nodes_.ofStore(property.of), out_.texts.idOf(property.value), generationOf(property.by),
                               property.property, observation(property.seen, property.by)});
  }

  void redaction(const storage::ScannedRedaction& redaction) override {
    if (!facts_) return;
    ++out_.scanned;
    const NodeId of = nodes_.ofStore(redaction.of);
    if (const auto value = valueOf(redaction.trait, redaction.text)) {
      const NodeId to = nodes_.named(schema_.storedType(value->type), value->name);
      if (!value->display.empty()) out_.spellings.push_back({to, out_.texts.idOf(value->display), 1});
      addLink(of, redaction.trait, to, redaction.seen, redaction.by);
      return;
    }
    out_.states.push_back({of, out_.texts.idOf(redaction.text), generationOf(redaction.by), redaction.trait,
                           observation(redaction.seen, redaction.by)});
  }

  void answer(const storage::ScannedAnswer& answer) override {
    if (!facts_) return;
    ++out_.scanned;
    out_.answers.push_back({nodes_.ofStore(answer.of),
                            out_.texts.idOf(answer.kind),
                            answer.outcome,
                            answer.by.source,
                            answer.when,
                            {answer.by.lookup, answer.by.position},
                            generationOf(answer.by)});
  }

  void retraction(const storage::ScannedRetraction& retraction) override {
    if (!retractions_) return;
    ++out_.scanned;
    Withdrawal taken;
    taken.from = nodes_.ofStore(retraction.from);
    taken.source = retraction.source;
    taken.generation = static_cast<std::uint32_t>(retraction.generation);
    taken.when = retraction.when;
    using Of = storage::ScannedRetraction::Of;
    if (retraction.of == Of::kProperty || retraction.of == Of::kAnswer) {
      taken.of = retraction.of == Of::kProperty ? Withdrawal::Of::kProperty : Withdrawal::Of::kAnswer;
      taken.what = retraction.of == Of::kProperty ? retraction.property : 0;
      taken.text = out_.texts.idOf(retraction.value);
    } else {
      NodeId to = kNoNode;
      if (retraction.of == Of::kLink)
        to = nodes_.ofStore(retraction.to);
      else if (const auto value = valueOf(retraction.relation, retraction.value))
        to = nodes_.named(schema_.storedType(value->type), value->name);
      if (to == kNoNode) {
        taken.of = Withdrawal::Of::kState;
        taken.what = retraction.relation;
        taken.text = out_.texts.idOf(retraction.value);
        out_.withdrawals.push_back(taken);
        return;
      }
      LinkClaim claim{taken.from, to, 0, retraction.relation, {}};
      if (isWithheld(claim)) {
        taken.of = Withdrawal::Of::kState;
        taken.text = out_.texts.idOf(nodes_.nameOf(claim.to));
      }
      underApex(claim);
      taken.from = claim.from;
      taken.to = claim.to;
      taken.what = claim.relation;
    }
    out_.withdrawals.push_back(taken);
  }

 private:
  static std::uint32_t generationOf(const storage::Provenance& by) { return static_cast<std::uint32_t>(by.generation); }

  /// The reader withheld it by the list of its day; today's list may know it for a value.
  std::optional<model::NodeName> valueOf(model::RelationId trait, std::string_view text) const {
    if (withheld(redactions_, text)) return std::nullopt;
    auto value = model::canonical(schema_, schema_.relation(trait).object, text);
    if (!value || withheld(redactions_, value->name)) return std::nullopt;
    return std::move(value.value());
  }

  Observation observation(const model::Sighting& seen, const storage::Provenance& by) {
    Observation made = withoutRaw(seen, by);
    made.raw = static_cast<std::uint32_t>(out_.raw.size());
    out_.raw.push_back({by.lookup, by.position});
    return made;
  }

  Observation withoutRaw(const model::Sighting& seen, const storage::Provenance& by) {
    if (out_.positions.size() <= by.lookup) out_.positions.resize(std::size_t{by.lookup} + 1, 0);
    std::uint32_t& positions = out_.positions[by.lookup];
    if (by.position >= positions) positions = by.position == 0xFFFFFFFFU ? by.position : by.position + 1;
    Observation made;
    made.first = seen.first == kNoTime ? seen.last : seen.first;
    made.last = seen.last == kNoTime ? seen.first : seen.last;
    if (made.last < made.first) std::swap(made.first, made.last);
    made.learnt = by.learnt;
    made.times = seen.times;
    made.ttl = seen.ttl;
    made.raw_count = 1;
    made.source = by.source;
    made.confidence = seen.confidence;
    made.first_is_day = seen.first_is_day ? 1 : 0;
    made.last_is_day = seen.last_is_day ? 1 : 0;
    return made;
  }

  bool isWithheld(const LinkClaim& claim) {
    if (!schema_.relation(claim.relation).contact) return false;
    if (claim.to >= withheld_.size())
      withheld_.resize(std::max<std::size_t>(claim.to + std::size_t{1}, 2 * withheld_.size()));
    Known& known = withheld_[claim.to];
    if (known == Known::kUnasked)
      known = withheld(redactions_, nodes_.nameOf(claim.to)) ? Known::kWithheld : Known::kValue;
    return known == Known::kWithheld;
  }

  /// `fqdn` and `subdomains` are `apex` backwards.
  void underApex(LinkClaim& claim) const {
    const model::Derivation derivation = schema_.relation(claim.relation).derivation;
    if (derivation != model::Derivation::kFqdn && derivation != model::Derivation::kSubdomains) return;
    std::swap(claim.from, claim.to);
    claim.relation = schema_.knownRelations().apex;
  }

  /// Whether the names agree with what is said to be above them.
  bool borneOut(const LinkClaim& claim) const {
    const model::Derivation derivation = schema_.relation(claim.relation).derivation;
    if (derivation == model::Derivation::kApex) {
      return suffixes_.apex(nodes_.nameOf(claim.from)) == nodes_.nameOf(claim.to);
    }
    if (derivation == model::Derivation::kProvider) {
      return providerOf(suffixes_, nodes_.nameOf(claim.from)) == nodes_.nameOf(claim.to);
    }
    return true;
  }

  void addLink(NodeId from, model::RelationId relation, NodeId to, const model::Sighting& seen,
               const storage::Provenance& by) {
    LinkClaim claim{from, to, generationOf(by), relation, {}};
    if (isWithheld(claim)) {
      out_.states.push_back(
          {from, out_.texts.idOf(nodes_.nameOf(to)), claim.generation, relation, observation(seen, by)});
      return;
    }
    underApex(claim);
    if (!borneOut(claim)) return;
    claim.seen = withoutRaw(seen, by);
    links_.link(claim, {by.lookup, by.position});
  }

  const model::Schema& schema_;
  const model::Suffixes& suffixes_;
  const model::RedactionList& redactions_;
  NodeSpace& nodes_;
  LinkTaker& links_;
  Facts& out_;
  const CancelToken* cancel_;
  enum class Known : std::uint8_t { kUnasked, kWithheld, kValue };
  std::vector<Known> withheld_;  // by node: asked once a link
  bool facts_ = true;
  bool retractions_ = true;
};

}  // namespace

namespace {

/// As the store does.
Result<void> scanBeside(const storage::Store& store, storage::Generation above, storage::Generation upto,
                        Collector& collector) {
  LinksBeside beside(collector);
  auto scanned = store.scan(above, upto, beside);
  if (scanned) beside.finish();
  return scanned;
}

/// Scans stretches of batches that show the same. Times of batches need not grow: facts of another case bring theirs.
Result<void> scanKnown(const storage::Store& store, storage::Generation above, storage::Generation upto,
                       const Knowledge& known, Collector& collector) {
  if (known.everything()) return scanBeside(store, above, upto, collector);
  const auto batches = store.batches();
  if (!batches) return batches.error();
  storage::Generation from = above;
  std::pair<bool, bool> seen{true, true};
  for (const auto& batch : *batches) {
    if (batch.generation <= above || batch.generation > upto) continue;
    const std::pair<bool, bool> now{known.facts.knows(batch.learnt, batch.generation),
                                    known.retractions.knows(batch.learnt, batch.generation)};
    if (now != seen && batch.generation - 1 > from) {
      collector.see(seen.first, seen.second);
      if (auto scanned = scanBeside(store, from, batch.generation - 1, collector); !scanned) return scanned;
      from = batch.generation - 1;
    }
    seen = now;
  }
  collector.see(seen.first, seen.second);
  return scanBeside(store, from, upto, collector);
}

}  // namespace

Result<void> collectFacts(const storage::Store& store, storage::Generation above, storage::Generation upto,
                          const model::Schema& schema, const model::Suffixes& suffixes,
                          const model::RedactionList& redactions, NodeSpace& nodes, LinkTaker& links, Facts& out,
                          const Knowledge& known, const CancelToken* cancel) {
  Collector collector(schema, suffixes, redactions, nodes, links, out, cancel);
  if (auto scanned = scanKnown(store, above, upto, known, collector); !scanned) return scanned;
  if (out.withdrawals.empty()) return {};
  // A retraction hides from the moment Clew learnt of it, whatever date its source gave it.
  const auto batches = store.batches();
  if (!batches) return batches.error();
  std::map<storage::Generation, Time> learnt;
  for (const auto& batch : *batches) learnt[batch.generation] = batch.learnt;
  for (auto& taken : out.withdrawals) {
    if (const auto it = learnt.find(taken.generation); it != learnt.end()) taken.when = it->second;
  }
  return {};
}

Withdrawn::Withdrawn(const std::vector<Withdrawal>& taken) {
  for (const auto& one : taken) {
    const std::uint64_t object = one.of == Withdrawal::Of::kLink ? one.to : one.text;
    taken_.emplace(Key{one.of, one.from, one.what, object, one.source}, std::pair(one.generation, one.when));
    kinds_.insert({one.of, one.what});
  }
}

Time Withdrawn::when(Withdrawal::Of of, NodeId from, std::uint16_t what, std::uint64_t object, SourceId source,
                     std::uint32_t generation) const {
  Time out = kNoTime;
  const auto [begin, end] = taken_.equal_range(Key{of, from, what, object, source});
  for (auto it = begin; it != end; ++it) {
    const auto [upto, when] = it->second;
    if (upto >= generation && (out == kNoTime || when < out)) out = when;
  }
  return out;
}

void withdraw(Facts& facts) {
  if (facts.withdrawals.empty()) return;
  const Withdrawn taken(facts.withdrawals);
  for (auto& link : facts.links) {
    link.seen.retracted =
        taken.when(Withdrawal::Of::kLink, link.from, link.relation, link.to, link.seen.source, link.generation);
  }
  for (auto& one : facts.properties) {
    one.seen.retracted =
        taken.when(Withdrawal::Of::kProperty, one.of, one.what, one.text, one.seen.source, one.generation);
  }
  for (auto& one : facts.states) {
    one.seen.retracted =
        taken.when(Withdrawal::Of::kState, one.of, one.what, one.text, one.seen.source, one.generation);
  }
  std::erase_if(facts.answers, [&](const AnswerClaim& one) {
    return taken.when(Withdrawal::Of::kAnswer, one.of, 0, one.kind, one.source, one.generation) != kNoTime;
  });
}

}  // namespace clew::graph
