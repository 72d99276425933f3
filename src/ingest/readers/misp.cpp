// MISP: events, lists of events, of attributes and of objects, and the manifest of a feed. An event is a report; its
// attributes are the nodes that it names. What an attribute says of the event alone (texts, links, registry keys) is
// counted.
#include <array>
#include <map>
#include <set>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/misp_attribute.h"
#include "ingest/readers/misp_graph.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/registration.h"
#include "ingest/readers/sharing.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {
namespace misp {
namespace {

using misp::looksLikeUuid;
using misp::Named;
using model::NodeName;
using model::Sighting;

constexpr std::string_view kProvider = "misp";
constexpr const char* kNoEvent = "without an event";  // marks what is put together of things that name none

/// MISP writes booleans as true, "1" and 1.
bool isTrue(const Json& value, std::string_view key) {
  const std::string text = textOf(value, key);
  return text == "1" || equalsIgnoreCase(text, "true");
}

class Event {
 public:
  Event(const Json& event, FactBuilder& builder)
      : event_(event), builder_(builder), graph_(isGraph(event)), bare_(event.contains(kNoEvent)) {
    if (graph_) return;
    is_dated_ = seenAt(firstText(event, {"date", "timestamp"})).first != kNoTime;
    dated_ = datedOr(seenAt(textOf(event, "date")), datedOr(seenAt(textOf(event, "timestamp")), builder.seenNow()));
  }

  void read() {
    if (!graph_ && !bare_ && !addReport()) return;
    forEach(get(event_, "Attribute"), [&](const Json& attribute, std::uint64_t) { take(attribute); });
    forEach(get(event_, "Object"), [&](const Json& object, std::uint64_t) { takeObject(object); });
    builder_.at(0);
    forEach(get(event_, "Object"), [&](const Json& object, std::uint64_t) { addReferences(object); });
    if (const auto& proposals = get(event_, "ShadowAttribute"); proposals.is_array()) {
      for (std::size_t i = 0; i < proposals.size(); ++i) left_out_.count("proposals to change an attribute");
    }
    left_out_.tell(builder_);
  }

 private:
  bool addReport() {
    report_ = builder_.node(builder_.schema().known().report, firstText(event_, {"uuid", "id", "info"}));
    if (!report_) {
      builder_.rejectWhole("an event without uuid, id and info", textOf(event_, "info"));
      return false;
    }
    builder_.property(*report_, "title", textOf(event_, "info"), dated_);
    const Json& owner = event_.contains("Orgc") ? get(event_, "Orgc") : get(event_, "Org");
    builder_.property(*report_, "author", textOf(owner, "name"), dated_);
    builder_.property(*report_, "published", textOf(event_, "date"), dated_);
    addTags(event_, *report_, dated_);
    return true;
  }

  /// Tags, and the clusters of galaxies whose tag a feed left out.
  void addTags(const Json& holder, const NodeName& of, const Sighting& seen) {
    forEach(get(holder, "Tag"),
            [&](const Json& tag, std::uint64_t) { addMispTag(builder_, of, textOf(tag, "name"), seen); });
    forEach(get(holder, "EventTag"),
            [&](const Json& tag, std::uint64_t) { addMispTag(builder_, of, textOf(get(tag, "Tag"), "name"), seen); });
    forEach(get(holder, "Galaxy"), [&](const Json& galaxy, std::uint64_t) {
      forEach(get(galaxy, "GalaxyCluster"),
              [&](const Json& cluster, std::uint64_t) { addMispTag(builder_, of, textOf(cluster, "tag_name"), seen); });
    });
  }

  Sighting seenIn(const Json& holder, const Sighting& otherwise) const {
    return datedOr(seenOf(builder_, holder, "first_seen", "last_seen"), otherwise);
  }

  /// An attribute of a search may come without its event: it says itself when it was last written.
  Sighting datedBy(const Json& attribute) const {
    return is_dated_ || graph_ ? dated_ : datedOr(seenAt(textOf(attribute, "timestamp")), dated_);
  }

