// The values that a file of a query names: `read "iocs.txt"`.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "model/canonical.h"
#include "model/schema.h"

namespace clew::execution {

/// Nodes that a text names, in the order met: one value a line, rows of a table, JSON, patterns and bundles of STIX 2,
/// events of MISP. `refused` counts lines, patterns and attributes that name nothing.
std::vector<model::NodeName> valuesOfText(const model::Schema& schema, std::string_view text, std::size_t& refused);

}  // namespace clew::execution
