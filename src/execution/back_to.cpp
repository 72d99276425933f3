#include "execution/back_to.h"

#include <algorithm>

namespace clew::execution {
namespace {

void takeNodes(const Datum& cell, NodeSet& out) {
  if (const auto* node = cell.as<NodeRef>()) out.push_back(node->id);
  if (const auto* list = cell.as<DatumList>()) {
    for (const Datum& item : *list) takeNodes(item, out);
  }
}

}  // namespace

Value BackToOperator::execute() {
  const Value in = input(op_.input);
  SetValue out;
  const auto* rows = std::get_if<Rows>(&in);
  if (run_.failed() || rows == nullptr) return out;
  for (std::size_t row = 0; row < rows->count(); ++row) {
    if (!run_.goOn()) return SetValue{};
    takeNodes(rows->at(row, op_.column), out.nodes);
  }
  std::sort(out.nodes.begin(), out.nodes.end());
  out.nodes.erase(std::unique(out.nodes.begin(), out.nodes.end()), out.nodes.end());
  return out;
}

}  // namespace clew::execution
