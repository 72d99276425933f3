#include "ingest/fact_builder.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/format.h"
#include "common/hash.h"
#include "common/text.h"
#include "common/utf8.h"
#include "ingest/placeholder.h"
#include "model/dates.h"

namespace clew::ingest {

namespace {

using model::Fact;
using model::NodeName;
using model::Sighting;

constexpr std::size_t kMostSpare = 1024;  // facts

std::uint64_t hashNode(std::uint64_t seed, const NodeName& node) {
  return hash64(node.name, seed * 31 + node.type);
}

std::uint64_t hashSighting(std::uint64_t seed, const Sighting& seen) {
  const std::array<std::int64_t, 4> parts = {
      seen.first, seen.last, static_cast<std::int64_t>(seen.times) << 32 | static_cast<std::int64_t>(seen.ttl),
      static_cast<std::int64_t>(seen.confidence) << 2 | (seen.first_is_day ? 1 : 0) | (seen.last_is_day ? 2 : 0)};
  return hash64({reinterpret_cast<const char*>(parts.data()), sizeof(parts)}, seed);
}

struct FactHash {
  std::uint64_t operator()(const model::LinkFact& f) const {
    return hashSighting(hashNode(hashNode(f.relation + 1U, f.from), f.to), f.seen);
  }
  std::uint64_t operator()(const model::PropertyFact& f) const {
    return hashSighting(hash64(f.value, hashNode(f.property + 100001U, f.of)), f.seen);
  }
  std::uint64_t operator()(const model::RedactedFact& f) const {
    return hashSighting(hash64(f.text, hashNode(f.trait + 200003U, f.of)), f.seen);
  }
  std::uint64_t operator()(const model::AnswerFact& f) const {
    return hash64(f.kind, hashNode(static_cast<std::uint64_t>(f.outcome) + 300007U, f.of)) ^
           static_cast<std::uint64_t>(f.when);
  }
  std::uint64_t operator()(const model::MentionFact& f) const { return hashNode(400009U, f.node); }
  std::uint64_t operator()(const model::RetractionFact& f) const {
    return hash64(f.because, hash64(f.source, static_cast<std::uint64_t>(f.when) + 500009U)) ^
           std::visit(*this, *f.what);
  }
};

// Two facts are the same when they say the same; a display form or a position makes no difference.
struct SameFact {
  const Fact& b;
  bool operator()(const model::LinkFact& x) const {
    const auto* y = std::get_if<model::LinkFact>(&b.body);
    return y && x.from == y->from && x.relation == y->relation && x.to == y->to && x.seen == y->seen;
  }
  bool operator()(const model::PropertyFact& x) const {
    const auto* y = std::get_if<model::PropertyFact>(&b.body);
    return y && x.of == y->of && x.property == y->property && x.value == y->value && x.seen == y->seen;
  }
  bool operator()(const model::RedactedFact& x) const {
    const auto* y = std::get_if<model::RedactedFact>(&b.body);
    return y && x.of == y->of && x.trait == y->trait && x.text == y->text && x.seen == y->seen;
  }
  bool operator()(const model::AnswerFact& x) const {
    const auto* y = std::get_if<model::AnswerFact>(&b.body);
    return y && x.of == y->of && x.kind == y->kind && x.outcome == y->outcome && x.when == y->when;
  }
  bool operator()(const model::MentionFact& x) const {
    const auto* y = std::get_if<model::MentionFact>(&b.body);
    return y && x.node == y->node;
  }
  bool operator()(const model::RetractionFact&) const { return false; }  // rare, and harmless twice
};

// Endings that data files have. Others belong to the name: "corvusrex.com" is no file of type com.
bool isDataEnding(std::string_view ending) {
  static constexpr std::array<std::string_view, 16> kEndings = {"json", "jsonl", "ndjson", "txt", "csv", "tsv",
                                                                "xml",  "html",  "log",    "dat", "gz",  "zst",
                                                                "lst",  "list",  "adoc",   "md"};
  return std::any_of(kEndings.begin(), kEndings.end(), [&](auto e) { return equalsIgnoreCase(e, ending); });
}

Sighting fromIntervals(const std::optional<Interval>& first, const std::optional<Interval>& last) {
  Sighting seen;
  if (!first && !last) return seen;
  const Interval a = first ? *first : *last;
  const Interval b = last ? *last : *first;
  seen.first = a.first;
  seen.last = b.last;
  seen.first_is_day = a.first != a.last;
  seen.last_is_day = b.first != b.last;
  return seen;
}

}  // namespace

std::string_view baseName(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  while (true) {
    const std::size_t dot = path.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || !isDataEnding(path.substr(dot + 1))) return path;
    path = path.substr(0, dot);
  }
}

