// Items: what a table operator runs over: nodes, nodes with each of their links, or rows; and their groups.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "execution/evaluate.h"

namespace clew::execution {

/// The scopes of a value, in answer order. Holds what they point to; the value must outlive it.
class Items {
 public:
  Items(Run& run, const Value& value, bool per_link);
  const std::vector<Scope>& scopes() const { return scopes_; }
  /// The layer of a set; null for rows.
  LayerPtr layer() const { return layer_; }

 private:
  std::vector<Scope> scopes_;
  std::deque<ResultLink> links_;
  LayerPtr layer_;
};

/// The name of the node, or of the first node in the row; empty when the row has none.
std::string nodeNameOf(const GraphView& view, const Scope& scope);

struct Group {
  DatumList key;
  std::vector<Scope> members;
};

/// One group a combination of key values; an item with several values of a key is in each of their groups. Without a
/// value: in that of (redacted) or (missing), or in none when `leave_out`. Sorted by key.
std::vector<Group> groupItems(Evaluator& evaluator, const Items& items, const std::vector<binder::BoundColumn>& keys,
                              bool leave_out);

/// The columns of a table. A column of names holds nodes, so that sinks know what they show.
std::vector<Column> columnsOf(const model::Schema& schema, const std::vector<binder::BoundColumn>& bound);

}  // namespace clew::execution
