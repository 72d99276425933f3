// Logs as tables: which columns are of the traffic that was seen, and which of the machine that saw it. Of a log only
// the far end is an indicator; the sensor and the machine that it watches are its owner's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/readers/csv_roles.h"

namespace clew::ingest {

/// "destination.ip", "id.orig_h": a field by its path, which looks like a name.
bool isLogPath(std::string_view header);
/// What a field holds, by its path; kUnknown where it is no indicator.
ColumnRole roleOfLogPath(std::string_view header);

/// "DeviceName", "src_host": a machine of the owner of the log.
bool namesAsset(std::string_view header);

/// The same, of a name that no other table gives a column.
bool surelyNamesAsset(std::string_view header);

/// Takes the roles from columns that are the log's own, as the header as a whole tells: Splunk's `host` beside its
/// other fields, the resolver beside a question, what a list says beside the traffic that met it. What the user says of
/// a column stands.
void partLog(Columns& columns, const std::vector<std::string>& header, const ColumnMap* map);

}  // namespace clew::ingest
