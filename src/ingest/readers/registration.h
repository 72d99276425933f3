// What every WHOIS answer says, whoever sent it and however it spelt the fields, and the facts that follow from it.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/fact_builder.h"

namespace clew::ingest {

enum class Role : std::uint8_t { kRegistrant, kAdmin, kTech, kBilling };
inline constexpr std::size_t kRoles = 4;

/// One contact, texts as they came. An e-mail field may hold several, between blanks, commas, semicolons or new lines.
struct ContactTexts {
  std::string name;
  std::string organization;
  std::string email;
  std::string phone;
  std::string country;
  bool empty() const {
    return name.empty() && organization.empty() && email.empty() && phone.empty() && country.empty();
  }
  /// Fields that are empty here are taken from `other`.
  void fillFrom(const ContactTexts& other);
};

struct Registration {
  std::string registrar;
  std::string registrar_iana_id;
  std::string registrar_server;               // its WHOIS server: tells the registrar's own domain
  std::vector<std::string> registrar_emails;  // said to be the registrar's
  std::vector<std::string> registrar_phones;
  std::string general_email;  // nobody says whose: the registrar's when at its domain, else nobody's
  std::string created, updated, expires, transferred;
  std::vector<std::string> statuses;      // EPP words, with or without a link behind them
  std::vector<std::string> name_servers;  // "ns1.a.example", or with addresses behind it
  std::array<ContactTexts, kRoles> contacts;
  bool withheld = false;  // there are contacts, and the answer says that it keeps them back

  ContactTexts& contact(Role role) { return contacts[static_cast<std::size_t>(role)]; }
  const ContactTexts& contact(Role role) const { return contacts[static_cast<std::size_t>(role)]; }
  /// Nothing that a registration would have: an answer without a record.
  bool empty() const;
  /// What is missing here is taken from `other`: a registry's record completes the registrar's.
  void fillFrom(const Registration& other);
};

/// Of what is said twice the first counts.
inline void setOnce(std::string& field, std::string_view value) {
  if (field.empty()) field = value;
}

/// The facts of one record of `domain`, which held over `seen`; the record answers the question for the registration
/// at the beginning of `seen`, in part when it has no contacts at all. A role's mailbox (abuse@, hostmaster@) at the
/// registrar's domain is the registrar's.
void addRegistration(FactBuilder& builder, const model::NodeName& domain, const Registration& record,
                     const model::Sighting& seen);

/// The dates alone, where a second record says them otherwise: two assertions.
void addDates(FactBuilder& builder, const model::NodeName& domain, const Registration& record,
              const model::Sighting& seen);

/// The contact links of one role on any node that has them: `registrant`, `org`, ... or `tech-email`, ....
void addContact(FactBuilder& builder, const model::NodeName& of, Role role, const ContactTexts& contact,
                const model::Sighting& seen);

/// A registrar's node, its IANA id and its mailboxes; empty when there is neither a name nor an id.
std::optional<model::NodeName> addRegistrar(FactBuilder& builder, std::string_view name, std::string_view iana_id,
                                            const model::Sighting& seen);

/// The word that a contact relation of `role` begins with: "", "admin-", "tech-", "billing-".
std::string_view rolePrefix(Role role);

/// "client transfer prohibited", "clientTransferProhibited https://icann.org/epp#..." -> "clientTransferProhibited".
/// RFC 8056's words become EPP's. Empty for what is no status word.
std::string statusWord(std::string_view text);
/// The words of one text that holds several statuses: "clientHold clientTransferProhibited", "ok, inactive".
std::vector<std::string> statusWords(std::string_view text);

/// The addresses of a field that may hold several.
std::vector<std::string_view> splitEmails(std::string_view text);

/// The ISO code of a code or a name; "" for unknown ones (ZZ) and other text.
std::string countryText(const model::Schema& schema, std::string_view text);

}  // namespace clew::ingest
