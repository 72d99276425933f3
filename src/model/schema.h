// The table of types, relations and properties: the one place that says what words the graph, the language, the
// readers and the manual share.
//
// The table is data (src/model/data/schema.txt, put into the program), extended by the user's own schema file. Ids are
// positions in the table of one Schema object: they are dense, stable for the life of that object, and must never be
// written anywhere; what is stored is the name.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "clew/error.h"
#include "clew/table.h"
#include "common/text.h"

namespace clew::model {

using TypeId = std::uint8_t;
using RelationId = std::uint16_t;
using PropertyId = std::uint16_t;
inline constexpr std::size_t kMaxTypes = 64;
inline constexpr TypeId kNoType = 255;
inline constexpr RelationId kNoRelation = 65535;
inline constexpr PropertyId kNoProperty = 65535;

/// A set of types. `domain` and `host` are two bits; see Schema::withSubtypes.
using TypeSet = std::bitset<kMaxTypes>;

/// How a text becomes the canonical name of a node (canonical.h).
enum class Form : std::uint8_t {
  kHost,
  kIp,
  kNet,
  kAsn,
  kEmail,
  kUrl,
  kHash,
  kCert,
  kService,
  kCountry,
  kPhone,
  kFolded,
  kExact,
  kHashed,  // a fingerprint: "mmh3:-1321378357", "ga:UA-12345-6", "sha256:..."
};

struct TypeDef {
  std::string name;                  // "domain"; singular
  std::string plural;                // "domains"
  std::vector<std::string> aliases;  // further words for it, both numbers
  TypeId parent = kNoType;           // domain -> host; kNoType otherwise
  Form form = Form::kExact;
  std::string help;  // one line
};

/// Links that follow from others and have no observations of their own.
enum class Derivation : std::uint8_t {
  kNone,
  kApex,        // host -> its registrable domain
  kFqdn,        // domain -> itself and every known name below it (apex, backwards)
  kSubdomains,  // fqdn without the domain itself
  kProvider,    // email -> the domain of its mailbox
  kNetOfIp,     // ip -> the narrowest known net that holds it, where no source states one
  kAsnOfIp,     // ip -> the asn of that net, where no source states one
  kCertOfHost,  // host -> cert: san, backwards
  kOfServices,  // ip -> what its services have by the same word, beside what sources state
};

/// One relation between given types. The same word may have several rows with different object types (`redirect` of
/// hosts and of urls); relationsNamed finds them all.
struct RelationDef {
  std::string name;  // the noun it leads to: "email"
  std::vector<std::string> aliases;
  TypeSet subjects;  // subtypes included
  TypeId object = kNoType;
  bool main = false;                  // the one an arrow to the type takes when several join the two types
  std::string answer_kind;            // which question answers it: "a", "ns", "registration", ...; empty: none
  std::int64_t freshness = 0;         // seconds that a sighting stays in force after its end
  std::uint32_t hub_threshold = 500;  // more holders than this make a value a hub; 0: always a hub
  bool counts_apexes = false;         // held by hosts: holders are counted by apex
  bool contact = false;               // redaction lists act on its values
  bool malicious = false;             // for lists: being on it speaks against the node
  Derivation derivation = Derivation::kNone;
  std::string help;

  /// Whether sources state links of it: of those that derive, what they say of addresses.
  bool isStated() const {
    return derivation == Derivation::kNone || derivation == Derivation::kNetOfIp ||
           derivation == Derivation::kAsnOfIp || derivation == Derivation::kOfServices;
  }
};

enum class ValueType : std::uint8_t { kText, kInteger, kReal, kDate, kBool };

struct PropertyDef {
  std::string name;  // "created"
  std::vector<std::string> aliases;
  TypeSet subjects;
  ValueType type = ValueType::kText;
  bool inherent = false;  // a date of the node itself (created, issued): shown under `as of D` when <= D
  bool computed = false;  // worked out from the node's name (tld, label, idn, entropy, len), never stored
  bool highest = false;   // the highest value wins instead of the latest (risk)
  std::string answer_kind;
  std::string help;
};

/// A name for several relations: `contact-email` is the e-mail of any contact. In `sharing`, any of them.
struct TraitGroup {
  std::string name;
  std::vector<std::string> members;  // names of relations, in the order of the table's row
  std::string help;
};

/// Whether the language keeps `word` for itself (language.md, reserved words): no row may bear it.
bool isReservedWord(std::string_view word);

/// Immutable once made; safe to read from any thread.
class Schema {
 public:
  /// The built-in table.
  static const Schema& builtin();
  /// The built-in table and the user's rows (same text form). Fails with kInvalidValue, naming line and reason:
  /// unknown type, a word that exists already or that the language reserves, more than kMaxTypes types.
  static Result<Schema> extended(std::string_view text, std::string_view file_name);