std::optional<NodeName> subjectOf(const InputContext& context, model::TypeId wanted, std::string_view from_answer) {
  for (const std::string_view text : {from_answer, std::string_view(context.subject), baseName(context.name)}) {
    if (trim(text).empty() || text == "-") continue;
    auto node = model::canonical(*context.schema, wanted, text);
    if (node.ok()) return std::move(*node);
  }
  if (wanted != context.schema->known().ip || !trim(context.subject).empty()) return std::nullopt;
  // "reverse-ip_192.0.2.7": the only address in the name of a file that speaks of one
  std::optional<NodeName> found;
  bool speaks = false, of_others = false;
  const std::string_view name = baseName(context.name);
  for (std::size_t begin = 0, end = 0; begin < name.size(); begin = end + 1) {
    end = std::min(name.find_first_of("-_ ()", begin), name.size());
    const std::string_view part = name.substr(begin, end - begin);
    speaks = speaks || isOneOf(toLower(part), {"ip", "ips", "ipv4", "reverseip", "address"});
    of_others = of_others || isOneOf(toLower(part), {"mx", "ns", "dns", "domain"});
    if (std::count(part.begin(), part.end(), '.') != 3 || !model::parseAddress(part)) continue;
    if (found) return std::nullopt;
    if (auto node = model::canonical(*context.schema, wanted, part); node.ok()) found = std::move(*node);
  }
  return speaks && !of_others ? found : std::nullopt;
}

Sighting seenAt(std::string_view text) {
  const auto when = model::readDate(text);
  return fromIntervals(when, when);
}

Sighting seenAt(Time time) {
  return seenFromTo(time, time);
}

Sighting seenFromTo(std::string_view first, std::string_view last, model::DateOrder order) {
  return fromIntervals(model::readDate(first, order), model::readDate(last, order));
}

Sighting seenFromTo(Time first, Time last) {
  Sighting seen;
  if (first == kNoTime) first = last;
  if (last == kNoTime) last = first;
  seen.first = first;
  seen.last = last;
  return seen;
}

Sighting FactBuilder::seenBetween(std::string_view first, std::string_view last, model::DateOrder order) {
  bool readable = true;
  for (const std::string_view text : {first, last}) {
    if (model::saysNoDate(text) || model::readDate(text, order)) continue;
    reject(format("{} is no date", quoted(text)), text);
    readable = false;
  }
  return readable ? seenFromTo(first, last, order) : Sighting{};
}

FactBuilder::FactBuilder(const InputContext& context, FactSink& sink) : context_(context), sink_(sink) {}

void FactBuilder::begin(std::string_view provider, std::string_view kind) {
  if (open_) finish();
  abandon();
  model::Lookup& lookup = current_.lookup;
  lookup.provider = context_.source.empty() ? std::string(provider) : context_.source;
  lookup.kind = kind;
  lookup.from = context_.name;
  lookup.fetched = context_.fetched != kNoTime ? context_.fetched : context_.file_time;
  at(0);
  open_ = true;
}

void FactBuilder::fetched(Time when) {
  if (context_.fetched == kNoTime && when != kNoTime) current_.lookup.fetched = when;
}

void FactBuilder::raw(std::string bytes) {
  if (bytes.empty()) current_.lookup.sha256 = sha256Hex(bytes);  // of others whoever writes it makes it
  current_.lookup.raw = std::move(bytes);
}

std::optional<NodeName> FactBuilder::node(model::TypeId type, std::string_view text) {
  if (trim(text).empty()) return std::nullopt;
  if (type == schema().known().threat && isUnnamedThreat(text)) return std::nullopt;
  auto made = model::canonical(schema(), type, text);
  if (made.ok()) return std::move(*made);
  reject(made.error().message, text);
  return std::nullopt;
}

std::optional<NodeName> FactBuilder::node(std::string_view type_word, std::string_view text) {
  const auto type = schema().typeNamed(type_word);
  if (!type) {
    unknownWord("type", type_word, model::kNoType);
    return std::nullopt;
  }
  return node(*type, text);
}

std::optional<NodeName> FactBuilder::indicator(std::string_view text) {
  if (trim(text).empty()) return std::nullopt;
  auto made = model::classify(schema(), text);
  if (!made) reject("no address, name, URL, e-mail address or hash", text);
  return made;
}

bool FactBuilder::link(const NodeName& from, std::string_view relation, std::string_view to, const Sighting& seen) {
  if (trim(to).empty()) return false;
  const model::RelationId id = relationId(from, relation);
  if (id == model::kNoRelation) return false;
  const auto target = node(schema().relation(id).object, to);
  return target && link(from, id, *target, seen);
}

