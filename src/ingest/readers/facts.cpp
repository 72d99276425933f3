// Clew's own form: facts, one JSON object a line (model/facts_json.h). Facts of a named lookup come back under that
// very lookup; facts without one become lookups by stretches of lines, like any other feed.
#include <algorithm>
#include <limits>
#include <map>
#include <unordered_map>
#include <utility>

#include "common/format.h"
#include "common/hash.h"
#include "common/text.h"
#include "ingest/fact_builder.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/facts_scan.h"
#include "ingest/readers/readers.h"
#include "model/facts_json.h"

namespace clew::ingest {
namespace facts {
namespace {

using model::Fact;
using model::FactLine;

constexpr std::size_t kMaxLine = std::size_t{64} << 20;      // a raw record may be on it
constexpr std::size_t kStretchBytes = std::size_t{1} << 20;  // of lines without a lookup
constexpr std::uint64_t kMaxBetween = 65'536;                // lines of others before a stretch is ended
constexpr std::size_t kMaxHeldFacts = 1'000'000;             // of named lookups, before they are handed over in parts
constexpr std::uint32_t kPartStep =
    1'000'000;  // parts of a lookup whose facts are spread over a huge file: told apart by this

/// Facts of lines without a lookup, by source and knowledge time: their lines are the raw record. Lines in between that
/// are another's stand there empty, so that a line keeps its number.
struct Loose {
  model::LookupFacts made;
  std::string raw;
  std::uint64_t first_line = 0;  // of the file
  std::uint32_t lines = 0;
};

using LooseKey = std::pair<Time, std::string>;  // knowledge time and source
constexpr std::size_t kFewSources = 4;

/// A lookup that a line described, and the facts met so far that name it.
struct Named {
  model::LookupFacts made;
  std::uint32_t handed_over = 0;  // how often
};

class FactsRun {
 public:
  FactsRun(Input& input, const InputContext& context, FactSink& sink)
      : input_(input), context_(context), sink_(sink), scan_(*context.schema) {}

  Result<void> run() {
    for (;;) {
      bool too_long = false;
      auto read = input_.line(kMaxLine, too_long);
      if (!read) {
        handOver();
        return read.error();
      }
      if (!read->has_value() || stopped_) break;
      std::string_view line = **read;
      if (++number_ == 1) line = withoutMark(line);
      bytes_ += line.size() + 1;
      if (!line.starts_with('{') && trim(line).empty()) continue;
      if (too_long) {
        reject("the line is longer than 64 MiB", line);
      } else {
        one(line);
      }
      if (loose_bytes_ >= kStretchBytes) handOverLoose();
      if (held_ >= kMaxHeldFacts) handOver(current_);
    }
    handOver();
    // Members are known by what was said of them, so sets come last.
    for (auto& [set, learnt] : sets_) {
      if (!stopped_ && !sink_.set(std::move(set.name), std::move(set.members), learnt)) stopped_ = true;
    }
    return {};
  }

 private:
  void one(std::string_view line) {
    if (PlainLink link; scan_.link(line, link)) return plain(link, line);
    auto parsed = model::parseFactLine(*context_.schema, line);
    if (!parsed) return reject(parsed.error().message, line);
    FactLine& fact = *parsed;
    if (auto* lookup = std::get_if<model::LookupFact>(&fact.body)) {
      return describe(std::move(*lookup), fact.learnt, line);
    }
    if (auto* set = std::get_if<model::SetFact>(&fact.body)) {
      sets_.emplace_back(std::move(*set), fact.learnt);
      return;
    }
    if (auto* tag = std::get_if<model::TagFact>(&fact.body)) return tagged(fact, *tag, line);
    std::visit([&](auto& body) { this->body(fact, body, line); }, fact.body);
  }

  template <typename Body>
  void body(const FactLine& line_fact, Body& body, std::string_view line) {
    if constexpr (std::is_constructible_v<decltype(Fact::body), Body>) place(line_fact, {std::move(body), 0}, line);
  }

  void tagged(const FactLine& fact, const model::TagFact& tag, std::string_view line) {
    auto node = model::canonical(*context_.schema, context_.schema->known().tag, tag.tag);
    if (!node) return reject(node.error().message, line);
    place(fact, {model::LinkFact{tag.of, context_.schema->knownRelations().tag, std::move(*node), {}}, 0}, line);
  }

  void describe(model::LookupFact&& fact, Time learnt, std::string_view line) {
    const auto [at, added] = named_.try_emplace(fact.id);
    if (!added && !at->second.made.lookup.provider.empty()) {
      return reject(format("the lookup {} is described twice", quoted(fact.id)), line);
    }
    if (added) order_.push_back(&*at);
    at->second.made.lookup = std::move(fact.lookup);
    if (at->second.made.learnt == kNoTime) at->second.made.learnt = learnt;
    current_ = &*at;
  }

