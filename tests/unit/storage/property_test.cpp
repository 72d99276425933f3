// Random batches against a model of plain maps and lists, with the case closed and opened in the middle.
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>
#include <tuple>

#include "unit/storage/support.h"

namespace clew::storage::test {

namespace {

/// What a store should hold, written as scanLines() writes it. Lines carry the generation in which they came.
class Model {
 public:
  Receipt append(const Batch& batch) {
    Receipt receipt;
    receipt.generation = generation_;
    std::vector<const model::LookupFacts*> kept;
    for (std::size_t index = 0; index < batch.lookups.size(); ++index) {
      const model::Lookup& l = batch.lookups[index].lookup;
      if (lookups_.insert({l.provider, l.kind, l.subject, l.outcome, l.fetched, l.part, l.sha256}).second) {
        kept.push_back(&batch.lookups[index]);
      } else {
        receipt.known.push_back(index);
      }
    }
    receipt.lookups_known = receipt.known.size();
    std::map<std::string, std::set<std::string>> changed;
    std::vector<const SetChange*> changes;
    for (const SetChange& set : batch.sets) {
      std::set<std::string> members;
      for (const model::NodeName& member : set.members) members.insert(key(member));
      const bool again = changed.count(set.name) != 0;
      const auto held = sets_.find(set.name);
      if (!again && held != sets_.end() && held->second == members) continue;
      changed[set.name] = members;
      changes.push_back(&set);
    }
    if (kept.empty() && changes.empty() && batch.notes.empty()) return receipt;
    receipt.generation = ++generation_;
    learnt_ = batch.learnt;
    const std::size_t nodes_before = nodes_.size();
    receipt.lookups_new = kept.size();
    spelled_.clear();
    for (const model::LookupFacts* facts : kept) {
      for (const model::Fact& fact : facts->facts) name(fact);
      receipt.facts += facts->facts.size();
    }
    for (const SetChange* set : changes) {
      for (const model::NodeName& member : set->members) id(member);
    }
    for (const NodeNote& note : batch.notes) id(note.of);
    for (const auto& [node, text] : spelled_order_) {
      add("spelling",
          "spelling " + std::to_string(node) + " " + text + " x" + std::to_string(spelled_.at({node, text})));
    }
    spelled_order_.clear();
    for (const model::LookupFacts* facts : kept) {
      ++lookup_;
      source(facts->lookup.provider);
      for (const model::Fact& fact : facts->facts) write(fact, facts->lookup.provider);
    }
    for (auto& [set, members] : changed) {
      sets_[set] = members;
      saved_[set] = batch.learnt;
    }
    for (const NodeNote& note : batch.notes) notes_.push_back({id(note.of), note.text, batch.learnt});
    receipt.nodes_new = nodes_.size() - nodes_before;
    return receipt;
  }

  std::vector<std::string> lines(Generation above, Generation upto) const {
    std::vector<std::string> all;
    for (const char* kind : {"node", "spelling", "link", "property", "redaction", "answer", "retraction"}) {
      const auto found = lines_.find(kind);
      if (found == lines_.end()) continue;
      for (const auto& [generation, line] : found->second) {
        if (generation > above && generation <= upto) all.push_back(line);
      }
    }
    return all;
  }

  Generation generation() const { return generation_; }
  const std::map<std::string, std::set<std::string>>& sets() const { return sets_; }
  Time saved(const std::string& set) const { return saved_.at(set); }
  const std::vector<std::tuple<NodeId, std::string, Time>>& notes() const { return notes_; }
  std::string keyOf(NodeId id) const { return by_id_.at(id); }

 private:
  static std::string key(const model::NodeName& node) {
    return schema().type(schema().storedType(node.type)).name + " " + node.name;
  }

  NodeId id(const model::NodeName& node) {
    const auto [found, is_new] = nodes_.try_emplace(key(node), static_cast<NodeId>(nodes_.size()));
    if (is_new) {
      by_id_.push_back(found->first);
      add("node", "node " + std::to_string(found->second) + " " + found->first);
    }
    return found->second;
  }

  void sight(const model::NodeName& node) {
    const NodeId of = id(node);
    if (node.display.empty() && schema().type(schema().storedType(node.type)).form != model::Form::kFolded) return;
    const std::string text = node.shown();
    if (++spelled_[{of, text}] == 1) spelled_order_.emplace_back(of, text);
  }

