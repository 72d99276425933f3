#include "model/facts_json.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/compress.h"
#include "common/format.h"
#include "common/json.h"
#include "common/json_line.h"
#include "common/text.h"
#include "common/time.h"
#include "model/dates.h"
#include "model/set_name.h"
#include "model/values.h"

namespace clew::model {
namespace {

constexpr std::size_t kMaxRaw = std::size_t{1} << 30;

struct OutcomeName {
  std::string_view word;
  Outcome outcome;
};
constexpr OutcomeName kOutcomes[] = {{"found", Outcome::kFound},
                                     {"none", Outcome::kNone},
                                     {"refused", Outcome::kRefused},
                                     {"partial", Outcome::kPartial}};

std::string_view wordOf(Outcome outcome) {
  for (const OutcomeName& row : kOutcomes) {
    if (row.outcome == outcome) return row.word;
  }
  return "found";
}

// ---- writing ---------------------------------------------------------------------------------------------------

class LineWriter {
 public:
  LineWriter(const Schema& schema, std::string& out) : schema_(schema), json_(out) {}

  void write(const FactLine& line) {
    json_.beginObject();
    std::visit([&](const auto& body) { this->body(body, line); }, line.body);
    json_.endObject();
  }

 private:
  void kind(std::string_view word) { json_.key("fact").text(word); }
  void text(std::string_view key, std::string_view value) {
    if (!value.empty()) json_.key(key).text(value);
  }
  void time(std::string_view key, Time value) {
    if (value != kNoTime) json_.key(key).text(timeText(value));
  }
  void node(std::string_view key, const NodeName& name) {
    json_.key(key);
    node(name);
  }
  void node(const NodeName& name) {
    json_.beginObject();
    json_.key("type").text(schema_.type(name.type).name);
    json_.key("name").text(name.name);
    text("display", name.display);
    json_.endObject();
  }
  void sighting(const Sighting& seen) {
    if (seen.first != kNoTime) json_.key("first").text(seen.first_is_day ? isoDay(seen.first) : timeText(seen.first));
    if (seen.last != kNoTime) json_.key("last").text(seen.last_is_day ? isoDay(seen.last) : timeText(seen.last));
    if (seen.times != 1) json_.key("times").integer(seen.times);
    if (seen.ttl != 0) json_.key("ttl").integer(seen.ttl);
    if (seen.confidence >= 0) json_.key("confidence").integer(seen.confidence);
  }
  void origin(const FactLine& line) {
    text("source", line.source);
    time("learnt", line.learnt);
    text("lookup", line.lookup);
    if (line.position != 0) json_.key("record").integer(line.position);
  }
  void link(const LinkFact& fact) {
    kind("link");
    node("from", fact.from);
    json_.key("relation").text(schema_.relation(fact.relation).name);
    node("to", fact.to);
  }
  void redacted(const RedactedFact& fact) {
    kind("redacted");
    node("of", fact.of);
    json_.key("trait").text(schema_.relation(fact.trait).name);
    json_.key("text").text(fact.text);
  }
  void property(const PropertyFact& fact) {
    kind("property");
    node("of", fact.of);
    json_.key("property").text(schema_.property(fact.property).name);
    json_.key("value").text(fact.value);
  }

