// Detection: which reader an input is for.
#pragma once

#include <string>
#include <string_view>

#include "clew/error.h"
#include "ingest/reader.h"

namespace clew::ingest {

/// The reader of that name. Fails with kUsage and the names there are.
Result<const Reader*> readerNamed(std::string_view name);

/// The reader that is surest of the beginning of an input; among equals the earlier in readers(). Fails with
/// kInvalidValue, saying what the bytes look like, what was tried and what nearly fit.
Result<const Reader*> detectReader(std::string_view head, std::string_view file_name);

/// How sure the surest reader is of a beginning without a file's name, 0 to 100.
int surenessOf(std::string_view head);

}  // namespace clew::ingest
