// Names made into identifiers that are the same wherever and whenever they are made.
#pragma once

#include <string>
#include <string_view>

namespace clew {

/// The UUID of version 5 (RFC 9562) of `name` within `space`, itself a UUID as text: 36 characters, lower case. A
/// `space` that is no UUID counts as the nil UUID.
std::string uuid5(std::string_view space, std::string_view name);

}  // namespace clew
