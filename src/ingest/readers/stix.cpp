// STIX 2.0 and 2.1: bundles, the envelopes of TAXII, and objects alone, one after another. Indicators are not nodes of
// their own: what is said of one is said of the things that its pattern names.
#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/sharing.h"
#include "ingest/readers/stix_things.h"

namespace clew::ingest {
namespace stix {
namespace {

using model::NodeName;
using model::Sighting;
using stix::Nodes;

constexpr std::string_view kProvider = "stix";
constexpr std::size_t kMostLinks = 10000;    // of one relationship: between two lists of names
constexpr std::size_t kMostObserved = 1000;  // observations of one object

bool isTrue(const Json& value) {
  return value.is_boolean() && value.get<bool>();
}

class Bundle {
 public:
  explicit Bundle(FactBuilder& builder) : builder_(builder) {}

  /// Takes an object, which must outlive the bundle.
  void keep(const Json& object, std::uint64_t index) {
    builder_.at(index);
    std::string id = textOf(object, "id");
    const std::string type = textOf(object, "type");
    if (!object.is_object() || type.empty()) return builder_.reject("an object without a type", jsonText(object));
    if (id.empty()) id = format("{}--without id {}", type, index);
    Entry made{&object, index, type, {}, {}, {}, isTrue(get(object, "revoked")), false};
    const auto [at, fresh] = entries_.emplace(id, made);
    if (fresh) return;
    left_out_.count("objects that another version of the same id replaces");
    if (timeOf(object, "modified") > timeOf(*at->second.object, "modified")) at->second = made;
  }

  /// Makes the facts of all that was kept.
  void read() {
    for (auto& [id, entry] : entries_) order_.emplace(entry.position, &entry);
    for (auto& [position, entry] : order_) {
      if (builder_.stopped()) return;
      builder_.at(position);
      name(*entry);
    }
    for (auto& [position, entry] : order_) date(*entry);
    for (auto& [position, entry] : order_) {
      if (builder_.stopped()) return;
      builder_.at(position);
      tell(*entry);
    }
    builder_.at(0);
    left_out_.tell(builder_);
  }

 private:
  struct Entry {
    const Json* object = nullptr;
    std::uint64_t position = 0;
    std::string type;
    Nodes nodes;
    Sighting seen;                   // what it says of itself
    std::vector<Sighting> observed;  // by each observation that holds it
    bool revoked = false;
    bool observable = false;
  };

  Sighting statedOf(const Json& object) const {
    return confidentBy(object, datedBy(object, "modified", "", datedBy(object, "created", "", builder_.seenNow())));
  }

  /// What two members say; `otherwise` where they say nothing. One that cannot be read is refused, and nothing stands
  /// in its place.
  Sighting datedBy(const Json& object, std::string_view first, std::string_view last, const Sighting& otherwise) const {
    const bool silent = model::saysNoDate(textOf(object, first)) && model::saysNoDate(textOf(object, last));
    return silent ? otherwise : seenOf(builder_, object, first, last);
  }

  /// Whoever dates an observable; undated where nobody does. What cannot be read was refused already.
  static Sighting namedBy(const Json& object) {
    const std::string modified = textOf(object, "modified");
    return seenAt(model::saysNoDate(modified) ? textOf(object, "created") : modified);
  }

  static Sighting confidentBy(const Json& object, Sighting seen) {
    const auto confidence = integerOf(get(object, "confidence"));
    if (confidence && *confidence >= 0 && *confidence <= 100) seen.confidence = static_cast<std::int16_t>(*confidence);
    return seen;
  }

  /// First the nodes of everything, so that references lead somewhere whatever their order.
  void name(Entry& entry) {
    const Json& object = *entry.object;
    entry.seen = statedOf(object);
    if (entry.revoked) return left_out_.count("objects that were revoked");
    if (entry.type == "indicator") {
      entry.seen = confidentBy(object, datedBy(object, "valid_from", "", entry.seen));
      const std::string kind = textOf(object, "pattern_type");
      if (!kind.empty() && kind != "stix") return left_out_.count(format("patterns of type {}", quoted(kind)));
      entry.nodes = stix::patternNodes(textOf(object, "pattern"), entry.seen, left_out_, builder_);
      return;
    }
    if (entry.type == "observed-data") {
      entry.seen = confidentBy(object, datedBy(object, "first_observed", "last_observed", entry.seen));
      if (const auto times = integerOf(get(object, "number_observed")); times && *times > 0 && *times < 0x7fffffff) {
        entry.seen.times = static_cast<std::uint32_t>(*times);
      }
      if (member(object, "objects") != nullptr) entry.nodes = observe(get(object, "objects"), entry.seen);
      return;
    }
    entry.nodes = stix::observableNodes(object, left_out_, builder_);
    entry.observable = !entry.nodes.empty() || entry.type == "network-traffic";
    if (entry.nodes.empty()) entry.nodes = stix::domainNodes(object, builder_);
    const bool linking = entry.type == "relationship" || entry.type == "sighting" || entry.type == "network-traffic";
    if (entry.nodes.empty() && !linking) left_out_.count(format("objects of type {}", quoted(entry.type)));
  }