  void place(const FactLine& line_fact, Fact&& fact, std::string_view line) {
    if (!line_fact.lookup.empty()) {
      fact.position = line_fact.position;
      namedOf(line_fact.lookup, line_fact.learnt, line_fact.source).facts.push_back(std::move(fact));
      return;
    }
    std::string_view source = line_fact.source;
    if (source.empty()) {
      if (const auto* taken_back = std::get_if<model::RetractionFact>(&fact.body)) source = taken_back->source;
    }
    Loose& loose = looseOf(line_fact.learnt, source);
    fact.position = keepLine(loose, line);
    loose.made.facts.push_back(std::move(fact));
  }

  // As place does, without moving the names about.
  void plain(const PlainLink& link, std::string_view line) {
    const bool is_loose = link.lookup.empty();
    Loose* loose = is_loose ? &looseOf(link.learnt, link.source) : nullptr;
    auto& facts = is_loose ? loose->made.facts : namedOf(link.lookup, link.learnt, link.source).facts;
    Fact& fact = facts.emplace_back();
    fact.position = is_loose ? keepLine(*loose, line) : link.position;
    auto& made = std::get<model::LinkFact>(fact.body);
    made.from.type = link.from.type;
    made.from.name = link.from.name;
    made.relation = link.relation;
    made.to.type = link.to.type;
    made.to.name = link.to.name;
    made.seen = link.seen;
  }

  /// The lookup that a fact's line names, counting one more fact of it.
  model::LookupFacts& namedOf(std::string_view id, Time learnt, std::string_view source) {
    if (current_ == nullptr || current_->first != id) {
      const auto [at, added] = named_.try_emplace(std::string(id));
      if (added) order_.push_back(&*at);
      current_ = &*at;
    }
    model::LookupFacts& made = current_->second.made;
    if (made.learnt == kNoTime) made.learnt = learnt;
    if (made.lookup.provider.empty() && made.lookup.kind.empty()) source_of_[current_->first] = source;
    ++held_;
    return made;
  }

  /// Keeps the line as the raw record of what it says; its number there.
  std::uint32_t keepLine(Loose& loose, std::string_view line) {
    const auto place = static_cast<std::uint32_t>(number_ - loose.first_line + 1);
    const std::uint32_t between = place - loose.lines - 1;
    loose.raw.append(between, '\n');
    loose.raw += line;
    loose.raw += '\n';
    loose.lines = place;
    loose_bytes_ += between + line.size() + 1;
    return place;
  }

  Loose& looseOf(Time learnt, std::string_view stated) {
    const std::string_view source = !context_.source.empty() ? std::string_view(context_.source)
                                    : !stated.empty()        ? stated
                                                             : std::string_view("facts");
    std::pair<const LooseKey, Loose>* found = recent(learnt, source);
    if (found == nullptr) found = addLoose({learnt, std::string(source)});
    if (found->second.lines > 0 && number_ - found->second.first_line - found->second.lines > kMaxBetween) {
      LooseKey key = found->first;
      handOverLoose();
      found = addLoose(std::move(key));
    }
    Loose& loose = found->second;
    if (loose.lines == 0) {
      loose.first_line = number_;
      loose.made.lookup.first_line = static_cast<std::uint32_t>(std::min<std::uint64_t>(number_, 0xffffffffU));
    }
    return loose;
  }

  // Neighbouring lines mostly have one of a few sources and one time.
  std::pair<const LooseKey, Loose>* recent(Time learnt, std::string_view source) {
    for (auto* entry : recent_) {
      if (entry->first.first == learnt && entry->first.second == source) return entry;
    }
    return nullptr;
  }

  std::pair<const LooseKey, Loose>* addLoose(LooseKey key) {
    const auto [at, added] = loose_.try_emplace(std::move(key));
    if (added && loose_.size() <= kFewSources) {  // what the stretch before took is what this one will
      at->second.raw.reserve(last_raw_ + last_raw_ / 8);
      at->second.made.facts.reserve(last_facts_ + last_facts_ / 8);
    }
    if (recent_.size() == kFewSources) recent_.clear();
    recent_.push_back(&*at);
    return &*at;
  }