bool FactBuilder::link(const NodeName& from, std::string_view relation, const NodeName& to, const Sighting& seen) {
  const model::RelationId id = relationId(from, relation);
  return id != model::kNoRelation && link(from, id, to, seen);
}

bool FactBuilder::link(const NodeName& from, model::RelationId relation, const NodeName& to, const Sighting& seen) {
  return add({model::LinkFact{from, relation, to, seen}, 0});
}

bool FactBuilder::contact(const NodeName& of, std::string_view relation, std::string_view text, const Sighting& seen) {
  const std::string_view value = trim(text);
  if (value.empty()) return false;
  switch (context_.redactions ? context_.redactions->classify(value) : model::Withheld::kNo) {
    case model::Withheld::kEmpty:
      return false;
    case model::Withheld::kRedacted:
    case model::Withheld::kProxy:
    case model::Withheld::kInstruction:
      return redacted(of, relation, value, seen);
    case model::Withheld::kNo:
    case model::Withheld::kRole:
      break;
  }
  // "https://registrar.example/contact": a page to ask by, where a value should be.
  const bool link_alone = startsWithIgnoreCase(value, "http://") || startsWithIgnoreCase(value, "https://");
  const bool sentence = relation.ends_with("email") && clew::contains(value, "://");
  if (link_alone || sentence) return redacted(of, relation, value, seen);
  return link(of, relation, value, seen);
}

bool FactBuilder::redacted(const NodeName& of, std::string_view relation, std::string_view text, const Sighting& seen) {
  const model::RelationId id = relationId(of, relation);
  if (id == model::kNoRelation) return false;
  std::string kept = replaceInvalidUtf8(text.substr(0, kMaxPropertyText));
  return add({model::RedactedFact{of, id, std::move(kept), seen}, 0});
}

bool FactBuilder::property(const NodeName& of, std::string_view name, std::string_view text, const Sighting& seen) {
  const std::string_view value = trim(text);
  if (value.empty()) return false;
  const model::PropertyId id = propertyId(of, name);
  if (id == model::kNoProperty) return false;
  std::string kept;
  switch (schema().property(id).type) {
    case model::ValueType::kDate: {
      const auto when = model::readDate(value);
      if (when) {
        kept = model::timeText(when->first);
        break;
      }
      // what names no day, a placeholder or that it is withheld, is no mistake
      if (model::saysNoDate(value) || value.find_first_of("123456789") == value.npos) return false;
      reject(format("{} is no date", quoted(value)), value);
      return false;
    }
    case model::ValueType::kInteger:
      if (const auto number = parseInteger<std::int64_t>(value)) {
        kept = std::to_string(*number);
        break;
      }
      reject(format("{} is no whole number", quoted(value)), value);
      return false;
    case model::ValueType::kReal:
      if (const auto number = parseReal(value)) {
        kept = realText(*number);
        break;
      }
      reject(format("{} is no number", quoted(value)), value);
      return false;
    case model::ValueType::kBool:
      if (equalsIgnoreCase(value, "true") || equalsIgnoreCase(value, "yes") || value == "1") kept = "true";
      if (equalsIgnoreCase(value, "false") || equalsIgnoreCase(value, "no") || value == "0") kept = "false";
      if (!kept.empty()) break;
      reject(format("{} is neither true nor false", quoted(value)), value);
      return false;
    case model::ValueType::kText:
      if (value.size() > kMaxPropertyText) {
        reject(format("the value of {} is longer than 64 KiB", name), value);
        return false;
      }
      kept = replaceInvalidUtf8(value);
  }
  return add({model::PropertyFact{of, id, std::move(kept), seen}, 0});
}

bool FactBuilder::answer(const NodeName& of, std::string_view kind, model::Outcome outcome, Time when) {
  if (when == kNoTime) when = current_.lookup.fetched;
  return add({model::AnswerFact{of, std::string(kind), outcome, when}, 0});
}

bool FactBuilder::mention(const NodeName& node) {
  return add({model::MentionFact{node}, 0});
}

bool FactBuilder::mention(model::TypeId type, std::string_view text) {
  const auto made = node(type, text);
  return made && mention(*made);
}

// A provider that mixed up the two ends still says when it was; a silent repair would pass for its own words.
void FactBuilder::putInOrder(Fact& fact) {
  constexpr Time kToDayEnd = 86399;
  std::visit(
      [&](auto& body) {
        if constexpr (requires { body.seen; }) {
          Sighting& seen = body.seen;
          if (seen.first <= seen.last) return;
          const Time first = seen.last_is_day ? seen.last - kToDayEnd : seen.last;
          seen.last = seen.first_is_day ? seen.first + kToDayEnd : seen.first;
          seen.first = first;
          std::swap(seen.first_is_day, seen.last_is_day);
          if (inverted_ == 0 || inverted_at_ != fact_position_) ++inverted_;
          inverted_at_ = fact_position_;
        }
      },
      fact.body);
}

