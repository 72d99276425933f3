// STIX patterns (version 2.1, chapter 9), as far as they name things: comparisons of a property with values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"

namespace clew::ingest::stix {

/// `domain-name:value = 'a.example'`.
struct Comparison {
  std::string object;               // "domain-name"
  std::string path;                 // "value", "hashes.SHA-256", "resolves_to_refs[*].value": without quotes
  std::string op;                   // "=", "IN", "LIKE", ... in upper case
  bool negated = false;             // NOT, or !=
  std::vector<std::string> values;  // one, but for IN; texts without quotes and escapes, numbers as written
};

/// Comparisons that AND joins within one observation (brackets), so that they speak of one thing. `a OR b` gives two
/// groups; what stands in brackets of its own is never one with the rest.
using Group = std::vector<Comparison>;

/// Fails with kInvalidValue, saying where, for what is no pattern. Qualifiers (WITHIN, REPEATS, START ... STOP) and
/// FOLLOWEDBY are passed over.
Result<std::vector<Group>> readPattern(std::string_view pattern);

}  // namespace clew::ingest::stix
