// The hashes by which nodes and lookups are found. They depend on the identity of the case, so that nobody outside can
// make names that collide.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/hash.h"
#include "model/fact.h"
#include "model/schema.h"

namespace clew::storage::sqlite {

class KeyHash {
 public:
  KeyHash(std::string_view identity, const model::Schema& schema) : seed_(hash64(identity)) {
    for (const model::TypeDef& type : schema.types()) type_seeds_.push_back(hash64(type.name, seed_));
  }
  std::uint64_t ofNode(model::TypeId type, std::string_view name) const { return hash64(name, type_seeds_[type]); }
  std::uint64_t ofLookup(std::string_view identity) const { return hash64(identity, seed_); }

 private:
  std::uint64_t seed_;
  std::vector<std::uint64_t> type_seeds_;
};

/// What makes two lookups the same, as one text: all but where it was read from and its raw bytes.
inline std::string lookupIdentity(const model::Lookup& lookup) {
  std::string text;
  for (const std::string* part : {&lookup.provider, &lookup.kind, &lookup.subject, &lookup.sha256}) {
    text += std::to_string(part->size());
    text.push_back(':');
    text += *part;
  }
  text += std::to_string(static_cast<int>(lookup.outcome)) + ':' + std::to_string(lookup.fetched) + ':' +
          std::to_string(lookup.part);
  return text;
}

}  // namespace clew::storage::sqlite
