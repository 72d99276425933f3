#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/net_json.h"
#include "ingest/readers/whois_keys.h"
#include "ingest/readers/whoisxml.h"

namespace clew::ingest::whoisxml {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

ContactTexts contactOf(const Json& contact) {
  ContactTexts out;
  if (contact.is_array()) {  // of addresses: what the first leaves out the others may say
    for (const Json& one : contact) out.fillFrom(contactOf(one));
    return out;
  }
  out.name = textOf(contact, "name");
  out.organization = textOf(contact, "organization");
  out.email = textOf(contact, "email");
  out.phone = textOf(contact, "telephone");
  out.country = firstText(contact, {"countryCode", "country"});
  return out;
}

/// A text of several words, or an array of them.
void addStatuses(const Json& status, std::vector<std::string>& out) {
  forEach(status, [&out](const Json& element, std::uint64_t) {
    for (auto& word : statusWords(textOf(element))) out.push_back(std::move(word));
  });
}

/// Plain strings, or {"numeric":false,"str":"ns1.a.example"} in bulk answers.
void addNameServers(const Json& hosts, std::vector<std::string>& out) {
  forEach(hosts, [&out](const Json& element, std::uint64_t) {
    const std::string names = element.is_object() ? firstText(element, {"str", "name"}) : textOf(element);
    for (const std::string_view name : split(names, '|')) {  // the stream of new names has them in one text
      if (!trim(name).empty()) out.emplace_back(trim(name));
    }
  });
}

Registration partOf(const Json& record) {
  Registration out;
  out.registrar = textOf(record, "registrarName");
  out.registrar_iana_id = textOf(record, "registrarIANAID");
  out.registrar_server = textOf(record, "whoisServer");
  out.general_email = textOf(record, "contactEmail");
  out.created = firstText(record, {"createdDateNormalized", "createdDateISO8601", "createdDate"});
  out.updated = firstText(record, {"updatedDateNormalized", "updatedDateISO8601", "updatedDate"});
  out.expires = firstText(record, {"expiresDateNormalized", "expiresDateISO8601", "expiresDate"});
  addStatuses(get(record, "status"), out.statuses);
  const Json& servers = get(record, "nameServers");
  addNameServers(servers.is_object() ? get(servers, "hostNames") : servers, out.name_servers);
  out.contact(Role::kRegistrant) = contactOf(get(record, "registrant"));
  out.contact(Role::kRegistrant).fillFrom(contactOf(get(record, "registrantContact")));
  out.contact(Role::kAdmin) = contactOf(get(record, "administrativeContact"));
  out.contact(Role::kTech) = contactOf(get(record, "technicalContact"));
  out.contact(Role::kBilling) = contactOf(get(record, "billingContact"));
  for (int i = 1; i <= 3; ++i) {
    const std::string field = format("customField{}", i);
    if (textOf(record, field + "Name") == "RegistrarContactEmail") {
      out.registrar_emails.push_back(textOf(record, field + "Value"));
    }
  }
  return out;
}

bool hasDates(const Json& record) {
  return !firstText(record, {"createdDate", "createdDateNormalized"}).empty();
}

/// One of up to three fields that the provider names itself.
std::string customField(const Json& record, std::string_view name) {
  for (int i = 1; i <= 3; ++i) {
    const std::string field = format("customField{}", i);
    if (equalsIgnoreCase(textOf(record, field + "Name"), name)) return textOf(record, field + "Value");
  }
  return {};
}

void addHolder(const NodeName& net, const ContactTexts& holder, FactBuilder& builder, const Sighting& seen) {
  builder.contact(net, "org", holder.organization, seen);
  builder.contact(net, "phone", holder.phone, seen);
  for (const std::string_view email : splitEmails(holder.email)) {
    builder.contact(net, startsWithIgnoreCase(email, "abuse@") ? "abuse-email" : "email", email, seen);
  }
  builder.link(net, "country", countryText(builder.schema(), holder.country), seen);
}

/// WHOIS of an address: the provider puts the block into fields of its own, in the record or the registry's part, and
/// the blocks within it into further records.
void addBlock(const NodeName& ip, const Json& record, FactBuilder& builder, const Sighting& seen) {
  const std::string text = customField(record, "netRange");
  if (const auto range = rangeOf(text)) {
    const auto address = model::parseAddress(ip.name);
    for (const auto& block : model::blocksOfRange(range->first, range->last)) {
      const auto net = builder.node(builder.schema().known().net, model::blockText(block));
      if (!net) continue;
      addHolder(*net, contactOf(get(record, "registrant")), builder, seen);
      addContact(builder, *net, Role::kAdmin, contactOf(get(record, "administrativeContact")), seen);
      addContact(builder, *net, Role::kTech, contactOf(get(record, "technicalContact")), seen);
      builder.property(*net, "netname", customField(record, "netName"), seen);
      builder.link(*net, "asn", asnText(customField(record, "ASN")), seen);
      if (address && block.contains(*address)) builder.link(ip, "net", *net, seen);
    }
  } else if (!trim(text).empty()) {
    builder.reject("no range of addresses", text);
  }
  if (const Json& registry = get(record, "registryData"); registry.is_object()) addBlock(ip, registry, builder, seen);
  forEach(get(record, "subRecords"), [&](const Json& sub, std::uint64_t) { addBlock(ip, sub, builder, seen); });
}

/// One WHOIS record; `asked` is the name in its envelope.
void addRecord(const Json& record, std::string_view asked, Time fetched, FactBuilder& builder, bool sets_subject) {
  std::string name = textOf(record, "domainName");
  if (trim(name).empty()) name = asked;
  const auto& known = builder.schema().known();
  const bool is_address = model::parseAddress(trim(name)).has_value();
  const auto subject = trim(name).empty() ? subjectOf(builder.context(), known.host)
                                          : builder.node(is_address ? known.ip : known.host, name);
  if (!subject) {
    if (trim(name).empty()) builder.reject("a WHOIS record without a name", jsonText(record).substr(0, 200));
    return;
  }
  if (sets_subject) builder.subject(*subject);
  Sighting seen = seenAt(firstText(get(record, "audit"), {"updatedDate", "createdDate"}));
  if (seen.first == kNoTime && fetched != kNoTime) seen = seenAt(fetched);
  if (seen.first == kNoTime) seen = builder.seenNow();
  const Registration registration = registrationOf(record);
  const bool missing = textOf(record, "dataError") == "MISSING_WHOIS_DATA" ||
                       textOf(get(record, "registryData"), "dataError") == "MISSING_WHOIS_DATA";
  if (registration.empty() && (missing || !hasDates(record))) {
    builder.answer(*subject, "registration", Outcome::kNone, seen.first);
    if (sets_subject) builder.outcome(Outcome::kNone);
  } else if (is_address) {
    builder.answer(*subject, "registration", Outcome::kFound, seen.first);
    addBlock(*subject, record, builder, seen);
  } else {
    addRegistration(builder, *subject, registration, seen);
    // The registry and the registrar each say when: two assertions.
    if (const Json& registry = get(record, "registryData"); registry.is_object()) {
      addDates(builder, *subject, partOf(registry), seen);
    }
  }
}

struct Era {
  std::uint64_t index = 0;  // in the answer, from 1
  const Json* record = nullptr;
  Time stored = kNoTime;
};

/// The records by the time at which the provider first stored them; undated ones first, ties as they stood.
std::vector<Era> erasOf(const Json& document) {
  std::vector<Era> eras;
  forEach(get(document, "records"), [&eras](const Json& record, std::uint64_t index) {
    eras.push_back({index, &record, timeOf(get(record, "audit"), "createdDate")});
  });
  std::stable_sort(eras.begin(), eras.end(), [](const Era& a, const Era& b) { return a.stored < b.stored; });
  return eras;
}

/// A record holds up to the second before the next one was stored, so that who had the name before and who has it since
/// never held it together; the last one until it was last confirmed.
Sighting heldOver(FactBuilder& builder, const std::vector<Era>& eras, std::size_t i) {
  const Json& audit = get(*eras[i].record, "audit");
  if (eras[i].stored == kNoTime) return builder.seenBetween(textOf(audit, "createdDate"), {});
  if (i + 1 < eras.size()) return seenFromTo(eras[i].stored, std::max(eras[i].stored, eras[i + 1].stored - 1));
  return seenOf(builder, audit, "createdDate", "updatedDate");
}

/// Under which relation a reverse WHOIS answer's domains have the term; "" when nothing tells.
std::string_view termRelation(const FactBuilder& builder, std::string_view term) {
  const auto& schema = builder.schema();
  if (contains(term, "@") && model::canonical(schema, schema.known().email, term).ok()) return "email";
  if (term.starts_with('+') && model::canonical(schema, schema.known().phone, term).ok()) return "phone";
  // A folder may say it; a bare word like "org" would be the end of somebody's name.
  const InputContext& context = builder.context();
  for (const std::string_view folder : {"reverse-whois-org", "reverse-whois-organization", "reverse-whois-company"}) {
    if (pathSays(context, folder)) return "org";
  }
  for (const std::string_view folder : {"reverse-whois-person", "reverse-whois-registrant", "reverse-whois-name"}) {
    if (pathSays(context, folder)) return "registrant";
  }
  return {};
}

}  // namespace

