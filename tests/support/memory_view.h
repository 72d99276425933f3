// MemoryView: a GraphView made of plain loops over facts by name. Small, slow and meant to be obviously right:
// execution is tested on it, and the engine is held against it. Nothing of the replica is used, only the schema, the
// suffix list and the spelling rules of model/.
//
//   MemoryView view(schema, suffixes);
//   view.source("dnsdb", 90);
//   view.link("a.example", "ip", "192.0.2.1", span("2022-01-01", "2022-02-01"), "dnsdb");
//   view.finish();
#pragma once

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "graph/view.h"
#include "model/canonical.h"
#include "model/dates.h"
#include "model/suffixes.h"

namespace clew::test {

using graph::Direction;
using graph::LinkFilter;
using graph::NodeId;
using graph::NodeSet;
using graph::Observation;

/// Seconds of a date in any spelling; aborts the test program on nonsense.
inline Time at(std::string_view date) {
  const auto read = model::readDate(date);
  if (!read) {
    std::cerr << "no date: " << date << "\n";
    std::abort();
  }
  return read->first;
}

inline model::Sighting span(std::string_view first, std::string_view last) {
  model::Sighting seen;
  seen.first = at(first);
  seen.last = at(last);
  return seen;
}

inline model::Sighting undated() {
  return {};
}

class MemoryView : public graph::GraphView {
 public:
  struct Word {  // who said it, and where
    graph::SourceId source = 0;
    Time learnt = 0;
    graph::RawReference raw;
  };

  MemoryView(const model::Schema& schema, const model::Suffixes& suffixes) : schema_(schema), suffixes_(suffixes) {}

  // ---- facts
  graph::SourceId source(std::string_view name, int confidence = 50) {
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      if (sources_[i].first == name) return static_cast<graph::SourceId>(i);
    }
    sources_.emplace_back(std::string(name), confidence);
    return static_cast<graph::SourceId>(sources_.size() - 1);
  }
  void add(const model::Fact& fact, std::string_view source_name, Time learnt, std::uint32_t lookup) {
    facts_.push_back({fact, Word{source(source_name), learnt, {lookup, fact.position}}});
  }
  /// "type:name", or a name whose type shows.
  model::NodeName named(std::string_view text) const {
    const std::size_t colon = text.find(':');
    if (colon != text.npos) {
      if (const auto type = schema_.typeNamed(text.substr(0, colon))) return canonical(*type, text.substr(colon + 1));
    }
    if (auto name = model::classify(schema_, text)) return *name;
    std::cerr << "no node: " << text << "\n";
    std::abort();
  }
  model::RelationId relation(std::string_view word, std::string_view subject) const {
    const model::RelationId id = schema_.relationOf(word, named(subject).type);
    // A relation of domains alone is asked for by the subtype.
    return id != model::kNoRelation ? id : schema_.relationOf(word, schema_.known().domain);
  }
  void link(std::string_view from, std::string_view word, std::string_view to, model::Sighting seen,
            std::string_view by = "whoisxml", Time learnt = 0, std::uint32_t lookup = 1, std::uint32_t position = 0) {
    model::LinkFact fact;
    fact.from = named(from);
    fact.relation = relation(word, from);
    fact.to = canonical(schema_.relation(fact.relation).object, to);
    fact.seen = seen;
    add({fact, position}, by, learnt, lookup);
  }
  void property(std::string_view of, std::string_view word, std::string_view value, model::Sighting seen,
                std::string_view by = "whoisxml", Time learnt = 0, std::uint32_t lookup = 1) {
    add({model::PropertyFact{named(of), *schema_.propertyNamed(word), std::string(value), seen}, 0}, by, learnt,
        lookup);
  }
  void redacted(std::string_view of, std::string_view word, std::string_view text, model::Sighting seen,
                std::string_view by = "whoisxml", Time learnt = 0, std::uint32_t lookup = 1) {
    add({model::RedactedFact{named(of), relation(word, of), std::string(text), seen}, 0}, by, learnt, lookup);
  }
  void answer(std::string_view of, std::string_view kind, model::Outcome outcome, std::string_view when,
              std::string_view by = "whoisxml", std::uint32_t lookup = 1) {
    add({model::AnswerFact{named(of), std::string(kind), outcome, at(when)}, 0}, by, 0, lookup);
  }
  void mention(std::string_view text) { add({model::MentionFact{named(text)}, 0}, "list", 0, 1); }

