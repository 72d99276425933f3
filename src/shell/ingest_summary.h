// What an ingest says when it is done.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "clew/ingest.h"

namespace clew::shell {

/// One row a file: file, format, records, facts, known, rejected.
Table ingestTable(const IngestReport& report);
/// One row a format, for people who took in thousands of files: format, files, records, facts, known, rejected.
Table ingestTableByFormat(const IngestReport& report);
/// The most frequent reasons of the rejects in the report, with how many; ties by the reason.
std::vector<std::pair<std::string, std::uint64_t>> frequentReasons(const IngestReport& report, std::size_t most);

}  // namespace clew::shell
