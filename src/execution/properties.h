// Properties of nodes: the stored ones by their latest sighting, the computed ones from the name.
#pragma once

#include <string>
#include <vector>

#include "execution/links.h"

namespace clew::execution {

/// One value of a property with the observations that passed; none for a computed one.
struct PropertyRead {
  Datum value;
  std::string text;
  std::vector<Observation> seen;
};

enum class History : std::uint8_t {
  kLatest,  // the value with the greatest last sighting over all sources (all of them when several have it); of
            // `highest` properties the highest; of notes all
  kAll,     // every value that shows
};

/// Values of `property` of `node`, in the order of the view. Without a value: nothing. `filter`'s time words choose
/// among all values.
std::vector<PropertyRead> readProperty(Run& run, NodeId node, model::PropertyId property, const LinkFilter& filter,
                                       History history);

/// The label before the public suffix, as Unicode: "corvusrex" of "www.corvusrex.com". Empty for what is no host.
std::string labelOf(Run& run, NodeId node);
/// Shannon entropy in bits a character (Unicode code points).
double entropyOf(std::string_view text);
/// Whether an address is in a range that is not routed on the Internet (IANA special-purpose registries).
bool isPrivateAddress(std::string_view name);

}  // namespace clew::execution