  void body(const LinkFact& fact, const FactLine& line) {
    link(fact);
    sighting(fact.seen);
    origin(line);
  }
  void body(const PropertyFact& fact, const FactLine& line) {
    property(fact);
    sighting(fact.seen);
    origin(line);
  }
  void body(const RedactedFact& fact, const FactLine& line) {
    redacted(fact);
    sighting(fact.seen);
    origin(line);
  }
  void body(const AnswerFact& fact, const FactLine& line) {
    kind("answer");
    node("of", fact.of);
    json_.key("kind").text(fact.kind);
    json_.key("outcome").text(wordOf(fact.outcome));
    time("when", fact.when);
    origin(line);
  }
  void body(const MentionFact& fact, const FactLine& line) {
    kind("mention");
    node("of", fact.node);
    origin(line);
  }
  void body(const RetractionFact& fact, const FactLine& line) {
    kind("retracted");
    json_.key("of").beginObject();
    if (const auto* what = std::get_if<LinkFact>(&*fact.what)) {
      link(*what);
    } else if (const auto* withheld = std::get_if<RedactedFact>(&*fact.what)) {
      redacted(*withheld);
    } else if (const auto* answer = std::get_if<AnswerFact>(&*fact.what)) {
      kind("answer");
      node("of", answer->of);
      json_.key("kind").text(answer->kind);
    } else {
      property(std::get<PropertyFact>(*fact.what));
    }
    text("source", fact.source);
    json_.endObject();
    time("when", fact.when);
    text("because", fact.because);
    time("learnt", line.learnt);
    text("lookup", line.lookup);
  }
  void body(const SetFact& fact, const FactLine& line) {
    kind("set");
    json_.key("name").text(fact.name);
    json_.key("members").beginArray();
    for (const NodeName& member : fact.members) node(member);
    json_.endArray();
    origin(line);
  }
  void body(const TagFact& fact, const FactLine& line) {
    kind("tag");
    node("of", fact.of);
    json_.key("tag").text(fact.tag);
    origin(line);
  }
  void body(const LookupFact& fact, const FactLine& line) {
    const Lookup& lookup = fact.lookup;
    kind("lookup");
    json_.key("id").text(fact.id);
    text("provider", lookup.provider);
    text("kind", lookup.kind);
    text("subject", lookup.subject);
    if (lookup.outcome != Outcome::kFound) json_.key("outcome").text(wordOf(lookup.outcome));
    time("fetched", lookup.fetched);
    text("from", lookup.from);
    if (lookup.part != 0) json_.key("part").integer(lookup.part);
    if (lookup.first_line != 0) json_.key("line").integer(lookup.first_line);
    text("sha256", lookup.sha256);
    time("learnt", line.learnt);
    if (!lookup.raw.empty()) json_.key("raw").text(base64(compress(lookup.raw)));
  }

  const Schema& schema_;
  JsonWriter json_;
};

// ---- reading ---------------------------------------------------------------------------------------------------

/// An object whose keys are asked for by name: what was not asked for in the end is unknown. The first problem is kept,
/// and what is asked after it gives empty values.
class Fields {
 public:
  /// `what` names the object in messages and outlives it.
  Fields(const JsonLine& line, const JsonItem& object, std::string_view what)
      : line_(line), object_(object), what_(what) {
    if (object.kind != JsonItem::Kind::kObject) fail(format("{} is no JSON object", what_));
  }
  bool ok() const { return !error_; }
  const Error& error() const { return *error_; }
  void fail(std::string message) {
    if (!error_) error_ = Error(ErrorCode::kInvalidValue, std::move(message));
  }
  void fail(Error error) {
    if (!error_) error_ = std::move(error);
  }
  const JsonItem* find(std::string_view key) {
    const JsonItem* value = line_.member(object_, key);
    if (value != nullptr && asked_count_ < asked_.size()) asked_[asked_count_++] = key;
    return value;
  }
  const JsonItem* need(std::string_view key) {
    const JsonItem* value = find(key);
    if (value == nullptr) fail(format("{} has no '{}'", what_, key));
    return value;
  }
  /// A view that lives as long as the line.
  std::string_view text(std::string_view key, bool needed = false) {
    const JsonItem* value = needed ? need(key) : find(key);
    if (value == nullptr) return {};
    if (value->kind == JsonItem::Kind::kText) return value->text;
    fail(format("'{}' of {} is no text", key, what_));
    return {};
  }
  /// A text, or the text of a number or of true and false, as people write them by hand.
  std::string scalar(std::string_view key) {
    const JsonItem* value = need(key);
    if (value == nullptr) return {};
    if (value->kind == JsonItem::Kind::kText) return std::string(value->text);
    if (value->kind == JsonItem::Kind::kBool) return value->integer != 0 ? "true" : "false";
    if (value->kind == JsonItem::Kind::kInteger) return std::to_string(value->integer);
    fail(format("'{}' of {} is no text", key, what_));
    return {};
  }
  Time time(std::string_view key) {
    const std::string_view value = text(key);
    if (value.empty()) return kNoTime;
    const auto date = readDate(value);
    if (!date) fail(format("'{}' of {} is no date: {}", key, what_, quoted(value)));
    return date ? date->first : kNoTime;
  }
  std::int64_t number(std::string_view key, std::int64_t highest, std::int64_t otherwise) {
    const JsonItem* value = find(key);
    if (value == nullptr) return otherwise;
    if (value->kind != JsonItem::Kind::kInteger || value->integer < 0 || value->integer > highest) {
      fail(format("'{}' of {} is no whole number from 0 to {}", key, what_, highest));
      return otherwise;
    }
    return value->integer;
  }
  Outcome outcome(bool needed) {
    const std::string_view word = text("outcome", needed);
    if (word.empty()) return Outcome::kFound;
    for (const OutcomeName& row : kOutcomes) {
      if (row.word == word) return row.outcome;
    }
    fail(format("there is no outcome {}: found, none, refused or partial", quoted(word)));
    return Outcome::kFound;
  }
  /// Names the first key that was not asked for.
  void finish() {
    if (error_ || asked_count_ == object_.count) return;
    static const std::vector<std::string> kKeys = {
        "from",    "relation", "to",       "of",      "property",   "value",   "trait",   "text",  "kind",
        "outcome", "when",     "name",     "members", "because",    "type",    "display", "tag",   "id",
        "part",    "line",     "provider", "subject", "raw",        "fetched", "sha256",  "first", "last",
        "times",   "ttl",      "source",   "learnt",  "confidence", "lookup",  "record"};
    const auto* asked_end = asked_.data() + asked_count_;
    for (const JsonItem* item = line_.first(object_); item != nullptr; item = line_.next(*item)) {
      const std::string_view key = item->key;
      if (std::find<const std::string_view*>(asked_.data(), asked_end, key) != asked_end) continue;
      Error unknown(ErrorCode::kInvalidValue, format("{} has no key {}", what_, quoted(key)));
      if (const auto near = closest(key, kKeys); near && *near != key)
        unknown.withHint(format("did you mean '{}'?", *near));
      return fail(std::move(unknown));
    }
  }

