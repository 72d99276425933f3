// Blocks, routes and autonomous systems in the answers of the address registries.
#pragma once

#include <vector>

#include "ingest/fact_builder.h"
#include "ingest/readers/whois_lines.h"

namespace clew::ingest::whois {

/// The facts of every block of lines that is about addresses ("inetnum", "NetRange", "route", "aut-num"). False when
/// there is none. Facts and rejects are placed by their lines; where these have no numbers (0), by what the builder was
/// told before.
bool addNets(const std::vector<Line>& lines, const model::Sighting& seen, FactBuilder& builder);

}  // namespace clew::ingest::whois
