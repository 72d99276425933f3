#include <algorithm>
#include <array>
#include <functional>

#include "common/text.h"
#include "ingest/readers/virustotal.h"

namespace clew::ingest::virustotal {
namespace {

using model::NodeName;
using model::Sighting;

constexpr std::array<std::pair<std::string_view, Role>, 4> kRolesOfKeys = {{{"Registrant ", Role::kRegistrant},
                                                                            {"Admin ", Role::kAdmin},
                                                                            {"Tech ", Role::kTech},
                                                                            {"Billing ", Role::kBilling}}};

void setOnce(std::string& field, std::string_view value) {
  if (field.empty()) field = value;
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

void addKey(std::string_view key, std::string_view value, Registration& record) {
  const auto is = [key](std::string_view name) { return equalsIgnoreCase(key, name); };
  if (value.empty()) return;
  if (is("Registrar")) {
    setOnce(record.registrar, value);
  } else if (is("Registrar IANA ID")) {
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
  } else if (is("Name Server") || is("Nameserver")) {
    record.name_servers.emplace_back(value);
  } else {
    addContactKey(key, value, record);
  }
}

/// "e9cfc3ab0c85f792", "e9cfc3ab0c85f792s@": what the provider puts in place of a person's data.
bool isHash(std::string_view value) {
  if (value.ends_with("s@")) value.remove_suffix(2);
  return value.size() == 16 && allHex(value);
}

}  // namespace

Registration registrationOfMap(const Json& map) {
  Registration record;
  if (!map.is_object()) return record;
  for (const auto& [key, value] : map.items()) {
    std::string_view rest;
    const std::string text = textOf(value);
    rest = text;
    while (true) {
      const std::size_t bar = rest.find(" | ");
      addKey(key, trim(rest.substr(0, bar)), record);
      if (bar == rest.npos) break;
      rest.remove_prefix(bar + 3);
    }
  }
  return record;
}

Registration registrationOfText(std::string_view whois) {
  Registration record;
  for (const std::string_view line : splitLines(whois)) {
    const auto parts = splitOnce(line, ":");
    if (parts) addKey(trim(parts->first), trim(parts->second), record);
  }
  return record;
}

void addWhois(const NodeName& domain, const Registration& given, const Sighting& seen, FactBuilder& builder) {
  Registration record = given;
  for (const Role role : {Role::kRegistrant, Role::kAdmin, Role::kTech, Role::kBilling}) {
    ContactTexts& contact = record.contact(role);
    const std::string prefix(rolePrefix(role));
    const auto withhold = [&](std::string& field, const std::string& relation) {
      if (!isHash(field)) return;
      builder.redacted(domain, relation, field, seen);
      field.clear();
      record.withheld = true;
    };
    withhold(contact.name, prefix.empty() ? "registrant" : prefix + "person");
    withhold(contact.organization, prefix + "org");
    withhold(contact.email, prefix + "email");
    withhold(contact.phone, prefix + "phone");
  }
  addRegistration(builder, domain, record, seen);
}

}  // namespace clew::ingest::virustotal
