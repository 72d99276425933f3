// STIX 2.1: one bundle with an observable, identity, place or campaign for each node that STIX has an object for, and a
// relationship for each link between two of them. Ids are made of the content (section 2.9 of the standard for
// observables), so the same answer is the same bundle.
#include <algorithm>
#include <map>
#include <optional>

#include "common/uuid.h"
#include "render/graph_rows.h"
#include "render/sharing_form.h"
#include "render/sink.h"

namespace clew::render {
namespace {

constexpr std::string_view kObservables = "00abedb4-aa42-466c-9c01-fed23315a9b7";  // of the standard

struct StixObject {
  std::string id, type;
  std::string body;         // its own members as JSON, without braces
  bool observable = false;  // else it has to say when it was made
};

StixObject observable(std::string type, std::string body) {
  StixObject out;
  out.id = type + "--" + uuid5(kObservables, "{" + body + "}");
  out.type = std::move(type);
  out.body = std::move(body);
  out.observable = true;
  return out;
}

/// Told apart by the node's own name: how it is shown follows the latest spelling.
StixObject named(const NodeValue& node, std::string type, std::string body) {
  StixObject out;
  out.id = type + "--" + uuid5(kOwnSpace, node.type + " " + node.name);
  out.type = std::move(type);
  out.body = std::move(body);
  return out;
}

std::string valueOf(std::string_view text) {
  return "\"value\":" + jsonString(text);
}

std::optional<StixObject> objectOf(const NodeValue& node) {
  const std::string& type = node.type;
  const std::string& name = node.name;
  const std::string& shown = shownName(node);
  if (type == "domain" || type == "host") return observable("domain-name", valueOf(name));
  if (type == "ip" || type == "net")
    return observable(name.find(':') == name.npos ? "ipv4-addr" : "ipv6-addr", valueOf(name));
  if (type == "url") return observable("url", valueOf(name));
  if (type == "email") return observable("email-addr", valueOf(name));
  if (type == "asn") {
    const std::size_t digits = name.find_first_of("0123456789");
    if (digits == name.npos) return std::nullopt;
    return observable("autonomous-system", "\"number\":" + name.substr(digits));
  }
  if (type == "file" || type == "cert") {
    const auto [word, digits] = fingerprintOf(node);
    // Of certificates `ingest` reads no MD5. Where the name is of two parts the first may be no issuer (crt.sh has keys
    // of its own), and as one it would say so.
    if (word.empty() || (type == "cert" && word == "MD5")) return std::nullopt;
    return observable(type == "file" ? "file" : "x509-certificate",
                      "\"hashes\":{" + jsonString(word) + ":" + jsonString(digits) + "}");
  }
  if (type == "person")
    return named(node, "identity", "\"name\":" + jsonString(shown) + ",\"identity_class\":\"individual\"");
  if (type == "org")
    return named(node, "identity", "\"name\":" + jsonString(shown) + ",\"identity_class\":\"organization\"");
  if (type == "country") return named(node, "location", "\"country\":" + jsonString(name));
  if (type == "threat") return named(node, "campaign", "\"name\":" + jsonString(shown));
  return std::nullopt;
}

/// The standard's word where it has one that says the same, else the relation's own: the vocabulary is open.
std::string relationshipType(const Graph& graph, const GraphLink& link) {
  const std::string& from = graph.nodes[link.from].node.type;
  const bool of_name = from == "domain" || from == "host";
  if (of_name && (link.relation == "ip" || link.relation == "cname")) return "resolves-to";
  if (link.relation == "asn" || (link.relation == "net" && from == "ip")) return "belongs-to";
  return link.relation;
}

class Bundle {
 public:
  explicit Bundle(const Graph& graph) : graph_(graph), made_(latestOf(graph)) {
    for (const GraphNode& node : graph.nodes) objects_.push_back(objectOf(node.node));
  }

