#include "graph/overlay_builder.h"

namespace clew::graph {

Result<std::unique_ptr<const Overlay>> buildOverlay(const storage::Store&, const Base&, const model::Suffixes&,
                                                    const model::RedactionList&, storage::Generation,
                                                    storage::Generation, std::uint64_t) {
  return std::unique_ptr<const Overlay>();
}

}  // namespace clew::graph