  void name(const model::Fact& fact) {
    if (const auto* link = std::get_if<model::LinkFact>(&fact.body)) {
      sight(link->from);
      sight(link->to);
    } else if (const auto* property = std::get_if<model::PropertyFact>(&fact.body)) {
      sight(property->of);
    } else if (const auto* redaction = std::get_if<model::RedactedFact>(&fact.body)) {
      sight(redaction->of);
    } else if (const auto* answer = std::get_if<model::AnswerFact>(&fact.body)) {
      sight(answer->of);
    } else if (const auto* mention = std::get_if<model::MentionFact>(&fact.body)) {
      sight(mention->node);
    } else {
      const auto& what = *std::get<model::RetractionFact>(fact.body).what;
      if (const auto* taken = std::get_if<model::LinkFact>(&what)) {
        id(taken->from);
        id(taken->to);
      } else {
        id(std::get<model::PropertyFact>(what).of);
      }
    }
  }

  void write(const model::Fact& fact, const std::string& provider) {
    const std::string by = " by " + std::to_string(source(provider)) + " lookup " + std::to_string(lookup_) + ":" +
                           std::to_string(fact.position) + " in " + std::to_string(generation_) + " at " +
                           std::to_string(learnt_);
    const auto number = [&](const model::NodeName& node) { return std::to_string(id(node)); };
    if (const auto* link = std::get_if<model::LinkFact>(&fact.body)) {
      add("link", "link " + number(link->from) + " " + schema().relation(link->relation).name + " " + number(link->to) +
                      seenText(link->seen) + by);
    } else if (const auto* property = std::get_if<model::PropertyFact>(&fact.body)) {
      add("property", "property " + number(property->of) + " " + schema().property(property->property).name + " " +
                          property->value + seenText(property->seen) + by);
    } else if (const auto* redaction = std::get_if<model::RedactedFact>(&fact.body)) {
      add("redaction", "redaction " + number(redaction->of) + " " + schema().relation(redaction->trait).name + " " +
                           redaction->text + seenText(redaction->seen) + by);
    } else if (const auto* answer = std::get_if<model::AnswerFact>(&fact.body)) {
      add("answer", "answer " + number(answer->of) + " " + answer->kind + " " +
                        std::to_string(static_cast<int>(answer->outcome)) + " " + std::to_string(answer->when) + by);
    } else if (const auto* taken = std::get_if<model::RetractionFact>(&fact.body)) {
      const std::string whose = std::to_string(source(taken->source.empty() ? provider : taken->source));
      std::string what;
      if (const auto* of_link = std::get_if<model::LinkFact>(&*taken->what)) {
        what = number(of_link->from) + " " + schema().relation(of_link->relation).name + " " + number(of_link->to);
      } else {
        const auto& of_property = std::get<model::PropertyFact>(*taken->what);
        what = number(of_property.of) + " " + schema().property(of_property.property).name + " " + of_property.value;
      }
      add("retraction", "retraction " + what + " of " + whose + " when " + std::to_string(taken->when) + " in " +
                            std::to_string(generation_));
    }
  }

  std::size_t source(const std::string& provider) {
    return sources_.try_emplace(provider, sources_.size()).first->second;
  }
  void add(const std::string& kind, const std::string& line) { lines_[kind].emplace_back(generation_, line); }

  Generation generation_ = 0;
  Time learnt_ = 0;
  std::size_t lookup_ = 0;
  std::map<std::string, NodeId> nodes_;
  std::vector<std::string> by_id_;
  std::map<std::string, std::size_t> sources_;
  std::set<std::tuple<std::string, std::string, std::string, model::Outcome, Time, std::uint32_t, std::string>>
      lookups_;
  std::map<std::string, std::vector<std::pair<Generation, std::string>>> lines_;
  std::map<std::pair<NodeId, std::string>, int> spelled_;
  std::vector<std::pair<NodeId, std::string>> spelled_order_;
  std::map<std::string, std::set<std::string>> sets_;
  std::map<std::string, Time> saved_;
  std::vector<std::tuple<NodeId, std::string, Time>> notes_;
};

/// Random batches over few names, so that most of what comes is known in part.
class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}
  std::size_t below(std::size_t bound) { return random_() % bound; }

  Batch batch() {
    Batch batch = batchOf(static_cast<Time>(below(1'000'000)), {});
    for (std::size_t count = below(6); count > 0; --count) batch.lookups.push_back(lookups());
    if (below(4) == 0) batch.sets.push_back(set());
    if (below(8) == 0) batch.sets.push_back(set());
    if (below(5) == 0) batch.notes.push_back(NodeNote{any(), "note " + std::to_string(below(3))});
    return batch;
  }

 private:
  model::NodeName host() {
    return node(below(3) == 0 ? "domain" : "host", "h" + std::to_string(below(40)) + ".example");
  }
  model::NodeName address() { return node("ip", "192.0.2." + std::to_string(below(20))); }
  model::NodeName org() {
    const std::string number = std::to_string(below(5));
    static const char* const kSpellings[] = {"", "ACME ", "Acme ", "aCmE "};
    const std::string spelling = kSpellings[below(4)];
    return node("org", "acme " + number, spelling.empty() ? "" : spelling + number);
  }
  model::NodeName any() { return below(2) == 0 ? host() : below(2) == 0 ? address() : org(); }