Registration registrationOf(const Json& record) {
  Registration out = partOf(record);
  const Json& registry = get(record, "registryData");
  if (registry.is_object()) {
    Registration registry_part = partOf(registry);
    // The registry's general contact is nobody's we could name.
    registry_part.general_email.clear();
    out.fillFrom(registry_part);
  }
  // A registrant whom the provider could not parse is told in the text alone.
  if (out.contact(Role::kRegistrant).empty()) {
    const Registration told = registrationOfWhoisText(firstText(record, {"rawText", "strippedText"}));
    for (std::size_t i = 0; i < kRoles; ++i) out.contacts[i].fillFrom(told.contacts[i]);
  }
  return out;
}

void whois(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "whois");
  addRecord(get(document, "WhoisRecord"), "", kNoTime, builder, true);
}

void bulkWhois(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "bulk-whois");
  forEach(get(document, "whoisRecords"), [&builder](const Json& entry, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    const Json& record = get(entry, "whoisRecord");
    addRecord(record.is_object() ? record : get(entry, "WhoisRecord"), textOf(entry, "domainName"),
              timeOf(entry, "domainFetchedTime"), builder, false);
  });
  builder.at(0);
  forEach(get(document, "invalidDomains"), [&builder](const Json& name, std::uint64_t) {
    builder.reject("the provider calls it an invalid domain", textOf(name));
  });
  const auto left = integerOf(get(document, "recordsLeft"));
  if (left && *left > 0) builder.outcome(Outcome::kPartial);
}

