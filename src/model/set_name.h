// What a set may be called.
#pragma once

#include <string_view>

namespace clew::model {

/// Letters, digits and _, joined by - and /; begins with no digit: what stands behind an @ in a query.
bool isSetName(std::string_view name);

}  // namespace clew::model
