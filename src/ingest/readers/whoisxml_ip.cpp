#include "common/text.h"
#include "ingest/readers/net_json.h"
#include "ingest/readers/whoisxml.h"

namespace clew::ingest::whoisxml {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

/// The autonomous system of an answer's `as`, with its name and its route.
struct System {
  std::optional<NodeName> asn;
  std::optional<NodeName> route;
};

System addSystem(const Json& as, FactBuilder& builder, const Sighting& seen) {
  System system;
  const auto& known = builder.schema().known();
  system.asn = builder.node(known.asn, asnText(textOf(as, "asn")));
  if (system.asn) builder.property(*system.asn, "as-name", textOf(as, "name"), seen);
  system.route = builder.node(known.net, textOf(as, "route"));
  if (system.asn && system.route) builder.link(*system.route, "asn", *system.asn, seen);
  return system;
}

void addAbuse(const Json& contacts, const NodeName& net, FactBuilder& builder, const Sighting& seen) {
  forEach(contacts, [&](const Json& contact, std::uint64_t) {
    const std::string field = textOf(contact, "email");
    for (const std::string_view email : splitEmails(field)) {
      builder.contact(net, "abuse-email", email, seen);
    }
  });
}

std::string orgOf(const Json& org) {
  if (org.is_string()) return org.get<std::string>();
  return firstText(org, {"name", "org", "organization"});
}

/// Contacts by role: what stands under `role` is the name of a desk, and nobody's.
void addContacts(const Json& contacts, Role role, const NodeName& net, FactBuilder& builder, const Sighting& seen) {
  forEach(contacts, [&](const Json& contact, std::uint64_t) {
    ContactTexts texts;
    texts.name = textOf(contact, "person");
    texts.email = textOf(contact, "email");
    texts.phone = textOf(contact, "phone");
    addContact(builder, net, role, texts, seen);
  });
}

/// The block above: one that holds the addresses of this one.
void addParent(const std::string& above, const NodeName& net, FactBuilder& builder, const Sighting& seen) {
  if (trim(above).empty()) return;
  const auto range = rangeOf(above);
  if (!range) return builder.reject("is no range of addresses", above);
  if (isCatchAll("", *range)) return;
  const auto parts = model::blocksOfRange(range->first, range->last);
  const auto below = model::parseBlock(net.name);
  if (parts.size() != 1) return builder.reject("a range above that is no block", above);
  if (!below.ok() || parts.front() == *below) return;
  if (parts.front().prefix > below->prefix || !parts.front().contains(below->base))
    return builder.reject("a block above that does not hold the one below it", above);
  builder.link(net, "net", model::blockText(parts.front()), seen);
}

/// What a block says beside its name and holder.
void addBlockDetails(const Json& block, const NodeName& net, FactBuilder& builder, const Sighting& seen) {
  const Json& org = get(block, "org");
  const std::string mailboxes = textOf(org, "email");
  for (const std::string_view email : splitEmails(mailboxes)) {
    builder.contact(net, startsWithIgnoreCase(email, "abuse@") ? "abuse-email" : "email", email, seen);
  }
  builder.contact(net, "phone", textOf(org, "phone"), seen);
  addContacts(get(block, "adminContact"), Role::kAdmin, net, builder, seen);
  addContacts(get(block, "techContact"), Role::kTech, net, builder, seen);
  forEach(get(block, "abuseContact"),
          [&](const Json& desk, std::uint64_t) { builder.contact(net, "abuse-phone", textOf(desk, "phone"), seen); });
  std::vector<std::string> lines;
  forEach(get(block, "description"), [&lines](const Json& line, std::uint64_t) { lines.push_back(textOf(line)); });
  builder.property(net, "description", join(lines, "\n"), seen);
  addParent(textOf(block, "parent"), net, builder, seen);
}

}  // namespace

void geolocation(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "geolocation");
  const auto ip = builder.node(builder.schema().known().ip, textOf(document, "ip"));
  if (!ip) return;
  builder.subject(*ip);
  const Sighting seen = builder.seenNow();
  builder.answer(*ip, "geo", Outcome::kFound);
  const Json& location = get(document, "location");
  builder.link(*ip, "country", countryText(builder.schema(), textOf(location, "country")), seen);
  builder.property(*ip, "city", textOf(location, "city"), seen);
  builder.property(*ip, "region", textOf(location, "region"), seen);
  builder.property(*ip, "isp", textOf(document, "isp"), seen);
  builder.property(*ip, "usage", textOf(document, "connectionType"), seen);
  const System system = addSystem(get(document, "as"), builder, seen);
  if (system.asn) builder.link(*ip, "asn", *system.asn, seen);
  if (system.route) builder.link(*ip, "net", *system.route, seen);
  // Some of the names that lead to it; when they did nobody says.
  forEach(get(document, "domains"), [&](const Json& name, std::uint64_t) {
    const auto host = builder.node(builder.schema().known().host, textOf(name));
    if (host) builder.link(*host, "ip", *ip, {});
  });
}

