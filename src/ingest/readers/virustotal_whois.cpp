#include "common/text.h"
#include "ingest/readers/virustotal.h"
#include "ingest/readers/whois_keys.h"
#include "ingest/readers/whois_nets.h"

namespace clew::ingest::virustotal {
namespace {

using model::NodeName;
using model::Sighting;

/// "e9cfc3ab0c85f792", "e9cfc3ab0c85f792s@": what the provider puts in place of a person's data. A mailbox without a
/// domain is none, however long it is.
bool isHash(std::string_view value) {
  if (value.ends_with("s@")) return value.size() > 2 && allHex(value.substr(0, value.size() - 2));
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
      addWhoisKey(key, trim(rest.substr(0, bar)), record);
      if (bar == rest.npos) break;
      rest.remove_prefix(bar + 3);
    }
  }
  return record;
}

void addWhoisOfAddress(std::string_view text, const Sighting& seen, FactBuilder& builder) {
  std::string apart;
  bool within_net = false;
  for (const std::string_view row : splitLines(text)) {
    const std::string key = toLower(row.substr(0, row.find(':')));
    const bool net = isOneOf(key, {"netrange", "inetnum", "inet6num"});
    const bool other =
        isOneOf(key, {"orgname", "custname", "organisation", "irt", "role", "person", "route", "route6"});
    if (net) apart += "\n# start\n";  // an answer of its own
    // LACNIC names the system of a network among its first words; elsewhere the network has a name and a source before
    if (other || (key == "aut-num" && !within_net)) apart += '\n';
    if (net) within_net = true;
    if (other || isOneOf(key, {"netname", "source"})) within_net = false;
    apart += row;
    apart += '\n';
  }
  std::vector<whois::Line> lines = whois::linesOf(apart);
  for (whois::Line& line : lines) line.number = 0;  // the object's own place stands
  if (!whois::addNets(lines, seen, builder) && !trim(text).empty()) tellUnread(builder);
}

void tellUnread(FactBuilder& builder) {
  builder.notice("WHOIS texts that nothing is read of: kept in the raw record alone", 1);
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
