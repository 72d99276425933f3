// `via` picks among the relations of an arrow, and `at most ... each` among the links of a starting node. Where nothing
// is picked they are refused, so that they are never passed over.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "binder/scope.h"

namespace clew::binder {

/// The relations that `via` names, or none without it. Empty after an error: `via` written twice.
std::optional<std::vector<syntax::Ident>> viaOf(const syntax::LinkModifiers& modifiers, Diagnostics& diagnostics);

/// Whether `via` stands among the modifiers of `what`, which picks no relations; reported then. What would work is the
/// line without it.
bool refusesVia(const syntax::LinkModifiers& modifiers, std::string_view what, Diagnostics& diagnostics);

/// Whether `at most ... each` stands among the modifiers of `what`, which reads all links; reported then. What would
/// work is the line without it.
bool refusesMost(const syntax::LinkModifiers& modifiers, std::string_view what, Diagnostics& diagnostics);

}  // namespace clew::binder
