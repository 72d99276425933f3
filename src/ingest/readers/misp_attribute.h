// One attribute of MISP's: the nodes that its value names, by its type.
#pragma once

#include <string_view>
#include <vector>

#include "ingest/fact_builder.h"

namespace clew::ingest::misp {

/// By its length and its hyphens alone.
inline bool looksLikeUuid(std::string_view text) {
  return text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
}

struct Named {
  std::vector<model::NodeName> nodes;  // of a composite type both parts, already linked to each other
  bool known = true;                   // false: a type that names no node
  bool tag = false;                    // the value is a word for the event (CVE-2021-44228)
};

/// Values that are wrong for their type are rejects. Composite types are split at the first `|`, `filename|hash` at the
/// last. Defanged values are undone.
Named nodesOf(std::string_view type, std::string_view value, const model::Sighting& seen, FactBuilder& builder);

}  // namespace clew::ingest::misp
