// Characters that are drawn alike, for telling lookalike names. The table is data/confusables.tsv; its head says the
// source.
#pragma once

#include <string>
#include <string_view>

namespace clew::model {

/// What a label looks like: each character replaced by the one that stands for all that are drawn like it, accents left
/// off, and `rn` read as `m`, `vv` as `w`. Two labels look alike when their skeletons are equal. `label` is lower case.
std::u32string skeleton(std::u32string_view label);

}  // namespace clew::model