  /// Version 2.0 holds what was observed within the observation, by keys.
  Nodes observe(const Json& objects, const Sighting& seen) {
    std::map<std::string, Nodes, std::less<>> named;
    Nodes all;
    if (!objects.is_object()) return all;
    for (const auto& [key, object] : objects.items()) {
      Nodes& nodes = named[key];
      nodes = stix::observableNodes(object, left_out_, builder_);
      all.insert(all.end(), nodes.begin(), nodes.end());
      const std::string type = textOf(object, "type");
      if (nodes.empty() && type != "network-traffic") left_out_.count(format("objects of type {}", quoted(type)));
    }
    for (const auto& [key, object] : objects.items()) {
      const auto resolve = [&named](std::string_view reference) {
        const auto found = named.find(reference);
        return found == named.end() ? Nodes() : found->second;
      };
      stix::addObservable(object, named[key], resolve, {{seen, seen}}, builder_);
    }
    return all;
  }

  /// An observation dates the observables and relationships that it refers to.
  void date(Entry& entry) {
    if (entry.type != "observed-data" || entry.revoked) return;
    std::set<std::string> met;
    forEach(get(*entry.object, "object_refs"), [&](const Json& reference, std::uint64_t) {
      const auto found = entries_.find(textOf(reference));
      if (found == entries_.end() || !met.insert(found->first).second) return;
      std::vector<Sighting>& observed = found->second.observed;
      if (observed.size() >= kMostObserved) {
        left_out_.count("observations of an object behind its first 1,000");
      } else if (std::find(observed.begin(), observed.end(), entry.seen) == observed.end()) {
        observed.push_back(entry.seen);
      }
      entry.nodes.insert(entry.nodes.end(), found->second.nodes.begin(), found->second.nodes.end());
    });
  }

  Nodes resolve(std::string_view reference) {
    const auto found = entries_.find(reference);
    if (found != entries_.end()) return found->second.nodes;
    Nodes nodes = stix::stubNodes(reference, builder_);
    if (nodes.empty()) {
      left_out_.count(format("references outside the bundle to {}", quoted(stix::typeOfId(reference))));
    }
    return nodes;
  }

  void tell(Entry& entry) {
    if (entry.revoked) return;
    const Json& object = *entry.object;
    if (entry.type == "relationship") return relationship(entry);
    if (entry.type == "sighting") return sighting(object, entry.seen);
    if (entry.type == "indicator") return indicator(entry);
    if (entry.type == "observed-data") return;
    const auto& known = builder_.schema().known();
    const Sighting& seen = entry.seen;
    if (entry.observable) {
      const std::size_t references = get(object, "resolves_to_refs").size() + get(object, "belongs_to_refs").size();
      if (entry.observed.size() > 1 && references > kMostLinks / entry.observed.size()) {
        builder_.reject("too many observations of too many references: only the first is kept", textOf(object, "id"));
        entry.observed.resize(1);
      }
      std::map<std::string, Nodes, std::less<>> followed;  // what is outside the bundle is told once
      const auto follow = [&](std::string_view reference) {
        const auto [at, fresh] = followed.try_emplace(std::string(reference));
        if (fresh) at->second = resolve(reference);
        return at->second;
      };
      // what follows from the name of an observable is dated by those alone who date it
      std::vector<stix::Dated> all;
      for (const Sighting& by : entry.observed) all.push_back({by, by});
      if (all.empty()) all.push_back({seen, namedBy(object)});
      stix::addObservable(object, entry.nodes, follow, all, builder_);
    }
    for (const NodeName& node : entry.nodes) {
      if (node.type == known.report) report(object, node, seen);
      if (node.type == known.threat) threat(object, node, seen);
    }
  }