  void handOverLoose() {
    last_raw_ = last_facts_ = 0;
    std::vector<std::pair<const LooseKey, Loose>*> ready;
    for (auto& entry : loose_) ready.push_back(&entry);
    std::stable_sort(ready.begin(), ready.end(),
                     [](const auto* a, const auto* b) { return dueOf(a->first.first) < dueOf(b->first.first); });
    for (auto* entry : ready) {
      auto& [key, loose] = *entry;
      last_raw_ = std::max(last_raw_, loose.raw.size());
      last_facts_ = std::max(last_facts_, loose.made.facts.size());
      model::Lookup& lookup = loose.made.lookup;
      lookup.provider = key.second;
      lookup.kind = "facts";
      lookup.from = context_.name;
      lookup.fetched = context_.fetched;
      lookup.part = part_;
      lookup.raw = std::move(loose.raw);
      loose.made.learnt = key.first;
      give(std::move(loose.made));
    }
    if (!loose_.empty()) ++part_;
    loose_.clear();
    recent_.clear();
    loose_bytes_ = 0;
    sink_.progress(bytes_);
  }

  /// What says no time is learnt now: after all that does.
  static Time dueOf(Time learnt) { return learnt == kNoTime ? std::numeric_limits<Time>::max() : learnt; }

  // Knowledge time goes forward in a case, so the lookups go by it; equal ones in the order of the file. `reading` is
  // the lookup whose facts may still come: it waits, lest it be cut in two.
  void handOver(const std::pair<const std::string, Named>* reading = nullptr) {
    handOverLoose();
    std::vector<Named*> ready;
    std::size_t kept = 0;
    for (auto* entry : order_) {
      Named& named = entry->second;
      if (entry == reading && named.made.facts.size() < kMaxHeldFacts / 2) {
        kept = named.made.facts.size();
        continue;
      }
      if (named.made.facts.empty() && (named.made.lookup.provider.empty() || named.handed_over > 0)) continue;
      if (named.made.lookup.provider.empty()) {
        named.made.lookup.provider = source_of_[entry->first].empty() ? "facts" : source_of_[entry->first];
        named.made.lookup.kind = "facts";
        named.made.lookup.subject = entry->first;
        named.made.lookup.from = context_.name;
      }
      ready.push_back(&named);
    }
    std::stable_sort(ready.begin(), ready.end(),
                     [](const Named* a, const Named* b) { return dueOf(a->made.learnt) < dueOf(b->made.learnt); });
    for (Named* named : ready) {
      model::LookupFacts made;
      made.facts.swap(named->made.facts);
      std::string raw = std::exchange(named->made.lookup.raw, {});
      made.lookup = named->made.lookup;
      made.lookup.raw = std::move(raw);
      made.lookup.part += named->handed_over++ * kPartStep;
      made.learnt = named->made.learnt;
      give(std::move(made));
    }
    held_ = kept;
  }

  void give(model::LookupFacts&& made) {
    if (!stopped_ && !sink_.lookup(std::move(made))) stopped_ = true;
  }

  void reject(std::string reason, std::string_view line) {
    model::Reject made;
    made.file = context_.name;
    made.position = number_;
    made.reason = std::move(reason);
    made.text = line.substr(0, kMaxRejectText);
    if (!sink_.reject(std::move(made))) stopped_ = true;
  }

  Input& input_;
  const InputContext& context_;
  FactSink& sink_;
  FactsScan scan_;
  std::vector<std::pair<model::SetFact, Time>> sets_;
  std::unordered_map<std::string, Named> named_;
  std::pair<const std::string, Named>* current_ = nullptr;   // of named_: the lookup last described or named
  std::vector<std::pair<const std::string, Named>*> order_;  // of named_, as the file first names them
  std::unordered_map<std::string, std::string> source_of_;   // of lookups that no line has described
  std::map<LooseKey, Loose> loose_;
  std::vector<std::pair<const LooseKey, Loose>*> recent_;  // of loose_, where the last lines went
  std::size_t loose_bytes_ = 0;
  std::size_t last_raw_ = 0, last_facts_ = 0;  // the most of one source in the stretch before
  std::size_t held_ = 0;
  std::uint64_t number_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint32_t part_ = 0;
  bool stopped_ = false;
};

class FactsReader final : public Reader {
 public:
  std::string_view name() const override { return "facts"; }
  std::string_view title() const override { return "Clew's own facts, one JSON object a line; lossless"; }
  std::string_view sample() const override {
    return R"({"fact":"link","from":{"type":"host","name":"www.a.example"},"relation":"ip",)"
           R"("to":{"type":"ip","name":"192.0.2.7"},"first":"2022-01-01T00:00:00Z","last":"2022-03-05T10:00:00Z",)"
           R"("source":"dnsdb"})";
  }
  int detect(std::string_view head, std::string_view) const override {
    head = withoutMark(head);
    head = trimLeft(head);
    if (!head.starts_with('{')) return 0;
    const std::string_view rest = trimLeft(head.substr(1));
    return rest.starts_with("\"fact\"") ? 100 : 0;
  }
  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    return FactsRun(input, context, sink).run();
  }
};

}  // namespace
}  // namespace facts

const Reader& factsReader() {
  static const facts::FactsReader reader;
  return reader;
}

}  // namespace clew::ingest
