#include "execution/bridges.h"

#include <algorithm>
#include <tuple>

#include "execution/tied_set.h"

namespace clew::execution {

Value BridgesOperator::execute() {
  const SetValue in = inputSet(op_.input);
  Rows out;
  out.columns = {{"name", ColumnType::kNode},
                 {"linked", ColumnType::kNode},
                 {"relation", ColumnType::kText},
                 {"apart", ColumnType::kInteger}};
  if (run_.failed()) return out;
  TiedSet set(run_, clock_, op_, in.nodes);
  if (run_.failed()) return out;
  bool stopped = false;
  std::vector<graph::Bridge> found = graph::bridges(set.graph(), set.members(), set.watch(), stopped);
  if (stopped) return out;
  for (graph::Bridge& one : found) {  // a link to a value is written as it leads: from the member
    if (!one.isNode() && !set.isMember(one.node) && set.isMember(one.to)) std::swap(one.node, one.to);
  }
  std::sort(found.begin(), found.end(), [](const graph::Bridge& a, const graph::Bridge& b) {
    return std::tuple(b.apart, a.node, !a.isNode(), a.to) < std::tuple(a.apart, b.node, !b.isNode(), b.to);
  });
  for (const graph::Bridge& one : found) {
    if (!run_.goOn()) return out;
    out.cells.emplace_back(NodeRef{set.node(one.node)});
    out.cells.push_back(one.isNode() ? Datum() : Datum(NodeRef{set.node(one.to)}));
    out.cells.push_back(one.isNode() ? Datum() : Datum(set.relations(one.node, one.to)));
    out.cells.emplace_back(static_cast<std::int64_t>(one.apart));
  }
  return out;
}

}  // namespace clew::execution
