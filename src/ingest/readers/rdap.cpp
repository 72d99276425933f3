#include <array>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/net_json.h"
#include "ingest/readers/rdap_entity.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {
namespace rdap {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

constexpr std::string_view kProvider = "rdap";
constexpr std::size_t kMaxSystems = 64;  // of one range that are told one by one
constexpr int kNotFound = 404;
constexpr std::string_view kWithheld = "what an entity alone withholds: kept in the raw record alone";

std::string eventDate(const Json& object, std::string_view action) {
  std::string date;
  forEach(get(object, "events"), [&](const Json& event, std::uint64_t) {
    if (equalsIgnoreCase(textOf(event, "eventAction"), action)) date = textOf(event, "eventDate");
  });
  return date;
}

/// When the registry's data were read, where the answer says it: no change of the object.
void setFetched(const Json& object, FactBuilder& builder) {
  const auto when = model::readDate(eventDate(object, "last update of RDAP database"));
  if (when) builder.fetched(when->first);
}

bool saysTruncated(const Json& object) {
  bool truncated = false;
  for (const std::string_view list : {"remarks", "notices"}) {
    forEach(get(object, list), [&truncated](const Json& remark, std::uint64_t) {
      for (const std::string_view key : {"title", "type"}) {
        truncated = truncated || startsWithIgnoreCase(textOf(remark, key), "result set truncated");
      }
    });
  }
  return truncated;
}

std::string nameOf(const Json& object) {
  return firstText(object, {"ldhName", "unicodeName"});
}

void addAddresses(const Json& nameserver, const NodeName& host, FactBuilder& builder, const Sighting& seen) {
  for (const std::string_view family : {"v4", "v6"}) {
    forEach(get(nameserver, "ipAddresses", family),
            [&](const Json& address, std::uint64_t) { builder.link(host, "ip", textOf(address), seen); });
  }
}

void setSubject(const NodeName& node, FactBuilder& builder) {
  if (builder.lookup().subject.empty()) builder.subject(node);
}

void networkObject(const Json& object, FactBuilder& builder);

/// The host that an object is about; a reject when it does not say.
std::optional<NodeName> hostOf(const Json& object, FactBuilder& builder) {
  const std::string name = nameOf(object);
  if (!trim(name).empty()) return builder.node(builder.schema().known().host, name);
  builder.reject("an object without a name", textOf(object, "handle"));
  return std::nullopt;
}

/// What a registry says of a block or a system in free text: remarks that no other title sets apart.
void addDescription(const Json& object, const NodeName& of, FactBuilder& builder, const Sighting& seen) {
  forEach(get(object, "remarks"), [&](const Json& remark, std::uint64_t) {
    const std::string title = textOf(remark, "title");
    if (!textOf(remark, "type").empty() || (!title.empty() && !equalsIgnoreCase(title, "description"))) return;
    std::vector<std::string> lines;
    forEach(get(remark, "description"), [&lines](const Json& line, std::uint64_t) { lines.push_back(textOf(line)); });
    builder.property(of, "description", join(lines, "\n"), seen);
  });
}

void domainObject(const Json& object, FactBuilder& builder) {
  const auto domain = hostOf(object, builder);
  if (!domain) return;
  setSubject(*domain, builder);
  const Sighting seen = builder.seenNow();
  Registration record;
  record.created = eventDate(object, "registration");
  record.updated = eventDate(object, "last changed");
  record.expires = eventDate(object, "expiration");
  if (record.expires.empty()) record.expires = eventDate(object, "registrar expiration");
  record.transferred = eventDate(object, "transfer");
  forEach(get(object, "status"),
          [&record](const Json& status, std::uint64_t) { record.statuses.push_back(textOf(status)); });
  addEntities(object, record);
  withholdStandIns(object, record);
  forEach(get(object, "nameservers"), [&](const Json& server, std::uint64_t) {
    const std::string name = nameOf(server);
    record.name_servers.push_back(name);
    if (!get(server, "ipAddresses").is_object()) return;
    if (const auto host = builder.node(builder.schema().known().host, name)) addAddresses(server, *host, builder, seen);
  });
  addRegistration(builder, *domain, record, seen);
  builder.property(*domain, "dnssec", textOf(get(object, "secureDNS"), "delegationSigned"), seen);
  builder.property(*domain, "whois-server", textOf(object, "port43"), seen);
  addRedactions(object, *domain, builder, seen);
  if (member(object, "network") != nullptr) networkObject(get(object, "network"), builder);
}

/// The blocks of a network: its stated CIDRs, or those that make up its range.
std::vector<NodeName> blocksOf(const Json& object, FactBuilder& builder) {
  std::vector<NodeName> nets;
  const auto& known = builder.schema().known();
  const auto range = rangeOf(textOf(object, "startAddress"), textOf(object, "endAddress"));
  if (range) {
    if (isCatchAll(textOf(object, "name"), *range)) return nets;
    for (const auto& block : model::blocksOfRange(range->first, range->last)) {
      if (const auto net = builder.node(known.net, model::blockText(block))) nets.push_back(*net);
    }
    return nets;
  }
  forEach(get(object, "cidr0_cidrs"), [&](const Json& cidr, std::uint64_t) {
    const std::string base = firstText(cidr, {"v4prefix", "v6prefix"});
    if (base.empty()) return;
    if (const auto net = builder.node(known.net, base + "/" + textOf(cidr, "length"))) nets.push_back(*net);
  });
  if (nets.empty()) {
    builder.reject("a network without a range of addresses",
                   format("{} - {}", textOf(object, "startAddress"), textOf(object, "endAddress")));
  }
  return nets;
}

void networkObject(const Json& object, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  const Sighting seen = builder.seenNow();
  const auto asked = subjectOf(builder.context(), known.ip);
  const auto address = asked ? model::parseAddress(asked->name) : std::nullopt;
  for (const NodeName& net : blocksOf(object, builder)) {
    const auto block = model::parseBlock(net.name);
    const bool holds = address && block.ok() && block.value().contains(*address);
    setSubject(holds ? *asked : net, builder);
    builder.answer(net, "registration", Outcome::kFound);
    builder.property(net, "netname", textOf(object, "name"), seen);
    builder.property(net, "handle", textOf(object, "handle"), seen);
    builder.link(net, "country", countryText(builder.schema(), textOf(object, "country")), seen);
    for (const std::string_view list : {"arin_originas0_originautnums", "lacnic_originAutnum"}) {
      forEach(get(object, list),
              [&](const Json& number, std::uint64_t) { builder.link(net, "asn", asnText(textOf(number)), seen); });
    }
    addHolders(object, net, builder, seen);
    addDescription(object, net, builder, seen);
    if (holds) builder.link(*asked, "net", net, seen);
  }
}

void systemObject(const Json& object, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  const Sighting seen = builder.seenNow();
  const auto first = integerOf(get(object, "startAutnum"));
  auto last = integerOf(get(object, "endAutnum"));
  if (!first || *first < 0 || *first > 0xFFFFFFFFLL) {
    builder.reject("an autonomous system without a number", textOf(object, "startAutnum"));
    return;
  }
  if (!last || *last < *first) last = first;
  if (static_cast<std::uint64_t>(*last - *first) >= kMaxSystems) {
    builder.reject(format("a range of more than {} autonomous systems: only the first is kept", kMaxSystems),
                   format("AS{} - AS{}", *first, *last));
    last = first;
  }
  for (std::int64_t number = *first; number <= *last; ++number) {
    const auto asn = builder.node(known.asn, std::to_string(number));
    if (!asn) continue;
    setSubject(*asn, builder);
    builder.answer(*asn, "registration", Outcome::kFound);
    builder.property(*asn, "as-name", textOf(object, "name"), seen);
    builder.property(*asn, "handle", textOf(object, "handle"), seen);
    builder.link(*asn, "country", countryText(builder.schema(), textOf(object, "country")), seen);
    addHolders(object, *asn, builder, seen);
    addDescription(object, *asn, builder, seen);
  }
}

void nameserverObject(const Json& object, FactBuilder& builder) {
  const auto host = hostOf(object, builder);
  if (!host) return;
  setSubject(*host, builder);
  builder.mention(*host);
  addAddresses(object, *host, builder, builder.seenNow());
  if (const std::size_t entities = get(object, "entities").size(); entities > 0)
    builder.notice("who is responsible for a name server: kept in the raw record alone", entities);
}

/// The mailboxes and telephones of an entity, and of those inside it, which the graph ties to names and blocks alone.
void addCardDetails(const Json& entity, const NodeName& of, FactBuilder& builder, const Sighting& seen) {
  const auto* list = builder.context().redactions;
  std::uint64_t withheld = 0;
  const auto tell = [&](const Json& holder, const std::string& role) {
    const Card card = cardOf(holder);
    const std::string begin = role.empty() ? "" : role + " ";
    const auto one = [&](std::string_view field, const std::string& value) {
      if (trim(value).empty()) return;
      if (list != nullptr && list->classify(value) == model::Withheld::kRedacted) {
        ++withheld;
        return;
      }
      builder.property(of, "detail", format("{}{}: {}", begin, field, trim(value)), seen);
    };
    if (!role.empty()) one("name", card.full_name.empty() ? card.organization : card.full_name);
    for (const auto& email : card.emails) one("email", email);
    for (const auto& phone : card.phones) one("phone", phone);
  };
  tell(entity, "");
  const bool abuse_told = of.type == builder.schema().known().registrar;  // as a link
  forEach(get(entity, "entities"), [&](const Json& inner, std::uint64_t) {
    if (abuse_told && hasRole(inner, "abuse")) return;
    std::vector<std::string> roles;
    forEach(get(inner, "roles"), [&roles](const Json& role, std::uint64_t) { roles.push_back(toLower(textOf(role))); });
    tell(inner, roles.empty() ? std::string("contact") : join(roles, ", "));
  });
  if (withheld > 0) builder.notice(kWithheld, withheld);
}

/// A registrar says so by its role or by IANA's number.
bool isRegistrar(const Json& entity) {
  bool numbered = false;
  forEach(get(entity, "publicIds"), [&numbered](const Json& id, std::uint64_t) {
    numbered = numbered || equalsIgnoreCase(textOf(id, "type"), "IANA Registrar ID");
  });
  return numbered || hasRole(entity, "registrar");
}

void registrarObject(const Json& object, FactBuilder& builder) {
  const Sighting seen = builder.seenNow();
  Registration record;
  addRegistrarOf(object, record);
  const auto registrar = addRegistrar(builder, record.registrar, record.registrar_iana_id, seen);
  if (!registrar) return builder.reject("a registrar without a name", textOf(object, "handle"));
  builder.subject(*registrar);
  builder.mention(*registrar);
  for (const auto& email : record.registrar_emails) builder.contact(*registrar, "abuse-email", email, seen);
  for (const auto& phone : record.registrar_phones) builder.contact(*registrar, "abuse-phone", phone, seen);
  addCardDetails(object, *registrar, builder, seen);
}

void entityObject(const Json& object, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  std::uint64_t loose = 0;  // networks and systems that name no entity themselves
  forEach(get(object, "networks"), [&](const Json& network, std::uint64_t) {
    networkObject(network, builder);
    loose += get(network, "entities").empty() ? 1 : 0;
  });
  forEach(get(object, "autnums"), [&](const Json& system, std::uint64_t) {
    systemObject(system, builder);
    loose += get(system, "entities").empty() ? 1 : 0;
  });
  if (loose > 0) builder.notice("networks and systems below an entity, not said in which role it has them", loose);
  if (const std::size_t withheld = get(object, "redacted").size(); withheld > 0) builder.notice(kWithheld, withheld);
  if (isRegistrar(object)) return registrarObject(object, builder);
  const ContactTexts contact = contactOf(cardOf(object));
  const bool is_org = !contact.organization.empty();
  const std::string& name = is_org ? contact.organization : contact.name;
  const auto* list = builder.context().redactions;
  if (name.empty()) return builder.reject("an entity without a name", textOf(object, "handle"));
  if (list != nullptr && list->classify(name) != model::Withheld::kNo)
    return builder.reject("the name of the entity is withheld", name);
  const auto node = builder.node(is_org ? known.org : known.person, name);
  if (!node) return;
  builder.subject(*node);
  builder.mention(*node);
  const Sighting seen = builder.seenNow();
  builder.property(*node, "handle", textOf(object, "handle"), seen);
  if (is_org) builder.link(*node, "country", countryText(builder.schema(), contact.country), seen);
  addCardDetails(object, *node, builder, seen);
}

struct ObjectClass {
  std::string_view name;
  std::string_view kind;
  void (*read)(const Json&, FactBuilder&);
};
constexpr std::array<ObjectClass, 5> kClasses = {{{"domain", "domain", domainObject},
                                                  {"ip network", "ip", networkObject},
                                                  {"autnum", "autnum", systemObject},
                                                  {"nameserver", "nameserver", nameserverObject},
                                                  {"entity", "entity", entityObject}}};

/// The first servers left the name out: then the members tell.
std::string classNameOf(const Json& object) {
  std::string name = textOf(object, "objectClassName");
  if (!name.empty()) return name;
  if (member(object, "startAddress") != nullptr) return "ip network";
  if (member(object, "startAutnum") != nullptr) return "autnum";
  if (member(object, "ldhName") != nullptr)
    return member(object, "ipAddresses") != nullptr && member(object, "nameservers") == nullptr ? "nameserver"
                                                                                                : "domain";
  return member(object, "vcardArray") != nullptr ? "entity" : "";
}

const ObjectClass* classOf(const Json& object) {
  const std::string name = classNameOf(object);
  for (const auto& one : kClasses) {
    if (name == one.name) return &one;
  }
  return nullptr;
}

void readError(const Json& document, FactBuilder& builder) {
  const auto code = integerOf(get(document, "errorCode"));
  const bool none = code && *code == kNotFound;
  std::string words = textOf(document, "title");
  forEach(get(document, "description"), [&words](const Json& line, std::uint64_t) {
    if (words.empty()) words = textOf(line);
  });
  builder.begin(kProvider, "error");
  builder.outcome(none ? Outcome::kNone : Outcome::kRefused);
  const auto subject = statedSubject(builder.context());
  if (subject) {
    builder.subject(*subject);
    builder.answer(*subject, "registration", builder.lookup().outcome);
  }
  if (none && subject) return;
  builder.reject(none ? std::string("nothing was found, and the answer does not say for what: name it with --subject")
                      : format("the server refused: {}", words),
                 words);
}

void readSearch(const Json& results, FactBuilder& builder) {
  builder.begin(kProvider, "search");
  forEach(results, [&](const Json& object, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    if (const auto* one = classOf(object)) {
      one->read(object, builder);
    } else {
      builder.reject("is no RDAP object", textOf(object, "objectClassName"));
    }
  });
  // The subject is the pattern that was searched for, which the answer does not say.
  builder.lookup().subject = builder.context().subject;
  if (!results.is_array() || results.empty()) builder.outcome(Outcome::kNone);
}

}  // namespace
}  // namespace rdap

