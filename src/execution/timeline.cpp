#include "execution/timeline.h"

#include <algorithm>
#include <deque>

#include "common/time.h"
#include "execution/traits.h"

namespace clew::execution {
namespace {

struct Stretch {
  std::optional<Time> first, last;  // empty: undated
  std::string source;
};

/// Sightings of one source joined where they touch; its undated ones are one stretch.
std::vector<Stretch> stretchesOf(const GraphView& view, std::vector<Observation> seen) {
  std::stable_sort(seen.begin(), seen.end(), [&](const Observation& a, const Observation& b) {
    if (a.source != b.source) return view.sourceName(a.source) < view.sourceName(b.source);
    if (a.dated() != b.dated()) return a.dated();
    return a.first != b.first ? a.first < b.first : a.last < b.last;
  });
  std::vector<Stretch> out;
  for (const Observation& one : seen) {
    const std::string source(view.sourceName(one.source));
    const bool same = !out.empty() && out.back().source == source && out.back().first.has_value() == one.dated();
    if (!same || (one.dated() && one.first > *out.back().last)) out.emplace_back();
    Stretch& stretch = out.back();
    stretch.source = source;
    if (!one.dated()) continue;
    if (!stretch.first) stretch.first = one.first;
    stretch.last = stretch.last ? std::max(*stretch.last, one.last) : one.last;
  }
  if (out.empty()) out.emplace_back();  // a derived value: it holds, and nobody dated it
  return out;
}

Datum daysOf(const Stretch& stretch) {
  if (!stretch.first) return Missing{};
  return static_cast<std::int64_t>((startOfDay(*stretch.last) - startOfDay(*stretch.first)) / kDay + 1);
}

Datum timeOrMissing(const std::optional<Time>& time) {
  return time ? Datum(Instant{*time}) : Datum();
}

struct Row {
  NodeId node = kNoNode;
  std::size_t trait = 0;
  Datum value;
  Stretch stretch;
};

}  // namespace

Value TimelineOperator::execute() {
  const SetValue in = inputSet(op_.input);
  Rows out;
  out.columns = {{"name", ColumnType::kNode},  {"trait", ColumnType::kText}, {"value", ColumnType::kAny},
                 {"first", ColumnType::kTime}, {"last", ColumnType::kTime},  {"days", ColumnType::kInteger},
                 {"source", ColumnType::kText}};
  if (run_.failed()) return out;
  std::deque<TraitReader> readers;
  for (const binder::BoundTrait& trait : op_.of) readers.emplace_back(run_, clock_, trait).reportAll();
  std::vector<Row> rows;
  for (const NodeId node : inAnswerOrder(run_.view(), in)) {
    for (std::size_t i = 0; i < readers.size(); ++i) {
      if (!run_.goOn()) return out;
      for (Held& held : readers[i].held(node, History::kAll)) {
        for (Stretch& stretch : stretchesOf(run_.view(), std::move(held.seen))) {
          if (!run_.chargeRows(1, sizeof(Row))) return out;
          rows.push_back({node, i, held.value, std::move(stretch)});
        }
      }
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    if (a.stretch.first.has_value() != b.stretch.first.has_value()) return a.stretch.first.has_value();
    if (a.stretch.first != b.stretch.first) return a.stretch.first < b.stretch.first;
    if (a.stretch.last != b.stretch.last) return a.stretch.last < b.stretch.last;
    if (a.node != b.node) return run_.view().before(a.node, b.node);
    if (a.trait != b.trait) return a.trait < b.trait;
    if (const int by = compareData(run_.view(), a.value, b.value)) return by < 0;
    return a.stretch.source < b.stretch.source;
  });
  for (Row& row : rows) {
    out.cells.emplace_back(NodeRef{row.node});
    out.cells.emplace_back(op_.of[row.trait].text);
    out.cells.push_back(std::move(row.value));
    out.cells.push_back(timeOrMissing(row.stretch.first));
    out.cells.push_back(timeOrMissing(row.stretch.last));
    out.cells.push_back(daysOf(row.stretch));
    out.cells.push_back(row.stretch.source.empty() ? Datum() : Datum(std::move(row.stretch.source)));
  }
  return out;
}

}  // namespace clew::execution
