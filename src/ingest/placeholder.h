// Words that stand where a value would, so that a field is not empty: they name nothing, and make no node.
#pragma once

#include <string_view>

namespace clew::ingest {

/// "-", "none", "null", "n/a", in any case, with blanks around.
bool isPlaceholder(std::string_view text);

/// What sources write where they know no actor, malware or campaign: a placeholder, "unknown", "unattributed", "Unknown
/// malware". Two things that nobody has named have nothing in common.
bool isUnnamedThreat(std::string_view text);

}  // namespace clew::ingest
