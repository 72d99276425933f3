// Many sightings of one fact into its observations (language.md: overlapping, nested, touching or same-start ones of a
// source are one; gaps and sources stay apart).
#pragma once

#include <span>
#include <vector>

#include "graph/view.h"
#include "storage/store.h"

namespace clew::graph {

/// Order of sources in what is written: by name, so that it does not depend on who came first.
using SourceRanks = std::vector<std::uint16_t>;
SourceRanks rankSources(const std::vector<storage::SourceInfo>& sources);

/// Coalesces the observations of one fact, whose raw references are in `raw_in`, and appends the result to `out` with
/// its references appended to `raw_out`: ascending by first (undated first), last, source rank. Any grouping of the
/// same sightings, coalesced step by step in any order, gives the same. `claims` is used up.
void coalesce(std::vector<Observation>& claims, const std::vector<RawReference>& raw_in, const SourceRanks& ranks,
              std::vector<Observation>& out, std::vector<RawReference>& raw_out);

}  // namespace clew::graph
