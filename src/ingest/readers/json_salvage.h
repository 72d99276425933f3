// What a damaged JSON document still says: a download that was cut off, or one record among many that is no JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::ingest {

struct SalvagedJson {
  /// An element of an array that is left out.
  struct Lost {
    std::uint64_t index = 0;  // in its array, from 1
    std::string_view text;    // view into the damaged text
    std::string reason;
  };
  std::string text;        // well-formed: the document without what is lost
  std::vector<Lost> lost;  // in the order of the text
  bool cut = false;        // the text ends before the document does
};

/// Leaves out the damaged elements of the arrays that the document's objects hold; where the text is cut off, what is
/// open is closed. Nothing of a damaged element is believed, for half a record can say what the whole does not. Empty
/// where the damage lies elsewhere, where an array would lose all that it has, and where the document does not look
/// like a list of records: then nothing is sure.
std::optional<SalvagedJson> salvageJson(std::string_view text);

}  // namespace clew::ingest
