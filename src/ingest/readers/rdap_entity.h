// RDAP entities: who is who in an answer, from jCards (RFC 7095) with all their quirks, and what was withheld (RFC
// 9537).
#pragma once

#include <string>
#include <vector>

#include "ingest/readers/json_reader.h"
#include "ingest/readers/registration.h"

namespace clew::ingest::rdap {

/// One card, texts as they came.
struct Card {
  std::string full_name;
  std::string organization;
  std::string kind;  // individual, org, group, ...; often empty
  std::vector<std::string> emails;
  std::vector<std::string> phones;  // no faxes
  std::string country;
};
Card cardOf(const Json& entity);

/// The card as a contact: `fn` is a person's name only where it is no organisation's.
ContactTexts contactOf(const Card& card);

bool hasRole(const Json& entity, std::string_view role);

/// The registrar that an entity is, with its IANA id and the abuse desk inside it.
void addRegistrarOf(const Json& entity, Registration& record);

/// Registrar, registrant and contacts from the entities of a domain.
void addEntities(const Json& object, Registration& record);

/// Clears what the answer says is a stand-in for a contact's value or a part of it (RFC 9537, 4.2: `replacementValue`,
/// `partialValue`): it is nobody's mailbox or name.
void withholdStandIns(const Json& object, Registration& record);

/// Contacts and abuse mailboxes of a block or an autonomous system, from its entities and those inside them.
void addHolders(const Json& object, const model::NodeName& of, FactBuilder& builder, const model::Sighting& seen);

/// What the answer says it withholds: `redacted` members, and remarks on contacts that have no card.
void addRedactions(const Json& domain_object, const model::NodeName& domain, FactBuilder& builder,
                   const model::Sighting& seen);

}  // namespace clew::ingest::rdap
