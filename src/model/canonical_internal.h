// What the files of canonical forms share.
#pragma once

#include <string_view>

#include "clew/error.h"

namespace clew::model {

/// "'300.1.2.3' is no IPv4 address: 300 is above 255".
Error invalid(std::string_view text, std::string_view what, std::string_view reason);

}  // namespace clew::model
