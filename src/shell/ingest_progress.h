// The one line that shows how far an ingest is.
#pragma once

#include <cstddef>
#include <string>

#include "clew/ingest.h"

namespace clew::shell {

/// "[####------]  42 %  1.2 M facts  340 k/s  0:12 left  dns.jsonl", cut to `width` columns (ASCII but for the file's
/// name, which is made safe). Without a known total there is no bar and no time left.
std::string progressLine(const IngestState& state, double seconds, std::size_t width);

}  // namespace clew::shell
