// The columns of a table: what each is of, told by its header or by its content.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/readers/csv_roles.h"

namespace clew::ingest {

class ColumnMap;

/// "Observed", "reported": a header of dates, or of other things.
bool isMoment(std::string_view header);

/// "found_on", "reported_at": taken for a date, unless other things stand below it.
bool isDoubtfulDate(std::string_view header);

/// The columns that a record names as a header does: at least one field is a known word for indicators, or in `map`,
/// and none looks like a value. Empty when it is no header. `map` may be null.
std::optional<Columns> columnsOfHeader(const std::vector<std::string>& fields, const ColumnMap* map = nullptr);

/// The columns of a table whose first row names its subjects by no word that is known: no field of it looks like a
/// value, and below it stand indicators. Those of the first kind are told by content; others, whose tie to these is not
/// known, and dates, which might be any, are not. Words that are known count. Where a name says that the only one is
/// none (a machine of one's own, hashes of no file), no column is of subjects. Empty when the first row is one like the
/// others.
std::optional<Columns> columnsBelowNames(const std::vector<std::vector<std::string>>& rows,
                                         const ColumnMap* map = nullptr);

/// Whether fields are short and one has a word in it that headers have, as a sentence with commas mostly is not.
bool areHeaders(const std::vector<std::string>& fields);

/// By what most fields of each column look like; what fits none, or is empty, is kUnknown. Two columns of addresses are
/// a range, which is another format.
Columns columnsByContent(const std::vector<std::vector<std::string>>& rows, const ColumnMap* map = nullptr);

}  // namespace clew::ingest
