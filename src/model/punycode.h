// Punycode (RFC 3492) of single labels, for what libidn2 will not convert: the suffix list's rules, which are normal
// already, and names that exist although IDNA 2008 forbids them (emoji).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace clew::model {

/// "bücher" as "xn--bcher-kva"; a label of ASCII alone as it is. Nothing is mapped or checked. Empty on overflow or
/// above 63 bytes.
std::optional<std::string> aLabel(std::u32string_view label);
/// The code points of "xn--bcher-kva"; empty when it begins otherwise or does not decode to code points.
std::optional<std::u32string> uLabel(std::string_view label);

}  // namespace clew::model
