#include "execution/skipped.h"

#include <algorithm>

namespace clew::execution {
namespace {

std::string reasonText(SkippedEntry::Reason reason) {
  switch (reason) {
    case SkippedEntry::Reason::kHub:
      return "hub";
    case SkippedEntry::Reason::kExcluded:
      return "excluded";
    case SkippedEntry::Reason::kRedacted:
      return "redacted";
    case SkippedEntry::Reason::kCut:
      return "cut";
  }
  return {};
}

Datum nodeOrMissing(NodeId node) {
  return node == kNoNode ? Datum() : Datum(NodeRef{node});
}

}  // namespace

Value SkippedOperator::execute() {
  std::vector<SkippedEntry> entries;
  std::vector<SkippedEntry>* const before = run_.skipped();
  run_.collectSkipped(&entries);
  const Value in = input(op_.input);
  run_.collectSkipped(before);
  Rows out;
  out.kind = TableKind::kSkipped;
  out.columns = {{"value", ColumnType::kAny},       {"relation", ColumnType::kText},  {"reason", ColumnType::kText},
                 {"holders", ColumnType::kInteger}, {"apexes", ColumnType::kInteger}, {"seed", ColumnType::kNode}};
  if (run_.failed()) return out;
  std::vector<DatumList> rows;
  for (const SkippedEntry& entry : entries) {
    const bool counted = entry.reason != SkippedEntry::Reason::kRedacted;
    rows.push_back(
        {entry.value == kNoNode ? Datum(entry.text) : Datum(NodeRef{entry.value}), Datum(entry.relation),
         Datum(reasonText(entry.reason)), counted ? Datum(static_cast<std::int64_t>(entry.holders.nodes)) : Datum(),
         counted ? Datum(static_cast<std::int64_t>(entry.holders.apexes)) : Datum(), nodeOrMissing(entry.seed)});
  }
  const auto order = [&](const DatumList& a, const DatumList& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (const int by = compareData(run_.view(), a[i], b[i])) return by;
    }
    return 0;
  };
  std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) { return order(a, b) < 0; });
  rows.erase(std::unique(rows.begin(), rows.end(), [&](const auto& a, const auto& b) { return order(a, b) == 0; }),
             rows.end());
  for (DatumList& row : rows) {
    for (Datum& datum : row) out.cells.push_back(std::move(datum));
  }
  return out;
}

}  // namespace clew::execution