  void addTags(const Json& object, const NodeName& node, const Sighting& seen) {
    for (const char* list : {"labels", "indicator_types", "report_types", "malware_types", "threat_actor_types"}) {
      forEach(get(object, list), [&](const Json& label, std::uint64_t) {
        const std::string text = textOf(label);
        if (startsWith(text, "misp:")) return addMispLabel(text, node, seen);
        addMispTag(builder_, node, text, seen);
      });
    }
    forEach(get(object, "object_marking_refs"), [&](const Json& reference, std::uint64_t) {
      const auto found = entries_.find(textOf(reference));
      if (found == entries_.end()) return;
      for (const NodeName& tag : found->second.nodes) builder_.link(node, "tag", tag, seen);
    });
  }

  /// What MISP writes of its own fields: `misp:to_ids="False"`.
  void addMispLabel(std::string_view text, const NodeName& node, const Sighting& seen) {
    if (startsWithIgnoreCase(text, "misp:to_ids=")) {
      builder_.property(node, "to-ids", findIgnoreCase(text, "true") != text.npos ? "true" : "false", seen);
    }
  }

  void indicator(const Entry& entry) {
    const Json& object = *entry.object;
    for (const NodeName& node : entry.nodes) {
      builder_.mention(node);
      addTags(object, node, entry.seen);
      builder_.property(node, "valid-until", textOf(object, "valid_until"), entry.seen);
    }
  }

  void threat(const Json& object, const NodeName& node, const Sighting& seen) {
    builder_.mention(node);
    builder_.property(node, "description", textOf(object, "description"), seen);
    addTags(object, node, seen);
    if (const Json& aliases = get(object, "aliases"); aliases.is_array()) {
      for (std::size_t i = 0; i < aliases.size(); ++i) left_out_.count("other names of a threat");
    }
  }

  void report(const Json& object, const NodeName& node, const Sighting& seen) {
    builder_.property(node, "title", firstText(object, {"name", "abstract"}), seen);
    builder_.property(node, "description", firstText(object, {"description", "content", "explanation"}), seen);
    builder_.property(node, "published", firstText(object, {"published", "created"}), seen);
    const auto author = entries_.find(textOf(object, "created_by_ref"));
    if (author != entries_.end()) builder_.property(node, "author", textOf(*author->second.object, "name"), seen);
    addTags(object, node, seen);
    forEach(get(object, "object_refs"), [&](const Json& reference, std::uint64_t) {
      const std::string id = textOf(reference);
      const std::string_view type = stix::typeOfId(id);
      if (type == "relationship" || type == "sighting" || type == "marking-definition") return;
      for (const NodeName& named : resolve(id)) refer(named, node, seen);
    });
  }

  /// A technique is a tag of the report; everything else is named by it.
  void refer(const NodeName& named, const NodeName& report, const Sighting& seen) {
    const auto& known = builder_.schema().known();
    if (named.type == known.tag) {
      builder_.link(report, "tag", named, seen);
    } else if (named.type != known.country && named != report) {
      builder_.link(named, "report", report, seen);
    }
  }

  void relationship(const Entry& entry) {
    const Json& object = *entry.object;
    const std::string type = textOf(object, "relationship_type");
    const std::string source = textOf(object, "source_ref"), target = textOf(object, "target_ref");
    if (source.empty() || target.empty()) return builder_.reject("a relationship without two ends", jsonText(object));
    // An indicator and what it was made of name the same things.
    if (type == "based-on") return;
    const auto from_entry = entries_.find(source);
    const bool of_indicator = from_entry != entries_.end() && from_entry->second.type == "indicator";
    std::vector<Sighting> all = entry.observed;
    if (all.empty()) all.push_back(of_indicator ? from_entry->second.seen : entry.seen);
    if (!model::saysNoDate(textOf(object, "start_time")) || !model::saysNoDate(textOf(object, "stop_time"))) {
      all = {seenOf(builder_, object, "start_time", "stop_time")};
    }
    const Nodes from = resolve(source), to = resolve(target);
    const std::size_t links = from.size() * to.size();
    if (links > kMostLinks) {
      return builder_.reject("a relationship between too many things: more than 10,000 links", jsonText(object));
    }
    if (links > kMostLinks / all.size()) {
      builder_.reject("too many observations of too many references: only the first is kept", textOf(object, "id"));
      all.resize(1);
    }
    bool added = false;
    for (const Sighting& stated : all) {
      const Sighting seen = confidentBy(object, stated);
      for (const NodeName& a : from) {
        for (const NodeName& b : to) added |= addRelationship(builder_, a, type, b, seen);
      }
    }
    if (!added) left_out_.count(format("relationships {} that the graph has no relation for", quoted(type)));
  }

