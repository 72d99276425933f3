// What pivots say beside their answer, in one place for all that make the same pivot in another way.
#pragma once

#include <cstdint>
#include <string_view>

#include "execution/datum.h"

namespace clew::execution {

/// A value with more holders that was walked over unasked is named, with the words that leave such values out.
inline constexpr std::uint64_t kHintHolders = 500;
/// How many results are looked at to say that values were never held at the same time.
inline constexpr std::size_t kTogetherChecks = 2000;

/// N402: a value with very many holders was crossed. `by` is the relation or trait as the query has it.
Notice crossedHub(const GraphView& view, NodeId value, std::uint64_t holders, std::string_view by);
/// N405: what the names below the domains would add.
Notice namesBelow(std::size_t more, std::string_view by);
/// N406: so many of the results share no value with what they were compared with at one time.
Notice neverTogether(std::size_t never, std::size_t results);

}  // namespace clew::execution
