#include <algorithm>
#include <array>
#include <set>

#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/whoisxml.h"

namespace clew::ingest::whoisxml {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

/// The types asked for, as answer kinds: "dnsTypes":"A,MX", or the numbers.
std::set<std::string> askedKinds(const Json& data) {
  std::set<std::string> kinds;
  const std::string types = textOf(data, "dnsTypes");
  for (const std::string_view word : split(types, ',')) {
    const std::string_view type = trim(word);
    if (type.empty()) continue;
    if (type == "_all" || equalsIgnoreCase(type, "ALL") || equalsIgnoreCase(type, "ANY")) {
      kinds.insert({"a", "aaaa", "ns", "mx", "cname"});
    } else {
      kinds.insert(dnsKind(type));
    }
  }
  forEach(get(data, "types"), [&kinds](const Json& type, std::uint64_t) {
    if (textOf(type) == "-1" || textOf(type) == "255") {
      kinds.insert({"a", "aaaa", "ns", "mx", "cname"});
    } else {
      kinds.insert(dnsKind(textOf(type)));
    }
  });
  kinds.erase("");
  return kinds;
}

/// The data of a record, which has a field of its own for every type.
std::string dataOf(const Json& record) {
  const Json& strings = get(record, "strings");
  if (strings.is_array()) {
    std::string text;
    forEach(strings, [&text](const Json& part, std::uint64_t) { text += textOf(part); });
    return text;
  }
  return firstText(record, {"address", "target", "additionalName", "alias", "value"});
}

/// What a reverse lookup was asked about, and by which relation its names hang on it.
struct Asked {
  std::optional<NodeName> subject;
  std::string relation;
};

Asked askedOf(const FactBuilder& builder, std::string_view relation) {
  const InputContext& context = builder.context();
  const auto& known = builder.schema().known();
  Asked asked;
  asked.relation = relation;
  if (relation.empty() || relation == "ip") {
    asked.subject = subjectOf(context, known.ip);
    if (asked.subject) asked.relation = "ip";
    if (asked.subject || relation == "ip") return asked;
  }
  if (asked.relation.empty()) {
    if (pathSays(context, "reverse-ns")) asked.relation = "ns";
    if (pathSays(context, "reverse-mx")) asked.relation = "mx";
  }
  if (!asked.relation.empty()) asked.subject = subjectOf(context, known.host);
  return asked;
}

/// Reverse DNS answers say the value beside each name; a host among them needs the path to tell its record's type.
bool addByValue(const NodeName& name, std::string_view value, const Asked& asked, FactBuilder& builder,
                const Sighting& seen) {
  if (trim(value).empty()) return false;
  if (model::parseAddress(trim(value))) return addDnsRecord(builder, name, "A", value, seen);
  if (asked.relation == "ns" || asked.relation == "mx") return addDnsRecord(builder, name, asked.relation, value, seen);
  return false;
}

}  // namespace

void dnsLookup(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "dns");
  const Json& data = get(document, "DNSData");
  const auto& known = builder.schema().known();
  const std::string name = textOf(data, "domainName");
  const auto subject = trim(name).empty() ? subjectOf(builder.context(), known.host) : builder.node(known.host, name);
  if (subject) builder.subject(*subject);
  const Sighting seen =
      datedOr(seenAt(firstText(get(data, "audit"), {"updatedDate", "createdDate"})), builder.seenNow());
  if (seen.first != kNoTime) builder.fetched(seen.first);
  std::set<std::string> found;
  forEach(get(data, "dnsRecords"), [&](const Json& record, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    const std::string type = firstText(record, {"dnsType", "type"});
    const std::string owner_name = textOf(record, "name");
    const auto owner = trim(owner_name).empty() ? subject : builder.node(known.host, owner_name);
    if (!owner) return;
    Sighting with_ttl = seen;
    with_ttl.ttl = ttlOf(get(record, "ttl"));
    found.insert(dnsKind(type));
    if (dnsKind(type) == "soa") {
      addSoaMail(builder, *owner, firstText(record, {"admin", "rname"}), with_ttl);
    } else {
      addDnsRecord(builder, *owner, type, dataOf(record), with_ttl);
    }
  });
  builder.at(0);
  if (!subject) return;
  for (const std::string& kind : askedKinds(data)) {
    builder.answer(*subject, kind, found.contains(kind) ? Outcome::kFound : Outcome::kNone, seen.first);
  }
  if (found.empty()) builder.outcome(Outcome::kNone);
}

