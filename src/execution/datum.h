// Datum: a value while a query runs. As Cell of clew/table.h, but a node is its id in the view, so that comparing,
// grouping and walking on from it touch no names.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "clew/table.h"
#include "graph/view.h"

namespace clew::execution {

using graph::GraphView;
using graph::NodeId;
using graph::NodeSet;

inline constexpr NodeId kNoNode = 0xFFFFFFFF;

struct NodeRef {
  NodeId id = kNoNode;
};

struct Datum;
using DatumList = std::vector<Datum>;

struct Datum {
  std::variant<Missing, Redacted, NodeRef, std::string, std::int64_t, double, bool, Instant, Interval, Seconds, Share,
               DatumList>
      value;
  Datum() = default;
  template <typename T>
  requires(!std::is_same_v<std::decay_t<T>, Datum>) Datum(T&& v) : value(std::forward<T>(v)) {}

  template <typename T>
  const T* as() const {
    return std::get_if<T>(&value);
  }
  bool isMissing() const { return as<Missing>() != nullptr; }
  bool isRedacted() const { return as<Redacted>() != nullptr; }
  bool known() const { return !isMissing() && !isRedacted(); }
};

/// Total order of values in answers: numbers by size, nodes as answers print them, texts by bytes, times by begin and
/// end; different kinds by kind; redacted, then missing, last. 0 when they are the same value.
int compareData(const GraphView& view, const Datum& a, const Datum& b);
/// Sorts and drops repeats.
void sortDistinct(const GraphView& view, DatumList& list);
/// What an answer shows: one value as it is, several as a list, none as missing.
Cell cellOf(const GraphView& view, const Datum& datum);
Datum datumOf(DatumList values);
/// The moment of a value, a stretch of time by its begin; empty when it is no time.
std::optional<Time> timeOf(const Datum& datum);
/// The text of a value for patterns and regular expressions: a node's name, a text as it is, numbers in decimal.
std::string textOf(const GraphView& view, const Datum& datum);
/// Its size for arithmetic; empty when it is no number.
std::optional<double> numberOf(const Datum& datum);

}  // namespace clew::execution
