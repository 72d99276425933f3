// The values that a file of a query names: `read "iocs.txt"`.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "model/canonical.h"
#include "model/schema.h"

namespace clew::execution {

struct FileContent {
  std::vector<model::NodeName> names;  // in the order met
  std::size_t refused = 0;             // lines, patterns and attributes that name nothing
  std::size_t further = 0;             // values in the other columns of a table
};

/// Nodes that a text names: values, one or several a line; rows of a table, which begins with the names of its columns
/// and of which the first value of each row counts; JSON; patterns and bundles of STIX 2; events of MISP.
FileContent valuesOfText(const model::Schema& schema, std::string_view text);

}  // namespace clew::execution
