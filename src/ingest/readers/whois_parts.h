// A text may hold several WHOIS answers one below the other: which lines belong to which.
#pragma once

#include <vector>

#include "ingest/readers/whois_lines.h"
#include "model/canonical.h"

namespace clew::ingest::whois {

using Lines = std::vector<const Line*>;

/// The lines of each answer: a server's, and within it one for each name. They point into `lines`, and nothing is left
/// out; a text without a name is one part.
std::vector<Lines> partsOf(const std::vector<Line>& lines, const model::Schema& schema);

}  // namespace clew::ingest::whois
