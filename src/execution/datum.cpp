#include "execution/datum.h"

#include <algorithm>

#include "common/overloaded.h"
#include "common/text.h"
#include "model/dates.h"

namespace clew::execution {
namespace {

/// Kinds that compare with each other have one rank.
int rankOf(const Datum& datum) {
  return std::visit(
      Overloaded{[](const NodeRef&) { return 0; }, [](const std::string&) { return 1; }, [](const bool&) { return 2; },
                 [](const std::int64_t&) { return 2; }, [](const double&) { return 2; }, [](const Share&) { return 2; },
                 [](const Instant&) { return 3; }, [](const Interval&) { return 3; }, [](const Seconds&) { return 4; },
                 [](const DatumList&) { return 5; }, [](const Redacted&) { return 6; },
                 [](const Missing&) { return 7; }},
      datum.value);
}

template <typename T>
int order(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

Interval intervalOf(const Datum& datum) {
  if (const auto* instant = datum.as<Instant>()) return {instant->value, instant->value};
  return *datum.as<Interval>();
}

int compareNodes(const GraphView& view, NodeId a, NodeId b) {
  if (a == b) return 0;
  return view.before(a, b) ? -1 : 1;
}

int compareLists(const GraphView& view, const DatumList& a, const DatumList& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (const int by = compareData(view, a[i], b[i])) return by;
  }
  return order(a.size(), b.size());
}

}  // namespace

std::optional<double> numberOf(const Datum& datum) {
  if (const auto* i = datum.as<std::int64_t>()) return static_cast<double>(*i);
  if (const auto* d = datum.as<double>()) return *d;
  if (const auto* s = datum.as<Share>()) return s->value;
  if (const auto* b = datum.as<bool>()) return *b ? 1.0 : 0.0;
  return std::nullopt;
}

int compareData(const GraphView& view, const Datum& a, const Datum& b) {
  const int rank = rankOf(a);
  if (const int by = order(rank, rankOf(b))) return by;
  switch (rank) {
    case 0:
      return compareNodes(view, a.as<NodeRef>()->id, b.as<NodeRef>()->id);
    case 1:
      return order(*a.as<std::string>(), *b.as<std::string>());
    case 2: {
      const auto* left = a.as<std::int64_t>();
      const auto* right = b.as<std::int64_t>();
      if (left != nullptr && right != nullptr) return order(*left, *right);
      return order(*numberOf(a), *numberOf(b));
    }
    case 3:
      return order(intervalOf(a), intervalOf(b));
    case 4:
      return order(a.as<Seconds>()->value, b.as<Seconds>()->value);
    case 5:
      return compareLists(view, *a.as<DatumList>(), *b.as<DatumList>());
    default:
      return 0;
  }
}

void sortDistinct(const GraphView& view, DatumList& list) {
  if (list.size() < 2) return;
  std::sort(list.begin(), list.end(), [&](const Datum& a, const Datum& b) { return compareData(view, a, b) < 0; });
  list.erase(std::unique(list.begin(), list.end(),
                         [&](const Datum& a, const Datum& b) { return compareData(view, a, b) == 0; }),
             list.end());
}

Datum datumOf(DatumList values) {
  if (values.empty()) return Missing{};
  if (values.size() == 1) return std::move(values.front());
  return Datum(std::move(values));
}

Cell cellOf(const GraphView& view, const Datum& datum) {
  return std::visit(Overloaded{[&](const NodeRef& node) -> Cell {
                                 return NodeValue{view.schema().type(view.typeOf(node.id)).name,
                                                  std::string(view.nameOf(node.id)),
                                                  std::string(view.displayOf(node.id))};
                               },
                               [&](const DatumList& list) -> Cell {
                                 CellList cells;
                                 for (const Datum& item : list) cells.push_back(cellOf(view, item));
                                 return cells;
                               },
                               [](const auto& plain) -> Cell { return Cell(plain); }},
                    datum.value);
}

std::optional<Time> timeOf(const Datum& datum) {
  if (const auto* instant = datum.as<Instant>()) return instant->value;
  if (const auto* span = datum.as<Interval>()) return span->first;
  return std::nullopt;
}

std::string textOf(const GraphView& view, const Datum& datum) {
  return std::visit(Overloaded{[&](const NodeRef& node) { return std::string(view.nameOf(node.id)); },
                               [](const std::string& text) { return text; },
                               [](const bool& yes) { return std::string(yes ? "true" : "false"); },
                               [](const std::int64_t& number) { return std::to_string(number); },
                               [](const double& number) { return realText(number); },
                               [](const Share& share) { return realText(share.value); },
                               [](const Seconds& seconds) { return std::to_string(seconds.value); },
                               [](const Instant& instant) { return model::shortTimeText(instant.value); },
                               [](const Interval& span) { return model::shortTimeText(span.first); },
                               [&](const DatumList& list) {
                                 std::string out;
                                 for (const Datum& item : list) out += (out.empty() ? "" : ", ") + textOf(view, item);
                                 return out;
                               },
                               [](const auto&) { return std::string(); }},
                    datum.value);
}

}  // namespace clew::execution
