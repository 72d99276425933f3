// MISP: one event. What MISP has an object for is one (a name and its address, a record of passive DNS, a
// registration); every other link is an object of Clew's own with the two ends, their types and the relation, so that
// MISP still compares the values. Nodes without links are attributes; tags hang on attributes. A tag of the event says
// that it is a graph and no report, which is how `ingest` reads it.
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "common/text.h"
#include "common/uuid.h"
#include "model/dates.h"
#include "render/graph_rows.h"
#include "render/sharing_form.h"
#include "render/sink.h"

namespace clew::render {
namespace {

/// A template of MISP's own (https://github.com/MISP/misp-objects), or of Clew's.
struct Template {
  std::string_view name, uuid, version, category, description;
};
constexpr Template kDomainIp = {"domain-ip", "43b3b146-77eb-4931-b4cc-b66c60f28734", "11", "network",
                                "a name and an address that it resolved to"};
constexpr Template kPassiveDns = {"passive-dns", "b77b7b1c-66ab-4a41-8da4-83810f6d2d6c", "5", "network",
                                  "a record of passive DNS"};
constexpr Template kWhois = {"whois", "429faea1-34ff-47af-8a00-7c62d3be5a6a", "10", "network", "a registration"};
constexpr Template kLink = {"clew-link", "6d5e1a1c-3f0e-5b52-9d55-0c1f2b8a7e40", "1", "misc",
                            "a link of a graph: its two ends, their types, and the relation"};
constexpr Template kNode = {"clew-node", "0b7c5f5e-52f4-5a0b-8a3e-4e0f7d1c9b66", "1", "misc",
                            "a node of a graph: its type and name"};

struct Field {
  std::string_view relation;  // its word in the object; "" for an attribute of the event
  std::string_view type, category;
  std::string value;
};

struct Dates {
  std::string first, last;
  auto operator<=>(const Dates&) const = default;
};

struct Object {
  const Template* form = nullptr;
  std::string key;  // tells it apart within the event
  Dates seen;
  std::vector<Field> fields;
};

struct Attribute {
  Field field;
  Dates seen;
  std::vector<std::string> tags;
};

Field text(std::string_view relation, std::string value) {
  return {relation, "text", "Other", std::move(value)};
}

/// Names of people are shown as they are spelt; what machines read is canonical.
const std::string& valueOf(const NodeValue& node) {
  const bool folded = node.type == "registrar" || node.type == "person" || node.type == "org" || node.type == "threat";
  return folded ? shownName(node) : node.name;
}

/// The type of MISP's for a file's or a certificate's fingerprint; "" where it has none.
std::string_view hashType(bool file, std::string_view word) {
  if (word == "SHA-1") return file ? "sha1" : "x509-fingerprint-sha1";
  if (word == "SHA-256") return file ? "sha256" : "x509-fingerprint-sha256";
  if (word == "MD5") return file ? "md5" : "x509-fingerprint-md5";
  return file && word == "SHA-512" ? "sha512" : "";
}

/// The attribute that says a node by its own type; empty for nodes that MISP has no type for.
std::optional<Field> fieldOf(std::string_view relation, const NodeValue& node) {
  struct Row {
    std::string_view node, type, category;
  };
  static constexpr Row kRows[] = {
      {"domain", "domain", "Network activity"},
      {"host", "hostname", "Network activity"},
      {"ip", "ip-dst", "Network activity"},
      {"net", "ip-dst", "Network activity"},
      {"asn", "AS", "Network activity"},
      {"url", "url", "Network activity"},
      {"email", "email", "Network activity"},
      {"jarm", "jarm-fingerprint", "Network activity"},
      {"phone", "phone-number", "Person"},
      {"registrar", "whois-registrar", "Attribution"},
      {"person", "whois-registrant-name", "Attribution"},
      {"org", "whois-registrant-org", "Attribution"},
      {"threat", "campaign-name", "Attribution"},
  };
  for (const Row& row : kRows) {
    if (node.type == row.node) return Field{relation, row.type, row.category, valueOf(node)};
  }
  if (node.type != "file" && node.type != "cert") return std::nullopt;
  const bool file = node.type == "file";
  const auto [word, digits] = fingerprintOf(node);
  const std::string_view type = hashType(file, word);
  if (type.empty()) return std::nullopt;
  return Field{relation, type, file ? "Payload delivery" : "Network activity", std::string(digits)};
}

/// The word of a registration's object for a link; "" where it has none.
std::string_view whoisField(const NodeValue& from, const GraphLink& link) {
  if (from.type != "domain") return {};
  static constexpr std::pair<std::string_view, std::string_view> kRows[] = {{"registrar", "registrar"},
                                                                            {"registrant", "registrant-name"},
                                                                            {"org", "registrant-org"},
                                                                            {"email", "registrant-email"},
                                                                            {"phone", "registrant-phone"}};
  for (const auto& [relation, field] : kRows) {
    if (link.relation == relation) return field;
  }
  return {};
}

std::string_view recordType(const NodeValue& from, const GraphLink& link) {
  if (from.type != "domain" && from.type != "host") return {};
  return link.relation == "ns" ? "NS" : link.relation == "mx" ? "MX" : link.relation == "cname" ? "CNAME" : "";
}

bool isName(const NodeValue& node) {
  return node.type == "domain" || node.type == "host";
}

/// A tag of MISP's that reads as a galaxy's cluster would come back as a threat.
bool isPlainTag(std::string_view name) {
  return !name.starts_with("misp-galaxy:") && trim(name) == name;
}

class Event {
 public:
  explicit Event(const Graph& graph) : graph_(graph), made_(latestOf(graph)) {
    for (std::size_t i = 0; i < graph.links.size(); ++i) add(graph.links[i]);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) addNode(i);
    std::string all;
    for (const GraphNode& node : graph.nodes) all += node.node.type + "\n" + node.node.name + "\n";
    for (const GraphLink& link : graph.links) all += keyOf(link);
    uuid_ = uuid5(kOwnSpace, "misp " + all);
  }