 private:
  const JsonLine& line_;
  const JsonItem& object_;
  std::string_view what_;
  std::optional<Error> error_;
  std::array<std::string_view, 32> asked_;  // keys are literals
  std::size_t asked_count_ = 0;
};

struct FactKind {
  std::string_view word;
  std::string_view phrase;
};
constexpr FactKind kFactKinds[] = {
    {"link", "a link fact"},      {"property", "a property fact"}, {"redacted", "a redacted fact"},
    {"answer", "an answer fact"}, {"mention", "a mention fact"},   {"retracted", "a retracted fact"},
    {"set", "a set fact"},        {"tag", "a tag fact"},           {"lookup", "a lookup fact"}};

/// What the object says that it is; null when that is nothing known.
const FactKind* kindOf(const JsonLine& json, const JsonItem& object) {
  const JsonItem* word = json.member(object, "fact");
  if (word == nullptr || word->kind != JsonItem::Kind::kText) return nullptr;
  for (const FactKind& kind : kFactKinds) {
    if (kind.word == word->text) return &kind;
  }
  return nullptr;
}

class LineParser {
 public:
  LineParser(const Schema& schema, const JsonLine& json, const JsonItem& object, const FactKind& kind)
      : schema_(schema), json_(json), kind_(kind.word), fields_(json, object, kind.phrase) {
    fields_.find("fact");
  }

  Result<FactLine> parse() {
    if (kind_ == "link")
      line_.body = link();
    else if (kind_ == "property")
      line_.body = property();
    else if (kind_ == "redacted")
      line_.body = redacted();
    else if (kind_ == "answer")
      line_.body = answer(true);
    else if (kind_ == "mention")
      line_.body = MentionFact{node("of")};
    else if (kind_ == "retracted")
      line_.body = retraction();
    else if (kind_ == "set")
      line_.body = set();
    else if (kind_ == "tag")
      line_.body = tag();
    else
      line_.body = lookup();
    if (kind_ == "lookup" || kind_ == "retracted") {
      line_.learnt = fields_.time("learnt");
      if (kind_ == "retracted") line_.lookup = fields_.text("lookup");
    } else {
      origin();
    }
    fields_.finish();
    if (!fields_.ok()) return fields_.error();
    return std::move(line_);
  }

  /// A retraction's inner fact: a link or property with its source.
  static Result<RetractionFact> inner(const Schema& schema, const JsonLine& json, const JsonItem& object) {
    const FactKind* kind = kindOf(json, object);
    if (kind == nullptr ||
        (kind->word != "link" && kind->word != "property" && kind->word != "redacted" && kind->word != "answer")) {
      return Error(ErrorCode::kInvalidValue,
                   "a retracted fact takes back a link, a property, a redacted trait or an answer");
    }
    LineParser parser(schema, json, object, *kind);
    RetractionFact fact;
    if (kind->word == "link")
      *fact.what = parser.link();
    else if (kind->word == "redacted")
      *fact.what = parser.redacted();
    else if (kind->word == "answer")
      *fact.what = parser.answer(false);
    else
      *fact.what = parser.property();
    fact.source = parser.fields_.text("source");
    parser.fields_.text("lookup");
    parser.fields_.time("learnt");
    parser.fields_.finish();
    if (!parser.fields_.ok()) return parser.fields_.error();
    return fact;
  }

