#include "execution/bursts.h"

#include <algorithm>

#include "execution/items.h"

namespace clew::execution {
namespace {

struct Dated {
  Time time = 0;
  NodeId node = kNoNode;  // kNoNode: a row
};

std::optional<Time> earliest(const DatumList& values) {
  std::optional<Time> out;
  for (const Datum& value : values) {
    const auto* instant = value.as<Instant>();
    const auto* span = value.as<Interval>();
    if (instant == nullptr && span == nullptr) continue;
    const Time time = instant != nullptr ? instant->value : span->first;
    out = out ? std::min(*out, time) : time;
  }
  return out;
}

/// The members of a group that have the date, in its order, then as answers print them; a node counts once.
std::vector<Dated> datedMembers(Run& run, Evaluator& evaluator, const binder::BoundExpr& of, const Group& group) {
  std::vector<Dated> out;
  for (const Scope& member : group.members) {
    if (!run.goOn()) return {};
    if (const auto time = earliest(evaluator.values(of, member))) out.push_back({*time, member.node});
  }
  std::stable_sort(out.begin(), out.end(), [&](const Dated& a, const Dated& b) {
    if (a.time != b.time) return a.time < b.time;
    if (a.node == kNoNode || b.node == kNoNode || a.node == b.node) return false;
    return run.view().before(a.node, b.node);
  });
  out.erase(std::unique(out.begin(), out.end(),
                        [](const Dated& a, const Dated& b) { return a.node == b.node && a.node != kNoNode; }),
            out.end());
  return out;
}

/// Whether `to` lies at most `gap` after `from`; dates far apart must not overflow.
bool within(Time from, Time to, std::int64_t gap) {
  Time end = 0;
  return __builtin_add_overflow(from, gap, &end) || to <= end;
}

}  // namespace

Value BurstsOperator::execute() {
  const Value in = input(op_.input);
  if (run_.failed()) return in;
  const bool nodes = std::holds_alternative<SetValue>(in);
  const Items items(run_, in, op_.per_link);
  Evaluator evaluator(run_, clock_, items.layer());
  Rows out;
  out.columns = columnsOf(run_.schema(), op_.keys);
  for (const char* date : {"start", "end"}) out.columns.push_back({date, ColumnType::kTime});
  out.columns.push_back({"count", ColumnType::kInteger});
  if (nodes) out.columns.push_back({"members", ColumnType::kList});
  for (const Group& group : groupItems(evaluator, items, op_.keys, true)) {
    const std::vector<Dated> members = datedMembers(run_, evaluator, *op_.of, group);
    for (std::size_t from = 0, to = 0; from < members.size(); from = to) {
      if (!run_.goOn()) return out;
      for (to = from + 1; to < members.size() && within(members[to - 1].time, members[to].time, op_.gap);) ++to;
      if (!run_.chargeRows(to - from, sizeof(Datum))) return out;
      out.cells.insert(out.cells.end(), group.key.begin(), group.key.end());
      out.cells.emplace_back(Instant{members[from].time});
      out.cells.emplace_back(Instant{members[to - 1].time});
      out.cells.emplace_back(static_cast<std::int64_t>(to - from));
      if (!nodes) continue;
      DatumList list;
      for (std::size_t i = from; i < to; ++i) list.emplace_back(NodeRef{members[i].node});
      out.cells.push_back(datumOf(std::move(list)));
    }
  }
  return out;
}

}  // namespace clew::execution
