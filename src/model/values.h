// Values of properties: the text that a fact carries, and the cell that an answer shows.
#pragma once

#include <string>
#include <string_view>

#include "clew/error.h"
#include "clew/table.h"
#include "model/fact.h"
#include "model/schema.h"

namespace clew::model {

inline constexpr std::size_t kMaxPropertyText = std::size_t{64} << 10;

/// A provider's text as the value of a property: dates in every spelling (of a whole day its first second), numbers,
/// yes and no; ill-formed UTF-8 in texts becomes U+FFFD. Fails with kInvalidValue and the reason, for empty text too.
Result<PropertyText> readPropertyText(ValueType type, std::string_view text);

/// The cell of a value that readPropertyText or propertyText made; Missing for a text that is none of its type.
Cell cellOf(ValueType type, std::string_view value);
/// The reverse. Fails with kType when the cell is of another type.
Result<PropertyText> propertyText(ValueType type, const Cell& cell);

}  // namespace clew::model