 private:
  NodeName readNode(const JsonItem& object) {
    Fields node(json_, object, "a node");
    const std::string_view type_word = node.text("type", true);
    const std::string_view name = node.text("name", true);
    const std::string_view display = node.text("display");
    node.finish();
    if (!node.ok()) {
      fields_.fail(node.error());
      return {};
    }
    const auto type = schema_.typeNamed(type_word);
    if (!type) {
      fields_.fail(format("there is no type {}", quoted(type_word)));
      return {};
    }
    Result<NodeName> made = canonical(schema_, *type, name);
    if (!made) {
      fields_.fail(made.error());
      return {};
    }
    made->display.clear();
    if (!display.empty()) {
      Result<NodeName> shown = canonical(schema_, *type, display);
      if (!shown || shown->name != made->name) {
        fields_.fail(format("{} is no spelling of {}", quoted(display), quoted(made->name)));
        return {};
      }
      made->display = shown->display;
    }
    return std::move(*made);
  }
  NodeName node(std::string_view key) {
    const JsonItem* value = fields_.need(key);
    return value == nullptr ? NodeName() : readNode(*value);
  }

  RelationId relation(std::string_view word, const NodeName& from) {
    if (!fields_.ok()) return kNoRelation;
    const RelationId id = schema_.relationOf(word, from.type);
    if (id == kNoRelation) {
      fields_.fail(schema_.relationsNamed(word).empty()
                       ? format("there is no relation {}", quoted(word))
                       : format("'{}' is no relation of {}", word, schema_.type(from.type).plural));
    }
    return id;
  }

  Sighting sighting() {
    Sighting seen;
    const auto side = [&](std::string_view key, bool last, Time& time, bool& is_day) {
      const std::string_view text = fields_.text(key);
      if (text.empty()) return;
      const auto date = readDate(text);
      if (!date) return fields_.fail(format("'{}' is no date: {}", key, quoted(text)));
      is_day = date->first != date->last;
      time = last ? date->last : date->first;
    };
    side("first", false, seen.first, seen.first_is_day);
    side("last", true, seen.last, seen.last_is_day);
    if (seen.first != kNoTime && seen.last != kNoTime && seen.last < seen.first) {
      fields_.fail(format("'last' ({}) is before 'first' ({})", timeText(seen.last), timeText(seen.first)));
    }
    seen.times = static_cast<std::uint32_t>(fields_.number("times", UINT32_MAX, 1));
    seen.ttl = static_cast<std::uint32_t>(fields_.number("ttl", UINT32_MAX, 0));
    seen.confidence = static_cast<std::int16_t>(fields_.number("confidence", 100, -1));
    return seen;
  }
  void origin() {
    line_.source = fields_.text("source");
    line_.learnt = fields_.time("learnt");
    line_.lookup = fields_.text("lookup");
    line_.position = static_cast<std::uint32_t>(fields_.number("record", UINT32_MAX, 0));
  }