  /// Gives nodes their ids and works out what follows. Call once, after the last fact.
  void finish() {
    makeNodes();
    for (const Said& said : facts_) takeLink(said);
    for (auto& links : links_) {
      for (auto& [ends, observations] : links) observations = coalesced(std::move(observations));
    }
    derive();
  }

  NodeId id(std::string_view text) const {
    const model::NodeName name = named(text);
    const auto found = find(name.type, name.name);
    if (!found) {
      std::cerr << "not in the view: " << text << "\n";
      std::abort();
    }
    return *found;
  }

  // ---- GraphView
  const model::Schema& schema() const override { return schema_; }
  std::uint64_t generation() const override { return 1; }
  std::uint32_t nodeCount() const override { return static_cast<std::uint32_t>(nodes_.size()); }
  model::TypeId typeOf(NodeId node) const override {
    const model::NodeName& name = nodes_[node];
    const bool domain = name.type == schema_.known().host && suffixes_.apex(name.name) == name.name;
    return domain ? schema_.known().domain : name.type;
  }
  std::string_view nameOf(NodeId node) const override { return nodes_[node].name; }
  std::string_view displayOf(NodeId node) const override { return nodes_[node].display; }
  std::optional<NodeId> find(model::TypeId type, std::string_view name) const override {
    for (NodeId node = 0; node < nodes_.size(); ++node) {
      if (nodes_[node].name == name && schema_.isA(typeOf(node), type)) return node;
    }
    return std::nullopt;
  }
  NodeSet ofTypes(model::TypeSet types) const override {
    return where([&](NodeId node) { return types.test(typeOf(node)); });
  }
  NodeSet inBlock(const model::Block& block) const override {
    return where([&](NodeId node) {
      if (nodes_[node].type != schema_.known().ip) return false;
      const auto address = model::parseAddress(nodes_[node].name);
      return address && block.contains(*address);
    });
  }
  NodeSet withPrefix(model::TypeId type, std::string_view prefix, std::size_t limit) const override {
    NodeSet out = where([&](NodeId node) {
      return schema_.isA(typeOf(node), type) && std::string_view(nodes_[node].name).starts_with(prefix);
    });
    if (out.size() > limit) out.resize(limit);
    return out;
  }
  bool before(NodeId a, NodeId b) const override {
    if (typeOf(a) != typeOf(b)) return typeOf(a) < typeOf(b);
    return model::compareNames(schema_, nodes_[a].type, nodes_[a].name, nodes_[b].name) < 0;
  }
  std::uint64_t countOf(model::TypeId type) const override {
    return where([&](NodeId node) { return typeOf(node) == type; }).size();
  }

