// The sources of a case: what each said, and taking it back.
#pragma once

#include <string>
#include <string_view>

#include "clew/table.h"
#include "engine/case.h"

namespace clew::engine {

/// A row a source, by name: lookups, observations that stand (links, properties, withheld values, answers), those taken
/// back, and when the first and the last of its lookups was fetched. Reads the whole case.
Result<Table> sourceTable(const Case& owner);

/// What one source gave: a row for each kind of lookup, file and outcome, with lookups, observations, first and last
/// fetched. kUnknownName with a suggestion. Reads the whole case.
Result<Table> sourceTable(const Case& owner, std::string_view name);

/// Takes back all that `what` said and that still stands: a source by its name, else a file as `source show` lists it
/// (or the end of its path, where no other ends so), or "lookup:12". What other sources say as well stands by their
/// word, and what other lookups of the same source say is stated again; nothing is erased, and `as known at` an earlier
/// time still sees it. A batch holds at most `most` things taken back; of more there are several, which undoLastWrite
/// takes back together. Gives a sentence that says what was done; where nothing stands it writes nothing. kUnknownName,
/// kUsage (a path that several files end with), kReadOnly.
Result<std::string> retractSource(Case& owner, std::string_view what, Time now, std::size_t most = 250'000);

}  // namespace clew::engine
