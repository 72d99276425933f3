// Names that need no work, for feeds: canonical.h is the door for all others.
#pragma once

#include <string_view>

#include "model/schema.h"

namespace clew::model {

/// True: `text` is a canonical name of that type, and canonical() would give it as it stands. False says nothing. Takes
/// no memory; safe from any thread.
bool isCanonical(const Schema& schema, TypeId type, std::string_view text);

}  // namespace clew::model