  LinkFact link() {
    LinkFact fact;
    fact.from = node("from");
    const std::string_view word = fields_.text("relation", true);
    fact.to = node("to");
    fact.relation = relation(word, fact.from);
    if (fields_.ok() && !schema_.isA(fact.to.type, schema_.relation(fact.relation).object)) {
      fields_.fail(format("'{}' of {} leads to {}, not to {}", word, schema_.type(fact.from.type).plural,
                          schema_.type(schema_.relation(fact.relation).object).plural,
                          schema_.type(fact.to.type).plural));
    }
    fact.seen = sighting();
    return fact;
  }
  PropertyFact property() {
    PropertyFact fact;
    fact.of = node("of");
    const std::string_view word = fields_.text("property", true);
    const std::string value = fields_.scalar("value");
    fact.seen = sighting();
    if (!fields_.ok()) return fact;
    const auto id = schema_.propertyNamed(word);
    if (!id || !schema_.property(*id).subjects.test(fact.of.type)) {
      fields_.fail(id ? format("'{}' is no property of {}", word, schema_.type(fact.of.type).plural)
                      : format("there is no property {}", quoted(word)));
      return fact;
    }
    if (schema_.property(*id).computed) fields_.fail(format("'{}' is worked out and cannot be stated", word));
    fact.property = *id;
    Result<PropertyText> read = readPropertyText(schema_.property(*id).type, value);
    if (!read)
      fields_.fail(format("'{}': {}", word, read.error().message));
    else
      fact.value = std::move(*read);
    return fact;
  }
  RedactedFact redacted() {
    RedactedFact fact;
    fact.of = node("of");
    fact.trait = relation(fields_.text("trait", true), fact.of);
    fact.text = fields_.text("text", true);
    fact.seen = sighting();
    return fact;
  }
  AnswerFact answer(bool with_outcome) {
    AnswerFact fact;
    fact.of = node("of");
    fact.kind = fields_.text("kind", true);
    fact.outcome = fields_.outcome(with_outcome);
    fact.when = fields_.time("when");
    return fact;
  }
  RetractionFact retraction() {
    RetractionFact fact;
    const JsonItem* of = fields_.need("of");
    fact.when = fields_.time("when");
    fact.because = fields_.text("because");
    if (of == nullptr) return fact;
    Result<RetractionFact> what = inner(schema_, json_, *of);
    if (!what) {
      fields_.fail(what.error());
      return fact;
    }
    what->when = fact.when;
    what->because = std::move(fact.because);
    return std::move(*what);
  }
  SetFact set() {
    SetFact fact;
    fact.name = fields_.text("name", true);
    if (fields_.ok() && !isSetName(fact.name)) fields_.fail("a set fact has a 'name' that no query could write");
    const JsonItem* members = fields_.need("members");
    if (members == nullptr) return fact;
    if (members->kind != JsonItem::Kind::kArray) {
      fields_.fail("'members' of a set fact is no list");
      return fact;
    }
    fact.members.reserve(members->count);
    for (const JsonItem* member = json_.first(*members); member != nullptr; member = json_.next(*member)) {
      fact.members.push_back(readNode(*member));
    }
    return fact;
  }
  TagFact tag() {
    TagFact fact;
    fact.of = node("of");
    const Result<NodeName> name = canonical(schema_, schema_.known().tag, fields_.text("tag", true));
    if (!name)
      fields_.fail(name.error());
    else
      fact.tag = name->name;
    return fact;
  }
  LookupFact lookup() {
    LookupFact fact;
    Lookup& lookup = fact.lookup;
    fact.id = fields_.text("id", true);
    lookup.provider = fields_.text("provider");
    lookup.kind = fields_.text("kind");
    lookup.subject = fields_.text("subject");
    lookup.outcome = fields_.outcome(false);
    lookup.fetched = fields_.time("fetched");
    lookup.from = fields_.text("from");
    lookup.part = static_cast<std::uint32_t>(fields_.number("part", UINT32_MAX, 0));
    lookup.first_line = static_cast<std::uint32_t>(fields_.number("line", UINT32_MAX, 0));
    lookup.sha256 = fields_.text("sha256");
    const std::string_view raw = fields_.text("raw");
    if (raw.empty()) return fact;
    const auto frames = bytesOfBase64(raw);
    Result<std::string> bytes =
        frames ? decompress(*frames, kMaxRaw) : Result<std::string>(Error(ErrorCode::kCorrupt, "no base64"));
    if (!bytes)
      fields_.fail(format("'raw' of a lookup fact is damaged: {}", bytes.error().message));
    else
      lookup.raw = std::move(*bytes);
    return fact;
  }

  const Schema& schema_;
  const JsonLine& json_;
  std::string_view kind_;
  Fields fields_;
  FactLine line_;
};

}  // namespace

std::string factLineText(const Schema& schema, const FactLine& line) {
  std::string out;
  out.reserve(256);
  LineWriter(schema, out).write(line);
  return out;
}

Result<FactLine> parseFactLine(const Schema& schema, std::string_view line) {
  // What it allocates is kept for the thread's next line.
  static thread_local JsonLine json;
  if (Result<void> read = json.read(line); !read) return read.error();
  if (json.root().kind != JsonItem::Kind::kObject) return Error(ErrorCode::kInvalidValue, "a fact is a JSON object");
  if (const FactKind* kind = kindOf(json, json.root())) return LineParser(schema, json, json.root(), *kind).parse();
  const JsonItem* word = json.member(json.root(), "fact");
  if (word == nullptr || word->text.empty()) {
    return Error(ErrorCode::kInvalidValue, "the line does not say what 'fact' it is");
  }
  Error error(ErrorCode::kInvalidValue, format("there is no fact {}", quoted(word->text)));
  std::vector<std::string> words;
  for (const FactKind& kind : kFactKinds) words.emplace_back(kind.word);
  if (const auto near = closest(word->text, words)) error.withHint(format("did you mean '{}'?", *near));
  return error;
}

}  // namespace clew::model