void whoisHistory(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "whois-history");
  const auto& known = builder.schema().known();
  const std::vector<Era> eras = erasOf(document);
  if (eras.empty()) {
    const auto count = integerOf(get(document, "recordsCount"));
    builder.outcome(count && *count > 0 ? Outcome::kPartial : Outcome::kNone);
    if (const auto subject = subjectOf(builder.context(), known.host)) {
      builder.subject(*subject);
      if (builder.lookup().outcome == Outcome::kNone) builder.answer(*subject, "whois-history", Outcome::kNone);
    }
    return;
  }
  for (std::size_t i = 0; i < eras.size() && !builder.stopped(); ++i) {
    const Json& record = *eras[i].record;
    builder.at(eras[i].index);
    const std::string name = textOf(record, "domainName");
    const auto domain = trim(name).empty() ? subjectOf(builder.context(), known.host) : builder.node(known.host, name);
    if (!domain) {
      if (trim(name).empty()) builder.reject("a WHOIS record without a name", jsonText(record).substr(0, 200));
      continue;
    }
    if (builder.lookup().subject.empty()) builder.subject(*domain);
    addRegistration(builder, *domain, registrationOf(record), heldOver(builder, eras, i));
  }
}

void reverseWhois(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "reverse-whois");
  const InputContext& context = builder.context();
  const std::string_view term = trim(context.subject).empty() ? baseName(context.name) : trim(context.subject);
  const std::string_view relation = termRelation(builder, term);
  const Json& list = get(document, "domainsList");
  const bool any = list.is_array() && !list.empty();
  if (!relation.empty()) {
    const auto& schema = builder.schema();
    const auto type = relation == "email"   ? schema.known().email
                      : relation == "phone" ? schema.known().phone
                      : relation == "org"   ? schema.known().org
                                            : schema.known().person;
    if (const auto subject = builder.node(type, term)) builder.subject(*subject);
  } else if (any) {
    builder.reject(trim(context.subject).empty()
                       ? std::string("the answer does not say what was asked: name it with --subject")
                       : format("cannot tell whether {} is a person or an organisation", quoted(term)),
                   term);
  }
  forEach(list, [&](const Json& entry, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    const auto domain = builder.node(builder.schema().known().host,
                                     entry.is_object() ? firstText(entry, {"domainName", "name"}) : textOf(entry));
    if (!domain) return;
    const Json& audit = get(entry, "audit");
    const Sighting seen = datedOr(seenOf(builder, audit, "createdDate", "updatedDate"), builder.seenNow());
    if (relation.empty()) {
      builder.mention(*domain);
    } else {
      builder.contact(*domain, relation, term, seen);
    }
  });
  const auto count = integerOf(get(document, "domainsCount"));
  if (!any) {
    builder.outcome(count && *count > 0 ? Outcome::kPartial : Outcome::kNone);
  } else if (!textOf(document, "nextPageSearchAfter").empty()) {
    builder.outcome(Outcome::kPartial);
  }
}

void alert(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "alert");
  builder.lookup().subject = builder.context().subject;
  forEach(get(document, "domainsList"), [&](const Json& entry, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    const std::string name = entry.is_object() ? textOf(entry, "domainName") : textOf(entry);
    if (trim(name).empty()) return builder.reject("an entry without a name", jsonText(entry));
    const auto domain = builder.node(builder.schema().known().host, name);
    if (!domain) return;
    builder.mention(*domain);
    const Sighting seen = datedOr(seenOf(builder, entry, "date", ""), builder.seenNow());
    if (const std::string action = textOf(entry, "action"); !trim(action).empty())
      builder.property(*domain, "detail", format("alert: {}", trim(action)), seen);
  });
}

}  // namespace clew::ingest::whoisxml