  /// Dates and records that an object's own reading takes of its attributes.
  static bool isRead(std::string_view object, std::string_view relation) {
    if (isOneOf(object, {"domain-ip", "ip-port", "url"}) && isOneOf(relation, {"first-seen", "last-seen"})) return true;
    if (object == "domain-ip") return relation == "registration-date";
    if (object == "passive-dns") {
      return isOneOf(relation, {"rrname", "rrtype", "rdata", "time_first", "time_last", "zone_time_first",
                                "zone_time_last", "count"});
    }
    if (object == "x509") {
      return isOneOf(relation,
                     {"issuer", "subject", "serial-number", "validity-not-before", "validity-not-after", "dns_names"});
    }
    if (isOneOf(object, {"network-connection", "network-socket"})) {
      return isOneOf(relation, {"dst-port", "layer4-protocol", "protocol", "first-packet-seen"});
    }
    if (object == "whois") return isOneOf(relation, {"creation-date", "modification-date", "expiration-date"});
    return false;
  }

  Named take(const Json& attribute, const Sighting* of_object = nullptr, std::string_view of_name = {}) {
    builder_.at(++index_);
    if (builder_.stopped()) return {};
    if (isTrue(attribute, "deleted")) {
      left_out_.count("attributes that were deleted");
      return {};
    }
    const Sighting seen = seenIn(attribute, of_object == nullptr ? datedBy(attribute) : *of_object);
    const std::string type = toLower(textOf(attribute, "type"));
    // the dates of a graph's attribute are those of its tags
    Named named = misp::nodesOf(type, textOf(attribute, "value"), graph_ ? dated_ : seen, builder_);
    if (!named.known && !isRead(of_name, textOf(attribute, "object_relation")))
      left_out_.count(format("attributes of type {}", quoted(type)));
    if (named.tag && report_) builder_.link(*report_, "tag", textOf(attribute, "value"), seen);
    // the export of a graph says of nothing that it is to be looked for: who does, said it since
    const bool says = attribute.contains("to_ids") && (!graph_ || isTrue(attribute, "to_ids"));
    for (const NodeName& node : named.nodes) {
      nameIn(node, seen);
      if (says) builder_.property(node, "to-ids", isTrue(attribute, "to_ids") ? "true" : "false", seen);
      addTags(attribute, node, seen);
      addComment(attribute, node, seen);
    }
    forEach(get(attribute, "Sighting"), [&](const Json& sighting, std::uint64_t) { addSighting(sighting, named); });
    if (const std::string uuid = textOf(attribute, "uuid"); !uuid.empty() && !named.nodes.empty()) {
      by_uuid_.emplace(uuid, named.nodes);
    }
    return named;
  }

  void addComment(const Json& attribute, const NodeName& node, const Sighting& seen) {
    const std::string comment = textOf(attribute, "comment");
    if (!trim(comment).empty()) builder_.property(node, "detail", format("comment: {}", trim(comment)), seen);
  }

  /// Somebody saw the attribute: type 0. Type 1 says that it was none, type 2 that it has ended.
  void addSighting(const Json& sighting, const Named& named) {
    const std::string type = textOf(sighting, "type");
    if (!type.empty() && type != "0") return left_out_.count("sightings that say false positive or expired");
    const Sighting seen = seenAt(textOf(sighting, "date_sighting"));
    if (seen.first == kNoTime) return;
    for (const NodeName& node : named.nodes) nameIn(node, seen);
  }

  /// That the event names the node.
  void nameIn(const NodeName& node, const Sighting& seen) {
    if (report_)
      builder_.link(node, "report", *report_, seen);
    else
      builder_.mention(node);
  }

  /// The texts of an object by the relation that its template gives them.
  using Texts = std::multimap<std::string, std::string>;
  static std::string oneOf(const Texts& texts, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
      const auto found = texts.find(std::string(name));
      if (found != texts.end()) return found->second;
    }
    return {};
  }

  /// The near end of traffic, and whom an attack was aimed at: what an object refers to is no matter of theirs.
  static bool isVictims(const Json& attribute) {
    const std::string type = toLower(textOf(attribute, "type")), relation = textOf(attribute, "object_relation");
    return type.starts_with("ip-src") || type.starts_with("target-") || relation.ends_with("-src") ||
           relation.starts_with("src-");
  }

