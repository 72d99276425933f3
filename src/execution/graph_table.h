// The graph behind an answer, for the forms that draw one (`as dot`, `as graphml`, `as stix`, `as misp`).
#pragma once

#include "execution/run.h"

namespace clew::execution {

/// Whether a form draws a graph instead of rows.
bool isGraphForm(std::string_view format);

/// Nodes and links as rows: role, from, relation, to, first, last. First the nodes (`from`), each with its role: `seed`
/// where the query began, `result`, or `between`; then the links that were walked to the results (role `link`), from
/// their subject to their value, with the earliest and latest sighting that passed. In the order of answers.
Rows graphRows(Run& run, const SetValue& set);

}  // namespace clew::execution