  model::Sighting sighting() {
    model::Sighting sighting;
    if (below(5) != 0) {
      sighting.first = static_cast<Time>(below(1000)) - 500;
      sighting.last = sighting.first + static_cast<Time>(below(1000));
    }
    sighting.times = static_cast<std::uint32_t>(1 + below(3));
    sighting.ttl = static_cast<std::uint32_t>(below(2) * 300);
    sighting.confidence = static_cast<std::int16_t>(static_cast<int>(below(102)) - 1);
    sighting.first_is_day = below(2) == 0;
    sighting.last_is_day = below(2) == 0;
    return sighting;
  }

  model::Fact claim() {
    const auto position = static_cast<std::uint32_t>(below(100));
    switch (below(4)) {
      case 0:
        return link(host(), "ns", host(), sighting(), position);
      case 1:
        return link(host(), "org", org(), sighting(), position);
      case 2:
        return property(host(), below(2) == 0 ? "status" : "created", std::to_string(below(9)), sighting(), position);
      default:
        return link(host(), "ip", address(), sighting(), position);
    }
  }

  model::Fact fact() {
    switch (below(10)) {
      case 0:
        return redacted(host(), below(2) == 0 ? "email" : "org", "withheld " + std::to_string(below(3)));
      case 1:
        return answer(host(), below(2) == 0 ? "a" : "ns", static_cast<model::Outcome>(below(4)),
                      static_cast<Time>(below(1000)));
      case 2:
        return mention(any());
      case 3:
        return retraction(claim(), below(2) == 0 ? "" : "source " + std::to_string(below(6)),
                          static_cast<Time>(below(1000)));
      default:
        return claim();
    }
  }

  model::LookupFacts lookups() {
    std::vector<model::Fact> facts;
    for (std::size_t count = below(12); count > 0; --count) facts.push_back(fact());
    model::LookupFacts made = lookup("source " + std::to_string(below(4)), "kind", "s" + std::to_string(below(6)),
                                     below(3) == 0 ? kNoTime : static_cast<Time>(below(4)), std::move(facts),
                                     below(2) == 0 ? "" : "raw " + std::to_string(below(3)));
    made.lookup.part = static_cast<std::uint32_t>(below(2));
    made.lookup.outcome = static_cast<model::Outcome>(below(2));
    return made;
  }

  SetChange set() {
    SetChange set{"set" + std::to_string(below(3)), {}};
    for (std::size_t count = below(4); count > 0; --count) set.members.push_back(any());
    return set;
  }

  std::mt19937 random_;
};

void compare(const Store& store, const Model& model, Generator& random) {
  REQUIRE(store.newest()->generation == model.generation());
  const Generation above = random.below(model.generation() + 1);
  const Generation upto = random.below(model.generation() + 2);
  REQUIRE(scanLines(store, above, upto) == model.lines(above, upto));
  const std::vector<StoredSet> sets = *store.sets();
  REQUIRE(sets.size() == model.sets().size());
  for (const StoredSet& set : sets) {
    std::set<std::string> members;
    for (const NodeId member : set.members) members.insert(model.keyOf(member));
    REQUIRE(members == model.sets().at(set.name));
    REQUIRE(set.saved == model.saved(set.name));
  }
  const std::vector<StoredNote> notes = *store.notes();
  REQUIRE(notes.size() == model.notes().size());
  for (std::size_t note = 0; note < notes.size(); ++note)
    REQUIRE(std::tuple(notes[note].of, notes[note].text, notes[note].when) == model.notes()[note]);
}

}  // namespace

TEST_CASE("random batches come back as a plain model holds them") {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    INFO("seed " << seed);
    TempFolder folder;
    Generator random(seed);
    Model model;
    auto store = openCase(folder.file("x.db"));
    for (int step = 0; step < 60; ++step) {
      const Batch batch = random.batch();
      const auto receipt = store->append(batch);
      if (!receipt) FAIL(receipt.error().message);
      const Receipt expected = model.append(batch);
      REQUIRE(receipt->generation == expected.generation);
      REQUIRE(receipt->lookups_new == expected.lookups_new);
      REQUIRE(receipt->known == expected.known);
      REQUIRE(receipt->nodes_new == expected.nodes_new);
      REQUIRE(receipt->facts == expected.facts);
      if (random.below(10) == 0) {
        store.reset();
        store = openCase(folder.file("x.db"));
      }
      if (random.below(4) == 0) compare(*store, model, random);
    }
    compare(*store, model, random);
    REQUIRE(scanLines(*store) == model.lines(0, model.generation()));
    REQUIRE(store->check()->empty());
  }
}

}  // namespace clew::storage::test
