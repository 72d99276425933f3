// A range of addresses as the blocks that it is made of.
#pragma once

#include <string>
#include <string_view>

namespace clew::syntax {

/// From one IPv4 address to another, both of them in it: `192.0.2.0/24`, `(192.0.2.1/32, 192.0.2.2/31)`. Empty for
/// other addresses, for a range that ends before it begins and for one of more than eight blocks.
std::string blocksOfRange(std::string_view first, std::string_view last);

}  // namespace clew::syntax