  void write(Output& out) {
    std::string all;  // what the bundle's own id is made of
    for (const auto& object : objects_) {
      if (object) all += object->id;
    }
    for (const GraphLink& link : graph_.links) {
      if (carried(link)) all += idOf(link);
    }
    out << "{\"type\":\"bundle\",\"id\":\"bundle--" << uuid5(kOwnSpace, all) << "\"";
    if (all.empty()) {  // a list may not be empty
      out << "}\n";
      return;
    }
    out << ",\"objects\":[";
    std::map<std::string, bool> written;
    for (const auto& object : objects_) {
      if (!object || !written.emplace(object->id, true).second) continue;
      separate(out);
      out << "{\"type\":" << jsonString(object->type) << ",\"spec_version\":\"2.1\",\"id\":" << jsonString(object->id)
          << ",";
      if (!object->observable) dates(made_, out);
      out << object->body << "}";
      if (out.failed()) return;
    }
    for (const GraphLink& link : graph_.links) {
      if (!carried(link)) continue;
      separate(out);
      relationship(link, out);
      if (out.failed()) return;
    }
    out << "\n]}\n";
  }

  std::vector<std::string> losses() const {
    std::map<std::string, std::uint64_t> nodes, links;
    for (std::size_t i = 0; i < objects_.size(); ++i) {
      if (!objects_[i]) ++nodes[graph_.nodes[i].node.type];
    }
    std::uint64_t undated = 0, loops = 0, of_services = 0;
    for (const GraphLink& link : graph_.links) {
      if (isOfNames(link)) continue;
      if (link.from == link.to)
        ++loops;
      else if (isOfServices(graph_, link))
        ++of_services;
      else if (!carried(link))
        ++links[link.relation];
      else if (link.first.empty())
        ++undated;
    }
    std::vector<std::string> out;
    for (const auto& [type, count] : nodes)
      out.push_back("STIX has no object for nodes of type " + type + ": " + std::to_string(count) + " left out");
    for (const auto& [relation, count] : links)
      out.push_back("links `" + relation + "` of which an end was left out: " + std::to_string(count) + " left out");
    if (undated > 0)
      out.push_back("links without dates: " + std::to_string(undated) + ", which who reads the bundle will date " +
                    made_);
    if (of_services > 0) out.push_back(ofServicesText(of_services));
    if (loops > 0) out.push_back("links of a node to itself: " + std::to_string(loops) + " left out");
    if (!graph_.nodes.empty()) out.push_back(notCarriedText("STIX"));
    return out;
  }

 private:
  bool carried(const GraphLink& link) const {
    return link.from != link.to && objects_[link.from] && objects_[link.to] && !isOfServices(graph_, link);
  }
  std::string idOf(const GraphLink& link) const {
    return "relationship--" +
           uuid5(kOwnSpace, objects_[link.from]->id + " " + link.relation + " " + objects_[link.to]->id);
  }
  /// `created` stays the same from bundle to bundle where the link says when it began.
  void dates(const std::string& created, Output& out) const {
    out << "\"created\":" << jsonString(created) << ",\"modified\":" << jsonString(std::max(created, made_)) << ",";
  }
  void relationship(const GraphLink& link, Output& out) const {
    out << R"({"type":"relationship","spec_version":"2.1","id":)" << jsonString(idOf(link)) << ",";
    dates(link.first.empty() ? made_ : link.first, out);
    out << "\"relationship_type\":" << jsonString(relationshipType(graph_, link))
        << ",\"source_ref\":" << jsonString(objects_[link.from]->id)
        << ",\"target_ref\":" << jsonString(objects_[link.to]->id);
    // a stop has to be later than its start
    if (!link.first.empty()) out << ",\"start_time\":" << jsonString(link.first);
    if (link.last > link.first) out << ",\"stop_time\":" << jsonString(link.last);
    out << "}";
  }
  void separate(Output& out) {
    out << (first_ ? "\n" : ",\n");
    first_ = false;
  }

  const Graph& graph_;
  std::string made_;
  std::vector<std::optional<StixObject>> objects_;
  bool first_ = true;
};

}  // namespace

void writeStix(const Table& table, const Options&, Output& out) {
  const Graph graph = readGraph(table);
  Bundle(graph).write(out);
}

std::vector<std::string> stixLosses(const Table& table) {
  const Graph graph = readGraph(table);
  return Bundle(graph).losses();
}

}  // namespace clew::render