  std::uint64_t linkCount(model::RelationId relation) const override { return passingLinks(relation, {}).size(); }
  NodeSet neighbours(const NodeSet& frontier, model::RelationId relation, Direction direction,
                     const LinkFilter& filter) const override {
    std::set<NodeId> out;
    expand(frontier, relation, direction, filter, [&](NodeId, NodeId to, std::span<const Observation>) {
      out.insert(to);
      return true;
    });
    return {out.begin(), out.end()};
  }
  void expand(const NodeSet& frontier, model::RelationId relation, Direction direction, const LinkFilter& filter,
              const graph::LinkSink& sink) const override {
    for (const NodeId node : frontier) {
      for (const auto& [ends, observations] : links_[relation]) {
        const auto [from, to] = ends;
        if (node != (direction == Direction::kAlong ? from : to)) continue;
        std::vector<Observation> kept;
        if (!passes(relation, ends, observations, filter, kept)) continue;
        if (!sink(node, direction == Direction::kAlong ? to : from, kept)) return;
      }
    }
  }
  NodeSet endsOfType(const NodeSet& frontier, model::RelationId relation, graph::Direction direction,
                     model::TypeId type) const override {
    NodeSet out = neighbours(frontier, relation, direction, {});
    std::erase_if(out, [&](NodeId node) { return typeOf(node) != type; });
    return out;
  }
  std::uint64_t degree(NodeId node, model::RelationId relation, Direction direction) const override {
    return neighbours({node}, relation, direction, {}).size();
  }
  graph::Holders holders(NodeId value, model::RelationId relation) const override {
    const NodeSet nodes = neighbours({value}, relation, Direction::kBack, {});
    std::set<std::string> apexes;
    for (const NodeId node : nodes) {
      const std::string_view apex =
          nodes_[node].type == schema_.known().host ? suffixes_.apex(nodes_[node].name) : std::string_view();
      apexes.insert(apex.empty() ? nodes_[node].name : std::string(apex));
    }
    return {nodes.size(), schema_.relation(relation).counts_apexes ? apexes.size() : nodes.size()};
  }

  std::vector<graph::PropertyValue> properties(NodeId node, model::PropertyId property) const override {
    std::vector<graph::PropertyValue> out;
    for (const Said& said : facts_) {
      const auto* fact = std::get_if<model::PropertyFact>(&said.fact.body);
      if (fact == nullptr || fact->property != property || !(fact->of == nodes_[node])) continue;
      out.push_back({fact->value, observationOf(fact->seen, said.word)});
      out.back().seen.retracted = retractedAt(said, *fact);
    }
    return out;
  }
  std::vector<graph::RecordState> states(NodeId node, model::RelationId trait) const override {
    std::vector<graph::RecordState> out;
    for (const Said& said : facts_) {
      const auto* fact = std::get_if<model::RedactedFact>(&said.fact.body);
      if (fact == nullptr || fact->trait != trait || !(fact->of == nodes_[node])) continue;
      out.push_back({trait, fact->text, observationOf(fact->seen, said.word)});
    }
    return out;
  }
  std::vector<graph::Answer> answers(NodeId node) const override {
    std::vector<graph::Answer> out;
    for (const Said& said : facts_) {
      const auto* fact = std::get_if<model::AnswerFact>(&said.fact.body);
      if (fact == nullptr || !(fact->of == nodes_[node])) continue;
      out.push_back({fact->kind, fact->outcome, fact->when, said.word.source, said.word.raw});
    }
    return out;
  }