void netblocks(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "netblocks");
  const auto& known = builder.schema().known();
  const auto ip = subjectOf(builder.context(), known.ip, textOf(document, "search"));
  if (ip) builder.subject(*ip);
  const auto address = ip ? model::parseAddress(ip->name) : std::nullopt;
  const Sighting seen = builder.seenNow();
  bool in_net = false;  // the address has its block: the smallest stands first
  std::uint64_t maintainers = 0;
  const Json& blocks = get(document, "result", "inetnums");
  forEach(blocks, [&](const Json& block, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    const std::string name = textOf(block, "netname");
    const auto range = rangeOf(textOf(block, "inetnum"));
    if (!range) {
      builder.reject("is no range of addresses", textOf(block, "inetnum"));
      return;
    }
    if (isCatchAll(name, *range)) return;
    const System system = addSystem(get(block, "as"), builder, seen);
    const bool holds = address && range->first <= *address && *address <= range->last;
    for (const auto& part : model::blocksOfRange(range->first, range->last)) {
      const auto net = builder.node(known.net, model::blockText(part));
      if (!net) continue;
      builder.property(*net, "netname", name, seen);
      builder.property(*net, "handle", textOf(block, "nethandle"), seen);
      builder.link(*net, "country", countryText(builder.schema(), textOf(block, "country")), seen);
      builder.contact(*net, "org", orgOf(get(block, "org")), seen);
      if (system.asn) builder.link(*net, "asn", *system.asn, seen);
      addAbuse(get(block, "abuseContact"), *net, builder, seen);
      addBlockDetails(block, *net, builder, seen);
      if (holds && !in_net && part.contains(*address)) builder.link(*ip, "net", *net, seen);
    }
    in_net = in_net || holds;
    for (const char* list : {"mntBy", "mntDomains", "mntLower", "mntRoutes", "remarks"}) {
      maintainers += get(block, list).size();
    }
  });
  if (maintainers > 0)
    builder.notice("maintainers of blocks of addresses, and remarks on them: kept in the raw record alone",
                   maintainers);
  if (!blocks.is_array() || blocks.empty()) {
    builder.outcome(Outcome::kNone);
    if (ip) builder.answer(*ip, "geo", Outcome::kNone);
  }
}

void reputation(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "reputation");
  const auto subject = subjectOf(builder.context(), builder.schema().known().host, textOf(document, "domainName"));
  if (!subject) {
    builder.reject("the answer does not say what was asked: name it with --subject", jsonText(document).substr(0, 200));
    return;
  }
  builder.subject(*subject);
  const auto score = realOf(get(document, "reputationScore"));
  if (!score || !(*score >= 0 && *score <= 100)) {
    builder.reject("a reputation is a number from 0 to 100", textOf(document, "reputationScore"));
    return;
  }
  builder.property(*subject, "reputation", realText(*score), builder.seenNow());
}

void threatIntelligence(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "threat-intelligence");
  const auto subject = subjectOf(builder.context(), builder.schema().known().host);
  const Json& results = get(document, "results");
  if (subject) builder.subject(*subject);
  forEach(results, [&](const Json& entry, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    const std::string value = textOf(entry, "value");
    const auto node = trim(value).empty() ? subject : builder.indicator(value);
    if (!node) return;
    const Sighting seen = datedOr(seenOf(builder, entry, "firstSeen", "lastSeen"), builder.seenNow());
    builder.link(*node, "tag", textOf(entry, "threatType"), seen);
    const bool blocks = builder.schema().relationOf("blocklist", node->type) != model::kNoRelation;
    builder.link(*node, blocks ? "blocklist" : "list", "whoisxml-threat-intelligence", seen);
  });
  if (!results.is_array() || results.empty()) {
    builder.outcome(Outcome::kNone);
    if (subject) builder.answer(*subject, "threat-intelligence", Outcome::kNone);
  }
}

}  // namespace clew::ingest::whoisxml
