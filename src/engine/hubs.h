// The values with the most holders: where pivots drown.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/case.h"

namespace clew::engine {

/// Columns relation, value, holders, apexes, hub ("yes" where `excluding hubs` leaves it out): most holders first, ties
/// by name, at most `limit` a relation; relations in table order. Values with one holder are left out, and so are
/// derived relations. kUnknownName for a word that is no relation.
Result<Table> hubTable(Case& owner, std::string_view relation, std::uint64_t limit);

}  // namespace clew::engine