bool FactBuilder::add(Fact&& fact) {
  if (!open_) return false;
  ++taken_;
  putInOrder(fact);
  if (!isNew(fact, std::visit(FactHash{}, fact.body))) return false;
  if (fact.position == 0)
    fact.position = static_cast<std::uint32_t>(std::min<std::uint64_t>(fact_position_, 0xffffffffU));
  current_.facts.push_back(std::move(fact));
  return true;
}

// Open addressing, linear probing, at most half full; slots hold the hash and the index of the fact.
bool FactBuilder::isNew(const Fact& fact, std::uint64_t hash) {
  if ((current_.facts.size() + 1) * 2 > table_.size()) growTable();
  const std::size_t mask = table_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    Slot& slot = table_[i];
    if (slot.fact == 0) {
      slot = {hash, static_cast<std::uint32_t>(current_.facts.size() + 1)};
      return true;
    }
    if (slot.hash == hash && std::visit(SameFact{fact}, current_.facts[slot.fact - 1].body)) return false;
  }
}

void FactBuilder::growTable() {
  std::vector<Slot> old = std::move(table_);
  table_.assign(std::max<std::size_t>(64, old.size() * 2), Slot{});
  const std::size_t mask = table_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.fact == 0) continue;
    std::size_t i = slot.hash & mask;
    while (table_[i].fact != 0) i = (i + 1) & mask;
    table_[i] = slot;
  }
}

// Readers speak of hosts before anyone knows which of them are domains: a relation of domains is looked up for a host
// too.
model::RelationId FactBuilder::relationId(const NodeName& of, std::string_view word) {
  model::RelationId id = schema().relationOf(word, of.type);
  for (std::size_t type = 0; id == model::kNoRelation && type < schema().types().size(); ++type) {
    if (schema().type(static_cast<model::TypeId>(type)).parent == of.type) {
      id = schema().relationOf(word, static_cast<model::TypeId>(type));
    }
  }
  if (id == model::kNoRelation) unknownWord("relation", word, of.type);
  return id;
}

model::PropertyId FactBuilder::propertyId(const NodeName& of, std::string_view word) {
  const auto id = schema().propertyNamed(word);
  if (id) {
    const model::TypeSet wanted = schema().withSubtypes(of.type);
    if ((schema().property(*id).subjects & wanted).any()) return *id;
  }
  unknownWord("property", word, of.type);
  return model::kNoProperty;
}

// A word of a reader that this case's schema lacks: said once an input, not once a record.
void FactBuilder::unknownWord(std::string_view what, std::string_view word, model::TypeId type) {
  const std::string type_name = type == model::kNoType ? "" : schema().type(type).name;
  if (!unknown_words_.insert(format("{}/{}/{}", what, word, type_name)).second) return;
  if (type_name.empty()) {
    reject(format("the schema has no {} '{}'", what, word), word);
  } else {
    reject(format("the schema has no {} '{}' of {}", what, word, type_name), word);
  }
}

void FactBuilder::reject(std::string_view reason, std::string_view text) {
  sendReject(position_, reason, text);
}

void FactBuilder::rejectWhole(std::string_view reason, std::string_view text) {
  sendReject(0, reason, text);
}

void FactBuilder::sendReject(std::uint64_t position, std::string_view reason, std::string_view text) {
  ++taken_;
  model::Reject made;
  made.file = context_.name;
  made.position = position;
  made.reason = reason;
  made.text = text.substr(0, kMaxRejectText);
  if (!sink_.reject(std::move(made))) stopped_ = true;
}

bool FactBuilder::finish() {
  if (open_) {
    open_ = false;
    clearTable();
    if (inverted_ > 0) sink_.notice("the last sighting is before the first: the two were swapped", inverted_);
    inverted_ = 0;
    // Lookups wait in batches: what the vector grew beyond them would be a third of all memory.
    if (current_.facts.capacity() - current_.facts.size() > kMostSpare) current_.facts.shrink_to_fit();
    if (!sink_.lookup(std::move(current_))) stopped_ = true;
    current_ = {};
  }
  if (context_.cancel && context_.cancel->shouldStop()) stopped_ = true;
  return !stopped_;
}

void FactBuilder::abandon() {
  open_ = false;
  inverted_ = 0;
  clearTable();
  current_ = {};
}

// A table that one large lookup grew shrinks again, so that small ones do not wipe it over and over.
void FactBuilder::clearTable() {
  const bool wide = table_.size() > 64 && table_.size() > current_.facts.size() * 16;
  table_.assign(wide ? table_.size() / 2 : table_.size(), Slot{});
}

}  // namespace clew::ingest