  void takeObject(const Json& object) {
    if (isTrue(object, "deleted")) return left_out_.count("objects that were deleted");
    const Sighting seen = seenIn(object, dated_);
    if (graph_) builder_.at(++index_);
    if (graph_ && addGraphObject(object, seen, left_out_, builder_)) return;
    Texts texts;
    std::vector<NodeName> nodes, ends;
    const std::string name = textOf(object, "name");
    forEach(get(object, "Attribute"), [&](const Json& attribute, std::uint64_t) {
      const Named named = take(attribute, &seen, name);
      nodes.insert(nodes.end(), named.nodes.begin(), named.nodes.end());
      if (!isVictims(attribute)) ends.insert(ends.end(), named.nodes.begin(), named.nodes.end());
      if (!isTrue(attribute, "deleted"))
        texts.emplace(textOf(attribute, "object_relation"), textOf(attribute, "value"));
    });
    if (!trim(textOf(object, "comment")).empty()) left_out_.count("comments on objects");
    if (name == "file") addFile(texts, nodes, seen);
    if (name == "domain-ip") {
      addDomainIp(nodes, seenBy(texts, seen));
      const auto domain = readable(builder_.schema().known().host, oneOf(texts, {"domain"}));
      if (domain) builder_.property(*domain, "created", oneOf(texts, {"registration-date"}), seenBy(texts, seen));
    }
    if (name == "x509") addX509(texts, seen);
    if (name == "network-connection" || name == "network-socket") addConnection(texts, seen);
    if (name == "ip-port") addPorts(texts, nodes, seenBy(texts, seen));
    if (name == "url") addUrlIps(nodes, seenBy(texts, seen));
    if (name == "passive-dns" || name == "dns-record") addDns(texts, seen);
    if (name == "whois") addWhois(texts, seen);
    if (const std::string uuid = textOf(object, "uuid"); !uuid.empty() && !ends.empty()) by_uuid_.emplace(uuid, ends);
  }

  std::vector<NodeName> ofType(const std::vector<NodeName>& nodes, model::TypeId type) const {
    std::vector<NodeName> out;
    for (const NodeName& node : nodes) {
      if (node.type == type) out.push_back(node);
    }
    return out;
  }

  Sighting seenBy(const Texts& texts, const Sighting& otherwise) const {
    return datedOr(builder_.seenBetween(oneOf(texts, {"first-seen"}), oneOf(texts, {"last-seen"})), otherwise);
  }

  void addFile(const Texts& texts, const std::vector<NodeName>& nodes, const Sighting& seen) {
    const std::vector<NodeName> files = ofType(nodes, builder_.schema().known().file);
    addSameContent(builder_, files, seen);
    for (const NodeName& file : files) {
      builder_.property(file, "filename", oneOf(texts, {"filename"}), seen);
      builder_.property(file, "size", oneOf(texts, {"size-in-bytes"}), seen);
      builder_.property(file, "kind", oneOf(texts, {"mimetype"}), seen);
    }
  }

  void addDomainIp(const std::vector<NodeName>& nodes, const Sighting& seen) {
    addAddresses(ofType(nodes, builder_.schema().known().host), nodes, seen);
  }

  void addAddresses(const std::vector<NodeName>& of, const std::vector<NodeName>& nodes, const Sighting& seen) {
    const std::vector<NodeName> ips = ofType(nodes, builder_.schema().known().ip);
    if (!mayPair(builder_, of.size(), ips.size())) return;
    for (const NodeName& one : of) {
      for (const NodeName& ip : ips) builder_.link(one, "ip", ip, seen);
    }
  }

  void addPorts(const Texts& texts, const std::vector<NodeName>& nodes, const Sighting& seen) {
    addDomainIp(nodes, seen);
    for (const NodeName& ip : ofType(nodes, builder_.schema().known().ip)) {
      if (oneOf(texts, {"ip-dst", "ip"}) != ip.name && oneOf(texts, {"ip-dst", "ip"}) != "") continue;
      const std::string port = oneOf(texts, {"dst-port", "port"});
      if (port.empty()) continue;
      const auto service = addService(builder_, ip.name, port, oneOf(texts, {"protocol"}), seen);
      if (!service) continue;
      builder_.link(ip, "service", *service, seen);
      nameIn(*service, seen);
    }
  }

