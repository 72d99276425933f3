// What the formats have in common in which people share what they found (MISP, STIX, OTX): tags that name threats,
// files under several hashes, and stated relationships between things.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/fact_builder.h"

namespace clew::ingest {

/// Counts what an answer holds and the graph has no place for, and says it once at the end: it stays in the raw record.
class LeftOut {
 public:
  void count(std::string what) { ++counts_[std::move(what)]; }
  /// One notice for each kind, in the order of their names. Kinds are few: those above 20 are said as one.
  void tell(FactBuilder& builder) const;

 private:
  std::map<std::string, std::uint64_t> counts_;
};

/// A tag of MISP's: `misp-galaxy:threat-actor="APT 1 - G0006"` is the threat "APT 1", other galaxies and words are
/// tags.
void addMispTag(FactBuilder& builder, const model::NodeName& of, std::string_view tag, const model::Sighting& seen);

/// That files are one and the same content under several hashes. They are told from the longest hash.
void addSameContent(FactBuilder& builder, std::vector<model::NodeName> files, const model::Sighting& seen);

/// Whether each of `from` things is to be tied to each of `to` others, as an object that lists both says. Of more than
/// 10,000 pairs, which nobody observed one by one and which a small answer can ask for by the billion, they are not,
/// and that is said.
bool mayPair(FactBuilder& builder, std::size_t from, std::size_t to);

/// A link by the graph's own word, as its exports write it: stated, or from the other end where the graph derives this
/// one of it (`cert` of a name). Links that follow from the names alone (`apex`, `provider`) need no stating. False
/// when the graph has no such relation between nodes of these types, or derives it of other links.
bool addOwnLink(FactBuilder& builder, const model::NodeName& from, std::string_view word, const model::NodeName& to,
                const model::Sighting& seen);

/// A relationship as STIX and MISP state them ("resolves-to", "communicates-with"), by the relation that the graph has
/// between nodes of these types, turned around where the graph knows it so. False when it has none.
bool addRelationship(FactBuilder& builder, const model::NodeName& from, std::string_view type,
                     const model::NodeName& to, const model::Sighting& seen);

/// "192.0.2.1" and "8443" as a service, linked to its address or name; a reject when it is none.
std::optional<model::NodeName> addService(FactBuilder& builder, std::string_view host, std::string_view port,
                                          std::string_view transport, const model::Sighting& seen);

}  // namespace clew::ingest
