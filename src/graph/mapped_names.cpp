// MappedView: nodes by their names.
#include <algorithm>

#include "common/text.h"
#include "graph/mapped_view.h"
#include "graph/name_search.h"

namespace clew::graph {
namespace {

constexpr std::size_t kFewLists = 64;  // that a name is held against one after the other

bool holdsAny(std::string_view name, std::span<const NameParts> any_of) {
  return std::any_of(any_of.begin(), any_of.end(), [&](const NameParts& parts) { return holdsParts(name, parts); });
}

/// Those of some nodes of one type of the base.
void keepOfType(const Base& base, model::TypeId type, std::span<const NodeId> nodes, std::span<const NameParts> any_of,
                NodeSet& kept) {
  const auto [begin, end] = base.range(type);
  NameSearch search(base, type);
  if (any_of.size() <= kFewLists && nodes.size() * any_of.size() <= (end - begin) / 4) {
    std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(kept), [&](NodeId node) {
      return std::any_of(any_of.begin(), any_of.end(),
                         [&](const NameParts& parts) { return search.holds(node, parts); });
    });
    return;
  }
  NodeMarks marks(base.nodeCount());
  const bool found =
      std::all_of(any_of.begin(), any_of.end(), [&](const NameParts& parts) { return search.find(parts, marks); });
  if (!found) {
    kept.insert(kept.end(), nodes.begin(), nodes.end());
  } else if (nodes.size() == end - begin) {
    const NodeSet all = marks.drain();
    kept.insert(kept.end(), all.begin(), all.end());
  } else {
    std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(kept),
                 [&](NodeId node) { return marks.contains(node); });
  }
}

}  // namespace

void MappedView::keepNamed(NodeSet& nodes, std::span<const NameParts> any_of) const {
  NodeSet kept;
  auto at = nodes.begin();
  const auto new_ones = std::lower_bound(at, nodes.end(), base_->nodeCount());
  for (std::size_t id = 0; id < schema().types().size() && at != new_ones; ++id) {
    const auto type = static_cast<model::TypeId>(id);
    const auto end = std::lower_bound(at, new_ones, base_->range(type).second);
    if (at != end) keepOfType(*base_, type, {at, end}, any_of, kept);
    at = end;
  }
  kept.insert(kept.end(), at, new_ones);  // of no type, in a file that lies
  std::copy_if(new_ones, nodes.end(), std::back_inserter(kept),
               [&](NodeId node) { return any_of.size() > kFewLists || holdsAny(toLower(nameOf(node)), any_of); });
  nodes = std::move(kept);
}

}  // namespace clew::graph