  /// The node of a text that its attribute has refused already where it is none.
  std::optional<NodeName> readable(model::TypeId type, std::string_view text) const {
    auto made = model::canonical(builder_.schema(), type, text);
    return made.ok() ? std::optional(std::move(*made)) : std::nullopt;
  }

  /// A certificate by its best fingerprint; without one, by its issuer and serial number.
  void addX509(const Texts& texts, const Sighting& seen) {
    const auto& known = builder_.schema().known();
    CertificateTexts cert;
    for (const char* hash : {"x509-fingerprint-sha256", "x509-fingerprint-sha1", "x509-fingerprint-md5"}) {
      if (!cert.fingerprint.empty()) break;
      if (const auto named = readable(known.cert, oneOf(texts, {hash}))) cert.fingerprint = named->name;
    }
    cert.issuer = nameOfDn(oneOf(texts, {"issuer"}));
    cert.subject = nameOfDn(oneOf(texts, {"subject"}));
    cert.serial = oneOf(texts, {"serial-number"});
    cert.issued = oneOf(texts, {"validity-not-before"});
    cert.expires = oneOf(texts, {"validity-not-after"});
    for (const auto& [relation, text] : texts) {
      if (relation == "dns_names" && readable(known.host, text)) cert.names.push_back(text);
    }
    if (const auto node = addCertificate(builder_, cert, seen)) {
      nameIn(*node, seen);
    } else if (!cert.subject.empty() || !cert.serial.empty() || !cert.names.empty()) {
      left_out_.count("certificates without a fingerprint, or an issuer and a serial number");
    }
  }

  /// The far end of a connection, and its port.
  void addConnection(const Texts& texts, const Sighting& otherwise) {
    const Sighting seen = datedOr(builder_.seenBetween(oneOf(texts, {"first-packet-seen"}), ""), otherwise);
    const std::string port = oneOf(texts, {"dst-port"});
    std::string transport = toLower(trim(oneOf(texts, {"layer4-protocol"})));
    if (transport.empty()) transport = toLower(trim(oneOf(texts, {"protocol"})));
    if (port.empty()) {
      if (seen != otherwise || !transport.empty()) left_out_.count("times and protocols of connections without a port");
      return;
    }
    if (startsWith(transport, "icmp"))
      return left_out_.count(format("ports of protocol {}, which has none", quoted(transport)));
    if (!isOneOf(transport, {"tcp", "udp", "sctp"})) transport.clear();  // "http", "ip": above or below it
    const auto& known = builder_.schema().known();
    const std::string address = oneOf(texts, {"ip-dst"});
    const auto end =
        address.empty() ? readable(known.host, oneOf(texts, {"hostname-dst"})) : readable(known.ip, address);
    if (!end) return left_out_.count("ports without an address");
    const auto service = addService(builder_, end->name, port, transport, seen);
    if (!service) return;
    builder_.link(*end, "service", *service, seen);
    nameIn(*service, seen);
  }

  void addUrlIps(const std::vector<NodeName>& nodes, const Sighting& seen) {
    addAddresses(ofType(nodes, builder_.schema().known().url), nodes, seen);
  }