  /// Somebody saw a threat, by the things that were observed.
  void sighting(const Json& object, const Sighting& stated) {
    Sighting seen = confidentBy(object, datedBy(object, "first_seen", "last_seen", stated));
    if (const auto count = integerOf(get(object, "count")); count && *count > 0 && *count < 0x7fffffff) {
      seen.times = static_cast<std::uint32_t>(*count);
    }
    bool added = false;
    const Nodes threats = resolve(textOf(object, "sighting_of_ref"));
    forEach(get(object, "observed_data_refs"), [&](const Json& reference, std::uint64_t) {
      for (const NodeName& node : resolve(textOf(reference))) {
        for (const NodeName& threat : threats) {
          if (threat.type != builder_.schema().known().threat) continue;
          builder_.link(node, "threat", threat, seen);
          added = true;
        }
      }
    });
    if (!added) left_out_.count("sightings that tie nothing to a threat");
  }

  FactBuilder& builder_;
  std::map<std::string, Entry, std::less<>> entries_;
  std::map<std::uint64_t, Entry*> order_;
  LeftOut left_out_;
};

class StixReader final : public JsonReader {
 public:
  std::string_view name() const override { return kProvider; }
  std::string_view title() const override {
    return "STIX 2.0 and 2.1: bundles with indicators, observables and reports, or objects alone";
  }
  std::string_view sample() const override {
    return R"({"type":"bundle","id":"bundle--1","objects":[{"type":"indicator","spec_version":"2.1",)"
           R"("id":"indicator--1","pattern":"[domain-name:value = 'a.example' AND )"
           R"(domain-name:resolves_to_refs[*].value = '192.0.2.1']","pattern_type":"stix",)"
           R"("valid_from":"2020-01-01T00:00:00Z"}]})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (keys.text("type") == "bundle" && (keys.has("objects") || startsWith(keys.text("id"), "bundle--"))) return 98;
    if (isObject(keys)) return 97;
    if (keys.hasAll({"objects.type", "objects.id"}) && contains(keys.text("objects.id"), "--")) return 90;
    return 0;
  }

  /// Objects that no bundle holds refer to one another as well: they are one answer.
  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    if (!isObject(JsonHead(input.head()))) return JsonReader::read(input, context, sink);
    auto whole = input.all(kMaxJsonBytes);
    if (!whole) return whole.error();
    FactBuilder builder(context, sink);
    builder.begin(kProvider, "objects");
    bool cut_off = false;
    readObjects(splitJsonValues(*whole, &cut_off), context, builder);
    if (cut_off) {
      builder.outcome(model::Outcome::kPartial);
      builder.rejectWhole("the array has no end: it was cut off, and objects may be missing");
    }
    sink.progress(whole->size());
    builder.raw(std::move(*whole));
    builder.finish();
    return {};
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    const Json& objects = get(document, "objects");
    const bool bundle = textOf(document, "type") == "bundle" || objects.is_array();
    if (!bundle) return;
    builder.begin(kProvider, "bundle");
    if (isTrue(get(document, "more"))) builder.outcome(model::Outcome::kPartial);
    if (objects.is_null() || objects.empty()) {
      builder.outcome(model::Outcome::kNone);
      return;
    }
    Bundle all(builder);
    forEach(objects, [&](const Json& object, std::uint64_t index) { all.keep(object, index); });
    all.read();
  }

 private:
  /// Whether the first value is an object of STIX: its identifier begins with its type.
  static bool isObject(const JsonHead& keys) {
    const std::string_view type = keys.text("type");
    return !type.empty() && type != "bundle" && startsWith(keys.text("id"), format("{}--", type));
  }

  static void readObjects(const std::vector<std::string_view>& values, const InputContext& context,
                          FactBuilder& builder) {
    std::deque<Json> objects;
    Bundle all(builder);
    std::uint64_t index = 0;  // of the objects, those in bundles among them
    for (const std::string_view value : values) {
      if (context.cancel != nullptr && context.cancel->shouldStop()) return;
      auto object = parseJson(value);
      if (!object) {
        builder.at(++index);
        builder.reject(format("is no JSON: {}", object.error().message), value);
        continue;
      }
      objects.push_back(std::move(*object));
      const Json& made = objects.back();
      if (textOf(made, "type") != "bundle") {
        all.keep(made, ++index);
      } else {
        forEach(get(made, "objects"), [&](const Json& one, std::uint64_t) { all.keep(one, ++index); });
      }
    }
    all.read();
  }
};

}  // namespace
}  // namespace stix

const Reader& stixReader() {
  static const stix::StixReader reader;
  return reader;
}

}  // namespace clew::ingest