  const std::vector<TypeDef>& types() const { return types_; }
  const std::vector<RelationDef>& relations() const { return relations_; }
  const std::vector<PropertyDef>& properties() const { return properties_; }
  const std::vector<TraitGroup>& groups() const { return groups_; }
  const TypeDef& type(TypeId id) const { return types_[id]; }
  const RelationDef& relation(RelationId id) const { return relations_[id]; }
  const PropertyDef& property(PropertyId id) const { return properties_[id]; }

  /// By name, plural or alias; empty when there is none.
  std::optional<TypeId> typeNamed(std::string_view word) const;
  /// All rows of that name or alias, in table order; empty when there are none.
  std::vector<RelationId> relationsNamed(std::string_view word) const;
  /// The row of that name whose subjects hold `subject`; kNoRelation when there is none.
  RelationId relationOf(std::string_view word, TypeId subject) const;
  std::optional<PropertyId> propertyNamed(std::string_view word) const;
  /// Null when there is none. The pointer lives as long as the schema.
  const TraitGroup* groupNamed(std::string_view word) const;

  TypeSet allTypes() const;
  /// The type and its subtypes: host gives {host, domain}.
  TypeSet withSubtypes(TypeId id) const;
  /// The types that nodes of these are stored as.
  TypeSet storedTypes(TypeSet types) const;
  /// Whether a node of type `id` is one of `wanted`, or a subtype of one: a domain is a host.
  bool isA(TypeId id, TypeId wanted) const { return id == wanted || types_[id].parent == wanted; }
  /// Whether a node of one of the types may be stored as one of the others is: a host and a domain may.
  bool related(TypeSet types, TypeSet others) const { return (storedTypes(types) & storedTypes(others)).any(); }
  /// The type that the store keeps: host for domain, else the type itself.
  TypeId storedType(TypeId id) const { return types_[id].parent == kNoType ? id : types_[id].parent; }

  /// Types that code names. Present in every schema.
  struct Known {
    TypeId host, domain, ip, net, asn, email, url, file, cert, service, registrar, person, org, country, phone, list,
        report, tag, threat;
  };
  const Known& known() const { return known_; }
  /// Relations that code names. `tag`, `list`, `report` have subjects of every type.
  struct KnownRelations {
    RelationId ip, ns, mx, cname, apex, fqdn, subdomains, san, cert_of_host, provider, net_of_ip, asn_of_ip, asn_of_net,
        tag, list, blocklist, report;
  };
  const KnownRelations& knownRelations() const { return known_relations_; }
  /// From an address to its services; kNoRelation when the schema has no such relation.
  RelationId serviceOfIp() const { return relationOf("service", known_.ip); }
  /// What a relation of addresses derives of: the services' relation by the same word. kNoRelation for all others.
  RelationId ofService(RelationId id) const {
    return relation(id).derivation == Derivation::kOfServices ? relationOf(relation(id).name, known_.service)
                                                              : kNoRelation;
  }

 private:
  friend class SchemaReader;
  std::vector<TypeDef> types_;
  std::vector<RelationDef> relations_;
  std::vector<PropertyDef> properties_;
  std::vector<TraitGroup> groups_;
  template <typename Value>
  using WordIndex = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;
  WordIndex<TypeId> type_words_;
  WordIndex<std::vector<RelationId>> relation_words_;
  WordIndex<PropertyId> property_words_;
  Known known_{};
  KnownRelations known_relations_{};
};

}  // namespace clew::model
