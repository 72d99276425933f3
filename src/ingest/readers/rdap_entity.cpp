#include "ingest/readers/rdap_entity.h"

#include <algorithm>
#include <array>

#include "common/text.h"

namespace clew::ingest::rdap {
namespace {

using model::NodeName;
using model::Sighting;

// Entities stand inside entities; a hostile answer nests them as deep as JSON may be.
constexpr int kMaxNesting = 8;

constexpr std::array<std::pair<std::string_view, Role>, 4> kContactRoles = {{{"registrant", Role::kRegistrant},
                                                                             {"administrative", Role::kAdmin},
                                                                             {"technical", Role::kTech},
                                                                             {"billing", Role::kBilling}}};

/// A text, or the texts of an array (a part may itself be one), joined by blanks.
std::string flatText(const Json& value) {
  if (!value.is_array()) return textOf(value);
  std::string out;
  for (const Json& part : value) {
    const std::string text = textOf(part);
    if (text.empty()) continue;
    if (!out.empty()) out += ' ';
    out += text;
  }
  return out;
}

bool saysFax(const Json& params) {
  bool fax = false;
  forEach(get(params, "type"),
          [&fax](const Json& type, std::uint64_t) { fax = fax || equalsIgnoreCase(textOf(type), "fax"); });
  return fax;
}

/// "tel:+1.7035555555;ext=12" -> "+1.7035555555".
std::string phoneText(std::string_view value) {
  if (startsWithIgnoreCase(value, "tel:")) value.remove_prefix(4);
  return std::string(trim(value.substr(0, value.find(';'))));
}

/// The seventh part of an address, the code beside it (RFC 8605), or the last line of the label.
std::string countryOf(const Json& params, const Json& parts) {
  std::string country = textOf(params, "cc");
  if (country.empty() && parts.is_array() && parts.size() >= 7) country = flatText(parts[6]);
  if (country.empty()) {
    const std::string label = textOf(params, "label");
    const auto lines = splitLines(label);
    if (lines.size() > 1) country = trim(lines.back());
  }
  return country;
}

std::size_t digitsIn(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), isDigit));
}

/// Some registrars cut one number into several properties: "+7", "495", "5801111".
void joinPieces(std::vector<std::string>& phones) {
  if (phones.size() < 2 || digitsIn(phones.front()) >= 5) return;
  phones = {join(phones, "")};
}

/// Who may change a record of RIPE's and AFRINIC's: an individual by its key alone, with the role of a registrant.
bool isMaintainer(const Json& entity, const Card& card) {
  const std::string handle = textOf(entity, "handle");
  const bool keyed = !handle.empty() && handle.find(' ') == handle.npos && card.full_name == handle;
  return keyed && card.kind == "individual" && card.organization.empty() && card.emails.empty() &&
         card.phones.empty() && card.country.empty();
}

void addHoldersIn(const Json& object, const NodeName& of, int depth, FactBuilder& builder, const Sighting& seen) {
  if (depth > kMaxNesting) return;
  forEach(get(object, "entities"), [&](const Json& entity, std::uint64_t) {
    const Card card = cardOf(entity);
    const ContactTexts contact = contactOf(card);
    if (hasRole(entity, "registrant") && !isMaintainer(entity, card)) {
      // The holder of a block is an organisation even where nobody says so: it has no trait for a person.
      builder.contact(of, "org", contact.organization.empty() ? contact.name : contact.organization, seen);
      for (const auto& email : card.emails) builder.contact(of, "email", email, seen);
      builder.contact(of, "phone", contact.phone, seen);
    }
    if (hasRole(entity, "administrative")) addContact(builder, of, Role::kAdmin, contact, seen);
    if (hasRole(entity, "technical")) addContact(builder, of, Role::kTech, contact, seen);
    if (hasRole(entity, "abuse")) {
      for (const auto& email : card.emails) builder.contact(of, "abuse-email", email, seen);
      for (const auto& phone : card.phones) builder.contact(of, "abuse-phone", phone, seen);
    }
    addHoldersIn(entity, of, depth + 1, builder, seen);
  });
}