  void addDns(const Texts& texts, const Sighting& seen) {
    const auto owner = builder_.node(builder_.schema().known().host, oneOf(texts, {"rrname", "queried-domain"}));
    if (!owner) return;
    const auto between = [&](std::string_view first, std::string_view last) {
      return builder_.seenBetween(oneOf(texts, {first}), oneOf(texts, {last}));
    };
    Sighting dated = datedOr(
        between("time_first", "time_last"),
        datedOr(between("first-seen", "last-seen"), datedOr(between("zone_time_first", "zone_time_last"), seen)));
    if (const auto times = parseInteger<std::uint32_t>(oneOf(texts, {"count"})); times && *times > 0)
      dated.times = *times;
    if (texts.contains("rrname")) nameIn(*owner, seen);
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kFields = {{{"a-record", "a"},
                                                                                              {"aaaa-record", "aaaa"},
                                                                                              {"cname-record", "cname"},
                                                                                              {"mx-record", "mx"},
                                                                                              {"ns-record", "ns"},
                                                                                              {"txt-record", "txt"},
                                                                                              {"ptr-record", "ptr"}}};
    for (const auto& [relation, text] : texts) {
      if (relation == "rdata") addDnsRecord(builder_, *owner, oneOf(texts, {"rrtype"}), text, dated);
      for (const auto& [field, type] : kFields) {
        if (relation == field) addDnsRecord(builder_, *owner, type, text, dated);
      }
    }
  }

  void addWhois(const Texts& texts, const Sighting& seen) {
    const auto domain = builder_.node(builder_.schema().known().host, oneOf(texts, {"domain"}));
    if (!domain) return;
    Registration record;
    record.registrar = oneOf(texts, {"registrar"});
    record.created = oneOf(texts, {"creation-date"});
    record.updated = oneOf(texts, {"modification-date"});
    record.expires = oneOf(texts, {"expiration-date"});
    ContactTexts& owner = record.contact(Role::kRegistrant);
    owner.name = oneOf(texts, {"registrant-name"});
    owner.organization = oneOf(texts, {"registrant-org"});
    owner.email = oneOf(texts, {"registrant-email"});
    owner.phone = oneOf(texts, {"registrant-phone"});
    for (const auto& [relation, text] : texts) {
      if (relation == "nameserver") record.name_servers.push_back(text);
    }
    if (!record.empty()) addRegistration(builder_, *domain, record, seen);
  }

  void addReferences(const Json& object) {
    const auto from = by_uuid_.find(textOf(object, "uuid"));
    forEach(get(object, "ObjectReference"), [&](const Json& reference, std::uint64_t) {
      if (isTrue(reference, "deleted") || builder_.stopped()) return;
      const auto to = by_uuid_.find(textOf(reference, "referenced_uuid"));
      const std::string type = textOf(reference, "relationship_type");
      bool added = false;
      if (from != by_uuid_.end() && to != by_uuid_.end() && from->second.size() * to->second.size() <= 100) {
        for (const NodeName& a : from->second) {
          for (const NodeName& b : to->second) added |= addRelationship(builder_, a, type, b, dated_);
        }
      }
      if (!added) left_out_.count("references between objects that the graph has no relation for");
    });
  }