void dnsHistory(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "dns-history");
  const auto& known = builder.schema().known();
  const Json& result = get(document, "result");
  const auto subject = subjectOf(builder.context(), known.host, firstText(document, {"search", "domainName"}));
  if (subject) builder.subject(*subject);
  bool any = false;
  forEach(result.is_object() ? get(result, "records") : result, [&](const Json& record, std::uint64_t index) {
    if (builder.stopped()) return;
    any = true;
    builder.at(index);
    const std::string name = firstText(record, {"name", "domainName", "domain"});
    const auto owner = trim(name).empty() ? subject : builder.node(known.host, name);
    const Sighting seen = builder.seenBetween(firstText(record, {"firstSeen", "first_seen", "first"}),
                                              firstText(record, {"lastSeen", "last_seen", "last_visit", "last"}));
    const std::string type = firstText(record, {"recordType", "dnsType", "type"});
    forEach(get(record, "value"), [&](const Json& value, std::uint64_t) {
      if (owner) addDnsRecord(builder, *owner, type.empty() ? "A" : type, textOf(value), seen);
    });
  });
  if (!any) builder.outcome(Outcome::kNone);
}

void subdomains(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "subdomains");
  const auto& known = builder.schema().known();
  const auto subject = subjectOf(builder.context(), known.host, textOf(document, "search"));
  if (subject) builder.subject(*subject);
  const Json& records = get(document, "result", "records");
  forEach(records, [&](const Json& record, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    builder.mention(known.host, firstText(record, {"domain", "name"}));
  });
  if (!records.is_array() || records.empty()) {
    builder.outcome(Outcome::kNone);
    if (subject) builder.answer(*subject, "subdomains", Outcome::kNone);
  }
}

void reverse(const Json& document, FactBuilder& builder, std::string_view relation) {
  const Asked asked = askedOf(builder, relation);
  builder.begin(kProvider, asked.relation.empty() ? "reverse" : "reverse-" + asked.relation);
  const auto& known = builder.schema().known();
  if (asked.subject) builder.subject(*asked.subject);
  const Json& result = get(document, "result");
  std::size_t count = 0;
  bool unlinked = false;
  forEach(result, [&](const Json& entry, std::uint64_t index) {
    if (builder.stopped()) return;
    ++count;
    builder.at(index);
    const auto name = builder.node(known.host, entry.is_object() ? textOf(entry, "name") : textOf(entry));
    if (!name) return;
    const Sighting seen = seenOf(builder, entry, "first_seen", "last_visit");
    if (addByValue(*name, textOf(entry, "value"), asked, builder, seen)) return;
    if (asked.subject) {
      builder.link(*name, asked.relation, *asked.subject, seen);
    } else {
      builder.mention(*name);
      unlinked = true;
    }
  });
  builder.at(0);
  if (unlinked) {
    builder.reject(asked.relation.empty()
                       ? "the answer does not say what was asked: name it with --subject, and a host's kind with "
                         "--as whoisxml-reverse-ns or whoisxml-reverse-mx"
                       : "the answer does not say what was asked: name it with --subject",
                   baseName(builder.context().name));
  }
  if (count == 0) {
    builder.outcome(Outcome::kNone);
    if (asked.subject) builder.answer(*asked.subject, builder.lookup().kind, Outcome::kNone);
  } else if (count >= 300) {  // a full page: the rest is asked for with `from`
    builder.outcome(Outcome::kPartial);
  }
}

}  // namespace clew::ingest::whoisxml