/// "Registrant Email", "Tech Phone", or a path with 'registrant' and 'email' in it -> "email", "tech-phone". Empty for
/// fields that the graph has no trait for.
std::string traitOf(std::string_view words) {
  const auto says = [words](std::string_view word) { return findIgnoreCase(words, word) != words.npos; };
  std::string prefix;
  if (says("tech")) {
    prefix = "tech-";
  } else if (says("admin")) {
    prefix = "admin-";
  } else if (says("billing")) {
    prefix = "billing-";
  } else if (!says("registrant")) {
    return {};
  }
  if (says("fax") || says("ext")) return {};
  if (says("email")) return prefix + "email";
  if (says("phone") || says("'tel'")) return prefix + "phone";
  if (says("organization") || says("organisation") || says("'org'")) return prefix + "org";
  if (says("name") || says("'fn'")) return prefix.empty() ? "registrant" : prefix + "person";
  return {};
}

void addWithheldContact(const Json& entity, Role role, const NodeName& domain, FactBuilder& builder,
                        const Sighting& seen) {
  const ContactTexts contact = contactOf(cardOf(entity));
  const std::string prefix(rolePrefix(role));
  std::string whole, email;  // what the remarks on the contact and on its mailbox are called
  forEach(get(entity, "remarks"), [&](const Json& remark, std::uint64_t) {
    const std::string title = textOf(remark, "title");
    const auto* list = builder.context().redactions;
    if (startsWithIgnoreCase(title, "EMAIL REDACTED")) {
      email = title;
    } else if (startsWithIgnoreCase(title, "REDACTED FOR") ||
               (list != nullptr && list->classify(title) == model::Withheld::kRedacted)) {
      whole = title;
    }
  });
  if (email.empty()) email = whole;
  if (!email.empty() && contact.email.empty()) builder.redacted(domain, prefix + "email", email, seen);
  if (whole.empty()) return;
  if (contact.name.empty()) builder.redacted(domain, prefix.empty() ? "registrant" : prefix + "person", whole, seen);
  if (contact.phone.empty()) builder.redacted(domain, prefix + "phone", whole, seen);
}

}  // namespace

bool hasRole(const Json& entity, std::string_view role) {
  bool has = false;
  forEach(get(entity, "roles"),
          [&](const Json& one, std::uint64_t) { has = has || equalsIgnoreCase(textOf(one), role); });
  return has;
}

Card cardOf(const Json& entity) {
  Card card;
  const Json& array = get(entity, "vcardArray");
  if (!array.is_array() || array.size() < 2 || !array[1].is_array()) return card;
  for (const Json& property : array[1]) {
    if (!property.is_array() || property.size() < 4) continue;
    const std::string name = toLower(textOf(property[0]));
    const Json& params = property[1];
    const std::string text = flatText(property[3]);
    if (name == "fn" && card.full_name.empty()) card.full_name = text;
    if (name == "org" && card.organization.empty()) card.organization = text;
    if (name == "kind") card.kind = toLower(text);
    if (name == "email" && !text.empty()) card.emails.push_back(text);
    if (name == "tel" && !text.empty() && !saysFax(params)) card.phones.push_back(phoneText(text));
    if (name == "adr" && card.country.empty()) card.country = countryOf(params, property[3]);
  }
  joinPieces(card.phones);
  return card;
}

ContactTexts contactOf(const Card& card) {
  ContactTexts contact;
  contact.organization = card.organization;
  const bool is_org = card.kind == "org" || card.kind == "group";
  const bool same = model::foldName(card.full_name) == model::foldName(card.organization);
  if (is_org) {
    if (contact.organization.empty()) contact.organization = card.full_name;
  } else if (!same) {
    contact.name = card.full_name;
  }
  contact.email = join(card.emails, "\n");
  if (!card.phones.empty()) contact.phone = card.phones.front();
  contact.country = card.country;
  return contact;
}