namespace {

constexpr std::array<std::string_view, 3> kSearches = {"domainSearchResults", "nameserverSearchResults",
                                                       "entitySearchResults"};

class RdapReader final : public JsonReader {
 public:
  std::string_view name() const override { return rdap::kProvider; }
  std::string_view title() const override { return "RDAP (RFC 9083, 9537): domains, networks, systems, entities"; }
  std::string_view sample() const override {
    return R"({"objectClassName":"domain","ldhName":"a.example",)"
           R"("events":[{"eventAction":"registration","eventDate":"2021-10-19T19:28:12Z"}],)"
           R"("nameservers":[{"ldhName":"ns1.b.example"}]})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (keys.hasAny({"rdapConformance", "objectClassName"})) return 100;
    if (keys.hasAny({"domainSearchResults", "nameserverSearchResults", "entitySearchResults"})) return 95;
    if (keys.hasAny({"nameservers.objectClassName", "entities.objectClassName", "entities.vcardArray"})) return 80;
    return keys.hasAll({"errorCode", "title"}) ? 70 : 0;
  }

 protected:
  bool isOneRecord() const override { return true; }
  void answer(const Json& document, FactBuilder& builder) const override {
    if (const auto* one = rdap::classOf(document)) {
      builder.begin(rdap::kProvider, one->kind);
      rdap::setFetched(document, builder);
      if (rdap::saysTruncated(document)) builder.outcome(model::Outcome::kPartial);
      return one->read(document, builder);
    }
    if (member(document, "errorCode") != nullptr) return rdap::readError(document, builder);
    for (const std::string_view search : kSearches) {
      if (const Json* results = member(document, search)) {
        rdap::readSearch(*results, builder);
        if (rdap::saysTruncated(document)) builder.outcome(model::Outcome::kPartial);
        return;
      }
    }
    if (member(document, "rdapConformance") != nullptr) {
      builder.rejectWhole("a help answer: it says nothing of any name or address", "");
    }
  }
};

}  // namespace

const Reader& rdapReader() {
  static const RdapReader reader;
  return reader;
}

}  // namespace clew::ingest
