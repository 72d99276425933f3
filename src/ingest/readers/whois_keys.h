// The keys of WHOIS text as ICANN's registries and registrars write it: "Registrant Email: x@y.example".
#pragma once

#include <string_view>

#include "ingest/readers/registration.h"

namespace clew::ingest {

/// Adds one key's value; keys that are not known, and empty values, change nothing. Of a key that stands twice the
/// first counts, but for statuses, name servers and the registrar's mailboxes.
void addWhoisKey(std::string_view key, std::string_view value, Registration& record);

/// The record of lines "Key: value". Legal text and what else has no known key is left out.
Registration registrationOfWhoisText(std::string_view text);

}  // namespace clew::ingest
