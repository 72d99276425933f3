// Indicators in lists, tables and prose: one token in, one node out, and the facts that being listed makes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/fact_builder.h"

namespace clew::ingest {

enum class TokenClass : std::uint8_t {
  kNothing,
  kAddress,  // 192.0.2.1, 2001:db8::1
  kService,  // 192.0.2.1:81, a.example:8080
  kBlock,    // 198.51.100.0/24
  kAsn,      // AS64496
  kEmail,
  kUrl,
  kHostPath,  // a.example/x.php: a URL whose scheme nobody said
  kPath,      // /gate.php?id=: names no host
  kHash,
  kHost,
};

/// What a refanged token looks like by its characters alone. Cheap; does not promise that it is valid.
TokenClass looksLike(std::string_view token);
/// Whether `text` has a spelling that refang undoes.
bool isDefanged(std::string_view text);

/// "SHA256:HASH", "md5 = HASH" without the name of the hash; other text as it is.
std::string_view withoutHashName(std::string_view token);

/// "invoice.exe": a name whose last label is a usual file ending, and the ending of no host.
bool isFileName(std::string_view token);

/// The node of one refanged token, or a reject with the reason. A host with a path is read as a URL of scheme http.
std::optional<model::NodeName> indicatorNode(FactBuilder& builder, std::string_view token);

/// An address, also one that is written as the block of it alone (192.0.2.1/32); else a block; a reject when it is
/// none.
std::optional<model::NodeName> addressOrBlock(FactBuilder& builder, std::string_view text);

/// Where an indicator stood: what all its facts have in common.
struct Listing {
  model::NodeName list;
  model::Sighting seen;
  std::vector<std::string> references;  // reports that the indicators come from
};

/// The list that an input is: named by --list, else by the file; dated by --fetched, else by a day in the file's name,
/// else by the file's time. A file of newly registered names is the list "nrd:DATE".
Listing listingOf(const InputContext& context);

/// The facts of an indicator that is on the list: membership, references, and what its own text says (a URL's host, a
/// service's address).
void addListed(FactBuilder& builder, const model::NodeName& node, const Listing& listing);
/// What the text of a URL or service says, dated by the sighting.
void addImplied(FactBuilder& builder, const model::NodeName& node, const model::Sighting& seen);

/// The host or address of a canonical URL: without user, port and brackets. Empty when it has none.
std::string_view hostOfUrl(std::string_view url);

/// "a{1,2}.example" -> two texts; a text without a set is its only one. At most 64 come out; more leave the text as it
/// is.
std::vector<std::string> expandBraces(std::string_view text);

}  // namespace clew::ingest
