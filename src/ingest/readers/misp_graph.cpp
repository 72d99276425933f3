#include "ingest/readers/misp_graph.h"

#include <array>
#include <map>
#include <string>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/json_reader.h"

namespace clew::ingest::misp {
namespace {

using model::NodeName;
using model::Sighting;
using Texts = std::multimap<std::string, std::string>;

std::string oneOf(const Texts& texts, const char* name) {
  const auto found = texts.find(name);
  return found == texts.end() ? std::string() : found->second;
}

class GraphObject {
 public:
  GraphObject(Texts texts, const Sighting& seen, LeftOut& left_out, FactBuilder& builder)
      : texts_(std::move(texts)), seen_(seen), left_out_(left_out), builder_(builder) {}

  bool read(std::string_view name) {
    const model::TypeId host = builder_.schema().known().host;
    if (name == "clew-link") {
      addLink(typed("from"), oneOf(texts_, "relation"), typed("to"));
    } else if (name == "clew-node") {
      if (const auto node = nodeOf(oneOf(texts_, "type"), oneOf(texts_, "name"))) builder_.mention(*node);
    } else if (name == "domain-ip") {
      addEach("domain", {{"ip", "ip"}});
    } else if (name == "passive-dns") {
      const auto owner = builder_.node(host, oneOf(texts_, "rrname"));
      const std::string relation = toLower(oneOf(texts_, "rrtype"));
      if (owner) addValue(*owner, relation == "a" || relation == "aaaa" ? "ip" : relation, oneOf(texts_, "rdata"));
    } else if (name == "whois") {
      addEach("domain", {{"registrar", "registrar"},
                         {"registrant-name", "registrant"},
                         {"registrant-org", "org"},
                         {"registrant-email", "email"},
                         {"registrant-phone", "phone"},
                         {"nameserver", "ns"}});
    } else {
      return false;
    }
    return true;
  }

 private:
  std::optional<NodeName> nodeOf(std::string_view type_word, std::string_view value) {
    const auto type = builder_.schema().typeNamed(type_word);
    if (!type) {
      builder_.reject(type_word.empty() ? std::string("an end of a link without its type")
                                        : format("{} is no type of node", quoted(type_word)),
                      value);
      return std::nullopt;
    }
    auto node = builder_.node(builder_.schema().storedType(*type), value);
    if (!node && trim(value).empty()) builder_.reject("an end of a link without a name", type_word);
    if (node) addImplied(builder_, *node, {});
    return node;
  }
  std::optional<NodeName> typed(const std::string& end) {
    return nodeOf(oneOf(texts_, (end + "-type").c_str()), oneOf(texts_, end.c_str()));
  }

  void addLink(const std::optional<NodeName>& from, const std::string& relation, const std::optional<NodeName>& to) {
    if (!from || !to) return;
    builder_.mention(*from);
    builder_.mention(*to);
    if (!addOwnLink(builder_, *from, relation, *to, seen_)) {
      left_out_.count(format("links {} that the graph has no relation for", quoted(relation)));
    }
  }

  void addValue(const NodeName& owner, std::string_view relation, std::string_view value) {
    const model::Schema& schema = builder_.schema();
    model::RelationId id = schema.relationOf(relation, owner.type);
    if (id == model::kNoRelation) id = schema.relationOf(relation, schema.known().domain);
    if (id == model::kNoRelation) return left_out_.count(format("records of type {}", quoted(toUpper(relation))));
    addLink(owner, std::string(relation), builder_.node(schema.storedType(schema.relation(id).object), value));
  }

  void addEach(const char* of, std::initializer_list<std::pair<const char*, const char*>> fields) {
    const auto owner = builder_.node(builder_.schema().known().host, oneOf(texts_, of));
    if (!owner) return;
    for (const auto& [field, relation] : fields) {
      const auto [begin, end] = texts_.equal_range(field);
      for (auto at = begin; at != end; ++at) addValue(*owner, relation, at->second);
    }
  }

  Texts texts_;
  const Sighting& seen_;
  LeftOut& left_out_;
  FactBuilder& builder_;
};

}  // namespace

bool isGraph(const Json& event) {
  bool found = false;
  forEach(get(event, "Tag"),
          [&](const Json& tag, std::uint64_t) { found = found || textOf(tag, "name") == R"(clew:export="graph")"; });
  return found;
}

bool addGraphObject(const Json& object, const Sighting& seen, LeftOut& left_out, FactBuilder& builder) {
  Texts texts;
  forEach(get(object, "Attribute"), [&](const Json& attribute, std::uint64_t) {
    const std::string deleted = textOf(attribute, "deleted");
    if (deleted == "1" || equalsIgnoreCase(deleted, "true")) return left_out.count("attributes that were deleted");
    texts.emplace(textOf(attribute, "object_relation"), textOf(attribute, "value"));
  });
  return GraphObject(std::move(texts), seen, left_out, builder).read(textOf(object, "name"));
}

}  // namespace clew::ingest::misp
