#include "ingest/readers/whois_keys.h"

#include <array>

#include "common/text.h"

namespace clew::ingest {
namespace {

constexpr std::array<std::pair<std::string_view, Role>, 6> kRolesOfKeys = {{{"Registrant ", Role::kRegistrant},
                                                                            {"Admin ", Role::kAdmin},
                                                                            {"Administrative ", Role::kAdmin},
                                                                            {"Tech ", Role::kTech},
                                                                            {"Technical ", Role::kTech},
                                                                            {"Billing ", Role::kBilling}}};

/// "Name Server", "Nameserver", "Name server 1".
bool isNameServer(std::string_view key) {
  while (!key.empty() && isDigit(key.back())) key.remove_suffix(1);
  key = trim(key);
  return equalsIgnoreCase(key, "Name Server") || equalsIgnoreCase(key, "Nameserver");
}

void addContactKey(std::string_view key, std::string_view value, Registration& record) {
  for (const auto& [prefix, role] : kRolesOfKeys) {
    if (!startsWithIgnoreCase(key, prefix)) continue;
    const std::string_view field = key.substr(prefix.size());
    ContactTexts& contact = record.contact(role);
    if (equalsIgnoreCase(field, "Name")) setOnce(contact.name, value);
    if (equalsIgnoreCase(field, "Organization")) setOnce(contact.organization, value);
    if (equalsIgnoreCase(field, "Email")) setOnce(contact.email, value);
    if (equalsIgnoreCase(field, "Phone")) setOnce(contact.phone, value);
    if (equalsIgnoreCase(field, "Country")) setOnce(contact.country, value);
  }
}

}  // namespace

void addWhoisKey(std::string_view key, std::string_view value, Registration& record) {
  const auto is = [key](std::string_view name) { return equalsIgnoreCase(key, name); };
  if (value.empty()) return;
  if (is("Registrar")) {
    setOnce(record.registrar, value);
  } else if (is("Registrar IANA ID") || is("Domain registrar id")) {
    setOnce(record.registrar_iana_id, value);
  } else if (is("Registrar WHOIS Server")) {
    setOnce(record.registrar_server, value);
  } else if (is("Registrar Abuse Contact Email")) {
    record.registrar_emails.emplace_back(value);
  } else if (is("Creation Date") || is("Create date")) {
    setOnce(record.created, value);
  } else if (is("Updated Date") || is("Update date")) {
    setOnce(record.updated, value);
  } else if (is("Registry Expiry Date") || is("Registrar Registration Expiration Date") || is("Expiry date")) {
    setOnce(record.expires, value);
  } else if (is("Domain Status")) {
    record.statuses.emplace_back(value);
  } else if (isNameServer(key)) {
    record.name_servers.emplace_back(value);
  } else {
    addContactKey(key, value, record);
  }
}

Registration registrationOfWhoisText(std::string_view whois) {
  Registration record;
  for (const std::string_view line : splitLines(whois)) {
    const auto parts = splitOnce(line, ":");
    if (parts) addWhoisKey(trim(parts->first), trim(parts->second), record);
  }
  return record;
}

}  // namespace clew::ingest
