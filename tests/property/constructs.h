// The constructs of the language, found in a tree: what random queries are counted by, so that none of them is drawn no
// more without anybody noticing.
#pragma once

#include <map>
#include <set>
#include <string>

#include "syntax/ast.h"

namespace clew::property {

/// Names of what a script is made of: "sharing every", "-> type", "stage per", "seen by only", "column origin".
std::set<std::string> constructsOf(const syntax::Script& script);

/// How often at least each construct has to be met in answers that are not empty.
const std::map<std::string, int>& wantedConstructs();

}  // namespace clew::property