  std::string_view sourceName(graph::SourceId source) const override { return sources_[source].first; }
  std::optional<graph::SourceId> sourceNamed(std::string_view name) const override {
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      if (sources_[i].first == name) return static_cast<graph::SourceId>(i);
    }
    return std::nullopt;
  }
  std::size_t sourceCount() const override { return sources_.size(); }
  int defaultConfidence(graph::SourceId source) const override { return sources_[source].second; }
  std::vector<graph::RawReference> rawReferences(const Observation& observation) const override {
    return {raws_.begin() + observation.raw, raws_.begin() + observation.raw + observation.raw_count};
  }

 private:
  struct Said {
    model::Fact fact;
    Word word;
  };
  using Ends = std::pair<NodeId, NodeId>;
  using Links = std::map<Ends, std::vector<Observation>>;

  /// `text` may begin with the type.
  model::NodeName canonical(model::TypeId type, std::string_view text) const {
    const std::string prefix = schema_.type(type).name + ":";
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    auto name = model::canonical(schema_, type, text);
    if (name.ok()) return *name;
    std::cerr << "no " << schema_.type(type).name << ": " << text << "\n";
    std::abort();
  }

  template <typename Test>
  NodeSet where(const Test& test) const {
    NodeSet out;
    for (NodeId node = 0; node < nodes_.size(); ++node) {
      if (test(node)) out.push_back(node);
    }
    return out;
  }

  void makeNodes() {
    std::map<std::pair<model::TypeId, std::string>, std::string> names;
    const auto take = [&](const model::NodeName& name) {
      const model::TypeId stored = schema_.storedType(name.type);
      std::string& display = names[{stored, name.name}];
      if (display.empty()) display = name.display;
      std::string_view apex;
      if (stored == schema_.known().host) apex = suffixes_.apex(name.name);
      if (stored == schema_.known().email)
        apex = suffixes_.apex(std::string_view(name.name).substr(name.name.rfind('@') + 1));
      if (!apex.empty()) names[{schema_.known().host, std::string(apex)}];
    };
    for (Said& said : facts_) {
      if (auto* link = std::get_if<model::LinkFact>(&said.fact.body)) take(link->from), take(link->to);
      if (auto* property = std::get_if<model::PropertyFact>(&said.fact.body)) take(property->of), store(property->of);
      if (auto* redacted = std::get_if<model::RedactedFact>(&said.fact.body)) take(redacted->of), store(redacted->of);
      if (auto* answer = std::get_if<model::AnswerFact>(&said.fact.body)) take(answer->of), store(answer->of);
      if (auto* mention = std::get_if<model::MentionFact>(&said.fact.body)) take(mention->node);
    }
    // Against the order of answers, so that whoever takes ids for it is caught.
    for (auto at_name = names.rbegin(); at_name != names.rend(); ++at_name) {
      nodes_.push_back({at_name->first.first, at_name->first.second, at_name->second});
    }
    links_.resize(schema_.relations().size());
  }
  void store(model::NodeName& name) const { name.type = schema_.storedType(name.type); }
  NodeId idOf(const model::NodeName& name) const { return *find(schema_.storedType(name.type), name.name); }

  Observation observationOf(const model::Sighting& seen, const Word& word) const {
    Observation out;
    out.first = seen.first;
    out.last = seen.last;
    out.times = seen.times;
    out.ttl = seen.ttl;
    out.confidence = seen.confidence;
    out.first_is_day = seen.first_is_day;
    out.last_is_day = seen.last_is_day;
    out.learnt = word.learnt;
    out.source = word.source;
    out.raw = static_cast<std::uint32_t>(raws_.size());
    out.raw_count = 1;
    raws_.push_back(word.raw);
    return out;
  }

  void takeLink(const Said& said) {
    const auto* fact = std::get_if<model::LinkFact>(&said.fact.body);
    if (fact == nullptr) return;
    Observation seen = observationOf(fact->seen, said.word);
    seen.retracted = retractedAt(said, *fact);
    links_[fact->relation][{idOf(fact->from), idOf(fact->to)}].push_back(seen);
  }

  /// Two observations of one source that overlap, touch or are both undated are one; again, until none is left.
  std::vector<Observation> coalesced(std::vector<Observation> all) const {
    std::sort(all.begin(), all.end(), [](const Observation& a, const Observation& b) {
      return std::tie(a.source, a.first, a.last) < std::tie(b.source, b.first, b.last);
    });
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (std::size_t j = i + 1; j < all.size(); ++j) {
        if (!one(all[i], all[j])) continue;
        all[i] = merged(all[i], all[j]);
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(j));
        j = i;  // it may reach others now
      }
    }
    std::sort(all.begin(), all.end(), [this](const Observation& a, const Observation& b) {
      return std::tie(a.first, a.last, sources_[a.source].first) < std::tie(b.first, b.last, sources_[b.source].first);
    });
    return all;
  }
  static bool one(const Observation& a, const Observation& b) {
    if (a.source != b.source || a.retracted != b.retracted) return false;
    if (!a.dated() || !b.dated()) return a.dated() == b.dated();
    return a.first <= b.last + 1 && b.first <= a.last + 1;
  }
  Observation merged(const Observation& a, const Observation& b) const {
    Observation out = a;
    out.first = std::min(a.first, b.first);
    out.last = std::max(a.last, b.last);
    out.first_is_day =
        a.first == b.first ? (a.first_is_day & b.first_is_day) : (a.first < b.first ? a : b).first_is_day;
    out.last_is_day = a.last == b.last ? (a.last_is_day & b.last_is_day) : (a.last > b.last ? a : b).last_is_day;
    out.times = std::max(a.times, b.times);
    out.learnt = std::min(a.learnt, b.learnt);
    if (a.ttl != 0 && b.ttl != 0)
      out.ttl = std::min(a.ttl, b.ttl);
    else
      out.ttl = a.ttl != 0 ? a.ttl : b.ttl;
    out.confidence = std::tie(a.last, a.confidence) < std::tie(b.last, b.confidence) ? b.confidence : a.confidence;
    std::set<std::pair<std::uint32_t, std::uint32_t>> raws;
    for (const Observation* part : {&a, &b}) {
      for (const graph::RawReference& raw : rawReferences(*part)) raws.insert({raw.lookup, raw.position});
    }
    out.raw = static_cast<std::uint32_t>(raws_.size());
    out.raw_count = static_cast<std::uint16_t>(raws.size());
    for (const auto& [lookup, position] : raws) raws_.push_back({lookup, position});
    return out;
  }

  /// When what was said there was taken back: by its source, and after it.
  template <typename Fact>
  Time retractedAt(const Said& of, const Fact& fact) const {
    for (std::size_t i = static_cast<std::size_t>(&of - facts_.data()) + 1; i < facts_.size(); ++i) {
      const auto* taken = std::get_if<model::RetractionFact>(&facts_[i].fact.body);
      if (taken == nullptr || taken->source != sources_[of.word.source].first) continue;
      const auto* what = std::get_if<Fact>(&*taken->what);
      if (what != nullptr && sameClaim(*what, fact)) return taken->when;
    }
    return kNoTime;
  }
  bool same(const model::NodeName& a, const model::NodeName& b) const {
    return schema_.storedType(a.type) == schema_.storedType(b.type) && a.name == b.name;
  }
  bool sameClaim(const model::LinkFact& a, const model::LinkFact& b) const {
    return a.relation == b.relation && same(a.from, b.from) && same(a.to, b.to);
  }
  bool sameClaim(const model::PropertyFact& a, const model::PropertyFact& b) const {
    return a.property == b.property && a.value == b.value && same(a.of, b.of);
  }

  /// The standing links of a relation.
  std::vector<Ends> passingLinks(model::RelationId relation, const LinkFilter& filter) const {
    std::vector<Ends> out;
    for (const auto& [ends, observations] : links_[relation]) {
      std::vector<Observation> kept;
      if (passes(relation, ends, observations, filter, kept)) out.push_back(ends);
    }
    return out;
  }
  bool stands(model::RelationId relation, NodeId from) const {
    return !neighbours({from}, relation, Direction::kAlong, {}).empty();
  }

  void derive() {
    const auto& known = schema_.knownRelations();
    for (NodeId node = 0; node < nodes_.size(); ++node) {
      const model::NodeName& name = nodes_[node];
      if (name.type == schema_.known().host) deriveNames(node, suffixes_.apex(name.name));
      if (name.type == schema_.known().email) {
        const std::string_view domain = suffixes_.apex(std::string_view(name.name).substr(name.name.rfind('@') + 1));
        if (!domain.empty()) links_[known.provider].try_emplace({node, *find(schema_.known().host, domain)});
      }
      if (name.type == schema_.known().ip && !stands(known.net_of_ip, node)) deriveNet(node);
    }
    for (NodeId node = 0; node < nodes_.size(); ++node) {
      if (nodes_[node].type != schema_.known().ip || stands(known.asn_of_ip, node)) continue;
      for (const NodeId net : neighbours({node}, known.net_of_ip, Direction::kAlong, {})) {
        for (const NodeId asn : neighbours({net}, known.asn_of_net, Direction::kAlong, {})) {
          links_[known.asn_of_ip].try_emplace({node, asn});
        }
      }
    }
    for (const auto& [cert, host] : passingLinks(known.san, {})) links_[known.cert_of_host].try_emplace({host, cert});
    for (const auto& [ip, port] : passingLinks(schema_.serviceOfIp(), {})) {
      if (nodes_[ip].type != schema_.known().ip) continue;
      for (model::RelationId of_ip = 0; of_ip < links_.size(); ++of_ip) {
        if (schema_.ofService(of_ip) == model::kNoRelation) continue;
        for (const NodeId value : neighbours({port}, schema_.ofService(of_ip), Direction::kAlong, {}))
          links_[of_ip].try_emplace({ip, value});
      }
    }
  }
  void deriveNames(NodeId host, std::string_view apex) {
    if (apex.empty()) return;
    const auto& known = schema_.knownRelations();
    const NodeId domain = *find(schema_.known().host, apex);
    links_[known.apex].try_emplace({host, domain});
    links_[known.fqdn].try_emplace({domain, host});
    if (domain != host) links_[known.subdomains].try_emplace({domain, host});
  }
  void deriveNet(NodeId ip) {
    const auto address = model::parseAddress(nodes_[ip].name);
    std::optional<std::pair<int, NodeId>> narrowest;
    for (NodeId net = 0; net < nodes_.size(); ++net) {
      if (nodes_[net].type != schema_.known().net) continue;
      const auto block = model::parseBlock(nodes_[net].name);
      if (!block.ok() || !block->contains(*address)) continue;
      if (!narrowest || block->prefix > narrowest->first) narrowest.emplace(block->prefix, net);
    }
    if (narrowest) links_[schema_.knownRelations().net_of_ip].try_emplace({ip, narrowest->second});
  }

  // ---- filters: language.md, "Link modifiers" and "Observations and modifiers"
  static bool asks(const LinkFilter& filter) {
    return !filter.times.empty() || filter.by_source || filter.min_sources > 0 || filter.min_times > 0 ||
           filter.min_confidence >= 0;
  }
  bool passes(model::RelationId relation, Ends ends, const std::vector<Observation>& all, const LinkFilter& filter,
              std::vector<Observation>& kept) const {
    if (!all.empty()) {
      kept = passingOf(ends.first, relation, all, filter);
      return !kept.empty() || restsOnServices(relation, ends, filter);
    }
    if (!asks(filter)) return true;
    const auto& known = schema_.knownRelations();
    if (relation == known.cert_of_host) {
      const auto said = links_[known.san].find({ends.second, ends.first});
      return said != links_[known.san].end() && !passingOf(ends.second, known.san, said->second, filter).empty();
    }
    const NodeId lower = relation == known.fqdn || relation == known.subdomains ? ends.second : ends.first;
    for (model::RelationId other = 0; other < links_.size(); ++other) {
      for (const auto& [pair, observations] : links_[other]) {
        if (pair.first != lower && pair.second != lower) continue;
        if (!observations.empty() && !passingOf(pair.first, other, observations, filter).empty()) return true;
      }
    }
    return false;
  }
  /// Whether a service of the address showed the value, both by observations that pass.
  bool restsOnServices(model::RelationId relation, Ends ends, const LinkFilter& filter) const {
    const model::RelationId shown = schema_.ofService(relation);
    if (shown == model::kNoRelation) return false;
    const auto says = [&](model::RelationId of, Ends pair) {
      const auto found = links_[of].find(pair);
      return found != links_[of].end() && !passingOf(pair.first, of, found->second, filter).empty();
    };
    for (const auto& [pair, observations] : links_[schema_.serviceOfIp()]) {
      if (pair.first == ends.first && says(schema_.serviceOfIp(), pair) && says(shown, {pair.second, ends.second}))
        return true;
    }
    return false;
  }
  std::vector<Observation> passingOf(NodeId subject, model::RelationId relation, const std::vector<Observation>& all,
                                     const LinkFilter& filter) const {
    std::vector<Observation> out;
    std::set<graph::SourceId> sources;
    std::uint64_t times = 0;
    for (Observation seen : all) {
      if (!shows(seen, filter)) continue;
      const bool named = !filter.by_source || std::count(filter.sources.begin(), filter.sources.end(), seen.source) > 0;
      if (!named && !filter.only_these_sources) continue;
      const int confidence = seen.confidence >= 0 ? seen.confidence : defaultConfidence(seen.source);
      if (filter.min_confidence >= 0 && confidence < filter.min_confidence) continue;
      bool meets = true;
      for (const graph::TimeTest& test : filter.times) meets = meets && meetsTest(subject, relation, seen, all, test);
      if (!meets) continue;
      if (!named) return {};
      out.push_back(seen);
      sources.insert(seen.source);
      times += seen.times;
    }
    if (sources.size() < filter.min_sources || times < filter.min_times) return {};
    return out;
  }
  static bool shows(Observation& seen, const LinkFilter& filter) {
    if (filter.known_at && seen.learnt > *filter.known_at) return false;
    if (seen.retracted != kNoTime && !(filter.known_at && seen.retracted > *filter.known_at)) return false;
    if (!filter.as_of) return true;
    if (!seen.dated()) return seen.learnt <= *filter.as_of;
    if (seen.first > *filter.as_of) return false;
    seen.last = std::min(seen.last, *filter.as_of);
    return true;
  }
  bool meetsTest(NodeId subject, model::RelationId relation, const Observation& seen,
                 const std::vector<Observation>& all, const graph::TimeTest& test) const {
    if (!seen.dated()) return false;
    switch (test.kind) {
      case graph::TimeTest::Kind::kTouches:
        return seen.first <= test.to && seen.last >= test.from;
      case graph::TimeTest::Kind::kLastFrom:
        return seen.last >= test.from;
      case graph::TimeTest::Kind::kEndsAfter:
        return seen.last > test.from;
      case graph::TimeTest::Kind::kBeginsBefore:
        return seen.first < test.from;
      case graph::TimeTest::Kind::kInForce:
        break;
    }
    const model::RelationDef& def = schema_.relation(relation);
    if (seen.first > test.to) return false;
    if (seen.last < test.from && test.from - seen.last > def.freshness) return false;
    for (const graph::Answer& answer : answers(subject)) {
      if (def.answer_kind.empty() || answer.kind != def.answer_kind || answer.source != seen.source) continue;
      if (answer.outcome != model::Outcome::kFound && answer.outcome != model::Outcome::kNone) continue;
      if (answer.when <= seen.last || answer.when > test.to) continue;
      bool held = false;
      for (const Observation& other : all) {
        for (const graph::RawReference& raw : rawReferences(other)) {
          held = held || (other.source == seen.source && raw.lookup == answer.raw.lookup);
        }
      }
      if (!held) return false;
    }
    return true;
  }

  const model::Schema& schema_;
  const model::Suffixes& suffixes_;
  std::vector<Said> facts_;
  std::vector<std::pair<std::string, int>> sources_;
  std::vector<model::NodeName> nodes_;
  std::vector<Links> links_;  // by relation; no observations: derived
  mutable std::vector<graph::RawReference> raws_;
};

}  // namespace clew::test
