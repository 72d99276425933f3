#include "ingest/readers/registration.h"

#include <algorithm>

#include "common/text.h"

namespace clew::ingest {
namespace {

using model::NodeName;
using model::Sighting;

void fill(std::string& to, const std::string& from) {
  if (trim(to).empty()) to = from;
}

std::string_view mailDomain(std::string_view email) {
  const std::size_t at = email.rfind('@');
  return at == email.npos ? std::string_view{} : email.substr(at + 1);
}

/// The registrable name of a host's text; "" when it is no host.
std::string apexOf(const FactBuilder& builder, std::string_view host) {
  const auto made = model::canonical(builder.schema(), builder.schema().known().host, host);
  if (!made.ok()) return {};
  const auto* suffixes = builder.context().suffixes;
  return suffixes == nullptr ? made.value().name : std::string(suffixes->apex(made.value().name));
}

/// Whose mailboxes are the registrar's.
class RegistrarDomains {
 public:
  RegistrarDomains(const FactBuilder& builder, const Registration& record) : builder_(builder) {
    add(record.registrar_server);
    for (const auto& email : record.registrar_emails) add(mailDomain(email));
  }
  bool holds(std::string_view email) const {
    const std::string apex = apexOf(builder_, mailDomain(email));
    return !apex.empty() && std::find(domains_.begin(), domains_.end(), apex) != domains_.end();
  }

 private:
  void add(std::string_view host) {
    std::string apex = apexOf(builder_, host);
    if (!apex.empty()) domains_.push_back(std::move(apex));
  }
  const FactBuilder& builder_;
  std::vector<std::string> domains_;
};

bool isRole(const FactBuilder& builder, std::string_view email) {
  const auto* list = builder.context().redactions;
  return list != nullptr && list->classify(email) == model::Withheld::kRole;
}

bool isService(const FactBuilder& builder, std::string_view text) {
  const auto* list = builder.context().redactions;
  return list != nullptr && list->classify(trim(text)) == model::Withheld::kProxy;
}

/// Takes out of the record's contacts the role mailboxes at the registrar's domain, and gives them to the registrar.
void giveRolesToRegistrar(const FactBuilder& builder, const RegistrarDomains& own, Registration& record) {
  for (auto& contact : record.contacts) {
    std::string kept;
    for (const std::string_view email : splitEmails(contact.email)) {
      if (isRole(builder, email) && own.holds(email)) {
        record.registrar_emails.emplace_back(email);
      } else {
        if (!kept.empty()) kept += '\n';
        kept += email;
      }
    }
    contact.email = std::move(kept);
  }
  for (const std::string_view email : splitEmails(record.general_email)) {
    if (own.holds(email)) record.registrar_emails.emplace_back(email);
  }
}

void addNameServer(FactBuilder& builder, const NodeName& domain, std::string_view text, const Sighting& seen) {
  const auto words = splitBlanks(text);
  if (words.empty()) return;
  std::string_view name = words.front();
  while (name.ends_with(',') || name.ends_with(';')) name.remove_suffix(1);
  const auto server = builder.node(builder.schema().known().host, name);
  if (!server) return;
  builder.link(domain, "ns", *server, seen);
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (model::parseAddress(words[i])) builder.link(*server, "ip", words[i], seen);
  }
}

// RFC 8056, section 2: the words that are not merely spelt otherwise.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kRdapWords = {
    {{"active", "ok"}, {"associated", "linked"}}};

}  // namespace

void ContactTexts::fillFrom(const ContactTexts& other) {
  fill(name, other.name);
  fill(organization, other.organization);
  fill(email, other.email);
  fill(phone, other.phone);
  fill(country, other.country);
}

bool Registration::empty() const {
  return registrar.empty() && registrar_iana_id.empty() && created.empty() && updated.empty() && expires.empty() &&
         statuses.empty() && name_servers.empty() &&
         std::all_of(contacts.begin(), contacts.end(), [](const ContactTexts& contact) { return contact.empty(); });
}

void Registration::fillFrom(const Registration& other) {
  fill(registrar, other.registrar);
  fill(registrar_iana_id, other.registrar_iana_id);
  fill(registrar_server, other.registrar_server);
  fill(general_email, other.general_email);
  fill(created, other.created);
  fill(updated, other.updated);
  fill(expires, other.expires);
  fill(transferred, other.transferred);
  registrar_emails.insert(registrar_emails.end(), other.registrar_emails.begin(), other.registrar_emails.end());
  registrar_phones.insert(registrar_phones.end(), other.registrar_phones.begin(), other.registrar_phones.end());
  statuses.insert(statuses.end(), other.statuses.begin(), other.statuses.end());
  name_servers.insert(name_servers.end(), other.name_servers.begin(), other.name_servers.end());
  for (std::size_t i = 0; i < kRoles; ++i) contacts[i].fillFrom(other.contacts[i]);
}

std::string_view rolePrefix(Role role) {
  switch (role) {
    case Role::kAdmin:
      return "admin-";
    case Role::kTech:
      return "tech-";
    case Role::kBilling:
      return "billing-";
    case Role::kRegistrant:
      break;
  }
  return {};
}

std::vector<std::string_view> splitEmails(std::string_view text) {
  // A withheld field may be a sentence: only what looks like addresses is cut.
  if (!contains(text, "@")) {
    if (trim(text).empty()) return {};
    return {trim(text)};
  }
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  const auto separates = [](char c) { return isBlank(c) || c == ',' || c == ';'; };
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && !separates(text[i])) continue;
    if (i > begin) parts.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  const bool all_mail = std::all_of(parts.begin(), parts.end(), [](auto part) { return contains(part, "@"); });
  if (!all_mail) return {trim(text)};
  return parts;
}

