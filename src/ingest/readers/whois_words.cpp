// The words of WHOIS servers: which key says what, and whose a heading is.
#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "common/text.h"
#include "ingest/readers/whois_lines.h"

namespace clew::ingest::whois {
namespace {

using FieldKey = std::pair<std::string_view, Field>;
constexpr FieldKey kFieldKeys[] = {
    {"domain", Field::kDomain},
    {"domain name", Field::kDomain},
    {"domainname", Field::kDomain},
    {"query", Field::kDomain},
    {"nombre de dominio", Field::kDomain},
    {"nom de domaine", Field::kDomain},
    {"registrar", Field::kRegistrar},
    {"registrar name", Field::kRegistrar},
    {"sponsoring registrar", Field::kRegistrar},
    {"authorized agency", Field::kRegistrar},
    {"current registar", Field::kRegistrar},
    {"registration service provider", Field::kRegistrar},
    {"registrado por", Field::kRegistrar},
    {"registered by", Field::kRegistrar},
    {"registrar organization", Field::kRegistrar},
    {"registrar handle", Field::kRegistrarHandle},
    {"sponsoring registrar organization", Field::kRegistrar},
    {"registrar iana id", Field::kIanaId},
    {"sponsoring registrar iana id", Field::kIanaId},
    {"registrar whois server", Field::kServer},
    {"whois server", Field::kServer},
    {"registrar abuse contact email", Field::kAbuseEmail},
    {"registrar email", Field::kAbuseEmail},
    {"sponsoring registrar contact email", Field::kAbuseEmail},
    {"registrar abuse contact phone", Field::kAbusePhone},
    {"registrar phone", Field::kAbusePhone},
    {"created", Field::kCreated},
    {"created on", Field::kCreated},
    {"created date", Field::kCreated},
    {"creation date", Field::kCreated},
    {"create date", Field::kCreated},
    {"domain creation date", Field::kCreated},
    {"domain created", Field::kCreated},
    {"domain name commencement date", Field::kCreated},
    {"domain record activated", Field::kCreated},
    {"domain dateregistered", Field::kCreated},
    {"domain registration date", Field::kCreated},
    {"date approved", Field::kCreated},
    {"date created", Field::kCreated},
    {"entry created", Field::kCreated},
    {"first registration date", Field::kCreated},
    {"domain datecreated", Field::kCreated},
    {"fecha de creacion", Field::kCreated},
    {"fecha de creación", Field::kCreated},
    {"activated on", Field::kCreated},
    {"record created", Field::kCreated},
    {"registered", Field::kCreated},
    {"registered on", Field::kCreated},
    {"registered date", Field::kCreated},
    {"registration date", Field::kCreated},
    {"registration time", Field::kCreated},
    {"updated", Field::kUpdated},
    {"updated on", Field::kUpdated},
    {"updated date", Field::kUpdated},
    {"update date", Field::kUpdated},
    {"last update", Field::kUpdated},
    {"last updated", Field::kUpdated},
    {"last updated on", Field::kUpdated},
    {"last updated date", Field::kUpdated},
    {"last modified", Field::kUpdated},
    {"modified", Field::kUpdated},
    {"modified date", Field::kUpdated},
    {"modification date", Field::kUpdated},
    {"changed", Field::kUpdated},
    {"date modified", Field::kUpdated},
    {"domain last updated date", Field::kUpdated},
    {"domain datelastmodified", Field::kUpdated},
    {"domain record last updated", Field::kUpdated},
    {"record changed", Field::kUpdated},
    {"record last updated", Field::kUpdated},
    {"record last modified", Field::kUpdated},
    {"entry updated", Field::kUpdated},
    {"ultima actualizacion", Field::kUpdated},
    {"ultima actualización", Field::kUpdated},
    {"última actualización", Field::kUpdated},
    {"expires", Field::kExpires},
    {"expires on", Field::kExpires},
    {"expires at", Field::kExpires},
    {"expire", Field::kExpires},
    {"expire date", Field::kExpires},
    {"expiry", Field::kExpires},
    {"exp date", Field::kExpires},
    {"expiry date", Field::kExpires},
    {"expiration date", Field::kExpires},
    {"expiration time", Field::kExpires},
    {"registry expiry date", Field::kExpires},
    {"registrar registration expiration date", Field::kExpires},
    {"domain expires", Field::kExpires},
    {"domain expiration date", Field::kExpires},
    {"paid till", Field::kExpires},
    {"renewal date", Field::kExpires},
    {"date renewal", Field::kExpires},
    {"valid until", Field::kExpires},
    {"validity", Field::kExpires},
    {"fecha de vencimiento", Field::kExpires},
    {"record expires", Field::kExpires},
    {"record expired", Field::kExpires},
    {"transferred", Field::kTransferred},
    {"last transferred date", Field::kTransferred},
    {"status", Field::kStatus},
    {"domain status", Field::kStatus},
    {"state", Field::kStatus},
    {"registration status", Field::kStatus},
    {"epp status", Field::kStatus},
    {"query status", Field::kStatus},
    {"domaintype", Field::kStatus},
    {"estatus del dominio", Field::kStatus},
    {"name server", Field::kNameServer},
    {"name servers", Field::kNameServer},
    {"nserver", Field::kNameServer},
    {"nservers", Field::kNameServer},
    {"nameserver", Field::kNameServer},
    {"nameservers", Field::kNameServer},
    {"dns", Field::kNameServer},
    {"dns servers", Field::kNameServer},
    {"host name", Field::kNameServer},
    {"servers", Field::kNameServer},
    {"domain servers", Field::kNameServer},
    {"domain servers in listed order", Field::kNameServer},
    {"domain name servers", Field::kNameServer},
    {"domain name servers listed in order", Field::kNameServer},
    {"domain nameservers", Field::kNameServer},
    {"name servers in the listed order", Field::kNameServer},
    {"name server information", Field::kNameServer},
    {"name servers information", Field::kNameServer},
    {"nameserver information", Field::kNameServer},
    {"nameserver in listed order", Field::kNameServer},
    {"servidor(es) de nombres de dominio", Field::kNameServer},
    {"primary server", Field::kNameServer},
    {"secondary server", Field::kNameServer},
    {"primary name server", Field::kNameServer},
    {"secondary name server", Field::kNameServer},
    {"dnssec", Field::kDnssec},
    {"last update of whois database", Field::kFetched},
    {"query datetime", Field::kFetched},
};

using PartyKey = std::pair<std::string_view, Party>;
constexpr PartyKey kParties[] = {
    {"registrant", Party::kRegistrant},
    {"registrants", Party::kRegistrant},
    {"registrant c", Party::kRegistrant},
    {"registrant contact", Party::kRegistrant},
    {"registrant contact information", Party::kRegistrant},
    {"registrant information", Party::kRegistrant},
    {"domain registrant", Party::kRegistrant},
    {"domain holder", Party::kRegistrant},
    {"domain owner", Party::kRegistrant},
    {"holder", Party::kRegistrant},
    {"holder c", Party::kRegistrant},
    {"holder of domain name", Party::kRegistrant},
    {"owner", Party::kRegistrant},
    {"owner c", Party::kRegistrant},
    {"owner contact", Party::kRegistrant},
    {"owner's handle", Party::kRegistrant},
    {"domain holder handle", Party::kRegistrant},
    {"registered for", Party::kRegistrant},
    {"organization using domain name", Party::kRegistrant},
    {"titular", Party::kRegistrant},
    {"admin c", Party::kAdmin},
    {"admin", Party::kAdmin},
    {"administrative", Party::kAdmin},
    {"contacts", Party::kAdmin},
    {"contacto administrativo", Party::kAdmin},
    {"tech c", Party::kTech},
    {"tech c handle", Party::kTech},
    {"tech", Party::kTech},
    {"technical", Party::kTech},
    {"zone c", Party::kTech},
    {"onsite(s)", Party::kTech},
    {"on site(s)", Party::kTech},
    {"contacto tecnico", Party::kTech},
    {"contacto técnico", Party::kTech},
    {"billing", Party::kBilling},
    {"billing c", Party::kBilling},
    {"contacto de cobranza", Party::kBilling},
    {"registrar", Party::kRegistrar},
    {"registrar information", Party::kRegistrar},
    {"registrar technical contacts", Party::kRegistrar},
    {"abuse contact", Party::kRegistrar},
};

}  // namespace

Field fieldOf(std::string_view key) {
  const auto found = std::find_if(std::begin(kFieldKeys), std::end(kFieldKeys),
                                  [key](const FieldKey& known) { return known.first == key; });
  return found == std::end(kFieldKeys) ? Field::kOther : found->second;
}

Party partyOf(std::string_view heading) {
  const auto found = std::find_if(std::begin(kParties), std::end(kParties),
                                  [heading](const PartyKey& known) { return known.first == heading; });
  if (found != std::end(kParties)) return found->second;
  // "Administrative Contact:", "TECHNICAL CONTACT(S)", "Adminstrative Contact Information", "Tech Contact's handle";
  // and not "Administrative Contact City", which is a field of its own.
  const std::size_t contact = heading.find("contact");
  if (contact == heading.npos) return Party::kNobody;
  const std::string_view rest = heading.substr(contact + 7);
  if (!isOneOf(rest,
               {"", "/agent", "s", "(s)", "(ac)", "(tc)", " information", " info", " details", " handle", "'s handle"}))
    return Party::kNobody;
  if (heading.starts_with("admin")) return Party::kAdmin;
  if (heading.starts_with("tech")) return Party::kTech;
  if (heading.starts_with("bill")) return Party::kBilling;
  return Party::kNobody;
}

}  // namespace clew::ingest::whois