  void write(Output& out) const {
    out << "{\"Event\":{\"uuid\":\"" << uuid_ << R"(","info":"Clew: a graph of )"
        << counted(graph_.nodes.size(), "node") << " and " << counted(graph_.links.size(), "link") << R"(","date":")"
        << made_.substr(0, 10) << R"(","timestamp":")" << stamp()
        << R"(","threat_level_id":"4","analysis":"0","distribution":"0","published":false,)"
        << R"("Tag":[{"name":"clew:export=\"graph\""}],"Attribute":[)";
    bool first = true;
    for (const Attribute& one : attributes_) {
      separate(first, out);
      write(one, out);
      if (out.failed()) return;
    }
    out << "],\"Object\":[";
    first = true;
    for (const Object& one : objects_) {
      separate(first, out);
      write(one, out);
      if (out.failed()) return;
    }
    out << "]}}\n";
  }

 private:
  const NodeValue& node(std::size_t at) const { return graph_.nodes[at].node; }
  std::string keyOf(const GraphLink& link) const {
    const NodeValue& from = node(link.from);
    const NodeValue& to = node(link.to);
    return from.type + "\n" + from.name + "\n" + link.relation + "\n" + to.type + "\n" + to.name + "\n";
  }

  void add(const GraphLink& link) {
    if (isOfServices(graph_, link)) return;
    const NodeValue& from = node(link.from);
    const NodeValue& to = node(link.to);
    const Dates seen{link.first, link.last};
    if (to.type == "tag" && link.relation == "tag" && fieldOf("", from) && isPlainTag(to.name) && tag(link, seen)) {
      inside_.insert(link.to);
      return;
    }
    inside_.insert({link.from, link.to});
    if (isName(from) && link.relation == "ip" && to.type == "ip") {
      objects_.push_back({&kDomainIp, keyOf(link), seen, {*fieldOf("domain", from), *fieldOf("ip", to)}});
    } else if (const std::string_view record = recordType(from, link); !record.empty()) {
      addRecord(link, record, seen);
    } else if (const std::string_view field = whoisField(from, link); !field.empty()) {
      addWhois(link, field, seen);
    } else {
      Object object{&kLink, keyOf(link), seen, {}};
      end(object, "from", from);
      object.fields.push_back(text("relation", link.relation));
      end(object, "to", to);
      objects_.push_back(std::move(object));
    }
  }

  /// The template has words of its own for the times, which tools of passive DNS read.
  void addRecord(const GraphLink& link, std::string_view type, const Dates& seen) {
    Object object{&kPassiveDns, keyOf(link), seen, {}};
    object.fields = {text("rrname", node(link.from).name), text("rrtype", std::string(type)),
                     text("rdata", node(link.to).name)};
    if (!seen.first.empty()) {
      object.fields.push_back({"time_first", "datetime", "Other", seen.first});
      object.fields.push_back({"time_last", "datetime", "Other", seen.last});
    }
    objects_.push_back(std::move(object));
  }

  /// Tags hang on the attribute of their node, which has the dates of one of them; of others the link is an object.
  bool tag(const GraphLink& link, const Dates& seen) {
    const auto [at, fresh] = tags_.try_emplace(link.from, std::pair(seen, std::vector<std::string>()));
    if (at->second.first != seen) return false;
    at->second.second.push_back(node(link.to).name);
    return true;
  }

  /// What one domain's registration said in the same time is one object.
  void addWhois(const GraphLink& link, std::string_view field, const Dates& seen) {
    const auto [at, fresh] = whois_.try_emplace({link.from, seen}, objects_.size());
    if (fresh) objects_.push_back({&kWhois, keyOf(link), seen, {*fieldOf("domain", node(link.from))}});
    const NodeValue& to = node(link.to);
    const std::string_view type = field == "registrar"          ? "whois-registrar"
                                  : field == "registrant-name"  ? "whois-registrant-name"
                                  : field == "registrant-org"   ? "whois-registrant-org"
                                  : field == "registrant-email" ? "whois-registrant-email"
                                                                : "whois-registrant-phone";
    objects_[at->second].fields.push_back({field, type, "Attribution", valueOf(to)});
  }

  static void end(Object& object, std::string_view which, const NodeValue& node) {
    object.fields.push_back(text(which == "from" ? "from-type" : "to-type", node.type));
    const auto field = fieldOf(which, node);
    object.fields.push_back(field ? *field : text(which, node.name));
  }

  void addNode(std::size_t at) {
    const auto tags = tags_.find(at);
    if (tags == tags_.end() && inside_.contains(at)) return;
    if (const auto field = fieldOf("", node(at))) {
      Attribute one{*field, {}, {}};
      if (tags != tags_.end()) {
        one.seen = tags->second.first;
        one.tags = tags->second.second;
      }
      attributes_.push_back(std::move(one));
      return;
    }
    const NodeValue& self = node(at);
    objects_.push_back({&kNode, self.type + "\n" + self.name, {}, {text("type", self.type), text("name", self.name)}});
  }

  std::string stamp() const {
    const auto time = model::readDate(made_);
    return time ? std::to_string(time->first) : "0";
  }

  static void separate(bool& first, Output& out) {
    out << (first ? "\n" : ",\n");
    first = false;
  }

  static void dates(const Dates& seen, Output& out) {
    if (seen.first.empty()) return;
    out << ",\"first_seen\":" << jsonString(seen.first) << ",\"last_seen\":" << jsonString(seen.last);
  }

  /// Nothing is meant for detection: a graph holds bystanders, and who shares it decides.
  void field(const Field& one, const std::string& key, Output& out) const {
    out << "{\"uuid\":\"" << uuid5(uuid_, "attribute " + key + "\n" + std::string(one.relation) + "\n" + one.value)
        << "\",\"type\":" << jsonString(one.type) << ",\"category\":" << jsonString(one.category)
        << ",\"value\":" << jsonString(one.value) << ",\"to_ids\":false,\"timestamp\":\"" << stamp() << "\"";
    if (!one.relation.empty()) out << ",\"object_relation\":" << jsonString(one.relation);
  }

  void write(const Attribute& one, Output& out) const {
    field(one.field, std::string(one.field.type), out);
    dates(one.seen, out);
    for (std::size_t i = 0; i < one.tags.size(); ++i) {
      out << (i == 0 ? ",\"Tag\":[" : ",") << "{\"name\":" << jsonString(one.tags[i]) << "}";
    }
    out << (one.tags.empty() ? "}" : "]}");
  }

  void write(const Object& one, Output& out) const {
    out << "{\"uuid\":\"" << uuid5(uuid_, std::string(one.form->name) + " " + one.key) << "\",\"name\":\""
        << one.form->name << "\",\"meta-category\":\"" << one.form->category << "\",\"description\":\""
        << one.form->description << "\",\"template_uuid\":\"" << one.form->uuid << "\",\"template_version\":\""
        << one.form->version << "\",\"timestamp\":\"" << stamp() << "\"";
    dates(one.seen, out);
    out << ",\"Attribute\":[";
    for (std::size_t i = 0; i < one.fields.size(); ++i) {
      if (i > 0) out << ",";
      field(one.fields[i], std::string(one.form->name) + " " + one.key, out);
      out << "}";
    }
    out << "]}";
  }

  const Graph& graph_;
  std::string made_, uuid_;
  std::vector<Object> objects_;
  std::vector<Attribute> attributes_;
  std::set<std::size_t> inside_;  // nodes that an object or a tag names
  std::map<std::size_t, std::pair<Dates, std::vector<std::string>>> tags_;
  std::map<std::pair<std::size_t, Dates>, std::size_t> whois_;
};

}  // namespace

void writeMisp(const Table& table, const Options&, Output& out) {
  const Graph graph = readGraph(table);
  Event(graph).write(out);
}

std::vector<std::string> mispLosses(const Table& table) {
  const Graph graph = readGraph(table);
  std::vector<std::string> out;
  std::uint64_t of_services = 0;
  for (const GraphLink& link : graph.links) {
    if (isOfServices(graph, link)) ++of_services;
  }
  if (of_services > 0) out.push_back(ofServicesText(of_services));
  if (!graph.nodes.empty()) out.push_back(notCarriedText("MISP"));
  return out;
}

}  // namespace clew::render