  const Json& event_;
  FactBuilder& builder_;
  bool graph_;  // an export of ours: no report, and undated unless it says
  bool bare_;   // things without an event: no report
  Sighting dated_;
  bool is_dated_ = false;  // the event says it
  std::optional<NodeName> report_;
  std::map<std::string, std::vector<NodeName>> by_uuid_;
  LeftOut left_out_;
  std::uint64_t index_ = 0;  // of the attribute, those in objects after the others
};

/// The attributes or objects (`kind`) of a search, put back into the events that they came from.
void withoutEvents(const Json& things, const char* kind, FactBuilder& builder) {
  std::map<std::string, Json> events;
  forEach(things, [&](const Json& thing, std::uint64_t) {
    if (!thing.is_object()) return builder.reject("neither an attribute nor an object", jsonText(thing));
    const Json& of = get(thing, "Event");
    std::string id = firstText(of, {"uuid", "id"});
    if (id.empty()) id = textOf(thing, "event_id");
    const bool known = !id.empty() && id != "0";
    Json& event = events[known ? id : std::string()];
    if (event.is_null()) {
      event = of.is_object() ? of : Json::object();
      if (known) event["uuid"] = id;
      if (!known) event[kNoEvent] = true;
      event[kind] = Json::array();
    }
    event[kind].push_back(thing);
  });
  for (const auto& [id, event] : events) Event(event, builder).read();
}

/// manifest.json of a feed: {UUID: {info, date, Tag, Orgc}}.
bool isManifest(const Json& document) {
  if (!document.is_object() || document.empty()) return false;
  const auto first = document.begin();
  return looksLikeUuid(first.key()) && first.value().is_object() && first.value().contains("info");
}

class MispReader final : public JsonReader {
 public:
  std::string_view name() const override { return kProvider; }
  std::string_view title() const override { return "MISP: events, attributes, objects, and the manifest of a feed"; }
  std::string_view sample() const override {
    return R"({"Event":{"uuid":"5a610659-0000-4000-8000-000000000001","info":"Ev","date":"2020-01-02",)"
           R"("Attribute":[{"type":"domain|ip","value":"a.example|192.0.2.1","to_ids":true}]}})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (keys.has("Event.info") || keys.has("response.Event.info")) return 97;
    if (keys.hasAny({"Event.Attribute", "response.Event.Attribute", "response.Attribute", "response.Event"})) return 95;
    if (keys.hasAny({"response.Object.name", "response.Object.meta-category", "response.Object.Attribute"})) return 95;
    if (keys.has("Object.Attribute") && keys.hasAny({"Object.name", "Object.meta-category"})) return 95;
    if (keys.has("Attribute.to_ids") || keys.hasAll({"Attribute.category", "Attribute.value"})) return 95;
    if (keys.has("threat_level_id") && keys.hasAny({"info", "Attribute"})) return 90;
    const std::size_t open = head.find('"');
    const bool manifest = keys.isJson() && open != head.npos && looksLikeUuid(head.substr(open + 1, 36));
    return manifest && contains(head, "\"info\"") && contains(head, "\"Orgc\"") ? 90 : 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    if (isManifest(document)) {
      builder.begin(kProvider, "manifest");
      for (const auto& [uuid, entry] : document.items()) {
        if (builder.stopped()) return;
        Json event = entry.is_object() ? entry : Json::object();
        event["uuid"] = uuid;
        Event(event, builder).read();
      }
      return;
    }
    const Json& response = get(document, "response");
    const Json& inner = response.is_null() ? document : response;
    if (!readAny(inner, builder)) return;
  }

 private:
  static bool readAny(const Json& value, FactBuilder& builder) {
    const auto begin = [&](std::string_view kind) {
      if (!builder.open()) builder.begin(kProvider, kind);
    };
    if (value.is_array()) {
      bool any = value.empty();
      if (value.empty()) {
        builder.begin(kProvider, "events");
        builder.outcome(model::Outcome::kNone);
      }
      // Objects of one event refer to one another.
      Json objects = Json::array();
      for (const Json& one : value) {
        if (isObject(one)) {
          forEach(get(one, "Object"), [&objects](const Json& object, std::uint64_t) { objects.push_back(object); });
          if (member(one, "Attribute") == nullptr) continue;
          begin("attributes");
          withoutEvents(get(one, "Attribute"), "Attribute", builder);
          any = true;
        } else if (readAny(one, builder)) {
          any = true;
        } else {
          builder.reject("neither an event nor an attribute or an object", jsonText(one));
        }
      }
      return readObjects(objects, builder) || any;
    }
    if (member(value, "Event") != nullptr && member(value, "Event")->is_object()) {
      begin("event");
      Event(get(value, "Event"), builder).read();
      return true;
    }
    if (member(value, "info") != nullptr || member(value, "threat_level_id") != nullptr) {
      begin("event");
      Event(value, builder).read();
      return true;
    }
    const bool objects = isObject(value) && readObjects(get(value, "Object"), builder);
    if (member(value, "Attribute") == nullptr) return objects;
    begin("attributes");
    withoutEvents(get(value, "Attribute"), "Attribute", builder);
    return true;
  }

  static bool isObject(const Json& value) {
    return value.is_object() && value.contains("Object") && !value.contains("Event") && !value.contains("info");
  }

  static bool readObjects(const Json& objects, FactBuilder& builder) {
    if (objects.empty()) return false;
    if (!builder.open()) builder.begin(kProvider, "objects");
    withoutEvents(objects, "Object", builder);
    return true;
  }
};

}  // namespace
}  // namespace misp

const Reader& mispReader() {
  static const misp::MispReader reader;
  return reader;
}

}  // namespace clew::ingest