std::string statusWord(std::string_view text) {
  std::string_view words = trim(text);
  for (const std::string_view link : {"http", "(http", "(https"}) {
    const std::size_t at = findIgnoreCase(words, link);
    if (at != words.npos && (at == 0 || isBlank(words[at - 1]))) words = trim(words.substr(0, at));
  }
  std::string out;
  for (const std::string_view word : splitBlanks(words)) {
    for (const char c : word) {
      if (!isAlnum(c) && c != '-' && c != '_') return {};
    }
    if (out.empty()) {
      out = word;
      if (toUpper(out) == out) out = toLower(out);
      out.front() = toLowerAscii(out.front());
    } else {
      out += toUpperAscii(word.front());
      out += toLower(word.substr(1));
    }
  }
  for (const auto& [rdap, epp] : kRdapWords) {
    if (out == rdap) return std::string(epp);
  }
  return out;
}

std::vector<std::string> statusWords(std::string_view text) {
  std::vector<std::string> out;
  for (std::string_view word : splitBlanks(text)) {
    while (word.ends_with(',') || word.ends_with(';')) word.remove_suffix(1);
    std::string made = statusWord(word);
    if (made.empty()) return {std::string(trim(text))};  // no list of statuses: it is kept as it is
    out.push_back(std::move(made));
  }
  return out;
}

std::string countryText(const model::Schema& schema, std::string_view text) {
  const std::string_view word = trim(text);
  if (word.empty()) return {};
  const auto made = model::canonical(schema, schema.known().country, word);
  return made.ok() ? made.value().name : std::string();
}

void addContact(FactBuilder& builder, const NodeName& of, Role role, const ContactTexts& contact,
                const Sighting& seen) {
  const std::string prefix(rolePrefix(role));
  // Beside the name of a privacy service its desk's name and telephone stand for all its customers, and beside a desk
  // that is named for it the organisation that runs it.
  const bool by_desk = isService(builder, contact.name);
  const bool by_service = by_desk || isService(builder, contact.organization);
  const auto* list = builder.context().redactions;
  const auto add = [&](const std::string& relation, std::string_view text, bool stands_in) {
    if (stands_in && !trim(text).empty() && list->classify(trim(text)) != model::Withheld::kEmpty)
      builder.redacted(of, relation, trim(text), seen);
    else
      builder.contact(of, relation, text, seen);
  };
  add(prefix.empty() ? "registrant" : prefix + "person", contact.name, by_service);
  add(prefix + "org", contact.organization, by_desk);
  for (const std::string_view email : splitEmails(contact.email))
    add(prefix + "email", email, by_service && isRole(builder, email));
  add(prefix + "phone", contact.phone, by_service);
}

std::optional<NodeName> addRegistrar(FactBuilder& builder, std::string_view name, std::string_view iana_id,
                                     const Sighting& seen) {
  const std::string_view id = trim(iana_id);
  const bool is_id = allDigits(id);
  std::string text = collapseBlanks(name);
  if (text.empty() && is_id) text = "IANA " + std::string(id);
  const auto registrar = builder.node(builder.schema().known().registrar, text);
  if (registrar && is_id) builder.property(*registrar, "iana-id", id, seen);
  return registrar;
}

void addDates(FactBuilder& builder, const NodeName& domain, const Registration& record, const Sighting& seen) {
  builder.property(domain, "created", record.created, seen);
  builder.property(domain, "updated", record.updated, seen);
  builder.property(domain, "expires", record.expires, seen);
  builder.property(domain, "transferred", record.transferred, seen);
}

void addRegistration(FactBuilder& builder, const NodeName& domain, const Registration& given, const Sighting& seen) {
  Registration record = given;
  // What a domain alone has, a query of `hosts` does not look for.
  const model::Suffixes* suffixes = builder.context().suffixes;
  if (suffixes != nullptr && suffixes->apex(domain.name) != domain.name) {
    builder.notice(
        "a registration of a name that is not registrable by the suffix list: `domain NAME` asks for what it says", 1);
  }
  const RegistrarDomains own(builder, record);
  giveRolesToRegistrar(builder, own, record);

  // A registry that knows no contacts leaves them out: such a record is no word on whether they still stand.
  const bool thin = std::all_of(record.contacts.begin(), record.contacts.end(),
                                [](const ContactTexts& contact) { return contact.empty(); });
  builder.answer(domain, "registration", thin && !record.withheld ? model::Outcome::kPartial : model::Outcome::kFound,
                 seen.first);
  const auto registrar = addRegistrar(builder, record.registrar, record.registrar_iana_id, seen);
  if (registrar) {
    builder.link(domain, "registrar", *registrar, seen);
    for (const auto& field : record.registrar_emails) {
      for (const std::string_view email : splitEmails(field)) builder.contact(*registrar, "abuse-email", email, seen);
    }
    for (const auto& phone : record.registrar_phones) builder.contact(*registrar, "abuse-phone", phone, seen);
  }
  addDates(builder, domain, record, seen);
  builder.property(domain, "whois-server", record.registrar_server, seen);
  for (const auto& text : record.statuses) {
    const std::string word = statusWord(text);
    if (word.empty() && !trim(text).empty())
      builder.property(domain, "detail", "status: " + std::string(trim(text)), seen);
    else
      builder.property(domain, "status", word, seen);
  }
  for (const auto& text : record.name_servers) addNameServer(builder, domain, text, seen);
  const std::string country = countryText(builder.schema(), record.contact(Role::kRegistrant).country);
  builder.property(domain, "registrant-country", country, seen);
  for (const Role role : {Role::kRegistrant, Role::kAdmin, Role::kTech, Role::kBilling}) {
    addContact(builder, domain, role, record.contact(role), seen);
  }
}

}  // namespace clew::ingest
