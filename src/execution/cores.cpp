#include "execution/cores.h"

#include <algorithm>

#include "execution/tied_set.h"

namespace clew::execution {

Value CoresOperator::execute() {
  const SetValue in = inputSet(op_.input);
  Rows out;
  out.columns = {{"name", ColumnType::kNode}, {"core", ColumnType::kInteger}};
  if (run_.failed()) return out;
  TiedSet set(run_, clock_, op_, in.nodes);
  if (run_.failed()) return out;
  const std::vector<std::uint32_t> cores = graph::coreNumbers(set.graph(), set.watch());
  if (run_.failed()) return out;
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < cores.size(); ++i) {
    if (set.isMember(i) && cores[i] >= op_.at_least) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return cores[a] > cores[b]; });
  for (const std::uint32_t i : order) {
    out.cells.emplace_back(NodeRef{set.node(i)});
    out.cells.emplace_back(static_cast<std::int64_t>(cores[i]));
  }
  return out;
}

}  // namespace clew::execution