namespace {

/// The text of a contact that a trait is made of; null for traits of no contact.
std::string* contactText(Registration& record, std::string_view trait) {
  for (const Role role : {Role::kAdmin, Role::kTech, Role::kBilling, Role::kRegistrant}) {
    const std::string_view prefix = rolePrefix(role);
    if (!trait.starts_with(prefix)) continue;
    ContactTexts& contact = record.contact(role);
    const std::string_view field = trait.substr(prefix.size());
    if (field == "email") return &contact.email;
    if (field == "phone") return &contact.phone;
    if (field == "org") return &contact.organization;
    if (field == "person" || field == "registrant") return &contact.name;
    return nullptr;
  }
  return nullptr;
}

std::string traitOfRedaction(const Json& field) {
  std::string trait = traitOf(firstText(get(field, "name"), {"description", "type"}));
  if (trait.empty()) trait = traitOf(firstText(field, {"prePath", "postPath", "replacementPath"}));
  return trait;
}

}  // namespace

void withholdStandIns(const Json& object, Registration& record) {
  forEach(get(object, "redacted"), [&record](const Json& field, std::uint64_t) {
    const std::string method = textOf(field, "method");
    if (method != "replacementValue" && method != "partialValue") return;
    if (std::string* text = contactText(record, traitOfRedaction(field))) text->clear();
  });
}

void addRegistrarOf(const Json& entity, Registration& record) {
  const Card card = cardOf(entity);
  Registration found;
  found.registrar = card.full_name.empty() ? card.organization : card.full_name;
  forEach(get(entity, "publicIds"), [&found](const Json& id, std::uint64_t) {
    if (equalsIgnoreCase(textOf(id, "type"), "IANA Registrar ID")) found.registrar_iana_id = textOf(id, "identifier");
  });
  // a stub: the registry says no more than its key
  const std::string handle = textOf(entity, "handle");
  const bool stub = member(entity, "vcardArray") == nullptr && found.registrar_iana_id.empty();
  if (stub && found.registrar.empty() && hasRole(entity, "registrar") && !allDigits(handle)) found.registrar = handle;
  // The abuse desk stands inside the registrar: it is the registrar's, not the owner's.
  forEach(get(entity, "entities"), [&found](const Json& inner, std::uint64_t) {
    if (!hasRole(inner, "abuse")) return;
    Card desk = cardOf(inner);
    found.registrar_emails.insert(found.registrar_emails.end(), desk.emails.begin(), desk.emails.end());
    found.registrar_phones.insert(found.registrar_phones.end(), desk.phones.begin(), desk.phones.end());
  });
  record.fillFrom(found);
}

void addEntities(const Json& object, Registration& record) {
  record.withheld = member(object, "redacted") != nullptr;
  const auto contactsOf = [&record](const Json& entity) {
    for (const auto& [word, role] : kContactRoles) {
      if (!hasRole(entity, word)) continue;
      const Card card = cardOf(entity);
      if (role == Role::kRegistrant && isMaintainer(entity, card)) continue;
      record.contact(role).fillFrom(contactOf(card));
      record.withheld = record.withheld || member(entity, "remarks") != nullptr;
    }
  };
  forEach(get(object, "entities"), [&](const Json& entity, std::uint64_t) {
    contactsOf(entity);
    if (hasRole(entity, "registrar")) addRegistrarOf(entity, record);
    // registro.br hangs who administers a name below its registrant
    if (hasRole(entity, "registrant"))
      forEach(get(entity, "entities"), [&](const Json& within, std::uint64_t) { contactsOf(within); });
  });
}

void addHolders(const Json& object, const NodeName& of, FactBuilder& builder, const Sighting& seen) {
  addHoldersIn(object, of, 0, builder, seen);
}

void addRedactions(const Json& object, const NodeName& domain, FactBuilder& builder, const Sighting& seen) {
  forEach(get(object, "redacted"), [&](const Json& field, std::uint64_t) {
    const std::string name = firstText(get(field, "name"), {"description", "type"});
    const std::string trait = traitOfRedaction(field);
    if (trait.empty()) return;
    std::string text = firstText(get(field, "reason"), {"description", "type"});
    if (text.empty()) text = textOf(field, "method");
    builder.redacted(domain, trait, text.empty() ? name : text, seen);
  });
  forEach(get(object, "entities"), [&](const Json& entity, std::uint64_t) {
    for (const auto& [word, role] : kContactRoles) {
      if (hasRole(entity, word)) addWithheldContact(entity, role, domain, builder, seen);
    }
  });
}

}  // namespace clew::ingest::rdap
