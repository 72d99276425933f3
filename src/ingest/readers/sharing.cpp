#include "ingest/readers/sharing.h"

#include <algorithm>
#include <array>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/indicator.h"

namespace clew::ingest {
namespace {

using model::NodeName;
using model::Sighting;
using model::TypeId;

constexpr std::size_t kMostKinds = 20;

/// Galaxies whose clusters are no actors, malware or campaigns.
constexpr std::array<std::string_view, 9> kOtherGalaxies = {"attack-pattern", "course-of-action", "sector",
                                                            "country",        "region",           "target-information",
                                                            "preventive",     "mitigation",       "data-"};

/// "APT 1 - G0006" -> "APT 1": what the ATT&CK galaxies write behind a name.
std::string_view withoutAttackId(std::string_view name) {
  const std::size_t dash = name.rfind(" - ");
  if (dash == std::string_view::npos) return name;
  const std::string_view id = name.substr(dash + 3);
  const bool is_id = id.size() > 3 && isUpperAscii(id.front()) &&
                     id.substr(1).find_first_not_of("0123456789.") == std::string_view::npos;
  return is_id ? trim(name.substr(0, dash)) : name;
}

using Known = model::Schema::Known;

/// Beginnings of the words by which a relationship says what the graph's relation says. "related-to", "derived-from"
/// and others say that two things have to do with one another, and no more.
constexpr auto kPlaced =
    std::to_array<std::string_view>({"resolve", "host", "point", "located", "serve", "ip", "has-ip", "a-record"});
constexpr auto kCalled = std::to_array<std::string_view>(
    {"communicat", "connect", "contact", "beacon",  "call", "download", "request", "quer",
     "exfiltrat",  "fetch",   "retriev", "deliver", "send", "receiv",   "upload",  "host",
     "serve",      "resolve", "drop",    "access",  "post", "phone",    "c2",      "command"});
constexpr auto kNamed = std::to_array<std::string_view>({"name", "cover", "secure", "authenticate", "issued-for",
                                                         "issued-to", "valid-for", "identif", "used-by", "served-by"});
constexpr auto kVague =
    std::to_array<std::string_view>({"relat", "correlat", "associat", "link", "similar", "derive", "duplicate"});

template <std::size_t Count>
bool says(std::string_view type, const std::array<std::string_view, Count>& parts) {
  const auto begins = [type](std::string_view part) {
    for (std::size_t at = 0; at < type.size(); ++at) {  // a word of it: "observed-with" does not serve
      if ((at == 0 || !isAlnum(type[at - 1])) && startsWithIgnoreCase(type.substr(at), part)) return true;
    }
    return false;
  };
  return std::any_of(parts.begin(), parts.end(), begins);
}

/// The relation's word between nodes of two types; empty when there is none, or the relationship does not say it.
std::string_view wordBetween(const Known& known, TypeId from, std::string_view type, TypeId to) {
  const auto when = [](bool told, std::string_view word) { return told ? word : std::string_view(); };
  if (from == known.host && to == known.ip) return when(says(type, kPlaced), "ip");
  if (from == known.host && to == known.host) return type == "resolves-to" ? "cname" : "related";
  if (to == known.asn && (from == known.ip || from == known.net)) return when(!says(type, kVague), "asn");
  if (to == known.net && from == known.ip) return when(!says(type, kVague), "net");
  if (to == known.country && (from == known.ip || from == known.net || from == known.asn || from == known.org)) {
    return when(!says(type, kVague), "country");
  }
  if (from == known.file && to == known.ip) return when(says(type, kCalled), "ip");
  if (from == known.file && to == known.host) return when(says(type, kCalled), "host");
  if (from == known.file && to == known.url) return when(says(type, kCalled), "url");
  if (from == known.url && to == known.host) return when(says(type, kPlaced), "host");
  if (from == known.url && to == known.ip) return when(says(type, kPlaced), "ip");
  if (from == known.service && to == known.ip) return when(says(type, kPlaced), "ip");
  if (from == known.service && to == known.host) return when(says(type, kPlaced), "host");
  if (from == known.cert && to == known.host) return when(says(type, kNamed), "san");
  if (from == known.url && to == known.url && findIgnoreCase(type, "redirect") != type.npos) return "redirect";
  const bool alike = from == to && (from == known.url || from == known.file || from == known.email);
  return alike ? "related" : "";
}

}  // namespace

void LeftOut::tell(FactBuilder& builder) const {
  std::size_t kinds = 0;
  std::uint64_t rest = 0;
  for (const auto& [what, count] : counts_) {
    if (++kinds <= kMostKinds) {
      builder.notice(format("{}: kept in the raw record alone", what), count);
    } else {
      rest += count;
    }
  }
  if (rest > 0) builder.notice("things of further kinds: kept in the raw record alone", rest);
}

void addMispTag(FactBuilder& builder, const NodeName& of, std::string_view tag, const Sighting& seen) {
  constexpr std::string_view kGalaxy = "misp-galaxy:";
  const std::size_t open = tag.find("=\"");
  const bool galaxy =
      startsWithIgnoreCase(tag, kGalaxy) && open != tag.npos && tag.ends_with('"') && tag.size() > open + 3;
  const std::string_view kind = galaxy ? tag.substr(kGalaxy.size(), open - kGalaxy.size()) : std::string_view();
  const bool other = std::any_of(kOtherGalaxies.begin(), kOtherGalaxies.end(),
                                 [kind](std::string_view word) { return contains(kind, word); });
  if (!galaxy || other) {
    builder.link(of, "tag", tag, seen);
    return;
  }
  const std::string_view name = tag.substr(open + 2, tag.size() - open - 3);
  builder.link(of, "threat", withoutAttackId(name), seen);
}

void addSameContent(FactBuilder& builder, std::vector<NodeName> files, const Sighting& seen) {
  std::stable_sort(files.begin(), files.end(),
                   [](const NodeName& a, const NodeName& b) { return a.name.size() > b.name.size(); });
  for (std::size_t i = 1; i < files.size(); ++i) {
    if (files[i] != files.front()) builder.link(files.front(), "hash", files[i], seen);
  }
}

bool mayPair(FactBuilder& builder, std::size_t from, std::size_t to) {
  constexpr std::size_t kMostPairs = 10'000;
  if (to == 0 || from <= kMostPairs / to) return true;
  builder.notice("objects that would tie more than 10,000 pairs: what they name is taken, and not tied", 1);
  return false;
}

bool addOwnLink(FactBuilder& builder, const NodeName& from, std::string_view word, const NodeName& to,
                const Sighting& seen) {
  const model::Schema& schema = builder.schema();
  model::RelationId own = schema.relationOf(word, from.type);
  if (own == model::kNoRelation && from.type == schema.known().host) {
    own = schema.relationOf(word, schema.known().domain);
  }
  if (own == model::kNoRelation) return false;
  const model::RelationDef& relation = schema.relation(own);
  if (!schema.isA(to.type, schema.storedType(relation.object))) return false;
  switch (relation.derivation) {
    case model::Derivation::kNone:
    case model::Derivation::kNetOfIp:
    case model::Derivation::kAsnOfIp:
    case model::Derivation::kOfServices:
      builder.link(from, own, to, seen);
      return true;
    case model::Derivation::kCertOfHost:
      builder.link(to, "san", from, seen);
      return true;
    case model::Derivation::kApex:
    case model::Derivation::kFqdn:
    case model::Derivation::kSubdomains:
    case model::Derivation::kProvider:
      return true;
  }
  return false;
}

bool addRelationship(FactBuilder& builder, const NodeName& from, std::string_view type, const NodeName& to,
                     const Sighting& seen) {
  const Known& known = builder.schema().known();
  if (from == to) return true;
  // Whom a threat is aimed at, and what a measure is against, are no part of the graph.
  const bool victim = to.type == known.org || to.type == known.person || to.type == known.country;
  if (addOwnLink(builder, from, type, to, seen)) return true;
  if (type == "mitigates" || type == "impersonates" || (type == "targets" && victim)) return false;
  if (to.type == known.report || to.type == known.threat || to.type == known.tag) {
    if (from.type == known.country) return false;
    const std::string_view word = to.type == known.report ? "report" : to.type == known.threat ? "threat" : "tag";
    // A technique that uses a tool is a word about the tool.
    const bool about = from.type == known.tag && to.type == known.threat;
    if (about) builder.link(to, "tag", from, seen);
    if (!about) builder.link(from, word, to, seen);
    return true;
  }
  // The graph knows what a threat uses, what a report names and what a word is about from the other end.
  if (from.type == known.report || from.type == known.threat || from.type == known.tag) {
    if (to.type == known.country) return false;
    const std::string_view word = from.type == known.report ? "report" : from.type == known.threat ? "threat" : "tag";
    builder.link(to, word, from, seen);
    return true;
  }
  for (const bool turned : {false, true}) {
    const NodeName& a = turned ? to : from;
    const NodeName& b = turned ? from : to;
    const std::string_view word = wordBetween(known, a.type, type, b.type);
    if (word.empty()) continue;
    builder.link(a, word, b, seen);
    return true;
  }
  return false;
}

std::optional<NodeName> addService(FactBuilder& builder, std::string_view host, std::string_view port,
                                   std::string_view transport, const Sighting& seen) {
  host = trim(host);
  const bool v6 = host.find(':') != host.npos && !host.starts_with('[');
  std::string text = v6 ? format("[{}]:{}", host, trim(port)) : format("{}:{}", host, trim(port));
  if (!transport.empty()) text += format("/{}", toLower(transport));
  auto service = builder.node(builder.schema().known().service, text);
  if (service) addImplied(builder, *service, seen);
  return service;
}

}  // namespace clew::ingest
